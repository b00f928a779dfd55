"""Which letters a search takes for which; what databases of another year's Unicode ask."""

from __future__ import annotations

import functools
import sys

from diorama_nb.values import fold


def capitals(letter: str) -> str:
    """Return the other letters that `diorama_nb.values.fold` makes this one.

    >>> capitals("a"), capitals("1"), len(capitals("k"))  # K, and the sign of Kelvin
    ('A', '', 2)
    """
    return _capitals().get(letter, "")


@functools.cache
def _capitals() -> dict[str, str]:
    found: dict[str, str] = {}
    for letter in map(chr, range(sys.maxunicode + 1)):
        if (small := fold(letter)) != letter:
            found[small] = found.get(small, "") + letter
    return found
