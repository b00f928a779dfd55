"""ValueScenery: one number (or list, or anything) that keeps itself right."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Callable, Coroutine
from typing import Any, Final

from diorama_nb import display
from diorama_nb.alive import enrol
from diorama_nb.coverage import Coverage
from diorama_nb.errors import Closed, DioramaError
from diorama_nb.listeners import Listeners
from diorama_nb.reasons import because
from diorama_nb.rows.aggregate import Aggregate
from diorama_nb.rows.index import Positions
from diorama_nb.rows.running import Running, Touched
from diorama_nb.rows.staged import Places
from diorama_nb.runtime import call_on, call_soon, off_loop
from diorama_nb.scenery.backing import Backing
from diorama_nb.scenery.host import Host
from diorama_nb.scenery.lease import Lease
from diorama_nb.scenery.reactive import Reactive, reporting
from diorama_nb.scenery.source_value import SourceValue
from diorama_nb.scenery.throttle import Throttle
from diorama_nb.status import Status
from diorama_nb.values import equal

BIG: Final = 20_000
"""Rows from which on a value is computed in a thread, so that the loop stays free."""

Seen = tuple[int, bool]
"""The version of the rows, and whether the source counted them."""


class ValueScenery(Reactive, display.Displayed):
    """A value over all rows of a query.

    Where rows are missing, a source that can work it out exactly as it comes out here is asked
    for it, again after each change that is heard of; others have the rows loaded in the
    background. A value over a part is never shown as the value of the whole. Of rows that are
    all held, a changed one costs the reading of that row, however many there are.
    """

    def __init__(self, host: Host, backing: Backing, aggregate: Aggregate) -> None:
        super().__init__(host.loop, host._runtime)
        self._host = host
        self._backing = backing
        self._aggregate = aggregate
        self._value: Any = None
        self._status: Status = "Loading"
        self._error: Exception | None = None
        self._refused: Exception | None = None  # why these rows have no such value
        self._badge: Any = None
        self._lookers: Listeners[[]] = Listeners(reporting(host.loop))
        self._running = Running(aggregate)
        self._touched = Touched()
        self._shown: tuple[Places, Positions] | None = None
        self._computed: Seen | None = None
        self._asked = SourceValue(host, backing.query, aggregate)
        self._by_source = False
        self._gave_up: object = None  # the state in which loading or asking failed
        self._walk: asyncio.Task[None] | None = None
        self._work: asyncio.Task[None] | None = None
        self._throttle = Throttle(self._look, host.loop)
        self._lease = Lease(self, self._changed, host.loop)
        self._lease.take(backing)
        self._lease.hear(host.on_news)
        if not self._asked.able:
            self._want()
        # The store holds on to what notes its changes, not to the scenery.
        self._unlisten = host.on_store(self._touched.note)
        weakref.finalize(self, call_soon, host.loop, self._unlisten).atexit = False
        self._look()
        enrol("value_sceneries", self)

    @property
    def name(self) -> str:
        """Name of the data set."""
        return self._host.name

    @property
    def label(self) -> str:
        """What is computed."""
        return self._aggregate.label

    @property
    def fetched_at(self) -> float | None:
        """When what it is computed from was read, in seconds since the epoch."""
        return self._asked.at if self._by_source else self._backing.fetched_at(0)

    @property
    def live(self) -> bool:
        """Whether the rows follow what the source pushes, however long ago they were read."""
        return self._host.live

    @property
    def value(self) -> Any:
        """The value; None until the first one is known."""
        return self._value

    @property
    def status(self) -> Status:
        """``"Loading"``, ``"Fresh"``, or ``"LoadFailed"``; the last value stays."""
        return self._status

    @property
    def error(self) -> Exception | None:
        """Why the value could not be computed."""
        return self._error

    @property
    def closed(self) -> bool:
        """Whether it, or its Dio, was closed; the last value can still be read."""
        return self._closed or self._host.closed

    @property
    def coverage(self) -> Coverage:
        """The rows the value is computed from: all of them, where the source computed it."""
        if not self.by_source:
            return self._backing.coverage
        total = self._backing.estimated_total if self._backing.total_final else None
        rows = self._backing.places.loaded if total is None else total
        return Coverage(rows, total, complete=True, reason="by the source")

    @property
    def by_source(self) -> bool:
        """Whether the source told the value itself, so that no rows were loaded for it."""
        stated = self._counted and self._host.pieces and not self._backing.complete
        return self._by_source or stated

    def now(self) -> float:
        """Return seconds since the epoch."""
        return self._host.now()

    def request_refresh(self) -> None:
        """Re-read the source."""

        async def refresh() -> None:
            self._gave_up = None
            try:
                await self._host.refresh()
            except Exception as error:
                self._set(self._value, error)
            else:
                self._look()

        if self.closed:
            raise Closed(f"the value of {self._host.name!r}")
        spawn = self._host.tasks.spawn
        call_on(self._loop, lambda: spawn(refresh(), f"refresh {self._host.name}"))

    def subscribe_state(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call a function on the loop after each look at the rows, whatever came of it.

        What it is computed from, or how old that is, may differ.
        """
        return self._lookers.add(callback)

    # --- on the loop -----------------------------------------------------------------------

    def _close(self) -> None:
        self._throttle.stop()
        self._lookers.clear()
        for task in (self._walk, self._work):
            if task is not None:
                task.cancel()
        self._unlisten()
        self._lease.release()
        super()._close()

    def _changed(self) -> None:
        if not self._closed:
            self._throttle.ask()

    @property
    def _counted(self) -> bool:
        """Whether the source told the number, so that no row is needed."""
        return not self._aggregate.needs_rows and self._backing.total_final

    @property
    def _known(self) -> bool:
        """Whether the rows held, all of one age, are all there are as far as anybody knows."""
        backing = self._backing
        if not backing.settled:
            return False
        whole = backing.coverage.complete is not False and backing.freshness != "too_stale"
        # A source that can be asked is: a total may be of a view that nobody looks at.
        return whole or (self._counted and not self._asked.able)

    def _look(self) -> None:
        """Compute what can be computed, and ask for or load what is lacking for it."""
        if self._host.closed:
            self._wake()
        if self.closed or self._host.rewriting:
            return
        asked = self._asked
        if self._known:
            self._compute()
        elif asked.able and asked.current:
            self._hear()
        elif self._walk is not None:
            return
        elif asked.able:
            if self._gave_up != asked.state and not self._host.refreshing:
                self._begin(self._ask())
        elif self._gave_up != self._backing.epoch:
            self._want()
            self._begin(self._load())

    def _want(self) -> None:
        """Have the first rows loaded, and read again with each refresh."""
        with because("value", str(self._aggregate)):
            self._lease.want(range(1))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        with because("value", str(self._aggregate)):
            self._walk = self._host.tasks.spawn(work, f"load {self._host.name}")

    async def _ask(self) -> None:
        state = self._asked.state
        try:
            await self._asked.ask()
        except DioramaError as error:
            self._gave_up = state
            self._set(self._value, error)
        else:
            self._gave_up = None
            if self._asked.usable and not self._closed:
                self._hear()  # it may be a little behind: then it is asked again
        finally:
            self._walk = None
            self._changed()

    def _hear(self) -> None:
        """Show the value as the source tells it."""
        self._by_source, self._computed = True, None
        try:
            value = self._asked.value()
        except Exception as error:
            self._refused = error
            self._take(self._value)
        else:
            self._refused = None
            self._take(value)

    async def _load(self) -> None:
        epoch = self._backing.epoch
        try:
            counted = None if self._aggregate.needs_rows else await self._backing.count()
            if counted is None:
                await self._backing.load_all()
        except DioramaError as error:
            self._gave_up = epoch
            self._set(self._value, error)
        else:
            self._gave_up = None if self._known else epoch
        finally:
            self._walk = None
            self._changed()

    def _compute(self) -> None:
        if self._work is not None:
            return  # it looks again when it is done
        self._by_source = False
        backing = self._backing
        seen = (backing.version, self._counted)
        if seen == self._computed:
            self._take(self._value)
        elif self._counted and not backing.complete:
            self._refused, self._computed = None, seen
            self._take(backing.estimated_total)
        else:
            self._follow(seen)

    def _follow(self, seen: Seen) -> None:
        """Hand the value on to the rows as they are now."""
        places = self._backing.places
        if self._shown is None or self._shown[0] is not places:
            self._shown = (places, places.all_positions())
        positions = self._shown[1]
        news = (self._host.store, positions, self._touched.take())
        if len(positions) > BIG:
            work = self._follow_aside(seen, *news)
            self._work = self._host.tasks.spawn(work, f"compute {self._aggregate}")
            return
        try:
            value = self._running.follow(*news)
        except Exception as error:
            self._take(self._value, seen, error)
        else:
            self._take(value, seen)

    async def _follow_aside(self, seen: Seen, *news: Any) -> None:
        value, refused = self._value, None
        try:
            value = await off_loop(True, self._running.follow, *news)
        except Exception as error:
            refused = error
        finally:
            self._work = None
        if not self._by_source:  # else something was heard meanwhile, and the source asked
            self._take(value, seen, refused)
        if seen != (self._backing.version, self._counted):
            self._changed()  # rows moved meanwhile

    def _take(
        self, value: Any, seen: Seen | None = None, refused: Exception | None = None
    ) -> None:
        """Show the value of the rows held; what the source failed with is told beside it."""
        if seen is not None:
            self._computed, self._refused = seen, refused
        trouble = self._refused or self._backing.error or self._host.refresh_error
        self._set(value, trouble)

    def _set(self, value: Any, error: Exception | None) -> None:
        status: Status = "Fresh" if error is None else "LoadFailed"
        same = equal(value, self._value) and status == self._status
        self._value, self._status, self._error = value, status, error
        if not same:
            self._bump()
        self._lookers.tell()

    # --- display ---------------------------------------------------------------------------

    def badge(self, **options: Any) -> Any:
        """Return a live `ValueBadge` of this value."""
        return display.widget("ValueBadge")(self, **options)

    def _displayed(self) -> Any:
        if self._badge is None:
            self._badge = self.badge()
        return self._badge

    def __repr__(self) -> str:
        return f"<ValueScenery {self._aggregate} = {self._value!r} ({self._status})>"
