"""The rows of a text file as Parquet, made once from the records that its windows show."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import weakref
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from types import NoneType
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from diorama_nb.errors import SourceError
from diorama_nb.rows.columns import SAFE_INT
from diorama_nb.values import MISSING, Record, fold, search_text
from diorama_nb.vista.columns import Column
from diorama_nb.vista.files.duck import DuckEngine
from diorama_nb.vista.files.places import keep
from diorama_nb.vista.files.sql import KINDS, Field, Statement

ROWS: Final = 20_000
"""Rows that are copied at a time."""

_TYPES: Final[dict[str, tuple[type, pa.DataType]]] = {
    "boolean": (bool, pa.bool_()),
    "integer": (int, pa.int64()),
    "number": (float, pa.float64()),
    "text": (str, pa.string()),
    "date": (date, pa.date32()),
    "datetime": (datetime, pa.timestamp("us")),
}
_WRITTEN_ALIKE: Final = ("boolean", "integer", "text", "date")
_BETWEEN: Final = "\0"
"""Stands between the pieces of text of a row; no search holds it."""

_LINES: Final = "\n\0\n"
_HALVES: Final = re.compile("[\ud800-\udfff]")
"""Halves of letters, which no encoding holds; nothing a search may be stands for them."""

_KEY: Final = "diorama"


class Copy:
    """Makes the copy when the first query needs it, and keeps it beside the index.

    Parameters
    ----------
    columns : sequence of Column
        The columns as a sample showed them.
    read : callable
        Returns rows [first, last) of the file.
    count : callable
        Returns how many there are.
    kept : Path or None
        Where it is kept; None: in a folder that goes with this object.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        read: Callable[[int, int], list[Record]],
        count: Callable[[], int],
        kept: Path | None,
    ) -> None:
        self._columns = [column for column in columns if column.type in KINDS]
        self._read, self._count = read, count
        if kept is None:  # nothing is written there before the first query
            folder = tempfile.mkdtemp(prefix="diorama-")
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            kept = Path(folder) / "rows"
        self._path = kept.with_suffix(".parquet")
        self._mixed: frozenset[str] | None = None
        self.done = 0.0
        self.closed = False
        fields = {
            column.name: Field(column.type, f"v{n}", f"(m{n} IS NOT NULL)")
            for n, column in enumerate(self._columns)
        }
        self.engine = DuckEngine(fields, _found, self.file)

    def file(self) -> tuple[Path, frozenset[str]]:
        """Return the copy, made if need be, and its columns with values of other types."""
        if self._mixed is None or not self._path.exists():
            told = _mixed_columns(self._path)
            if told is None:
                if not keep(self._path, self._write):
                    raise SourceError(
                        f"{self._path.parent} can not be written",
                        hint="name a folder for what queries need: index='/tmp/diorama'",
                    )
                told = _mixed_columns(self._path)
            self._mixed = frozenset(told or ())
        return self._path, self._mixed

    @property
    def summary(self) -> str:
        """How far the copy is, in words."""
        return f"; {self.done:.0%} copied for queries" if 0 < self.done < 1 else ""

    def close(self) -> None:
        """Stop copying, and what is asked of the copy."""
        self.closed = True
        self.engine.close()

    def _write(self, draft: Path) -> None:
        schema = pa.schema(
            [
                *((f"v{n}", _TYPES[one.type][1]) for n, one in enumerate(self._columns)),
                *((f"m{n}", pa.bool_()) for n in range(len(self._columns))),
                ("text", pa.string()),
            ]
        )
        mixed: set[str] = set()
        total = self._count()
        with parquet.ParquetWriter(draft, schema, compression="zstd") as writer:
            for first in range(0, total, ROWS):
                if self.closed:
                    raise SourceError("the file was closed", hint="open it again")
                records = self._read(first, min(first + ROWS, total))
                writer.write_table(self._table(records, schema, mixed))
                self.done = min(1.0, (first + ROWS) / total)
            writer.add_key_value_metadata({_KEY: json.dumps(sorted(mixed))})

    def _table(self, records: list[Record], schema: pa.Schema, mixed: set[str]) -> pa.Table:
        values, missing, shown = [], [], dict[str, pa.Array]()
        for column in self._columns:
            cells = [record.get(column.name, MISSING) for record in records]
            missing.append(
                pa.array([True if c is MISSING else None for c in cells], pa.bool_())
            )
            array = _column(column, cells)
            if array is None:
                mixed.add(column.name)
                array = pa.nulls(len(cells), _TYPES[column.type][1])
            elif column.type in _WRITTEN_ALIKE:
                shown[column.name] = array.cast(pa.string())
            values.append(array)
        return pa.Table.from_arrays([*values, *missing, _texts(records, shown)], schema=schema)


def _mixed_columns(path: Path) -> list[str] | None:
    """Return the mixed columns that a finished copy tells of; None if there is none."""
    try:
        told = parquet.read_metadata(path).metadata or {}
        return list(json.loads(told[_KEY.encode()]))
    except (OSError, pa.ArrowException, KeyError, ValueError):
        return None


def _column(column: Column, cells: list[Any]) -> pa.Array | None:
    """Return the values of a column; None where one of them is no value of its type."""
    kind, type_ = _TYPES[column.type]
    kinds = set(map(type, cells))
    if kind is float and int in kinds:  # JSON writes 1.0 as 1
        cells = [
            float(c) if type(c) is int and -SAFE_INT <= c <= SAFE_INT else c for c in cells
        ]
        kinds = set(map(type, cells))
    if not kinds <= {kind, NoneType, type(MISSING)}:
        return None
    if kind is datetime and any(cell and cell.tzinfo for cell in cells):
        return None
    try:
        return pa.array([None if c is MISSING else c for c in cells], type_, from_pandas=False)
    except (pa.ArrowException, OverflowError, UnicodeEncodeError):
        return None


def _texts(records: list[Record], shown: dict[str, pa.Array]) -> pa.Array:
    """Return what a search looks at in each row, folded.

    Parameters
    ----------
    shown : dict of str to array
        The text of columns that Arrow writes as we do.
    """
    names = dict.fromkeys(name for shape in {tuple(row) for row in records} for name in shape)
    others = [name for name in names if name not in shown]
    pieces = [
        pa.array([""] * len(records), pa.string()),
        *shown.values(),
        *(pa.array([_piece(row.get(name)) for row in records], pa.string()) for name in others),
    ]
    rows = pc.binary_join_element_wise(*pieces, _BETWEEN, null_handling="skip").to_pylist()
    folded = fold(_LINES.join(rows)).split(_LINES)  # once for all, which is much quicker
    return pa.array(folded if len(folded) == len(rows) else list(map(fold, rows)), pa.string())


def _piece(value: Any) -> str | None:
    if value is None:
        return None
    if type(value) is float:  # most of them are
        return str(value)
    return _HALVES.sub(_BETWEEN, _BETWEEN.join(search_text(value)))


def _found(statement: Statement, folded: str) -> str | None:
    if _BETWEEN in folded or _HALVES.search(folded):
        return None
    return f"contains(text, {statement.bind(folded)})"
