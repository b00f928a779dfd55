"""The Parquet files of a folder, or of a pattern, are one data set."""

import os
from datetime import date

import pyarrow as pa
import pytest
from pyarrow import parquet

import diorama_nb as dn
from diorama_nb.errors import SourceChanged, SourceError, SourceMissing, SpecError
from tests.aio import run


def write(path, rows, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}")
    parquet.write_table(pa.Table.from_pylist(rows), draft, row_group_size=2, **options)
    os.replace(draft, path)


@pytest.fixture
def folder(tmp_path):
    for year, kinds in ((2025, "ab"), (2026, "ac")):
        for kind in kinds:
            rows = [{"n": n, "v": f"{kind}{n}"} for n in range(5)]
            write(tmp_path / "sales" / f"year={year}" / f"kind={kind}" / "part.parquet", rows)
    (tmp_path / "sales" / "_manifest.json").write_text("{}")
    (tmp_path / "sales" / "_logs").mkdir()
    (tmp_path / "sales" / "_logs" / "x.parquet").write_text("no Parquet")
    return tmp_path / "sales"


async def closing(vista, work):
    try:
        return await work(vista)
    finally:
        await vista.aclose()


def test_the_folders_that_files_lie_in_are_columns(folder):
    async def work(sales):
        rows = (await sales.fetch_window(3, 4)).rows
        assert rows == {
            "3": {"n": 3, "v": "a3", "year": 2025, "kind": "a"},
            "4": {"n": 4, "v": "a4", "year": 2025, "kind": "a"},
            "5": {"n": 0, "v": "b0", "year": 2025, "kind": "b"},
            "6": {"n": 1, "v": "b1", "year": 2025, "kind": "b"},
        }
        assert [(one.name, one.type) for one in sales.columns] == [
            ("n", "integer"), ("v", "text"), ("year", "integer"), ("kind", "text")
        ]  # fmt: skip
        assert await sales.get_count() == 20
        some = sales.where(year=2026, n=1).order_by("kind", descending=True)
        assert [row["v"] for row in (await some.list_values()).values()] == ["c1", "a1"]
        assert await sales.search("C4").get_count() == 1
        assert (await sales.get_value("19"))["v"] == "c4"

    run(closing(dn.ParquetVista(folder), work))


def test_only_folders_and_row_groups_that_may_hold_rows_are_read(folder):
    async def work(sales):
        await sales.get_count()
        assert "reads 1 of 12 row groups" in sales.where(kind="b", n=1).explain()
        assert "12 row groups of 4 files" in sales.explain()

    run(closing(dn.ParquetVista(folder), work))


def test_an_export_is_opened_with_the_values_it_was_made_of(tmp_path):
    rows = {
        str(n): {"n": n, "day": date(2026, 1, 1 + n % 2), "kind": kind, "size": n % 3}
        for n, kind in enumerate(["a b", None, "x/y%", "ü", "a b"])
    }

    async def main():
        dio = dn.open(dn.MemoryVista(rows))
        for number, names in enumerate(("kind", ["day", "size"], None)):
            place = tmp_path / str(number)
            await dio.export(place, partition_by=names)

            async def work(again):
                return await again.list_values()

            vista = dn.ParquetVista(place, id_column="id")
            found = await closing(vista, work)
            told = {id: {name: row[name] for name in rows[id]} for id, row in found.items()}
            assert told == rows
        await dio.aclose()

    run(main())


def test_a_pattern_names_files_and_their_order(folder):
    async def work(some):
        assert [row["v"] for row in (await some.list_values()).values()][::5] == ["a0", "c0"]
        assert [one.name for one in some.columns] == ["n", "v", "kind"]

    run(closing(dn.ParquetVista(folder / "year=2026" / "*" / "*.parquet"), work))
    odd = folder.parent / "odd[1].parquet"
    write(odd, [{"n": 1}])

    async def count(vista):
        return await vista.get_count()

    assert run(closing(dn.ParquetVista(odd), count)) == 1


def test_a_file_that_changes_or_comes_is_noticed(folder):
    new = folder / "year=2026" / "kind=d" / "part.parquet"

    async def work(sales):
        for rows in ([{"n": 1, "v": "d1"}], [{"n": 1, "v": "d1"}, {"n": 2, "v": "d2"}]):
            await sales.get_count()
            write(new, rows)
            with pytest.raises(SourceChanged):
                await sales.fetch_window(0, 5)
            assert await sales.get_count() == 20 + len(rows)
        new.unlink()
        with pytest.raises(SourceChanged):
            await sales.fetch_window(0, 5)
        assert await sales.get_count() == 20

    run(closing(dn.ParquetVista(folder), work))


def test_files_may_lack_columns_but_not_differ_in_a_type(tmp_path):
    write(tmp_path / "a.parquet", [{"n": 1, "v": "x"}])
    write(tmp_path / "b.parquet", [{"w": 2.5, "n": 2}])

    async def work(both):
        return list((await both.list_values()).values())

    vista = dn.ParquetVista(tmp_path)
    assert run(closing(vista, work)) == [
        {"n": 1, "v": "x", "w": None}, {"n": 2, "v": None, "w": 2.5}
    ]  # fmt: skip
    write(tmp_path / "c.parquet", [{"n": "three"}])
    with pytest.raises(SourceError, match=r"'n' is int64 in a\.parquet and string in c\.pa"):
        run(closing(dn.ParquetVista(tmp_path), work))


def test_where_there_are_no_files_that_is_said(tmp_path):
    async def work(vista):
        await vista.get_count()

    for path in (tmp_path, tmp_path / "*.parquet"):
        with pytest.raises(SourceMissing, match="no Parquet file in"):
            run(closing(dn.ParquetVista(path), work))


def test_a_place_of_another_machine_is_refused_with_what_to_type():
    with pytest.raises(SpecError, match="s3:// is no file of this machine") as refused:
        dn.ParquetVista("s3://key:secret@bucket/sales/")
    assert "dn.FrameVista(pandas.read_parquet(" in refused.value.hint
    assert "secret" not in str(refused.value) + refused.value.hint


def test_a_folder_is_read_by_the_columns_that_were_asked_for(folder):
    """Those that only folders tell are columns like others."""

    async def work(vista):
        return await vista.where(kind="c").list_values(), vista.columns

    rows, columns = run(closing(dn.ParquetVista(folder, columns=["kind", "n"]), work))
    assert [column.name for column in columns] == ["kind", "n"]
    assert list(rows.values()) == [{"kind": "c", "n": n} for n in range(5)]
