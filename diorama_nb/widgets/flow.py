"""Keeps a flood of messages small: the newest wish of a kind counts, answers have a budget."""

from __future__ import annotations

import threading
from typing import Final

from diorama_nb.widgets.messages import DRAFTS, OPENS, QUESTIONS, WRITES, Message

MAX_WAITING: Final = 1000
"""Messages of one grid that may wait to be obeyed."""

_KEPT: Final = WRITES | DRAFTS | QUESTIONS | OPENS


class Inbox:
    """Messages that were checked and wait to be obeyed; filled on any thread.

    A newer wish replaces an older one of the same view and kind; changes of data are all kept.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[tuple[str, str, int], Message] = {}

    def put(self, message: Message) -> bool | None:
        """Add a message.

        Returns
        -------
        bool or None
            Whether it is the first one to wait; None when too many wait and it was left out.
        """
        key = (
            message.view,
            message.kind,
            message.seq if message.kind in _KEPT else 0,
        )
        with self._lock:
            first = not self._waiting
            self._waiting.pop(key, None)
            if len(self._waiting) >= MAX_WAITING:
                return None
            self._waiting[key] = message
            return first

    def take(self) -> list[Message]:
        """Return what waits, oldest first, and forget it."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
        return list(waiting.values())


class Budget:
    """How often something may be done: `burst` times at once, then `rate` times a second."""

    def __init__(self, burst: float, rate: float) -> None:
        self._burst = burst
        self._rate = rate
        self._left = burst
        self._at = 0.0

    def take(self, now: float) -> float:
        """Return 0 and spend one, or the seconds until there is one to spend."""
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left > 1 - 1e-6:  # who waits as long as told must not find a rounding error
            self._left -= 1
            return 0.0
        return (1 - self._left) / self._rate
