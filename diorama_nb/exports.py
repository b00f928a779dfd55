"""Rows as text and files for others: TSV, CSV, Markdown and Parquet.

No text becomes a formula when a spreadsheet reads it: one that would begin a formula gets an
apostrophe in front. Numbers, dates and booleans stay as they are; with ``raw=True`` all does.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from diorama_nb.errors import SpecError
from diorama_nb.rows import codec
from diorama_nb.values import display

FORMATS: Final = ("tsv", "csv", "markdown")
"""Forms of text."""

FILES: Final = ("csv", "parquet")
"""Forms of files."""

_ROWS: Final = 50_000
"""Rows that are written at once."""

_BLANKS: Final = "\\x00-\\x20\\x{a0}\\x{2000}-\\x{200b}\\x{3000}\\x{feff}"
_FORMULA: Final = f"^'*([\\t\\r\\n\\x00]|[{_BLANKS}]*[=+\\-@＝＋－＠])"
_PATTERN: Final = re.compile(re.sub(r"\\x\{(\w+)\}", lambda m: chr(int(m[1], 16)), _FORMULA))


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    >>> neutral("=1+1"), neutral("a = b"), literal(neutral("'=1+1"))
    ("'=1+1", 'a = b', "'=1+1")
    """
    return f"'{text}" if _PATTERN.match(text) else text


def literal(text: str) -> str:
    """Return the text that `neutral` was given."""
    return text[1:] if text.startswith("'") and _PATTERN.match(text) else text


def table_of(rows: pa.Table, names: Sequence[str]) -> pa.Table:
    """Return some columns of a row table under their own names; one that is missing is null.

    Parameters
    ----------
    rows : pyarrow.Table
        A row table (`diorama_nb.rows.codec`).
    names : sequence of str
        Columns.
    """
    fields = set(rows.schema.names)
    columns = [
        rows.column(field)
        if (field := codec.field_name(name)) in fields
        else pa.chunked_array([pa.nulls(rows.num_rows, pa.string())])
        for name in names
    ]
    return pa.Table.from_arrays(columns, names=list(names))


# --- text ----------------------------------------------------------------------------------


def text_of(
    table: pa.Table, form: str = "tsv", *, header: bool | None = None, raw: bool = False
) -> str:
    """Return a table as text.

    Parameters
    ----------
    table : pyarrow.Table
        Columns under their own names, see `table_of`.
    form : "tsv", "csv" or "markdown"
        Tabs are what spreadsheets take from the clipboard.
    header : bool or None
        Whether the names of the columns come first; None: not in TSV. Markdown always has them.
    raw : bool
        Whether texts that would begin a formula are left as they are.

    Raises
    ------
    SpecError
        If the form is none.
    """
    if form not in FORMATS:
        raise SpecError.unknown("format", form, FORMATS)
    if form == "markdown":
        return _markdown(table)
    names, columns = _spread(table, raw)
    lines = list(zip(*columns, strict=True)) if columns else []
    if form == "csv" if header is None else header:
        lines.insert(0, tuple(names))
    return "\n".join(_delimited(lines, "\t" if form == "tsv" else ","))


def _delimited(lines: Sequence[Sequence[str]], delimiter: str) -> Iterator[str]:
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=delimiter)  # its "\r\n" has it quote both
    for line in lines:
        writer.writerow(line)
        yield sink.getvalue().removesuffix("\r\n")
        sink.seek(0)
        sink.truncate()


def _spread(table: pa.Table, raw: bool) -> tuple[list[str], list[list[str]]]:
    names = table.schema.names if raw else [neutral(name) for name in table.schema.names]
    cells = [_simple(table.column(i), raw) for i in range(table.num_columns)]
    return names, [[display(value) for value in column.to_pylist()] for column in cells]


def _markdown(table: pa.Table) -> str:
    names, columns = _spread(table, raw=True)
    right = [pa.types.is_integer(t) or pa.types.is_floating(t) for t in table.schema.types]
    lines = [
        names,
        ["---:" if number else "---" for number in right],
        *([_escaped(cell) for cell in line] for line in zip(*columns, strict=True)),
    ]
    lines[0] = [_escaped(name) for name in names]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _escaped(text: str) -> str:
    marked = re.sub(r"([\\|<`*_\[\]])", r"\\\1", text)
    return re.sub(r"\r\n|\r|\n", "<br>", marked)


def _simple(column: pa.ChunkedArray, raw: bool) -> pa.ChunkedArray:
    """Return a column of the types every writer knows, its texts no formulas."""
    kind = column.type
    if kind == codec.CBOR:
        values = [_cell(value, raw) for value in codec.column_values(column)]
        return pa.chunked_array([pa.array(values, pa.string())])
    if pa.types.is_binary(kind):
        values = [None if v is None else v.hex() for v in column.to_pylist()]
        return pa.chunked_array([pa.array(values, pa.string())])
    if pa.types.is_duration(kind):
        values = [None if v is None else display(v) for v in column.to_pylist()]
        column = pa.chunked_array([pa.array(values, pa.string())])
    if raw or not pa.types.is_string(column.type):
        return column
    dangerous = pc.match_substring_regex(column, _FORMULA)
    if not pc.any(dangerous).as_py():
        return column
    return pc.if_else(dangerous, pc.binary_join_element_wise("'", column, ""), column)


def _cell(value: Any, raw: bool) -> str | None:
    if value is None:
        return None
    text = value.hex() if isinstance(value, bytes) else display(value)
    return text if raw or isinstance(value, (int, float, Decimal)) else neutral(text)


# --- files ---------------------------------------------------------------------------------


def form_of(path: str | os.PathLike[str]) -> str:
    """Return the form of file that a name asks for.

    Raises
    ------
    SpecError
        If its suffix is of none.
    """
    suffix = Path(path).suffix.lower().lstrip(".")
    if suffix not in FILES:
        raise SpecError(
            f"{Path(path).name!r} says no kind of file", hint="end it with .csv or .parquet"
        )
    return suffix


def write_file(
    table: pa.Table,
    path: Path,
    form: str,
    *,
    raw: bool = False,
    info: Mapping[str, Any] | None = None,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Write a table into a file, which is there only when it is whole.

    Parameters
    ----------
    table : pyarrow.Table
        See `table_of`.
    path : Path
        The file; one that exists is replaced.
    form : "csv" or "parquet"
        What it becomes.
    raw : bool
        Whether texts that would begin a formula are left as they are; Parquet always does.
    info : mapping of str to object, optional
        What Parquet keeps as its metadata ``diorama``, as JSON.
    progress : callable, optional
        Called with the number of rows that are written, now and then; what it raises ends it.
    """
    part = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        if form == "csv":
            _write_csv(table, part, raw, progress)
        else:
            _write_parquet(table, part, info, progress)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _write_csv(
    table: pa.Table, path: Path, raw: bool, progress: Callable[[int], None] | None
) -> None:
    from pyarrow import csv as arrow_csv

    names = table.schema.names if raw else [neutral(name) for name in table.schema.names]
    empty = [_simple(table.column(i).slice(0, 0), raw) for i in range(table.num_columns)]
    schema = pa.schema([(n, c.type) for n, c in zip(names, empty, strict=True)])
    with arrow_csv.CSVWriter(path, schema) as writer:
        for part in _parts(table, progress):
            cells = [_simple(part.column(i), raw) for i in range(part.num_columns)]
            writer.write_table(pa.Table.from_arrays(cells, schema=schema))


def _write_parquet(
    table: pa.Table,
    path: Path,
    info: Mapping[str, Any] | None,
    progress: Callable[[int], None] | None,
) -> None:
    from pyarrow import parquet

    kinds = [pa.string() if t == codec.CBOR else t for t in table.schema.types]
    schema = pa.schema(
        list(zip(table.schema.names, kinds, strict=True)),
        metadata={"diorama": json.dumps(dict(info or {}))},
    )
    with parquet.ParquetWriter(path, schema) as writer:
        for part in _parts(table, progress):
            cells = [
                _simple(column, raw=True) if column.type == codec.CBOR else column
                for column in part.columns
            ]
            writer.write_table(pa.Table.from_arrays(cells, schema=schema))


def _parts(table: pa.Table, progress: Callable[[int], None] | None) -> Iterator[pa.Table]:
    for first in range(0, table.num_rows, _ROWS):
        if progress is not None:
            progress(first)
        yield table.slice(first, _ROWS)
