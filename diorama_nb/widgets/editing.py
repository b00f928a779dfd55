"""What a person types into a cell, as a value of its column. Pure."""

from __future__ import annotations

import math
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from diorama_nb.errors import WriteRejected
from diorama_nb.values import MISSING, Record, as_id
from diorama_nb.vista.columns import Column
from diorama_nb.widgets import durations
from diorama_nb.writes.write import Write

Example = Callable[[str], object]

Typed = str | bool | None
"""A value on its way from the page: text as it was typed, a tick, or None for no value."""

EDITORS: Final = (
    "text", "integer", "number", "decimal", "boolean", "date", "datetime", "time",
    "duration", "uuid",
)  # fmt: skip
"""Types of columns that can be typed."""

_NUMBER: Final = re.compile(r"[+-]?(\d{1,400}(\.\d{0,400})?|\.\d{1,400})([eE][+-]?\d{1,4})?")
_INTEGER: Final = re.compile(r"[+-]?\d{1,400}")
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_TIME: Final = re.compile(r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?")
_DATETIME: Final = re.compile(rf"{_DATE.pattern}([ T]{_TIME.pattern})?")


def no_example(_: str) -> object:
    """Return nothing: no value of the column is known."""
    return None


def locked(column: Column) -> str:
    """Return why a column can not be edited; blank where it can."""
    if "id" in column.flags:
        return "it is the id of the row"
    if "calculated" in column.flags:
        return "it is calculated"
    return _untypeable(column)


def _untypeable(column: Column) -> str:
    if column.type in EDITORS:
        return ""
    known = column.type != "unknown"
    return f"values of type {column.type} can not be typed" if known else "its type is unknown"


def value_of(column: Column, typed: Typed, held: object = None) -> Any:
    """Return what was typed as a value of a column.

    Parameters
    ----------
    column : Column
        The column.
    typed : str, bool or None
        What was typed.
    held : object
        What the cell holds, or where that is nothing another cell of the column: a time that
        is typed without an offset has that of this one, and one with an offset does not go
        beside those that have none.

    Raises
    ------
    WriteRejected
        If it is none, or is needed and blank; ``fields`` holds the reason.
    """
    if typed is None or (typed == "" and column.type != "text"):
        if "mandatory" in column.flags:
            raise _refused(column, "is needed", "type a value, or leave it with Escape")
        return None
    if (column.type == "boolean") is not isinstance(typed, bool):
        raise _refused(column, "is of another type", f"{column.name} is {column.type}")
    if isinstance(typed, bool) or column.type == "text":
        return typed
    read, pattern, hint = _READERS[column.type]
    text = typed.strip()
    try:
        value = read(text) if pattern.fullmatch(text) else MISSING
    except (ValueError, OverflowError):
        value = MISSING
    if value is MISSING:
        raise _refused(column, f"is no {column.type}", hint)
    if not isinstance(value, datetime | time) or not isinstance(held, datetime | time):
        return value
    if value.tzinfo is None:
        return value.replace(tzinfo=held.tzinfo)
    if held.tzinfo is None:
        raise _refused(column, "has no offset elsewhere", "type it without one")
    return value


def patch_of(
    columns: Sequence[Column],
    name: str,
    typed: Typed,
    record: Mapping[str, Any] = {},
    example: Example = no_example,
) -> Record:
    """Return the patch that puts a typed value into one column of a record.

    `example` returns some value of a column, for cells that hold nothing.

    Raises
    ------
    WriteRejected
        If the column is unknown or can not be edited, or the value is refused.
    """
    column = _named(columns, name)
    if reason := locked(column):
        raise _refused(column, "can not be edited", reason)
    held = record.get(name)
    return {name: value_of(column, typed, example(name) if held is None else held)}


def insert_of(
    columns: Sequence[Column], typed: Mapping[str, Typed], example: Example = no_example
) -> Write:
    """Return the insert of a row that was filled in; the source makes an id that is blank.

    `example` returns some value of a column.

    Raises
    ------
    WriteRejected
        If values are refused or missing; ``fields`` holds the reason for each column.
    """
    record: Record = {}
    refused: dict[str, str] = {}
    id = None
    for name in typed:
        _named(columns, name)
    for column in columns:
        is_id, given = "id" in column.flags, column.name in typed
        reason = _untypeable(column) if is_id else locked(column)
        needed = "mandatory" in column.flags and not is_id and not reason
        try:
            if given and reason:
                raise _refused(column, "can not be filled in", reason)
            if given or needed:
                value = value_of(column, typed.get(column.name), example(column.name))
                if is_id and value in (None, ""):
                    continue
                record[column.name] = value
                id = as_id(value) if is_id else id
        except WriteRejected as error:
            refused |= error.fields
    if refused:
        told = "; ".join(f"{name} {why}" for name, why in refused.items())
        raise WriteRejected(told, fields=refused, hint="correct it, then save again")
    if not record:
        raise WriteRejected("nothing was filled in", hint="a row needs a value at least")
    return Write("insert", id, record)


def _named(columns: Sequence[Column], name: str) -> Column:
    for column in columns:
        if column.name == name:
            return column
    raise WriteRejected(f"there is no column {name[:40]!r}", hint="the columns have changed")


def _refused(column: Column, why: str, hint: str) -> WriteRejected:
    message = f"{column.name} {why}"
    return WriteRejected(message, fields={column.name: f"{why}: {hint}"}, hint=hint)


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise OverflowError
    return value


_READERS: Final[dict[str, tuple[Callable[[str], Any], re.Pattern[str], str]]] = {
    "integer": (int, _INTEGER, "digits only, like 1200"),
    "number": (_float, _NUMBER, "digits and a point, like 1200.5"),
    "decimal": (Decimal, _NUMBER, "digits and a point, like 1200.50"),
    "date": (date.fromisoformat, _DATE, "year-month-day, like 2026-03-31"),
    "datetime": (datetime.fromisoformat, _DATETIME, "like 2026-03-31 18:30"),
    "time": (time.fromisoformat, _TIME, "like 18:30"),
    "duration": (durations.duration_of, re.compile(".{1,100}"), durations.HINT),
    "uuid": (uuid.UUID, re.compile(r"[0-9a-fA-F-]{32,36}"), "32 hexadecimal digits"),
}
