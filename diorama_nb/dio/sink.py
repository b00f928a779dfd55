"""Where loading callbacks put their rows."""

from __future__ import annotations

from collections.abc import Mapping

from diorama_nb.errors import Closed, SpecError
from diorama_nb.query import Query
from diorama_nb.values import Record, as_id
from diorama_nb.vista.source import Page


class ChunkSink:
    """Where an ``on_load_chunk`` or ``on_load_next`` callback puts its rows.

    Attributes
    ----------
    query : Query
        What is asked: conditions, order, search.
    total : int or None
        Rows the query has; set it where the answer says so.
    """

    def __init__(self, query: Query, first: int) -> None:
        self.query = query
        self.total: int | None = None
        self._first = first
        self._rows: dict[int, tuple[str, Record]] = {}
        self._closed = False

    async def push(self, place: int, id: str, record: Record) -> None:
        """Put one row at its place in the view.

        Raises
        ------
        Closed
            When nobody waits for the rows any more.
        """
        if self._closed:
            raise Closed("the view that asked for these rows", hint="stop loading")
        if place < self._first:
            raise SpecError(
                f"place {place} was not asked for",
                hint=f"push rows from place {self._first} on",
            )
        self._rows[place] = (as_id(id), dict(record))

    async def push_many(self, first: int, rows: Mapping[str, Record]) -> None:
        """Put rows at consecutive places."""
        for offset, (id, record) in enumerate(rows.items()):
            await self.push(first + offset, id, record)

    def close(self) -> None:
        """Take no more rows."""
        self._closed = True

    def window(self, limit: int) -> Page:
        """Return the rows as the answer to a window; those before the first gap."""
        pushed = self._until_gap(self._first)
        full = len(pushed) >= limit
        rows = dict(pushed[:limit])
        return Page(
            rows, self.total, end=False if full else None, received=min(len(pushed), limit)
        )

    def following(self, token: str | None) -> Page:
        """Return the rows as the answer to "next"."""
        pushed = self._until_gap(min(self._rows, default=0))
        return Page(dict(pushed), self.total, token, end=token is None, received=len(pushed))

    def _until_gap(self, start: int) -> list[tuple[str, Record]]:
        places = sorted(self._rows)
        return [self._rows[place] for at, place in enumerate(places, start) if place == at]
