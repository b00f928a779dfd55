"""What the cache remembers of a view that is loaded window by window: ids, ages, the total."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diorama_nb.coverage import Total
from diorama_nb.query import Query
from diorama_nb.rows.pages import Chunk, PageMap
from diorama_nb.rows.store import RowStore
from diorama_nb.vista.source import Page


def prefix(query: Query, size: int) -> str:
    """Return how the keys of all entries of a view begin."""
    return f".view/{query.key}/{size}/"


def entries(
    query: Query, size: int, pages: Mapping[int, Page], total: Total, now: float
) -> dict[str, Any]:
    """Return what to remember of answers; nothing of a search, a passing thought."""
    chunks = {number: (list(page.rows), now - page.age) for number, page in pages.items()}
    return named(query, size, chunks, total)


def named(
    query: Query, size: int, told: Mapping[int, tuple[list[str], float]], total: Total
) -> dict[str, Any]:
    """Return what to remember of chunks: the ids of their rows, and when they were read."""
    if query.search is not None:
        return {}
    key = prefix(query, size)
    chunks = {
        f"{key}{number}": {"ids": ids, "at": at} if ids else None
        for number, (ids, at) in told.items()
    }
    plain = [total.rows, total.stated, total.final, None, total.estimated]
    return chunks | {f"{key}total": plain}


def recalled(
    remembered: Mapping[str, Any],
    query: Query,
    size: int,
    store: RowStore,
    *,
    stale: bool,
    refreshed: float,
) -> PageMap | None:
    """Return the view as it was remembered, None where it was not.

    Parameters
    ----------
    remembered : mapping of str to value
        The entries of the view.
    query, size : Query, int
        Which view it is.
    store : RowStore
        Where the rows are. A chunk of which one is gone is stale.
    stale : bool
        Whether rows of an earlier life are stale whatever their age.
    refreshed : float
        When the data set was last refreshed, in seconds since the epoch: rows read before are
        stale, too.
    """
    key = prefix(query, size)
    total = remembered.get(key + "total")
    if total is None:
        return None
    chunks = {}
    for name, entry in remembered.items():
        if name != key + "total" and entry is not None:
            positions = store.positions(entry["ids"])
            gone = bool((positions < 0).any())
            chunks[int(name.removeprefix(key))] = Chunk(
                positions, float(entry["at"]), stale or gone or entry["at"] < refreshed
            )
    return PageMap.of(size, chunks, Total(*total))
