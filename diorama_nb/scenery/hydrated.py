"""A view that only details can answer: every row has its details fetched before it is shown."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from diorama_nb.coverage import Coverage
from diorama_nb.errors import DioramaError, one_line
from diorama_nb.query import Query
from diorama_nb.rows.store import Delta, RowStore
from diorama_nb.rows.view import View
from diorama_nb.scenery.host import Host
from diorama_nb.scenery.local import LocalBacking


class HydratedBacking(LocalBacking):
    """A query that asks for columns of details, answered when every row has them.

    Until then nothing of it is shown: rows without their details would be sorted, or left out,
    as if these were blank.

    Parameters
    ----------
    host : Host
        The Dio.
    query : Query
        What is shown.
    columns : frozenset of str
        The columns that only details can fill.
    """

    def __init__(self, host: Host, query: Query, columns: frozenset[str]) -> None:
        self._columns = columns
        self._hydrated = False
        self._checked: tuple[RowStore | None, bool] = (None, True)
        super().__init__(host, query)

    async def open(self) -> None:
        """Select the rows, if an earlier process left all their details."""
        if self.host.seeded and not self._lacks_rows and not self._lacks_details:
            self._hydrated = self.settled = True
        await super().open()

    @property
    def places(self) -> View:  # type: ignore[override] # derived when somebody looks
        """Where the rows stand; nowhere, until every detail is here."""
        return super().places if self._hydrated else self._view

    @property
    def _seeded(self) -> bool:
        return self._hydrated and super()._seeded

    @property
    def _lacks_details(self) -> bool:
        """Whether details are missing that could be asked for; looked up once per state."""
        store = self.host.store
        if self._checked[0] is not store or self._checked[1]:
            self._checked = (store, self.host.details.missing(self._columns))
        return self._checked[1]

    @property
    def _lacks(self) -> bool:
        return self._lacks_rows or not self._hydrated or self._lacks_details

    async def _load_rest(self) -> None:
        trouble: DioramaError | None = None
        try:
            if self._lacks_rows:
                await self.host.load_rest()
            if not self.host.seeded:
                return  # the first reading is under way, and will settle this
            while trouble is None and (self._lacks_details or not self._hydrated):
                trouble = await self._hydrate()
                self._hydrated = True
        except DioramaError as error:
            trouble = error
        super().settle()
        self.error = trouble
        self.changed()

    async def _hydrate(self) -> DioramaError | None:
        return await self.host.details.hydrate(columns=self._columns, force=False)

    def settle(self, error: Exception | None = None) -> None:
        """A reading of the source ended: fetch the details of rows that are new or other."""
        super().settle(error)
        if error is None and self.holders and not self.busy and self._lacks:
            self._begin()

    def _on_store(self, delta: Delta) -> None:
        if not self._hydrated:
            self._moved = True  # selected once, when the last detail is here
            return
        super()._on_store(delta)
        touched = np.concatenate([delta.inserted, delta.changed])
        idle = self.holders and not self.busy
        if idle and self.host.details.missing(self._columns, touched):
            self._begin()

    async def load_all(self, progress: Callable[[int, int | None], None] | None = None) -> None:
        """Load every row with its details."""
        await super().load_all(progress)
        trouble = await self._hydrate()
        if trouble is not None:
            raise trouble
        self._hydrated = True
        super().settle()

    @property
    def complete(self) -> bool:
        """Whether every row is here with its details."""
        return super().complete and self.error is None and not self._lacks_details

    @property
    def coverage(self) -> Coverage:
        """How many rows there are, as far as details tell."""
        if self.complete:
            return super().coverage
        reason = one_line(self.error) if self.error else "not every row has its details"
        return Coverage(self.places.rows, None, complete=False, reason=reason)
