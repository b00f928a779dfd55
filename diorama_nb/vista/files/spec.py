"""What a file is declared to be: frozen words, checked before anything is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, ClassVar

from diorama_nb.errors import SourceMissing, SpecError
from diorama_nb.vista.files import cells, parts
from diorama_nb.vista.files.stamp import Stamp, stamp_of


@dataclass(frozen=True, slots=True)
class FileSpec:
    """What all files have.

    Parameters
    ----------
    path : Path
        Where it is.
    name : str
        Name for people.
    id_column : str or None
        The column the id is taken from; None: the row number, from 0.
    """

    kind: ClassVar[str] = "file"
    fixed: ClassVar[bool] = True
    """Whether the file names its columns before its rows."""

    path: Path
    name: str
    id_column: str | None = None

    def stamp(self) -> Stamp:
        """Return the state of what is there.

        Raises
        ------
        SourceMissing, SourceError
            If there is nothing, or it may not be looked at.
        """
        return stamp_of(self.path)

    @property
    def told(self) -> dict[str, Any]:
        """What tells how it is read: all but what people call it."""
        return {word: value for word, value in self.to_plain().items() if word != "name"}

    def to_plain(self) -> dict[str, Any]:
        """Return the declaration as plain JSON; `files.from_spec` takes it back."""
        found: dict[str, Any] = {"kind": self.kind}
        for one in fields(self):
            value = getattr(self, one.name)
            plain = list(value) if isinstance(value, tuple) else value
            found[one.name] = str(value) if isinstance(value, Path) else plain
        return found


@dataclass(frozen=True, slots=True)
class CsvSpec(FileSpec):
    """A CSV file; see `diorama_nb.CsvVista` for each word."""

    kind: ClassVar[str] = "csv"

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = '"'
    escape: str | None = None
    header: bool | None = None
    columns: tuple[str, ...] | None = None
    types: Mapping[str, str] = field(default_factory=dict)
    nulls: tuple[str, ...] = ("",)
    decimal: str = "."
    thousands: str | None = None

    def __post_init__(self) -> None:
        for type_ in self.types.values():
            cells.typed(type_)
        cells.Numbers(self.decimal, self.thousands)
        named = self.columns or ()
        if len(set(named)) < len(named):
            raise SpecError("two columns have one name", hint='columns=("id", "name")')


@dataclass(frozen=True, slots=True)
class JsonlSpec(FileSpec):
    """A file of JSON lines; see `diorama_nb.JsonlVista`."""

    kind: ClassVar[str] = "jsonl"
    fixed: ClassVar[bool] = False

    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class JsonSpec(FileSpec):
    """A file with one list of records; see `diorama_nb.JsonVista`."""

    kind: ClassVar[str] = "json"
    fixed: ClassVar[bool] = False

    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class ArrowSpec(FileSpec):
    """A file of Arrow; see `diorama_nb.ArrowVista`."""

    kind: ClassVar[str] = "arrow"


@dataclass(frozen=True, slots=True)
class ParquetSpec(FileSpec):
    """A Parquet file, or several; see `diorama_nb.ParquetVista`."""

    kind: ClassVar[str] = "parquet"

    columns: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        named = self.columns
        if named is None:
            return
        if not named or len(set(named)) < len(named):
            raise SpecError("columns= names no column, or one twice", hint='columns=["id"]')
        if self.id_column is not None and self.id_column not in named:
            raise SpecError(
                f"id_column={self.id_column!r} is none of columns=",
                hint=f"columns={[self.id_column, *named]!r}",
            )

    def is_many(self) -> bool:
        """Whether the files of a folder or of a pattern are meant."""
        return self.path.is_dir() or parts.is_pattern(self.path)

    def stamp(self) -> Stamp:
        if not self.is_many():
            return stamp_of(self.path)
        _, files = parts.files_of(self.path)
        if not files:
            hint = "check the path: files end with .parquet or .pq"
            raise SourceMissing(f"there is no Parquet file in {self.path}", hint=hint)
        return Stamp.together({str(file): stamp_of(file) for file in files})


@dataclass(frozen=True, slots=True)
class ExcelSpec(FileSpec):
    """A sheet of a workbook; see `diorama_nb.ExcelVista`."""

    kind: ClassVar[str] = "excel"

    sheet: str | None = None
