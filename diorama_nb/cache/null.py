"""`NullCache`: keeps nothing; for finding out whether a cache is to blame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from diorama_nb.cache.base import Batch
from diorama_nb.errors import Closed
from diorama_nb.rows import codec
from diorama_nb.values import Record


class NullTable:
    """A `CacheTable` that is always empty."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._closed = False

    def _check(self) -> None:
        if self._closed:
            raise Closed(f"the cached table {self.name!r}")

    async def list_values(self) -> dict[str, Record]:
        """Return no records."""
        self._check()
        return {}

    async def get_value(self, id: str) -> Record | None:
        """Return None."""
        self._check()
        return None

    async def count(self) -> int:
        """Return 0."""
        self._check()
        return 0

    async def insert_value(self, id: str, record: Record) -> None:
        """Do nothing."""
        self._check()

    async def insert_values(self, records: Mapping[str, Record]) -> None:
        """Do nothing."""
        self._check()

    async def replace_all(self, records: Mapping[str, Record]) -> None:
        """Do nothing."""
        self._check()

    async def delete_value(self, id: str) -> None:
        """Do nothing."""
        self._check()

    async def clear(self) -> None:
        """Do nothing."""
        self._check()

    async def get_metadata(self, key: str) -> Any:
        """Return None."""
        self._check()

    async def set_metadata(self, key: str, value: Any) -> None:
        """Do nothing."""
        self._check()

    async def list_metadata(self, prefix: str = "") -> dict[str, Any]:
        """Return no metadata."""
        self._check()
        return {}

    async def to_arrow(self) -> pa.Table:
        """Return an empty row table."""
        self._check()
        return codec.empty()

    async def commit(self, batch: Batch) -> None:
        """Do nothing."""
        self._check()

    async def size(self) -> int:
        """Return 0."""
        self._check()
        return 0

    def close(self) -> None:
        """Make every later call raise `Closed`."""
        self._closed = True


class NullCache:
    """A `CacheBackend` that keeps nothing: everything works as if there were no cache."""

    persistent = False

    def __init__(self) -> None:
        self._tables: dict[str, NullTable] = {}
        self._closed = False

    def __repr__(self) -> str:
        return "NullCache()"

    async def open_table(self, name: str) -> NullTable:
        """Open a table, which stays empty."""
        self._check()
        return self._tables.setdefault(name, NullTable(name))

    async def list_tables(self) -> list[str]:
        """Return no names."""
        self._check()
        return []

    async def drop_table(self, name: str) -> None:
        """Do nothing."""
        self._check()

    async def aclose(self) -> None:
        """Close the backend."""
        self._closed = True
        for table in self._tables.values():
            table.close()

    def _check(self) -> None:
        if self._closed:
            raise Closed("the cache", hint="make a new NullCache")
