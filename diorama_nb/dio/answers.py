"""What a facade is answered: rows of a query, with what is missing loaded, and its coverage."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from diorama_nb.coverage import Coverage
from diorama_nb.dio.strategy import Strategy
from diorama_nb.errors import SourceError
from diorama_nb.query import ALL, Query
from diorama_nb.reasons import because
from diorama_nb.rows import codec
from diorama_nb.rows.aggregate import Aggregate
from diorama_nb.rows.index import Positions
from diorama_nb.rows.select import arrange, matching
from diorama_nb.runtime import SingleFlight, call_user, in_thread
from diorama_nb.scenery.backing import Backing
from diorama_nb.scenery.source_value import SourceValue
from diorama_nb.vista.source import Page

if TYPE_CHECKING:
    from diorama_nb.dio.dio import Dio

Answer = tuple[Positions, Coverage]

_asking: Final[ContextVar[frozenset[str]]] = ContextVar("diorama_asking", default=frozenset())
"""Queries whose ``on_query`` runs here: what it reads itself does not call it again."""


class Answers:
    """Answers a Dio's facades from what is held, and has the rest loaded first."""

    def __init__(self, dio: Dio, strategy: Strategy) -> None:
        self._dio = dio
        self._strategy = strategy
        self._flights = SingleFlight()
        self._asked: set[str] = set()
        self._renewals = 0

    def forget(self) -> None:
        """A refresh begins: queries that were asked before are asked again."""
        self._renewals += 1
        self._asked.clear()

    async def rows(self, query: Query, *, reads: Iterable[str] = ()) -> Answer:
        """Return the rows of a query and how many of its rows they are.

        Parameters
        ----------
        query : Query
            What is asked.
        reads : iterable of str
            Columns that must be filled in every row, beside those the query names.

        Raises
        ------
        SourceError
            When nothing is held and the source does not answer.
        """
        dio, key = self._dio, query.key
        dio.check_open()
        cold = self._strategy.on_query is not None and key not in self._asked
        if cold and key not in _asking.get():
            flight = ("query", key, self._renewals)
            await self._flights.do(flight, lambda: self._ask(query))
        if named := dio.details.named({*query.columns, *reads}):
            return await self._from_details(query, named)
        return await self._from_rows(query, reads)

    async def _from_details(self, query: Query, named: frozenset[str]) -> Answer:
        """Answer a query that only details can: with those of every row."""
        await self._from_rows(ALL)
        trouble = await self._dio.details.hydrate(columns=named)
        positions, coverage = await self._from_rows(query)
        if trouble is not None:
            coverage = replace(coverage, total=None, complete=False, reason=trouble.message)
        return positions, coverage

    async def _from_rows(self, query: Query, reads: Iterable[str] = ()) -> Answer:
        dio = self._dio
        await dio.views.prepare(query, reads)
        if dio.views.base is None:
            return await self._from_copy(query)
        if not dio.whole and dio.views.pushes(query):
            return await self._from_view(query)
        return await self._from_all(query)

    async def _ask(self, query: Query) -> None:
        assert self._strategy.on_query is not None
        _asking.set(_asking.get() | {query.key})  # for this task, and what it starts
        began = self._renewals
        await call_user(self._strategy.on_query, self._dio, query)
        if began == self._renewals:
            self._asked.add(query.key)

    # --- whole copies ----------------------------------------------------------------------

    async def _from_copy(self, query: Query) -> Answer:
        """Answer from a whole copy, judged by its age."""
        dio = self._dio
        stale = await self.renewed()
        held_rows = matching(dio.store, query, dio.base_order)
        positions = arrange(dio.store, held_rows, query.order)
        held = dio.coverage
        total = len(positions) if held.complete else None
        return positions, Coverage(
            len(positions), total, complete=held.complete, reason=held.reason, stale=stale
        )

    async def renewed(self) -> bool:
        """Have a copy made or renewed as its age demands; return whether it is too old."""
        dio = self._dio
        match dio.freshness.judge(dio.age):
            case "missing" if self._strategy.on_start is None:
                await dio.fill()
            case "stale":
                with because("revalidation"):
                    dio.tasks.spawn(self._revalidate(), f"revalidate {dio.name}")
            case "too_stale":
                return not await self._revalidate()
        return False

    async def _revalidate(self) -> bool:
        try:
            await self._dio.reread(None)
        except Exception:
            return False  # told by RefreshFailed; the held rows are served
        return True

    # --- sets that are loaded piece by piece -----------------------------------------------

    async def _from_view(self, query: Query) -> Answer:
        """Load a query through its view, so that what is loaded is kept and shared."""
        backing = await self._dio.views.of(query)
        release = backing.hold(object(), lambda: None)
        try:
            trouble = await self.filled(backing)
            return backing.places.all_positions(), self._coverage_of(backing, trouble)
        finally:
            release()

    async def filled(self, backing: Backing) -> SourceError | None:
        """Load what a view lacks; return why that failed, where there is something to show."""
        if backing.complete and backing.freshness in ("fresh", "stale"):
            if backing.freshness == "stale":
                self._revalidate_behind(backing)
            return None
        try:
            await backing.load_all()
        except SourceError as error:
            if not backing.settled:
                raise
            return error
        return None

    def _revalidate_behind(self, backing: Backing) -> None:
        async def load() -> None:
            release = backing.hold(object(), lambda: None)
            try:
                await backing.load_all()
            except SourceError:
                pass  # told by LoadFailed; the rows held are still served
            finally:
                release()

        key = ("revalidate", backing.query.key)
        if key not in self._flights:
            with because("revalidation"):
                self._dio.tasks.spawn(self._flights.do(key, load), f"renew {self._dio.name}")

    def _coverage_of(self, backing: Backing, trouble: SourceError | None) -> Coverage:
        held = backing.coverage
        reason = f"{type(trouble).__name__}: {trouble.message}" if trouble else held.reason
        total = held.total if backing.total_final else None
        stale = trouble is not None and backing.freshness != "fresh"
        return Coverage(held.rows, total, complete=held.complete, reason=reason, stale=stale)

    async def _from_all(self, query: Query) -> Answer:
        """Load every row, then do locally what the source can not."""
        dio, base = self._dio, self._dio.views.base
        assert base is not None
        trouble = await self.filled(base)
        known = self._coverage_of(base, trouble)
        held = matching(dio.store, query, dio.base_order)
        positions = arrange(dio.store, held, query.order)
        return positions, known.of(len(positions))

    # --- less than all rows ----------------------------------------------------------------

    async def window(
        self, query: Query, offset: int, limit: int, *, details: bool = True
    ) -> Page:
        """Return rows [offset, offset + limit), loading no more than they need.

        Parameters
        ----------
        query : Query
            What is asked.
        offset, limit : int
            Which rows of it.
        details : bool
            Whether the rows get their details first.
        """
        dio = self._dio
        dio.check_open()
        backing = await dio.views.paged(query)
        if backing is None:
            positions, coverage = await self.rows(query)
            shown = positions[offset : offset + limit]
            trouble = await dio.details.hydrate(shown) if details else None
            rows = codec.decode(dio.store.take(shown))
            end = offset + limit >= len(positions) if coverage.complete else None
            note = coverage.reason if trouble is None else trouble.message
            return Page(rows, coverage.total, end=end, note=note)
        release = backing.hold(object(), lambda: None)
        try:
            note = ""
            wanted = range(offset, offset + limit)
            try:
                await backing.load_range(wanted)
            except SourceError as error:
                if backing.held.lacking(backing.below(wanted)) or not backing.settled:
                    raise
                note = f"{type(error).__name__}: {error.message}"
            places = backing.places
            stop = max(offset, min(wanted.stop, places.rows))
            positions = places.window(range(offset, stop))
            positions = positions[positions >= 0]
            trouble = await dio.details.hydrate(positions) if details else None
            note = note if trouble is None else trouble.message
            rows = codec.decode(dio.store.take(positions))
            total = places.rows if backing.total_final else None
            end = None if total is None else wanted.stop >= total
            return Page(rows, total, end=end, note=note)
        finally:
            release()

    async def count(self, query: Query) -> int:
        """Return the number of rows, from an answer that states it where there is one."""
        self._dio.check_open()
        query = query.unordered
        backing = await self._dio.views.paged(query)
        if backing is not None:
            release = backing.hold(object(), lambda: None)
            try:
                counted = await backing.count()
            finally:
                release()
            if counted is not None:
                return counted
        positions, coverage = await self.rows(query)
        coverage.required()
        return len(positions)

    async def value(self, query: Query, aggregate: Aggregate) -> Any:
        """Return a value over all rows: from the source where some are not held.

        Raises
        ------
        CoverageError
            When only a part of the rows can be loaded.
        """
        dio = self._dio
        dio.check_open()
        if not (dio.whole and dio.staleness != "too_stale"):
            asked = SourceValue(dio, query, aggregate)
            await dio.views.prepare(query, aggregate.reads)
            while asked.able:
                await asked.ask()
                if asked.usable:  # nothing was written meanwhile
                    return asked.value()
        positions, coverage = await self.rows(query, reads=aggregate.reads)
        coverage.required()
        return await in_thread(aggregate.compute, dio.store, positions)
