"""What an export holds: its files, where their rows came from, how much of the set they are."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from diorama_nb.coverage import Coverage
from diorama_nb.wording import number, size

NAME: Final = "_manifest.json"
"""Readers of Parquet folders pass over files that begin with an underscore."""

KIND: Final = "diorama-export"
VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class File:
    """One file of an export.

    Attributes
    ----------
    path : str
        Relative to the folder, with ``/``.
    rows, bytes : int
        How much it holds.
    sha256 : str
        Digest of its bytes, in hexadecimal.
    """

    path: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where rows come from.

    Attributes
    ----------
    name, identity : str
        Of the source; the identity holds no secret.
    query : str
        What was asked of it, in words; blank: everything.
    generation : int or None
        Of the view they were taken from; None where they are of no view.
    age : float or None
        Seconds since the oldest of them was read; None where that is unknown.
    """

    name: str
    identity: str
    query: str = ""
    generation: int | None = None
    age: float | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """A folder of Parquet files that was written; ``_manifest.json`` in it says the same.

    Attributes
    ----------
    folder : Path
        Where it is.
    origin : Origin
        Where the rows come from.
    coverage : Coverage
        How much of the set they are.
    written : datetime
        When, in UTC.
    schema : pyarrow.Schema
        The columns, also those that only the names of folders hold.
    partition_by : tuple of str
        Those columns.
    files : tuple of File
        The files, in the order of their rows.
    """

    folder: Path
    origin: Origin
    coverage: Coverage
    written: datetime
    schema: pa.Schema = field(repr=False)
    partition_by: tuple[str, ...]
    files: tuple[File, ...]

    @property
    def rows(self) -> int:
        """Rows in all files."""
        return sum(file.rows for file in self.files)

    @property
    def bytes(self) -> int:
        """Bytes of all files."""
        return sum(file.bytes for file in self.files)

    @property
    def plain(self) -> dict[str, Any]:
        """The manifest as plain values."""
        origin = self.origin
        return {
            "kind": KIND,
            "version": VERSION,
            "written": self.written.isoformat(timespec="seconds"),
            "source": {"name": origin.name, "identity": origin.identity},
            "query": origin.query,
            "coverage": self.coverage.plain,
            "generation": origin.generation,
            "age": origin.age,
            "schema": [{"name": one.name, "type": str(one.type)} for one in self.schema],
            "partition_by": list(self.partition_by),
            "rows": self.rows,
            "bytes": self.bytes,
            "files": [
                {"path": f.path, "rows": f.rows, "bytes": f.bytes, "sha256": f.sha256}
                for f in self.files
            ],
        }

    @property
    def text(self) -> str:
        """The manifest as it stands in the folder."""
        return json.dumps(self.plain, indent=2, ensure_ascii=False) + "\n"

    def __str__(self) -> str:
        files = number(len(self.files), "file")
        return f"{self.folder}: {self.coverage}; {files}, {size(self.bytes)}"


def is_export(folder: Path) -> bool:
    """Whether a folder holds an export, so that it may be replaced by another one."""
    try:
        told = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and told.get("kind") == KIND
