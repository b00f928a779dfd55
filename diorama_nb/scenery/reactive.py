"""What sceneries and servos have in common: a generation, and who hears that it grew."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from diorama_nb.listeners import Listeners
from diorama_nb.runtime import Runtime, call_on, hop_iter


def reporting(loop: asyncio.AbstractEventLoop) -> Callable[[Exception], None]:
    """Return what reports a subscriber that raised, as the loop reports its callbacks."""

    def report(error: Exception) -> None:
        loop.call_exception_handler({"message": "a subscriber failed", "exception": error})

    return report


class Reactive:
    """Something that is read at once, and tells when what it shows changed.

    Parameters
    ----------
    loop : asyncio.AbstractEventLoop
        The loop on which subscribers are called.
    runtime : Runtime or None
        Where that loop runs.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, runtime: Runtime | None) -> None:
        self._loop = loop
        self._runtime = runtime
        self._generation = 0
        self._callbacks: Listeners[[int]] = Listeners(reporting(loop))
        self._waiting: set[asyncio.Event] = set()
        self._closed = False

    @property
    def generation(self) -> int:
        """Number that grows when what is shown changed; 0 as it was opened."""
        return self._generation

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop on which subscribers are called."""
        return self._loop

    @property
    def closed(self) -> bool:
        """Whether it was closed; what it showed last can still be read."""
        return self._closed

    def subscribe(self, callback: Callable[[int], None]) -> Callable[[], None]:
        """Call a function with each new generation, on the core loop; return what ends that.

        The function must be quick and must not raise; one that does is reported and kept.
        """
        return self._callbacks.add(callback)

    async def generations(self) -> AsyncIterator[int]:
        """Yield the generation now and whenever it grew; a slow reader gets the latest."""
        async for generation in hop_iter(self._generations(), self._runtime):
            yield generation

    async def _generations(self) -> AsyncIterator[int]:
        wake = asyncio.Event()
        self._waiting.add(wake)
        try:
            seen = -1
            while not self.closed:
                wake.clear()
                if self.generation != seen:
                    seen = self.generation
                    yield seen
                else:
                    await wake.wait()
        finally:
            self._waiting.discard(wake)

    async def aclose(self) -> None:
        """Follow nothing any more; what was shown last can still be read."""
        if not self._closed:
            self._closed = True
            if not self._loop.is_closed():
                call_on(self._loop, self._close)

    # --- on the loop -----------------------------------------------------------------------

    def _close(self) -> None:
        self._callbacks.clear()
        self._wake()

    def _bump(self) -> None:
        self._generation += 1
        self._callbacks.tell(self._generation)
        self._wake()

    def _wake(self) -> None:
        """Have those who wait for a generation look again."""
        for wake in self._waiting:
            wake.set()
