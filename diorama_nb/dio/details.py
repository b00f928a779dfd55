"""Details: further columns of the rows somebody looks at, fetched behind the list."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from diorama_nb.dio.detail_facts import DetailFacts
from diorama_nb.dio.detail_fetcher import Fetcher, Job
from diorama_nb.dio.keeping import Keeping
from diorama_nb.dio.strategy import Strategy
from diorama_nb.dio.turns import Turns
from diorama_nb.errors import SourceError, one_line
from diorama_nb.events import Hydrating, RecordChanged, RecordLoadFailed
from diorama_nb.rows.gaps import fingerprint
from diorama_nb.rows.index import Positions
from diorama_nb.rows.store import Delta
from diorama_nb.scenery.loads import Failure

if TYPE_CHECKING:
    from diorama_nb.dio.dio import Dio

NO_DEMAND: Final[frozenset[int]] = frozenset()


@dataclass(slots=True)
class Waiter:
    """Somebody who waits until some rows have their details, or failed to get them."""

    left: set[int]
    augments: frozenset[int]
    errors: dict[int, Exception] = field(default_factory=dict)
    done: asyncio.Event = field(default_factory=asyncio.Event)


class Details(DetailFacts):
    """Decides which rows get their details next: those that are looked at.

    Rows are named by position. Each row is asked for once, however many want it; requesters
    are served in turn, each in the order in which it shows its rows.
    """

    def __init__(self, dio: Dio, strategy: Strategy) -> None:
        super().__init__(dio, strategy.augments)
        self._turns = Turns()
        self._demand: dict[object, frozenset[int]] = {}
        self._waiters: dict[object, Waiter] = {}
        self._flying: set[int] = set()
        if not self._augments:
            return
        self._keeping = Keeping(dio.cache, dio.known, self._filled, self._log)
        self._fetcher = Fetcher(
            dio,
            self._augments,
            strategy.detail_workers,
            self._next_job,
            self._keeping.keep,
            self._tell,
        )
        dio.known.extra = tuple(c for augment in self._augments for c in augment.described)
        dio.on_store(self._on_store)

    async def recall(self) -> None:
        """Take what an earlier process knew of details."""
        if self._augments:
            await self._log.recall()

    def forgive(self) -> None:
        """Ask again for what was blank or failed: somebody asked for a refresh."""
        self._filled.forgive()
        for failure in self._failures.values():
            failure.until = float("-inf")

    async def renew(self) -> None:
        """Ask again for everything: the rows are of another master."""
        if self._augments:
            self._filled.age()
            await self._log.rewrite()
            for view in self._dio.views:
                view.changed(rows=True)

    def close(self) -> None:
        """Let nobody wait any more."""
        for waiter in self._waiters.values():
            waiter.done.set()

    def _on_store(self, delta: Delta) -> None:
        if len(delta.removed) and not self._dio.closed:
            for position in delta.removed.tolist():
                self._failures.pop(position, None)
            work = self._keeping.forget(delta)
            self._dio.tasks.spawn(work, f"forget details of {self._dio.name}")

    # --- asking for them -------------------------------------------------------------------

    def look(
        self,
        who: object,
        positions: Positions,
        columns: Collection[str] | None,
        *,
        force: bool = False,
    ) -> None:
        """Say which rows somebody looks at, in the order they are shown, and which columns.

        Parameters
        ----------
        who : object
            The requester; what it looked at before is forgotten.
        positions : numpy.ndarray
            The rows; -1 where none is loaded.
        columns : collection of str or None
            The columns it shows; None: all.
        force : bool
            Ask again also for what failed a moment ago.
        """
        augments = self.wanted(columns)
        if not augments:
            return
        rows = self._lacking(positions, augments)
        if not force and self._failures:
            rows = rows[~np.isin(rows, self._held_off(rows))]
        self._ask(who, rows, augments)

    def leave(self, who: object) -> None:
        """Forget a requester; what is being fetched for it still lands."""
        self._turns.leave(who)
        self._demand.pop(who, None)

    def _ask(self, who: object, rows: Positions, augments: frozenset[int]) -> None:
        self._demand[who] = augments
        self._turns.ask(who, rows.tolist())
        self._fetcher.go_on()

    async def hydrate(
        self,
        positions: Positions | None = None,
        columns: Collection[str] | None = None,
        *,
        force: bool = True,
    ) -> SourceError | None:
        """Wait until rows have their details; return why some have not.

        Parameters
        ----------
        positions : numpy.ndarray or None
            The rows; None: all that are held.
        columns : collection of str or None
            The columns that must be filled; None: all.
        force : bool
            Ask again also for what failed a moment ago.
        """
        augments = self.wanted(columns)
        if not augments:
            return None
        rows = self._lacking(self._all_rows() if positions is None else positions, augments)
        held = rows[:0] if force else self._held_off(rows)
        errors = {p: self._failures[p].error for p in held.tolist()}
        rows = rows[~np.isin(rows, held)]
        if len(rows):
            errors |= await self._answered(rows, augments)
        if not errors:
            return None
        return SourceError(
            f"{len(errors)} rows of {self._dio.name!r} lack their detail: "
            f"{one_line(next(iter(errors.values())))}",
            hint="ask again later; in a view, request_retry() does it at once",
        )

    async def _answered(
        self, rows: Positions, augments: frozenset[int]
    ) -> dict[int, Exception]:
        self._dio.bus.publish(Hydrating(len(rows)))
        who, waiter = object(), Waiter(set(rows.tolist()), augments)
        self._waiters[who] = waiter
        try:
            self._ask(who, rows, augments)
            await waiter.done.wait()
        finally:
            self.leave(who)
            del self._waiters[who]
        self._dio.check_open()
        return waiter.errors

    # --- one after the other ---------------------------------------------------------------

    def _next_job(self) -> Job | None:
        """Return what is to be fetched next."""
        store = self._dio.store
        while (position := self._turns.next()) is not None:
            if position in self._flying:
                continue  # who wants more of it than is coming, gets it another time
            id = store.id(position)
            row = self._dio.cache.base(id)
            asked = sorted(NO_DEMAND.union(*self._demand.values()))
            due = [n for n in asked if self._lacks(position, frozenset({n}))]
            if not due or row is None:
                self._settle(position, None)
                continue
            self._flying.add(position)
            note = self._filled.note_of(position)
            seen = fingerprint(row, self._filled.declared) if note is None else note.print
            return Job(position, id, row, seen, due)
        return None

    def _tell(self, jobs: Sequence[Job], delta: Delta) -> None:
        """Tell everybody of details that came or failed."""
        changed = frozenset(delta.changed.tolist())
        for job in jobs:
            self._flying.discard(job.position)
            if job.error is None:
                self._failures.pop(job.position, None)
            else:
                before, now = self._failures.get(job.position), self._dio.loop.time()
                self._failures[job.position] = Failure.after(before, job.error, now)
            if job.position in changed:
                self._dio.bus.publish(RecordChanged(job.id))
            if job.error is not None:
                self._dio.bus.publish(RecordLoadFailed(job.id, job.error))
            self._settle(job.position, job.error)
        if quiet := [job.id for job in jobs if job.position not in changed]:
            self._dio.views.restated(quiet)
        self._fetcher.go_on()

    def _settle(self, position: int, error: Exception | None) -> None:
        """Tell those who wait that a row has its details, or why not; or ask for it again."""
        if error is None and self._lacks(position, NO_DEMAND.union(*self._demand.values())):
            self._turns.again(position)  # it changed meanwhile, or somebody wants more of it
        for waiter in self._waiters.values():
            if position not in waiter.left:
                continue
            if error is not None:
                waiter.errors[position] = error
            elif self._lacks(position, waiter.augments):
                continue
            waiter.left.discard(position)
            if not waiter.left:
                waiter.done.set()

    @property
    def plain(self) -> dict[str, Any]:
        """What goes on, as plain values."""
        return {
            "requesters": len(self._demand),
            "under_way": len(self._flying),
            "failed": len(self._failures),
        }
