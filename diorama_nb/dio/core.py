"""A Dio as its own parts and its sceneries see it: what it is, its rows, its source."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from diorama_nb.alive import enrol
from diorama_nb.cache.base import CacheTable
from diorama_nb.changes import Change
from diorama_nb.coverage import Coverage
from diorama_nb.dio import spans
from diorama_nb.dio.answers import Answers
from diorama_nb.dio.debugging import Debug
from diorama_nb.dio.details import Details
from diorama_nb.dio.explaining import Explanation, explain_view
from diorama_nb.dio.hot import HotTable
from diorama_nb.dio.knowledge import Knowledge
from diorama_nb.dio.ledger import FetchLedger
from diorama_nb.dio.loading import Loader, Shape
from diorama_nb.dio.news import News
from diorama_nb.dio.records import RecordAnswers
from diorama_nb.dio.refresher import Refresher
from diorama_nb.dio.relations import Relations
from diorama_nb.dio.strategy import Strategy
from diorama_nb.dio.views import Views
from diorama_nb.dio.watching import Watching
from diorama_nb.dio.writing import Writing
from diorama_nb.errors import Closed
from diorama_nb.events import EventBus, RecordChanged, RecordInserted, RecordRemoved
from diorama_nb.query import ALL, Query
from diorama_nb.reasons import because
from diorama_nb.rows.index import Ids, Positions
from diorama_nb.rows.store import Delta, RowStore
from diorama_nb.runtime import Closing, Runtime, SingleFlight, Tasks, hops
from diorama_nb.scenery.backing import Backing
from diorama_nb.scenery.feed import Feed
from diorama_nb.scenery.host import Stats, Trace
from diorama_nb.status import Age
from diorama_nb.values import Record, same_record
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.columns import Column
from diorama_nb.vista.vista import Vista
from diorama_nb.writes.journal import Journal
from diorama_nb.writes.layer import Layer
from diorama_nb.writes.ticket import Mark
from diorama_nb.writes.write import Write

if TYPE_CHECKING:
    from diorama_nb.dio.derived import Derived
    from diorama_nb.dio.dio import Dio


class DioCore(Closing):
    """What stands behind a `Dio`; its sceneries know it as their `Host`."""

    reopen: Callable[[Vista], Awaitable[CacheTable]]
    """Opens the cache table of another master; set by who makes it."""

    share: Callable[[Vista], Awaitable[Vista]]
    """Returns another master as it is read with other kernels; set by who makes it."""

    derived: Derived
    """The tables made of its rows; set by who makes it."""

    relations: Relations
    """The data sets its rows lead to; set by who makes it."""

    def __init__(
        self,
        master: Vista,
        cache: HotTable,
        strategy: Strategy,
        runtime: Runtime,
        *,
        name: str,
        journal: Journal | None = None,
    ) -> None:
        dio = self._dio
        self.name = name
        self.cache = cache
        self.bus = EventBus()
        self.tasks = Tasks()
        self.stats = Stats()
        self.ledger = FetchLedger(dio)
        self.trace: Trace | None = None
        self._debug: Debug | None = None
        self.bus.listen(functools.partial(spans.heard, dio))
        self.freshness = strategy.freshness
        self.viewport_debounce = strategy.viewport_debounce
        self.known = Knowledge(master, strategy, cache)
        self._loop = asyncio.get_running_loop()
        self.details = Details(dio, strategy)
        self.views = Views(dio, strategy, self.known)
        self.feed = Feed(dio)
        self.answers = Answers(dio, strategy)
        self.records = RecordAnswers(dio)
        self._runtime = runtime
        self._strategy = strategy
        self.loader = Loader(dio, strategy)
        self._refresher = Refresher(dio, strategy)
        self._news = News()
        self._flights = SingleFlight()
        self._watching = Watching(dio, strategy)
        self._writing = Writing(dio, strategy, runtime, journal)
        self.closing = False  # nothing new may begin that would outlive it
        self._end = asyncio.Lock()
        self._closed = False
        self._grid: Any = None
        enrol("dios", self)

    async def start(self) -> None:
        """Load or revalidate what the cache holds. Called once, by the Lens."""
        await self.known.recall()
        await self.details.recall()
        await self.views.open_base()
        await self._writing.queue.recall()
        if len(self.store):
            self.ledger.heard("cache")
        if self._strategy.debug is not None:
            self._dio.debug(self._strategy.debug)
        with because("open"):
            await self._refresher.start()
        self.master.source.follow(self)

    @hops
    async def aclose(self) -> None:
        """Send the writes that wait, then end refreshes, loads and views; the cache stays."""
        if self._closed:
            return  # also for a task that is ended here, and closes it as its last word
        self.closing = True
        async with self._end:
            if not self._closed:
                await self._close()

    async def _close(self) -> None:
        await self.derived.aclose()
        await self._writing.aclose()
        self._closed = True
        self.details.close()
        await self.tasks.aclose()
        if self.trace is not None:
            self.trace("ended")
        self.views.close()
        self.feed.close()
        self.bus.close()

    @property
    def _dio(self) -> Dio:
        """The same object, as its parts and its sceneries want to see it."""
        return cast("Dio", self)

    def check_open(self) -> None:
        """Raise `Closed` after `aclose`."""
        if self._closed:
            raise Closed(f"the Dio {self.name!r}", hint="lens.open(vista) opens it again")

    # --- what it is ----------------------------------------------------------------------

    @property
    def master(self) -> Vista:
        """The source, as it was handed over."""
        return self.known.master

    @property
    def store(self) -> RowStore:
        """The rows as they are now; an immutable value."""
        return self.cache.store

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop everything of this Dio runs on."""
        return self._loop

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._closed

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns known so far."""
        return self.known.columns

    @property
    def shape(self) -> Shape:
        """How rows are loaded: ``"eager"``, ``"paged"`` or ``"sequential"``."""
        return self.known.shape

    @property
    def capabilities(self) -> Capabilities:
        """What the whole data set can do here."""
        return self.view_capabilities(ALL)

    @property
    def seeded(self) -> bool:
        """Whether the source, or a warm cache, answered at all."""
        return self.views.seeded

    @property
    def pieces(self) -> bool:
        """Whether rows are loaded piece by piece, not copied whole."""
        return self.views.base is not None

    @property
    def whole(self) -> bool:
        """Whether every row of the data set is held."""
        return self.views.whole

    @property
    def base_order(self) -> Positions | None:
        """The rows in the order of the source; None where that is the order of insertion."""
        return self.views.order

    @property
    def coverage(self) -> Coverage:
        """How much of the data set is held."""
        return self.views.coverage

    @property
    def refreshed_at(self) -> float:
        """When a refresh last began that went well, in seconds since the epoch; 0: never."""
        return self.known.refreshed_at

    @property
    def refresh_error(self) -> Exception | None:
        """Why the last refresh failed; None after a good one."""
        return self._refresher.error

    @property
    def refreshing(self) -> bool:
        """Whether a refresh is under way."""
        return self._refresher.running

    @property
    def news(self) -> int:
        """Grows with everything that is heard of the source's rows, held here or not."""
        return self._news.count

    def on_news(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call a function when `news` grew; return what ends that."""
        return self._news.listen(listener)

    @property
    def rewriting(self) -> bool:
        """Whether ``on_refresh`` is rewriting the rows: what is held meanwhile is no state."""
        return self.refreshing and self._strategy.on_refresh is not None

    @property
    def age(self) -> float | None:
        """Seconds since the oldest row was read; None while some are missing."""
        base = self.views.base
        at = self.known.copied_at if base is None else base.oldest if base.complete else None
        return None if at is None else self.now() - at

    @property
    def staleness(self) -> Age:
        """How old the rows held are: ``"fresh"``, ``"stale"`` or ``"too_stale"``."""
        base = self.views.base
        judged = self.freshness.judge(self.age) if base is None else base.freshness
        return "fresh" if judged == "missing" else judged

    @property
    def live(self) -> bool:
        """Whether the rows follow what the source pushes, however long ago they were read."""
        return self._watching.up and self.refresh_error is None and not self._closed

    def now(self) -> float:
        """Return seconds since the epoch."""
        return self._runtime.now()

    @property
    def strategy(self) -> Strategy:
        """The callbacks and settings of its Lens."""
        return self._strategy

    @property
    def layer(self) -> Layer:
        """The writes that are shown and not yet at the source."""
        return self.cache.layer

    @property
    def tick(self) -> int:
        """Writes settled so far: what was asked for at another tick may not know of some."""
        return self.cache.settled.tick

    @property
    def writable(self) -> Capabilities:
        """What can be written: all of it with an ``on_write``, else what the master takes."""
        return self._writing.capabilities

    # --- rows ----------------------------------------------------------------------------

    def on_store(self, listener: Callable[[Delta], None]) -> Callable[[], None]:
        """Call a function after each change of the rows; return what ends that."""
        return self.cache.listen(listener)

    def mark(self, id: str) -> Mark | None:
        """Return what is to be known of a row with writes, None for others."""
        return self._writing.queue.mark(id)

    def fitting(self, write: Write) -> Write:
        """Return a write as it can be accepted; raise why it can not be."""
        return self._writing.fitting(write)

    def positions(self, ids: Ids) -> Positions:
        """Return where rows of the source stand, also while a write hides them; -1: nowhere."""
        return self.cache.positions(ids)

    def fetched_at(self, id: str) -> float | None:
        """Return when a record was read, in seconds since the epoch, if that is known."""
        return self.records.fetched_at(id)

    async def commit(
        self,
        rows: Mapping[str, Record],
        metadata: Mapping[str, Any] | None = None,
        *,
        since: int | None = None,
    ) -> Delta:
        """Put loaded rows into the store and the cache as one step."""
        columns = self.known.columns
        self.known.notice(rows)
        delta = await self.cache.change(
            rows, metadata=metadata, lenient=True, since=since, told="listed"
        )
        self.ledger.landed(rows, delta, expected=self.refreshing)
        if not self.refreshing:
            if len(delta.changed) or len(delta.removed):
                self._news.heard()  # the source has changed since what is held was read
            same = len(rows) - len(delta.inserted) - len(delta.changed)
            self.stats.redundant_rows += same
        if self.known.columns != columns:
            await self.known.remember()
        return delta

    def moved(
        self,
        id: str,
        before: Record | None,
        after: Record | None,
        *,
        written: bool = False,
        always: bool = False,
    ) -> None:
        """Have views find a changed record its place, then publish what happened to it.

        Parameters
        ----------
        id : str
            The record.
        before, after : Record or None
            As it was held and as the source has it; None where there is none.
        written : bool
            It was written here.
        always : bool
            Publish it also where nothing differs from what is held.
        """
        self._news.heard()
        if _same(before, after):
            if not always:
                return
        else:
            self.views.touched(id, before, after, written=written)
        if after is None:
            self.bus.publish(RecordRemoved(id))
        else:
            self.bus.publish(RecordInserted(id) if before is None else RecordChanged(id))

    async def drop_orphans(self, ids: list[str]) -> None:
        """Remove rows that no view shows any more."""
        await self.cache.change({}, deletes=self.views.orphans(ids), lenient=True)

    async def view_metadata(self, prefix: str) -> dict[str, Any]:
        """Return what was remembered of a view."""
        return await self.cache.list_metadata(prefix)

    def answerable(self, query: Query) -> bool:
        """Whether a view of this query needs no rows but those that are looked at."""
        return self.views.answerable(query)

    def view_capabilities(self, query: Query) -> Capabilities:
        """Return what a view of this query can do."""
        return self.views.capabilities(query) | self.writable

    def forget(self, backing: object) -> None:
        """Drop a view that nobody shows any more."""
        self.views.forget(backing)

    def explain_view(self, backing: Backing, wanted: range) -> Explanation:
        """Tell what a view would have loaded for some places; asks nobody."""
        return explain_view(self._dio, backing, wanted)

    # --- the source ----------------------------------------------------------------------

    async def load_rest(self) -> None:
        """Load what is missing of the whole data set."""
        if self.views.base is None:
            await (self.fill() if self.known.copied_at is None else self.reread())
        else:
            await self.views.base.load_all()

    async def reread(self, within: float | None = 0.0) -> None:
        """Like `refresh`, but nobody asked for it: what is known to be empty stays so.

        Parameters
        ----------
        within : float or None
            How long ago another kernel may have read what is taken, in seconds; None: as its
            age allows.
        """
        work = functools.partial(self._refresher.refresh, within)
        await self._flights.do(("refresh", within), work)

    async def fill(self) -> None:
        """Make the whole copy that was never made, once for all who want it."""
        await self._flights.do("fill", self._refresher.fill)

    async def hear(self, changes: Sequence[Change], *, again: bool) -> None:
        """Take in what other kernels did; `again`: what they read may be other rows."""
        if self._closed:
            return
        await asyncio.gather(*map(self._watching.offer, changes))
        if again and self._strategy.reads_master:
            with because("another kernel"):
                await self.reread(None)

    async def reread_record(self, id: str) -> None:
        """Re-read one record from the source; everything where it gives no single one."""
        await self.records.reread(id)

    def renew(self, within: float | None = 0.0) -> None:
        """A refresh begins: what was asked before it does not count any more; see `reread`."""
        self.loader.renew()
        self._news.heard()
        self.answers.forget()
        self.records.forget()
        if within is not None:
            self.master.source.renew(within)

    async def drain(self) -> None:
        """Let the writes that wait reach the source, for some seconds, before it is read."""
        await self._writing.drain()


def _same(before: Record | None, after: Record | None) -> bool:
    if before is None or after is None:
        return before is after
    return same_record(before, after)
