"""The reading half of a view that is loaded window by window: plain facts about its chunks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from diorama_nb.coverage import Coverage, Total
from diorama_nb.query import Query
from diorama_nb.rows.index import Positions
from diorama_nb.rows.pages import PageMap
from diorama_nb.scenery.host import Host
from diorama_nb.scenery.loads import Loads
from diorama_nb.scenery.placed import Placed
from diorama_nb.status import Age, Status


class Pages(Placed):
    """Chunks of one query, each with its own age.

    Attributes
    ----------
    loads : Loads
        Those under way, and those that failed.
    recalled : bool
        Every row is of an earlier process, and nothing newer was heard of.
    """

    held: PageMap

    def __init__(self, host: Host, query: Query, size: int) -> None:
        super().__init__(host, query)
        self.loads = Loads()
        self.recalled = False
        self.held = PageMap(size, {}, Total())

    def is_old(self, number: int) -> bool:
        """Whether a chunk is loaded, but stale or out of its time."""
        chunk = self.held.chunks.get(number)
        if chunk is None:
            return False
        age = self.host.now() - chunk.fetched_at
        return chunk.stale or self.host.freshness.judge(age) != "fresh"

    def rows_of(self, number: int) -> range:
        """Return the places of a chunk."""
        return range(number * self.held.size, (number + 1) * self.held.size)

    def number_at(self, place: int) -> int:
        """Return the chunk that a shown place belongs to."""
        return self.below(range(place, place + 1)).start // self.held.size

    def needed(self, wanted: range, *, force: bool = False) -> list[int]:
        """Return the chunks of a range that are lacking or stale, or (forced) all."""
        # The first answer tells whether there are rows at all.
        wanted = wanted or range(0 if self.settled else 1)
        numbers = self.held.chunks_at(wanted)
        if force:
            return list(numbers) or [0]
        lacking = frozenset(self.held.lacking(wanted))
        return [n for n in numbers if n in lacking or self.is_old(n)]

    def needs(self, number: int) -> bool:
        """Whether a chunk is lacking or stale."""
        return bool(self.needed(self.rows_of(number)))

    @property
    def looked_at(self) -> set[int]:
        """The chunks that holders look at; before the first answer also the first one."""
        seen = {
            n
            for wanted in self.holders.values()
            for n in self.held.chunks_at(self.below(wanted))
        }
        return seen if self.settled else seen | {0}

    @property
    def complete(self) -> bool:
        """Whether every row is loaded and the end is known."""
        return self.settled and self.held.complete

    @property
    def coverage(self) -> Coverage:
        """How much of the query's rows is loaded, and what is doubtful about it."""
        held, doubt = super().coverage, self.held.doubt
        return replace(held, complete=None, reason=doubt) if doubt and not self.error else held

    @property
    def freshness(self) -> Age:
        """How old the loaded rows are; of different ages, they are no one answer.

        Rows of an earlier process will do until newer ones come; rows that a refresh of this
        one has left behind will not.
        """
        at, aging = self.held.oldest, self.held.aging
        judged = self.host.freshness.judge(None if at is None else self.host.now() - at)
        if aging is False or judged == "too_stale":
            return judged
        return "stale" if aging and self.recalled else "too_stale"

    @property
    def oldest(self) -> float | None:
        """When the row read longest ago was read, in seconds since the epoch."""
        return self.held.oldest

    @property
    def has_more(self) -> bool:
        """Whether the end has not been seen yet."""
        return not self.held.total.final

    @property
    def total_final(self) -> bool:
        """Whether the source said how many rows there are, or its end was seen."""
        return self.held.total.final

    @property
    def total_estimated(self) -> bool:
        """Whether the number of rows is what the source supposes."""
        return self.held.total.estimated

    @property
    def busy(self) -> bool:
        """Whether something is being loaded."""
        return bool(self.loads)

    def status(self, place: int) -> Status:
        """Return the status of the row at a place."""
        number = self.number_at(place)
        if self.places.position(place) < 0:
            return "LoadFailed" if number in self.loads.failures else "Loading"
        return "Stale" if self.is_old(number) else "Fresh"

    def fetched_at(self, place: int) -> float | None:
        """Return when the row at a place was read, in seconds since the epoch."""
        chunk = self.held.chunks.get(self.number_at(place))
        return None if chunk is None else chunk.fetched_at

    def holds(self, positions: Positions) -> npt.NDArray[np.bool_]:
        """Return which of some rows are loaded here."""
        held: npt.NDArray[np.bool_] = self.held.places_of(positions) >= 0
        return held
