"""A view that is loaded window by window as it is looked at."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from diorama_nb.coverage import Total, by_distance, chunks_of
from diorama_nb.events import LoadFailed, RangeLoaded
from diorama_nb.query import Query
from diorama_nb.rows.pages import Chunk, PageMap
from diorama_nb.rows.store import Delta
from diorama_nb.scenery.backing import Backing, received
from diorama_nb.scenery.host import Host
from diorama_nb.vista.source import Page

HOLD_OFF: Final = 60.0
"""Seconds: the longest time a chunk that failed is left alone; grows with each failure."""

WALKERS: Final = 4
"""Chunks of a `load_all` under way at once; the source's own limits come on top."""


@dataclass(slots=True)
class _Failure:
    error: Exception
    count: int
    until: float


class PagedBacking(Backing):
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
    """

    places: PageMap

    def __init__(self, host: Host, query: Query, size: int, *, stale: bool = True) -> None:
        super().__init__(host, query)
        self._remembered_stale = stale
        self.places = PageMap(size, {}, Total())
        self._loads: dict[int, asyncio.Task[None]] = {}
        self._failures: dict[int, _Failure] = {}
        self._walks: dict[object, frozenset[int]] = {}  # chunks that each walk waits for
        self._key = f"view/{query.key}/{size}/"

    async def open(self) -> None:
        """Take the chunks and the total that the cache remembers."""
        remembered = await self.host.view_metadata(self._key)
        total = remembered.pop(self._key + "total", None)
        if total is None:
            return
        chunks = {}
        for key, entry in remembered.items():
            positions = self.host.store.positions(entry["ids"])
            # Shown at once, but from an earlier life: whoever looks at it has it read again.
            chunks[int(key.rsplit("/", 1)[1])] = Chunk(
                positions, float(entry["at"]), stale=True
            )
        self.places = PageMap(self.places.size, chunks, Total(*total))
        self.settled = True

    # --- what is wanted --------------------------------------------------------------------

    def want(self, holder: object, wanted: range, *, force: bool = False) -> None:
        """Note what a holder looks at; load what is lacking or stale there, or (forced) all."""
        super().want(holder, wanted)
        needed = self._needed(wanted, force)
        centre = (wanted.start + wanted.stop) // 2 // self.places.size
        for number in by_distance(needed, centre):
            failure = self._failures.get(number)
            held_off = failure is not None and self.host.loop.time() < failure.until
            if number not in self._loads and (force or not held_off):
                self._start(number)
        self._cancel_unwanted()

    def _needed(self, wanted: range, force: bool) -> list[int]:
        if not self.settled and not wanted:
            wanted = range(0, 1)  # the first answer tells whether there are rows at all
        if force:
            end = self.places.rows if self.places.total.final else None
            return list(chunks_of(wanted, self.places.size, end)) or [0]
        lacking = self.places.lacking(wanted)
        if not self.settled and not lacking:
            lacking = [0]
        return lacking + [n for n in self._old(wanted) if n not in lacking]

    def _old(self, wanted: range) -> Iterable[int]:
        """Return loaded chunks that are stale, or whose time has run out."""
        now = self.host.now()
        for number in chunks_of(wanted, self.places.size, self.places.rows):
            chunk = self.places.chunks.get(number)
            if chunk is not None and (
                chunk.stale or self.host.freshness.judge(now - chunk.fetched_at) != "fresh"
            ):
                yield number

    def _start(self, number: int) -> asyncio.Task[None]:
        task = self.host.tasks.spawn(
            self._load(number), f"load chunk {number} of {self.host.name}"
        )
        self._loads[number] = task
        task.add_done_callback(lambda done: self._loaded(number, done))
        return task

    def _loaded(self, number: int, task: asyncio.Task[None]) -> None:
        if self._loads.get(number) is task:
            del self._loads[number]
        self.changed()

    def _cancel_unwanted(self) -> None:
        """Cancel loads that no holder waits for any more."""
        size = self.places.size
        wanted = {n for r in self.holders.values() for n in chunks_of(r, size)} | {0}
        wanted.update(*self._walks.values())
        for number, task in list(self._loads.items()):
            if number not in wanted:
                task.cancel()
                del self._loads[number]

    def released(self) -> None:
        """A holder left: cancel what only it waited for."""
        if not self.holders:
            for task in self._loads.values():
                task.cancel()
            self._loads.clear()
        else:
            self._cancel_unwanted()
        super().released()

    # --- loading ---------------------------------------------------------------------------

    async def _load(self, number: int) -> None:
        size = self.places.size
        asked = range(number * size, (number + 1) * size)
        try:
            await self._land(
                {number: await self.host.load_window(self.query, asked.start, size)}
            )
        except Exception as error:
            self._fail(number, asked, error)
        else:
            self.host.bus.publish(RangeLoaded(asked))

    def _fail(self, number: int, asked: range, error: Exception) -> None:
        count = self._failures[number].count + 1 if number in self._failures else 1
        until = self.host.loop.time() + min(HOLD_OFF, 2.0 ** (count - 1))
        self._failures[number] = _Failure(error, count, until)
        self.error = error
        self.changed()
        self.host.bus.publish(LoadFailed(asked, error))

    async def _land(self, pages: dict[int, Page]) -> None:
        """Put answers into the store and their rows into their places, as one cut."""
        size, now = self.places.size, self.host.now()
        rows = {id: record for page in pages.values() for id, record in page.rows.items()}
        total = self.places.total
        for number, page in pages.items():
            offset = number * size
            total = total.after(offset, size, received(page), stated=page.total, end=page.end)
        entries: dict[str, Any] = {}
        if self.query.search is None:  # a search is a passing thought: not worth remembering
            entries = {
                f"{self._key}{n}": {"ids": list(p.rows), "at": now} for n, p in pages.items()
            }
            entries[self._key + "total"] = [total.rows, total.stated, total.final]
        delta = await self.host.commit(rows, entries)
        # From here on nothing waits: readers see the old places or all of the new ones.
        before, places = self.places, self.places
        left: set[int] = set()
        for number, page in pages.items():
            old = places.chunks.get(number)
            if old is not None:
                left.update(old.positions[old.positions >= 0].tolist())
            positions = self.host.store.positions(list(page.rows))
            padding = np.full(received(page) - len(positions), -1, np.int64)
            places = places.put(number, np.concatenate([positions, padding]), now, total)
            self._failures.pop(number, None)
        self.places = places
        settled, self.settled = self.settled, True
        had_error, self.error = self.error, None
        moved = not settled or not places.same_rows(before) or self.places.shows(delta.changed)
        if moved or had_error:
            self.changed(rows=moved)
        vanished = [p for p in left if places.place_of(p) is None]
        if vanished:
            ids = self.host.store.ids(np.array(vanished, np.int64))
            await self.host.drop_orphans(ids)

    async def refresh(self) -> None:
        """Re-read the chunks that are looked at, as one cut; the others are stale then."""
        size = self.places.size
        end = self.places.rows if self.places.total.final else None
        seen = sorted(
            {n for r in self.holders.values() for n in chunks_of(r, size, end)} or {0}
        )
        answers = await asyncio.gather(
            *(self.host.load_window(self.query, n * size, size) for n in seen)
        )
        before = self.places
        self.places = before.aged(keep=seen)
        try:
            await self._land(dict(zip(seen, answers, strict=True)))
        except BaseException:
            self.places = before
            raise
        self.changed()  # rows away from the viewport are marked stale

    async def load_all(self, progress: Callable[[int, int | None], None] | None = None) -> None:
        """Load every chunk that is lacking or stale, a few at a time.

        Raises
        ------
        SourceError
            What the first chunk that failed raised; what was loaded stays.
        """
        gate, walk = asyncio.Semaphore(WALKERS), object()

        async def load(number: int) -> None:
            async with gate:
                await self._ensure(number)
                if progress is not None:
                    progress(self.places.loaded, self.estimated_total)

        try:
            if not self.settled:
                self._walks[walk] = frozenset({0})
                await load(0)
            done: set[int] = set()
            while numbers := [n for n in self._unloaded() if n not in done]:
                self._walks[walk] = frozenset(numbers)
                async with asyncio.TaskGroup() as group:
                    for number in numbers:
                        group.create_task(load(number))
                done.update(numbers)
        except ExceptionGroup as group_error:
            raise group_error.exceptions[0] from None
        finally:
            self._walks.pop(walk, None)
            self._cancel_unwanted()

    async def load_range(self, wanted: range) -> None:
        """Load the chunks of a range that are lacking or stale, and wait for them."""
        needed, walk = self._needed(wanted, force=False), object()
        self._walks[walk] = frozenset(needed)
        try:
            await asyncio.gather(*map(self._ensure, needed))
        finally:
            del self._walks[walk]

    def _unloaded(self) -> list[int]:
        everything = range(self.places.rows)
        return sorted({*self.places.lacking(everything), *self._old(everything)})

    async def _ensure(self, number: int) -> None:
        """Wait until a chunk was loaded; raise why it could not be."""
        await asyncio.wait({self._loads.get(number) or self._start(number)})
        if (failure := self._failures.get(number)) is not None:
            raise failure.error

    # --- what is seen ----------------------------------------------------------------------

    @property
    def complete(self) -> bool:
        """Whether every row is loaded and the end is known."""
        return self.settled and self.places.complete

    @property
    def has_more(self) -> bool:
        """Whether the end has not been seen yet."""
        return not self.places.total.final

    @property
    def total_final(self) -> bool:
        """Whether the source said how many rows there are, or its end was seen."""
        return self.places.total.final

    @property
    def busy(self) -> bool:
        """Whether something is being loaded."""
        return bool(self._loads)

    def status(self, place: int) -> str:
        """Return the status of the row at a place."""
        number = place // self.places.size
        chunk = self.places.chunks.get(number)
        if self.places.position(place) < 0:
            return "LoadFailed" if number in self._failures else "Loading"
        if chunk is None or chunk.stale:
            return "Stale"
        fresh = self.host.freshness.judge(self.host.now() - chunk.fetched_at) == "fresh"
        return "Fresh" if fresh else "Stale"

    def fetched_at(self, place: int) -> float | None:
        """Return when the row at a place was read, in seconds since the epoch."""
        chunk = self.places.chunks.get(place // self.places.size)
        return None if chunk is None else chunk.fetched_at

    def error_at(self, place: int) -> Exception | None:
        """Return why the row at a place is not there."""
        failure = self._failures.get(place // self.places.size)
        return None if failure is None else failure.error

    def _on_store(self, delta: Delta) -> None:
        if len(delta.removed):
            before, self.places = self.places, self.places.dropping(delta.removed)
            if self.places is not before:
                self.changed(rows=True)
        elif self.places.shows(delta.changed):
            self.changed(rows=True)
