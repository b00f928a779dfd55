"""A view over a source that only knows "next": it grows by loading more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import numpy as np

from diorama_nb.coverage import WalkGuard
from diorama_nb.errors import PaginationLoop
from diorama_nb.events import LoadFailed, RangeLoaded
from diorama_nb.query import Query
from diorama_nb.rows.index import Positions
from diorama_nb.rows.store import Delta
from diorama_nb.rows.view import View
from diorama_nb.scenery.backing import Backing
from diorama_nb.scenery.host import Host
from diorama_nb.vista.source import Page


class SequentialBacking(Backing):
    """Pages of one query, one after the other."""

    places: View

    def __init__(self, host: Host, query: Query) -> None:
        super().__init__(host, query)
        self.places = View(query, np.empty(0, np.int64))
        self._token: str | None = None
        self._pages = 0
        self._ended = False
        self._stated: int | None = None
        self._fetched_at: float | None = None
        self._stale = False
        self._guard = WalkGuard()
        self._load: asyncio.Task[None] | None = None
        self._key = f"view/{query.key}/next/"

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
        if self._pages:
            positions = self.host.store.positions(ids)
            self.places = View(self.query, positions[positions >= 0])
            self.settled = self._stale = True

    def want(self, holder: object, wanted: range, *, force: bool = False) -> None:
        """Note what a holder looks at; load the next page when that is the end."""
        super().want(holder, wanted)
        if not self.settled or (wanted and wanted.stop > self.places.rows):
            self.load_more()
        elif (force or self._stale) and self._load is None:
            self._stale = False
            self._load = self.host.tasks.spawn(self._reread(), f"re-read {self.host.name}")

    def load_more(self) -> None:
        """Load the next page, unless one is being loaded or the end was seen."""
        if self._load is None and not self._ended:
            self._load = self.host.tasks.spawn(self._next(), f"load more of {self.host.name}")

    async def _next(self) -> None:
        start = self.places.rows
        try:
            page = await self.host.load_next(self.query, self._token)
            self._check(page)
            await self._land([page], keep=True)
        except Exception as error:
            self.error = error
            self.host.bus.publish(LoadFailed(range(start, start), error))
        else:
            self.host.bus.publish(RangeLoaded(range(start, self.places.rows)))
        finally:
            self._load = None
            self.changed()

    def _check(self, page: Page) -> None:
        if self._guard.repeated(list(page.rows), page.next) and page.next is not None:
            self._ended = True
            raise PaginationLoop(
                f"{self.host.name!r} handed out the same page twice",
                hint="declare how it pages, e.g. page=Cursor('next_cursor', 'cursor')",
            )

    async def _land(self, pages: list[Page], *, keep: bool) -> None:
        now, first = self.host.now(), self._pages if keep else 0
        rows = {id: record for page in pages for id, record in page.rows.items()}
        entries = {
            f"{self._key}{first + n}": {"ids": list(p.rows), "token": p.next, "at": now}
            for n, p in enumerate(pages)
        }
        for stale in range(first + len(pages), self._pages):
            entries[f"{self._key}{stale}"] = None  # type: ignore[assignment] # None deletes
        await self.host.commit(rows, {} if self.query.search else entries)
        positions = self.host.store.positions(list(rows))
        if keep:
            held = self.places.positions
            positions = np.concatenate([held[~np.isin(held, positions)], positions])
        before = self.places
        self.places = View(self.query, positions)
        last = pages[-1]
        self._pages, self._token = first + len(pages), last.next
        self._ended = last.end is True or last.next is None
        self._stated = last.total if last.total is not None else self._stated
        self._fetched_at, self.error = now, None
        settled, self.settled = self.settled, True
        if not settled or not np.array_equal(before.positions, positions):
            self.changed(rows=True)
        gone = before.positions[~np.isin(before.positions, positions)]
        if len(gone):
            await self.host.drop_orphans(self.host.store.ids(gone))

    async def _reread(self) -> None:
        try:
            await self.refresh()
        except Exception as error:
            self.error = error
            self.host.bus.publish(LoadFailed(range(self.places.rows), error))
        finally:
            self._load = None
            self.changed()

    async def refresh(self) -> None:
        """Walk the loaded pages again from the start, and show them as one cut."""
        pages: list[Page] = []
        token: str | None = None
        rows = 0
        guard = WalkGuard()
        while not pages or (rows < self.places.rows and token is not None):
            page = await self.host.load_next(self.query, token)
            pages.append(page)
            token, rows = page.next, rows + len(page.rows)
            if guard.repeated(list(page.rows), token):
                break
        self._guard = guard
        await self._land(pages, keep=False)

    async def load_all(self, progress: Callable[[int, int | None], None] | None = None) -> None:
        """Load pages until the end."""
        while not self._ended:
            self.load_more()
            if self._load is not None:
                await asyncio.wait({self._load})
            if self.error is not None:
                raise self.error
            if progress is not None:
                progress(self.places.loaded, self.estimated_total)

    @property
    def complete(self) -> bool:
        """Whether the end was seen."""
        return self.settled and self._ended and self.error is None

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
        return self._load is not None

    def fetched_at(self, place: int) -> float | None:
        """Return when the last page was read, in seconds since the epoch."""
        return self._fetched_at

    def released(self) -> None:
        """The last holder left: stop loading."""
        super().released()
        if not self.holders and self._load is not None:
            self._load.cancel()

    def _on_store(self, delta: Delta) -> None:
        positions: Positions = self.places.positions
        if len(delta.removed) and self.places.shows(delta.removed):
            self.places = View(self.query, positions[~np.isin(positions, delta.removed)])
            self.changed(rows=True)
        elif self.places.shows(delta.changed):
            self.changed(rows=True)
