"""What becomes of a write, in memory: its ticket, its rows, and who is told."""

from __future__ import annotations

from collections.abc import Mapping

from diorama_nb.errors import WriteError
from diorama_nb.values import Record
from diorama_nb.writes.outcome import outcome
from diorama_nb.writes.roles import Table, Watcher
from diorama_nb.writes.ticket import FAILED, OPEN, State, Ticket
from diorama_nb.writes.tickets import Tickets
from diorama_nb.writes.write import Stored, Write


class Effects:
    """Makes tickets, rows and watchers agree; a journal knows of each step already.

    Parameters
    ----------
    table : Table
        The rows.
    watcher : Watcher
        Told what became of each write.
    tickets : Tickets
        The tickets that are not done.
    optimistic : bool
        Whether a write is shown before the source has answered.

    Attributes
    ----------
    renamed : dict of str to str
        Id that was asked for → id under which the source has stored the record.
    """

    def __init__(
        self, table: Table, watcher: Watcher, tickets: Tickets, optimistic: bool
    ) -> None:
        self._table = table
        self._watcher = watcher
        self._tickets = tickets
        self._optimistic = optimistic
        self.renamed: dict[str, str] = {}

    async def recalled(self, tickets: list[Ticket]) -> None:
        """Take up the writes of an earlier life."""
        for ticket in tickets:
            self._tickets.add(ticket)
        await self._stage(*(ticket for ticket in tickets if ticket.state in OPEN))
        self._watcher.restated(self._tickets.ids)

    async def arrived(self, ticket: Ticket) -> None:
        """Take in a write that was accepted here or elsewhere."""
        if ticket.state in OPEN:
            await self._stage(ticket)
        self._tickets.add(ticket)
        if ticket.state in OPEN:
            self._watcher.pending(ticket)
        self._restated(ticket)

    async def waits(
        self, ticket: Ticket, error: Exception | None = None, state: State = "queued"
    ) -> None:
        """A write is on its way: it waits, for a reason or for its turn, or is being sent."""
        again = ticket.state in FAILED
        if again:
            await self._stage(ticket)
        ticket.become(state, error)
        if again:
            self._watcher.pending(ticket)
        self._restated(ticket)

    async def failed(self, ticket: Ticket, state: State, error: Exception) -> None:
        """A write waits for a decision and is not shown any more."""
        await self._table.unstage(ticket.number)
        ticket.become(state, error)
        self._watcher.failed(ticket)
        self._restated(ticket)

    async def discarded(self, ticket: Ticket, error: Exception | None = None) -> None:
        """A write was given up."""
        await self._table.unstage(ticket.number)
        self._tickets.remove(ticket)
        given_up = WriteError("the write was discarded", hint="write again")
        ticket.become("discarded", error or ticket.error or given_up)
        self._restated(ticket)

    async def done(self, ticket: Ticket, stored: Stored) -> Mapping[str, Record | None]:
        """The source did a write; return the rows it changed, as they were. Then `told`."""
        write, base = ticket.write, self._table.base
        rows, deletes = outcome(write, stored, base)
        before = {id: base(id) for id in (*rows, *deletes)}
        # Known before the rows are: if these can not be taken, it is done nevertheless.
        ticket.stored = Stored(stored.id or write.id, next(iter(rows.values()), None))
        await self._table.settle(ticket.number, write, rows, deletes)
        self._tickets.remove(ticket)
        if write.id is not None and stored.id not in (None, write.id):
            self.renamed[write.id] = str(stored.id)
        return before

    def publish_settled(self, ticket: Ticket, before: Mapping[str, Record | None]) -> None:
        """Everybody learns that a write is done."""
        ticket.become("settled", None, ticket.stored)
        self._watcher.settled(ticket, before)
        self._restated(ticket)

    async def rewritten(self, ticket: Ticket, write: Write) -> None:
        """A ticket stands for another write now."""
        shown = ticket.state in OPEN
        if shown:
            await self._table.unstage(ticket.number)
        self._tickets.remove(ticket)
        ticket.write = write
        if shown:
            await self._stage(ticket)
        self._tickets.add(ticket)

    async def _stage(self, *tickets: Ticket) -> None:
        if self._optimistic:
            await self._table.stage({ticket.number: ticket.write for ticket in tickets})

    def _restated(self, ticket: Ticket) -> None:
        self._watcher.restated([ticket.write.id] if ticket.write.id is not None else [])
