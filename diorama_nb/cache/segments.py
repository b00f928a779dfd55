"""How a table is laid out: parts written one after the other, and how they fold. Pure.

A table is a log of *parts*. A part deletes some ids, then inserts or replaces some rows.
A bulk insert is a few large parts; a single write is one tiny part, so it never rewrites
what is there. Small parts are merged when enough of them have piled up (each row is copied
a few times at most, however many writes there are), and the whole log is rewritten when much
of it has been replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from diorama_nb.rows import cells, codec

SEGMENT_ROWS: Final = 16_384
"""Rows per stored part; measured: 4k to 16k are equally fast, below and above are slower."""

SEGMENT_BYTES: Final = 8 * 2**20
"""Bytes per stored part, for tables of wide rows."""

COMPRESSED_BYTES: Final = 2**16
"""Parts from this size on are compressed: a third of the bytes to write, read and check."""

FAN: Final = 32
"""Small parts of one size class that may pile up before they are merged."""


@dataclass(frozen=True, slots=True)
class Part:
    """A step of a table's history: first the deletes, then the rows.

    Attributes
    ----------
    rows : pyarrow.Table
        Row table without repeated ids.
    deletes : tuple of str
        Ids to delete before.
    """

    rows: pa.Table
    deletes: tuple[str, ...] = ()

    @property
    def weight(self) -> int:
        """What merging the part costs, in rows."""
        return int(self.rows.num_rows) + len(self.deletes)


def make_part(
    rows: pa.Table | None, deletes: Iterable[str] = (), *, distinct: bool = False
) -> Part:
    """Return a part; of rows with the same id the last one counts.

    Parameters
    ----------
    distinct : bool
        Whether no two rows are known to have the same id.
    """
    ids = tuple(dict.fromkeys(id for id in deletes if _storable(id)))
    part = Part(codec.empty() if rows is None else rows, ids)
    keep = None if distinct else survivors([part], clean=0)
    return part if keep is None else Part(_take(part.rows, keep), part.deletes)


def _storable(id: str) -> bool:
    """Whether a table can hold an id at all: lone surrogates are no text to Arrow."""
    try:
        return id.isascii() or bool(id.encode())
    except UnicodeEncodeError:
        return False


def survivors(parts: Sequence[Part], clean: int = 1) -> npt.NDArray[np.int64] | None:
    """Return which rows of a log are current, in order of first insertion.

    Parameters
    ----------
    parts : sequence of Part
        The log.
    clean : int
        How many parts at the beginning are known to replace nothing of each other; only rows
        that later parts touch are looked at there.

    Returns
    -------
    numpy.ndarray or None
        Positions in the rows of all parts one after the other; None when that is all of
        them, in place.
    """
    if clean >= len(parts):
        return None
    starts = np.cumsum([0, *(part.rows.num_rows for part in parts)])
    settled, total = int(starts[clean]), int(starts[-1])
    tail = _ids(parts[clean:])
    deleted = [pa.array(part.deletes, pa.string()) for part in parts[clean:]]
    head = _ids(parts[:clean])
    touched = np.empty(0, np.int64)
    if settled:  # a million ids are not hashed to be looked for in nothing
        wanted = pa.chunked_array([*tail.chunks, *deleted], pa.string())
        touched = np.flatnonzero(pc.is_in(head, value_set=wanted).to_numpy())
    ids = pa.chunked_array([*head.take(pa.array(touched)).chunks, *tail.chunks], pa.string())
    at = np.concatenate([touched, np.arange(settled, total)])
    dictionary = ids.unique()
    if not len(touched) and len(dictionary) == len(ids) and not any(map(len, deleted[1:])):
        return None
    first, last = _first_and_last(ids, at, dictionary, parts, starts)
    order = np.arange(settled)
    order[touched] = -1
    in_place = first < settled
    order[first[in_place]] = last[in_place]
    added = np.argsort(first[~in_place], kind="stable")
    return np.concatenate([order[order >= 0], last[~in_place][added]])


def _first_and_last(
    ids: pa.ChunkedArray,
    at: npt.NDArray[np.int64],
    dictionary: pa.Array,
    parts: Sequence[Part],
    starts: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return where each current id was inserted, and where its current row is.

    `at` are the positions of `ids` in the log; a delete ends what lies before its part.
    """
    codes = pc.index_in(ids, value_set=dictionary).to_numpy()
    alive_from = np.zeros(len(dictionary), np.int64)
    for part, start in zip(parts, starts, strict=False):
        if part.deletes:
            found = pc.index_in(pa.array(part.deletes, pa.string()), value_set=dictionary)
            alive_from[found.drop_null().to_numpy()] = start
    alive = np.flatnonzero(at >= alive_from[codes])
    last = np.full(len(dictionary), -1, np.int64)
    last[codes[alive]] = at[alive]  # of repeated codes the last assignment stays
    first = np.full(len(dictionary), -1, np.int64)
    first[codes[alive[::-1]]] = at[alive[::-1]]
    held = last >= 0
    return first[held], last[held]


def _ids(parts: Sequence[Part]) -> pa.ChunkedArray:
    chunks = [chunk for part in parts for chunk in part.rows.column(0).chunks]
    return pa.chunked_array(chunks, pa.string())


def current(parts: Sequence[Part], clean: int = 1) -> pa.Table:
    """Return the current rows of a log in order of first insertion."""
    rows = codec.concat([part.rows for part in parts])
    keep = survivors(parts, clean)
    return rows if keep is None else _take(rows, keep)


def count(parts: Sequence[Part], clean: int = 1) -> int:
    """Return the number of current rows of a log."""
    keep = survivors(parts, clean)
    return sum(part.rows.num_rows for part in parts) if keep is None else len(keep)


def merge(parts: Sequence[Part]) -> Part:
    """Return one part with the effect of several that follow each other."""
    deletes = dict.fromkeys(id for part in parts for id in part.deletes)
    return Part(current(parts), tuple(deletes))


def _take(rows: pa.Table, positions: npt.NDArray[np.int64]) -> pa.Table:
    return rows.unify_dictionaries().take(pa.array(positions))


def split(part: Part) -> list[Part]:
    """Return a part as several small enough to be stored as one value each."""
    rows = part.rows.num_rows
    if not part.weight:
        return []
    width = max(1, part.rows.nbytes // max(1, rows))
    step = max(1, min(SEGMENT_ROWS, SEGMENT_BYTES // width))
    pieces = [Part(part.rows.slice(i, step)) for i in range(0, rows, step)] or [part]
    return [Part(pieces[0].rows, part.deletes), *pieces[1:]]


def mergeable(weights: Sequence[int]) -> int:
    """Return how many of the last parts should become one; 0 for none."""
    count = 0
    for floor, ceiling in ((0, FAN), (FAN, FAN**2), (FAN**2, SEGMENT_ROWS)):
        run = of_class = 0
        for weight in reversed(weights):
            if weight >= ceiling:
                break
            run += 1
            of_class += weight >= floor
        if of_class + (count > 0) >= FAN:  # what is merged below counts as one here
            count = run
    return count


def is_worn(weights: Sequence[int], base: int) -> bool:
    """Whether so much follows the first `base` parts that it may replace much of them."""
    return sum(weights[base:]) > max(SEGMENT_ROWS, sum(weights[:base]) // 2)


# --- bytes ---------------------------------------------------------------------------------


def pack(part: Part) -> bytes:
    """Return a part as bytes: one Arrow stream whose schema carries the deletes."""
    rows = part.rows
    if rows.column(0).num_chunks > 1:
        rows = rows.unify_dictionaries().combine_chunks()
    meta = {_DELETES: cells.dumps(list(part.deletes))} if part.deletes else None
    rows = rows.replace_schema_metadata(meta)
    sink = pa.BufferOutputStream()
    options = _COMPRESSED if rows.nbytes >= COMPRESSED_BYTES else _PLAIN
    with pa.ipc.new_stream(sink, rows.schema, options=options) as writer:
        writer.write_table(rows)
    return bytes(sink.getvalue().to_pybytes())


def unpack(data: memoryview | bytes) -> Part:
    """Return the part that `pack` made bytes of; rows of a small one share the memory."""
    pool = pa.system_memory_pool()  # unlike others it gives back what another thread frees
    source = pa.py_buffer(data)
    rows = pa.ipc.open_stream(source, options=_ONE_THREAD, memory_pool=pool).read_all()
    deletes = (rows.schema.metadata or {}).get(_DELETES)
    names = tuple(cells.loads(deletes)) if deletes else ()
    return Part(rows.replace_schema_metadata(None), names)


_DELETES: Final = b"diorama:deletes"
_PLAIN: Final = pa.ipc.IpcWriteOptions()
_COMPRESSED: Final = pa.ipc.IpcWriteOptions(
    compression="lz4" if pa.Codec.is_available("lz4") else None
)
_ONE_THREAD: Final = pa.ipc.IpcReadOptions(use_threads=False)  # quicker for parts


# --- finding one row -----------------------------------------------------------------------

Token = TypeVar("Token", bound=Hashable)


class Index(Generic[Token]):
    """Where each current id is: the part and the row in it; follows a log as it grows.

    `Token` names a part of the log, and a part never changes under its token.
    """

    def __init__(self) -> None:
        self._log: tuple[Token, ...] = ()
        self._slots: list[Token] = []
        self._where: dict[str, int] = {}  # slot and row in one number: a third of the memory

    def __len__(self) -> int:
        return len(self._where)

    def find(self, id: str) -> tuple[Token, int] | None:
        """Return the part an id is in and its row there."""
        place = self._where.get(id)
        return None if place is None else (self._slots[place >> 32], place & 0xFFFF_FFFF)

    def knows(self, log: Sequence[Token]) -> bool:
        """Whether the index is up to date with a log."""
        return self._log == tuple(log)

    def follow(self, log: Sequence[Token], load: Callable[[Token], Part]) -> None:
        """Bring the index up to a log, loading the parts it has not seen.

        A merged part has the effect of all it replaced, so applying it again is harmless;
        only a log that shares no beginning with the old one starts the index anew.
        """
        if self.knows(log):
            return
        same = 0
        for old, new in zip(self._log, log, strict=False):
            if old != new:
                break
            same += 1
        if same == 0:
            self._slots, self._where = [], {}
        self._log = ()  # should loading fail, the next call starts anew
        for token in log[same:]:
            part = load(token)
            for id in part.deletes:
                self._where.pop(id, None)
            first = len(self._slots) << 32
            self._slots.append(token)
            ids = codec.ids(part.rows)
            self._where.update(zip(ids, range(first, first + len(ids)), strict=True))
        self._log = tuple(log)
