"""What a record is, and the one place that compares values.

Every part of the package that asks "are these equal?", "which comes first?" or "does this
text contain that?" asks here, so that a facade, a grid and a total never disagree.

The order of values, in both directions with blanks last::

    booleans < numbers < dates and datetimes < times < durations < text < UUIDs < bytes
             < lists < maps          blank = missing, None or NaN
"""

from __future__ import annotations

import functools
import json
import math
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

Record = dict[str, Any]
"""One row: column name → value, in the order of the source."""


class _Missing:
    """The value of a column that a record does not have."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


MISSING: Final = _Missing()

SCALARS: Final = frozenset(
    {bool, int, float, str, datetime, date, time, timedelta, Decimal, uuid.UUID, bytes}
)
"""The exact types, beside None, list and dict, that a record can hold."""


def as_id(value: object) -> str:
    r"""Return the id of a record as text, which is what an id always is.

    Text that no encoding can hold (a lone surrogate) is escaped; bytes are written in hex.

    >>> as_id(7), as_id("7"), as_id(7.0), as_id(b"\x01\xff")
    ('7', '7', '7', '01ff')
    """
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def as_ids(values: Sequence[object]) -> list[str]:
    """Return the ids of many records; whole numbers need no look each."""
    return list(map(str if set(map(type, values)) == {int} else as_id, values))


def lookup(record: Mapping[str, Any], column: str) -> Any:
    """Return the value of a column, descending into nested maps for a dotted name.

    A key that is literally ``"a.b"`` wins over ``b`` inside ``a``.

    Returns
    -------
    object
        The value, or `MISSING`.
    """
    if column in record:
        return record[column]
    head, dot, rest = column.partition(".")
    while dot:
        inner = record.get(head, MISSING)
        if isinstance(inner, Mapping) and (found := lookup(inner, rest)) is not MISSING:
            return found
        more, dot, rest = rest.partition(".")
        head = f"{head}.{more}"
    return MISSING


def is_blank(value: object) -> bool:
    """Whether a value sorts last in both directions: missing, None or NaN."""
    if isinstance(value, float):
        return value != value
    return value is None or value is MISSING or (isinstance(value, Decimal) and value.is_nan())


# --- order ---------------------------------------------------------------------------------

_RANKS: Final = {
    bool: 0, int: 1, float: 1, Decimal: 1, datetime: 2, date: 2, time: 3, timedelta: 4,
    str: 5, uuid.UUID: 6, bytes: 7, list: 8, tuple: 8, dict: 9,
}  # fmt: skip


_AS_THEY_ARE: Final = frozenset({0, 1, 4, 5, 7})
"""Ranks whose values compare with each other as we want it."""


def _rank(value: object) -> int:
    rank = _RANKS.get(type(value))
    if rank is not None:
        return rank
    return next((r for kind, r in _RANKS.items() if isinstance(value, kind)), 10)


def _comparable(rank: int, value: Any) -> Any:
    """Return something that compares with every other value of the same rank."""
    match rank:
        case 2:
            return instant(value)
        case 3:
            return time_of_day(value)
        case 6:
            return str(value)
        case 8:
            return [order_key(item) for item in value]
        case 9:
            return sorted((str(key), order_key(item)) for key, item in value.items())
        case _:
            return repr(value)


_EPOCH: Final = datetime(1970, 1, 1)


def instant(value: date) -> timedelta:
    """Return how long after 1970 (UTC) a date or datetime is; a naive one counts as UTC.

    Datetimes themselves do not order: two of one zone compare by the clock on the wall, two
    of different zones by the instant.
    """
    if not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day) - _EPOCH
    return value.replace(tzinfo=None) - _EPOCH - (value.utcoffset() or timedelta())


def time_of_day(value: time) -> timedelta:
    """Return how long after midnight (UTC) a time is; a naive one counts as UTC."""
    since_midnight = datetime.combine(_EPOCH, value.replace(tzinfo=None)) - _EPOCH
    return since_midnight - (value.utcoffset() or timedelta())


def is_naive(value: datetime | time) -> bool:
    """Whether a datetime or time does not say how far from UTC it is."""
    return value.utcoffset() is None


@functools.total_ordering
class _Descending:
    """A key that sorts the other way round."""

    __slots__ = ("key",)

    def __init__(self, key: Any) -> None:
        self.key = key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Descending) and bool(self.key == other.key)

    def __lt__(self, other: _Descending) -> bool:
        return bool(other.key < self.key)


def order_key(value: object, *, descending: bool = False) -> tuple[Any, ...]:
    """Return the sort key of a value: numbers by value, text by code point, blanks last.

    Parameters
    ----------
    value : object
        Any value of a record, or `MISSING`.
    descending : bool
        Reverse the order of everything but the blanks, which stay last.
    """
    if is_blank(value):
        return (1,)
    rank = _rank(value)
    key = (rank, value if rank in _AS_THEY_ARE else _comparable(rank, value))
    return (0, _Descending(key)) if descending else (0, *key)


# --- equality ------------------------------------------------------------------------------


def equal(left: object, right: object) -> bool:
    """Whether two values say the same: ``1 == 1.0``, NaN is NaN, True is not 1, maps nest.

    Used for conditions and to decide whether a row changed.
    """
    if left is right:
        return True
    if is_blank(left) or is_blank(right):
        return _blank_kind(left) == _blank_kind(right) is not None
    rank = _rank(left)
    if rank != _rank(right):
        return False
    match left, right:
        case dict(), dict():
            return left.keys() == right.keys() and all(equal(left[k], right[k]) for k in left)
        case ((list() | tuple()), (list() | tuple())):
            return len(left) == len(right) and all(map(equal, left, right))
        case (date(), date()) if type(left) is date or type(right) is date:
            return type(left) is type(right) and left == right  # a day is not its midnight
        case (datetime(), datetime()):
            return is_naive(left) == is_naive(right) and instant(left) == instant(right)
        case time(), time():
            alike = is_naive(left) == is_naive(right)
            return alike and time_of_day(left) == time_of_day(right)
        case _:
            return bool(left == right)


def _blank_kind(value: object) -> str | None:
    if value is MISSING:
        return "missing"
    if value is None:
        return "null"
    return "nan" if is_blank(value) else None


def same_record(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    """Whether two records show the same, whatever the order of their keys."""
    return left.keys() == right.keys() and all(equal(left[key], right[key]) for key in left)


# --- text ----------------------------------------------------------------------------------


def fold(text: str) -> str:
    """Return text as search compares it: lower case, one code point for one.

    Simple case mapping keeps lengths, so that a match found here is a match for Arrow's
    kernels and for the marks in a grid.
    """
    if not text.isascii():  # İ would become two code points, Σ depend on what follows it
        text = text.replace("\u0130", "i").replace("\u03a3", "\u03c3")
    return text.lower()


def search_text(value: object) -> Iterator[str]:
    """Yield every piece of a value that a search may match; null and bytes have none."""
    match value:
        case None | bytes() | _Missing():
            return
        case str():
            yield value
        case bool():
            yield "true" if value else "false"
        case Mapping():
            for item in value.values():
                yield from search_text(item)
        case Sequence():
            for item in value:
                yield from search_text(item)
        case _:
            yield str(value)


def contains_text(value: object, folded: str) -> bool:
    """Whether a value contains a text that went through `fold`."""
    return any(folded in fold(piece) for piece in search_text(value))


def display(value: object) -> str:
    """Return a value as a person reads it in a cell; blank for null."""
    match value:
        case None | _Missing():
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat(sep=" ")
        case bytes():
            return f"{len(value)} bytes"
        case dict() | list() | tuple():
            return json.dumps(value, ensure_ascii=False, default=display)
        case float() if math.isfinite(value):
            return repr(value)
        case _:
            return str(value)
