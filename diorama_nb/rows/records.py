"""The records of a row table as a mapping that decodes only what is asked for."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from functools import cached_property

import pyarrow as pa

from diorama_nb.rows import codec
from diorama_nb.rows.index import Ids
from diorama_nb.values import Record


class Records(Mapping[str, Record]):
    """id → record, in the order of the table.

    One record is decoded by itself; walking over all decodes them together, which is many
    times faster, and keeps them.

    Attributes
    ----------
    table : pyarrow.Table
        The row table (`diorama_nb.rows.codec`).
    """

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    @cached_property
    def _ids(self) -> list[str]:
        return codec.ids(self.table)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {id: place for place, id in enumerate(self._ids)}

    @cached_property
    def _decoded(self) -> dict[str, Record]:
        return codec.decode(self.table)

    def __getitem__(self, id: str) -> Record:
        if "_decoded" in self.__dict__:
            return self._decoded[id]
        return codec.decode_rows(self.table.slice(self._places[id], 1))[0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def __contains__(self, id: object) -> bool:
        return id in self._places

    def items(self) -> ItemsView[str, Record]:
        """Return all (id, record), decoded together."""
        return self._decoded.items()

    def values(self) -> ValuesView[Record]:
        """Return all records, decoded together."""
        return self._decoded.values()


def ids_of(records: Mapping[str, Record]) -> Ids:
    """Return the ids of records in the form that takes no work."""
    return records.table.column(0) if isinstance(records, Records) else list(records)


def as_table(records: Mapping[str, Record]) -> pa.Table:
    """Return records as a row table, without work where they are one already."""
    return records.table if isinstance(records, Records) else codec.encode(records)
