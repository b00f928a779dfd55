"""Facts in words and human units: pure, for the texts that show the inside of a Dio."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from diorama_nb.query import ALL, Query

LONG: Final = 40
"""Characters of a value that are shown."""


def in_words(query: Query, *, values: bool = True, longest: int = LONG) -> str:
    """Return a query in words.

    Parameters
    ----------
    query : Query
        The question.
    values : bool
        Whether to name what columns are compared with, and the text that is searched. False
        for logs: these may be what rows hold.
    longest : int
        Characters of a value that are shown.
    """
    if query == ALL:
        return "all rows"
    parts = []
    if query.conditions:
        tests = (
            f"{c.column} {c.op} {_short(c.value, longest) if values else '…'}"
            for c in query.conditions
        )
        parts.append("where " + " and ".join(tests))
    if query.search:
        about = repr(query.search) if values else f"{len(query.search)} characters"
        parts.append(f"containing {about}")
    if query.order:
        parts.append("by " + ", ".join(o.column + " desc" * o.descending for o in query.order))
    return "rows " + ", ".join(parts)


def _short(value: Any, longest: int) -> str:
    text = repr(value)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def number(count: int, one: str, many: str = "") -> str:
    """Return ``"1 row"`` or ``"1,000 rows"``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def size(count: int) -> str:
    """Return bytes in the unit that keeps the number short, e.g. ``"18.2 KB"``."""
    if count < 1000:
        return f"{count} B"
    for unit, bytes in (("KB", 1e3), ("MB", 1e6)):
        if count < 999.95 * bytes:
            return f"{count / bytes:.1f} {unit}"
    return f"{count / 1e9:.1f} GB"


def duration(seconds: float) -> str:
    """Return seconds in the unit that keeps the number short, e.g. ``"210 ms"``."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    if seconds < 3600:
        return f"{seconds / 60:.1f} min"
    return f"{seconds / 3600:.1f} h"


def listed(words: Iterable[str], most: int = 8) -> str:
    """Return some words with commas; of many, the first ones and how many more there are."""
    words = list(words)
    more = [f"and {len(words) - most:,} more"] if len(words) > most else []
    return ", ".join([*words[:most], *more])
