"""A view answered from rows that are in the store, by selecting and sorting them here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import pairwise
from typing import Final

import numpy as np

from diorama_nb.coverage import Coverage
from diorama_nb.errors import DioramaError, one_line
from diorama_nb.query import Query
from diorama_nb.rows.store import Delta
from diorama_nb.rows.view import View
from diorama_nb.runtime import off_loop
from diorama_nb.scenery.backing import Backing
from diorama_nb.scenery.host import Host
from diorama_nb.status import Age, Status

FEW: Final = 64
"""Up to this many changed rows are looked at one by one."""

BIG: Final = 20_000
"""Rows from which on selecting is done in a thread, so that the loop stays free."""


class LocalBacking(Backing):
    """A query answered from rows that are all in the store, or on their way into it."""

    def __init__(self, host: Host, query: Query) -> None:
        super().__init__(host, query)
        self.settled = self._seeded
        self._view = View(query, np.empty(0, np.int64))
        self._moved = True  # the view is to be derived anew before anybody sees it
        self._ready = False
        self._version = 0
        self._rest: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Select the rows; asks the source for nothing."""
        while len(self.host.store) > BIG:
            store, order = self.host.store, self.host.base_order
            self._view = await off_loop(True, View.of, store, self.query, order)
            if self.host.store is store and self.host.base_order is order:
                self._moved = False
                break
        _ = self.places
        self._ready = True

    @property
    def places(self) -> View:  # type: ignore[override] # derived when somebody looks
        """Where the rows stand."""
        if self._moved:
            self._moved = False
            view = View.of(self.host.store, self.query, self.host.base_order)
            if not np.array_equal(view.positions, self._view.positions):
                self._view = view
                self._version += 1
        return self._view

    @property
    def version(self) -> int:
        """Grows when rows, their places or their number changed."""
        _ = self.places
        return self._version

    @version.setter
    def version(self, value: int) -> None:
        self._version = value

    def _on_store(self, delta: Delta) -> None:
        if not self._ready:
            self._moved = True
            return
        if self.host.base_order is not None:
            self._version += self._view.shows(delta.changed)
            if self._moved or not self._stays(delta):
                self.source_moved()
            else:
                self.changed()
            return
        before, settled = self.places, self.settled
        self.settled = self._seeded
        self._view = before.after(self.host.store, delta)
        moved = self._view is not before or self.settled != settled
        if moved or before.shows(delta.changed):
            self.changed(rows=True)

    def _stays(self, delta: Delta) -> bool:
        """Whether changed rows surely keep their places; cheaper than placing them."""
        if len(delta.inserted) or len(delta.removed) or len(delta.changed) > FEW:
            return False
        return all(self._keeps(position) for position in delta.changed.tolist())

    def _keeps(self, position: int) -> bool:
        store, query = self.host.store, self.query
        place, record = self._view.place_of(position), store.record(position)
        belongs = record is not None and query.matches(record)
        if place is None or not belongs or not query.order:
            return belongs == (place is not None)
        beside = (self._view.position(place - 1), position, self._view.position(place + 1))
        rows = [store.record(p) for p in beside if p >= 0]
        keys = [query.sort_key(row) for row in rows if row is not None]
        return all(a < b for a, b in pairwise(keys))

    @property
    def _seeded(self) -> bool:
        """Whether there is an answer to show."""
        return self.host.seeded

    @property
    def _lacks_rows(self) -> bool:
        """Whether rows of the set are known to be missing."""
        return self.host.pieces and not self.host.whole

    @property
    def _lacks(self) -> bool:
        """Whether something is missing that can be loaded."""
        return self._lacks_rows

    def source_moved(self) -> None:
        """The order of the source is another, or more of it is known."""
        settled, self.settled = self.settled, self._seeded
        self._moved = True
        self.changed(rows=settled != self.settled)

    def settle(self, error: Exception | None = None) -> None:
        """A reading of the source ended: every row is here, even if there is none; or not."""
        self.error = error
        if error is not None:
            self.changed()
            return
        self.epoch += 1
        settled, self.settled = self.settled, self.settled or self._seeded
        self.changed(rows=settled != self.settled)

    # --- rows that are not here yet --------------------------------------------------------

    def want(self, holder: object, wanted: range, *, force: bool = False) -> None:
        """Note what a holder looks at; load the rest of the set if some is missing."""
        super().want(holder, wanted)
        if not self.busy and (force or (self.error is None and self._lacks)):
            self._begin()

    def _begin(self) -> None:
        self._rest = self.host.tasks.spawn(self._load_rest(), f"load {self.host.name}")
        self._rest.add_done_callback(lambda _: self.changed())

    async def _load_rest(self) -> None:
        try:
            await self.host.load_rest()
        except DioramaError as error:
            self.settle(error)
        else:
            self.settle()

    async def load_all(self, progress: Callable[[int, int | None], None] | None = None) -> None:
        """Load every row of the data set."""
        if not self.complete or self.freshness == "too_stale":
            await self.host.load_rest()

    def released(self) -> None:
        """A holder left: stop loading if it was the last one."""
        super().released()
        if not self.holders and self._rest is not None:
            self._rest.cancel()

    @property
    def freshness(self) -> Age:
        """How old the rows are."""
        return self.host.staleness

    @property
    def oldest(self) -> float | None:
        """When the row read longest ago was read, in seconds since the epoch."""
        age = self.host.age
        return None if age is None else self.host.now() - age

    def fetched_at(self, place: int) -> float | None:
        """Return when the data set was read, in seconds since the epoch."""
        return self.oldest

    def status(self, place: int) -> Status:
        """Return the status of the row at a place."""
        status = super().status(place)
        return "Stale" if status == "Fresh" and self.freshness != "fresh" else status

    @property
    def coverage(self) -> Coverage:
        """How much of the query's rows is loaded, as far as the source told."""
        held = self.host.coverage
        rows = self.places.rows
        if held.complete:
            return Coverage(rows, rows, complete=True)
        reason = one_line(self.error) if self.error else held.reason
        return Coverage(rows, None, complete=held.complete, reason=reason)

    @property
    def busy(self) -> bool:
        """Whether something is being loaded."""
        return self._rest is not None and not self._rest.done()
