"""Fewer calls than causes: `Throttle` for notifications, `Debounce` for loads on scrolling."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

FRAME: Final = 0.033
"""Seconds between two notifications of one scenery."""


class Throttle:
    """Calls a function for a burst of requests: at once, and then once a frame.

    Parameters
    ----------
    action : callable
        Called on the loop.
    loop : asyncio.AbstractEventLoop
        The loop whose clock counts.
    frame : float
        Seconds between two calls, at least.
    """

    def __init__(
        self, action: Callable[[], None], loop: asyncio.AbstractEventLoop, frame: float = FRAME
    ) -> None:
        self._action = action
        self._loop = loop
        self._frame = frame
        self._last = float("-inf")
        self._timer: asyncio.TimerHandle | None = None

    def ask(self) -> None:
        """Request the call."""
        if self._timer is None:
            due = max(self._loop.time(), self._last + self._frame)
            self._timer = self._loop.call_at(due, self._now)

    def _now(self) -> None:
        self._timer = None
        self._last = self._loop.time()
        self._action()

    def stop(self) -> None:
        """Forget a notification that is due."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class Debounce:
    """Calls a function for a burst of requests: for the first at once, then when it is quiet.

    Parameters
    ----------
    action : callable
        Called on the loop; it looks up itself what the newest request is.
    loop : asyncio.AbstractEventLoop
        The loop whose clock counts.
    quiet : float
        Seconds without a request that end a burst.
    """

    def __init__(
        self, action: Callable[[], None], loop: asyncio.AbstractEventLoop, quiet: float
    ) -> None:
        self._action = action
        self._loop = loop
        self._quiet = quiet
        self._last = float("-inf")
        self._timer: asyncio.TimerHandle | None = None

    def ask(self) -> None:
        """Request the call."""
        self.stop()
        now = self._loop.time()
        burst, self._last = now - self._last < self._quiet, now
        if burst:
            self._timer = self._loop.call_at(now + self._quiet, self._run)
        else:
            self._run()

    def _run(self) -> None:
        self._timer = None
        self._action()

    def stop(self) -> None:
        """Forget a call that is due."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
