"""The rows of a file under their ids: the cells of a column, or their numbers."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

import pyarrow as pa

from diorama_nb.errors import SpecError
from diorama_nb.rows import codec
from diorama_nb.rows.columns import CBOR
from diorama_nb.rows.ids import ids_of_values
from diorama_nb.values import MISSING, Record, as_id, lookup
from diorama_nb.vista.columns import Column, stored_columns
from diorama_nb.vista.files.rows import FileRows


def by_id(
    found: Sequence[Record], numbers: Sequence[int], column: str | None
) -> dict[str, Record]:
    """Return rows under their ids; without a column for them, these are their numbers.

    Raises
    ------
    SpecError
        If a row has none.
    """
    pairs = zip(found, numbers, strict=True)
    return {_id(record, number, column): record for record, number in pairs}


def _id(record: Record, number: int, column: str | None) -> str:
    if column is None:
        return str(number)
    value = lookup(record, column)
    if value is None or value is MISSING:
        raise SpecError(
            f"row {number} has no {column!r}", hint="leave id_column out: rows are numbered"
        )
    return as_id(value)


def meant(id: str) -> list[str | int | float | bool]:
    """Return the values whose id may be written so; which of them is meant, the row tells."""
    found: list[str | int | float | bool] = [id]
    for read in (int, float):
        with contextlib.suppress(ValueError, OverflowError):
            found.append(read(id))
    return [*found, id == "True"] if id in ("True", "False") else found


def stretch(
    rows: FileRows, first: int, last: int, column: str | None
) -> tuple[pa.Table, tuple[Column, ...]]:
    """Return rows [first, last) as a row table under their ids, and what it shows; blocks.

    Raises
    ------
    SpecError
        If a row has no id.
    """
    table = rows.table(first, last)
    if (ids := _ids(table, column)) is None:
        table = codec.encode(by_id(rows.read(first, last), range(first, last), column))
    else:
        table = table.set_column(0, table.field(0), ids)
    return table, stored_columns(table, column)


def _ids(table: pa.Table, column: str | None) -> pa.ChunkedArray | pa.Array | None:
    """Return the ids of the rows of a table; None where a look at each row has to tell."""
    if column is None:
        return table.column(0)
    field = codec.field_name(column)
    if field not in table.schema.names:
        return None
    values = table[field]
    if values.null_count or values.type == CBOR:
        return None
    ids = ids_of_values(values)
    return ids if isinstance(ids, pa.ChunkedArray) else pa.array(ids, pa.string())
