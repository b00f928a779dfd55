"""From a schema and the name of a field to how its rows are asked for; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from diorama_nb.errors import SpecError
from diorama_nb.vista.columns import Column
from diorama_nb.vista.graphql import cells
from diorama_nb.vista.graphql.columns import Cell, cells_of, id_column_of
from diorama_nb.vista.graphql.filters import Filters, filters_of
from diorama_nb.vista.graphql.ordering import Orders, orders_of
from diorama_nb.vista.graphql.schema import Argument, Field, Schema, Type
from diorama_nb.vista.graphql.spec import Spec

_SKIPS: Final = ("offset", "skip")
_LIMITS: Final = ("limit", "first", "take")
_TOTALS: Final = ("totalCount", "total_count", "total", "count")


@dataclass(frozen=True, slots=True)
class Lookup:
    """A field that returns the one row an argument names.

    Attributes
    ----------
    field : str
        Its name, at the root.
    arg : Argument
        The argument that takes the id.
    on : str
        The type of the rows where the field returns more than those; else blank.
    """

    field: str
    arg: Argument
    on: str = ""


@dataclass(frozen=True)
class Plan:
    """How the rows of a field are asked for.

    Attributes
    ----------
    path : tuple of Field
        From the root to the field.
    arguments : mapping of (int, str) to (Argument, value)
        What is declared for the fields of the path: (place in the path, name) → value.
    rows : tuple of str
        From the field to its rows: empty for a list, ``("edges", "node")`` …
    cells : tuple of Cell
        What is asked of each row.
    id_column : str or None
        The column that names a row.
    cursor : bool
        Whether pages are asked for with ``first`` and ``after``.
    skip : (str, str) or None
        The arguments that skip and limit rows.
    total : str
        Field beside the rows with the number of all; blank if there is none.
    aggregate : Field or None
        Field beside the list that counts them.
    filters, orders : Filters, Orders
        What can be asked of the rows.
    lookup : Lookup or None
        How one row is found by its id.
    """

    path: tuple[Field, ...]
    arguments: Mapping[tuple[int, str], tuple[Argument, Any]]
    rows: tuple[str, ...]
    cells: tuple[Cell, ...]
    id_column: str | None
    cursor: bool
    skip: tuple[str, str] | None
    total: str
    aggregate: Field | None
    filters: Filters
    orders: Orders
    lookup: Lookup | None

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the rows."""
        return tuple(cell.column(self.id_column) for cell in self.cells)

    @property
    def field(self) -> Field:
        """The field that lists the rows."""
        return self.path[-1]

    @property
    def names(self) -> tuple[str, ...]:
        """The names from the root to the field."""
        return tuple(each.name for each in self.path)

    @property
    def counts(self) -> bool:
        """Whether the API tells how many rows there are."""
        return bool(self.total) or self.aggregate is not None

    @property
    def ordered(self) -> bool:
        """Whether rows stand in one order every time: the id decides between equal ones."""
        return self.id_column is not None and self.orders.decides(self.id_column)


def plan_of(schema: Schema, spec: Spec) -> Plan:
    """Return how the rows of a declared field are asked for.

    Raises
    ------
    SpecError
        If there is no such field, it lists nothing, or a declaration does not fit it.
    """
    path = _path(schema, spec.path)
    target = path[-1]
    rows, row = _rows(schema, target)
    cursor, skip = _paging(schema, target, spec.dialect)
    id_column = id_column_of(row, spec.id_column)
    asked = cells_of(schema, row, spec.columns, id_column)
    arguments = _arguments(path, spec.arguments)
    taken = {name for place, name in arguments if place == len(path) - 1}
    for name in {"first", "after", *(skip or ())} & taken:
        raise SpecError(f"{name!r} is what pages are asked for with", hint="page_size=50")
    free = {name: arg for name, arg in target.args.items() if name not in taken}
    by_name = {cell.name: cell for cell in asked}
    held = schema.of(target.ref) if rows else None
    total = next((n for n in _TOTALS if held and n in held.fields), "")
    return Plan(
        path=path,
        arguments=arguments,
        rows=rows,
        cells=asked,
        id_column=id_column,
        cursor=cursor,
        skip=skip,
        total=total,
        aggregate=None if total else _aggregate(schema, path),
        filters=filters_of(schema, free, by_name, {"first", "after", *(skip or ())}),
        orders=orders_of(schema, free, by_name),
        lookup=_lookup(schema, row, by_name.get(id_column or "")),
    )


def _path(schema: Schema, dotted: str) -> tuple[Field, ...]:
    path: list[Field] = []
    type_ = schema.root
    for name in dotted.split("."):
        if name not in type_.fields:
            listing = [n for n, each in type_.fields.items() if not each.ref.leaf]
            raise SpecError.unknown(f"field of {type_.name}", name, listing)
        path.append(type_.fields[name])
        if path[:-1] and path[-2].ref.many:
            raise SpecError(
                f"{path[-2].name!r} is a list itself", hint=f'field="{path[-2].name}"'
            )
        type_ = schema.of(path[-1].ref)
    return tuple(path)


def _rows(schema: Schema, target: Field) -> tuple[tuple[str, ...], Type]:
    """Return the way from a field to its rows, and their type."""
    if target.ref.many and target.ref.holds_fields:
        return (), schema.of(target.ref)
    held = schema.of(target.ref)
    lists = {
        name: each
        for name, each in held.fields.items()
        if each.ref.many and each.ref.holds_fields and each.plain
    }
    if "nodes" in lists:
        return ("nodes",), schema.of(lists["nodes"].ref)
    if "edges" in lists and (node := schema.of(lists["edges"].ref).fields.get("node")):
        if node.ref.holds_fields:
            return ("edges", "node"), schema.of(node.ref)
    elif len(lists) == 1:
        ((name, only),) = lists.items()
        return (name,), schema.of(only.ref)
    raise SpecError(
        f"{target.name!r} lists no objects of one type, it is {target.ref.text}",
        hint=f"name the list in it, with a dot: {', '.join(sorted(lists)) or 'there is none'}",
    )


def _paging(schema: Schema, target: Field, dialect: str) -> tuple[bool, tuple[str, str] | None]:
    """Return whether a field pages by cursor, and its arguments that skip and limit rows."""
    info = schema.of(target.ref).fields.get("pageInfo")
    told = schema.of(info.ref).fields if info else {}
    cursor = {"first", "after"} <= target.args.keys() and {
        "hasNextPage",
        "endCursor",
    } <= told.keys()
    skip = next((n for n in _SKIPS if _number(target, n)), None)
    limit = next((n for n in _LIMITS if _number(target, n)), None)
    pair = (skip, limit) if skip and limit else None
    if dialect == "relay" and not cursor:
        raise SpecError(
            f"{target.name!r} is no relay connection: it lacks first, after or pageInfo",
            hint='dialect="auto"',
        )
    if dialect == "offset" and pair is None:
        raise SpecError(
            f"{target.name!r} has no arguments that skip and limit rows; it takes "
            f"{', '.join(sorted(target.args)) or 'none'}",
            hint='dialect="auto"',
        )
    return cursor and dialect != "offset", None if dialect == "relay" else pair


def _number(target: Field, name: str) -> bool:
    return name in target.args and cells.type_of(target.args[name].ref.name) == "integer"


def _arguments(
    path: tuple[Field, ...], given: Mapping[str, Any]
) -> dict[tuple[int, str], tuple[Argument, Any]]:
    """Return the declared arguments, each at the field of the path it is for."""
    found: dict[tuple[int, str], tuple[Argument, Any]] = {}
    known = dict(_known(path))
    for name, value in given.items():
        if name not in known:
            raise SpecError.unknown("argument", name, known)
        place, arg = known[name]
        found[place, arg.name] = (arg, value)
    for name, (place, arg) in known.items():
        if arg.required and (place, arg.name) not in found and arg.name not in _LIMITS:
            raise SpecError(
                f"{path[place].name!r} can not be asked without {arg.name!r} ({arg.ref.text})",
                hint=f'arguments={{"{name}": …}}',
            )
    return found


def _known(path: tuple[Field, ...]) -> Iterator[tuple[str, tuple[int, Argument]]]:
    for place, each in enumerate(path):
        last = place == len(path) - 1
        before = "".join(f"{one.name}." for one in path[: place + 1])
        for arg in each.args.values():
            yield (arg.name if last else before + arg.name), (place, arg)


def _aggregate(schema: Schema, path: tuple[Field, ...]) -> Field | None:
    """Return the field that counts the rows of another, as Hasura has it."""
    holder = schema.of(path[-2].ref) if path[1:] else schema.root
    each = holder.fields.get(f"{path[-1].name}_aggregate")
    if each is None or not each.plain:
        return None
    inner = schema.of(each.ref).fields.get("aggregate")
    counts = inner is not None and "count" in schema.of(inner.ref).fields
    return each if counts else None


def _lookup(schema: Schema, row: Type, id_cell: Cell | None) -> Lookup | None:
    """Return the field that returns one row by its id, if exactly one can be meant."""
    if id_cell is None:
        return None
    exact: list[Lookup] = []
    for each in schema.root.fields.values():
        needed = [arg for arg in each.args.values() if arg.required]
        of_rows = each.ref.name == row.name and not each.ref.many
        taken = [(arg.name, arg.ref.name) for arg in needed]
        if of_rows and taken == [(id_cell.name, id_cell.ref.name)]:
            exact.append(Lookup(each.name, needed[0]))
    if len(exact) > 1:
        exact = [one for one in exact if one.field.endswith(("_by_pk", "ById"))]
    if len(exact) == 1:
        return exact[0]
    node = schema.root.fields.get("node")
    if node is not None and "Node" in row.interfaces:
        of_node = set(schema.types["Node"].fields) if "Node" in schema.types else set()
        if id_cell.name in of_node and list(node.args) == [id_cell.name]:
            return Lookup(node.name, node.args[id_cell.name], row.name)
    return None
