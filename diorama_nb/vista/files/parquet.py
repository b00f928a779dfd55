"""The rows of Parquet files: windows by row groups, queries by their statistics."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
from pyarrow import dataset, parquet

from diorama_nb.errors import SourceError
from diorama_nb.query import ALL, Condition, Query
from diorama_nb.rows import codec
from diorama_nb.rows.select import arrange, matching
from diorama_nb.rows.store import RowStore
from diorama_nb.values import Record
from diorama_nb.vista.columns import Column
from diorama_nb.vista.files import parts
from diorama_nb.vista.files.duck import DuckEngine, has_duckdb
from diorama_nb.vista.files.rows import Places
from diorama_nb.vista.files.spec import ParquetSpec
from diorama_nb.vista.files.sql import KINDS, Field, Statement
from diorama_nb.vista.files.stamp import Stamp, changed, refusal, stamp_of
from diorama_nb.wording import number

GROUPS: Final = 2
"""Row groups kept in memory: scrolling stays within one for long."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a data set.

    Attributes
    ----------
    path : Path
        The file.
    stamp : Stamp
        Its state.
    named : mapping of str to Any
        Columns that its folder tells, the same in all its rows.
    groups : tuple of int
        How many rows each of its row groups has.
    """

    path: Path
    stamp: Stamp
    named: Mapping[str, Any]
    groups: tuple[int, ...]


class ParquetRows:
    """The rows of one state of a Parquet file, or of several that are read as one.

    Parameters
    ----------
    spec : ParquetSpec
        What is declared of it.

    Raises
    ------
    SourceMissing, SourceError
        If it can not be read, or is no Parquet.
    """

    def __init__(self, spec: ParquetSpec) -> None:
        self.path, self._spec = spec.path, spec
        self.stamp = spec.stamp()
        self._many = spec.is_many()
        folder, files = parts.files_of(spec.path)
        named = parts.partitions(folder, files) if self._many else [{}]
        types = parts.typed(named)
        self.parts, schemas = [], []
        for path, told in zip(files, named, strict=True):
            stamp = stamp_of(path)
            with _opened(path) as file:
                meta, schema = file.metadata, file.schema_arrow
                _check_names(path, schema)
                groups = tuple(meta.row_group(n).num_rows for n in range(meta.num_row_groups))
            values = {
                name: parts.value_of(text, types[name])
                for name, text in told.items()
                if name not in schema.names
            }
            self.parts.append(Part(path, stamp, values, groups))
            schemas.append(schema)
        self._check()
        self.schema = _together(files, schemas, types)
        self._at = [(part, n) for part in self.parts for n in range(len(part.groups))]
        self.starts = np.cumsum([0, *(part.groups[n] for part, n in self._at)])
        flags = {spec.id_column: frozenset({"id"})}
        self.columns = tuple(
            Column(one.name, _type_name(one.type), flags.get(one.name, frozenset()))
            for one in self.schema
        )
        self._held: OrderedDict[int, pa.Table] = OrderedDict()
        self.engine = ParquetEngine(self)

    @property
    def told(self) -> str:
        told = f"{self.starts[-1]:,} rows in {len(self.starts) - 1:,} row groups"
        return f"{told} of {number(len(self.parts), 'file')}" if self._many else told

    @property
    def file(self) -> Part | None:
        """The one file, None where several are read as one."""
        return None if self._many else self.parts[0]

    async def reach(self, row: int | None) -> tuple[int, bool]:
        return int(self.starts[-1]), True

    def read(self, first: int, last: int) -> list[Record]:
        tables = [
            self._group(group).slice(max(0, first - begin), last - max(first, begin))
            for group, begin in self._groups(first, last)
        ]
        self._check()
        return [record for table in tables for record in records_of(table)]

    def pick(self, rows: Sequence[int]) -> list[Record]:
        wanted = np.asarray(rows, np.int64)
        groups = np.searchsorted(self.starts, wanted, "right") - 1
        found: dict[int, Record] = {}
        for group in np.unique(groups).tolist():
            some = wanted[groups == group]
            table = self._group(group).take(pa.array(some - self.starts[group]))
            found.update(zip(some.tolist(), records_of(table), strict=True))
        self._check()
        return [found[row] for row in rows]

    def groups(self, only: Iterable[int], columns: list[str]) -> Iterator[tuple[int, pa.Table]]:
        """Yield the number of the first row of each row group, with some of its columns."""
        for group in only:
            yield int(self.starts[group]), self._read(group, columns)
        self._check()

    def may_hold(self, group: int, condition: Condition) -> bool:
        """Whether the folder of a row group does not rule out that it has such rows."""
        named = self._at[group][0].named
        return condition.column not in named or condition.holds(named[condition.column])

    def _read(self, group: int, columns: list[str]) -> pa.Table:
        """Return some columns of a row group, as the whole data set has them."""
        part, place = self._at[group]
        if stamp_of(part.path) != part.stamp:
            raise changed(self.path)
        with _opened(part.path) as file:
            inside = [name for name in columns if name in file.schema_arrow.names]
            table = file.read_row_group(place, columns=inside)
        if self.file is not None:
            return table
        rows = part.groups[place]
        filled = [
            table[one.name]
            if one.name in inside
            else pa.repeat(pa.scalar(part.named.get(one.name), one.type), rows)
            for one in self.schema
            if one.name in columns
        ]
        schema = pa.schema([one for one in self.schema if one.name in columns])
        return pa.table(filled, schema=schema)

    def _groups(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        for group, begin in enumerate(self.starts[:-1].tolist()):
            if begin < last and first < self.starts[group + 1]:
                yield group, begin

    def _group(self, group: int) -> pa.Table:
        if group not in self._held:
            self._held[group] = self._read(group, self.schema.names)
        self._held.move_to_end(group)
        while len(self._held) > GROUPS:
            self._held.popitem(last=False)
        return self._held[group]

    def _check(self) -> None:
        if self._spec.stamp() != self.stamp:
            raise changed(self.path)

    def close(self) -> None:
        self._held.clear()
        self.engine.close()


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[parquet.ParquetFile]:
    try:
        with parquet.ParquetFile(path) as file:
            yield file
    except OSError as error:
        raise refusal(path, error) from error
    except pa.ArrowException as error:
        raise SourceError(
            f"{path.name} can not be read as Parquet: {str(error).splitlines()[0]}",
            hint="check the file; for CSV: dn.CsvVista(…)",
        ) from error


def _check_names(path: Path, schema: pa.Schema) -> None:
    names = schema.names
    if twice := [name for name in names if names.count(name) > 1]:
        raise SourceError(
            f"{path.name} has two columns {twice[0]!r}",
            hint="give each column a name of its own",
        )


def _together(
    files: Sequence[Path], schemas: Sequence[pa.Schema], named: Mapping[str, pa.DataType]
) -> pa.Schema:
    """Return the columns of all files, followed by those that only folders tell.

    Raises
    ------
    SourceError
        If a column has two types.
    """
    if len(schemas) == 1 and not named:
        return schemas[0]
    found: dict[str, tuple[pa.DataType, Path]] = {}
    for path, schema in zip(files, schemas, strict=True):
        for one in schema:
            type_, first = found.setdefault(one.name, (one.type, path))
            if one.type != type_:
                raise SourceError(
                    f"{one.name!r} is {type_} in {first.name} and {one.type} in {path.name}",
                    hint="write it with one type, or open the files one by one",
                )
    types = {name: type_ for name, (type_, _) in found.items()}
    return pa.schema({**types, **{n: t for n, t in named.items() if n not in types}})


def records_of(table: pa.Table) -> list[Record]:
    """Return the rows of any Arrow table as records."""
    return codec.decode_rows(codec.from_arrow([""] * table.num_rows, table))


# --- queries -------------------------------------------------------------------------------


class ParquetEngine:
    """Finds rows by DuckDB where that is installed and compares as we do, else by Arrow.

    Arrow reads the columns a query needs, of the row groups that may hold its rows: their
    statistics tell which.
    """

    def __init__(self, rows: ParquetRows) -> None:
        self._rows = rows
        fields = {one.name: _field(one) for one in rows.schema}
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
            kept = _by_statistics(part, query, self._rows.schema) if here else set()
            left += [group for group in here if group - inside.start in kept]
        return left


def _by_statistics(part: Part, query: Query, schema: pa.Schema) -> set[int]:
    """Return the row groups of a file whose statistics do not rule rows of a query out."""
    left = set(range(len(part.groups)))
    (fragment,) = dataset.dataset(part.path).get_fragments()
    for condition in query.conditions:
        test = _expression(condition, schema)
        if test is not None and condition.column in fragment.physical_schema.names:
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


def _type_name(type_: pa.DataType) -> str:
    if pa.types.is_dictionary(type_):
        type_ = type_.value_type
    return next((name for test, name in _TYPES if test(type_)), "unknown")


def _field(one: pa.Field) -> Field | None:
    """Return a column as SQL; None where DuckDB may compare otherwise."""
    name, type_ = '"' + one.name.replace('"', '""') + '"', one.type
    kind = _type_name(type_)
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
