"""A source that stands for another one: what it does not do itself, the other one does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from diorama_nb.progress import Progress, silent
from diorama_nb.query import Query
from diorama_nb.rows.aggregate import Measure, Tally
from diorama_nb.values import Record
from diorama_nb.vista.columns import Column
from diorama_nb.vista.description import Description, Reference
from diorama_nb.vista.sharing import Reader, Sharing
from diorama_nb.vista.source import Changed, Page, Source
from diorama_nb.writes.write import Stored, Write

if TYPE_CHECKING:
    from diorama_nb.changes import Change
    from diorama_nb.vista.recipe import Recipe
    from diorama_nb.vista.vista import Vista


class WrappingSource(Source):
    """Base of sources that differ in one thing from another one, with the same rows.

    Parameters
    ----------
    base : Source
        What is asked for everything that a subclass does not do itself.
    """

    def __init__(self, base: Source) -> None:
        self.base = base
        self.name = base.name
        self.once = base.once
        self.targets = base.targets
        self.file, self.web = base.file, base.web

    @property
    def identity(self) -> str:  # type: ignore[override] # asked for, never set
        """The base's: these are its rows."""
        return self.base.identity

    @property
    def about(self) -> Description:  # type: ignore[override] # grows with the base's
        """What the base knows of itself."""
        return self.base.about

    @property
    def version(self) -> object:
        return self.base.version

    @property
    def state(self) -> object:
        return self.base.state

    @property
    def trouble(self) -> str:
        return self.base.trouble

    def sharing(self) -> Sharing | None:
        return self.base.sharing()

    def renew(self, within: float = 0.0) -> None:
        self.base.renew(within)

    def follow(self, reader: Reader) -> None:
        self.base.follow(reader)

    async def prepare(self) -> None:
        await self.base.prepare()

    def forget(self) -> None:
        self.base.forget()

    def split(self, query: Query) -> tuple[Query, Query]:
        return self.base.split(query)

    async def read_all(self, query: Query) -> Page:
        return await self.base.read_all(query)

    def tells_table(self, query: Query) -> bool:
        return self.base.tells_table(query)

    async def read_table(self, query: Query, tell: Progress = silent) -> pa.Table | None:
        return await self.base.read_table(query, tell)

    async def read_window(self, query: Query, offset: int, limit: int) -> Page:
        return await self.base.read_window(query, offset, limit)

    async def read_page(self, query: Query, number: int) -> Page:
        return await self.base.read_page(query, number)

    async def read_next(self, query: Query, token: str | None) -> Page:
        return await self.base.read_next(query, token)

    def mark(self, records: Iterable[Record]) -> Any:
        return self.base.mark(records)

    def changed(self, mark: Any) -> Changed | None:
        return self.base.changed(mark)

    async def count(self, query: Query) -> int:
        return await self.base.count(query)

    async def estimate(self, query: Query) -> int | None:
        return await self.base.estimate(query)

    async def aggregate(
        self, query: Query, measure: Measure, without: frozenset[str] = frozenset()
    ) -> Tally | None:
        return await self.base.aggregate(query, measure, without)

    async def get(self, id: str) -> Record | None:
        return await self.base.get(id)

    async def apply(self, write: Write) -> Stored:
        return await self.base.apply(write)

    async def written(self, write: Write, stored: Stored) -> None:
        await self.base.written(write, stored)

    def watch(self, since: str | None = None) -> AsyncIterator[Change]:
        return self.base.watch(since)

    def key_of(self, reference: Reference, row: Record, id: str | None) -> Any:
        return self.base.key_of(reference, row, id)

    async def get_ref(self, reference: Reference, key: Any) -> Vista:
        return await self.base.get_ref(reference, key)

    async def get_ref_target(self, reference: Reference) -> Vista:
        return await self.base.get_ref_target(reference)

    def explain(self, query: Query) -> str:
        return self.base.explain(query)

    @property
    def id_rule(self) -> str | tuple[str, ...] | None:
        return self.base.id_rule

    @property
    def change_feed(self) -> str | None:
        return self.base.change_feed

    def learn(self, columns: tuple[Column, ...]) -> None:
        self.base.learn(columns)

    def recipe(self) -> Recipe:
        return self.base.recipe()

    def to_spec(self) -> dict[str, Any]:
        """Return the base's; what is different here is declared again."""
        return self.base.to_spec()

    async def aclose(self) -> None:
        await self.base.aclose()
