"""Values over many rows, beside plain Python."""

import math
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diorama_nb.errors import SpecError
from diorama_nb.rows import codec
from diorama_nb.rows.aggregate import Count, CountWhere, Custom, Distinct, Max, Mean, Min, Sum
from diorama_nb.rows.store import RowStore
from diorama_nb.values import equal, is_blank, lookup, order_key
from tests.rows.records import PLAIN_NAMES, records

SOME = settings(max_examples=100, deadline=None)


def over(aggregate, rows, patch=None):
    held = RowStore.of(codec.encode(rows))
    if patch:
        held, _ = held.upsert(patch)
    return aggregate.compute(held, held.alive())


@SOME
@given(records(names=PLAIN_NAMES), PLAIN_NAMES)
def test_least_greatest_and_distinct_agree_with_plain_python(rows, name):
    values = [v for r in rows.values() if not is_blank(v := lookup(r, name))]
    keys = sorted(map(order_key, values))
    least, greatest = over(Min(name), rows), over(Max(name), rows)
    assert (
        [order_key(least), order_key(greatest)] == [keys[0], keys[-1]]
        if keys
        else least is None
    )
    found = over(Distinct(name), rows)
    assert list(map(order_key, found)) == sorted(map(order_key, found))
    assert all(any(equal(v, f) for f in found) for v in values)
    assert not any(equal(a, b) for i, a in enumerate(found) for b in found[:i])


@SOME
@given(st.lists(st.none() | st.integers(-9, 9) | st.just(math.nan) | st.floats(-9, 9)))
def test_sum_and_mean_leave_blanks_out(values):
    rows = {str(n): {"a": v} for n, v in enumerate(values)} | {"x": {}}
    numbers = [v for v in values if not is_blank(v)]
    assert over(Sum("a"), rows) == pytest.approx(sum(numbers))
    mean = over(Mean("a"), rows)
    assert mean == pytest.approx(sum(numbers) / len(numbers)) if numbers else mean is None
    assert over(Count(), rows) == len(rows)


def test_changes_since_the_last_fold_count():
    assert over(Sum("a"), {"1": {"a": 1}}, {"1": {"a": 5}, "2": {"a": 2}}) == 7


def test_decimals_stay_exact():
    rows = {"1": {"a": Decimal("0.10")}, "2": {"a": Decimal("0.20")}, "3": {"a": 1}}
    assert over(Sum("a"), rows) == Decimal("1.30")


def test_a_sum_of_text_says_why_it_is_none():
    with pytest.raises(SpecError, match=r"Sum of a met 'x'"):
        over(Sum("a"), {"1": {"a": "x"}})
    with pytest.raises(SpecError, match="no number"):
        over(Mean("a"), {"1": {"a": True}})


def test_distinct_keeps_what_only_sorts_alike():
    rows = {"1": {"a": date(2024, 1, 1)}, "2": {"a": datetime(2024, 1, 1)}, "3": {"a": [1]}}
    rows["4"] = {"a": date(2024, 1, 1)}
    assert over(Distinct("a"), rows) == [date(2024, 1, 1), datetime(2024, 1, 1), [1]]


def test_custom_values_see_records():
    rows = {"1": {"a": 1}, "2": {"b": 2}}
    assert over(Custom(lambda rows: [list(r) for r in rows]), rows) == [["a"], ["b"]]
    held = RowStore.of(codec.encode(rows))
    assert Custom(len).compute(held, np.array([1])) == 1


def test_counts_of_different_tests_are_different():
    assert CountWhere("a", "<", 1) != CountWhere("a", "<", 2)
    assert CountWhere("a", "<", 1) == CountWhere("a", "<", 1)
    assert CountWhere("a", "<", 1).query.conditions[0].op == "<"
    with pytest.raises(SpecError, match="operator"):
        CountWhere("a", "~", 1)


@pytest.mark.parametrize(
    ("value", "label"),
    [
        (Count(), "Rows"),
        (CountWhere("price", "<", 10), "Rows where price < 10"),
        (Sum("stock"), "Sum of stock"),
        (Mean("stock"), "Mean of stock"),
        (Min("stock"), "Minimum of stock"),
        (Max("stock"), "Maximum of stock"),
        (Distinct("kind"), "Distinct values of kind"),
        (Custom(len), "len"),
        (Custom(lambda rows: 1), "Value"),
    ],
)
def test_a_value_says_in_words_what_it_is(value, label):
    assert value.label == label
