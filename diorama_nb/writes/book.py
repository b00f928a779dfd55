"""The writes of one data set as journal, tickets and rows have them, changed as one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from diorama_nb.errors import CacheError
from diorama_nb.writes.effects import Effects
from diorama_nb.writes.following import absorb
from diorama_nb.writes.journal import DONE, Entry, Journal
from diorama_nb.writes.ticket import State, Ticket
from diorama_nb.writes.tickets import Tickets
from diorama_nb.writes.write import Stored

log = logging.getLogger("diorama")


class Book:
    """Keeps journal and memory in step, whatever the disk and other processes do.

    Parameters
    ----------
    journal : Journal
        Knows of every write, also of those of other processes.
    tickets, effects : Tickets, Effects
        The tickets, and how what becomes of them is shown.
    ticket_of : callable
        Makes the ticket of an `Entry`.
    name : str
        Name of the data set, for messages.

    Attributes
    ----------
    leads : bool
        Whether it is this process that sends the writes.
    step : asyncio.Lock
        Held while journal and memory change: nobody sees one without the other.
    moved : asyncio.Condition
        Told of after each change.
    """

    def __init__(
        self,
        journal: Journal,
        tickets: Tickets,
        effects: Effects,
        ticket_of: Callable[[Entry], Ticket],
        name: str,
    ) -> None:
        self.journal = journal
        self.tickets = tickets
        self.effects = effects
        self.leads = False
        self.step = asyncio.Lock()
        self.moved = asyncio.Condition()
        self._ticket_of = ticket_of
        self._name = name
        self._trouble = ""
        self._owed: dict[int, tuple[State, Exception | None, Stored | None]] = {}

    @property
    def blocked(self) -> Exception | None:
        """Why the next write can not be sent now; None while all is well."""
        head = self.tickets.head
        return None if head is None else head.error

    async def stir(self) -> None:
        """Have everybody look who waits for a change."""
        async with self.moved:
            self.moved.notify_all()

    # --- steps of this process; under `step` -----------------------------------------------

    async def recall(self, take_over: Callable[[], Awaitable[None]]) -> None:
        """Take up what the journal holds, when nothing is here yet; see `look`."""
        self.leads = await self.journal.lead()
        entries = [entry for entry in await self.journal.load() if entry.state not in DONE]
        await self.effects.recalled([self._ticket_of(entry) for entry in entries])
        if self.leads:
            await take_over()

    async def move(
        self,
        ticket: Ticket,
        state: State,
        error: Exception | None = None,
        stored: Stored | None = None,
    ) -> bool:
        """Journal what is to happen; where another process was faster, follow that instead.

        Returns
        -------
        bool
            Whether it was journaled.
        """
        number = ticket.number
        moved = await self.journal.move(number, state, error=error, stored=stored)
        self._owed.pop(number, None)
        if not moved:
            await self._absorb(await self.journal.load())
        return moved

    async def keep(
        self,
        ticket: Ticket,
        state: State,
        *,
        error: Exception | None = None,
        stored: Stored | None = None,
    ) -> None:
        """Journal what has happened; it has, whether the disk can take it now or not."""
        try:
            await self.journal.move(ticket.number, state, error=error, stored=stored)
            self._owed.pop(ticket.number, None)
        except CacheError as trouble:
            self._owed[ticket.number] = (state, error, stored)
            log.warning("%r is %s, which could not be kept: %s", ticket, state, trouble)

    async def retarget(self, ticket: Ticket) -> None:
        """Mean the id under which the source has stored the record."""
        id = self.effects.renamed.get(ticket.write.id or "")
        if id is None:
            return
        write = replace(ticket.write, id=id)
        await self.effects.rewritten(ticket, write)
        try:
            await self.journal.replace(ticket.number, write)
        except CacheError as trouble:
            log.warning("%r has another id, which could not be kept: %s", ticket, trouble)

    # --- other processes -------------------------------------------------------------------

    async def look(self, take_over: Callable[[], Awaitable[None]]) -> bool:
        """Take in what other processes did; return whether it is we who send.

        Parameters
        ----------
        take_over : callable
            Called when the process that has sent so far is found to have ended.
        """
        if self.journal.poll is None:
            return self.leads
        try:
            async with self.step:
                for number, (state, error, stored) in tuple(self._owed.items()):
                    await self.journal.move(number, state, error=error, stored=stored)
                    del self._owed[number]
                leads = self.leads or await self.journal.lead()
                news = await self.journal.news()
                if news is not None:
                    await self._absorb(news)
                if leads and not self.leads:
                    self.leads = True
                    await take_over()
            self._trouble = ""
        except CacheError as trouble:
            if self._trouble != str(trouble):
                log.warning("writes of %s: %s", self._name, trouble)
            self._trouble = str(trouble)
        await self.stir()
        return self.leads

    async def _absorb(self, entries: list[Entry]) -> None:
        make, leads = self._ticket_of, self.leads
        await absorb(entries, self.tickets, self.effects, make, leads=leads, skip=self._owed)
