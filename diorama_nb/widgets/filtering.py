"""Filters of a grid: conditions as JSON can hold them, checked column by column. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from diorama_nb.errors import SpecError, WriteRejected
from diorama_nb.policy import seconds
from diorama_nb.query import OPERATORS, Condition
from diorama_nb.values import display
from diorama_nb.vista.columns import Column
from diorama_nb.widgets.editing import value_of
from diorama_nb.widgets.messages import MAX_FILTERS

Filter = list[Any]
"""``[column, operator, value]``; dates as ISO text, durations in seconds."""

_HINT: Final = 'grid.filters = [["price", ">=", 5], ["name", "contains", "oak"]]'
_SAFE_INT: Final = 2**53
_MEASURED: Final = ("integer", "number", "decimal", "date", "datetime", "time", "duration")
_EXAMPLES: Final = {
    "integer": "5", "number": "5.5", "decimal": '"5.50"', "boolean": "True", "text": '"oak"',
    "date": '"2026-03-31"', "datetime": '"2026-03-31 18:30"', "time": '"18:30"',
    "duration": '90 (seconds) or "5m"', "uuid": '"6f1e…"',
}  # fmt: skip


def conditions(columns: Sequence[Column], filters: object) -> list[tuple[str, str, Any]]:
    """Return filters as (column, operator, value), with values of the columns' types.

    Raises
    ------
    SpecError
        If something is no filter, names no column or operator, or holds a value that the
        column can not have.
    """
    if not isinstance(filters, list | tuple) or len(filters) > MAX_FILTERS:
        raise SpecError(f"filters are a list of up to {MAX_FILTERS}", hint=_HINT)
    return [_condition(columns, one) for one in filters]


def _condition(columns: Sequence[Column], one: object) -> tuple[str, str, Any]:
    if not isinstance(one, list | tuple) or len(one) != 3:
        raise SpecError("a filter is [column, operator, value]", hint=_HINT)
    name, op, value = one
    column = next((column for column in columns if column.name == name), None)
    if column is None:
        raise SpecError.unknown("column", str(name), [column.name for column in columns])
    if op not in OPERATORS:
        raise SpecError.unknown("operator", str(op), OPERATORS)
    if op == "contains":
        if not isinstance(value, str) or not value:
            raise _refused(column, value, "a text to look for")
        return name, op, value
    if op in ("in", "not in"):
        if not isinstance(value, list | tuple):
            raise SpecError(f"{op!r} needs a list of values", hint=_HINT)
        return name, op, [_value(column, item) for item in value]
    return name, op, _value(column, value)


def _value(column: Column, value: Any) -> Any:
    """Return a value as the column holds it."""
    if value is None:
        return None
    if column.type == "duration":
        return _duration(column, value)
    if column.type in _KINDS:
        if isinstance(value, _KINDS[column.type]) and not (
            isinstance(value, bool) and column.type != "boolean"
        ):
            return value
        try:
            text = not isinstance(value, str) or column.type == "text"
            typed = None if text else value_of(Column(column.name, column.type), value)
        except WriteRejected:
            typed = None
        if typed is None:
            raise _refused(column, value)
        return typed
    if isinstance(value, str | int | float | bool):
        return value
    raise _refused(column, value)


_KINDS: Final[dict[str, tuple[type, ...]]] = {
    "integer": (int, float), "number": (int, float), "decimal": (int, float, Decimal),
    "boolean": (bool,), "text": (str,), "date": (date,), "datetime": (datetime,),
    "time": (time,), "uuid": (UUID,),
}  # fmt: skip


def _duration(column: Column, value: Any) -> timedelta:
    if isinstance(value, timedelta):
        return value
    try:
        if isinstance(value, str):
            return timedelta(seconds=seconds(value, name=column.name))
        return timedelta(seconds=math.nan if isinstance(value, bool) else value)
    except (SpecError, TypeError, ValueError, OverflowError):
        raise _refused(column, value) from None


def _refused(column: Column, value: object, wanted: str = "") -> SpecError:
    example = wanted or f"a value like {_EXAMPLES.get(column.type, '5')}"
    return SpecError(
        f"column {column.name!r} ({column.type}) can not be filtered by {value!r:.60}",
        hint=f"give {example}",
    )


def plain(conditions: Iterable[Condition]) -> list[Filter]:
    """Return conditions as JSON can hold them."""
    return [[one.column, one.op, json_value(one.value)] for one in conditions]


def json_value(value: Any) -> Any:
    """Return a value of a column as JSON can hold it; `conditions` takes it back."""
    match value:
        case None | bool() | str():
            return value
        case int():
            return value if abs(value) <= _SAFE_INT else str(value)
        case float():
            return value if math.isfinite(value) else str(value)
        case datetime():
            return value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case timedelta():
            length = value.total_seconds()
            return int(length) if length.is_integer() else length
        case list() | tuple():
            return [json_value(item) for item in value]
        case _:
            return display(value)


# --- what is offered -----------------------------------------------------------------------


def samples(column: Column, value: Any) -> list[Condition]:
    """Return one condition for each operator that makes sense for a column.

    Parameters
    ----------
    value : object
        Some value of the column; None where none is known.
    """
    found: list[tuple[str, Any]] = [("==", None), ("!=", None)]
    if value is not None and column.type in _MEASURED:
        found += [("<=", value), (">=", value)]
    if value is not None and column.type in ("text", "boolean", "uuid"):
        found += [("==", value), ("in", [value])]
    if column.type in ("text", "nested", "unknown"):
        found += [("contains", "a")]
    return [Condition(column.name, op, operand) for op, operand in found]


def kind(condition: Condition) -> str:
    """Return what a condition is to a page: an operator, or whether there is a value."""
    return "null" if condition.value is None else condition.op
