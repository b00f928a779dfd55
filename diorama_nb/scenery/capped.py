"""The first rows of a view: a limit on what is shown, and on what is loaded for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from diorama_nb.coverage import Coverage
from diorama_nb.rows.index import Positions
from diorama_nb.rows.staged import Places
from diorama_nb.scenery.backing import Backing
from diorama_nb.status import Age, Status


@dataclass(frozen=True, slots=True)
class CappedPlaces:
    """The first places of others; immutable."""

    places: Places
    cap: int

    @property
    def rows(self) -> int:
        """Rows to show, loaded or not."""
        return min(self.cap, self.places.rows)

    @property
    def loaded(self) -> int:
        """Rows that are loaded."""
        return len(self.all_positions())

    def position(self, place: int) -> int:
        """Return the position of the row at a place, -1 where none is loaded."""
        return self.places.position(place) if place < self.cap else -1

    def window(self, wanted: range) -> Positions:
        """Return the positions of a range of places, -1 where none is loaded."""
        found = self.places.window(wanted).copy()
        found[np.arange(wanted.start, wanted.stop) >= self.cap] = -1
        return found

    def all_positions(self) -> Positions:
        """Return the positions of all loaded rows, in order."""
        shown = self.places.window(range(self.rows))
        return shown[shown >= 0]

    def place_of(self, position: int) -> int | None:
        """Return where a row stands, or None."""
        place = self.places.place_of(position)
        return None if place is None or place >= self.cap else place

    def shows(self, positions: Positions) -> bool:
        """Whether any of these rows is loaded here."""
        return bool(np.isin(positions, self.all_positions()).any())


class CappedBacking(Backing):
    """The first rows of another backing, which may be shared by views without a limit.

    It never asks for more than the other would: whoever holds this one, holds that one.

    Parameters
    ----------
    backing : Backing
        Where the rows come from.
    cap : int
        Rows at most.
    """

    def __init__(self, backing: Backing, cap: int) -> None:
        # Nothing of its own is registered: it has no state but the limit.
        self.host = backing.host
        self.query = backing.query
        self._backing = backing
        self._cap = cap

    @property
    def inner(self) -> Backing:
        """Where the rows come from."""
        return self._backing

    @property
    def cap(self) -> int:
        """Rows at most."""
        return self._cap

    @property
    def places(self) -> CappedPlaces:  # type: ignore[override] # cut off when somebody looks
        """Where the rows stand."""
        return CappedPlaces(self._backing.places, self._cap)

    @property
    def settled(self) -> bool:  # type: ignore[override] # read-only
        """Whether the source, or a warm cache, answered at all."""
        return self._backing.settled

    @property
    def error(self) -> Exception | None:  # type: ignore[override] # read-only
        """Why the last load of what is looked at failed."""
        return self._backing.error

    @property
    def version(self) -> int:  # type: ignore[override] # read-only
        """Grows when rows, their places or their number changed."""
        return self._backing.version

    @property
    def epoch(self) -> int:  # type: ignore[override] # read-only
        """Grows with each re-reading from the source that went well."""
        return self._backing.epoch

    def hold(self, holder: object, listener: Callable[[], None]) -> Callable[[], None]:
        """Count a holder; call its listener after each change. Returns what ends both."""
        return self._backing.hold(holder, listener)

    def want(self, holder: object, wanted: range, *, force: bool = False) -> None:
        """Note what a holder looks at, and load what is missing there."""
        shown = range(min(wanted.start, self._cap), min(wanted.stop, self._cap))
        self._backing.want(holder, shown, force=force)

    def load_more(self) -> None:
        """Load what comes after the last row, if it would be shown."""
        if self.has_more:
            self._backing.load_more()

    @property
    def _full(self) -> bool:
        return self.settled and self.places.loaded >= self._cap

    @property
    def complete(self) -> bool:
        """Whether every row is loaded that is to be shown."""
        return self._full or self._backing.complete

    @property
    def has_more(self) -> bool:
        """Whether more rows can be loaded after the last one."""
        return self._backing.has_more and not self._full

    @property
    def estimated_total(self) -> int | None:
        """Rows the view has, as far as that is known."""
        total = self._backing.estimated_total
        return None if total is None else min(total, self._cap)

    @property
    def total_final(self) -> bool:
        """Whether the number of rows is known, not only how far it reaches."""
        return self._full or self._backing.total_final

    @property
    def total_estimated(self) -> bool:
        """Whether the number of rows is what the source supposes."""
        return self._backing.total_estimated and not self._full

    @property
    def freshness(self) -> Age:
        """How old the loaded rows are."""
        return self._backing.freshness

    @property
    def oldest(self) -> float | None:
        """When the row read longest ago was read, in seconds since the epoch."""
        return self._backing.oldest

    @property
    def busy(self) -> bool:
        """Whether something is being loaded."""
        return self._backing.busy

    def status(self, place: int) -> Status:
        """Return the status of the row at a place."""
        return self._backing.status(place)

    def fetched_at(self, place: int) -> float | None:
        """Return when a row was read, in seconds since the epoch, if that is known."""
        return self._backing.fetched_at(place)

    @property
    def coverage(self) -> Coverage:
        """How many of the rows to show are loaded."""
        held, loaded = self._backing.coverage, self.places.loaded
        if self.complete:
            return Coverage(loaded, loaded, complete=True)
        total = self.estimated_total if self.total_final else None
        return Coverage(loaded, total, complete=held.complete, reason=held.reason)
