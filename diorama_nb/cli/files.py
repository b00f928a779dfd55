"""Files of rows as data sets: CSV, TSV, JSON, JSON lines, Parquet, Feather."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from diorama_nb.errors import DioramaError, SourceError, SourceMissing
from diorama_nb.rows import codec
from diorama_nb.rows.store import RowStore
from diorama_nb.values import Record, as_id
from diorama_nb.vista.memory import FrameVista, StoreSource, by_id
from diorama_nb.vista.vista import Vista

ID: Final = "id"
"""The column ids are taken from, if it names each row; else rows have their number."""


def suffix_of(source: str) -> str:
    """Return the suffix that tells how a file is read.

    >>> suffix_of("shop.CSV"), suffix_of("shop.csv.gz")
    ('.csv', '.csv')
    """
    return Path(source.lower().removesuffix(".gz")).suffix


def read_file(path: Path, *, id_column: str | None = None) -> Vista:
    """Return the rows of a file as a data set that can not be written.

    Parameters
    ----------
    path : Path
        Its suffix tells how it is read; ``.gz`` behind it is unpacked.
    id_column : str or None
        Column the ids are taken from; None: ``id`` if it names each row, else the row number.

    Raises
    ------
    SourceMissing
        If there is no such file.
    SourceError
        If it holds something else than rows.
    SpecError
        If `id_column` does not name each row.
    """
    try:
        return SUFFIXES[suffix_of(path.name)](path, id_column)
    except FileNotFoundError as error:
        raise SourceMissing(f"there is no file {path}", hint="check the path") from error
    except IsADirectoryError as error:
        raise SourceMissing(f"{path} is a folder", hint="name a file in it") from error
    except OSError as error:
        why = error.strerror or "it can not be opened"
        raise SourceError(f"{path} can not be read: {why}", hint="check the file") from error
    except DioramaError:
        raise
    except (pa.ArrowException, ValueError) as error:
        why = str(error).splitlines()[0]
        raise SourceError(
            f"{path} can not be read as {suffix_of(path.name)[1:]}: {why}",
            hint="the suffix tells how a file is read: rename it, or mend the file",
        ) from error


# --- tables --------------------------------------------------------------------------------


def _csv(path: Path, id_column: str | None) -> Vista:
    from pyarrow import csv

    delimiter = "\t" if suffix_of(path.name) == ".tsv" else ","
    return _frame(
        csv.read_csv(path, parse_options=csv.ParseOptions(delimiter=delimiter)), path, id_column
    )


def _parquet(path: Path, id_column: str | None) -> Vista:
    from pyarrow import parquet

    return _frame(parquet.read_table(path), path, id_column)


def _feather(path: Path, id_column: str | None) -> Vista:
    from pyarrow import feather

    return _frame(feather.read_table(path), path, id_column)


def _frame(table: pa.Table, path: Path, id_column: str | None) -> Vista:
    names = table.schema.names
    if twice := [name for name in names if names.count(name) > 1]:
        raise SourceError(
            f"{path} has two columns {twice[0]!r}", hint="give each column a name of its own"
        )
    if id_column is None and ID in names:
        id_column = ID if _name_rows(table.column(ID).to_pylist()) else None
    return FrameVista(table, name=path.name, id_column=id_column)


def _name_rows(ids: list[Any]) -> bool:
    """Whether some values are the ids of as many rows."""
    return None not in ids and len(set(map(as_id, ids))) == len(ids)


# --- records -------------------------------------------------------------------------------


def _json(path: Path, id_column: str | None) -> Vista:
    body = json.loads(_text(path))
    if isinstance(body, dict):  # the list stands in an object, as in most answers of APIs
        lists = [item for item in body.values() if _is_rows(item)]
        body = lists[0] if len(lists) == 1 else body
    if not _is_rows(body):
        raise SourceError(
            f"{path} holds no list of records", hint='write [{"id": 1, …}, …] into it'
        )
    return _records(body, path, id_column)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _jsonl(path: Path, id_column: str | None) -> Vista:
    return _records(list(_lines(path)), path, id_column)


def _lines(path: Path) -> Iterator[Record]:
    for number, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except ValueError as error:
            found = error
        if not isinstance(found, dict):
            raise SourceError(
                f"line {number} of {path} is no record", hint='each line is one {"id": 1, …}'
            )
        yield found


def _text(path: Path) -> str:
    packed = path.read_bytes()
    return (gzip.decompress(packed) if path.suffix.lower() == ".gz" else packed).decode(
        "utf-8-sig"
    )


def _records(rows: list[Record], path: Path, id_column: str | None) -> Vista:
    """Return records exactly as they stand: absent and null columns stay apart."""
    if id_column is None:
        id_column = ID if _name_rows([row.get(ID) for row in rows]) else None
    named = (
        {str(number): row for number, row in enumerate(rows)}
        if id_column is None
        else by_id(rows, id_column)
    )
    return FrameVista(
        StoreSource(
            RowStore.of(codec.encode(named)),
            name=path.name,
            identity=f"file:{path.absolute()}",
            id_column=id_column,
            writes=False,
        )
    )


SUFFIXES: Final[dict[str, Callable[[Path, str | None], Vista]]] = {
    ".csv": _csv,
    ".tsv": _csv,
    ".json": _json,
    ".jsonl": _jsonl,
    ".ndjson": _jsonl,
    ".parquet": _parquet,
    ".feather": _feather,
    ".arrow": _feather,
}
"""Suffix → what reads such a file."""
