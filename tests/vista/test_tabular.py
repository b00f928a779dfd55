"""Tables of other packages come in as they are, and leave as what they were."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

import diorama_nb as dn
from diorama_nb.errors import SpecError
from tests.rows.records import VALUES, exactly

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = datetime(2024, 10, 27, 0, 30, tzinfo=UTC)


def records_of(frame, **options):
    return list(dn.run(dn.FrameVista(frame, **options).list_values()).values())


def values_of(frame, column="x"):
    return [record[column] for record in records_of(frame)]


@pytest.mark.parametrize(
    ("frame", "values"),
    [
        (pl.DataFrame({"x": ["a", None]}, schema={"x": pl.Categorical}), ["a", None]),
        (pl.DataFrame({"x": ["b", "a"]}, schema={"x": pl.Enum(["a", "b"])}), ["b", "a"]),
        (pl.DataFrame({"x": [2**100]}, schema={"x": pl.Int128}), [2**100]),
        (pl.DataFrame({"x": pl.Series([1, "a"], dtype=pl.Object)}), [1, "a"]),
        (pl.DataFrame({"x": [NIGHT]}, schema={"x": pl.Datetime("ns", "Europe/Berlin")}),
         [NIGHT]),
        (pd.DataFrame({"x": ["a", None]}, dtype="category"), ["a", None]),
        (pd.DataFrame({"x": pd.Series([NIGHT, None]).dt.tz_convert("Europe/Berlin")
                       .dt.as_unit("ns")}), [NIGHT, None]),
        (pd.DataFrame({"x": [1, "a", np.nan, pd.NA]}), [1, "a", None, None]),
        (pd.DataFrame({"x": [np.int64(1), "a"]}), [1, "a"]),
        (pd.DataFrame({"x": [2**70, 1]}, dtype=object), [2**70, 1]),
        (pd.DataFrame({"x": [Decimal("9" * 50), Decimal("1.0")]}),
         [Decimal("9" * 50), Decimal("1.0")]),
        (pd.DataFrame({"x": [{"a": 1}, {"b": [2.5]}]}), [{"a": 1}, {"b": [2.5]}]),
        (pd.DataFrame({"x": [np.array([1, 2]), (3,)]}), [[1, 2], [3]]),
        (pd.DataFrame({"x": [pd.Timestamp("2024-01-02"), "?"]}), [datetime(2024, 1, 2), "?"]),
        (pd.DataFrame({"x": pd.arrays.SparseArray([0, 1])}), [0, 1]),
        (pd.DataFrame({"x": pd.PeriodIndex(["2024-01", None], freq="M")}), ["2024-01", None]),
        (pd.DataFrame({"x": pd.Series([{"a": 1}], dtype=pd.ArrowDtype(
            pa.map_(pa.string(), pa.int64())))}), [{"a": 1}]),
        (pa.table({"x": pa.array([[(1, "a")]], pa.map_(pa.int64(), pa.string()))}),
         [[[1, "a"]]]),
        (pa.table({"x": pa.array([[("a", 1), ("a", 2)]], pa.map_(pa.string(), pa.int64()))}),
         [[["a", 1], ["a", 2]]]),
    ],
)  # fmt: skip
def test_a_column_of_any_common_type_keeps_its_values(frame, values):
    assert all(map(exactly, values, values_of(frame)))
    assert len(values_of(frame)) == len(values)


@settings(max_examples=100, deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=5))
def test_a_column_of_any_values_is_the_one_it_was_when_its_frame_comes_back(values):
    rows = {str(number): {"x": value} for number, value in enumerate(values)}
    rows["text"], rows["number"] = {"x": "a"}, {"x": 1}  # no type is common to all
    back = dn.FrameVista(dn.MemoryVista(rows).to_pandas())
    for id, record in dn.run(back.list_values()).items():
        value = rows[id]["x"]
        blank = isinstance(value, float) and value != value  # as pandas writes it
        assert exactly(None if blank else value, record["x"])


@pytest.mark.parametrize(
    ("wrong", "says", "hint"),
    [
        (pd.DataFrame({"z": [1j]}), "column 'z' holds complex128", "astype"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "two columns are named 'a'", "rename"),
        (pd.DataFrame({"z": [object()]}), "column 'z' holds a builtins.object", "JSON types"),
        (pd.Series([1], name="z"), "a Series is one column", "to_frame"),
        (pl.Series("z", [1]), "a Series is one column", "to_frame"),
        ({"z": [1, 2]}, "'z' stands for a list", "DataFrame"),
        (7, "type int is no table", "MemoryVista"),
    ],
)
def test_what_is_no_table_or_has_a_column_that_can_not_be_kept_is_refused(wrong, says, hint):
    with pytest.raises(SpecError, match=says) as refused:
        dn.open(wrong)
    assert hint in refused.value.hint


def test_rows_without_columns_are_rows():
    assert dn.run(dn.FrameVista(pd.DataFrame(index=[1, 2])).list_values()) == {"1": {}, "2": {}}


def test_the_index_of_a_frame_is_a_column_where_it_has_a_name():
    frame = pd.DataFrame({"k": ["a", "b", "a"], "x": [1, 2, 3]})
    grouped = dn.FrameVista(frame.groupby("k").sum())
    assert dict(dn.run(grouped.list_values())) == {
        "a": {"k": "a", "x": 4}, "b": {"k": "b", "x": 2},
    }  # fmt: skip
    assert [column.name for column in grouped.columns] == ["k", "x"]
    assert dn.run(grouped.where(k="a").get_count()) == 1
    assert list(records_of(frame.set_index("k"), id_column="x")[0]) == ["k", "x"]
    both = frame.set_index(["k", "x"], drop=False).rename_axis([None, "x"])
    assert [list(record) for record in records_of(both)] == [["level_0", "k", "x"]] * 3
    for plain in (
        frame,
        frame.set_index(pd.Index(["p", "q", "r"])),
        dn.open(frame).to_pandas(),
    ):
        assert list(records_of(plain)[0]) == ["k", "x"]


def test_an_index_that_names_two_rows_alike_says_how_to_number_them():
    frame = pd.DataFrame({"x": [1, 2]}, index=pd.Index([7, 7], name="k"))
    with pytest.raises(SpecError, match="two rows have '7'") as refused:
        dn.FrameVista(frame)
    assert "reset_index" in refused.value.hint
    assert records_of(frame.reset_index()) == [{"k": 7, "x": 1}, {"k": 7, "x": 2}]


@pytest.mark.parametrize("rows", [2, 1000])
def test_moments_of_a_zone_come_back_in_it(rows, tmp_path):
    hours = pd.date_range(NIGHT, periods=rows, freq="h").tz_convert("Europe/Berlin")
    frame = pd.DataFrame({"x": hours.as_unit("us")})
    frame.to_parquet(tmp_path / "hours.parquet")
    file = dn.ParquetVista(tmp_path / "hours.parquet")
    for vista in (dn.FrameVista(frame), dn.open(frame).vista(), file, dn.open(file).vista()):
        back = vista.to_pandas()["x"].reset_index(drop=True)
        pd.testing.assert_series_equal(back, frame["x"])
        assert dn.run(vista.where(x=frame["x"][1]).get_count()) == 1
        assert len(vista.where_op("x", ">", NIGHT).to_pandas()) == rows - 1
    first, second = values_of(frame)[:2]
    assert (first.tzinfo, first.fold, second.fold) == (BERLIN, 0, 1)
    assert (first.hour, second.hour) == (2, 2)


def test_maps_in_a_parquet_file_are_maps(tmp_path):
    table = pa.table({
        "id": [1],
        "text": pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int64())),
        "day": pa.array([[(date(2024, 1, 2), "a")]], pa.map_(pa.date32(), pa.string())),
        "list": pa.array([[[("a", timedelta(1))]]],
                         pa.list_(pa.map_(pa.string(), pa.duration("ns")))),
    })  # fmt: skip
    parquet.write_table(table, tmp_path / "maps.parquet")
    (record,) = dn.run(dn.ParquetVista(tmp_path / "maps.parquet").list_values()).values()
    assert record == {
        "id": 1, "text": {"a": 1}, "day": [[date(2024, 1, 2), "a"]],
        "list": [{"a": timedelta(1)}],
    }  # fmt: skip


def test_a_set_without_rows_has_its_columns(tmp_path):
    types = {"name": "str", "price": "float64", "n": "int64", "t": "datetime64[us]"}
    frame = pd.DataFrame(columns=list(types)).astype(types)
    frame.to_parquet(tmp_path / "rows.parquet")
    engine = sa.create_engine(f"sqlite:///{tmp_path}/rows.db")
    frame.to_sql("rows", engine, index_label="id")
    engine.dispose()
    (tmp_path / "rows.csv").write_text("name,price\n")
    for vista in (
        dn.FrameVista(frame),
        dn.ParquetVista(tmp_path / "rows.parquet"),
        dn.SqlVista(f"sqlite:///{tmp_path}/rows.db", table="rows"),
        dn.CsvVista(tmp_path / "rows.csv"),
    ):
        for read in (vista, dn.open(vista).vista()):
            known = [column.name for column in vista.columns if column.name != "id"]
            assert len(known) > 1
            for names in (read.to_pandas().columns, read.to_arrow().schema.names):
                assert [name for name in names if name != "id"] == known
    assert dn.FrameVista(frame).to_pandas().dtypes.equals(frame.dtypes)


def test_no_match_has_the_types_of_the_set():
    frame = pd.DataFrame({"a": [1], "b": [True], "t": pd.to_datetime(["2024-01-02"])})
    for vista in (
        dn.FrameVista(frame),
        dn.open(frame).vista(),
        dn.MemoryVista({"1": {"a": 1}}),
    ):
        none = vista.where(a=9).to_pandas()
        assert none.dtypes.equals(vista.to_pandas().dtypes)
        assert not len(none)
        assert vista.where(a=9).to_arrow().schema.names == vista.to_arrow().schema.names
    assert list(dn.open(frame).vista().where(a=9).to_pandas()["t"].dt.year) == []
