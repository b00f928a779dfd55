"""The part of a Vista that reads rows: all of them, one, some, or as they come."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from functools import partial
from typing import TYPE_CHECKING, Final

from diorama_nb.coverage import Coverage
from diorama_nb.errors import SourceError, is_resplit
from diorama_nb.frames import Rows
from diorama_nb.query import ALL, Query
from diorama_nb.rows.records import Records
from diorama_nb.runtime import hop_iter, hops, run
from diorama_nb.values import Record, as_id
from diorama_nb.vista.narrowing import Narrowing
from diorama_nb.vista.source import Page
from diorama_nb.vista.walk import Walk

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_WHOLE: Final = re.compile(r"0|-?[1-9]\d{0,18}", re.ASCII)
"""An id that is a whole number, as that is written as an id."""


class Reading(Narrowing):
    """What can be read through a Vista."""

    @hops
    async def list_values(self, *, require: str | None = None) -> Rows:
        """Read all rows.

        Parameters
        ----------
        require : "complete" or None
            Raise instead of returning a part.

        Returns
        -------
        Rows
            id → record, with its coverage. When some pages fail, the others, with
            ``coverage.complete`` False; ``await rows.resume()`` reads what is missing.

        Raises
        ------
        SourceError
            When not even the first page can be read.
        CoverageError
            When `require` is not met.
        """
        return (await self._list()).required(require)

    async def _list(self) -> Rows:
        await self._prepare()
        return await self._learning(self._read)

    async def _read(self) -> Rows:
        pushed, local = self.source.split(self.query)
        types = {column.name: column.type for column in self.columns}
        if local == ALL and (table := await self.source.read_table(pushed)) is not None:
            held = Coverage(table.num_rows, table.num_rows, complete=True)
            return Rows(Records(table), held, types=types)
        if (id := self._named(local)) is not None:
            record = await self.source.get(id)
            rows = {id: record} if record is not None and self.query.matches(record) else {}
            return Rows(rows, Coverage(len(rows), len(rows), complete=True), types=types)
        return await self._taken(Walk(self.source, pushed), local, types)

    @hops
    async def _taken(self, walk: Walk, local: Query, types: dict[str, str]) -> Rows:
        """Return what a walk brings, narrowed and sorted by what the source did not do."""
        rows, coverage, age, error = await walk.collect()
        if local.is_narrowed:
            rows = {id: record for id, record in rows.items() if local.matches(record)}
            coverage = coverage.of(len(rows))
        if local.order:
            rows = dict(sorted(rows.items(), key=lambda item: local.sort_key(item[1])))
        info = {"age": age} if age else None
        rest = partial(self._taken, walk, local, types) if error is not None else None
        return Rows(rows, coverage, types=types, info=info, rest=rest, error=error)

    def _named(self, query: Query) -> str | None:
        """Return the id that a query asks for, where that one record can be read alone."""
        if not self.source.about.capabilities.can("traverse_to_record"):
            return None
        ids = [c.value for c in query.conditions if (c.column, c.op) == (self.id_column, "==")]
        return as_id(ids[0]) if ids and isinstance(ids[0], str | int) else None

    @hops
    async def get_value(self, id: str) -> Record | None:
        """Read one record; None when it does not exist or is narrowed away."""
        await self._prepare()
        id = as_id(id)
        if self.source.about.capabilities.can("traverse_to_record"):
            record = await self.source.get(id)
        else:
            record = (await self._with(self._among(id))._list()).get(id)
        return record if record is not None and self.query.matches(record) else None

    def _among(self, id: str) -> Query:
        """Return where a record is looked for: among as few rows as the source can be asked."""
        whole = self.query.unordered
        match next((c.type for c in self.columns if c.name == self.id_column), None):
            case "text":
                value: str | int = id
            case "integer" if _WHOLE.fullmatch(id):
                value = int(id)
            case _:
                return whole
        named = whole.where(str(self.id_column), "==", value)
        sent, _ = self.source.split(named)
        return named if named.conditions[-1] in sent.conditions else whole

    @hops
    async def get_some_value(self) -> tuple[str, Record] | None:
        """Read any one row, as (id, record); None when there is none."""
        await self._prepare()
        return await self._learning(self._some)

    async def _some(self) -> tuple[str, Record] | None:
        if self.capabilities.can("fetch_window"):
            page = await self.source.read_window(self.source.split(self.query)[0], 0, 1)
            return next(iter(page.rows.items()), None)
        return next(iter((await self._list()).items()), None)

    @hops
    async def get_count(self) -> int:
        """Count the rows: by the source where it can, else by reading them."""
        await self._prepare()
        return await self._learning(self._count)

    async def _count(self) -> int:
        if self.capabilities.can("count"):
            return await self.source.count(self.source.split(self.query)[0])
        rows = (await self._with(self.query.unordered)._list()).required("complete")
        return len(rows)

    async def stream_values(self) -> AsyncIterator[tuple[str, Record]]:
        """Yield (id, record) while pages arrive; reads all first where it must sort locally."""
        async for item in hop_iter(self._stream(), self._runtime):
            yield item

    async def _stream(self) -> AsyncIterator[tuple[str, Record]]:
        await self._prepare()
        pushed, local = self.source.split(self.query)
        if local.order:
            for item in (await self._list()).items():
                yield item
            return
        told: set[str] = set()
        try:
            async for _, page in Walk(self.source, pushed).steps():
                for id, record in page.rows.items():
                    if local.matches(record):
                        told.add(id)
                        yield id, record
            return
        except SourceError as error:
            if not is_resplit(error) or (told and self.query.order):
                raise
        for id, record in (await self._list()).items():
            if id not in told:
                yield id, record

    @hops
    async def fetch_window(self, offset: int, limit: int) -> Page:
        """Read rows [offset, offset + limit)."""
        return await self.source.read_window(await self._able("fetch_window"), offset, limit)

    @hops
    async def fetch_page(self, number: int) -> Page:
        """Read one page of the source's own size; the first is 1."""
        return await self.source.read_page(await self._able("fetch_page"), number)

    @hops
    async def fetch_next(self, token: str | None = None) -> Page:
        """Read the page a token stands for; None: the first one. The answer holds the next."""
        return await self.source.read_next(await self._able("fetch_next"), token)

    def to_pandas(self, *, require: str | None = None) -> pd.DataFrame:
        """Read all rows into a DataFrame indexed by id; blocks.

        ``attrs["diorama"]`` holds the coverage. For asynchronous code:
        ``(await vista.list_values()).to_pandas()``.
        """
        return run(self.list_values(require=require)).to_pandas()

    def to_arrow(self, *, require: str | None = None) -> pa.Table:
        """Read all rows into an Arrow table; blocks. Its metadata holds the coverage."""
        return run(self.list_values(require=require)).to_arrow()
