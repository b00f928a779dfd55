"""A source as all kernels of a team read it: each answer is asked for once, each write told."""

from __future__ import annotations

import asyncio
import logging
import secrets
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Any, Final

from diorama_nb.changes import Change, Gap, Invalidated
from diorama_nb.errors import Unsupported
from diorama_nb.policy import Freshness, seconds
from diorama_nb.query import Query
from diorama_nb.rows.aggregate import Measure, Tally
from diorama_nb.runtime import Tasks
from diorama_nb.shared import news, scripts
from diorama_nb.shared.flights import ERA_LIFE, KEPT_NEWS, Flights
from diorama_nb.shared.keys import Keys
from diorama_nb.shared.news import Reread
from diorama_nb.shared.pace import SharedPace
from diorama_nb.shared.recency import Recency, micros
from diorama_nb.shared.store import NEWS, Store, Unreachable
from diorama_nb.values import Record
from diorama_nb.vista.pacing import Pace
from diorama_nb.vista.recipe import Recipe
from diorama_nb.vista.sharing import Reader, Sharing
from diorama_nb.vista.source import Page, Source
from diorama_nb.vista.wrapping import WrappingSource
from diorama_nb.writes.outcome import REFUSALS
from diorama_nb.writes.write import Stored, Write

log = logging.getLogger("diorama")

PAUSE: Final = 0.1
"""Seconds between two deliveries of news: what comes meanwhile is delivered together."""

ABOUT_AGE: Final = 3600.0
"""Seconds for which what one kernel found out about a source is believed by others."""


class SharedSource(WrappingSource):
    """A source whose answers, pace and news are shared with other processes.

    Parameters
    ----------
    base : Source
        The source; asked by itself for what can not be shared.
    sharing : Sharing
        How others know it.
    store : Store
        Through which it is shared.
    freshness : Freshness
        How old an answer may be.
    """

    def __init__(
        self, base: Source, sharing: Sharing, store: Store, freshness: Freshness
    ) -> None:
        super().__init__(base)
        self._sharing = sharing
        self._store = store
        self._keys = Keys.of(sharing)
        self._who = secrets.token_hex(8)
        self._flights = Flights(store, self._keys, sharing, self._who)
        self._recency = Recency.of(freshness, seconds(store.shared.max_age))
        self._renewals = 0
        self._tasks = Tasks()
        self._reader: weakref.ref[Reader] | None = None
        self._since = ""  # the news heard last
        self._told = 0  # changes heard
        self._owes = False  # a write that nobody was told of
        self._waiting: list[news.News] = []
        self._delivering: asyncio.Task[None] | None = None
        self._asked_for_news = False
        self._catching_up: asyncio.Task[None] | None = None
        sharing.pace(self._paced)

    def sharing(self) -> None:
        """Return None: it is shared already."""

    def _paced(self, alone: Pace, interval: float) -> Pace:
        return SharedPace(self._store, self._keys.pace, alone, interval)

    # --- what it is ------------------------------------------------------------------------

    @property
    def trouble(self) -> str:
        """Why nothing is shared at the moment; blank while all is."""
        why = self._store.trouble
        return f"shared cache not reachable ({why})" if why else self.base.trouble

    def explain(self, query: Query) -> str:
        """Tell what the base does, and when not even that is needed."""
        counts, where = self._flights.counts, self._store.shared.shown
        return (
            f"{super().explain(query)}\n  unless another kernel has asked: shared at {where}; "
            f"{counts.shared:,} answers were taken from there, {counts.led:,} brought there, "
            f"{counts.alone:,} not shared"
        )

    async def prepare(self) -> None:
        """Learn what has to be asked for from whoever asked before."""

        async def ask() -> Page:
            await self.base.prepare()
            return Page({})

        if not self._sharing.knows:
            name, recent = self._keys.name("about"), Recency(micros(ABOUT_AGE))
            await self._flights.do(name, ask, recent, _ignore)
        await self.base.prepare()  # costs nothing where it was learned

    def recipe(self) -> Recipe:
        raise Unsupported(
            "be_opened_by_workers",
            self.name,
            enable="its pages and its pace are shared with other kernels: leave executor= out",
        )

    # --- reading ---------------------------------------------------------------------------

    async def read_all(self, query: Query) -> Page:
        return await self._read(lambda: self.base.read_all(query), "all", query.key)

    def tells_table(self, query: Query) -> bool:
        """Never: a whole table in one piece would be read by every kernel for itself."""
        return False

    async def read_window(self, query: Query, offset: int, limit: int) -> Page:
        return await self._read(
            lambda: self.base.read_window(query, offset, limit),
            "window", query.key, offset, limit,
        )  # fmt: skip

    async def read_page(self, query: Query, number: int) -> Page:
        return await self._read(
            lambda: self.base.read_page(query, number), "page", query.key, number
        )

    async def read_next(self, query: Query, token: str | None) -> Page:
        return await self._read(
            lambda: self.base.read_next(query, token), "next", query.key, token
        )

    async def count(self, query: Query) -> int:
        async def ask() -> Page:
            return Page({}, await self.base.count(query))

        page = await self._read(ask, "count", query.key)
        return await self.base.count(query) if page.total is None else page.total

    async def aggregate(
        self, query: Query, measure: Measure, without: frozenset[str] = frozenset()
    ) -> Tally | None:
        async def ask() -> Page:
            told = await self.base.aggregate(query, measure, without)
            rows = {str(n): {"value": v, "times": t} for n, (v, t) in enumerate(told or ())}
            return Page(rows, None if told is None else len(rows))

        what = (measure.kind, measure.column, *sorted(without))
        page = await self._read(ask, "aggregate", query.key, *what)
        if page.total is None:
            return None
        return [(row["value"], row["times"]) for row in page.rows.values()]

    async def get(self, id: str) -> Record | None:
        """Read one record; shared only with those who want it at the same time.

        Whoever asks for one record wants to know how it is now.
        """

        async def ask() -> Page:
            record = await self.base.get(id)
            return Page({} if record is None else {id: record})

        name = self._keys.name("record", id)
        page = await self._flights.do(name, ask, self._recency.renewed(0.0), _ignore)
        return page.rows.get(id)

    async def _read(self, ask: Callable[[], Awaitable[Page]], *what: Any) -> Page:
        name, renewals = self._keys.name(*what), self._renewals

        def settle(now: int) -> None:
            if renewals == self._renewals:
                self._recency = self._recency.at(now)

        told = self._told
        page = await self._flights.do(name, ask, self._recency, settle)
        if told != self._told:  # it may have been asked for before what we heard meanwhile
            page = await self._flights.do(name, ask, self._recency, settle)
        return page

    def renew(self, within: float = 0.0) -> None:
        """Take nothing from others that was asked for longer ago than `within` seconds."""
        self._renewals += 1
        self._recency = self._recency.renewed(within)
        super().renew(within)

    # --- writing ---------------------------------------------------------------------------

    async def apply(self, write: Write) -> Stored:
        try:
            stored = await self.base.apply(write)
        except REFUSALS:
            raise
        except BaseException:  # it may have been done; a task, because this one may be ending
            told = Invalidated(f"a {write.kind} by another kernel")
            self._tasks.spawn(self._tell(told), f"tell of a write to {self.name}")
            raise
        await self._tell(news.of_write(write, stored))
        return stored

    async def written(self, write: Write, stored: Stored) -> None:
        await self._tell(news.of_write(write, stored))
        await super().written(write, stored)

    async def _tell(self, change: Change) -> None:
        """Have nobody believe what was asked for before, and tell all why."""
        try:
            await self._store.run(scripts.TELL, *self._telling(change))
        except Unreachable:
            self._owes = True

    def _telling(self, change: Change) -> tuple[list[str], list[Any]]:
        keys = [self._keys.era, self._keys.news]
        life = round(ERA_LIFE * 1000)
        told = [self._who, news.pack(change), KEPT_NEWS, life]
        return keys, [secrets.token_hex(8), life, self._keys.bell, *told]

    # --- what others do --------------------------------------------------------------------

    def follow(self, reader: Reader) -> None:
        """Tell a reader what other kernels do, from now on; it is not kept alive by that."""
        self._reader = weakref.ref(reader)
        self._deliver()

    async def watch(self, since: str | None = None) -> AsyncIterator[Change]:
        """Yield the changes the source itself tells of."""
        async with aclosing(self.base.watch(since)) as changes:  # type: ignore[type-var]
            async for change in changes:
                self.renew()  # others may have asked before it changed
                yield change

    @property
    def bell(self) -> str:
        """The channel that is listened to."""
        return self._keys.bell

    async def resume(self) -> None:
        """Catch up with the other kernels; raises what the server makes of it."""
        if self._owes:
            told = Invalidated("a write by another kernel")
            await self._store.call(scripts.TELL, *self._telling(told))
            self._owes = False
        if self._since:  # what is shared may be older than what was read alone meanwhile
            self.renew()
        await self._catch_up(self._store.call)

    async def _catch_up(self, call: Callable[..., Awaitable[Any]]) -> None:
        life = round(ERA_LIFE * 1000)
        newest, lost, told = await call(
            scripts.HEAR, [self._keys.news], [self._since, self._who, life]
        )
        since, self._since = self._since, newest.decode()
        heard: list[news.News] = [news.unpack(one) for one in told]
        if lost:
            heard = [Gap(since, "too many changes by other kernels")]
        self._told += sum(not isinstance(one, Reread) for one in heard)
        self._waiting += heard
        self._deliver()

    def ring(self, message: str) -> None:
        """Take a message of the channel: news, or the end of somebody's question."""
        if message != NEWS:
            self._flights.ring(message)
            return
        self._asked_for_news = True
        if self._catching_up is None:
            self._catching_up = self._tasks.spawn(self._listen(), f"hear of {self.name}")

    async def _listen(self) -> None:
        try:
            while self._asked_for_news:
                self._asked_for_news = False
                await self._catch_up(self._store.run)
        except Unreachable:
            pass  # caught up with when it is there again
        finally:
            self._catching_up = None

    def wake(self) -> None:
        """Look again at what is waited for."""
        self._flights.wake()

    def _deliver(self) -> None:
        if self._waiting and self._reader is not None and self._delivering is None:
            self._delivering = self._tasks.spawn(self._delivery(), f"news of {self.name}")

    async def _delivery(self) -> None:
        try:
            while self._waiting:
                heard, self._waiting = self._waiting, []
                reader = self._reader() if self._reader is not None else None
                if reader is None:
                    return
                changes = [one for one in heard if not isinstance(one, Reread)]
                try:
                    await reader.hear(changes, again=len(changes) < len(heard))
                except Exception as error:  # told there, by RefreshFailed
                    log.warning("news of %s could not be taken in: %s", self.name, error)
                del reader
                await asyncio.sleep(PAUSE)
        finally:
            self._delivering = None

    async def aclose(self) -> None:
        """Tell nobody anything more, and close the base."""
        self._sharing.pace(None)
        await self._store.leave(self)
        await self._tasks.aclose()
        await self._flights.aclose()
        await super().aclose()


def _ignore(now: int) -> None:
    """What one question demands of its answer, the next one need not."""
