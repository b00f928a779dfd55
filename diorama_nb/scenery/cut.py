"""What a scenery published: one consistent state of rows, and windows of it for painting."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pyarrow as pa

from diorama_nb.coverage import clamp
from diorama_nb.query import Query
from diorama_nb.rows.staged import Places
from diorama_nb.rows.store import RowStore
from diorama_nb.scenery.backing import Backing
from diorama_nb.status import Status
from diorama_nb.values import Record


@dataclass(frozen=True, slots=True)
class EnrichedRecord:
    """A row with what a painter needs to know about it.

    Attributes
    ----------
    id : str
        Its id.
    record : Record
        Its values.
    status : Status
        How it stands; see `diorama_nb.status`.
    error : Exception or None
        Why its last load failed.
    dirty_fields : frozenset of str
        Columns changed here and not yet at the source.
    fetched_at : float or None
        When it was read, in seconds since the epoch.
    """

    id: str
    record: Record
    status: Status
    error: Exception | None = None
    dirty_fields: frozenset[str] = frozenset()
    fetched_at: float | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """One consistent state: rows, their places, their number; never changes.

    Attributes
    ----------
    generation : int
        Number of this cut; 0 before anything was published.
    store : RowStore
        The rows.
    places : Places
        Where they stand.
    query : Query
        What they are.
    columns : frozenset of str or None
        Columns whose details matter to whoever shows them; None: all.
    """

    generation: int
    store: RowStore
    places: Places
    query: Query
    columns: frozenset[str] | None = None

    def row(self, place: int, backing: Backing) -> EnrichedRecord | None:
        """Return the row at a place with its status now; None when it is not loaded."""
        position = self.places.position(place)
        record = self.store.record(position) if position >= 0 else None
        if record is None:
            return None
        id, at = self.store.id(position), backing.fetched_at(place)
        mark = backing.host.mark(id)
        if mark is None:
            status = backing.host.details.status(position, backing.status(place), self.columns)
            error = backing.host.details.error(position) or backing.error
            return EnrichedRecord(id, record, status, error, fetched_at=at)
        return EnrichedRecord(id, record, mark.status, mark.error, mark.dirty_fields, at)

    def window(
        self, wanted: range, backing: Backing, columns: Collection[str] | None = None
    ) -> Window:
        """Return some rows with their status now, of some columns or all.

        Rows that are not loaded are null.
        """
        wanted = clamp(wanted, self.places.rows)
        positions = self.places.window(wanted)
        loaded = positions[positions >= 0]
        table = self.store.take(loaded, columns)
        held = self.store.ids(loaded)
        ids: list[str | None] = [None] * len(positions)
        numbers: list[int | None] = [None] * len(positions)
        for number, at in enumerate((positions >= 0).nonzero()[0].tolist()):
            ids[at], numbers[at] = held[number], number
        if len(loaded) != len(positions):
            table = table.take(pa.array(numbers, pa.int64()))
        host, listed = backing.host, [backing.status(place) for place in wanted]
        status = [
            mark.status if id and (mark := host.mark(id)) else status
            for id, status in zip(
                ids, host.details.statuses(positions, listed, self.columns), strict=True
            )
        ]
        return Window(wanted.start, ids, status, table, self.generation)


@dataclass(frozen=True, slots=True)
class Window:
    """Some rows of a cut, for painting.

    Attributes
    ----------
    first : int
        Place of the first row.
    ids : list of (str or None)
        Ids; None for a row that is not loaded.
    status : list of Status
        Status of each row.
    table : pyarrow.Table
        Row table (`diorama_nb.rows.codec`) with one row per place; all null where not loaded.
    generation : int
        The cut they are of.
    """

    first: int
    ids: list[str | None]
    status: list[Status]
    table: pa.Table
    generation: int
