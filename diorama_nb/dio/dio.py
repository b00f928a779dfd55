"""The Dio: one data set seen through a Lens, with its rows, views, events and refresh."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

from diorama_nb import display, reasons
from diorama_nb.alive import enrol
from diorama_nb.cache.base import CacheTable
from diorama_nb.changes import Change
from diorama_nb.coverage import Coverage
from diorama_nb.dio import spans
from diorama_nb.dio.answers import Answers
from diorama_nb.dio.debugging import Debug, sink_of
from diorama_nb.dio.details import Details
from diorama_nb.dio.explaining import Explanation, explain_dio, explain_view
from diorama_nb.dio.facade import DioSource, Facade, Queued
from diorama_nb.dio.hot import HotTable
from diorama_nb.dio.knowledge import Knowledge
from diorama_nb.dio.ledger import FetchLedger
from diorama_nb.dio.loading import Loader, Shape
from diorama_nb.dio.opening import open_table
from diorama_nb.dio.refresher import Refresher
from diorama_nb.dio.relations import Relations, Row
from diorama_nb.dio.rereading import fetched_at, reread_record
from diorama_nb.dio.strategy import Strategy
from diorama_nb.dio.views import Views
from diorama_nb.dio.watching import Watching
from diorama_nb.dio.why import Why, why
from diorama_nb.dio.writing import Writing
from diorama_nb.errors import Closed, SpecError, told
from diorama_nb.events import (
    EventBus,
    EventStream,
    Invalidated,
    RecordChanged,
    RecordInserted,
    RecordRemoved,
)
from diorama_nb.frames import Rows
from diorama_nb.query import ALL, Query
from diorama_nb.reasons import because
from diorama_nb.rows.aggregate import Aggregate
from diorama_nb.rows.group import GroupBy
from diorama_nb.rows.index import Positions
from diorama_nb.rows.records import Records
from diorama_nb.rows.store import Delta, RowStore
from diorama_nb.runtime import Runtime, SingleFlight, Tasks, call_user, hops
from diorama_nb.scenery.backing import Backing
from diorama_nb.scenery.feed import Feed
from diorama_nb.scenery.host import Stats, Trace
from diorama_nb.scenery.identity import IdStrategy, Uuid
from diorama_nb.scenery.record import RecordScenery
from diorama_nb.scenery.servo import Servo
from diorama_nb.scenery.table import TableScenery
from diorama_nb.scenery.value import ValueScenery
from diorama_nb.values import Record, as_id
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.source import Column, Page
from diorama_nb.vista.vista import Vista
from diorama_nb.writes.journal import Journal
from diorama_nb.writes.layer import Layer
from diorama_nb.writes.queue import WriteQueue
from diorama_nb.writes.ticket import Mark, Ticket
from diorama_nb.writes.write import Write

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from diorama_nb.dio.derived import Derived


class Dio:
    """One data set seen through a Lens; made by `Lens.make_dio` or `Lens.open`.

    Attributes
    ----------
    name : str
        Name of the data set.
    cache : CacheTable
        The rows in memory and on disk. Writing here publishes no events.
    stats : Stats
        What the work cost so far.
    ledger : FetchLedger
        The last fetches one by one: for whom, how long, and what of them was new.
    """

    reopen: Callable[[Vista], Awaitable[CacheTable]]
    """Opens the cache table of another master; set by who makes it."""

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
        self.name = name
        self.cache = cache
        self.bus = EventBus()
        self.tasks = Tasks()
        self.stats = Stats()
        self.ledger = FetchLedger(self)
        self.trace: Trace | None = None
        self._debug: Debug | None = None
        self.bus.listen(functools.partial(spans.heard, self))
        self.freshness = strategy.freshness
        self.viewport_debounce = strategy.viewport_debounce
        self.known = Knowledge(master, strategy, cache)
        self._loop = asyncio.get_running_loop()
        self.details = Details(self, strategy)
        self.views = Views(self, strategy, self.known)
        self.feed = Feed(self)
        self.answers = Answers(self, strategy)
        self._runtime = runtime
        self._strategy = strategy
        self._loader = Loader(self, strategy)
        self._refresher = Refresher(self, strategy)
        self._flights = SingleFlight()
        self._watching = Watching(self, strategy)
        self._writing = Writing(self, strategy, runtime, journal)
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
            self.debug(self._strategy.debug)
        with because("open"):
            await self._refresher.start()

    @hops
    async def aclose(self) -> None:
        """Send the writes that wait, then end refreshes, loads and views; the cache stays."""
        if not self._closed:
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

    def check_open(self) -> None:
        """Raise `Closed` after `aclose`."""
        if self._closed:
            raise Closed(f"the Dio {self.name!r}", hint="lens.open(vista) opens it again")

    # --- what it is ------------------------------------------------------------------------

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
    def staleness(self) -> str:
        """How old the rows held are: ``"fresh"``, ``"stale"`` or ``"too_stale"``."""
        base = self.views.base
        judged = self.freshness.judge(self.age) if base is None else base.freshness
        return "fresh" if judged == "missing" else judged

    def now(self) -> float:
        """Return seconds since the epoch."""
        return self._runtime.now()

    def diagnostics(self) -> dict[str, Any]:
        """Return a snapshot of what is held and who shows it."""
        return {
            "name": self.name,
            "shape": self.shape,
            "rows": len(self.store),
            "coverage": self.coverage.plain,
            "stats": {name: getattr(self.stats, name) for name in Stats.__slots__},
            "details": self.details.plain,
            "cache_trouble": None if self.cache.trouble is None else str(self.cache.trouble),
            "views": [
                {
                    "query": str(view.query),
                    "kind": type(view).__name__,
                    "holders": len(view.holders),
                    "rows": view.places.rows,
                    "loaded": view.places.loaded,
                    "error": None if view.error is None else told(view.error),
                }
                for view in self.views
            ],
            **self.feed.plain,
        }

    @property
    def strategy(self) -> Strategy:
        """The callbacks and settings of its Lens."""
        return self._strategy

    def why(self, rows: str | int | range) -> Why:
        """Tell why a row or a range of rows is here: what brought it, for whom, and its age.

        Parameters
        ----------
        rows : str, int or range
            An id, or places in the order of the source: ``dio.why(range(0, 100))``.
        """
        return why(self, rows)

    def debug(self, to: object = True) -> None:
        """Write a line for each thing that happens: ``datasource tag clause``.

        Parameters
        ----------
        to : bool, "stderr", int, str or callable
            True or ``"stderr"``: standard error. A level like ``"INFO"``: the log
            ``"diorama"``. A function: it is called with each line, on the core loop. False
            ends it.
        """
        if self._debug is not None:
            self._debug.stop()
        sink = sink_of(to)
        self._debug = None if sink is None else Debug(self, sink)

    def explain(self) -> Explanation:
        """Tell how the data set is loaded, what is asked of the source and what done here.

        Nothing is sent. ``dio.vista().where(...).explain()`` tells it of a query, and
        ``scenery.explain()`` of a view.
        """
        return explain_dio(self)

    def explain_view(self, backing: Backing, wanted: range) -> Explanation:
        """Tell what a view would have loaded for some places; asks nobody."""
        return explain_view(self, backing, wanted)

    def __repr__(self) -> str:
        return f"<Dio {self.name!r} {self.shape}, {self.coverage}>"

    # --- opening views ---------------------------------------------------------------------

    def vista(self, writes: str = "queued") -> Facade:
        """Return a handle that reads from the cache and asks the source for what is missing.

        Parameters
        ----------
        writes : "queued" or "confirmed"
            ``"queued"``: a write returns a `Ticket` as soon as it is accepted.
            ``"confirmed"``: it waits for the source, and raises its error.
        """
        self.check_open()
        kinds = {"queued": Queued, "confirmed": Facade}
        if writes not in kinds:
            raise SpecError.unknown("way of writing", writes, kinds)
        return kinds[writes](DioSource(self))

    @hops
    async def table_scenery(
        self,
        where: Mapping[str, Any] | None = None,
        order_by: str | None = None,
        search: str | None = None,
        *,
        descending: bool = False,
        page_size: int | None = None,
        initial_range: range | None = None,
        columns: Collection[str] | None = None,
        titles_only: bool = False,
        exclusive: bool = False,
        cap: int | None = None,
    ) -> TableScenery:
        """Open a reactive view of rows; asks the source for nothing before it returns.

        Parameters
        ----------
        where : mapping of str to object or None
            Column → value it must equal.
        order_by : str or None
            Column to sort by; None: the order of the source.
        search : str or None
            Text the rows must contain.
        descending : bool
            Sort the other way round.
        page_size : int or None
            Rows of one load; None: the Lens's.
        initial_range : range or None
            Rows to load first; None: the first page.
        columns : collection of str or None
            Columns that are shown: details are fetched for these only. None: all.
        titles_only : bool
            Show what the list says and fetch no details, as a picker does.
        exclusive : bool
            Share what stands behind it with no other view.
        cap : int or None
            Show at most so many rows, and load no more.

        Raises
        ------
        Unsupported
            When the source can not sort or search and not every row is held.
        """
        self.check_open()
        query = ALL
        for column, value in (where or {}).items():
            query = query.where(column, "==", value)
        query = query.order_by(order_by, descending=descending).searching(search)
        return await self.scenery_of(
            query,
            page_size=page_size,
            initial_range=initial_range,
            columns=columns,
            titles_only=titles_only,
            exclusive=exclusive,
            cap=cap,
        )

    @hops
    async def scenery_of(
        self, /, query: Query, *, page_size: int | None = None, **options: Any
    ) -> TableScenery:
        """Open a reactive view of a ready-made query; options as of `table_scenery`."""
        return await open_table(self, query, page_size or self._strategy.page_size, **options)

    @hops
    async def record_scenery(self, id: str) -> RecordScenery:
        """Open a reactive view of one record, as the cache holds it; asks the source nothing.

        Returns
        -------
        RecordScenery
            Its status is ``"Fresh"`` when the record is held, else ``"NotFound"``.

        Raises
        ------
        CacheError
            When the cache can not be read.
        """
        self.check_open()
        return RecordScenery(self, as_id(id), await self.cache.get_value(as_id(id)))

    def record_scenery_with(self, id: str, record: Record) -> RecordScenery:
        """Open a reactive view of a record that is in hand; reads nothing, never waits."""
        self.check_open()
        return RecordScenery(self, as_id(id), record)

    def servo(self, id: str) -> Servo:
        """Open a draft of a record: edit it, then ``await servo.save()``.

        A record that is not held is no error: what it has is known when it is loaded or saved.
        """
        self.check_open()
        return Servo(self, as_id(id))

    def servo_new(self, id_strategy: IdStrategy = Uuid()) -> Servo:  # noqa: B008 # frozen
        """Open a draft of a record that is still to be inserted.

        Parameters
        ----------
        id_strategy : Uuid, Auto or FromRecord
            Where its id comes from: made up, from the source, or from a column.
        """
        self.check_open()
        if isinstance(id_strategy, type) or not isinstance(id_strategy, IdStrategy):
            raise SpecError(f"{id_strategy!r} makes no ids", hint="id_strategy=dn.Uuid()")
        return Servo(self, id_strategy.mint(), id_strategy)

    @hops
    async def get_ref(self, relation: str, row: Row) -> Dio:
        """Open the rows that a relation leads to from one row, e.g. the orders of a client.

        It is a Dio of its own, with a cache of its own per row, made by the same Lens. A source
        that does not answer is no error: what is cached is shown, and its coverage says so.

        Parameters
        ----------
        relation : str
            Name of one of ``master.references``.
        row : str, Record or EnrichedRecord
            The row, or its id.

        Returns
        -------
        Dio
            The same one for the same row while somebody holds it.

        Raises
        ------
        SpecError
            If there is no such relation.
        """
        self.check_open()
        return await self.relations.related(relation, row)

    @hops
    async def get_ref_target(self, relation: str) -> Dio:
        """Open all rows of the data set that a relation leads to, e.g. for a dropdown.

        See `get_ref`.
        """
        self.check_open()
        return await self.relations.target(relation)

    @hops
    async def value_scenery(
        self, aggregate: Aggregate, where: Mapping[str, Any] | None = None
    ) -> ValueScenery:
        """Open a value that keeps itself right, e.g. ``value_scenery(Sum("stock"))``.

        Parameters
        ----------
        aggregate : Aggregate
            ``Count()``, ``CountWhere(column, op, value)``, ``Sum(column)``, ``Min``, ``Max``,
            ``Mean``, ``Distinct``, or ``Custom(function)``.
        where : mapping of str to object or None
            Column → value the rows must have.
        """
        self.check_open()
        query = aggregate.query
        for column, value in (where or {}).items():
            query = query.where(column, "==", value)
        backing = await self.views.of(query, reads=aggregate.reads)
        return ValueScenery(self, backing, aggregate)

    @hops
    async def group_by(
        self, /, *keys: str, where: Mapping[str, Any] | None = None, **values: Aggregate
    ) -> Dio:
        """Open a table with one row per group, e.g. ``group_by("category", n=Count())``.

        It is a Dio of its own, read-only, that follows the rows it is made of: computed anew at
        once, then at most four times a second. It ends with this Dio. The rows it needs are
        loaded first, which is waited for unless the Lens says ``on_start_blocking=False``.

        Parameters
        ----------
        *keys : str
            Columns that make the key; rows where one is blank are in no group.
        where : mapping of str to object or None
            Column → value the rows must have.
        **values : Aggregate
            Name of the column → ``Count()``, ``Sum("stock")``, ….

        Returns
        -------
        Dio
            Its ids are the keys as text, its rows are sorted by key. The same call returns the
            same Dio while that is open.

        Raises
        ------
        SourceError
            When the rows can not be loaded and no groups of an earlier session are cached.
        """
        self.check_open()
        return await self.derived.of(GroupBy.of(keys, values), where)

    @hops
    async def figures(
        self, /, *, where: Mapping[str, Any] | None = None, **values: Aggregate
    ) -> Dio:
        """Open a table of named values in one row, e.g. ``figures(left=Sum("stock"))``.

        See `group_by`; the id of its row is ``"all"``.
        """
        self.check_open()
        return await self.derived.of(GroupBy.of((), values), where)

    @hops
    async def prune_derived(self) -> list[str]:
        """Drop cached tables of groups and figures that are not open; return their names."""
        self.check_open()
        return await self.derived.prune()

    def view_capabilities(self, query: Query) -> Capabilities:
        """Return what a view of this query can do."""
        return self.views.capabilities(query) | self.writable

    def forget(self, backing: object) -> None:
        """Drop a view that nobody shows any more."""
        self.views.forget(backing)

    # --- rows ------------------------------------------------------------------------------

    def on_store(self, listener: Callable[[Delta], None]) -> Callable[[], None]:
        """Call a function after each change of the rows; return what ends that."""
        return self.cache.listen(listener)

    def mark(self, id: str) -> Mark | None:
        """Return what is to be known of a row with writes, None for others."""
        return self._writing.queue.mark(id)

    @property
    def layer(self) -> Layer:
        """The writes that are shown and not yet at the source."""
        return self.cache.layer

    @property
    def tick(self) -> int:
        """Writes settled so far: what was asked for at another tick may not know of some."""
        return self.cache.settled.tick

    def positions(self, ids: list[str]) -> Positions:
        """Return where rows of the source stand, also while a write hides them; -1: nowhere."""
        return self.cache.positions(ids)

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
            same = len(rows) - len(delta.inserted) - len(delta.changed)
            self.stats.redundant_rows += same
        if self.known.columns != columns:
            await self.known.remember()
        return delta

    async def reread_record(self, id: str) -> None:
        """Re-read one record from the source; everything where it gives no single one."""
        await reread_record(self, id)

    def fetched_at(self, id: str) -> float | None:
        """Return when a record was read, in seconds since the epoch, if that is known."""
        return fetched_at(self, id)

    async def drop_orphans(self, ids: list[str]) -> None:
        """Remove rows that no view shows any more."""
        await self.cache.change({}, deletes=self.views.orphans(ids), lenient=True)

    async def view_metadata(self, prefix: str) -> dict[str, Any]:
        """Return what was remembered of a view."""
        return await self.cache.list_metadata(prefix)

    async def load_window(self, query: Query, offset: int, limit: int) -> Page:
        """Ask the source for a window, once for all who want it."""
        return await self._loader.window(query, offset, limit)

    async def load_total(self, query: Query) -> int | None:
        """Ask the source how many rows a query has, once until the next refresh."""
        return await self._loader.total(query)

    async def load_rest(self) -> None:
        """Load what is missing of the whole data set."""
        if self.views.base is None:
            await self.reread()
        else:
            await self.views.base.load_all()

    async def load_next(self, query: Query, token: str | None) -> Page:
        """Ask the source for the page a token stands for, once for all who want it."""
        return await self._loader.next(query, token)

    @hops
    async def load_all(self, *, progress: bool = False) -> Coverage:
        """Load every row of the data set; what is already held is not asked for again.

        Parameters
        ----------
        progress : bool
            Show a progress bar.
        """
        self.check_open()
        with because("load_all"):
            await self._load_all(progress)
        return self.coverage

    async def _load_all(self, progress: bool) -> None:
        base = self.views.base
        if base is None:
            if not self.whole:
                await self.reread()
            return
        if not progress:
            await base.load_all()
            return
        from tqdm.auto import tqdm

        with tqdm(desc=self.name, unit=" rows") as bar:

            def show(loaded: int, total: int | None) -> None:
                bar.total = total
                bar.update(loaded - bar.n)

            await base.load_all(show)

    def snapshot(self) -> Rows:
        """Return the rows that are held, with their coverage; never waits for the source."""
        order = self.base_order
        table = self.store.to_table() if order is None else self.store.take(order)
        types = {column.name: column.type for column in self.columns}
        return Rows(Records(table), self.coverage, types=types, info={"age": self.age})

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows that are held as a DataFrame; never waits for the source.

        ``attrs["diorama"]`` says how much of the set that is. ``vista().to_pandas()`` loads
        what is missing first.
        """
        return self.snapshot().to_pandas()

    def to_arrow(self) -> pa.Table:
        """Return the rows that are held as an Arrow table; never waits for the source."""
        return self.snapshot().to_arrow()

    # --- writes ----------------------------------------------------------------------------

    @property
    def writable(self) -> Capabilities:
        """What can be written: all of it with an ``on_write``, else what the master takes."""
        return self._writing.capabilities

    @property
    def writes(self) -> WriteQueue:
        """The writes that are not done: iterate over their tickets; `pending`, `parked`."""
        return self._writing.queue

    @hops
    async def write(self, write: Write) -> Ticket:
        """Accept a write: show it now, send it behind. Waits for room when the queue is full.

        Raises
        ------
        Unsupported
            If the source can not do it and there is no ``on_write``.
        """
        return await self._writing.accept(write)

    @hops
    async def write_nowait(self, write: Write) -> Ticket:
        """Accept a write, or raise `WriteQueueFull` at once when there is no room."""
        return await self._writing.accept(write, wait=False)

    async def drain(self) -> None:
        """Let the writes that wait reach the source, for some seconds, before it is read."""
        await self._writing.drain()

    # --- refresh ---------------------------------------------------------------------------

    @hops
    async def refresh(self) -> None:
        """Re-read what is held from the source; equal rows change nothing.

        Raises
        ------
        Exception
            What the source or the ``on_refresh`` callback raised; the old rows stay.
        """
        self.check_open()
        self.details.forgive()
        with because("refresh", reasons.current().who):
            await self.reread()

    async def reread(self) -> None:
        """Like `refresh`, but nobody asked for it: what is known to be empty stays so."""
        await self._flights.do("refresh", self._refresher.refresh)

    @hops
    async def reload(self, master: Vista) -> None:
        """Show the rows of another master from now on, e.g. after a new login.

        What is shown stays until the new rows are here; then there is one `Invalidated`.

        Raises
        ------
        Exception
            What the new master or a callback raised; then everything is as it was.
        SpecError
            If the new master has to be loaded in another way than the old one.
        """
        self.check_open()
        await self._refresher.reload(master, await self.reopen(master))
        await self.details.renew()
        await self._watching.again()

    def renew(self) -> None:
        """A refresh begins: what was asked before it does not count any more."""
        self._loader.renew()
        self.answers.forget()

    # --- events ----------------------------------------------------------------------------

    def subscribe_events(self) -> EventStream:
        """Return a stream of all events from now on: ``async for event in stream``."""
        return self.bus.subscribe()

    @hops
    async def handle_event(self, change: Change) -> None:
        """Hand news from the source to the ``on_event`` callback, if there is one."""
        if self._strategy.on_event is not None:
            await call_user(self._strategy.on_event, self, change)

    @hops
    async def apply_change(self, change: Change) -> None:
        """Take news of the source into the cache, then publish what changed.

        A change without a record has the record read again; `Invalidated` and `Gap` have
        everything read again. What a pending write changed stays shown.

        Raises
        ------
        SourceError
            When what has to be read again can not be; the old rows stay.
        """
        self.check_open()
        await self._watching.offer(change)

    @hops
    async def watch(self) -> None:
        """Follow the changes the source pushes, from now until the Dio is closed.

        Returns when the source is listened to; a stream that ends is subscribed to again, and
        what was missed meanwhile is read. A source that can not push is no error: nothing
        happens.
        """
        self.check_open()
        await self.master.source.prepare()
        if self.master.capabilities.can("subscribe"):
            await self._watching.start()

    def invalidate_record(self, id: str) -> None:
        """Publish RecordChanged without touching the cache."""
        self._publish(RecordChanged(as_id(id)))

    def invalidate_all(self) -> None:
        """Publish Invalidated without touching the cache."""
        self._publish(Invalidated())

    def _publish(self, event: RecordChanged | Invalidated) -> None:
        if self._runtime.is_here():
            self.bus.publish(event)
        else:
            self._loop.call_soon_threadsafe(self.bus.publish, event)

    @hops
    async def patched(self, id: str, record: Record) -> None:
        """Take a whole new record into the cache, then publish RecordChanged or RecordInserted.

        Raises
        ------
        CacheError
            When the cache can not take it; then no event is published.
        """
        self.check_open()
        id = as_id(id)
        before = self.store.get(id)
        delta = await self.cache.change({id: record})
        if delta:
            self.views.touched(id, before, record)
        self.bus.publish(RecordInserted(id) if len(delta.inserted) else RecordChanged(id))

    @hops
    async def removed(self, id: str) -> None:
        """Delete a record from the cache, then publish RecordRemoved; a missing one is fine."""
        self.check_open()
        await self.cache.change({}, deletes=[as_id(id)])
        self.bus.publish(RecordRemoved(as_id(id)))

    # --- display ---------------------------------------------------------------------------

    async def open_scenery(self) -> TableScenery:
        """Open the view a grid of this Dio shows."""
        return await self.table_scenery()

    def grid(self, **options: Any) -> Any:
        """Return a live grid of the whole data set."""
        return display.grid(self, **options)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        if self._grid is None:
            self._grid = self.grid()
        return self._grid._repr_mimebundle_(**kwargs)
