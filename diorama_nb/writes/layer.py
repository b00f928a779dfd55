"""Pending writes over the rows of a source, in one store: what is shown, and what is under it.

The store holds what is shown. Where a pending write concerns a row, the row as the source told
it is kept here, under it; the source's news go there, and what is shown is folded anew. So a
write that is taken back leaves exactly what the source said last. Pure but for its own state.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from diorama_nb.rows.index import Ids, Positions
from diorama_nb.rows.select import select
from diorama_nb.rows.store import NO_CHANGE, Delta, RowStore
from diorama_nb.values import Record
from diorama_nb.writes.pending import Pending
from diorama_nb.writes.write import Write

MANY: Final = 5000
"""Rows from which on a clear is shown only when it is settled, so that the loop stays free."""


@dataclass(frozen=True, slots=True)
class Under:
    """A row as the source told it, under the writes that are shown over it.

    Attributes
    ----------
    position : int or None
        Where the row stands in the store, also while it is hidden; None before it ever stood.
    record : Record or None
        Its values; None when the source has no such row.
    """

    position: int | None
    record: Record | None


class Layer:
    """The pending writes of one data set, and the rows under them.

    Attributes
    ----------
    pending : Pending
        The writes.
    version : int
        Grows when what is shown over the source's rows may be another.
    """

    def __init__(self) -> None:
        self.pending = Pending()
        self.version = 0
        self._hidden: dict[str, int | None] = {}
        self._added: dict[str, int | None] = {}
        self._sorted = (_sorted(()), _sorted(()))
        self._sorted_at = 0  # the version that is of
        self._under: dict[str, Under] = {}

    def __bool__(self) -> bool:
        return bool(self.pending or self._under)

    # --- what is under it ------------------------------------------------------------------

    def base(self, store: RowStore, id: str) -> Record | None:
        """Return a row as the source told it, whatever is shown."""
        under = self._under.get(id)
        return store.get(id) if under is None else under.record

    def under(self) -> Iterator[tuple[str, Record | None]]:
        """Yield the rows of the source that writes are shown over, None for no such row."""
        return ((id, row.record) for id, row in self._under.items())

    def base_ids(self, store: RowStore) -> set[str]:
        """Return the ids of all rows of the source that are held."""
        under = {id for id, row in self._under.items() if row.record is not None}
        return (set(store.ids(store.alive())) - self._under.keys()) | under

    def concerns(self, id: str) -> bool:
        """Whether news of this row go under what is shown."""
        return id in self._under or id in self.pending or self.pending.clears

    @property
    def ids(self) -> frozenset[str]:
        """The rows that writes are shown over, or that they take away."""
        return frozenset(self._under)

    def guesses(self) -> list[str]:
        """Return rows that writes change and nobody has read, so that they are not shown."""
        unread = (id for id, row in self._under.items() if row.record is None)
        fold = self.pending.fold
        return [id for id in unread if fold(id, None) is None and fold(id, {}) is not None]

    @property
    def hidden(self) -> Positions:
        """Rows the source has and a write takes away; int64, sorted positions."""
        return self._arrays[0]

    @property
    def added(self) -> Positions:
        """Rows a write shows and the source does not have yet; int64, sorted positions."""
        return self._arrays[1]

    @property
    def _arrays(self) -> tuple[Positions, Positions]:
        if self._sorted_at != self.version:  # every view asks after every change
            self._sorted_at = self.version
            self._sorted = _sorted(self._hidden.values()), _sorted(self._added.values())
        return self._sorted

    def positions(self, store: RowStore, ids: Ids) -> Positions:
        """Return where rows of the source stand, hidden or not; -1 for unknown ones."""
        found = store.positions(ids)
        for place in np.flatnonzero(found < 0).tolist() if self._under else ():
            row = self._under.get(str(ids[place]))
            if row is not None and row.record is not None and row.position is not None:
                found[place] = row.position
        return found

    # --- changing --------------------------------------------------------------------------

    def stage(self, store: RowStore, writes: Mapping[int, Write]) -> tuple[RowStore, Delta]:
        """Show writes over the rows of the source; a clear of very many is not shown yet."""
        touched: dict[str, None] = {}
        for number, write in writes.items():
            if write.kind == "clear":
                positions = select(store, write.query.unordered)
                if len(positions) > MANY:
                    continue
                touched.update(dict.fromkeys([*store.ids(positions), *self._under]))
            elif write.id is not None:
                touched[write.id] = None
            self.pending.add(number, write)
        return self._shown(store, touched)

    def unstage(self, store: RowStore, number: int) -> tuple[RowStore, Delta]:
        """Show the rows without a write: as the source told them, under the other writes."""
        write = self.pending.remove(number)
        if write is None:
            return store, NO_CHANGE
        touched = list(self._under) if write.id is None else [write.id]
        return self._shown(store, touched)

    def tell(
        self, store: RowStore, news: Mapping[str, Record | None]
    ) -> tuple[RowStore, Delta]:
        """Take news of the source under what is shown; None says that there is no such row."""
        new = {id: r for id, r in news.items() if r is not None and self._unplaced(store, id)}
        store, arrival = store.upsert(new)  # each gets its position, even if it is hidden then
        lost = []
        for id, record in news.items():
            under = self._under.get(id) or Under(store.position(id), store.get(id))
            position = store.position(id) if id in new else under.position
            self._under[id] = Under(position, record)
            if record is None and under.record is not None and id not in store:
                lost.append(position)  # it was hidden, and will not come back
        store, delta = self._shown(store, news)
        arrived = np.setdiff1d(arrival.inserted, delta.removed)
        return store, Delta(
            np.union1d(delta.inserted, arrived),
            np.setdiff1d(delta.changed, arrived),
            np.union1d(np.setdiff1d(delta.removed, arrival.inserted), _sorted(lost)),
        )

    def _unplaced(self, store: RowStore, id: str) -> bool:
        under = self._under.get(id)
        return id not in store if under is None else under.position is None

    def _shown(self, store: RowStore, touched: Iterable[str]) -> tuple[RowStore, Delta]:
        """Return the store with some rows folded anew."""
        gone: list[str] = []
        news: dict[str, Record] = {}
        back: dict[int, Record] = {}
        hidden, added = [], []
        for id in touched:
            shown = store.get(id)
            under = self._under.pop(id, None) or Under(store.position(id), shown)
            wanted = self.pending.fold(id, under.record)
            if id in self.pending or wanted is not under.record:
                self._under[id] = under
            self._hidden.pop(id, None)
            self._added.pop(id, None)
            if wanted is None:
                gone += [id] if shown is not None else []
                hidden += [id] if under.record is not None else []
                continue
            added += [id] if under.record is None else []
            if shown is None and under.position is not None:
                back[under.position] = wanted
            else:
                news[id] = wanted
        store, removal = store.remove(gone)
        store, delta = store.upsert(news)
        if back:
            store = store.restore(back)
        for id in news.keys() & self._under.keys():
            self._under[id] = Under(store.position(id), self._under[id].record)
        self._hidden |= {id: self._under[id].position for id in hidden}
        self._added |= {id: self._under[id].position for id in added}
        self.version += 1
        inserted = np.union1d(delta.inserted, _sorted(back))
        return store, Delta(inserted, delta.changed, removal.removed)


def _sorted(positions: Iterable[int | None]) -> Positions:
    return np.array(sorted(p for p in positions if p is not None), np.int64)
