"""Brings a whole copy up to date by the rows that changed, where the source can tell them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diorama_nb.dio.knowledge import stamp
from diorama_nb.errors import FilterIgnored
from diorama_nb.query import ALL
from diorama_nb.rows.store import Delta
from diorama_nb.values import lookup
from diorama_nb.vista.walk import Walk

if TYPE_CHECKING:
    from diorama_nb.dio.dio import Dio


async def renewed(dio: Dio) -> Delta | None:
    """Take in what changed since the last copy; None where all has to be read instead.

    Rows that were deleted are only missed, not told, unless the source marks them: so the rows
    are counted. Where the number is another one, nothing is believed.
    """
    known, source = dio.known, dio.master.source
    counts = known.able.can("count")
    changed = None if known.mark is None else source.changed(known.mark)
    if changed is None or not known.copy_complete or dio.master.query != ALL:
        return None
    if not counts and changed.deleted is None:
        return None
    tick, began = dio.tick, dio.now()
    with dio.ledger.asking("all") as fetch:
        try:
            rows, coverage, age, error = await Walk(source, changed.query).collect()
        except FilterIgnored as failed:
            if not failed.resplit:
                raise
            return None  # it tells all of them, whatever it is asked
        total = await source.count(ALL) if counts else None
        fetch.rows = len(rows)
        fetch.requests = coverage.requests + counts
    if error is not None or coverage.complete is not True:
        return None
    gone = {
        id
        for id, row in rows.items()
        if changed.deleted is not None and lookup(row, changed.deleted) is True
    }
    new = {id: row for id, row in rows.items() if id not in gone}
    held = dio.cache.layer.base_ids(dio.store)
    if total is not None and len((held | new.keys()) - gone) != total:
        return None
    now, mark = began - age, source.mark([*rows.values()]) or known.mark
    delta = await dio.cache.change(
        new,
        deletes=gone,
        metadata=stamp(now, True, "", mark),
        lenient=True,
        since=tick,
        told="listed",
    )
    dio.ledger.settle_all(fetch, delta)
    known.notice(new)
    known.copied(now, True, "", mark)
    await known.remember()
    return delta
