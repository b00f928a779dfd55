"""A value that follows the rows it is made of: a changed row costs the reading of that row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from diorama_nb.rows.aggregate import Aggregate, OfColumn
from diorama_nb.rows.columnar import Cells
from diorama_nb.rows.index import Positions
from diorama_nb.rows.reduce import Cell, Reducer
from diorama_nb.rows.store import Delta, RowStore
from diorama_nb.values import is_blank

BULK_SHARE: Final = 10
"""From one touched row in this many on, reading the whole column is cheaper."""

FORGOTTEN: Final = 50_000
"""Touched rows from which on they are not noted one by one any more."""

_NONE: Final = np.empty(0, np.int64)


class Touched:
    """Collects which rows changed since it was last asked."""

    def __init__(self) -> None:
        self._parts: list[Positions] = []
        self._rows = 0

    def note(self, delta: Delta) -> None:
        """Take a change of the store in."""
        self._rows += len(delta.changed)
        if self._rows > FORGOTTEN:
            self._parts.clear()
        elif len(delta.changed):
            self._parts.append(delta.changed)

    def take(self) -> Positions | None:
        """Return the changed rows, each once, and forget them; None: too many to tell."""
        parts, rows = self._parts, self._rows
        self._parts, self._rows = [], 0
        if rows > FORGOTTEN:
            return None
        return np.unique(np.concatenate(parts)) if parts else _NONE


class Running:
    """One value over some rows, handed from one state of the rows to the next.

    Values over a column read a row that changed, came or left, and no other. The rest is
    computed anew each time: a count, which is quick, and functions of the user's.

    Parameters
    ----------
    aggregate : Aggregate
        What is computed.
    """

    def __init__(self, aggregate: Aggregate) -> None:
        self._aggregate = aggregate
        self._reducer: Reducer | None = None
        self._store = RowStore.of()
        self._positions = _NONE
        self._members = np.zeros(0, bool)

    def follow(self, store: RowStore, positions: Positions, touched: Positions | None) -> Any:
        """Return the value over rows that may have changed since the last call.

        Parameters
        ----------
        store : RowStore
            The rows now; a later state of those of the last call.
        positions : numpy.ndarray
            int64, shape (rows,): which rows count now.
        touched : numpy.ndarray or None
            int64: at least the rows whose record is another than at the last call; None when
            nobody knows.

        Raises
        ------
        Exception
            What the aggregate raises about its rows; later calls are right again.
        """
        aggregate = self._aggregate
        if not isinstance(aggregate, OfColumn):
            return aggregate.compute(store, positions)
        reducer, self._reducer = self._reducer, None  # of no use if something is raised
        before = self._store, self._members
        self._note(store, positions)
        if reducer is None or touched is None:
            reducer = aggregate.over(Cells(store), positions)
        else:
            left, came = self._moves(before[1], touched)
            if (len(left) + len(came)) * BULK_SHARE > len(positions):
                aggregate.fill(reducer, Cells(store), positions)
            else:
                for position, value in _read(before[0], aggregate.column, left):
                    reducer.remove(position, value)
                for position, value in _read(store, aggregate.column, came):
                    reducer.add(position, value)
                if reducer.spent:
                    aggregate.fill(reducer, Cells(store), positions)
        self._reducer = reducer
        return reducer.result()

    def _note(self, store: RowStore, positions: Positions) -> None:
        if positions is not self._positions:
            self._members = np.zeros(store.size, bool)
            self._members[positions] = True
        self._store, self._positions = store, positions

    def _moves(
        self, before: npt.NDArray[np.bool_], touched: Positions
    ) -> tuple[Positions, Positions]:
        """Return the rows whose old value is to be taken out, whose new one is to be put in."""
        now = self._members
        if before is now:
            stayed = touched[_inside(now, touched)]
            return stayed, stayed
        both = min(len(before), len(now))
        other = np.flatnonzero(before[:both] != now[:both])
        left, came = other[before[other]], other[now[other]]
        left = np.concatenate([left, both + np.flatnonzero(before[both:])])
        came = np.concatenate([came, both + np.flatnonzero(now[both:])])
        stayed = touched[_inside(before, touched) & _inside(now, touched)]
        return np.concatenate([left, stayed]), np.concatenate([came, stayed])


def _read(store: RowStore, column: str, positions: Positions) -> Iterator[Cell]:
    for position in positions.tolist():
        if not is_blank(value := store.value(position, column)):
            yield position, value


def _inside(members: npt.NDArray[np.bool_], positions: Positions) -> npt.NDArray[np.bool_]:
    """Return which positions are members."""
    known = positions < len(members)
    return known & members[np.where(known, positions, 0)] if len(members) else known
