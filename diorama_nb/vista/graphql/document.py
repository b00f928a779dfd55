"""A question as a document and its variables; pure. No value ever stands in a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from diorama_nb.query import Query
from diorama_nb.vista.graphql import cells
from diorama_nb.vista.graphql.columns import Cell
from diorama_nb.vista.graphql.plan import Plan
from diorama_nb.vista.graphql.schema import Argument


@dataclass(frozen=True, slots=True)
class Asked:
    """One request.

    Attributes
    ----------
    document : str
        The query.
    variables : dict of str to object
        The values it is asked with.
    at : tuple of str
        Where in the answer stands what was asked for.
    one : bool
        Whether it is one record that may not exist.
    """

    document: str
    variables: dict[str, Any] = field(default_factory=dict)
    at: tuple[str, ...] = ()
    one: bool = False


class _Writer:
    """Writes fields with their arguments, and collects the variables these are given by."""

    def __init__(self) -> None:
        self.variables: dict[str, Any] = {}
        self._types: dict[str, str] = {}

    def call(self, name: str, given: Iterable[tuple[str, Argument, Any]]) -> str:
        """Return a field with arguments, each as (variable, argument, value)."""
        parts = []
        for variable, arg, value in given:
            self.variables[variable] = value
            self._types[variable] = arg.ref.text
            parts.append(f"{arg.name}: ${variable}")
        return f"{name}({', '.join(parts)})" if parts else name

    def document(self, body: str) -> str:
        """Return the whole query."""
        types = ", ".join(f"${name}: {text}" for name, text in self._types.items())
        return f"query diorama{f'({types})' if types else ''} {{ {body} }}"


def page(
    plan: Plan,
    query: Query,
    *,
    size: int | None = None,
    after: str | None = None,
    skip: int | None = None,
    total: bool = False,
) -> Asked:
    """Return what asks for one page of a query.

    Parameters
    ----------
    size : int or None
        Rows to ask for.
    after : str or None
        The cursor of the row before.
    skip : int or None
        Rows before the page, for those that skip; None: pages by cursor, or not at all.
    total : bool
        Whether to ask for the number of all rows, too.
    """
    paging: dict[str, Any] = {}
    if skip is not None and plan.skip is not None:
        paging = {plan.skip[0]: skip, plan.skip[1]: size}
    elif plan.cursor:
        paging = {"first": size} if after is None else {"first": size, "after": after}
    elif plan.skip is not None:
        paging = {plan.skip[1]: size}
    rows = _selected(plan.cells)
    for name in reversed(plan.rows):
        rows = f"{name} {{ {rows} }}"
    if plan.rows:
        cursors = "pageInfo { hasNextPage endCursor }" if plan.cursor and skip is None else ""
        rows = " ".join(filter(None, [plan.total if total else "", rows, cursors]))
    return _asked(plan, query, rows, paging, aggregate=total)


def count(plan: Plan, query: Query) -> Asked:
    """Return what asks for the number of rows of a query."""
    if plan.aggregate is not None:
        return _asked(plan, query.unordered, "", {}, aggregate=True)
    limit = "first" if plan.cursor else plan.skip[1] if plan.skip else ""
    return _asked(plan, query.unordered, plan.total, {limit: 1} if limit else {})


def lookup(plan: Plan, id: str) -> Asked | None:
    """Return what asks for one row; None where no row can have this id."""
    assert plan.lookup is not None, "granted only where there is one"
    found, writer = plan.lookup, _Writer()
    try:
        scalar = found.arg.ref.name
        value = cells.sent(scalar, kind := cells.type_of(scalar), cells.read(kind, id))
    except cells.NotSent:
        return None
    rows = _selected(plan.cells)
    rows = f"... on {found.on} {{ {rows} }}" if found.on else rows
    head = writer.call(found.field, [(found.arg.name, found.arg, value)])
    document = writer.document(f"{head} {{ {rows} }}")
    return Asked(document, writer.variables, (found.field,), one=True)


def _asked(
    plan: Plan, query: Query, inner: str, paging: Mapping[str, Any], *, aggregate: bool = False
) -> Asked:
    """Return a document of the fields on the path, asked with everything that is known."""
    writer, last = _Writer(), len(plan.path) - 1
    given: dict[str, Any] = {arg: value for (n, arg), (_, value) in _own(plan) if n == last}
    narrowed = plan.filters.arguments(query.conditions)
    ordered = plan.orders.arguments(query.order, plan.id_column or "") if inner else {}
    all_given = {**given, **narrowed, **ordered, **paging}
    told = [(name, plan.field.args[name], value) for name, value in all_given.items()]
    body = f"{writer.call(plan.field.name, told)} {{ {inner} }}" if inner else ""
    at = plan.names
    if aggregate and plan.aggregate is not None:
        counted = {**given, **narrowed}
        same = plan.aggregate.args
        told = [(name, same[name], v) for name, v in counted.items() if name in same]
        if len(told) == len(counted):
            body += f" {writer.call(plan.aggregate.name, told)} {{ aggregate {{ count }} }}"
            at = at if inner else (*at[:-1], plan.aggregate.name)
    for place in range(last - 1, -1, -1):
        each = plan.path[place]
        own = [
            (f"{each.name}_{name}", arg, value)
            for (n, name), (arg, value) in _own(plan)
            if n == place
        ]
        body = f"{writer.call(each.name, own)} {{ {body.strip()} }}"
    return Asked(writer.document(body.strip()), writer.variables, at)


def _own(plan: Plan) -> Iterable[tuple[tuple[int, str], tuple[Argument, Any]]]:
    return plan.arguments.items()


def _selected(chosen: Iterable[Cell]) -> str:
    """Return the fields of a row, nested as their columns are dotted.

    >>> from diorama_nb.vista.graphql.schema import Ref
    >>> text = Ref("String", "String", "SCALAR")
    >>> _selected([Cell("id", text, False), Cell("a.b", text, True), Cell("a.c", text, True)])
    'id a { b c }'
    """
    tree: dict[str, Any] = {}
    for cell in chosen:
        inner = tree
        for name in cell.path:
            inner = inner.setdefault(name, {})
    return _written(tree)


def _written(tree: Mapping[str, Any]) -> str:
    return " ".join(f"{n} {{ {_written(inner)} }}" if inner else n for n, inner in tree.items())
