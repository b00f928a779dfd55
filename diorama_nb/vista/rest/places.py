"""Places in an address, such as ``/repos/{owner}``, and conditions a list needs; pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

import httpx

from diorama_nb.errors import SpecError
from diorama_nb.query import Condition, Query
from diorama_nb.values import as_id

_PLACE: Final = re.compile(r"%7B(\w+)%7D", re.ASCII)  # as `httpx` writes braces of a path


def places_in(url: httpx.URL) -> tuple[str, ...]:
    """Return the names of the places in the path of an address: a query may mean its braces.

    >>> places_in(httpx.URL("https://example.org/repos/{owner}/issues?query={id}"))
    ('owner',)
    """
    return tuple(dict.fromkeys(_PLACE.findall(url.raw_path.decode().partition("?")[0])))


def fills(condition: Condition, places: Collection[str]) -> bool:
    """Whether a condition is the value of a place."""
    return condition.column in places and condition.op == "==" and _fits(condition.value)


def placed(
    url: httpx.URL, query: Query, places: Collection[str], required: Collection[str] = ()
) -> httpx.URL:
    """Return the address of a query.

    Raises
    ------
    SpecError
        If a place has no value, or a condition that the API needs is missing.
    """
    given = {c.column: c.value for c in query.conditions if fills(c, places)}
    asked = {condition.column for condition in query.conditions}
    missing = [name for name in places if name not in given]
    missing += [name for name in required if name not in asked]
    if missing:
        words = ", ".join(f"{name}=…" for name in missing)
        raise SpecError(
            f"the source answers only where {' and '.join(missing)} {_is(missing)} given",
            hint=f"vista.where({words})",
        )
    if not places:
        return url
    path, mark, asked_for = url.raw_path.decode().partition("?")
    filled = _PLACE.sub(lambda found: quote(as_id(given[found[1]]), safe=""), path)
    return url.copy_with(raw_path=f"{filled}{mark}{asked_for}".encode())


def unplaced(query: Query, places: Collection[str]) -> Query:
    """Return a query without the values of places: no row has to show them."""
    if not places:
        return query
    return replace(
        query, conditions=tuple(one for one in query.conditions if not fills(one, places))
    )


def _is(names: Collection[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _fits(value: Any) -> bool:
    """Whether a value can stand in an address; ``..`` would lead out of it."""
    number = isinstance(value, int) and not isinstance(value, bool)
    return number or (isinstance(value, str) and value.strip(".") != "")
