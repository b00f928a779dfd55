"""Which rows go into which folder of an export, as Hive names folders: ``kind=book``. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from diorama_nb.errors import SpecError
from diorama_nb.rows.index import Positions

MOST: Final = 1000
"""Folders of one export; more files than rows in a file serve nobody."""

_LONGEST: Final = 255
"""Bytes of a name, the most of every usual file system."""

_BLANK: Final = "__HIVE_DEFAULT_PARTITION__"
_READ_AS: Final = tuple(
    (re.compile(looks, re.IGNORECASE), re.compile(itself))
    for looks, itself in (
        (r"-?(\d+|0x[\da-f]+)", r"0|-?[1-9]\d*"),
        (r"[-+]?inf(inity)?|epoch|[-+]?\d+[-/\\ ]\d+[-/\\ ]\d+.*", r"\d{4}-\d\d-\d\d"),
    )
)
"""How texts look that Arrow and DuckDB read as whole numbers, as days; which of them stay."""

_FEW = (pa.types.is_string, pa.types.is_integer, pa.types.is_boolean, pa.types.is_date)


@dataclass(frozen=True, slots=True)
class Partition:
    """The rows of one folder.

    Attributes
    ----------
    folder : str
        Relative to the export; blank: the export itself.
    positions : numpy.ndarray of int64
        Its rows, in the order of the export.
    """

    folder: str
    positions: Positions


def check(schema: pa.Schema, names: Sequence[str]) -> None:
    """Refuse columns by which folders can not be named.

    Raises
    ------
    SpecError
        If a column is unknown, named as readers pass over, or of values of which there are
        too many, or if no column would be left.
    """
    if len(set(names)) < len(names):
        raise SpecError(
            f"partition_by={list(names)} names a column twice", hint='partition_by="kind"'
        )
    for name in names:
        if name not in schema.names:
            raise SpecError.unknown("column in partition_by=", name, schema.names)
        if name == "id":
            raise SpecError("each row would get a folder", hint='partition_by="kind"')
        if name[:1] in ("", "_", ".") or re.search(r"[/=%\x00-\x1f\\]", name):
            raise SpecError(
                f"readers pass over a folder named after {name!r}", hint="take another column"
            )
        kind = schema.field(name).type
        if not any(suits(kind) for suits in _FEW):
            raise SpecError(
                f"{name!r} holds {kind}: folders are named by texts, whole numbers, booleans "
                "or dates",
                hint="take a column of few values",
            )


def divide(positions: Positions, tables: Iterable[pa.Table]) -> list[Partition]:
    """Return the partitions of rows, those of the first row first.

    Parameters
    ----------
    positions : numpy.ndarray of int64
        The rows.
    tables : iterable of pyarrow.Table
        The columns that name folders, of these rows, piece by piece.

    Raises
    ------
    SpecError
        If there are too many, or readers would take a value for another one.
    """
    from pyarrow import dataset  # takes a while, and most never need it

    schema, columns, values = _encoded(tables)
    for name, known in zip(schema.names, values, strict=True):
        _check_values(name, known)
    combined = columns[0]
    for column, known in zip(columns[1:], values[1:], strict=True):
        combined = combined * len(known) + column
    _, first, group = np.unique(combined, return_index=True, return_inverse=True)
    _check_number(len(first))
    ordered = positions[np.argsort(group, kind="stable")]
    rows = np.split(ordered, np.cumsum(np.bincount(group))[:-1])
    hive = dataset.partitioning(schema, flavor="hive")
    found = []
    for number in np.argsort(first, kind="stable").tolist():
        numbers = (int(column[first[number]]) for column in columns)
        named = [known[at] for known, at in zip(values, numbers, strict=True)]
        found.append(Partition(_folder(hive, schema.names, named), rows[number]))
    return found


def _encoded(
    tables: Iterable[pa.Table],
) -> tuple[pa.Schema, list[Positions], list[list[Any]]]:
    """Return the schema of tables, their columns as numbers, and what each number means."""
    schema = pa.schema([])
    pieces: list[list[Positions]] = []
    values: list[dict[Any, int]] = []
    for table in tables:
        schema = table.schema
        values = values or [{} for _ in schema]
        both = zip(table.columns, values, strict=True)
        pieces.append([_numbers(column, known) for column, known in both])
        _check_number(max(map(len, values)))
    columns = [np.concatenate(parts) for parts in zip(*pieces, strict=True)]
    return schema, columns, [list(known) for known in values]


def _numbers(column: pa.ChunkedArray, known: dict[Any, int]) -> Positions:
    """Return for each value its number among those that are known, which grow."""
    encoded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    told = [known.setdefault(value, len(known)) for value in encoded.dictionary.to_pylist()]
    numbers: Positions = np.array(told, np.int64)[encoded.indices.to_numpy()]
    return numbers


def _check_number(folders: int) -> None:
    if folders > MOST:
        raise SpecError(
            f"that makes more than {MOST:,} folders", hint="partition by columns of few values"
        )


def _check_values(name: str, values: Iterable[Any]) -> None:
    """Refuse texts that readers would take for something else."""
    texts = [value for value in values if isinstance(value, str)]
    wrong = [text for text in texts if text == _BLANK]
    for looks, itself in _READ_AS:
        if all(map(looks.fullmatch, texts)):
            wrong += [text for text in texts if not itself.fullmatch(text)]
    if wrong:
        raise SpecError(
            f"readers would not take the folder {name}={wrong[0]} for the text {wrong[0]!r}",
            hint="partition by another column",
        )


def _folder(hive: Any, names: Sequence[str], values: Sequence[Any]) -> str:
    tests = [
        pc.field(name).is_null() if value is None else pc.field(name) == pa.scalar(value)
        for name, value in zip(names, values, strict=True)
    ]
    told = tests[0]
    for test in tests[1:]:
        told &= test
    folder = str(hive.format(told)[0])
    if any(len(part.encode()) > _LONGEST for part in folder.split("/")):
        raise SpecError(
            f"a folder named {folder:.40}… would have a name no disk takes",
            hint="partition by a column of short values",
        )
    return folder
