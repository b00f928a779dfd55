"""The tickets of one data set that are not done, by number and by row. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from diorama_nb.status import Status
from diorama_nb.writes.ticket import FAILED, OPEN, Mark, Ticket


class Tickets:
    """Tickets in the order of their numbers, however they arrive."""

    def __init__(self) -> None:
        self._tickets: dict[int, Ticket] = {}
        self._by_id: dict[str, list[Ticket]] = {}

    def __iter__(self) -> Iterator[Ticket]:
        return iter(tuple(self._tickets.values()))

    def get(self, number: int) -> Ticket | None:
        """Return a ticket, None if there is none with this number."""
        return self._tickets.get(number)

    def of(self, id: str | None) -> list[Ticket]:
        """Return the tickets that name a row, oldest first."""
        return [] if id is None else list(self._by_id.get(id, ()))

    @property
    def ids(self) -> Iterable[str]:
        """Ids of the rows that tickets name."""
        return self._by_id.keys()

    @property
    def pending(self) -> list[Ticket]:
        """Writes on their way to the source."""
        return [ticket for ticket in self._tickets.values() if ticket.state in OPEN]

    @property
    def parked(self) -> list[Ticket]:
        """Writes that wait for a decision."""
        return [ticket for ticket in self._tickets.values() if ticket.state in FAILED]

    @property
    def head(self) -> Ticket | None:
        """The write that is sent next, or is being sent."""
        return next((t for t in self._tickets.values() if t.state in OPEN), None)

    def add(self, ticket: Ticket) -> None:
        """Take a ticket in, under the row it names now."""
        last = next(reversed(self._tickets), 0)
        self._tickets[ticket.number] = ticket
        if ticket.number < last:
            self._tickets = dict(sorted(self._tickets.items()))
        id = ticket.write.id
        if id is not None:
            held = [*self._by_id.get(id, ()), ticket]
            self._by_id[id] = sorted(held, key=lambda held: held.number)

    def remove(self, ticket: Ticket) -> None:
        """Take a ticket out; call it before the row it names becomes another one."""
        self._tickets.pop(ticket.number, None)
        id = ticket.write.id
        left = [other for other in self.of(id) if other is not ticket]
        if left:
            self._by_id[str(id)] = left
        elif id is not None:
            self._by_id.pop(id, None)

    def mark(self, id: str) -> Mark | None:
        """Return what a painter needs to know of a row, None where no ticket names it."""
        tickets = self._by_id.get(id)
        if not tickets:
            return None
        under_way = [ticket for ticket in tickets if ticket.state in OPEN]
        told = under_way or tickets
        status: Status = "PendingWrite" if under_way else "WriteFailed"
        fields = frozenset[str]().union(*(ticket.fields for ticket in told))
        return Mark(status, told[-1].error, fields)
