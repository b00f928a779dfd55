"""The part of a Vista that makes one value of many rows: by the source, or from the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from diorama_nb.query import ALL
from diorama_nb.rows.aggregate import Aggregate, Measure, Tally
from diorama_nb.rows.store import RowStore
from diorama_nb.runtime import hops, in_thread
from diorama_nb.vista.reading import Reading

if TYPE_CHECKING:
    pass

T = TypeVar("T")


class Valuing(Reading):
    """What can be worked out over the rows of a Vista."""

    @hops
    async def aggregate(self, aggregate: Aggregate) -> Any:
        """Return one value over all rows, e.g. ``await vista.aggregate(dn.Sum("stock"))``.

        A source that can work it out exactly as it comes out here is asked for it, in one
        request; for others every row is read.

        Parameters
        ----------
        aggregate : Aggregate
            ``Count()``, ``CountWhere(column, op, value)``, ``Sum(column)``, ``Min``, ``Max``,
            ``Mean``, ``Distinct``, or ``Custom(function)``.

        Raises
        ------
        CoverageError
            When the rows had to be read, and only a part of them could be.
        SpecError
            When the column holds values that have no such value.

        Examples
        --------
        >>> vista = diorama_nb.MemoryVista([{"id": 1, "stock": 3}, {"id": 2, "stock": 4}])
        >>> diorama_nb.run(vista.where(id=2).aggregate(diorama_nb.Sum("stock")))
        4
        """
        asked = self._with(aggregate.query.on_top_of(self.query).unordered)
        await asked._prepare(aggregate.reads)
        if (measure := aggregate.measure) is not None:
            told = await asked._tally(measure)
            if told is not None:
                return aggregate.combine(told)
        return await asked._computed(aggregate)

    async def _tally(
        self, measure: Measure, without: frozenset[str] = frozenset()
    ) -> Tally | None:
        """Return what the source tells of the rows, None where it can not."""
        await self._prepare()

        async def ask() -> Tally | None:
            pushed, local = self.source.split(self.query.unordered)
            if local != ALL or not self.source.about.capabilities.can("aggregate"):
                return None
            return await self.source.aggregate(pushed, measure, without)

        return await self._learning(ask)

    async def _computed(self, aggregate: Aggregate) -> Any:
        """Return a value over the rows, all of which are read."""
        store, _ = RowStore.of().upsert((await self._list()).required("complete"))
        return await in_thread(aggregate.compute, store, store.alive())
