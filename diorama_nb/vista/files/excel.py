"""The rows of a sheet of a workbook."""

from __future__ import annotations

import importlib
from typing import Any

import pyarrow as pa

from diorama_nb.errors import SourceError, SpecError, closest
from diorama_nb.values import Record
from diorama_nb.vista.files.dialect import header
from diorama_nb.vista.files.held import numbered
from diorama_nb.vista.files.spec import ExcelSpec


def read_excel(spec: ExcelSpec) -> pa.Table:
    """Return the rows of a sheet.

    Raises
    ------
    SpecError
        If there is no such sheet.
    SourceError
        If the file is no workbook.
    """
    return numbered(_records(_cells(spec)))


def _cells(spec: ExcelSpec) -> list[list[Any]]:
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
            cells = book.get_sheet_by_name(sheet).to_python(skip_empty_area=True)
            return list(cells)
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
