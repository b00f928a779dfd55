"""Blocks of cells that a page names: which rows they are, their text, their sum. Reads only."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from diorama_nb.coverage import clamp
from diorama_nb.errors import SpecError
from diorama_nb.exports import table_of, text_of
from diorama_nb.rows import codec
from diorama_nb.scenery.table import TableScenery

COPY_CELLS: Final = 200_000
"""Cells that are copied at once."""

COPY_CHARS: Final = 8_000_000
"""Characters that are copied at once."""


def places_of(scenery: TableScenery, body: Mapping[str, Any]) -> range:
    """Return where the rows between two named ones stand now.

    Raises
    ------
    SpecError
        If one of them is not here any more.
    """
    named: range = body["range"]
    first, last = named.start, named.stop - 1
    top = first if body["top"] is None else scenery.index_of(body["top"])
    bottom = last if body["bottom"] is None else scenery.index_of(body["bottom"])
    if top is None or bottom is None:
        raise SpecError("the selected rows are not here any more", hint="select them again")
    if body["top"] is None:  # a row that nobody knew yet keeps its distance
        top = max(0, first + bottom - last)
    elif body["bottom"] is None:
        bottom = last + top - first
    return range(min(top, bottom), max(top, bottom) + 1)


def rows_of(scenery: TableScenery, body: Mapping[str, Any]) -> tuple[pa.Table, int]:
    """Return the named rows that are loaded, in the order shown, and how many were named."""
    cut = scenery.cut
    if body["ids"]:
        return scenery.take(body["ids"]), len(body["ids"])
    wanted = clamp(places_of(scenery, body), cut.places.rows)
    places = cut.places.window(wanted)
    return cut.store.take(places[places >= 0]), len(wanted)


def copied(scenery: TableScenery, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the text of a block, and a word about what is not in it."""
    names, form = body["columns"], body["format"]
    rows, wanted = rows_of(scenery, body)
    most = max(1, COPY_CELLS // max(1, len(names)))
    notes = []
    if rows.num_rows < wanted:
        notes.append(f"{wanted - rows.num_rows:,} rows are not loaded")
    if rows.num_rows > most:
        notes.append(f"cut after {most:,} rows: download the rest")
        rows = rows.slice(0, most)
    text = text_of(table_of(rows, names), form, header=body["header"])
    if len(text) > COPY_CHARS:
        text = text[:COPY_CHARS].rpartition("\n")[0]
        notes.append(f"cut after {COPY_CHARS:,} characters: download the rest")
    return {"text": text, "rows": rows.num_rows, "note": "; ".join(notes)}


def figures(scenery: TableScenery, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return how many cells of a block have a value, and what its numbers are together.

    Returns
    -------
    dict
        ``count`` of cells with a value, ``numbers`` among them, their ``sum``, and how many
        rows are ``missing`` because they are not loaded.
    """
    rows, wanted = rows_of(scenery, body)
    count = numbers = 0
    sums = []
    for column in table_of(rows, body["columns"]).columns:
        count += len(column) - column.null_count
        found = _numbers(column)
        numbers += len(found) - found.null_count
        sums.append(pc.sum(found).as_py() or 0.0)
    total = math.fsum(sums) if all(map(math.isfinite, sums)) else sum(sums)
    told = total if math.isfinite(total) else None
    return {
        "count": count,
        "numbers": numbers,
        "sum": told,
        "missing": wanted - rows.num_rows,
    }


def _numbers(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return pc.cast(column, pa.float64(), safe=False)
    values: list[float | None] = []
    if kind == codec.CBOR:
        values = [_number(value) for value in codec.column_values(column)]
    return pa.chunked_array([pa.array(values, pa.float64())])


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not hasattr(value, "__float__"):
        return None
    try:
        return float(value)
    except OverflowError:
        return None
