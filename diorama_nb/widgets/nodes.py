"""Values as a page shows them: short texts, and trees of texts where they are nested. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from diorama_nb.values import display
from diorama_nb.vista.columns import Column
from diorama_nb.widgets.wire import clean

CHARS: Final = 2000
"""Characters of one text that are sent; the rest is in Python."""

ALL_CHARS: Final = 40_000
"""Characters of one record that are sent: it is kept with a saved notebook."""

ENTRIES: Final = 200
"""Entries of one list or map that are sent."""

DEPTH: Final = 8
"""How deep a nested value is followed."""

_KINDS: Final[tuple[tuple[type | tuple[type, ...], str], ...]] = (
    (bool, "boolean"), (int, "integer"), ((float, Decimal), "number"), (datetime, "datetime"),
    (date, "date"), (time, "time"), (timedelta, "duration"), (bytes, "bytes"),
    ((Mapping, list, tuple), "nested"),
)  # fmt: skip


def kind_of(value: object) -> str:
    """Return the type of a value as a page paints it."""
    if value is None:
        return "null"
    return next((kind for types, kind in _KINDS if isinstance(value, types)), "text")


def text_of(value: object, chars: int = CHARS) -> str:
    """Return a value as a person reads it; blank for null."""
    if isinstance(value, float):
        return f"{value:.12g}"  # as the page writes numbers
    text = display(value)
    return clean(text if len(text) <= chars else text[:chars] + "…")


class Sketch:
    """Makes nodes of values until there is no room left.

    A node is ``{"type", "text"}``; a nested one ``{"type", "size", "entries"}`` with pairs of
    a label and a node, fewer than `size` where there was no room.
    """

    def __init__(self, chars: int = ALL_CHARS) -> None:
        self._room = chars

    def node(self, value: object, depth: int = 0) -> dict[str, Any]:
        """Return a value as a node."""
        kind = kind_of(value)
        if kind != "nested" or depth >= DEPTH:
            text = text_of(value, max(0, min(CHARS, self._room)))
            self._room -= len(text) + 20
            return {"type": kind, "text": text}
        assert isinstance(value, Mapping | Sequence)
        pairs: Iterable[tuple[object, object]]
        pairs = value.items() if isinstance(value, Mapping) else enumerate(value)
        entries = []
        for (label, part), _ in zip(pairs, range(ENTRIES), strict=False):
            if self._room <= 0:
                break
            name = text_of(label, 200)
            self._room -= len(name)
            entries.append([name, self.node(part, depth + 1)])
        shape = "map" if isinstance(value, Mapping) else "list"
        return {"type": "nested", "shape": shape, "size": len(value), "entries": entries}


def fields_of(record: Mapping[str, Any], columns: Sequence[Column]) -> list[dict[str, Any]]:
    """Return a record as named nodes, in the order of the columns, then of the record.

    Hidden columns are left out; columns the record does not have, too.
    """
    known = {column.name: column for column in columns}
    hidden = {name for name, column in known.items() if "hidden" in column.flags}
    names = [name for name in known if name in record]
    names += [name for name in record if name not in known]
    sketch = Sketch()
    return [
        {"name": clean(name), "id": "id" in known[name].flags if name in known else False}
        | sketch.node(record[name])
        for name in names
        if name not in hidden
    ]
