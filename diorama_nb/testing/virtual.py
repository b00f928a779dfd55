"""A loop whose time costs no time."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from typing import Any, Final, TypeVar

from diorama_nb.runtime import Worker, adopt

T = TypeVar("T")

EPOCH: Final = 1_700_000_000.0
"""Wall-clock time at which a virtual loop starts."""

FOR_EVER: Final = 10 * 24 * 3600.0
"""Virtual seconds after which a test that still waits is taken to wait for ever."""


class Deadlock(RuntimeError):
    """Everything waits, and nothing is left that could happen."""


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop that jumps to the next timer when there is nothing else to do.

    Its clock stands still while worker threads are busy. Real connections are not waited for.
    """

    def __init__(self) -> None:
        self._virtual = 0.0
        self._outside = 0
        super().__init__(_Selector(self))

    def time(self) -> float:
        """Return virtual seconds since the loop was made."""
        return self._virtual

    def wall(self) -> float:
        """Return the virtual wall clock, seconds since the epoch."""
        return EPOCH + self._virtual

    @property
    def busy(self) -> bool:
        """Whether something happens on other threads that this loop will hear of."""
        return self._outside > 0 or Worker.in_flight > 0

    def jump(self, seconds: float | None) -> None:
        """Go on to the next timer."""
        if seconds is None or self._virtual > FOR_EVER:
            waiting = sorted(task.get_name() for task in asyncio.all_tasks(self))
            raise Deadlock(f"nothing can happen any more; waiting: {', '.join(waiting)}")
        self._virtual += seconds

    def run_in_executor(  # type: ignore[override] # the same, counted
        self, executor: Executor | None, func: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:
        """Run a function in a thread; time stands still meanwhile."""
        future = super().run_in_executor(executor, func, *args)
        self._outside += 1
        future.add_done_callback(self._returned)
        return future

    def _returned(self, _: asyncio.Future[Any]) -> None:
        self._outside -= 1

    async def shutdown_default_executor(self, *args: Any) -> None:
        """End the threads; time stands still meanwhile."""
        self._outside += 1
        try:
            await super().shutdown_default_executor(*args)
        finally:
            self._outside -= 1


class _Selector(selectors.DefaultSelector):
    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> Any:
        if timeout is not None and timeout <= 0:
            return super().select(0)
        busy = self._loop.busy  # first: whoever is not busy has rung the bell by now
        if events := super().select(0):
            return events
        if busy:
            return super().select(0.02)
        self._loop.jump(timeout)
        return []


def run_virtual(main: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in virtual time and return its result.

    A ``Lens(runtime="current")`` made inside lives in that time: sleeping, debouncing, refresh
    intervals and the age of rows all follow the loop's clock.

    Raises
    ------
    Deadlock
        When it waits for something that will never happen.
    """

    async def adopted() -> T:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        adopt(loop.wall)
        return await main

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(adopted())
