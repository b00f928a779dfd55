"""Which rows a late answer knows too little of. Pure but for its own state.

A reading that began before a write was settled may arrive after it, with the row as it was
before: such rows are left as they are.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from diorama_nb.query import Query
from diorama_nb.values import Record
from diorama_nb.writes.write import Write

KEPT: Final = 10_000
"""Settled writes remembered; a reading that began before all of them is not believed at all."""


class Settled:
    """The writes settled lately, by a clock that ticks with each of them.

    Attributes
    ----------
    tick : int
        Writes settled so far; a reading notes it when it begins.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self.tick = 0
        self._kept = kept
        self._rows: deque[tuple[int, str]] = deque()
        self._last: dict[str, int] = {}
        self._clears: deque[tuple[int, Query]] = deque()
        self._forgotten = 0

    def note(self, write: Write, *ids: str) -> None:
        """Note that a write is settled; `ids` are the rows it concerned."""
        self.tick += 1
        if write.kind == "clear":
            self._clears.append((self.tick, write.query))
        for id in ids:
            self._rows.append((self.tick, id))
            self._last[id] = self.tick
        while len(self._rows) + len(self._clears) > self._kept:
            self._forget()

    def _forget(self) -> None:
        if self._clears and (not self._rows or self._clears[0][0] < self._rows[0][0]):
            self._forgotten = self._clears.popleft()[0]
            return
        self._forgotten, id = self._rows.popleft()
        if self._last[id] == self._forgotten:
            del self._last[id]

    def rows_since(self, since: int) -> set[str]:
        """Return the rows that writes settled after a tick were about."""
        return {id for id, tick in self._last.items() if tick > since}

    def outdates(self, since: int, id: str, record: Record) -> bool:
        """Whether a reading that began at a tick may hold this row as it was before a write."""
        if since >= self.tick:
            return False
        if since < self._forgotten or self._last.get(id, 0) > since:
            return True
        return any(tick > since and query.matches(record) for tick, query in self._clears)
