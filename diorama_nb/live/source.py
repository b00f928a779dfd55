"""The source behind a live table: a master seen through a cache, and written in a line."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Final, TypeVar

from diorama_nb.changes import Change
from diorama_nb.errors import Closed, SourceUnavailable
from diorama_nb.frames import Rows
from diorama_nb.live.answers import LIST, PAGE, RECORD, Form
from diorama_nb.live.line import Line
from diorama_nb.live.news import News
from diorama_nb.live.slots import Slots
from diorama_nb.live.stream import LiveStream
from diorama_nb.live.trace import Site, log, outcome_of, trace, why
from diorama_nb.query import ALL, Query, Window
from diorama_nb.runtime import SingleFlight, here, hop, hop_iter
from diorama_nb.values import Record
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.description import Description
from diorama_nb.vista.source import Page, Source
from diorama_nb.vista.vista import Vista
from diorama_nb.writes.outcome import REFUSALS
from diorama_nb.writes.ticket import Ticket
from diorama_nb.writes.write import Stored, Write

T = TypeVar("T")

WRITES: Final = ("insert", "update", "delete")


class LiveSource(Source):
    """A master as the source of a live table; see `LiveTable` for the parameters."""

    def __init__(
        self,
        master: Vista,
        slots: Slots,
        *,
        page_size: int | None,
        target: Vista,
        stream: LiveStream | None,
        queue: int,
    ) -> None:
        self.master = master
        self.target = target
        self.name = master.name
        self.identity = master.source.identity
        self.once = target.source.once
        self.slots = slots
        self.runtime = here()
        self._page_size = page_size
        self._flights = SingleFlight()
        self._line = Line(f"the live table {slots.key!r}", queue)
        self._news = None if stream is None else News(stream, slots, self.runtime)
        self._closed = False

    # --- what it is ------------------------------------------------------------------------

    @property
    def about(self) -> Description:  # type: ignore[override] # follows what the master learns
        """What is known of the master, with the writes of the write target."""
        whole = self.master._with(ALL)
        able = whole.capabilities
        if self.target is not self.master:
            writes = self.target.capabilities
            able = able.without(WRITES, "not offered by the write target")
            able |= Capabilities(
                {flag: writes.why(flag) for flag in WRITES if writes.can(flag)}
            )
        if self._page_size is not None and able.can("fetch_window"):
            able |= Capabilities({"fetch_page": able.why("fetch_window")})
        able |= Capabilities.of("local", "invalidate")
        return Description(whole.columns, whole.id_column, able, whole.references)

    async def prepare(self) -> None:
        await hop(self.master.source.prepare(), self.master._runtime)

    def split(self, query: Query) -> tuple[Query, Query]:
        return self.master.source.split(query)

    def explain(self, query: Query) -> str:
        sent = self.master.source.explain(query)
        return f"{sent}\nunless it is cached under {self.slots.key!r}"

    @property
    def change_feed(self) -> str | None:
        return self.master.source.change_feed

    def watch(self, since: str | None = None) -> AsyncIterator[Change]:
        return hop_iter(self.master.source.watch(since), self.master._runtime)

    def check_open(self) -> None:
        """Raise `Closed` after `aclose`."""
        if self._closed:
            raise Closed(f"the live table {self.slots.key!r}", hint="make a new LiveTable")

    # --- reading ---------------------------------------------------------------------------

    async def read_list(self, query: Query) -> Rows:
        """Read the whole set of a query."""
        fetch = self.master._with(query).list_values
        return await self._list(query, 1, "all", LIST, fetch)

    async def held_list(self, query: Query) -> Rows | None:
        """Return the whole set of a query if it is cached."""
        self.check_open()
        slot = self._page_slot(query, 1, "all")
        trust, answer = await self.slots.trust(), await self.slots.get(slot)
        if answer is None or answer.era != trust.era:
            return None
        trace("read list", self.slots.key, "hit", page=1)
        return LIST.restore(answer, False)

    async def read_all(self, query: Query) -> Page:
        rows = await self.read_list(query)
        held = rows.coverage
        return Page(dict(rows), held.total, end=held.complete, note=held.reason)

    async def read_window(self, query: Query, offset: int, limit: int) -> Page:
        aligned = limit and offset % limit == 0
        page = offset // limit + 1 if aligned else f"rows_{offset}"
        fetch = partial(self.master._with(query).fetch_window, offset, limit)
        return await self._list(query, page, limit, PAGE, fetch)

    async def read_page(self, query: Query, number: int) -> Page:
        if (size := self._page_size) is not None:
            window = Window((number - 1) * size, size)
            return await self.read_window(query, window.offset, window.limit)
        fetch = partial(self.master._with(query).fetch_page, number)
        return await self._list(query, number, "own", PAGE, fetch)

    async def read_next(self, query: Query, token: str | None) -> Page:
        self.check_open()
        return await self.master._with(query).fetch_next(token)

    async def count(self, query: Query) -> int:
        self.check_open()
        return await self.master._with(query).get_count()

    async def get(self, id: str) -> Record | None:
        return await self.read_one(ALL, id)

    async def read_one(self, query: Query, id: str) -> Record | None:
        """Read one record, whether or not it belongs to the query it is wanted for."""
        slot = f"{self.slots.key}/id/{id}"
        return await self._read("read one", slot, RECORD, partial(self._one, query, id), id=id)

    async def _one(self, query: Query, id: str) -> Record | None:
        await self.prepare()
        if self.about.capabilities.can("traverse_to_record"):
            return await self.master._with(ALL).get_value(id)
        return (await self.read_list(self.master._with(query)._among(id))).get(id)

    async def _list(
        self,
        query: Query,
        page: int | str,
        size: int | str,
        form: Form[T],
        fetch: Callable[[], Awaitable[T]],
    ) -> T:
        slot = self._page_slot(query, page, size)
        return await self._read("read list", slot, form, fetch, page=page)

    def _page_slot(self, query: Query, page: int | str, size: int | str) -> str:
        number = f"page_{page}" if isinstance(page, int) else page
        return f"{self.slots.key}/{number}/{size}/{query.key}"

    async def _read(
        self,
        site: Site,
        slot: str,
        form: Form[T],
        fetch: Callable[[], Awaitable[T]],
        *,
        page: int | str | None = None,
        id: str | None = None,
    ) -> T:
        """Return what a slot holds; else what the master answers, which is kept."""

        async def populate() -> T:
            answer = await fetch()
            if (kept := form.keep(answer)) is not None:
                done = await self.slots.put(slot, kept, trust.era)
                trace(site, key, "populated" if done else "failed", page=page, id=id)
            return answer

        self.check_open()
        key = self.slots.key
        trust = await self.slots.trust()
        held = await self.slots.get(slot)
        if held is not None and held.era == trust.era:
            trace(site, key, "hit", page=page, id=id)
            return form.restore(held, False)
        trace(site, key, "miss", page=page, id=id)
        try:
            return await self._flights.do((slot, trust.era), populate)
        except SourceUnavailable as error:
            if held is None or held.era not in trust.doubted:
                raise
            log.warning("live table %s: rows of before the last write: %s", key, why(error))
            return form.restore(held, True)

    # --- writing ---------------------------------------------------------------------------

    async def apply(self, write: Write) -> Stored:
        return await self.write(ALL, write)

    async def write(self, query: Query, write: Write) -> Stored:
        """Write within the conditions of a query, after the writes that came before."""
        self.check_open()
        return await self._line.do(lambda: self._send(query, write))

    async def _send(self, query: Query, write: Write) -> Stored:
        if self.target is not self.master:
            query = query.on_top_of(self.target.query)
        try:
            stored = await self.target._with(query).apply(write)
            if isinstance(stored, Ticket):  # of a queue: its word is not yet the source's
                await stored.settled()
                stored = stored.stored or Stored(write.id)
        except BaseException as error:
            trace("write", self.slots.key, "failed", id=write.id, op=write.kind)
            if write.kind == "clear" or not isinstance(error, REFUSALS):
                await self.slots.doubt()  # it, or a part of it, may have been done
            raise
        done = await self.slots.invalidate()  # before the caller hears of it, and reads again
        trace("write", self.slots.key, outcome_of(done), id=stored.id, op=write.kind)
        return stored

    # --- the end ---------------------------------------------------------------------------

    async def invalidate(self) -> None:
        """Forget everything that is cached."""
        self.check_open()
        await self.slots.invalidate()

    async def aclose(self) -> None:
        """Stop listening, have the writes in line done, and close the master."""
        if self._closed:
            return
        self._closed = True
        try:
            if self._news is not None:
                await self._news.aclose()
            await self._line.aclose()
        finally:
            await self.slots.aclose()
            await self.master.aclose()
            if self.target is not self.master:
                await self.target.aclose()
