"""ValueScenery: one number (or list, or anything) that keeps itself right."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from diorama_nb.coverage import Coverage
from diorama_nb.errors import DioramaError
from diorama_nb.rows.aggregate import Aggregate
from diorama_nb.scenery.backing import Backing
from diorama_nb.scenery.host import Host
from diorama_nb.scenery.pulse import Pulse
from diorama_nb.values import equal


class ValueScenery:
    """A value over all rows of a query.

    Rows that are missing are loaded in the background: a value over a part is never shown as
    the value of the whole. A source that states its total is not asked for rows to count them.
    """

    def __init__(self, host: Host, backing: Backing, aggregate: Aggregate) -> None:
        self._host = host
        self._runtime = host._runtime
        self._backing = backing
        self._aggregate = aggregate
        self._value: Any = None
        self._status = "Loading"
        self._error: Exception | None = None
        self._generation = 0
        self._callbacks: list[Callable[[int], None]] = []
        self._computed: int | None = None
        self._walk: asyncio.Task[None] | None = None
        self._pulse = Pulse(self._compute, host.loop)
        self._release = backing.hold(self, self._pulse.poke)
        self._complete_it()
        self._compute()

    @property
    def value(self) -> Any:
        """The value; None until the first one is known."""
        return self._value

    @property
    def status(self) -> str:
        """``"Loading"``, ``"Fresh"``, or ``"LoadFailed"``; the last value stays."""
        return self._status

    @property
    def error(self) -> Exception | None:
        """Why the value could not be computed."""
        return self._error

    @property
    def generation(self) -> int:
        """Number that grows when the value or its status changed."""
        return self._generation

    @property
    def coverage(self) -> Coverage:
        """The rows the value is computed from."""
        return self._backing.coverage

    def request_refresh(self) -> None:
        """Re-read the source."""

        async def refresh() -> None:
            try:
                await self._host.refresh()
            except DioramaError as error:
                self._set(self._value, "LoadFailed", error)
            self._complete_it()

        loop = self._host.loop
        loop.call_soon_threadsafe(lambda: self._host.tasks.spawn(refresh(), "refresh a value"))

    def subscribe(self, callback: Callable[[int], None]) -> Callable[[], None]:
        """Call a function with each new generation; return what ends that."""
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback) if callback in self._callbacks else None

    async def aclose(self) -> None:
        """Stop following the rows."""
        self._pulse.stop()
        self._callbacks.clear()
        if self._walk is not None:
            self._walk.cancel()
        self._release()

    # --- on the loop -----------------------------------------------------------------------

    @property
    def _known(self) -> bool:
        if self._backing.complete:
            return True
        counted = not self._aggregate.needs_rows and self._backing.total_final
        return self._backing.settled and counted

    def _complete_it(self) -> None:
        """Load what the value needs and nobody has loaded."""
        if self._known or (self._walk is not None and not self._walk.done()):
            return
        self._walk = self._host.tasks.spawn(self._load(), f"load rows of {self._host.name}")

    async def _load(self) -> None:
        try:
            if self._aggregate.needs_rows:
                await self._backing.load_all()
            else:
                self._backing.want(self, range(1))
        except DioramaError as error:
            self._set(self._value, "LoadFailed", error)
        self._compute()

    def _compute(self) -> None:
        if not self._known:
            if self._backing.error is not None:
                self._set(self._value, "LoadFailed", self._backing.error)
            return
        if self._computed == self._backing.version and self._status == "Fresh":
            return
        try:
            if self._aggregate.needs_rows or self._backing.complete:
                positions = self._backing.places.all_positions()
                value = self._aggregate.compute(self._host.store, positions)
            else:
                value = self._backing.estimated_total
        except Exception as error:
            self._set(self._value, "LoadFailed", error)
        else:
            self._computed = self._backing.version
            self._set(value, "Fresh", None)

    def _set(self, value: Any, status: str, error: Exception | None) -> None:
        same = equal(value, self._value) and status == self._status
        self._value, self._status, self._error = value, status, error
        if not same:
            self._generation += 1
            for callback in tuple(self._callbacks):
                callback(self._generation)

    def __repr__(self) -> str:
        return f"<ValueScenery {self._aggregate} = {self._value!r} ({self._status})>"
