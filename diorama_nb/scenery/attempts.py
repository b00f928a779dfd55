"""How a draft is sent, and sent again: never twice what may have been done already."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from diorama_nb.errors import (
    DioramaError,
    RateLimited,
    SourceUnavailable,
    WriteConflict,
    WriteError,
)
from diorama_nb.scenery.host import Host
from diorama_nb.values import same_record
from diorama_nb.writes.ticket import FAILED, Ticket
from diorama_nb.writes.write import Write


@dataclass(frozen=True, slots=True)
class Attempt:
    """A write that was accepted, with what was asked for."""

    write: Write
    ticket: Ticket

    @property
    def is_unsure(self) -> bool:
        """Whether it is an insert that failed, and may have been done nevertheless."""
        lost = isinstance(self.ticket.error, SourceUnavailable | RateLimited)
        return self.write.kind == "insert" and (lost or self.ticket.state == "unknown")

    def is_harmless_twice(self, host: Host) -> bool:
        """Whether it inserts one record, however often it is sent."""
        return self.write.id is not None or host.master.source.once


class Attempts:
    """The writes of one draft, one at a time.

    Attributes
    ----------
    last : Attempt or None
        The last one that is not known to be done.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self.last: Attempt | None = None

    async def put(self, write: Write, *, again: bool = False) -> Attempt:
        """Send a write, or first the last one once more, with its id and idempotency key.

        That is so when both say the same, and when the last one is an insert of which nobody
        knows whether it was done. What the draft wants beyond it is for the caller to send
        then.

        Parameters
        ----------
        write : Write
            What is wanted now.
        again : bool
            Send also what the source may insert twice.
        """
        last = self.last
        if last is None or not await self._resumed(last, write, again):
            last = self.last = Attempt(write, await self._host.write(write))
        return last

    async def _resumed(self, last: Attempt, write: Write, again: bool) -> bool:
        """Send the last write once more, where that comes first."""
        ticket = last.ticket
        if ticket.state not in FAILED:
            return ticket.state != "discarded"  # somebody retried it: it is on its way, or done
        if not self._comes_first(last, write):
            await ticket.discard()
            return False
        if last.is_unsure and not (last.is_harmless_twice(self._host) or again):
            raise WriteError(
                f"nobody knows whether {self._host.name!r} has inserted the record",
                hint="look whether it is there; await servo.save(again=True) sends it again",
            )
        await ticket.retry()
        return True

    @staticmethod
    def _comes_first(last: Attempt, write: Write) -> bool:
        if (last.write.kind, last.write.id) != (write.kind, write.id):
            return False
        if last.is_unsure:
            return True
        # After a conflict the write has to be made anew, against the record as it is now.
        conflict = isinstance(last.ticket.error, WriteConflict)
        return not conflict and same_record(last.write.patch, write.patch)

    async def give_up(self) -> None:
        """Nothing of it is wanted any more: a write that waits for a decision is discarded."""
        last, self.last = self.last, None
        if last is not None and last.ticket.state in FAILED:
            with contextlib.suppress(DioramaError):  # decided elsewhere, or closed
                await last.ticket.discard()
