"""What Arrow kernels can decide about a column exactly as `diorama_nb.values` does."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from diorama_nb.query import Condition
from diorama_nb.rows.columns import SAFE_INT, column_values
from diorama_nb.values import contains_text, fold, instant, is_naive

Mask = npt.NDArray[np.bool_]

_KERNELS: Final[dict[str, Callable[..., Any]]] = {
    "==": pc.equal,
    "!=": pc.not_equal,
    "<": pc.less,
    "<=": pc.less_equal,
    ">": pc.greater,
    ">=": pc.greater_equal,
}
_MICROSECOND: Final = timedelta(microseconds=1)


# --- conditions ----------------------------------------------------------------------------


def by_kernel(column: pa.ChunkedArray, condition: Condition) -> Mask | None:
    """Test a column by an Arrow kernel; None where that would not compare exactly as we do."""
    op, value = condition.op, condition.value
    if value is None and op in ("==", "!="):
        return _mask(pc.is_null(column) if op == "==" else pc.is_valid(column))
    if op in ("in", "not in"):
        return _membership(column, op, value)
    if op == "contains":
        text = isinstance(value, str)
        return contains(column, fold(value)) if text else np.zeros(len(column), bool)
    exact = _operand(column.type, op, value)
    if exact is None:
        return None
    op, operand = exact
    if operand is None:  # decided by the types alone
        return np.full(len(column), op == "!=")
    return _mask(pc.fill_null(_KERNELS[op](column, operand), op == "!="))


def _operand(type_: pa.DataType, op: str, value: Any) -> tuple[str, pa.Scalar | None] | None:
    """Return the operator and operand a kernel must be given, or None where none is exact."""
    match value:
        case bool():
            known = pa.types.is_boolean(type_) and op in ("==", "!=")
            return (op, pa.scalar(value)) if known else None
        case float() if math.isnan(value):
            return None
        case int() | float() if pa.types.is_int64(type_):
            return _int_operand(op, value)
        case int() | float() if pa.types.is_float64(type_):
            return (op, pa.scalar(float(value))) if abs(value) <= SAFE_INT else None
        case str() if pa.types.is_string(type_):
            return _scalar(op, value, type_)
        case datetime() if pa.types.is_timestamp(type_):
            alike = op not in ("==", "!=") or is_naive(value) == (type_.tz is None)
            return _scalar(op, instant(value) // _MICROSECOND, type_) if alike else None
        case date() if pa.types.is_date32(type_) and not isinstance(value, datetime):
            return _scalar(op, value, type_)
        case _:
            return None


def _scalar(op: str, value: Any, type_: pa.DataType) -> tuple[str, pa.Scalar] | None:
    try:
        return op, pa.scalar(value, type_)
    except (pa.ArrowInvalid, OverflowError, UnicodeEncodeError):
        return None  # no cell of the column can hold it


def _int_operand(op: str, value: int | float) -> tuple[str, pa.Scalar | None] | None:
    if isinstance(value, float) and not value.is_integer():
        if math.isinf(value):
            return None
        if op in ("==", "!="):
            return op, None
        floor = {"<": "<=", "<=": "<=", ">": ">", ">=": ">"}[op]
        value, op = math.floor(value), floor
    return _scalar(op, int(value), pa.int64())


def _membership(column: pa.ChunkedArray, op: str, value: Any) -> Mask | None:
    if not isinstance(value, list):
        return np.full(len(column), op == "not in")
    kinds = {type(item) for item in value}
    exact = {str: pa.types.is_string, int: pa.types.is_int64}
    if len(kinds) != 1 or (kind := kinds.pop()) not in exact or not exact[kind](column.type):
        return None
    try:
        options = pa.array(value, column.type)
    except (OverflowError, UnicodeEncodeError):
        return None
    inside = _mask(pc.is_in(column, value_set=options))
    return inside if op == "in" else ~inside


# --- search --------------------------------------------------------------------------------


def contains(column: pa.ChunkedArray, folded: str) -> Mask:
    """Return which cells contain a folded text."""
    type_ = column.type
    if pa.types.is_null(type_) or pa.types.is_binary(type_):
        return np.zeros(len(column), bool)
    if pa.types.is_string(type_) and folded.isascii():
        # Only ASCII needles: beyond it Arrow's case tables and Python's may differ.
        lower = pc.utf8_lower(column)
        return _mask(pc.fill_null(pc.match_substring(lower, folded), False))
    if pa.types.is_int64(type_):
        if not set(folded) <= set("-0123456789"):
            return np.zeros(len(column), bool)
        return _mask(pc.fill_null(pc.match_substring(column.cast(pa.string()), folded), False))
    if pa.types.is_boolean(type_):
        yes, no = folded in "true", folded in "false"
        column = pc.fill_null(column.cast(pa.int8()), 2)
        verdicts: Mask = np.array([no, yes, False])
        found: Mask = verdicts[column.to_numpy()]
        return found
    values = column_values(column)
    return np.fromiter((contains_text(value, folded) for value in values), bool, len(values))


# --- order ---------------------------------------------------------------------------------


def sortable(column: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """Return a column that a kernel sorts as `values.order_key` does, or None."""
    if pa.types.is_float64(column.type):
        nan = pc.is_nan(column)
        return pc.if_else(nan, None, column) if pc.any(nan).as_py() else column
    simple = (
        pa.types.is_int64, pa.types.is_string, pa.types.is_timestamp, pa.types.is_date32,
        pa.types.is_boolean, pa.types.is_duration, pa.types.is_time64, pa.types.is_decimal,
    )  # fmt: skip
    return column if any(test(column.type) for test in simple) else None


def sorted_order(column: pa.ChunkedArray, *, descending: bool) -> npt.NDArray[np.int64]:
    """Return the numbers of the rows of a sortable column in its order; a stable sort."""
    whole = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    direction = "descending" if descending else "ascending"
    order = pc.array_sort_indices(whole, order=direction, null_placement="at_end")
    return np.asarray(order.to_numpy(), np.int64)


def _mask(array: pa.Array | pa.ChunkedArray) -> Mask:
    if isinstance(array, pa.ChunkedArray):
        return np.asarray(array.to_numpy(), dtype=bool)
    return np.asarray(array.to_numpy(zero_copy_only=False), dtype=bool)
