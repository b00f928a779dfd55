"""The fixture that starts a Datasette for the session, and what it holds."""

import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.servers.fixtures import SHELF, free_port, serve
from tests.servers.needed import need

ROWS = [{**row, "sold": int(row["sold"])} for row in SHELF]
"""The rows of the contract as SQLite has them: a boolean is a number."""

_SCHEMA = """
CREATE TABLE shelf (
    id INTEGER PRIMARY KEY, name TEXT, kind TEXT, stock INTEGER, price REAL, sold INTEGER
);
CREATE TABLE many (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE nameless (word TEXT, n INTEGER);
CREATE TABLE makers (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE boxes (code TEXT PRIMARY KEY, maker INTEGER REFERENCES makers(id), raw BLOB);
CREATE TABLE places (hall TEXT, shelf INTEGER, n INTEGER, PRIMARY KEY (hall, shelf));
CREATE VIRTUAL TABLE words USING fts5(name, content='many', content_rowid='id');
INSERT INTO makers VALUES (1, 'Isola'), (2, 'Kestrel');
INSERT INTO boxes VALUES
    ('a/1', 1, x'00ff'), ('b~2', 2, NULL), ('c', NULL, x'80'), ('d', 9, x'fe');
INSERT INTO places VALUES ('A', 1, 10), ('A', 2, 20), ('B/C', 1, 30);
"""


@pytest.fixture(scope="session")
def datasette(tmp_path_factory):
    """The URL of a database: rows of the contract, 1,200 others, 30 without a key.

    There are boxes with bytes and a foreign key, places with a key of two columns, and the
    hidden tables of an index.
    """
    program = shutil.which("datasette", path=Path(sys.executable).parent)
    need(program, "datasette", "RestVista was NOT run against it")
    folder = tmp_path_factory.mktemp("datasette")
    with closing(sqlite3.connect(folder / "shop.db")) as base, base:
        base.executescript(_SCHEMA)
        columns = ", ".join(f":{column}" for column in ROWS[0])
        base.executemany(f"INSERT INTO shelf VALUES ({columns})", ROWS)
        base.executemany(
            "INSERT INTO many VALUES (?, ?)", [(2 * n, f"no. {n}") for n in range(1200)]
        )
        base.executemany("INSERT INTO nameless VALUES ('same', ?)", [(n,) for n in range(30)])
    port = free_port()
    command = [program, "serve", str(folder / "shop.db"), "--host", "127.0.0.1"]
    command += ["--port", str(port), "--setting", "suggest_facets", "off"]
    for url in serve(command, port, "/-/versions.json", folder):
        yield f"{url}/shop"
