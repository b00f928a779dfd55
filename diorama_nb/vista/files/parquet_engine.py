"""Queries on Parquet files: by DuckDB where it compares as we do, else by their statistics."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
from pyarrow import dataset

from diorama_nb.query import ALL, Condition, Query
from diorama_nb.rows import codec
from diorama_nb.rows.select import arrange, matching
from diorama_nb.rows.store import RowStore
from diorama_nb.vista.files.duck import DuckEngine, has_duckdb
from diorama_nb.vista.files.parts import Part
from diorama_nb.vista.files.rows import Places
from diorama_nb.vista.files.sql import KINDS, Field, Statement

if TYPE_CHECKING:
    from diorama_nb.vista.files.parquet import ParquetRows


class ParquetEngine:
    """Finds rows by DuckDB where that is installed and compares as we do, else by Arrow.

    Arrow reads the columns a query needs, of the row groups that may hold its rows: their
    statistics tell which.
    """

    def __init__(self, rows: ParquetRows) -> None:
        self._rows = rows
        # What is text here is a number in the file, whatever asks it.
        fields = {
            one.name: None if one.name in rows.periods else _field(one) for one in rows.schema
        }
        able = {name: field for name, field in fields.items() if field is not None}
        whole = len(able) == len(fields)

        def found(statement: Statement, folded: str) -> str | None:
            return _found(statement, folded) if whole else None

        self._duck = (
            DuckEngine(able, found, lambda: (rows.path, frozenset()))
            if rows.file is not None and has_duckdb() and "file_row_number" not in fields
            else None
        )

    def split(self, query: Query) -> tuple[Query, Query]:
        return query, ALL

    def positions(self, query: Query) -> Places:
        if self._duck is not None and self._duck.split(query)[1] == ALL:
            return self._duck.positions(query)
        names = [one.name for one in self._rows.schema]
        needed = names if query.search else _heads(query.columns, names)
        ordered = _heads([one.column for one in query.order], names)
        places, tables = [np.empty(0, np.int64)], []
        for begin, table in self._rows.groups(self._groups(query), needed):
            store = _store(table)
            rows = matching(store, query)
            places.append(rows.astype(np.int64) + begin)
            tables.append(table.select(ordered).take(pa.array(rows)))
        found = np.concatenate(places)
        if ordered and len(found):
            store = _store(pa.concat_tables(tables))
            found = found[arrange(store, np.arange(len(found)), query.order)]
        return found

    def explain(self, query: Query) -> str:
        if self._duck is not None and self._duck.split(query)[1] == ALL:
            return self._duck.explain(query)
        groups = len(self._groups(query))
        return f"Arrow reads {groups:,} of {len(self._rows.starts) - 1:,} row groups"

    def close(self) -> None:
        if self._duck is not None:
            self._duck.close()

    def _groups(self, query: Query) -> list[int]:
        """Return the row groups that may hold rows of a query."""
        left: list[int] = []
        begin = 0
        for part in self._rows.parts:
            inside = range(begin, begin := begin + len(part.groups))
            here = [
                group
                for group in inside
                if all(self._rows.may_hold(group, one) for one in query.conditions)
            ]
            kept = _by_statistics(part, query, self._rows) if here else set()
            left += [group for group in here if group - inside.start in kept]
        return left


def _by_statistics(part: Part, query: Query, rows: ParquetRows) -> set[int]:
    """Return the row groups of a file whose statistics do not rule rows of a query out."""
    left = set(range(len(part.groups)))
    (fragment,) = dataset.dataset(part.path).get_fragments()
    for condition in query.conditions:
        column = condition.column
        test = None if column in rows.periods else _expression(condition, rows.schema)
        if test is not None and column in fragment.physical_schema.names:
            left &= {group.id for group in fragment.subset(test).row_groups}
    return left


def _store(table: pa.Table) -> RowStore:
    return RowStore.of(codec.from_arrow(list(map(str, range(table.num_rows))), table))


def _heads(wanted: Iterable[str], names: list[str]) -> list[str]:
    """Return the columns that hold some (dotted) names."""
    named = tuple(wanted)
    return [
        name
        for name in names
        if any(one == name or one.startswith(f"{name}.") for one in named)
    ]


def _expression(condition: Condition, schema: pa.Schema) -> Any:
    """Return a test that holds wherever a condition does; None if there is none."""
    column, value = dataset.field(condition.column), condition.value
    if condition.column not in schema.names:
        return None
    listed = value if condition.op == "in" and isinstance(value, list) else [value]
    type_ = schema.field(condition.column).type
    if not listed or not all(_alike(one, type_) for one in listed):
        return None
    match condition.op:
        case "==" | "in":
            return column.isin(listed)
        case "<":
            return column < value
        case "<=":
            return column <= value
        case ">":
            return column > value
        case ">=":
            return column >= value
    return None


def _alike(value: Any, type_: pa.DataType) -> bool:
    """Whether Arrow compares a value with a column as we do."""
    match value:
        case bool():
            return False
        case int():
            return pa.types.is_signed_integer(type_) and -(2**31) <= value < 2**31
        case float():
            return pa.types.is_float64(type_) and value == value
        case str():
            return pa.types.is_string(type_) and value.isascii()
        case datetime():
            return type_ == pa.timestamp("us") and value.tzinfo is None
        case date():
            return bool(pa.types.is_date32(type_))
    return False


# --- columns -------------------------------------------------------------------------------

_TYPES: Final = (
    (pa.types.is_boolean, "boolean"),
    (pa.types.is_integer, "integer"),
    (pa.types.is_floating, "number"),
    (pa.types.is_decimal, "decimal"),
    (pa.types.is_string, "text"),
    (pa.types.is_large_string, "text"),
    (pa.types.is_string_view, "text"),
    (pa.types.is_date, "date"),
    (pa.types.is_timestamp, "datetime"),
    (pa.types.is_time, "time"),
    (pa.types.is_duration, "duration"),
    (pa.types.is_binary, "bytes"),
    (pa.types.is_large_binary, "bytes"),
    (pa.types.is_nested, "nested"),
)


def type_name(type_: pa.DataType) -> str:
    """Return which of `diorama_nb.vista.source.TYPES` an Arrow type is."""
    if pa.types.is_dictionary(type_):
        type_ = type_.value_type
    return next((name for test, name in _TYPES if test(type_)), "unknown")


def _field(one: pa.Field) -> Field | None:
    """Return a column as SQL; None where DuckDB may compare otherwise."""
    name, type_ = '"' + one.name.replace('"', '""') + '"', one.type
    kind = type_name(type_)
    if pa.types.is_uint64(type_) or pa.types.is_float16(type_) or pa.types.is_date64(type_):
        return None
    if kind == "number":
        return Field(kind, f"CAST({name} AS DOUBLE)")
    if kind == "datetime" and (type_.tz is not None or type_.unit == "ns"):
        return None
    return Field(kind, name) if kind in KINDS else None


def _found(statement: Statement, folded: str) -> str | None:
    """Return where a folded text stands; None where DuckDB writes values in another way."""
    parts = ["FALSE"]
    for field in statement.fields.values():
        if field.kind in ("number", "datetime"):
            return None
        text = f"lower(CAST({field.value} AS VARCHAR))"
        parts.append(f"contains({text}, {statement.bind(folded)})")
    return " OR ".join(f"COALESCE({part}, FALSE)" for part in parts)
