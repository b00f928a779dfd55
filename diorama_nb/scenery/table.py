"""TableScenery: rows to paint. Reading never waits, commands never block, one notification."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import replace
from typing import Any

from diorama_nb import display
from diorama_nb.alive import enrol
from diorama_nb.coverage import clamp
from diorama_nb.errors import Closed, DioramaError, SpecError
from diorama_nb.events import ViewportChanged, ViewportClamped
from diorama_nb.frames import Rows
from diorama_nb.listeners import Listeners
from diorama_nb.query import Order, Query
from diorama_nb.reasons import because
from diorama_nb.runtime import call_on, hops
from diorama_nb.scenery.backing import Backing
from diorama_nb.scenery.cut import Cut
from diorama_nb.scenery.exporting import Exporting
from diorama_nb.scenery.host import Host
from diorama_nb.scenery.lease import Lease, brought
from diorama_nb.scenery.reactive import reporting
from diorama_nb.scenery.reading import TableReading
from diorama_nb.scenery.relations import TableRelations
from diorama_nb.scenery.throttle import Debounce, Throttle
from diorama_nb.scenery.writable import TableEdits


class TableScenery(Exporting, TableReading, TableRelations, display.Displayed):
    """A reactive view of many rows.

    Opened by ``await dio.table_scenery(...)``. Sceneries of the same query share what stands
    behind them; each has its own viewport, sort and search.

    Attributes
    ----------
    label : str
        How the ledger and the debug stream call it, e.g. ``"scenery #1"``.
    """

    def __init__(
        self,
        host: Host,
        backing: Backing,
        open_backing: Callable[[Query], Awaitable[Backing]],
        *,
        initial_range: range,
        columns: Collection[str] | None = None,
        titles_only: bool = False,
    ) -> None:
        host.stats.sceneries += 1
        self.label = f"scenery #{host.stats.sceneries}"
        super().__init__(host.loop, host._runtime)
        self._host = host
        self._backing = backing
        self._open_backing = open_backing
        self._base = backing.query
        self._wanted_query = backing.query
        self._viewport = initial_range
        self._columns = None if columns is None else tuple(columns)
        self._demand = frozenset[str]() if titles_only else _only(columns)
        self._state_callbacks: Listeners[[int]] = Listeners(reporting(host.loop))
        self._shown: tuple[Backing, int] | None = None
        self._grid: Any = None
        self._switch: asyncio.Task[None] | None = None
        self._switch_error: Exception | None = None
        self._throttle = Throttle(self._publish, host.loop)
        self._look = Debounce(self._load_viewport, host.loop, host.viewport_debounce)
        self._lease = Lease(self, self._changed, host.loop)
        self._lease.take(backing)
        self._cut = Cut(0, host.store, backing.places, backing.query, self._demand)
        if backing.settled:
            self._publish()
        enrol("table_sceneries", self)
        if host.trace is not None:
            host.trace("opened", self.label, backing.query, self._columns)

    @property
    def edits(self) -> TableEdits:
        """Changes of its rows, for a grid that lets a person edit them."""
        return TableEdits(self._host, self._base)

    # --- commands: never wait, from any thread ---------------------------------------------

    def set_viewport(self, wanted: range) -> None:
        """Say which rows are looked at; what is missing there gets loaded."""
        if not self.closed:
            call_on(self._loop, lambda: self._move(wanted))

    def request_refresh(self) -> None:
        """Re-read from the source what is looked at."""
        self._call_on(self._refresh)

    def request_load_more(self) -> None:
        """Load what comes after the last row."""
        self._call_on(self._load_more)

    def request_retry(self) -> None:
        """Try again what failed, without waiting for its turn."""
        self._call_on(self._retry)

    def set_sort(
        self,
        column: str | Iterable[tuple[str, str]] | None,
        direction: str | None = "asc",
    ) -> None:
        """Show the rows in another order.

        The old rows stay until the first of the new ones are there.

        Parameters
        ----------
        column : str, iterable of (str, str) or None
            A column; or several, each with its direction, the first of which decides first:
            ``[("category", "asc"), ("price", "desc")]``. None: the order of the source.
        direction : "asc", "desc" or None
            Of a single column. None: the order of the source.

        Raises
        ------
        Unsupported
            When the source can not sort so and not every row is held.
        """
        order = _orders(column, direction)
        self.require_order(order)
        self._ask(replace(self._wanted_query, order=order))

    def set_search(self, text: str | None) -> None:
        """Show only the rows that contain a text; None or blank shows all."""
        if text and text.strip():
            self.capabilities.require("search", self._host.name)
        self._ask(self._wanted_query.searching(text))

    def set_filters(self, filters: Iterable[tuple[str, str, Any]]) -> None:
        """Show only rows for which all of (column, operator, value) hold; none shows all."""
        query = Query(
            self._base.conditions, self._wanted_query.order, self._wanted_query.search
        )
        for column, op, value in filters:
            query = query.where(column, op, value)
        self._ask(query)

    def _ask(self, query: Query) -> None:
        if query != self._wanted_query:
            self._wanted_query = query
            self._call_on(lambda: self._switch_to(query))

    def subscribe_state(self, callback: Callable[[int], None]) -> Callable[[], None]:
        """Like `subscribe`, and also when only the state (loading, error, age) changed."""
        return self._state_callbacks.add(callback)

    @hops
    async def load_all(self, progress: Callable[[int, int | None], None] | None = None) -> Rows:
        """Load every row of the view, and return them in its order with their coverage.

        Parameters
        ----------
        progress : callable, optional
            Called with the rows that are loaded, and all there are, where that is known.

        Raises
        ------
        SourceError
            What the source raised; what was loaded stays, see `snapshot`.
        """
        return self._rows_of(*await self._load_cut(progress))

    async def _load_cut(
        self, progress: Callable[[int, int | None], None] | None
    ) -> tuple[Cut, Backing]:
        backing = self._backing
        release = backing.hold(object(), lambda: None)
        try:
            with because("load_all", self.label):
                await backing.load_all(progress)
            store, places = self._host.store, backing.places
            return Cut(self.generation, store, places, backing.query), backing
        finally:
            release()

    def explain(self) -> str:
        """Tell what would be asked of the source for the rows looked at, and what is done here.

        Nothing is sent.
        """
        return self._host.explain_view(self._backing, self._viewport)

    # --- on the loop -----------------------------------------------------------------------

    def _call_on(self, action: Callable[[], None]) -> None:
        if self.closed:
            raise Closed(f"the view of {self._host.name!r}")
        call_on(self._loop, action)

    def _move(self, wanted: range) -> None:
        self._viewport = wanted
        self._look.ask()

    def _load_viewport(self) -> None:
        if not self.closed:
            with because("viewport", self.label):
                self._show_viewport()

    def _show_viewport(self) -> None:
        total = self._backing.estimated_total if self._backing.total_final else None
        shown = clamp(self._viewport, total, at_least=len(self._viewport))
        if shown != self._viewport:
            self._host.bus.publish(ViewportClamped(self._viewport, shown))
        self._host.bus.publish(ViewportChanged(shown))
        if total is not None and self._viewport.start >= total:
            self._viewport = shown
        # What is asked for beyond the end is kept: the set may grow.
        self._lease.want(self._viewport)
        self._lease.look(self._viewport, self._demand)

    def _refresh(self) -> None:
        async def refresh() -> None:
            try:
                await self._host.refresh()
            except DioramaError:
                self._changed()  # the error is in the events and in the Dio

        with because("refresh", self.label):
            self._host.tasks.spawn(refresh(), f"refresh {self._host.name}")

    def _load_more(self) -> None:
        with because("load more", self.label):
            self._backing.load_more()

    def _retry(self) -> None:
        if self._switch_error is not None:
            self._switch_error = None
            self._switch_to(self._wanted_query)
        else:
            with because("retry", self.label):
                self._lease.want(self._viewport, force=True)
                self._lease.look(self._viewport, self._demand, force=True)

    def _switch_to(self, query: Query) -> None:
        if self._switch is not None:
            self._switch.cancel()
        if self._host.trace is not None:
            self._host.trace("turned", self.label, self._backing.query, query)
        with because("other query", self.label):
            work = self._bring(query)
            self._switch = self._host.tasks.spawn(work, f"open {self._host.name}")
        self._changed()

    async def _bring(self, query: Query) -> None:
        """Open what stands behind another query, and show it once its first rows are there."""
        task = asyncio.current_task()
        self._switch_error = None
        try:
            backing = await self._open_backing(query)
            release = await brought(backing, range(min(len(self._viewport), 100) or 1))
            self._backing = backing
            self._lease.take(backing)
            self._viewport = range(len(self._viewport))
            self._lease.want(self._viewport)
            release()
        except Exception as error:
            self._switch_error = error
        finally:
            if self._switch is task:
                self._switch = None
            self._changed()

    def _changed(self) -> None:
        if not self._closed:
            self._throttle.ask()

    def _publish(self) -> None:
        """Make the state of the backing the published cut, and tell who subscribed."""
        if self._closed:
            return
        backing = self._backing
        shown = (backing, backing.version)
        if backing.settled and shown != self._shown:
            self._shown = shown
            self._cut = Cut(
                self._cut.generation + 1,
                self._host.store,
                backing.places,
                backing.query,
                self._demand,
            )
            self._callbacks.tell(self._cut.generation)
        self._state_callbacks.tell(self._cut.generation)
        self._wake()
        self._lease.look(self._viewport, self._demand)

    def _close(self) -> None:
        self._throttle.stop()
        self._look.stop()
        if self._switch is not None:
            self._switch.cancel()
        self._lease.release()
        if self._host.trace is not None:
            self._host.trace("closed", self.label)
        self._state_callbacks.clear()
        super()._close()

    # --- display ---------------------------------------------------------------------------

    def grid(self, **options: Any) -> Any:
        """Return a live grid of this scenery."""
        return display.grid(self, **options)

    def _displayed(self) -> Any:
        if self._grid is None:
            self._grid = self.grid()
        return self._grid

    def __repr__(self) -> str:
        return f"<TableScenery {self._host.name!r} {self.coverage}>"


def _only(columns: Collection[str] | None) -> frozenset[str] | None:
    return None if columns is None else frozenset(columns)


def _orders(
    column: str | Iterable[tuple[str, str]] | None, direction: str | None
) -> tuple[Order, ...]:
    if direction not in ("asc", "desc", None):
        raise SpecError.unknown("direction", str(direction), ("asc", "desc"))
    if column is None or direction is None:
        return ()
    if isinstance(column, str):
        return (Order(column, direction == "desc"),)
    named = {name: _orders(name, way) for name, way in column}
    return tuple(one for orders in named.values() for one in orders)
