"""Order, equality, search and ids of values."""

import math
import sys
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from diorama_nb.values import (
    MISSING,
    as_id,
    contains_text,
    display,
    equal,
    fold,
    instant,
    is_blank,
    lookup,
    order_key,
    same_record,
    search_text,
)
from tests.rows.records import ANY_TEXT, VALUES

SOME = settings(max_examples=200, deadline=None)
ANY = VALUES | st.just(MISSING)
BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")


@SOME
@given(st.tuples(ANY, ANY, ANY), st.booleans())
@example(
    (
        datetime(2024, 10, 27, 2, 30, tzinfo=BERLIN, fold=1),
        datetime(2024, 10, 27, 2, 40, tzinfo=BERLIN),
        datetime(2024, 10, 27, 1, 0, tzinfo=UTC),
    ),
    False,
)
def test_values_have_one_total_order(three, descending):
    """U31."""
    a, b, c = (order_key(value, descending=descending) for value in three)
    assert (a < b) + (b < a) + (a == b) == 1
    assert (a <= b) == (a < b or a == b)
    if a <= b <= c:
        assert a <= c


@SOME
@given(ANY, ANY)
def test_descending_turns_all_but_the_blanks_round(a, b):
    """U31, T32: TRAP of blanks that come first."""
    up, down = (
        order_key(a) < order_key(b),
        order_key(b, descending=True) < order_key(a, descending=True),
    )
    if is_blank(a) or is_blank(b):
        assert is_blank(a) or order_key(a, descending=True) < order_key(b, descending=True)
    else:
        assert up == down


@SOME
@given(ANY, ANY, ANY)
def test_equality_is_one_and_agrees_with_the_order(a, b, c):
    """X16."""
    assert equal(a, a)
    assert equal(a, b) == equal(b, a)
    if equal(a, b):
        assert order_key(a) == order_key(b)
        assert equal(b, c) == equal(a, c)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (1, 1.0), (1, Decimal("1.00")), (0.5, Decimal("0.5")), (math.nan, math.nan),
        (math.nan, Decimal("NaN")), (Decimal("sNaN"), Decimal("sNaN")), (0.0, -0.0),
        ([1, {"a": math.nan}], [1.0, {"a": math.nan}]),
        (datetime(2024, 1, 1, 13, tzinfo=BERLIN), datetime(2024, 1, 1, 12, tzinfo=UTC)),
        (datetime(2024, 10, 27, 2, 30, tzinfo=BERLIN, fold=1),
         datetime(2024, 10, 27, 1, 30, tzinfo=UTC)),
        (time(13, tzinfo=timezone(timedelta(hours=1))), time(12, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_these_say_the_same(left, right):
    """X16."""
    assert equal(left, right)
    assert order_key(left) == order_key(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (1, True), (0, False), (1, "1"), (0.1, Decimal("0.1")), (2**53, 2.0**53 + 2),
        (None, MISSING),
        (None, math.nan), (None, 0), ("", None), (date(2024, 1, 1), datetime(2024, 1, 1)),
        (datetime(2024, 1, 1), datetime(2024, 1, 1, tzinfo=UTC)),
        (time(1), time(1, tzinfo=UTC)),
        (b"a", "a"), ([1], [1, 1]), ({"a": 1}, {"b": 1}), ([True], [1]),
    ],
)  # fmt: skip
def test_these_do_not(left, right):
    assert not equal(left, right)


def test_the_order_of_kinds():
    """U31, T31: TRAP of numbers compared as text."""
    ordered = [
        False, True, -math.inf, -1, Decimal("-0.5"), 0.5, 2**70, math.inf,
        date(2024, 1, 1), datetime(2024, 1, 1, 1), datetime(2024, 1, 1, 2, tzinfo=UTC),
        time(1), time(2, tzinfo=UTC), timedelta(-1), timedelta(1), "", "B", "a", "b", "ä", "😀",
        b"", b"a", [], [1], [1, 2], [2], {}, {"a": 1}, {"a": 2}, {"b": 0}, None,
    ]  # fmt: skip
    shuffled = ordered[::2] + ordered[1::2]
    assert sorted(shuffled, key=order_key) == ordered
    turned = sorted(ordered, key=lambda v: order_key(v, descending=True))
    assert turned == [*reversed(ordered[:-1]), None]


def test_instants_order_across_zones_and_the_ends_of_time():
    first = datetime.min.replace(tzinfo=timezone(timedelta(hours=12)))
    last = datetime.max.replace(tzinfo=timezone(timedelta(hours=-12)))
    assert instant(first) < instant(datetime.min) < instant(datetime.max) < instant(last)
    early = datetime(2024, 10, 27, 2, 30, tzinfo=BERLIN)
    assert instant(early.replace(fold=1)) - instant(early) == timedelta(hours=1)
    assert instant(datetime(1970, 1, 1)) == timedelta()
    assert instant(date(1970, 1, 2)) == timedelta(days=1)


# --- records -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "name", "found"),
    [
        ({"a": {"b": 1}}, "a.b", 1),
        ({"a": {"b": 1}, "a.b": 2}, "a.b", 2),
        ({"a": {"b.c": 1}}, "a.b.c", 1),
        ({"a.b": {"c": 1}, "a": {"x": 2}}, "a.b.c", 1),
        ({"a": {"b": None}}, "a.b", None),
        ({"a": {"": 1}}, "a.", 1),
        ({"": {"a": 1}}, ".a", 1),
        ({"a": [1]}, "a.0", MISSING),
        ({"a": 1}, "a.b", MISSING),
        ({}, "", MISSING),
    ],
)
def test_dotted_names_descend_and_literal_ones_win(record, name, found):
    """U30."""
    assert lookup(record, name) is found or lookup(record, name) == found


@SOME
@given(st.dictionaries(ANY_TEXT, VALUES, max_size=3))
def test_a_record_is_the_same_whatever_the_order_of_its_keys(record):
    assert same_record(record, dict(reversed(record.items())))
    assert not same_record(record, record | {"more than six": 1})


# --- ids -----------------------------------------------------------------------------------


@SOME
@given(ANY)
def test_an_id_is_text_that_can_be_stored(value):
    as_id(value).encode()


@given(ANY_TEXT)
def test_an_id_that_can_be_stored_stays(text):
    kept = text.encode("utf-8", "ignore").decode()
    assert (as_id(text) == text) == (kept == text)
    assert as_id(as_id(text)) == as_id(text)


def test_numbers_that_are_equal_are_one_id():
    assert as_id(7) == as_id(7.0) == as_id("7") == "7"
    assert as_id(7.5) == "7.5"
    assert as_id(-0.0) == "0"
    assert as_id("a\udc80") != as_id("a\udc81")


# --- text ----------------------------------------------------------------------------------


def test_folding_keeps_lengths_and_is_done_once():
    for code in range(sys.maxunicode + 1):
        letter = chr(code)
        low = fold(letter)
        assert len(low) == 1
        assert low == letter.lower() or letter == "İ"
        assert fold(low) == low


@given(st.text(st.characters(exclude_categories=()) | st.sampled_from("İΣςσ"), max_size=6))
def test_text_folds_letter_by_letter(text):
    assert fold(text) == "".join(map(fold, text))


@pytest.mark.parametrize(
    ("value", "text", "found"),
    [
        ("Cheesecake", "CAKE", True), (1234, "23", True), (True, "tru", True),
        (False, "true", False), (12.5, "2.5", True), (None, "", False), (b"abc", "b", False),
        ({"a": ["x", {"b": "Deep"}]}, "deep", True), ({"a": 1}, "a", False),
        (date(2024, 5, 1), "2024-05", True), (MISSING, "m", False), ("İzmir", "izmir", True),
        ("ΟΔΟΣ", "οδος"[:3], True), (Decimal("1.50"), "1.5", True),
    ],
)  # fmt: skip
def test_search_looks_into_everything_but_null_and_bytes(value, text, found):
    """U39, P9: TRAP of searching text only."""
    assert contains_text(value, fold(text)) is found


@SOME
@given(VALUES)
def test_what_search_sees_is_text(value):
    assert all(type(piece) is str for piece in search_text(value))
    assert type(display(value)) is str


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""), (MISSING, ""), (True, "true"), (1.0, "1.0"), (math.nan, "nan"), ("x", "x"),
        (datetime(2024, 1, 2, 3, 4), "2024-01-02 03:04:00"), (b"abc", "3 bytes"),
        ({"a": [1, None]}, '{"a": [1, null]}'), ([date(2024, 1, 1)], '["2024-01-01"]'),
        (Decimal("1.50"), "1.50"),
    ],
)  # fmt: skip
def test_values_as_a_person_reads_them(value, shown):
    assert display(value) == shown
