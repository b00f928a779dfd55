"""A view that is loaded window by window as it is looked at."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from diorama_nb.coverage import Total, by_distance
from diorama_nb.events import LoadFailed, RangeLoaded
from diorama_nb.query import ALL, Query
from diorama_nb.reasons import without_need
from diorama_nb.rows.index import Positions
from diorama_nb.rows.pages import PageMap
from diorama_nb.rows.store import Delta
from diorama_nb.scenery import recall
from diorama_nb.scenery.counting import Counting
from diorama_nb.scenery.host import Host
from diorama_nb.scenery.pages import Pages
from diorama_nb.scenery.walk import WALKERS, walk
from diorama_nb.scenery.whole import take_whole
from diorama_nb.vista.source import Page

MORE: Final = "more"
"""Who waits for the chunk that `load_more` asked for."""


class PagedBacking(Pages):
    """Chunks of one query, each loaded when it is looked at, each with its own age.

    Parameters
    ----------
    host : Host
        The Dio.
    query : Query
        What is shown; the source answers it itself.
    size : int
        Rows of a chunk.
    stale : bool
        Whether rows of an earlier process are read again when they are looked at.

    Attributes
    ----------
    total : Total
        The number of rows as the newest answer tells it; its rows may not be placed yet.
    renewals : int
        Refreshes begun.
    """

    def __init__(self, host: Host, query: Query, size: int, *, stale: bool = True) -> None:
        super().__init__(host, query, size)
        self.total = Total()
        self.renewals = 0
        self._remembered_stale = stale
        self._counting = Counting(self)
        self._refresh_error: Exception | None = None

    async def open(self) -> None:
        """Take the chunks and the total that the cache remembers."""
        query, size, stale = self.query, self.held.size, self._remembered_stale
        remembered = await self.host.view_metadata(recall.prefix(query, size))
        store, refreshed = self.host.store, self.host.refreshed_at
        places = recall.recalled(
            remembered, query, size, store, stale=stale, refreshed=refreshed
        )
        if places is not None:
            left_behind = places.oldest is not None and places.oldest < refreshed
            self.held, self.total = places, places.total
            self.settled, self.recalled = True, stale and not left_behind
            if not stale and not left_behind:
                self._counting.note_stated()

    # --- what is wanted --------------------------------------------------------------------

    def want(self, holder: object, wanted: range, *, force: bool = False) -> None:
        """Note what a holder looks at; load what is lacking or stale there, or (forced) all."""
        super().want(holder, wanted)
        now = self.host.loop.time()
        wanted = self.below(wanted)
        centre = (wanted.start + wanted.stop) // 2 // self.held.size
        for number in by_distance(self.needed(wanted, force=force), centre):
            if force or not self.loads.held_off(number, now):
                self.start(number)
        self.cancel_unwanted()
        self._note_error()

    def start(self, number: int) -> asyncio.Task[None]:
        """Load a chunk, unless that is under way."""
        if (task := self.loads.task(number)) is not None:
            return task
        name = f"load chunk {number} of {self.host.name}"
        with without_need(not self.needs(number)):
            task = self.host.tasks.spawn(self._load(number), name)
        self.loads.add(number, task)
        task.add_done_callback(lambda done: self._loaded(number, done))
        return task

    def _loaded(self, number: int, task: asyncio.Task[None]) -> None:
        self.loads.ended(number, task)
        self.changed()

    def cancel_unwanted(self) -> None:
        """Cancel loads that nobody waits for any more."""
        self.loads.cancel(keep=self.looked_at)

    def released(self) -> None:
        """A holder left: cancel what only it waited for."""
        super().released()
        if self.holders:
            self.cancel_unwanted()
            return
        self.loads.cancel()
        self._counting.cancel()

    def load_more(self) -> None:
        """Load the chunk behind the last one that is loaded."""
        number = max(self.held.chunks, default=-1) + 1
        last = self.held.lacking(range(self.held.rows))
        number = last[-1] if last and last[-1] < number else number
        if not self.held.total.final or number * self.held.size < self.held.rows:
            self.loads.walk(MORE, [number])
            self.start(number).add_done_callback(lambda _: self.loads.walked(MORE))

    # --- loading ---------------------------------------------------------------------------

    async def _load(self, number: int) -> None:
        asked = self.rows_of(number)
        try:
            for _ in range(2):  # a refresh meanwhile: the answer may be older than its own
                began, since = self.renewals, self.host.tick
                page = await self.host.loader.window(self.query, asked.start, len(asked))
                if began == self.renewals:
                    break
            await self._land({number: page}, since, outrun=began != self.renewals)
        except Exception as error:
            self.loads.fail(number, error, self.host.loop.time())
            self._note_error()
            self.changed()
            self.host.bus.publish(LoadFailed(asked, error))
        else:
            self.host.bus.publish(RangeLoaded(asked))
            self._complete({number})

    def _complete(self, landed: set[int]) -> None:
        """Ask for what the answer did not hold: the total, and rows that now are known of."""
        if self._counting.due:
            self._counting.start()
        now = self.host.loop.time()
        for wanted in tuple(self.holders.values()):
            for number in self.held.lacking(self.below(wanted)):
                if number not in landed and not self.loads.held_off(number, now):
                    self.start(number)

    def counted(self, stated: int) -> None:
        """Take a total that was asked for by itself; rows that are held count more."""
        self._resize(Total(max(stated, self.held.reach), stated=True, final=True))

    def estimated(self, about: int) -> None:
        """Take an estimate of the total; rows that are held, or follow them, count more."""
        if self.total.final and not self.total.stated:
            return  # the end was seen
        reach = self.held.reach
        rows = about if about > reach else reach + self.held.size  # there are more
        self._resize(Total(rows, estimated=True))

    def _resize(self, total: Total) -> None:
        self.total = total
        before, self.held = self.held, self.held.resized(total)
        if before is not self.held:
            self.changed(rows=True)

    async def count(self) -> int | None:
        """Return the number of rows as the source tells it, None where it does not."""
        await self.load_range(range(1))
        await self._counting.exactly()
        return self.places.rows if self.held.total.final else None

    def _note_error(self) -> None:
        self.error = self.loads.error(self.looked_at) or self._refresh_error

    async def _land(
        self,
        pages: Mapping[int, Page],
        since: int,
        *,
        anew: bool = False,
        outrun: bool = False,
    ) -> None:
        """Put answers into the store and their rows into their places, as one cut.

        Parameters
        ----------
        pages : mapping of int to Page
            Chunk → answer.
        since : int
            Writes settled when the answers were asked for: they may not know of later ones.
        anew : bool
            It is a refresh: all other chunks are stale from now on.
        outrun : bool
            Newer knowledge came after the answers were asked for: they may be older.
        """
        size, now = self.held.size, self.host.now()
        rows: dict[str, Any] = {}
        moved = any(self.held.total.contradicted(page.total) for page in pages.values())
        for number, page in sorted(pages.items()):
            self.total = self.total.after(
                number * size, size, page.received, stated=page.total, end=page.end
            )
            if page.total is not None and not outrun:
                self._counting.note_stated()
            rows |= page.rows
        entries = recall.entries(self.query, size, pages, self.total, now)
        outrun = outrun or since != self.host.tick
        delta = await self.host.commit(rows, entries, since=since)
        # From here on nothing waits: readers see the old places or all of the new ones.
        before = self.held
        places = before.aged() if anew else before.displaced() if moved else before
        for number, page in pages.items():
            positions = self.host.positions(list(page.rows))
            padding = np.full(page.received - len(positions), -1, np.int64)
            places = places.put(
                number, np.concatenate([positions, padding]), now - page.age, self.total
            )
            self.loads.failures.pop(number, None)
        kept = places.chunks.keys() - pages.keys()
        await self.become(places.aged(keep=kept) if outrun else places, delta, outrun=outrun)

    async def become(self, places: PageMap, delta: Delta, *, outrun: bool) -> None:
        """Show rows at their places; nothing waits before that is done."""
        before, self.held = self.held, places
        self._adopted = self._adopted if outrun else ()
        settled, self.settled, self.recalled = self.settled, True, False
        self._refresh_error = None
        self._note_error()
        self.changed(
            rows=not settled or not places.same_rows(before) or places.shows(delta.changed)
        )
        if len(gone := self.held.lost(before)):
            await self.host.drop_orphans(self.host.store.ids(gone))

    async def refresh(self) -> None:
        """Re-read the chunks that are looked at, as one cut; the others are stale then."""
        began, since = self.renewals + 1, self.host.tick
        self.renewals = began
        size, seen = self.held.size, self.looked_at or {0}
        if self.held.probe is not None and self.held.probe - 1 in seen:
            seen.add(self.held.probe)
        asked = [self.host.loader.window(self.query, n * size, size) for n in sorted(seen)]
        try:
            answers = await asyncio.gather(*asked)
            if all(page.total is None for page in answers) and self.held.total.stated:
                stated = await self.host.loader.total(self.query)
                if stated is not None:
                    self.total = Total(stated, stated=True, final=True)
                    self._counting.note_stated()
            pages = dict(zip(sorted(seen), answers, strict=True))
            await self._land(pages, since, anew=True, outrun=began != self.renewals)
        except Exception as error:
            self._refresh_error = error
            self._note_error()
            raise
        self.epoch += 1
        self._complete(seen)

    def age(self) -> None:
        """Mark every chunk stale: whoever looks at it has it read again."""
        self.renewals += 1
        self.recalled = False
        self.held = self.held.aged()

    def forget_old(self) -> None:
        """Drop the chunks that are stale: they are of another source."""
        self.held = self.held.without_stale()
        self._counting.cancel()
        self.changed(rows=True)

    def append(self, position: int) -> None:
        """Show a new row of the set at the end; every other row is here."""
        self.held = self.held.appended(position, self.host.now())
        self.total = self.held.total
        self.changed(rows=True)

    async def load_all(
        self,
        progress: Callable[[int, int | None], None] | None = None,
        *,
        at_once: int | None = None,
    ) -> None:
        """Load every chunk that is lacking or stale.

        Parameters
        ----------
        progress : callable, optional
            Called with the rows that are loaded, and all there are, where that is known.
        at_once : int or None
            Chunks to have under way at once. None: a few; or all in one answer, where that is
            quicker.

        Raises
        ------
        SourceError
            What the first chunk that failed raised; what was loaded stays.
        """
        if at_once is not None or not await take_whole(self, progress):
            await walk(self, progress, at_once or WALKERS)
        if self.query == ALL and self.complete:  # what is nowhere now, is nowhere
            alive = self.host.store.alive()
            if len(gone := alive[~self.holds(alive)]):
                await self.host.drop_orphans(self.host.store.ids(gone))

    async def needs_all(self) -> list[int]:
        """Return all chunks that are lacking or stale, as far as the source tells of an end."""
        if self.settled:
            await self._counting.exactly()
        return self.needed(range(max(self.held.rows, 1)))

    async def load_range(self, wanted: range) -> None:
        """Load the chunks of a range that are lacking or stale, and wait for them."""
        needed, who = self.needed(self.below(wanted)), object()
        self.loads.walk(who, needed)
        try:
            await asyncio.gather(*map(self.ensure, needed))
        finally:
            self.loads.walked(who)

    async def ensure(self, number: int) -> None:
        """Wait until a chunk was loaded; raise why it could not be."""
        await asyncio.wait({self.start(number)})
        if (failure := self.loads.failures.get(number)) is not None:
            raise failure.error

    def _drop(self, gone: Positions) -> None:
        self.held = self.held.dropping(gone)
