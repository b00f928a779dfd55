"""One column ↔ Arrow: which exact type its values share, and how they come back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import NoneType
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from diorama_nb.errors import SpecError
from diorama_nb.foreign import plain
from diorama_nb.rows.cells import dumps, loads

Column: TypeAlias = "pa.Array | pa.ChunkedArray"

CBOR: Final = pa.large_binary()
"""The type of columns that hold one CBOR value per cell; bytes proper are ``binary``."""

SAFE_INT: Final = 2**53
"""Whole numbers up to this one are exact as floats."""

_NAIVE: Final = pa.timestamp("us")
_AWARE: Final = pa.timestamp("us", "UTC")

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

NAMED: Final[dict[str, pa.DataType]] = {
    "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(), "text": pa.string(),
    "datetime": _NAIVE, "date": pa.date32(), "time": pa.time64("us"),
    "duration": pa.duration("us"), "bytes": pa.binary(),
}  # fmt: skip
"""Type of a column, as people call it → how its values are stored where they are alike."""


def stored_name(type_: pa.DataType) -> str:
    """Return what people call the type of a stored column; ``unknown`` where it may be any."""
    if pa.types.is_timestamp(type_):
        return "datetime"
    return next((name for name, one in NAMED.items() if one == type_), "unknown")


# --- encoding ------------------------------------------------------------------------------


def encode_column(name: str, values: Sequence[Any]) -> Column:
    """Return the cells of one column in the most exact Arrow type they share.

    Raises
    ------
    ValueRefused
        If a value is of a type that can not be stored exactly; names the column.
    """
    kinds = set(map(type, values))
    kinds.discard(NoneType)
    exact = _exact_type(kinds, values)
    if exact is not None:
        try:
            return pa.array(values, exact, from_pandas=False)
        except (pa.ArrowInvalid, OverflowError, UnicodeEncodeError):
            pass  # a value out of the type's range: keep each exactly as it is
    return pa.array([None if v is None else dumps(v, name) for v in values], CBOR)


def _exact_type(kinds: set[type], values: Sequence[Any]) -> pa.DataType | None:
    if not kinds:
        return pa.null()
    if kinds == {int, float}:
        small = all(type(v) is not int or -SAFE_INT <= v <= SAFE_INT for v in values)
        return pa.float64() if small else None
    if len(kinds) > 1:
        return None
    (kind,) = kinds
    present = (v for v in values if v is not None)
    if kind is datetime:
        return _moment_type(list(present))
    if kind is time and any(v.tzinfo is not None for v in present):
        return None
    if kind is Decimal:
        return _decimal_type(list(present))
    return _EXACT.get(kind)


def _moment_type(values: list[datetime]) -> pa.DataType | None:
    zones = {v.tzinfo for v in values}
    if len(zones) > 1:
        return None
    zone = zones.pop()
    if isinstance(zone, ZoneInfo) and zone.key:  # near the ends of time, no zone is exact
        inside = all(1 < v.year < 9999 for v in values)
        return pa.timestamp("us", zone.key) if inside else None
    if zone is None:
        return _NAIVE
    return _AWARE if zone == UTC else None


def _decimal_type(values: list[Decimal]) -> pa.DataType | None:
    if any(not v.is_finite() or (v.is_zero() and v.is_signed()) for v in values):
        return None
    exponents = {int(v.as_tuple().exponent) for v in values}
    if len(exponents) > 1 or not -38 <= (exponent := exponents.pop()) <= 0:
        return None  # one scale for all would change how some are written
    return pa.decimal128(38, -exponent)


# --- decoding ------------------------------------------------------------------------------


def column_values(column: Column) -> list[Any]:
    """Return the cells of a column as Python values."""
    if column.type == CBOR:
        return [None if cell is None else loads(cell) for cell in column.to_pylist()]
    if column.null_count == 0 and (
        pa.types.is_integer(column.type) or pa.types.is_floating(column.type)
    ):
        return list(column.to_numpy().tolist())
    if column.type == _AWARE:
        naive = column.cast(_NAIVE).to_pylist()
        return [None if v is None else v.replace(tzinfo=UTC) for v in naive]
    return list(column.to_pylist())


def cell_reader(column: pa.Array) -> Callable[[int], Any]:
    """Return a function that reads single cells of a column, quickly."""
    if column.type == CBOR:
        return lambda row: None if (cell := column[row].as_py()) is None else loads(cell)
    if column.null_count == 0 and column.type in (pa.int64(), pa.float64()):
        item: Callable[[int], Any] = column.to_numpy().item
        return item
    if column.type == _AWARE:
        naive = column.cast(_NAIVE)
        return lambda row: (
            None if (cell := naive[row].as_py()) is None else cell.replace(tzinfo=UTC)
        )
    return lambda row: column[row].as_py()


# --- joining -------------------------------------------------------------------------------


def common_type(columns: Iterable[pa.ChunkedArray]) -> pa.DataType:
    """Return the one type that holds all these columns exactly."""
    found = list(columns)
    valued = {column.type for column in found if column.null_count < len(column)}
    types = valued or {column.type for column in found} - {pa.null()}  # nulls fit any type
    if len(types) <= 1:
        return types.pop() if types else pa.null()
    if types == {pa.int64(), pa.float64()} and all(map(_floats_hold, found)):
        return pa.float64()
    return CBOR


def _floats_hold(column: pa.ChunkedArray) -> bool:
    if column.type != pa.int64():
        return True
    bounds = pc.min_max(column).as_py()
    return bounds["min"] is None or max(-bounds["min"], bounds["max"]) <= SAFE_INT


def cast(column: pa.ChunkedArray, type_: pa.DataType) -> Column:
    """Return a column in a type that `common_type` chose for it."""
    if column.type == type_:
        return column
    if column.null_count == len(column):
        return pa.nulls(len(column), type_)
    if type_ != CBOR:
        return column.cast(type_)
    values = column_values(column)
    return pa.array([None if v is None else dumps(v) for v in values], CBOR)


# --- other people's columns ----------------------------------------------------------------


def exact_column(name: str, column: pa.ChunkedArray) -> Column:
    """Return any column in the one type by which the row store knows its kind of values.

    Raises
    ------
    SpecError
        If it holds moments finer than a microsecond.
    """
    if pa.types.is_dictionary(column.type):
        column = _categories(column)
    type_ = column.type
    if type_ in _EXACT.values() or type_ == pa.null():
        return column
    target = _target(type_)
    if target is None:
        return encode_column(name, _listed(column))
    try:
        return column.cast(target)
    except pa.ArrowInvalid as error:
        if pa.types.is_temporal(type_):
            hint = (
                f"round it: df[{name!r}] = df[{name!r}].dt.floor('us'); for a Parquet file: "
                "df.to_parquet(path, coerce_timestamps='us', allow_truncated_timestamps=True)"
            )
            raise SpecError(
                f"column {name!r} is finer than a microsecond", hint=hint
            ) from error
        return encode_column(name, _listed(column))


def _categories(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column of categories as their values."""
    type_ = column.type.value_type
    type_ = pa.string() if _is_text(type_) else type_  # Arrow takes from no views
    chunks = [chunk.dictionary.cast(type_).take(chunk.indices) for chunk in column.chunks]
    return pa.chunked_array(chunks, type_)


def _listed(column: pa.ChunkedArray) -> list[Any]:
    """Return the cells of any column; maps whose keys are no text are lists of pairs."""
    if _maps_are_dicts(column.type):
        try:
            return list(plain(column.to_pylist(maps_as_pydicts="strict")))
        except KeyError:  # a map has a key twice
            pass
    return list(plain(column.to_pylist()))


def _maps_are_dicts(type_: pa.DataType) -> bool:
    if pa.types.is_map(type_):
        return _is_text(type_.key_type) and _maps_are_dicts(type_.item_type)
    return all(_maps_are_dicts(type_.field(n).type) for n in range(type_.num_fields))


def _is_text(type_: pa.DataType) -> bool:
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    return any(test(type_) for test in tests)


def _target(type_: pa.DataType) -> pa.DataType | None:
    if pa.types.is_timestamp(type_):
        return pa.timestamp("us", type_.tz)
    known: list[tuple[Callable[[pa.DataType], bool], pa.DataType]] = [
        (pa.types.is_integer, pa.int64()),
        (pa.types.is_floating, pa.float64()),
        (_is_text, pa.string()),
        (pa.types.is_date64, pa.date32()),
        (pa.types.is_time, pa.time64("us")),
        (pa.types.is_duration, pa.duration("us")),
        (pa.types.is_large_binary, pa.binary()),
    ]
    return next((target for test, target in known if test(type_)), None)
