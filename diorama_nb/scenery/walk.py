"""Loading every chunk of a view, a few at a time, for as long as somebody waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from diorama_nb.scenery.paged import PagedBacking

WALKERS: Final = 4
"""Chunks under way at once; the source's own limits come on top."""


async def walk(
    view: PagedBacking, progress: Callable[[int, int | None], None] | None = None
) -> None:
    """Load every chunk of a view that is lacking or stale.

    Raises
    ------
    SourceError
        What the first chunk that failed raised; what was loaded stays.
    """
    gate, who = asyncio.Semaphore(WALKERS), object()

    async def load(number: int) -> None:
        async with gate:
            await view.ensure(number)
            if progress is not None:
                progress(view.places.loaded, view.estimated_total)

    try:
        if not view.settled:
            view.loads.walk(who, [0])
            await load(0)
        done: set[int] = set()
        while numbers := [n for n in view.needed(range(view.places.rows)) if n not in done]:
            view.loads.walk(who, numbers)
            async with asyncio.TaskGroup() as group:
                for number in sorted(numbers):
                    group.create_task(load(number))
            done.update(numbers)
    except ExceptionGroup as several:
        raise several.exceptions[0] from None
    finally:
        view.loads.walked(who)
        view.cancel_unwanted()
