"""The receipt of a write: how it stands, and what can be done about it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

from diorama_nb.runtime import Runtime, hops
from diorama_nb.status import Status
from diorama_nb.values import Record
from diorama_nb.writes.write import Stored, Write

if TYPE_CHECKING:
    from diorama_nb.writes.queue import WriteQueue

State = Literal["queued", "sending", "settled", "parked", "unknown", "discarded"]

STATES: Final[tuple[State, ...]] = get_args(State)

OPEN: Final = ("queued", "sending")
"""States of a write that is on its way, and shown as if it were done."""

FAILED: Final = ("parked", "unknown")
"""States of a write that waits for a decision; it is not shown any more."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a painter needs to know of a row with writes.

    Attributes
    ----------
    status : Status
        ``"PendingWrite"`` or ``"WriteFailed"``.
    error : Exception or None
        Why the last write failed, or why it has to wait.
    dirty_fields : frozenset of str
        Columns that were changed here and are not at the source.
    """

    status: Status
    error: Exception | None
    dirty_fields: frozenset[str]


class Ticket:
    """One accepted write, until the source has answered and after.

    =========  ==============================================================================
    queued     accepted, shown; sent when its turn comes, or again when the source answers
    sending    on its way to the source
    settled    done; `stored` is what the source made of it
    parked     refused: not shown any more; `retry`, `edit` or `discard` it
    unknown    sent, and nobody knows whether it was done: look, then `retry` or `discard`
    discarded  given up
    =========  ==============================================================================

    Attributes
    ----------
    number : int
        Where it stands among the writes of its data set.
    write : Write
        What is to be done.
    state : str
        See the table.
    error : Exception or None
        Why it is not done.
    stored : Stored or None
        What the source made of it.
    """

    def __init__(
        self, queue: WriteQueue, runtime: Runtime, number: int, write: Write, state: State
    ) -> None:
        self.number = number
        self.write = write
        self.state: State = state
        self.error: Exception | None = None
        self.stored: Stored | None = None
        self.failures = 0
        self._queue = queue
        self._runtime = runtime
        self._moved = asyncio.Event()  # set at each change of state, and made anew

    @hops
    async def settled(self) -> Record | None:
        """Wait until the write is done; return the record as the source stored it.

        Raises
        ------
        Exception
            Why it was refused, or that it was given up.
        Closed
            When the data set is closed before the source has answered.
        """
        while self.state in OPEN and not self._queue.closed:
            await self._moved.wait()
        if self.state != "settled":
            assert self.error is not None
            raise self.error
        return None if self.stored is None else self.stored.record

    @hops
    async def retry(self) -> None:
        """Send a write that was refused once more, with the same idempotency key."""
        await self._queue.retry(self)

    @hops
    async def edit(self, patch: Record) -> None:
        """Change the columns of a write that was refused, and send it as a new one."""
        await self._queue.retry(self, patch)

    @hops
    async def discard(self) -> None:
        """Give up a write that was refused, or is not sent yet."""
        await self._queue.discard(self)

    def become(
        self, state: State, error: Exception | None = None, stored: Stored | None = None
    ) -> None:
        """Take another state; called by the queue only."""
        self.state, self.error, self.stored = state, error, stored
        self._moved.set()
        self._moved = asyncio.Event()

    @property
    def fields(self) -> frozenset[str]:
        """Columns the write changes."""
        return frozenset(self.write.patch)

    def __repr__(self) -> str:
        return f"<Ticket {self.number}: {self.write}, {self.state}>"
