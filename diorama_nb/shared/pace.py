"""One budget of requests for all processes that ask as the same account."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from diorama_nb.shared import scripts
from diorama_nb.shared.recency import SECOND, micros
from diorama_nb.shared.store import Store, Unreachable
from diorama_nb.vista.pacing import Pace


class SharedPace:
    """The pace of all; one's own while they can not be asked.

    Parameters
    ----------
    store : Store
        Where turns are handed out.
    key : str
        Of whom; see `Keys.pace`.
    alone : Pace
        One's own.
    interval : float
        Seconds between two requests; 0 for none.
    """

    def __init__(self, store: Store, key: str, alone: Pace, interval: float) -> None:
        self._store = store
        self._key = key
        self._alone = alone
        self._interval = interval

    async def turn(self, most: float) -> float:
        take = 1
        try:
            while True:
                args = [micros(self._interval), micros(most), take]
                rest, wait = await self._store.run(scripts.TURN, [self._key], args)
                if int(rest):
                    return int(rest) / SECOND
                if not int(wait):
                    return 0.0
                await asyncio.sleep(int(wait) / SECOND)
                take = 0  # it is our turn, unless the source asked for a rest meanwhile
        except Unreachable:
            return await self._alone.turn(most)

    async def rest(self, seconds: float, most: float) -> None:
        await self._alone.rest(seconds, most)
        with suppress(Unreachable):
            await self._store.run(scripts.REST, [self._key], [micros(seconds)])
