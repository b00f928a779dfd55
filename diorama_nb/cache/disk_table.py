"""The table of a `DiskCache`: every call goes to its worker thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

import pyarrow as pa

from diorama_nb.cache.base import Batch
from diorama_nb.cache.handle import Handle
from diorama_nb.cache.header import encode_metadata
from diorama_nb.cache.segments import Part, make_part
from diorama_nb.rows import codec
from diorama_nb.values import Record

T = TypeVar("T")


class Run(Protocol):
    """Runs a function on another thread."""

    async def __call__(self, function: Callable[..., T], *args: Any) -> T:
        """Return its result."""


class DiskTable:
    """A `CacheTable` on disk; made by `DiskCache.open_table`.

    Parameters
    ----------
    handle : Handle
        What it reads and writes.
    run : callable
        Runs a function on the thread of its cache: a method of the cache, so that no cache is
        given up, and so closed, while somebody holds a table of it.
    """

    def __init__(self, handle: Handle, run: Run) -> None:
        self.name = handle.name
        self.handle = handle
        self._run = run

    async def list_values(self) -> dict[str, Record]:
        """Return all records in order of first insertion."""
        return await self._run(lambda: codec.decode(self.handle.rows()))

    async def get_value(self, id: str) -> Record | None:
        """Return one record, or None."""
        return await self._run(self.handle.get, id)

    async def count(self) -> int:
        """Return the number of records."""
        return await self._run(self.handle.count)

    async def insert_value(self, id: str, record: Record) -> None:
        """Insert a record, or replace the whole one under this id."""
        await self.insert_values({id: record})

    async def insert_values(self, records: Mapping[str, Record]) -> None:
        """Insert or replace many records as one step."""
        held = dict(records)
        await self._run(lambda: self.handle.write(Part(codec.encode(held))))

    async def replace_all(self, records: Mapping[str, Record]) -> None:
        """Replace all rows as one step; metadata stays."""
        held = dict(records)
        await self._run(lambda: self.handle.write(Part(codec.encode(held)), replace=True))

    async def delete_value(self, id: str) -> None:
        """Delete a record; a missing one is no error."""
        await self._run(lambda: self.handle.write(make_part(None, [id])))

    async def clear(self) -> None:
        """Delete all records and all metadata."""
        await self._run(lambda: self.handle.write(make_part(None), replace=True, wipe=True))

    async def get_metadata(self, key: str) -> Any:
        """Return a metadata value, or None."""
        return (await self._run(self.handle.metadata, lambda held: held == key)).get(key)

    async def set_metadata(self, key: str, value: Any) -> None:
        """Set a metadata value; None deletes the key."""
        await self.commit(Batch(metadata={key: value}))

    async def list_metadata(self, prefix: str = "") -> dict[str, Any]:
        """Return all metadata whose key begins with `prefix`."""
        return await self._run(self.handle.metadata, lambda held: held.startswith(prefix))

    async def to_arrow(self) -> pa.Table:
        """Return all rows as one row table, in order of first insertion."""
        return await self._run(self.handle.rows)

    async def commit(self, batch: Batch) -> None:
        """Apply a batch as one durable step."""
        values = encode_metadata(batch.metadata)

        def write() -> None:
            part = make_part(batch.upserts, batch.deletes, distinct=batch.distinct)
            self.handle.write(part, values, replace=batch.replace)

        await self._run(write)

    async def size(self) -> int:
        """Return the bytes the table takes."""
        return await self._run(self.handle.size)
