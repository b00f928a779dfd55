"""A file answers a query as rows in memory do, whoever finds the rows."""

import json
import math
import sys
import tempfile
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

import diorama_nb as dn
from diorama_nb.errors import SourceError, SpecError
from diorama_nb.query import OPERATORS, Condition, Order, Query
from diorama_nb.values import same_record
from tests.virtual import opened, quiet, run_virtual, virtual

TEXTS = ["", "a", "A", "İZ", "straße", "ΣΑΣ", "b\0c", "z\\d", "100%", "\ud800", "\U0001f600"]
VALUES = {
    "i": st.sampled_from([0, 1, -1, 2**53, 2**53 + 1, 2**63 - 1, -(2**63)]),
    "f": st.sampled_from([0.0, -0.0, 1.0, -1.5, math.inf, -math.inf, math.nan, 2.0**53, 0.1]),
    "s": st.sampled_from([text for text in TEXTS if text != "\ud800"]),
    "b": st.booleans(),
    "d": st.sampled_from([date(2020, 1, 1), date(1969, 12, 31), date(1, 1, 1)]),
    "t": st.sampled_from(
        [datetime(2020, 1, 1), datetime(2020, 1, 1, 0, 0, 0, 1), datetime(1969, 12, 31, 23)]
    ),
}
ANY = st.one_of(st.none(), *VALUES.values(), st.sampled_from([*TEXTS, 0.5, 2**64, -(2**70)]))
CONDITIONS = st.builds(
    Condition,
    st.sampled_from([*VALUES, "s.x"]),
    st.sampled_from(OPERATORS),
    st.one_of(ANY, st.lists(ANY, max_size=3)),
)
QUERIES = st.builds(
    Query,
    st.lists(CONDITIONS, max_size=2).map(tuple),
    st.lists(st.builds(Order, st.sampled_from(list(VALUES)), st.booleans()), max_size=2).map(
        tuple
    ),
    st.sampled_from([None, None, "a", "İ", "ss", "σ", "0", "1", "2020", "true", "\\", "\0"]),
)
ROWS = st.lists(
    st.fixed_dictionaries({name: st.none() | values for name, values in VALUES.items()}),
    max_size=12,
)


async def answers(vista, queries, rows):
    """Compare what a file and what rows in memory say to each query."""
    memory = dn.MemoryVista({str(number): row for number, row in enumerate(rows)})
    for query in queries:
        expected = await type(memory)(memory.source, query).list_values()
        found = await dn.Vista(vista.source, query).list_values()
        assert list(found) == list(expected), query
        assert all(same_record(found[id], expected[id]) for id in expected)
        if vista.source.split(query)[1] == Query():
            assert await dn.Vista(vista.source, query).get_count() == len(expected)
    await vista.aclose()


@pytest.mark.parametrize("alone", [False, True])
@settings(max_examples=15, deadline=None)
@given(rows=ROWS, queries=st.lists(QUERIES, min_size=1, max_size=6))
def test_parquet_answers_as_memory_does(alone, rows, queries):
    """P9."""
    schema = pa.schema(
        {
            "i": pa.int64(),
            "f": pa.float64(),
            "s": pa.string(),
            "b": pa.bool_(),
            "d": pa.date32(),
            "t": pa.timestamp("us"),
        }
    )
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        if alone:
            patch.setitem(sys.modules, "duckdb", None)
        path = Path(folder) / "rows.parquet"
        parquet.write_table(pa.Table.from_pylist(rows, schema), path, row_group_size=3)
        run_virtual(answers(dn.ParquetVista(path), queries, rows))


CELLS = st.one_of(
    ANY.filter(lambda value: not isinstance(value, date)), st.just([1, "A"]), st.just({"k": 1})
)


@settings(max_examples=15, deadline=None)
@given(
    rows=st.lists(st.dictionaries(st.sampled_from("ifsxy"), CELLS), max_size=8),
    plain=ROWS,
    queries=st.lists(QUERIES, min_size=1, max_size=6),
)
@example(rows=[{"s": "\ud800"}], plain=[], queries=[Query(search="\\u"), Query(search="8")])
@example(rows=[{"s": "a\\u"}], plain=[], queries=[Query(search="\\u"), Query(search="\ud800")])
def test_json_lines_answer_as_memory_does(rows, plain, queries):
    """P9: whatever stands in a column, and where a record lacks it."""
    typed = [{name: row[name] for name in "ifsb"} for row in plain]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.jsonl"
        everything = [*typed, *rows]
        path.write_text("".join(json.dumps(row) + "\n" for row in everything))
        run_virtual(answers(dn.JsonlVista(path, index=None), queries, everything))


@pytest.mark.parametrize("alone", [False, True])
@settings(max_examples=10, deadline=None)
@given(rows=ROWS, queries=st.lists(QUERIES, min_size=1, max_size=6))
def test_numbers_and_dates_written_elsewhere_answer_as_memory_does(alone, rows, queries):
    """P9: whoever finds the rows compares their values, not how the file writes them."""
    rows = [{name: row[name] for name in "ifd"} for row in rows]
    queries = [
        Query(
            tuple(one for one in query.conditions if one.column in "ifd"),
            tuple(one for one in query.order if one.column in "ifd"),
            query.search,
        )
        for query in queries
    ]
    rows.insert(0, {"i": 1234, "f": -1234.5, "d": date(2024, 12, 31)})
    written = {
        int: lambda value: f"{value:,}".replace(",", "."),
        float: lambda value: repr(value).replace(".", ","),
        date: lambda value: f"{value:%d.%m.}{value.year:04}",
        type(None): lambda value: "",
    }
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        if alone:
            patch.setitem(sys.modules, "duckdb", None)
        path = Path(folder) / "rows.csv"
        lines = [";".join(written[type(cell)](cell) for cell in row.values()) for row in rows]
        path.write_text("\n".join(["i;f;d", *lines]))
        vista = dn.CsvVista(
            path, index=None, decimal=",", thousands=".", types={"d": "date:%d.%m.%Y"}
        )
        run_virtual(answers(vista, queries, rows))


@virtual
async def test_a_big_file_is_sorted_searched_and_filtered_window_by_window(tmp_path):
    path = tmp_path / "a.csv"
    rows = [f"{n},{'even' if n % 2 == 0 else 'Odd'},{n * 7919 % 10_007}" for n in range(30_000)]
    path.write_text("\n".join(["n,kind,key", *rows]))
    dio = await opened(dn.CsvVista(path, index=tmp_path / "kept"))
    scenery = await dio.table_scenery(where={"kind": "Odd"}, order_by="key")
    await quiet(5)
    assert scenery.row_count == 15_000
    expected = sorted((n * 7919 % 10_007, n) for n in range(1, 30_000, 2))
    assert [scenery.row(n).record["n"] for n in range(50)] == [n for _, n in expected[:50]]
    scenery.set_search("ODD")
    await quiet(5)
    scenery.set_viewport(range(14_900, 15_000))
    await quiet(5)
    assert scenery.row(14_999).record["n"] == expected[-1][1]
    assert "30,000 rows" in dio.master.explain()
    assert {kept.suffix for kept in (tmp_path / "kept").iterdir()} == {".parquet"}
    await dio.aclose()
    await dio.master.aclose()


@virtual
async def test_a_window_of_parquet_reads_the_row_groups_it_touches(tmp_path, monkeypatch):
    """P11."""
    monkeypatch.setitem(sys.modules, "duckdb", None)
    path = tmp_path / "a.parquet"
    table = pa.table({"n": range(1000), "name": [f"row {n}" for n in range(1000)]})
    parquet.write_table(table, path, row_group_size=100)
    vista = dn.ParquetVista(path)
    page = await vista.fetch_window(195, 10)
    assert [row["n"] for row in page.rows.values()] == list(range(195, 205))
    assert page.total == 1000
    narrowed = vista.where_op("n", ">=", 850).order_by("n", descending=True)
    assert "reads 2 of 10 row groups" in narrowed.explain()
    assert list((await narrowed.fetch_window(0, 3)).rows) == ["999", "998", "997"]
    await vista.aclose()


@virtual
async def test_a_file_that_is_no_parquet_is_told(tmp_path):
    path = tmp_path / "a.parquet"
    path.write_text("id\n1\n")
    with pytest.raises(SourceError, match=r"a\.parquet can not be read as Parquet"):
        await dn.ParquetVista(path).get_count()


MONTHS = pd.DataFrame(
    {
        "id": range(30),
        "month": [None, *pd.period_range("2024-02", periods=29, freq="M")],
        "x": [n * 1.5 for n in range(30)],
    }
).astype({"month": "period[M]"})
WITH_MONTHS = {
    "parquet": (MONTHS.to_parquet, dn.ParquetVista),
    "arrow": (MONTHS.to_feather, dn.ArrowVista),
    "table": (
        lambda _: None,
        lambda _, id_column: dn.FrameVista(pa.table(MONTHS), id_column=id_column),
    ),
}


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("kind", WITH_MONTHS)
@virtual
async def test_periods_are_the_text_that_pandas_shows(tmp_path, monkeypatch, kind, alone):
    """They are stored as numbers, such as 649 for March 2024."""
    if alone:
        monkeypatch.setitem(sys.modules, "duckdb", None)
    write, open_ = WITH_MONTHS[kind]
    write(tmp_path / "months")
    vista = open_(tmp_path / "months", id_column="id")
    rows = await vista.list_values()
    assert [row["month"] for row in rows.values()][:3] == [None, "2024-02", "2024-03"]
    assert next(column.type for column in vista.columns if column.name == "month") == "text"
    assert list(await vista.where(month="2024-03").list_values()) == ["2"]
    assert len(await vista.where_op("month", ">=", "2026-01").list_values()) == 6
    assert list(await vista.search("2025-1").list_values()) == ["21", "22", "23"]
    latest = await vista.order_by("month", descending=True).fetch_window(0, 1)
    assert list(latest.rows) == ["29"]
    await vista.aclose()


@pytest.mark.parametrize("alone", [False, True])
@virtual
async def test_columns_that_were_not_asked_for_are_not_there(tmp_path, monkeypatch, alone):
    """They come in the order asked for, and nothing is found in the others."""
    if alone:
        monkeypatch.setitem(sys.modules, "duckdb", None)
    path = tmp_path / "a.parquet"
    rows = [{"n": n, "name": f"row {n}", "note": f"note {n % 3}"} for n in range(20)]
    parquet.write_table(pa.Table.from_pylist(rows), path, row_group_size=6)
    vista = dn.ParquetVista(path, columns=["name", "n"], id_column="n")
    assert await vista.get_value("7") == {"name": "row 7", "n": 7}
    assert list(await vista.get_value("7")) == ["name", "n"]
    assert [column.name for column in vista.columns] == ["name", "n"]
    assert list(await vista.search("note").list_values()) == []
    assert list(await vista.search("row 19").list_values()) == ["19"]
    page = await vista.order_by("n", descending=True).fetch_window(0, 1)
    assert dict(page.rows) == {"19": {"name": "row 19", "n": 19}}
    with pytest.raises(SpecError, match="note"):
        await vista.where(note="note 1").list_values()
    assert vista.source.identity != dn.ParquetVista(path, id_column="n").source.identity
    await vista.aclose()


def test_columns_that_are_not_there_are_refused(tmp_path):
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table({"name": ["a"], "price": [1]}), path)
    for columns, said in (
        (["nam"], "name"),
        ([], "names no column"),
        (["name", "name"], "twice"),
    ):
        with pytest.raises(SpecError, match=said):
            dn.run(dn.ParquetVista(path, columns=columns).get_count())
    with pytest.raises(SpecError, match="is one text"):
        dn.ParquetVista(path, columns="name")
    with pytest.raises(SpecError, match="none of columns"):
        dn.ParquetVista(path, columns=["price"], id_column="name")
