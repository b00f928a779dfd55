"""Which part of a query an API answers itself, and whether it did; pure."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from diorama_nb.errors import FilterIgnored, OrderIgnored
from diorama_nb.query import Condition, Query
from diorama_nb.values import MISSING, Record, as_id, is_blank, lookup
from diorama_nb.vista.rest.asking import Params
from diorama_nb.vista.rest.spec import Declared
from diorama_nb.vista.source import Column

_FITTING: Final = {
    bool: ("boolean",), int: ("integer", "number"), float: ("integer", "number"),
    Decimal: ("integer", "number"), str: ("text",),
}  # fmt: skip


def sendable(condition: Condition, types: Mapping[str, str]) -> bool:
    """Whether a condition means the same as text in a URL.

    Blank values have no text, and text is not a number: ``where(stock="5")`` finds nothing in
    a column of numbers, while a server would compare both as text. Such conditions stay here.
    """
    fitting = _FITTING.get(type(condition.value))
    if fitting is None or is_blank(condition.value) or condition.value == "":
        return False
    if isinstance(condition.value, float | Decimal) and not math.isfinite(condition.value):
        return False  # which no API can read
    if condition.op == "contains":
        return False  # which letters are alike differs from server to server
    if condition.op not in ("==", "!=") and fitting[0] != "integer":
        return False  # the order of texts differs from server to server
    known = types.get(condition.column)
    return known is None or known in fitting


def as_text(value: Any) -> str:
    """Return a value as it is written in a URL."""
    return str(value).lower() if isinstance(value, bool) else as_id(value)


def split(
    query: Query,
    plan: Declared,
    columns: Iterable[Column],
    ignored: frozenset[str] = frozenset(),
    taken: Container[str] = (),
) -> tuple[Query, Query]:
    """Divide a query into what is declared, and the rest.

    Parameters
    ----------
    ignored : frozenset of str
        Columns whose filter or order the source was caught ignoring.
    taken : container of str
        Parameters the address itself holds: a condition must narrow them, not replace them.
    """
    types = {column.name: column.type for column in columns}
    sent: dict[str, Condition] = {}
    kept: list[Condition] = []
    for condition in query.conditions:
        param = plan.filters.param(condition.column, condition.op) if plan.filters else None
        fits = condition.column not in ignored and sendable(condition, types)
        if param is None or param in sent or param in taken or not fits:
            kept.append(condition)
        else:
            sent[param] = condition
    ordered = bool(plan.order and plan.order.params(query.order)) and not any(
        one.column in ignored for one in query.order
    )
    searched = plan.search is not None and plan.search not in taken
    pushed = Query(
        tuple(sent.values()),
        query.order if ordered else (),
        query.search if searched else None,
    )
    local = Query(
        tuple(kept), () if ordered else query.order, None if searched else query.search
    )
    return pushed, local


def params_of(query: Query, plan: Declared) -> Params:
    """Return the parameters of a query that came out of `split`, as text."""
    return [(param, as_text(value)) for param, value in values_of(query, plan)]


def values_of(query: Query, plan: Declared) -> list[tuple[str, Any]]:
    """Return the parameters of a query that came out of `split`, and their values."""
    found: list[tuple[str, Any]] = []
    for condition in query.conditions:
        param = plan.filters.param(condition.column, condition.op) if plan.filters else None
        if param is not None:
            found.append((param, condition.value))
    if query.order and plan.order:
        found += plan.order.params(query.order) or []
    if query.search and plan.search:
        found.append((plan.search, query.search))
    return found


def check(query: Query, rows: Sequence[Record], plan: Declared, *, local: bool) -> None:
    """Compare rows with the conditions and the order they were asked for.

    Servers ignore parameters they do not know and answer with all rows, so an answer is only
    believed when it agrees with the question.

    Raises
    ------
    FilterIgnored, OrderIgnored
        If a row does not belong there. Their `column` names the culprit, and `resplit` tells
        that the same query, split again, is answered locally.
    """
    for condition in query.conditions:
        if not sendable(condition, {}):
            continue  # not one of `split`: who asks so compares by other rules
        declared = plan.filters is not None and condition.column in plan.filters.columns
        for row in rows:
            value = lookup(row, condition.column)
            if (value is MISSING and declared) or condition.holds(value):
                continue
            raise _ignored(condition, value, plan, local=local)
    if len(query.order) == 1:
        _check_order(query, rows, local=local)


def _ignored(condition: Condition, value: Any, plan: Declared, *, local: bool) -> FilterIgnored:
    param = plan.filters.param(condition.column, condition.op) if plan.filters else None
    alike = not is_blank(value) and as_text(value) == as_text(condition.value)
    column, wanted = condition.column, condition.value
    if alike:
        error = FilterIgnored(
            f"column {column!r} holds {value!r}, not {wanted!r}: the source compares texts",
            hint=f"write where({column}={value!r})",
        )
    else:
        shown = "no such column" if value is MISSING else f"{value!r:.60}"
        error = FilterIgnored(
            f"the source ignored the filter {param}={wanted!r:.60}: a row has {shown}",
            hint=f'take {column!r} out of filters=, or filter here: on_ignored="local"',
        )
    error.column, error.resplit = column, local or alike
    return error


def _check_order(query: Query, rows: Sequence[Record], *, local: bool) -> None:
    """Check the order of numbers, on which all servers agree; blanks may stand anywhere."""
    (order,) = query.order
    values = [lookup(row, order.column) for row in rows]
    numbers = [v for v in values if type(v) in (int, float) and v == v]
    if len(numbers) != sum(not is_blank(v) for v in values):
        return
    if numbers == sorted(numbers, reverse=order.descending):
        return
    error = OrderIgnored(
        f"the source ignored the order by {order.column!r}",
        hint='take it out of order=, or sort here: on_ignored="local"',
    )
    error.column, error.resplit = order.column, local
    raise error
