"""The Arrow part of a row store: contiguous blocks of rows, addressed by position."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from diorama_nb.rows import codec
from diorama_nb.rows.columns import cell_reader
from diorama_nb.rows.index import Positions
from diorama_nb.rows.memory import give_back
from diorama_nb.values import MISSING, Record

CHUNK_ROWS: Final = 1 << 20
"""Rows of one block: few enough that rewriting one is quick, many enough that windows gather
from few (from one: 0.1 ms for 50 rows, from four: 0.9 ms)."""

MANY_ROWS: Final = 1 << 17
"""From this many rows on, memory that was freed while they were taken is given back."""

SHARED_ROWS: Final = 4096
"""From this many rows on, those that follow each other are handed out without a copy; fewer
would keep a whole block in memory."""

OUTWEIGHED: Final = 8
"""A block of fewer than so many times the rows that come behind it is merged with them."""


class Block:
    """One contiguous record batch that is quick to read single rows of."""

    __slots__ = ("_codes", "_plans", "_readers", "batch", "rows")

    def __init__(self, batch: pa.RecordBatch) -> None:
        self.batch = batch
        self.rows: int = batch.num_rows
        self._codes: Any = None
        self._readers: dict[str, Callable[[int], Any]] = {}
        self._plans: dict[int, dict[str, Callable[[int], Any]]] = {}

    @property
    def table(self) -> pa.Table:
        """The rows as a row table."""
        return pa.Table.from_batches([self.batch])

    def record(self, row: int) -> Record:
        """Return one record."""
        return {name: read(row) for name, read in self._plan(row).items()}

    def value(self, row: int, column: str) -> Any:
        """Return one value of one record, or `MISSING`."""
        read = self._plan(row).get(column)
        return MISSING if read is None else read(row)

    def _plan(self, row: int) -> dict[str, Callable[[int], Any]]:
        """Return how each column of a row is read; rows of one shape share it."""
        if self._codes is None:
            self._codes = self.batch.column(1).indices.to_numpy()
        code = self._codes.item(row)
        plan = self._plans.get(code)
        if plan is None:
            shape = codec.parse_shape(self.batch.column(1).dictionary[code].as_py())
            plan = {codec.column_name(field): self._reader(field) for field in shape}
            self._plans[code] = plan
        return plan

    def _reader(self, field: str) -> Callable[[int], Any]:
        reader = self._readers.get(field)
        if reader is None:
            reader = self._readers[field] = cell_reader(self.batch.column(field))
        return reader


class Blocks:
    """An immutable sequence of blocks that all have one schema."""

    __slots__ = ("_blocks", "_starts", "rows", "schema")

    def __init__(self, blocks: Sequence[Block] = (), schema: pa.Schema | None = None) -> None:
        self._blocks = tuple(blocks)
        self._starts = np.cumsum([0, *(block.rows for block in self._blocks)])
        self.rows = int(self._starts[-1])
        if self._blocks:
            schema = self._blocks[0].batch.schema
        self.schema: pa.Schema = codec.empty().schema if schema is None else schema

    @classmethod
    def of(cls, *parts: pa.Table | Block) -> Blocks:
        """Return row tables and blocks as blocks, one after the other."""
        tables = [part.table if isinstance(part, Block) else part for part in parts]
        blocks: list[Block] = []
        for part, table in zip(parts, codec.alike(tables), strict=True):
            if isinstance(part, Block) and table.schema.equals(part.batch.schema):
                blocks.append(part)
            else:
                blocks += _cut([table])
        return cls(blocks)

    @classmethod
    def taking(cls, held: list[pa.Table]) -> Blocks:
        """Return the one row table of a list as blocks, emptying the list.

        Where nobody else holds the table, its columns are freed as they are copied.
        """
        schema, many = held[0].schema, held[0].num_rows > MANY_ROWS
        return cls(list(_cut(held, give_back if many else None)), schema)

    # --- reading ---------------------------------------------------------------------------

    def id(self, position: int) -> str:
        """Return the id of a row."""
        block, row = self._locate(position)
        return str(block.batch.column(0)[row])

    def record(self, position: int) -> Record:
        """Return a row as a record."""
        block, row = self._locate(position)
        return block.record(row)

    def value(self, position: int, column: str) -> Any:
        """Return one value of a row, or `MISSING`."""
        block, row = self._locate(position)
        return block.value(row, column)

    def field(self, number: int) -> pa.ChunkedArray:
        """Return one field of all rows by its number."""
        arrays = [block.batch.column(number) for block in self._blocks]
        return pa.chunked_array(arrays, self.schema[number].type)

    def table(self) -> pa.Table:
        """Return all rows as one row table."""
        return pa.Table.from_batches([block.batch for block in self._blocks], self.schema)

    def take(self, positions: Positions, fields: list[int] | None = None) -> pa.Table:
        """Return rows in the order of the positions; only some fields, by number, if told."""
        batches = [block.batch for block in self._blocks]
        schema = self.schema
        if fields is not None:
            batches = [batch.select(fields) for batch in batches]
            schema = pa.schema([schema[number] for number in fields])
        if not len(positions):
            return schema.empty_table()
        first, last = int(positions[0]), int(positions[-1])
        run = last - first == len(positions) - 1 >= SHARED_ROWS
        if run and (positions == np.arange(first, last + 1)).all():
            return self._run(first, len(positions), batches)
        numbers = self._numbers(positions)
        if (numbers == numbers[0]).all():
            number = int(numbers[0])
            rows = positions - self._starts[number]
            return pa.Table.from_batches([batches[number].take(pa.array(rows))])
        order = np.argsort(numbers, kind="stable")
        groups = np.split(order, np.flatnonzero(np.diff(numbers[order])) + 1)
        parts = []
        for group in groups:
            number = int(numbers[group[0]])
            parts.append(
                batches[number].take(pa.array(positions[group] - self._starts[number]))
            )
        back = np.empty(len(order), np.int64)
        back[order] = np.arange(len(order))
        return pa.Table.from_batches(parts).combine_chunks().take(pa.array(back))

    def _run(self, first: int, rows: int, batches: list[pa.RecordBatch]) -> pa.Table:
        """Return rows that follow each other; nothing is copied."""
        pieces = []
        for start, batch in zip(self._starts.tolist(), batches, strict=False):
            begin, end = max(first - start, 0), min(first + rows - start, batch.num_rows)
            if begin < end:
                pieces.append(batch.slice(begin, end - begin))
        return pa.Table.from_batches(pieces)

    def _numbers(self, positions: Positions) -> Positions:
        return np.searchsorted(self._starts, positions, "right") - 1

    def _locate(self, position: int) -> tuple[Block, int]:
        number = 0
        if len(self._blocks) > 1:
            number = int(np.searchsorted(self._starts, position, "right")) - 1
        return self._blocks[number], position - int(self._starts[number])

    # --- changing --------------------------------------------------------------------------

    def replacing(self, positions: Positions, rows: pa.Table) -> Blocks:
        """Return the blocks with some rows replaced by those of a row table."""
        numbers = self._numbers(positions)
        parts: list[pa.Table | Block] = []
        for number, block in enumerate(self._blocks):
            inside = np.flatnonzero(numbers == number)
            if len(inside):
                source = np.arange(block.rows)
                changed = positions[inside] - self._starts[number]
                source[changed] = block.rows + np.arange(len(inside))
                both = codec.concat([block.table, rows.take(pa.array(inside))])
                parts.append(both.combine_chunks().take(pa.array(source)))
            else:
                parts.append(block)
        return Blocks.of(*parts)

    def appending(self, rows: pa.Table) -> Blocks:
        """Return the blocks with the rows of a row table behind their own.

        Small blocks at the end are merged with what comes, so that a store that grows page by
        page has few blocks, and copies each row only a few times.
        """
        kept, merged, size = list(self._blocks), [rows], rows.num_rows
        while kept and kept[-1].rows < min(OUTWEIGHED * size, CHUNK_ROWS // 4):
            merged.insert(0, kept.pop().table)
            size += merged[0].num_rows
        return Blocks.of(*kept, codec.concat(merged))


def _cut(held: list[pa.Table], freed: Callable[[], object] | None = None) -> Iterator[Block]:
    """Yield the row table of a list, which is emptied, as contiguous blocks.

    They are made one column at a time, so that memory need not double; `freed` is called
    after each.
    """
    table, pool = held.pop(), pa.system_memory_pool()
    schema, starts = table.schema, range(0, table.num_rows, CHUNK_ROWS)
    pieces = [table.slice(start, CHUNK_ROWS).columns for start in starts]
    del table
    for columns in pieces:
        whole = []
        for number, name in enumerate(schema.names):
            column, columns[number] = columns[number], None
            alone = pa.Table.from_arrays([column], [name])
            del column
            whole.append(alone.unify_dictionaries().combine_chunks(pool).column(0))
            del alone
            if freed is not None:
                freed()
        yield from map(Block, pa.Table.from_arrays(whole, schema=schema).to_batches())
