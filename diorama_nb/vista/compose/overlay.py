"""A data set with edits laid over it, which stay apart from it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from diorama_nb.errors import NotFound, SpecError
from diorama_nb.query import Query
from diorama_nb.values import MISSING, Record, lookup
from diorama_nb.vista.columns import Column, widen
from diorama_nb.vista.compose.composed import Composed
from diorama_nb.vista.compose.layer import Layer, overlaid
from diorama_nb.vista.compose.parts import Kept
from diorama_nb.vista.vista import Vista
from diorama_nb.writes.write import Stored, Write


class OverlaySource(Composed):
    """The source behind `overlay`; takes the same parameters."""

    def __init__(
        self, base: Vista, edits: Vista, name: str | None, deleted: str, keep_for: float
    ) -> None:
        self.deleted = deleted
        self._edits = edits
        self._turn = asyncio.Lock()
        self.once = edits.source.once
        super().__init__(
            (edits, base), base, Kept(edits, keep_for, self._shown), name or base.name, keep_for
        )

    # --- what it is ------------------------------------------------------------------------

    @property
    def identity(self) -> str:
        """What both parts are, and how the edits mark what is deleted."""
        return f"{super().identity} without {self.deleted}"

    @identity.setter
    def identity(self, value: str) -> None:
        raise AttributeError("the identity of an overlay follows from its parts")

    @property
    def _narrows(self) -> bool:
        return True  # what covers a row is known whole

    def _columns(self) -> tuple[Column, ...]:
        edited = tuple(c for c in self._edits.columns if c.name != self.deleted)
        return widen(self._large.columns, edited)

    def _writes(self) -> dict[str, str]:
        able = self._edits.capabilities
        granted = {f: able.granted[f] for f in ("insert", "update") if able.can(f)}
        if able.can("update") and able.can("delete"):  # a deletion is a row of the edits
            granted["delete"] = able.granted["delete"]
        return granted

    def _lay(
        self,
        query: Query,
        order: Query,
        rows: Mapping[str, Record | None],
        below: Mapping[str, Record],
    ) -> Layer:
        return overlaid(query, order, rows, below)

    def _shown(self, record: Record) -> Record | None:
        if self.deleted not in record:
            return record
        if record[self.deleted]:
            return None
        return {column: v for column, v in record.items() if column != self.deleted}

    async def _covered(self, id: str) -> bool:
        return id in await self._kept.rows()

    async def get(self, id: str) -> Record | None:
        rows = await self._kept.rows()
        return rows[id] if id in rows else await self._large.get_value(id)

    # --- writing ---------------------------------------------------------------------------

    async def apply(self, write: Write) -> Stored:
        """Write to the edits; a row that only the base has is copied there first."""
        if self.deleted in write.patch:
            raise SpecError(
                f"the column {self.deleted!r} marks what is deleted",
                hint="overlay(base, edits, deleted='…') names another",
            )
        async with self._turn:  # two patches of a row that is copied must not lose one
            if write.kind == "clear":
                return await self._clear(write)
            return await self._apply(write)

    async def _apply(self, write: Write) -> Stored:
        id = write.idempotency_key if write.id is None else write.id
        rows = await self._kept.rows()
        known = id in rows
        edited = rows.get(id)
        shown = edited if known else await self._large.get_value(id)
        if write.kind == "insert" and shown is not None:
            return Stored(id, shown)
        if write.kind == "patch" and shown is None:
            raise NotFound(
                f"{self.name!r} has no record {id!r}", hint="insert_value creates one"
            )
        if write.kind == "delete":
            return Stored(id) if shown is None else await self._delete(replace(write, id=id))
        after = write.fold(shown) or {}
        if edited is not None:
            return await self._sent(write, after)
        if known:  # over the mark of a deletion, which must go
            mark = {self.deleted: False}
            over = replace(write, kind="replace", id=id, patch=after | mark, before=None)
            return await self._sent(over, after)
        copied = replace(write, id=id, patch=after, before=None)
        if write.kind == "patch":
            copied = replace(copied, kind="replace")
        return await self._sent(copied, after)

    async def _delete(self, write: Write) -> Stored:
        """Delete a row that shows: from the edits, and by a mark there what the base has."""
        assert write.id is not None
        below = await self._large.get_value(write.id)
        if below is None:
            return await self._sent(write, None)
        patch: Record = {self.deleted: True}
        column = self._large.id_column
        if column is not None and (value := lookup(below, column)) is not MISSING:
            patch = {column: value, **patch}
        marked = replace(write, kind="replace", patch=patch, before=None)
        return await self._sent(marked, None)

    async def _sent(self, write: Write, after: Record | None) -> Stored:
        """Send a write to the edits; return the row as it shows now."""
        try:
            stored = await self._edits.apply(write)
        finally:
            self._kept.drop()
        record = None if stored.record is None else self._shown(stored.record)
        return Stored(stored.id or write.id, after if record is None else record)

    async def _clear(self, write: Write) -> Stored:
        shown = Vista(self, write.query)
        for id, record in (await shown.list_values(require="complete")).items():
            key = f"{write.idempotency_key}-{id}"
            await self._apply(Write("delete", id, before=record, idempotency_key=key))
        return Stored()
