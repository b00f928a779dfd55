"""How the rows of a Dio come from its source: by which strategy, once, and counted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Literal

from diorama_nb.errors import Closed, SourceError, is_resplit
from diorama_nb.frames import Rows
from diorama_nb.query import ALL, Query
from diorama_nb.rows import codec
from diorama_nb.runtime import SingleFlight, call_user
from diorama_nb.scenery.host import Stats
from diorama_nb.values import Record, as_id
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.source import Page
from diorama_nb.vista.vista import Vista

if TYPE_CHECKING:
    from diorama_nb.dio.dio import Dio
    from diorama_nb.dio.strategy import Strategy

Shape = Literal["eager", "paged", "sequential"]


def choose_shape(strategy: Strategy, able: Capabilities) -> Shape:
    """Return how a data set is loaded, from the callbacks given and what its master can do.

    ===========  ==========================================================================
    paged        window by window as it is looked at
    sequential   page after page, by "load more"
    eager        copied whole
    ===========  ==========================================================================
    """
    windows = able.can("fetch_window")
    if strategy.on_load_chunk is not None and (strategy.on_start is None or windows):
        return "paged"
    if strategy.on_load_next is not None:
        return "sequential"
    if strategy.on_start is not None or able.granted.get("fetch_window") == "local":
        return "eager"
    if windows:
        return "paged"
    return "sequential" if able.can("fetch_next") else "eager"


def _pushes(vista: Vista) -> bool:
    """Whether the source answers the whole query of a Vista itself."""
    return vista.source.split(vista.query)[1] == ALL


class ChunkSink:
    """Where an ``on_load_chunk`` or ``on_load_next`` callback puts its rows.

    Attributes
    ----------
    query : Query
        What is asked: conditions, order, search.
    """

    def __init__(self, query: Query, first: int) -> None:
        self.query = query
        self.total: int | None = None
        self._first = first
        self._rows: dict[int, tuple[str, Record]] = {}
        self._closed = False

    async def push(self, place: int, id: str, record: Record) -> None:
        """Put one row at its place in the view."""
        if self._closed:
            raise Closed("the view that asked for these rows", hint="stop loading")
        self._rows[place] = (as_id(id), dict(record))

    async def push_many(self, first: int, rows: Mapping[str, Record]) -> None:
        """Put rows at consecutive places."""
        for offset, (id, record) in enumerate(rows.items()):
            await self.push(first + offset, id, record)

    def page(self, limit: int | None, token: str | None = None) -> Page:
        """Close the sink and return its rows as one answer."""
        self._closed = True
        places = sorted(self._rows)
        rows = dict(self._rows[place] for place in places)
        end = None if limit is None else False if len(places) >= limit else None
        return Page(
            rows, total=self.total, next=token, end=token is None if limit is None else end
        )


class Loader:
    """Asks the source for windows and pages: each once, however many want it.

    Parameters
    ----------
    dio : Dio
        Handed to the callbacks.
    strategy : Strategy
        The callbacks.
    stats : Stats
        The ledger.
    """

    def __init__(self, dio: Dio, strategy: Strategy, stats: Stats) -> None:
        self._dio = dio
        self._strategy = strategy
        self._stats = stats
        self._flights = SingleFlight()
        self._totals: dict[str, int | None] = {}
        self._copies: dict[str, Rows] = {}

    def master(self, query: Query) -> Vista:
        """Return the master narrowed by a query, on top of its own narrowing."""
        base = self._dio.master
        both = Query(
            (*base.query.conditions, *query.conditions),
            query.order or base.query.order,
            query.search or base.query.search,
        )
        return base._with(both)

    def forget_totals(self) -> None:
        """Ask for totals anew with the next window."""
        self._totals.clear()
        self._copies.clear()

    async def window(self, query: Query, offset: int, limit: int) -> Page:
        """Ask the source for rows [offset, offset + limit) of a query."""

        async def work() -> Page:
            self._stats.fetches += 1
            page = await self._window(query, offset, limit)
            return await self._with_total(page, query, offset, limit)

        return await self._flights.do(("window", query.key, offset, limit), work)

    async def _window(self, query: Query, offset: int, limit: int) -> Page:
        callback = self._strategy.on_load_chunk
        if callback is None:
            master = self.master(query)
            return await self._learning(
                query, lambda: master.fetch_window(offset, limit), offset, limit
            )
        sink = ChunkSink(query, offset)
        await call_user(callback, self._dio, range(offset, offset + limit), sink)
        return sink.page(limit)

    async def _learning(
        self, query: Query, ask: Callable[[], Awaitable[Page]], offset: int, limit: int | None
    ) -> Page:
        """Ask the master, unless it ignores a part of the query: that part is done here."""
        master = self.master(query)
        await master.source.prepare()
        if _pushes(master):
            try:
                return await ask()
            except SourceError as error:
                if not is_resplit(error):
                    raise
        return await self._here(query, offset, limit)

    async def _here(self, query: Query, offset: int, limit: int | None) -> Page:
        """Cut a window here, because the source ignored a part of the query."""
        dio = self._dio
        if _pushes(dio.master):
            if limit is not None:
                return await dio.answers.window(query, offset, limit)
            positions, held = await dio.answers.rows(query)
            return Page(codec.decode(dio.store.take(positions)), held.total, end=held.complete)
        # The master's own narrowing is what it ignored: the rows held are of another set.
        if query.key not in self._copies:
            rows = await self._flights.do(("copy", query.key), self.master(query).list_values)
            self._copies[query.key] = rows
        rows = self._copies[query.key]
        stop = len(rows) if limit is None else offset + limit
        total = len(rows) if rows.coverage.complete else None
        return Page(dict(islice(rows.items(), offset, stop)), total, end=stop >= len(rows))

    async def _with_total(self, page: Page, query: Query, offset: int, limit: int) -> Page:
        """Return the answer with a total: its own, else one asked for once per query."""
        full = max(page.received, len(page.rows)) >= limit
        if page.total is not None or not full or page.end:
            return page
        if query.key not in self._totals:
            self._totals[query.key] = await self._ask_total(query)
        total = self._totals[query.key]
        return Page(
            page.rows, total, page.next, page.end, page.received, page.requests, page.note
        )

    async def _ask_total(self, query: Query) -> int | None:
        try:
            if self._strategy.total_provider is not None:
                return (
                    int(await call_user(self._strategy.total_provider, self._dio))
                    if query.unordered == ALL
                    else None
                )
            master = self.master(query.unordered)
            return await master.get_count() if master.capabilities.can("count") else None
        except SourceError:
            return None  # the rows are here; their number may stay unknown

    async def next(self, query: Query, token: str | None) -> Page:
        """Ask the source for the page a token stands for; None: the first."""

        async def work() -> Page:
            self._stats.fetches += 1
            callback = self._strategy.on_load_next
            if callback is None:
                master = self.master(query)
                return await self._learning(query, lambda: master.fetch_next(token), 0, None)
            sink = ChunkSink(query, 0)
            follow = await call_user(callback, self._dio, token, sink)
            return sink.page(None, None if follow is None else str(follow))

        return await self._flights.do(("next", query.key, token), work)
