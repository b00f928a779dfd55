"""Where a live table hears of changes: `LiveStream`, and one that is fed by hand."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator
from typing import Final, Protocol

from diorama_nb.changes import Change, Gap
from diorama_nb.runtime import call_soon

BUFFER: Final = 16
"""Changes that wait for a subscriber; with more of them it is told of a gap instead."""


class LiveStream(Protocol):
    """Tells of changes at the source: a database's notifications, a topic, a web socket."""

    def subscribe(self) -> AsyncIterator[Change]:
        """Return the changes from now on.

        The subscription begins with this call, not with the first change that is asked for.
        One that has an ``aclose()`` is closed when nobody listens any more.
        """


class ManualLiveStream:
    """A `LiveStream` that is told what to say.

    Examples
    --------
    >>> stream = ManualLiveStream()
    >>> stream.push(Gap())  # nobody listens
    0
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscriptions: set[Subscription] = set()

    def subscribe(self) -> Subscription:
        """Return the changes from now on."""
        subscription = Subscription(self)
        with self._lock:
            self._subscriptions.add(subscription)
        return subscription

    def push(self, change: Change) -> int:
        """Tell a change to all who listen, from any thread; returns how many they are."""
        with self._lock:
            listening = tuple(self._subscriptions)
        for subscription in listening:
            subscription._put(change)
        return len(listening)

    def _leave(self, subscription: Subscription) -> None:
        with self._lock:
            self._subscriptions.discard(subscription)


class Subscription:
    """The changes one listener has not heard yet: ``async for change in subscription``."""

    def __init__(self, stream: ManualLiveStream) -> None:
        self._stream = stream
        self._lock = threading.Lock()
        self._waiting: deque[Change] = deque()
        self._closed = False
        self._bell: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None

    def _put(self, change: Change) -> None:
        with self._lock:
            if len(self._waiting) == BUFFER:
                self._waiting.clear()
                change = Gap(reason=f"more than {BUFFER} changes were waiting")
            self._waiting.append(change)
        self._ring()

    def _ring(self) -> None:
        if self._bell is not None:
            loop, wake = self._bell
            call_soon(loop, wake.set)  # where its loop is closed nobody waits

    def __aiter__(self) -> Subscription:
        return self

    async def __anext__(self) -> Change:
        while True:
            with self._lock:
                if self._closed:
                    raise StopAsyncIteration
                if self._waiting:
                    return self._waiting.popleft()
                wake = asyncio.Event()
                self._bell = (asyncio.get_running_loop(), wake)
            await wake.wait()

    async def aclose(self) -> None:
        """Stop listening."""
        self._stream._leave(self)
        with self._lock:
            self._closed = True
        self._ring()
