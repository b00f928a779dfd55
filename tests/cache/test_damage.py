"""Damaged files: never a wrong value, never an exception at open, one warning, a cold start."""

from __future__ import annotations

import logging
import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from diorama_nb.cache.disk import DiskCache
from diorama_nb.errors import CacheUnusable
from tests.aio import run

ROWS = {str(i): {"id": i, "title": f"row {i}", "price": i / 4} for i in range(3_000)}
SMALL = {str(i): {"tags": [i, str(i)]} for i in range(20)}
METADATA = {"total": 3_000, "ranges": [[0, 3_000]]}


async def fill(folder: Path) -> None:
    cache = DiskCache(folder)
    products, small = await cache.open_table("products"), await cache.open_table("small")
    await products.insert_values(ROWS)
    for key, value in METADATA.items():
        await products.set_metadata(key, value)
    for id, record in SMALL.items():  # a table of journal entries only
        await small.insert_value(id, record)
    await cache.aclose()


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("master") / "cache"
    run(fill(folder))
    return folder


@pytest.fixture
def folder(master: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(master, tmp_path / "cache"))


async def read(folder: Path, *, rows_first: bool = False) -> list[str]:
    """Read everything, check it, and return the tables that are still warm."""
    cache = DiskCache(folder)
    await cache.list_tables()
    table = await cache.open_table("products")
    if rows_first:
        rows, metadata = await table.list_values(), await table.list_metadata()
    else:
        metadata, rows = await table.list_metadata(), await table.list_values()
    assert (rows, metadata) in [(ROWS, METADATA), ({}, {})]
    assert await table.count() == len(rows)
    small = await (await cache.open_table("small")).list_values()
    assert small in (SMALL, {})
    # a cold table can be filled again at once
    try:
        await table.insert_values(ROWS)
    except CacheUnusable:  # only writing came upon the damage
        assert rows
        table = await cache.open_table("products")
        await table.insert_values(ROWS)
    for key, value in METADATA.items():
        await table.set_metadata(key, value)
    assert await table.list_values() == ROWS
    await cache.aclose()
    return ["products"] * bool(rows) + ["small"] * bool(small)


def flip(bits: int) -> Callable[[bytearray, random.Random], None]:
    def damage(data: bytearray, rng: random.Random) -> None:
        for _ in range(bits):
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)

    return damage


def cut(data: bytearray, rng: random.Random) -> None:
    del data[rng.randrange(1, len(data)) :]


def zero_page(data: bytearray, rng: random.Random) -> None:
    at = 4096 * rng.randrange(len(data) // 4096)
    data[at : at + 4096] = bytes(4096)


def swap_pages(data: bytearray, rng: random.Random) -> None:
    a, b = (4096 * page for page in rng.sample(range(1, len(data) // 4096), 2))
    data[a : a + 4096], data[b : b + 4096] = data[b : b + 4096], data[a : a + 4096]


def garbage(data: bytearray, rng: random.Random) -> None:
    data[:] = rng.randbytes(len(data))


def bad_start(data: bytearray, rng: random.Random) -> None:
    data[:100] = rng.randbytes(100)


DAMAGES = {
    "one bit": (flip(1), 40), "16 bits": (flip(16), 20), "256 bits": (flip(256), 10),
    "cut": (cut, 15), "zeroed page": (zero_page, 20), "swapped pages": (swap_pages, 15),
    "garbage": (garbage, 2), "bad start": (bad_start, 3),
}  # fmt: skip


@pytest.mark.parametrize("kind", DAMAGES)
def test_damaged_files_cost_speed_but_no_truth(
    kind: str, master: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    damage, rounds = DAMAGES[kind]
    for seed in range(rounds):
        folder = Path(shutil.copytree(master, tmp_path / f"cache{seed}"))
        data = bytearray((folder / "cache.db").read_bytes())
        damage(data, random.Random(f"{kind} {seed}"))
        (folder / "cache.db").write_bytes(data)
        caplog.clear()
        warm = run(read(folder, rows_first=seed % 2 == 0))
        warnings = [r for r in caplog.records if r.levelno >= logging.WARNING]
        cold = 2 - len(warm)
        assert len(warnings) <= max(1, cold), (seed, warm, caplog.messages)
        shutil.rmtree(folder)


def value_of(folder: Path, ending: str, change: Callable[[bytes], bytes] | None) -> None:
    """Change or delete the stored values of the products table whose key ends so."""
    with sqlite3.connect(folder / "cache.db") as connection:
        where = "key LIKE 't/products-%' AND key LIKE ?"
        select = f"SELECT rowid, value FROM Cache WHERE {where}"
        found = connection.execute(select, (f"%{ending}",)).fetchall()
        assert found
        for rowid, value in found:
            if change is None:
                connection.execute("DELETE FROM Cache WHERE rowid = ?", (rowid,))
            else:
                sql = "UPDATE Cache SET value = ? WHERE rowid = ?"
                connection.execute(sql, (change(value), rowid))
    connection.close()


@pytest.mark.parametrize("rows_first", [True, False])
@pytest.mark.parametrize("ending", ["/h", "/p/0", "/k", "/m/total"])
@pytest.mark.parametrize("how", ["gone", "flipped", "empty"])
def test_a_damaged_value_makes_its_table_cold_and_no_other(
    folder: Path, ending: str, how: str, rows_first: bool, caplog: pytest.LogCaptureFixture
) -> None:
    changes: dict[str, Any] = {
        "gone": None,
        "flipped": lambda value: (
            value[:20] + bytes([value[20] ^ 1]) + value[21:]
            if len(value) > 20
            else bytes([value[0] ^ 1]) + value[1:]
        ),
        "empty": lambda value: b"",
    }
    value_of(folder, ending, changes[how])
    warm = run(read(folder, rows_first=rows_first))
    assert warm == ["small"]
    expected = 0 if (ending, how) == ("/h", "gone") else 1  # as if never written
    assert len(caplog.records) == expected
    caplog.clear()
    assert run(read(folder)) == ["products", "small"] or ending == "/h"


def test_a_value_under_another_key_is_noticed(folder: Path) -> None:
    with sqlite3.connect(folder / "cache.db") as connection:
        query = "SELECT value FROM Cache WHERE key LIKE 't/small-%/h'"
        (value,) = connection.execute(query).fetchone()
    connection.close()
    value_of(folder, "/h", lambda _: value)
    assert run(read(folder)) == ["small"]


def test_an_emptied_database_is_told_from_a_new_one(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "cache.db").write_bytes(b"")
    assert run(read(folder)) == []
    assert len(caplog.records) == 1
    assert "emptied" in caplog.text


def test_a_new_folder_warns_of_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run(fill(tmp_path / "new"))
    assert caplog.records == []


def test_a_first_start_that_was_cut_short_warns_of_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "cache"
    run(fill(folder))
    (folder / "diorama-format").unlink()
    (folder / "cache.db").write_bytes(b"")
    run(fill(folder))
    assert caplog.records == []


def test_another_format_version_is_set_aside_whole(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "diorama-format").write_text("diorama cache, format 99\n")
    old = (folder / "cache.db").read_bytes()
    assert run(read(folder)) == []
    assert len(caplog.records) == 1
    (aside,) = folder.glob("cache.db.corrupt-*")
    assert aside.read_bytes() == old


def test_a_cache_with_smaller_pages_is_read_and_written_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cache"
    with monkeypatch.context() as earlier:
        earlier.setattr("diorama_nb.cache.gate._PAGE_BYTES", 4096)
        run(fill(folder))
    assert run(read(folder)) == ["products", "small"]
    run(fill(folder))
    assert caplog.records == []


def test_few_damaged_databases_are_kept(folder: Path) -> None:
    for _ in range(5):
        (folder / "cache.db").write_bytes(b"not a database" * 1_000)
        run(read(folder))
    assert len(list(folder.glob("cache.db.corrupt-*"))) == 2


def test_damage_under_an_open_table_is_an_error_until_it_is_opened_again(folder: Path) -> None:
    async def main() -> None:
        cache = DiskCache(folder)
        table = await cache.open_table("products")
        assert await table.count() == 3_000
        value_of(folder, "/p/0", None)
        with pytest.raises(CacheUnusable, match="open it again"):
            await table.list_values()
        with pytest.raises(CacheUnusable):  # or a part of the rows would pass for the whole
            await table.insert_value("x", {"id": 1})
        table = await cache.open_table("products")
        assert await table.list_values() == {}
        assert await table.list_metadata() == {}
        await table.insert_value("x", {"id": 1})
        assert await table.list_values() == {"x": {"id": 1}}
        await cache.aclose()

    run(main())


def test_a_file_truncated_under_a_reader_harms_nobody(folder: Path) -> None:
    async def main() -> None:
        cache = DiskCache(folder)
        table = await cache.open_table("products")
        assert await table.count() == 3_000
        os.truncate(folder / "cache.db", 8192)
        try:
            assert await table.list_values() == ROWS
        except CacheUnusable:
            table = await cache.open_table("products")
            assert await table.list_values() == {}
        await cache.aclose()

    run(main())


def test_a_lost_log_never_yields_half_a_batch(tmp_path: Path) -> None:
    """A deleted or zeroed -wal takes back commits, but whole ones."""
    folder = tmp_path / "cache"

    async def main() -> None:
        cache = DiskCache(folder)
        table = await cache.open_table("t")
        for batch in range(30):
            ids = {f"{batch}-{i}": {"n": batch} for i in range(100)}
            await table.insert_values(ids)
        for how in ("delete", "zero"):
            copy = Path(shutil.copytree(folder, tmp_path / how))
            wal = copy / "cache.db-wal"
            assert wal.stat().st_size > 0
            wal.unlink() if how == "delete" else wal.write_bytes(bytes(wal.stat().st_size))
            other = DiskCache(copy)
            rows = await (await other.open_table("t")).list_values()
            assert len(rows) % 100 == 0
            assert list(rows) == [
                f"{b}-{i}" for b in range(len(rows) // 100) for i in range(100)
            ]
            await other.aclose()
        await cache.aclose()

    run(main())


def test_two_kernels_that_meet_the_same_damage_end_with_one_table(folder: Path) -> None:
    async def main() -> None:
        value_of(folder, "/p/0", None)
        mine, theirs = DiskCache(folder), DiskCache(folder)
        a, b = await mine.open_table("products"), await theirs.open_table("products")
        assert await a.count() == await b.count() == 0
        await a.insert_values(ROWS)
        assert await b.list_values() == ROWS
        await b.insert_value("new", {"id": -1})
        assert await a.count() == 3_001
        await mine.aclose()
        await theirs.aclose()

    run(main())
