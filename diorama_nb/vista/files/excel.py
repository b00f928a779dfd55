"""The rows of a sheet of a workbook, held in memory."""

from __future__ import annotations

import importlib
import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from diorama_nb.errors import SourceError, SpecError, closest
from diorama_nb.query import ALL, Query
from diorama_nb.rows import codec
from diorama_nb.rows.select import select
from diorama_nb.rows.store import RowStore
from diorama_nb.values import Record
from diorama_nb.vista.columns import infer_columns
from diorama_nb.vista.files.dialect import header
from diorama_nb.vista.files.rows import Places
from diorama_nb.vista.files.spec import ExcelSpec
from diorama_nb.vista.files.stamp import Stamp, refusal


class ExcelRows:
    """The rows of one sheet in one state of a workbook.

    Parameters
    ----------
    spec : ExcelSpec
        What is declared of it.

    Raises
    ------
    SpecError
        If there is no such sheet.
    SourceMissing, SourceError
        If the file can not be read, or is no workbook.
    """

    def __init__(self, spec: ExcelSpec) -> None:
        try:
            self.stamp = Stamp.of(os.stat(spec.path))
        except OSError as error:
            raise refusal(spec.path, error) from error
        self.sheet, cells = _cells(spec)
        self._records = _records(cells)
        named = {str(number): record for number, record in enumerate(self._records)}
        self.columns = infer_columns(named, spec.id_column)
        self.engine = StoreEngine(RowStore.of(codec.encode(named)))

    @property
    def told(self) -> str:
        return f"{len(self._records):,} rows of the sheet {self.sheet!r}, in memory"

    async def reach(self, row: int | None) -> tuple[int, bool]:
        return len(self._records), True

    def read(self, first: int, last: int) -> list[Record]:
        return [dict(record) for record in self._records[first:last]]

    def pick(self, rows: Sequence[int]) -> list[Record]:
        return [dict(self._records[row]) for row in rows]

    def close(self) -> None:
        """Nothing works in the background."""


class StoreEngine:
    """Finds rows in memory.

    Parameters
    ----------
    store : RowStore
        All rows.
    """

    def __init__(self, store: RowStore) -> None:
        self._store = store

    def split(self, query: Query) -> tuple[Query, Query]:
        return query, ALL

    def positions(self, query: Query) -> Places:
        return np.asarray(select(self._store, query), np.int64)

    def explain(self, query: Query) -> str:
        return f"{query} in memory"


def _cells(spec: ExcelSpec) -> tuple[str, list[list[Any]]]:
    try:
        calamine = importlib.import_module("python_calamine")
    except ModuleNotFoundError:
        raise SpecError(
            "workbooks need python-calamine", hint='pip install "diorama-nb[excel]"'
        ) from None
    try:
        with calamine.CalamineWorkbook.from_path(str(spec.path)) as book:
            names = list(book.sheet_names)
            sheet = spec.sheet if spec.sheet is not None else next(iter(names), "")
            if sheet not in names:
                raise SpecError(f"there is no sheet {sheet!r}", hint=closest(sheet, names))
            return sheet, book.get_sheet_by_name(sheet).to_python(skip_empty_area=True)
    except (calamine.CalamineError, OSError) as error:
        raise SourceError(
            f"{spec.path.name} can not be read as a workbook: {error}",
            hint="save it as .xlsx, .xlsb, .xls or .ods",
        ) from error


def _records(cells: list[list[Any]]) -> list[Record]:
    """Return rows by the names in the first one; empty cells are null, empty rows none."""
    if not cells:
        return []
    top, *rows = cells
    names = header(["" if name is None else str(name) for name in top])
    rows = [row for row in rows if any(cell not in ("", None) for cell in row)]
    columns = [
        _whole([None if row[n] == "" else row[n] for row in rows]) for n in range(len(names))
    ]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _whole(cells: list[Any]) -> list[Any]:
    """Return whole numbers as such: a workbook knows only floats."""
    numbers = [cell for cell in cells if isinstance(cell, float)]
    if all(number.is_integer() and abs(number) <= 2**53 for number in numbers):
        return [int(cell) if isinstance(cell, float) else cell for cell in cells]
    return cells
