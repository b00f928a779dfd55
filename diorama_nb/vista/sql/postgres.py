"""What PostgreSQL has and Python has not: moments without end, years BC, months of a duration.

Such values are text to us, as PostgreSQL writes them. It sorts them among the moments; our
text comes after all of them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import sqlalchemy as sa

from diorama_nb.values import is_blank
from diorama_nb.vista.sql.dialect import Dialect
from diorama_nb.vista.sql.operands import Fit
from diorama_nb.vista.sql.table import Expression, Field

MOMENTS: Final = ("date", "datetime")
_DURATION: Final = 1186
_READ: Final = (1082, 1083, 1114, 1184, 1266)
"""PostgreSQL's numbers of interval; of date, time, timestamp, and both with a zone."""

_FIXED: Final = re.compile(rb"([-+]?\d+ days? ?)?([-+]?\d+:\d\d:\d\d(\.\d+)?)?")
"""An interval without months, whose length is no matter of where it begins."""

_FOREIGN: Final = re.compile(
    r"-?infinity|(\d{5,}-\d\d-\d\d|\d{4,}-\d\d-\d\d(?=.* BC$))( \d\d:\d\d:\d\d[\d.:+-]*)?( BC)?"
)
"""How PostgreSQL writes a moment that Python has not."""


class Postgres(Dialect):
    """PostgreSQL."""

    def is_foreign(self, field: Field) -> Expression | None:
        return _foreign(field) if field.type in MOMENTS else None

    def candidates(self, field: Field, text: str | None) -> list[Any]:
        found = super().candidates(field, text)
        if field.type in MOMENTS and not found and text and _FOREIGN.fullmatch(text):
            return [text]
        return found

    def bound(self, field: Field, raw: Any) -> Any:
        foreign = isinstance(raw, str) and field.type in (*MOMENTS, "time", "duration")
        return sa.literal(raw, field.column.type) if foreign else raw

    def operand(self, field: Field, op: str, value: Any) -> Any:
        if field.type in MOMENTS and isinstance(value, str):
            return Fit.LOCAL  # a moment that Python has not
        return super().operand(field, op, value)

    def _compared(self, field: Field, op: str, operand: Any) -> Expression | None:
        if field.type not in MOMENTS or is_blank(operand):
            return super()._compared(field, op, operand)
        fit, column = self.operand(field, op, operand), field.column
        if isinstance(fit, Fit):
            return None if fit is Fit.LOCAL else sa.false()
        own = column >= _first(field) if op in ("<", "<=") else column < _end(field)
        compared = column.op(op, is_comparison=True)(fit)
        return sa.and_(column.is_not(None), own, compared)

    def sort(self, field: Field) -> Expression | None:
        if field.name not in self.foreign:
            return super().sort(field)
        column = field.column
        if getattr(column.type, "timezone", False):
            column = sa.func.timezone("UTC", column)
        moment = sa.literal("2").concat(sa.func.to_char(column, "YYYY-MM-DD HH24:MI:SS.US"))
        text = sa.literal("5").concat(sa.cast(field.column, sa.Text))
        return sa.collate(sa.case((_foreign(field), text), else_=moment), "C")


def _foreign(field: Field) -> Expression:
    return sa.or_(field.column < _first(field), field.column >= _end(field))


def _first(field: Field) -> Expression:
    return _moment(field, "0001-01-01")


def _end(field: Field) -> Expression:
    return _moment(field, "10000-01-01")


def _moment(field: Field, text: str) -> Expression:
    """Return the start of a day where the session is, of which Python has the date or not."""
    aware = "timestamptz" if getattr(field.column.type, "timezone", False) else "timestamp"
    word = "date" if field.type == "date" else aware
    return sa.literal_column(f"{word} '{text}'", field.column.type)


# --- the driver ----------------------------------------------------------------------------


def teach(plain: Any) -> None:
    """Have a connection of psycopg read durations that Python has not as text.

    It would take a month as 30 days, and not tell.
    """
    _register(plain, _DURATION)


def beware(plain: Any) -> None:
    """Have a connection read moments that Python has not as text, instead of failing.

    That slows down every moment, so it is for who has met such a one.
    """
    _register(plain, *_READ)


@contextmanager
def borrowed(plain: Any) -> Iterator[None]:
    """Have somebody else's connection do both for a while; they read such values otherwise."""
    before = _register(plain, _DURATION, *_READ)
    try:
        yield
    finally:
        for oid, loader in before.items():
            plain.adapters.register_loader(oid, loader)


def _register(plain: Any, *oids: int) -> dict[int, Any]:
    """Return what read values of some types until now; nothing for another driver."""
    adapters: Any = getattr(plain, "adapters", None)
    before = {} if adapters is None else {oid: adapters.get_loader(oid, 0) for oid in oids}
    for oid, loader in before.items():
        adapters.register_loader(oid, _reader(loader, oid == _DURATION))
    return before


@functools.cache
def _reader(inner: Any, is_duration: bool) -> Any:
    """Return a loader that reads as another one, but what Python has not as text."""
    from psycopg import DataError
    from psycopg.adapt import Loader

    class Reader(Loader):
        def __init__(self, oid: int, context: Any = None) -> None:
            super().__init__(oid, context)
            self._load = inner(oid, context).load

        def load(self, data: Any) -> Any:
            if is_duration and not _FIXED.fullmatch(data):
                return bytes(data).decode()
            try:
                return self._load(data)
            except DataError:
                return bytes(data).decode()

    return Reader
