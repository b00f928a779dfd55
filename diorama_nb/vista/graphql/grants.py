"""Which capabilities follow from a schema, and how each of them is known; pure."""

from __future__ import annotations

from typing import Final

from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.graphql.plan import Plan

_NO_WRITES: Final = "GraphQLVista only reads"
_ALWAYS: Final = {
    "insert": _NO_WRITES,
    "update": _NO_WRITES,
    "delete": _NO_WRITES,
    "subscribe": "this source does not tell of changes: refresh_every=",
    "search": "the schema names no search; it is done here, over all rows",
}
UNKNOWN: Final = Capabilities(
    {}, {**_ALWAYS, "count": "the schema is read on first use: await vista.get_count()"}
)
"""Before the first use nothing is known."""

_WINDOWS: Final = ("fetch_window", "fetch_page", "set_page_size")
_BY_CURSOR: Final = "pages are asked for by cursor, one after the other: fetch_next()"
_UNORDERED: Final = (
    "the schema has no order by id, so rows may move between two windows; "
    'if they do not, declare dialect="offset"'
)
_NO_PAGES: Final = "the field takes no first and after, and no offset and limit"


def of(plan: Plan, dialect: str) -> Capabilities:
    """Return the capabilities of a list.

    Parameters
    ----------
    dialect : str
        As it was declared: ``"offset"`` promises that the order of the rows is always the same.
    """
    granted: dict[str, str] = {}
    hints = dict(_ALWAYS)
    if plan.cursor or plan.skip:
        granted["fetch_next"] = "probed"
    else:
        hints["fetch_next"] = _NO_PAGES
    for flag in _WINDOWS:
        if plan.skip and (plan.ordered or dialect == "offset"):
            granted[flag] = "probed" if plan.ordered else "declared"
        else:
            hints[flag] = _UNORDERED if plan.skip else _BY_CURSOR if plan.cursor else _NO_PAGES
    asked = {
        "count": (plan.counts, "the schema has no total: totalCount, or an aggregate"),
        "order": (bool(plan.orders.terms), "the schema has no order; it is done here"),
        "filter_operators": (plan.filters.compares, "the schema has none; they are done here"),
        "traverse_to_record": (plan.lookup is not None, "no field returns one row by its id"),
    }
    for flag, (able, hint) in asked.items():
        if able:
            granted[flag] = "probed"
        else:
            hints[flag] = hint
    return Capabilities(granted, hints)
