"""Text cells as values: types found in a sample, and what does not fit stays text; pure."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
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
_DIGITS: Final = "0123456789+-eE"
NUMERIC: Final = ("integer", "number", "decimal")


@dataclass(frozen=True, slots=True)
class Numbers:
    """How numbers are written.

    Parameters
    ----------
    decimal : str
        What stands before the fraction.
    thousands : str or None
        What divides the digits before it into groups of three; they may be undivided as well.
    """

    decimal: str = "."
    thousands: str | None = None

    def __post_init__(self) -> None:
        for word, sign in (("decimal", self.decimal), ("thousands", self.thousands)):
            if sign is None and word == "thousands":
                continue
            if not isinstance(sign, str) or len(sign) != 1 or sign in _DIGITS:
                raise SpecError(
                    f"{word}={sign!r} is not one character between digits",
                    hint='decimal=",", thousands="."',
                )
        if self.decimal == self.thousands:
            raise SpecError(
                f"decimal and thousands are both {self.decimal!r}",
                hint='decimal=",", thousands="."; thousands=None: digits are not divided',
            )

    def reader(self, read: Reader) -> Reader:
        """Return what reads numbers that are written so, from what reads Python's."""
        if self == PLAIN:
            return read
        group, point = re.escape(self.thousands or ""), re.escape(self.decimal)
        whole = "[0-9]*" + (rf"|[1-9][0-9]{{0,2}}(?:{group}[0-9]{{3}})+" if group else "")
        fits = re.compile(rf"-?(?:{whole})(?:{point}[0-9]*)?(?:[eE][+-]?[0-9]+)?").fullmatch

        def cell(text: str) -> Any:
            if fits(text):
                plain = text.replace(self.thousands or self.decimal, "") if group else text
                value = read(plain.replace(self.decimal, "."))
                return text if type(value) is str else value
            return text if "." in text else read(text)  # as "inf"

        return cell


PLAIN: Final = Numbers()
"""As Python writes them."""


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


_MOMENTS: Final = {
    "date": (datetime.date, datetime(2024, 12, 31)),
    "datetime": (None, datetime(2024, 12, 31)),
    "time": (datetime.time, datetime(1900, 1, 1, 13, 45)),
}


def typed(word: str) -> tuple[str, str | None]:
    """Return the type of a declared word, and how its values are written if that is told.

    >>> typed("date:%d.%m.%Y"), typed("text")
    (('date', '%d.%m.%Y'), ('text', None))

    Raises
    ------
    SpecError
        If there is no such type, or nothing is written so.
    """
    kind, sign, written = word.partition(":")
    if kind not in READERS or (sign and kind not in _MOMENTS):
        raise SpecError.unknown("type", word, READERS)
    if sign and not _is_whole(kind, written):
        raise SpecError(
            f"{word!r} tells no {kind}: {written!r} has too little of one, or too much",
            hint="date:%d.%m.%Y, datetime:%d.%m.%Y %H:%M, time:%H.%M; see datetime.strptime",
        )
    return kind, written if sign else None


def _is_whole(kind: str, written: str) -> bool:
    """Whether a format tells all of a value of a type, and no more."""
    sample = datetime(2024, 12, 31, 13, 45, tzinfo=UTC)
    try:
        found = datetime.strptime(sample.strftime(written), written).replace(tzinfo=None)
    except (ValueError, DeprecationWarning):
        return False
    full = _MOMENTS[kind][1]
    return found == full or (kind == "datetime" and found.date() == full.date())


def _formatted(kind: str, written: str) -> Reader:
    part = _MOMENTS[kind][0]

    def cell(text: str) -> Any:
        try:
            found = datetime.strptime(text, written)  # the format tells the zone
        except ValueError:
            return text
        return found if part is None else part(found)

    return cell


def reader(word: str, numbers: Numbers = PLAIN) -> Reader:
    """Return what reads a cell of a declared type; see `typed`."""
    kind, written = typed(word)
    if written is not None:
        return _formatted(kind, written)
    return numbers.reader(READERS[kind]) if kind in NUMERIC else READERS[kind]


def type_of(
    cells: Iterable[str], nulls: Collection[str] = ("",), numbers: Numbers = PLAIN
) -> str:
    """Return the narrowest type that all cells of a sample fit; ``unknown`` if all are null.

    >>> type_of(["1", "2.5", ""]), type_of(["007"]), type_of([""])
    ('number', 'text', 'unknown')
    """
    filled = [cell for cell in dict.fromkeys(cells) if cell not in nulls]
    if not filled:
        return "unknown"
    for name in _FOUND:
        read = reader(name, numbers)
        if all(type(read(cell)) is not str for cell in filled):
            return name
    return "text"


_NUMBERS: Final = (
    (Numbers(","), 'decimal=","'),
    (Numbers(",", "."), 'decimal=",", thousands="."'),
    (Numbers(".", ","), 'thousands=","'),
)
_DATES: Final = ("date:%d.%m.%Y", "date:%d/%m/%Y", "date:%m/%d/%Y")


def doubt(name: str, cells: Iterable[str], nulls: Collection[str] = ("",)) -> str:
    r"""Return what to type where text may be numbers or dates; else an empty text.

    >>> doubt("price", ["1234,50"])
    '\'price\' is text; if 1234,50 is a number: decimal=","'
    """
    filled = [cell for cell in dict.fromkeys(cells) if cell not in nulls]
    for numbers, words in _NUMBERS:
        if type_of(filled, (), numbers) in NUMERIC:
            return f"{name!r} is text; if {filled[0]} is a number: {words}"
    for word in _DATES:
        read = reader(word)
        if filled and all(type(read(cell)) is not str for cell in filled):
            words = f"types={ {name: word}!r}"
            return f"{name!r} is text; if {filled[0]} is a date: {words}"
    return ""


def reader_of(
    type_: str, nulls: Collection[str] = ("",), numbers: Numbers = PLAIN
) -> ColumnReader:
    """Return what reads the cells of a column; a text that comes again is read once.

    Raises
    ------
    SpecError
        If there is no such type.
    """
    read = reader("text" if type_ == "unknown" else type_, numbers)

    def column(texts: Sequence[str]) -> list[Any]:
        values = {text: None if text in nulls else read(text) for text in set(texts)}
        return list(map(values.__getitem__, texts))

    return column
