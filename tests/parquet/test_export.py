"""Folders of Parquet files: the rows every reader finds in them, and what the manifest says."""

import asyncio
import hashlib
import json
import tempfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyarrow import dataset, parquet

import diorama_nb as dn
from diorama_nb.errors import ExportError, SourceUnavailable, SpecError
from diorama_nb.testing import FakeSource
from diorama_nb.values import display
from tests.integration.waiting import wait_until
from tests.rows.records import VALUES
from tests.virtual import eager, opened, quiet, sequential, virtual

SHAPES = pytest.mark.parametrize("make", [eager, FakeSource, sequential])
KINDS = ["book", "toy", None, "a/b", "", "é=1%", "..", "x y"]
RICH = {
    "name": "desk", "count": -5, "price": 1.25, "cost": Decimal("1.50"), "on": True,
    "day": date(2026, 3, 31), "at": datetime(2026, 3, 31, 18, 30, tzinfo=UTC),
    "took": timedelta(seconds=90), "size": {"w": 1}, "tags": ["a"], "mixed": 7,
}  # fmt: skip


def rows(found):
    """Return the rows of an Arrow table by id, with texts where partitions are."""
    return {row["id"]: row for row in found.to_pylist()}


def by_dataset(folder):
    return rows(dataset.dataset(folder, partitioning="hive").to_table())


def by_duckdb(folder):
    found = duckdb.sql(f"from read_parquet('{folder}/**/*.parquet', hive_partitioning=true)")
    return rows(found.to_arrow_table())


def by_pandas(folder, **options):
    found = pd.read_parquet(folder, dtype_backend="pyarrow", **options)
    return {
        row["id"]: {name: None if value is pd.NA else value for name, value in row.items()}
        for row in found.to_dict("records")
    }


def by_pandas_told(folder):
    return by_pandas(folder, partitioning=dataset.partitioning(flavor="hive"))


def left(folder):
    return sorted(path.name for path in folder.iterdir())


def manifest(folder):
    return json.loads((folder / "_manifest.json").read_text())


@SHAPES
@virtual
async def test_an_export_loads_what_is_missing_and_holds_every_row(make, tmp_path):
    """X30: whatever way the rows come."""
    dio = await opened(make(530, name="things"))
    told = await dio.export(tmp_path / "out")
    assert (told.rows, told.coverage.complete) == (530, True)
    assert list(by_dataset(tmp_path / "out")) == list(dio.to_pandas().index)
    assert left(tmp_path) == ["out"]
    assert left(tmp_path / "out") == ["_manifest.json", "part-00000.parquet"]


@pytest.mark.parametrize("read", [by_dataset, by_duckdb, by_pandas, by_pandas_told])
@virtual
async def test_every_reader_finds_the_same_rows(read, tmp_path):
    """pandas has to be told how folders are named where one is of blanks."""
    kinds = [kind for kind in KINDS if kind is not None or read is not by_pandas]
    records = {str(n): {"kind": kind, "n": n} for n, kind in enumerate(kinds)}
    dio = await opened(dn.MemoryVista(records, name="things"))
    await dio.export(tmp_path / "out", partition_by="kind")
    assert read(tmp_path / "out") == {id: {"id": id, **row} for id, row in records.items()}


@virtual
async def test_folders_are_named_as_hive_names_them(tmp_path):
    records = [{"id": n, "on": n > 1, "day": date(2026, 3, 31), "n": n // 2} for n in range(4)]
    dio = await opened(dn.MemoryVista(records, name="things"))
    told = await dio.export(tmp_path / "out", partition_by=["on", "day", "n"])
    assert [(file.path, file.rows) for file in told.files] == [
        ("on=false/day=2026-03-31/n=0/part-00000.parquet", 2),
        ("on=true/day=2026-03-31/n=1/part-00000.parquet", 2),
    ]
    assert by_duckdb(tmp_path / "out")[3]["day"] == date(2026, 3, 31)


@virtual
async def test_values_are_what_to_arrow_has(tmp_path):
    records = [{"id": "a", **RICH}, {"id": "b", "mixed": "text"}, {"id": "c", "price": None}]
    dio = await opened(dn.MemoryVista(records, name="things"))
    told = await dio.export(tmp_path / "out")
    held = dio.to_arrow().replace_schema_metadata(None)
    assert parquet.read_table(tmp_path / "out").replace_schema_metadata(None).equals(held)
    assert told.schema.equals(held.schema)
    assert by_pandas(tmp_path / "out")["a"]["size"] == '{"w": 1}'
    assert by_duckdb(tmp_path / "out")["a"]["cost"] == Decimal("1.50")


@given(
    st.dictionaries(
        st.text("abc", max_size=3),
        st.dictionaries(
            st.sampled_from(["a", "b", "kind", "size"]),
            st.none() | st.text("01-ab/%=", max_size=3) | st.integers(-3, 3) | VALUES,
            max_size=3,
        ),
        max_size=12,
    ),
    st.sampled_from([(), ("kind",), ("kind", "size")]),
    st.integers(1, 4),
)
@example({"a": {"kind": Decimal("Infinity")}}, ("kind",), 1)
@settings(max_examples=15)
def test_whatever_the_rows_an_export_holds_them_or_says_why_not(records, names, size):
    """Each row is there once, equal to what `to_arrow` has, partitions compared as text."""

    @virtual
    async def main(folder):
        dio = await opened(dn.MemoryVista(records, name="things"))
        try:
            held = rows(dio.to_arrow())
        except UnicodeEncodeError:
            return  # a lone half of a character, which Arrow can not hold
        by = [name for name in names if any(name in record for record in records.values())]
        try:
            told = await dio.export(folder / "out", partition_by=by, rows_per_file=size)
        except SpecError:
            assert by
            assert left(folder) == []
            return
        for read in (by_dataset, by_duckdb):
            found = read(folder / "out")
            assert found.keys() == held.keys()
            for id, row in held.items():
                for name, value in row.items():
                    if name in by:
                        assert display(found[id][name]) == display(value)
                    elif read is by_dataset:
                        assert repr(found[id][name]) == repr(value)
        assert sum(file.rows for file in told.files) == len(records)
        assert max((file.rows for file in told.files), default=0) <= size

    with tempfile.TemporaryDirectory() as folder:
        main(Path(folder))


@virtual
async def test_the_manifest_says_what_is_there_and_where_it_came_from(tmp_path):
    source = FakeSource(10, name="things", identity="fake:things")
    dio = await opened(source)
    facade = dio.vista().where(group="a").order_by("price", descending=True)
    told = await facade.export(tmp_path / "out", rows_per_file=3)
    found = manifest(tmp_path / "out")
    assert found == told.plain
    assert found["source"] == {"name": "things", "identity": "fake:things"}
    assert found["query"] == "rows where group == 'a', by price desc"
    assert (found["coverage"]["rows"], found["coverage"]["complete"]) == (4, True)
    assert datetime.fromisoformat(found["written"]).utcoffset() == timedelta(0)
    assert {"name": "n", "type": "int64"} in found["schema"]
    assert [file["rows"] for file in found["files"]] == [3, 1]
    for file in found["files"]:
        data = (tmp_path / "out" / file["path"]).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"])
    wanted = list(await facade.list_values())
    assert list(by_dataset(tmp_path / "out")) == wanted


@virtual
async def test_a_view_is_exported_as_it_is_shown(tmp_path):
    dio = await opened(FakeSource(250))
    scenery = await dio.table_scenery(where={"group": "b"}, order_by="price")
    told = await scenery.export(tmp_path / "all", columns=["price"])
    assert told.schema.names == ["id", "price"]
    await quiet()
    assert list(by_dataset(tmp_path / "all")) == list(scenery.to_pandas().index)
    again = await scenery.export(tmp_path / "all", replace=True)
    assert again.origin.generation == scenery.generation


@virtual
async def test_an_export_of_a_part_says_that_it_is_one(tmp_path):
    """X30: what is held when the source fails, and what is held without asking."""
    source = FakeSource(250)
    dio = await opened(source)
    await dio.vista().fetch_window(0, 100)
    some = await dio.export(tmp_path / "some", load=False)
    assert (some.rows, some.coverage.complete) == (100, False)
    source.down = SourceUnavailable("it is down")
    failed = await dio.export(tmp_path / "failed")
    assert (failed.rows, failed.coverage.complete) == (100, False)
    assert manifest(tmp_path / "failed")["coverage"]["reason"]
    nothing = await opened(source)
    with pytest.raises(SourceUnavailable):
        await nothing.export(tmp_path / "nothing")
    assert left(tmp_path) == ["failed", "some"]


@virtual
async def test_only_an_export_is_replaced_and_only_when_told(tmp_path):
    dio = await opened(eager(3))
    out = tmp_path / "out"
    await dio.export(out, rows_per_file=1)
    with pytest.raises(SpecError) as refused:
        await dio.export(out)
    assert "replace=True" in refused.value.hint
    await dio.export(out, replace=True)
    assert left(out) == ["_manifest.json", "part-00000.parquet"]
    assert left(tmp_path) == ["out"]
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.tex").write_text("years of work")
    with pytest.raises(SpecError, match="no export"):
        await dio.export(mine, replace=True)
    assert left(mine) == ["thesis.tex"]


def test_of_two_exports_to_one_place_one_is_there_and_one_is_refused(tmp_path):
    dio = dn.open(dn.MemoryVista([{"id": n} for n in range(5)], name="things"))

    async def both():
        exports = [dio.export(tmp_path / "out", rows_per_file=n) for n in (1, 5)]
        return await asyncio.gather(*exports, return_exceptions=True)

    told, refused = sorted(dn.run(both()), key=lambda one: isinstance(one, dn.DioramaError))
    assert refused.hint
    assert manifest(tmp_path / "out") == told.plain
    assert left(tmp_path) == ["out"]
    assert str(told).startswith(f"{tmp_path / 'out'}: 5 of 5 rows (complete); ")
    dn.run(dio.aclose())


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"partition_by": "grop"}, "did you mean 'group'"),
        ({"partition_by": "price"}, "few values"),
        ({"partition_by": "id"}, "partition_by="),
        ({"partition_by": ["kind", "kind"]}, "partition_by="),
        ({"columns": ["grop"]}, "did you mean 'group'"),
        ({"rows_per_file": 0}, "rows_per_file="),
        ({"folder": "s3://bucket/out"}, "copy"),
        ({"folder": "out.csv"}, "grid"),
    ],
)
@virtual
async def test_what_can_not_be_meant_is_refused(asked, says, tmp_path):
    dio = await opened(eager(3))
    with pytest.raises(SpecError) as refused:
        await dio.export(**{"folder": tmp_path / "out", **asked})
    assert says in refused.value.hint
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("zip", ["01067", "80331"]),
        ("code", ["0x10"]),
        ("day", ["2024-01-05", "2024-1-6"]),
        ("limit", ["-inf", "Infinity"]),
        ("kind", ["__HIVE_DEFAULT_PARTITION__"]),
        ("_kind", ["a"]),
        ("kind", ["long" * 64]),
        ("n", range(1001)),
    ],
)
@virtual
async def test_no_folder_is_made_that_readers_would_misread(name, values, tmp_path):
    """A post code would lose its zero, a folder with an underscore is passed over."""
    records = {f"r{n}": {name: value} for n, value in enumerate(values)}
    dio = await opened(dn.MemoryVista(records, name="things"))
    with pytest.raises(SpecError):
        await dio.export(tmp_path / "out", partition_by=name)
    assert left(tmp_path) == []


@virtual
async def test_a_folder_that_can_not_be_written_leaves_nothing(tmp_path):
    (tmp_path / "file").write_text("no folder")
    names = [f"k{n}" for n in range(20)]  # names of folders in folders, a path no system takes
    long = {"a": dict.fromkeys(names, "short"), "b": dict.fromkeys(names, "x" * 240)}
    dio = await opened(dn.MemoryVista(long, name="things"))
    with pytest.raises(ExportError) as failed:
        await dio.export(tmp_path / "file" / "out")
    assert failed.value.hint
    with pytest.raises(ExportError, match="name too long"):
        await dio.export(tmp_path / "out", partition_by=names)
    assert left(tmp_path) == ["file"]


def test_an_export_nobody_waits_for_any_more_leaves_nothing(tmp_path):
    frame = pd.DataFrame({"id": range(20_000), "n": range(20_000)})
    dio = dn.open(dn.FrameVista(frame, name="things"))

    async def given_up():
        task = asyncio.create_task(dio.export(tmp_path / "out", rows_per_file=100))
        await asyncio.to_thread(wait_until, lambda: left(tmp_path))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(given_up())
    wait_until(lambda: not left(tmp_path))
    dn.run(dio.aclose())


def test_many_rows_are_written_piece_by_piece(tmp_path, capsys):
    """No piece holds all rows, whatever the size of a file."""
    size = 70_000
    frame = pd.DataFrame({"id": range(size), "kind": [n % 3 for n in range(size)]})
    dio = dn.open(dn.FrameVista(frame, name="things"))
    told = dn.run(dio.export(tmp_path / "out", progress=True))
    dn.run(dio.aclose())
    (file,) = told.files
    groups = parquet.ParquetFile(tmp_path / "out" / file.path).metadata
    assert groups.num_rows == size
    assert [groups.row_group(n).num_rows for n in range(2)] == [65_536, 4_464]
    assert "out" in capsys.readouterr().err
