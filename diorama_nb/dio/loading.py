"""How the rows of a Dio come from its source: by which strategy, once, and counted."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from diorama_nb import reasons
from diorama_nb.dio import workers
from diorama_nb.dio.sink import ChunkSink
from diorama_nb.errors import SourceChanged, SourceError, is_resplit
from diorama_nb.frames import Rows
from diorama_nb.progress import Progress
from diorama_nb.query import ALL, Query
from diorama_nb.rows import codec
from diorama_nb.rows.aggregate import Measure, Tally
from diorama_nb.rows.records import Records
from diorama_nb.runtime import SingleFlight, call_user
from diorama_nb.scenery.host import Whole
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.source import Page
from diorama_nb.vista.vista import Vista

if TYPE_CHECKING:
    from diorama_nb.dio.dio import Dio
    from diorama_nb.dio.strategy import Strategy

log = logging.getLogger("diorama")

Shape = Literal["eager", "paged", "sequential"]


def choose_shape(strategy: Strategy, able: Capabilities) -> Shape:
    """Return how a data set is loaded; see `decide_shape`."""
    return decide_shape(strategy, able)[0]


def decide_shape(strategy: Strategy, able: Capabilities) -> tuple[Shape, str]:
    """Return how a data set is loaded, and why, by its callbacks and what its master can do.

    ===========  ==========================================================================
    paged        window by window as it is looked at
    sequential   page after page, by "load more"
    eager        copied whole
    ===========  ==========================================================================
    """
    windows = able.can("fetch_window")
    if strategy.on_load_chunk is not None and (strategy.on_start is None or windows):
        return "paged", "on_load_chunk loads windows"
    if strategy.on_load_next is not None:
        return "sequential", "on_load_next loads pages"
    if strategy.on_start is not None:
        return "eager", "on_start loads it"
    if able.granted.get("fetch_window") == "local":
        return "eager", "the source is in memory"
    if windows:
        return "paged", f"the source can fetch_window ({able.granted['fetch_window']})"
    if able.can("fetch_next"):
        how = able.granted["fetch_next"]
        return "sequential", f"the source can fetch_next ({how}) and no fetch_window"
    return "eager", "the source can neither fetch_window nor fetch_next"


def _pushes(vista: Vista) -> bool:
    """Whether the source answers the whole query of a Vista itself."""
    return vista.source.split(vista.query)[1] == ALL


class Loader:
    """Asks the source for windows and pages: each once, however many want it.

    Parameters
    ----------
    dio : Dio
        Handed to the callbacks.
    strategy : Strategy
        The callbacks.
    """

    def __init__(self, dio: Dio, strategy: Strategy) -> None:
        self._dio = dio
        self._strategy = strategy
        self._flights = SingleFlight()
        self._totals: dict[tuple[object, ...], int | None] = {}
        self._copies: dict[tuple[object, ...], Rows] = {}
        self._renewals = 0

    def master(self, query: Query) -> Vista:
        """Return the master narrowed by a query, on top of its own narrowing."""
        base = self._dio.master
        return base._with(query.on_top_of(base.query))

    def renew(self) -> None:
        """A refresh begins: nothing asked before it may answer what is asked from now on."""
        self._renewals += 1
        self._totals.clear()
        self._copies.clear()

    @property
    def _known(self) -> tuple[int, int]:
        """What an answer must know of: an older question is not shared with a newer one."""
        return self._renewals, self._dio.tick

    async def window(self, query: Query, offset: int, limit: int) -> Page:
        """Ask the source for rows [offset, offset + limit) of a query."""
        key = ("window", query.key, offset, limit, *self._known)
        return await self._flights.do(key, lambda: self._window(query, offset, limit))

    async def _window(self, query: Query, offset: int, limit: int) -> Page:
        """Ask until the window is full: some sources cap what they send at once."""
        page = await self._part(query, offset, limit)
        rows, got, age = dict(page.rows), page.received, page.age
        while page.received and got < limit and page.goes_on(offset + got):
            page = await self._part(query, offset + got, limit - got)
            rows |= page.rows
            got, age = got + page.received, max(age, page.age)
        end = page.end if page.received or not got else True
        return replace(page, rows=rows, received=got, end=end, age=age)

    async def _part(self, query: Query, offset: int, limit: int) -> Page:
        wanted = range(offset, offset + limit)
        with self._dio.ledger.asking("window", query, wanted=wanted) as fetch:
            try:
                page = await self._ask_window(query, offset, limit)
            except SourceChanged:
                self._catch_up()
                raise
            fetch.got(page.rows, page.requests)
        return page

    def _catch_up(self) -> None:
        """Re-read what is held: it belongs to a state of the source that is gone."""
        if reasons.current().cause not in ("refresh", "watch"):  # these do so already
            self._dio.tasks.spawn(self._reread(), f"catch up {self._dio.name}")

    async def _reread(self) -> None:
        with reasons.because("watch"), contextlib.suppress(SourceError):  # RefreshFailed tells
            await self._dio.reread()

    async def _ask_window(self, query: Query, offset: int, limit: int) -> Page:
        callback = self._strategy.on_load_chunk
        if callback is None:
            master, elsewhere = self.master(query), workers.active()
            ask: Callable[[], Awaitable[Page]] = partial(master.fetch_window, offset, limit)
            if elsewhere is not None:
                ask = partial(elsewhere.window, master, offset, limit, ask)
            return await self._learning(query, ask, offset, limit)
        sink = ChunkSink(query, offset)
        try:
            await call_user(callback, self._dio, range(offset, offset + limit), sink)
        finally:
            sink.close()
        return sink.window(limit)

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
                return await dio.answers.window(query, offset, limit, details=False)
            positions, held = await dio.answers.rows(query)
            return Page(codec.decode(dio.store.take(positions)), held.total, end=held.complete)
        # The master's own narrowing is what it ignored: the rows held are of another set.
        rows = await self._copy(query)
        stop = len(rows) if limit is None else offset + limit
        total = len(rows) if rows.coverage.complete else None
        return Page(dict(islice(rows.items(), offset, stop)), total, end=stop >= len(rows))

    async def _copy(self, query: Query) -> Rows:
        """Read a query whole, once until anything else is heard of its rows."""
        key = (query.key, self._dio.news, *self._known)
        if (held := self._copies.get(key)) is not None:
            return held
        rows = await self._flights.do(("copy", *key), self.master(query).list_values)
        if key == (query.key, self._dio.news, *self._known):
            self._copies = {k: v for k, v in self._copies.items() if k[1:] == key[1:]}
            self._copies[key] = rows
        return rows

    async def whole(self, query: Query, tell: Progress) -> Whole | None:
        """Ask the source for all rows as a table, None where it has none or a callback loads.

        Returns also what to call when the rows are in the store.
        """
        master = self.master(query)
        await master.source.prepare()
        plain = not self._strategy.loads_by_callback and _pushes(master)
        if not (plain and master.source.tells_table(master.query)):
            return None
        key = ("whole", query.key, *self._known)
        return await self._flights.do(key, self._whole(master, tell))

    def _whole(
        self, master: Vista, tell: Progress
    ) -> Callable[[], Coroutine[Any, Any, Whole | None]]:
        async def read() -> Whole | None:
            ledger = self._dio.ledger
            with ledger.asking("all", master.query) as fetch:
                table = await master.source.read_table(master.query, tell)
                fetch.rows = 0 if table is None else table.num_rows
            if table is None:
                return None
            return Records(table), partial(ledger.settle_all, fetch)

        return read

    async def total(self, query: Query) -> int | None:
        """Ask the source how many rows a query has, once until the next refresh."""
        began = self._known
        key = (query.unordered.key, *began)
        if key not in self._totals:
            work = ("total", *key)
            total = await self._flights.do(work, lambda: self._ask_total(query.unordered))
            if began != self._known:
                return total
            self._totals[key] = total
        return self._totals[key]

    async def _ask_total(self, query: Query) -> int | None:
        provider = self._strategy.total_provider
        try:
            if provider is not None:
                return int(await call_user(provider, self._dio)) if query == ALL else None
            if self._strategy.loads_by_callback:
                return None  # the callback's rows may be other rows than the master's
            master = self.master(query)
            if not master.capabilities.can("count"):
                return None
            with self._dio.ledger.asking("count", query):
                return await master.get_count()
        except Exception as error:  # the rows are here; their number may stay unknown
            log.warning("the number of rows of %s stays unknown: %s", self._dio.name, error)
            return None

    async def estimate(self, query: Query) -> int | None:
        """Ask the source about how many rows a query has; None: it is to be counted."""
        strategy, master = self._strategy, self.master(query)
        if strategy.loads_by_callback or strategy.total_provider is not None:
            return None
        try:
            await master.source.prepare()
            pushed, local = master.source.split(master.query.unordered)
            return None if local != ALL else await master.source.estimate(pushed)
        except SourceError as error:
            log.warning("the rows of %s can not be estimated: %s", self._dio.name, error)
            return None

    def tells_values(self, query: Query, reads: Iterable[str]) -> bool:
        """Whether the source can be asked for values over columns of a query's rows."""
        dio, own = self._dio, self._strategy
        plain = own.reads_master and own.on_query is None and own.total_provider is None
        if not (plain and dio.known.able.can("aggregate") and dio.pieces):
            return False
        return not dio.details.named(reads) and dio.views.pushes(query)

    async def tally(
        self, query: Query, measure: Measure, without: frozenset[str]
    ) -> Tally | None:
        """Ask the source what a value is made of, None where it can not tell."""
        key = ("tally", query.key, measure, without, self._dio.news, *self._known)
        return await self._flights.do(key, lambda: self._tally(query, measure, without))

    async def _tally(
        self, query: Query, measure: Measure, without: frozenset[str]
    ) -> Tally | None:
        with self._dio.ledger.asking("value", query):
            return await self.master(query)._tally(measure, without)

    async def next(self, query: Query, token: str | None) -> Page:
        """Ask the source for the page a token stands for; None: the first."""
        key = ("next", query.key, token, *self._known)
        return await self._flights.do(key, lambda: self._next(query, token))

    async def _next(self, query: Query, token: str | None) -> Page:
        with self._dio.ledger.asking("next", query, token=token) as fetch:
            page = await self._ask_next(query, token)
            fetch.got(page.rows, page.requests)
        return page

    async def _ask_next(self, query: Query, token: str | None) -> Page:
        callback = self._strategy.on_load_next
        if callback is None:
            master = self.master(query)
            return await self._learning(query, lambda: master.fetch_next(token), 0, None)
        sink = ChunkSink(query, 0)
        try:
            follow = await call_user(callback, self._dio, token, sink)
        finally:
            sink.close()
        return sink.following(None if follow is None else str(follow))
