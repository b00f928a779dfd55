"""The facade: a Vista that reads a Dio's cache and has missing rows loaded."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from diorama_nb import display
from diorama_nb.dio import spans
from diorama_nb.dio.explaining import explain_query
from diorama_nb.dio.relations import Row
from diorama_nb.frames import Rows
from diorama_nb.parquet.manifest import Export
from diorama_nb.parquet.writing import Layout, Taken
from diorama_nb.query import ALL, Query
from diorama_nb.reasons import because
from diorama_nb.rows import codec
from diorama_nb.rows.aggregate import Aggregate
from diorama_nb.rows.records import Records
from diorama_nb.runtime import Runtime, hops
from diorama_nb.scenery.exporting import origin_of, write
from diorama_nb.scenery.table import TableScenery
from diorama_nb.values import Record, as_id
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.columns import Column
from diorama_nb.vista.description import Description
from diorama_nb.vista.source import Page, Source
from diorama_nb.vista.vista import Vista
from diorama_nb.vista.writing import admit
from diorama_nb.writes.ticket import Ticket
from diorama_nb.writes.write import Stored, Write

if TYPE_CHECKING:
    from diorama_nb.dio.dio import Dio

ABLE = (
    "count", "order", "search", "filter_operators",
    "fetch_window", "traverse_to_record", "invalidate",
)  # fmt: skip


class DioSource(Source):
    """A Dio as the source of its facades; its writes go through the Dio's queue."""

    def __init__(self, dio: Dio) -> None:
        self.dio = dio
        self.name = dio.name
        self.identity = dio.master.source.identity
        master = dio.master.source.about
        able = Capabilities.of("local", *ABLE) | dio.writable
        self.about = Description(dio.columns, master.id_column, able, master.references)

    @contextmanager
    def _reading(self, what: str, id: str | None = None) -> Iterator[None]:
        """Say for whom the source is asked, and log whether it was."""
        with because("facade", what) as reason:
            yield
        site: spans.Site = "read list" if id is None else "read one"
        spans.span(self.dio, site, "miss" if reason.fetches else "hit", id=id, op=what)

    def split(self, query: Query) -> tuple[Query, Query]:
        return query, ALL

    async def read_all(self, query: Query) -> Page:
        with self._reading("list_values"):
            positions, coverage = await self.dio.answers.rows(query)
        rows = codec.decode(self.dio.store.take(positions))
        return Page(rows, coverage.total, end=coverage.complete, note=coverage.reason)

    async def read_window(self, query: Query, offset: int, limit: int) -> Page:
        with self._reading("fetch_window"):
            return await self.dio.answers.window(query, offset, limit)

    async def count(self, query: Query) -> int:
        with self._reading("get_count"):
            return await self.dio.answers.count(query)

    async def get(self, id: str) -> Record | None:
        with self._reading("get_value", id):
            return await self.dio.records.get(id)

    async def apply(self, write: Write) -> Stored:
        ticket = await self.dio.write(write)
        await ticket.settled()
        return ticket.stored or Stored(write.id)

    def describe(self, query: Query) -> str:
        return explain_query(self.dio, query)


class Facade(Vista, display.Displayed):
    """A Dio's rows as a Vista; each call of ``dio.vista()`` gives an independent one.

    A write waits for the source. See `Queued` for the other kind.
    """

    source: DioSource

    @property
    def _runtime(self) -> Runtime:
        return self.source.dio._runtime

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns known so far."""
        return self.source.dio.columns

    async def _list(self) -> Rows:
        dio = self.source.dio
        dio.check_open()
        with self.source._reading("list_values"):
            positions, coverage = await dio.answers.rows(self.query)
        rows = Records(dio.store.take(positions))
        types = {column.name: column.type for column in self.columns}
        return Rows(rows, coverage, types=types, info={"age": dio.age})

    @hops
    async def export(
        self,
        folder: str | os.PathLike[str],
        *,
        partition_by: str | Sequence[str] | None = None,
        rows_per_file: int = 1_000_000,
        columns: Sequence[str] | None = None,
        replace: bool = False,
        progress: bool = False,
    ) -> Export:
        """Write these rows, in their order, into a folder of Parquet files; see `Dio.export`.

        What is missing is loaded first.
        """
        dio = self.source.dio
        dio.check_open()
        layout = await Layout.of(
            folder,
            partition_by=partition_by,
            rows_per_file=rows_per_file,
            columns=columns,
            replace=replace,
        )
        with self.source._reading("export"):
            positions, coverage = await dio.answers.rows(self.query)
        origin = origin_of(dio, self.query, age=dio.age)
        return await write(
            Taken(dio.store, positions, coverage, origin), layout, progress=progress
        )

    @hops
    async def aggregate(self, aggregate: Aggregate) -> Any:
        """Return one value over all rows: from those held, or from the source; see `Vista`."""
        asked = aggregate.query.on_top_of(self.query).unordered
        with self.source._reading("aggregate"):
            return await self.source.dio.answers.value(asked, aggregate)

    async def get_ref(self, relation: str, row: Row) -> Vista:
        """Return the rows that a relation leads to from one row, cached; see `Dio.get_ref`."""
        return type(self)(DioSource(await self.source.dio.get_ref(relation, row)))

    async def get_ref_target(self, relation: str) -> Vista:
        """Return all rows of the data set that a relation leads to, cached."""
        return type(self)(DioSource(await self.source.dio.get_ref_target(relation)))

    @hops
    async def invalidate(self) -> None:
        """Have the Dio re-read its source."""
        await self.source.dio.refresh()

    async def open_scenery(self) -> TableScenery:
        """Open the view a grid of these rows shows."""
        return await self.source.dio.scenery_of(self.query)

    def grid(self, **options: Any) -> Any:
        """Return a live grid of these rows."""
        return display.grid(self, **options)

    def _displayed(self) -> Any:
        return self.grid()


class Queued(Facade):
    """A facade whose writes return a `Ticket` as soon as they are accepted."""

    @hops
    async def apply(self, write: Write) -> Ticket:  # type: ignore[override] # not done yet
        """Accept a write, and return its receipt."""
        admitted = await admit(self, write)
        dio = self.source.dio
        return dio.writes.done(write) if admitted is None else await dio.write(admitted)

    async def insert_value(self, id: str, record: Record) -> Ticket:  # type: ignore[override]
        return await self.apply(Write("insert", as_id(id), dict(record)))

    async def replace_value(self, id: str, record: Record) -> Ticket:  # type: ignore[override]
        return await self.apply(Write("replace", as_id(id), dict(record)))

    async def patch_value(self, id: str, patch: Record) -> Ticket:  # type: ignore[override]
        return await self.apply(Write("patch", as_id(id), dict(patch)))

    async def delete_value(self, id: str) -> Ticket:  # type: ignore[override]
        return await self.apply(Write("delete", as_id(id)))

    async def delete_all_values(self) -> Ticket:  # type: ignore[override]
        return await self.apply(Write("clear"))

    async def insert_return_id_value(self, record: Record) -> str:
        """Insert a record whose id the source makes; waits for the source, returns that id."""
        return await Facade(self.source, self.query).insert_return_id_value(record)
