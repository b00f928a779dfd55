r"""Records ↔ Arrow: the exact round trip, and the one place that knows the stored layout.

A *row table* is an Arrow table laid out as ::

    "\0id"     string                       the id of each record
    "\0shape"  dictionary<int32, string>    its keys in order, as JSON: tells absent from null
    one column per key                      int64, float64, bool, string, timestamp[us] (naive
                                            or UTC), date32, time64, duration, decimal, binary
                                            … or large_binary: one CBOR value per cell, for
                                            columns whose values have no common exact type
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from operator import itemgetter
from types import NoneType
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from diorama_nb.errors import SpecError
from diorama_nb.rows.cells import dumps, loads
from diorama_nb.values import Record

ID: Final = "\0id"
SHAPE: Final = "\0shape"
CBOR: Final = pa.large_binary()
"""The type of columns that hold one CBOR value per cell; bytes proper are ``binary``."""

_SHAPES: Final = pa.dictionary(pa.int32(), pa.string())
_SAFE_INT: Final = 2**53

_EXACT: Final[dict[type, pa.DataType]] = {
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
    str: pa.string(),
    date: pa.date32(),
    time: pa.time64("us"),
    timedelta: pa.duration("us"),
    bytes: pa.binary(),
}


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
    shapes: dict[tuple[str, ...], int] = {}
    codes = [shapes.setdefault(tuple(record), len(shapes)) for record in records]
    names = list(dict.fromkeys(name for shape in shapes for name in shape))
    for name in names:
        if type(name) is not str:
            raise SpecError(
                f"a column is named {name!r}", hint="name columns with text: {'price': 9.5}"
            )
    pick = (
        (lambda n: map(itemgetter(n), records))
        if len(shapes) == 1
        else (lambda n: (record.get(n) for record in records))
    )
    arrays = [encode_column(name, list(pick(name))) for name in names]
    shape_texts = pa.array([json.dumps(shape) for shape in shapes], pa.string())
    shape_column = pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), shape_texts)
    fields = [ID, SHAPE, *map(field_name, names)]
    return pa.Table.from_arrays(
        [pa.array(ids, pa.string()), shape_column, *arrays], names=fields
    )


def encode_column(name: str, values: list[Any]) -> pa.Array:
    """Return the cells of one column in the most exact Arrow type they share."""
    kinds = set(map(type, values))
    kinds.discard(NoneType)
    exact = _exact_type(kinds, values)
    if exact is not None:
        try:
            return pa.array(values, exact, from_pandas=False)
        except (pa.ArrowInvalid, OverflowError, UnicodeEncodeError):
            pass  # a value out of the type's range: keep each exactly as it is
    return pa.array([None if v is None else dumps(v, name) for v in values], CBOR)


def _exact_type(kinds: set[type], values: list[Any]) -> pa.DataType | None:
    if not kinds:
        return pa.null()
    if kinds == {int, float}:
        small = all(type(v) is not int or -_SAFE_INT <= v <= _SAFE_INT for v in values)
        return pa.float64() if small else None
    if len(kinds) > 1:
        return None
    (kind,) = kinds
    present = (v for v in values if v is not None)
    if kind is datetime:
        zones = {v.tzinfo for v in present}
        return {
            frozenset([None]): pa.timestamp("us"),
            frozenset([UTC]): pa.timestamp("us", "UTC"),
        }.get(frozenset(zones))
    if kind is time and any(v.tzinfo is not None for v in present):
        return None
    if kind is Decimal:
        return _decimal_type([v for v in values if v is not None])
    return _EXACT.get(kind)


def _decimal_type(values: list[Decimal]) -> pa.DataType | None:
    if not all(v.is_finite() for v in values):
        return None
    exponents = [int(v.as_tuple().exponent) for v in values]
    if len(set(exponents)) > 1 or not -38 <= exponents[0] <= 0:
        return None  # one scale for all would change how some are written
    return pa.decimal128(38, -exponents[0])


def field_name(name: str) -> str:
    """Return the Arrow field of a column, escaped where Arrow or this layout needs it."""
    if name.startswith("\0") or not _encodable(name):
        return "\0:" + json.dumps(name)
    return name


def column_name(field: str) -> str:
    """Return the column an Arrow field holds; the inverse of `field_name`."""
    return str(json.loads(field[2:])) if field.startswith("\0:") else field


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


# --- decoding ------------------------------------------------------------------------------


def decode(table: pa.Table | pa.RecordBatch) -> dict[str, Record]:
    """Return the records of a row table in its order."""
    return dict(zip(ids(table), decode_rows(table), strict=True))


def decode_rows(table: pa.Table | pa.RecordBatch) -> list[Record]:
    """Return the records of a row table without their ids."""
    fields = table.schema.names[2:]
    cells = {
        column_name(field): column_values(table.column(i)) for i, field in enumerate(fields, 2)
    }
    shape_column = table.column(1)
    if isinstance(shape_column, pa.ChunkedArray):
        shape_column = shape_column.unify_dictionaries().combine_chunks()
        if isinstance(shape_column, pa.ChunkedArray):  # an empty column has no chunk to unify
            return []
    shapes = [json.loads(text) for text in shape_column.dictionary.to_pylist()]
    if len(shapes) == 1:
        names = shapes[0]
        if not names:
            return [{} for _ in range(table.num_rows)]
        return [
            dict(zip(names, row, strict=True))
            for row in zip(*map(cells.__getitem__, names), strict=True)
        ]
    codes = shape_column.indices.to_pylist()
    return [{name: cells[name][i] for name in shapes[code]} for i, code in enumerate(codes)]


def record_at(chunk: pa.RecordBatch, row: int) -> Record:
    """Return one record of a chunk, without touching the other rows."""
    names = _shape(chunk.column(1)[row].as_py())
    record = {}
    for name in names:
        cell = chunk.column(field_name(name))[row]
        value = cell.as_py()
        if cell.type == CBOR and value is not None:
            value = loads(value)
        elif isinstance(value, datetime) and value.tzinfo is not None:
            value = value.replace(tzinfo=UTC)
        record[name] = value
    return record


@functools.lru_cache(maxsize=1024)
def _shape(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def column_values(column: pa.Array | pa.ChunkedArray) -> list[Any]:
    """Return the cells of a column as Python values."""
    if column.type == CBOR:
        return [None if cell is None else loads(cell) for cell in column.to_pylist()]
    if column.null_count == 0 and (
        pa.types.is_integer(column.type) or pa.types.is_floating(column.type)
    ):
        return list(column.to_numpy().tolist())
    values: list[Any] = column.to_pylist()
    if pa.types.is_timestamp(column.type) and column.type.tz is not None:
        return [None if v is None else v.replace(tzinfo=UTC) for v in values]
    return values


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
    """Return row tables one after the other, their columns brought to common exact types."""
    parts = [table for table in tables if table.num_rows]
    if not parts:
        return empty()
    if all(part.schema.equals(parts[0].schema) for part in parts[1:]):
        return pa.concat_tables(parts)
    fields = list(dict.fromkeys(field for part in parts for field in part.schema.names[2:]))
    types = {field: common_type(_columns_of(parts, field)) for field in fields}
    return pa.concat_tables([conform(part, types) for part in parts])


def conform(table: pa.Table, types: Mapping[str, pa.DataType]) -> pa.Table:
    """Return a row table with exactly the given columns; what it lacks is absent in each row."""
    held = set(table.schema.names)
    columns = [
        cast(table.column(field), type_) if field in held else pa.nulls(table.num_rows, type_)
        for field, type_ in types.items()
    ]
    return pa.Table.from_arrays(
        [table.column(0), table.column(1), *columns], names=[ID, SHAPE, *types]
    )


def _columns_of(parts: list[pa.Table], field: str) -> Iterator[pa.ChunkedArray]:
    return (part.column(field) for part in parts if field in part.schema.names)


def common_type(columns: Iterable[pa.ChunkedArray]) -> pa.DataType:
    """Return the one type that holds all these columns exactly."""
    found = list(columns)
    types = {column.type for column in found} - {pa.null()}
    if len(types) <= 1:
        return types.pop() if types else pa.null()
    if types == {pa.int64(), pa.float64()} and all(map(_floats_hold, found)):
        return pa.float64()
    return CBOR


def _floats_hold(column: pa.ChunkedArray) -> bool:
    if column.type != pa.int64():
        return True
    bounds = pc.min_max(column).as_py()
    return bounds["min"] is None or max(-bounds["min"], bounds["max"]) <= _SAFE_INT


def cast(column: pa.ChunkedArray, type_: pa.DataType) -> pa.ChunkedArray | pa.Array:
    """Return a column in a type that `common_type` chose for it."""
    if column.type == type_:
        return column
    if column.type == pa.null():
        return pa.nulls(len(column), type_)
    if type_ != CBOR:
        return column.cast(type_)
    values = column_values(column)
    return pa.array([None if v is None else dumps(v) for v in values], CBOR)


# --- other people's Arrow ------------------------------------------------------------------


def from_arrow(ids: Sequence[str], table: pa.Table) -> pa.Table:
    """Return any Arrow table as a row table; every row has every column.

    Raises
    ------
    SpecError
        If timestamps are finer than a microsecond.
    """
    names = [str(name) for name in table.schema.names]
    shape = pa.DictionaryArray.from_arrays(
        pa.array([0] * table.num_rows, pa.int32()), pa.array([json.dumps(names)], pa.string())
    )
    columns = [_exact_column(n, table.column(i)) for i, n in enumerate(names)]
    fields = [ID, SHAPE, *map(field_name, names)]
    return pa.Table.from_arrays([pa.array(ids, pa.string()), shape, *columns], names=fields)


def _exact_column(name: str, column: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
    """Return a column in the one type by which the row store knows its kind of values."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    type_ = column.type
    try:
        if pa.types.is_integer(type_):
            return column.cast(pa.int64())
        if pa.types.is_floating(type_):
            return column.cast(pa.float64())
        if pa.types.is_large_string(type_) or pa.types.is_string_view(type_):
            return column.cast(pa.string())
        if pa.types.is_timestamp(type_) and (type_.tz is None or type_.tz == "UTC"):
            return column.cast(pa.timestamp("us", type_.tz))
        if pa.types.is_date64(type_):
            return column.cast(pa.date32())
        if pa.types.is_time(type_):
            return column.cast(pa.time64("us"))
        if pa.types.is_duration(type_):
            return column.cast(pa.duration("us"))
        if pa.types.is_large_binary(type_):
            return column.cast(pa.binary())
    except pa.ArrowInvalid as error:
        if pa.types.is_temporal(type_):
            hint = f"round it: df[{name!r}] = df[{name!r}].dt.floor('us')"
            raise SpecError(f"column {name!r} is finer than a microsecond", hint=hint) from error
        return encode_column(name, column.to_pylist())
    if type_ in _EXACT.values() or pa.types.is_null(type_):
        return column
    return encode_column(name, column.to_pylist())
