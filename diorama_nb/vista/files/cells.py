"""Text cells as values: types found in a sample, and what does not fit stays text; pure."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from diorama_nb.errors import SpecError
from diorama_nb.rows.columns import SAFE_INT

Reader = Callable[[str], Any]
"""Returns the value of a cell; the text itself where it is no value of the type."""

ColumnReader = Callable[[Sequence[str]], list[Any]]
"""Returns the values of many cells of one column."""

_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)").fullmatch
_NUMBER: Final = re.compile(
    r"-?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
).fullmatch
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
_CLOCK: Final = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
_TIME: Final = re.compile(_CLOCK).fullmatch
_DATETIME: Final = re.compile(
    rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[T ]{_CLOCK}(?:Z|[+-][0-9]{{2}}:?[0-9]{{2}})?"
).fullmatch
_BOOLEANS: Final = {"true": True, "false": False, "True": True, "False": False,
                    "TRUE": True, "FALSE": False}  # fmt: skip
_SPECIAL: Final = {"NaN": math.nan, "nan": math.nan, "inf": math.inf, "-inf": -math.inf}


def _integer(text: str) -> Any:
    # "007" and "+7" would come back as 7: they are names, not numbers
    return int(text) if _INTEGER(text) and text != "-0" and len(text) < 400 else text


def _number(text: str) -> Any:
    if not _NUMBER(text):
        return _SPECIAL.get(text, text)
    if _INTEGER(text) and text != "-0" and len(text) < 400:
        whole = int(text)
        return float(whole) if -SAFE_INT <= whole <= SAFE_INT else whole
    value = float(text)
    return value if math.isfinite(value) else text


def _boolean(text: str) -> Any:
    return _BOOLEANS.get(text, text)


def _iso(pattern: Callable[[str], Any], read: Callable[[str], Any]) -> Reader:
    def cell(text: str) -> Any:
        if pattern(text):
            try:
                return read(text)
            except ValueError:  # the 30th of February
                pass
        return text

    return cell


def _decimal(text: str) -> Any:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


READERS: Final[dict[str, Reader]] = {
    "boolean": _boolean,
    "integer": _integer,
    "number": _number,
    "date": _iso(_DATE, date.fromisoformat),
    "datetime": _iso(_DATETIME, datetime.fromisoformat),
    "time": _iso(_TIME, time.fromisoformat),
    "decimal": _decimal,
    "text": str,
}
"""Type → what reads its cells; all but the last two are found out by themselves."""

_FOUND: Final = ("boolean", "integer", "number", "date", "datetime", "time")


def type_of(cells: Iterable[str], nulls: Collection[str] = ("",)) -> str:
    """Return the narrowest type that all cells of a sample fit; ``unknown`` if all are null.

    >>> type_of(["1", "2.5", ""]), type_of(["007"]), type_of([""])
    ('number', 'text', 'unknown')
    """
    filled = [cell for cell in dict.fromkeys(cells) if cell not in nulls]
    if not filled:
        return "unknown"
    for name in _FOUND:
        read = READERS[name]
        if all(type(read(cell)) is not str for cell in filled):
            return name
    return "text"


def reader_of(type_: str, nulls: Collection[str] = ("",)) -> ColumnReader:
    """Return what reads the cells of a column; a text that comes again is read once.

    Raises
    ------
    SpecError
        If there is no such type.
    """
    if type_ not in READERS and type_ != "unknown":
        raise SpecError.unknown("type", type_, READERS)
    read = READERS.get(type_, str)

    def column(texts: Sequence[str]) -> list[Any]:
        values = {text: None if text in nulls else read(text) for text in set(texts)}
        return list(map(values.__getitem__, texts))

    return column
