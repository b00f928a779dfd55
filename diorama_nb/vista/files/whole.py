"""Files no row of which can be read alone: one JSON text, Arrow, and text that gzip packed."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from diorama_nb.errors import SourceError
from diorama_nb.vista.files.encoding import find_encoding
from diorama_nb.vista.files.formats import Format
from diorama_nb.vista.files.held import numbered
from diorama_nb.vista.files.rows import check_names
from diorama_nb.vista.files.spec import JsonSpec
from diorama_nb.vista.periods import spelled

PACKED: Final = ".gz"
"""The suffix of a file that is unpacked before it is read."""


def is_packed(path: Path) -> bool:
    """Whether the name of a file says that gzip packed it."""
    return path.suffix.lower() == PACKED


def body_of(path: Path) -> bytes:
    """Return what a file holds, unpacked if it is packed.

    Raises
    ------
    OSError, SourceError
        If it can not be read.
    """
    body = path.read_bytes()
    if not is_packed(path):
        return body
    try:
        return gzip.decompress(body)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise SourceError(
            f"{path.name} can not be unpacked: {error}", hint=f"gzip --test {path.name}"
        ) from error


def unpacked(path: Path, look: Callable[[bytes, bool], Format]) -> pa.Table:
    """Return the rows of a packed text file."""
    body = body_of(path)
    format = look(body, True)
    text, width = body[format.begin :], format.encoding.width
    starts, stop = format.starts(format.encoding.units(text), end=True)
    places = [*(starts * width).tolist(), stop * width]
    return format.table([text[a:b] for a, b in pairwise(places)], 0)


def read_json(spec: JsonSpec) -> pa.Table:
    """Return the rows of a JSON text: a list of objects, or an object that holds one."""
    body = body_of(spec.path)
    encoding = find_encoding(body, spec.encoding)
    try:
        found = json.loads(encoding.decode(body[encoding.mark :]))
    except (ValueError, RecursionError) as error:
        raise SourceError(
            f"{spec.path.name} can not be read as JSON: {error}",
            hint="check the file; one object a line: name it .jsonl",
        ) from None
    if isinstance(found, dict):  # the list stands in an object, as in most answers of APIs
        lists = [item for item in found.values() if _is_rows(item)]
        found = lists[0] if len(lists) == 1 else found
    if not _is_rows(found):
        raise SourceError(
            f"{spec.path.name} holds no list of records",
            hint='write [{"id": 1, …}, …] into it',
        )
    return numbered(found)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def read_arrow(path: Path) -> pa.Table:
    """Return the rows of a file of Arrow, which is also called Feather."""
    from pyarrow import feather

    try:
        table = feather.read_table(path)
        check_names(path, table.schema)
        return numbered(spelled(table))
    except pa.ArrowException as error:
        raise SourceError(
            f"{path.name} can not be read as Arrow: {str(error).splitlines()[0]}",
            hint="check the file; for Parquet: dn.ParquetVista(…)",
        ) from error
