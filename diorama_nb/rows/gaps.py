"""Which rows lack their detail, and what becomes of it when the list is read again. Pure.

A list gives cheap rows; a detail fills further columns of one row. A detail belongs to one
state of its row in the list, told by a fingerprint: when the list says something else of the
row, its detail is old. It is still shown until a newer one is there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from diorama_nb.rows import codec
from diorama_nb.rows.index import Positions
from diorama_nb.rows.store import RowStore
from diorama_nb.values import Record, is_blank

MANY: Final = 256
"""Rows from which on blanks are looked for column by column."""

Mask = npt.NDArray[np.bool_]


def gaps(store: RowStore, positions: Positions, columns: Collection[str]) -> Mask:
    """Return which rows lack a value in some of the columns; all do where none is named."""
    if not columns:
        return np.ones(len(positions), bool)
    if len(positions) < MANY:
        lacking = (
            any(is_blank(store.value(position, column)) for column in columns)
            for position in positions.tolist()
        )
        return np.fromiter(lacking, bool, len(positions))
    table, lacks = store.take(positions), np.zeros(len(positions), bool)
    for column in columns:
        field = codec.field_name(column)
        if field not in table.schema.names:
            return np.ones(len(positions), bool)
        lacks |= _blanks(table.column(field))
    return lacks


def _blanks(column: pa.ChunkedArray) -> Mask:
    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        return np.array([is_blank(value) for value in codec.column_values(column)], bool)
    return np.asarray(column.is_null(nan_is_null=True).to_numpy(), bool)


def fingerprint(record: Mapping[str, Any], without: Collection[str] = ()) -> int:
    """Return a number for what a row of a list says; the same in any process, never 0.

    Parameters
    ----------
    record : Record
        The row.
    without : collection of str
        Columns that do not count, because details own them.
    """
    said = {name: _plain(value) for name, value in record.items() if name not in without}
    text = json.dumps(said, sort_keys=True, default=repr)
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, signed=True) or 1


def _plain(value: Any) -> Any:
    """Return a value with 1.0 as 1, as records compare."""
    match value:
        case float() if value.is_integer():
            return int(value)
        case list() | tuple():
            return [_plain(item) for item in value]
        case dict():
            return {str(name): _plain(item) for name, item in value.items()}
        case _:
            return value


def relisted(row: Record, held: Record, owned: Collection[str], *, unchanged: bool) -> Record:
    """Return a row the list told again, with what its detail filled.

    Parameters
    ----------
    row : Record
        What the list says now.
    held : Record
        The row with its detail.
    owned : collection of str
        Columns its detail fills.
    unchanged : bool
        The list's own values of these columns are known and count no more. Otherwise a value
        of the list is the newer one; a blank still erases nothing.
    """
    kept = {
        name: value
        for name, value in held.items()
        if name in owned and (unchanged or (is_blank(row.get(name)) and not is_blank(value)))
    }
    return {**row, **kept}
