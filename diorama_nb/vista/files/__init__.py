"""Files of rows as data sets: CSV, JSON lines, Parquet, Excel."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from diorama_nb.errors import SpecError
from diorama_nb.vista.files.formats import Format, look_csv, look_jsonl
from diorama_nb.vista.files.places import Where, folder_of, kept_path
from diorama_nb.vista.files.source import FileSource
from diorama_nb.vista.files.spec import CsvSpec, FileSpec, JsonlSpec
from diorama_nb.vista.files.text import TextRows, head_of
from diorama_nb.vista.vista import Vista

__all__ = ["CsvVista", "JsonlVista"]


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
        The file. It is never written.
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
        it. A cell that does not fit its column's type stays text.
    nulls : str or iterable of str
        Cells that mean null.
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


def _base(path: Where, name: str | None, id_column: str | None) -> tuple[Path, str, str | None]:
    if not os.fspath(path):
        raise SpecError("an empty path names no file", hint='CsvVista("shop.csv")')
    found = Path(path).expanduser().absolute()
    return found, name or found.name, id_column


def _text(spec: FileSpec, look: Callable[[bytes, bool], Format], index: Where | None) -> Vista:
    folder = folder_of(index)

    def rows() -> TextRows:
        head, stamp, whole = head_of(spec.path)
        format = look(head, whole)
        kept = None if folder is None else kept_path(folder, spec.path, stamp, repr(format))
        return TextRows(spec.path, stamp, format, kept)

    return Vista(FileSource(spec, rows, queries=False))
