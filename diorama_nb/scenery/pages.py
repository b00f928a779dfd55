"""The reading half of a view that is loaded window by window: plain facts about its chunks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from diorama_nb.coverage import Total
from diorama_nb.query import Query
from diorama_nb.rows.index import Positions
from diorama_nb.rows.pages import PageMap
from diorama_nb.scenery.backing import Backing
from diorama_nb.scenery.host import Host
from diorama_nb.scenery.loads import Loads


class Pages(Backing):
    """Chunks of one query, each with its own age.

    Attributes
    ----------
    loads : Loads
        Those under way, and those that failed.
    recalled : bool
        Every row is of an earlier process, and nothing newer was heard of.
    """

    places: PageMap

    def __init__(self, host: Host, query: Query, size: int) -> None:
        super().__init__(host, query)
        self.loads = Loads()
        self.recalled = False
        self.places = PageMap(size, {}, Total())

    def is_old(self, number: int) -> bool:
        """Whether a chunk is loaded, but stale or out of its time."""
        chunk = self.places.chunks.get(number)
        if chunk is None:
            return False
        age = self.host.now() - chunk.fetched_at
        return chunk.stale or self.host.freshness.judge(age) != "fresh"

    def rows_of(self, number: int) -> range:
        """Return the places of a chunk."""
        return range(number * self.places.size, (number + 1) * self.places.size)

    def needed(self, wanted: range, *, force: bool = False) -> list[int]:
        """Return the chunks of a range that are lacking or stale, or (forced) all."""
        # The first answer tells whether there are rows at all.
        wanted = wanted or range(0 if self.settled else 1)
        numbers = self.places.chunks_at(wanted)
        if force:
            return list(numbers) or [0]
        lacking = frozenset(self.places.lacking(wanted))
        return [n for n in numbers if n in lacking or self.is_old(n)]

    def needs(self, number: int) -> bool:
        """Whether a chunk is lacking or stale."""
        return bool(self.needed(self.rows_of(number)))

    @property
    def looked_at(self) -> set[int]:
        """The chunks that holders look at; before the first answer also the first one."""
        seen = {n for wanted in self.holders.values() for n in self.places.chunks_at(wanted)}
        return seen if self.settled else seen | {0}

    @property
    def complete(self) -> bool:
        """Whether every row is loaded and the end is known."""
        return self.settled and self.places.complete

    @property
    def freshness(self) -> str:
        """How old the loaded rows are; of different ages, they are no one answer.

        Rows of an earlier process will do until newer ones come; rows that a refresh of this
        one has left behind will not.
        """
        at, aging = self.places.oldest, self.places.aging
        judged = self.host.freshness.judge(None if at is None else self.host.now() - at)
        if aging is False or judged == "too_stale":
            return judged
        return "stale" if aging and self.recalled else "too_stale"

    @property
    def oldest(self) -> float | None:
        """When the row read longest ago was read, in seconds since the epoch."""
        return self.places.oldest

    @property
    def has_more(self) -> bool:
        """Whether the end has not been seen yet."""
        return not self.places.total.final

    @property
    def total_final(self) -> bool:
        """Whether the source said how many rows there are, or its end was seen."""
        return self.places.total.final

    @property
    def busy(self) -> bool:
        """Whether something is being loaded."""
        return bool(self.loads)

    def status(self, place: int) -> str:
        """Return the status of the row at a place."""
        number = place // self.places.size
        if self.places.position(place) < 0:
            return "LoadFailed" if number in self.loads.failures else "Loading"
        return "Stale" if self.is_old(number) else "Fresh"

    def fetched_at(self, place: int) -> float | None:
        """Return when the row at a place was read, in seconds since the epoch."""
        chunk = self.places.chunks.get(place // self.places.size)
        return None if chunk is None else chunk.fetched_at

    def holds(self, positions: Positions) -> npt.NDArray[np.bool_]:
        """Return which of some rows are loaded here."""
        held: npt.NDArray[np.bool_] = self.places.places_of(positions) >= 0
        return held
