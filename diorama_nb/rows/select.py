"""Which rows of a store a query shows, and in which order.

Each condition, search and order is done by an Arrow kernel where that compares exactly as
`diorama_nb.values` does, and by `diorama_nb.values` itself where it does not.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from diorama_nb.query import Condition, Order, Query
from diorama_nb.rows import codec
from diorama_nb.rows.index import Positions
from diorama_nb.rows.store import RowStore
from diorama_nb.values import MISSING, contains_text, fold, lookup, order_key

Mask = npt.NDArray[np.bool_]

_KERNELS: Final[dict[str, Callable[..., Any]]] = {
    "==": pc.equal,
    "!=": pc.not_equal,
    "<": pc.less,
    "<=": pc.less_equal,
    ">": pc.greater,
    ">=": pc.greater_equal,
}
_SAFE_INT: Final = 2**53


def select(store: RowStore, query: Query) -> Positions:
    """Return the positions of the rows a query shows, in its order.

    Rows that compare equal keep the order of first insertion.
    """
    return arrange(store, matching(store, query), query.order)


def matching(store: RowStore, query: Query, among: Positions | None = None) -> Positions:
    """Return the positions of matching rows, in the order of `among` or of insertion."""
    positions = store.alive() if among is None else among
    if not query.is_narrowed or not len(positions):
        return positions
    store = store.folded
    for condition in query.conditions:
        positions = positions[_holds(store, condition)[positions]]
    if query.search is not None:
        positions = positions[_found(store, fold(query.search))[positions]]
    return positions


def arrange(store: RowStore, positions: Positions, order: tuple[Order, ...]) -> Positions:
    """Return positions sorted by columns; a stable sort."""
    if not order or len(positions) < 2:
        return positions
    store = store.folded
    if len(order) == 1:
        column = _sortable(store, order[0].column)
        if column is not None:
            return _sort_by_kernel(column, positions, order[0].descending)
    for one in reversed(order):
        values = column_values(store, one.column)
        keys = [order_key(values[p], descending=one.descending) for p in positions.tolist()]
        positions = positions[sorted(range(len(keys)), key=keys.__getitem__)]
    return positions


def _sort_by_kernel(
    column: pa.ChunkedArray, positions: Positions, descending: bool
) -> Positions:
    whole = len(positions) == len(column) and bool((positions == np.arange(len(column))).all())
    if not whole:
        column = column.take(pa.array(positions))
    if column.num_chunks == 1:
        column = column.chunk(0)  # a contiguous array sorts several times faster
    direction = "descending" if descending else "ascending"
    order = pc.array_sort_indices(column, order=direction, null_placement="at_end").to_numpy()
    return positions[order] if not whole else order.astype(np.int64)


def column_values(store: RowStore, name: str) -> list[Any]:
    """Return a column's values by position; `MISSING` where a record does not have it.

    The store must be folded.
    """
    field = _plain_field(store, name)
    if field is not None:
        values = codec.column_values(store.field(field))
        present = _present(store, name)
        if present is None:
            return values
        return [v if p else MISSING for v, p in zip(values, present.tolist(), strict=True)]
    records = codec.decode_rows(_reduced(store, name))
    return [lookup(record, name) for record in records]


def _reduced(store: RowStore, name: str) -> pa.Table:
    """Return the store's rows with only the columns that a dotted name can mean."""
    parts = name.split(".")
    heads = {codec.field_name(".".join(parts[:n])) for n in range(1, len(parts) + 1)}
    fields = [i for i, field in enumerate(store.schema.names) if i < 2 or field in heads]
    kept = {codec.column_name(store.schema.names[i]) for i in fields[2:]}
    table = pa.Table.from_arrays(
        [store.field(i) for i in fields], names=[store.schema.names[i] for i in fields]
    )
    shapes = table.column(1).unify_dictionaries().combine_chunks()
    if isinstance(shapes, pa.ChunkedArray):
        shapes = (
            shapes.chunk(0)
            if shapes.num_chunks
            else pa.array([], pa.string()).dictionary_encode()
        )
    narrowed = [
        json.dumps([n for n in json.loads(t) if n in kept])
        for t in shapes.dictionary.to_pylist()
    ]
    shapes = pa.DictionaryArray.from_arrays(shapes.indices, pa.array(narrowed, pa.string()))
    return table.set_column(1, codec.SHAPE, shapes)


def _plain_field(store: RowStore, name: str) -> int | None:
    """Return the field number of a column whose values need no descent into maps."""
    names = store.schema.names
    field = codec.field_name(name)
    if field not in names:
        return None
    head = codec.field_name(name.split(".")[0])
    return names.index(field) if "." not in name or head not in names else None


def _present(store: RowStore, name: str) -> Mask | None:
    """Return which rows have a column, None when all do."""
    shapes = store.field(1)
    masks = []
    everywhere = True
    for chunk in shapes.chunks:
        has = np.array(
            [name in json.loads(text) for text in chunk.dictionary.to_pylist()], bool
        )
        everywhere = everywhere and bool(has.all())
        masks.append(has[chunk.indices.to_numpy()])
    return None if everywhere else np.concatenate(masks)


# --- conditions ----------------------------------------------------------------------------


def _holds(store: RowStore, condition: Condition) -> Mask:
    """Return for every position whether a condition holds there."""
    field = _plain_field(store, condition.column)
    if field is None and not _may_descend(store, condition.column):
        return np.zeros(store.size, bool)
    if field is not None:
        mask = _by_kernel(store.field(field), condition)
        if mask is not None:
            present = _present(store, condition.column)
            return mask if present is None else mask & present
    values = column_values(store, condition.column)
    return np.fromiter(map(condition.holds, values), bool, len(values))


def _may_descend(store: RowStore, name: str) -> bool:
    parts = name.split(".")
    names = set(store.schema.names)
    return any(codec.field_name(".".join(parts[:n])) in names for n in range(1, len(parts) + 1))


def _by_kernel(column: pa.ChunkedArray, condition: Condition) -> Mask | None:
    """Test a column by an Arrow kernel; None where that would not compare exactly as we do."""
    op, value = condition.op, condition.value
    if value is None and op in ("==", "!="):
        return _mask(pc.is_null(column) if op == "==" else pc.is_valid(column))
    if op in ("in", "not in"):
        return _membership(column, op, value)
    exact = _operand(column.type, op, value)
    if exact is None:
        return None
    op, operand = exact
    if operand is None:  # decided by the types alone
        return _mask(pc.is_null(column)) | True if op == "!=" else np.zeros(len(column), bool)
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
            return (op, pa.scalar(float(value))) if abs(value) <= _SAFE_INT else None
        case str() if pa.types.is_string(type_):
            return op, pa.scalar(value, pa.string())
        case datetime() if pa.types.is_timestamp(type_):
            alike = (value.tzinfo is None) == (type_.tz is None)
            return (op, pa.scalar(value, type_)) if alike else None
        case date() if pa.types.is_date32(type_) and not isinstance(value, datetime):
            return op, pa.scalar(value, type_)
        case _:
            return None


def _int_operand(op: str, value: float) -> tuple[str, pa.Scalar | None] | None:
    if isinstance(value, float) and not value.is_integer():
        if math.isinf(value):
            return None
        if op in ("==", "!="):
            return op, None
        floor = {"<": "<=", "<=": "<=", ">": ">", ">=": ">"}[op]
        value, op = math.floor(value), floor
    whole = int(value)
    return (op, pa.scalar(whole, pa.int64())) if -(2**63) <= whole < 2**63 else None


def _membership(column: pa.ChunkedArray, op: str, value: Any) -> Mask | None:
    if not isinstance(value, list):
        return np.full(len(column), op == "not in")
    kinds = {type(item) for item in value}
    exact = {str: pa.types.is_string, int: pa.types.is_int64}
    if len(kinds) != 1 or (kind := kinds.pop()) not in exact or not exact[kind](column.type):
        return None
    try:
        options = pa.array(value, column.type)
    except OverflowError:
        return None
    inside = _mask(pc.is_in(column, value_set=options))
    return inside if op == "in" else ~inside


# --- search --------------------------------------------------------------------------------


def _found(store: RowStore, folded: str) -> Mask:
    """Return for every position whether any column contains a folded text."""
    found = np.zeros(store.size, bool)
    for number in range(2, len(store.schema)):
        column = store.field(number)
        found |= _contains(column, folded)
    return found


def _contains(column: pa.ChunkedArray, folded: str) -> Mask:
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
        return np.array([no, yes, False])[column.to_numpy()]
    values = codec.column_values(column)
    return np.fromiter((contains_text(value, folded) for value in values), bool, len(values))


# --- order ---------------------------------------------------------------------------------


def _sortable(store: RowStore, name: str) -> pa.ChunkedArray | None:
    """Return a column that an Arrow kernel sorts as we do, or None."""
    field = _plain_field(store, name)
    if field is None:
        return None
    column = store.field(field)
    if pa.types.is_float64(column.type):
        nan = pc.is_nan(column)
        return pc.if_else(nan, None, column) if pc.any(nan).as_py() else column
    simple = (
        pa.types.is_int64, pa.types.is_string, pa.types.is_timestamp, pa.types.is_date32,
        pa.types.is_boolean, pa.types.is_duration, pa.types.is_time64, pa.types.is_decimal,
    )  # fmt: skip
    return column if any(test(column.type) for test in simple) else None


def _mask(array: pa.Array | pa.ChunkedArray) -> Mask:
    if isinstance(array, pa.ChunkedArray):
        return np.asarray(array.to_numpy(), dtype=bool)
    return np.asarray(array.to_numpy(zero_copy_only=False), dtype=bool)
