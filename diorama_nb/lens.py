"""The Lens: cache, callbacks and policy, written once; it makes Dios."""

from __future__ import annotations

import inspect
import logging
import os
import weakref
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from diorama_nb.activity import ActivitySignal
from diorama_nb.cache.base import CacheBackend
from diorama_nb.cache.choose import backend_of
from diorama_nb.dio.augment import Augment
from diorama_nb.dio.debugging import sink_of
from diorama_nb.dio.derived import Derived
from diorama_nb.dio.dio import Dio
from diorama_nb.dio.relations import Relations
from diorama_nb.dio.strategy import CALLBACKS, Callback, Strategy
from diorama_nb.dio.tables import master_table, open_rows
from diorama_nb.errors import Closed, SourceError, SpecError
from diorama_nb.policy import Duration, Freshness, Retry, seconds
from diorama_nb.runtime import Closing, Runtime, choose, flush_at_exit, hop, run
from diorama_nb.shared import Shared, SharedSource, Store
from diorama_nb.shared.address import shared_of
from diorama_nb.vista.source import Source
from diorama_nb.vista.vista import Vista
from diorama_nb.writes.outbox import Outbox, outbox_folder
from diorama_nb.writes.roles import WritePolicy

log = logging.getLogger("diorama")

F = TypeVar("F", bound=Callable[..., Any])


class Lens(Closing):
    """How data sets are cached, loaded and refreshed; makes one Dio per data set.

    Nothing starts and nothing is sent before the first Dio is made.

    Parameters
    ----------
    cache : None, str, path or CacheBackend
        None: in memory. A path: on disk, kept over restarts.
    on_start : callable or None
        ``on_start(dio)`` fills the cache when a Dio is made; None: loaded by a strategy chosen
        from what the master can do.
    on_refresh : callable or None
        ``on_refresh(dio)``; None: what is held is re-read and reconciled.
    on_write : callable or None
        ``on_write(dio, write)`` sends a write and may return the record as it was stored; None:
        it is applied to the master.
    on_event : callable or None
        ``on_event(dio, change)`` is called by ``dio.handle_event(change)``.
    on_query : callable or None
        ``on_query(dio, query)`` is called once per query that a facade asks first.
    total_provider : callable or None
        ``total_provider(dio)`` returns the number of rows, when answers do not hold it.
    on_load_chunk : callable or None
        ``on_load_chunk(dio, range, sink)`` loads a window of ``sink.query`` into the sink.
    on_load_next : callable or None
        ``on_load_next(dio, token, sink)`` loads a page and returns the next token, or None.
    on_load_detail : callable or None
        ``on_load_detail(dio, id, row)`` returns further columns of a row of the list; called
        for rows that are looked at, and only once while the list says the same of them.
    augment : Augment or sequence of Augment
        Further columns from other sources, likewise; asked one after the other.
    detail_workers : int
        Details that are fetched at the same time.
    refresh_every : duration or None
        Time between two refreshes; None: only on demand.
    standby_refresh_every : duration or None
        The same while nobody looks; None: as `refresh_every`.
    activity : ActivitySignal or None
        Says whether somebody looks and whether there is a network.
    cache_ttl : duration or None
        Rows older than this are served and revalidated behind.
    max_stale : duration or None
        Rows older than this are re-read before they are served, if the source answers.
    shared : None, str or Shared
        ``"redis://host:6379/0"``: what one kernel reads of a source, all that name this Redis
        (or Valkey) have, once per page; they keep one pace, and hear of each other's writes.
        While it does not answer, each goes on alone. Needs the extra ``redis``. What callbacks
        load, files and frames are not shared.
    page_size : int
        Rows of one load.
    write_queue_capacity : int
        Writes that may wait to be sent; more of them wait to be accepted.
    optimistic : bool
        Whether a write is shown before the source has answered.
    outbox : bool, str or path
        Whether accepted writes survive the end of the process: True keeps them in the folder of
        the cache, a path elsewhere. Then a write waits for its source as long as it takes.
    retry : Retry
        How often a write that found no source is sent again.
    viewport_debounce : duration
        Of a burst of viewport changes within this time only the last one loads.
    on_start_blocking : bool
        Whether `make_dio` waits for the first load.
    refresh_on_open : bool
        Whether rows of an earlier process are revalidated when they are shown.
    debug : None, bool, "stderr", int, str or callable
        Where one line for each thing that happens is written, e.g. ``products source #1
        answered in 210 ms: 100 rows``. True or ``"stderr"``: standard error. A level like
        ``"INFO"``: the log ``"diorama"``. A function: it is called with each line. What rows
        hold is in none of them.
    runtime : "auto" or "current"
        ``"auto"``: a thread of our own, so that work goes on while a cell computes.
        ``"current"``: the running loop of the caller.

    Raises
    ------
    SpecError
        When a setting makes no sense; at once, not when it is used.

    Notes
    -----
    Durations are seconds, timedeltas or text like ``"5m"``. Callbacks may be coroutine
    functions, which run on the core loop, or plain functions, which run in a worker thread;
    each can also be given by decorator until the first Dio is made::

        @lens.on_start
        async def load(dio):
            await dio.cache.insert_values(await dio.master.list_values())

    A script closes what it opened with ``lens.close()``, or at the end of a block::

        with dn.Lens(".diorama") as lens:
            df = lens.open(vista).to_pandas()
    """

    def __init__(
        self,
        cache: str | os.PathLike[str] | CacheBackend | None = None,
        *,
        on_start: Callback | None = None,
        on_refresh: Callback | None = None,
        on_write: Callback | None = None,
        on_event: Callback | None = None,
        on_query: Callback | None = None,
        total_provider: Callback | None = None,
        on_load_chunk: Callback | None = None,
        on_load_next: Callback | None = None,
        on_load_detail: Callback | None = None,
        augment: Augment | Iterable[Augment] = (),
        detail_workers: int = 1,
        refresh_every: Duration | None = None,
        standby_refresh_every: Duration | None = None,
        activity: ActivitySignal | None = None,
        cache_ttl: Duration | None = None,
        max_stale: Duration | None = None,
        shared: Shared | str | None = None,
        page_size: int = 100,
        write_queue_capacity: int = 256,
        optimistic: bool = True,
        outbox: bool | str | os.PathLike[str] = False,
        retry: Retry = Retry(),  # noqa: B008 # frozen
        viewport_debounce: Duration = 0.05,
        on_start_blocking: bool = True,
        refresh_on_open: bool = True,
        debug: object = None,
        runtime: str = "auto",
    ) -> None:
        if page_size < 1:
            raise SpecError(f"page_size={page_size!r} loads nothing", hint="page_size=100")
        if detail_workers < 1:
            raise SpecError(
                f"detail_workers={detail_workers!r} fetches nothing", hint="detail_workers=4"
            )
        if write_queue_capacity < 1:
            raise SpecError(
                f"write_queue_capacity={write_queue_capacity!r} takes no write",
                hint="write_queue_capacity=256",
            )
        if runtime not in ("auto", "current"):
            raise SpecError.unknown("runtime", runtime, ("auto", "current"))
        every = _interval(refresh_every, "refresh_every")
        standby = _interval(standby_refresh_every, "standby_refresh_every")
        self._strategy = Strategy(
            on_start=on_start,
            on_refresh=on_refresh,
            on_write=on_write,
            on_event=on_event,
            on_query=on_query,
            total_provider=total_provider,
            on_load_chunk=on_load_chunk,
            on_load_next=on_load_next,
            on_load_detail=on_load_detail,
            augment=_augments(augment),
            detail_workers=detail_workers,
            refresh_every=every,
            standby_refresh_every=standby,
            activity=activity or ActivitySignal(),
            freshness=Freshness(
                None if cache_ttl is None else seconds(cache_ttl, name="cache_ttl"),
                None if max_stale is None else seconds(max_stale, name="max_stale"),
            ),
            page_size=page_size,
            writes=WritePolicy(write_queue_capacity, optimistic, retry, outbox is not False),
            viewport_debounce=seconds(viewport_debounce, name="viewport_debounce"),
            on_start_blocking=on_start_blocking,
            refresh_on_open=refresh_on_open,
            debug=sink_of(debug),
        )
        for name in CALLBACKS:
            callback = getattr(self._strategy, name)
            if callback is not None and not callable(callback):
                raise SpecError(f"{name} is not callable", hint=f"{name}=my_function")
        self.cache = backend_of(cache)
        self._outbox = outbox_folder(outbox, self.cache)
        self._shared = shared_of(shared)
        self._store: Store | None = None
        self._runtime_name = runtime
        self._runtime: Runtime | None = None
        self._dios: list[Dio] = []
        self._relatives: weakref.WeakSet[Dio] = weakref.WeakSet()
        self._sources: weakref.WeakValueDictionary[int, Source] = weakref.WeakValueDictionary()
        self._sealed = False
        self._closed = False

    def __getattr__(self, name: str) -> Callable[[F], F]:
        if name not in CALLBACKS:
            raise AttributeError(name)

        def register(callback: F) -> F:
            if self._sealed:
                raise SpecError(
                    f"{name} comes too late: a Dio was already made with this Lens",
                    hint="register callbacks before the first make_dio",
                )
            self._strategy = replace(self._strategy, **{name: callback})  # type: ignore[arg-type] # a name of CALLBACKS
            return callback

        return register

    async def make_dio(self, vista: Vista, name: str | None = None) -> Dio:
        """Make the Dio of a data set.

        Parameters
        ----------
        vista : Vista
            The master.
        name : str or None
            Name of the data set; None: the Vista's.

        Raises
        ------
        SourceError
            When the first load is waited for and fails.
        """
        if not isinstance(vista, Vista):
            kind = "a coroutine" if inspect.iscoroutine(vista) else type(vista).__name__
            raise SpecError(f"{kind} is no Vista", hint="lens.open(dn.RestVista('https://…'))")
        self._check_open()
        self._sealed = True
        if self._runtime is None:
            self._runtime = choose(self._runtime_name)
            flush_at_exit(self)
        return await hop(self._make(vista, name or vista.name), self._runtime)

    async def _make(self, vista: Vista, name: str) -> Dio:
        dio = await self._new(vista, name)
        try:
            await dio.start()
            self._check_open()
        except BaseException:
            await dio.aclose()
            raise
        self._dios = [*(held for held in self._dios if not held.closed), dio]
        return dio

    async def _related(self, vista: Vista, name: str) -> Dio:
        """Make the Dio of a related data set: it lives while somebody holds it."""
        self._check_open()
        dio = await self._new(vista, name)
        try:
            await dio.start()
        except SourceError:
            pass  # told by `refresh_error`: what is cached is shown
        except BaseException:
            await dio.aclose()
            raise
        self._relatives.add(dio)
        return dio

    async def _new(self, vista: Vista, name: str) -> Dio:
        assert self._runtime is not None
        vista = await self._sharing(vista)
        hot = await open_rows(self.cache, master_table(vista, name))
        journal = None if self._outbox is None else Outbox(self._outbox, hot.name)
        dio = Dio(vista, hot, self._strategy, self._runtime, name=name, journal=journal)
        dio.derived = Derived(dio, self.cache)
        dio.relations = Relations(dio, self._related)
        dio.share = self._sharing
        dio.reopen = lambda master: self.cache.open_table(master_table(master, name))
        return dio

    async def _sharing(self, vista: Vista) -> Vista:
        """Return a data set as it is read together with other kernels, where it can be."""
        sharing = None if self._shared is None else vista.source.sharing()
        if self._shared is None or sharing is None:
            self._sources[id(vista.source)] = vista.source
            return vista
        if self._store is None:
            self._store = Store(self._shared)
        freshness = self._strategy.freshness
        source = SharedSource(vista.source, sharing, self._store, freshness)
        self._sources[id(source)] = source
        await self._store.join(source)
        return Vista(source, vista.query)

    def open(self, vista: Vista, name: str | None = None) -> Dio:
        """Make the Dio of a data set; blocks. In asynchronous code await `make_dio`."""
        return run(self.make_dio(vista, name))

    async def aclose(self) -> None:
        """Close all Dios, their masters and the cache.

        Raises
        ------
        Exception
            What the first of them that could not be closed raised; all others are closed.
        """
        if self._closed:
            return
        self._closed = True
        if self._runtime is not None:
            await hop(self._close(), self._runtime)

    async def _close(self) -> None:
        """Close everything, whatever can not be; raise what went wrong first."""
        first: BaseException | None = None
        store = () if self._store is None else (self._store,)
        used = (*self._dios, *self._relatives, *self._sources.values(), *store, self.cache)
        for one in used:
            try:
                await one.aclose()
            except BaseException as error:
                log.warning("%r could not be closed: %s", one, error)
                first = first or error
        if first is not None:
            raise first

    def _check_open(self) -> None:
        if self._closed:
            raise Closed("the Lens", hint="make a new Lens")

    def __repr__(self) -> str:
        return f"<Lens on {self.cache!r}, {sum(not dio.closed for dio in self._dios)} Dios>"


def _augments(given: Augment | Iterable[Augment]) -> tuple[Augment, ...]:
    augments = (given,) if isinstance(given, Augment) else tuple(given)
    for augment in augments:
        if not isinstance(augment, Augment):
            raise SpecError(
                f"{augment!r} is no Augment", hint='augment=Augment(vista, columns=["stock"])'
            )
    return augments


def _interval(every: Duration | None, name: str) -> float | None:
    if every is None:
        return None
    length = seconds(every, name=name)
    if length == 0:
        raise SpecError(f"{name}=0 never rests", hint=f'{name}="60s", or None')
    return length
