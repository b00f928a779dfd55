"""The writing half of a Vista: a write honours the conditions of the handle it goes through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from diorama_nb.errors import NotFound, SourceError, SpecError
from diorama_nb.query import ALL, Query
from diorama_nb.rows.cells import own
from diorama_nb.values import MISSING, Record, as_id, lookup
from diorama_nb.writes.write import Stored, Write

if TYPE_CHECKING:
    from diorama_nb.vista.vista import Vista


def within(query: Query, write: Write) -> Write:
    """Return a write as it may be sent through a handle with these conditions.

    What an equality condition demands is filled in where the record leaves it blank.

    Raises
    ------
    SpecError
        If the record would lie outside the conditions.
    """
    if write.kind == "clear":
        return replace(write, query=write.query.on_top_of(query).unordered)
    if write.kind == "delete" or not query.conditions:
        return write
    patch = dict(write.patch)
    for condition in query.conditions:
        value = lookup(patch, condition.column)
        blank = value is MISSING or value is None
        if write.kind == "patch" and value is MISSING:
            continue
        if blank and condition.op == "==" and "." not in condition.column:
            patch[condition.column] = condition.value
        elif not condition.holds(value):
            raise SpecError(
                f"{condition.column}={value!r} lies outside {query}",
                hint=f"leave {condition.column!r} out, or write through the wider vista",
            )
    return replace(write, patch=patch)


class Writing:
    """What can be written through a Vista."""

    async def apply(self, write: Write) -> Stored:
        """Send a write; see `Vista.apply`."""
        raise NotImplementedError

    async def insert_value(self, id: str, record: Record) -> Record:
        """Insert a record; one that exists is left as it is.

        Returns
        -------
        Record
            The record as it is stored.

        Raises
        ------
        Unsupported
            If the source takes no inserts.
        WriteError
            If it refuses this one.
        """
        return _record(await self.apply(Write("insert", as_id(id), dict(record))), record)

    async def replace_value(self, id: str, record: Record) -> Record:
        """Write a whole record, whether it exists or not; returns it as stored."""
        return _record(await self.apply(Write("replace", as_id(id), dict(record))), record)

    async def patch_value(self, id: str, patch: Record) -> Record:
        """Change some columns of a record; returns it as stored, as far as the source told.

        Raises
        ------
        NotFound
            If there is no such record, or the conditions leave it out.
        """
        return _record(await self.apply(Write("patch", as_id(id), dict(patch))), patch)

    async def delete_value(self, id: str) -> None:
        """Delete a record; one that is missing, or left out by the conditions, is no error."""
        await self.apply(Write("delete", as_id(id)))

    async def delete_all_values(self) -> None:
        """Delete the rows of this narrowed set, and no others."""
        await self.apply(Write("clear"))

    async def insert_return_id_value(self, record: Record) -> str:
        """Insert a record whose id the source makes; returns that id."""
        stored = await self.apply(Write("insert", None, dict(record)))
        if stored.id is None:
            raise SourceError(
                "the source inserted a record and did not tell its id",
                hint="return Stored(id, record) in the source's apply",
            )
        return stored.id


async def send(vista: Vista, write: Write) -> Stored:
    """Send a write through a Vista; see `Vista.apply`."""
    admitted = await admit(vista, write)
    if admitted is None:
        return Stored(write.id)
    if admitted.kind == "clear":
        return await _clear(vista, admitted)
    return await vista.source.apply(admitted)


async def admit(vista: Vista, write: Write) -> Write | None:
    """Return a write as it may go through a Vista; None where there is nothing to do.

    Raises
    ------
    Unsupported
        If the source can not do this kind of write.
    SpecError
        If the record would lie outside the Vista's conditions.
    ValueRefused
        If it holds a value no record can hold; names the column.
    NotFound
        If the record that is to be changed lies outside them.
    """
    await vista._prepare()
    vista.source.about.capabilities.require(write.needs, vista.name)
    own(write.patch)
    write = within(vista.query, write)
    if write.id is None or write.kind == "insert" or not vista.query.is_narrowed:
        return write
    record = await vista._with(ALL).get_value(write.id)
    inside = write.kind == "replace" if record is None else vista.query.matches(record)
    if inside:
        return write
    if write.kind == "delete":
        return None
    raise NotFound(
        f"{vista.name!r} has no record {write.id!r} where {vista.query}",
        hint="write through the wider vista",
    )


def _record(stored: Stored, sent: Mapping[str, object]) -> Record:
    return dict(sent) if stored.record is None else stored.record


async def _clear(vista: Vista, write: Write) -> Stored:
    """Delete the rows of a narrowed set: at once, or one by one where the source can not."""
    if vista.source.split(write.query)[1] == ALL:
        return await vista.source.apply(write)
    vista.source.renew()  # what is deleted is what is there now
    rows = (await vista._with(write.query).list_values()).required("complete")
    for id, record in rows.items():
        key = f"{write.idempotency_key}-{id}"
        await vista.source.apply(Write("delete", id, before=record, idempotency_key=key))
    return Stored()
