"""Related data sets of a Dio: each a Dio of its own, with a cache of its own per parent."""

from __future__ import annotations

import weakref
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from diorama_nb.errors import SourceError
from diorama_nb.runtime import SingleFlight
from diorama_nb.scenery.cut import EnrichedRecord
from diorama_nb.values import Record, as_id, lookup
from diorama_nb.vista.vista import Vista

if TYPE_CHECKING:
    from diorama_nb.dio.dio import Dio

Row = str | Record | EnrichedRecord
"""A row of the parent: its id, its values, or what a scenery shows of it."""


class Relations:
    """The data sets that the rows of one Dio lead to.

    Each is open once, however many ask for it, and ends when nobody holds it any more.

    Parameters
    ----------
    base : Dio
        Whose rows they are.
    make : callable
        Makes the Dio of a Vista, under a name; a source that is not there is no reason to fail.
    """

    def __init__(self, base: Dio, make: Callable[[Vista, str], Awaitable[Dio]]) -> None:
        self._base = base
        self.make = make
        self._open: weakref.WeakValueDictionary[tuple[str, ...], Dio] = (
            weakref.WeakValueDictionary()
        )
        self._flights = SingleFlight()

    async def related(self, relation: str, row: Row) -> Dio:
        """Return the rows a relation leads to from one row; see `Dio.get_ref`."""
        if self._holds_records(relation):
            return await self._contained(relation, row)
        source = self._base.master.source
        reference = await self._base.master.reference(relation)
        id, record = await self._record(row)
        key = source.key_of(reference, record, id)
        name = f"{reference.target}-via-{relation}-{as_id(key)}"
        return await self._of(await source.get_ref(reference, key), name)

    async def target(self, relation: str) -> Dio:
        """Return all rows of the data set a relation leads to; see `Dio.get_ref_target`."""
        reference = await self._base.master.reference(relation)
        target = await self._base.master.source.get_ref_target(reference)
        return await self._of(target, f"{reference.target}-via-{relation}")

    def _holds_records(self, name: str) -> bool:
        """Whether a name is no relation but a column that can hold lists of records."""
        related = any(one.name == name for one in self._base.master.references)
        kinds = {column.name: column.type for column in self._base.columns}
        return not related and kinds.get(name) == "nested"

    async def _contained(self, column: str, row: Row) -> Dio:
        """Return the records in one column of a row, read from it and written through it."""
        id, record = await self._record(row)
        if id is None:
            id = as_id(lookup(record, self._base.master.id_column or ""))
        inside = self._base.vista(writes="confirmed").contained(id, column)
        return await self._of(inside, f"{column}-in-{id}")

    async def _record(self, row: Row) -> tuple[str | None, Record]:
        """Return a row's id, where it is told, and its values, as far as they are known."""
        if isinstance(row, EnrichedRecord):
            return row.id, row.record
        if isinstance(row, Mapping):
            return None, dict(row)
        id = as_id(row)
        try:
            return id, await self._base.records.get(id) or {}
        except SourceError:  # what is cached of its relations can still be shown
            return id, {}

    async def _of(self, vista: Vista, name: str) -> Dio:
        key = (name, vista.source.identity, vista.query.key)

        async def make() -> Dio:
            return await self.make(vista, name)

        dio = self._open.get(key)
        if dio is None or dio.closed:
            dio = self._open[key] = await self._flights.do(key, make)
        return dio
