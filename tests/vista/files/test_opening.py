"""What a file or a frame is opened by."""

from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import diorama_nb as dn
from diorama_nb.demo_api import DemoApi
from diorama_nb.errors import SourceMissing, SpecError
from diorama_nb.query import ALL
from diorama_nb.vista.files import from_spec

ROWS = [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]


class Exchanged:
    """A frame of another library."""

    def __init__(self, frame):
        self.__dataframe__ = frame.__dataframe__


class Capsule:
    """A table of another library."""

    def __init__(self, frame):
        self.__arrow_c_stream__ = frame.__arrow_c_stream__


FRAME = pd.DataFrame(ROWS)
SOURCES = {
    "pandas": lambda _: FRAME,
    "polars": lambda _: pl.DataFrame(ROWS),
    "lazy polars": lambda _: pl.LazyFrame(ROWS),
    "arrow": lambda _: pa.Table.from_pylist(ROWS),
    "arrow batch": lambda _: pa.RecordBatch.from_pylist(ROWS),
    "capsule": lambda _: Capsule(pl.DataFrame(ROWS)),
    "interchange": lambda _: Exchanged(pa.Table.from_pylist(ROWS)),
    "csv": lambda folder: _written(folder / "a.csv", FRAME.to_csv(index=False)),
    "tsv": lambda folder: str(_written(folder / "a.tsv", FRAME.to_csv(index=False, sep="\t"))),
    "jsonl": lambda folder: _written(
        folder / "a.jsonl", FRAME.to_json(orient="records", lines=True)
    ),
    "parquet": lambda folder: FRAME.to_parquet(folder / "a.parquet") or folder / "a.parquet",
    "excel": lambda folder: FRAME.to_excel(folder / "a.xlsx", index=False) or folder / "a.xlsx",
}


def _written(path, text):
    path.write_text(text)
    return path


@pytest.mark.parametrize("kind", SOURCES)
def test_whatever_holds_rows_can_be_opened(tmp_path, kind):
    dio = dn.open(SOURCES[kind](tmp_path))
    try:
        rows = dio.vista().to_pandas(require="complete")
        assert rows.to_dict("records") == ROWS
    finally:
        dn.run(dio.aclose())
        dn.run(dio.master.aclose())


def test_a_suffix_that_tells_nothing_is_refused():
    with pytest.raises(SpecError, match=r"'\.txt' tells no kind of file") as caught:
        dn.open("rows.txt")
    assert "CsvVista" in caught.value.hint
    with pytest.raises(SpecError, match="an object of type int is no table"):
        dn.open(7)


def test_a_file_named_after_a_database_is_a_file(tmp_path, monkeypatch):
    Path(tmp_path, "mysql_orders.csv").write_text("id\n1\n")
    monkeypatch.chdir(tmp_path)
    dio = dn.open("mysql_orders.csv")
    assert len(dio.vista().to_pandas()) == 1
    dn.run(dio.aclose())
    dn.run(dio.master.aclose())


@pytest.mark.parametrize(
    "source", ["shop.db", "sqlite:///shop.db", "postgresql://me:key@host/db"]
)
def test_a_database_is_opened_by_a_table_of_it(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceMissing, match=r"no file 'none\.db'"):
        dn.open("none.db")
    Path("shop.db").touch()
    with pytest.raises(SpecError) as caught:
        dn.open(source)
    assert "dn.SqlVista(" in caught.value.hint
    assert "key" not in str(caught.value)


@pytest.mark.parametrize(
    ("path", "word"), [("api/graphql", "GraphQLVista"), ("sparql/", "SparqlVista")]
)
def test_an_address_that_answers_questions_is_no_list(path, word):
    """Unless the address holds the question; a password in it is not shown."""
    with pytest.raises(SpecError) as failed:
        dn.open(f"https://me:hidden@127.0.0.1:1/{path}")
    assert word in failed.value.hint
    assert "hidden" not in str(failed.value)
    with DemoApi(rows=1, latency=0) as api, pytest.raises(SourceMissing):  # it was asked
        dn.open(f"{api.origin}/{path}?query=q")


@pytest.mark.parametrize(
    "vista",
    [
        dn.CsvVista("a.csv", delimiter=";", types={"a": "text"}, columns=["a", "b"]),
        dn.JsonlVista("a.jsonl", id_column="id", encoding="utf-16"),
        dn.ParquetVista("a.parquet", name="trips"),
        dn.ParquetVista("a.parquet", columns=["a", "b"]),
        dn.ExcelVista(Path("a.xlsx"), sheet="2026"),
        dn.JsonVista("a.json", id_column="id"),
        dn.ArrowVista("a.feather"),
    ],
)
def test_a_declaration_makes_the_same_data_set_again(vista):
    told = vista.source.spec.to_plain()
    again = from_spec(told)
    assert again.source.spec == vista.source.spec
    assert again.source.identity == vista.source.identity
    with pytest.raises(SpecError, match="unknown kind"):
        from_spec({**told, "kind": "csw"})
    with pytest.raises(SpecError, match="unexpected keyword"):
        from_spec({**told, "colour": 1})


LONG = pd.DataFrame({"id": range(45_000), "n": [-n for n in range(45_000)]})


def test_all_rows_of_a_file_are_read_in_long_stretches_not_in_chunks(tmp_path):
    dio = dn.open(_written(tmp_path / "a.csv", LONG.to_csv(index=False)))
    try:
        frame = dio.vista().to_pandas(require="complete")
        assert (list(frame["id"]), dio.stats.fetches) == (list(LONG["id"]), 1)
    finally:
        dn.run(dio.aclose())


def test_who_reads_a_whole_file_is_told_how_far_it_is(tmp_path):
    vista, told = dn.CsvVista(_written(tmp_path / "a.csv", LONG.to_csv(index=False))), []
    try:
        dn.run(vista.source.read_table(ALL, lambda *so_far: told.append(so_far)))
        assert told == [(20_000, 45_000), (40_000, 45_000), (45_000, 45_000)]
    finally:
        dn.run(vista.aclose())


def test_a_query_that_wants_most_rows_of_a_file_is_read_so_too(tmp_path):
    dio = dn.open(_written(tmp_path / "a.csv", LONG.to_csv(index=False)))
    try:
        rows = dio.vista().order_by("n")
        assert list(rows.to_pandas(require="complete")["n"]) == sorted(LONG["n"])
        assert dio.stats.fetches < 5  # a number of rows, and the rows
    finally:
        dn.run(dio.aclose())


def test_ids_that_come_twice_in_a_file_are_told_as_ever(tmp_path):
    twice = pd.concat([LONG, LONG.tail(3)])
    vista = dn.CsvVista(_written(tmp_path / "a.csv", twice.to_csv(index=False)), id_column="id")
    told = vista.to_pandas().attrs["diorama"]
    assert (told["complete"], told["rows"]) == (None, 45_000)
    assert "ids are not unique" in told["reason"]
