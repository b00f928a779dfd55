"""The reading half of a table scenery: plain properties of what was published."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from diorama_nb.coverage import Coverage, clamp
from diorama_nb.errors import Unsupported
from diorama_nb.frames import Rows
from diorama_nb.query import Condition, Order, Query
from diorama_nb.rows.records import Records
from diorama_nb.rows.store import RowStore
from diorama_nb.scenery.backing import Backing
from diorama_nb.scenery.cut import Cut, EnrichedRecord, Window
from diorama_nb.scenery.host import Host
from diorama_nb.scenery.reactive import Reactive
from diorama_nb.values import as_id
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.columns import Column

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


class TableReading(Reactive):
    """What can be asked of a table scenery, at once and from any thread."""

    _host: Host
    _backing: Backing
    _cut: Cut
    _base: Query
    _wanted_query: Query
    _viewport: range
    _switch: asyncio.Task[None] | None
    _switch_error: Exception | None
    _columns: tuple[str, ...] | None

    @property
    def generation(self) -> int:
        """Number that grows whenever what the scenery shows is different."""
        return self._cut.generation

    @property
    def name(self) -> str:
        """Name of the data set."""
        return self._host.name

    @property
    def cut(self) -> Cut:
        """The published state."""
        return self._cut

    @property
    def query(self) -> Query:
        """What is shown."""
        return self._cut.query

    @property
    def sort(self) -> Order | None:
        """The order that was asked for last; of several columns the one that decides first."""
        return self._wanted_query.order[0] if self._wanted_query.order else None

    @property
    def orders(self) -> tuple[Order, ...]:
        """The columns that were asked to be sorted by last; the first one decides first."""
        return self._wanted_query.order

    @property
    def filters(self) -> tuple[Condition, ...]:
        """The conditions of `set_filters`: beside those the scenery was opened with."""
        return self._wanted_query.conditions[len(self._base.conditions) :]

    @property
    def search(self) -> str:
        """The search that was asked for last."""
        return self._wanted_query.search or ""

    @property
    def outdated(self) -> bool:
        """Whether the rows are still those of another query than the one asked for last."""
        return self._cut.query != self._wanted_query

    @property
    def row_count(self) -> int:
        """Rows to show, loaded or not."""
        return self._cut.places.rows

    @property
    def loaded(self) -> int:
        """Rows that are loaded."""
        return self._cut.places.loaded

    @property
    def estimated_total(self) -> int | None:
        """Rows the view has, as far as that is known; None before the first answer."""
        return self._backing.estimated_total

    @property
    def total_final(self) -> bool:
        """Whether the number of rows is known."""
        return self._backing.total_final

    @property
    def total_estimated(self) -> bool:
        """Whether the number of rows is what the source supposes: exact it is asked for late.

        It is counted when it proves wrong, and where all rows are loaded.
        """
        return self._backing.total_estimated

    @property
    def has_more(self) -> bool:
        """Whether more rows can be loaded after the last one."""
        return self._backing.has_more

    @property
    def load_state(self) -> str:
        """``"loading"`` before the first answer, then ``"partial"`` or ``"complete"``."""
        if not self._backing.settled:
            return "loading"
        return "complete" if self._backing.complete else "partial"

    @property
    def busy(self) -> bool:
        """Whether something is being loaded."""
        return self._backing.busy or self._switch is not None

    @property
    def error(self) -> Exception | None:
        """Why the last load or refresh failed; None after a good one."""
        return self._switch_error or self._backing.error or self._host.refresh_error

    @property
    def coverage(self) -> Coverage:
        """How much of the view is loaded."""
        return self._backing.coverage

    @property
    def capabilities(self) -> Capabilities:
        """What this view can do."""
        return self._host.view_capabilities(self._wanted_query)

    def offers(self, *, order: Iterable[Order] = (), filters: Iterable[Condition] = ()) -> bool:
        """Whether it can be sorted or filtered so without loading every row first."""
        conditions = (*self._base.conditions, *filters)
        return self._host.answerable(Query(conditions, tuple(order)))

    def require_order(self, order: Sequence[Order]) -> None:
        """Raise `Unsupported` when the source can not sort so and not every row is held."""
        query = replace(self._wanted_query, order=tuple(order))
        if order:
            self._host.view_capabilities(query).require("order", self._host.name)
        if len(order) > 1 and not self.offers(order=order):
            enable = "sort by one column, or await dio.load_all() first"
            raise Unsupported("order by several columns", self._host.name, enable=enable)

    @property
    def unfiltered(self) -> tuple[RowStore, Query]:
        """The rows that are held, and which of them would show if nothing was filtered."""
        return self._cut.store, Query(self._base.conditions)

    @property
    def fetched_at(self) -> float | None:
        """When the first row of the viewport was read, in seconds since the epoch."""
        return self._backing.fetched_at(self._viewport.start)

    @property
    def live(self) -> bool:
        """Whether the rows follow what the source pushes, however long ago they were read."""
        return self._host.live

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns known so far; of those the view was opened for, if it names some."""
        if self._columns is None:
            return self._host.columns
        known = {column.name: column for column in self._host.columns}
        return tuple(known.get(name, Column(name)) for name in self._columns)

    @property
    def further_columns(self) -> list[str]:
        """Columns seen in the rows, where the view was not opened for some columns only."""
        return self._cut.store.columns() if self._columns is None else []

    @property
    def viewport(self) -> range:
        """The rows that are looked at."""
        return self._viewport

    def row(self, place: int) -> EnrichedRecord | None:
        """Return the row at a place; None when it is not loaded or there is none."""
        return self._cut.row(place, self._backing)

    def window(self, wanted: range, columns: Collection[str] | None = None) -> Window:
        """Return some rows for painting, of some columns or all; not loaded ones are null."""
        return self._cut.window(wanted, self._backing, columns)

    def ids(self, wanted: range) -> list[str]:
        """Return the ids of some rows, in the order shown; of those that are loaded."""
        cut = self._cut
        positions = cut.places.window(clamp(wanted, cut.places.rows))
        return cut.store.ids(positions[positions >= 0])

    def take(self, ids: Iterable[str]) -> pa.Table:
        """Return the named rows that are loaded as a row table, in the order shown."""
        store, places = self._cut.store, self._cut.places
        found = [store.position(as_id(id)) for id in ids]
        held = [(places.place_of(at), at) for at in found if at is not None]
        placed = sorted((place, at) for place, at in held if place is not None)
        return store.take(np.array([at for _, at in placed], np.int64))

    def index_of(self, id: str) -> int | None:
        """Return the place of a row, or None when it is not loaded here."""
        position = self._cut.store.position(as_id(id))
        return None if position is None else self._cut.places.place_of(position)

    def snapshot(self) -> Rows:
        """Return the rows that are loaded, in the order shown, with their coverage."""
        return self._rows_of(self._cut, self._backing)

    def _rows_of(self, cut: Cut, backing: Backing) -> Rows:
        table = cut.store.take(cut.places.all_positions())
        types = {column.name: column.type for column in self.columns}
        info = {"generation": cut.generation, "age": self._age()}
        return Rows(Records(table), backing.coverage, types=types, info=info)

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows that are loaded, in the order shown; never waits."""
        return self.snapshot().to_pandas()

    def to_arrow(self) -> pa.Table:
        """Return the rows that are loaded as an Arrow table; never waits."""
        return self.snapshot().to_arrow()

    @property
    def closed(self) -> bool:
        """Whether it, or its Dio, was closed; the last rows can still be read."""
        return self._closed or self._host.closed

    def _age(self) -> float | None:
        at = self.fetched_at
        return None if at is None else max(0.0, self._host.now() - at)
