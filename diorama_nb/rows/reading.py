"""Reading a row store: ids, records, single values and tables by position."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import compress
from operator import eq
from typing import Any, Final, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from diorama_nb.rows import codec
from diorama_nb.rows.blocks import Blocks
from diorama_nb.rows.cells import own
from diorama_nb.rows.ids import as_strings
from diorama_nb.rows.index import IdIndex, Ids, Positions
from diorama_nb.values import Record, lookup

RUN_ROWS: Final = 1024
"""From this many ids on they are first looked for as rows that follow each other."""

TAKE_ROWS: Final = 256
"""From this many changed rows on, folding them all is quicker than merging the asked ones."""


class StoredRows:
    """What can be read of a row store."""

    __slots__ = (
        "_blocks", "_columns", "_folded", "_index", "_overlay", "_removed", "_size", "_tail",
    )  # fmt: skip

    def __init__(
        self,
        blocks: Blocks,
        index: IdIndex,
        *,
        overlay: dict[int, Record] | None = None,
        tail: Sequence[str] = (),
        removed: frozenset[int] = frozenset(),
    ) -> None:
        self._blocks = blocks
        self._index = index
        self._overlay = overlay or {}
        self._tail = tail  # ids of rows that are only in the overlay, by position
        self._removed = removed
        self._size = blocks.rows + len(tail)
        self._folded: Self | None = None
        self._columns: list[str] | None = None

    @classmethod
    def of(cls, table: pa.Table | None = None) -> Self:
        """Return a store over a row table (`diorama_nb.rows.codec`)."""
        held = [codec.empty() if table is None else table]
        del table  # or it could not be freed while it is copied
        blocks = Blocks.taking(held)
        return cls(blocks, IdIndex.of(blocks.field(0)))

    # --- reading ---------------------------------------------------------------------------

    def __len__(self) -> int:
        return self._size - len(self._removed)

    @property
    def size(self) -> int:
        """Positions handed out so far; every live position is smaller."""
        return self._size

    @property
    def base_rows(self) -> int:
        """Rows held in Arrow blocks."""
        return self._blocks.rows

    @property
    def schema(self) -> pa.Schema:
        """The layout of the blocks."""
        return self._blocks.schema

    def position(self, id: str) -> int | None:
        """Return where the record with this id is, or None."""
        for candidate in self._index.candidates(id):
            if self._is_at(candidate, id):
                return candidate
        return None

    def _is_at(self, position: int, id: str) -> bool:
        known = position < self._size and position not in self._removed
        return known and self.id(position) == id

    def positions(self, ids: Ids) -> Positions:
        """Return the positions of many ids, -1 for unknown ones."""
        if not self._size:
            return np.full(len(ids), -1, np.int64)
        if len(ids) >= RUN_ROWS and (run := self._run(ids)) is not None:
            return run
        ids = as_strings(ids)
        found = self._index.first_candidates(ids)
        sure = (found >= 0) & (found < self._size)
        held = self.ids(found[sure])
        asked = list(compress(ids, sure.tolist()))
        if held != asked:
            sure[sure] = list(map(eq, held, asked))
        if self._removed:
            sure &= ~np.isin(found, np.fromiter(self._removed, np.int64))
        for place in np.flatnonzero((found >= 0) & ~sure).tolist():
            position = self.position(ids[place])  # there may be a better candidate
            found[place] = -1 if position is None else position
        return found

    def _run(self, ids: Ids) -> Positions | None:
        """Return the positions of ids that stand here in the same order, None for others.

        Whoever reads a set again mostly reads it so, and comparing is quicker than looking up.
        """
        start = self.position(str(ids[0]))
        if start is None or self.position(str(ids[-1])) != (stop := start + len(ids)) - 1:
            return None
        if stop > self.base_rows or any(start <= gone < stop for gone in self._removed):
            return None
        held = self._blocks.field(0).slice(start, len(ids))
        column = isinstance(ids, pa.ChunkedArray)
        same = held.equals(ids) if column else held.to_pylist() == list(ids)
        return np.arange(start, stop, dtype=np.int64) if same else None

    def id(self, position: int) -> str:
        """Return the id of the row at a position."""
        if position >= self.base_rows:
            return self._tail[position - self.base_rows]
        return self._blocks.id(position)

    def ids(self, positions: Positions) -> list[str]:
        """Return the ids of rows."""
        if len(positions) < 16:
            return [self.id(int(position)) for position in positions]
        base = positions < self.base_rows
        if base.all():
            return list(self._blocks.take(positions, [0]).column(0).to_pylist())
        return [self.id(position) for position in positions.tolist()]

    def record(self, position: int) -> Record | None:
        """Return the record at a position, None where it was removed."""
        if position in self._removed or not 0 <= position < self._size:
            return None
        patched = self._overlay.get(position)
        return self._blocks.record(position) if patched is None else own(patched)

    def value(self, position: int, column: str) -> Any:
        """Return one value of the record at a live position, as `values.lookup` finds it."""
        patched = self._overlay.get(position)
        if patched is None and "." not in column:
            return self._blocks.value(position, column)
        return lookup(self._blocks.record(position) if patched is None else patched, column)

    def example(self, column: str) -> Any:
        """Return a value some row has in a column, None where all are null."""
        field = self.schema.get_field_index(codec.field_name(column))
        for chunk in self._blocks.field(field).chunks if field >= 0 else ():
            at = pc.index(chunk.is_valid(), True).as_py()
            if at >= 0:
                return codec.column_values(chunk.slice(at, 1))[0]
        held = (record.get(column) for record in self._overlay.values())
        return next((value for value in held if value is not None), None)

    def get(self, id: str) -> Record | None:
        """Return the record with this id, or None."""
        position = self.position(id)
        return None if position is None else self.record(position)

    def __contains__(self, id: str) -> bool:
        return self.position(id) is not None

    def alive(self) -> Positions:
        """Return the positions of all rows, in order of first insertion."""
        positions = np.arange(self._size, dtype=np.int64)
        return np.delete(positions, list(self._removed)) if self._removed else positions

    def take(self, positions: Positions, columns: Collection[str] | None = None) -> pa.Table:
        """Return rows as a row table with all columns, in the order of the positions.

        Only with those of `columns` that there are, in any order, if it is given; their shapes
        still name all.
        """
        if columns is not None:
            wanted = {codec.ID, codec.SHAPE, *map(codec.field_name, columns)}
            if not self._overlay:
                names = enumerate(self.schema.names)
                return self._blocks.take(positions, [n for n, f in names if f in wanted])
            whole = self.take(positions)
            return whole.select([field for field in whole.schema.names if field in wanted])
        table = self._take(positions)
        if not self._overlay:
            return table
        fields = list(map(codec.field_name, self.columns()))
        for field in set(fields) - set(table.schema.names):
            table = table.append_column(field, pa.nulls(table.num_rows))
        return table.select([codec.ID, codec.SHAPE, *fields])

    def _take(self, positions: Positions) -> pa.Table:
        patched = [p for p in positions.tolist() if p in self._overlay] if self._overlay else []
        if not patched:
            return self._blocks.take(positions)
        if len(patched) > TAKE_ROWS:
            return self.folded._blocks.take(positions)
        base = np.array([p for p in positions.tolist() if p not in self._overlay], np.int64)
        both = codec.concat([self._blocks.take(base), self._encoded(patched)])
        place = {p: i for i, p in enumerate([*base.tolist(), *patched])}
        return both.take(pa.array([place[p] for p in positions.tolist()], pa.int64()))

    def _encoded(self, patched: list[int]) -> pa.Table:
        return codec.encode_rows(
            [self.id(p) for p in patched], [self._overlay[p] for p in patched]
        )

    def to_table(self) -> pa.Table:
        """Return all rows as one row table, in order of first insertion."""
        store = self.folded
        whole = store._blocks.table()
        return whole.take(pa.array(store.alive())) if store._removed else whole

    def columns(self) -> list[str]:
        """Return the names of all columns, those of the schema first."""
        if self._columns is None:
            names = dict.fromkeys(map(codec.column_name, self.schema.names[2:]))
            for record in self._overlay.values():
                names.update(dict.fromkeys(record))
            self._columns = list(names)
        return self._columns

    def field(self, index: int) -> pa.ChunkedArray:
        """Return one field of the blocks by its number; fold first to see every change."""
        return self._blocks.field(index)

    # --- folding ---------------------------------------------------------------------------

    @property
    def folded(self) -> Self:
        """The same store with every row in the Arrow blocks; positions stay."""
        if not self._overlay:
            return self
        if self._folded is None:
            self._folded = self._fold()
        return self._folded

    def _fold(self) -> Self:
        blocks, base = self._blocks, self.base_rows
        if changed := sorted(p for p in self._overlay if p < base):
            blocks = blocks.replacing(np.array(changed, np.int64), self._encoded(changed))
        if self._tail:
            blocks = blocks.appending(self._encoded(list(range(base, self._size))))
        return type(self)(blocks, self._index, removed=self._removed)
