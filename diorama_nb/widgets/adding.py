"""Where a row stands that was added in a grid."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from diorama_nb.scenery.table import TableScenery
from diorama_nb.writes.ticket import FAILED, OPEN, Ticket

PATIENCE: Final = 5.0
"""Seconds: who added a row has gone on to other things then, and is not to be taken away."""


async def place_of(scenery: TableScenery, ticket: Ticket) -> dict[str, Any]:
    """Wait until an added row shows, and return what a page is told of it.

    Parameters
    ----------
    scenery : TableScenery
        What the grid shows.
    ticket : Ticket
        The receipt of the insert.

    Returns
    -------
    dict
        ``index``: its place, or None; then ``why`` says where it is, blank where that is told
        elsewhere.
    """
    try:
        return {"index": await asyncio.wait_for(_shown(scenery, ticket), PATIENCE), "why": ""}
    except TimeoutError:
        pass
    if ticket.state in OPEN:
        return {"index": None, "why": "The new row waits for the source."}
    if ticket.state in FAILED:
        return {"index": None, "why": ""}
    narrowed = scenery.search or scenery.filters
    why = "the search or a filter leaves it out" if narrowed else "they are not all loaded"
    return {"index": None, "why": f"The new row is not among these rows: {why}."}


async def _shown(scenery: TableScenery, ticket: Ticket) -> int | None:
    """Return the place of a row as soon as it has one; None where the source refused it."""
    id = ticket.write.id
    if id is None:  # the source makes it
        try:
            await ticket.settled()
        except Exception:
            return None
        id = ticket.write.id if ticket.stored is None else ticket.stored.id
    async for _ in scenery.generations():
        if id is not None and (index := scenery.index_of(id)) is not None:
            return index
    return None
