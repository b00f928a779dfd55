"""Looks now and then whether a table changed: the word `Poll` for databases."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from diorama_nb.changes import Change, Gap, Invalidated
from diorama_nb.errors import SourceMissing, SpecError
from diorama_nb.query import ALL, Query
from diorama_nb.runtime import Worker
from diorama_nb.vista.push import Feed, Poll
from diorama_nb.vista.push.poll import Asking
from diorama_nb.vista.push.watch import Subject
from diorama_nb.vista.source import Page
from diorama_nb.vista.sql.address import Address
from diorama_nb.vista.sql.failures import translate
from diorama_nb.vista.sql.spec import checked

if TYPE_CHECKING:
    from diorama_nb.vista.sql.source import SqlSource

CLOSING: Final = 1.0
"""Seconds that are waited for a connection to close."""


def looks(way: Poll, source: SqlSource, address: Address) -> Looks:
    """Return how a database is looked at, once it is checked.

    Raises
    ------
    SpecError
        If the way is for APIs, or nothing tells of changes that could be looked at.
    """
    if way.url is not None:
        raise SpecError(
            "Poll(url=…) looks at an address, and this is a database",
            hint='Poll("30s", query="SELECT count(*), max(updated) FROM orders")',
        )
    if way.query is not None:
        checked(way.query)
    elif way.since is None and address.file is None:
        kind = address.engine.dialect.name
        notified = ', or PgNotify("orders")' if kind == "postgresql" else ""
        raise SpecError(
            f"only a file of SQLite tells whether it changed; this is {kind}"
            + (" in memory" if kind == "sqlite" else ""),
            hint='Poll("30s", since="updated"), or '
            f'Poll("30s", query="SELECT count(*), max(updated) FROM orders"){notified}',
        )
    return Looks(way, source, address)


@dataclass(frozen=True, slots=True, repr=False)
class Looks:
    """A table that is looked at; a `Watch`.

    Parameters
    ----------
    way : Poll
        How often, and for what.
    source : SqlSource
        Who reads.
    address : Address
        Where the database is.
    """

    way: Poll
    source: SqlSource
    address: Address

    @property
    def feed(self) -> Feed:
        """What can be relied on; a version holds for one connection, so no stream goes on."""
        return replace(self.way.feed, resume=None) if self.way.since is None else self.way.feed

    def __repr__(self) -> str:
        return repr(self.way)

    async def follow(self, subject: Subject, since: str | None) -> AsyncGenerator[Change, None]:
        """Yield what each look finds; see `Watch.follow`."""
        source, way = self.source, self.way
        if way.since is not None:
            await source.prepare()
            source.check_column(way.since)
            if not source.about.capabilities.can("traverse_to_record"):
                raise SpecError(
                    "without a key no row can be told to have changed", hint='id_column="id"'
                )
            told = Asking(way, self._read, self._newest, lambda: True).watch(since)
        elif way.query is not None:
            query = way.query
            told = self._looking(since, lambda: source.look(query))
        else:
            told = self._file(since)
        async with aclosing(told) as changes:
            async for change in changes:
                yield change

    async def _looking(
        self, since: str | None, look: Callable[[], Awaitable[object]]
    ) -> AsyncGenerator[Change, None]:
        before = await look()
        yield Gap(since, "what was before is not known")
        while True:
            await asyncio.sleep(self.way.seconds)
            now = await look()
            if now != before:
                before = now
                yield Invalidated("another answer than before")

    async def _file(self, since: str | None) -> AsyncGenerator[Change, None]:
        """Look at the version that SQLite keeps of a file, on a connection of its own."""
        line, worker = _Line(self.address), Worker("diorama-sql-look")
        try:
            async with aclosing(self._looking(since, lambda: worker.run(line.look))) as told:
                async for change in told:
                    yield change
        finally:
            await worker.end_with(line.close, CLOSING)

    async def _read(self, query: Query, token: str | None) -> Page:
        asked, _ = self.source.split(query)
        if not self.source.about.capabilities.can("fetch_next"):
            return await self.source.read_all(asked)
        return await self.source.read_next(asked, token)

    def _newest(self) -> Query:
        query = ALL.order_by(self.way.since or "", descending=True)
        asked, _ = self.source.split(query)
        return asked


class _Line:
    """A connection whose versions can be compared; its methods wait, and run on one thread."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._connection: sa.Connection | None = None
        self._file: tuple[int, int] | None = None

    def look(self) -> object:
        """Return what is another value after each change by anybody else.

        Raises
        ------
        SourceError
            If there is no file, or it can not be read.
        """
        path = self._address.file or ""
        try:
            found = os.stat(path)
        except FileNotFoundError:
            raise SourceMissing(
                f"there is no file {path!r}", hint="check the path in the URL"
            ) from None
        file = (found.st_dev, found.st_ino)
        try:
            if self._connection is None or file != self._file:
                self.close()
                self._connection = self._address.engine.connect()
                self._connection.detach()  # or a place in the pool would be taken for ever
                self._file = file  # held open, so no other file gets its number
            version = self._connection.exec_driver_sql("PRAGMA data_version").scalar()
        except sa.exc.SQLAlchemyError as error:
            raise translate(error, self._address.redact, writing=False) from None
        return file, version

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            with suppress(sa.exc.SQLAlchemyError):
                self._connection.close()
