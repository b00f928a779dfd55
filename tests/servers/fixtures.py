"""Fixtures that start a server for the session and end it by the id of its process."""

import contextlib
import fcntl
import itertools
import json
import secrets
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from diorama_nb.testing import SourceContract
from tests.servers.faults import Faults
from tests.servers.needed import need, need_module

HERE = Path(__file__).parent
POSTS = [
    {
        "id": n,
        "title": f"Post {n:03}",
        "kind": ("news", "essay", "note")[n % 3],
        "likes": n * 37 % 101,
        "author": {"name": f"Author {n % 7}"},
    }
    for n in range(1, 138)
]
NOTES = [{"id": n, "text": f"note {n}", "stars": n % 5} for n in range(1, 31)]
"""What tests of writes may change, each its own rows."""
SHELF = SourceContract.rows[:9]


def free_port():
    """Return a port that nobody has.

    It is below those that the system gives to whoever asks for any, also to each connection:
    such a one may be taken before the server that it is meant for has it.
    """
    while True:
        port = 15_000 + secrets.randbelow(17_000)
        with socket.socket() as found, contextlib.suppress(OSError):
            found.bind(("127.0.0.1", port))
            return port


def serve(command, port, path, cwd, env=None):
    """Run a server, wait until it answers, end it afterwards."""
    process = subprocess.Popen(
        command, cwd=cwd, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(600):
            assert process.poll() is None, f"{command[0]} ended with {process.returncode}"
            try:
                httpx.get(url + path, timeout=5, verify=False)  # there is no TLS to check
                break
            except httpx.TransportError:
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def installed(folder, program, what):
    """Return the path of a program that npm has installed into a folder."""
    npm = shutil.which("npm")
    need(npm, "npm", f"{what} was NOT run against {folder.name}")
    binary = folder / "node_modules" / program
    with (folder / "package.json").open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # several test processes may want it at once
        if not binary.exists():
            command = [npm, "ci", "--no-audit", "--no-fund"]
            subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return binary


def _held(client, url):
    while url:
        answer = client.get(url).json()
        paged = isinstance(answer, dict)
        yield from answer["results"] if paged else answer
        url = answer["next"] if paged else None


def put_back(client, url, rows):
    """Have a list hold these rows again, in their order, by as few requests as may be."""
    held = list(_held(client, url))
    same = [is_ == was for is_, was in zip(held, rows, strict=False)]
    kept = len(list(itertools.takewhile(bool, same)))
    for row in held[kept:]:
        slash = "/" if url.endswith("/") else ""
        client.delete(f"{url.rstrip('/')}/{row['id']}{slash}").raise_for_status()
    for row in rows[kept:]:
        client.post(url, json=row).raise_for_status()


@pytest.fixture(scope="session")
def json_server(tmp_path_factory):
    """The URL of json-server 0.17 with 137 posts; needs npm, and CI must have it."""
    binary = installed(HERE / "json_server", "json-server/lib/cli/bin.js", "RestVista")
    data = tmp_path_factory.mktemp("json_server") / "db.json"
    data.write_text(json.dumps({"posts": POSTS, "empty": [], "notes": NOTES, "shelf": []}))
    port = free_port()
    command = ["node", str(binary), "--host", "127.0.0.1", "--port", str(port), "--quiet"]
    yield from serve([*command, str(data)], port, "/empty", data.parent)


@pytest.fixture(scope="session")
def drf():
    """The URL of Django REST framework with 95 books in four styles of paging."""
    need_module("rest_framework", "RestVista was NOT run against it")
    port = free_port()
    command = [sys.executable, "-W", "ignore", str(HERE / "drf_app.py"), str(port)]
    yield from serve(command, port, "/page/", HERE)


@pytest.fixture(scope="session")
def graphql(tmp_path_factory):
    """The URL of Strawberry GraphQL with nine rows of the contract, by cursor and by window."""
    for name in ("strawberry", "uvicorn"):
        need_module(name, "GraphQLVista was NOT run against Strawberry")
    rows = tmp_path_factory.mktemp("graphql") / "rows.json"
    rows.write_text(json.dumps(SHELF))
    port = free_port()
    command = [sys.executable, "-W", "ignore", str(HERE / "graphql_app.py"), str(port)]
    yield from serve([*command, str(rows)], port, "/relay", HERE)


@pytest.fixture
def faults():
    """A faulty server, and a second one that nothing may ever reach."""
    server, other = Faults(), Faults()
    server.elsewhere, server.other = other.url, other
    yield server
    server.close()
    other.close()


@pytest.fixture(scope="session")
def postgraphile(postgres):
    """The URL of PostGraphile 4 over a table with the rows of the contract; needs npm."""
    binary = installed(HERE / "postgraphile", "postgraphile/cli.js", "GraphQLVista")
    engine = sa.create_engine(postgres)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE SCHEMA graph; CREATE TABLE graph.item (id INTEGER PRIMARY KEY, "
            "name TEXT NOT NULL, kind TEXT, stock INTEGER, price FLOAT8, sold BOOLEAN NOT NULL)"
        )
        names = list(SHELF[0])
        table = sa.table("item", *map(sa.column, names), schema="graph")
        connection.execute(sa.insert(table), [dict(row) for row in SHELF])
    folder = engine.url.query["host"]
    engine.dispose()
    port = free_port()
    where = ["--connection", f"postgres://dio@/postgres?host={folder}", "--schema", "graph"]
    command = ["node", str(binary), "--host", "127.0.0.1", "--port", str(port), *where]
    yield from serve(command, port, "/graphql", HERE)
