"""Writes rows into a folder of Parquet files, a piece at a time."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from diorama_nb.coverage import Coverage
from diorama_nb.errors import SpecError
from diorama_nb.frames import public_table
from diorama_nb.parquet import partitions
from diorama_nb.parquet.folders import place_of, written
from diorama_nb.parquet.manifest import NAME, Export, File, Origin
from diorama_nb.parquet.partitions import Partition
from diorama_nb.rows.index import Positions
from diorama_nb.rows.store import RowStore
from diorama_nb.runtime import call_user

PIECE: Final = 65_536
"""Rows that are taken out of the store, and stand in a row group, at once."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How an export is laid out.

    Attributes
    ----------
    place : Path
        The folder.
    partition_by : tuple of str
        Columns that name folders in it.
    rows_per_file : int
        The most rows of one file.
    columns : tuple of str or None
        What of the rows; None: everything.
    replace : bool
        Whether an export may stand there already.
    """

    place: Path
    partition_by: tuple[str, ...]
    rows_per_file: int
    columns: tuple[str, ...] | None
    replace: bool

    @classmethod
    async def of(
        cls,
        folder: str | os.PathLike[str],
        *,
        partition_by: str | Sequence[str] | None = None,
        rows_per_file: int = 1_000_000,
        columns: Sequence[str] | None = None,
        replace: bool = False,
    ) -> Layout:
        """Return a layout, checked as far as that goes before there are rows.

        Raises
        ------
        SpecError
            If the folder can not be written, or there would be no rows in a file.
        """
        named = (partition_by,) if isinstance(partition_by, str) else tuple(partition_by or ())
        if rows_per_file < 1:
            raise SpecError("a file holds one row or more", hint="rows_per_file=1_000_000")
        told = None if columns is None else tuple(dict.fromkeys(["id", *columns, *named]))
        place: Path = await call_user(lambda: place_of(folder, replace=replace))
        return cls(place, named, rows_per_file, told, replace)


@dataclass(frozen=True, slots=True)
class Taken:
    """The rows to write: some of one state of a store.

    Attributes
    ----------
    store : RowStore
        The state.
    positions : numpy.ndarray of int64
        The rows, in their order.
    coverage : Coverage
        How much of the set they are.
    origin : Origin
        Where they come from.
    """

    store: RowStore
    positions: Positions
    coverage: Coverage
    origin: Origin


async def export(rows: Taken, layout: Layout, progress: Callable[[int], None]) -> Export:
    """Write rows in a worker thread; leaves nothing behind when it is cancelled."""
    stopped = threading.Event()

    def tell(done: int) -> None:
        if stopped.is_set():
            raise InterruptedError  # nobody waits for it any more
        progress(done)

    try:
        found: Export = await call_user(lambda: write(rows, layout, tell))
    finally:
        stopped.set()
    return found


def write(rows: Taken, layout: Layout, progress: Callable[[int], None]) -> Export:
    """Write rows into a folder; blocks.

    Parameters
    ----------
    rows : Taken
        The rows.
    layout : Layout
        Where, and how.
    progress : callable
        Called with the number of rows that are written; what it raises ends it.

    Raises
    ------
    SpecError
        If the layout does not fit the rows.
    ExportError
        If the folder can not be written.
    """
    from pyarrow import parquet  # takes a while, and most never need it

    store, positions = rows.store.folded, rows.positions
    schema = _schema(store, layout)
    partitions.check(schema, layout.partition_by)
    inside = pa.schema([one for one in schema if one.name not in layout.partition_by])
    if layout.partition_by and len(positions):
        named = list(layout.partition_by)
        tables = (piece.select(named) for piece in _pieces(store, positions, named))
        folders = partitions.divide(positions, tables)
    else:  # of no rows nothing names a folder
        folders, inside = [Partition("", positions)], schema
    with written(layout.place, replace=layout.replace) as draft:
        files, done = [], 0
        for folder in folders:
            (draft / folder.folder).mkdir(parents=True, exist_ok=True)
            for number, part in enumerate(_parts(folder.positions, layout.rows_per_file)):
                path = draft / folder.folder / f"part-{number:05}.parquet"
                with parquet.ParquetWriter(path, inside) as writer:
                    for piece in _pieces(store, part, inside.names):
                        progress(done)
                        writer.write_table(piece.select(inside.names))
                        done += piece.num_rows
                files.append(_file(path, draft, len(part)))
        told = Export(
            layout.place,
            rows.origin,
            rows.coverage,
            datetime.now(UTC),
            schema,
            layout.partition_by,
            tuple(files),
        )
        (draft / NAME).write_text(told.text, encoding="utf-8")
        progress(done)
    return told


def _schema(store: RowStore, layout: Layout) -> pa.Schema:
    """Return the columns of an export, with the types they have in its files."""
    schema = public_table(store.take(np.empty(0, np.int64))).schema
    if layout.columns is None:
        return schema
    for name in layout.columns:
        if name not in schema.names:
            raise SpecError.unknown("column", name, schema.names)
    return pa.schema([schema.field(name) for name in layout.columns])


def _parts(positions: Positions, size: int) -> Iterator[Positions]:
    """Cut rows into parts; no rows are one part."""
    for first in range(0, max(len(positions), 1), size):
        yield positions[first : first + size]


def _pieces(store: RowStore, positions: Positions, names: Sequence[str]) -> Iterator[pa.Table]:
    for part in _parts(positions, PIECE):
        yield public_table(store.take(part, ["id", *names]))


def _file(path: Path, draft: Path, rows: int) -> File:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return File(path.relative_to(draft).as_posix(), rows, path.stat().st_size, digest)
