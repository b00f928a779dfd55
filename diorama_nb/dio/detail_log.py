"""What the cache remembers of details: a short log, written in the same step as the rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from diorama_nb.dio.hot import HotTable
from diorama_nb.rows.filled import Filled, Note

ENTRIES: Final = 64
"""Entries after which the log is written anew as one: a batch costs what it brings."""

PREFIX: Final = ".detail/"
"""How the keys of the entries begin; their number follows."""


class DetailLog:
    """Remembers over restarts which rows have their details.

    Attributes
    ----------
    listed : set of str
        Columns that rows of the list were seen to carry.
    """

    def __init__(self, filled: Filled, cache: HotTable) -> None:
        self.listed: set[str] = set()
        self._filled = filled
        self._cache = cache
        self._first = 0
        self._next = 0

    async def recall(self) -> None:
        """Take what an earlier process remembered, where it asked for the same columns."""
        held = await self._cache.list_metadata(PREFIX)
        log = sorted((int(key.removeprefix(PREFIX)), entry) for key, entry in held.items())
        if not log:
            return
        self._first, self._next = log[0][0], log[-1][0] + 1
        newest, notes = log[-1][1], {}
        if newest["columns"] == self._columns:
            self._filled.learned.update(newest["learned"])
            self.listed.update(newest["listed"])
            for _, entry in log:
                notes.update(_notes(entry))
        notes = {id: note for id, note in notes.items() if any(note.states)}
        positions = self._cache.positions(list(notes)).tolist()
        there = {p: note for p, note in zip(positions, notes.values(), strict=True) if p >= 0}
        self._filled.take(there)
        if len(there) < len(notes) or newest["columns"] != self._columns:
            # A row that comes back later must not seem to have its detail.
            await self._cache.change({}, metadata=self._anew(there, {}), lenient=True)

    async def rewrite(self) -> None:
        """Write down all that is known, for a table that may not have heard of it."""
        if len(self._filled.all()):
            metadata = self._anew(self._held(), {})
            await self._cache.change({}, metadata=metadata, lenient=True)

    def _held(self) -> dict[int, Note]:
        known = ((p, self._filled.note_of(p)) for p in self._filled.all().tolist())
        return {position: note for position, note in known if note is not None}

    def add(self, notes: Mapping[int, Note], ids: Mapping[int, str]) -> dict[str, Any]:
        """Return the metadata to write for news of some rows; both by position."""
        if not notes:
            return {}
        if self._next - self._first >= ENTRIES:
            return self._anew({**self._held(), **notes}, ids)
        self._next += 1
        told = {ids[position]: note for position, note in notes.items()}
        return {f"{PREFIX}{self._next - 1}": self._entry(told)}

    def _anew(self, notes: Mapping[int, Note], ids: Mapping[int, str]) -> dict[str, Any]:
        """Return the metadata of a log of one entry; what is gone is left out."""
        told = {}
        for position, note in notes.items():
            id = ids.get(position) or self._cache.store.id(position)
            if any(note.states) and self._cache.base(id) is not None:
                told[id] = note
        old = dict.fromkeys(f"{PREFIX}{number}" for number in range(self._first, self._next))
        self._first, self._next = self._next, self._next + 1
        return {**old, f"{PREFIX}{self._first}": self._entry(told)}

    def _entry(self, told: Mapping[str, Note]) -> dict[str, Any]:
        return {
            "columns": self._columns,
            "learned": sorted(self._filled.learned),
            "listed": sorted(self.listed),
            "ids": list(told),
            "prints": [note.print for note in told.values()],
            "states": [list(note.states) for note in told.values()],
        }

    @property
    def _columns(self) -> list[list[str]]:
        return [list(columns) for columns in self._filled.columns]


def _notes(entry: Mapping[str, Any]) -> dict[str, Note]:
    """Return what an entry says, by id."""
    parts = zip(entry["ids"], entry["prints"], entry["states"], strict=True)
    return {id: Note(int(seen), tuple(states)) for id, seen, states in parts}
