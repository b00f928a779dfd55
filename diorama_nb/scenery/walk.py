"""Loading every chunk of a view, a few at a time, for as long as somebody waits for it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from diorama_nb.scenery.paged import PagedBacking

WALKERS: Final = 4
"""Chunks under way at once; the source's own limits come on top."""

TRIES: Final = 3
"""Times a walk asks for one chunk: rows that move between pages could chase each other."""


async def walk(
    view: PagedBacking,
    progress: Callable[[int, int | None], None] | None = None,
    at_once: int = WALKERS,
) -> None:
    """Load every chunk of a view that is lacking or stale, so many at once.

    Raises
    ------
    SourceError
        What the first chunk that failed raised; what was loaded stays.
    """
    gate, who = asyncio.Semaphore(at_once), object()

    async def load(number: int) -> None:
        async with gate:
            if not view.needs(number):
                return  # meanwhile somebody else has loaded it, or the end was seen before it
            await view.ensure(number)
            if progress is not None:
                progress(view.places.loaded, view.estimated_total)

    try:
        asked = Counter[int]()
        while numbers := [n for n in await view.needs_all() if asked[n] < TRIES]:
            view.loads.walk(who, numbers)
            async with asyncio.TaskGroup() as group:
                for number in sorted(numbers):
                    group.create_task(load(number))
            asked.update(numbers)
    except ExceptionGroup as several:
        raise several.exceptions[0] from None
    finally:
        view.loads.walked(who)
        view.cancel_unwanted()
