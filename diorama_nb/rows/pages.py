"""Which row of a store stands at which place of a view that is loaded piece by piece."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np

from diorama_nb.coverage import MOVED, Total, chunks_of, shared_ids
from diorama_nb.rows.index import Positions

_NONE: Final = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a view.

    Attributes
    ----------
    positions : numpy.ndarray
        int64, shape (rows,): positions in the store, -1 for a place whose row went elsewhere.
    fetched_at : float
        Seconds since the epoch.
    stale : bool
        Newer knowledge exists (a refresh, a changed neighbour): load it again when it is seen.
    displaced : bool
        Another number of rows was told since: the places of its rows may be others now.
    """

    positions: Positions
    fetched_at: float
    stale: bool = False
    displaced: bool = False


@dataclass(frozen=True)
class PageMap:
    """Chunks by number, and how many rows there are; immutable.

    A row stands at one place only: putting it somewhere takes it away from where it was.

    Attributes
    ----------
    size : int
        Rows of a full chunk.
    chunks : dict of int to Chunk
        What was loaded.
    total : Total
        What is known of the number of rows.
    places : numpy.ndarray or None
        int64, by position in the store: where the row stands, -1 for nowhere. None: worked out.
    """

    size: int
    chunks: dict[int, Chunk]
    total: Total
    places: Positions | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, size: int, chunks: dict[int, Chunk], total: Total) -> PageMap:
        """Return a map of chunks that may name one row twice: the chunk read last has it."""
        top = max((int(c.positions.max(initial=-1)) for c in chunks.values()), default=-1)
        places = np.full(top + 1, -1, np.int64)
        chunks = dict(chunks) if total.rows is None else _within(chunks, size, total.rows)
        for number, chunk in sorted(chunks.items(), key=lambda item: item[1].fetched_at):
            _note(places, number * size, chunk.positions)
        for number, chunk in chunks.items():
            here = chunk.positions >= 0
            at = np.flatnonzero(here) + number * size
            gone = ~here
            gone[here] = places[chunk.positions[here]] != at
            if gone.any():
                held = np.where(gone, -1, chunk.positions)
                chunks[number] = Chunk(held, chunk.fetched_at, stale=True)
        return cls(size, chunks, total, places)

    @classmethod
    def whole(cls, size: int, positions: Positions, at: float, total: Total) -> PageMap:
        """Return a map of all rows of a view, of which none is named twice, read at a time."""
        firsts = range(0, max(len(positions), 1), size)
        chunks = {n: Chunk(positions[f : f + size], at) for n, f in enumerate(firsts)}
        for number in np.unique(np.flatnonzero(positions < 0) // size).tolist():
            chunks[number] = replace(chunks[number], stale=True)
        places = np.full(int(positions.max(initial=-1)) + 1, -1, np.int64)
        _note(places, 0, positions)
        return cls(size, chunks, total, places)

    @cached_property
    def _places(self) -> Positions:
        if self.places is not None:
            return self.places
        top = max((int(c.positions.max(initial=-1)) for c in self.chunks.values()), default=-1)
        places = np.full(top + 1, -1, np.int64)
        for number, chunk in self.chunks.items():
            _note(places, number * self.size, chunk.positions)
        return places

    @property
    def rows(self) -> int:
        """Rows the view has, loaded or not."""
        return self.total.rows or 0

    @cached_property
    def loaded(self) -> int:
        """Rows that are loaded."""
        return int(np.count_nonzero(self._places >= 0))

    @property
    def complete(self) -> bool:
        """Whether every row is loaded and the end is known."""
        return self.total.final and self.loaded >= self.rows

    @cached_property
    def oldest(self) -> float | None:
        """When the chunk read longest ago was read, in seconds since the epoch."""
        return min((chunk.fetched_at for chunk in self.chunks.values()), default=None)

    @cached_property
    def aging(self) -> bool | None:
        """Whether chunks are stale: all of them (True), none (False), only some (None)."""
        stale = {chunk.stale for chunk in self.chunks.values()}
        return stale.pop() if len(stale) == 1 else None if stale else False

    @cached_property
    def doubt(self) -> str:
        """Why what was loaded may not be all there is, though every page was read."""
        if not self.total.final or (not self.complete and self.lacking(range(self.rows))):
            return ""
        if any(chunk.displaced for chunk in self.chunks.values()):
            return MOVED
        return shared_ids(self.rows - self.loaded) if self.loaded < self.rows else ""

    def position(self, place: int) -> int:
        """Return the position of the row at a place, -1 where none is loaded."""
        chunk = self.chunks.get(place // self.size)
        inside = place % self.size
        if chunk is None or place < 0 or inside >= len(chunk.positions) or place >= self.rows:
            return -1
        return int(chunk.positions[inside])

    def window(self, wanted: range) -> Positions:
        """Return the positions of a range of places, -1 where none is loaded."""
        found = np.full(len(wanted), -1, np.int64)
        for number in chunks_of(wanted, self.size, self.rows):
            chunk = self.chunks.get(number)
            if chunk is None:
                continue
            first = number * self.size
            start = max(wanted.start, first)
            stop = min(wanted.stop, first + len(chunk.positions), self.rows)
            if stop > start:
                piece = chunk.positions[start - first : stop - first]
                found[start - wanted.start : stop - wanted.start] = piece
        return found

    def all_positions(self) -> Positions:
        """Return the positions of all loaded rows, in order."""
        parts = [self.chunks[number].positions for number in sorted(self.chunks)]
        joined = np.concatenate(parts) if parts else np.empty(0, np.int64)
        return joined[joined >= 0]

    def place_of(self, position: int) -> int | None:
        """Return where a row stands, or None."""
        place = int(self._places[position]) if 0 <= position < len(self._places) else -1
        return None if place < 0 else place

    def places_of(self, positions: Positions) -> Positions:
        """Return where rows stand, -1 for nowhere."""
        known = (positions >= 0) & (positions < len(self._places))
        if known.all():
            return self._places[positions]
        found = np.full(len(positions), -1, np.int64)
        found[known] = self._places[positions[known]]
        return found

    def shows(self, positions: Positions) -> bool:
        """Whether any of these rows is loaded here."""
        return bool((self.places_of(positions) >= 0).any())

    def lost(self, before: PageMap) -> Positions:
        """Return the rows that stood somewhere in an earlier map and nowhere in this one."""
        positions = np.flatnonzero(before._places >= 0)
        return positions[self.places_of(positions) < 0]

    @property
    def reach(self) -> int:
        """Where the last chunk that is loaded ends."""
        return max(
            (n * self.size + len(c.positions) for n, c in self.chunks.items()), default=0
        )

    def chunks_at(self, wanted: range) -> range:
        """Return the chunks of a range that can hold rows.

        The first one always can: only reading it tells whether there are rows at all.
        """
        return chunks_of(wanted, self.size, max(self.rows, 1) if self.total.final else None)

    def lacking(self, wanted: range) -> list[int]:
        """Return the chunks of a range that are not loaded, or too short."""
        return [n for n in self.chunks_at(wanted) if not self._filled(n)]

    @property
    def probe(self) -> int | None:
        """The chunk behind an end that nobody stated and no short page showed, or None."""
        inferred = self.total.final and not self.total.stated and self.rows % self.size == 0
        return self.rows // self.size if inferred and self.rows else None

    def _filled(self, number: int) -> bool:
        chunk = self.chunks.get(number)
        if chunk is None:
            return False
        due = min(self.size, self.rows - number * self.size)
        return len(chunk.positions) >= due

    # --- changing --------------------------------------------------------------------------

    def put(
        self, number: int, positions: Positions, fetched_at: float, total: Total
    ) -> PageMap:
        """Return the map with one chunk loaded; its rows leave any other place."""
        positions = positions[: self.size]
        chunks = dict(self.chunks)
        places = _grown(self._places, int(positions.max(initial=-1)) + 1)
        if (old := chunks.get(number)) is not None:
            places[old.positions[old.positions >= 0]] = -1
        before = self.places_of(positions[positions >= 0])
        for other in np.unique(before[before >= 0] // self.size).tolist():
            if other != number:
                chunks[other] = _without(chunks[other], positions)
        chunks.pop(number, None)
        if len(positions) or not number:  # behind the end there is nothing to grow old
            chunks[number] = Chunk(positions, fetched_at)
        _note(places, number * self.size, positions)
        reach = max(self.rows, number * self.size + len(positions))
        return PageMap(self.size, chunks, Total(reach), places).resized(total)

    def resized(self, total: Total) -> PageMap:
        """Return the map with other knowledge of the total; rows behind the end are dropped."""
        if total == self.total:
            return self
        if total.rows is None or total.rows >= self.rows:
            return PageMap(self.size, self.chunks, total, self._places)
        places = np.where(self._places < total.rows, self._places, -1)
        return PageMap(self.size, _within(self.chunks, self.size, total.rows), total, places)

    def dropping(self, removed: Positions) -> PageMap:
        """Return the map without some rows; rows behind them move up.

        What stands behind the first of them is stale: rows moved that nobody has read there.
        """
        at = self.places_of(removed)
        at = np.sort(at[at >= 0])
        if not len(at):
            return self
        first = int(at[0]) // self.size
        chunks = {n: chunk for n, chunk in self.chunks.items() if n < first}
        positions = np.flatnonzero(self._places >= first * self.size)
        positions = positions[~np.isin(positions, removed)]
        before = self._places[positions]
        after = before - np.searchsorted(at, before)
        total = replace(self.total, rows=self.rows - len(at))
        for number in np.unique(after // self.size).tolist():
            here = after // self.size == number
            room = min(self.size, (total.rows or 0) - number * self.size)
            rows = np.full(room, -1, np.int64)
            rows[after[here] - number * self.size] = positions[here]
            olds = [self.chunks[old] for old in np.unique(before[here] // self.size).tolist()]
            read = min(old.fetched_at for old in olds)
            displaced = any(old.displaced for old in olds)
            chunks[number] = Chunk(rows, read, stale=True, displaced=displaced)
        if 0 not in chunks and 0 in self.chunks:
            chunks[0] = replace(self.chunks[0], positions=_NONE, stale=True)
        places = np.where(self._places < first * self.size, self._places, -1)
        places[positions] = after
        return PageMap(self.size, chunks, total, places)

    def appended(self, position: int, now: float) -> PageMap:
        """Return the map with one more row at the end, as old as the chunk it comes into."""
        number, inside = divmod(self.rows, self.size)
        held = self.chunks.get(number, Chunk(np.empty(0, np.int64), now))
        positions = np.append(held.positions[:inside], position)
        total = replace(self.total, rows=self.rows + 1)
        grown = self.put(number, positions, held.fetched_at, total)
        return grown.aged(keep=self.chunks.keys() - {number}) if held.stale else grown

    def displaced(self) -> PageMap:
        """Return the map once another number of rows was told than when it was read."""
        chunks = {n: replace(c, stale=True, displaced=True) for n, c in self.chunks.items()}
        return PageMap(self.size, chunks, self.total, self._places)

    def aged(self, keep: Iterable[int] = ()) -> PageMap:
        """Return the map with all chunks stale but some."""
        fresh = frozenset(keep)
        chunks = {
            n: c if n in fresh or c.stale else replace(c, stale=True)
            for n, c in self.chunks.items()
        }
        return PageMap(self.size, chunks, self.total, self._places)

    def without_stale(self) -> PageMap:
        """Return the map with its fresh chunks only."""
        chunks = {n: chunk for n, chunk in self.chunks.items() if not chunk.stale}
        return PageMap(self.size, chunks, self.total)

    def same_rows(self, other: PageMap) -> bool:
        """Whether both maps show the same rows at the same places."""
        return (
            self.total == other.total
            and self.chunks.keys() == other.chunks.keys()
            and all(
                chunk.positions is other.chunks[number].positions
                or np.array_equal(chunk.positions, other.chunks[number].positions)
                for number, chunk in self.chunks.items()
            )
        )


def _note(places: Positions, first: int, positions: Positions) -> None:
    """Write down where the rows of a chunk stand."""
    at = np.arange(first, first + len(positions))
    if positions.min(initial=0) < 0:
        inside = positions >= 0
        positions, at = positions[inside], at[inside]
    places[positions] = at


def _grown(places: Positions, length: int) -> Positions:
    """Return a copy that is long enough."""
    more = max(0, length - len(places))
    return np.concatenate([places, np.full(more, -1, np.int64)])


def _without(chunk: Chunk, positions: Positions) -> Chunk:
    gone = np.isin(chunk.positions, positions)
    return replace(chunk, positions=np.where(gone, -1, chunk.positions), stale=True)


def _within(chunks: dict[int, Chunk], size: int, rows: int) -> dict[int, Chunk]:
    """Return the chunks cut to a total that shrank."""
    kept = {}
    for number, chunk in chunks.items():
        room = max(0, rows - number * size)
        if room or not number:
            cut = room < len(chunk.positions)
            kept[number] = replace(chunk, positions=chunk.positions[:room]) if cut else chunk
    return kept
