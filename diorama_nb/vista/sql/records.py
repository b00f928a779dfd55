"""Rows as records under their ids, and back: which row an id names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, repeat
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from diorama_nb.query import ALL
from diorama_nb.values import SCALARS, Record, as_ids
from diorama_nb.vista.sql import ids
from diorama_nb.vista.sql.compile import Compiler
from diorama_nb.vista.sql.table import Expression

_PLAIN = SCALARS | {type(None), list, dict}
"""What a value of a record is made of."""

AT_ONCE = 500
"""Rows that are read by their ids in one statement."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table.

    Attributes
    ----------
    id : str
        Its id.
    record : Record
        Its values.
    key : tuple
        The values of its key columns, as the database holds them.
    """

    id: str
    record: Record
    key: tuple[Any, ...]


def record_of(compiler: Compiler, raws: Sequence[Any]) -> tuple[str | None, Record]:
    """Return the id and the record of a row as it was read; no id where nothing names it."""
    table, dialect = compiler.table, compiler.dialect
    shown = raws[: len(table.read)]
    if dialect.reads_plainly and _PLAIN.issuperset(map(type, shown)):
        record = dict(zip(table.names, shown, strict=True))
    else:
        pairs = zip(table.read, shown, strict=True)
        record = {field.name: dialect.read(field, raw) for field, raw in pairs}
    id = ids.join([record[field.name] for field in table.key]) if table.key else None
    if not table.key_shown:
        for field in table.key:
            del record[field.name]
    return id, record


def records_of(
    compiler: Compiler, rows: Sequence[Sequence[Any]]
) -> Iterable[tuple[Any, Record]]:
    """Return ids and records as `record_of` does; of many rows, much quicker."""
    table = compiler.table
    dialect = compiler.dialect
    plain = dialect.reads_plainly and table.key_shown and table.key
    unsure = [place for place, field in enumerate(table.read) if not dialect.sure(field)]
    if not plain or not all(
        _PLAIN.issuperset(map(type, map(itemgetter(place), rows))) for place in unsure
    ):
        return [record_of(compiler, row) for row in rows]
    pairs = map(zip, repeat(table.names), rows)  # what else a row holds is its key, not shown
    keys = list(map(itemgetter(*map(table.read.index, table.key)), rows))
    named = as_ids(keys) if len(table.key) == 1 else map(ids.join, keys)
    return zip(named, map(dict, pairs), strict=True)


def find(
    connection: sa.Connection, compiler: Compiler, id: str, *, lock: bool = False
) -> Row | None:
    """Return the row with an id.

    Parameters
    ----------
    lock : bool
        Whether nobody else may change it until the transaction ends.
    """
    where = _called(compiler, id)
    if where is None:
        return None
    rows = _rows(connection, compiler, where, lock=lock)
    return next((row for row in rows if row.id == id), None)


def among(
    connection: sa.Connection, compiler: Compiler, wanted: Iterable[str]
) -> dict[str, Record]:
    """Return the rows that have one of these ids, by id; read `AT_ONCE` at a time."""
    found: dict[str, Record] = {}
    left = iter(wanted)
    while some := set(islice(left, AT_ONCE)):
        where = [part for id in some if (part := _called(compiler, id)) is not None]
        rows = _rows(connection, compiler, sa.or_(sa.false(), *where))
        found |= {row.id: row.record for row in rows if row.id in some}
    return found


def proper_id(compiler: Compiler, id: str) -> str | None:
    """Return an id as the row has it that it names; None for one that can name none."""
    key, dialect = compiler.table.key, compiler.dialect
    texts = ids.split(id, len(key)) if key else None
    if texts is None:
        return None
    raws = [dialect.candidates(field, text) for field, text in zip(key, texts, strict=True)]
    if not all(raws):
        return None
    pairs = zip(key, raws, strict=True)
    return ids.join([dialect.read(field, each[0]) for field, each in pairs])


def _called(compiler: Compiler, id: str) -> Expression | None:
    """Return the expression of the rows that may have an id; None where none can."""
    key = compiler.table.key
    parts = []
    for field, text in zip(key, ids.split(id, len(key)) or (), strict=False):
        raws = compiler.dialect.candidates(field, text)
        null, bound = field.column.is_(None), [compiler.dialect.bound(field, r) for r in raws]
        parts.append(null if raws == [None] else field.column.in_(bound))
    return sa.and_(*parts) if parts else None


def exactly(compiler: Compiler, id: str) -> Expression:
    """Return an expression, never null, that is true for the row with an id and no other."""
    key, dialect = compiler.table.key, compiler.dialect
    texts = ids.split(id, len(key)) if key else None
    parts = []
    for field, text in zip(key, texts or (), strict=False):
        raws = dialect.candidates(field, text)
        some = (sa.and_(sa.not_(dialect.null(field)), dialect.same(field, r)) for r in raws)
        found = dialect.null(field) if raws == [None] else sa.or_(sa.false(), *some)
        parts.append(found)
    return sa.and_(*parts) if parts else sa.false()


def at(connection: sa.Connection, compiler: Compiler, key: Sequence[Any]) -> Row | None:
    """Return the row with these values of its key columns."""
    return next(iter(_rows(connection, compiler, named(compiler, key))), None)


def named(compiler: Compiler, key: Sequence[Any]) -> Expression:
    """Return the expression of the row with these values of its key columns."""
    same, fields = compiler.dialect.same, compiler.table.key
    return sa.and_(*(same(field, raw) for field, raw in zip(fields, key, strict=True)))


def _rows(
    connection: sa.Connection, compiler: Compiler, where: Expression, *, lock: bool = False
) -> list[Row]:
    statement = compiler.rows(ALL).where(where)
    found = connection.execute(statement.with_for_update() if lock else statement).all()
    fields = compiler.table.read
    places = [fields.index(field) for field in compiler.table.key]
    rows = []
    for raws in found:
        id, record = record_of(compiler, raws)
        if id is not None:
            rows.append(Row(id, record, tuple(raws[place] for place in places)))
    return rows
