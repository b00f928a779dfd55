"""The row store: all rows of one data set in memory, as an immutable value.

A store is Arrow chunks, an overlay of rows changed since, and an index of ids. Changing it
returns a new store that shares nearly everything with the old one, so that whoever painted
from the old one keeps a consistent cut, on any thread, without a lock.

Every row has a *position*, its place in the order of first insertion. Positions are never
reused while a process lives: a view is an array of positions (`diorama_nb.rows.view`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from diorama_nb.rows import codec
from diorama_nb.rows.diff import changed_rows
from diorama_nb.rows.index import IdIndex, Positions
from diorama_nb.values import Record, same_record

CHUNK_ROWS: Final = 1 << 20
"""Rows of one Arrow chunk: few enough that rewriting one is quick, many enough that windows
gather from few (from one: 0.1 ms for 50 rows, from four: 0.9 ms)."""

FOLD_ROWS: Final = 2048
"""Rows the overlay may hold before it is folded into the chunks."""

BULK_ROWS: Final = 256
"""From this many rows on, changes are compared column by column instead of row by row."""

_NONE: Final = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Delta:
    """What a change did to a store, as positions."""

    inserted: Positions
    changed: Positions
    removed: Positions

    def __bool__(self) -> bool:
        return bool(len(self.inserted) or len(self.changed) or len(self.removed))

    @property
    def size(self) -> int:
        """Rows touched."""
        return len(self.inserted) + len(self.changed) + len(self.removed)


NO_CHANGE: Final = Delta(_NONE, _NONE, _NONE)


class RowStore:
    """Rows by position; see the module for how it behaves.

    Use `RowStore.of` to make one; every method that changes something returns a new store.
    """

    __slots__ = (
        "_chunks",
        "_folded",
        "_index",
        "_offsets",
        "_overlay",
        "_removed",
        "_size",
        "_tail",
    )

    def __init__(
        self,
        chunks: Sequence[pa.RecordBatch],
        index: IdIndex,
        *,
        overlay: dict[int, Record] | None = None,
        tail: tuple[str, ...] | list[str] = (),
        removed: frozenset[int] = frozenset(),
    ) -> None:
        self._chunks = list(chunks)
        self._offsets = np.cumsum([0, *(chunk.num_rows for chunk in self._chunks)])
        self._index = index
        self._overlay = overlay or {}
        self._tail = tail  # ids of rows that are only in the overlay, by position
        self._removed = removed
        self._size = int(self._offsets[-1]) + len(tail)
        self._folded: RowStore | None = None

    @classmethod
    def of(cls, table: pa.Table | None = None) -> RowStore:
        """Return a store over a row table (`diorama_nb.rows.codec`)."""
        table = codec.empty() if table is None else table
        chunks = rechunk(table)
        hashes = [id for chunk in chunks for id in codec.ids(chunk)]
        return cls(chunks, IdIndex.of(hashes))

    # --- reading ---------------------------------------------------------------------------

    def __len__(self) -> int:
        return self._size - len(self._removed)

    @property
    def size(self) -> int:
        """Positions handed out so far; every live position is smaller."""
        return self._size

    @property
    def base_rows(self) -> int:
        """Rows held in Arrow chunks."""
        return int(self._offsets[-1])

    @property
    def schema(self) -> pa.Schema:
        """The layout of the chunks."""
        return self._chunks[0].schema if self._chunks else codec.empty().schema

    def position(self, id: str) -> int | None:
        """Return where the record with this id is, or None."""
        for candidate in self._index.candidates(id):
            if (
                candidate < self._size
                and candidate not in self._removed
                and self.id(candidate) == id
            ):
                return candidate
        return None

    def positions(self, ids: Sequence[str]) -> Positions:
        """Return the positions of many ids, -1 for unknown ones."""
        found = self._index.first_candidates(ids)
        found[found >= self._size] = -1
        known = np.flatnonzero(found >= 0)
        held = self.ids(found[known])
        for place, held_id in zip(known.tolist(), held, strict=True):
            if held_id != ids[place] or int(found[place]) in self._removed:
                position = self.position(ids[place])  # a collision of hashes: look closer
                found[place] = -1 if position is None else position
        return found

    def id(self, position: int) -> str:
        """Return the id of the row at a position."""
        if position >= self.base_rows:
            return self._tail[position - self.base_rows]
        chunk, row = self._locate(position)
        return str(self._chunks[chunk].column(0)[row])

    def ids(self, positions: Positions) -> list[str]:
        """Return the ids of rows."""
        if len(positions) < 16:
            return [self.id(int(position)) for position in positions]
        base = positions < self.base_rows
        found = np.empty(len(positions), object)
        found[base] = self._gather(positions[base], [0]).column(0).to_pylist()
        found[~base] = [self._tail[int(p) - self.base_rows] for p in positions[~base]]
        return list(found)

    def record(self, position: int) -> Record | None:
        """Return the record at a position, None where it was removed."""
        if position in self._removed or not 0 <= position < self._size:
            return None
        if (patched := self._overlay.get(position)) is not None:
            return dict(patched)
        chunk, row = self._locate(position)
        return codec.record_at(self._chunks[chunk], row)

    def get(self, id: str) -> Record | None:
        """Return the record with this id, or None."""
        position = self.position(id)
        return None if position is None else self.record(position)

    def alive(self) -> Positions:
        """Return the positions of all rows, in order of first insertion."""
        positions = np.arange(self._size, dtype=np.int64)
        return np.delete(positions, list(self._removed)) if self._removed else positions

    def take(self, positions: Positions) -> pa.Table:
        """Return rows as a row table, in the order of the positions."""
        patched = [p for p in positions.tolist() if p in self._overlay] if self._overlay else []
        if not patched:
            return self._gather(positions)
        if len(patched) > BULK_ROWS:
            return self.folded.take(positions)
        fresh = codec.encode_rows(
            [self.id(p) for p in patched], [self._overlay[p] for p in patched]
        )
        from_chunks = np.array(
            [p for p in positions.tolist() if p not in self._overlay], np.int64
        )
        both = codec.concat([self._gather(from_chunks), fresh])
        place = {p: i for i, p in enumerate([*from_chunks.tolist(), *patched])}
        return both.take(pa.array([place[p] for p in positions.tolist()], pa.int64()))

    def to_table(self) -> pa.Table:
        """Return all rows as one row table, in order of first insertion."""
        store = self.folded
        whole = (
            pa.Table.from_batches(store._chunks, store.schema)
            if store._chunks
            else codec.empty()
        )
        return whole.take(pa.array(store.alive())) if store._removed else whole

    def columns(self) -> list[str]:
        """Return the names of all columns."""
        names = dict.fromkeys(codec.column_name(field) for field in self.schema.names[2:])
        for record in self._overlay.values():
            names.update(dict.fromkeys(record))
        return list(names)

    def field(self, index: int) -> pa.ChunkedArray:
        """Return one field of the chunks by its number; fold first to see every change."""
        return pa.chunked_array(
            [chunk.column(index) for chunk in self._chunks], self.schema[index].type
        )

    def _locate(self, position: int) -> tuple[int, int]:
        chunk = int(np.searchsorted(self._offsets, position, "right")) - 1
        return chunk, position - int(self._offsets[chunk])

    def _gather(self, positions: Positions, fields: list[int] | None = None) -> pa.Table:
        """Take rows out of the chunks, whatever the overlay says."""
        chunks = [c.select(fields) for c in self._chunks] if fields else self._chunks
        if not chunks or not len(positions):
            empty = (
                codec.empty() if not chunks else pa.Table.from_batches(chunks[:1]).slice(0, 0)
            )
            return empty.select(fields) if fields and not chunks else empty
        if len(chunks) == 1:
            return pa.Table.from_batches([chunks[0].take(pa.array(positions))])
        numbers = np.searchsorted(self._offsets, positions, "right") - 1
        order = np.argsort(numbers, kind="stable")
        starts = np.flatnonzero(np.diff(numbers[order], prepend=-1))
        parts = []
        for group in np.split(order, starts[1:]):
            number = int(numbers[group[0]])
            parts.append(
                chunks[number].take(pa.array(positions[group] - self._offsets[number]))
            )
        joined = pa.Table.from_batches(parts)
        if len(parts) == 1:
            return joined
        back = np.empty(len(order), np.int64)
        back[order] = np.arange(len(order))
        return joined.combine_chunks().take(pa.array(back))

    # --- changing --------------------------------------------------------------------------

    def upsert(
        self, records: Mapping[str, Record], table: pa.Table | None = None
    ) -> tuple[RowStore, Delta]:
        """Insert new records and replace the ones that differ.

        Parameters
        ----------
        records : mapping of str to Record
            id → whole record.
        table : pyarrow.Table or None
            The same records as a row table, if they were encoded already.

        Returns
        -------
        store : RowStore
            `self` when nothing differs.
        delta : Delta
            What did differ.
        """
        if len(records) < BULK_ROWS:
            return self._upsert_each(records)
        return self._upsert_bulk(records, codec.encode(records) if table is None else table)

    def _upsert_each(self, records: Mapping[str, Record]) -> tuple[RowStore, Delta]:
        overlay, tail = dict(self._overlay), list(self._tail)
        inserted, changed = [], []
        for id, record in records.items():
            position = self.position(id)
            if position is None:
                position = self.base_rows + len(tail)
                tail.append(id)
                inserted.append(position)
            elif same_record(self.record(position) or {}, record):
                continue
            else:
                changed.append(position)
            overlay[position] = dict(record)
        if not inserted and not changed:
            return self, NO_CHANGE
        for position in inserted:
            self._index.add(tail[position - self.base_rows], position)
        store = RowStore(
            self._chunks, self._index, overlay=overlay, tail=tail, removed=self._removed
        )
        if len(overlay) > FOLD_ROWS:
            store = store.folded
        return store, Delta(_array(inserted), _array(changed), _NONE)

    def _upsert_bulk(
        self, records: Mapping[str, Record], table: pa.Table
    ) -> tuple[RowStore, Delta]:
        ids = list(records)
        found = self.positions(ids)
        known = np.flatnonzero(found >= 0)
        differ = known[changed_rows(self.take(found[known]), table.take(pa.array(known)))]
        new = np.flatnonzero(found < 0)
        store = self
        if len(differ):
            rows = list(records.values())
            overlay = {
                **self._overlay,
                **{int(found[i]): dict(rows[i]) for i in differ.tolist()},
            }
            store = RowStore(
                self._chunks,
                self._index,
                overlay=overlay,
                tail=self._tail,
                removed=self._removed,
            )
        inserted = _NONE
        if len(new):
            store = store.folded
            inserted = np.arange(store.size, store.size + len(new), dtype=np.int64)
            store = store._append(table if len(new) == len(ids) else table.take(pa.array(new)))
        elif len(store._overlay) > FOLD_ROWS:
            store = store.folded
        return store, Delta(inserted, found[differ], _NONE)

    def remove(self, ids: Iterable[str]) -> tuple[RowStore, Delta]:
        """Remove records; unknown ids are no error."""
        gone = {position for id in ids if (position := self.position(id)) is not None}
        if not gone:
            return self, NO_CHANGE
        overlay = {
            p: r for p, r in self._overlay.items() if p not in gone or p >= self.base_rows
        }
        store = RowStore(
            self._chunks,
            self._index,
            overlay=overlay,
            tail=self._tail,
            removed=self._removed | gone,
        )
        return store, Delta(_NONE, _NONE, _array(sorted(gone)))

    def replace_all(
        self, records: Mapping[str, Record], table: pa.Table | None = None
    ) -> tuple[RowStore, Delta]:
        """Make the store hold exactly these records; rows that stay equal keep their positions."""
        kept = np.zeros(self._size, bool)
        found = self.positions(list(records))
        kept[found[found >= 0]] = True
        alive = self.alive()
        store, removal = self.remove(self.ids(alive[~kept[alive]]))
        store, delta = store.upsert(records, table)
        return store, Delta(delta.inserted, delta.changed, removal.removed)

    # --- folding ---------------------------------------------------------------------------

    @property
    def folded(self) -> RowStore:
        """The same store with every row in the Arrow chunks; positions stay."""
        if not self._overlay:
            return self
        if self._folded is None:
            self._folded = self._fold()
        return self._folded

    def _fold(self) -> RowStore:
        changed = sorted(p for p in self._overlay if p < self.base_rows)
        store = RowStore(self._chunks, self._index, removed=self._removed)
        if changed:
            rows = codec.encode_rows(
                [self.id(p) for p in changed], [self._overlay[p] for p in changed]
            )
            store = store._patched(np.array(changed, np.int64), rows)
        if self._tail:
            first = self.base_rows
            rows = [self._overlay.get(first + i, {}) for i in range(len(self._tail))]
            store = store._append(codec.encode_rows(list(self._tail), rows), indexed=True)
        return store

    def _patched(self, positions: Positions, rows: pa.Table) -> RowStore:
        """Return the store with some rows of its chunks replaced."""
        chunks = []
        for number, chunk in enumerate(self._chunks):
            start, stop = int(self._offsets[number]), int(self._offsets[number + 1])
            inside = np.flatnonzero((positions >= start) & (positions < stop))
            table = pa.Table.from_batches([chunk])
            if len(inside):
                source = np.arange(chunk.num_rows)
                source[positions[inside] - start] = chunk.num_rows + np.arange(len(inside))
                both = codec.concat([table, rows.take(pa.array(inside))])
                table = both.combine_chunks().take(pa.array(source))
            chunks.append(table)
        return RowStore(_same_schema(chunks), self._index, removed=self._removed)

    def _append(self, table: pa.Table, *, indexed: bool = False) -> RowStore:
        """Return the store with the rows of a table after its own."""
        if not self._chunks and not indexed:
            return RowStore.of(table)
        if not indexed:
            for offset, id in enumerate(codec.ids(table)):
                self._index.add(id, self._size + offset)
        last = (
            self._chunks[-1:]
            if self._chunks and self._chunks[-1].num_rows < CHUNK_ROWS // 4
            else []
        )
        kept = self._chunks[: len(self._chunks) - len(last)]
        grown = codec.concat([*map(_as_table, last), table])
        chunks = _same_schema([*map(_as_table, kept), grown])
        return RowStore(chunks, self._index, removed=self._removed)


def rechunk(table: pa.Table) -> list[pa.RecordBatch]:
    """Return a row table as few contiguous chunks, one at a time so that memory never doubles."""
    chunks = []
    for start in range(0, table.num_rows, CHUNK_ROWS):
        part = table.slice(start, CHUNK_ROWS).unify_dictionaries().combine_chunks()
        chunks += part.to_batches()
    return chunks


def _same_schema(tables: list[pa.Table]) -> list[pa.RecordBatch]:
    """Return tables as chunks that all have the widest schema among them."""
    tables = [table for table in tables if table.num_rows]
    if any(not table.schema.equals(tables[0].schema) for table in tables[1:]):
        fields = list(dict.fromkeys(f for table in tables for f in table.schema.names[2:]))
        held = {f: [t.column(f) for t in tables if f in t.schema.names] for f in fields}
        types = {field: codec.common_type(columns) for field, columns in held.items()}
        tables = [codec.conform(table, types) for table in tables]
    return [chunk for table in tables for chunk in rechunk(table)]


def _as_table(chunk: pa.RecordBatch) -> pa.Table:
    return pa.Table.from_batches([chunk])


def _array(positions: Iterable[int]) -> Positions:
    return np.fromiter(positions, np.int64)
