"""Tables of other packages as Arrow, column by column, with the ids they bring along."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.interchange

from diorama_nb.errors import SpecError
from diorama_nb.foreign import plain
from diorama_nb.rows.columns import Column, encode_column, exact_column
from diorama_nb.rows.ids import ids_of_values
from diorama_nb.rows.index import Ids
from diorama_nb.values import as_ids
from diorama_nb.vista.periods import spelled

if TYPE_CHECKING:
    import pandas as pd


Named = list[tuple[str, Column]]
"""Columns in the types of the row store; a name may come twice."""


def columns_of(frame: Any) -> tuple[Named, Ids | None]:
    """Return the columns of any table, and the ids its rows have where it names them.

    Raises
    ------
    SpecError
        If it is no table, or a column can not be stored exactly.
    """
    import pandas as pd

    if isinstance(frame, pd.DataFrame):
        named = [*_index_columns(frame), *((str(name), one) for name, one in frame.items())]
        return [(name, _of_pandas(name, one)) for name, one in named], _index_ids(frame.index)
    if hasattr(frame, "collect") and hasattr(frame, "collect_schema"):
        frame = frame.collect()  # lazy: it is asked now
    if hasattr(frame, "get_columns"):
        return [(one.name, _of_polars(one)) for one in frame.get_columns()], None
    table = spelled(_arrow(frame))
    names = map(str, table.schema.names)
    return [(name, exact_column(name, table.column(i))) for i, name in enumerate(names)], None


def _arrow(frame: Any) -> pa.Table:
    kind = type(frame).__name__
    try:
        if isinstance(frame, pa.Table):
            return frame
        if hasattr(frame, "__arrow_c_stream__"):
            return pa.table(frame)
        if hasattr(frame, "__dataframe__"):
            return pa.interchange.from_dataframe(frame)
    except pa.ArrowException as error:
        one = hasattr(frame, "to_frame")
        told = "is one column" if one else f"can not be read as a table: {error}"
        hint = "hand over series.to_frame()" if one else "hand over a pandas or Arrow table"
        raise SpecError(f"a {kind} {told}", hint=hint) from error
    raise SpecError(
        f"an object of type {kind} is no table",
        hint="hand over a pandas, polars or Arrow table; records: dn.MemoryVista(rows)",
    )


# --- pandas --------------------------------------------------------------------------------


def _index_columns(frame: pd.DataFrame) -> Iterator[tuple[str, pd.Series[Any]]]:
    """Yield the levels of an index that say something: named ones, and those of several."""
    index, taken = frame.index, set(map(str, frame.columns))
    if "diorama" in frame.attrs:
        taken.add("id")  # a frame of ours: its index is what we call the rows by
    for number, name in enumerate(index.names):
        known = f"level_{number}" if name is None and index.nlevels > 1 else name
        if known is not None and str(known) not in taken:
            yield str(known), index.get_level_values(number).to_series()


def _index_ids(index: pd.Index) -> Ids:
    if index.dtype.kind in "iu":
        return ids_of_values(pa.chunked_array([pa.array(index)]))
    return as_ids(index.tolist())


def _of_pandas(name: str, column: pd.Series[Any]) -> Column:
    import pandas as pd

    if isinstance(column.dtype, pd.SparseDtype):
        column = column.astype(column.dtype.subtype)
    if isinstance(column.dtype, pd.PeriodDtype):
        column = column.astype("string")
    if column.dtype == object:
        return encode_column(name, [_cell(value) for value in column.tolist()])
    try:
        cells = pa.array(column, from_pandas=True)
    except pa.ArrowException as error:
        raise SpecError(
            f"column {name!r} holds {column.dtype}, which can not be stored exactly",
            hint=f"make it text: df[{name!r}] = df[{name!r}].astype(str)",
        ) from error
    whole = cells if isinstance(cells, pa.ChunkedArray) else pa.chunked_array([cells])
    return exact_column(name, whole)


def _cell(value: Any) -> Any:
    value = plain(value)
    return None if isinstance(value, float) and value != value else value  # pandas' blank


# --- polars --------------------------------------------------------------------------------


def _of_polars(column: Any) -> Column:
    if str(column.dtype) != "Object":  # of which Arrow would see the addresses
        try:
            return exact_column(column.name, pa.chunked_array(column))
        except pa.ArrowException:
            pass  # a type that Arrow does not have, such as Int128
    return encode_column(column.name, plain(column.to_list()))
