"""A search in SQLite: by its own functions where they find what we would, else by ours.

Ours are called once for every row, which takes many times as long. They are left the values
that SQLite writes otherwise than we do: broken numbers, moments, UUIDs, JSON.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import sqlalchemy as sa

from diorama_nb.vista.sql.letters import capitals
from diorama_nb.vista.sql.table import Expression, Field

_NUMBERS: Final = frozenset("0123456789.+-einfaty")
"""What numbers are written with: ``-1.5e+300``, ``Infinity``, ``nan``."""

_WRITTEN: Final = {
    "date": frozenset("0123456789-"),
    "datetime": frozenset("0123456789-:. +tz"),
    "uuid": frozenset("0123456789abcdef-"),
}
"""Type → what its values are written with, in a file or by us."""

NUMERIC: Final = ("integer", "number", "decimal", "unknown")


def found(field: Field, folded: str, ask: Callable[[Field], Expression]) -> Expression:
    """Return an expression, never null, that is true where a column contains a text.

    Parameters
    ----------
    folded : str
        The text, after `diorama_nb.values.fold`.
    ask : callable
        Makes the expression that has SQLite ask us.
    """
    column, kind = field.column, sa.func.typeof(field.column)
    here = sa.func.instr(_lowered(column, folded), folded) > 0
    asked = ask(field)
    if field.type == "text":
        return _by_kind(kind, text=here, other=asked)
    if field.type in NUMERIC:
        if not _NUMBERS.issuperset(folded):
            return sa.and_(kind == "text", here)
        whole = sa.and_(kind == "integer", sa.func.instr(column, folded) > 0)
        broken = sa.and_(kind == "real", asked)
        return _by_kind(kind, text=here, other=sa.or_(whole, broken))
    if field.type == "boolean":
        told = [column != 0] if folded in "true" else []
        told += [column == 0] if folded in "false" else []
        return _by_kind(kind, text=here, other=sa.or_(sa.false(), *told))
    if field.type in _WRITTEN and not _WRITTEN[field.type].issuperset(folded):
        if field.type == "uuid":
            return sa.and_(kind == "text", here)
        return _by_kind(kind, text=here, other=asked)
    return asked


def _by_kind(kind: Expression, *, text: Expression, other: Expression) -> Expression:
    nothing = kind.in_(["null", "blob"])
    return sa.case((kind == "text", text), (nothing, sa.false()), else_=other)


def _lowered(text: Expression, folded: str) -> Expression:
    """Return a text in lower case, as far as the letters of another go.

    SQLite knows the letters of ASCII.
    """
    for letter in sorted(set(folded)):
        for capital in capitals(letter):
            if not capital.isascii():
                text = sa.func.replace(text, capital, letter)
    return sa.func.lower(text)
