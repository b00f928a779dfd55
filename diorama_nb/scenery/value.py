"""ValueScenery: one number (or list, or anything) that keeps itself right."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

from diorama_nb.coverage import Coverage
from diorama_nb.errors import Closed, DioramaError
from diorama_nb.rows.aggregate import Aggregate
from diorama_nb.scenery.backing import Backing
from diorama_nb.scenery.grip import Grip, command
from diorama_nb.scenery.host import Host
from diorama_nb.scenery.pulse import Pulse
from diorama_nb.values import equal

BIG: Final = 20_000
"""Rows from which on a value is computed in a thread, so that the loop stays free."""


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
        self._closed = False
        self._callbacks: list[Callable[[int], None]] = []
        self._computed: tuple[int, bool] | None = None
        self._gave_up: int | None = None  # the epoch in which loading failed
        self._walk: asyncio.Task[None] | None = None
        self._work: asyncio.Task[None] | None = None
        self._pulse = Pulse(self._look, host.loop)
        self._grip = Grip(self, self._changed, host.loop)
        self._grip.take(backing)
        self._grip.want(range(1))
        self._look()

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
            self._gave_up = None
            try:
                await self._host.refresh()
            except Exception as error:
                self._set(self._value, "LoadFailed", error)
            else:
                self._look()

        if self._closed or self._host.closed:
            raise Closed(f"the value of {self._host.name!r}")
        spawn = self._host.tasks.spawn
        command(self._host.loop, lambda: spawn(refresh(), f"refresh {self._host.name}"))

    def subscribe(self, callback: Callable[[int], None]) -> Callable[[], None]:
        """Call a function with each new generation; return what ends that."""
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback) if callback in self._callbacks else None

    async def aclose(self) -> None:
        """Stop following the rows; the last value can still be read."""
        if not self._closed:
            self._closed = True
            if not self._host.loop.is_closed():
                command(self._host.loop, self._close)

    # --- on the loop -----------------------------------------------------------------------

    def _close(self) -> None:
        self._pulse.stop()
        self._callbacks.clear()
        for task in (self._walk, self._work):
            if task is not None:
                task.cancel()
        self._grip.release()

    def _changed(self) -> None:
        if not self._closed:
            self._pulse.poke()

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
        return whole or self._counted

    def _look(self) -> None:
        """Compute what can be computed, and load what is lacking for it."""
        if self._closed or self._host.closed:
            return
        if self._known:
            self._compute()
        elif self._walk is None and self._gave_up != self._backing.epoch:
            self._walk = self._host.tasks.spawn(self._load(), f"load {self._host.name}")

    async def _load(self) -> None:
        epoch = self._backing.epoch
        try:
            counted = None if self._aggregate.needs_rows else await self._backing.count()
            if counted is None:
                await self._backing.load_all()
        except DioramaError as error:
            self._gave_up = epoch
            self._set(self._value, "LoadFailed", error)
        else:
            self._gave_up = None if self._known else epoch
        finally:
            self._walk = None
            self._changed()

    def _compute(self) -> None:
        if self._work is not None:
            return  # it looks again when it is done
        backing = self._backing
        state = (backing.version, self._counted)
        if state == self._computed and self._status == "Fresh":
            return
        if self._counted and not backing.complete:
            self._computed = state
            self._set(backing.estimated_total, "Fresh", None)
            return
        store, positions = self._host.store, backing.places.all_positions()
        if len(positions) > BIG:
            work = self._compute_aside(state, store, positions)
            self._work = self._host.tasks.spawn(work, f"compute {self._aggregate}")
            return
        try:
            self._computed = state
            self._set(self._aggregate.compute(store, positions), "Fresh", None)
        except Exception as error:
            self._set(self._value, "LoadFailed", error)

    async def _compute_aside(self, state: tuple[int, bool], store: Any, positions: Any) -> None:
        try:
            value = await asyncio.to_thread(self._aggregate.compute, store, positions)
        except Exception as error:
            self._computed = state
            self._set(self._value, "LoadFailed", error)
        else:
            self._computed = state
            self._set(value, "Fresh", None)
        finally:
            self._work = None
        if state != (self._backing.version, self._counted):
            self._changed()  # rows moved meanwhile

    def _set(self, value: Any, status: str, error: Exception | None) -> None:
        same = equal(value, self._value) and status == self._status
        self._value, self._status, self._error = value, status, error
        if not same:
            self._generation += 1
            for callback in tuple(self._callbacks):
                try:
                    callback(self._generation)
                except Exception as trouble:
                    self._host.loop.call_exception_handler(
                        {"message": f"a subscriber of {self!r} failed", "exception": trouble}
                    )

    def __repr__(self) -> str:
        return f"<ValueScenery {self._aggregate} = {self._value!r} ({self._status})>"
