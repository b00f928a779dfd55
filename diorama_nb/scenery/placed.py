"""Views whose rows the source has placed, with pending writes shown over them."""

from __future__ import annotations

import numpy as np

from diorama_nb.rows.index import Positions
from diorama_nb.rows.staged import Places, Staged
from diorama_nb.rows.store import Delta
from diorama_nb.scenery.backing import Backing


class Placed(Backing):
    """A view whose rows stand where the source put them.

    Attributes
    ----------
    held : Places
        Where the source put its rows; replaced, never changed.
    """

    held: Places
    _adopted: tuple[int, ...] = ()
    _seen: tuple[Places, tuple[int, tuple[int, ...]]] | None = None
    _staged: Places

    @property
    def places(self) -> Places:  # type: ignore[override] # worked out when somebody looks
        """Where the rows stand that are shown; `held` itself while no write concerns it."""
        layer = self.host.layer
        if not layer and not self._adopted:
            self._seen = None
            return self.held
        told = (layer.version, self._adopted)
        if self._seen is None or self._seen[0] is not self.held or self._seen[1] != told:
            added = np.union1d(np.array(self._adopted, np.int64), layer.added)
            places = Staged.of(self.held, layer.hidden, self._belonging(added))
            if self._seen is None or not _same(places, self._staged):
                self._staged = places
            self._seen = (self.held, told)
        return self._staged

    def _belonging(self, positions: Positions) -> Positions:
        """Return those of some rows that this view shows."""
        records = [self.host.store.record(position) for position in positions.tolist()]
        return positions[[r is not None and self.query.matches(r) for r in records]]

    def below(self, wanted: range) -> range:
        """Return the places the source has for a range of shown ones."""
        places = self.places
        if not isinstance(places, Staged) or not wanted:
            return wanted
        return range(places.below(max(wanted.start, 0)), places.below(wanted.stop - 1) + 1)

    def adopt(self, position: int) -> None:
        """Show a new row of the source until a reading tells where it belongs."""
        self._adopted = (*self._adopted, position)
        self.changed(rows=True)

    def _on_store(self, delta: Delta) -> None:
        before = self.held if self._seen is None else self._staged
        gone = delta.removed[~np.isin(delta.removed, self.host.layer.hidden)]
        if len(gone):
            self._adopted = tuple(p for p in self._adopted if p not in gone)
            self._drop(gone)
        if self.places is not before or self.places.shows(delta.changed):
            self.changed(rows=True)

    def _drop(self, gone: Positions) -> None:
        """Take rows out that the source does not have any more."""
        raise NotImplementedError


def _same(places: Places, others: Places) -> bool:
    return places is others or (isinstance(places, Staged) and places == others)
