"""Bodies of answers as values: JSON, one JSON value per line, or CSV; pure."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from email.message import Message
from typing import Any, Final

from diorama_nb.errors import ShapeChanged
from diorama_nb.values import Record
from diorama_nb.vista.files.cells import reader_of, type_of
from diorama_nb.vista.files.dialect import Dialect, header, sniff

_LINES: Final = frozenset(
    {
        "application/x-ndjson", "application/ndjson", "application/jsonl",
        "application/x-jsonlines", "application/jsonlines", "application/x-jsonl",
        "application/json-lines", "application/stream+json",
    }
)  # fmt: skip
_CSV: Final = frozenset({"text/csv", "application/csv", "text/tab-separated-values"})
_HEAD: Final = 64 * 1024


def loads(content: bytes, exact: bool = False) -> Any:
    """Return a JSON value; `exact` keeps all digits of its floats, in a `Decimal`."""
    return json.loads(content, parse_float=Decimal if exact else None)


def parsed(content: bytes, content_type: str, exact: bool = False) -> Any:
    """Return what a body holds: a JSON value, or the rows of a text, each cell as text.

    Parameters
    ----------
    exact : bool
        As in `loads`.

    Raises
    ------
    ValueError
        If it is no such body.
    ShapeChanged
        If a row of CSV has more cells than there are names.
    """
    kind, charset = _kind(content_type)
    if kind in _LINES:
        values = [loads(line, exact) for line in content.splitlines() if line.strip()]
        return values[0] if len(values) == 1 and isinstance(values[0], list) else values
    if kind not in _CSV:
        return loads(content, exact)
    try:
        text = content.decode(charset or "utf-8-sig").removeprefix("\ufeff")
        return _rows(text, "\t" if "tab" in kind else None)
    except (LookupError, csv.Error) as error:
        raise ValueError(str(error)) from None


def is_csv(headers: Mapping[str, str]) -> bool:
    """Whether an answer is CSV."""
    return _kind(headers.get("content-type", ""))[0] in _CSV


class Cells:
    """Reads the cells of CSV, of which each answer must have the same types.

    They are found in the first answer that has values of a column.

    Parameters
    ----------
    declared : iterable of str
        Columns whose cells stay text: somebody else knows their types.
    """

    def __init__(self, declared: Iterable[str] = ()) -> None:
        self._types: dict[str, str] = dict.fromkeys(declared, "text")

    def rows(self, rows: list[Record]) -> list[Record]:
        """Return rows with values for their cells; a blank one is null."""
        columns: dict[str, list[str]] = {}
        for row in rows:
            for name, cell in row.items():
                columns.setdefault(name, []).append(cell)
        values = {}
        for name, cells in columns.items():
            if self._types.get(name, "unknown") == "unknown":
                self._types[name] = type_of(cells)
            values[name] = iter(reader_of(self._types[name])(cells))
        return [{name: next(values[name]) for name in row} for row in rows]


def _kind(content_type: str) -> tuple[str, str | None]:
    told = Message()
    told["content-type"] = content_type or "application/json"
    return told.get_content_type(), told.get_content_charset()


def _rows(text: str, delimiter: str | None) -> list[Record]:
    dialect = Dialect(delimiter) if delimiter else sniff(text[:_HEAD], '"', None)
    names, *rows = dialect.parse(text) or [[]]
    if more := next((cells for cells in rows if len(cells) > len(names)), None):
        raise ShapeChanged(
            f"a row of the CSV has {len(more)} cells for {len(names)} names",
            hint='ask for another form of it, such as params={"format": "json"}',
        )
    known = header(names)
    return [dict(zip(known, cells, strict=False)) for cells in rows]
