"""Which part of a query an API answers itself, and whether it did; pure."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from diorama_nb.errors import FilterIgnored, OrderIgnored, SourceError
from diorama_nb.query import Condition, Query
from diorama_nb.values import MISSING, Record, as_id, is_blank, lookup
from diorama_nb.vista.columns import Column
from diorama_nb.vista.rest.asking import Filters, Params
from diorama_nb.vista.rest.expressions import Expression
from diorama_nb.vista.rest.places import fills
from diorama_nb.vista.rest.sorting import is_unsorted
from diorama_nb.vista.rest.spec import Declared

_FITTING: Final = {
    bool: ("boolean",), int: ("integer", "number", "decimal"), float: ("integer", "number"),
    Decimal: ("integer", "number", "decimal"), str: ("text",),
}  # fmt: skip

SEARCH: Final = "search="
"""Stands among columns for the text search."""


def sendable(condition: Condition, types: Mapping[str, str]) -> bool:
    """Whether a condition means the same as text in a URL.

    Blank values have no text, and text is not a number: ``where(stock="5")`` finds nothing in
    a column of numbers, while a server would compare both as text. Such conditions stay here.
    """
    return _alike(condition.op, condition.value, types.get(condition.column))


def _alike(op: str, value: Any, known: str | None) -> bool:
    """Whether an operator and a value mean the same there as here, for a type of column."""
    fitting = _FITTING.get(type(value))
    if fitting is None or is_blank(value) or value == "":
        return False
    if isinstance(value, float | Decimal) and not math.isfinite(value):
        return False  # which no API can read
    if op == "contains":
        return False  # which letters are alike differs from server to server
    if op not in ("==", "!=") and fitting[0] != "integer":
        return False  # the order of texts differs from server to server
    return known is None or known in fitting


def written(condition: Condition, types: Mapping[str, str]) -> bool:
    """Whether a condition means the same in a filter language as here.

    What a server leaves out nobody sees. So texts are not asked to differ, because some
    servers find texts equal that are not; nor anything before the type of its column is known.
    """
    known = types.get(condition.column)
    differs = condition.op in ("!=", "not in")
    by = "!=" if differs else "==" if condition.op == "in" else condition.op
    for value in _values(condition):
        hidden = differs and (known is None or isinstance(value, str))
        alike = _alike(by, value, known) and not hidden
        if not (by in ("==", "!=") if value is None else alike):
            return False
    return True


def _term(condition: Condition, way: Expression | None) -> str | None:
    return way.term(condition.column, condition.op, _values(condition)) if way else None


def _values(condition: Condition) -> list[Any]:
    """Return the value of a condition, or all of them; none of one that makes no sense."""
    if condition.op not in ("in", "not in"):
        return [condition.value]
    return condition.value if isinstance(condition.value, list) else []


def as_text(value: Any) -> str:
    """Return a value as it is written in a URL."""
    return str(value).lower() if isinstance(value, bool) else as_id(value)


def split(
    query: Query,
    plan: Declared,
    columns: Iterable[Column],
    ignored: frozenset[str] = frozenset(),
    taken: Collection[str] = (),
    places: Collection[str] = (),
) -> tuple[Query, Query]:
    """Divide a query into what is declared, and the rest.

    Parameters
    ----------
    ignored : frozenset of str
        Columns whose filter or order the source was caught ignoring, and `SEARCH`.
    taken : collection of str
        Parameters the address itself holds: a condition must narrow them, not replace them.
    places : collection of str
        Names of places in the address, which take the value of one condition each.
    """
    types = {column.name: column.type for column in columns}
    params, terms = set(taken), list[str]()
    sent: list[Condition] = []
    kept: list[Condition] = []
    filters = plan.filters or Filters()
    way = filters.expression
    if way is not None and way.param in params:
        way = None
    for condition in query.conditions:
        param = filters.param(condition.column, condition.op)
        term = _term(condition, way) if param is None else None
        if fills(condition, places) and condition.column not in {one.column for one in sent}:
            sent.append(condition)
        elif condition.column in ignored:
            kept.append(condition)
        elif param is not None and param not in params and sendable(condition, types):
            params.add(param)
            sent.append(condition)
        elif way and term and written(condition, types) and way.room([*terms, term]):
            terms.append(term)
            sent.append(condition)
        else:
            kept.append(condition)
    ordered = bool(plan.order and plan.order.params(query.order)) and not any(
        one.column in ignored for one in query.order
    )
    searched = plan.search is not None and plan.search not in taken and SEARCH not in ignored
    pushed = Query(
        tuple(sent),
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
    terms: list[str] = []
    filters = plan.filters or Filters()
    way = filters.expression
    for condition in query.conditions:
        param = filters.param(condition.column, condition.op)
        if param is not None:
            text = filters.quoted and isinstance(condition.value, str)
            found.append((param, json.dumps(condition.value) if text else condition.value))
        elif term := _term(condition, way):
            terms.append(term)
    if way is not None and terms:
        found.append((way.param, way.joined(terms)))
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
    filters = plan.filters or Filters()
    for condition in query.conditions:
        if not (sendable(condition, {}) or _term(condition, filters.expression)):
            continue  # not one of `split`: who asks so compares by other rules
        declared = condition.column in filters.columns
        for row in rows:
            value = lookup(row, condition.column)
            if (value is MISSING and declared) or condition.holds(value):
                continue
            raise _ignored(condition, value, plan, local=local)
    if query.order:
        _check_order(query, rows, local=local)


def refused(query: Query, error: SourceError, *, local: bool) -> SourceError:
    """Return the error of a request that may have been refused for its conditions.

    They may be of another type there than they look here: a day is a text in JSON.
    """
    if error.status != 400 or not query.conditions:
        return error
    first = query.conditions[0]
    if not local:
        error.hint = 'if the filter is right, have it applied here: on_ignored="local"'
        return error
    ignored = FilterIgnored(
        f"the source refuses the filter of {first.column!r}: {error.server_message}",
        hint="filters={} sends none",
        status=error.status,
        request=error.request,
    )
    ignored.column, ignored.resplit = first.column, True
    return ignored


def _ignored(condition: Condition, value: Any, plan: Declared, *, local: bool) -> FilterIgnored:
    filters = plan.filters or Filters()
    param = filters.param(condition.column, condition.op)
    if param is None and filters.expression:
        param = filters.expression.param
    texts = [as_text(one) for one in _values(condition)]
    alike = not is_blank(value) and as_text(value) in texts
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
    """Check the order of the leading column; the others order what is equal there only."""
    order = query.order[0]
    values = [lookup(row, order.column) for row in rows]
    if not is_unsorted(values, descending=order.descending):
        return
    error = OrderIgnored(
        f"the source ignored the order by {order.column!r}",
        hint='take it out of order=, or sort here: on_ignored="local"',
    )
    error.column, error.resplit = order.column, local
    raise error
