"""How the values of one column are spread: a histogram, or the most frequent values. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from diorama_nb.rows.columns import CBOR, column_values
from diorama_nb.rows.index import Positions
from diorama_nb.rows.select import plain_column
from diorama_nb.rows.store import RowStore
from diorama_nb.values import is_blank, order_key

BINS: Final = 20
"""Bars of a histogram, at most."""

MOST_CBOR: Final = 20_000
"""Cells that are decoded one by one to be counted."""

_MEASURED: Final = (
    pa.types.is_int64, pa.types.is_float64, pa.types.is_decimal, pa.types.is_timestamp,
    pa.types.is_date32, pa.types.is_time64, pa.types.is_duration,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Distribution:
    """How values are spread.

    Attributes
    ----------
    rows : int
        Rows that were looked at.
    blanks : int
        Those without a value: missing, null or NaN.
    low, high : object
        The least and the greatest value; None where values have no measure. Infinities are
        left out.
    bins : tuple of int
        Values in each of at most `BINS` equally wide parts from `low` to `high`.
    top : tuple of (object, int)
        The most frequent values of text or booleans and how often each occurs.
    distinct : int or None
        How many different ones there are; None where they were not counted.
    """

    rows: int
    blanks: int
    low: Any = None
    high: Any = None
    bins: tuple[int, ...] = ()
    top: tuple[tuple[Any, int], ...] = ()
    distinct: int | None = None


def distribution(
    store: RowStore, positions: Positions, name: str, most: int = 3
) -> Distribution:
    """Return how the values of a column are spread over some rows of a store.

    Parameters
    ----------
    most : int
        How many of the most frequent values to return.
    """
    column = plain_column(store.folded, name)
    if column is None:
        return Distribution(len(positions), len(positions))
    return of_column(column.take(pa.array(positions, pa.int64())), most)


def of_column(column: pa.ChunkedArray, most: int = 3) -> Distribution:
    """Return how the cells of an Arrow column of the row store are spread."""
    rows, nulls = len(column), column.null_count
    if any(test(column.type) for test in _MEASURED):
        return _measured(column)
    if pa.types.is_string(column.type) or pa.types.is_boolean(column.type):
        counted = pc.value_counts(column.drop_null()).flatten()
        return Distribution(
            rows, nulls, top=_top(counted[0], counted[1], most), distinct=len(counted[0])
        )
    if column.type == CBOR and rows - nulls <= MOST_CBOR:
        return _decoded(column, most)
    return Distribution(rows, nulls)


def _top(values: pa.Array, counts: pa.Array, most: int) -> tuple[tuple[Any, int], ...]:
    """Return the most frequent values; of two that are as frequent, the lesser one first."""
    table = pa.table({"value": values, "count": counts})
    if values.type == pa.bool_():
        pairs = zip(values.to_pylist(), counts.to_pylist(), strict=True)
        return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))[:most]
    keys = [("count", "descending"), ("value", "ascending")]
    first = table.take(pc.select_k_unstable(table, most, keys)) if len(table) else table
    return tuple((row["value"], row["count"]) for row in first.to_pylist())


def _decoded(column: pa.ChunkedArray, most: int) -> Distribution:
    """Return how cells are spread that have no Arrow type of their own: decimals, UUIDs."""
    values = [value for value in column_values(column) if value is not None]
    if values and set(map(type, values)) <= {Decimal, int, float}:
        return _of_numbers(len(column), values)
    counts: dict[Any, int] = {}
    for value in values:
        try:
            counts[value] = counts.get(value, 0) + 1
        except TypeError:  # lists and maps
            return Distribution(len(column), column.null_count)
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], order_key(pair[0])))
    top = tuple(ordered[:most])
    return Distribution(len(column), column.null_count, top=top, distinct=len(counts))


# --- what has a measure --------------------------------------------------------------------


def _of_numbers(rows: int, values: list[Any]) -> Distribution:
    """Return how numbers are spread that are not all of one type; decimals above all."""
    present = [value for value in values if not is_blank(value)]
    found = [value for value in present if _is_finite(value)]
    if not found:
        return Distribution(rows, rows - len(present))
    bins = histogram(np.array(found, np.float64), whole=False)
    return Distribution(rows, rows - len(present), min(found), max(found), bins)


def _measured(column: pa.ChunkedArray) -> Distribution:
    rows = len(column)
    present = column.drop_null()
    if pa.types.is_float64(present.type):
        present = present.filter(pc.invert(pc.is_nan(present)))
    blanks = rows - len(present)
    if pa.types.is_float64(present.type):
        present = present.filter(pc.is_finite(present))
    if not len(present):
        return Distribution(rows, blanks)
    whole = pa.types.is_int64(column.type) or pa.types.is_date32(column.type)
    bins = histogram(_numbers(present), whole=whole)
    low, high = column_values(_bounds(present))
    return Distribution(rows, blanks, low, high, bins)


def _is_finite(value: Any) -> bool:
    try:
        return math.isfinite(float(value))
    except OverflowError:  # an integer of hundreds of digits
        return False


def _bounds(column: pa.ChunkedArray) -> pa.Array:
    """Return the least and the greatest value of a column."""
    compared = column.cast(pa.int64()) if pa.types.is_duration(column.type) else column
    found = pc.min_max(compared)
    ends = [found["min"].as_py(), found["max"].as_py()]
    return pa.array(ends, compared.type).cast(column.type)


def _numbers(column: pa.ChunkedArray) -> npt.NDArray[np.float64]:
    type_ = column.type
    if pa.types.is_date32(type_):
        column = column.cast(pa.int32())
    elif pa.types.is_decimal(type_):
        column = column.cast(pa.float64())
    elif not (pa.types.is_int64(type_) or pa.types.is_float64(type_)):
        column = column.cast(pa.int64())
    return np.asarray(column.to_numpy(), np.float64)


def histogram(numbers: npt.NDArray[np.float64], *, whole: bool) -> tuple[int, ...]:
    """Return how many of some finite numbers lie in each of up to `BINS` equal parts.

    Parameters
    ----------
    numbers : numpy.ndarray
        float64, at least one.
    whole : bool
        They are whole: where few different ones are possible, each has a part of its own.
    """
    low, high = float(numbers.min()), float(numbers.max())
    half = high / 2 - low / 2  # halves: the whole span may be beyond what a float can hold
    if half == 0:
        return (len(numbers),)
    parts = BINS
    if whole and 2 * half < BINS:
        parts = int(2 * half) + 1
        where = numbers - low
    else:
        where = (numbers / 2 - low / 2) / half * parts
    at = np.minimum(where.astype(np.int64), parts - 1)
    return tuple(np.bincount(at, minlength=parts).tolist())
