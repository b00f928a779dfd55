"""Records to Arrow and back: nothing is lost, nothing is added."""

import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import IntEnum

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from diorama_nb.errors import SpecError, ValueRefused
from diorama_nb.rows import codec
from tests.rows.records import NAMES, exactly, records

SOME = settings(max_examples=100, deadline=None)


def same(left, right):
    assert list(left) == list(right)
    for id, record in left.items():
        assert exactly(record, right[id]), (record, right[id])


@SOME
@given(records())
@example({"1": {}, "2": {"a": None}, "3": {"a": 1}})
@example({"1": {"a": 1, "b": 2}, "2": {"b": 2, "a": 1}})
@example({"1": {"a": 2**63}, "2": {"a": 1.5}})
@example({"1": {"a": datetime.max.replace(tzinfo=UTC)}, "2": {"a": datetime.min}})
def test_records_come_back_exactly(rows):
    same(rows, codec.decode(codec.encode(rows)))


@SOME
@given(records())
def test_records_survive_the_wire_and_slices(rows):
    table = codec.encode(rows)
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=2)
    back = pa.ipc.open_stream(sink.getvalue()).read_all()
    same(rows, codec.decode(back))
    first = dict(list(rows.items())[:3])
    same(first, codec.decode(back.slice(0, 3)))


@SOME
@given(st.lists(records(max_size=4), max_size=3))
def test_tables_of_any_schemas_join(tables):
    rows = {f"{n}/{id}": r for n, part in enumerate(tables) for id, r in part.items()}
    parts = [
        codec.encode({f"{n}/{id}": r for id, r in part.items()})
        for n, part in enumerate(tables)
    ]
    same(rows, codec.decode(codec.concat(parts)))


@SOME
@given(NAMES)
def test_a_field_stands_for_one_column(name):
    field = codec.field_name(name)
    field.encode()
    assert codec.column_name(field) == name
    assert field not in (codec.ID, codec.SHAPE)


def test_joining_keeps_the_types_that_nulls_do_not_contradict():
    numbers = codec.encode({"1": {"a": 1}})
    nulls = codec.encode({"2": {"a": None}})
    texts = codec.encode({"3": {"a": "x"}}).slice(0, 0)
    joined = codec.concat([nulls, numbers, texts])
    assert joined.schema.field("a").type == pa.int64()


def test_a_joined_column_of_numbers_stays_one_of_numbers():
    joined = codec.concat([codec.encode({"1": {"a": 1}}), codec.encode({"2": {"a": 0.5}})])
    assert joined.schema.field("a").type == pa.float64()
    assert codec.decode(joined) == {"1": {"a": 1.0}, "2": {"a": 0.5}}


class Colour(IntEnum):
    RED = 1


@pytest.mark.parametrize(
    "value", [np.int64(1), np.float64(0.5), {1, 2}, (1,), Colour.RED, object(), [np.int64(1)],
              pd.Timestamp("2024-01-01"), {"a": 1j}]
)  # fmt: skip
def test_what_can_not_be_stored_exactly_is_refused_by_column(value):
    with pytest.raises(ValueRefused, match="'shade'"):
        codec.encode({"1": {"shade": value}})


def test_column_names_are_text():
    with pytest.raises(SpecError, match="named 7"):
        codec.encode({"1": {7: "x"}})


def test_maps_have_text_keys_and_end_somewhere():
    with pytest.raises(SpecError, match="keys are not text"):
        codec.encode({"1": {"a": {1: 2}}})
    deep = []
    for _ in range(200):
        deep = [deep]
    with pytest.raises(SpecError, match="nests deeper"):
        codec.encode({"1": {"a": deep}})


def test_foreign_arrow_keeps_its_values():
    when = datetime(2024, 1, 2, 3, 4, 5, 6, tzinfo=UTC)
    table = pa.table(
        {
            "small": pa.array([1, None], pa.int8()),
            "huge": pa.array([2**64 - 1, 1], pa.uint64()),
            "half": pa.array([0.5, None], pa.float32()),
            "text": pa.array(["a", "b"], pa.large_string()),
            "shade": pa.array(["a", "b"]).dictionary_encode(),
            "when": pa.array([when.replace(microsecond=0), None], pa.timestamp("s", "UTC")),
            "there": pa.array([when, None], pa.timestamp("us", "Europe/Berlin")),
            "price": pa.array([Decimal("1.50"), None], pa.decimal128(9, 2)),
            "span": pa.array([timedelta(seconds=1), None], pa.duration("s")),
            "blob": pa.array([b"x", None], pa.large_binary()),
            "list": pa.array([[1], None], pa.list_(pa.int64())),
        }
    )
    expected = {
        "small": 1, "huge": 2**64 - 1, "half": 0.5, "text": "a", "shade": "a",
        "when": when.replace(microsecond=0), "there": when, "price": Decimal("1.50"),
        "span": timedelta(seconds=1), "blob": b"x", "list": [1],
    }  # fmt: skip
    first, second = codec.decode(codec.from_arrow(["1", "2"], table)).values()
    assert exactly(expected, first)
    assert second["huge"] == 1
    assert second["small"] is second["half"] is second["blob"] is second["list"] is None


def test_foreign_nanoseconds_are_refused_with_a_way_out():
    table = pa.table({"when": pa.array([1], pa.timestamp("ns"))})
    with pytest.raises(SpecError, match="floor"):
        codec.from_arrow(["1"], table)


def test_foreign_columns_of_one_name_are_refused():
    table = pa.table([pa.array([1]), pa.array([2])], names=["a", "a"])
    with pytest.raises(SpecError, match="two columns"):
        codec.from_arrow(["1"], table)


def test_no_records_are_no_records():
    assert codec.decode(codec.encode({})) == {}
    assert codec.decode(codec.concat([])) == {}
    assert codec.decode(codec.encode({"1": {}, "2": {}})) == {"1": {}, "2": {}}
