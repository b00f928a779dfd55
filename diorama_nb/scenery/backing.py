"""What stands behind sceneries of one query: the places of its rows, shared and counted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from diorama_nb.coverage import Coverage
from diorama_nb.errors import one_line
from diorama_nb.query import Query
from diorama_nb.rows.index import Positions
from diorama_nb.rows.staged import Places
from diorama_nb.rows.store import Delta
from diorama_nb.scenery.host import Host
from diorama_nb.status import Age, Status


class Backing:
    """One query's rows, for as many sceneries as show it.

    Attributes
    ----------
    query : Query
        What is shown.
    places : Places
        Where its rows stand; replaced, never changed.
    settled : bool
        Whether the source, or a warm cache, answered at all: before that, "no rows" is unknown.
    error : Exception or None
        Why the last load of what is looked at failed.
    version : int
        Grows when rows, their places or their number changed; not when only the state did.
    epoch : int
        Grows with each re-reading from the source that went well.
    """

    places: Places

    def __init__(self, host: Host, query: Query) -> None:
        self.host = host
        self.query = query
        self.settled = False
        self.error: Exception | None = None
        self.version = 0
        self.epoch = 0
        self.holders: dict[object, range] = {}
        self._listeners: dict[object, Callable[[], None]] = {}
        self._unlisten = host.on_store(self._on_store)

    async def open(self) -> None:
        """Take what the cache holds; asks the source for nothing."""

    # --- who shows it ----------------------------------------------------------------------

    def hold(self, holder: object, listener: Callable[[], None]) -> Callable[[], None]:
        """Count a holder; call its listener after each change. Returns what ends both."""
        self.holders[holder] = range(0)
        self._listeners[holder] = listener

        def release() -> None:
            if self.holders.pop(holder, None) is not None:
                del self._listeners[holder]
                self.released()

        return release

    def released(self) -> None:
        """A holder left: stop what nobody wants any more."""
        if not self.holders:
            self.discard()

    def discard(self) -> None:
        """Nobody shows it: follow the store no longer."""
        self._unlisten()
        self.host.forget(self)

    def changed(self, *, rows: bool = False) -> None:
        """Tell the holders that the state changed, or (`rows`) what they show."""
        self.version += rows
        for listener in tuple(self._listeners.values()):
            listener()

    # --- what they want --------------------------------------------------------------------

    def want(self, holder: object, wanted: range, *, force: bool = False) -> None:
        """Note what a holder looks at, and load what is missing there."""
        if holder in self.holders:
            self.holders[holder] = wanted

    def load_more(self) -> None:
        """Load what comes after the last row."""

    async def refresh(self) -> None:
        """Re-read what is looked at; mark the rest stale. Raises what the source raises."""

    def age(self) -> None:
        """Mark every row stale."""

    def adopt(self, position: int) -> None:
        """Show a new row of the source until a reading tells where it belongs."""

    def forget_old(self) -> None:
        """Drop the rows that are stale: they are of another source."""

    def look_again(self) -> None:
        """Load anew what is looked at and stale."""
        for holder, wanted in tuple(self.holders.items()):
            if wanted:
                self.want(holder, wanted)

    def append(self, position: int) -> None:
        """Show a new row of the set at the end; every other row is here."""

    async def load_all(self, progress: Callable[[int, int | None], None] | None = None) -> None:
        """Load every row."""

    async def count(self) -> int | None:
        """Return the number of rows as the source tells it, None where it does not."""
        return self.places.rows if self.complete else None

    # --- what they see ---------------------------------------------------------------------

    @property
    def complete(self) -> bool:
        """Whether every row is loaded."""
        return self.settled and self.host.whole

    @property
    def freshness(self) -> Age:
        """How old the loaded rows are: ``"fresh"``, ``"stale"`` or ``"too_stale"``.

        Rows of which some are known to be older than others are too stale to be one answer.
        """
        return "fresh"

    @property
    def oldest(self) -> float | None:
        """When the row read longest ago was read, in seconds since the epoch."""
        return None

    @property
    def has_more(self) -> bool:
        """Whether more rows can be loaded after the last one."""
        return False

    @property
    def estimated_total(self) -> int | None:
        """Rows the view has, as far as that is known."""
        return self.places.rows if self.settled else None

    @property
    def total_final(self) -> bool:
        """Whether the number of rows is known, not only how far it reaches."""
        return self.settled

    @property
    def total_estimated(self) -> bool:
        """Whether the number of rows is what the source supposes."""
        return False

    @property
    def busy(self) -> bool:
        """Whether something is being loaded."""
        return False

    def status(self, place: int) -> Status:
        """Return the status of the row at a place."""
        return "Fresh" if self.places.position(place) >= 0 else "Loading"

    def fetched_at(self, place: int) -> float | None:
        """Return when a row was read, in seconds since the epoch, if that is known."""
        return None

    def holds(self, positions: Positions) -> npt.NDArray[np.bool_]:
        """Return which of some rows are loaded here."""
        return np.isin(positions, self.places.all_positions())

    @property
    def coverage(self) -> Coverage:
        """How much of the query's rows is loaded."""
        total = self.estimated_total if self.total_final else None
        if self.complete:
            return Coverage(self.places.loaded, total, complete=True)
        reason = one_line(self.error) if self.error else "not every row was loaded"
        if self.total_estimated:
            reason += f", of about {self.estimated_total:,} by the source's estimate"
        return Coverage(self.places.loaded, total, complete=False, reason=reason)

    def _on_store(self, delta: Delta) -> None:
        raise NotImplementedError
