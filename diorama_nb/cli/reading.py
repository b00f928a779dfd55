"""What the commands ask of a Dio: a window of rows, all of them, one, their number."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

import diorama_nb as dn
from diorama_nb.query import ALL, Query
from diorama_nb.rows.store import Delta
from diorama_nb.values import Record

V = TypeVar("V", bound=dn.Vista)

PATIENCE: Final = 0.5
"""Seconds before progress is shown."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Some rows of a query, and how many they are of all.

    Attributes
    ----------
    rows : dict of str to Record
        id → record.
    total : int or None
        Rows of the query; None where nobody knows.
    complete : bool or None
        True: no row comes after. False: some do, or are missing. None: nobody knows.
    note : str
        What the reader should know of it.
    """

    rows: dict[str, Record]
    total: int | None
    complete: bool | None
    note: str = ""


def narrow(vista: V, query: Query) -> V:
    """Return a Vista narrowed by a query."""
    for condition in query.conditions:
        vista = vista.where_op(condition.column, condition.op, condition.value)  # type: ignore[assignment] # narrowing keeps the class
    for order in query.order:
        vista = vista.order_by(order.column, descending=order.descending)  # type: ignore[assignment]
    return vista.search(query.search) if query.search else vista  # type: ignore[return-value]


@contextlib.asynccontextmanager
async def renewed(dio: dn.Dio, query: Query, wanted: bool = True) -> AsyncIterator[None]:
    """Have the rows of a query read again, if that is wanted, unless they just were read.

    Until the end of the block every refresh reaches them, too.
    """
    if not wanted:
        yield
        return
    await dio.views.prepare(query)
    if dio.views.base is None or dio.whole or not dio.views.pushes(query):
        if not dio.stats.fetches:
            await dio.refresh()
        yield
        return
    view = await dio.scenery_of(query, initial_range=range(1))  # only open views are refreshed
    try:
        if view.load_state != "loading":
            await dio.refresh()
        yield
    finally:
        await view.aclose()


async def window(dio: dn.Dio, query: Query, wanted: range, *, refresh: bool) -> Answer:
    """Read some rows of a query, asking for no more than they need."""
    async with renewed(dio, query, refresh):
        await dio.views.prepare(query)
        if dio.shape == "sequential" and not dio.whole and dio.views.pushes(query):
            return await _grown(dio, query, wanted)
        page = await narrow(dio.vista(), query).fetch_window(wanted.start, len(wanted))
    end = page.end
    if end is None and page.total is not None:
        end = wanted.start + len(page.rows) >= page.total
    elif end is None and len(page.rows) < len(wanted):
        end = True
    return Answer(page.rows, page.total, end, page.note)


async def _grown(dio: dn.Dio, query: Query, wanted: range) -> Answer:
    """Read some rows of a set that only knows "next", page after page until they are there."""
    view = await dio.scenery_of(query, initial_range=range(wanted.stop))
    moved = asyncio.Event()
    stop = view.subscribe_state(lambda _: moved.set())
    try:
        while view.busy or (view.row_count < wanted.stop and view.has_more):
            if view.error is not None and not view.busy:
                break
            await moved.wait()
            moved.clear()
        rows = view.snapshot()
        if view.error is not None and len(rows) < wanted.stop:
            raise view.error
    finally:
        stop()
        await view.aclose()
    shown = dict(list(rows.items())[wanted.start : wanted.stop])
    total = view.estimated_total if view.total_final else None
    ended = not view.has_more and len(rows) <= wanted.stop
    return Answer(shown, total, ended, str(view.error or ""))


async def everything(dio: dn.Dio, query: Query, *, refresh: bool) -> Answer:
    """Read all rows of a query."""
    async with renewed(dio, query, refresh):
        rows = await narrow(dio.vista(), query).list_values()
    held = rows.coverage
    note = held.reason or ("the source did not answer: these rows are old" * held.stale)
    return Answer(dict(rows.items()), held.total, held.complete and not held.stale, note)


async def one(dio: dn.Dio, id: str, *, refresh: bool) -> Record | None:
    """Read one record; None when there is none."""
    if refresh and dio.master.capabilities.can("traverse_to_record"):
        record = await dio.master.get_value(id)
        await (dio.removed(id) if record is None else dio.patched(id, record))
    elif refresh:
        async with renewed(dio, ALL):
            await dio.load_all()
    return await dio.vista().get_value(id)


async def count(dio: dn.Dio, query: Query, *, refresh: bool) -> int:
    """Count the rows of a query.

    Raises
    ------
    CoverageError
        When they have to be read to be counted, and some can not be.
    """
    async with renewed(dio, query, refresh):
        return await narrow(dio.vista(), query).get_count()


@contextlib.contextmanager
def progress(dio: dn.Dio, query: Query = ALL) -> Iterator[None]:
    """Show on a terminal how many rows are there, while an answer takes long."""
    if not sys.stderr.isatty():
        yield
        return
    from tqdm import tqdm

    held = len(dio.store)
    with tqdm(desc=dio.name, unit=" rows", initial=held, delay=PATIENCE, leave=False) as bar:

        def show(_: Delta) -> None:
            if query == ALL or not dio.views.pushes(query):  # else fewer than all are wanted
                bar.total = dio.coverage.total
            bar.update(len(dio.store) - bar.n)

        stop = dio.on_store(show)
        try:
            yield
        finally:
            stop()
