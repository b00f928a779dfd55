"""Writes that are not done are decided about: sent again, or given up."""

from __future__ import annotations

from typing import Final

from diorama_nb.errors import SpecError, WriteError
from diorama_nb.writes.queue import WriteQueue
from diorama_nb.writes.ticket import FAILED, Ticket

DECISIONS: Final = frozenset({"retry_all", "discard_all", "withdraw_all"})
"""Kinds of messages that decide about all refused writes, or all that are not sent yet."""


def ticket_of(writes: WriteQueue, number: int) -> Ticket:
    """Return the receipt of a write that is not done.

    Raises
    ------
    SpecError
        If it is done, or was given up.
    """
    for ticket in writes:
        if ticket.number == number:
            return ticket
    raise SpecError(f"write {number} is done already", hint="nothing is to be decided")


async def decide_all(writes: WriteQueue, kind: str) -> None:
    """Decide about every refused write in the order they were made, or withdraw the others.

    What is withdrawn goes the newest first: no older one is sent meanwhile for nothing.

    Parameters
    ----------
    writes : WriteQueue
        The writes of a data set.
    kind : str
        One of `DECISIONS`.
    """
    if kind == "withdraw_all":
        for ticket in reversed(writes.pending):
            if ticket.state == "queued":  # it may be sent, or withdrawn elsewhere, meanwhile
                await _withdraw(ticket)
        return
    for ticket in writes.parked:
        if ticket.state in FAILED:  # another page may have decided meanwhile
            await (ticket.retry() if kind == "retry_all" else ticket.discard())


async def _withdraw(ticket: Ticket) -> None:
    try:
        await ticket.discard()
    except WriteError:
        if ticket.state == "queued":
            raise
