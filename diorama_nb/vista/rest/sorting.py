"""Whether values can not be in the order that was asked for, however a server sorts; pure.

Servers agree on the order of numbers only. Texts are sorted by their code points or letters,
with capitals apart or not, numbers in them counted or not, and in an alphabet of one's own:
what fits any of these is sorted. Blanks may stand anywhere, and what is equal in any order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from email.utils import parsedate
from itertools import pairwise
from typing import Any, Final

from diorama_nb.values import is_blank

ENOUGH: Final = 3
"""Neighbours in the wrong order that make texts or instants unsorted; and a quarter of all."""

_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?")
_WORD: Final = re.compile(r"[A-Za-z]")
_UUID: Final = re.compile(r"[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}")  # some sort its end first


def is_unsorted(values: Iterable[Any], *, descending: bool) -> bool:
    """Whether the values of a column are certainly in another order."""
    held = [value for value in values if not is_blank(value) and value == value]
    if descending:
        held.reverse()
    if all(type(value) in (int, float) for value in held):
        return _descents(held, lambda value: value) > 0
    if not all(isinstance(value, str) for value in held):
        return False
    if all(map(_INSTANT.fullmatch, held)):
        return _clearly(held, (str, _instant))
    # A rest of sorted texts is sorted: those whose place hangs on a collation are left out.
    plain = [text for text in held if text.isascii() and _WORD.match(text)]
    if any(_UUID.match(text) for text in plain) or any(map(parsedate, plain[:2])):
        return False
    return _clearly(plain, (str, str.casefold, _letters, _natural))


def _clearly(texts: Sequence[str], keys: Sequence[Callable[[str], Any]]) -> bool:
    wrong = min(_descents(texts, key) for key in keys)
    return wrong >= ENOUGH and wrong * 4 >= len(texts) - 1


def _descents(values: Iterable[Any], key: Callable[[Any], Any]) -> int:
    return sum(one > other for one, other in pairwise(map(key, values)))


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:  # a leap second, or a precision that Python does not know
        at = datetime.fromisoformat(text[:10])
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _natural(text: str) -> list[tuple[int, str]]:
    parts = re.findall(r"(\d+)|(\D+)", text.casefold())
    return [(int(number), "") if number else (-1, word) for number, word in parts]
