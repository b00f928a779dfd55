"""Where the rows that somebody reads have gone in a newer cut. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

LOOK: Final = 8
"""Rows at the top of a view that are looked for; one alone may have moved by itself."""


def row_shift(
    ids: Sequence[str | None], first: int, top: int, place: Callable[[str], int | None]
) -> int:
    """Return by how many rows a view must move to show what it showed.

    Rows that came or went above move all that follow by the same number. The uppermost visible
    row decides, unless no other moved as it did: then it moved alone, and the next one decides.

    Parameters
    ----------
    ids : sequence of (str or None)
        Rows of the older cut, from place `first` on; None for one that is not loaded.
    first : int
        Place of the first of them.
    top : int
        Place of the uppermost row on show.
    place : callable
        Tells where a row stands in the newer cut, None when it is gone.

    Returns
    -------
    int
        Rows; positive: further down.
    """
    begin = max(0, top - first)
    shifts: list[int] = []
    for index, id in enumerate(ids[begin : begin + LOOK], first + begin):
        now = None if id is None else place(id)
        if now is not None:
            shifts.append(now - index)
    alike = Counter(shifts)
    return next((s for s in shifts if alike[s] > 1 or len(shifts) == 1), 0)
