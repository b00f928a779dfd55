"""What a Dio tells its listeners, and the bus that carries it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from diorama_nb.listeners import Listeners

BUFFER: Final = 1024
"""Events a slow subscriber may be behind before it is told that it lagged."""


@dataclass(frozen=True, slots=True)
class RecordChanged:
    """A record has other values."""

    id: str


@dataclass(frozen=True, slots=True)
class RecordInserted:
    """A record is new."""

    id: str


@dataclass(frozen=True, slots=True)
class RecordRemoved:
    """A record is gone."""

    id: str


@dataclass(frozen=True, slots=True)
class Invalidated:
    """Membership or order may have changed: derive everything anew."""


@dataclass(frozen=True, slots=True)
class Refreshing:
    """A refresh began."""


@dataclass(frozen=True, slots=True)
class RefreshFailed:
    """A refresh ended without new data; what was shown stays."""

    error: Exception


@dataclass(frozen=True, slots=True)
class Seeded:
    """The first whole copy of the data set is in the cache."""


@dataclass(frozen=True, slots=True)
class WritePending:
    """A write was accepted and is shown; `id` is None where it concerns many rows."""

    id: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class WriteSettled:
    """The source did a write; `stored_id` differs from `id` where it chose another."""

    id: str | None
    kind: str
    stored_id: str | None = None


@dataclass(frozen=True, slots=True)
class WriteReverted:
    """A write is not shown any more, because it was not done."""

    id: str | None
    kind: str
    error: Exception


@dataclass(frozen=True, slots=True)
class WriteFailed:
    """A write was refused; its ticket says what can be done about it."""

    id: str | None
    kind: str
    error: Exception


@dataclass(frozen=True, slots=True)
class ViewportChanged:
    """A scenery was asked to show other rows."""

    range: range


@dataclass(frozen=True, slots=True)
class ViewportClamped:
    """A viewport reached beyond the end and was cut."""

    asked: range
    range: range


@dataclass(frozen=True, slots=True)
class RangeLoaded:
    """Rows of a view arrived and are readable."""

    range: range


@dataclass(frozen=True, slots=True)
class LoadFailed:
    """Rows of a view could not be loaded; what was shown stays."""

    range: range
    error: Exception


@dataclass(frozen=True, slots=True)
class Hydrating:
    """Somebody waits for the details of so many rows."""

    pending: int


@dataclass(frozen=True, slots=True)
class RecordLoadFailed:
    """The detail of a row could not be loaded; its other columns stay."""

    id: str
    error: Exception


@dataclass(frozen=True, slots=True)
class Lagged:
    """The subscriber was too slow and missed `missed` events: read everything again."""

    missed: int


Event = (
    RecordChanged | RecordInserted | RecordRemoved | Invalidated | Refreshing | RefreshFailed
    | Seeded | WritePending | WriteSettled | WriteReverted | WriteFailed
    | ViewportChanged | ViewportClamped | RangeLoaded | LoadFailed
    | Hydrating | RecordLoadFailed | Lagged
)  # fmt: skip


class EventStream:
    """One subscriber's queue: ``async for event in stream``, until it is closed."""

    def __init__(self, bus: EventBus, capacity: int = BUFFER) -> None:
        self._bus = bus
        self._capacity = capacity
        self._events: deque[Event] = deque()
        self._missed = 0
        self._wake: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False
        self._lock = threading.Lock()

    def _put(self, event: Event) -> None:
        with self._lock:
            if len(self._events) >= self._capacity:
                self._missed += len(self._events)
                self._events.clear()
            if self._missed:
                self._missed += 1  # it must re-read anyway; later news will be in what it reads
            else:
                self._events.append(event)
        self._ring()

    def _ring(self) -> None:
        loop, wake = self._loop, self._wake
        if loop is not None and wake is not None:
            with contextlib.suppress(RuntimeError):  # its loop was closed: nobody waits
                loop.call_soon_threadsafe(wake.set)

    def pending(self) -> list[Event]:
        """Take all events that are waiting, without waiting for more."""
        with self._lock:
            events = list(self._events)
            self._events.clear()
            if self._missed:
                events = [Lagged(self._missed)]
                self._missed = 0
        return events

    def __aiter__(self) -> EventStream:
        return self

    async def __anext__(self) -> Event:
        while True:
            with self._lock:
                if self._missed:
                    missed, self._missed = self._missed, 0
                    return Lagged(missed)
                if self._events:
                    return self._events.popleft()
                if self._closed:
                    raise StopAsyncIteration
                self._loop = asyncio.get_running_loop()
                self._wake = wake = asyncio.Event()
            await wake.wait()

    def close(self) -> None:
        """End the stream after the events already in it."""
        self._bus._streams.discard(self)
        with self._lock:
            self._closed = True
        self._ring()


class EventBus:
    """Hands each event to everybody who subscribed before it; nobody is no error."""

    def __init__(self) -> None:
        self._closed = False
        self._streams: set[EventStream] = set()
        self._listeners: Listeners[[Event]] = Listeners()

    def publish(self, event: Event) -> None:
        """Tell all listeners, then all streams."""
        self._listeners.tell(event)
        for stream in tuple(self._streams):
            stream._put(event)

    def subscribe(self, capacity: int = BUFFER) -> EventStream:
        """Return a stream of the events from now on."""
        stream = EventStream(self, capacity)
        self._streams.add(stream)
        if self._closed:
            stream.close()
        return stream

    def listen(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Call a function for each event, at once; return what ends that."""
        return self._listeners.add(listener)

    def close(self) -> None:
        """End all streams, and those that are asked for later."""
        self._closed = True
        for stream in tuple(self._streams):
            stream.close()
