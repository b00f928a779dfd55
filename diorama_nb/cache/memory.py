"""`MemoryCache`: the cache of a Lens that names none; gone with the process."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, Final

import pyarrow as pa

from diorama_nb.cache import segments
from diorama_nb.cache.base import Batch
from diorama_nb.cache.header import encode_metadata
from diorama_nb.cache.segments import Index, Part, make_part
from diorama_nb.errors import Closed
from diorama_nb.rows import cells, codec
from diorama_nb.runtime import off_loop
from diorama_nb.values import Record

_MANY: Final = 2_000
"""Rows from which on converting them would hold the event loop too long."""


class MemoryTable:
    """A `CacheTable` in memory, laid out as on disk: a log of Arrow tables."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._closed = False
        self._lock = threading.Lock()  # handles may be used from several loops
        self.forget()

    def forget(self) -> None:
        """Empty the table."""
        with self._lock:
            self._log: list[int] = []
            self._parts: dict[int, Part] = {}
            self._metadata: dict[str, bytes] = {}
            self._index: Index[int] = Index()
            self._next = 0

    def close(self) -> None:
        """Make every later call raise `Closed`."""
        self._closed = True
        self.forget()

    # --- reading ---------------------------------------------------------------------------

    async def list_values(self) -> dict[str, Record]:
        """Return all records in order of first insertion."""
        rows = self._rows()
        return await off_loop(rows.num_rows >= _MANY, codec.decode, rows)

    async def get_value(self, id: str) -> Record | None:
        """Return one record, or None."""
        self._check()
        with self._lock:
            place = self._indexed().find(id)
            rows = None if place is None else self._parts[place[0]].rows.slice(place[1], 1)
        return None if rows is None else codec.decode(rows)[id]

    async def count(self) -> int:
        """Return the number of records."""
        self._check()
        with self._lock:
            return len(self._indexed())

    async def get_metadata(self, key: str) -> Any:
        """Return a metadata value, or None."""
        self._check()
        stored = self._metadata.get(key)
        return None if stored is None else cells.loads(stored)

    async def list_metadata(self, prefix: str = "") -> dict[str, Any]:
        """Return all metadata whose key begins with `prefix`."""
        self._check()
        held = dict(self._metadata)
        return {key: cells.loads(held[key]) for key in held if key.startswith(prefix)}

    async def to_arrow(self) -> pa.Table:
        """Return all rows as one row table, in order of first insertion."""
        return self._rows()

    async def size(self) -> int:
        """Return the bytes the table takes."""
        self._check()
        with self._lock:
            rows = sum(int(part.rows.nbytes) for part in self._parts.values())
            return rows + sum(map(len, self._metadata.values()))

    @property
    def holds_anything(self) -> bool:
        """Whether there are rows or metadata."""
        with self._lock:
            return bool(self._metadata) or len(self._indexed()) > 0

    def _rows(self) -> pa.Table:
        self._check()
        with self._lock:
            if len(self._log) != 1:
                self._merge(0)
            return self._parts[self._log[0]].rows if self._log else codec.empty()

    def _indexed(self) -> Index[int]:
        self._index.follow(self._log, self._parts.__getitem__)
        return self._index

    # --- writing ---------------------------------------------------------------------------

    async def insert_value(self, id: str, record: Record) -> None:
        """Insert a record, or replace the whole one under this id."""
        await self.insert_values({id: record})

    async def insert_values(self, records: Mapping[str, Record]) -> None:
        """Insert or replace many records as one step."""
        self._apply(await _part(records))

    async def replace_all(self, records: Mapping[str, Record]) -> None:
        """Replace all rows as one step; metadata stays."""
        self._apply(await _part(records), replace=True)

    async def delete_value(self, id: str) -> None:
        """Delete a record; a missing one is no error."""
        self._apply(make_part(None, [id]))

    async def clear(self) -> None:
        """Delete all records and all metadata."""
        self._check()
        self.forget()

    async def set_metadata(self, key: str, value: Any) -> None:
        """Set a metadata value; None deletes the key."""
        await self.commit(Batch(metadata={key: value}))

    async def commit(self, batch: Batch) -> None:
        """Apply a batch as one step."""
        metadata = encode_metadata(batch.metadata)
        part = make_part(batch.upserts, batch.deletes, distinct=batch.distinct)
        self._apply(part, metadata, replace=batch.replace)

    def _apply(
        self,
        part: Part,
        metadata: Mapping[str, bytes | None] | None = None,
        *,
        replace: bool = False,
    ) -> None:
        self._check()
        with self._lock:
            if replace:
                self._log, self._parts = [], {}
            if part.weight:
                self._append(part)
                weights = [self._parts[number].weight for number in self._log]
                if segments.is_worn(weights, 1):
                    self._merge(0)
                elif count := segments.mergeable(weights):
                    self._merge(len(weights) - count)
            for key, value in (metadata or {}).items():
                if value is None:
                    self._metadata.pop(key, None)
                else:
                    self._metadata[key] = value

    def _append(self, part: Part) -> None:
        self._log.append(self._next)
        self._parts[self._next] = part
        self._next += 1

    def _merge(self, keep: int) -> None:
        merged = segments.merge([self._parts.pop(number) for number in self._log[keep:]])
        del self._log[keep:]
        part = merged if keep else Part(merged.rows)
        if part.weight:
            self._append(part)

    def _check(self) -> None:
        if self._closed:
            raise Closed(f"the cached table {self.name!r}")


class MemoryCache:
    """A `CacheBackend` in memory: nothing is left when the process ends."""

    persistent = False

    def __init__(self) -> None:
        self._tables: dict[str, MemoryTable] = {}
        self._closed = False

    def __repr__(self) -> str:
        return f"MemoryCache({len(self._tables)} tables)"

    async def open_table(self, name: str) -> MemoryTable:
        """Open a table."""
        self._check()
        return self._tables.setdefault(name, MemoryTable(name))

    async def list_tables(self) -> list[str]:
        """Return the names of all tables that hold something, sorted."""
        self._check()
        return sorted(name for name, table in self._tables.items() if table.holds_anything)

    async def drop_table(self, name: str) -> None:
        """Delete a table with its metadata; an absent one is no error."""
        self._check()
        if (table := self._tables.pop(name, None)) is not None:
            table.forget()

    async def aclose(self) -> None:
        """Close the backend; tables opened from it raise `Closed` afterwards."""
        self._closed = True
        for table in self._tables.values():
            table.close()

    def _check(self) -> None:
        if self._closed:
            raise Closed("the cache", hint="make a new MemoryCache")


async def _part(records: Mapping[str, Record]) -> Part:
    return Part(await off_loop(len(records) >= _MANY, codec.encode, dict(records)))
