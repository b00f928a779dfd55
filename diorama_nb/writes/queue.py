"""The way of a write: accepted, shown, sent in its turn, and settled or taken back."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import replace

from diorama_nb.errors import (
    Closed,
    RateLimited,
    SourceUnavailable,
    WriteError,
    WriteQueueFull,
)
from diorama_nb.rows.cells import own
from diorama_nb.runtime import Runtime, Tasks
from diorama_nb.values import Record
from diorama_nb.writes.journal import Journal, Unkept
from diorama_nb.writes.roles import Table, Watcher, WritePolicy
from diorama_nb.writes.ticket import FAILED, OPEN, Mark, State, Ticket
from diorama_nb.writes.write import Stored, Write

log = logging.getLogger("diorama")

Route = Callable[[Write], Awaitable[Stored]]

TRANSIENT = (SourceUnavailable, RateLimited)
"""Errors after which the same write may succeed later."""


class WriteQueue:
    """Sends the writes of one data set, one after the other, in the order they were accepted.

    Parameters
    ----------
    table : Table
        The rows.
    route : callable
        Sends a write; raises why it was not done.
    watcher : Watcher
        Told what became of each.
    policy : WritePolicy
        See there.
    runtime : Runtime
        Where tickets are awaited.
    journal : Journal
        Keeps accepted writes over a restart.
    name : str
        Name of the data set, for messages.
    """

    def __init__(
        self,
        table: Table,
        route: Route,
        watcher: Watcher,
        *,
        policy: WritePolicy,
        runtime: Runtime,
        journal: Journal | None = None,
        name: str,
    ) -> None:
        self._table = table
        self._route = route
        self._watcher = watcher
        self._policy = policy
        self._runtime = runtime
        self._journal = journal or Unkept()
        self._name = name
        self._tickets: dict[int, Ticket] = {}  # those that are not done, oldest first
        self._by_id: dict[str, list[Ticket]] = {}
        self._renamed: dict[str, str] = {}
        self._turn = asyncio.Lock()
        self._moved = asyncio.Condition()
        self._kick = asyncio.Event()
        self._tasks = Tasks()
        self._worker: asyncio.Task[None] | None = None
        self._blocked: Exception | None = None
        self._closed = False

    # --- what is there ---------------------------------------------------------------------

    def __iter__(self) -> Iterator[Ticket]:
        """Yield the writes that are not done, oldest first."""
        return iter(tuple(self._tickets.values()))

    @property
    def pending(self) -> list[Ticket]:
        """Writes on their way to the source."""
        return [ticket for ticket in self if ticket.state in OPEN]

    @property
    def parked(self) -> list[Ticket]:
        """Writes that were refused and wait for a decision."""
        return [ticket for ticket in self if ticket.state in FAILED]

    @property
    def blocked(self) -> Exception | None:
        """Why the next write can not be sent now; None while all is well."""
        return self._blocked

    def mark(self, id: str) -> Mark | None:
        """Return what a painter needs to know of a row, None where it has no writes."""
        tickets = self._by_id.get(id)
        if not tickets:
            return None
        under_way = [ticket for ticket in tickets if ticket.state in OPEN]
        told = under_way or tickets
        status = "PendingWrite" if under_way else "WriteFailed"
        fields = frozenset[str]().union(*(ticket.fields for ticket in told))
        return Mark(status, told[-1].error, fields)

    @property
    def marked(self) -> Iterable[str]:
        """Ids of the rows that have a mark."""
        return self._by_id.keys()

    # --- accepting -------------------------------------------------------------------------

    async def recall(self) -> None:
        """Take up the writes of an earlier life; those under way then are sent once more."""
        for entry in await self._journal.load():
            ticket = Ticket(self, self._runtime, entry.number, entry.write, entry.state)
            if entry.state in FAILED:
                ticket.error = WriteError(entry.error, hint="ticket.retry(), or .discard()")
            else:
                ticket.state = "queued"
            self._hold(ticket)
        await self._stage(*self.pending)
        self._wake()

    async def put(self, write: Write, *, wait: bool = True) -> Ticket:
        """Accept a write.

        Parameters
        ----------
        write : Write
            What is to be done.
        wait : bool
            Wait for room when the queue is full.

        Raises
        ------
        WriteQueueFull
            When it is full and `wait` is false.
        ValueRefused
            If a value can not be stored exactly.
        """
        own(write.patch)  # a value that can not be stored is refused here, not when it is sent
        if not wait and (self._turn.locked() or self._full):
            raise WriteQueueFull(
                f"{len(self.pending)} writes of {self._name!r} wait already",
                hint="await dio.write(…) waits for room; Lens(write_queue_capacity=…)",
            )
        async with self._turn:  # writers that wait are served in the order they came
            async with self._moved:
                await self._moved.wait_for(lambda: self._closed or not self._full)
            if self._closed:
                raise Closed(f"the write queue of {self._name!r}")
            return await self._accept(write)

    def done(self, write: Write) -> Ticket:
        """Return the receipt of a write that needs not be done."""
        ticket = Ticket(self, self._runtime, 0, write, "settled")
        ticket.stored = Stored(write.id)
        return ticket

    @property
    def _full(self) -> bool:
        return len(self.pending) >= self._policy.capacity

    async def _accept(self, write: Write) -> Ticket:
        if write.id is not None:
            id = self._renamed.get(write.id, write.id)
            before = self._table.shown(id) if write.before is None else write.before
            write = replace(write, id=id, before=before)
        number = await self._journal.add(write)
        ticket = Ticket(self, self._runtime, number, write, "queued")
        await self._stage(ticket)
        self._hold(ticket)
        self._watcher.pending(ticket)
        self._restated(ticket)
        self._wake()
        return ticket

    async def _stage(self, *tickets: Ticket) -> None:
        if self._policy.optimistic:
            await self._table.stage({ticket.number: ticket.write for ticket in tickets})

    def _hold(self, ticket: Ticket) -> None:
        self._tickets[ticket.number] = ticket
        if ticket.write.id is not None:
            self._by_id.setdefault(ticket.write.id, []).append(ticket)

    def _release(self, ticket: Ticket) -> None:
        self._tickets.pop(ticket.number, None)
        tickets = self._by_id.get(ticket.write.id or "", [])
        if ticket in tickets:
            tickets.remove(ticket)
            if not tickets:
                del self._by_id[ticket.write.id or ""]

    def _restated(self, ticket: Ticket) -> None:
        self._watcher.restated([ticket.write.id] if ticket.write.id is not None else [])

    # --- sending ---------------------------------------------------------------------------

    def _wake(self) -> None:
        if self._worker is None and not self._closed and self.pending:
            self._worker = self._tasks.spawn(self._work(), f"writes of {self._name}")

    async def _work(self) -> None:
        try:
            while waiting := self.pending:
                try:
                    await self._send(waiting[0])
                except Exception as error:  # of our own making: nobody may wait for ever
                    log.exception("%r could not be settled", waiting[0])
                    waiting[0].become("unknown", error)
                async with self._moved:
                    self._moved.notify_all()
        finally:
            self._worker = None

    async def _send(self, ticket: Ticket) -> None:
        ticket.become("sending", ticket.error)
        await self._journal.note(ticket.number, "sending")
        try:
            stored = await self._route(ticket.write)
        except TRANSIENT as error:
            await self._deferred(ticket, error)
        except Exception as error:
            await self._refused(ticket, error)
        else:
            self._blocked = None
            await self._settle(ticket, stored)

    async def _deferred(self, ticket: Ticket, error: Exception) -> None:
        """Nobody answered: wait and try again, for as long as the policy says."""
        policy = self._policy
        ticket.failures += 1
        if ticket.write.kind == "insert" and ticket.write.id is None:
            await self._refused(ticket, error, unknown=True)  # it may have been done
            return
        if not policy.for_ever and ticket.failures >= policy.retry.attempts:
            await self._refused(ticket, error)
            return
        self._blocked = error
        ticket.become("queued", error)
        await self._journal.note(ticket.number, "queued")
        self._restated(ticket)
        async with self._moved:
            self._moved.notify_all()
        self._kick.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(policy.retry.delay(ticket.failures)):
                await self._kick.wait()

    def kick(self) -> None:
        """The source may answer again: do not wait any longer."""
        self._kick.set()

    async def _settle(self, ticket: Ticket, stored: Stored) -> None:
        write = ticket.write
        rows, deletes = self._outcome(write, stored)
        before = {id: self._table.base(id) for id in (*rows, *deletes)}
        await self._journal.remove(ticket.number)
        await self._table.settle(ticket.number, write, rows, deletes)
        self._release(ticket)
        if write.id is not None and stored.id not in (None, write.id):
            await self._rename(write.id, str(stored.id))
        done = [other for other in self._by_id.get(write.id or "", ()) if _covers(write, other)]
        for other in done:  # what was refused before is done otherwise now
            await self._journal.remove(other.number)
            other.become("discarded", other.error)
            self._release(other)
        record = next(iter(rows.values()), None)
        ticket.become("settled", None, Stored(stored.id or write.id, record))
        self._watcher.settled(ticket, before)
        self._restated(ticket)

    def _outcome(self, write: Write, stored: Stored) -> tuple[dict[str, Record], list[str]]:
        """Return the rows that a done write leaves at the source, and those it takes away."""
        if write.kind == "clear":
            return {}, []  # the table finds them
        id = stored.id or write.id
        if write.kind == "delete" or id is None:
            return {}, [] if write.id is None else [write.id]
        record = stored.record
        if record is None:
            record = write.fold(self._table.base(write.id or id))
        gone = [] if write.id in (None, id) else [str(write.id)]
        return {} if record is None else {id: record}, gone

    async def _rename(self, old: str, new: str) -> None:
        """The source stored a record under another id: later writes are meant for that."""
        self._renamed[old] = new
        for ticket in self._by_id.pop(old, []):
            if ticket.state == "queued":
                await self._table.unstage(ticket.number)
            ticket.write = replace(ticket.write, id=new)
            await self._journal.replace(ticket.number, ticket.write)
            if ticket.state == "queued":
                await self._stage(ticket)
            self._hold(ticket)

    async def _refused(
        self, ticket: Ticket, error: Exception, *, unknown: bool = False
    ) -> None:
        """Take a write back; it waits for a decision."""
        self._blocked = None
        state: State = "unknown" if unknown else "parked"
        await self._journal.note(ticket.number, state, str(error))
        await self._table.unstage(ticket.number)
        ticket.become(state, error)
        self._watcher.failed(ticket)
        self._restated(ticket)

    # --- deciding --------------------------------------------------------------------------

    async def retry(self, ticket: Ticket, patch: Record | None = None) -> None:
        """Send a write that was refused once more; with other values it is a new write."""
        if ticket.state not in FAILED:
            raise WriteError(
                f"write {ticket.number} is {ticket.state}",
                hint="only a refused write is retried",
            )
        if patch is not None:
            own(patch)
            ticket.write = replace(
                ticket.write, patch=dict(patch), idempotency_key=Write("clear").idempotency_key
            )
            await self._journal.replace(ticket.number, ticket.write)
        ticket.failures = 0
        await self._journal.note(ticket.number, "queued")
        await self._stage(ticket)
        ticket.become("queued")
        self._watcher.pending(ticket)
        self._restated(ticket)
        self._wake()

    async def discard(self, ticket: Ticket) -> None:
        """Give up a write that is not on its way."""
        if ticket.state not in (*FAILED, "queued"):
            raise WriteError(
                f"write {ticket.number} is {ticket.state}",
                hint="await ticket.settled(), then write the old values again",
            )
        await self._journal.remove(ticket.number)
        await self._table.unstage(ticket.number)
        self._release(ticket)
        ticket.become(
            "discarded",
            ticket.error or WriteError("the write was discarded", hint="write again"),
        )
        self._restated(ticket)
        async with self._moved:
            self._moved.notify_all()

    # --- ending ----------------------------------------------------------------------------

    async def drained(self) -> bool:
        """Wait until all writes are done or the source does not answer; return which."""
        self.kick()
        async with self._moved:
            await self._moved.wait_for(lambda: not self.pending or self._blocked is not None)
        return not self.pending

    async def aclose(self, budget: float) -> None:
        """Send what waits, for some seconds; what no journal keeps is lost after that."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(budget):
                await self.drained()
        self._closed = True
        await self._tasks.aclose()
        if self.pending and isinstance(self._journal, Unkept):
            log.warning("%d writes of %s were not sent", len(self.pending), self._name)
        for ticket in self.pending:
            error = Closed(f"the write queue of {self._name!r}")
            ticket.become("unknown" if ticket.state == "sending" else "parked", error)
        async with self._moved:
            self._moved.notify_all()
        await self._journal.aclose()


def _covers(write: Write, other: Ticket) -> bool:
    """Whether a done write makes a refused one pointless."""
    whole = write.kind != "patch"
    return other.state in FAILED and (whole or other.fields <= write.patch.keys())
