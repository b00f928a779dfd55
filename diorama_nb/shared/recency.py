"""How recent a shared answer must be; pure, in microseconds of the server's clock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from diorama_nb.policy import Freshness

SECOND: Final = 1_000_000

ANY: Final = -1
"""Stands for "however long ago"."""


def micros(seconds: float) -> int:
    """Return seconds as microseconds; at most a hundred years, which Lua can still count."""
    return round(min(seconds, 3.2e9) * SECOND)


@dataclass(frozen=True, slots=True)
class Recency:
    """What an answer must fulfil that was asked for by somebody else.

    Attributes
    ----------
    max_age : int
        It is no older than this.
    floor : int
        It was asked for at this time, or later.
    within : int
        Likewise, but counted back from the moment this is looked at first; `ANY`: not.
    """

    max_age: int
    floor: int = 0
    within: int = ANY

    @classmethod
    def of(cls, freshness: Freshness, otherwise: float) -> Recency:
        """Return what the clocks of a Lens demand; without one, `otherwise` (seconds)."""
        clocks = [c for c in (freshness.cache_ttl, freshness.max_stale) if c is not None]
        return cls(micros(min(clocks, default=otherwise)))

    def renewed(self, within: float) -> Recency:
        """Demand what was asked for at most `within` seconds ago, beside what is demanded."""
        asked = micros(within)
        return replace(self, within=asked if self.within == ANY else min(asked, self.within))

    def at(self, now: int) -> Recency:
        """Return the same demand with the time that it was looked at."""
        if self.within == ANY:
            return self
        return replace(self, floor=max(self.floor, now - self.within + 1), within=ANY)

    def above(self, began: int) -> Recency:
        """Demand something newer than an answer that could not be used."""
        return replace(self, floor=max(self.floor, began + 1))
