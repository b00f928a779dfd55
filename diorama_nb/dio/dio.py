"""The Dio: one data set seen through a Lens, with its rows, views, events and refresh."""

from __future__ import annotations

from typing import Any

from diorama_nb import reasons
from diorama_nb.changes import Change
from diorama_nb.dio.bulk import Bulk
from diorama_nb.dio.debugging import Debug, sink_of
from diorama_nb.dio.explaining import Explanation, explain_dio
from diorama_nb.dio.why import Why, why
from diorama_nb.errors import one_line
from diorama_nb.events import (
    EventStream,
    Invalidated,
    RecordChanged,
    RecordRemoved,
)
from diorama_nb.reasons import because
from diorama_nb.runtime import call_user, hops
from diorama_nb.scenery.host import Stats
from diorama_nb.values import Record, as_id
from diorama_nb.vista.vista import Vista
from diorama_nb.writes.queue import WriteQueue
from diorama_nb.writes.ticket import Ticket
from diorama_nb.writes.write import Write


class Dio(Bulk):
    """One data set seen through a Lens; made by `Lens.make_dio` or `Lens.open`.

    It is closed with its Lens, or sooner: ``dio.close()``, ``await dio.aclose()``, or at the
    end of a block, ``with lens.open(vista) as dio:``.

    Attributes
    ----------
    name : str
        Name of the data set.
    cache : CacheTable
        The rows in memory and on disk. Writing here publishes no events.
    stats : Stats
        What the work cost so far.
    ledger : FetchLedger
        The last fetches one by one: for whom, how long, and what of them was new.
    """

    # --- writes --------------------------------------------------------------------------

    @property
    def writes(self) -> WriteQueue:
        """The writes that are not done: iterate over their tickets; `pending`, `parked`."""
        return self._writing.queue

    @hops
    async def write(self, write: Write) -> Ticket:
        """Accept a write: show it now, send it behind. Waits for room when the queue is full.

        Raises
        ------
        Unsupported
            If the source can not do it and there is no ``on_write``.
        """
        return await self._writing.accept(write)

    @hops
    async def write_nowait(self, write: Write) -> Ticket:
        """Accept a write, or raise `WriteQueueFull` at once when there is no room."""
        return await self._writing.accept(write, wait=False)

    # --- refresh -------------------------------------------------------------------------

    @hops
    async def refresh(self) -> None:
        """Re-read what is held from the source; equal rows change nothing.

        Raises
        ------
        Exception
            What the source or the ``on_refresh`` callback raised; the old rows stay.
        """
        self.check_open()
        self.details.forgive()
        with because("refresh", reasons.current().who):
            await self.reread()

    @hops
    async def reload(self, master: Vista) -> None:
        """Show the rows of another master from now on, e.g. after a new login.

        What is shown stays until the new rows are here; then there is one `Invalidated`. The
        old master stays open, because others may use its source; the Lens closes it in the end.

        Raises
        ------
        Exception
            What the new master or a callback raised; then everything is as it was.
        SpecError
            If the new master has to be loaded in another way than the old one.
        """
        self.check_open()
        master = await self.share(master)
        await self._refresher.reload(master, await self.reopen(master))
        master.source.follow(self)
        await self.details.renew()
        await self._watching.again()

    # --- events --------------------------------------------------------------------------

    def subscribe_events(self) -> EventStream:
        """Return a stream of all events from now on: ``async for event in stream``."""
        return self.bus.subscribe()

    @hops
    async def handle_event(self, change: Change) -> None:
        """Hand news from the source to the ``on_event`` callback, if there is one."""
        if self._strategy.on_event is not None:
            await call_user(self._strategy.on_event, self, change)

    @hops
    async def apply_change(self, change: Change) -> None:
        """Take news of the source into the cache, then publish what changed.

        A change without a record has the record read again; `Invalidated` and `Gap` have
        everything read again. What a pending write changed stays shown.

        Raises
        ------
        SourceError
            When what has to be read again can not be; the old rows stay.
        """
        self.check_open()
        await self._watching.offer(change)

    @hops
    async def watch(self) -> None:
        """Follow the changes the source pushes, from now until the Dio is closed.

        Returns when the source is listened to; a stream that ends is subscribed to again, and
        what was missed meanwhile is read. A source that can not push is no error: nothing
        happens.
        """
        self.check_open()
        await self.master.source.prepare()
        if self.master.capabilities.can("subscribe"):
            await self._watching.start()

    def invalidate_record(self, id: str) -> None:
        """Publish RecordChanged without touching the cache."""
        self._publish(RecordChanged(as_id(id)))

    def invalidate_all(self) -> None:
        """Publish Invalidated without touching the cache."""
        self._publish(Invalidated())

    def _publish(self, event: RecordChanged | Invalidated) -> None:
        if self._runtime.is_here():
            self.bus.publish(event)
        else:
            self._loop.call_soon_threadsafe(self.bus.publish, event)

    @hops
    async def patched(self, id: str, record: Record) -> None:
        """Take a whole new record into the cache, then publish RecordChanged or RecordInserted.

        Raises
        ------
        CacheError
            When the cache can not take it; then no event is published.
        """
        self.check_open()
        id = as_id(id)
        before = self.cache.base(id)
        await self.cache.change({id: record})
        self.moved(id, before, record, always=True)

    @hops
    async def removed(self, id: str) -> None:
        """Delete a record from the cache, then publish RecordRemoved; a missing one is fine."""
        self.check_open()
        id = as_id(id)
        await self.cache.change({}, deletes=[id])
        self._news.heard()  # views do not look: it stays away, also where the source has it
        self.bus.publish(RecordRemoved(id))

    # --- seeing inside -------------------------------------------------------------------

    def why(self, rows: str | int | range) -> Why:
        """Tell why a row or a range of rows is here: what brought it, for whom, and its age.

        Parameters
        ----------
        rows : str, int or range
            An id, or places in the order of the source: ``dio.why(range(0, 100))``.
        """
        return why(self, rows)

    def explain(self) -> Explanation:
        """Tell how the data set is loaded, what is asked of the source and what done here.

        Nothing is sent. ``dio.vista().where(...).explain()`` tells it of a query, and
        ``scenery.explain()`` of a view.
        """
        return explain_dio(self)

    def diagnostics(self) -> dict[str, Any]:
        """Return a snapshot of what is held and who shows it."""
        return {
            "name": self.name,
            "shape": self.shape,
            "rows": len(self.store),
            "coverage": self.coverage.plain,
            "stats": {name: getattr(self.stats, name) for name in Stats.__slots__},
            "details": self.details.plain,
            "source_trouble": self.master.source.trouble or None,
            "cache_trouble": None if self.cache.trouble is None else str(self.cache.trouble),
            "views": [
                {
                    "query": str(view.query),
                    "kind": type(view).__name__,
                    "holders": len(view.holders),
                    "rows": view.places.rows,
                    "loaded": view.places.loaded,
                    "error": None if view.error is None else one_line(view.error),
                }
                for view in self.views
            ],
            **self.feed.plain,
        }

    def debug(self, to: object = True) -> None:
        """Write a line for each thing that happens: ``datasource tag clause``.

        Parameters
        ----------
        to : bool, "stderr", int, str or callable
            True or ``"stderr"``: standard error. A level like ``"INFO"``: the log
            ``"diorama"``. A function: it is called with each line, on the core loop. False
            ends it.
        """
        if self._debug is not None:
            self._debug.stop()
        sink = sink_of(to)
        self._debug = None if sink is None else Debug(self, sink)

    def __repr__(self) -> str:
        return f"<Dio {self.name!r} {self.shape}, {self.coverage}>"
