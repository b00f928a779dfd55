"""The sender: one write after the other, until the source has answered each."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from diorama_nb.errors import CacheError, RateLimited, SourceUnavailable, WriteError
from diorama_nb.runtime import Tasks
from diorama_nb.writes.book import Book
from diorama_nb.writes.outcome import covers
from diorama_nb.writes.roles import WritePolicy
from diorama_nb.writes.ticket import OPEN, State, Ticket
from diorama_nb.writes.write import Stored, Write

log = logging.getLogger("diorama")

Route = Callable[[Write], Awaitable[Stored]]

TRANSIENT = (SourceUnavailable, RateLimited)
"""Errors after which the same write may succeed later."""


class Sender:
    """Sends the writes of a book in the order they were accepted.

    Parameters
    ----------
    book : Book
        The writes.
    route : callable
        Sends a write; raises why it was not done.
    policy : WritePolicy
        How often and when a write is sent again.
    repeatable : callable
        Whether a write that may have been done can be sent once more without harm.
    now : callable
        Returns seconds since the epoch.
    name : str
        Name of the data set, for messages.
    """

    def __init__(
        self,
        book: Book,
        route: Route,
        policy: WritePolicy,
        repeatable: Callable[[Write], bool],
        now: Callable[[], float],
        name: str,
    ) -> None:
        self.tasks = Tasks()
        self._book = book
        self._route = route
        self._policy = policy
        self._repeatable = repeatable
        self._now = now
        self._name = name
        self._kick = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None
        self._closed = False

    def wake(self) -> None:
        """There may be something to send."""
        if self._worker is None and not self._closed and self._book.tickets.head is not None:
            self._worker = self.tasks.spawn(self._work(), f"writes of {self._name}")

    def kick(self) -> None:
        """The source may answer again: do not wait any longer."""
        head = self._book.tickets.head
        if self._book.leads and head is not None and head.error is not None:
            head.become(head.state)  # what blocked it is to be found out anew
        self._kick.set()

    async def look(self) -> bool:
        """Take in what other processes did; return whether it is we who send."""
        return await self._book.look(self.take_over)

    async def take_over(self) -> None:
        """Decide on what was being sent by a process that has ended."""
        for ticket in self._book.tickets.pending:
            if ticket.state != "sending":
                continue
            if self._repeatable(ticket.write):
                await self._book.effects.waits(ticket)
                continue
            error = WriteError(
                "the program ended while this write was being sent: nobody knows whether it "
                "was done",
                hint="look at the source, then ticket.retry() or ticket.discard()",
            )
            await self._book.keep(ticket, "unknown", error=error)
            await self._book.effects.failed(ticket, "unknown", error)

    async def aclose(self) -> None:
        """Send no more. Called under the book's `step`: what is being settled is settled."""
        self._closed = True
        await self.tasks.aclose()

    # --- one write -------------------------------------------------------------------------

    async def _work(self) -> None:
        book = self._book
        try:
            while await self.look() and (ticket := book.tickets.head) is not None:
                try:
                    await self._send(ticket)
                except Exception as error:  # of our own making: nobody may wait for ever
                    log.exception("%r could not be settled", ticket)
                    await book.keep(ticket, "unknown", error=error)
                    ticket.become("unknown", error, ticket.stored)
                await book.stir()
        finally:
            self._worker = None

    async def _send(self, ticket: Ticket) -> None:
        try:
            begun = await self._begin(ticket)
        except CacheError as error:  # the journal can not be written: it has not been sent
            ticket.failures += 1
            await self._rest(ticket, error)
            return
        if not begun:
            return
        try:
            stored = await self._route(ticket.write)
        except TRANSIENT as error:
            await self._deferred(ticket, error)
        except Exception as error:
            await self._refused(ticket, error)
        else:
            await self._settle(ticket, stored)

    async def _begin(self, ticket: Ticket) -> bool:
        async with self._book.step:
            if ticket.state not in OPEN:
                return False  # given up meanwhile
            await self._book.retarget(ticket)
            if not await self._book.move(ticket, "sending"):
                return False
            ticket.become("sending", ticket.error)
            return True

    async def _deferred(self, ticket: Ticket, error: Exception) -> None:
        """Nobody answered: try again, for as long as the policy says."""
        ticket.failures += 1
        if not self._repeatable(ticket.write):
            await self._refused(ticket, error, unknown=True)  # it may have been done
        elif not self._policy.for_ever and ticket.failures >= self._policy.retry.attempts:
            await self._refused(ticket, error)
        else:
            await self._rest(ticket, error)

    async def _rest(self, ticket: Ticket, error: Exception) -> None:
        """Wait before a write is sent once more."""
        self._kick.clear()
        async with self._book.step:
            await self._book.keep(ticket, "queued", error=error)
            await self._book.effects.waits(ticket, error)
        await self._book.stir()
        asked = getattr(error, "retry_at", None)
        floor = 0.0 if asked is None else asked.timestamp() - self._now()
        wait = self._policy.retry.delay(ticket.failures, floor=floor)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._kick.wait()

    async def _settle(self, ticket: Ticket, stored: Stored) -> None:
        book = self._book
        async with book.step:
            await book.keep(ticket, "settled", stored=stored)
            before = await book.effects.done(ticket, stored)
            for other in book.tickets.of(ticket.write.id):
                await book.retarget(other)
            for other in book.tickets.of(ticket.write.id):
                if covers(ticket.write, other):  # what was refused before is done otherwise now
                    await book.keep(other, "discarded")
                    await book.effects.discarded(other)
            book.effects.publish_settled(ticket, before)

    async def _refused(
        self, ticket: Ticket, error: Exception, *, unknown: bool = False
    ) -> None:
        """Take a write back; it waits for a decision."""
        state: State = "unknown" if unknown else "parked"
        async with self._book.step:
            await self._book.keep(ticket, state, error=error)
            await self._book.effects.failed(ticket, state, error)
