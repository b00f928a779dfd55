"""Keeps a flood of messages small: the newest wish of a kind counts, answers have a budget."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from functools import wraps
from typing import Final, Protocol, TypeVar
from weakref import WeakKeyDictionary

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
    """How much may be done: `burst` at once, then `rate` a second."""

    def __init__(self, burst: float, rate: float) -> None:
        self._burst = burst
        self._rate = rate
        self._left = burst
        self._at = 0.0

    def take(self, now: float, cost: float = 1) -> float:
        """Return 0 and spend `cost`, or the seconds until there is so much to spend."""
        cost = min(cost, self._burst)
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left > cost - 1e-6:  # who waits as long as told must not find a rounding error
            self._left -= cost
            return 0.0
        return (cost - self._left) / self._rate


NEWS_RATE: Final = 600
"""Messages a second in which all widgets together tell their news; half of that at once.

A notebook server throws away what goes beyond 1000 a second, of widgets and cells together.
"""

_budgets: WeakKeyDictionary[asyncio.AbstractEventLoop, Budget] = WeakKeyDictionary()


class Telling(Protocol):
    """A widget that tells its news."""

    _loop: asyncio.AbstractEventLoop
    _waits: bool

    @property
    def _messages(self) -> int:
        """How many messages its news take."""


W = TypeVar("W", bound=Telling)


def paced(update: Callable[[W], None]) -> Callable[[W], None]:
    """Have a widget tell its news when all of its loop together may, as they are then."""

    @wraps(update)
    def tell(widget: W) -> None:
        if widget._waits:
            return
        loop = widget._loop
        budget = _budgets.setdefault(loop, Budget(NEWS_RATE / 2, NEWS_RATE))
        wait = budget.take(loop.time(), widget._messages)
        if not wait:
            return update(widget)
        widget._waits = True
        loop.call_later(wait, again, widget)

    def again(widget: W) -> None:
        widget._waits = False
        tell(widget)

    return tell
