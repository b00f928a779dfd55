"""How fast a source is asked: requests wait for their turn, and for as long as it asks for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol


class Pace(Protocol):
    """Lets requests go one after the other."""

    async def turn(self, most: float) -> float:
        """Wait until a request may be sent.

        Parameters
        ----------
        most : float
            Seconds; for a rest that takes longer is not waited.

        Returns
        -------
        float
            0.0: it is this request's turn. Else the seconds the source wants to be left alone.
        """

    async def rest(self, seconds: float, most: float) -> None:
        """Send nothing for a while: the source asked for that.

        Parameters
        ----------
        seconds : float
            For so long.
        most : float
            Seconds; who asks alone tells of a longer one, and may be told to ask again.
        """


Common = Callable[[Pace, float], Pace]
"""Makes of one's own pace, and the seconds between two requests, one kept with others."""


class Spacing:
    """The pace of one event loop: an interval between requests, and rests.

    Parameters
    ----------
    interval : float
        Seconds between two requests; 0 for none.
    """

    def __init__(self, interval: float) -> None:
        self._interval = interval
        self._free_at = 0.0  # seconds on the loop's clock, as the other one
        self._rests_until = 0.0

    async def turn(self, most: float) -> float:
        now = asyncio.get_running_loop().time()
        if (rest := self._rests_until - now) > most:
            return rest
        start = max(now, self._free_at, self._rests_until)
        self._free_at = start + self._interval
        if start > now:
            await asyncio.sleep(start - now)
        return 0.0

    async def rest(self, seconds: float, most: float) -> None:
        until = asyncio.get_running_loop().time() + seconds
        if seconds <= most:
            self._rests_until = max(self._rests_until, until)
