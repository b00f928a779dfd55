"""Places of a source's rows with pending writes over them: some rows hidden, some added."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from diorama_nb.rows.index import Positions


class Places(Protocol):
    """Which row stands where: a `View`, a `PageMap`, a `Staged`; immutable."""

    @property
    def rows(self) -> int:
        """Rows to show, loaded or not."""

    @property
    def loaded(self) -> int:
        """Rows that are loaded."""

    def position(self, place: int) -> int:
        """Return the position of the row at a place, -1 where none is loaded."""

    def window(self, wanted: range) -> Positions:
        """Return the positions of a range of places, -1 where none is loaded."""

    def all_positions(self) -> Positions:
        """Return the positions of all loaded rows, in order."""

    def place_of(self, position: int) -> int | None:
        """Return where a row stands, or None."""

    def shows(self, positions: Positions) -> bool:
        """Whether any of these rows is loaded here."""


class Staged:
    """Places with some rows taken out, and some put behind the last; immutable.

    Parameters
    ----------
    held : Places
        The rows as the source placed them.
    hidden : numpy.ndarray
        int64, sorted: places there that are not shown.
    added : numpy.ndarray
        int64: positions of rows that are shown behind all others.
    """

    def __init__(self, held: Places, hidden: Positions, added: Positions) -> None:
        self.held = held
        self.hidden = hidden
        self.added = added
        self._before = hidden - np.arange(len(hidden))  # rows shown before each hidden place

    @classmethod
    def of(cls, held: Places, hidden: Positions, added: Positions) -> Places:
        """Return the places without the rows at some positions and with some others behind.

        `held` itself where that changes nothing.
        """
        places = [held.place_of(position) for position in hidden.tolist()]
        gone = np.array(sorted(place for place in places if place is not None), np.int64)
        more = np.array([p for p in added.tolist() if held.place_of(p) is None], np.int64)
        return cls(held, gone, more) if len(gone) or len(more) else held

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Staged)
            and self.held is other.held
            and np.array_equal(self.hidden, other.hidden)
            and np.array_equal(self.added, other.added)
        )

    __hash__ = None  # type: ignore[assignment] # compared by what is shown

    @property
    def _placed(self) -> int:
        return max(self.held.rows - len(self.hidden), 0)

    @property
    def rows(self) -> int:
        """Rows to show, loaded or not."""
        return self._placed + len(self.added)

    @property
    def loaded(self) -> int:
        """Rows that are loaded."""
        return self.held.loaded - len(self.hidden) + len(self.added)

    def below(self, place: int) -> int:
        """Return the place a shown row has among the source's; behind them for added rows."""
        if place >= self._placed:
            return place + len(self.hidden)
        return place + int(np.searchsorted(self._before, place, "right"))

    def position(self, place: int) -> int:
        """Return the position of the row at a place, -1 where none is loaded."""
        behind = place - self._placed
        if behind < 0:
            return self.held.position(self.below(place)) if place >= 0 else -1
        return int(self.added[behind]) if behind < len(self.added) else -1

    def window(self, wanted: range) -> Positions:
        """Return the positions of a range of places, -1 where none is loaded."""
        inside = range(max(wanted.start, 0), min(wanted.stop, self._placed))
        found = np.full(len(wanted), -1, np.int64)
        if inside:
            below = range(self.below(inside.start), self.below(inside.stop - 1) + 1)
            shown = np.ones(len(below), bool)
            shown[self.hidden[_within(self.hidden, below)] - below.start] = False
            first = inside.start - wanted.start
            found[first : first + len(inside)] = self.held.window(below)[shown]
        for place in range(max(wanted.start, self._placed), min(wanted.stop, self.rows)):
            found[place - wanted.start] = self.added[place - self._placed]
        return found

    def all_positions(self) -> Positions:
        """Return the positions of all loaded rows, in order."""
        positions = self.held.all_positions()
        hidden = [self.held.position(place) for place in self.hidden.tolist()]
        stay = positions[~np.isin(positions, hidden)] if hidden else positions
        return np.concatenate([stay, self.added])

    def place_of(self, position: int) -> int | None:
        """Return where a row stands, or None."""
        behind = np.flatnonzero(self.added == position)
        if len(behind):
            return self._placed + int(behind[0])
        place = self.held.place_of(position)
        if place is None:
            return None
        before = int(np.searchsorted(self.hidden, place))
        is_hidden = before < len(self.hidden) and self.hidden[before] == place
        return None if is_hidden else place - before

    def shows(self, positions: Positions) -> bool:
        """Whether any of these rows is loaded here."""
        if bool(np.isin(positions, self.added).any()):
            return True
        hidden = [self.held.position(place) for place in self.hidden.tolist()]
        return self.held.shows(positions[~np.isin(positions, hidden)])


def _within(places: Positions, wanted: range) -> slice:
    return slice(*np.searchsorted(places, [wanted.start, wanted.stop]).tolist())
