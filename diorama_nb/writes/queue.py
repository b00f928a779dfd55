"""The way of a write: accepted, shown, sent in its turn, and settled or taken back."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import weakref
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from diorama_nb.errors import Closed, WriteConflict, WriteError, WriteQueueFull
from diorama_nb.rows.cells import own
from diorama_nb.runtime import Runtime, hops, whole
from diorama_nb.values import Record
from diorama_nb.writes.book import Book
from diorama_nb.writes.effects import Effects
from diorama_nb.writes.following import reason
from diorama_nb.writes.journal import Entry, Journal, Unkept
from diorama_nb.writes.roles import Table, Watcher, WritePolicy
from diorama_nb.writes.sender import Route, Sender
from diorama_nb.writes.ticket import FAILED, Mark, State, Ticket
from diorama_nb.writes.tickets import Tickets
from diorama_nb.writes.write import Stored, Write

log = logging.getLogger("diorama")

GRACE: Final = 1.0
"""Seconds that closing waits for writes which a journal keeps anyway."""


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
    repeatable : callable
        Whether a write that may have been done can be sent once more without harm.
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
        repeatable: Callable[[Write], bool],
        runtime: Runtime,
        journal: Journal | None = None,
        name: str,
    ) -> None:
        self._table = table
        self._policy = policy
        self._runtime = runtime
        self._journal = journal or Unkept()
        self._name = name
        self._tickets = Tickets()
        self._effects = Effects(table, watcher, self._tickets, policy.optimistic)
        self._book = Book(self._journal, self._tickets, self._effects, self._ticket, name)
        self._sender = Sender(self._book, route, policy, repeatable, runtime.now, name)
        self._turn = asyncio.Lock()
        self.closed = False

    # --- what is there ---------------------------------------------------------------------

    def __iter__(self) -> Iterator[Ticket]:
        """Yield the writes that are not done, oldest first."""
        return iter(self._tickets)

    @property
    def pending(self) -> list[Ticket]:
        """Writes on their way to the source."""
        return self._tickets.pending

    @property
    def parked(self) -> list[Ticket]:
        """Writes that were refused and wait for a decision."""
        return self._tickets.parked

    @property
    def blocked(self) -> Exception | None:
        """Why the next write can not be sent now; None while all is well."""
        return self._book.blocked

    def mark(self, id: str) -> Mark | None:
        """Return what a painter needs to know of a row, None where it has no writes."""
        return self._tickets.mark(id)

    @property
    def marked(self) -> Iterable[str]:
        """Ids of the rows that have a mark."""
        return self._tickets.ids

    def __repr__(self) -> str:
        pending, parked = len(self.pending), len(self.parked)
        return f"<writes of {self._name!r}: {pending} pending, {parked} parked>"

    # --- accepting -------------------------------------------------------------------------

    async def recall(self) -> None:
        """Take up the writes of an earlier life, and those of other processes."""
        async with self._book.step:
            await self._book.recall(self._sender.take_over)
        if self._journal.poll is not None:
            following = _following(weakref.ref(self._sender), self._journal.poll)
            self._sender.tasks.spawn(following, f"writes of others to {self._name}")
        self._sender.wake()

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
        CacheError
            If it can not be journaled.
        """
        own(write.patch)  # a value that can not be stored is refused here, not when it is sent
        if not wait and (self._turn.locked() or self._full):
            raise WriteQueueFull(
                f"{len(self.pending)} writes of {self._name!r} wait already",
                hint="await dio.write(…) waits for room; Lens(write_queue_capacity=…)",
            )
        async with self._turn:  # writers that wait are served in the order they came
            async with self._book.moved:
                await self._book.moved.wait_for(lambda: self.closed or not self._full)
            return await whole(self._accept(write))  # what is journaled is shown, and sent

    def done(self, write: Write) -> Ticket:
        """Return the receipt of a write that needs not be done."""
        ticket = Ticket(self, self._runtime, 0, write, "settled")
        ticket.stored = Stored(write.id)
        return ticket

    @property
    def _full(self) -> bool:
        return len(self.pending) >= self._policy.capacity

    async def _accept(self, write: Write) -> Ticket:
        async with self._book.step:
            self._check_open()
            if write.id is not None:
                id = self._effects.renamed.get(write.id, write.id)
                before = self._table.shown(id) if write.before is None else write.before
                write = replace(write, id=id, before=before)
            number = await self._journal.add(write)
            ticket = Ticket(self, self._runtime, number, write, "queued")
            await self._effects.arrived(ticket)
        self._sender.wake()
        return ticket

    def _ticket(self, entry: Entry) -> Ticket:
        ticket = Ticket(self, self._runtime, entry.number, entry.write, entry.state)
        ticket.error = reason(entry) if entry.state in FAILED else entry.error
        return ticket

    # --- deciding --------------------------------------------------------------------------

    async def retry(self, ticket: Ticket, patch: Record | None = None) -> None:
        """Send a write that was refused once more; with other values it is a new write."""
        async with self._book.step:
            self._check(ticket, FAILED, "only a refused write is retried")
            write = self._again(ticket)
            if patch is not None:
                own(patch)
                key = Write("clear").idempotency_key
                write = replace(write, patch=dict(patch), idempotency_key=key)
            if write is not ticket.write:
                await self._journal.replace(ticket.number, write)
                await self._effects.rewritten(ticket, write)
            if not await self._book.move(ticket, "queued"):
                raise _overtaken(ticket)
            ticket.failures = 0
            await self._effects.waits(ticket)
        self._sender.wake()

    def _again(self, ticket: Ticket) -> Write:
        """Return a refused write as it is sent again: after a conflict, over the newer row."""
        write, error = ticket.write, ticket.error
        if not isinstance(error, WriteConflict) or write.id is None:
            return write
        current = self._table.base(write.id) if error.current is None else error.current
        return replace(write, before=None if current is None else dict(current))

    async def discard(self, ticket: Ticket) -> None:
        """Give up a write that is not on its way."""
        async with self._book.step:
            self._check(
                ticket,
                (*FAILED, "queued"),
                "await ticket.settled(), then write the old values again",
            )
            if not await self._book.move(ticket, "discarded"):
                raise _overtaken(ticket)
            await self._effects.discarded(ticket)
        await self._book.stir()

    def _check(self, ticket: Ticket, states: tuple[str, ...], hint: str) -> None:
        self._check_open()
        if ticket.state not in states:
            raise WriteError(f"write {ticket.number} is {ticket.state}", hint=hint)

    def _check_open(self) -> None:
        if self.closed:
            raise self._end()

    def _end(self) -> Closed:
        return Closed(f"the write queue of {self._name!r}")

    def kick(self) -> None:
        """The source may answer again: do not wait any longer."""
        self._sender.kick()

    # --- ending ----------------------------------------------------------------------------

    @hops
    async def drained(self, within: float | None = None) -> bool:
        """Wait until all writes are done or the source does not answer; return which.

        Parameters
        ----------
        within : float or None
            Seconds to wait at most.
        """
        self.kick()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within), self._book.moved:
                await self._book.moved.wait_for(
                    lambda: (
                        self.closed or self._tickets.head is None or self.blocked is not None
                    )
                )
        return self._tickets.head is None

    async def aclose(self, budget: float) -> None:
        """Send what waits, for some seconds; what no journal keeps is lost after that."""
        keeps = self._journal.keeps
        if not keeps:
            await self.drained(budget)
        elif self._book.leads and self.blocked is None:
            await self.drained(min(budget, GRACE))
        async with self._book.step:  # what is being settled is settled whole
            self.closed = True
            await self._sender.aclose()
        pending = self.pending
        if pending and not keeps:
            log.warning("%d writes of %s were not sent", len(pending), self._name)
        for ticket in pending:
            lost: State = "unknown" if ticket.state == "sending" else "parked"
            ticket.become(ticket.state if keeps else lost, self._end())
        await self._book.stir()
        await self._journal.aclose()


def _overtaken(ticket: Ticket) -> WriteError:
    return WriteError(
        f"another program was faster: write {ticket.number} is {ticket.state}",
        hint="look at dio.writes",
    )


async def _following(of: weakref.ref[Sender], poll: float) -> None:
    """Look again and again at what other processes did."""
    while True:
        await asyncio.sleep(poll)
        sender = of()
        if sender is None:
            return
        await sender.look()
        sender.wake()
        del sender
