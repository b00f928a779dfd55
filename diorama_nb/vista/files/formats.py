"""What a row of text is: CSV or JSON lines; pure."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise, repeat, zip_longest
from typing import ClassVar, Protocol, TypeVar

import pyarrow as pa

from diorama_nb.errors import SourceError, SpecError, closest
from diorama_nb.rows import codec
from diorama_nb.values import Record
from diorama_nb.vista.columns import Column, infer_columns
from diorama_nb.vista.files import cells
from diorama_nb.vista.files.columns import TextColumn
from diorama_nb.vista.files.dialect import Dialect, header, sniff
from diorama_nb.vista.files.encoding import Encoding, Units, find_encoding
from diorama_nb.vista.files.held import numbered
from diorama_nb.vista.files.scan import Starts, csv_rows, json_rows
from diorama_nb.vista.files.spec import CsvSpec, JsonlSpec

T = TypeVar("T")


class Format(Protocol):
    """How the rows of one file are found and read."""

    @property
    def encoding(self) -> Encoding:
        """How the file writes text."""

    @property
    def begin(self) -> int:
        """The byte where the first row may begin: behind a mark and a header."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, as a sample shows them."""

    @property
    def comparable(self) -> tuple[Column, ...]:
        """The columns whose name can mean no value inside another one."""

    @property
    def doubt(self) -> str:
        """What to type where a column of text may be something else; else an empty text."""

    def starts(self, units: Units, *, end: bool) -> tuple[Starts, int]:
        """Return where rows begin, and where the last complete one ends."""

    def records(self, raw: Sequence[bytes], first: int) -> list[Record]:
        """Return rows as records.

        Parameters
        ----------
        raw : sequence of bytes
            Each the bytes of one row.
        first : int
            The number of the first one, for messages.

        Raises
        ------
        SourceError
            If one is no row; names it.
        """

    def table(self, raw: Sequence[bytes], first: int) -> pa.Table:
        """Return the same rows as a row table under their numbers."""


@dataclass(frozen=True, slots=True)
class Csv:
    """CSV in one dialect.

    Parameters
    ----------
    encoding, begin, columns
        See `Format`.
    dialect : Dialect
        How it is written.
    names : tuple of str
        Columns in the order of the fields.
    fields : tuple of TextColumn
        How the cells of each are read.
    doubt
        See `Format`.
    """

    encoding: Encoding
    begin: int
    columns: tuple[Column, ...]
    dialect: Dialect
    names: tuple[str, ...]
    fields: tuple[TextColumn, ...] = field(repr=False)
    doubt: str = ""

    @property
    def comparable(self) -> tuple[Column, ...]:
        return self.columns

    def starts(self, units: Units, *, end: bool) -> tuple[Starts, int]:
        return csv_rows(units, self.dialect, end=end)

    def records(self, raw: Sequence[bytes], first: int) -> list[Record]:
        return self._records(self._parsed(raw, first))

    def _records(self, rows: list[list[str]]) -> list[Record]:
        if set(map(len, rows)) - {len(self.names)}:
            return [self._odd(row) for row in rows]
        columns = zip(self.fields, zip(*rows, strict=True), strict=False)
        values = [field.read(texts) for field, texts in columns]
        return list(map(dict, map(zip, repeat(self.names), zip(*values, strict=True))))

    def table(self, raw: Sequence[bytes], first: int) -> pa.Table:
        rows = self._parsed(raw, first)
        if set(map(len, rows)) != {len(self.names)} or len(set(self.names)) < len(self.names):
            return numbered(self._records(rows), first)
        columns = zip(self.fields, zip(*rows, strict=True), strict=True)
        numbers = map(str, range(first, first + len(rows)))
        stored = [(field.name, field.store(texts)) for field, texts in columns]
        return codec.from_columns(list(numbers), stored)

    def _parsed(self, raw: Sequence[bytes], first: int) -> list[list[str]]:
        try:
            return self.dialect.parse(self.encoding.decode(b"".join(raw)))
        except (csv.Error, SourceError):
            return [_row(self, one, f"row {number}") for number, one in enumerate(raw, first)]

    def _odd(self, row: list[str]) -> Record:
        """Return a row as a record that may have fewer or more fields than the header names."""
        record = {
            field.name: field.read([cell])[0]
            for field, cell in zip(self.fields, row, strict=False)
        }
        for number, cell in enumerate(row[len(self.names) :], len(self.names) + 1):
            record[f"column{number}"] = cell  # none is lost
        return record


def _row(format: Csv, raw: bytes, which: str = "a row") -> list[str]:
    """Return the fields of one row, or tell which one is none."""
    try:
        (row,) = format.dialect.parse(format.encoding.decode(raw))
    except SourceError as error:
        raise SourceError(f"{which}: {error.message}", hint=error.hint) from None
    except csv.Error as error:
        raise SourceError(
            f"{which} can not be read: {error}",
            hint="a quote that is never closed? quote=None; "
            "or csv.field_size_limit(…) for fields this long",
        ) from None
    return row


@dataclass(frozen=True, slots=True)
class Jsonl:
    """JSON lines: one object a line.

    Parameters
    ----------
    encoding, begin, columns
        See `Format`.
    """

    encoding: Encoding
    begin: int
    columns: tuple[Column, ...] = ()
    doubt: ClassVar[str] = ""

    @property
    def comparable(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if "." not in column.name)

    def starts(self, units: Units, *, end: bool) -> tuple[Starts, int]:
        return json_rows(units, end=end)

    def records(self, raw: Sequence[bytes], first: int) -> list[Record]:
        return [self._record(one, number) for number, one in enumerate(raw, first)]

    def table(self, raw: Sequence[bytes], first: int) -> pa.Table:
        return numbered(self.records(raw, first), first)

    def _record(self, raw: bytes, number: int) -> Record:
        try:
            found = json.loads(self.encoding.decode(raw))
        except SourceError as error:
            raise SourceError(f"row {number}: {error.message}", hint=error.hint) from None
        except (ValueError, RecursionError) as error:
            raise SourceError(
                f"row {number} is no JSON: {error}", hint='each line is one {"id": 1, …}'
            ) from None
        if not isinstance(found, dict):
            raise SourceError(
                f"row {number} is no record but a {type(found).__name__}",
                hint='each line is one {"id": 1, …}',
            )
        return found


# --- looking at a file for the first time --------------------------------------------------


def look_csv(head: bytes, spec: CsvSpec, *, whole: bool) -> Csv:
    """Return how a CSV file is written.

    Parameters
    ----------
    head : bytes
        How it begins.
    spec : CsvSpec
        What was declared.
    whole : bool
        Whether that is all of it.

    Raises
    ------
    SpecError
        If a declaration does not fit the file.
    """
    encoding = find_encoding(head, spec.encoding)
    body = head[encoding.mark :]
    if spec.delimiter is None:
        text = body[: len(body) - len(body) % encoding.width].decode(encoding.name, "replace")
        dialect = sniff(text, spec.quote, spec.escape)
    else:
        dialect = Dialect(spec.delimiter, spec.quote, spec.escape)
    signs = (dialect.delimiter, dialect.quote or "", dialect.escape or "")
    if max(signs) >= "0" and encoding.shares_bytes:
        raise SpecError(
            f"{max(signs)!r} may be half of a letter in {encoding.name}",
            hint=f"write the file as UTF-8 first: iconv -f {encoding.name} -t utf-8",
        )
    starts, stop = csv_rows(encoding.units(body), dialect, end=whole)
    if len(starts) == 0 and not whole:
        raise SourceError(
            f"the first row has no end within {len(head):,} bytes",
            hint="a quote that is never closed? quote=None; or another delimiter",
        )
    places = [*(starts * encoding.width).tolist(), stop * encoding.width]
    raw = [body[a:b] for a, b in pairwise(places)]
    plain = Csv(encoding, encoding.mark, (), dialect, (), ())
    has_header = spec.header if spec.header is not None else spec.columns is None
    top = _row(plain, raw[0], "the header") if raw and has_header else []
    rows = list(_sample(raw[1:] if has_header else raw, lambda one: _row(plain, one)))
    if spec.columns is not None:
        names = list(spec.columns)
    elif has_header:
        names = header(top)
    else:
        names = [f"column{n}" for n in range(1, max(map(len, rows), default=0) + 1)]
    begin = places[1] if has_header and len(places) > 1 else 0
    return _typed(
        Csv(encoding, encoding.mark + begin, (), dialect, tuple(names), ()), rows, spec
    )


SAMPLE = 1000
"""Rows that types are taken from."""


def _typed(format: Csv, rows: list[list[str]], spec: CsvSpec) -> Csv:
    _check(spec.types, format.names, "types")
    nulls, numbers = frozenset(spec.nulls), cells.Numbers(spec.decimal, spec.thousands)
    words = dict.fromkeys(format.names, "unknown")
    doubt = ""
    for name, *column in zip_longest(format.names, *rows):
        if name is not None:  # a field without a name has no declared type either
            shown = [cell for cell in column if cell is not None]
            words[name] = cells.type_of(shown, nulls, numbers)
            if words[name] == "text" and name not in spec.types:
                doubt = doubt or cells.doubt(name, shown, nulls)
    words.update(spec.types)
    types = {
        name: "unknown" if word == "unknown" else cells.typed(word)[0]
        for name, word in words.items()
    }
    flags = {spec.id_column: frozenset({"id"})}
    return Csv(
        format.encoding,
        format.begin,
        tuple(Column(name, types[name], flags.get(name, frozenset())) for name in format.names),
        format.dialect,
        format.names,
        tuple(TextColumn(name, words[name], nulls, numbers) for name in format.names),
        doubt,
    )


def look_jsonl(head: bytes, spec: JsonlSpec, *, whole: bool) -> Jsonl:
    """Return how a file of JSON lines is written; see `look_csv`."""
    encoding = find_encoding(head, spec.encoding)
    units = encoding.units(head[encoding.mark :])
    starts, stop = json_rows(units, end=whole)
    places = [p * encoding.width + encoding.mark for p in [*starts.tolist(), stop]]
    raw = [head[a:b] for a, b in pairwise(places)]
    format = Jsonl(encoding, encoding.mark)
    rows = dict(enumerate(_sample(raw, lambda one: format.records([one], 0)[0])))
    shown = infer_columns({str(n): row for n, row in rows.items()}, spec.id_column)
    return Jsonl(encoding, encoding.mark, shown)


def _sample(raw: Iterable[bytes], read: Callable[[bytes], T]) -> Iterator[T]:
    """Yield the first rows, up to one that can not be read: who reads that one is told."""
    for one in islice(raw, SAMPLE):
        try:
            yield read(one)
        except SourceError:
            return


def _check(named: Mapping[str, str], known: Iterable[str], word: str) -> None:
    names = tuple(known)
    for name in named:
        if name not in names:
            raise SpecError(f"{word}= names no column {name!r}", hint=closest(name, names))
