"""What a facade is answered: rows of a query, with what is missing loaded, and its coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diorama_nb.coverage import Coverage
from diorama_nb.dio.strategy import Strategy
from diorama_nb.errors import SourceError
from diorama_nb.query import Query
from diorama_nb.rows import codec
from diorama_nb.rows.index import Positions
from diorama_nb.rows.select import arrange, matching
from diorama_nb.runtime import SingleFlight, call_user
from diorama_nb.values import Record
from diorama_nb.vista.source import Page

if TYPE_CHECKING:
    from diorama_nb.dio.dio import Dio

Answer = tuple[Positions, Coverage]


class Answers:
    """Answers a Dio's facades from what is held, and has the rest loaded first."""

    def __init__(self, dio: Dio, strategy: Strategy) -> None:
        self._dio = dio
        self._strategy = strategy
        self._flights = SingleFlight()
        self._asked: set[str] = set()

    def forget(self) -> None:
        """Call ``on_query`` again for queries asked before."""
        self._asked.clear()

    async def rows(self, query: Query) -> Answer:
        """Return the rows of a query and how many of its rows they are.

        Raises
        ------
        SourceError
            When nothing is held and the source does not answer.
        """
        dio = self._dio
        if self._strategy.on_query is not None and query.key not in self._asked:
            await self._flights.do(query.key, lambda: self._ask(query))
        if dio.views.base is None:
            return await self._from_copy(query)
        await dio.views.prepare(query)
        if not dio.whole and dio.views.pushes(query):
            return await self._from_view(query)
        return await self._from_all(query)

    async def _ask(self, query: Query) -> None:
        assert self._strategy.on_query is not None
        await call_user(self._strategy.on_query, self._dio, query)
        self._asked.add(query.key)

    async def _from_copy(self, query: Query) -> Answer:
        """Answer from a whole copy, judged by its age."""
        dio, stale = self._dio, False
        match dio.freshness.judge(dio.age):
            case "stale":
                dio.tasks.spawn(self._revalidate(), f"revalidate {dio.name}")
            case "too_stale":
                stale = not await self._revalidate()
        positions = arrange(dio.store, matching(dio.store, query), query.order)
        held = dio.coverage
        total = len(positions) if held.complete else None
        return positions, Coverage(
            len(positions), total, complete=held.complete, reason=held.reason, stale=stale
        )

    async def _revalidate(self) -> bool:
        try:
            await self._dio.refresh()
        except Exception:
            return False  # told by RefreshFailed; the held rows are served
        return True

    async def _from_view(self, query: Query) -> Answer:
        """Load a query through its view, so that what is loaded is kept and shared."""
        backing = await self._dio.views.of(query)
        release = backing.hold(object(), lambda: None)
        try:
            await backing.load_all()
        except SourceError:
            if not backing.settled:
                raise
        finally:
            answer = backing.places.all_positions(), backing.coverage
            release()
        return answer

    async def _from_all(self, query: Query) -> Answer:
        """Load every row, then do locally what the source can not."""
        dio, base = self._dio, self._dio.views.base
        assert base is not None
        reason = ""
        try:
            await base.load_all()
        except SourceError as error:
            if not base.settled:
                raise
            reason = f"{type(error).__name__}: {error.message}"
        held = matching(dio.store, query, dio.base_order)
        positions = arrange(dio.store, held, query.order)
        if dio.whole:
            return positions, Coverage(len(positions), len(positions), complete=True)
        reason = reason or base.coverage.reason
        return positions, Coverage(len(positions), None, complete=False, reason=reason)

    async def window(self, query: Query, offset: int, limit: int) -> Page:
        """Return rows [offset, offset + limit), loading no more than they need."""
        dio = self._dio
        backing = await dio.views.paged(query)
        if backing is None:
            positions, coverage = await self.rows(query)
            rows = codec.decode(dio.store.take(positions[offset : offset + limit]))
            end = offset + limit >= len(positions) if coverage.complete else None
            return Page(rows, coverage.total, end=end, note=coverage.reason)
        release = backing.hold(object(), lambda: None)
        try:
            await backing.load_range(range(offset, offset + limit))
            places = backing.places
            positions = places.window(
                range(offset, max(offset, min(offset + limit, places.rows)))
            )
            rows = codec.decode(dio.store.take(positions[positions >= 0]))
            total = places.rows if backing.total_final else None
            return Page(rows, total, end=None if total is None else offset + limit >= total)
        finally:
            release()

    async def count(self, query: Query) -> int:
        """Return the number of rows, from an answer that states it where there is one."""
        if await self._dio.views.paged(query.unordered) is not None:
            page = await self.window(query.unordered, 0, 1)
            if page.total is not None:
                return page.total
        positions, coverage = await self.rows(query.unordered)
        coverage.required()
        return len(positions)

    async def get(self, id: str) -> Record | None:
        """Return one record, from the source when it is not held."""
        dio = self._dio
        record = dio.store.get(id)
        if record is None and not dio.whole and dio.known.able.can("traverse_to_record"):
            record = await self._flights.do(("record", id), lambda: self._fetch(id))
        return record

    async def _fetch(self, id: str) -> Record | None:
        record = await self._dio.master.get_value(id)
        if record is not None:
            await self._dio.commit({id: record})
        return record
