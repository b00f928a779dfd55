"""The row store: all rows of one data set in memory, as an immutable value.

A store is Arrow blocks, an overlay of rows changed since, and an index of ids. Changing it
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
from diorama_nb.rows.cells import own
from diorama_nb.rows.diff import changed_rows
from diorama_nb.rows.index import Positions
from diorama_nb.rows.reading import StoredRows
from diorama_nb.rows.records import as_table, ids_of
from diorama_nb.values import Record, same_record

FOLD_ROWS: Final = 2048
"""Rows the overlay may hold before it is folded into the blocks."""

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

    def followed_by(self, later: Delta) -> Delta:
        """Return what two changes of different rows did together."""
        if not later:
            return self
        return Delta(
            np.concatenate([self.inserted, later.inserted]),
            np.concatenate([self.changed, later.changed]),
            np.concatenate([self.removed, later.removed]),
        )


NO_CHANGE: Final = Delta(_NONE, _NONE, _NONE)


class RowStore(StoredRows):
    """Rows by position; see the module for how it behaves.

    Use `RowStore.of` to make one; every method that changes something returns a new store.
    """

    __slots__ = ()

    def _with(
        self,
        overlay: dict[int, Record],
        *,
        tail: Sequence[str] | None = None,
        removed: frozenset[int] | None = None,
    ) -> RowStore:
        """Return the store with another overlay, folded where that has grown too large."""
        store = RowStore(
            self._blocks,
            self._index,
            overlay=overlay,
            tail=self._tail if tail is None else tail,
            removed=self._removed if removed is None else removed,
        )
        return store.folded if len(overlay) > FOLD_ROWS else store

    def upsert(self, records: Mapping[str, Record]) -> tuple[RowStore, Delta]:
        """Insert new records and replace the ones that differ.

        Parameters
        ----------
        records : mapping of str to Record
            id → whole record.

        Returns
        -------
        store : RowStore
            `self` when nothing differs.
        delta : Delta
            What did differ.

        Raises
        ------
        ValueRefused
            If a value is of a type that can not be stored exactly; names the column.
        """
        if len(records) < BULK_ROWS:
            return self._upsert_each(records)
        return self._upsert_bulk(as_table(records))

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
            overlay[position] = own(record)
        if not inserted and not changed:
            return self, NO_CHANGE
        self._index.add(tail[len(self._tail) :], self._size)
        return self._with(overlay, tail=tail), Delta(_array(inserted), _array(changed), _NONE)

    def _upsert_bulk(self, table: pa.Table) -> tuple[RowStore, Delta]:
        if not self._size:
            return self._append(table)
        found = self.positions(table.column(0))
        known, new = np.flatnonzero(found >= 0), np.flatnonzero(found < 0)
        differ = _NONE
        if len(known):
            there = table.take(pa.array(known)) if len(new) else table
            differ = known[changed_rows(self.take(found[known]), there)]
        store, changed, delta = self, found[differ], NO_CHANGE
        if len(differ) > FOLD_ROWS:
            blocks = self.folded._blocks.replacing(changed, table.take(pa.array(differ)))
            store = RowStore(blocks, self._index, removed=self._removed)
        elif len(differ):
            rows = codec.decode_rows(table.take(pa.array(differ)))
            news = zip(changed.tolist(), rows, strict=True)
            store = self._with({**self._overlay, **dict(news)})
        if len(new):
            store, delta = store._append(table.take(pa.array(new)) if len(known) else table)
        return store, Delta(delta.inserted, changed, _NONE)

    def _append(self, table: pa.Table) -> tuple[RowStore, Delta]:
        """Return the store with rows behind its own, of which it knows none."""
        store = self.folded
        inserted = np.arange(store.size, store.size + table.num_rows, dtype=np.int64)
        self._index.add(table.column(0), store.size)
        blocks = store._blocks.appending(table)
        store = RowStore(blocks, self._index, removed=store._removed)
        return store, Delta(inserted, _NONE, _NONE)

    def remove(self, ids: Iterable[str]) -> tuple[RowStore, Delta]:
        """Remove records; unknown ids are no error."""
        found = self.positions(list(ids))
        gone = frozenset(found[found >= 0].tolist())
        if not gone:
            return self, NO_CHANGE
        store = self._with(
            {p: r for p, r in self._overlay.items() if p not in gone or p >= self.base_rows},
            removed=self._removed | gone,
        )
        return store, Delta(_NONE, _NONE, _array(sorted(gone)))

    def restore(self, records: Mapping[int, Record]) -> RowStore:
        """Return the store with removed rows back at their positions, with these values."""
        overlay = {**self._overlay, **{p: own(record) for p, record in records.items()}}
        return self._with(overlay, removed=self._removed - records.keys())

    def replace_all(self, records: Mapping[str, Record]) -> tuple[RowStore, Delta]:
        """Make the store hold exactly these records; rows that stay keep their place."""
        kept = np.zeros(self._size, bool)
        found = self.positions(ids_of(records))
        kept[found[found >= 0]] = True
        alive = self.alive()
        store, removal = self.remove(self.ids(alive[~kept[alive]]))
        store, delta = store.upsert(records)
        return store, Delta(delta.inserted, delta.changed, removal.removed)


def _array(positions: Iterable[int]) -> Positions:
    return np.fromiter(positions, np.int64)
