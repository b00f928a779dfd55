"""Which conditions an API takes by its schema, and what they are as variables; pure.

Three ways are known: an input object with an object of operators for each column (Hasura's
``where``, PostGraphile's ``filter``), one with a value for each column (PostGraphile's
``condition``), and arguments of the field that are named and typed as a column is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from diorama_nb.query import Condition
from diorama_nb.vista.graphql import cells
from diorama_nb.vista.graphql.columns import Cell
from diorama_nb.vista.graphql.schema import Argument, Ref, Schema

_HOLDERS: Final = ("where", "filter", "filters", "condition")
_WORDS: Final = {
    "==": ("_eq", "eq", "equalTo", "equals", "exact"),
    "!=": ("_neq", "neq", "ne", "notEqualTo"),
    "<": ("_lt", "lt", "lessThan"),
    "<=": ("_lte", "lte", "lessThanOrEqualTo"),
    ">": ("_gt", "gt", "greaterThan"),
    ">=": ("_gte", "gte", "greaterThanOrEqualTo"),
    "in": ("_in", "in", "inList"),
    "not in": ("_nin", "nin", "notIn"),
}
_NULL: Final = ("_is_null", "isNull", "is_null")
_ORDERED: Final = ("integer", "number", "decimal")  # texts stand in another order elsewhere
_SAME: Final = (*_ORDERED, "boolean", "text", "uuid")  # what is equal, is equal everywhere


@dataclass(frozen=True, slots=True)
class Way:
    """Where the operand of a condition goes: an argument, and the keys in it."""

    arg: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """The conditions an API takes.

    Attributes
    ----------
    ways : mapping of (str, str) to Way
        (column, operator) → where its operand goes; the operator ``"null"`` takes whether the
        value is null.
    cells : mapping of str to Cell
        Column → its type.
    values : mapping of str to set of str
        Column of an enumeration → its values.
    """

    ways: Mapping[tuple[str, str], Way] = field(default_factory=dict)
    cells: Mapping[str, Cell] = field(default_factory=dict)
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def compares(self) -> bool:
        """Whether anything but equality is taken."""
        return any(op not in ("==", "null") for _, op in self.ways)

    def term(self, condition: Condition) -> tuple[Way, Any] | None:
        """Return where a condition goes and what is sent; None: it must be applied here."""
        cell = self.cells.get(condition.column)
        if cell is None:
            return None
        op, value = condition.op, condition.value
        if op in ("==", "!=") and value is None:
            way = self.ways.get((cell.name, "null"))
            return None if way is None else (way, op == "==")
        if op in ("!=", "not in") and cell.nullable:
            return None  # to SQL null is not unequal, to us it is
        way = self.ways.get((cell.name, op))
        if way is None:
            return None
        try:
            return way, self._operand(cell, op, value)
        except cells.NotSent:
            return None

    def _operand(self, cell: Cell, op: str, value: Any) -> Any:
        if op in ("in", "not in"):
            if not isinstance(value, list) or not value:
                raise cells.NotSent
            return [self._value(cell, item) for item in value]
        return self._value(cell, value)

    def _value(self, cell: Cell, value: Any) -> Any:
        known = self.values.get(cell.name)
        if known is not None and value not in known:
            raise cells.NotSent  # the server would refuse a value it has not declared
        return cells.sent(cell.ref.name, cell.type, value)

    def arguments(self, conditions: Collection[Condition]) -> dict[str, Any]:
        """Return the variables of conditions that have a term, one for each argument."""
        found: dict[str, Any] = {}
        for way, operand in filter(None, map(self.term, conditions)):
            *heads, last = (way.arg, *way.keys)
            inner = found
            for head in heads:
                inner = inner.setdefault(head, {})
            inner[last] = operand
        return found


def filters_of(
    schema: Schema,
    args: Mapping[str, Argument],
    columns: Mapping[str, Cell],
    paging: Collection[str],
) -> Filters:
    """Return the conditions that the arguments of a field can say.

    Parameters
    ----------
    args : mapping of str to Argument
        The arguments that are still free.
    columns : mapping of str to Cell
        Column → its type; nothing else is filtered by.
    paging : collection of str
        Arguments that mean something else, whatever a column is called.
    """
    ways: dict[tuple[str, str], Way] = {}
    for name, arg in args.items():
        cell = columns.get(name)
        if cell is not None and name not in paging and _alike(arg.ref, cell):
            ways[name, "=="] = Way(name)
    for holder in (name for name in reversed(_HOLDERS) if name in args):
        for cell in columns.values():
            ref, keys = args[holder].ref, cell.path
            for key in keys:
                inner = schema.of(ref).inputs.get(key)
                if inner is None or inner.ref.many:
                    break
                ref = inner.ref
            else:
                ways |= _ways(schema, ref, cell, holder)
    values = {n: schema.of(c.ref).values for n, c in columns.items() if c.ref.kind == "ENUM"}
    return Filters(ways, {name: columns[name] for name, _ in ways}, values)


def _ways(schema: Schema, ref: Ref, cell: Cell, holder: str) -> dict[tuple[str, str], Way]:
    """Return the operators that the input of one column has."""
    if _alike(ref, cell):
        return {(cell.name, "=="): Way(holder, cell.path)}
    offered, found = schema.of(ref).inputs, {}
    for op, words in _WORDS.items():
        word = next((w for w in words if w in offered), None)
        if word is None or offered[word].ref.many != (op in ("in", "not in")):
            continue
        fits = cell.type in (_SAME if op in ("==", "!=", "in", "not in") else _ORDERED)
        if fits and not cell.ref.many and offered[word].ref.name == cell.ref.name:
            found[cell.name, op] = Way(holder, (*cell.path, word))
    word = next((w for w in _NULL if w in offered), None)
    if word is not None and offered[word].ref.name == "Boolean":
        found[cell.name, "null"] = Way(holder, (*cell.path, word))
    return found


def _alike(ref: Ref, cell: Cell) -> bool:
    """Whether an input takes the very values that a column has."""
    same = ref.name == cell.ref.name and ref.leaf and not ref.many
    return same and not cell.ref.many and cell.type in _SAME
