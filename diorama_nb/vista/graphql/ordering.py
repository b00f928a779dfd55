"""Which orders an API sorts by as we do, by its schema; pure.

Two ways are known: a list of input objects, ``[{price: asc_nulls_last}]`` (Hasura's
``order_by``), and a list of names, ``[PRICE_ASC]`` (PostGraphile's ``orderBy``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from diorama_nb.query import Order
from diorama_nb.vista.graphql.columns import Cell
from diorama_nb.vista.graphql.schema import Argument, Schema

_ARGS: Final = ("order_by", "orderBy", "ordering", "order", "sort")
_EXACT: Final = ("integer", "number", "decimal", "boolean", "datetime", "date")
_DIRECTIONS: Final = {False: ("asc", "asc_nulls_last"), True: ("desc", "desc_nulls_last")}


@dataclass(frozen=True, slots=True)
class Orders:
    """The orders an API sorts by.

    Attributes
    ----------
    arg : str
        The argument; blank if there is none.
    terms : mapping of (str, bool) to object
        (column, descending) → what asks for it, blanks last.
    ties : mapping of str to object
        Column → what sorts by it, so that it decides between rows that are equal otherwise.
    """

    arg: str = ""
    terms: Mapping[tuple[str, bool], Any] = field(default_factory=dict)
    ties: Mapping[str, Any] = field(default_factory=dict)

    def decides(self, column: str) -> bool:
        """Whether rows can be sorted by a column, in whatever way the server compares."""
        return column in self.ties

    def takes(self, orders: Sequence[Order]) -> bool:
        """Whether rows can be sorted so, exactly as we do."""
        return all((one.column, one.descending) in self.terms for one in orders)

    def arguments(self, orders: Sequence[Order], tie: str) -> dict[str, Any]:
        """Return the variable that asks for an order, made total by a column."""
        wanted = [self.terms[one.column, one.descending] for one in orders]
        if tie in self.ties and all(one.column != tie for one in orders):
            wanted.append(self.ties[tie])
        return {self.arg: wanted} if wanted else {}


def orders_of(
    schema: Schema, args: Mapping[str, Argument], columns: Mapping[str, Cell]
) -> Orders:
    """Return the orders that the arguments of a field can say.

    Only lists are taken: a single order leaves equal rows where they happen to stand.
    """
    for name in (one for one in _ARGS if one in args and args[one].ref.many):
        type_ = schema.of(args[name].ref)
        found = {
            (cell.name, descending): term
            for cell in columns.values()
            for descending in (False, True)
            if not cell.ref.many
            and (term := _term(schema, type_.name, cell, descending=descending)) is not None
        }
        if found:
            ties = {column: term for (column, down), term in found.items() if not down}
            exact = {k: v for k, v in found.items() if columns[k[0]].type in _EXACT}
            return Orders(name, exact, ties)
    return Orders()


def _term(schema: Schema, input_type: str, cell: Cell, *, descending: bool) -> Any:
    """Return what asks for a column's order with blanks last, None where nothing does."""
    type_ = schema.types[input_type]
    plain, nulls_last = _DIRECTIONS[descending]
    if type_.kind == "ENUM":  # says nothing of nulls
        name = f"{_constant(cell.name)}_{plain.upper()}"
        return name if name in type_.values and not cell.nullable else None
    for key in cell.path:
        inner = type_.inputs.get(key)
        if inner is None or inner.ref.many:
            return None
        type_ = schema.of(inner.ref)
    known = {value.lower(): value for value in type_.values}
    word = known.get(nulls_last)
    if not cell.nullable:
        word = known.get(plain, word)
    if word is None:
        return None
    term: Any = word
    for key in reversed(cell.path):
        term = {key: term}
    return term


def _constant(name: str) -> str:
    """Return a name as enumerations spell it.

    >>> _constant("unitPrice"), _constant("id")
    ('UNIT_PRICE', 'ID')
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper()
