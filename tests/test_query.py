"""Questions: what they keep, and when two are the same."""

import json
import math
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diorama_nb.errors import SpecError
from diorama_nb.query import ALL, OPERATORS, Condition, Order, Query, Window
from diorama_nb.values import equal
from tests.rows.records import NAMES, VALUES, queries

SOME = settings(max_examples=150, deadline=None)
CONDITIONS = st.builds(Condition, NAMES, st.sampled_from(OPERATORS), VALUES)


@SOME
@given(st.lists(CONDITIONS, max_size=4), st.randoms())
def test_the_order_of_conditions_is_no_part_of_a_question(conditions, random):
    """U33, X22."""
    mixed = list(conditions)
    random.shuffle(mixed)
    left, right = Query(tuple(conditions)), Query((*mixed, *mixed[:1]))
    assert left.key == right.key


@SOME
@given(VALUES, VALUES)
def test_values_that_say_the_same_make_the_same_key(a, b):
    """X16, X22."""
    left, right = Condition("x", "==", a), Condition("x", "==", b)
    assert (left.key == right.key) == equal(a, b)
    assert (left == right) == equal(a, b)
    if left == right:
        assert hash(left) == hash(right)


@SOME
@given(queries())
def test_every_part_of_a_question_is_in_its_key(query):
    """X22."""
    others = [
        query.where("more", "==", 1),
        replace(query, order=(*query.order, Order("more"))),
        replace(query, search=(query.search or "") + "more"),
    ]
    others += [
        replace(query, order=(replace(o, descending=not o.descending),)) for o in query.order
    ]
    assert len({other.key for other in others}) >= 3
    assert all(other.key != query.key for other in others)
    assert query.key.isascii()


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (1, 1.0, True), (1, Decimal("1.0"), True), (10**30, Decimal("1E+30"), True),
        (1, "1", False), (1, True, False), (None, "null", False), (0.1, Decimal("0.1"), False),
        (2**53 + 1, float(2**53), False), ("a", "A", False), (math.nan, Decimal("NaN"), True),
        (math.nan, Decimal("sNaN"), True), (math.inf, Decimal("Infinity"), True),
        (0.0, -0.0, True), (Decimal("1E+999999"), Decimal("1E+999998"), False),
        (date(2024, 1, 1), "2024-01-01", False),
        (date(2024, 1, 1), datetime(2024, 1, 1), False),
        (datetime(2024, 1, 1), datetime(2024, 1, 1, tzinfo=UTC), False),
        (datetime(2024, 1, 1, 1, tzinfo=timezone(timedelta(hours=1))),
         datetime(2024, 1, 1, tzinfo=UTC), True),
        (time(1), time(1, tzinfo=UTC), False),
        (timedelta.max, timedelta.max - timedelta(microseconds=1), False),
        (b"a", "61", False), (["n", "1"], 1, False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1.0}, True),
    ],
)  # fmt: skip
def test_keys_know_types_and_exact_values(left, right, same):
    """X16, X22."""
    make = lambda value: Query().where("x", "==", value)  # noqa: E731
    assert (make(left).key == make(right).key) is same
    assert (make(left) == make(right)) is same
    options = lambda value: Query().where("x", "in", [value, "other"])  # noqa: E731
    assert (options(left).key == options(right).key) is same


def test_the_options_of_in_have_no_order_and_no_repeats():
    one = Query().where("x", "in", [1, "a", None, 1.0])
    two = Query().where("x", "in", {None, 1, "a"})
    assert one.key == two.key
    assert one.key != Query().where("x", "not in", [1, "a", None]).key
    assert Query().where("x", "==", [1, 2]).key != Query().where("x", "==", [2, 1]).key


def test_a_key_is_the_same_in_every_process():
    """X22."""
    code = (
        "from diorama_nb.query import Query;"
        "print(Query().where('a','in',['x','y']).where('b','<',1.5).order_by('c').key)"
    )
    run = [sys.executable, "-c", code]
    other = subprocess.run(run, capture_output=True, text=True, check=True).stdout.strip()
    query = Query().where("b", "<", Decimal("1.5")).where("a", "in", ["y", "x"]).order_by("c")
    assert other == query.key
    assert ALL.key == Query().searching("  ").key == "all"


def test_a_question_can_not_be_changed_from_outside():
    options = [1, 2]
    query = Query().where("x", "in", options)
    key = query.key
    options.append(3)
    assert query.key == key
    assert not query.matches({"x": 3})


@pytest.mark.parametrize(
    ("foreign", "value"),
    [
        (np.int64(3), 3), (np.float32(0.5), 0.5), (np.bool_(True), True), (np.str_("a"), "a"),
        (pd.NA, None), (pd.NaT, None), (np.datetime64("NaT", "s"), None), (range(2), [0, 1]),
        (np.array([1, 2]), [1, 2]), (pd.Series(["a", None], dtype="string"), ["a", None]),
        (pd.Index([1.5]), [1.5]), (pl.Series([1, None]), [1, None]), ((1, np.int8(2)), [1, 2]),
        (pa.array([1, None]), [1, None]), (pa.scalar(7), 7), ({"a": np.int64(1)}, {"a": 1}),
        (pd.Timestamp("2024-01-02 03:04:05"), datetime(2024, 1, 2, 3, 4, 5)),
        (pd.Timestamp("2024-01-02", tz="UTC"), datetime(2024, 1, 2, tzinfo=UTC)),
        (np.datetime64("2024-01-02T03:04:05", "ns"), datetime(2024, 1, 2, 3, 4, 5)),
        (pd.Timestamp(1729989000, unit="s", tz="Europe/Berlin"),
         datetime(2024, 10, 27, 0, 30, tzinfo=UTC)),
        (np.datetime64("2024-01-02"), date(2024, 1, 2)),
        (pd.Timedelta("1min"), timedelta(minutes=1)),
        (np.timedelta64(1, "s"), timedelta(seconds=1)),
        (pd.Series(pd.to_datetime(["2024-01-02", None])).array, [datetime(2024, 1, 2), None]),
        (np.array(["2024-01-02"], "M8[ns]"), [datetime(2024, 1, 2)]),
    ],
)  # fmt: skip
def test_values_of_other_packages_are_asked_for_as_the_python_values_they_say(foreign, value):
    held = Condition("a", "==", foreign)
    assert equal(held.value, value)
    assert held == Condition("a", "==", value)
    assert json.dumps(held.key)


@pytest.mark.parametrize("fine", [pd.Timestamp(1), pd.Timedelta(1), np.datetime64(1, "ns")])
def test_a_moment_between_two_microseconds_is_refused_with_a_way_out(fine):
    with pytest.raises(SpecError, match="finer than a microsecond") as refused:
        Condition("a", "<", fine)
    assert "floor" in refused.value.hint


def test_a_frame_or_a_period_is_no_value_to_compare_with():
    for odd in (pd.DataFrame({"a": [1]}), pd.Period("2024-01")):
        with pytest.raises(SpecError, match=f"can not hold a {type(odd).__name__}"):
            Condition("a", "==", odd)


def test_narrowing_makes_a_new_question():
    base = Query()
    query = base.where("a", ">", 1).order_by("b", descending=True).searching(" cake ")
    assert base == ALL
    assert query.search == "cake"
    assert query.columns == ("a", "b")
    assert query.is_narrowed
    assert not base.order_by("a").is_narrowed
    assert query.order_by(None) == query.unordered
    assert query.searching(None).search is query.searching(" ").search is None
    assert Query(search=" ") == ALL


def test_what_is_no_question_is_refused():
    with pytest.raises(SpecError, match="did you mean"):
        Condition("a", "<==", 1)
    with pytest.raises(SpecError, match="can not hold a object"):
        Condition("a", "==", object())
    with pytest.raises(SpecError, match="can not hold a set"):
        Condition("a", "==", {1})
    with pytest.raises(SpecError, match="starts at 0"):
        Window(-1, 5)
    with pytest.raises(SpecError, match="starts at 0"):
        Window(0, -5)
    assert Window(3, 4).stop == 7


@pytest.mark.parametrize(
    ("value", "op", "operand", "holds"),
    [
        (1, "==", 1.0, True), (1, "==", True, False), (True, "==", True, True),
        (1, "!=", True, True),
        (None, "==", None, True), (None, "!=", 1, True), (None, "<", 1, False),
        (math.nan, ">=", 1, False),
        (math.nan, "==", math.nan, True), (None, "==", math.nan, False),
        (2, "<", "10", False), (2, ">", "10", False),
        ("b", ">", "a", True), (False, "<", True, True), (False, "<", 1, False),
        (1, "in", [1.0], True), (1, "in", 1, False), (1, "not in", 1, True),
        (None, "in", [None], True), (None, "not in", [1], True), ("a", "in", "abc", False),
        (date(2024, 1, 1), "<=", datetime(2024, 1, 1), True),
        (datetime(2024, 1, 1, 12), "<", datetime(2024, 1, 1, 12, 30, tzinfo=UTC), True),
        (Decimal("sNaN"), "<", 1, False), (Decimal("0.1"), "<", 0.1, True),
    ],
)  # fmt: skip
def test_conditions(value, op, operand, holds):
    """U33, X16, P14."""
    assert Condition("x", op, operand).holds(value) is holds


@pytest.mark.parametrize("op", OPERATORS)
def test_a_record_without_the_column_never_matches(op):
    """U33: TRAP of "not equal" and "not in"."""
    for operand in (None, 1, [], [None]):
        assert not Query().where("x", op, operand).matches({"y": 1})


def test_matching_and_sorting_descend_into_maps():
    """U30, T33: TRAP of the nested column that was ignored."""
    rows = [{"a": {"b": 2}}, {"a.b": 1}, {"a": {"b": None}}, {}]
    query = Query().order_by("a.b", descending=True)
    assert sorted(rows, key=query.sort_key) == rows
    assert [r for r in rows if query.where("a.b", "<", 3).matches(r)] == rows[:2]


@pytest.mark.parametrize("where", ["stock = 0", [("stock", 0)]])
def test_conditions_that_are_no_mapping_are_refused_with_the_two_ways_to_write_them(where):
    with pytest.raises(SpecError, match="is no mapping") as failed:
        Query().having(where)
    assert "where_op" in failed.value.hint
