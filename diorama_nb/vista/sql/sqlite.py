"""What SQLite compares itself, and what it asks `diorama_nb.values` for, row by row.

A column of SQLite may hold anything, whatever its declared type, and dates, UUIDs and JSON
stand there as text. Numbers, text and bytes are compared by SQLite, with its indexes; the
rest by functions of ours that SQLite calls, so that an answer is the same wherever it is
worked out.
"""

from __future__ import annotations

import contextlib
import functools
import sqlite3
import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from diorama_nb.query import Condition
from diorama_nb.rows import cells as store
from diorama_nb.values import contains_text, fold, is_blank, lookup
from diorama_nb.vista.sql import cells
from diorama_nb.vista.sql.dialect import Dialect
from diorama_nb.vista.sql.finding import found
from diorama_nb.vista.sql.operands import Fit
from diorama_nb.vista.sql.table import Expression, Field

MOST_ARGUMENTS = 100
"""SQLite gives a function at most 127 arguments."""

FEW = 200
"""Columns that one statement can hold a search of, each by itself."""

_CLASSES: dict[type, tuple[str, ...]] = {
    int: ("integer", "real"), float: ("integer", "real"), Decimal: ("integer", "real"),
    str: ("text",), bytes: ("blob",),
}  # fmt: skip


class Sqlite(Dialect):
    """SQLite.

    Parameters
    ----------
    utf8 : bool
        Whether the file holds text as UTF-8, whose bytes order as its code points do.
    collates : bool
        Whether a column may be declared to compare text in another way than by bytes.
    """

    max_age = None  # it tells when its data changed
    reads_plainly = False
    nesting = frozenset({"nested"})

    def __init__(self, *, utf8: bool = True, collates: bool = True) -> None:
        super().__init__("sqlite")
        self._collates = collates
        self._utf8 = utf8

    def read(self, field: Field, raw: Any) -> Any:
        return cells.read(field.type, raw)

    def write(self, field: Field, value: Any) -> Any:
        if field.stored == "hex" and isinstance(value, uuid.UUID):
            return value.hex  # without hyphens, as others wrote them
        return cells.write(field.type, value)

    def candidates(self, field: Field, text: str | None) -> list[Any]:
        if text is None:
            return [None]
        found: list[Any] = [text]
        with contextlib.suppress(ValueError):
            found.append(bytes.fromhex(text.replace("-", "") if field.type == "uuid" else text))
        try:
            number = float(text)
            found += [number, int(number)] if number.is_integer() else [number]
            found.append(int(text))
        except (ValueError, OverflowError):
            pass
        if field.type == "uuid":
            bare = text.replace("-", "")
            found += [bare, bare.upper(), text.upper()]
        if field.type == "datetime":
            found.append(text.replace(" ", "T"))
        if field.type == "boolean" and text in ("True", "False"):
            found.append(int(text == "True"))
        big = [n for n in found if isinstance(n, int) and not -(2**63) <= n < 2**63]
        return list(dict.fromkeys(raw for raw in found if raw not in big))

    def key_value(self, field: Field, candidates: Sequence[Any]) -> Any:
        raws = [raw for raw in candidates if isinstance(raw, bytes)]
        raw = raws[0] if raws and field.type == "bytes" else candidates[0]
        return self.write(field, cells.read(field.type, raw))

    # --- conditions ------------------------------------------------------------------------

    def condition(self, field: Field, condition: Condition) -> Expression | None:
        native = None
        if field.type in cells.NATIVE:
            native = super().condition(field, condition)
        elif field.type in _MOMENTS and condition.op in _BOUNDS and self._utf8:
            native = _moment(field, condition)
        return _asked(condition, field) if native is None else native

    def nested(self, condition: Condition, heads: Sequence[Field]) -> Expression | None:
        return _asked(condition, heads[0]) if len(heads) == 1 else None

    def _among(self, field: Field, operands: Sequence[Any]) -> Expression | None:
        """Compare within each of SQLite's kinds of values, as none equals one of another."""
        parts: list[Expression] = []
        groups: dict[tuple[str, ...], list[Any]] = {}
        for operand in operands:
            if operand is None:
                parts.append(field.column.is_(None))
                continue
            fit = self.operand(field, "==", operand)
            if fit is Fit.LOCAL:
                return None
            if fit is not Fit.NEVER:
                groups.setdefault(_CLASSES[type(fit)], []).append(fit)
        for kinds, raws in groups.items():
            column = self._exactly(field)
            one = column == raws[0] if len(raws) == 1 else column.in_(raws)
            parts.append(sa.and_(_is(field, kinds), one))
        return sa.or_(sa.false(), *parts)

    def _compared(self, field: Field, op: str, operand: Any) -> Expression | None:
        if is_blank(operand):
            return sa.false()
        fit = self.operand(field, op, operand)
        if fit is Fit.NEVER:
            return sa.false()
        if fit is Fit.LOCAL or (isinstance(fit, str) and not self._utf8):
            return None
        compared = self._exactly(field).op(op, is_comparison=True)(fit)
        return sa.and_(_is(field, _CLASSES[type(fit)]), compared)

    def operand(self, field: Field, op: str, value: Any) -> Any:
        match value:
            case float() if value != value:
                return Fit.NEVER
            case bool():
                return Fit.NEVER
            case int() | float() | Decimal():
                return self._number(field, value)
            case str():
                numeric = field.type in ("integer", "number", "decimal")
                whole = value == value.encode("utf-8", "replace").decode()
                return Fit.LOCAL if numeric or not whole else value
            case bytes():
                return value
        return Fit.NEVER

    def _number(self, field: Field, value: int | float | Decimal) -> Any:
        """Return a number as SQLite holds it, if that means exactly the same."""
        if field.type == "text":
            return Fit.LOCAL
        if isinstance(value, int):
            return value if -(2**63) <= value < 2**63 else Fit.LOCAL
        if isinstance(value, Decimal) and not value.is_finite():
            return Fit.LOCAL
        held = float(value)
        exact = abs(held) < 2**63 and cells.read(field.type, held) == value
        return held if exact else Fit.LOCAL

    def _exactly(self, field: Field) -> Expression:
        numeric = field.type in ("integer", "number", "decimal")
        plain = numeric or not self._collates
        return field.column if plain else sa.collate(field.column, "BINARY")

    def same(self, field: Field, raw: Any) -> Expression:
        found, exact = super().same(field, raw), self._exactly(field)
        return found if exact is field.column or raw is None else sa.and_(found, exact == raw)

    # --- order and search ------------------------------------------------------------------

    def tie(self, field: Field, *, unique: bool) -> Expression:
        return field.column if unique else self._exactly(field)

    def sort(self, field: Field) -> Expression | None:
        if field.type == "nested":
            return None
        if field.type in cells.NATIVE:
            return self._exactly(field) if self._utf8 else None
        return _key(field) if self._utf8 else None

    def nullable(self, field: Field) -> bool:
        return field.nullable

    def alike(self, field: Field) -> Expression | None:
        return self._exactly(field)

    def summed(self, field: Field) -> Mapping[int, Expression] | None:
        if field.type != "integer":
            return None
        whole = sa.func.typeof(field.column) == "integer"  # 64 bits, of which a sum has more
        high, low = field.column.op(">>")(32), field.column.op("&")(2**32 - 1)
        return {2**32: sa.case((whole, high)), 1: sa.case((whole, low))}

    def keyset(self, field: Field) -> bool:
        return True

    def search(self, fields: Sequence[Field], text: str, *, named: bool) -> Expression | None:
        folded = fold(text)
        if folded == folded.encode("utf-8", "replace").decode() and len(fields) <= FEW:
            ask = functools.partial(_searched, store.dumps(folded))
            return sa.or_(sa.false(), *(found(field, folded, ask) for field in fields))
        parts = []
        for start in range(0, len(fields), MOST_ARGUMENTS):
            some = fields[start : start + MOST_ARGUMENTS]
            parts.append(_searched(store.dumps(folded), *some))
        return sa.or_(sa.false(), *parts)


def _searched(folded: bytes, *fields: Field) -> Expression:
    """Return an expression that has SQLite ask whether one of some columns contains a text."""
    types = " ".join(field.type for field in fields)
    return sa.func.diorama_found(folded, types, *(field.column for field in fields)) == 1


def _is(field: Field, kinds: Sequence[str]) -> Expression:
    return sa.func.typeof(field.column).in_(kinds)


def _asked(condition: Condition, field: Field) -> Expression:
    """Return an expression that has SQLite ask `Condition.holds`."""
    told = store.dumps([condition.column, condition.op, condition.value])
    return sa.func.diorama_holds(told, field.name, field.type, field.column) == 1


# --- dates and datetimes ----------------------------------------------------------------------

_MOMENTS = ("date", "datetime")
_BOUNDS = {"<": "2", "<=": "2", ">": "3", ">=": "3"}
"""Where the keys of dates and datetimes begin and end, on the side that an operator leaves."""


def _key(field: Field) -> Expression:
    """Return what sorts as the values of a column do: `cells.sort_key`.

    For the usual forms of dates and datetimes SQLite itself makes the same key, several
    times faster: a text is a valid date if SQLite writes it in the same way.
    """
    column = field.column
    asked = sa.func.diorama_key(field.type, column)
    if field.type not in _MOMENTS:
        return asked
    size = sa.func.length(sa.cast(column, sa.LargeBinary))
    usual = sa.and_(sa.func.typeof(column) == "text", column >= "0001")
    day = sa.and_(usual, size == 10, sa.func.date(column) == column)
    ways: list[tuple[Expression, Expression]] = [
        (day, sa.literal("2").concat(column).concat(" 00:00:00.000000"))
    ]
    if field.type == "datetime":
        clock = sa.func.substr(column, 12, 8)
        told = sa.func.substr(column, 1, 10).concat(" ").concat(clock)
        rest = sa.func.substr(column, 20)
        apart = sa.func.substr(column, 11, 1).in_((" ", "T"))
        valid = sa.and_(usual, apart, sa.func.datetime(told) == told)
        whole = sa.or_(size == 19, sa.and_(size == 20, rest == "Z"))
        digits = "." + "[0-9]" * 6
        exact = sa.and_(size == 26, rest.op("GLOB")(digits))
        ways += [
            (sa.and_(valid, whole), sa.literal("2").concat(told).concat(".000000")),
            (sa.and_(valid, exact), sa.literal("2").concat(told).concat(rest)),
        ]
    return sa.case(*ways, else_=asked)


def _moment(field: Field, condition: Condition) -> Expression | None:
    """Return the expression of a date or datetime that lies before or after another."""
    if not isinstance(condition.value, date):
        return None
    key, bound = _key(field), cells.moment_key(condition.value)
    other = key >= "2" if _BOUNDS[condition.op] == "2" else key < "3"
    compared = key.op(condition.op, is_comparison=True)(bound)
    return sa.and_(field.column.is_not(None), other, compared)


# --- the functions SQLite calls ------------------------------------------------------------


def teach(connection: sqlite3.Connection) -> None:
    """Give a connection the functions that statements made here call."""
    for name, arguments, function in (
        ("diorama_key", 2, cells.sort_key),
        ("diorama_holds", 4, _holds),
        ("diorama_found", -1, _found),
    ):
        connection.create_function(name, arguments, function, deterministic=True)


@functools.lru_cache(maxsize=256)
def _told(condition: bytes) -> Condition:
    return Condition(*store.loads(condition))


@functools.lru_cache(maxsize=256)
def _text(folded: bytes) -> str:
    return str(store.loads(folded))


def _holds(condition: bytes, name: str, type_: str, raw: Any) -> bool:
    asked = _told(condition)
    return asked.holds(lookup({name: cells.read(type_, raw)}, asked.column))


def _found(folded: bytes, types: str, *raws: Any) -> bool:
    text = _text(folded)
    return any(
        contains_text(cells.read(type_, raw), text)
        for type_, raw in zip(types.split(" "), raws, strict=True)
    )
