"""The hot tier: one row store in memory, written through to one cache table."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa

from diorama_nb.cache.base import Batch, CacheTable
from diorama_nb.errors import CacheError
from diorama_nb.frames import public_table
from diorama_nb.rows import codec
from diorama_nb.rows.store import Delta, RowStore
from diorama_nb.runtime import here, hops
from diorama_nb.values import Record

log = logging.getLogger("diorama")

BIG: Final = 5000
"""Rows from which on a change is worked out in a thread, so that the loop stays free."""


class HotTable:
    """A `CacheTable` whose reads come from memory and whose writes reach memory and cache.

    The only writer of the store. A write changes the cache first, then the store, then tells
    the listeners; writing what is already there changes nothing and tells nobody.
    """

    def __init__(self, table: CacheTable) -> None:
        self.name = table.name
        self.store = RowStore.of()
        self.trouble: CacheError | None = None
        self._table = table
        self._runtime = here()
        self._lock = asyncio.Lock()
        self._listeners: list[Callable[[Delta], None]] = []

    async def load(self) -> None:
        """Take what the cache holds."""
        rows = [await self._table.to_arrow()]
        # popped, so that the store is the only one to hold them and can free what it copied
        self.store = await asyncio.to_thread(lambda: RowStore.of(rows.pop()))

    def listen(self, listener: Callable[[Delta], None]) -> Callable[[], None]:
        """Call a function after each change; return what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    # --- reading ---------------------------------------------------------------------------

    @hops
    async def list_values(self) -> dict[str, Record]:
        """Return all records in order of first insertion."""
        return codec.decode(self.store.to_table())

    @hops
    async def get_value(self, id: str) -> Record | None:
        """Return one record, or None."""
        return self.store.get(id)

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
        """Return all metadata whose key begins with `prefix`."""
        return await self._table.list_metadata(prefix)

    @hops
    async def size(self) -> int:
        """Return the bytes the table takes in the cache."""
        return await self._table.size()

    # --- writing ---------------------------------------------------------------------------

    async def insert_value(self, id: str, record: Record) -> None:
        """Insert a record, or replace the whole one under this id."""
        await self.change({id: record})

    async def insert_values(self, records: Mapping[str, Record]) -> None:
        """Insert or replace many records as one step."""
        await self.change(records)

    async def replace_all(self, records: Mapping[str, Record]) -> None:
        """Replace the whole content as one step; equal rows are left alone."""
        await self.change(records, replace=True)

    async def delete_value(self, id: str) -> None:
        """Delete a record; a missing one is no error."""
        await self.change({}, deletes=[id])

    @hops
    async def clear(self) -> None:
        """Delete all records and all metadata."""
        async with self._lock:
            await self._table.clear()
            store, delta = self.store.replace_all({})
            self._become(store, delta)

    @hops
    async def set_metadata(self, key: str, value: Any) -> None:
        """Set a metadata value; None deletes the key."""
        await self._table.set_metadata(key, value)

    async def commit(self, batch: Batch) -> None:
        """Apply a batch as one step."""
        rows = {} if batch.upserts is None else codec.decode(batch.upserts)
        await self.change(
            rows, deletes=batch.deletes, metadata=batch.metadata, replace=batch.replace
        )

    @hops
    async def change(
        self,
        rows: Mapping[str, Record],
        *,
        deletes: Iterable[str] = (),
        replace: bool = False,
        metadata: Mapping[str, Any] | None = None,
        lenient: bool = False,
    ) -> Delta:
        """Change rows and metadata as one step and return what was different.

        Parameters
        ----------
        rows : mapping of str to Record
            id → whole record.
        deletes : iterable of str
            Ids to delete.
        replace : bool
            Delete every other row.
        metadata : mapping of str to object or None
            Keys to set in the same step; None as a value deletes the key.
        lenient : bool
            Keep the rows in memory when the cache can not take them (a full disk costs speed,
            not data); `trouble` then says why.
        """
        async with self._lock:
            if len(rows) > BIG:
                work = functools.partial(self._next, rows, list(deletes), replace)
                store, delta = await asyncio.to_thread(work)
            else:
                store, delta = self._next(rows, list(deletes), replace)
            batch = self._batch(store, delta, metadata or {})
            if batch is not None:
                await self._write(batch, lenient)
            self._become(store, delta)
            return delta

    def _next(
        self, rows: Mapping[str, Record], deletes: list[str], replace: bool
    ) -> tuple[RowStore, Delta]:
        if replace:
            return self.store.replace_all(rows)
        store, removal = self.store.remove(deletes)
        store, delta = store.upsert(rows)
        return store, Delta(delta.inserted, delta.changed, removal.removed)

    def _batch(
        self, store: RowStore, delta: Delta, metadata: Mapping[str, Any]
    ) -> Batch | None:
        if not delta and not metadata:
            return None
        touched = np.concatenate([delta.changed, delta.inserted])
        upserts = store.take(touched) if len(touched) else None
        gone = tuple(self.store.ids(delta.removed))
        fresh = bool(len(gone)) and len(touched) == len(
            store
        )  # nothing of the old rows is left
        return Batch(upserts, () if fresh else gone, metadata, replace=fresh)

    async def _write(self, batch: Batch, lenient: bool) -> None:
        try:
            await self._table.commit(batch)
            self.trouble = None
        except CacheError as error:
            if not lenient:
                raise
            if self.trouble is None:
                log.warning("%s: rows stay in memory only: %s", self.name, error)
            self.trouble = error

    def _become(self, store: RowStore, delta: Delta) -> None:
        self.store = store
        if delta:
            for listener in tuple(self._listeners):
                listener(delta)
