"""Writes that are not done are decided about: sent again, or given up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from diorama_nb.errors import SpecError, WriteError
from diorama_nb.writes.queue import WriteQueue
from diorama_nb.writes.ticket import FAILED, Ticket

DECISIONS: Final = frozenset(
    {"retry_write", "discard", "retry_all", "discard_all", "withdraw_all"}
)
"""Kinds of messages that decide about one write, all refused ones, or all not sent yet."""


async def decide(writes: WriteQueue, kind: str, body: Mapping[str, Any]) -> None:
    """Do what a page decided.

    Parameters
    ----------
    writes : WriteQueue
        The writes of a data set.
    kind : str
        One of `DECISIONS`.
    body : mapping of str to object
        What the message holds: the ``number`` of the write, where it is about one.

    Raises
    ------
    SpecError
        If the write is done, or was given up.
    """
    match kind:
        case "retry_write":
            await _ticket(writes, body["number"]).retry()
        case "discard":
            await _ticket(writes, body["number"]).discard()
        case "withdraw_all":  # the newest first: no older one is sent meanwhile for nothing
            for ticket in reversed(writes.pending):
                if ticket.state == "queued":  # it may be sent or withdrawn meanwhile
                    await _withdraw(ticket)
        case _:  # in the order they were made
            for ticket in writes.parked:
                if ticket.state in FAILED:  # another page may have decided meanwhile
                    await (ticket.retry() if kind == "retry_all" else ticket.discard())


def _ticket(writes: WriteQueue, number: int) -> Ticket:
    """Return the receipt of a write that is not done."""
    for ticket in writes:
        if ticket.number == number:
            return ticket
    raise SpecError(f"write {number} is done already", hint="nothing is to be decided")


async def _withdraw(ticket: Ticket) -> None:
    try:
        await ticket.discard()
    except WriteError:
        if ticket.state == "queued":
            raise
