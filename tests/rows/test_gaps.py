"""Which rows lack details, what a list may change of them, and what is known over time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama_nb.rows.filled import EMPTY, FULL, NONE, OLD, Filled
from diorama_nb.rows.gaps import MANY, fingerprint, gaps, relisted
from diorama_nb.rows.store import RowStore
from diorama_nb.values import same_record

CELLS = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(-3, 3) | st.text(max_size=2)
LISTED = st.dictionaries(st.sampled_from("abc"), CELLS)
DETAIL = st.dictionaries(st.sampled_from("cde"), CELLS)


def store_of(rows):
    return RowStore.of().upsert(rows)[0]


@pytest.mark.parametrize("count", [3, MANY + 3])
def test_a_gap_is_a_column_that_is_missing_null_or_nan(count):
    """U53: a filled zero or empty text is no gap; without named columns every row has one."""
    filled = [{"a": 0}, {"a": ""}, {"a": None}, {}, {"a": float("nan")}]
    rows = {str(n): {"id": str(n), **filled[n % 5]} for n in range(count)}
    store, wanted = store_of(rows), np.arange(count)
    assert gaps(store, wanted, ["a"]).tolist() == [n % 5 > 1 for n in range(count)]
    assert gaps(store, wanted, ["nowhere"]).all()
    assert gaps(store, wanted, []).all()


@given(LISTED, LISTED)
def test_rows_have_one_fingerprint_exactly_when_they_say_the_same(one, other):
    """U54: the fingerprint of a row in a list tells whether the list changed its mind."""
    assert (fingerprint(one) == fingerprint(other)) == same_record(one, other)


@given(LISTED)
def test_a_row_has_the_same_fingerprint_when_it_comes_from_the_store(row):
    """U54: a row that was kept is the row that was listed."""
    assert fingerprint(store_of({"x": row}).get("x")) == fingerprint(row) != 0


@given(LISTED, DETAIL)
def test_columns_of_details_are_not_part_of_the_fingerprint(row, detail):
    """U54: what belongs to details does not count as a change of the list."""
    assert fingerprint({**row, **detail}, "cde") == fingerprint(row, "cde")


@given(LISTED, LISTED, DETAIL, st.booleans())
def test_a_list_never_erases_what_a_detail_filled(row, held, detail, unchanged):
    """U53, T17: blank says nothing; columns that no detail fills are the list's alone."""
    held = {**held, **detail}
    kept = relisted(row, held, "cde", unchanged=unchanged)
    for name in "cde":
        if held.get(name) is not None:
            assert kept[name] == (
                held[name] if unchanged or row.get(name) is None else row[name]
            )
    for name in "ab":
        assert kept.get(name) == row.get(name)


@pytest.mark.parametrize("columns", [("c", "d", "e"), ()], ids=["named", "unknown"])
@given(row=LISTED, detail=DETAIL)
def test_a_row_that_is_listed_again_unchanged_stays_as_it_is(columns, row, detail):
    """U54, T16: detail and list settle at once, whatever overlaps."""
    filled = Filled([columns])
    full, note = filled.landed(row, None, fingerprint(row, filled.declared), {0: detail})
    filled.take({0: note})
    rows, notes = filled.relist({"x": row}, np.array([0]), lambda id: full)
    assert same_record(rows["x"], full)
    assert notes == {}


@given(row=LISTED, detail=DETAIL)
def test_a_changed_row_is_due_again_and_keeps_its_detail(row, detail):
    """U54: demoted, and still shown."""
    filled = Filled([("d",)])
    full, note = filled.landed(row, None, fingerprint(row, "d"), {0: {**detail, "d": 1}})
    filled.take({0: note})
    news = {**row, "new": 1, "d": 0}
    rows, notes = filled.relist({"x": news}, np.array([0]), lambda id: full)
    assert rows["x"]["d"] == 1
    assert notes[0].states == (OLD,)


def test_a_detail_that_came_for_another_state_of_the_row_is_old():
    """X33: what is shown is shown, and asked for again."""
    filled = Filled([("d",)])
    row, note = filled.landed({"a": 2}, None, fingerprint({"a": 1}), {0: {"d": 1}})
    assert (row, note.states) == ({"a": 2, "d": 1}, (OLD,))


def test_what_is_due_follows_what_is_known():
    """U53, U61, U62: a row is due without its detail or with an old one; empty counts."""
    filled = Filled([("d",), ()])
    store = store_of({"0": {"a": 1}, "1": {"a": 1, "d": 5}, "2": {"a": 1}})
    every = np.arange(3)
    assert filled.due(store, 0, every).tolist() == [True, False, True]
    assert filled.due(store, 1, every).tolist() == [True, True, True]
    for position, found in ((0, {0: {"d": 1}, 1: {"z": 1}}), (2, {0: {}, 1: {}})):
        _, note = filled.landed({"a": 1}, None, fingerprint({"a": 1}), found)
        filled.take({position: note})
    assert filled.note_of(0).states == (FULL, FULL)
    assert filled.note_of(1) is None
    assert filled.note_of(2).states == (EMPTY, EMPTY)
    assert filled.due(store, 0, every).tolist() == [False, False, False]
    assert filled.due(store, 1, every).tolist() == [False, True, False]
    filled.forgive()
    assert filled.due(store, 0, every).tolist() == [False, False, True]
    assert filled.due(store, 1, every).tolist() == [False, True, True]
    assert filled.noted(np.array([-1, 0, 1, 2, 99])).tolist() == [
        False,
        True,
        False,
        True,
        False,
    ]


def test_each_augment_is_known_by_itself():
    """U55: one detail that came does not make another one due or done."""
    filled = Filled([("d",), ("e",)])
    row, note = filled.landed({"a": 1}, None, fingerprint({"a": 1}), {1: {"e": 2}})
    filled.take({0: note})
    assert filled.note_of(0).states == (NONE, FULL)
    store = store_of({"0": row})
    assert [filled.due(store, n, np.array([0])).tolist() for n in (0, 1)] == [[True], [False]]
