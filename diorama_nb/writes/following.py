"""What other processes did to the writes of a shared journal, done here as well."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable

from diorama_nb.errors import WriteError
from diorama_nb.writes.effects import Effects
from diorama_nb.writes.journal import DONE, Entry
from diorama_nb.writes.ticket import FAILED, Ticket
from diorama_nb.writes.tickets import Tickets
from diorama_nb.writes.write import Stored


async def absorb(
    entries: Iterable[Entry],
    tickets: Tickets,
    effects: Effects,
    ticket_of: Callable[[Entry], Ticket],
    *,
    leads: bool,
    skip: Container[int] = (),
) -> None:
    """Make tickets and rows agree with a journal.

    Parameters
    ----------
    entries : iterable of Entry
        The whole journal, oldest first.
    tickets, effects : Tickets, Effects
        What is to agree with it.
    ticket_of : callable
        Makes the ticket of an entry that is new here.
    leads : bool
        Whether it is this process that sends: then it knows best how its sending goes.
    skip : container of int
        Numbers of writes that the journal knows less of than we do.
    """
    unseen = {ticket.number: ticket for ticket in tickets if ticket.number not in skip}
    for entry in entries:
        if entry.number in skip:
            continue
        ticket = unseen.pop(entry.number, None)
        if ticket is None:
            if entry.state not in DONE:
                await effects.arrived(ticket_of(entry))
        elif not (leads and ticket.state == "sending"):
            await _follow(ticket, entry, effects, leads=leads)
    for ticket in unseen.values():
        # More was done than the journal remembers. Only who leads settles.
        if not leads:
            await _settle(ticket, Stored(ticket.write.id), effects)
        elif ticket.state != "sending":
            await effects.discarded(ticket)


async def _follow(ticket: Ticket, entry: Entry, effects: Effects, *, leads: bool) -> None:
    if entry.state == "settled":
        await _settle(ticket, entry.stored or Stored(ticket.write.id), effects)
        return
    if entry.state == "discarded":
        await effects.discarded(ticket)
        return
    now, then = entry.write, ticket.write
    if (now.id, now.idempotency_key) != (then.id, then.idempotency_key):
        await effects.rewritten(ticket, now)
    if entry.state in FAILED:
        if ticket.state != entry.state:
            await effects.failed(ticket, entry.state, reason(entry))
    elif ticket.state in FAILED or not (leads or _same(ticket, entry)):
        await effects.waits(ticket, entry.error, entry.state)


async def _settle(ticket: Ticket, stored: Stored, effects: Effects) -> None:
    effects.publish_settled(ticket, await effects.done(ticket, stored))


def _same(ticket: Ticket, entry: Entry) -> bool:
    return (ticket.state, str(ticket.error)) == (entry.state, str(entry.error))


def reason(entry: Entry) -> Exception:
    """Return why a write is not done."""
    return entry.error or WriteError(
        "the write was refused", hint="ticket.retry(), ticket.edit({…}) or ticket.discard()"
    )
