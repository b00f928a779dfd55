"""The rows of a Dio as a `CacheTable`: what callbacks read and fill."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any, Final

import pyarrow as pa

from diorama_nb.cache.base import Batch, CacheTable
from diorama_nb.dio.merging import Told
from diorama_nb.errors import SpecError
from diorama_nb.frames import public_table
from diorama_nb.rows import codec
from diorama_nb.rows.store import Delta, RowStore
from diorama_nb.runtime import Runtime, hops
from diorama_nb.values import Record, as_id

OWN: Final = "."
"""What the keys begin with under which we keep what is known of the source."""


class CachedRows:
    """A `CacheTable` whose reads come from memory and whose writes reach memory and cache.

    Writing here is telling what the source holds: it publishes no events, and what a pending
    write changed stays shown.
    """

    name: str
    store: RowStore
    _table: CacheTable
    _runtime: Runtime
    _lock: asyncio.Lock

    async def change(
        self,
        rows: Mapping[str, Record],
        *,
        deletes: Iterable[str] = (),
        replace: bool = False,
        metadata: Mapping[str, Any] | None = None,
        told: Told = "whole",
    ) -> Delta:
        """Change rows and metadata as one step; see `HotTable.change`."""
        raise NotImplementedError

    # --- reading ---------------------------------------------------------------------------

    @hops
    async def list_values(self) -> dict[str, Record]:
        """Return all records in order of first insertion."""
        return codec.decode(self.store.to_table())

    @hops
    async def get_value(self, id: str) -> Record | None:
        """Return one record, or None."""
        return self.store.get(as_id(id))

    @hops
    async def count(self) -> int:
        """Return the number of records."""
        return len(self.store)

    @hops
    async def to_arrow(self) -> pa.Table:
        """Return all records as an Arrow table with their ids."""
        return public_table(self.store.to_table())

    @hops
    async def get_metadata(self, key: str) -> Any:
        """Return a metadata value, or None."""
        return await self._table.get_metadata(key)

    @hops
    async def list_metadata(self, prefix: str = "") -> dict[str, Any]:
        """Return the metadata whose key begins with `prefix`; our own only if that does."""
        found = await self._table.list_metadata(prefix)
        own = prefix.startswith(OWN)
        return {key: value for key, value in found.items() if own or not key.startswith(OWN)}

    @hops
    async def size(self) -> int:
        """Return the bytes the table takes in the cache."""
        return await self._table.size()

    # --- writing ---------------------------------------------------------------------------

    async def insert_value(self, id: str, record: Record) -> None:
        """Insert a record, or replace the whole one under this id."""
        await self.change({as_id(id): record})

    async def insert_values(self, records: Mapping[str, Record]) -> None:
        """Insert or replace many records as one step."""
        await self.change(records, told="listed")

    async def replace_all(self, records: Mapping[str, Record]) -> None:
        """Replace the whole content as one step; equal rows are left alone."""
        await self.change(records, replace=True, told="listed")

    async def delete_value(self, id: str) -> None:
        """Delete a record; a missing one is no error."""
        await self.change({}, deletes=[as_id(id)])

    @hops
    async def clear(self) -> None:
        """Delete all records and all metadata."""
        await self.change({}, replace=True)
        async with self._lock:
            await self._table.clear()

    @hops
    async def set_metadata(self, key: str, value: Any) -> None:
        """Set a metadata value; None deletes the key.

        Raises
        ------
        SpecError
            If the key begins with a dot: those are kept for what is known of the source.
        """
        _refuse_own(key)
        await self._table.set_metadata(key, value)

    async def commit(self, batch: Batch) -> None:
        """Apply a batch as one step."""
        for key in batch.metadata:
            _refuse_own(key)
        rows = {} if batch.upserts is None else codec.decode(batch.upserts)
        await self.change(
            rows,
            deletes=batch.deletes,
            metadata=batch.metadata,
            replace=batch.replace,
            told="listed",
        )


def _refuse_own(key: str) -> None:
    if key.startswith(OWN):
        free = key.lstrip(OWN) or "place"
        raise SpecError(f"the metadata key {key!r} is one of ours", hint=f"name it {free!r}")
