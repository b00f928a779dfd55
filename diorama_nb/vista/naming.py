"""Which columns could name rows, where the id does not tell some of them apart; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, islice
from typing import Any, Final

from diorama_nb.values import Record, as_id, lookup

_MOST: Final = 20  # columns that are looked at for pairs
_SAMPLE: Final = 2000  # rows beside those that collide


def better_id(rows: Sequence[Record]) -> str:
    """Return the columns that tell all rows apart, as one declares them; ``""`` for none.

    >>> better_id([{"n": "a", "shop": 1}, {"n": "a", "shop": 2}, {"n": "b", "shop": 1}])
    "('n', 'shop')"
    """
    columns = [
        column
        for column in dict.fromkeys(name for row in rows for name in row)
        if all(_names(row, column) for row in rows)
    ]
    for column in columns:
        if _apart(rows, (column,)):
            return repr(column)
    for pair in combinations(columns[:_MOST], 2):
        if _apart(rows, pair):
            return repr(pair)
    return ""


def collisions(pages: Iterable[Mapping[str, Record]]) -> list[Record]:
    """Return rows that differ and have one id, and some of the others; nothing without any."""
    rows: dict[str, Record] = {}
    before: list[tuple[str, Record]] = []
    for page in pages:
        before += [(id, rows[id]) for id, row in page.items() if id in rows and rows[id] != row]
        rows.update(page)
    ids = dict.fromkeys(id for id, _ in before)
    others = islice((row for id, row in rows.items() if id not in ids), _SAMPLE)
    return [*(rows[id] for id in ids), *(row for _, row in before), *others] if ids else []


def _names(row: Record, column: str) -> bool:
    value: Any = lookup(row, column)
    return isinstance(value, str | int) and not isinstance(value, bool) and value != ""


def _apart(rows: Sequence[Record], columns: tuple[str, ...]) -> bool:
    return len({tuple(as_id(row[column]) for column in columns) for row in rows}) == len(rows)
