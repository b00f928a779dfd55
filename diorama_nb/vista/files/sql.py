"""A query as SQL for DuckDB, only where its answer is exactly ours; pure.

Text is compared by code points, numbers by value, blanks come last: DuckDB does so too once
NaN counts as blank and a value of another kind as unequal.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from diorama_nb.query import ALL, Condition, Query
from diorama_nb.values import fold, instant, is_blank, is_naive

KINDS: Final = ("boolean", "integer", "number", "text", "date", "datetime")
"""Types of columns that DuckDB compares as we do; datetimes without a zone."""

PLACE: Final = '"diorama place"'
"""The number of a row, as a column."""

_UNIX: Final = datetime(1970, 1, 1)
_FALSE, _TRUE = "FALSE", "TRUE"


@dataclass(frozen=True, slots=True)
class Field:
    """One column as SQL.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    value : str
        Its value; null where there is none.
    missing : str
        Where a record does not have the column.
    """

    kind: str
    value: str
    missing: str = _FALSE

    @property
    def filled(self) -> str:
        """Where there is a value."""
        return f"{self.value} IS NOT NULL"

    @property
    def null(self) -> str:
        """Where the value is null."""
        return f"({self.value} IS NULL AND NOT {self.missing})"


@dataclass(slots=True)
class Statement:
    """What finds the rows of a query.

    Parameters
    ----------
    fields : mapping of str to Field
        The columns that can be compared.
    found : callable
        Folded text → SQL of the rows that hold it; None where DuckDB can not tell.
    """

    fields: Mapping[str, Field]
    found: Callable[[Statement, str], str | None]
    values: list[Any] = field(default_factory=list)

    def bind(self, value: object) -> str:
        """Return what stands for a value."""
        self.values.append(value)
        return "?"

    def where(self, query: Query) -> str | None:
        """Return where the rows of a query are; None if DuckDB can not tell exactly."""
        parts = [self.condition(one) for one in query.conditions]
        if query.search is not None:
            parts.append(self.found(self, fold(query.search)))
        told = [part for part in parts if part is not None]
        if len(told) < len(parts):
            return None
        return " AND ".join(f"({part})" for part in told) or _TRUE

    def order(self, query: Query) -> str | None:
        """Return what rows are sorted by; None if DuckDB can not sort so."""
        terms = []
        for one in query.order:
            field = self.fields.get(one.column)
            if field is None:
                return None
            value = field.value
            if field.kind == "number":
                value = f"CASE WHEN isnan({value}) THEN NULL ELSE {value} END"
            terms.append(f"{value} {'DESC' if one.descending else 'ASC'} NULLS LAST")
        return ", ".join([*terms, PLACE])

    def condition(self, condition: Condition) -> str | None:
        """Return where a condition holds; None if DuckDB can not tell exactly."""
        field, value = self.fields.get(condition.column), condition.value
        if field is None:
            return None
        match condition.op:
            case "==":
                return self._among(field, [value])
            case "!=":
                return self._not(field, self._among(field, [value]))
            case "in":
                return self._among(field, value if isinstance(value, list) else [])
            case "not in":
                listed = value if isinstance(value, list) else []
                return self._not(field, self._among(field, listed))
            case "<" | "<=" | ">" | ">=":
                return self._beyond(field, condition.op, value)
        return None

    def _beyond(self, field: Field, op: str, value: Any) -> str | None:
        if is_blank(value):
            return _FALSE
        compared = self._compared(field, op, value)
        return compared and f"{field.filled} AND {compared}"

    def _not(self, field: Field, inner: str | None) -> str | None:
        return inner and f"NOT {field.missing} AND NOT ({inner})"

    def _among(self, field: Field, values: list[Any]) -> str | None:
        parts = [self._equal(field, value) for value in values]
        told = [part for part in parts if part is not None]
        return None if len(told) < len(parts) else " OR ".join([_FALSE, *told])

    def _equal(self, field: Field, value: Any) -> str | None:
        bound: Any = None
        match field.kind, value:
            case _, None:
                return field.null
            case "boolean", bool():
                bound = value
            case _, bool():
                return _FALSE
            case "integer", int() | float():
                if not _is_whole(value) or not -(2**63) <= value < 2**63:
                    return _FALSE
                bound = int(value)
            case "number", int() | float():
                if value != value:
                    return f"({field.filled} AND isnan({field.value}))"
                if not _is_exact(value):
                    return _FALSE
                bound = float(value)
            case "text", str():
                if not _is_plain(value):
                    return None
                bound = value
            case "datetime", datetime():
                if not is_naive(value):
                    return _FALSE
                bound = value
            case _, datetime():
                return _FALSE
            case "date", date():
                bound = value
            case _, int() | float() | str() | date() | time() | timedelta() | UUID() | bytes():
                return _FALSE
            case _:
                return None
        return f"({field.filled} AND {field.value} = {self.bind(bound)})"

    def _compared(self, field: Field, op: str, value: Any) -> str | None:
        match field.kind, value:
            case "boolean", bool():
                return f"{field.value} {op} {self.bind(value)}"
            case _, bool():
                return _FALSE
            case "integer", int() | float():
                return self._beside(field, op, value)
            case "number", int() | float():
                if not _is_exact(value):
                    return None
                held = self.bind(float(value))
                return f"NOT isnan({field.value}) AND {field.value} {op} {held}"
            case "text", str():
                return f"{field.value} {op} {self.bind(value)}" if _is_plain(value) else None
            case "date" | "datetime", date():
                moment = self.bind(_UNIX + instant(value))
                return f"CAST({field.value} AS TIMESTAMP) {op} {moment}"
            case _, int() | float() | str() | date() | time() | timedelta() | UUID() | bytes():
                return _FALSE
        return None

    def _beside(self, field: Field, op: str, value: float) -> str:
        """Compare a whole number with any number."""
        if not -(2**63) <= value < 2**63:
            return _TRUE if (value > 0) == (op in ("<", "<=")) else _FALSE
        if not _is_whole(value):
            value, op = math.floor(value), {"<": "<=", ">=": ">"}.get(op, op)
        return f"{field.value} {op} {self.bind(int(value))}"


def divide(
    query: Query, able: Callable[[], Statement], *, exact: Callable[[str], bool]
) -> tuple[Query, Query]:
    """Divide a query into what DuckDB answers as we do, and the rest.

    Parameters
    ----------
    able : callable
        Returns a fresh statement.
    exact : callable
        Whether all values of a column can be compared.
    """
    kept = tuple(
        one
        for one in query.conditions
        if not exact(one.column) or able().condition(one) is None
    )
    sent = tuple(one for one in query.conditions if one not in kept)
    by = query.order
    ordered = all(exact(one.column) for one in by) and able().order(query) is not None
    text = query.search
    found = text is None or able().found(able(), fold(text)) is not None
    if (kept, ordered, found) == ((), True, True):
        return query, ALL
    return (
        Query(sent, by if ordered else (), text if found else None),
        Query(kept, () if ordered else by, None if found else text),
    )


def _is_whole(value: float) -> bool:
    return isinstance(value, int) or value.is_integer()


def _is_exact(value: float) -> bool:
    """Whether a number is one that a column of floats can hold."""
    if isinstance(value, float):
        return True
    try:
        return float(value) == value
    except OverflowError:
        return False


def _is_plain(text: str) -> bool:
    """Whether a text can be encoded."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
