"""Changes of the rows a table scenery shows; they go through the queue of its Dio."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from diorama_nb.events import Event, WriteFailed, WritePending, WriteReverted, WriteSettled
from diorama_nb.query import Query
from diorama_nb.runtime import hops
from diorama_nb.scenery.host import Host
from diorama_nb.values import Record
from diorama_nb.vista.writing import within
from diorama_nb.writes.ticket import Mark, Ticket
from diorama_nb.writes.write import Write

if TYPE_CHECKING:
    from diorama_nb.writes.queue import WriteQueue

NEWS = (WritePending, WriteSettled, WriteReverted, WriteFailed)


class TableEdits:
    """The changes of a view's rows, for whoever lets a person edit them; `scenery.edits`.

    Parameters
    ----------
    host : Host
        The Dio.
    base : Query
        The conditions the view was opened with: rows stay within them.
    """

    def __init__(self, host: Host, base: Query) -> None:
        self._host = host
        self._base = base
        self._runtime = host._runtime

    @property
    def tickets(self) -> WriteQueue:
        """The writes of the whole data set that are not done."""
        return self._host.writes

    def mark(self, id: str) -> Mark | None:
        """Return what is to be known of a row with writes, None for others."""
        return self._host.mark(id)

    def record(self, id: str) -> Record | None:
        """Return a row as it is shown, wherever it stands; None when it is not held."""
        return self._host.store.get(id)

    def example(self, column: str) -> object:
        """Return some value of a column, None where none is held: it tells the time zone."""
        return self._host.store.example(column)

    def fitting(self, writes: Iterable[Write]) -> list[Write]:
        """Return writes as `write` can accept them, or raise why one of them can not be.

        So that some are accepted all together or none of them: the first one is on its way
        before a later one would be refused.
        """
        return [self._host.fitting(within(self._base, write)) for write in writes]

    @hops
    async def write(self, write: Write) -> Ticket:
        """Accept a write within the conditions the view was opened with; see `Dio.write`.

        Raises
        ------
        Unsupported
            If the source can not do it and there is no ``on_write``.
        SpecError
            If the record would lie outside the conditions.
        """
        return await self._host.write(within(self._base, write))

    def on_write(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call a function on the loop after each news of a write; return what ends that."""

        def heard(event: Event) -> None:
            if isinstance(event, NEWS):
                callback()

        return self._host.bus.listen(heard)
