"""Which row of a store stands at which place of a view that is loaded piece by piece."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from diorama_nb.coverage import Total, chunks_of
from diorama_nb.rows.index import Positions


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
    """

    positions: Positions
    fetched_at: float
    stale: bool = False


@dataclass(frozen=True, slots=True)
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
    """

    size: int
    chunks: dict[int, Chunk]
    total: Total

    @property
    def rows(self) -> int:
        """Rows the view has, loaded or not."""
        return self.total.rows or 0

    @property
    def loaded(self) -> int:
        """Rows that are loaded."""
        return sum(int((chunk.positions >= 0).sum()) for chunk in self.chunks.values())

    @property
    def complete(self) -> bool:
        """Whether every row is loaded and the end is known."""
        return self.total.final and self.loaded >= self.rows

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
        for number, chunk in self.chunks.items():
            inside = np.flatnonzero(chunk.positions == position)
            if len(inside):
                return number * self.size + int(inside[0])
        return None

    def shows(self, positions: Positions) -> bool:
        """Whether any of these rows is loaded here."""
        return any(bool(np.isin(positions, c.positions).any()) for c in self.chunks.values())

    def lacking(self, wanted: range) -> list[int]:
        """Return the chunks of a range that are not loaded, or too short."""
        return [n for n in chunks_of(wanted, self.size, self._open_end) if not self._filled(n)]

    def stale(self, wanted: range) -> list[int]:
        """Return the chunks of a range that are loaded and stale."""
        numbers = chunks_of(wanted, self.size, self.rows)
        return [n for n in numbers if (c := self.chunks.get(n)) is not None and c.stale]

    @property
    def _open_end(self) -> int | None:
        return self.total.rows if self.total.final else None

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
        """Return the map with one chunk loaded; its rows leave any other place they had."""
        chunks = {
            other: chunk if other == number else _without(chunk, positions)
            for other, chunk in self.chunks.items()
        }
        chunks[number] = Chunk(positions, fetched_at)
        return PageMap(self.size, _within(chunks, self.size, total), total)

    def dropping(self, removed: Positions) -> PageMap:
        """Return the map without some rows; rows behind them move up.

        A removal shifts all rows behind it, so chunks from the first hole on are stale.
        """
        places = sorted(p for r in removed.tolist() if (p := self.place_of(r)) is not None)
        if not places:
            return self
        chunks = {n: _without(chunk, removed) for n, chunk in self.chunks.items()}
        first = places[0] // self.size
        chunks = {n: replace(c, stale=True) if n >= first else c for n, c in chunks.items()}
        return PageMap(self.size, chunks, self.total)

    def aged(self, keep: Iterable[int] = ()) -> PageMap:
        """Return the map with all chunks stale but some."""
        fresh = frozenset(keep)
        chunks = {
            n: c if n in fresh else replace(c, stale=True) for n, c in self.chunks.items()
        }
        return PageMap(self.size, chunks, self.total)

    def same_rows(self, other: PageMap) -> bool:
        """Whether both maps show the same rows at the same places."""
        return (
            self.total == other.total
            and self.chunks.keys() == other.chunks.keys()
            and all(
                np.array_equal(chunk.positions, other.chunks[number].positions)
                for number, chunk in self.chunks.items()
            )
        )


def _without(chunk: Chunk, positions: Positions) -> Chunk:
    gone = np.isin(chunk.positions, positions)
    if not gone.any():
        return chunk
    return Chunk(np.where(gone, -1, chunk.positions), chunk.fetched_at, stale=True)


def _within(chunks: dict[int, Chunk], size: int, total: Total) -> dict[int, Chunk]:
    """Return the chunks cut to a total that shrank."""
    if total.rows is None:
        return chunks
    kept = {}
    for number, chunk in chunks.items():
        room = total.rows - number * size
        if room >= len(chunk.positions):
            kept[number] = chunk
        elif room > 0:
            kept[number] = replace(chunk, positions=chunk.positions[:room])
    return kept
