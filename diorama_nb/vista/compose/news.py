"""The changes of several parts as one stream."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence

from diorama_nb.changes import Change
from diorama_nb.vista.vista import Vista


async def merged(
    streams: Sequence[tuple[Vista, AsyncIterator[Change]]],
    told: Callable[[Vista, Change], Awaitable[Change | None]],
) -> AsyncGenerator[Change, None]:
    """Yield the changes of some parts as they come, until one ends or fails.

    Whoever follows subscribes again then, to all of them.

    Parameters
    ----------
    streams : sequence of (Vista, async iterator of Change)
        The parts and what they tell.
    told : callable
        Makes of a part's change what it means for the whole; None: nothing.
    """
    news: asyncio.Queue[Change | Exception | None] = asyncio.Queue(1)

    async def drain(part: Vista, stream: AsyncIterator[Change]) -> None:
        try:
            async for change in stream:
                if (known := await told(part, change)) is not None:
                    await news.put(known)
        except Exception as error:  # whoever listens is told
            await news.put(error)
        else:
            await news.put(None)
        finally:
            if isinstance(stream, AsyncGenerator):
                await stream.aclose()

    tasks = [
        asyncio.create_task(drain(part, stream), name=f"diorama changes of {part.name}")
        for part, stream in streams
    ]
    try:
        while (item := await news.get()) is not None:
            if isinstance(item, Exception):
                raise item
            yield item
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
