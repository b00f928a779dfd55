"""Follows the notifications of a PostgreSQL table on a connection of its own."""

from __future__ import annotations

import asyncio
import json
import selectors
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing, suppress
from typing import Any, Final

import sqlalchemy as sa

from diorama_nb.changes import Change, Deleted, Gap, Inserted, Invalidated, Updated
from diorama_nb.errors import SourceUnavailable
from diorama_nb.runtime import Worker
from diorama_nb.values import Record, as_id
from diorama_nb.vista.push.meaning import meaning_of
from diorama_nb.vista.push.pgnotify import PgNotify
from diorama_nb.vista.sql import ids
from diorama_nb.vista.sql.address import Address
from diorama_nb.vista.sql.failures import translate

PATIENCE: Final = 30.0
"""Seconds that the server may take to say that it is there."""

CLOSING: Final = 1.0
"""Seconds that are waited for a connection to close."""


class Listening:
    """The changes of a table, as its notifications tell them.

    Parameters
    ----------
    way : PgNotify
        How it is declared.
    address : Address
        Where the database is.
    read : callable
        Returns for each of some ids the id as the row has it, None for what can be no id, and
        the record, None where there is no such row.
    """

    def __init__(
        self,
        way: PgNotify,
        address: Address,
        read: Callable[[Sequence[str]], Awaitable[Sequence[tuple[str | None, Record | None]]]],
    ) -> None:
        self._way, self._address, self._read = way, address, read
        self._lines: set[_Line] = set()

    async def watch(self, since: str | None) -> AsyncGenerator[Change, None]:
        """Yield the changes of one connection, until it is lost.

        Raises
        ------
        SourceUnavailable
            If the connection can not be had, or is lost.
        """
        line, worker = _Line(self._address.engine), Worker("diorama-sql-listen")
        self._lines.add(line)
        try:
            await worker.run(line.open, self._way.channel)
            yield Gap(since, "subscribed")
            while not line.ended:
                await worker.run(line.wait, self._way.silence)
                async with asyncio.timeout(PATIENCE):
                    payloads = await worker.run(line.ask)
                async with aclosing(self._news(payloads)) as news:
                    async for change in news:
                        yield change
        except sa.exc.SQLAlchemyError as error:
            raise translate(error, self._address.redact, writing=False) from None
        except TimeoutError:
            raise SourceUnavailable(
                f"the database did not answer for {PATIENCE:g} s while it was listened to",
                hint="it is listened to again by itself; check the network between",
            ) from None
        finally:
            self._lines.discard(line)
            line.end()
            await worker.end_with(line.close, CLOSING)

    def close(self) -> None:
        """End all streams."""
        for line in self._lines:
            line.end()

    async def _news(self, payloads: Sequence[str]) -> AsyncGenerator[Change, None]:
        """Yield what notifications say that came together; a row that is named, once."""
        told: dict[str, bool] = {}  # whether it is new; in the order of the last news
        for payload in payloads:
            meaning, id = heard(payload)
            if meaning == "ignored":
                continue
            if meaning in ("invalidated", "gap") or id is None:
                yield Invalidated(f"notification {payload!r:.40}")
                return  # everything is read again, so what else was told is too
            new = meaning == "inserted" or (meaning == "updated" and told.get(id, False))
            told.pop(id, None)
            told[id] = new
        rows = await self._read(list(told)) if told else ()
        for (id, row), new in zip(rows, told.values(), strict=True):
            if id is None:
                yield Invalidated("a notification names what can be no row's id")
            elif row is None:
                yield Deleted(id)
            else:
                yield (Inserted if new else Updated)(id, row)


def heard(payload: str) -> tuple[str, str | None]:
    """Return what a notification means, and the id it names; None where it names none.

    >>> heard('{"op": "update", "id": [7, "a/b"]}'), heard("")
    (('updated', '7/a%2Fb'), ('invalidated', None))
    """
    try:
        data = json.loads(payload)
    except (ValueError, RecursionError):
        return "invalidated", None
    if not isinstance(data, dict):
        return "invalidated", None
    id: Any = data.get("id")
    values = id if isinstance(id, list) else [id]
    if not values or not all(isinstance(v, str | int | float | None) for v in values):
        return "invalidated", None
    named = None if id is None else ids.join(values) if isinstance(id, list) else as_id(id)
    return meaning_of(data.get("op")), named


class _Line:
    """One connection that listens; its methods wait, so they run on a thread of their own."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._connection: sa.Connection | None = None
        self._driver: Any = None
        self._payloads: list[str] = []
        self._bell, self._rope = socket.socketpair()  # wakes the thread, on every system
        self.ended = False

    def open(self, channel: str) -> None:
        """Connect, and listen from now on."""
        connection = self._connection = self._engine.connect()
        connection.execution_options(isolation_level="AUTOCOMMIT")
        self._driver = connection.connection.driver_connection
        connection.detach()  # or a place in the pool would be taken for ever
        self._driver.add_notify_handler(lambda notice: self._payloads.append(notice.payload))
        quote = connection.dialect.identifier_preparer.quote_identifier
        connection.exec_driver_sql(f"LISTEN {quote(channel).replace('%', '%%')}")

    def wait(self, silence: float | None) -> None:
        """Wait until the server says something, silence is long, or the end."""
        if self.ended or self._payloads or self._driver.closed:
            return
        with selectors.DefaultSelector() as selector:
            selector.register(self._bell, selectors.EVENT_READ)
            selector.register(self._driver.fileno(), selectors.EVENT_READ)
            selector.select(silence)

    def ask(self) -> list[str]:
        """Return the payloads that came.

        The server tells all notifications it has before it answers a question, so those of one
        transaction come together.
        """
        assert self._connection is not None
        if not self.ended:
            self._connection.exec_driver_sql("SELECT 1")
        payloads, self._payloads = self._payloads, []
        return payloads

    def end(self) -> None:
        """Wake whoever waits; from any thread."""
        self.ended = True
        self._rope.close()

    def close(self) -> None:
        """Give the connection back to the server."""
        self._bell.close()
        if self._connection is not None:
            with suppress(sa.exc.SQLAlchemyError):  # it may be broken
                self._connection.close()
