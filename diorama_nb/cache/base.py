"""What the rest of the package asks of a cache: named tables of rows with metadata beside them.

Rows travel as *row tables* (`diorama_nb.rows.codec`): Arrow tables whose first column is the
id. A table keeps the order in which its ids were first inserted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import pyarrow as pa

from diorama_nb.values import Record


@dataclass(frozen=True, slots=True)
class Batch:
    """Changes of one table that become durable together, or not at all: deletes first.

    Attributes
    ----------
    upserts : pyarrow.Table or None
        Row table of records to insert or replace whole; of rows with the same id the last
        one counts.
    deletes : tuple of str
        Ids to delete; unknown ones are no error.
    metadata : mapping of str to object
        Keys to set (JSON types, bytes, datetimes); None deletes a key.
    replace : bool
        Empty the table of rows first (metadata stays).
    distinct : bool
        Whether no two rows of `upserts` have the same id, so that nobody needs to look.
    """

    upserts: pa.Table | None = None
    deletes: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    replace: bool = False
    distinct: bool = False


class CacheTable(Protocol):
    """A named store of records: id → record, with metadata beside it."""

    name: str

    async def list_values(self) -> dict[str, Record]:
        """Return all records in order of first insertion."""

    async def get_value(self, id: str) -> Record | None:
        """Return one record, or None."""

    async def count(self) -> int:
        """Return the number of records."""

    async def insert_value(self, id: str, record: Record) -> None:
        """Insert a record, or replace the whole one under this id."""

    async def insert_values(self, records: Mapping[str, Record]) -> None:
        """Insert or replace many records as one step."""

    async def replace_all(self, records: Mapping[str, Record]) -> None:
        """Replace the whole content as one step: readers see the old rows or the new ones."""

    async def delete_value(self, id: str) -> None:
        """Delete a record; a missing one is no error."""

    async def clear(self) -> None:
        """Delete all records and all metadata."""

    async def get_metadata(self, key: str) -> Any:
        """Return a metadata value, or None."""

    async def set_metadata(self, key: str, value: Any) -> None:
        """Set a metadata value; None deletes the key."""

    async def list_metadata(self, prefix: str = "") -> dict[str, Any]:
        """Return all metadata whose key begins with `prefix`."""

    async def to_arrow(self) -> pa.Table:
        """Return all rows as one row table (ids first), in order of first insertion."""

    async def commit(self, batch: Batch) -> None:
        """Apply a batch as one durable step."""

    async def size(self) -> int:
        """Return the bytes the table takes."""


class CacheBackend(Protocol):
    """Opens named tables."""

    persistent: bool
    """Whether rows are still there after the process ended."""

    async def open_table(self, name: str) -> CacheTable:
        """Open a table, which is created when its first row is written.

        Damage found when the table is first used makes it empty. Content that vanishes later
        (damaged, removed, dropped by another process) makes every call raise `CacheUnusable`
        until the table is opened again: then it is empty.
        """

    async def list_tables(self) -> list[str]:
        """Return the names of all tables that hold something, sorted."""

    async def drop_table(self, name: str) -> None:
        """Delete a table with its metadata; an absent one is no error."""

    async def aclose(self) -> None:
        """Close the backend; tables opened from it raise `Closed` afterwards."""
