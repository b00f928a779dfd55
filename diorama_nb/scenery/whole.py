"""Loading a view in one answer, where the source tells all its rows at once much sooner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from diorama_nb.coverage import Total
from diorama_nb.progress import Progress, silent
from diorama_nb.rows.pages import PageMap
from diorama_nb.scenery import recall

if TYPE_CHECKING:
    from diorama_nb.scenery.paged import PagedBacking

FEW: Final = 20
"""Chunks that are asked for one by one, however the source could tell them."""


async def take_whole(view: PagedBacking, progress: Progress | None = None) -> bool:
    """Load a view whole, unless most of it is here; False where the source can not tell it so.

    Raises
    ------
    SourceError
        What the source raised.
    """
    size, known = view.held.size, view.total.rows if view.total.final else None
    lacking = len(view.needed(range(known))) if known is not None else FEW + 1
    if lacking <= FEW or (known is not None and lacking * size * 2 < known):
        return False
    began, since = view.renewals, view.host.tick
    answer = await view.host.loader.whole(view.query, progress or silent)
    if answer is None:
        return False
    rows, landed = answer
    ids, now = rows.table.column(0), view.host.now()
    view.total = Total(len(ids), stated=True, final=True)
    entries = recall.whole(view.query, size, view.held.chunks, ids, view.total, now)
    delta = await view.host.commit(rows, entries, since=since)
    landed(delta)
    # From here on nothing waits: readers see the old places or all of the new ones.
    new = delta.inserted  # all of them, where none was known: there is nothing to look up
    positions = new if len(new) == len(ids) else view.host.positions(ids)
    places = PageMap.whole(size, positions, now, view.total)
    outrun = began != view.renewals or since != view.host.tick
    await view.become(places.aged() if outrun else places, delta, outrun=outrun)
    if progress is not None:
        progress(len(ids), len(ids))
    return True
