"""Values over a column worked out by the database, where they come out as they do here.

A database adds floats up in an order of its own and rounds on the way; it may hold text for
equal that is not. So numbers are added up there only where that is exact, and of other columns
the different values are asked for, each with how many rows hold it: from these every value is
made as it is from the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import MAX_PREC, Context, Decimal
from typing import Any, Final

import sqlalchemy as sa

from diorama_nb.query import Query
from diorama_nb.rows.aggregate import Measure, Tally
from diorama_nb.values import is_blank
from diorama_nb.vista.sql import records
from diorama_nb.vista.sql.compile import Compiler
from diorama_nb.vista.sql.dialect import Dialect
from diorama_nb.vista.sql.table import Expression, Field

MOST: Final = 50_000
"""Different values that are asked for; a column that has more is read row by row."""

APART: Final = 500
"""Rows that a statement leaves out by their ids, at most."""

_EXACT: Final = Context(prec=MAX_PREC)

Ask = Callable[[sa.Select[Any]], Sequence[Sequence[Any]]]
"""Runs a statement and returns its rows."""

Rows = Callable[..., sa.Select[Any]]
"""Makes the statement of some expressions over the rows that count."""


def tell(
    ask: Ask, compiler: Compiler, query: Query, measure: Measure, without: Iterable[str]
) -> Tally | None:
    """Return what a value over the rows of a query is made of; see `Source.aggregate`."""
    left_out = set(without)
    if len(left_out) > APART:
        return None
    where = [*compiler.where(query), *(sa.not_(records.exactly(compiler, i)) for i in left_out)]

    def rows(*shown: Expression) -> sa.Select[Any]:
        return sa.select(*shown).select_from(compiler.table.selectable).where(*where)

    if measure.column is None:
        return [(None, int(ask(rows(sa.func.count()))[0][0]))]
    field = compiler.table.fields.get(measure.column)
    if field is None:  # no row has it, unless it is a part of a nested column
        return None if compiler.nests(measure.column) else []
    dialect, told = compiler.dialect, None
    if measure.kind == "sum":
        told = _sum(ask, dialect, field, rows)
    elif measure.kind != "distinct":
        told = _end(ask, dialect, field, rows, descending=measure.kind == "max")
    return _different(ask, dialect, field, rows) if told is None else told


def local(compiler: Compiler) -> list[str]:
    """Return the columns of which the database tells nothing."""
    dialect = compiler.dialect
    return [
        field.name
        for field in compiler.table.fields.values()
        if dialect.alike(field) is None and dialect.sort(field) is None
    ]


def _sum(ask: Ask, dialect: Dialect, field: Field, rows: Rows) -> Tally | None:
    """Return a tally with the sum of a column; None where it can not be added up there."""
    parts = dialect.summed(field)
    if parts is None:
        return None
    counts = [sa.func.count(part) for part in (*parts.values(), field.column)]
    sums = [sa.func.sum(part) for part in parts.values()]
    *told, count, every = ask(rows(*sums, *counts[-2:]))[0]
    if count != every:
        return None  # among the values are some of another kind
    if not count:
        return []
    total = Decimal(0)
    for factor, part in zip(parts, told, strict=True):
        total = _EXACT.fma(factor, Decimal(part), total)
    if field.type == "integer":
        return _standing_for(int(total), count)
    return _standing_for(total, count) if total.is_finite() else None


def _standing_for(total: int | Decimal, count: int) -> Tally:
    """Return so many numbers with this sum."""
    return [(total, 1), (type(total)(0), count - 1)]


def _end(
    ask: Ask, dialect: Dialect, field: Field, rows: Rows, *, descending: bool
) -> Tally | None:
    """Return the least or greatest value of a column; None where it is sorted otherwise."""
    key = dialect.sort(field)
    if key is None:
        return None
    foreign = dialect.is_foreign(field)
    if foreign is not None and ask(rows(sa.true()).where(foreign).limit(1)):
        return None
    first = rows(field.column).where(key.is_not(None)).limit(1)
    found = ask(first.order_by(key.desc() if descending else key.asc()))
    return [(dialect.read(field, raw), 1) for (raw,) in found]


def _different(ask: Ask, dialect: Dialect, field: Field, rows: Rows) -> Tally | None:
    """Return the different values of a column; None where they are too many, or held equal."""
    alike = dialect.alike(field)
    if alike is None:
        return None
    shown = field.column if alike is field.column else sa.func.min(field.column)
    grouped = rows(shown, sa.func.count()).where(sa.not_(dialect.null(field))).group_by(alike)
    found = ask(grouped.limit(MOST + 1))
    if len(found) > MOST:
        return None
    told = ((dialect.read(field, raw), int(times)) for raw, times in found)
    return [(value, times) for value, times in told if not is_blank(value)]
