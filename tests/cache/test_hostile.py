"""A folder somebody else has prepared: nothing runs, nothing outside is read or deleted."""

from __future__ import annotations

import os
import re
import sqlite3
from pathlib import Path

import diskcache
import pytest

import diorama_nb
from diorama_nb.cache import gate
from diorama_nb.cache.disk import DiskCache
from diorama_nb.cache.header import prefix
from diorama_nb.cache.safe_disk import Refused, SafeDisk
from diorama_nb.errors import CacheUnusable
from tests.aio import run

ROWS = {"1": {"n": 1}, "2": {"n": 2}}
HEADER = prefix("t") + "h"


async def use(folder: Path) -> dict[str, dict[str, object]]:
    cache = DiskCache(folder)
    await cache.list_tables()
    table = await cache.open_table("t")
    rows = await table.list_values()
    await table.list_metadata()
    await table.insert_value("3", {"n": 3})
    assert (await table.list_values())["3"] == {"n": 3}
    await cache.drop_table("t")
    await table.insert_values(ROWS)
    await cache.aclose()
    return rows


@pytest.fixture
def filled(folder: Path) -> Path:
    run(use(folder))
    return folder


def plant(folder: Path, *statements: str, values: tuple[object, ...] = ()) -> None:
    with sqlite3.connect(folder / "cache.db") as connection:
        for statement in statements:
            connection.execute(statement, values)
    connection.close()


def test_no_module_reads_or_writes_serialised_objects() -> None:
    word = re.compile(
        r"\b(import (pickle|shelve|dill|joblib|marshal)|(pickle|marshal)\.loads?)"
    )
    folder = Path(diorama_nb.__file__).parent
    assert [path.name for path in folder.rglob("*.py") if word.search(path.read_text())] == []


def bomb(folder: Path) -> bytes:
    """Return a serialised object that makes a folder when it is loaded."""
    return f"cposix\nmkdir\n(V{folder}\ntR.".encode()


@pytest.mark.parametrize("where", ["value", "file", "key"])
def test_planted_objects_never_run(filled: Path, tmp_path: Path, where: str) -> None:
    victim = tmp_path / "made-by-the-bomb"
    code = bomb(victim)
    if where == "value":
        sql = "UPDATE Cache SET mode = 4, value = ? WHERE key = ?"
        plant(filled, sql, values=(code, HEADER))
    elif where == "file":
        (filled / "bomb.val").write_bytes(code)
        sql = "UPDATE Cache SET mode = 4, value = NULL, filename = 'bomb.val' WHERE key = ?"
        plant(filled, sql, values=(HEADER,))
    else:
        sql = "INSERT INTO Cache (key, raw, mode, value) VALUES (?, 0, 1, x'00')"
        plant(filled, sql, values=(code,))
    assert run(use(filled)) in ({}, ROWS)
    assert not victim.exists()


def test_the_bomb_of_these_tests_is_live(tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    with diskcache.Cache(str(folder)) as cache:
        cache.set("x", b"1")
        cache._sql("UPDATE Cache SET mode = 4, value = ?", (bomb(tmp_path / "made"),))
        cache.get("x")
    assert (tmp_path / "made").exists()


@pytest.mark.parametrize("mode", [2, 3])
def test_files_named_in_the_database_are_neither_read_nor_deleted(
    filled: Path, tmp_path: Path, mode: int
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    sql = "UPDATE Cache SET mode = ?, value = NULL, filename = '../secret.txt'"
    plant(filled, sql, values=(mode,))
    assert run(use(filled)) == {}
    assert secret.read_text() == "secret"


def test_overwriting_a_value_does_not_delete_the_file_it_names(
    filled: Path, tmp_path: Path
) -> None:
    victim = tmp_path / "victim.txt"
    victim.write_text("still here")
    sql = "UPDATE Cache SET filename = '../victim.txt' WHERE key NOT LIKE '%/h'"
    plant(filled, sql)
    run(use(filled))
    assert victim.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER evil AFTER INSERT ON Cache BEGIN DELETE FROM Cache; END",
        "CREATE VIEW evil AS SELECT load_extension('evil')",
        "CREATE TABLE evil (x)",
        "INSERT INTO Settings VALUES ('sqlite_writable_schema', 1)",
        "UPDATE Settings SET value = 'off; DROP TABLE Cache' WHERE key = 'sqlite_mmap_size'",
        "UPDATE Settings SET value = 10 WHERE key = 'cull_limit'",
        "INSERT INTO Settings VALUES ('get', 'x')",
        "ALTER TABLE Cache ADD COLUMN evil",
    ],
)
def test_a_foreign_schema_or_setting_is_set_aside(
    filled: Path, statement: str, caplog: pytest.LogCaptureFixture
) -> None:
    plant(filled, statement)
    assert run(use(filled)) == {}
    assert len(caplog.records) == 1
    assert len(list(filled.glob("cache.db.corrupt-*"))) == 1
    assert run(use(filled)) == ROWS


def test_a_database_that_is_a_link_is_set_aside(filled: Path, tmp_path: Path) -> None:
    os.rename(filled / "cache.db", tmp_path / "elsewhere.db")
    (filled / "cache.db").symlink_to(tmp_path / "elsewhere.db")
    before = (tmp_path / "elsewhere.db").read_bytes()
    assert run(use(filled)) == {}
    assert (tmp_path / "elsewhere.db").read_bytes() == before


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    with diskcache.Cache(str(folder)) as theirs:
        theirs.set("x", "their value")
    os.chmod(folder, 0o755)
    with pytest.raises(CacheUnusable, match="another program"):
        run(use(folder))
    with diskcache.Cache(str(folder)) as theirs:
        assert theirs.get("x") == "their value"


def test_the_schema_diskcache_makes_is_the_one_we_know(tmp_path: Path) -> None:
    """Fails when a new diskcache makes another one: then extend what the gate accepts."""
    gate.connect(tmp_path, SafeDisk, 1.0).close()
    gate.inspect(tmp_path, 1.0)


def test_only_text_keys_and_bytes_can_be_stored(tmp_path: Path) -> None:
    disk = SafeDisk(str(tmp_path))
    for key in (1, 1.0, b"x", ("t",), None):
        with pytest.raises(TypeError):
            disk.put(key)
    for value in ("text", 1, None, [b"x"]):
        with pytest.raises(TypeError):
            disk.store(value, False)
    for mode, filename, value in [
        (4, None, b""),
        (1, "x", b""),
        (1, None, "x"),
        (0, None, b""),
    ]:
        with pytest.raises(Refused):
            disk.fetch(mode, filename, value, False)


def test_nothing_is_ever_evicted(folder: Path) -> None:
    async def main() -> None:
        cache = DiskCache(folder)
        table = await cache.open_table("t")
        rows = {str(i): {"text": "x" * 100_000} for i in range(50)}
        for _ in range(3):
            await table.insert_values(rows)
        await cache.aclose()
        cache = DiskCache(folder)
        await (await cache.open_table("other")).insert_values(rows)
        assert await (await cache.open_table("t")).count() == 50
        await cache.aclose()

    run(main())
    with sqlite3.connect(folder / "cache.db") as connection:
        settings = dict(connection.execute("SELECT key, value FROM Settings"))
    connection.close()
    assert (settings["eviction_policy"], settings["cull_limit"]) == ("none", 0)
    assert not list(folder.rglob("*.val"))
