"""Two data sets as one, the second of which fills up the first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from itertools import islice
from typing import Final

from diorama_nb.errors import SourceUnavailable, WriteRejected
from diorama_nb.query import Query
from diorama_nb.values import Record
from diorama_nb.vista.compose.composed import Composed
from diorama_nb.vista.compose.layer import Layer, filled_up, in_front
from diorama_nb.vista.compose.parts import Kept, Lookup, narrowed, read_slice, step, whole
from diorama_nb.vista.source import Page
from diorama_nb.vista.vista import Vista
from diorama_nb.vista.walk import way_of
from diorama_nb.writes.write import Stored, Write

SMALL: Final = 5_000
"""Rows of a part that is read whole so that the other one can be paged."""

ALONE: Final = "alone"
"""How the tokens begin of a walk over one part, while the other does not answer."""


class MergeSource(Composed):
    """The source behind `merge`; takes the same parameters."""

    def __init__(
        self, primary: Vista, fallback: Vista, name: str | None, keep_for: float
    ) -> None:
        self._primary = primary
        self._fallback = fallback
        self._decided = False
        self.once = primary.source.once
        kept = Kept(fallback, keep_for, dict)
        super().__init__((primary, fallback), primary, kept, name or primary.name, keep_for)

    # --- which part is small ---------------------------------------------------------------

    async def prepare(self) -> None:
        """Find out which part may be read whole, so that windows of the other suffice."""
        for part in self._parts:
            try:
                await part.source.prepare()
            except SourceUnavailable:
                continue
        if not self._decided:
            await self._decide()

    async def _decide(self) -> None:
        try:
            primary, fallback = [await _size(part) for part in self._parts]
        except SourceUnavailable:
            return  # it is asked again
        if fallback <= SMALL and (_pages(self._primary) or not _pages(self._fallback)):
            large, small = self._parts
        elif primary <= SMALL:
            small, large = self._parts
        else:
            return
        self._decided = True
        self._choose(large, Kept(small, self._keep_for, dict))

    @property
    def _windowed(self) -> bool:
        return self._decided and super()._windowed

    def _why_whole(self) -> str:
        if self._decided:
            return super()._why_whole()
        return f"both parts are read whole: neither is known to have {SMALL:,} rows or less"

    def _writes(self) -> dict[str, str]:
        able = self._primary.capabilities
        return {f: able.granted[f] for f in ("insert", "update", "delete") if able.can(f)}

    def _lay(
        self,
        query: Query,
        order: Query,
        rows: Mapping[str, Record | None],
        below: Mapping[str, Record],
    ) -> Layer:
        lay = filled_up if self._large is self._primary else in_front
        return lay(query, order, rows, below)

    async def _covered(self, id: str) -> bool:
        return await self._primary.get_value(id) is not None

    # --- reading ---------------------------------------------------------------------------

    async def read_window(self, query: Query, offset: int, limit: int) -> Page:
        async def alone(number: int) -> Page:
            part = narrowed(self._parts[number], query)
            if part.capabilities.can("fetch_window"):
                some = await read_slice(part, offset, limit)
                return Page(dict(some.rows), some.total, end=some.ended)
            page = await whole(part)
            total = len(page.rows)
            rows = islice(page.rows.items(), offset, offset + limit)
            return Page(dict(rows), total, end=offset + limit >= total)

        both = super().read_window
        return await self._or_alone(lambda: both(query, offset, limit), alone)

    async def read_next(self, query: Query, token: str | None) -> Page:
        async def alone(number: int) -> Page:
            inner = token[len(ALONE) + 1 :] if token else None
            page, follow = await step(narrowed(self._parts[number], query), inner)
            following = None if follow is None else f"{ALONE}{number}{follow}"
            return self._partly(replace(page, next=following), number)

        if token is not None and token.startswith(ALONE):
            return await alone(int(token[len(ALONE)]))
        both = super().read_next
        if token is not None:
            return await both(query, token)
        return await self._or_alone(lambda: both(query, None), alone)

    async def read_all(self, query: Query) -> Page:
        both = super().read_all
        return await self._or_alone(
            lambda: both(query), lambda number: whole(narrowed(self._parts[number], query))
        )

    async def _or_alone(
        self, both: Callable[[], Awaitable[Page]], alone: Callable[[int], Awaitable[Page]]
    ) -> Page:
        """Return what both parts answer, or the one of them that does."""
        try:
            return await both()
        except SourceUnavailable as error:
            for number in (1, 0):
                try:
                    return self._partly(await alone(number), number)
                except SourceUnavailable:
                    continue
            raise error

    def _partly(self, page: Page, number: int) -> Page:
        """Return a page of one part, which says that the other is missing."""
        here, missing = self._parts[number].name, self._parts[1 - number].name
        note = f"{missing!r} does not answer: the rows are those of {here!r} alone"
        return replace(page, end=page.end and None, note=note)

    async def get(self, id: str) -> Record | None:
        try:
            record = await self._primary.get_value(id)
        except SourceUnavailable:
            if (found := await self._fallback.get_value(id)) is None:
                raise
            return found
        return await self._fallback.get_value(id) if record is None else record

    # --- writing ---------------------------------------------------------------------------

    async def apply(self, write: Write) -> Stored:
        """Write to the primary; a row that only the fallback has is copied there first.

        Raises
        ------
        WriteRejected
            Of a delete, if the fallback has the row: it would show again.
        """
        if write.kind == "clear":
            return await self._clear(write)
        if write.id is None:
            return await self._sent(write)
        below = await self._fallback.get_value(write.id)
        if below is None or write.kind == "replace":
            return await self._sent(write)
        if write.kind == "delete":
            raise self._stays(write.id)
        if await self._primary.get_value(write.id) is not None:
            return await self._sent(write)
        if write.kind == "insert":
            return Stored(write.id, below)
        copied = write.fold(below) or {}
        return await self._sent(replace(write, kind="replace", patch=copied, before=None))

    async def _sent(self, write: Write) -> Stored:
        try:
            return await self._primary.apply(write)
        finally:
            if self._kept.part is self._primary:
                self._kept.drop()
            else:
                self._lookup.drop()

    async def _clear(self, write: Write) -> Stored:
        rows = await Vista(self, write.query).list_values(require="complete")
        if staying := await Lookup(self._fallback, self._keep_for).find(rows):
            raise self._stays(next(iter(staying)))
        for id, record in rows.items():
            key = f"{write.idempotency_key}-{id}"
            await self._sent(Write("delete", id, before=record, idempotency_key=key))
        return Stored()

    def _stays(self, id: str) -> WriteRejected:
        return WriteRejected(
            f"{self._fallback.name!r} has the record {id!r}, too, and is not written to",
            hint="overlay(merge(primary, fallback), edits) keeps what is deleted",
        )


def _pages(part: Vista) -> bool:
    """Whether windows of a part can be read without reading it whole."""
    able = part.capabilities
    return able.can("traverse_to_record") and way_of(able) is not None


async def _size(part: Vista) -> int:
    """Return how many rows must be read where a part is read whole, beyond what must be."""
    able = part.capabilities
    if able.granted.get("fetch_window") == "local" or way_of(able) is None:
        return 0
    return await part.get_count() if able.can("count") else SMALL + 1
