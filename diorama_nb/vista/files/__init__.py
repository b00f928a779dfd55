"""Files of rows as data sets: CSV, JSON lines, JSON, Parquet, Arrow, Excel."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from diorama_nb.errors import SpecError
from diorama_nb.vista.files.duck import has_duckdb
from diorama_nb.vista.files.formats import Format, look_csv, look_jsonl
from diorama_nb.vista.files.held import HeldRows
from diorama_nb.vista.files.places import Where, folder_of, kept_path
from diorama_nb.vista.files.source import FileSource
from diorama_nb.vista.files.spec import (
    ArrowSpec,
    CsvSpec,
    ExcelSpec,
    FileSpec,
    JsonlSpec,
    JsonSpec,
    ParquetSpec,
)
from diorama_nb.vista.files.text import TextRows, head_of
from diorama_nb.vista.files.whole import PACKED, is_packed, read_arrow, read_json, unpacked
from diorama_nb.vista.vista import Vista

__all__ = ["ArrowVista", "CsvVista", "ExcelVista", "JsonVista", "JsonlVista", "ParquetVista"]


def file_vista(path: Where, **declared: Any) -> Vista:
    """Open a file as its suffix tells: ``.csv``, ``.csv.gz``, ``.json``, ``.parquet``.

    Parameters
    ----------
    path : str or path
        The file.
    **declared
        What its own function takes, e.g. ``delimiter``.

    Raises
    ------
    SpecError
        If the suffix tells nothing.
    """
    suffix = suffix_of(path)
    if suffix not in SUFFIXES:
        hint = "say how: dn.CsvVista(path), …; a folder of Parquet: dn.ParquetVista(path); "
        hint += "a URL begins with https:// or http://"
        raise SpecError(f"{suffix or os.fspath(path)!r} tells no kind of file", hint=hint)
    return SUFFIXES[suffix](path, **declared)


def suffix_of(path: Where) -> str:
    """Return the suffix that tells how a file is read.

    >>> suffix_of("shop.CSV"), suffix_of("shop.csv.gz")
    ('.csv', '.csv')
    """
    return Path(os.fspath(path).lower().removesuffix(PACKED)).suffix


def CsvVista(
    path: Where,
    *,
    name: str | None = None,
    id_column: str | None = None,
    delimiter: str | None = None,
    quote: str | None = '"',
    escape: str | None = None,
    header: bool | None = None,
    columns: Iterable[str] | None = None,
    types: Mapping[str, str] | None = None,
    nulls: str | Iterable[str] = ("",),
    decimal: str = ".",
    thousands: str | None = None,
    encoding: str | None = None,
    index: Where | None = "auto",
) -> Vista:
    """Open a CSV file; reads nothing before the first use.

    The first use looks at the first megabyte, then notes in the background where rows begin:
    rows can be read as far as that came, and afterwards any window of a file of any size in
    milliseconds.

    Parameters
    ----------
    path : str or path
        The file. It is never written. One named ``.gz`` is unpacked and held in memory, as no
        row of it can be read alone.
    name : str or None
        Name for people; None takes the file's.
    id_column : str or None
        Column with a value of its own in each row; None: rows are numbered from 0.
    delimiter : str or None
        What stands between two fields; None finds out which of ``, ; | tab`` it is.
    quote : str or None
        What stands around a field with delimiters or line breaks, doubled inside.
    escape : str or None
        What takes the next character its meaning.
    header : bool or None
        Whether the first row names the columns; None: unless `columns` does.
    columns : iterable of str or None
        Names of the columns.
    types : mapping of str to str
        Column → ``"text"``, ``"integer"``, ``"number"``, ``"boolean"``, ``"date"``,
        ``"datetime"``, ``"time"`` or ``"decimal"``, where the first thousand rows do not tell
        it. Dates that are written otherwise: ``{"day": "date:%d.%m.%Y"}``, and so
        ``"datetime:…"`` and ``"time:…"``, as `datetime.strptime` takes it. A cell that does
        not fit its column's type stays text.
    nulls : str or iterable of str
        Cells that mean null.
    decimal : str
        What stands before the fraction of a number: ``","`` for 1234,50.
    thousands : str or None
        What divides its digits into groups of three: ``"."`` for 1.234,50.
    encoding : str or None
        Name of a codec; None: what a byte order mark tells, else UTF-8.
    index : str, path or None
        Folder in which the places of rows are kept for the next time, for files from 16 MB;
        None keeps them in memory. The default is the folder of this user for caches.

    Raises
    ------
    SpecError
        If a declaration is wrong.

    Examples
    --------
    >>> CsvVista("shop.csv").name
    'shop.csv'
    """
    spec = CsvSpec(
        *_base(path, name, id_column),
        encoding,
        delimiter,
        quote,
        escape,
        header,
        None if columns is None else tuple(columns),
        dict(types or {}),
        (nulls,) if isinstance(nulls, str) else tuple(nulls),
        decimal,
        thousands,
    )
    return _text(spec, lambda head, whole: look_csv(head, spec, whole=whole), index)


def JsonlVista(
    path: Where,
    *,
    name: str | None = None,
    id_column: str | None = None,
    encoding: str | None = None,
    index: Where | None = "auto",
) -> Vista:
    """Open a file of JSON lines, one object a line; reads nothing before the first use.

    Parameters
    ----------
    path, name, id_column, encoding, index
        See `CsvVista`.

    Examples
    --------
    >>> JsonlVista("events.jsonl").name
    'events.jsonl'
    """
    spec = JsonlSpec(*_base(path, name, id_column), encoding)
    return _text(spec, lambda head, whole: look_jsonl(head, spec, whole=whole), index)


def JsonVista(
    path: Where,
    *,
    name: str | None = None,
    id_column: str | None = None,
    encoding: str | None = None,
) -> Vista:
    """Open a file with one list of objects, or an object that holds one; held in memory.

    Parameters
    ----------
    path, name, id_column, encoding
        See `CsvVista`.

    Examples
    --------
    >>> JsonVista("shop.json").name
    'shop.json'
    """
    spec = JsonSpec(*_base(path, name, id_column), encoding)
    return _held(spec, lambda: read_json(spec))


def ArrowVista(path: Where, *, name: str | None = None, id_column: str | None = None) -> Vista:
    """Open a file of Arrow, also called Feather; it is held in memory.

    Parameters
    ----------
    path, name, id_column
        See `CsvVista`.

    Examples
    --------
    >>> ArrowVista("trips.feather").name
    'trips.feather'
    """
    spec = ArrowSpec(*_base(path, name, id_column))
    return _held(spec, lambda: read_arrow(spec.path))


def ParquetVista(
    path: Where,
    *,
    name: str | None = None,
    id_column: str | None = None,
    columns: Iterable[str] | None = None,
) -> Vista:
    """Open a Parquet file, a folder of them, or a pattern; reads nothing before the first use.

    The files of a folder (``"orders/"``) or a pattern (``"orders/2026-*.parquet"``) are read
    as one, in the order of their names. What folders are called (``kind=book``) are columns,
    as `Dio.export` writes them. What begins with ``_`` or ``.`` is passed over.

    Windows read the row groups they lie in, queries those whose statistics do not rule them
    out, and the number of rows stands in the file. With DuckDB (``diorama-nb[files]``) sorting
    one file takes no more memory than there is.

    Parameters
    ----------
    path, name, id_column
        See `CsvVista`.
    columns : iterable of str or None
        The columns of the data set, in this order; others are never read. None: all.

    Examples
    --------
    >>> ParquetVista("trips.parquet").name
    'trips.parquet'
    """
    from diorama_nb.vista.files.parquet import ParquetRows

    if isinstance(columns, str):
        raise SpecError(f"columns={columns!r} is one text", hint=f"columns=[{columns!r}]")
    spec = ParquetSpec(
        *_base(path, name, id_column), None if columns is None else tuple(columns)
    )
    return Vista(FileSource(spec, lambda: ParquetRows(spec), queries=True))


def ExcelVista(
    path: Where,
    *,
    sheet: str | None = None,
    name: str | None = None,
    id_column: str | None = None,
) -> Vista:
    """Open a sheet of a workbook (.xlsx, .xlsb, .xls, .ods); it is held in memory.

    The first row names the columns; empty rows are left out. Numbers are whole where all of
    their column are, as a workbook does not tell them apart.

    Parameters
    ----------
    path, name, id_column
        See `CsvVista`.
    sheet : str or None
        Name of the sheet; None takes the first.

    Examples
    --------
    >>> ExcelVista("plan.xlsx", sheet="2026").name
    'plan.xlsx'
    """
    from diorama_nb.vista.files.excel import read_excel

    spec = ExcelSpec(*_base(path, name, id_column), sheet)
    return _held(spec, lambda: read_excel(spec))


def _base(path: Where, name: str | None, id_column: str | None) -> tuple[Path, str, str | None]:
    if not os.fspath(path):
        raise SpecError("an empty path names no file", hint='CsvVista("shop.csv")')
    scheme, remote, _ = os.fspath(path).partition("://")
    if remote:
        raise SpecError(
            f"{scheme}:// is no file of this machine",
            hint=f'read it into a frame: dn.FrameVista(pandas.read_parquet("{scheme}://…")), '
            "or read_csv; or copy the file here",
        )
    found = Path(path).expanduser().absolute()
    return found, name or found.name, id_column


def _held(spec: FileSpec, read: Callable[[], pa.Table]) -> Vista:
    rows = FileSource(spec, lambda: HeldRows(spec, read), queries=True, provenance="local")
    return Vista(rows)


def _text(spec: FileSpec, look: Callable[[bytes, bool], Format], index: Where | None) -> Vista:
    if is_packed(spec.path):
        return _held(spec, lambda: unpacked(spec.path, look))
    folder = folder_of(index)

    def rows() -> TextRows:
        head, stamp, whole = head_of(spec.path)
        format = look(head, whole)
        told = repr((spec.told, format))
        kept = None if folder is None else kept_path(folder, spec.path, stamp, told)
        return TextRows(spec.path, stamp, format, kept)

    return Vista(FileSource(spec, rows, queries=has_duckdb()))


def from_spec(spec: Mapping[str, Any]) -> Vista:
    """Return the data set that ``vista.source.spec.to_plain()`` describes.

    Raises
    ------
    SpecError
        If it is of no kind of file, or has a word that this kind does not know.
    """
    words = dict(spec)
    kind = words.pop("kind", "")
    if kind not in _KINDS:
        raise SpecError.unknown("kind of file", str(kind), _KINDS)
    try:
        return _KINDS[kind](**words)
    except TypeError as error:
        raise SpecError(
            f"this declares no {kind} file: {error}", hint="see its to_plain()"
        ) from None


_KINDS: Final[dict[str, Callable[..., Vista]]] = {
    "csv": CsvVista,
    "jsonl": JsonlVista,
    "json": JsonVista,
    "arrow": ArrowVista,
    "parquet": ParquetVista,
    "excel": ExcelVista,
}

SUFFIXES: Final[dict[str, Callable[..., Vista]]] = {
    **dict.fromkeys((".csv", ".tsv", ".tab"), CsvVista),
    **dict.fromkeys((".jsonl", ".ndjson"), JsonlVista),
    ".json": JsonVista,
    **dict.fromkeys((".feather", ".arrow"), ArrowVista),
    **dict.fromkeys((".parquet", ".pq"), ParquetVista),
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"), ExcelVista),
}
"""Suffix → what opens such a file."""
