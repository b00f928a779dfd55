"""Durations, retries, rates and freshness."""

import math
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama_nb.errors import SpecError
from diorama_nb.policy import Freshness, Rate, Retry, seconds


@pytest.mark.parametrize(
    ("value", "result"),
    [
        (30, 30.0), (0.5, 0.5), ("90s", 90.0), ("5m", 300.0), ("5 min", 300.0),
        ("1.5h", 5400.0),
        ("7d", 604800.0), (" 250ms ", 0.25), (timedelta(minutes=2), 120.0), (0, 0.0),
        (math.inf, math.inf),
    ],
)  # fmt: skip
def test_durations(value, result):
    assert seconds(value) == pytest.approx(result)


@pytest.mark.parametrize(
    "value", [-1, timedelta(-1), "5", "5 weeks", "-5s", "", True, None, [], math.nan]
)
def test_what_is_no_duration_is_refused_by_name(value):
    with pytest.raises(SpecError, match="max_stale="):
        seconds(value, name="max_stale")


@given(st.integers(1, 10**6), st.floats(0, 1, exclude_max=True), st.floats(0, 100))
def test_waits_stay_between_the_floor_and_the_cap(failures, draw, floor):
    retry = Retry()
    wait = retry.delay(failures, floor=floor, draw=draw)
    assert floor <= wait <= max(floor, retry.cap)
    assert 0 <= retry.delay(failures) <= retry.cap


def test_the_bound_of_a_wait_doubles():
    assert [Retry(base=1, cap=5).delay(n, draw=0.5) for n in (1, 2, 3, 4)] == [0.5, 1, 2, 2.5]


def test_a_source_is_asked_at_least_once():
    with pytest.raises(SpecError, match="attempts"):
        Retry(attempts=0)


@pytest.mark.parametrize(
    ("limit", "interval"), [("60/min", 1.0), ("10/s", 0.1), ("3600 / h", 1.0), (None, 0.0)]
)
def test_rates(limit, interval):
    assert Rate(limit).interval == pytest.approx(interval)


@pytest.mark.parametrize("limit", ["60", "0/s", "-1/s", "ten/s", "5/week", "²/s", "", "/s"])
def test_what_is_no_rate_is_refused(limit):
    with pytest.raises(SpecError, match="no rate"):
        Rate(limit)
    with pytest.raises(SpecError, match="concurrency"):
        Rate(concurrency=0)


@pytest.mark.parametrize(
    ("ttl", "most", "age", "verdict"),
    [
        (None, None, None, "missing"), (None, None, 1e9, "fresh"), (10, None, 10, "fresh"),
        (10, None, 11, "stale"), (10, 20, 21, "too_stale"), (None, 20, 21, "too_stale"),
        (None, 20, 5, "fresh"), (0, None, 0.1, "stale"), (10, 20, -5, "stale"),
        (None, 20, -5, "stale"), (None, None, -5, "fresh"),
    ],
)  # fmt: skip
def test_freshness(ttl, most, age, verdict):
    assert Freshness(ttl, most).judge(age) == verdict
