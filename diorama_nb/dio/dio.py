"""The Dio: one data set seen through a Lens, with its rows, views, events and refresh."""

from __future__ import annotations

import asyncio
import logging
import time
import weakref
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from diorama_nb import display
from diorama_nb.changes import Change
from diorama_nb.coverage import Coverage
from diorama_nb.dio.facade import Facade
from diorama_nb.dio.hot import HotTable
from diorama_nb.dio.loading import Loader, Shape, choose_shape
from diorama_nb.dio.strategy import Strategy
from diorama_nb.errors import Closed, SourceError, Unsupported
from diorama_nb.events import (
    EventBus,
    EventStream,
    Invalidated,
    RecordChanged,
    RecordInserted,
    RecordRemoved,
    RefreshFailed,
    Refreshing,
    Seeded,
)
from diorama_nb.frames import dataframe
from diorama_nb.query import ALL, Query
from diorama_nb.rows.aggregate import Aggregate
from diorama_nb.rows.index import Positions
from diorama_nb.rows.select import arrange, matching
from diorama_nb.rows.store import Delta, RowStore
from diorama_nb.runtime import Runtime, Tasks, call_user, hops
from diorama_nb.scenery.backing import Backing, LocalBacking
from diorama_nb.scenery.host import Stats
from diorama_nb.scenery.paged import PagedBacking
from diorama_nb.scenery.sequential import SequentialBacking
from diorama_nb.scenery.table import TableScenery
from diorama_nb.scenery.value import ValueScenery
from diorama_nb.values import Record, as_id
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.source import Column, Page, infer_columns, widen
from diorama_nb.vista.vista import Vista

if TYPE_CHECKING:
    import pandas as pd

log = logging.getLogger("diorama")

ABOUT = "about"
"""Metadata key of what is known of the source without asking it."""

SEEDED = "seeded"
"""Metadata key of the last whole copy: when, and whether it was whole."""


class Dio:
    """One data set seen through a Lens; made by `Lens.make_dio` or `Lens.open`.

    Attributes
    ----------
    name : str
        Name of the data set.
    master : Vista
        The source, as it was handed over.
    cache : CacheTable
        The rows in memory and on disk. Writing here publishes no events.
    stats : Stats
        What the work cost so far.
    """

    def __init__(
        self, master: Vista, hot: HotTable, strategy: Strategy, runtime: Runtime, *, name: str
    ) -> None:
        self.name = name
        self.master = master
        self.cache = hot
        self.bus = EventBus()
        self.tasks = Tasks()
        self.stats = Stats()
        self.freshness = strategy.freshness
        self.viewport_debounce = strategy.viewport_debounce
        self.refresh_error: Exception | None = None
        self.refreshing = False
        self._runtime = runtime
        self._loop = asyncio.get_running_loop()
        self._strategy = strategy
        self._loader = Loader(self, strategy, self.stats)
        self._shape: Shape = "eager"
        self._remembered: dict[str, Any] = {}
        self._columns: tuple[Column, ...] = ()
        self._seeded: dict[str, Any] | None = None
        self._base: Backing | None = None
        self._backings: dict[tuple[str, int], Backing] = {}
        self._ordered: tuple[object, Positions] = (None, np.empty(0, np.int64))
        self._asked: set[str] = set()
        self._closed = False
        self._grid: Any = None

    # --- what it is ------------------------------------------------------------------------

    @property
    def store(self) -> RowStore:
        """The rows as they are now; an immutable value."""
        return self.cache.store

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop everything of this Dio runs on."""
        return self._loop

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns known so far."""
        return self._columns

    @property
    def shape(self) -> Shape:
        """How rows are loaded: ``"eager"``, ``"paged"`` or ``"sequential"``."""
        return self._shape

    @property
    def capabilities(self) -> Capabilities:
        """What the whole data set can do here."""
        return self.view_capabilities(ALL)

    @property
    def seeded(self) -> bool:
        """Whether the source, or a warm cache, answered at all."""
        return self._base.settled if self._base is not None else self._seeded is not None

    @property
    def whole(self) -> bool:
        """Whether every row of the data set is held."""
        if self._base is not None:
            return self._base.complete
        return self._seeded is not None and bool(self._seeded["complete"])

    @property
    def base_order(self) -> Positions | None:
        """The rows in the order of the source; None where that is the order of insertion."""
        if self._base is None:
            return None
        if self._ordered[0] is not self._base.places:
            self._ordered = (self._base.places, self._base.places.all_positions())
        return self._ordered[1]

    @property
    def coverage(self) -> Coverage:
        """How much of the data set is held."""
        if self._base is not None:
            return self._base.coverage
        held = len(self.store)
        if self.whole:
            return Coverage(held, held, complete=True)
        known = None if self._seeded is None else self._seeded["complete"]
        reason = "nothing was loaded yet" if self._seeded is None else self._seeded["reason"]
        return Coverage(held, None, complete=known, reason=reason)

    def now(self) -> float:
        """Return seconds since the epoch."""
        return time.time()

    @property
    def age(self) -> float | None:
        """Seconds since the last whole copy was made, for an eager Dio."""
        return None if self._seeded is None else self.now() - float(self._seeded["at"])

    def diagnostics(self) -> dict[str, Any]:
        """Return a snapshot of what is held and who shows it."""
        return {
            "name": self.name,
            "shape": self._shape,
            "rows": len(self.store),
            "coverage": self.coverage.plain,
            "stats": {name: getattr(self.stats, name) for name in Stats.__slots__},
            "cache_trouble": None if self.cache.trouble is None else str(self.cache.trouble),
            "views": [
                {
                    "query": str(backing.query),
                    "kind": type(backing).__name__,
                    "holders": len(backing.holders),
                    "rows": backing.places.rows,
                    "loaded": backing.places.loaded,
                    "error": None if backing.error is None else str(backing.error),
                }
                for backing in self._backings.values()
            ],
        }

    def __repr__(self) -> str:
        return f"<Dio {self.name!r} {self._shape}, {self.coverage}>"

    # --- life ------------------------------------------------------------------------------

    async def start(self) -> None:
        """Take what the cache holds, then load or revalidate. Called once, by the Lens."""
        await self.cache.load()
        self._remembered = await self.cache.get_metadata(ABOUT) or {}
        self._seeded = await self.cache.get_metadata(SEEDED)
        if self._remembered:
            self._columns = tuple(
                Column(name, kind, frozenset(flags))
                for name, kind, flags in self._remembered["columns"]
            )
            self._shape = self._remembered["shape"]
        if self._strategy.refresh_every is not None:
            self.tasks.spawn(
                _ticker(weakref.ref(self), self._strategy.refresh_every), "refresh"
            )
        await self._load_or_revalidate()

    async def _load_or_revalidate(self) -> None:
        own = self._strategy.on_start
        if not self._remembered:
            await self.master.source.prepare()
            able = self.master.capabilities
            self._shape = choose_shape(self._strategy, able)
            self._columns = widen(self._columns, self.master.columns)
        if self._shape != "eager":
            self._base = await self._backing(ALL, self._strategy.page_size)
            self._base.hold(self, lambda: None)
        if own is None and (self._shape != "eager" or not self._due()):
            await self._remember()
            return
        seed = self._seed_by(own) if own is not None else self._seed()
        if self._strategy.on_start_blocking and (own is not None or self._seeded is None):
            await seed
        else:
            self.tasks.spawn(seed, f"first load of {self.name}")

    def _due(self) -> bool:
        """Whether a whole copy must be made, or made again, on opening."""
        if self._seeded is None:
            return True
        if not self._strategy.refresh_on_open:
            return False
        ttl_given = self.freshness.cache_ttl is not None
        return not ttl_given or self.freshness.judge(self.age) != "fresh"

    async def _seed_by(self, on_start: Callable[..., Any]) -> None:
        await call_user(on_start, self)
        await self._remember(seeded={"at": self.now(), "complete": True, "reason": ""})
        self._announce_seed()

    async def _seed(self) -> None:
        if self._seeded is None:
            await self._copy()
            self._announce_seed()
        else:
            await self.refresh()

    def _announce_seed(self) -> None:
        for backing in tuple(self._backings.values()):
            if not backing.settled and self._base is None:
                backing.settled = True
                backing.changed(rows=True)
        self.bus.publish(Seeded())

    async def _copy(self) -> Delta:
        """Replace the store by the whole of the master, row by row where they differ."""
        self.stats.fetches += 1
        rows = await self.master.list_values()
        if rows.coverage.complete is False:
            raise SourceError(
                f"{self.name!r} could not be read to its end: {rows.coverage.reason}",
                hint="await dio.refresh() tries again; the rows held so far stay",
            )
        held = rows.coverage
        seeded = {"at": self.now(), "complete": held.complete, "reason": held.reason}
        self._notice_columns(rows)
        delta = await self.cache.change(
            rows, replace=True, metadata={SEEDED: seeded}, lenient=True
        )
        self._seeded = seeded
        await self._remember()
        return delta

    async def _remember(self, seeded: dict[str, Any] | None = None) -> None:
        """Keep what is known of the source for the next process, if it is new."""
        about = {
            "shape": self._shape,
            "columns": [[c.name, c.type, sorted(c.flags)] for c in self._columns],
            "able": dict(self.master.capabilities.granted) or self._remembered.get("able", {}),
        }
        metadata: dict[str, Any] = {} if about == self._remembered else {ABOUT: about}
        if seeded is not None:
            self._seeded = metadata[SEEDED] = seeded
        if metadata:
            self._remembered = about
            await self.cache.change({}, metadata=metadata, lenient=True)

    def _notice_columns(self, rows: Mapping[str, Record]) -> None:
        columns = widen(self._columns, self.master.columns)
        if not self.master.columns:
            columns = widen(columns, infer_columns(dict(rows), self.master.id_column))
        self._columns = columns

    @hops
    async def aclose(self) -> None:
        """End refreshes, loads and views; what is cached stays."""
        if self._closed:
            return
        self._closed = True
        await self.tasks.aclose()
        self.bus.close()

    # --- opening views ---------------------------------------------------------------------

    def vista(self) -> Facade:
        """Return a handle that reads from the cache and asks the source for what is missing."""
        self._check_open()
        return Facade.of(self)

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

        Raises
        ------
        Unsupported
            When the source can not sort or search and not every row is held.
        """
        self._check_open()
        query = ALL
        for column, value in (where or {}).items():
            query = query.where(column, "==", value)
        query = query.order_by(order_by, descending=descending).searching(search)
        return await self.scenery_of(query, page_size=page_size, initial_range=initial_range)

    @hops
    async def scenery_of(
        self,
        query: Query,
        *,
        page_size: int | None = None,
        initial_range: range | None = None,
    ) -> TableScenery:
        """Open a reactive view of a ready-made query; see `table_scenery`."""
        size = page_size or self._strategy.page_size
        wanted = initial_range if initial_range is not None else range(size)
        backing = await self._backing(query, size)
        scenery = TableScenery(
            self, backing, lambda q: self._backing(q, size), initial_range=wanted
        )
        scenery.set_viewport(wanted)
        return scenery

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
        self._check_open()
        query = aggregate.query
        for column, value in (where or {}).items():
            query = query.where(column, "==", value)
        return ValueScenery(
            self, await self._backing(query, self._strategy.page_size), aggregate
        )

    async def _backing(self, query: Query, size: int) -> Backing:
        """Return what stands behind views of a query, shared while somebody holds it."""
        key = (query.key, size)
        if (held := self._backings.get(key)) is not None:
            return held
        backing = self._new_backing(query, size)
        await backing.open()
        return self._backings.setdefault(key, backing)

    async def paged(self, query: Query) -> PagedBacking:
        """Return the window-by-window view of a query that the source answers itself."""
        backing = await self._backing(query, self._strategy.page_size)
        assert isinstance(backing, PagedBacking)
        return backing

    def _new_backing(self, query: Query, size: int) -> Backing:
        if self._shape == "eager" or (self._base is not None and query != ALL and self.whole):
            return LocalBacking(self, query)
        if self.pushes(query):
            if self._shape == "sequential":
                return SequentialBacking(self, query)
            return PagedBacking(self, query, size, stale=self._reread_on_open)
        for part, asked in (("order", query.order), ("search", query.search)):
            if asked and not self.view_capabilities(query).can(part):
                raise Unsupported(
                    part, self.name, enable="await dio.load_all() to do it locally"
                )
        assert self._base is not None
        self.tasks.spawn(self._base.load_all(), f"load all of {self.name}")
        return LocalBacking(self, query)

    @property
    def _reread_on_open(self) -> bool:
        """Whether rows of an earlier process count as stale whatever their age."""
        return self._strategy.refresh_on_open and self.freshness.cache_ttl is None

    def pushes(self, query: Query) -> bool:
        """Whether the source answers a query wholly by itself."""
        if self._strategy.on_load_chunk or self._strategy.on_load_next:
            return True
        _, local = self.master.source.split(query)
        return local == ALL

    def view_capabilities(self, query: Query) -> Capabilities:
        """Return what a view of this query can do."""
        able = self.master.capabilities
        if not able.granted and "able" in self._remembered:
            able = Capabilities(self._remembered["able"])
        local = Capabilities.of("local", "count", "order", "search", "filter_operators")
        if self._shape == "eager" or self.whole:
            return local | able
        if self._strategy.on_load_chunk or self._strategy.on_load_next:
            return able | Capabilities.of("declared", "order", "search")
        return able.without(
            [flag for flag in ("order", "search") if not able.can(flag)],
            "await dio.load_all() to do it locally, or declare it on the source",
        )

    def forget(self, backing: object) -> None:
        """Drop what nobody shows any more."""
        for key, held in list(self._backings.items()):
            if held is backing:
                del self._backings[key]

    def _check_open(self) -> None:
        if self._closed:
            raise Closed(f"the Dio {self.name!r}", hint="lens.open(vista) opens it again")

    # --- rows ------------------------------------------------------------------------------

    def on_store(self, listener: Callable[[Delta], None]) -> Callable[[], None]:
        """Call a function after each change of the rows; return what ends that."""
        return self.cache.listen(listener)

    async def commit(
        self, rows: Mapping[str, Record], metadata: Mapping[str, Any] | None = None
    ) -> Delta:
        """Put loaded rows into the store and the cache as one step."""
        known = self._columns
        self._notice_columns(rows)
        delta = await self.cache.change(rows, metadata=metadata, lenient=True)
        if not self.refreshing:
            same = len(rows) - len(delta.inserted) - len(delta.changed)
            self.stats.redundant_rows += max(0, same)
        if self._columns != known or "able" not in self._remembered:
            await self._remember()
        return delta

    async def drop_orphans(self, ids: list[str]) -> None:
        """Remove rows that no view shows any more."""
        positions = self.store.positions(ids)
        free = [
            id
            for id, position in zip(ids, positions.tolist(), strict=True)
            if position >= 0
            and not any(
                b.places.place_of(position) is not None
                for b in self._backings.values()
                if not isinstance(b, LocalBacking)
            )
        ]
        if free:
            await self.cache.change({}, deletes=free, lenient=True)

    async def view_metadata(self, prefix: str) -> dict[str, Any]:
        """Return what was remembered of a view."""
        return await self.cache.list_metadata(prefix)

    async def load_window(self, query: Query, offset: int, limit: int) -> Page:
        """Ask the source for a window, once for all who want it."""
        return await self._loader.window(query, offset, limit)

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
        self._check_open()
        if self._base is None:
            if not self.whole:
                await self._copy()
            return self.coverage
        if not progress:
            await self._base.load_all()
            return self.coverage
        from tqdm.auto import tqdm

        with tqdm(desc=self.name, unit=" rows") as bar:

            def show(loaded: int, total: int | None) -> None:
                bar.total = total
                bar.update(loaded - bar.n)

            await self._base.load_all(show)
        return self.coverage

    async def rows_of(self, query: Query) -> tuple[Positions, Coverage]:
        """Return the rows of a query for a facade, loading what it needs and can be had."""
        self._check_open()
        if self._strategy.on_query is not None and query.key not in self._asked:
            await self._loader.once(("query", query.key), lambda: self._ask(query))
        if self._base is None:
            return await self._held_rows(query)
        if not self.whole and self.pushes(query):
            return await self._loaded_rows(query)
        error = await self._completed()
        positions = matching(self.store, query, self.base_order)
        positions = arrange(self.store, positions, query.order)
        if self.whole:
            return positions, Coverage(len(positions), len(positions), complete=True)
        reason = str(error) if error else self.coverage.reason
        return positions, Coverage(len(positions), None, complete=False, reason=reason)

    async def _ask(self, query: Query) -> None:
        assert self._strategy.on_query is not None
        await call_user(self._strategy.on_query, self, query)
        self._asked.add(query.key)

    async def _completed(self) -> Exception | None:
        """Load the whole set; return why that failed, if some of it is held."""
        assert self._base is not None
        if self.whole:
            return None
        try:
            await self._base.load_all()
        except SourceError as error:
            if not self._base.settled:
                raise
            return error
        return None

    async def _loaded_rows(self, query: Query) -> tuple[Positions, Coverage]:
        """Load a query through its view, so that what is loaded is kept."""
        backing = await self._backing(query, self._strategy.page_size)
        release = backing.hold(object(), lambda: None)
        try:
            await backing.load_all()
        except SourceError:
            if not backing.settled:
                raise
        finally:
            positions, coverage = backing.places.all_positions(), backing.coverage
            release()
        return positions, coverage

    async def _held_rows(self, query: Query) -> tuple[Positions, Coverage]:
        """Answer from an eager copy, judged by its age."""
        stale = False
        match self.freshness.judge(self.age):
            case "stale":
                self.tasks.spawn(self._revalidate(), f"revalidate {self.name}")
            case "too_stale":
                stale = not await self._revalidate()
        positions = matching(self.store, query)
        positions = arrange(self.store, positions, query.order)
        held = self.coverage
        return positions, Coverage(
            len(positions),
            len(positions) if held.complete else None,
            complete=held.complete,
            reason=held.reason,
            stale=stale,
        )

    async def _revalidate(self) -> bool:
        try:
            await self.refresh()
        except Exception:
            return False  # told by RefreshFailed; the held rows are served
        return True

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows that are held as a DataFrame; never waits for the source.

        ``attrs["diorama"]`` says how much of the set that is. ``vista().to_pandas()`` loads
        what is missing first.
        """
        order = self.base_order
        table = self.store.to_table() if order is None else self.store.take(order)
        types = {column.name: column.type for column in self._columns}
        return dataframe(table, self.coverage, types, {"age": self.age})

    # --- refresh ---------------------------------------------------------------------------

    @hops
    async def refresh(self) -> None:
        """Re-read what is held from the source; equal rows change nothing.

        Raises
        ------
        Exception
            What the source or the ``on_refresh`` callback raised; the old rows stay.
        """
        self._check_open()
        await self._loader.once("refresh", self._refresh)

    async def _refresh(self) -> None:
        self.bus.publish(Refreshing())
        self.refreshing = True
        changes: list[Delta] = []
        stop = self.cache.listen(changes.append)
        self._loader.forget_totals()
        self._asked.clear()
        versions = {b: b.version for b in self._backings.values()}
        try:
            if self._strategy.on_refresh is not None:
                await call_user(self._strategy.on_refresh, self)
            else:
                await self._reread()
        except Exception as error:
            self.refresh_error = error
            self.bus.publish(RefreshFailed(error))
            raise
        finally:
            self.refreshing = False
            stop()
            self._touch()
        self.refresh_error = None
        if changes or any(b.version != versions.get(b, 0) for b in self._backings.values()):
            self.bus.publish(Invalidated())

    def _touch(self) -> None:
        """Let views show that a refresh began or ended."""
        for backing in tuple(self._backings.values()):
            backing.changed()

    async def _reread(self) -> None:
        if self._base is None:
            await self._copy()
            return
        views = [b for b in self._backings.values() if not isinstance(b, LocalBacking)]
        await asyncio.gather(*(view.refresh() for view in views))
        if any(isinstance(b, LocalBacking) for b in self._backings.values()):
            await self._base.load_all()  # they show rows from anywhere in the set

    # --- events ----------------------------------------------------------------------------

    def subscribe_events(self) -> EventStream:
        """Return a stream of all events from now on: ``async for event in stream``."""
        return self.bus.subscribe()

    @hops
    async def handle_event(self, change: Change) -> None:
        """Hand news from the source to the ``on_event`` callback, if there is one."""
        if self._strategy.on_event is not None:
            await call_user(self._strategy.on_event, self, change)

    def invalidate_record(self, id: str) -> None:
        """Publish RecordChanged without touching the cache."""
        self._publish(RecordChanged(as_id(id)))

    def invalidate_all(self) -> None:
        """Publish Invalidated without touching the cache."""
        self._publish(Invalidated())

    def _publish(self, event: RecordChanged | Invalidated) -> None:
        self._loop.call_soon_threadsafe(self.bus.publish, event)

    @hops
    async def patched(self, id: str, record: Record) -> None:
        """Take a whole new record into the cache, then publish RecordChanged or RecordInserted.

        Raises
        ------
        CacheError
            When the cache can not take it; then no event is published.
        """
        id = as_id(id)
        delta = await self.cache.change({id: record})
        self.bus.publish(RecordInserted(id) if len(delta.inserted) else RecordChanged(id))

    @hops
    async def removed(self, id: str) -> None:
        """Delete a record from the cache, then publish RecordRemoved; a missing one is fine."""
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


async def _ticker(dio: weakref.ref[Dio], every: float) -> None:
    """Refresh again and again; the first time one interval after the start."""
    while True:
        await asyncio.sleep(every)
        alive = dio()
        if alive is None:
            return
        try:
            await alive.refresh()
        except Exception as error:
            log.warning("refresh of %s failed: %s", alive.name, error)
        del alive
