"""Looks now and then whether something changed, and tells what can be told of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Final

import httpx

from diorama_nb.changes import Change, Deleted, Gap, Invalidated, Updated
from diorama_nb.errors import ShapeChanged
from diorama_nb.query import ALL, Query
from diorama_nb.rows import cells
from diorama_nb.values import MISSING, Record, is_blank, lookup, order_key, same_record
from diorama_nb.vista.fingerprint import digest
from diorama_nb.vista.moments import when
from diorama_nb.vista.push.declared import Poll
from diorama_nb.vista.rest.messages import Call, Reply
from diorama_nb.vista.rest.transport import Transport
from diorama_nb.vista.rest.validators import settled
from diorama_nb.vista.source import Page

_ETAG: Final = "etag:"
_SINCE: Final = "since:"

# --- an address that is looked at ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seen:
    """A state of an address: its validators, and a fingerprint of what it said."""

    etag: str = ""
    modified: str = ""
    content: str = ""

    @property
    def asks(self) -> dict[str, str]:
        """Headers that ask for an answer only if the state is another one."""
        if self.etag:
            return {"If-None-Match": self.etag}
        return {"If-Modified-Since": self.modified} if self.modified else {}

    @property
    def token(self) -> str | None:
        """What a look can go on from; None without an ETag."""
        return _ETAG + self.etag if self.etag else None

    def differs(self, before: Seen) -> bool:
        """Whether something changed since another state."""
        if self.etag and before.etag:
            return self.etag.removeprefix("W/") != before.etag.removeprefix("W/")
        return self.content != before.content


def seen_in(reply: Reply) -> Seen:
    """Return the state an answer shows."""
    headers = reply.body.headers
    content = digest(json.dumps(reply.body.data, sort_keys=True))
    return Seen(headers.get("etag", ""), settled(headers), content)


class Looking:
    """Tells that an address answers something else than before.

    Parameters
    ----------
    way : Poll
        How often.
    url : callable
        Returns the address.
    transport : Transport
        The way to the source.
    """

    def __init__(self, way: Poll, url: Callable[[], httpx.URL], transport: Transport) -> None:
        self._way, self._url, self._transport = way, url, transport

    async def watch(self, since: str | None) -> AsyncGenerator[Change, None]:
        """Yield `Invalidated` after every look that found a change."""
        before = Seen()
        if since is not None and since.startswith(_ETAG):
            before = Seen(since.removeprefix(_ETAG))
        now = await self._look(before)
        if not before.etag or now.differs(before):
            yield Gap(since, "what was before is not known")
        while True:
            before = now
            await asyncio.sleep(self._way.seconds)
            now = await self._look(before)
            if now.differs(before):
                yield Invalidated("another answer than before", now.token)

    async def _look(self, before: Seen) -> Seen:
        call = Call("GET", self._url(), headers=before.asks, accept=(304,))
        reply = await self._transport.send(call)
        return before if reply.status == 304 else seen_in(reply)


# --- rows that changed since ---------------------------------------------------------------


class Marks:
    """Tells rows that changed from rows that were told already; pure.

    Rows are asked for from the highest mark on, that one included: another row may have got the
    same one after it was read. Those told with it are remembered, and not told twice.

    Parameters
    ----------
    column : str
        The column that holds the marks.
    mark : object
        The highest one so far; None when there is none.
    """

    def __init__(self, column: str, mark: Any = None) -> None:
        self.mark = mark
        self._column = column
        self._told: dict[str, Record] = {}

    @property
    def query(self) -> Query:
        """What to ask for next."""
        return ALL if self.mark is None else ALL.where(self._column, ">=", self.mark)

    def fresh(self, rows: dict[str, Record]) -> dict[str, Record]:
        """Return the rows that were not told yet, oldest first, and remember them."""
        found = {
            id: row
            for id, row in rows.items()
            if self._reached(row)
            and not (id in self._told and same_record(self._told[id], row))
        }
        ordered = dict(sorted(found.items(), key=lambda item: self._place(item[1])))
        for row in ordered.values():
            self.mark = lookup(row, self._column)
        at_mark = {id: row for id, row in {**self._told, **ordered}.items() if self._at(row)}
        self._told = at_mark
        return ordered

    def _place(self, row: Record) -> tuple[Any, ...]:
        return order_key(when(lookup(row, self._column)))

    def _reached(self, row: Record) -> bool:
        value = lookup(row, self._column)
        if value is MISSING or is_blank(value):
            return False
        return self.mark is None or self._place(row) >= order_key(when(self.mark))

    def _at(self, row: Record) -> bool:
        return self._place(row) == order_key(when(self.mark))


class Asking:
    """Tells the rows that changed since the last look.

    Parameters
    ----------
    way : Poll
        How often, and which column tells of changes.
    read : callable
        Reads a page of a query behind a token.
    newest : callable
        Returns the query for the rows, the last changed first; `ALL` where the source can not
        sort so.
    named : callable
        Whether rows have ids of their own, as far as is known.
    """

    def __init__(
        self,
        way: Poll,
        read: Callable[[Query, str | None], Awaitable[Page]],
        newest: Callable[[], Query],
        named: Callable[[], bool],
    ) -> None:
        self._way, self._read, self._newest, self._named = way, read, newest, named

    async def watch(self, since: str | None) -> AsyncGenerator[Change, None]:
        """Yield the changed rows of every look; a deleted one as `Deleted`."""
        marks = Marks(self._way.since or "", self._mark(since))
        if marks.mark is None:
            marks = await self._begin()
            yield Gap(since, "rows that changed before are not known")
        while True:
            for id, row in marks.fresh(await self._rows(marks.query)).items():
                token = self._token(row)
                gone = self._way.deleted is not None and lookup(row, self._way.deleted)
                yield Deleted(id, token) if gone is True else Updated(id, row, token)
            await asyncio.sleep(self._way.seconds)

    async def _begin(self) -> Marks:
        """Remember which rows have the highest mark now; whoever is told of the gap reads."""
        column, newest = self._way.since or "", self._newest()
        marks = Marks(column)
        async with aclosing(self._pages(newest)) as pages:
            async for page in pages:
                marks.fresh(page.rows)
                if newest.order and marks.mark is not None:
                    break
        marks.fresh(await self._rows(marks.query))
        return marks

    async def _rows(self, query: Query) -> dict[str, Record]:
        return {id: row async for page in self._pages(query) for id, row in page.rows.items()}

    async def _pages(self, query: Query) -> AsyncGenerator[Page, None]:
        token: str | None = None
        while True:
            page = await self._read(query, token)
            if page.rows and not self._named():
                raise ShapeChanged(
                    "the rows have no id, so none can be told to have changed",
                    hint='name it: id="sku"',
                )
            yield page
            if (token := page.next) is None:
                return

    def _token(self, row: Record) -> str | None:
        if self._way.feed.resume is None:
            return None
        return _SINCE + json.dumps(lookup(row, self._way.since or ""), default=_typed)

    def _mark(self, token: str | None) -> Any:
        """Return the mark a token holds; None for one that is not ours."""
        if token is None or self._way.feed.resume is None or not token.startswith(_SINCE):
            return None
        try:
            return json.loads(token.removeprefix(_SINCE), object_hook=_untyped)
        except ValueError:
            return None


def _typed(value: object) -> dict[str, str]:
    """Return a value that JSON has not, such as an instant of a database, as it has."""
    return {"cbor": cells.dumps(value).hex()}


def _untyped(held: dict[str, str]) -> object:
    return cells.loads(bytes.fromhex(held.get("cbor", "")))
