"""Where the rows of a text file begin, sparsely: one place for each 64 kilobytes."""

from __future__ import annotations

import asyncio
import concurrent.futures
import os
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
import numpy.typing as npt

from diorama_nb.errors import SourceError
from diorama_nb.runtime import Worker
from diorama_nb.vista.files.formats import Format
from diorama_nb.vista.files.places import keep
from diorama_nb.vista.files.stamp import Stamp, changed, refusal

Places = npt.NDArray[np.int64]

STEP: Final = 1 << 16
"""Bytes between two noted places: what a window reads at least."""

BLOCK: Final = 1 << 22
LONGEST: Final = 1 << 26
"""Bytes after which a row without an end is taken for a quote that was never closed."""

KEPT_FROM: Final = 1 << 24
"""Bytes of a file from which on its index is kept on disk; a smaller one is as quick made."""


@dataclass(frozen=True, slots=True)
class Index:
    """Where some rows begin.

    Parameters
    ----------
    rows, places : array
        Numbers of rows, and the bytes where they begin.
    count : int
        Rows up to `stop`.
    stop : int
        The byte up to which the file is indexed.
    complete : bool
        Whether that is its end.
    """

    rows: Places
    places: Places
    count: int
    stop: int
    complete: bool

    def around(self, first: int, last: int) -> tuple[int, int, int]:
        """Return the bytes that hold rows [first, last), and the number of the first in them.

        Parameters
        ----------
        first, last : int
            At least one row, none behind `count`.
        """
        before = int(np.searchsorted(self.rows, first, "right")) - 1
        behind = int(np.searchsorted(self.rows, last, "left"))
        stop = self.stop if behind == len(self.places) else int(self.places[behind])
        return int(self.places[before]), stop, int(self.rows[before])


def indexed(
    file: BinaryIO, format: Format, size: int, *, block: int = BLOCK
) -> Iterator[Index]:
    """Yield a growing index while a file is read, the complete one last.

    Raises
    ------
    SourceError
        If a row does not end within reason.
    """
    rows, places = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    width, count, at, noted = format.encoding.width, 0, format.begin, -1
    carry = b""
    file.seek(at)
    while True:
        more = file.read(block)
        raw = carry + more
        end = not more or at + len(raw) >= size
        starts, stop = format.starts(format.encoding.units(raw), end=end)
        found = starts.astype(np.int64) * width + at
        steps, firsts = np.unique(found // STEP, return_index=True)
        new = steps > noted
        rows.append(count + firsts[new].astype(np.int64))
        places.append(found[firsts[new]])
        noted = max(noted, int(steps[-1])) if len(steps) else noted
        count, used = count + len(starts), stop * width
        at, carry = at + used, raw[used:]
        if len(carry) > LONGEST:
            raise SourceError(
                f"row {count} has no end within {LONGEST >> 20} MB",
                hint="a quote that is never closed? quote=None",
            )
        rows, places = [np.concatenate(rows)], [np.concatenate(places)]
        yield Index(rows[0], places[0], count, at, end)
        if end:
            return


# --- kept on disk --------------------------------------------------------------------------

_HEAD: Final = struct.Struct("<8sqqq")
_MAGIC: Final = b"dioidx1\n"


def save(index: Index, path: Path) -> None:
    """Keep a complete index; a folder that can not be written is no failure."""
    head = _HEAD.pack(_MAGIC, len(index.rows), index.count, index.stop)
    body = head + index.rows.tobytes() + index.places.tobytes()
    keep(path, lambda draft: draft.write_bytes(body))


def load(path: Path) -> Index | None:
    """Return the index kept at a path; None if there is none that can be read."""
    try:
        raw = path.read_bytes()
        magic, entries, count, stop = _HEAD.unpack_from(raw)
        if magic != _MAGIC or len(raw) != _HEAD.size + 16 * entries:
            return None
    except (OSError, struct.error):
        return None
    numbers = np.frombuffer(raw, np.int64, offset=_HEAD.size)
    return Index(numbers[:entries], numbers[entries:], count, stop, complete=True)


# --- made in the background ----------------------------------------------------------------


class Indexer:
    """Makes the index of one state of a file on a thread of its own.

    Parameters
    ----------
    path : Path
        The file.
    stamp : Stamp
        The state that is meant.
    format : Format
        How its rows are found.
    kept : Path or None
        Where the index is kept; None keeps it in memory.
    """

    def __init__(self, path: Path, stamp: Stamp, format: Format, kept: Path | None) -> None:
        none = np.empty(0, np.int64)
        self.now = Index(none, none, 0, format.begin, complete=False)
        self._path, self._stamp, self._format = path, stamp, format
        self._kept = kept if stamp.size >= KEPT_FROM else None
        self._lock = threading.Lock()
        self._waiting: list[tuple[int | None, concurrent.futures.Future[None]]] = []
        self._ended = False
        self._error: BaseException | None = None
        self._worker = Worker("diorama-index")
        self._worker.submit(self._make)

    @property
    def progress(self) -> float:
        """How much of the file is indexed, from 0 to 1."""
        return 1.0 if self.now.complete else self.now.stop / max(1, self._stamp.size)

    async def reach(self, row: int | None) -> Index:
        """Return an index that holds all rows before one, or all there are; None: all.

        Raises
        ------
        SourceError
            If the file can not be read to there.
        """
        with self._lock:
            if self._reached(row):
                return self._checked(row)
            waiting: concurrent.futures.Future[None] = concurrent.futures.Future()
            self._waiting.append((row, waiting))
        await asyncio.wrap_future(waiting)
        return self._checked(row)

    def close(self) -> None:
        """Stop at the next block; whoever waits is told so."""
        self._ended = True
        self._worker.close()

    def _reached(self, row: int | None) -> bool:
        now = self.now
        return now.complete or self._error is not None or (row is not None and now.count >= row)

    def _checked(self, row: int | None) -> Index:
        now = self.now
        if self._error is not None and (row is None or now.count < row):
            raise self._error
        return now

    def _make(self) -> None:
        try:
            kept = load(self._kept) if self._kept is not None else None
            if kept is not None:
                self._grow(kept)
                return
            with open(self._path, "rb") as file:
                self._same(file)
                for index in indexed(file, self._format, self._stamp.size):
                    if self._ended:
                        raise SourceError(
                            f"{self._path.name} is not read any more", hint="read it again"
                        )
                    if index.complete:
                        self._same(file)
                        if self._kept is not None:  # whoever is told of all rows may close
                            save(index, self._kept)
                    self._grow(index)
        except OSError as error:
            self._fail(refusal(self._path, error))
        except BaseException as error:
            self._fail(error)

    def _same(self, file: BinaryIO) -> None:
        if Stamp.of(os.fstat(file.fileno())) != self._stamp:
            raise changed(self._path)

    def _fail(self, error: BaseException) -> None:
        self._error = error
        self._tell()

    def _grow(self, index: Index) -> None:
        self.now = index
        self._tell()

    def _tell(self) -> None:
        with self._lock:
            ready = [future for row, future in self._waiting if self._reached(row)]
            self._waiting = [one for one in self._waiting if one[1] not in ready]
        for future in ready:
            if future.set_running_or_notify_cancel():
                future.set_result(None)
