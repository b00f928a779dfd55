"""The rows of a text file: read by their places in the index."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from diorama_nb.errors import SourceError
from diorama_nb.values import Record
from diorama_nb.vista.columns import Column
from diorama_nb.vista.files.copy import Copy
from diorama_nb.vista.files.duck import has_duckdb
from diorama_nb.vista.files.formats import Format
from diorama_nb.vista.files.index import Index, Indexer
from diorama_nb.vista.files.rows import Engine
from diorama_nb.vista.files.stamp import Stamp, changed, refusal

HEAD = 1 << 20
"""Bytes that are looked at first."""


PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
"""How files begin that gzip, zip, bzip2, xz and zstd wrote."""


def head_of(path: Path) -> tuple[bytes, Stamp, bool]:
    """Return how a file begins, its state, and whether that is all of it.

    Raises
    ------
    SourceMissing, SourceError
        If it can not be read, or is packed.
    """
    if path.is_dir():
        raise refusal(path, NotADirectoryError())
    try:
        with open(path, "rb") as file:
            stamp = Stamp.of(os.fstat(file.fileno()))
            head = file.read(HEAD)
    except OSError as error:
        raise refusal(path, error) from error
    if head.startswith(PACKED):
        raise SourceError(
            f"{path.name} is packed, so that no row of it can be read alone",
            hint=f"unpack it; what gzip wrote is read in memory, named {path.name}.gz",
        )
    return head, stamp, len(head) >= stamp.size


class TextRows:
    """The rows of one state of a text file.

    Parameters
    ----------
    path : Path
        The file.
    stamp : Stamp
        The state.
    format : Format
        How rows are found and read.
    kept : Path or None
        Where the index is kept, and what queries need.
    """

    def __init__(self, path: Path, stamp: Stamp, format: Format, kept: Path | None) -> None:
        self.path, self.stamp, self.format = path, stamp, format
        self.indexer = Indexer(path, stamp, format, kept)
        self._copy = (
            Copy(format.comparable, self.read, lambda: self.indexer.now.count, kept)
            if has_duckdb()
            else None
        )

    @property
    def engine(self) -> Engine | None:
        return None if self._copy is None else self._copy.engine

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.format.columns

    @property
    def summary(self) -> str:
        now = self.indexer.now
        size = f"{self.stamp.size:,} bytes of {self.format.encoding.name}"
        doubt = self.format.doubt and f"\n  {self.format.doubt}"
        if now.complete:
            copied = "" if self._copy is None else self._copy.summary
            places = f"indexed by {len(now.rows):,} places"
            return f"{now.count:,} rows in {size}, {places}{copied}{doubt}"
        far = f"the first {self.indexer.progress:.0%}"
        return f"{now.count:,} rows in {far} of {size}: indexing{doubt}"

    async def reach(self, row: int | None) -> tuple[int, bool]:
        index = await self.indexer.reach(row)
        return index.count, index.complete

    def read(self, first: int, last: int) -> list[Record]:
        return self.format.records(self._body(first, last), first) if first < last else []

    def table(self, first: int, last: int) -> pa.Table:
        return self.format.table(self._body(first, last), first)

    def _body(self, first: int, last: int) -> list[bytes]:
        with self._opened() as file:
            raw = self._raw(file, self.indexer.now, first, last)
            self._check(file)
        return raw

    def pick(self, rows: Sequence[int]) -> list[Record]:
        found: dict[int, bytes] = {}
        index, wanted = self.indexer.now, sorted(rows)
        with self._opened() as file:
            while wanted:
                first = wanted[0]
                near = [row for row in wanted if row < first + NEAR]
                wanted = wanted[len(near) :]
                raw = self._raw(file, index, first, near[-1] + 1)
                found.update((row, raw[row - first]) for row in near)
            self._check(file)
        return [self.format.records([found[row]], row)[0] for row in rows]

    def _raw(self, file: BinaryIO, index: Index, first: int, last: int) -> list[bytes]:
        """Return the bytes of each row of a range."""
        begin, stop, number = index.around(first, last)
        file.seek(begin)
        body = file.read(stop - begin)
        starts, _ = self.format.starts(self.format.encoding.units(body), end=True)
        if len(starts) < last - number:
            raise changed(self.path)
        places = (
            starts[first - number : last - number + 1] * self.format.encoding.width
        ).tolist()
        if len(places) == last - first:
            places.append(len(body))
        return [body[a:b] for a, b in pairwise(places)]

    def _opened(self) -> BinaryIO:
        try:
            file = open(self.path, "rb")  # noqa: SIM115 # the caller closes it
        except OSError as error:
            raise refusal(self.path, error) from error
        try:
            self._check(file)
        except SourceError:
            file.close()
            raise
        return file

    def _check(self, file: BinaryIO) -> None:
        if Stamp.of(os.fstat(file.fileno())) != self.stamp:
            raise changed(self.path)

    def close(self) -> None:
        self.indexer.close()
        if self._copy is not None:
            self._copy.close()


NEAR = 500
"""Rows apart up to which two of them are read together."""
