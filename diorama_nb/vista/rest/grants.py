"""Which capabilities follow from a declaration, and how each of them is known; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.rest.spec import Declared
from diorama_nb.vista.rest.ways import Offset, Page, Paging, Range, Skipping

_SKIPPING: Final = ("fetch_next", "fetch_page", "fetch_window", "set_page_size")
_WAYS: Final = {
    Offset: _SKIPPING, Range: _SKIPPING, Page: ("fetch_next", "fetch_page", "fetch_window"),
}  # fmt: skip
"""What a way of paging is good for; the others lead to the next page only."""

_HINTS: Final = {
    "count": 'declare where the total stands: total="meta.total" or "header:X-Total-Count"',
    "order": 'declare how an order is asked for: order=Order("sort")',
    "search": 'declare the parameter: search="q"',
    "filter_operators": 'declare them: filters={"price": {">=": "price_gte"}}',
    "fetch_page": 'declare how it pages: page=Page("page", "per_page")',
    "fetch_window": 'declare how it pages: page=Offset("offset", "limit")',
    "fetch_next": 'declare how it pages: page=NextLink("next") or Cursor("next", "cursor")',
    "subscribe": 'declare how it tells of changes: watch=Sse("/events"), watch=Poll("30s"), '
    "or a broker, as watch=RedisStream(url, key)",
    "traverse_to_record": 'declare the address of one record: detail="/items/{id}"',
}
_WRITES: Final = {
    "insert": 'declare them: writes=True, or writes=("insert",) for inserts alone',
    "update": 'declare them: writes=True, or writes={"update": "patch"}',
    "delete": 'declare them: writes=True, or writes=("delete",) for deletes alone',
}
_NO_ID: Final = 'rows have no name to be written by: declare it, id="sku"'


def of(plan: Declared, how: Mapping[str, str], writes: str = "") -> Capabilities:
    """Return the capabilities of an API.

    Parameters
    ----------
    plan : Declared
        What is declared or was found out.
    how : mapping of str to str
        Name of a declaration → provenance.
    writes : str
        Why writes are off; blank for the usual reason.
    """
    granted: dict[str, str] = {}
    if isinstance(plan.page, Paging):
        for flag in _WAYS.get(type(plan.page), ("fetch_next",)):
            granted[flag] = how.get("page", "declared")
    if getattr(plan.page, "size", None) is not None:
        granted["set_page_size"] = how.get("page", "declared")
    if plan.walk is not None:
        granted["fetch_next"] = how.get("walk", "declared")
    if plan.page is None and plan.hydrate is not None:  # the list names all rows at once
        for flag in ("fetch_next", "fetch_window", "count"):
            granted[flag] = how.get("hydrate", "declared")
    named = {
        "count": "total" if "total" in how and plan.total is not None else None,
        "order": "order" if plan.order else None,
        "search": "search" if plan.search else None,
        "filter_operators": "filters" if plan.filters and plan.filters.has_operators else None,
        "traverse_to_record": "detail" if plan.detail else None,
        "subscribe": "watch" if plan.watch else None,
    }
    for flag, name in named.items():
        if name is not None:
            granted[flag] = how.get(name, "declared")
    hints = {flag: hint for flag, hint in _HINTS.items() if flag not in granted}
    for flag in _WRITES:
        if plan.writes is None or flag not in plan.writes.flags:
            hints[flag] = writes or _WRITES[flag]
        elif plan.id is None:
            hints[flag] = _NO_ID
        else:
            granted[flag] = how.get("writes", "declared")
    return Capabilities(granted, hints)


def past_end_statuses(declared: str | None, after: object) -> tuple[int, ...]:
    """Return the statuses that mean "no such page" once a first page was read.

    Undeclared, a 404 is learnt as the end, because a list that existed is not gone; but only
    of a page that we counted: one that the source itself named has to be there.

    Parameters
    ----------
    declared : str or None
        The word for ``past_end=``.
    after : Paging or None
        The way that led to the page; None for the first one, which is never past the end.
    """
    if after is None or declared in ("empty", "repeats"):
        return ()
    if declared is None:
        return (404,) if isinstance(after, Skipping | Page) else ()
    return (int(declared.partition(":")[0]),)


def says_past_end(declared: str | None, body: Any) -> bool:
    """Whether an error body holds the code of ``past_end="400:<code>"``, if one is declared."""
    code = (declared or "").partition(":")[2]
    if not code or (isinstance(body, str | int) and str(body) == code):
        return True
    parts = body.values() if isinstance(body, Mapping) else body
    return isinstance(body, Mapping | list) and any(
        says_past_end(declared, part) for part in parts
    )
