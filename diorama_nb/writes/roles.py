"""What a write queue needs of others, and how it is set up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from diorama_nb.policy import Retry
from diorama_nb.rows.store import Delta
from diorama_nb.values import Record
from diorama_nb.writes.write import Write

if TYPE_CHECKING:
    from diorama_nb.writes.ticket import Ticket


class Table(Protocol):
    """The rows, as a queue changes them; see `diorama_nb.dio.hot.HotTable`."""

    def shown(self, id: str) -> Record | None:
        """Return a row as it is shown."""

    def base(self, id: str) -> Record | None:
        """Return a row as the source told it."""

    async def stage(self, writes: Mapping[int, Write]) -> Delta:
        """Show writes that are not answered yet: number → write."""

    async def unstage(self, number: int) -> Delta:
        """Show the rows without a write."""

    async def settle(
        self, number: int, write: Write, rows: Mapping[str, Record], deletes: Iterable[str]
    ) -> Delta:
        """Take what the source made of a write, and show it in the write's place."""


class Watcher(Protocol):
    """Who is told what becomes of writes; each call comes after the state can be read."""

    def pending(self, ticket: Ticket) -> None:
        """A write was accepted, and is shown."""

    def settled(self, ticket: Ticket, before: Mapping[str, Record | None]) -> None:
        """A write is done; `before` holds the rows of the source it changed, as they were."""

    def failed(self, ticket: Ticket) -> None:
        """A write was refused, and is not shown any more."""

    def restated(self, ids: Iterable[str]) -> None:
        """The marks of some rows are other ones."""


@dataclass(frozen=True, slots=True)
class WritePolicy:
    """How a queue works.

    Parameters
    ----------
    capacity : int
        Writes that may wait; more of them wait to be accepted.
    optimistic : bool
        Whether a write is shown before the source has answered.
    retry : Retry
        How often and when a write is sent again that found no source.
    for_ever : bool
        Whether such a write waits for the source as long as it takes.
    """

    capacity: int = 256
    optimistic: bool = True
    retry: Retry = field(default_factory=Retry)
    for_ever: bool = False
