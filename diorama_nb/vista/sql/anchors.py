"""Keys seen at offsets, so that a deep window starts beside a row that is known."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Final

Key = tuple[Any, ...]
"""The values a row is ordered by; no two rows have the same."""

MOST: Final = 1024
QUERIES: Final = 32


@dataclass(slots=True)
class _Course:
    offsets: list[int] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    since: float = 0.0


class Anchors:
    """Which key stands before which offset, per query.

    Valid only while nobody inserts, deletes or moves rows: whoever asks says what tells the
    present state of the data apart from others, and anchors of another state are dropped.

    Parameters
    ----------
    max_age : float or None
        Seconds for which an anchor counts where the database can not tell that its data
        changed; None where it can.
    """

    epoch = 0
    """Grows when everything is forgotten: what was read before is not to be noted after."""

    def __init__(self, max_age: float | None = None) -> None:
        self._max_age = max_age
        self._courses: OrderedDict[str, _Course] = OrderedDict()

    def clear(self) -> None:
        """Forget everything: rows may have moved."""
        self._courses.clear()
        self.epoch += 1

    def nearest(self, query: str, offset: int, now: float) -> tuple[int, Key] | None:
        """Return the last known (offset, key before it) at or before an offset."""
        course = self._courses.get(query)
        if course is None:
            return None
        if self._max_age is not None and now - course.since > self._max_age:
            del self._courses[query]
            return None
        self._courses.move_to_end(query)
        place = bisect_right(course.offsets, offset) - 1
        return (course.offsets[place], course.keys[place]) if place >= 0 else None

    def note(self, query: str, offset: int, key: Key, now: float) -> None:
        """Remember that a row with this key stands right before an offset."""
        course = self._courses.setdefault(query, _Course(since=now))
        place = bisect_right(course.offsets, offset)
        if place and course.offsets[place - 1] == offset:
            course.keys[place - 1] = key
            return
        course.offsets.insert(place, offset)
        course.keys.insert(place, key)
        if len(course.offsets) > MOST:  # every other one still halves the way
            del course.offsets[::2], course.keys[::2]
        while len(self._courses) > QUERIES:
            self._courses.popitem(last=False)
