"""Writes that are accepted and not yet answered, in order. Pure."""

from __future__ import annotations

from diorama_nb.values import Record
from diorama_nb.writes.write import Write


class Pending:
    """What is shown of a row is these writes folded over the row of the source.

    Taking one of them out and folding again takes back that one and no other.
    """

    def __init__(self) -> None:
        self._writes: dict[int, Write] = {}  # number → write; numbers grow
        self._by_id: dict[str, list[int]] = {}
        self._clears: list[int] = []

    def __len__(self) -> int:
        return len(self._writes)

    def __contains__(self, id: str) -> bool:
        """Whether a write names this row."""
        return id in self._by_id

    @property
    def clears(self) -> bool:
        """Whether a write concerns rows it does not name."""
        return bool(self._clears)

    def add(self, number: int, write: Write) -> None:
        """Take a write in; its number says where it stands among the others."""
        last = next(reversed(self._writes), 0)
        self._writes[number] = write
        if number < last:
            self._writes = dict(sorted(self._writes.items()))
        if write.id is not None:
            self._by_id[write.id] = sorted([*self._by_id.get(write.id, ()), number])
        elif write.kind == "clear":
            self._clears = sorted([*self._clears, number])

    def remove(self, number: int) -> Write | None:
        """Take a write out."""
        write = self._writes.pop(number, None)
        if write is None:
            return None
        if write.id is not None:
            self._by_id[write.id].remove(number)
            if not self._by_id[write.id]:
                del self._by_id[write.id]
        elif write.kind == "clear":
            self._clears.remove(number)
        return write

    def fold(self, id: str, record: Record | None) -> Record | None:
        """Return what the writes make of a row of the source."""
        for number in sorted([*self._by_id.get(id, ()), *self._clears]):
            record = self._writes[number].fold(record)
        return record
