"""Where a reader of a Redis stream is, and whether it missed entries; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

Id = tuple[int, int]
"""The id of an entry: milliseconds, and a number within them."""

START: Final[Id] = (0, 0)
"""Before all entries."""

_ID: Final = re.compile(r"(\d{1,20})-(\d{1,20})")


def parse(text: str) -> Id | None:
    """Return the id that a text is; None for one that is none.

    >>> parse("1526919030474-55"), parse("$")
    ((1526919030474, 55), None)
    """
    found = _ID.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None


@dataclass(frozen=True, slots=True)
class State:
    """What is known of a stream at one moment.

    Attributes
    ----------
    first : tuple of int
        Id of the first entry; `START` where there is none.
    last : tuple of int
        The greatest id an entry ever had.
    added : int or None
        How many entries it was ever given; None where the server does not count (Redis 6).
    deleted : tuple of int
        The greatest id that was deleted, other than by trimming.
    """

    first: Id = START
    last: Id = START
    added: int | None = 0
    deleted: Id = START

    @classmethod
    def of(cls, info: Mapping[str, Any]) -> State:
        """Return what ``XINFO STREAM`` says."""
        first = info["first-entry"]
        return cls(
            (first and parse(first[0])) or START,
            parse(info["last-generated-id"]) or START,
            info.get("entries-added"),
            parse(info.get("max-deleted-entry-id", "")) or START,
        )

    def holds_after(self, id: Id) -> bool:
        """Whether all entries after an id are surely still there."""
        trimmed = not START < self.first <= id <= self.last
        return self.last == id or not (trimmed or self.deleted > id)


class Place:
    """A place in a stream: all entries up to it were read, or are known to be lost.

    Parameters
    ----------
    id : tuple of int
        Id of the entry before it.
    state : State
        The stream, when the place was taken.

    Attributes
    ----------
    id : tuple of int
        Id of the entry before it.
    """

    def __init__(self, id: Id, state: State) -> None:
        self.id = id
        self._number = state.added if state.last == id else None  # entries up to here

    def read(self, state: State, ids: Sequence[Id], *, end: bool) -> bool:
        """Move behind entries that were read; return whether some before them are missing.

        Parameters
        ----------
        state : State
            The stream at the moment it was read.
        ids : sequence of tuple of int
            What was there behind this place, in order.
        end : bool
            Whether these are all.
        """
        if not end or self._number is None or state.added is None:
            missing = not state.holds_after(self.id)
        else:
            missing = state.last < self.id or state.added != self._number + len(ids)
        if ids:
            self.id = ids[-1]
        elif missing:
            self.id = state.last
        if end:
            self._number = state.added
        elif self._number is not None:
            self._number = None if missing else self._number + len(ids)
        return missing
