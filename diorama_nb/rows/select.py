"""Which rows of a store a query shows, and in which order.

Each condition, search and order is done by an Arrow kernel where that compares exactly as
`diorama_nb.values` does, and by `diorama_nb.values` itself where it does not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from diorama_nb.query import Condition, Order, Query
from diorama_nb.rows import codec
from diorama_nb.rows.index import Positions
from diorama_nb.rows.kernels import Mask, by_kernel, contains, sortable, sorted_order
from diorama_nb.rows.store import RowStore
from diorama_nb.values import MISSING, fold, lookup, order_key


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
    if len(positions) < 2:
        return positions
    store = store.folded if order else store
    for one in reversed(order):  # stable: the last sort decides first
        column = _sortable(store, one.column)
        if column is not None:
            whole = np.array_equal(positions, np.arange(len(column)))
            shown = column if whole else column.take(pa.array(positions))
            positions = positions[sorted_order(shown, descending=one.descending)]
        else:
            values = column_values(store, one.column)
            keys = [order_key(values[p], descending=one.descending) for p in positions.tolist()]
            positions = positions[sorted(range(len(keys)), key=keys.__getitem__)]
    return positions


# --- columns -------------------------------------------------------------------------------


def column_values(store: RowStore, name: str) -> list[Any]:
    """Return a column's values by position; `MISSING` where a record does not have it.

    The store must be folded.
    """
    column = plain_column(store, name)
    if column is None:
        return [lookup(record, name) for record in _reduced(store, _meant(store, name))]
    values, present = codec.column_values(column), _present(store, name)
    if present is None:
        return values
    return [v if p else MISSING for v, p in zip(values, present.tolist(), strict=True)]


def _meant(store: RowStore, name: str) -> list[int]:
    """Return the numbers of the fields that a (dotted) name can mean."""
    parts = name.split(".")
    heads = {codec.field_name(".".join(parts[:n])) for n in range(1, len(parts) + 1)}
    return [i for i, field in enumerate(store.schema.names) if i > 1 and field in heads]


def _reduced(store: RowStore, fields: list[int]) -> list[dict[str, Any]]:
    """Return the store's rows with only some columns."""
    names = store.schema.names
    kept = {names[i]: codec.column_values(store.field(i)) for i in fields}
    known, codes = codec.shapes(store.field(1))
    plans = [
        [(codec.column_name(field), kept[field]) for field in shape if field in kept]
        for shape in known
    ]
    return [
        {name: values[row] for name, values in plans[code]}
        for row, code in enumerate(codes.tolist())
    ]


def plain_column(store: RowStore, name: str) -> pa.ChunkedArray | None:
    """Return a column whose values need no descent into maps."""
    meant = _meant(store, name)
    plain = len(meant) == 1 and store.schema.names[meant[0]] == codec.field_name(name)
    return store.field(meant[0]) if plain else None


def _sortable(store: RowStore, name: str) -> pa.ChunkedArray | None:
    column = plain_column(store, name)
    return None if column is None else sortable(column)


def _present(store: RowStore, name: str) -> Mask | None:
    """Return which rows have a column, None when all do."""
    field = codec.field_name(name)
    known, codes = codec.shapes(store.field(1))
    has = np.array([field in shape for shape in known], bool)
    return None if has.all() else has[codes]


# --- conditions and search -----------------------------------------------------------------


def _holds(store: RowStore, condition: Condition) -> Mask:
    """Return for every position whether a condition holds there."""
    if not _meant(store, condition.column):
        return np.zeros(store.size, bool)
    column = plain_column(store, condition.column)
    mask = None if column is None else by_kernel(column, condition)
    if mask is not None:
        present = _present(store, condition.column)
        return mask if present is None else mask & present
    values = column_values(store, condition.column)
    return np.fromiter(map(condition.holds, values), bool, len(values))


def _found(store: RowStore, folded: str) -> Mask:
    """Return for every position whether any column contains a folded text."""
    found = np.zeros(store.size, bool)
    for number in range(2, len(store.schema)):
        found |= contains(store.field(number), folded)
    return found
