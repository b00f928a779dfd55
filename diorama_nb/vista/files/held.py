"""The rows of a file that is read whole, and held in memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa

from diorama_nb.query import ALL, Query
from diorama_nb.rows import codec
from diorama_nb.rows.select import select
from diorama_nb.rows.store import RowStore
from diorama_nb.values import Record
from diorama_nb.vista.columns import infer_columns
from diorama_nb.vista.files.rows import Places
from diorama_nb.vista.files.spec import FileSpec
from diorama_nb.vista.files.stamp import Stamp, refusal

SAMPLE = 1000
"""Rows that columns are taken from."""


class HeldRows:
    """The rows of one state of a file, in memory.

    Parameters
    ----------
    spec : FileSpec
        What is declared of it.
    read : callable
        Returns the rows as a row table, see `numbered`; blocks.

    Raises
    ------
    SourceMissing, SourceError
        If the file can not be read, or holds something else.
    """

    def __init__(self, spec: FileSpec, read: Callable[[], pa.Table]) -> None:
        try:
            self.stamp = Stamp.of(os.stat(spec.path))
            self._store = RowStore.of(read())
        except OSError as error:
            raise refusal(spec.path, error) from error
        self.columns = infer_columns(
            codec.decode(self._store.take(np.arange(min(SAMPLE, len(self._store))))),
            spec.id_column,
        )
        self.engine = StoreEngine(self._store)

    @property
    def summary(self) -> str:
        return f"{len(self._store):,} rows, in memory"

    async def reach(self, row: int | None) -> tuple[int, bool]:
        return len(self._store), True

    def read(self, first: int, last: int) -> list[Record]:
        return self.pick(range(first, min(last, len(self._store))))

    def table(self, first: int, last: int) -> pa.Table:
        return self._store.take(np.arange(first, last))

    def pick(self, rows: Sequence[int]) -> list[Record]:
        return codec.decode_rows(self._store.take(np.asarray(rows, np.int64)))

    def close(self) -> None:
        """Nothing works in the background."""


class StoreEngine:
    """Finds rows in memory.

    Parameters
    ----------
    store : RowStore
        All rows.
    """

    def __init__(self, store: RowStore) -> None:
        self._store = store

    def split(self, query: Query) -> tuple[Query, Query]:
        return query, ALL

    def positions(self, query: Query) -> Places:
        return np.asarray(select(self._store, query), np.int64)

    def explain(self, query: Query) -> str:
        return f"{query} in memory"


def numbered(rows: Sequence[Record] | pa.Table, first: int = 0) -> pa.Table:
    """Return records, or a table of Arrow, as a row table in which rows have their number."""
    ids = list(map(str, range(first, first + len(rows))))
    if isinstance(rows, pa.Table):
        return codec.from_arrow(ids, rows)
    return codec.encode_rows(ids, rows)
