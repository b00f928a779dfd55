"""Laws of watching: news arrives, or the stream says that some may be lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Final, cast

from diorama_nb.changes import Change, Deleted, Gap, Inserted, Invalidated, Updated
from diorama_nb.testing.contract.base import Contract, able, differing, law
from diorama_nb.vista.vista import Vista

PATIENCE: Final = 30.0
"""Seconds a change may take to arrive."""


class Watching(Contract):
    """Who follows a stream knows everything, or knows that they do not."""

    @law
    async def test_a_stream_begins_with_a_gap(self, vista: Vista) -> None:
        if await self._watched(vista):
            async with self._stream(vista) as stream:
                assert isinstance(await _next(stream), Gap)

    @law
    async def test_a_change_made_elsewhere_arrives(self, vista: Vista) -> None:
        if not await self._watched(vista):
            return
        id, record = self.ids[0], {**self.unstamped(self.rows[0]), **self.change()}
        async with self._stream(vista) as stream:
            await _next(stream)
            await self.elsewhere(vista, id, record)
            told = await _about(stream, id)
            if isinstance(told, Inserted | Updated) and told.record is not None:
                assert differing({id: self.unstamped(told.record)}, {id: record}) == []
            assert await vista.get_value(id) is not None
            await self.elsewhere(vista, id, None)
            told = await _about(stream, id)
            assert not isinstance(told, Inserted | Updated) or told.record is None
            assert await vista.get_value(id) is None

    @law
    async def test_a_stream_that_goes_on_tells_what_was_missed_or_that_it_may_be(
        self, vista: Vista
    ) -> None:
        if not await self._watched(vista):
            return
        first, second = self.ids[0], self.ids[1]
        changed = {**self.unstamped(self.rows[0]), **self.change()}
        async with self._stream(vista) as stream:
            await _next(stream)
            await self.elsewhere(vista, first, changed)
            told = await _about(stream, first)
        token = None if isinstance(told, Gap) else told.token
        await self.elsewhere(vista, second, None)
        async with self._stream(vista, token) as stream:
            told = await _about(stream, second)
            assert isinstance(told, Gap | Invalidated | Deleted) or told.record is None

    @law
    async def test_a_token_nobody_knows_is_a_gap(self, vista: Vista) -> None:
        if await self._watched(vista):
            async with self._stream(vista, "999999999") as stream:
                assert isinstance(await _next(stream), Gap)

    async def _watched(self, vista: Vista) -> bool:
        async def first() -> Change:
            async with self._stream(vista) as stream:
                return await _next(stream)

        return await able(vista, "subscribe", first)

    def _stream(
        self, vista: Vista, since: str | None = None
    ) -> aclosing[AsyncGenerator[Change, None]]:
        return aclosing(cast(AsyncGenerator[Change, None], vista.watch(since)))


async def _next(stream: AsyncIterator[Change]) -> Change:
    async with asyncio.timeout(PATIENCE):
        return await anext(stream)


async def _about(stream: AsyncIterator[Change], id: str) -> Change:
    """Return the next news that concerns a record; of everything counts too."""
    while True:
        change = await _next(stream)
        if isinstance(change, Gap | Invalidated) or change.id == id:
            return change
