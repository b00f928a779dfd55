"""One process asks, all who want the same wait for it: single flight over processes."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any, Final

from diorama_nb.policy import seconds
from diorama_nb.runtime import Tasks
from diorama_nb.shared import news, scripts, value
from diorama_nb.shared.keys import Keys
from diorama_nb.shared.recency import SECOND, Recency
from diorama_nb.shared.store import Store, Unreachable
from diorama_nb.vista.sharing import Sharing
from diorama_nb.vista.source import Page

LIFE: Final = 3600.0
"""Seconds for which an answer is kept at least; each reader says how old it may be."""

ERA_LIFE: Final = 7 * 24 * 3600.0
"""Seconds after which a source that nobody read is forgotten."""

KEPT_NEWS: Final = 1000
"""News of one source that are kept for those who were away, roughly."""

Settle = Callable[[int], None]


@dataclass(slots=True)
class Counts:
    """How a source was read.

    Attributes
    ----------
    shared : int
        Answers that another kernel had asked for.
    led : int
        Answers that were asked for here, for all.
    alone : int
        Answers that were asked for here because nothing could be shared.
    waited : int
        Times an answer of another kernel was waited for.
    """

    shared: int = 0
    led: int = 0
    alone: int = 0
    waited: int = 0


@dataclass(frozen=True, slots=True)
class Led:
    """A question that is asked here for all.

    Attributes
    ----------
    name : str
        Of the answer.
    token : str
        Shows whose lock it is.
    began : int
        When, in microseconds of the server.
    era : bytes
        The last write that the answer knows of.
    max_age : float
        How old others let it become who are set up alike, in seconds.
    """

    name: str
    token: str
    began: int
    era: bytes
    max_age: float


class Flights:
    """Reads what others have read, or reads it for them.

    Parameters
    ----------
    store : Store
        Through which it is shared.
    keys : Keys
        The names of what belongs to the source.
    sharing : Sharing
        What is told of the source, and learned, with each answer.
    who : str
        Names this reader.
    """

    def __init__(self, store: Store, keys: Keys, sharing: Sharing, who: str) -> None:
        self._store = store
        self._keys = keys
        self._sharing = sharing
        self._who = who
        self._lease = seconds(store.shared.lease)
        self._bells: dict[str, list[asyncio.Future[str]]] = {}
        self._tasks = Tasks()
        self.counts = Counts()

    async def do(
        self,
        name: str,
        fetch: Callable[[], Awaitable[Page]],
        recency: Recency,
        settle: Settle,
    ) -> Page:
        """Return an answer of another reader if it is recent enough, else one's own.

        Parameters
        ----------
        name : str
            Of the answer; see `Keys.name`.
        fetch : callable
            Asks the source.
        recency : Recency
            What is recent enough.
        settle : callable
            Told the server's time when that was looked at first, in microseconds.
        """
        token = secrets.token_hex(8)
        try:
            while True:
                with self._bell(name) as bell:
                    said, now, *more = await self._ask(name, token, recency)
                    if recency.at(int(now)) != recency:
                        settle(int(now))
                        recency = recency.at(int(now))
                    if said == b"held":
                        page = self._understood(name, more[1], int(now) - int(more[0]))
                        if page is not None:
                            return page
                        recency = recency.above(int(more[0]))
                    elif said == b"lead":
                        led = Led(name, token, int(now), more[0], recency.max_age / SECOND)
                        return await self._lead(led, fetch)
                    else:
                        self.counts.waited += 1
                        word = await self._woken(bell, int(more[0]) / 1000)
                        if word == "failed":  # whoever waits longer, waits for one more failure
                            break
        except Unreachable:
            pass
        self.counts.alone += 1
        return await fetch()

    async def _ask(self, name: str, token: str, recency: Recency) -> Any:
        keys = [self._keys.page(name), self._keys.lock(name), self._keys.era]
        asked = [recency.floor, recency.within, recency.max_age, value.LARGEST]
        era = [secrets.token_hex(8), _millis(ERA_LIFE)]
        return await self._store.run(
            scripts.ASK, keys, [token, _millis(self._lease), *asked, *era]
        )

    def _understood(self, name: str, data: bytes, age: int) -> Page | None:
        found = value.unpack(self._keys.page(name), data)
        if found is None:
            return None
        page, learned = found
        try:
            if learned:
                self._sharing.learn(learned)
        except Exception:  # of another version of this package
            return None
        self.counts.shared += 1
        return replace(page, age=age / SECOND)

    # --- asking for all --------------------------------------------------------------------

    async def _lead(self, led: Led, fetch: Callable[[], Awaitable[Page]]) -> Page:
        """Ask the source, and keep the answer for all."""
        holding = self._tasks.spawn(self._hold(led), "hold a shared lock")
        word = "left"  # whoever is cancelled leaves the lead to another
        try:
            page = await fetch()
            word = "done"
        except Exception:
            word = "failed"
            raise
        finally:
            holding.cancel()
            if word != "done":
                self._tasks.spawn(self._leave(led, word), "leave a shared lock")
        self.counts.led += 1
        await self._keep(led, page)
        return page

    async def _hold(self, led: Led) -> None:
        lock, held = self._keys.lock(led.name), 1
        with suppress(Unreachable):
            while held:
                await asyncio.sleep(self._lease / 3)
                args = [led.token, _millis(self._lease)]
                held = await self._store.run(scripts.HOLD, [lock], args)

    async def _leave(self, led: Led, word: str) -> None:
        with suppress(Unreachable):  # the lease ends
            args = [led.token, self._keys.bell, f"{word}:{led.name}"]
            await self._store.run(scripts.LEAVE, [self._keys.lock(led.name)], args)

    async def _keep(self, led: Led, page: Page) -> None:
        page_key = self._keys.page(led.name)
        packed = value.pack(page_key, page, self._sharing.learned())
        if packed is None:  # then everybody asks for it
            await self._leave(led, "failed")
            return
        keys = [page_key, self._keys.lock(led.name), self._keys.era, self._keys.news]
        life = _millis(min(max(LIFE, led.max_age), ERA_LIFE))
        kept = [led.token, led.began, led.era, packed.content, packed.data, life]
        bell = [self._keys.bell, led.name]
        told = [self._who, news.REREAD, KEPT_NEWS, _millis(ERA_LIFE)]
        with suppress(Unreachable):
            await self._store.run(scripts.KEEP, keys, [*kept, *bell, *told])

    # --- waiting ---------------------------------------------------------------------------

    @contextmanager
    def _bell(self, name: str) -> Iterator[asyncio.Future[str]]:
        """Listen for the end of a flight; from before it is asked whether there is one."""
        bell: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._bells.setdefault(name, []).append(bell)
        try:
            yield bell
        finally:
            self._bells[name].remove(bell)
            if not self._bells[name]:
                del self._bells[name]

    async def _woken(self, bell: asyncio.Future[str], left: float) -> str:
        """Wait until a flight ends, or the lease of who asks: it may have died."""
        await asyncio.wait({bell}, timeout=left + 0.01)
        return bell.result() if bell.done() else ""

    def ring(self, message: str) -> None:
        """Take a message of the channel: wake those who wait for that answer."""
        word, _, name = message.partition(":")
        for bell in self._bells.get(name, ()):
            if not bell.done():
                bell.set_result(word)

    def wake(self) -> None:
        """Have all who wait ask again: what they wait for may have been missed."""
        for bells in self._bells.values():
            for bell in bells:
                if not bell.done():
                    bell.set_result("")

    async def aclose(self) -> None:
        """End what is under way."""
        self.wake()
        await self._tasks.aclose()


def _millis(seconds: float) -> int:
    return max(1, round(seconds * 1000))
