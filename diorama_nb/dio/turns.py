"""Whose turn it is: several requesters, one after the other, however long their lists. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable


class Turns:
    """What each requester waits for, served in strict rotation."""

    def __init__(self) -> None:
        self._queues: dict[object, deque[int]] = {}  # whoever was served last stands last
        self._wanted: dict[object, frozenset[int]] = {}

    def ask(self, who: object, rows: Iterable[int]) -> None:
        """Want these rows, in this order, and no others; keeps the requester's turn."""
        queue = deque(rows)
        self._queues[who] = queue
        self._wanted[who] = frozenset(queue)

    def leave(self, who: object) -> None:
        """Want nothing any more."""
        self._queues.pop(who, None)
        self._wanted.pop(who, None)

    def again(self, row: int) -> None:
        """Put a row first in the queues of all who wanted it."""
        for who, wanted in self._wanted.items():
            if row in wanted and row not in self._queues[who]:
                self._queues[who].appendleft(row)

    def next(self) -> int | None:
        """Return the first row of the requester whose turn it is; None when all are served."""
        for who, queue in self._queues.items():
            if queue:
                row = queue.popleft()
                del self._queues[who]
                self._queues[who] = queue
                return row
        return None
