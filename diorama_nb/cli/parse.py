"""What is typed on the command line, read: conditions, assignments, orders, durations. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from diorama_nb.errors import SpecError
from diorama_nb.query import Condition, Query
from diorama_nb.values import Record
from diorama_nb.vista.columns import Column

_CONDITION: Final = re.compile(
    r"""\s*(?P<column>"(?:[^"\\]|\\.)+"|.+?)\s*
        (?:(?P<sign>[<>=!]=|<>|[<>=])|(?<=\s)(?P<word>not\s+in|in|contains)(?=[\s\[]))
        \s*(?P<value>.*?)\s*""",
    re.VERBOSE | re.DOTALL,
)
_ORDERING: Final = ("<", "<=", ">", ">=")
_SAME: Final = {"=": "==", "<>": "!="}

_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "decimal": Decimal,
    "uuid": UUID,
}
"""Column types that JSON has no literals for, and what reads their values."""


def value(text: str) -> Any:
    """Return a value as it was meant: a JSON literal, anything else is text.

    >>> value("20"), value("true"), value("null"), value("books"), value('"20"')
    (20, True, None, 'books', '20')
    """
    try:
        return json.loads(text, parse_constant=_no_literal)
    except ValueError:
        return text


def _no_literal(word: str) -> None:
    raise ValueError(f"{word} is text: JSON has no such number")


def condition(text: str) -> Condition:
    """Return the condition that a text like ``price<20`` states; the first operator counts.

    A column whose name holds an operator is written as a JSON text.

    >>> condition("price < 20")
    Condition(column='price', op='<', value=20)
    >>> condition("category in books,toys")
    Condition(column='category', op='in', value=['books', 'toys'])

    Raises
    ------
    SpecError
        If it states none.
    """
    found = _CONDITION.fullmatch(text)
    if found is None or (not found["value"] and found["sign"] in _ORDERING):
        raise SpecError(
            f"{text!r} is no condition",
            hint="column=value, or with !=, <, <=, >, >=, in, not in, contains; quote it for "
            "the shell",
        )
    column, typed = _name(found["column"]), value(found["value"])
    if found["word"] is None:
        return Condition(column, _SAME.get(found["sign"], found["sign"]), typed)
    if found["word"] == "contains":
        return Condition(column, "contains", typed)
    if not isinstance(typed, list):
        typed = [value(part.strip()) for part in found["value"].split(",")]
    return Condition(column, " ".join(found["word"].split()), typed)


def _name(text: str) -> str:
    named = value(text) if text.startswith('"') else text
    return named if isinstance(named, str) else text


def query(where: Iterable[str], order: str | None, search: str | None) -> Query:
    """Return the query that options state.

    Parameters
    ----------
    where : iterable of str
        Conditions that must all hold.
    order : str or None
        Column to sort by; ``-column`` descends.
    search : str or None
        Text the rows must contain.
    """
    asked = Query(tuple(map(condition, where))).searching(search)
    column = (order or "").removeprefix("-")
    return asked.order_by(column or None, descending=(order or "").startswith("-"))


def typed(asked: Query, columns: Iterable[Column]) -> Query:
    """Return a query whose texts are dates, decimals, … where the column holds such values."""
    readers = {c.name: _READERS[c.type] for c in columns if c.type in _READERS}

    def read(one: Condition) -> Condition:
        reader = readers.get(one.column)
        if reader is None:
            return one
        if isinstance(one.value, list):
            return replace(one, value=[_read(reader, item) for item in one.value])
        return replace(one, value=_read(reader, one.value))

    return replace(asked, conditions=tuple(map(read, asked.conditions)))


def _read(reader: Callable[[str], Any], item: Any) -> Any:
    try:
        return reader(item) if isinstance(item, str) else item
    except (ValueError, ArithmeticError):
        return item


def record(texts: Sequence[str]) -> Record:
    """Return the record that arguments state: one JSON object, or ``column=value`` each.

    >>> record(["name=cake", "price=9.5"])
    {'name': 'cake', 'price': 9.5}

    Raises
    ------
    SpecError
        If they state none.
    """
    if len(texts) == 1 and isinstance(whole := value(texts[0]), dict):
        return whole
    found: Record = {}
    for text in texts:
        column, sign, rest = text.partition("=")
        if not sign or not column.strip():
            raise SpecError(
                f"{text!r} is no assignment",
                hint="""column=value, or one JSON: '{"price": 9}'""",
            )
        found[_name(column.strip())] = value(rest.strip())
    return found


def names(text: str | None) -> list[str]:
    """Return the names in a list like ``id, name``.

    >>> names("id, name")
    ['id', 'name']
    """
    return [name for part in (text or "").split(",") if (name := part.strip())]
