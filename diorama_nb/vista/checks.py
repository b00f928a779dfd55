"""Believes an answer only when it agrees with the question; pure."""

from __future__ import annotations

from collections.abc import Sequence

from diorama_nb.errors import FilterIgnored, OrderIgnored
from diorama_nb.query import Query
from diorama_nb.values import MISSING, Record, lookup


def contradiction(query: Query, rows: Sequence[Record]) -> FilterIgnored | OrderIgnored | None:
    """Return how rows contradict the conditions and the order they were asked for.

    Its `resplit` is set: who then applies its `column` here answers the same query rightly.
    """
    error: FilterIgnored | OrderIgnored
    for condition in query.conditions:
        held = (lookup(row, condition.column) for row in rows)
        for value in held:
            if value is MISSING or condition.holds(value):
                continue
            error = FilterIgnored(
                f"the source answered {condition.column} {condition.op} "
                f"{condition.value!r:.60} with a row that has {value!r:.60}",
                hint="read again: the condition is applied here now",
            )
            error.column, error.resplit = condition.column, True
            return error
    keys = [query.sort_key(row) for row in rows] if query.order else []
    if keys != sorted(keys):
        error = OrderIgnored(
            f"the source ignored the order by {query.order[0].column!r}",
            hint="read again: the rows are sorted here now",
        )
        error.column, error.resplit = query.order[0].column, True
        return error
    return None
