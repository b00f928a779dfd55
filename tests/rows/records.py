"""Arbitrary records, queries and the strictest way to compare what came back."""

import math
from datetime import UTC, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from diorama_nb.query import OPERATORS, Condition, Order, Query
from diorama_nb.values import instant, time_of_day

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=6)  # lone surrogates too

ODD_NAMES = ["", "\0id", "\0shape", "\0:x", "\0", "a.b", "a", "b", "a.b.c", ".", "\udc80",
             "\ud83d\ude00", "😀", "ü", "\\", "n\n"]  # fmt: skip
NAMES = st.sampled_from(ODD_NAMES) | ANY_TEXT

ZONES = st.sampled_from(
    [UTC, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(seconds=-61)),
     ZoneInfo("Europe/Berlin"), ZoneInfo("UTC"), ZoneInfo("America/New_York")]
)  # fmt: skip

SCALARS = [
    st.none(),
    st.booleans(),
    st.integers(-9, 9),
    st.integers(),
    st.integers(2**53 - 2, 2**53 + 2) | st.integers(2**63 - 2, 2**63 + 2),
    st.floats(),
    st.sampled_from([0.0, -0.0, 0.5, 1.0, 2.0, math.nan, math.inf, -math.inf, 2.0**53]),
    st.sampled_from(["", "a", "B", "b", "İx", "ß", "Σς", "1", "true", "\udc80"]),
    ANY_TEXT,
    st.datetimes(),
    st.datetimes(timezones=st.just(UTC)),
    st.datetimes(
        min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1), timezones=ZONES
    ),
    st.sampled_from(
        [datetime.min, datetime.max, datetime.min.replace(tzinfo=UTC),
         datetime.max.replace(tzinfo=UTC), datetime(2024, 10, 27, 2, 30, fold=1),
         datetime(2024, 10, 27, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin")),
         datetime(2024, 10, 27, 2, 30, tzinfo=ZoneInfo("Europe/Berlin")),
         datetime.max.replace(tzinfo=timezone(timedelta(hours=-12)))]
    ),
    st.dates(),
    st.times(),
    st.times(timezones=ZONES),
    st.timedeltas() | st.sampled_from([timedelta.min, timedelta.max]),
    st.decimals(allow_nan=True, allow_infinity=True),
    st.decimals(allow_nan=False, allow_infinity=False, places=2),
    st.sampled_from(
        [
            Decimal(text)
            for text in ["-0", "-0.00", "1", "1.0", "1E+5", "1E-50", "sNaN", "NaN", "9" * 39]
        ]
    ),
    st.uuids(),
    st.binary(max_size=4),
]  # fmt: skip

LEAVES = st.one_of(SCALARS)
NESTED = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(ANY_TEXT | st.just("b"), inner, max_size=3)
    ),
    max_leaves=5,
)
VALUES = LEAVES | NESTED


@st.composite
def records(draw, max_size=8, names=NAMES):
    """Draw id → record, mostly with columns of one kind, ragged and with keys out of order."""
    columns = draw(st.lists(names, max_size=4, unique=True))
    kinds = [draw(st.sampled_from(SCALARS) | st.just(VALUES)) for _ in columns]
    pairs = list(zip(columns, kinds, strict=True))
    ragged = draw(st.booleans())

    def one():
        chosen = (
            draw(st.lists(st.sampled_from(pairs), unique_by=id)) if ragged and pairs else pairs
        )
        return {name: draw(st.none() | kind) for name, kind in chosen}

    ids = draw(st.lists(st.text(max_size=3), max_size=max_size, unique=True))
    return {id: one() for id in ids}


PLAIN_NAMES = st.sampled_from(["a", "b", "a.b", "a.b.c"])


@st.composite
def queries(draw, values=VALUES):
    """Draw a query over the columns ``a``, ``b``, ``a.b`` and ``a.b.c``."""
    conditions = draw(
        st.lists(st.builds(Condition, PLAIN_NAMES, st.sampled_from(OPERATORS),
                           values | st.lists(values, max_size=3)), max_size=2)
    )  # fmt: skip
    order = draw(st.lists(st.builds(Order, PLAIN_NAMES, st.booleans()), max_size=2))
    search = draw(
        st.none() | st.sampled_from(["a", "İ", "\u0131", "K", "ss", "1", "tru", "-"]) | ANY_TEXT
    )
    return Query(tuple(conditions), tuple(order), search)


def exactly(left, right):
    """Whether two values agree in type and value; NaN is NaN, zones may change, not instants.

    An int may come back as the float that equals it.
    """
    if type(left) is int and type(right) is float:
        return left == right
    if type(left) is not type(right):
        return False
    match left:
        case float():
            return repr(left) == repr(right)
        case Decimal():
            return str(left) == str(right)
        case datetime():
            alike = (left.utcoffset() is None) == (right.utcoffset() is None)
            return alike and instant(left) == instant(right)
        case time():
            alike = (left.utcoffset() is None) == (right.utcoffset() is None)
            return alike and time_of_day(left) == time_of_day(right)
        case list():
            return len(left) == len(right) and all(map(exactly, left, right))
        case dict():
            return list(left) == list(right) and all(exactly(left[k], right[k]) for k in left)
        case _:
            return left == right
