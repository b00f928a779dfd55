"""The facade: a Vista that reads a Dio's cache and has missing rows loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diorama_nb import display
from diorama_nb.frames import Rows
from diorama_nb.query import ALL, Query
from diorama_nb.rows import codec
from diorama_nb.rows.records import Records
from diorama_nb.runtime import Runtime, hops
from diorama_nb.scenery.table import TableScenery
from diorama_nb.values import Record
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.source import Column, Description, Page, Source
from diorama_nb.vista.vista import Vista

if TYPE_CHECKING:
    from diorama_nb.dio.dio import Dio

ABLE = (
    "count", "order", "search", "filter_operators",
    "fetch_window", "traverse_to_record", "invalidate",
)  # fmt: skip


class DioSource(Source):
    """A Dio as the source of its facades."""

    def __init__(self, dio: Dio) -> None:
        self.dio = dio
        self.name = dio.name
        self.identity = dio.master.source.identity
        master = dio.master.source.about
        self.about = Description(
            dio.columns, master.id_column, Capabilities.of("local", *ABLE), master.references
        )

    def split(self, query: Query) -> tuple[Query, Query]:
        return query, ALL

    async def read_all(self, query: Query) -> Page:
        positions, coverage = await self.dio.answers.rows(query)
        rows = codec.decode(self.dio.store.take(positions))
        return Page(rows, coverage.total, end=coverage.complete, note=coverage.reason)

    async def read_window(self, query: Query, offset: int, limit: int) -> Page:
        return await self.dio.answers.window(query, offset, limit)

    async def count(self, query: Query) -> int:
        return await self.dio.answers.count(query)

    async def get(self, id: str) -> Record | None:
        return await self.dio.answers.get(id)

    def explain(self, query: Query) -> str:
        where = (
            "the cache" if self.dio.whole else "the cache, and what is missing from the source"
        )
        return f"{self.name}: {query} from {where}"


class Facade(Vista):
    """A Dio's rows as a Vista; each call of ``dio.vista()`` gives an independent one."""

    source: DioSource

    @classmethod
    def of(cls, dio: Dio) -> Facade:
        """Return a facade of a Dio's whole data set."""
        return cls(DioSource(dio))

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
        positions, coverage = await dio.answers.rows(self.query)
        rows = Records(dio.store.take(positions))
        types = {column.name: column.type for column in self.columns}
        return Rows(rows, coverage, types=types, info={"age": dio.age})

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

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return self.grid()._repr_mimebundle_(**kwargs)
