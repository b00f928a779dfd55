"""How the writes of a Dio reach its source, and how its views and listeners hear of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from diorama_nb.dio.strategy import Strategy
from diorama_nb.events import (
    Invalidated,
    WriteFailed,
    WritePending,
    WriteReverted,
    WriteSettled,
)
from diorama_nb.reasons import because
from diorama_nb.runtime import Runtime, call_user
from diorama_nb.values import Record
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.writing import within
from diorama_nb.writes.journal import Journal
from diorama_nb.writes.queue import WriteQueue
from diorama_nb.writes.ticket import Ticket
from diorama_nb.writes.write import Stored, Write

if TYPE_CHECKING:
    from diorama_nb.dio.dio import Dio

KINDS: Final = ("insert", "update", "delete")
"""The capabilities that are about writes."""

CLOSING: Final = 10.0
"""Seconds that closing a Dio waits for its writes."""

DRAINING: Final = 5.0
"""Seconds that a refresh waits for writes."""


class Writing:
    """The write queue of a Dio, its route to the source, and the news of it."""

    def __init__(
        self, dio: Dio, strategy: Strategy, runtime: Runtime, journal: Journal | None = None
    ) -> None:
        self._dio = dio
        self._strategy = strategy
        self.queue = WriteQueue(
            dio.cache,
            self._send,
            self,
            policy=strategy.writes,
            repeatable=self._repeatable,
            runtime=runtime,
            journal=journal,
            name=dio.name,
        )

    @property
    def capabilities(self) -> Capabilities:
        """What can be written: all of it with an ``on_write``, else what the master takes."""
        if self._strategy.on_write is not None:
            return Capabilities.of("declared", *KINDS)
        able = self._dio.known.able
        return able.only(KINDS)

    async def accept(self, write: Write, *, wait: bool = True) -> Ticket:
        """Take a write in; see `fitting` and `WriteQueue.put`."""
        return await self.queue.put(self.fitting(write), wait=wait)

    def fitting(self, write: Write) -> Write:
        """Return a write as it can be accepted.

        Raises
        ------
        Unsupported
            If the source can not do it and no ``on_write`` does.
        SpecError
            If the record would lie outside the conditions of the Dio's master.
        """
        self._dio.check_open()
        self.capabilities.require(write.needs, self._dio.name)
        return within(self._dio.master.query, write)

    async def _send(self, write: Write) -> Stored:
        """Hand a write to ``on_write``, or to the source."""
        by_source = write.kind == "insert" and write.id is None  # only it can make an id
        if self._strategy.on_write is None or by_source:
            return await self._dio.master.apply(write)
        told = await call_user(self._strategy.on_write, self._dio, write)
        if isinstance(told, Stored):
            stored = told
        else:
            stored = Stored(write.id, dict(told) if isinstance(told, Mapping) else None)
        await self._dio.master.source.written(write, stored)
        return stored

    def _repeatable(self, write: Write) -> bool:
        """Whether a write may be sent twice: what has no id could become two records."""
        return write.kind != "insert" or write.id is not None or self._dio.master.source.once

    async def drain(self) -> None:
        """Let what waits be sent before the source is read: what it says knows of it then."""
        if self.queue.pending:
            await self.queue.drained(DRAINING)

    async def aclose(self) -> None:
        """Send what waits, for some seconds."""
        await self.queue.aclose(CLOSING)

    # --- what became of them ---------------------------------------------------------------

    def pending(self, ticket: Ticket) -> None:
        """A write was accepted, and is shown."""
        self._count()
        self._dio.bus.publish(WritePending(ticket.write.id, ticket.write.kind))

    def settled(self, ticket: Ticket, before: Mapping[str, Record | None]) -> None:
        """A write is done: views find the rows their places, listeners hear which changed."""
        with because("write"):
            self._settled(ticket, before)

    def _settled(self, ticket: Ticket, before: Mapping[str, Record | None]) -> None:
        self._count()
        dio, write = self._dio, ticket.write
        dio.ledger.heard("write", before, who=write.kind)
        for id, was in before.items():
            dio.moved(id, was, dio.cache.base(id), written=True)
        if write.kind == "clear":
            dio.views.renew()
            dio.bus.publish(Invalidated())
        answer = ticket.stored or Stored()
        if answer.record is not None:
            dio.records.stored(str(answer.id or write.id))
        dio.bus.publish(WriteSettled(write.id, write.kind, answer.id))

    def failed(self, ticket: Ticket) -> None:
        """A write was refused, and is not shown any more."""
        self._count()
        write, error = ticket.write, ticket.error
        assert error is not None
        if self._strategy.writes.optimistic:
            self._dio.bus.publish(WriteReverted(write.id, write.kind, error))
        self._dio.bus.publish(WriteFailed(write.id, write.kind, error))

    def restated(self, ids: Iterable[str]) -> None:
        """The marks of some rows are other ones."""
        self._count()
        told = list(ids)
        self._dio.views.restated(told)
        self._dio.feed.restated(told)

    def _count(self) -> None:
        self._dio.stats.pending_writes = len(self.queue.pending)
