"""A view: the positions a query shows, kept right change by change without a rebuild."""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from diorama_nb.query import Query
from diorama_nb.rows.index import Positions
from diorama_nb.rows.select import arrange, matching, select
from diorama_nb.rows.store import Delta, RowStore

REBUILD_SHARE: Final = 500
"""From one changed row in this many on, sorting anew is cheaper than placing each."""

PLACED: Final = 64
"""Up to this many changed rows are placed one by one in any case."""


@dataclass(frozen=True, slots=True)
class View:
    """Rows of one store in the order of one query; immutable, like the store.

    Attributes
    ----------
    query : Query
        What is shown.
    positions : numpy.ndarray
        int64, shape (rows,): the position in the store of each shown row.
    """

    query: Query
    positions: Positions

    @classmethod
    def of(cls, store: RowStore, query: Query, among: Positions | None = None) -> View:
        """Select the rows a query shows, of all rows or of those in `among`, in its order."""
        if among is None:
            return cls(query, select(store, query))
        return cls(query, arrange(store, matching(store, query, among), query.order))

    def __len__(self) -> int:
        return len(self.positions)

    @property
    def rows(self) -> int:
        """Rows the view has; all of them are loaded."""
        return len(self.positions)

    loaded = rows

    def position(self, place: int) -> int:
        """Return the position of the row at a place, -1 where there is none."""
        return int(self.positions[place]) if 0 <= place < len(self.positions) else -1

    def window(self, wanted: range) -> Positions:
        """Return the positions of a range of places, -1 beyond the ends."""
        found = np.full(len(wanted), -1, np.int64)
        inside = range(max(wanted.start, 0), min(wanted.stop, len(self.positions)))
        if inside:
            at = inside.start - wanted.start
            found[at : at + len(inside)] = self.positions[inside.start : inside.stop]
        return found

    def all_positions(self) -> Positions:
        """Return the positions of all rows, in order."""
        return self.positions

    def place_of(self, position: int) -> int | None:
        """Return the place at which a row is shown, or None."""
        found = np.flatnonzero(self.positions == position)
        return int(found[0]) if len(found) else None

    def shows(self, positions: Positions) -> bool:
        """Whether any of these rows is shown."""
        if len(positions) == 1:  # the common case, many times faster than `isin`
            return bool((self.positions == positions[0]).any())
        return bool(len(positions)) and bool(np.isin(positions, self.positions).any())

    def after(self, store: RowStore, delta: Delta) -> View:
        """Return the view of the changed store.

        One changed row costs O(log n) comparisons; the view itself is returned when nothing
        it shows has moved, so that ``view.after(...) is view`` means "same rows, same order".
        """
        if not delta:
            return self
        if delta.size > max(PLACED, len(self.positions) // REBUILD_SHARE):
            again = View.of(store, self.query)
            return self if np.array_equal(again.positions, self.positions) else again
        touched = np.concatenate([delta.changed, delta.removed])
        if len(touched) == 1:  # the common case, several times faster than `isin`
            left = np.flatnonzero(self.positions == touched[0])
        else:
            left = np.flatnonzero(np.isin(self.positions, touched))
        arrivals = self._arrivals(store, np.concatenate([delta.changed, delta.inserted]))
        if not len(left) and not arrivals:
            return self
        # NumPy copies in two slices for one number, and by a slow mask for an array of one.
        stayed = np.delete(self.positions, left[0] if len(left) == 1 else left)
        places = [self._place(store, stayed, self._key(store, p)) for p in arrivals]
        back = [place + n for n, place in enumerate(places)]
        if left.tolist() == back and self.positions[left].tolist() == arrivals:
            return self
        return View(self.query, np.insert(stayed, places, arrivals) if arrivals else stayed)

    def _arrivals(self, store: RowStore, candidates: Positions) -> list[int]:
        """Return which rows belong into the view, in its order."""
        matching = [
            position
            for position in candidates.tolist()
            if (record := store.record(position)) is not None and self.query.matches(record)
        ]
        return sorted(matching, key=lambda position: self._key(store, position))

    def _key(self, store: RowStore, position: int) -> tuple[Any, int]:
        """Return what decides where a row stands: its sort key, then the order of insertion."""
        return self.query.place_of(lambda column: store.value(position, column)), position

    def _place(self, store: RowStore, positions: Positions, key: tuple[Any, int]) -> int:
        if not self.query.order:
            return int(np.searchsorted(positions, key[1]))
        rows = range(len(positions))
        return bisect.bisect_left(rows, key, key=lambda r: self._key(store, int(positions[r])))
