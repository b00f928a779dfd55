"""A view over a source that only knows "next": it grows by loading more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import numpy as np

from diorama_nb.coverage import WalkGuard
from diorama_nb.errors import PaginationLoop
from diorama_nb.events import LoadFailed, RangeLoaded
from diorama_nb.query import Query
from diorama_nb.rows.index import Positions
from diorama_nb.rows.view import View
from diorama_nb.scenery.host import Host
from diorama_nb.scenery.loads import Failure
from diorama_nb.scenery.placed import Placed
from diorama_nb.status import Age, Status
from diorama_nb.vista.source import Page


class SequentialBacking(Placed):
    """Pages of one query, one after the other.

    Parameters
    ----------
    host : Host
        The Dio.
    query : Query
        What is shown; the source answers it itself.
    stale : bool
        Whether rows of an earlier process are read again when they are looked at.
    """

    held: View

    def __init__(self, host: Host, query: Query, *, stale: bool = True) -> None:
        super().__init__(host, query)
        self.held = View(query, np.empty(0, np.int64))
        self._token: str | None = None
        self._pages = 0
        self._ended = False
        self._circles = False  # the source hands out what it has handed out before
        self._stated: int | None = None
        self._fetched_at: float | None = None
        self._remembered_stale = stale
        self._recalled = False  # every row is of an earlier process
        self._renewals = 0  # times that newer knowledge was heard of
        self._read = 0  # of these, those before the rows were asked for
        self._guard = WalkGuard()
        self._failure: Failure | None = None
        self._turn = asyncio.Lock()  # one walk at a time: the next page follows the last one
        self._load: asyncio.Task[None] | None = None
        self._key = f".view/{query.key}/next/"

    async def open(self) -> None:
        """Take the pages that the cache remembers."""
        remembered = await self.host.view_metadata(self._key)
        ids: list[str] = []
        for number in range(len(remembered)):
            entry = remembered.get(f"{self._key}{number}")
            if entry is None:
                break
            ids += entry["ids"]
            self._pages, self._token = number + 1, entry["token"]
            self._ended, self._fetched_at = entry["token"] is None, float(entry["at"])
        if self._fetched_at is not None:
            positions = self.host.store.positions(list(dict.fromkeys(ids)))
            self._renewals = int(self._fetched_at < self.host.refreshed_at)
            self._recalled = self._remembered_stale or bool((positions < 0).any())
            self.held = View(self.query, positions[positions >= 0])
            self.settled = True

    # --- what is wanted --------------------------------------------------------------------

    def want(self, holder: object, wanted: range, *, force: bool = False) -> None:
        """Note what a holder looks at; load the next page when that is the end."""
        super().want(holder, wanted)
        failure = self._failure
        if not force and failure is not None and self.host.loop.time() < failure.until:
            return
        if self.settled and (force or self.freshness != "fresh"):
            self._begin(self._reread())
        elif self._lacks(wanted):
            self.load_more()

    def _lacks(self, wanted: range) -> bool:
        return not self.settled or (not self._ended and wanted.stop > self.places.rows)

    def load_more(self) -> None:
        """Load the next page, unless one is being loaded or the end was seen."""
        if not self._ended:
            self._begin(self._next())

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        if self.busy:
            work.close()
            return
        self._load = self.host.tasks.spawn(work, f"load more of {self.host.name}")
        self._load.add_done_callback(self._loaded)

    def _loaded(self, task: asyncio.Task[None]) -> None:
        self.changed()
        if self.busy:
            return  # whoever was told of a failure was quicker
        filled = not (task.cancelled() or self._failure or self.host.closed)
        if filled and any(self._lacks(wanted) for wanted in self.holders.values() if wanted):
            self.load_more()  # a viewport is longer than a page

    def released(self) -> None:
        """The last holder left: stop loading."""
        super().released()
        if not self.holders and self._load is not None:
            self._load.cancel()

    # --- loading ---------------------------------------------------------------------------

    async def _next(self) -> None:
        start = self.held.rows
        try:
            async with self._turn:
                start, began, since = self.held.rows, self._renewals, self.host.tick
                page = await self.host.loader.next(self.query, self._token)
                self._check(page)
                await self._land([page], began, since, keep=True)
        except Exception as error:
            self._fail(range(start, start), error)
        else:
            self.host.bus.publish(RangeLoaded(range(start, self.held.rows)))

    def _fail(self, asked: range, error: Exception) -> None:
        self._failure = Failure.after(self._failure, error, self.host.loop.time())
        self.error = error
        self.changed()
        self.host.bus.publish(LoadFailed(asked, error))

    def _check(self, page: Page) -> None:
        if self._guard.repeated(list(page.rows), page.next) and page.next is not None:
            self._ended = self._circles = True
            raise PaginationLoop(
                f"{self.host.name!r} handed out the same page twice",
                hint="declare how it pages, e.g. page=Cursor('next_cursor', 'cursor')",
            )

    async def _land(self, pages: list[Page], began: int, since: int, *, keep: bool) -> None:
        now, first = self.host.now(), self._pages if keep else 0
        rows = {id: record for page in pages for id, record in page.rows.items()}
        entries: dict[str, Any] = {
            f"{self._key}{first + n}": {"ids": list(p.rows), "token": p.next, "at": now - p.age}
            for n, p in enumerate(pages)
        }
        entries |= {f"{self._key}{n}": None for n in range(first + len(pages), self._pages)}
        delta = await self.host.commit(rows, {} if self.query.search else entries, since=since)
        positions = self.host.positions(list(rows))
        positions = positions[positions >= 0]
        if keep:
            held = self.held.positions
            positions = np.concatenate([held[~np.isin(held, positions)], positions])
        before = self.held
        self.held = View(self.query, positions)
        if not first:
            self._read, self._recalled = began, False
            self._adopted = () if since == self.host.tick else self._adopted
        last = pages[-1]
        self._pages, self._token = first + len(pages), last.next
        self._ended = last.end is True or last.next is None
        self._stated = last.total if last.total is not None else self._stated
        read = now - max(page.age for page in pages)
        held_at = None if not keep else self._fetched_at
        self._fetched_at = read if held_at is None else min(held_at, read)
        self.error = self._failure = None
        settled, self.settled = self.settled, True
        same = settled and np.array_equal(before.positions, positions)
        self.changed(rows=not same or self.held.shows(delta.changed))
        gone = before.positions[~np.isin(before.positions, positions)]
        if len(gone):
            await self.host.drop_orphans(self.host.store.ids(gone))

    async def _reread(self) -> None:
        try:
            await self.refresh()
        except Exception as error:
            self._fail(range(self.held.rows), error)
        else:
            self.host.bus.publish(RangeLoaded(range(self.held.rows)))

    async def refresh(self) -> None:
        """Walk the loaded pages again from the start, and show them as one cut."""
        async with self._turn:
            pages: list[Page] = []
            token: str | None = None
            rows, circles, guard = 0, False, WalkGuard()
            began, since = self._renewals, self.host.tick
            while not pages or (rows < self.held.rows and token is not None):
                try:
                    page = await self.host.loader.next(self.query, token)
                except Exception as error:
                    self.error = error
                    raise
                circles = guard.repeated(list(page.rows), page.next) and page.next is not None
                if circles:
                    break
                pages.append(page)
                token, rows = page.next, rows + len(page.rows)
            self._guard = guard
            await self._land(pages, began, since, keep=False)
            self._circles = circles
            self._ended = self._ended or circles
            self.epoch += 1

    def age(self) -> None:
        """Mark every row stale: whoever looks at it has it read again."""
        self._renewals += 1

    def append(self, position: int) -> None:
        """Show a new row of the set at the end; every other row is here."""
        self.held = View(self.query, np.append(self.held.positions, position))
        self.changed(rows=True)

    async def load_all(self, progress: Callable[[int, int | None], None] | None = None) -> None:
        """Load pages until the end, after re-reading what is stale."""
        if self.settled and self.freshness != "fresh":
            await self.refresh()
        while not self._ended:
            self.load_more()
            if self._load is not None:
                await asyncio.wait({self._load})
            if self.error is not None:
                raise self.error
            if self.host.closed:
                return
            if progress is not None:
                progress(self.held.loaded, self.estimated_total)

    # --- what is seen ----------------------------------------------------------------------

    @property
    def complete(self) -> bool:
        """Whether the end was seen."""
        return self.settled and self._ended and not self._circles

    @property
    def freshness(self) -> Age:
        """How old the loaded rows are; those that a refresh has left behind, too old."""
        if self._read < self._renewals:
            return "too_stale"
        age = None if self._fetched_at is None else self.host.now() - self._fetched_at
        judged = self.host.freshness.judge(age)
        return "stale" if self._recalled and judged == "fresh" else judged

    @property
    def has_more(self) -> bool:
        """Whether more can be loaded."""
        return not self._ended

    @property
    def estimated_total(self) -> int | None:
        """Rows the source said there are, or the rows loaded at the end."""
        if self._ended and self.settled:
            return self.places.rows
        return self._stated

    @property
    def total_final(self) -> bool:
        """Whether the number of rows is known."""
        return self._ended or self._stated is not None

    @property
    def busy(self) -> bool:
        """Whether something is being loaded."""
        return self._load is not None and not self._load.done()

    def status(self, place: int) -> Status:
        """Return the status of the row at a place."""
        status = super().status(place)
        return "Stale" if status == "Fresh" and self.freshness != "fresh" else status

    @property
    def oldest(self) -> float | None:
        """When the page read longest ago was read, in seconds since the epoch."""
        return self._fetched_at

    def fetched_at(self, place: int) -> float | None:
        """Return when the page read longest ago was read, in seconds since the epoch."""
        return self._fetched_at

    def _drop(self, gone: Positions) -> None:
        before: Positions = self.held.positions
        left = before[~np.isin(before, gone)]
        self.held = View(self.query, left)
        if self._stated is not None:
            self._stated = max(self._stated - (len(before) - len(left)), len(left))
