"""The files of a Parquet data set: one, those of a folder, or those a pattern names."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import pyarrow as pa

from diorama_nb.vista.files.stamp import Stamp

SUFFIXES: Final = (".parquet", ".pq")
"""How files in a folder end that are read."""

_BLANK: Final = "__HIVE_DEFAULT_PARTITION__"
_WHOLE: Final = re.compile(r"0|-?[1-9]\d{0,17}")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


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


def files_of(path: Path) -> tuple[Path, list[Path]]:
    """Return the folder partitions are named in, and the files, in the order of their names.

    What begins with ``_`` or ``.`` is passed over in a folder, as by other readers.
    """
    if path.is_dir():
        found = (one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES)
        seen = (one for one in found if not _hidden(one.relative_to(path)) and one.is_file())
        return path, sorted(seen, key=lambda one: one.parts)
    if not is_pattern(path):
        return path.parent, [path]
    plain = next(n for n, part in enumerate(path.parts) if glob.has_magic(part))
    named = map(Path, glob.glob(str(path), recursive=True))
    files = sorted((one for one in named if one.is_file()), key=lambda one: one.parts)
    return Path(*path.parts[:plain]), files


def is_pattern(path: Path) -> bool:
    """Whether a path names files by a pattern, and is not itself the name of one."""
    return glob.has_magic(str(path)) and not path.exists()


def _hidden(path: Path) -> bool:
    return any(part.startswith(("_", ".")) for part in path.parts)


def partitions(folder: Path, files: Iterable[Path]) -> list[dict[str, str | None]]:
    """Return for each file what the folders it lies in say of its rows: ``kind=book``."""
    found = []
    for file in files:
        named: dict[str, str | None] = {}
        for part in file.relative_to(folder).parts[:-1]:
            name, equals, value = part.partition("=")
            if equals and name:
                named[unquote(name)] = None if value == _BLANK else unquote(value)
        found.append(named)
    return found


def typed(named: Sequence[Mapping[str, str | None]]) -> dict[str, pa.DataType]:
    """Return the types of what folders say, by column: whole numbers, days, or texts."""
    texts: dict[str, set[str]] = {}
    for one in named:
        for name, value in one.items():
            texts.setdefault(name, set()).update(() if value is None else (value,))
    return {name: _type_of(values) for name, values in texts.items()}


def _type_of(values: set[str]) -> pa.DataType:
    if values and all(map(_WHOLE.fullmatch, values)):
        return pa.int64()
    return pa.date32() if values and all(map(_is_day, values)) else pa.string()


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text)) and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def value_of(text: str | None, type_: pa.DataType) -> Any:
    """Return what a folder says as a value of its type."""
    if text is None:
        return None
    if type_ == pa.int64():
        return int(text)
    return date.fromisoformat(text) if type_ == pa.date32() else text
