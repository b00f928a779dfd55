"""One value of a row, whole: what a page shows when a cell was too short for it. Pure."""

from __future__ import annotations

import json
from typing import Any, Final

from diorama_nb.errors import SpecError
from diorama_nb.scenery.table import TableScenery
from diorama_nb.values import display
from diorama_nb.widgets.wire import clean

MOST_CHARS: Final = 200_000
"""Characters of one value that are sent; a page says how many there are."""

MOST_BYTES: Final = 4096
"""Bytes of a binary value that are shown, as a hexadecimal dump."""


def cell(scenery: TableScenery, id: str, column: str) -> dict[str, Any]:
    """Return the text of one value, and of how many characters it is the beginning.

    Raises
    ------
    SpecError
        If no row with this id is loaded.
    """
    place = scenery.index_of(id)
    row = None if place is None else scenery.row(place)
    if row is None:
        raise SpecError("this row is not loaded any more", hint="refresh, then open it again")
    text = clean(spread(row.record.get(column)))
    if len(text) <= MOST_CHARS:
        return {"text": text, "of": None}
    return {"text": text[:MOST_CHARS], "of": len(text)}


def spread(value: Any) -> str:
    """Return a value as text to be read at leisure: nested ones on many lines."""
    match value:
        case dict() | list() | tuple():
            return json.dumps(value, ensure_ascii=False, default=display, indent=2)
        case bytes():
            lines = [_dump(value, at) for at in range(0, min(len(value), MOST_BYTES), 16)]
            rest = [f"… {len(value)} bytes in all"] if len(value) > MOST_BYTES else []
            return "\n".join([*lines, *rest])
        case _:
            return display(value)


def _dump(value: bytes, at: int) -> str:
    part = value[at : at + 16]
    plain = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in part)
    return f"{at:06x}  {part.hex(' '):<47}  {plain}"
