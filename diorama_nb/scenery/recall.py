"""What the cache remembers of a view that is loaded window by window: ids, ages, the total."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import pyarrow as pa

from diorama_nb.coverage import Total
from diorama_nb.query import Query
from diorama_nb.rows.pages import Chunk, PageMap
from diorama_nb.rows.store import RowStore
from diorama_nb.vista.source import Page

_ALL: Final = "all"
"""End of the key of the ids that one answer told of the whole view; of chunks read since, each
has an entry of its own under its number."""

_TOTAL: Final = "total"


def prefix(query: Query, size: int) -> str:
    """Return how the keys of all entries of a view begin."""
    return f".view/{query.key}/{size}/"


def entries(
    query: Query, size: int, pages: Mapping[int, Page], total: Total, now: float
) -> dict[str, Any]:
    """Return what to remember of answers; nothing of a search, a passing thought."""
    if query.search is not None:
        return {}
    key = prefix(query, size)
    chunks = {
        f"{key}{number}": {"ids": list(page.rows), "at": now - page.age}
        for number, page in pages.items()
    }
    return chunks | {key + _TOTAL: _packed_total(total)}


def whole(
    query: Query, size: int, held: Iterable[int], ids: pa.ChunkedArray, total: Total, now: float
) -> dict[str, Any]:
    """Return what to remember of an answer that told the whole view.

    Parameters
    ----------
    held : iterable of int
        Chunks that may have entries, which are out of date now.
    ids : pyarrow.ChunkedArray
        The ids of all rows in their order.
    """
    if query.search is not None:
        return {}
    key = prefix(query, size)
    gone = dict.fromkeys(f"{key}{number}" for number in held)
    return gone | {
        key + _ALL: {"ids": _packed(ids), "at": now},
        key + _TOTAL: _packed_total(total),
    }


def recalled(
    remembered: Mapping[str, Any],
    query: Query,
    size: int,
    store: RowStore,
    *,
    stale: bool,
    refreshed: float,
) -> PageMap | None:
    """Return the view as it was remembered, None where it was not.

    Parameters
    ----------
    remembered : mapping of str to value
        The entries of the view.
    query, size : Query, int
        Which view it is.
    store : RowStore
        Where the rows are. A chunk of which one is gone is stale.
    stale : bool
        Whether rows of an earlier life are stale whatever their age.
    refreshed : float
        When the data set was last refreshed, in seconds since the epoch: rows read before are
        stale, too.
    """
    key = prefix(query, size)
    total = remembered.get(key + _TOTAL)
    if total is None:
        return None
    chunks: dict[int, Chunk] = {}
    since = 0.0
    if (told := remembered.get(key + _ALL)) is not None:
        since = float(told["at"])
        positions, old = store.positions(_unpacked(told["ids"])), stale or since < refreshed
        for number, first in enumerate(range(0, len(positions), size)):
            piece = positions[first : first + size]
            chunks[number] = Chunk(piece, since, old or bool((piece < 0).any()))
    for name, entry in remembered.items():
        if name in (key + _ALL, key + _TOTAL) or entry is None or entry["at"] < since:
            continue
        number = int(name.removeprefix(key))
        if not entry["ids"]:  # nothing stands there any more
            chunks.pop(number, None)
            continue
        positions = store.positions(entry["ids"])
        gone = bool((positions < 0).any())
        chunks[number] = Chunk(
            positions, float(entry["at"]), stale or gone or entry["at"] < refreshed
        )
    return PageMap.of(size, chunks, Total(*total))


def _packed_total(total: Total) -> list[Any]:
    return [total.rows, total.stated, total.final, None, total.estimated]


def _packed(ids: pa.ChunkedArray) -> bytes:
    """Return many ids as bytes that are quick to make and read."""
    sink, table = pa.BufferOutputStream(), pa.table({"id": ids})
    zstd = "zstd" if pa.Codec.is_available("zstd") else None  # as quick here, and smaller
    options = pa.ipc.IpcWriteOptions(compression=zstd)
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue().to_pybytes())


def _unpacked(data: bytes) -> pa.ChunkedArray:
    return pa.ipc.open_stream(data).read_all().column(0)
