"""The driver behind `RestVista`: windows, pages, walks, records and writes of a REST API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from typing import Any

import httpx

from diorama_nb.changes import Change
from diorama_nb.errors import ShapeChanged
from diorama_nb.query import Query
from diorama_nb.values import MISSING, Record
from diorama_nb.vista.fingerprint import digest
from diorama_nb.vista.rest import links, paging, probe, pushdown, shape
from diorama_nb.vista.rest.asking import Params
from diorama_nb.vista.rest.declare import declare
from diorama_nb.vista.rest.details import Details
from diorama_nb.vista.rest.feeds import feed_of
from diorama_nb.vista.rest.paging import Asking, Cut, Got, Token
from diorama_nb.vista.rest.reader import Reader
from diorama_nb.vista.rest.spec import AUTO, Cursor, LastId, NextLink, Offset
from diorama_nb.vista.rest.spec import Page as Pages
from diorama_nb.vista.rest.writer import Writer
from diorama_nb.vista.source import Page, Source
from diorama_nb.vista.vista import Vista
from diorama_nb.writes.write import Stored, Write


class RestSource(Source):
    """A source over JSON lists, and over the records in them.

    Parameters
    ----------
    url : str
        Absolute address of the list.
    **parameters
        Those of `RestVista`.

    Raises
    ------
    SpecError
        If a declaration is wrong. Nothing is sent before the first read.
    """

    def __init__(self, url: str, **parameters: Any) -> None:
        rules = declare(url, parameters)
        self._reader = Reader(rules)
        self._rules = rules
        self._details = Details(self._reader)
        self._writer = Writer(self._reader, self._details)
        self.name = rules.name
        self.about = self._reader.about
        self._feed = feed_of(self._reader, self.name, self.read_next)
        self.once = self._writer.ways.idempotency_header is not None

    # --- what it is ------------------------------------------------------------------------

    @property
    def identity(self) -> str:
        """Address, declared shape and fingerprint of the account; holds no secret."""
        plan = self._rules.declared
        what = repr((plan.rows, plan.shape, plan.columns, plan.id, str(self._rules.url)))
        return (
            f"rest:{self._reader.transport.show(self._rules.url)}"
            f"#{digest(what)}:{self._reader.keyring.fingerprint()}"
        )

    @identity.setter
    def identity(self, value: str) -> None:
        raise AttributeError("the identity of a RestSource follows from its declaration")

    @property
    def requests(self) -> int:
        """Requests sent so far, repeated ones included."""
        return self._reader.transport.requests

    def split(self, query: Query) -> tuple[Query, Query]:
        """Divide a query into what the API is declared to answer, and the rest."""
        columns = self.about.columns if self._reader.read_once else ()
        taken = self._rules.url.params
        return pushdown.split(query, self._reader.plan, columns, self._reader.ignored, taken)

    def explain(self, query: Query) -> str:
        """Tell the first request of a query, and how each capability is known."""
        reader = self._reader
        url = reader.url(query, self._first(reader.plan.page))
        how = reader.how.get("page", "found out on first use")
        lines = [
            f"{self.name}: GET {reader.transport.show(url)}",
            f"  paging: {reader.plan.page or 'none'} ({how})",
        ]
        if (watch := reader.plan.watch) is not None:
            lines.append(f"  watch: {watch} ({watch.feed})")
        able = self.about.capabilities
        lines += [f"  {flag}: {how}" for flag, how in able.granted.items()]
        lines += [f"  not {flag}: {why}" for flag, why in able.hints.items()]
        lines += [f"  note: {reader.note}"] if reader.note else []
        return "\n".join(lines)

    async def prepare(self) -> None:
        """Find out by at most two requests what is not declared; only once."""
        await self._reader.prepare()

    # --- reading ---------------------------------------------------------------------------

    async def read_all(self, query: Query) -> Page:
        """Read the answer of an API that is not known to page."""
        before = self.requests
        got = self._reader.take_spare(query)
        if got is None:
            got = await self._reader.ask(query, self._reader.url(query, []))
        note = "" if self._reader.how.get("page") == "declared" else probe.cut_note(got)
        end: bool | None = None if note else True
        if got.total is not None and got.total > len(got.rows):
            end = False
        return self._page(Cut(got.rows, got.total, end, note), 0, before)

    async def read_window(self, query: Query, offset: int, limit: int) -> Page:
        """Read exactly rows [offset, offset + limit), fewer only at the end of the set."""
        before, way = self.requests, self._reader.plan.page
        if limit <= 0:
            return Page({}, requests=0)
        seed = self._reader.take_spare(query)
        asking: Asking
        if isinstance(way, Offset):
            asking = paging.offset_window(way, offset, limit, self._reader.sizes, seed=seed)
        elif isinstance(way, Pages):
            repeats = self._reader.plan.past_end == "repeats"
            if seed is not None and len(seed.rows) != self._reader.sizes.page:
                seed = None
            asking = paging.page_window(
                way, offset, limit, self._reader.sizes, seed=seed, repeats=repeats
            )
        else:
            return await super().read_window(query, offset, limit)
        try:
            wanted = next(asking)
            while True:
                wanted = asking.send(await self._ask_pages(query, wanted))
        except StopIteration as stop:
            return self._page(stop.value, offset, before)

    async def _ask_pages(self, query: Query, wanted: Iterable[Params]) -> list[Got]:
        urls = [self._reader.url(query, params) for params in wanted]
        if len(urls) == 1:
            return [await self._reader.ask(query, urls[0], past_end=True)]
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(self._reader.ask(query, u, past_end=True)) for u in urls
                ]
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None
        return [task.result() for task in tasks]

    async def read_page(self, query: Query, number: int) -> Page:
        """Read one page of the size the server uses, counted from 1."""
        way = self._reader.plan.page
        if isinstance(way, Offset):
            size = min(
                self._reader.sizes.asked, self._reader.sizes.most or self._reader.sizes.asked
            )
            return await self.read_window(query, (number - 1) * size, size)
        if not isinstance(way, Pages):
            return await super().read_page(query, number)
        return await self._walk(query, Token(str(number - 1)))

    async def read_next(self, query: Query, token: str | None) -> Page:
        """Read the page a token stands for; the token also notices walks in circles."""
        if self._reader.plan.page is None:
            return await self.read_all(query)
        return await self._walk(query, Token.parse(token) if token is not None else None)

    async def _walk(self, query: Query, token: Token | None) -> Page:
        before, way = self.requests, self._reader.plan.page
        got = self._reader.take_spare(query) if token is None else None
        if got is None:
            got = await self._reader.ask(query, self._follow(query, token), past_end=True)
        position = token.position if token else 0
        if token and isinstance(way, Offset):
            position = int(token.payload)
        elif token and isinstance(way, Pages):
            position = int(token.payload) * (self._reader.sizes.page or len(got.rows))
        reached = position + len(got.rows)
        if token and got.mark and got.mark == token.mark:
            if self._reader.plan.past_end == "repeats":
                return self._page(Cut([], got.total, True), position, before)
            raise self._reader.located(paging.loop_error("the same page"), got.url)
        payload = self._payload(got, token, reached)
        known = Token(payload, got.mark, 0 if got.ids else reached) if payload else None
        page = self._page(Cut(got.rows, got.total, payload is None), position, before)
        return replace(page, next=str(known) if known else None)

    def _first(self, way: object) -> Params:
        """Return the paging parameters of the first request of a walk."""
        sizes = self._reader.sizes
        asked = min(sizes.asked, sizes.most or sizes.asked)
        match way:
            case Offset() | Pages():
                return way.params(0, asked)
            case NextLink(size=size) | Cursor(size=size) | LastId(size=size):
                params = [(size, str(asked))] if size else []
                if isinstance(way, Cursor) and way.start is not None:
                    params.append((way.to, way.start))
                return params
            case _:
                return []

    def _follow(self, query: Query, token: Token | None) -> httpx.URL:
        """Return where the page of a token is; None: the first one."""
        way = self._reader.plan.page
        if token is None:
            return self._reader.url(query, self._first(way))
        if isinstance(way, NextLink):
            return self._reader.join(self._rules.url, token.payload)
        asked = dict(self._first(way))
        match way:
            case Offset():
                asked |= dict(way.params(int(token.payload), 0)[:1])
            case Pages():
                asked |= dict(way.params(int(token.payload), self._reader.sizes.asked))
            case Cursor(to=param) | LastId(param=param):
                asked[param] = token.payload
        return self._reader.url(query, list(asked.items()))

    def _payload(self, got: Got, token: Token | None, reached: int) -> str | None:
        """Return what asks for the page after an answer, None at the end."""
        match self._reader.plan.page:
            case NextLink(where):
                link = links.next_url(got.body, where)
                if link is None:
                    return None
                url = self._reader.join(httpx.URL(got.url or str(self._rules.url)), link)
                # Tokens are stored: a key in the link is taken out, and added anew when sent.
                for name in self._reader.keyring.query_names:
                    url = url.copy_remove_param(name) if name in url.params else url
                payload = str(url)
            case Cursor() as way:
                cursor = paging.next_cursor(got, way)
                if cursor is None:
                    return None
                payload = cursor
            case LastId(more=more):
                follows = shape.at(got.body.data, more) if more else MISSING
                if not got.rows or follows in (False, None, 0):
                    return None
                if not got.ids:
                    raise ShapeChanged("rows have no id to go on from", hint='write id="…"')
                payload = got.ids[-1]
            case Pages(base=_):
                index = int(token.payload) if token else 0
                size = self._reader.sizes.page or len(got.rows)
                done = paging.ended(index * size + len(got.rows), got.total, len(got.rows))
                return None if done else str(index + 1)
            case _:
                done = paging.ended(reached, got.total, len(got.rows))
                return None if done else str(reached)
        if token is not None and payload == token.payload:
            raise self._reader.located(
                paging.loop_error(f"the token {payload[:60]!r}"), got.url
            )
        return payload

    async def count(self, query: Query) -> int:
        """Return the total the source states for a query."""
        way = self._reader.plan.page
        params = way.params(0, 1) if isinstance(way, Offset) else self._first(way)
        got = await self._reader.ask(query, self._reader.url(query, params))
        if got.total is None:
            raise ShapeChanged(
                f"{self.name!r} did not state a total this time", hint="check total="
            )
        return got.total

    async def get(self, id: str) -> Record | None:
        """Read one record by its address."""
        if self._reader.plan.detail is None:
            return await super().get(id)
        found = await self._details.read(id)
        return None if found is None else found.record

    def watch(self, since: str | None = None) -> AsyncIterator[Change]:
        """Yield the changes the API tells of, or that are found by looking."""
        return super().watch(since) if self._feed is None else self._feed.watch(since)

    # --- writing ---------------------------------------------------------------------------

    async def apply(self, write: Write) -> Stored:
        """Apply a write and return what the API stored; see `Writer`."""
        if write.kind == "clear":
            return await self._writer.clear(write, Vista(self, write.query))
        return await self._writer.apply(write)

    async def aclose(self) -> None:
        """Close the client of the running loop."""
        await self._reader.transport.aclose()

    def _page(self, cut: Cut, position: int, before: int) -> Page:
        """Return rows under their ids; rows without one are named by their position."""
        rule = self._reader.plan.id
        if isinstance(rule, str | tuple) and rule != AUTO:
            rows = {shape.id_of(row, rule): row for row in cut.rows}
        else:
            rows = {f"#{position + n}": row for n, row in enumerate(cut.rows)}
        return Page(
            rows,
            total=cut.total,
            end=cut.end,
            received=len(cut.rows),
            requests=self.requests - before,
            note=cut.note or self._reader.note,
        )
