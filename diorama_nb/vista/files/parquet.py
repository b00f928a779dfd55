"""The rows of Parquet files, read by row groups."""

from __future__ import annotations

import contextlib
import itertools
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from diorama_nb.errors import SourceError, SpecError
from diorama_nb.query import Condition
from diorama_nb.rows import codec
from diorama_nb.values import Record
from diorama_nb.vista.columns import Column
from diorama_nb.vista.files import parts
from diorama_nb.vista.files.held import numbered
from diorama_nb.vista.files.parquet_engine import ParquetEngine, type_name
from diorama_nb.vista.files.parts import Part
from diorama_nb.vista.files.rows import check_names
from diorama_nb.vista.files.spec import ParquetSpec
from diorama_nb.vista.files.stamp import changed, refusal, stamp_of
from diorama_nb.vista.periods import frequencies, spelled
from diorama_nb.wording import number

GROUPS: Final = 2
"""Row groups kept in memory: scrolling stays within one for long."""


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
                check_names(path, schema)
                groups = tuple(meta.row_group(n).num_rows for n in range(meta.num_row_groups))
            values = {
                name: parts.value_of(text, types[name])
                for name, text in told.items()
                if name not in schema.names
            }
            self.parts.append(Part(path, stamp, values, groups))
            schemas.append(schema)
        self._check()
        self.periods: dict[str, str] = {}
        for schema in schemas:
            self.periods |= frequencies(schema)
        self.schema = _chosen(_together(files, schemas, types), spec.columns, self.periods)
        self._at = [(part, n) for part in self.parts for n in range(len(part.groups))]
        self.starts = np.cumsum([0, *(part.groups[n] for part, n in self._at)])
        flags = {spec.id_column: frozenset({"id"})}
        self.columns = tuple(
            Column(one.name, type_name(one.type), flags.get(one.name, frozenset()))
            for one in self.schema
        )
        self._held: OrderedDict[int, pa.Table] = OrderedDict()
        self.engine = ParquetEngine(self)

    @property
    def summary(self) -> str:
        told = f"{self.starts[-1]:,} rows in {len(self.starts) - 1:,} row groups"
        return f"{told} of {number(len(self.parts), 'file')}" if self._many else told

    @property
    def file(self) -> Part | None:
        """The one file, None where several are read as one."""
        return None if self._many else self.parts[0]

    async def reach(self, row: int | None) -> tuple[int, bool]:
        return int(self.starts[-1]), True

    def read(self, first: int, last: int) -> list[Record]:
        return [record for piece in self._pieces(first, last) for record in records_of(piece)]

    def table(self, first: int, last: int) -> pa.Table:
        return numbered(pa.concat_tables(self._pieces(first, last)), first)

    def _pieces(self, first: int, last: int) -> list[pa.Table]:
        tables = [
            self._group(group).slice(max(0, first - begin), last - max(first, begin))
            for group, begin in self._groups(first, last)
        ]
        self._check()
        return tables

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
        for part, some in itertools.groupby(only, lambda group: self._at[group][0]):
            with self._opened(part) as file:
                for group in some:
                    yield int(self.starts[group]), self._read(file, group, columns)
        self._check()

    def may_hold(self, group: int, condition: Condition) -> bool:
        """Whether the folder of a row group does not rule out that it has such rows."""
        named = self._at[group][0].named
        return condition.column not in named or condition.holds(named[condition.column])

    @contextlib.contextmanager
    def _opened(self, part: Part) -> Iterator[parquet.ParquetFile]:
        if stamp_of(part.path) != part.stamp:
            raise changed(self.path)
        with _opened(part.path) as file:
            yield file

    def _read(self, file: parquet.ParquetFile, group: int, columns: list[str]) -> pa.Table:
        """Return some columns of a row group, as the whole data set has them."""
        part, place = self._at[group]
        inside = [name for name in columns if name in file.schema_arrow.names]
        table = spelled(file.read_row_group(place, columns=inside))
        if self.file is not None:
            return table.select(columns)
        fields, rows = [one for one in self.schema if one.name in columns], part.groups[place]
        filled = [
            table[one.name]
            if one.name in inside
            else pa.repeat(pa.scalar(part.named.get(one.name), one.type), rows)
            for one in fields
        ]
        return pa.table(filled, schema=pa.schema(fields))

    def _groups(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        for group, begin in enumerate(self.starts[:-1].tolist()):
            if begin < last and first < self.starts[group + 1]:
                yield group, begin

    def _group(self, group: int) -> pa.Table:
        if group not in self._held:
            with self._opened(self._at[group][0]) as file:
                self._held[group] = self._read(file, group, self.schema.names)
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


def _chosen(
    schema: pa.Schema, columns: Iterable[str] | None, periods: Iterable[str]
) -> pa.Schema:
    """Return the columns that were asked for, as they are read.

    Raises
    ------
    SpecError
        If there is no such column.
    """
    text = {name: pa.field(name, pa.string()) for name in periods}
    found = {one.name: text.get(one.name, one) for one in schema}
    for name in columns or ():
        if name not in found:
            raise SpecError.unknown("column in columns=", name, found)
    return pa.schema([found[name] for name in columns or found])


def records_of(table: pa.Table) -> list[Record]:
    """Return the rows of any Arrow table as records."""
    return codec.decode_rows(codec.from_arrow([""] * table.num_rows, table))
