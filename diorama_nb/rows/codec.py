r"""Records ↔ Arrow: the exact round trip, and the one place that knows the stored layout.

A *row table* is an Arrow table laid out as ::

    "\0id"     string                       the id of each record
    "\0shape"  dictionary<int32, string>    its fields in order, as JSON: tells absent from null
    one field per column                    int64, float64, bool, string, timestamp[us] (naive
                                            or of one zone), date32, time64, duration,
                                            decimal, binary … or large_binary: one CBOR value
                                            per cell, for columns whose values have no common
                                            exact type
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from operator import eq, itemgetter
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from diorama_nb.errors import SpecError
from diorama_nb.rows.cells import check_name
from diorama_nb.rows.columns import (
    CBOR,
    NAMED,
    Column,
    cast,
    column_values,
    common_type,
    encode_column,
    exact_column,
)
from diorama_nb.values import Record

__all__ = [
    "CBOR",
    "ID",
    "SHAPE",
    "Shape",
    "alike",
    "column_name",
    "column_values",
    "columns",
    "concat",
    "conform",
    "declared",
    "decode",
    "decode_rows",
    "empty",
    "encode",
    "encode_column",
    "encode_rows",
    "field_name",
    "from_arrow",
    "from_columns",
    "ids",
    "parse_shape",
    "shapes",
]

ID: Final = "\0id"
SHAPE: Final = "\0shape"

Shape = tuple[str, ...]
"""The fields of a record, in the order of its keys."""

_SHAPES: Final = pa.dictionary(pa.int32(), pa.string())


# --- encoding ------------------------------------------------------------------------------


def encode(records: Mapping[str, Record]) -> pa.Table:
    """Return records as a row table.

    Raises
    ------
    ValueRefused
        If a value is of a type that can not be stored exactly; names the column.
    """
    return encode_rows(list(records), list(records.values()))


def encode_rows(ids: Sequence[str], records: Sequence[Record]) -> pa.Table:
    """Return records as a row table; `ids` are theirs, in the same order."""
    if not records:
        return empty()
    first = tuple(records[0])
    if all(map(eq, map(tuple, records), repeat(first))):  # nearly always, and quick to see
        shapes, codes = {first: 0}, np.zeros(len(records), np.int32)
        cells = [list(map(itemgetter(name), records)) for name in first]
    else:
        shapes = {}
        codes = np.fromiter(
            (shapes.setdefault(tuple(record), len(shapes)) for record in records), np.int32
        )
        everything = dict.fromkeys(name for shape in shapes for name in shape)
        cells = [[record.get(name) for record in records] for name in everything]
    names = list(dict.fromkeys(name for shape in shapes for name in shape))
    fields = list(map(field_name, names))
    arrays = [encode_column(name, values) for name, values in zip(names, cells, strict=True)]
    shape_column = pa.DictionaryArray.from_arrays(
        codes, pa.array([_shape_text(map(field_name, shape)) for shape in shapes], pa.string())
    )
    return pa.Table.from_arrays(
        [pa.array(ids, pa.string()), shape_column, *arrays], names=[ID, SHAPE, *fields]
    )


def from_arrow(ids: Sequence[str] | pa.ChunkedArray, table: pa.Table) -> pa.Table:
    """Return any Arrow table as a row table; every row has every column.

    Raises
    ------
    SpecError
        If two columns have one name, or timestamps are finer than a microsecond.
    """
    names = map(str, table.schema.names)
    return from_columns(
        ids, [(name, exact_column(name, table.column(i))) for i, name in enumerate(names)]
    )


def from_columns(
    ids: Sequence[str] | pa.ChunkedArray, columns: Sequence[tuple[str, Column]]
) -> pa.Table:
    """Return named columns, as `exact_column` or `encode_column` made them, as a row table.

    Raises
    ------
    SpecError
        If two columns have one name.
    """
    names = [name for name, _ in columns]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise SpecError(f"two columns are named {twice!r}", hint="rename one of them")
    fields = list(map(field_name, names))
    named = ids if isinstance(ids, pa.ChunkedArray) else pa.array(ids, pa.string())
    shape = pa.DictionaryArray.from_arrays(
        np.zeros(len(named), np.int32), pa.array([_shape_text(fields)], pa.string())
    )
    cells = [column for _, column in columns]
    return pa.Table.from_arrays([named, shape, *cells], names=[ID, SHAPE, *fields])


# --- names and shapes ----------------------------------------------------------------------


def field_name(name: str) -> str:
    """Return the Arrow field of a column, escaped where Arrow or this layout needs it.

    Raises
    ------
    SpecError
        If the name is no text.
    """
    check_name(name)
    if name.startswith("\0") or not _encodable(name):
        return "\0:" + name.encode("unicode_escape").decode("ascii")
    return name


def column_name(field: str) -> str:
    """Return the column an Arrow field holds; the inverse of `field_name`."""
    return field[2:].encode().decode("unicode_escape") if field.startswith("\0:") else field


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shape_text(fields: Iterable[str]) -> str:
    return json.dumps(list(fields))


@functools.lru_cache(maxsize=4096)
def parse_shape(text: str) -> Shape:
    """Return the shape that a text of the shape column stands for."""
    return tuple(json.loads(text))


def shapes(column: Column) -> tuple[list[Shape], npt.NDArray[np.int32]]:
    """Return the different shapes in a shape column, and the number of each row's."""
    known: dict[str, int] = {}
    codes = [np.empty(0, np.int32)]
    for chunk in column.chunks if isinstance(column, pa.ChunkedArray) else [column]:
        numbers = [known.setdefault(t, len(known)) for t in chunk.dictionary.to_pylist()]
        codes.append(np.array(numbers, np.int32)[chunk.indices.to_numpy()])
    return list(map(parse_shape, known)), np.concatenate(codes)


# --- decoding ------------------------------------------------------------------------------


def decode(table: pa.Table | pa.RecordBatch) -> dict[str, Record]:
    """Return the records of a row table in its order."""
    return dict(zip(ids(table), decode_rows(table), strict=True))


def decode_rows(table: pa.Table | pa.RecordBatch) -> list[Record]:
    """Return the records of a row table without their ids."""
    cells = {
        field: column_values(table.column(i)) for i, field in enumerate(table.schema.names)
        if i > 1
    }  # fmt: skip
    known, codes = shapes(table.column(1))
    if len(known) == 1 and known[0]:
        names = list(map(column_name, known[0]))
        rows = zip(*map(cells.__getitem__, known[0]), strict=True)
        return [dict(zip(names, row, strict=True)) for row in rows]
    plans = [[(column_name(field), cells[field]) for field in shape] for shape in known]
    return [
        {name: values[row] for name, values in plans[code]}
        for row, code in enumerate(codes.tolist())
    ]


def ids(table: pa.Table | pa.RecordBatch) -> list[str]:
    """Return the ids of a row table."""
    return list(table.column(0).to_pylist())


def columns(table: pa.Table | pa.RecordBatch) -> list[str]:
    """Return the column names of a row table, in order of first sight."""
    return [column_name(field) for field in table.schema.names[2:]]


def empty() -> pa.Table:
    """Return a row table without rows or columns."""
    return pa.table({ID: pa.array([], pa.string()), SHAPE: pa.array([], _SHAPES)})


# --- joining -------------------------------------------------------------------------------


def concat(tables: Iterable[pa.Table]) -> pa.Table:
    """Return row tables one after the other, their columns brought to common exact types.

    Tables without rows still add their columns.
    """
    parts = alike(tables)
    return pa.concat_tables(parts) if parts else empty()


def alike(tables: Iterable[pa.Table]) -> list[pa.Table]:
    """Return row tables that all have the columns of all of them, in common exact types."""
    parts = list(tables)
    if all(part.schema.equals(parts[0].schema) for part in parts[1:]):
        return parts
    fields = dict.fromkeys(field for part in parts for field in part.schema.names[2:])
    held = {f: [p.column(f) for p in parts if f in p.schema.names] for f in fields}
    types = {field: common_type(columns) for field, columns in held.items()}
    return [conform(part, types) for part in parts]


def declared(table: pa.Table, types: Mapping[str, str]) -> pa.Table:
    """Return a row table as it is; one without rows with all columns that are known of.

    Parameters
    ----------
    table : pyarrow.Table
        A row table.
    types : mapping of str to str
        Column → type, as `vista.columns.Column` names it.
    """
    if table.num_rows:
        return table
    known = {field_name(name): NAMED.get(type_, pa.null()) for name, type_ in types.items()}
    for field in list(table.schema)[2:]:
        if field.type != pa.null() or field.name not in known:
            known[field.name] = field.type
    return conform(table, known)


def conform(table: pa.Table, types: Mapping[str, Any]) -> pa.Table:
    """Return a row table with exactly the given fields; what it lacks is absent in each row."""
    held = set(table.schema.names)
    columns = [
        cast(table.column(field), type_) if field in held else pa.nulls(table.num_rows, type_)
        for field, type_ in types.items()
    ]
    return pa.Table.from_arrays(
        [table.column(0), table.column(1), *columns], names=[ID, SHAPE, *types]
    )
