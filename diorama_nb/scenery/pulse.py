"""Bundles many changes into few notifications: the first at once, then at most one a frame."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

FRAME: Final = 0.033
"""Seconds between two notifications of one scenery."""


class Pulse:
    """Calls a function for a burst of changes: at once, and again after the frame.

    Parameters
    ----------
    beat : callable
        Called on the loop.
    loop : asyncio.AbstractEventLoop
        The loop whose clock counts.
    frame : float
        Seconds.
    """

    def __init__(
        self, beat: Callable[[], None], loop: asyncio.AbstractEventLoop, frame: float = FRAME
    ) -> None:
        self._beat = beat
        self._loop = loop
        self._frame = frame
        self._last = float("-inf")
        self._timer: asyncio.TimerHandle | None = None

    def poke(self) -> None:
        """Something changed."""
        if self._timer is None:
            due = max(self._loop.time(), self._last + self._frame)
            self._timer = self._loop.call_at(due, self._now)

    def _now(self) -> None:
        self._timer = None
        self._last = self._loop.time()
        self._beat()

    def stop(self) -> None:
        """Forget a notification that is due."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
