"""News that a source pushes: taken in batches, shown under pending writes, and followed."""

from __future__ import annotations

import asyncio
import logging
import weakref
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from diorama_nb.changes import Change, Deleted, Gap, Inserted, Updated
from diorama_nb.dio import spans
from diorama_nb.dio.strategy import Strategy
from diorama_nb.errors import Closed, Unimplemented, Unsupported
from diorama_nb.policy import Retry
from diorama_nb.reasons import because
from diorama_nb.values import Record

if TYPE_CHECKING:
    from diorama_nb.dio.dio import Dio

log = logging.getLogger("diorama")

AGAIN: Final = Retry(attempts=1_000_000, base=0.2, cap=30.0)
"""How soon a stream that ended is subscribed to again."""

IN_VAIN: Final = (Unsupported, Unimplemented)
"""Errors after which no stream is subscribed to again."""

FIRST: Final = 10.0
"""Seconds that `watch` waits for the first word of the source."""

BACKLOG: Final = 5000
"""Changes that may wait to be taken in; the stream waits beyond that."""


class Watching:
    """Takes changes into a Dio, and follows the stream of its master.

    Changes that come while others are taken in are taken in together: one step of the cache
    and one of the store for all of them.
    """

    def __init__(self, dio: Dio, strategy: Strategy) -> None:
        self._dio = dio
        self._strategy = strategy
        self._waiting: list[tuple[Change, asyncio.Future[None]]] = []
        self._taking: asyncio.Task[None] | None = None
        self._stream: asyncio.Task[None] | None = None
        self._token: str | None = None
        self.subscribed = asyncio.Event()
        self.heard = False  # anything but a loss, since the stream began
        self.up = False  # it speaks, and what was missed before is read
        self.error: Exception | None = None

    # --- taking changes in -----------------------------------------------------------------

    def offer(self, change: Change) -> asyncio.Future[None]:
        """Have a change taken in, behind those that wait; return what tells when it is."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((change, done))
        if self._taking is None:
            self._taking = self._dio.tasks.spawn(self._take(), f"news of {self._dio.name}")
        return done

    async def _take(self) -> None:
        batch: list[tuple[Change, asyncio.Future[None]]] = []
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                try:
                    with because("watch"):
                        await self._apply([change for change, _ in batch])
                except Exception as error:
                    self._end(batch, error)
                else:
                    self._end(batch, None)
        finally:
            self._taking = None
            _end([*batch, *self._waiting], Closed(f"the Dio {self._dio.name!r}"))

    def _end(
        self, batch: list[tuple[Change, asyncio.Future[None]]], error: Exception | None
    ) -> None:
        for change, _ in batch:
            spans.taken(self._dio, change, error)
        if self._dio.trace is not None:
            self._dio.trace("heard", len(batch), error)
        _end(batch, error)

    async def _apply(self, changes: Sequence[Change]) -> None:
        """Take changes in as one step, then tell of each; re-read what they do not say."""
        dio, news, rung = self._dio, dict[str, Record | None](), dict[str, None]()
        for change in changes:
            if isinstance(change, Inserted | Updated) and change.record is None:
                rung[change.id] = None
            elif isinstance(change, Inserted | Updated):
                assert change.record is not None
                inside = dio.master.query.matches(change.record)
                news[change.id] = dict(change.record) if inside else None
            elif isinstance(change, Deleted):
                news[change.id] = None
        stale = any(not isinstance(c, Inserted | Updated | Deleted) for c in changes)
        try:
            await self._put(news)
            for id in rung:
                await self._reread(id)
        except Exception as error:
            log.warning("news of %s could not be taken in: %s", dio.name, error)
            stale = True
        if stale:
            await dio.reread()

    async def _put(self, news: Mapping[str, Record | None], since: int | None = None) -> None:
        """Take records in that are known, or belong to a whole set; then tell of each."""
        dio = self._dio
        before = {id: dio.cache.base(id) for id in news}
        keeps = not dio.pieces or dio.whole
        rows = {
            id: record
            for id, record in news.items()
            if record is not None and (keeps or before[id] is not None)
        }
        gone = [id for id, record in news.items() if record is None]
        delta = await dio.cache.change(rows, deletes=gone, lenient=True, since=since)
        if since is None:
            dio.ledger.heard("push", rows)
        else:
            dio.ledger.landed(rows, delta, expected=True)
        for id, record in news.items():
            dio.moved(id, before[id], record)

    async def _reread(self, id: str) -> None:
        """The source only rang the bell: ask for the record itself."""
        dio = self._dio
        if not dio.known.able.can("traverse_to_record"):
            await dio.reread()
            return
        since = dio.tick
        with dio.ledger.asking("one", id=id) as fetch:
            record = await dio.master.get_value(id)
            fetch.got({} if record is None else {id: record})
        await self._put({id: record}, since)

    # --- following the stream --------------------------------------------------------------

    async def start(self) -> None:
        """Subscribe to the master's stream, once; return when it is subscribed to."""
        if self._stream is None or self._stream.done():
            self.subscribed.clear()
            follow = _follow(weakref.ref(self), self._dio.name)
            self._stream = self._dio.tasks.spawn(follow, f"watch {self._dio.name}")
        stop = asyncio.ensure_future(asyncio.sleep(FIRST))
        ready = asyncio.ensure_future(self.subscribed.wait())
        try:
            await asyncio.wait({stop, ready, self._stream}, return_when="FIRST_COMPLETED")
        finally:
            stop.cancel()
            ready.cancel()
        if isinstance(self.error, IN_VAIN):
            raise self.error

    async def again(self) -> None:
        """Follow the stream of another master from now on, if the old one was followed."""
        if self._stream is not None:
            self._stream.cancel()
            self._stream, self._token = None, None
            await self.start()

    async def once(self) -> None:
        """Follow the stream until it ends."""
        dio = self._dio
        async for change in dio.master.watch(self._token):
            self.heard = self.heard or not isinstance(change, Gap)
            self.error = None
            reconciled = True
            if self._strategy.on_event is not None:
                await dio.handle_event(change)
            else:
                done = self.offer(change)
                done.add_done_callback(_seen)
                if isinstance(change, Gap) or len(self._waiting) > BACKLOG:
                    await asyncio.wait({done})
                    reconciled = done.exception() is None
            if reconciled or not isinstance(change, Gap):
                self._token = change.token or self._token
            self.turn(True)
            self.subscribed.set()

    def turn(self, up: bool) -> None:
        """Note whether the stream is up, and have the views tell so."""
        if up != self.up:
            self.up = up
            for view in self._dio.views:
                view.changed()


async def _follow(watching: weakref.ref[Watching], name: str) -> None:
    """Follow a stream again and again; who subscribes anew is told by a Gap what to do."""
    loop, failures = asyncio.get_running_loop(), 0
    while (alive := watching()) is not None:
        began, alive.heard = loop.time(), False
        try:
            await alive.once()
        except IN_VAIN as error:
            alive.error = error
            return
        except Exception as error:
            log.warning("the stream of %s broke: %s", name, error)
            alive.error = error
        finally:
            alive.turn(False)
        alive.subscribed.set()
        good = alive.heard or loop.time() - began >= AGAIN.cap
        del alive
        failures = 1 if good else failures + 1
        await asyncio.sleep(AGAIN.delay(failures))


def _seen(done: asyncio.Future[None]) -> None:
    error = None if done.cancelled() else done.exception()
    if error is not None and not isinstance(error, Closed):  # whoever closed wants no news
        log.warning("news could not be taken in: %s", error)


def _end(batch: list[tuple[Change, asyncio.Future[None]]], error: Exception | None) -> None:
    for _, done in batch:
        if done.done():
            continue
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)
