"""The connection to the shared Redis: kept up by one task, and given up at the first failure.

Who asks while it is down is told so at once. One task connects again and again, so that nobody
else ever waits for a server that is away.
"""

from __future__ import annotations

import asyncio
import logging
import weakref
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Protocol

from diorama_nb.policy import Retry
from diorama_nb.runtime import Tasks
from diorama_nb.shared.address import Shared
from diorama_nb.vista.push.redis.trust import advice

if TYPE_CHECKING:
    from redis.asyncio import Redis
    from redis.asyncio.client import PubSub

log = logging.getLogger("diorama")

PATIENCE: Final = 1.0
"""Seconds that connecting and one answer may take; in the URL ``?socket_timeout=``."""

AGAIN: Final = Retry(attempts=1, base=1.0, cap=5.0)
"""How soon a server that is away is looked for again."""

PROBE: Final = 5.0
"""Seconds of silence after which it is asked whether it is there."""


NEWS: Final = "news"
"""The message that there are news."""


class Unreachable(Exception):
    """The shared Redis does not answer, or refuses: go on without it."""


class Member(Protocol):
    """Somebody who shares something, and is told what happens to it."""

    @property
    def bell(self) -> str:
        """The channel that is listened to."""

    async def resume(self) -> None:
        """Catch up: nothing was heard until now, and everything is from now on."""

    def ring(self, message: str) -> None:
        """Take a message of the channel."""

    def wake(self) -> None:
        """Look again at what is waited for: its message may have been missed."""


class Store:
    """One shared Redis, on one event loop.

    Parameters
    ----------
    shared : Shared
        Where it is.

    Attributes
    ----------
    up : bool
        Whether it can be asked.
    trouble : str
        Why not; blank while it can.

    """

    def __init__(self, shared: Shared) -> None:
        import redis.asyncio  # an extra, and slow to import
        from redis.asyncio.retry import Retry as ClientRetry
        from redis.backoff import NoBackoff

        self.shared = shared
        self.up = False
        self.trouble = ""
        self.failures: Final = (redis.RedisError, OSError, TimeoutError)
        pool = redis.asyncio.BlockingConnectionPool.from_url(
            shared.url,
            max_connections=16,
            timeout=PATIENCE,
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
            retry=ClientRetry(NoBackoff(), 0),
            client_name="diorama",
        )
        self._client: Redis = redis.asyncio.Redis.from_pool(pool)
        self._scripts: dict[str, Any] = {}
        self._members: dict[str, weakref.WeakSet[Member]] = {}
        self._tasks = Tasks()
        self._loop = asyncio.get_running_loop()
        self._keeper: asyncio.Task[None] | None = None
        self._pubsub: PubSub | None = None
        self._tried = asyncio.Event()
        self._fallen = asyncio.Event()

    # --- who shares ------------------------------------------------------------------------

    async def join(self, member: Member) -> None:
        """Have somebody told what happens from now on; waits until that is so, or fails."""
        self._members.setdefault(member.bell, weakref.WeakSet()).add(member)
        if self._keeper is None:
            self._keeper = self._tasks.spawn(self._keep(), f"reach {self.shared.shown}")
        elif self.up:
            try:
                await self._listen(member.bell)
                await member.resume()
            except self.failures as error:
                self._fell(error)
        await self._tried.wait()

    async def leave(self, member: Member) -> None:
        """Tell somebody nothing more."""
        self._members.get(member.bell, weakref.WeakSet()).discard(member)
        await self._tidy(member.bell)

    async def _tidy(self, bell: str) -> None:
        """Stop listening to a channel that nobody needs."""
        if not self._members.get(bell) and self._members.pop(bell, None) is not None:
            with suppress(*self.failures):
                if self._pubsub is not None:
                    await self._pubsub.unsubscribe(bell)

    # --- asking ----------------------------------------------------------------------------

    async def run(self, script: str, keys: Sequence[str], args: Sequence[Any] = ()) -> Any:
        """Run a script in the server, and return its answer.

        Raises
        ------
        Unreachable
            At once while the server is known to be away; else if it does not answer in time.
        """
        if not self.up or asyncio.get_running_loop() is not self._loop:
            raise Unreachable
        try:
            return await self.call(script, keys, args)
        except self.failures as error:
            self._fell(error)
            raise Unreachable from None

    async def call(self, script: str, keys: Sequence[str], args: Sequence[Any] = ()) -> Any:
        """Do as `run` even if the server may be away; raises what goes wrong."""
        if script not in self._scripts:
            self._scripts[script] = self._client.register_script(script)
        return await self._scripts[script](keys=list(keys), args=list(args))

    # --- being there -----------------------------------------------------------------------

    async def _keep(self) -> None:
        """Connect, listen until that breaks, and again."""
        failures = 0
        while True:
            try:
                await self._connect()
                failures = 0
                await self._hear()
            except self.failures as error:
                self._fell(error)
            finally:
                self._tried.set()
                await self._hang_up()
            failures += 1
            await asyncio.sleep(AGAIN.delay(failures, floor=AGAIN.base / 2))

    async def _connect(self) -> None:
        self._fallen.clear()
        await self._client.connection_pool.disconnect(inuse_connections=False)  # dead ones
        await self._client.ping()
        self._pubsub = self._client.pubsub()
        for bell in tuple(self._members):
            await self._tidy(bell)  # whoever was told may be gone
        resumed: list[Member] = []
        while new := [one for one in self._everybody() if one not in resumed]:
            for member in new:
                await self._listen(member.bell)
                await member.resume()
            resumed += new  # meanwhile others may have joined
        if self.trouble:
            log.info("the shared cache %s is there again", self.shared.shown)
        self.up, self.trouble = True, ""
        self._tried.set()

    async def _listen(self, bell: str) -> None:
        assert self._pubsub is not None
        await self._pubsub.subscribe(bell)

    async def _hear(self) -> None:
        """Pass messages on until the connection breaks, or somebody found that it did."""
        assert self._pubsub is not None
        fallen = asyncio.ensure_future(self._fallen.wait())
        try:
            while not self._fallen.is_set():
                heard = asyncio.ensure_future(self._pubsub.get_message(timeout=PROBE))
                try:
                    await asyncio.wait({fallen, heard}, return_when="FIRST_COMPLETED")
                    message = heard.result() if heard.done() else None
                finally:
                    heard.cancel()
                    await asyncio.wait({heard})
                if message is not None:
                    self._pass_on(message)
                elif not self._fallen.is_set():
                    await self._client.ping()
        finally:
            fallen.cancel()

    def _everybody(self) -> list[Member]:
        return [member for members in self._members.values() for member in members]

    def _pass_on(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "message":
                word = message["data"].decode("utf-8", "replace")
            case "subscribe":  # only from now on is everything heard
                word = NEWS
                self._wake(message["channel"].decode())
            case _:
                return
        for member in tuple(self._members.get(message["channel"].decode(), ())):
            member.ring(word)

    def _wake(self, bell: str) -> None:
        for member in tuple(self._members.get(bell, ())):
            member.wake()

    def _fell(self, error: BaseException) -> None:
        """Note that the server is away; once for all who find out."""
        why = self.shared.redact(str(error)).rstrip(".") or type(error).__name__
        if (typed := advice(error)) is not None:
            why = f"{why}; {typed}"
        if self.up or not self.trouble:
            log.warning("the shared cache %s is not reachable: %s", self.shared.shown, why)
        was, self.up, self.trouble = self.up, False, why
        self._fallen.set()
        if was:
            for bell in tuple(self._members):
                self._wake(bell)

    async def _hang_up(self) -> None:
        pubsub, self._pubsub = self._pubsub, None
        if pubsub is not None:
            with suppress(*self.failures):
                await pubsub.aclose()  # type: ignore[no-untyped-call]

    async def aclose(self) -> None:
        """End the task and the connections."""
        self.up = False
        await self._tasks.aclose()
        await self._hang_up()
        with suppress(*self.failures):
            await self._client.aclose()
            await self._client.connection_pool.disconnect()
