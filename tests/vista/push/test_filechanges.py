"""A file that changes is read again, whatever happens to it."""

import asyncio
import os
import threading
from contextlib import aclosing, asynccontextmanager

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

import diorama_nb as dn
from diorama_nb.changes import Gap, Invalidated
from diorama_nb.errors import SourceMissing, SpecError, Unsupported
from diorama_nb.testing.contract.watching import Watching
from tests.sources import test_files
from tests.vista.sql.test_reading import live

Jsonl = test_files.TestJsonl
SOON = {"settle": "10ms", "look": "20ms"}


def csv(path, rows):
    path.write_text("id,n\n" + "".join(f"{id},{n}\n" for id, n in rows.items()))


def jsonl(path, rows):
    path.write_text("".join(f'{{"id": {id}, "n": {n}}}\n' for id, n in rows.items()))


def parquet_(path, rows):
    parquet.write_table(pa.table({"id": list(rows), "n": list(rows.values())}), path)


def excel(path, rows):
    book = openpyxl.Workbook()
    for row in [("id", "n"), *rows.items()]:
        book.active.append(row)
    book.save(path)


KINDS = {
    "csv": (csv, dn.CsvVista),
    "jsonl": (jsonl, dn.JsonlVista),
    "parquet": (parquet_, dn.ParquetVista),
    "xlsx": (excel, dn.ExcelVista),
}


@asynccontextmanager
async def heard(vista):
    """Give a function that returns the next change of a stream that has begun."""
    async with aclosing(vista.watch()) as stream:

        async def following():
            async with asyncio.timeout(30):
                return await anext(stream)

        assert isinstance(await following(), Gap)
        yield following
    await vista.aclose()


async def until_shown(dio, rows):
    async with asyncio.timeout(30):
        while rows != {row["id"]: row["n"] for row in (await shown(dio)).values()}:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def shown(dio):
    return dict(await dio.vista().list_values())


class TestWatchedFile(Watching):
    """The laws of every stream of changes."""

    suffix, write, store = Jsonl.suffix, Jsonl.write, Jsonl.store
    elsewhere, held, open, _folder = Jsonl.elsewhere, Jsonl.held, Jsonl.open, Jsonl._folder

    def vista_of(self, path):
        return dn.JsonlVista(path, id_column="id").with_watch(dn.FileChanges(**SOON))


@pytest.mark.parametrize("kind", KINDS)
@live
async def test_a_dio_follows_its_file(kind, tmp_path):
    """U19: written in place, renamed over, deleted for a while, and back."""
    write, open_ = KINDS[kind]
    path, draft = tmp_path / f"rows.{kind}", tmp_path / f"draft.{kind}"
    write(path, {1: 1, 2: 2})
    lens = dn.Lens(runtime="current")
    vista = open_(path, id_column="id").with_watch(dn.FileChanges(**SOON))
    dio = await lens.make_dio(vista)
    await dio.watch()
    write(path, {1: 11, 2: 2, 3: 3})
    await until_shown(dio, {1: 11, 2: 2, 3: 3})
    write(draft, {2: 22})
    os.replace(draft, path)
    await until_shown(dio, {2: 22})
    stream = dio.subscribe_events()
    path.unlink()
    async with asyncio.timeout(30):
        async for event in stream:
            if type(event).__name__ == "RefreshFailed":
                break
    assert [row["n"] for row in (await shown(dio)).values()] == [22]
    write(path, {4: 4})
    await until_shown(dio, {4: 4})
    await dio.aclose()
    await lens.aclose()


@live
async def test_a_file_that_is_not_at_rest_is_told_of_when_it_is(tmp_path):
    path = tmp_path / "rows.csv"
    csv(path, {1: 1})
    vista = dn.CsvVista(path).with_watch(dn.FileChanges(settle="300ms", look="20ms"))
    async with heard(vista) as following:
        csv(path, {1: 2})
        csv(path, {1: 3, 2: 3})
        assert await following() == Invalidated("rows.csv changed")
        assert [row["n"] for row in (await vista.list_values()).values()] == [3, 3]


@live
async def test_what_the_system_does_not_tell_of_is_looked_for(tmp_path):
    """A link whose target lies in a folder that is not watched."""
    (tmp_path / "far").mkdir()
    csv(tmp_path / "far" / "rows.csv", {1: 1})
    os.symlink(tmp_path / "far" / "rows.csv", tmp_path / "rows.csv")
    vista = dn.CsvVista(tmp_path / "rows.csv").with_watch(dn.FileChanges(**SOON))
    async with heard(vista) as following:
        csv(tmp_path / "far" / "rows.csv", {1: 1, 2: 2})
        assert isinstance(await following(), Invalidated)


@live
async def test_any_data_set_can_be_read_anew_when_a_file_changes(tmp_path):
    bell = tmp_path / "bell"
    vista = dn.MemoryVista([{"id": 1}]).with_watch(dn.FileChanges(bell, **SOON))
    async with heard(vista) as following:
        bell.touch()
        assert await following() == Invalidated("bell changed")


@live
async def test_a_stream_that_ends_leaves_no_thread(tmp_path):
    """Whoever leaves does not wait until something changes."""
    vista = dn.MemoryVista([]).with_watch(dn.FileChanges(tmp_path / "bell"))
    async with heard(vista):
        held = [one for one in threading.enumerate() if one.name == "diorama-file-watch"]
        assert held
    for thread in held:
        await asyncio.to_thread(thread.join, 30)
        assert not thread.is_alive()


@live
async def test_what_can_not_be_watched_is_said(tmp_path):
    """P16."""
    for way, error in [
        (dn.FileChanges(), Unsupported),
        (dn.FileChanges(tmp_path / "none" / "file"), SourceMissing),
        (dn.FileChanges(tmp_path), SourceMissing),
    ]:
        with pytest.raises(error) as failed:
            async with heard(dn.MemoryVista([]).with_watch(way)) as following:
                await following()
        assert failed.value.hint


def test_what_is_relied_on_is_explained():
    told = dn.CsvVista("stock.csv").with_watch(dn.FileChanges()).explain()
    assert (
        "FileChanges(path=None, settle='200ms', look='1s') (lossy, begins anew with a gap"
        in told
    )


@pytest.mark.parametrize(
    "wrong", [{"path": ""}, {"path": 7}, {"settle": 0}, {"look": 0}, {"settle": "x"}]
)
def test_a_wrong_declaration_is_refused_with_a_hint(wrong):
    with pytest.raises(SpecError) as failed:
        dn.FileChanges(**wrong)
    assert failed.value.hint


def test_without_its_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr("diorama_nb.vista.push.watch.find_spec", lambda _: None)
    with pytest.raises(SpecError, match="watchfiles") as failed:
        dn.FileChanges()
    assert failed.value.hint == 'pip install "diorama-nb[watch]"'
