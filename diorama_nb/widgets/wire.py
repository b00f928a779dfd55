"""Rows as the grid's page gets them: an Arrow stream of numbers, booleans and short texts."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from diorama_nb.rows import codec
from diorama_nb.scenery.cut import Window
from diorama_nb.values import display
from diorama_nb.vista.columns import Column
from diorama_nb.widgets.messages import VERSION

CELL_CHARS: Final = 1000
"""Characters of one cell that are sent; the rest is in Python."""

SHORTER: Final = (250, 60)
"""Characters of one cell where a message would be too big."""

MESSAGE_BYTES: Final = 4 * 2**20
"""What the rows of one message may take."""

SNAPSHOT_BYTES: Final = 48_000
"""What the last viewport may add to a saved notebook."""

SNAPSHOT_COLUMNS: Final = 100
"""Columns that are kept with a notebook."""

SNAPSHOT_CHARS: Final = 120
"""Characters of one cell that are kept with a notebook."""

_SAFE_INT: Final = 2**53
_NUMBERS: Final = (pa.int64(), pa.float64(), pa.bool_())


def shown(columns: Sequence[Column], table_columns: Sequence[str]) -> list[Column]:
    """Return the columns a grid shows: declared ones first, then any others in the rows."""
    known = {column.name for column in columns}
    more = [Column(name) for name in table_columns if name not in known]
    return [c for c in (*columns, *more) if "hidden" not in c.flags]


def names(columns: Sequence[Column], numbers: Iterable[int]) -> list[str]:
    """Return the names of some columns by their number; there need not be one."""
    return [columns[number].name for number in numbers if number < len(columns)]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page asked for: small facts, and at most one buffer."""

    body: Mapping[str, Any]
    buffer: bytes | None = None


def encode(
    window: Window, columns: Sequence[Column], numbers: Sequence[int] | None = None
) -> Answer:
    """Return a window as one Arrow IPC stream, of some columns by their number or of all.

    Beside it ``cut``: a text of so many characters may have been cut, no shorter one was.

    Columns ``id`` and ``status``, then ``c0``, ``c1`` … in the order of `columns`: int64 within
    ±2**53, float64, bool, or text as a person reads it. Null where a row is not loaded.
    """
    batch, cut = _batch(window, columns, _known(columns, numbers))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return Answer({"cut": cut}, bytes(sink.getvalue()))


def encode_json(
    window: Window, columns: Sequence[Column], numbers: Sequence[int] | None = None
) -> Answer:
    """Return what `encode` does as plain lists, for hosts that deliver no buffers.

    Numbers that JSON does not know (NaN, infinities) travel as text.
    """
    known = _known(columns, numbers)
    batch, cut = _batch(window, columns, known)
    ids, status, *cells = batch.to_pydict().values()
    lists = [_finite(column) for column in cells]
    told = {"cut": cut, "ids": ids, "status": status, "cells": lists}
    return Answer(told if numbers is None else told | {"columns": list(known)})


def _known(columns: Sequence[Column], numbers: Sequence[int] | None) -> Sequence[int]:
    """Return the numbers that are those of a column; all of them where none are named."""
    every = range(len(columns))
    return every if numbers is None else [number for number in numbers if number in every]


def _finite(column: list[Any]) -> list[Any]:
    return [
        str(cell) if isinstance(cell, float) and not math.isfinite(cell) else cell
        for cell in column
    ]


def _batch(
    window: Window, columns: Sequence[Column], numbers: Sequence[int]
) -> tuple[pa.RecordBatch, int]:
    """Return the rows, and how many characters of a cell are in them at most."""
    for chars in (CELL_CHARS, *SHORTER):
        batch = _cut_batch(window, columns, numbers, chars)
        if batch.nbytes <= MESSAGE_BYTES:
            break
    return batch, chars


def _cut_batch(
    window: Window, columns: Sequence[Column], numbers: Sequence[int], chars: int
) -> pa.RecordBatch:
    arrays: list[Any] = [
        pa.array(window.ids, pa.string()),
        pa.array(window.status, pa.string()).dictionary_encode(),
    ]
    fields = set(window.table.schema.names)
    for number in numbers:
        field = codec.field_name(columns[number].name)
        if field in fields:
            arrays.append(_cells(window.table.column(field), chars))
        else:
            arrays.append(pa.nulls(len(window.ids), pa.string()))
    sent = ["id", "status", *(f"c{number}" for number in numbers)]
    return pa.RecordBatch.from_arrays(arrays, names=sent)


def rows_message(
    view: str,
    seq: int | None,
    window: Window,
    marks: list[dict[str, Any]],
    shift: int = 0,
    *,
    outdated: bool = False,
) -> dict[str, Any]:
    """Return the message that goes with the rows of a window; marks only where there are.

    `shift` is by how many rows a page must move to go on showing what it shows; `outdated`
    says that other rows, or the same in another order, were asked for since.
    """
    content: dict[str, Any] = {
        "v": VERSION,
        "kind": "rows",
        "id": view,
        "seq": seq,
        "first": window.first,
        "count": len(window.ids),
        "generation": window.generation,
    }
    content |= {"marks": marks} if marks else {}
    content |= {"outdated": True} if outdated else {}
    return content | ({"shift": shift} if shift else {})


def error_message(
    view: str | None,
    seq: int | None,
    problem: Mapping[str, str],
    fields: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the answer to a message that was refused, with the reason for each column."""
    content: dict[str, Any] = {"v": VERSION, "kind": "error", "id": view, "seq": seq, **problem}
    return content | ({"fields": dict(fields)} if fields else {})


def answer_message(
    view: str, seq: int, body: Mapping[str, Any], *, more: bool = False
) -> dict[str, Any]:
    """Return the answer to a question; `more`: the last one is still to come."""
    return {
        "v": VERSION,
        "kind": "answer",
        "id": view,
        "seq": seq,
        "body": dict(body),
        "more": more,
    }


def done_message(view: str, seq: int) -> dict[str, Any]:
    """Return the answer to a change that was accepted."""
    return {"v": VERSION, "kind": "done", "id": view, "seq": seq}


def _cells(column: pa.ChunkedArray, chars: int) -> pa.Array:
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(whole, pa.ChunkedArray):
        whole = pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], whole.type)
    if whole.type in _NUMBERS and not _beyond_safe(whole):
        return whole
    if whole.type == pa.string():
        return pc.utf8_slice_codeunits(whole, 0, chars)
    return pa.array([_text(value, chars) for value in codec.column_values(whole)], pa.string())


def _beyond_safe(array: pa.Array) -> bool:
    if array.type != pa.int64() or array.null_count == len(array):
        return False
    bounds = pc.min_max(array).as_py()
    return bool(max(-bounds["min"], bounds["max"]) > _SAFE_INT)


def _text(value: Any, chars: int = CELL_CHARS) -> str | None:
    if value is None:
        return None
    if isinstance(value, float):
        return f"{value:.12g}"  # as the page writes numbers
    return clean(display(value)[:chars])


def snapshot(window: Window, columns: Sequence[Column]) -> dict[str, Any]:
    """Return the loaded rows of a window as short texts, small enough to save in a notebook."""
    rows: list[list[str | None]] = []
    ids: list[str] = []
    facts = {"first": window.first, "cut": SNAPSHOT_CHARS}
    size = len(json.dumps(facts | {"ids": [], "rows": []}))
    kept = [_values(window, column) for column in columns[:SNAPSHOT_COLUMNS]]
    for at, id in enumerate(window.ids):
        if id is None:
            break
        texts = [_text(values[at]) for values in kept]
        cells = [text if text is None else text[:SNAPSHOT_CHARS] for text in texts]
        id = clean(id)
        size += len(json.dumps([id, cells]))
        if size > SNAPSHOT_BYTES:
            break
        rows.append(cells)
        ids.append(id)
    return facts | {"ids": ids, "rows": rows}


def _values(window: Window, column: Column) -> Sequence[Any]:
    field = codec.field_name(column.name)
    if field not in window.table.schema.names:
        return [None] * len(window.ids)
    return codec.column_values(window.table.column(field))


def clean(text: str) -> str:
    """Return text that any encoding can hold: a lone surrogate becomes a question mark."""
    return text.encode("utf-8", "replace").decode()
