"""A list or a map inside a record, as a data set of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diorama_nb.errors import NotFound, ShapeChanged
from diorama_nb.query import Query
from diorama_nb.values import MISSING, Record, as_id, lookup
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.description import Description
from diorama_nb.vista.source import Page, Source
from diorama_nb.writes.write import Stored, Write

if TYPE_CHECKING:
    from diorama_nb.vista.vista import Vista

ONE = "0"
"""The id of a contained map, which is one record."""


class ContainedSource(Source):
    """The records in one column of one record; every write stores the whole column anew.

    Parameters
    ----------
    parent : Vista
        The data set that holds the record.
    id : str
        The record.
    column : str
        Its column with a list of maps, or one map.
    id_column : str or None
        The column of a contained record that holds its id; None: its place in the list, which
        a deletion changes for those behind it.
    """

    def __init__(self, parent: Vista, id: str, column: str, id_column: str | None) -> None:
        self.name = f"{column} of {parent.name} {id}"
        self.identity = f"{parent.source.identity}\n{parent.query.key}\n{id}\n{column}"
        self._parent, self._id, self._column, self._id_column = parent, id, column, id_column
        able = parent.source.about.capabilities
        flags = ("insert", "update", "delete") if able.can("update") else ()
        self.about = Description((), id_column, Capabilities.of("local", *flags))

    async def read_all(self, query: Query) -> Page:
        return Page(self._rows(await self._held()), end=True)

    async def apply(self, write: Write) -> Stored:
        held = await self._held()
        rows, id = self._rows(held), write.id
        if write.kind == "clear":
            rows = {key: row for key, row in rows.items() if not write.query.matches(row)}
        elif write.kind == "insert" and (id is None or self._id_column is None):
            # A place is no name: who inserts means one more, whatever the places are by now.
            id = self._next(rows, write.patch)
            rows[id] = dict(write.patch)
        else:
            assert id is not None
            before = rows.get(id)
            if before is None and write.kind == "patch":
                raise NotFound(f"{self.name!r} has no record {id!r}", hint="insert it")
            after = write.fold(before)
            rows = {key: row for key, row in rows.items() if key != id or after is not None}
            rows |= {} if after is None else {id: after}
        whole: Any = list(rows.values())
        if isinstance(held, dict):
            whole = rows.get(ONE)
        await self._parent.apply(Write("patch", self._id, {self._column: whole}))
        return Stored(id, None if id is None else rows.get(id))

    def _next(self, rows: dict[str, Record], record: Record) -> str:
        named = MISSING if self._id_column is None else lookup(record, self._id_column)
        return str(len(rows)) if named is MISSING else as_id(named)

    async def _held(self) -> Any:
        record = await self._parent.get_value(self._id)
        if record is None:
            raise NotFound(f"{self._parent.name!r} has no record {self._id!r}")
        held = record.get(self._column)
        held = [] if held is None else held
        if isinstance(held, dict) or (
            isinstance(held, list) and all(isinstance(item, dict) for item in held)
        ):
            return held
        raise ShapeChanged(
            f"{self._column!r} of {self._id!r} holds no records",
            hint="name a column with a list of maps, or a map",
        )

    def _rows(self, held: Any) -> dict[str, Record]:
        if isinstance(held, dict):
            return {ONE: held}
        if self._id_column is None:
            return {str(place): row for place, row in enumerate(held)}
        return {as_id(lookup(row, self._id_column)): row for row in held}
