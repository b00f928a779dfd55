"""A live table's ear: every change that its stream tells of empties the cache."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any, Final

from diorama_nb.changes import Change
from diorama_nb.live.slots import Slots
from diorama_nb.live.stream import LiveStream
from diorama_nb.live.trace import log, outcome_of, trace, why
from diorama_nb.policy import Retry
from diorama_nb.runtime import Runtime, Tasks

PAUSE: Final = Retry(base=1.0)
"""How long to wait before subscribing anew to a stream that failed."""


class News:
    """Listens to a stream from the moment it is made, and again when the stream fails.

    Parameters
    ----------
    stream : LiveStream
        What is listened to.
    slots : Slots
        What is emptied.
    runtime : Runtime
        Where listening is done.
    """

    def __init__(self, stream: LiveStream, slots: Slots, runtime: Runtime) -> None:
        self._stream = stream
        self._slots = slots
        self._tasks = Tasks()
        self._changes: AsyncIterator[Change] | None = stream.subscribe()  # now, not later
        runtime.submit(self._begin())

    async def _begin(self) -> None:
        self._tasks.spawn(self._follow(), name=f"news of the live table {self._slots.key!r}")

    async def _follow(self) -> None:
        failures = 0
        while True:
            try:
                if self._changes is None:
                    self._changes = self._stream.subscribe()
                    await self._slots.doubt()  # who knows what it would have told meanwhile
                async for change in self._changes:
                    failures = 0
                    await self._hear(change)
                log.warning("live table %s: its stream ended", self._slots.key)
                return
            except Exception as error:
                failures += 1
                log.warning("live table %s: its stream failed: %s", self._slots.key, why(error))
                await self._hang_up()
            await asyncio.sleep(PAUSE.delay(failures))

    async def _hear(self, change: Change) -> None:
        done = await self._slots.invalidate()
        id, op = getattr(change, "id", None), type(change).__name__.lower()
        trace("event", self._slots.key, outcome_of(done), id=id, op=op)

    async def _hang_up(self) -> None:
        changes: Any = self._changes
        self._changes = None
        if hasattr(changes, "aclose"):
            with contextlib.suppress(Exception):  # it may have failed already
                await changes.aclose()

    async def aclose(self) -> None:
        """Stop listening."""
        await self._tasks.aclose()
        await self._hang_up()
