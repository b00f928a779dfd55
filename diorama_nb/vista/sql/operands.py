"""What a value is compared with in a typed column: as it is sent, or why it is not; pure."""

from __future__ import annotations

import enum
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa

from diorama_nb.values import is_naive
from diorama_nb.vista.sql.table import Field


class Fit(enum.Enum):
    """Why an operand is not sent."""

    NEVER = "no value of the column has its kind"
    LOCAL = "the database would compare it differently"


def is_padded(field: Field) -> bool:
    """Whether a text is filled up with blanks, which do not count where it is compared."""
    return isinstance(field.column.type, sa.CHAR)


def _integer(field: Field, op: str, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return Fit.NEVER
    small = -(2**31) < value < 2**31
    return int(value) if small and value == int(value) else Fit.LOCAL


def _boolean(field: Field, op: str, value: Any) -> Any:
    return value if isinstance(value, bool) else Fit.NEVER


def _decimal(field: Field, op: str, value: Any) -> Any:
    match value:
        case bool():
            return Fit.NEVER
        case int() | float() | Decimal():
            exact = Decimal(value)
            return sa.literal(exact, sa.Numeric()) if exact.is_finite() else Fit.LOCAL
    return Fit.NEVER


def _text(field: Field, op: str, value: Any) -> Any:
    if not isinstance(value, str):
        return Fit.NEVER
    exact = not is_padded(field) and getattr(field.column.type, "collation", None) is None
    plain = "\0" not in value and value == value.encode("utf-8", "replace").decode()
    return value if field.stored == "exact" and exact and plain else Fit.LOCAL


def _datetime(field: Field, op: str, value: Any) -> Any:
    aware = bool(getattr(field.column.type, "timezone", False))
    if not isinstance(value, datetime):
        if not isinstance(value, date) or op == "==":
            return Fit.NEVER
        value = datetime.combine(value, time(), UTC)
    if op == "==" and is_naive(value) is aware:
        return Fit.NEVER
    try:
        value = value.replace(tzinfo=UTC) if is_naive(value) else value.astimezone(UTC)
    except OverflowError:
        return Fit.LOCAL
    return value if aware else value.replace(tzinfo=None)


def _date(field: Field, op: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return Fit.NEVER if op == "==" else Fit.LOCAL
    return value if isinstance(value, date) else Fit.NEVER


def _uuid(field: Field, op: str, value: Any) -> Any:
    return value if isinstance(value, uuid.UUID) else Fit.NEVER


def _bytes(field: Field, op: str, value: Any) -> Any:
    return value if isinstance(value, bytes) else Fit.NEVER


OPERANDS: Final[Mapping[str, Callable[[Field, str, Any], Any]]] = {
    "integer": _integer, "boolean": _boolean, "decimal": _decimal, "text": _text,
    "datetime": _datetime, "date": _date, "uuid": _uuid, "bytes": _bytes,
}  # fmt: skip
"""Type of a column → what returns an operand of it, or a `Fit`."""
