"""Marks of change, such as times and counters, as something that has an order; pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from diorama_nb.values import MISSING, Record, is_blank, lookup, order_key


def when(value: Any) -> Any:
    """Return a mark as something that has an order: ISO text is an instant.

    >>> when("2026-01-01T00:00:00.5Z") > when("2026-01-01T00:00:00Z")
    True
    """
    if not isinstance(value, str):
        return value
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        return value
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def newest(records: Iterable[Record], column: str) -> Any:
    """Return the highest mark in a column of some rows; None where there is none."""
    marks = (lookup(record, column) for record in records)
    known = (mark for mark in marks if mark is not MISSING and not is_blank(mark))
    return max(known, key=lambda mark: order_key(when(mark)), default=None)


def before(mark: Any, skew: float) -> Any:
    """Return a mark that lies some seconds, or as many numbers, before another one.

    >>> before("2026-01-01T00:00:00Z", 5), before("2026-01-02", 5), before(100, 5)
    ('2025-12-31T23:59:55Z', '2026-01-01', 95)
    """
    if not skew:
        return mark
    if isinstance(mark, int | float | Decimal):
        return type(mark)(Decimal(str(mark)) - math.ceil(skew))
    if isinstance(mark, datetime):
        return mark - timedelta(seconds=skew)
    instant = when(mark)
    if isinstance(mark, date):
        return mark - timedelta(days=-(-skew // 86400))
    if not isinstance(instant, datetime):
        return mark  # a text that only the source understands
    if len(mark) == len("2026-01-01"):
        return (instant - timedelta(days=-(-skew // 86400))).date().isoformat()
    text = (instant - timedelta(seconds=skew)).isoformat()
    if mark.endswith(("Z", "z")):
        return text.replace("+00:00", "Z")
    return text if datetime.fromisoformat(mark).tzinfo else text.removesuffix("+00:00")
