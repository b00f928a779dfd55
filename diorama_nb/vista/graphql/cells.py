"""Scalars: which column type each has, how its values are read and sent; pure."""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, Final

_TYPES: Final = {
    "integer": ("int", "bigint", "long", "biginteger", "bigserial", "smallint"),
    "number": ("float", "double", "float8", "real"),
    "decimal": ("decimal", "numeric", "bigdecimal", "bigfloat"),
    "boolean": ("boolean",),
    "text": ("string", "id", "uri", "url", "html", "email"),
    "datetime": ("datetime", "timestamp", "timestamptz", "iso8601datetime", "awsdatetime"),
    "date": ("date", "iso8601date", "awsdate"),
    "time": ("time", "timetz", "awstime"),
    "uuid": ("uuid", "guid"),
    "nested": ("json", "jsonb", "jsonobject", "object", "awsjson"),
}  # fmt: skip
_BY_SCALAR: Final = {scalar: kind for kind, all in _TYPES.items() for scalar in all}

_INT: Final = range(-(2**31), 2**31)  # what GraphQL's own Int can hold
_EXACT: Final = 2**53  # a whole number above it is text to many readers of JSON


def type_of(scalar: str) -> str:
    """Return the column type of a scalar; ``"unknown"`` for one we have not heard of.

    >>> type_of("timestamptz"), type_of("Int"), type_of("Colour")
    ('datetime', 'integer', 'unknown')
    """
    return _BY_SCALAR.get(scalar.lower(), "unknown")


_READ: Final[dict[str, Callable[[str], Any]]] = {
    "integer": int,
    "decimal": Decimal,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "uuid": uuid.UUID,
}


def read(kind: str, value: Any) -> Any:
    """Return a value of an answer as a record holds it.

    Text that is not written as its scalar promises stays the text that it is.
    """
    if kind == "decimal" and type(value) in (int, float):
        return Decimal(repr(value))
    if isinstance(value, str) and kind in _READ:
        try:
            return _READ[kind](value)
        except (ValueError, InvalidOperation):
            return value
    return value


class NotSent(Exception):
    """A value that a variable can not say: the condition is applied here."""


def sent(scalar: str, kind: str, value: Any) -> Any:
    """Return a value as a variable of a scalar says exactly this value.

    Raises
    ------
    NotSent
        If it can not, or if servers differ in what it would mean.
    """
    match kind, value:
        case ("boolean", bool()):
            return value
        case (_, bool()):
            raise NotSent
        case ("integer", int() | float() | Decimal()):
            return _whole(scalar, value)
        case ("number", int() | float()) if math.isfinite(value) and abs(value) <= _EXACT:
            return value
        case ("decimal", int() | Decimal()) if math.isfinite(value):
            return str(value)
        case ("text", str()) if value:
            return value
        case ("uuid", uuid.UUID()):
            return str(value)
        case _:
            raise NotSent


def _whole(scalar: str, value: float | Decimal) -> int | str:
    if not math.isfinite(value) or value != int(value):
        raise NotSent
    whole = int(value)
    if scalar == "Int" and whole not in _INT:
        raise NotSent
    return whole if abs(whole) < _EXACT else str(whole)
