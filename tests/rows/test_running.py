"""Values that follow their rows change by change, beside values computed anew."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diorama_nb.errors import SpecError
from diorama_nb.query import Query
from diorama_nb.rows import aggregate as aggregate_module
from diorama_nb.rows import reduce
from diorama_nb.rows import total as total_module
from diorama_nb.rows.aggregate import Count, Custom, Distinct, Max, Mean, Min, Sum
from diorama_nb.rows.keys import key_of
from diorama_nb.rows.running import FORGOTTEN, Running, Touched
from diorama_nb.rows.store import Delta, RowStore
from diorama_nb.rows.view import View
from diorama_nb.values import equal
from tests.rows.records import VALUES

SOME = settings(max_examples=40, deadline=None)
IDS = st.sampled_from([str(n) for n in range(12)])
NUMBERS = (
    st.none()
    | st.integers(-5, 5)
    | st.integers()
    | st.floats()
    | st.sampled_from([0.1, 0.2, 1e16, -1e16, 1e308, 5e-324, math.inf, -math.inf, 2.0**53])
    | st.decimals(allow_nan=True, places=2)
    | st.decimals(-(10**9), 10**9, places=None)
)


def steps(values):
    """Draw what happens to a store: upserts, removals, and another choice of rows."""
    record = st.fixed_dictionaries({}, optional={"a": values, "b": st.booleans()})
    upsert = st.dictionaries(IDS, record, min_size=1, max_size=3)
    remove = st.lists(IDS, min_size=1, max_size=2)
    return st.lists(
        st.tuples(st.just("upsert"), upsert) | st.tuples(st.just("remove"), remove)
        | st.tuples(st.just("narrow"), st.booleans()),
        max_size=12,
    )  # fmt: skip


def course(aggregate, some, following=None):
    """Yield the running value and the one computed anew, after each step."""
    store, touched, query = RowStore.of(), Touched(), Query()
    running = Running(aggregate)
    for what, told in some:
        if what == "narrow":
            query = Query().where("b", "==", True) if told else Query()
        else:
            change = store.upsert if what == "upsert" else store.remove
            store, delta = change(told)
            touched.note(delta)
        positions = View.of(store, query).positions
        yield (
            outcome(running.follow, store, positions, touched.take()),
            outcome(aggregate.compute, store, positions),
        )


def outcome(function, *args):
    try:
        return function(*args)
    except SpecError:
        return SpecError


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Make extremes forget soon, columns be read whole late, and few numbers seem many."""
    monkeypatch.setattr(reduce, "KEPT", 2)
    monkeypatch.setattr(aggregate_module, "KEPT", 2)
    monkeypatch.setattr(total_module, "MANY", 0)
    monkeypatch.setattr(aggregate_module, "MANY", 0)
    monkeypatch.setattr("diorama_nb.rows.running.BULK_SHARE", 0)


@pytest.mark.parametrize("kind", [Sum, Mean, Min, Max])
@SOME
@given(some=steps(NUMBERS))
def test_following_rows_ends_where_computing_anew_does(kind, some):
    """P1: exactly, for floats and decimals too."""
    for running, anew in course(kind("a"), some):
        assert equal(running, anew), (running, anew)


@pytest.mark.parametrize("kind", [Sum, Mean, Min, Max, Distinct])
@SOME
@given(some=steps(VALUES))
def test_it_does_with_values_of_any_kind(kind, some):
    """P1, U79: what is no number is refused while it is there, and no longer."""
    for running, anew in course(kind("a"), some):
        assert running is anew if anew is SpecError else equal(running, anew)


@pytest.mark.parametrize(
    "aggregate", [Count(), Custom(lambda rows: [r.get("a") for r in rows])]
)
@SOME
@given(some=steps(st.integers(0, 3)))
def test_what_is_not_made_of_one_column_is_computed_anew(aggregate, some):
    for running, anew in course(aggregate, some):
        assert equal(running, anew)


EDGES = [5e-324, -5e-324, 1e308, -1e308, 2.0**53, 2.0**53 + 2, 0.1, -0.1, 1e16, -0.0]


@given(
    st.lists(
        st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(EDGES)
        | st.floats(-1, 1), max_size=100,
    )
)  # fmt: skip
def test_a_sum_of_floats_is_the_nearest_float_to_the_exact_sum(values):
    store, _ = RowStore.of().upsert({str(n): {"a": v} for n, v in enumerate(values)})
    exact = sum(map(Fraction, values))
    one_by_one = total_module.Total("a")
    one_by_one.fill(enumerate(values))
    for total in (Sum("a").compute(store, store.alive()), one_by_one.result()):
        try:
            assert total == float(exact)
        except OverflowError:
            assert total == (math.inf if exact > 0 else -math.inf)


@given(st.lists(st.integers(-(2**63), 2**63 - 1)))
def test_a_sum_of_integers_keeps_every_digit(values):
    store, _ = RowStore.of().upsert({str(n): {"a": v} for n, v in enumerate(values)})
    assert Sum("a").compute(store, store.alive()) == sum(values)


def test_large_and_small_numbers_leave_no_trace_when_they_leave():
    running, store = Running(Sum("a")), RowStore.of()
    store, _ = store.upsert({"1": {"a": 0.1}, "2": {"a": 1e300}, "3": {"a": 0.2}})
    assert running.follow(store, store.alive(), None) == 1e300
    store, delta = store.remove(["2"])
    assert running.follow(store, store.alive(), delta.changed) == math.fsum([0.1, 0.2])


def test_decimals_keep_their_cents_and_integers_every_digit():
    cents = {str(n): {"a": Decimal("0.10")} for n in range(3)}
    store, _ = RowStore.of().upsert({**cents, "x": {"a": 10**30}})
    assert Sum("a").compute(store, store.alive()) == Decimal(f"1{'0' * 30}.30")
    store, _ = store.remove(["x"])
    assert str(Sum("a").compute(store, store.alive())) == "0.30"


def test_opposite_infinities_have_no_sum():
    store, _ = RowStore.of().upsert({"1": {"a": math.inf}, "2": {"a": 1}})
    assert Sum("a").compute(store, store.alive()) == math.inf
    store, _ = store.upsert({"3": {"a": -math.inf}})
    assert math.isnan(Mean("a").compute(store, store.alive()))


@given(VALUES, VALUES)
def test_keys_of_values_are_equal_exactly_when_the_values_are(left, right):
    assert (key_of(left) == key_of(right)) == equal(left, right)
    if equal(left, right):
        assert hash(key_of(left)) == hash(key_of(right))


def test_more_touched_rows_than_can_be_noted_mean_starting_over():
    touched = Touched()
    many = Delta(*(np.arange(n) for n in (0, FORGOTTEN + 1, 0)))
    touched.note(many)
    assert touched.take() is None
    assert touched.take().tolist() == []
