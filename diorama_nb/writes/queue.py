"""The way of a write: accepted, shown, sent in its turn, and settled or taken back."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import weakref
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from diorama_nb.errors import (
    CacheError,
    Closed,
    RateLimited,
    SourceUnavailable,
    WriteError,
    WriteQueueFull,
)
from diorama_nb.rows.cells import own
from diorama_nb.runtime import Runtime, Tasks
from diorama_nb.values import Record
from diorama_nb.writes.effects import Effects
from diorama_nb.writes.following import absorb, reason
from diorama_nb.writes.journal import DONE, Entry, Journal, Unkept
from diorama_nb.writes.outcome import covers
from diorama_nb.writes.roles import Table, Watcher, WritePolicy
from diorama_nb.writes.shelf import Shelf
from diorama_nb.writes.ticket import FAILED, OPEN, Mark, State, Ticket
from diorama_nb.writes.write import Stored, Write

log = logging.getLogger("diorama")

Route = Callable[[Write], Awaitable[Stored]]

TRANSIENT = (SourceUnavailable, RateLimited)
"""Errors after which the same write may succeed later."""

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
        self._route = route
        self._policy = policy
        self._repeatable = repeatable
        self._runtime = runtime
        self._journal = journal or Unkept()
        self._name = name
        self._shelf = Shelf()
        self._effects = Effects(table, watcher, self._shelf, policy.optimistic)
        self._turn = asyncio.Lock()
        self._step = asyncio.Lock()  # journal and memory change as one
        self._moved = asyncio.Condition()
        self._kick = asyncio.Event()
        self._tasks = Tasks()
        self._worker: asyncio.Task[None] | None = None
        self._leads = False
        self._trouble = ""
        self._owed: dict[int, tuple[State, Exception | None, Stored | None]] = {}
        self.closed = False

    # --- what is there ---------------------------------------------------------------------

    def __iter__(self) -> Iterator[Ticket]:
        """Yield the writes that are not done, oldest first."""
        return iter(self._shelf)

    @property
    def pending(self) -> list[Ticket]:
        """Writes on their way to the source."""
        return self._shelf.pending

    @property
    def parked(self) -> list[Ticket]:
        """Writes that were refused and wait for a decision."""
        return self._shelf.parked

    @property
    def blocked(self) -> Exception | None:
        """Why the next write can not be sent now; None while all is well."""
        head = self._shelf.head
        return None if head is None else head.error

    def mark(self, id: str) -> Mark | None:
        """Return what a painter needs to know of a row, None where it has no writes."""
        return self._shelf.mark(id)

    @property
    def marked(self) -> Iterable[str]:
        """Ids of the rows that have a mark."""
        return self._shelf.ids

    # --- accepting -------------------------------------------------------------------------

    async def recall(self) -> None:
        """Take up the writes of an earlier life, and those of other processes."""
        self._leads = await self._journal.lead()
        entries = [entry for entry in await self._journal.load() if entry.state not in DONE]
        await self._effects.recalled([self._ticket(entry) for entry in entries])
        if self._leads:
            await self._take_over()
        if self._journal.poll is not None:
            following = _following(weakref.ref(self), self._journal.poll)
            self._tasks.spawn(following, f"writes of others to {self._name}")
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
            async with self._moved:
                await self._moved.wait_for(lambda: self.closed or not self._full)
            accepting = asyncio.ensure_future(self._accept(write))
            try:
                return await asyncio.shield(accepting)
            except asyncio.CancelledError:
                await asyncio.wait([accepting])  # what is journaled is shown, and sent
                raise

    def done(self, write: Write) -> Ticket:
        """Return the receipt of a write that needs not be done."""
        ticket = Ticket(self, self._runtime, 0, write, "settled")
        ticket.stored = Stored(write.id)
        return ticket

    @property
    def _full(self) -> bool:
        return len(self.pending) >= self._policy.capacity

    async def _accept(self, write: Write) -> Ticket:
        async with self._step:
            self._check_open()
            if write.id is not None:
                id = self._effects.renamed.get(write.id, write.id)
                before = self._table.shown(id) if write.before is None else write.before
                write = replace(write, id=id, before=before)
            number = await self._journal.add(write)
            ticket = Ticket(self, self._runtime, number, write, "queued")
            await self._effects.arrived(ticket)
        self._wake()
        return ticket

    def _ticket(self, entry: Entry) -> Ticket:
        ticket = Ticket(self, self._runtime, entry.number, entry.write, entry.state)
        ticket.error = reason(entry) if entry.state in FAILED else entry.error
        return ticket

    # --- sending ---------------------------------------------------------------------------

    def _wake(self) -> None:
        if self._worker is None and not self.closed and self._shelf.head is not None:
            self._worker = self._tasks.spawn(self._work(), f"writes of {self._name}")

    async def _work(self) -> None:
        try:
            while await self._look() and (ticket := self._shelf.head) is not None:
                try:
                    await self._send(ticket)
                except Exception as error:  # of our own making: nobody may wait for ever
                    log.exception("%r could not be settled", ticket)
                    await self._keep(ticket, "unknown", error=error)
                    ticket.become("unknown", error, ticket.stored)
                await self._stir()
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
        async with self._step:
            if ticket.state not in OPEN:
                return False  # given up meanwhile
            await self._retarget(ticket)
            if not await self._move(ticket, "sending"):
                await self._absorb(await self._journal.load())
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
        async with self._step:
            await self._keep(ticket, "queued", error=error)
            await self._effects.waits(ticket, error)
        await self._stir()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._policy.retry.delay(ticket.failures)):
                await self._kick.wait()

    def kick(self) -> None:
        """The source may answer again: do not wait any longer."""
        head = self._shelf.head
        if self._leads and head is not None and self.blocked is not None:
            head.become(head.state)  # what blocked it is to be found out anew
        self._kick.set()

    async def _settle(self, ticket: Ticket, stored: Stored) -> None:
        async with self._step:
            await self._keep(ticket, "settled", stored=stored)
            before = await self._effects.done(ticket, stored)
            for other in self._shelf.of(ticket.write.id):
                await self._retarget(other)
            for other in self._shelf.of(ticket.write.id):
                if covers(ticket.write, other):  # what was refused before is done otherwise now
                    await self._keep(other, "discarded")
                    await self._effects.discarded(other)
            self._effects.told(ticket, before)

    async def _retarget(self, ticket: Ticket) -> None:
        """Mean the id under which the source has stored the record."""
        id = self._effects.renamed.get(ticket.write.id or "")
        if id is not None:
            write = replace(ticket.write, id=id)
            await self._journal.replace(ticket.number, write)
            await self._effects.rewritten(ticket, write)

    async def _refused(
        self, ticket: Ticket, error: Exception, *, unknown: bool = False
    ) -> None:
        """Take a write back; it waits for a decision."""
        state: State = "unknown" if unknown else "parked"
        async with self._step:
            await self._keep(ticket, state, error=error)
            await self._effects.failed(ticket, state, error)

    async def _move(
        self,
        ticket: Ticket,
        state: State,
        error: Exception | None = None,
        stored: Stored | None = None,
    ) -> bool:
        """Journal what is to happen; return whether nobody was faster."""
        number = ticket.number
        moved = await self._journal.move(number, state, error=error, stored=stored)
        self._owed.pop(number, None)
        return moved

    async def _keep(
        self,
        ticket: Ticket,
        state: State,
        *,
        error: Exception | None = None,
        stored: Stored | None = None,
    ) -> None:
        """Journal what has happened; it has, whether the disk can take it now or not."""
        try:
            await self._move(ticket, state, error, stored)
        except CacheError as trouble:
            self._owed[ticket.number] = (state, error, stored)
            log.warning("%r is %s, which could not be kept: %s", ticket, state, trouble)

    async def _stir(self) -> None:
        async with self._moved:
            self._moved.notify_all()

    # --- other processes -------------------------------------------------------------------

    async def _look(self) -> bool:
        """Take in what other processes did; return whether it is we who send."""
        if self._journal.poll is None:
            return True
        try:
            async with self._step:
                for number, (state, error, stored) in tuple(self._owed.items()):
                    await self._journal.move(number, state, error=error, stored=stored)
                    del self._owed[number]
                leads = self._leads or await self._journal.lead()
                news = await self._journal.news()
                if news is not None:
                    await self._absorb(news)
                if leads and not self._leads:
                    self._leads = True
                    await self._take_over()
            self._trouble = ""
        except CacheError as trouble:
            if self._trouble != str(trouble):
                log.warning("writes of %s: %s", self._name, trouble)
            self._trouble = str(trouble)
        await self._stir()
        return self._leads

    async def _absorb(self, entries: list[Entry]) -> None:
        shelf, effects, leads = self._shelf, self._effects, self._leads
        await absorb(entries, shelf, effects, self._ticket, leads=leads, skip=self._owed)

    async def _take_over(self) -> None:
        """Decide on what was being sent by a process that ended."""
        for ticket in self._shelf.pending:
            if ticket.state != "sending":
                continue
            if self._repeatable(ticket.write):
                await self._effects.waits(ticket)
                continue
            error = WriteError(
                "the program ended while this write was being sent: nobody knows whether it "
                "was done",
                hint="look at the source, then ticket.retry() or ticket.discard()",
            )
            await self._keep(ticket, "unknown", error=error)
            await self._effects.failed(ticket, "unknown", error)

    # --- deciding --------------------------------------------------------------------------

    async def retry(self, ticket: Ticket, patch: Record | None = None) -> None:
        """Send a write that was refused once more; with other values it is a new write."""
        async with self._step:
            self._check(ticket, FAILED, "only a refused write is retried")
            if patch is not None:
                own(patch)
                key = Write("clear").idempotency_key
                write = replace(ticket.write, patch=dict(patch), idempotency_key=key)
                await self._journal.replace(ticket.number, write)
                await self._effects.rewritten(ticket, write)
            if not await self._move(ticket, "queued"):
                await self._overtaken(ticket)
            ticket.failures = 0
            await self._effects.waits(ticket)
        self._wake()

    async def discard(self, ticket: Ticket) -> None:
        """Give up a write that is not on its way."""
        async with self._step:
            self._check(
                ticket,
                (*FAILED, "queued"),
                "await ticket.settled(), then write the old values again",
            )
            if not await self._move(ticket, "discarded"):
                await self._overtaken(ticket)
            await self._effects.discarded(ticket)
        await self._stir()

    def _check(self, ticket: Ticket, states: tuple[str, ...], hint: str) -> None:
        self._check_open()
        if ticket.state not in states:
            raise WriteError(f"write {ticket.number} is {ticket.state}", hint=hint)

    async def _overtaken(self, ticket: Ticket) -> None:
        """Another process has decided otherwise."""
        await self._absorb(await self._journal.load())
        raise WriteError(
            f"another program was faster: write {ticket.number} is {ticket.state}",
            hint="look at dio.writes",
        )

    def _check_open(self) -> None:
        if self.closed:
            raise self._end()

    def _end(self) -> Closed:
        return Closed(f"the write queue of {self._name!r}")

    # --- ending ----------------------------------------------------------------------------

    async def drained(self, within: float | None = None) -> bool:
        """Wait until all writes are done or the source does not answer; return which.

        Parameters
        ----------
        within : float or None
            Seconds to wait at most.
        """
        self.kick()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within), self._moved:
                await self._moved.wait_for(
                    lambda: self.closed or self._shelf.head is None or self.blocked is not None
                )
        return self._shelf.head is None

    async def aclose(self, budget: float) -> None:
        """Send what waits, for some seconds; what no journal keeps is lost after that."""
        keeps = self._journal.keeps
        if not keeps:
            await self.drained(budget)
        elif self._leads and self.blocked is None:
            await self.drained(min(budget, GRACE))
        async with self._step:  # what is being settled is settled whole
            self.closed = True
            await self._tasks.aclose()
        pending = self.pending
        if pending and not keeps:
            log.warning("%d writes of %s were not sent", len(pending), self._name)
        for ticket in pending:
            lost: State = "unknown" if ticket.state == "sending" else "parked"
            ticket.become(ticket.state if keeps else lost, self._end())
        await self._stir()
        await self._journal.aclose()


async def _following(of: weakref.ref[WriteQueue], poll: float) -> None:
    """Look again and again at what other processes did."""
    while True:
        await asyncio.sleep(poll)
        queue = of()
        if queue is None:
            return
        await queue._look()
        queue._wake()
        del queue
