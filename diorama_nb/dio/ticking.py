"""When a Dio is refreshed by itself: in intervals that follow the activity."""

from __future__ import annotations

import asyncio
import logging
import weakref
from typing import TYPE_CHECKING, Final

from diorama_nb.activity import Activity
from diorama_nb.dio.strategy import Strategy
from diorama_nb.reasons import because
from diorama_nb.runtime import call_soon

if TYPE_CHECKING:
    from diorama_nb.dio.dio import Dio

log = logging.getLogger("diorama")

OTHERS: Final = 0.5
"""Part of an interval within which the refresh of another kernel counts as one's own."""


def interval(strategy: Strategy, state: Activity) -> float | None:
    """Return the seconds between two refreshes in a state; None: there are none."""
    if state == "offline":
        return None
    if state == "standby" and strategy.standby_refresh_every is not None:
        return strategy.standby_refresh_every
    return strategy.refresh_every


async def tick(dio: weakref.ref[Dio], strategy: Strategy) -> None:
    """Refresh again and again, as long as somebody holds the Dio; first after one interval.

    The way back from offline sends the writes that wait, and refreshes at once.
    """
    loop, signal = asyncio.get_running_loop(), strategy.activity
    woken = asyncio.Event()
    changes: list[tuple[Activity, Activity]] = []

    def heard(before: Activity, after: Activity) -> None:
        changes.append((before, after))
        call_soon(loop, woken.set)

    stop = signal.listen(heard)
    try:
        last = loop.time()
        if (alive := dio()) is not None:
            weakref.finalize(alive, call_soon, loop, woken.set).atexit = False
        del alive
        while dio() is not None:
            woken.clear()
            returned = any(before == "offline" for before, _ in changes)
            changes.clear()
            within = 0.0
            if not (returned and signal.state != "offline"):
                every = interval(strategy, signal.state)
                left = None if every is None else max(0.0, last + every - loop.time())
                if not await _elapsed(woken, left):
                    continue
                within = 0.0 if every is None else every * OTHERS
            alive = dio()
            if alive is None:
                return
            last = loop.time()
            await _refreshed(alive, within)
            del alive
    finally:
        stop()


async def _elapsed(woken: asyncio.Event, seconds: float | None) -> bool:
    """Wait for a time, or for ever; return whether nobody woke us before it was over."""
    try:
        async with asyncio.timeout(seconds):
            await woken.wait()
    except TimeoutError:
        return True
    return False


async def _refreshed(dio: Dio, within: float) -> None:
    try:
        with because("ticker"):
            await dio.reread(within)
    except Exception as error:
        log.warning("refresh of %s failed: %s", dio.name, error)
