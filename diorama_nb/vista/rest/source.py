"""The driver behind `RestVista`: windows, pages, walks, records and writes of a REST API."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from diorama_nb.changes import Change
from diorama_nb.errors import ShapeChanged
from diorama_nb.query import ALL, Query
from diorama_nb.values import Record
from diorama_nb.vista.fingerprint import digest
from diorama_nb.vista.moments import before, newest
from diorama_nb.vista.recipe import Recipe
from diorama_nb.vista.rest import calls, paging, probe, pushdown, saved, shape, walks
from diorama_nb.vista.rest.declare import declare
from diorama_nb.vista.rest.details import Details
from diorama_nb.vista.rest.explaining import explained
from diorama_nb.vista.rest.feeds import Web, feed_of, typed_changes
from diorama_nb.vista.rest.messages import together
from diorama_nb.vista.rest.paging import Cut, Got, Token
from diorama_nb.vista.rest.reader import Reader
from diorama_nb.vista.rest.sharing import sharing_of
from diorama_nb.vista.rest.spec import AUTO, CountFrom
from diorama_nb.vista.rest.travels import check_travels, secrets_in
from diorama_nb.vista.rest.walking import step
from diorama_nb.vista.rest.ways import Page as Pages
from diorama_nb.vista.rest.ways import Paging, Skipping
from diorama_nb.vista.rest.windows import read_cut
from diorama_nb.vista.rest.writer import Writer
from diorama_nb.vista.sharing import Sharing
from diorama_nb.vista.source import Changed, Page, Source
from diorama_nb.vista.vista import Vista
from diorama_nb.writes.write import Stored, Write


def _opened(url: str, given: Mapping[str, Any], learned: Mapping[str, Any]) -> RestSource:
    source = RestSource(url, **given)
    saved.restore(source._reader, learned)
    return source


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
        self.web = Web(self._reader)
        self._feed = feed_of(self._reader, self.name, self.read_next)
        self.once = self._writer.ways.idempotency_header is not None

    # --- what it is ------------------------------------------------------------------------

    @property
    def identity(self) -> str:
        """Address, declared shape and fingerprint of the account; holds no secret."""
        plan = self._rules.declared
        asked = (plan.rows, plan.shape, plan.columns, plan.id, str(self._rules.url))
        what = repr((*asked, self._rules.body) if self._rules.method != "GET" else asked)
        return (
            f"rest:{self._reader.transport.show(self._rules.url)}"
            f"#{digest(what)}:{self._reader.keyring.fingerprint()}"
        )

    @identity.setter
    def identity(self, value: str) -> None:
        raise AttributeError("the identity of a RestSource follows from its declaration")

    @property
    def id_rule(self) -> str | tuple[str, ...] | None:
        """The columns, or the path, that name a row."""
        return self._reader.id_rule

    @property
    def requests(self) -> int:
        """Requests sent so far, repeated ones included."""
        return self._reader.transport.requests

    def split(self, query: Query) -> tuple[Query, Query]:
        """Divide a query into what the API is declared to answer, and the rest."""
        reader = self._reader
        columns = reader.types.asked(self.about.columns) if reader.read_once else ()
        known = (reader.ignored, calls.taken(self._rules), self._rules.places)
        return pushdown.split(query, reader.plan, columns, *known)

    def sharing(self) -> Sharing | None:
        """Return how other processes know this API, as declared here."""
        return sharing_of(self._reader, self.identity)

    def explain(self, query: Query) -> str:
        """Tell the first request of a query, and how it goes on."""
        return explained(self.name, self._reader, query)

    @property
    def change_feed(self) -> str | None:
        watch = self._reader.plan.watch
        return None if watch is None else f"{watch} ({watch.feed})"

    def to_spec(self) -> dict[str, Any]:
        """Return what was declared and found out, as JSON without secrets."""
        return saved.spec_of(self._reader)

    def recipe(self) -> Recipe:
        rules, (url, given) = self._rules, self._rules.given
        check_travels(self.name, rules.auth, rules.rate, rules.network)
        secrets = secrets_in(url, rules.auth, rules.headers, given.get("params") or {})
        words = {name: word for name, word in given.items() if name != "watch"}
        return Recipe(self.name, _opened, (url, words, saved.learned(self._reader)), secrets)

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any], **again: Any) -> RestSource:
        """Return the source a spec was made of; see `RestVista.from_spec`."""
        return _opened(*saved.read(spec, again))

    async def prepare(self) -> None:
        """Find out by at most two requests what is not declared; only once."""
        await self._reader.prepare()

    # --- reading ---------------------------------------------------------------------------

    async def read_all(self, query: Query) -> Page:
        """Read the answer of an API that is not known to page."""
        before, reader = self.requests, self._reader
        got = reader.take_spare(query) or await reader.ask(query, reader.call(query, []))
        told = reader.how.get("page") in ("declared", "preset")
        note = "" if told else probe.cut_note(got)
        end: bool | None = None if note else True
        if got.total is not None and got.total > len(got.rows):
            end = False
        cut = paging.doubted(Cut(got.rows, got.total, end, note), [got])
        return await self._page(cut, 0, before)

    async def read_window(self, query: Query, offset: int, limit: int) -> Page:
        """Read exactly rows [offset, offset + limit), fewer only at the end of the set.

        Raises
        ------
        WindowCapped
            If rows of it lie where the API opens no window.
        """
        before, plan = self.requests, self._reader.plan
        if limit <= 0:
            return Page({}, requests=0)
        if plan.page is None and plan.hydrate is not None:
            return await self._page(await self._listed(query, offset, limit), offset, before)
        if not isinstance(plan.page, Skipping | Pages):
            return await super().read_window(query, offset, limit)
        cut = await read_cut(self._reader, query, plan.page, offset, limit)
        return await self._page(cut, offset, before)

    async def _listed(self, query: Query, offset: int, limit: int) -> Cut:
        """Cut a window out of a list that names all rows at once, and is read once for all."""
        got = self._reader.kept(query)
        if got is None:
            got = await self._reader.ask(query, self._reader.call(query, []))
            self._reader.keep(query, got)
        end = offset + limit >= len(got.rows)
        return Cut(got.rows[offset : offset + limit], len(got.rows), end)

    async def read_page(self, query: Query, number: int) -> Page:
        """Read one page of the size the server uses, counted from 1."""
        way, sizes = self._reader.plan.page, self._reader.sizes
        if isinstance(way, Skipping):
            size = min(sizes.asked, sizes.most or sizes.asked)
            return await self.read_window(query, (number - 1) * size, size)
        if not isinstance(way, Pages):
            return await super().read_page(query, number)
        return await self._walk(query, way, Token(str(number - 1)))

    async def read_next(self, query: Query, token: str | None) -> Page:
        """Read the page a token stands for; the token also notices walks in circles."""
        plan = self._reader.plan
        way = plan.walk or plan.page
        if way is None and plan.hydrate is not None:
            start, size = int(token or 0), self._reader.sizes.asked
            page = await self.read_window(query, start, size)
            return replace(page, next=None if page.end else str(start + size))
        if way is None or isinstance(way, str):
            return await self.read_all(query)
        return await self._walk(query, way, Token.parse(token) if token is not None else None)

    async def _walk(self, query: Query, way: Paging, token: Token | None) -> Page:
        before = self.requests
        cut, position, following = await step(self._reader, query, way, token)
        page = await self._page(cut, position, before)
        return replace(page, next=str(following) if following else None)

    def mark(self, records: Iterable[Record]) -> Any:
        """Return the newest time at which one of some rows changed, if `Since` names it."""
        since = self._reader.plan.since
        return None if since is None else newest(records, since.field)

    def changed(self, mark: Any) -> Changed | None:
        """Return what asks for the rows that changed since a time, if `Since` declares it."""
        since, plan = self._reader.plan.since, self._reader.plan
        if since is None or plan.id in (None, AUTO):
            return None
        floor = before(mark, since.seconds)
        text = floor.isoformat() if isinstance(floor, date) else floor
        return Changed(ALL.where(since.field, since.op, text), since.deleted)

    async def count(self, query: Query) -> int:
        """Return the total the source states for a query."""
        reader, way = self._reader, self._reader.plan.page
        total: int | None
        read: list[Got] = []
        if isinstance(reader.plan.total, CountFrom):
            total = await reader.count(query, reader.plan.total)
        elif way is None and reader.plan.hydrate is not None:
            total = (await self._listed(query, 0, 0)).total
        else:
            params = walks.first_params(way, reader.sizes)
            params = way.params(0, 1) if isinstance(way, Skipping) else params
            read = [await reader.ask(query, reader.call(query, params))]
            total = read[0].total
        if total is None:
            error = ShapeChanged(
                f"{self.name!r} did not state a total this time", hint="check total="
            )
            raise reader.located(error, read[0].url if read else "")
        return total

    async def get(self, id: str) -> Record | None:
        """Read one record by its address."""
        if self._reader.plan.detail is None:
            return await super().get(id)
        found = await self._details.read(id)
        return None if found is None else found.record

    def watch(self, since: str | None = None) -> AsyncIterator[Change]:
        """Yield the changes the API tells of, or that are found by looking."""
        if self._feed is None:
            return super().watch(since)
        return typed_changes(self._feed.watch(since), self._reader.types)

    # --- writing ---------------------------------------------------------------------------

    async def apply(self, write: Write) -> Stored:
        """Apply a write and return what the API stored; see `Writer`."""
        if write.kind == "clear":
            return await self._writer.clear(write, Vista(self, write.query))
        return await self._writer.apply(write)

    async def aclose(self) -> None:
        """Close the client of the running loop."""
        await self._reader.transport.aclose()

    async def _page(self, cut: Cut, position: int, before: int) -> Page:
        """Return rows under their ids; rows without one are named by their position."""
        rule = self._reader.plan.id
        if isinstance(rule, str | tuple) and rule != AUTO:
            rows = {shape.id_of(row, rule): row for row in cut.rows}
        else:
            rows = {f"#{position + n}": row for n, row in enumerate(cut.rows)}
        if self._reader.plan.hydrate is not None:
            found = await together([partial(self._details.read, id, skips=True) for id in rows])
            both = zip(rows.items(), found, strict=True)
            rows = {id: row | (more.record if more else {}) for (id, row), more in both}
        return Page(
            rows,
            total=cut.total,
            end=cut.end,
            received=len(cut.rows),
            requests=self.requests - before,
            note=cut.note or self._reader.note,
        )
