"""Id → position for millions of rows in 8 bytes a row, where a dict would take 150."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from diorama_nb.rows.hashing import BITS, Hashes, Ids, hash_of, hashes_of
from diorama_nb.rows.ids import as_strings

__all__ = ["RECENT", "IdIndex", "Ids", "Positions"]

Positions = npt.NDArray[np.int64]

RECENT: Final = 4096
"""Ids the dict may hold, and an eighth of all, before they are sorted into the array."""

_PLACE: Final = np.uint64(BITS)
"""Bits of an entry below its hash: the position."""

_POSITION: Final = np.uint64((1 << BITS) - 1)


class IdIndex:
    """An append-only index of ids; position = order of arrival.

    Most ids are kept in one sorted array, each as its hash above its position: what a hash
    finds are candidates that the caller's ids confirm. Recent ones are in a dict. All versions
    of a store share one index: an id that one of them does not know yet has a position beyond
    its size, and the caller looks at the next candidate.
    """

    def __init__(self) -> None:
        self._entries: Hashes = np.empty(0, np.uint64)
        self._recent: dict[str, tuple[int, ...]] = {}

    @classmethod
    def of(cls, ids: Ids) -> Self:
        """Index ids by their place in a sequence."""
        index = cls()
        index._merge(ids, _counted(0, len(ids)))
        return index

    def add(self, ids: Ids, first: int) -> None:
        """Note that ids stand one behind the other from a position on."""
        if len(ids) > RECENT:
            self._merge(ids, _counted(first, len(ids)))
            return
        for position, id in enumerate(as_strings(ids), first):
            self._recent[id] = (position, *self._recent.get(id, ()))
        if len(self._recent) > max(RECENT, len(self._entries) // 8):
            self._settle()

    def _settle(self) -> None:
        noted = [(id, p) for id, places in self._recent.items() for p in places]
        positions = np.fromiter((p for _, p in noted), np.uint64, len(noted))
        self._merge([id for id, _ in noted], positions)
        self._recent = {}  # last: a reader on another thread finds each id here or there

    def _merge(self, ids: Ids, positions: npt.NDArray[np.uint64]) -> None:
        held, more = self._entries, hashes_of(ids)
        more <<= _PLACE  # in place: fresh memory costs more than what is done with it
        more |= positions
        more.sort()
        if len(held):
            more = np.insert(held, np.searchsorted(held, more), more)
        self._entries = more

    def candidates(self, id: str) -> Sequence[int]:
        """Return the positions that may hold an id, the most recent notes first."""
        recent = self._recent.get(id, ())
        entries, first = self._entries, hash_of(id) << BITS
        ends = np.array([first, first | int(_POSITION)], np.uint64)
        start, stop = entries.searchsorted(ends).tolist()
        return (*recent, *(entries[start:stop] & _POSITION).tolist())

    def first_candidates(self, ids: Sequence[str]) -> Positions:
        """Return one candidate position for each of many ids, -1 where there is none."""
        recent = self._recent
        entries = self._entries
        found = np.full(len(ids), -1, np.int64)
        if len(entries) and len(ids):
            firsts = hashes_of(ids) << _PLACE
            nearest = entries[np.minimum(np.searchsorted(entries, firsts), len(entries) - 1)]
            hit = nearest ^ firsts <= _POSITION
            found[hit] = nearest[hit] & _POSITION
        if recent:
            for place, id in enumerate(ids):
                if id in recent:
                    found[place] = recent[id][0]
        return found


def _counted(first: int, count: int) -> npt.NDArray[np.uint64]:
    return np.arange(first, first + count, dtype=np.uint64)
