"""How values are spread: what is counted, told by plain Python over the same rows."""

import math
from collections import Counter
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diorama_nb.rows.distribution import BINS, distribution
from diorama_nb.rows.records import as_table
from diorama_nb.rows.store import RowStore
from diorama_nb.values import is_blank

NUMBERS = st.none() | st.floats() | st.integers(-(2**40), 2**40)


def spread(values, most=3):
    rows = {str(n): {"id": n, "v": value} for n, value in enumerate(values)}
    store = RowStore.of(as_table(rows))
    return distribution(store, np.arange(len(values)), "v", most)


def test_decimals_are_measured_as_numbers_are():
    prices = [None, Decimal("NaN"), Decimal("Infinity"), 10**400]
    prices += [Decimal(n) / 4 for n in range(41)]
    found = spread(prices)
    assert (found.low, found.high, found.blanks) == (Decimal(0), Decimal(10), 2)
    assert (len(found.bins), sum(found.bins)) == (BINS, 41)
    assert spread([Decimal("NaN"), 10**400]).bins == ()


@settings(deadline=None)
@given(st.lists(NUMBERS, max_size=60))
def test_every_number_is_in_one_bin_and_every_blank_is_counted(values):
    found = spread(values)
    finite = [v for v in values if not is_blank(v) and math.isfinite(v)]
    assert found.rows == len(values)
    assert found.blanks == sum(map(is_blank, values))
    assert len(found.bins) <= BINS
    assert sum(found.bins) == len(finite)
    if finite:
        assert (found.low, found.high) == (min(finite), max(finite))


@settings(deadline=None)
@given(st.lists(st.none() | st.sampled_from(["a", "b", "c", "d", "ü", ""]), max_size=40))
def test_the_most_frequent_texts_come_with_their_numbers(values):
    found = spread(values)
    counts = Counter(v for v in values if v is not None)
    assert found.top == tuple(sorted(counts.items(), key=lambda p: (-p[1], p[0]))[:3])
    assert found.distinct == len(counts) if counts else not found.distinct


@pytest.mark.parametrize(
    ("values", "bins"),
    [
        ([5, 5, 5], (3,)),
        ([1, 2, 2, 4], (1, 2, 0, 1)),
        ([0.0, 20.0], (1, *[0] * 18, 1)),
        ([-1.7e308, 0.0, 1.7e308], (1, *[0] * 9, 1, *[0] * 8, 1)),
        ([date(2026, 3, 1), date(2026, 3, 3)], (1, 0, 1)),
    ],
)
def test_bins_are_equally_wide_and_whole_numbers_have_their_own(values, bins):
    assert spread(values).bins == bins


@pytest.mark.parametrize(
    ("low", "high"),
    [
        (datetime(2026, 1, 1), datetime(2026, 3, 1, 12)),
        (time(1), time(23, 30)),
        (timedelta(seconds=1), timedelta(days=3)),
        (Decimal("1.50"), Decimal("19.99")),
    ],
)
def test_whatever_has_a_measure_has_bins_from_its_least_to_its_greatest(low, high):
    found = spread([high, None, low, low])
    assert (found.low, found.high, found.blanks) == (low, high, 1)
    assert (found.bins[0], found.bins[-1], sum(found.bins)) == (2, 1, 3)


def test_booleans_and_uuids_are_counted_and_nested_values_are_not():
    assert spread([True, False, True, None]).top == ((True, 2), (False, 1))
    one, two = UUID(int=1), UUID(int=2)
    assert spread([two, one, two]).top == ((two, 2), (one, 1))
    nested = spread([{"a": 1}, None])
    assert (nested.blanks, nested.top, nested.bins) == (1, (), ())


def test_a_column_no_row_has_is_blank_everywhere():
    rows = {"a": {"x": 1}, "b": {"x": 2}}
    store = RowStore.of(as_table(rows))
    found = distribution(store, np.arange(2), "nowhere")
    assert (found.rows, found.blanks) == (2, 2)
