"""CSV and JSON lines as data sets."""

import asyncio
import gzip
import json
import os
from datetime import date, datetime
from decimal import Decimal

import pytest

import diorama_nb as dn
from diorama_nb.errors import SourceChanged, SourceError, SourceMissing, SpecError
from tests.virtual import opened, quiet, virtual


def written(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def replaced(path, text):
    """Put another file at a path, as editors do."""
    written(path.with_name("draft"), text)
    os.replace(path.with_name("draft"), path)


async def rows_of(path, **declared):
    vista = dn.CsvVista(path, **declared)
    try:
        return [dict(row) for row in (await vista.list_values()).values()]
    finally:
        await vista.aclose()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@virtual
async def test_a_file_is_read_in_its_encoding(tmp_path, encoding, end):
    path = written(
        tmp_path / "a.csv", end.join(["id;näme", "1;Öl", '2;"a', 'b"', ""]), encoding
    )
    declared = {} if encoding in ("utf-8", "utf-8-sig", "utf-16") else {"encoding": encoding}
    expected = [{"id": 1, "näme": "Öl"}, {"id": 2, "näme": f"a{end}b"}]
    assert await rows_of(path, **declared) == expected


@virtual
async def test_types_come_from_a_sample_and_a_later_value_that_does_not_fit_stays_text(
    tmp_path,
):
    lines = [f"{n},{n}.5,2020-01-01,00{n},true" for n in range(1500)]
    path = written(
        tmp_path / "a.csv", "\n".join(["n,x,day,code,ok", *lines, "many,2e999,soon,x,maybe"])
    )
    vista = dn.CsvVista(path)
    first = await vista.get_value("0")
    assert first == {"n": 0, "x": 0.5, "day": date(2020, 1, 1), "code": "000", "ok": True}
    assert [c.type for c in vista.columns] == ["integer", "number", "date", "text", "boolean"]
    last = (await vista.fetch_window(1500, 5)).rows["1500"]
    assert last == {"n": "many", "x": "2e999", "day": "soon", "code": "x", "ok": "maybe"}
    assert [c.type for c in vista.columns] == ["unknown"] * 3 + ["text", "unknown"]
    await vista.aclose()


@virtual
async def test_fields_beyond_the_header_are_kept_and_lacking_ones_are_absent(tmp_path):
    path = written(tmp_path / "a.csv", "a,b,b\n1\n1,2,3,4\n\n,,\n")
    assert await rows_of(path) == [
        {"a": 1},
        {"a": 1, "b": 2, "b_2": 3, "column4": "4"},
        {"a": None, "b": None, "b_2": None},
    ]


@virtual
async def test_what_is_declared_is_not_guessed(tmp_path):
    path = written(tmp_path / "a.csv", "1|NA|'x|y'\n2|5|z\n")
    declared = {"delimiter": "|", "quote": "'", "columns": ["a", "b", "c"], "nulls": "NA"}
    assert await rows_of(path, types={"a": "text"}, **declared) == [
        {"a": "1", "b": None, "c": "x|y"},
        {"a": "2", "b": 5, "c": "z"},
    ]
    with pytest.raises(SpecError, match="did you mean 'a'"):
        await rows_of(path, types={"aa": "text"}, **declared)
    with pytest.raises(SpecError, match="unknown type 'txt'"):
        dn.CsvVista(path, types={"a": "txt"})
    with pytest.raises(SpecError, match="no encoding"):
        await rows_of(path, encoding="utf-9")


EUROPEAN = [
    "day;at;price;count;code",
    "31.12.2024;31.12.2024 23:59;1.234,50;1.000;1,5",
    "1.2.2025;;-0,5;12;007",
    "30.02.2025;soon;12.34;999.999;x",
]


@pytest.mark.parametrize("packed", [False, True])
@virtual
async def test_numbers_and_dates_are_read_as_they_are_written_elsewhere(tmp_path, packed):
    """What is not written so stays text: 12.34 has no group of three digits."""
    text = "\n".join(EUROPEAN)
    path = tmp_path / ("a.csv.gz" if packed else "a.csv")
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    types = {"day": "date:%d.%m.%Y", "at": "datetime:%d.%m.%Y %H:%M", "price": "number"}
    numbers = {"decimal": ",", "thousands": "."}
    assert await rows_of(path, types={**types, "code": "text"}, **numbers) == [
        {
            "day": date(2024, 12, 31),
            "at": datetime(2024, 12, 31, 23, 59),
            "price": 1234.5,
            "count": 1000,
            "code": "1,5",
        },
        {"day": date(2025, 2, 1), "at": None, "price": -0.5, "count": 12, "code": "007"},
        {"day": "30.02.2025", "at": "soon", "price": "12.34", "count": 999999, "code": "x"},
    ]
    (first, *_) = await rows_of(path, types={"price": "decimal"}, **numbers)
    assert first["price"] == Decimal("1234.50")
    (first, *_) = await rows_of(path, types={"code": "number"}, decimal=",")
    assert (first["code"], first["price"], first["count"]) == (1.5, "1.234,50", "1.000")


@virtual
async def test_text_that_may_be_numbers_or_dates_is_told_with_what_to_type(tmp_path):
    """It stays text: 1,5 may be a list, and 01/02/2025 is two days."""
    path = written(tmp_path / "a.csv", "id;price\n1;1234,50\n2;3\n")
    for declared in ({}, {"decimal": ","}, {"types": {"price": "text"}}):
        vista = dn.CsvVista(path, **declared)
        (first, *_) = (await vista.list_values()).values()
        assert first["price"] == (1234.5 if "decimal" in declared else "1234,50")
        hint = "'price' is text; if 1234,50 is a number: decimal=\",\""
        assert (hint in vista.explain()) is not bool(declared)
        await vista.aclose()
    path = written(tmp_path / "b.csv", "id,day\n1,31/12/2024\n")
    vista = dn.CsvVista(path)
    await vista.get_count()
    assert "types={'day': 'date:%d/%m/%Y'}" in vista.explain()
    await vista.aclose()


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ({"decimal": ",", "thousands": ","}, "both ','"),
        ({"decimal": "1"}, "not one character between digits"),
        ({"types": {"a": "date:%d.%m."}}, "tells no date"),
        ({"types": {"a": "date:%d.%m.%Y %H:%M"}}, "tells no date"),
        ({"types": {"a": "time:%d.%m.%Y"}}, "tells no time"),
        ({"types": {"a": "text:%d"}}, "unknown type"),
    ],
)
def test_numbers_and_dates_that_could_not_be_read_are_refused_at_once(declared, message):
    with pytest.raises(SpecError, match=message):
        dn.CsvVista("a.csv", **declared)


@virtual
async def test_what_was_kept_of_a_file_serves_whoever_reads_it_in_the_same_way(tmp_path):
    """And nobody who reads it in another: a copy for queries holds values."""
    big = "".join(f"{n},{n}\n" for n in range(1_500_000))
    path, kept = written(tmp_path / "a.csv", "id,x\n" + big), tmp_path / "kept"
    assert path.stat().st_size > 1 << 24
    seen = []
    for declared in ({}, {}, {"nulls": "7"}):
        vista = dn.CsvVista(path, index=kept, **declared)
        assert await vista.get_count() == 1_500_000
        seen.append({one.name: one.stat().st_ino for one in kept.iterdir()})
        await vista.aclose()
    assert seen[0] == seen[1]
    assert not seen[1].keys() & seen[2].keys()


@virtual
async def test_any_window_is_a_slice_of_a_big_file(tmp_path):
    """An index of places finds it, kept on disk for the next time."""
    lines = [f'{n},"name\n{n}",{"x" * (n % 97)}' for n in range(250_000)]
    path = written(tmp_path / "big.csv", "\n".join(["id,name,pad", *lines]))
    assert path.stat().st_size > 1 << 24
    for _ in range(2):
        vista = dn.CsvVista(path, index=tmp_path / "index")
        page = await vista.fetch_window(5, 3)
        assert [r["id"] for r in page.rows.values()] == [5, 6, 7]
        assert await vista.get_count() == 250_000
        for offset in (0, 2_700, 99_999, 249_950):
            page = await vista.fetch_window(offset, 100)
            ids = list(range(offset, min(offset + 100, 250_000)))
            assert list(page.rows) == list(map(str, ids))
            assert [row["id"] for row in page.rows.values()] == ids
            assert (page.total, page.end) == (250_000, offset == 249_950)
        assert "250,000 rows" in vista.explain()
        await vista.aclose()
        (kept,) = (tmp_path / "index").iterdir()
        assert kept.stat().st_size < 8192


@virtual
async def test_a_window_of_a_file_reads_its_own_rows_only(tmp_path):
    """P11: what changed elsewhere, unseen by the clock of the disk, is not even looked at."""
    path = written(
        tmp_path / "big.csv", "".join(["name\n", *(f"{n:06}\n" for n in range(99_999))])
    )
    vista = dn.CsvVista(path)
    assert await vista.get_count() == 99_999
    before = path.stat()
    with path.open("r+b") as file:
        file.seek(5 + 7 * 50_000)
        file.write(b'"' * 7)  # a quote that is never closed would be an error
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    for offset in (0, 99_900):
        page = await vista.fetch_window(offset, 99)
        assert list(page.rows.values()) == [{"name": f"{offset + n:06}"} for n in range(99)]
    assert await vista.get_count() == 99_999
    await vista.aclose()


@virtual
async def test_old_and_new_rows_are_never_mixed(tmp_path):
    path = written(tmp_path / "a.csv", "id\n1\n2\n")
    vista = dn.CsvVista(path)
    first = await vista.fetch_next()
    await vista.fetch_window(0, 1)
    replaced(path, "id\n7\n8\n9\n")
    with pytest.raises(SourceChanged, match=r"a\.csv has changed") as caught:
        await vista.fetch_window(1, 1)
    assert "refresh" in caught.value.hint
    assert (await vista.fetch_window(1, 1)).rows == {"1": {"id": 8}}
    replaced(path, "id\n5\n")
    assert [row["id"] for row in (await vista.list_values()).values()] == [5]
    path.unlink()
    with pytest.raises(SourceMissing, match="there is no file"):
        await vista.get_count()
    await vista.aclose()
    assert first.rows == {"0": {"id": 1}, "1": {"id": 2}}


@virtual
async def test_a_watched_dio_shows_what_the_file_holds_now(tmp_path):
    path = written(tmp_path / "a.csv", "id,name\n" + "".join(f"{n},a\n" for n in range(300)))
    dio = await opened(dn.CsvVista(path))
    scenery = await dio.table_scenery()
    await quiet()
    assert scenery.row_count == 300
    replaced(path, "id,name\n1,b\n2,b\n")
    await dio.refresh()
    await quiet()
    assert [scenery.row(n).record["name"] for n in range(scenery.row_count)] == ["b", "b"]
    await dio.watch()
    replaced(path, "id,name\n1,c\n")
    await asyncio.sleep(5)
    assert [scenery.row(n).record["name"] for n in range(scenery.row_count)] == ["c"]
    await dio.master.aclose()
    await dio.aclose()


@virtual
async def test_what_needs_an_engine_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    path = written(tmp_path / "a.csv", "id,x\n1,b\n2,a\n")
    vista = dn.CsvVista(path)
    for flag in ("order", "search", "filter_operators"):
        assert vista.capabilities.why(flag) == 'pip install "diorama-nb[files]"'
    assert list(await vista.where(x="a").list_values()) == ["1"]
    assert list(await vista.order_by("x").list_values()) == ["1", "0"]
    await vista.aclose()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1}\n[1]\n', "row 1 is no record but a list"),
        ('{"a": 1}\n{"a": \n', "row 1 is no JSON"),
    ],
)
@virtual
async def test_a_line_that_is_no_record_is_named(tmp_path, text, message):
    vista = dn.JsonlVista(written(tmp_path / "a.jsonl", text))
    with pytest.raises(SourceError, match=message):
        await vista.list_values()
    await vista.aclose()


@virtual
async def test_a_quote_that_is_never_closed_names_its_row(tmp_path):
    path = written(tmp_path / "a.csv", 'id,x\n1,a\n2,"' + "b\n" * 100_000)
    vista = dn.CsvVista(path)
    assert (await vista.fetch_window(0, 1)).rows == {"0": {"id": 1, "x": "a"}}
    with pytest.raises(SourceError, match="row 1 can not be read") as caught:
        await vista.fetch_window(1, 1)
    assert "never closed" in caught.value.hint
    await vista.aclose()


@virtual
async def test_text_in_another_encoding_is_an_error_that_names_the_row(tmp_path):
    path = written(tmp_path / "a.csv", "id\nÖl\n", "cp1252")
    with pytest.raises(SourceError, match="row 0: the byte 0xd6 is no text in utf-8") as caught:
        await rows_of(path)
    assert "encoding=" in caught.value.hint


@virtual
async def test_a_packed_file_is_told_apart_from_text(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(gzip.compress(b"id\n1\n"))
    with pytest.raises(SourceError, match="is packed") as caught:
        await rows_of(path)
    assert "a.csv.gz" in caught.value.hint
    named = path.rename(tmp_path / "a.csv.gz")
    assert await rows_of(named) == [{"id": 1}]


@virtual
async def test_json_lines_keep_absent_and_null_apart(tmp_path):
    records = [{"id": 1, "x": None}, {"id": 2}, {"id": 3, "x": {"deep": [1, "ä\u2028"]}}]
    text = "".join(json.dumps(r, ensure_ascii=False) + "\r\n" for r in records)
    vista = dn.JsonlVista(written(tmp_path / "a.jsonl", "\ufeff" + text), id_column="id")
    assert dict(await vista.list_values()) == {str(r["id"]): r for r in records}
    await vista.aclose()


@pytest.mark.parametrize("text", ["", "id,x", "id,x\n", "\n\n"])
@virtual
async def test_a_file_without_rows_is_empty(tmp_path, text):
    vista = dn.CsvVista(written(tmp_path / "a.csv", text))
    assert await vista.get_count() == 0
    assert len(await vista.list_values()) == 0
    assert [c.name for c in vista.columns] == (["id", "x"] if "id" in text else [])
    await vista.aclose()


@virtual
async def test_a_view_that_meets_a_changed_file_shows_the_new_rows_by_itself(tmp_path):
    path = written(tmp_path / "a.csv", "n\n" + "".join(f"{n}\n" for n in range(5000)))
    dio = await opened(dn.CsvVista(path))
    scenery = await dio.table_scenery()
    await quiet()
    replaced(path, "n\n" + "".join(f"{-n}\n" for n in range(4000)))
    scenery.set_viewport(range(3000, 3100))
    await quiet(5)
    assert scenery.row_count == 4000
    assert scenery.row(3050).record == {"n": -3050}
    scenery.set_viewport(range(0, 100))
    await quiet(5)
    assert scenery.row(50).record == {"n": -50}
    await dio.aclose()
    await dio.master.aclose()
