"""Hashable keys of values: two are equal exactly when `values.equal` says so."""

from __future__ import annotations

import uuid
from collections.abc import Hashable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from diorama_nb.values import MISSING, instant, is_blank, is_naive, time_of_day


def key_of(value: Any) -> Hashable:
    """Return what stands for a value in a dict: ``1`` and ``1.0`` share a key, not ``True``.

    >>> key_of(1) == key_of(1.0), key_of(1) == key_of(True), key_of([1]) == key_of([1.0])
    (True, False, True)
    """
    if is_blank(value):
        return ("missing" if value is MISSING else "null" if value is None else "nan",)
    match value:
        case str() | bytes() | uuid.UUID() | timedelta():
            return value
        case bool():
            return "bool", value
        case int() | float() | Decimal():
            return value  # Python's numbers hash alike where they are equal
        case datetime():
            return "datetime", is_naive(value), instant(value)
        case date():
            return "date", value.toordinal()
        case time():
            return "time", is_naive(value), time_of_day(value)
        case list() | tuple():
            return "list", tuple(map(key_of, value))
        case dict():
            return "map", frozenset((name, key_of(item)) for name, item in value.items())
        case _:
            raise TypeError(f"a record holds no {type(value).__name__}")
