"""Records as text: an aligned table, JSON, JSON lines, CSV. Pure."""

from __future__ import annotations

import csv
import io
import itertools
import json
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from diorama_nb.exports import neutral
from diorama_nb.values import MISSING, Record, as_id, display, lookup

FORMATS: Final = ("table", "json", "jsonl", "csv")

GAP: Final = "  "
WIDEST: Final = 60
"""Places one cell takes at most while a table must fit a terminal."""

NARROWEST: Final = 8
"""Places a column keeps: less than this of a text tells nobody anything."""

_CONTROLS: Final = re.compile("[\x7f-\x9f]")


def header(records: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the columns of some records, in the order of first sight."""
    return list(dict.fromkeys(name for record in records for name in record))


def with_ids(rows: Mapping[str, Record]) -> list[Record]:
    """Return records that show their ids, in a column of theirs or in one more.

    >>> with_ids({"7": {"_id": 7}}), with_ids({"0": {"name": "a"}})
    ([{'_id': 7}], [{'id': '0', 'name': 'a'}])
    """
    first = next(iter(rows.values()), {})
    if any(all(as_id(r.get(c)) == id for id, r in rows.items()) for c in first):
        return list(rows.values())
    name = "#id" if any("id" in record for record in rows.values()) else "id"
    return [{name: id, **record} for id, record in rows.items()]


def pick(record: Record, columns: Sequence[str]) -> Record:
    """Return some columns of a record, nested ones by dotted names; none asked: all."""
    if not columns:
        return record
    found = {column: lookup(record, column) for column in columns}
    return {column: value for column, value in found.items() if value is not MISSING}


def formatted(
    records: Sequence[Record], how: str, columns: Sequence[str] = (), width: int | None = None
) -> Iterator[str]:
    """Yield records as text, line by line.

    Parameters
    ----------
    records : sequence of Record
        What is shown.
    how : "table", "json", "jsonl" or "csv"
        The form.
    columns : sequence of str
        What of it; none: everything.
    width : int or None
        Places of the terminal that a table must fit; None: as wide as it needs.
    """
    picked = [pick(record, columns) for record in records]
    match how:
        case "json":
            yield from _json_list(picked)
        case "jsonl":
            for record in picked:
                yield json_text(record) + "\n"
        case "csv":
            yield from csv_lines(picked, list(columns) or header(picked))
        case _:
            yield from table(picked, list(columns) or header(picked), width)


# --- JSON ----------------------------------------------------------------------------------


def json_text(value: Any) -> str:
    """Return a value as JSON in one line that no terminal takes for a command.

    What JSON has no literal for is text; NaN and infinity are null.
    """
    text = json.dumps(plain(value), ensure_ascii=False, allow_nan=False)
    return _CONTROLS.sub(lambda hit: f"\\u{ord(hit[0]):04x}", text)


def plain(value: Any) -> Any:
    """Return a value in the types of JSON."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else None
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case bytes():
            return value.hex()
        case timedelta():
            return value.total_seconds()
        case _:
            return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _json_list(records: Sequence[Record]) -> Iterator[str]:
    if not records:
        yield "[]\n"
        return
    for number, record in enumerate(records):
        start, end = "[" if number == 0 else " ", "]" if number == len(records) - 1 else ","
        yield f"{start}{json_text(record)}{end}\n"


# --- CSV -----------------------------------------------------------------------------------


def csv_lines(records: Iterable[Record], columns: Sequence[str]) -> Iterator[str]:
    """Yield records as CSV in which no text is a formula for a spreadsheet."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)  # its "\r\n" has it quote both, wherever a text holds one
    rows = ([record.get(column) for column in columns] for record in records)
    for row in itertools.chain([columns], rows):
        writer.writerow([_csv_cell(cell) for cell in row])
        yield buffer.getvalue().removesuffix("\r\n") + "\n"
        buffer.seek(0)
        buffer.truncate()


def _csv_cell(value: Any) -> str:
    match value if isinstance(value, Decimal) else plain(value):
        case None:
            return ""
        case Decimal() as number:
            return str(number)
        case str() as text:
            return neutral(text)
        case other:
            return json.dumps(other, ensure_ascii=False)


# --- table ---------------------------------------------------------------------------------


def table(
    records: Sequence[Record], columns: Sequence[str], width: int | None = None
) -> Iterator[str]:
    """Yield an aligned table, numbers to the right, cut to the width of the terminal."""
    if not columns:
        return
    cells = [[printable(display(record.get(c))) for c in columns] for record in records]
    heads = [printable(column) for column in columns]
    right = [_is_number(record.get(c) for record in records) for c in columns]
    widths = [max(map(wide, column)) for column in zip(heads, *cells, strict=True)]
    if width is not None:
        widths = fit(widths, width)
    for row in heads, *cells:
        shown = zip(row, widths, right, strict=False)  # what does not fit is left out
        yield GAP.join(_cell(*item) for item in shown).rstrip() + "\n"


def sheet(record: Record, width: int | None = None) -> Iterator[str]:
    """Yield one record, a line for each column."""
    room = max((wide(printable(name)) for name in record), default=0)
    left = None if width is None else max(width - room - len(GAP), NARROWEST)
    for name, value in record.items():
        text = printable(display(value))
        text = text if left is None else cut(text, left)
        yield f"{_cell(printable(name), room, False)}{GAP}{text}".rstrip() + "\n"


def fit(widths: Sequence[int], room: int) -> list[int]:
    """Return widths that fit, the widest cut first; columns that find no room are dropped.

    >>> fit([3, 50, 10], 40), fit([8, 8, 8], 20)
    ([3, 23, 10], [8, 8])
    """
    fitting = [min(width, WIDEST) for width in widths]
    while sum(fitting) + len(GAP) * (len(fitting) - 1) > room:
        widest = max(fitting)
        if widest > NARROWEST:
            fitting[fitting.index(widest)] -= 1
        elif len(fitting) > 1:
            fitting.pop()
        else:
            return [max(room, 1)]
    return fitting


def printable(text: str) -> str:
    """Return a text in which what would move the cursor is written out."""
    if text.isprintable():
        return text
    return "".join(map(_shown, text))


def _shown(letter: str) -> str:
    if letter.isprintable() or letter == "\u200d":  # joins the parts of one picture
        return letter
    if unicodedata.category(letter) == "Zs":
        return " "
    return letter.encode("unicode_escape").decode("ascii")


def wide(text: str) -> int:
    """Return how many places of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(_places(letter) for letter in text)


def _places(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in ("W", "F") else 1


def cut(text: str, width: int) -> str:
    """Return a text that takes at most so many places."""
    if wide(text) <= width:
        return text
    kept, used = [], 0
    for letter in text:
        used += _places(letter)
        if used > width - 1:
            break
        kept.append(letter)
    return "".join(kept) + "…"


def _cell(text: str, width: int, right: bool) -> str:
    text = cut(text, width)
    space = " " * (width - wide(text))
    return space + text if right else text + space


def _is_number(values: Iterable[Any]) -> bool:
    known = [value for value in values if value is not None]
    return bool(known) and all(
        not isinstance(value, bool | str) and hasattr(value, "__float__") for value in known
    )
