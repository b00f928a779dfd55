"""Running states of values over a column: a row that comes or goes costs one step.

A state depends only on which values are in it, not on the way they came: a value that was
added and removed again leaves no trace. Values that are `values.equal` are one to it, for a
store may give back 1 as 1.0. Blank values are never given to a state.
"""

from __future__ import annotations

import bisect
import heapq
from collections import Counter
from collections.abc import Hashable, Iterable
from operator import itemgetter
from typing import Any, Final, Protocol

from diorama_nb.rows.keys import key_of
from diorama_nb.values import order_key

Cell = tuple[int, Any]
"""The position of a row, and its value."""

KEPT: Final = 64
"""Least (or greatest) values that are kept: so many may leave before all are read again."""

MANY: Final = 64
"""Values from which on a whole column is worked on by kernels, not value by value."""


class Reducer(Protocol):
    """A running state."""

    @property
    def spent(self) -> bool:
        """Whether too much left: `fill` it again before asking for the result."""

    def fill(self, cells: Iterable[Cell]) -> None:
        """Start over with these values."""

    def fill_tally(self, tally: Iterable[tuple[Any, int]]) -> None:
        """Start over with these values, each so many times."""

    def add(self, position: int, value: Any) -> None:
        """Take a value in."""

    def remove(self, position: int, value: Any) -> None:
        """Take a value out that was in."""

    def result(self) -> Any:
        """Return the value of the state."""


class Extreme:
    """The least value, or the greatest; of equal ones that of the first row.

    Only the best few values are kept. While one of them is left it is the best of all; when
    the last one leaves, all values must be read again.
    """

    def __init__(self, *, greatest: bool) -> None:
        self._greatest = greatest
        self.fill(())

    def _placed(self, cell: Cell) -> tuple[Any, int, Any]:
        position, value = cell
        return order_key(value, descending=self._greatest), position, value

    def fill(self, cells: Iterable[Cell]) -> None:
        """Start over with these values."""
        best = heapq.nsmallest(KEPT + 1, map(self._placed, cells), key=_PLACE)
        self._best, self._whole = best[:KEPT], len(best) <= KEPT

    def fill_tally(self, tally: Iterable[tuple[Any, int]]) -> None:
        """Start over with these values."""
        self.fill(enumerate(value for value, _ in tally))

    @property
    def spent(self) -> bool:
        """Whether every value that was kept has left, and there are others."""
        return not self._best and not self._whole

    def add(self, position: int, value: Any) -> None:
        """Take a value in."""
        cell = self._placed((position, value))
        if not self._whole and (not self._best or cell[:2] > self._best[-1][:2]):
            return  # among those that are not kept
        bisect.insort(self._best, cell, key=_PLACE)
        if len(self._best) > KEPT:
            del self._best[KEPT:]
            self._whole = False

    def remove(self, position: int, value: Any) -> None:
        """Take a value out."""
        cell = self._placed((position, value))
        at = bisect.bisect_left(self._best, cell[:2], key=_PLACE)
        if at < len(self._best) and self._best[at][:2] == cell[:2]:
            del self._best[at]

    def result(self) -> Any:
        """Return the best value; None of none."""
        return self._best[0][2] if self._best else None


_PLACE: Final = itemgetter(0, 1)


class Different:
    """The different values, sorted, each counted."""

    spent = False

    def __init__(self) -> None:
        self.fill(())

    def fill(self, cells: Iterable[Cell]) -> None:
        """Start over with these values."""
        values = [value for _, value in cells]
        keys = values if set(map(type, values)) == {str} else list(map(key_of, values))
        self._count: dict[Hashable, int] = Counter(keys)
        some = dict(zip(reversed(keys), reversed(values), strict=True))  # the first of each
        # What sorts alike need not be equal, as a day and its midnight: their text decides.
        self._sorted = sorted(map(_ranked, some.values()), key=_PLACE)

    def fill_tally(self, tally: Iterable[tuple[Any, int]]) -> None:
        """Start over with these values; each counts once."""
        self.fill(enumerate(value for value, _ in tally))

    def add(self, position: int, value: Any) -> None:
        """Take a value in."""
        key = key_of(value)
        self._count[key] = self._count.get(key, 0) + 1
        if self._count[key] == 1:
            bisect.insort(self._sorted, _ranked(value), key=_PLACE)

    def remove(self, position: int, value: Any) -> None:
        """Take a value out."""
        key = key_of(value)
        self._count[key] -= 1
        if not self._count[key]:
            del self._count[key]
            at = bisect.bisect_left(self._sorted, order_key(value), key=itemgetter(0))
            while key_of(self._sorted[at][2]) != key:
                at += 1
            del self._sorted[at]

    def result(self) -> list[Any]:
        """Return the different values, sorted."""
        return [value for *_, value in self._sorted]


def _ranked(value: Any) -> tuple[Any, str, Any]:
    return order_key(value), repr(value), value
