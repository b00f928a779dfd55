"""When a plot is drawn: one draw at a time, the newest wish wins, with rests in between."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from diorama_nb.runtime import Tasks, Worker

T = TypeVar("T")

PAINTER: Final = Worker("diorama-plots")
"""Where everything is drawn: libraries that draw want to be called by one thread."""

SHARE: Final = 0.5
"""Of the time, how much drawing may take."""


class Redraw(Generic[T]):
    """Calls a function in the painter's thread for a burst of wishes; all else on the loop.

    Parameters
    ----------
    work : callable
        Called in the painter's thread; it reads itself what is newest.
    show : callable
        Called on the loop with what `work` returned.
    every : float
        Seconds between the starts of two calls, at least.
    """

    def __init__(self, work: Callable[[], T], show: Callable[[T], None], every: float) -> None:
        self._work = work
        self._show = show
        self._every = every
        self._tasks = Tasks()
        self._wanted = False
        self._running = False
        self._closed = False
        self._due = float("-inf")

    def ask(self) -> None:
        """Have it called, soon, once however often this is asked."""
        self._wanted = True
        if not self._running and not self._closed:
            self._running = True
            self._tasks.spawn(self._run(), "draw a plot")

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._wanted:
                await asyncio.sleep(self._due - loop.time())
                self._wanted, began = False, loop.time()
                result = await PAINTER.run(self._work)
                took = loop.time() - began
                self._due = began + max(self._every, took / SHARE)
                self._show(result)
        finally:
            self._running = False

    async def aclose(self) -> None:
        """Show nothing any more; a call that is under way ends by itself."""
        self._closed = True
        await self._tasks.aclose()
