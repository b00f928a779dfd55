"""Helpers for tests of streams of changes, in real time."""

import asyncio
from contextlib import aclosing, asynccontextmanager

import diorama_nb as dn


@asynccontextmanager
async def heard(vista, since=None):
    """Give a function that returns the next change."""
    async with aclosing(vista.watch(since)) as stream:

        async def following():
            async with asyncio.timeout(30):
                return await anext(stream)

        yield following
    await vista.aclose()


@asynccontextmanager
async def watched(vista):
    """Give a Dio that follows a data set, and a list of the news it heard."""
    lens, told = dn.Lens(runtime="current"), []

    @lens.on_event
    async def note(dio, change):
        told.append(change)
        await dio.apply_change(change)

    dio = await lens.make_dio(vista)
    await dio.watch()
    try:
        yield dio, told
    finally:
        await dio.aclose()
        await lens.aclose()


async def until(holds):
    """Wait until a condition holds that only asking can tell of."""
    async with asyncio.timeout(30):
        while not await holds():  # noqa: ASYNC110 - a server has no event to wait for
            await asyncio.sleep(0.002)
