"""Which rows have their details filled in, by position. Pure but for its own state."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from diorama_nb.rows.gaps import Mask, fingerprint, gaps, relisted
from diorama_nb.rows.index import Positions
from diorama_nb.rows.store import RowStore
from diorama_nb.values import Record

NONE: Final = 0
"""Its detail was never there."""

OLD: Final = 1
"""Its detail is of an earlier state of the row, or is to be asked for again."""

EMPTY: Final = 2
"""Its detail is there and leaves something blank: that is how it is."""

FULL: Final = 3
"""Its detail is there."""


@dataclass(frozen=True, slots=True)
class Note:
    """What is known of the details of one row.

    Attributes
    ----------
    print : int
        Fingerprint of the row in the list.
    states : tuple of int
        One of `NONE`, `OLD`, `EMPTY`, `FULL` for each augment.
    """

    print: int
    states: tuple[int, ...]


@dataclass(slots=True)
class Filled:
    """Which rows have which details.

    Parameters
    ----------
    columns : sequence of tuple of str
        For each augment the columns it fills; none: all that its details carry.
    """

    columns: Sequence[tuple[str, ...]]
    learned: set[str] = field(default_factory=set)
    """Columns that details of an augment without named columns were seen to carry."""
    _prints: npt.NDArray[np.int64] = field(init=False, repr=False)
    _states: npt.NDArray[np.uint8] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._prints = np.zeros(0, np.int64)
        self._states = np.zeros((len(self.columns), 0), np.uint8)

    @property
    def declared(self) -> frozenset[str]:
        """Columns that belong to details, whatever the list says of them."""
        return frozenset(name for columns in self.columns for name in columns)

    def note_of(self, position: int) -> Note | None:
        """Return what is known of a row; None when no detail of it ever came."""
        if position >= len(self._prints) or not self._prints[position]:
            return None
        states = self._states[:, position].tolist()
        return Note(int(self._prints[position]), tuple(states))

    def take(self, notes: Mapping[int, Note]) -> None:
        """Write down what is known of some rows, by position."""
        if not notes:
            return
        if (size := max(notes) + 1) > len(self._prints):
            more = max(size, 2 * len(self._prints)) - len(self._prints)
            self._prints = np.pad(self._prints, (0, more))
            self._states = np.pad(self._states, ((0, 0), (0, more)))
        for position, note in notes.items():
            self._prints[position] = note.print
            self._states[:, position] = note.states

    def noted(self, positions: Positions) -> Mask:
        """Return of which rows something is known."""
        found = np.zeros(len(positions), bool)
        inside = (positions >= 0) & (positions < len(self._prints))
        found[inside] = self._prints[positions[inside]] != 0
        return found

    def all(self) -> Positions:
        """Return every row of which something is known."""
        return np.flatnonzero(self._prints)

    def due(self, store: RowStore, augment: int, positions: Positions) -> Mask:
        """Return which rows need the detail of an augment."""
        states = self._states_of(augment, positions)
        due: Mask = states == OLD
        asks = states == NONE
        due[asks] = gaps(store, positions[asks], self.columns[augment])
        return due

    def blank(self, store: RowStore, augment: int, positions: Positions) -> Mask:
        """Return which rows show nothing, not even an old detail, of an augment."""
        states = self._states_of(augment, positions)
        shows_none: Mask = states == NONE
        if columns := self.columns[augment]:
            shows_none |= gaps(store, positions, columns)
        return shows_none

    def _states_of(self, augment: int, positions: Positions) -> npt.NDArray[np.uint8]:
        states = np.zeros(len(positions), np.uint8)
        inside = positions < len(self._prints)
        states[inside] = self._states[augment, positions[inside]]
        return states

    def forgive(self) -> None:
        """Have details that left something blank asked for again."""
        self._states[self._states == EMPTY] = OLD

    def age(self) -> None:
        """Have every detail that is there asked for again; it stays shown until then."""
        self._states[self._states != NONE] = OLD

    # --- what rows become ------------------------------------------------------------------

    def relist(
        self,
        rows: Mapping[str, Record],
        positions: Positions,
        held: Callable[[str], Record | None],
        *,
        trusted: bool = False,
    ) -> tuple[Mapping[str, Record], dict[int, Note]]:
        """Return rows of a list as they are to be kept, and what is known of them then.

        Parameters
        ----------
        rows : mapping of str to Record
            What the list says.
        positions : numpy.ndarray
            Where these rows stand; -1 for new ones.
        held : callable
            Returns the record of an id as the source told it, detail included.
        trusted : bool
            The rows are no list's but told by whoever wrote them: their values win.
        """
        known = np.flatnonzero(self.noted(positions))
        if not len(known):
            return rows, {}
        ids, kept, notes = list(rows), dict(rows), {}
        for at in known.tolist():
            before, note = held(ids[at]), self.note_of(int(positions[at]))
            if before is None or note is None:
                continue
            row = rows[ids[at]]
            seen = note.print if trusted else fingerprint(row, self.declared)
            kept[ids[at]] = self._refilled(row, before, note, seen == note.print, trusted)
            lost = trusted and len(kept[ids[at]]) > len(row)  # what it was told without is old
            if seen != note.print or lost:
                states = tuple(OLD if state else NONE for state in note.states)
                notes[int(positions[at])] = Note(seen, states)
        return kept, notes

    def _refilled(
        self, row: Record, held: Record, note: Note, unchanged: bool, trusted: bool
    ) -> Record:
        for columns, state in zip(self.columns, note.states, strict=True):
            if not state:
                continue
            if trusted:
                owned = [name for name in columns or self.learned if name not in row]
                row = relisted(row, held, owned, unchanged=True)
            else:
                fixed = bool(columns) or unchanged
                row = relisted(row, held, columns or self.learned, unchanged=fixed)
        return row

    def landed(
        self,
        store_row: Record,
        note: Note | None,
        asked_of: int,
        found: Mapping[int, Record],
    ) -> tuple[Record, Note]:
        """Return a row with details that came for it, and what is known of it then.

        Parameters
        ----------
        store_row : Record
            The row as it is now.
        note : Note or None
            What was known of it until now.
        asked_of : int
            Fingerprint of the row for which the details were asked.
        found : mapping of int to Record
            Augment → what it found.
        """
        now = fingerprint(store_row, self.declared) if note is None else note.print
        states = list((NONE,) * len(self.columns) if note is None else note.states)
        row = dict(store_row)
        for augment, detail in found.items():
            row |= detail
            columns = self.columns[augment]
            blank = not detail or any(row.get(name) is None for name in columns)
            states[augment] = EMPTY if blank else FULL
            if not columns:
                self.learned.update(detail)
            if now != asked_of:  # it was listed anew meanwhile: shown, and asked for again
                states[augment] = OLD
        return row, Note(now, tuple(states))
