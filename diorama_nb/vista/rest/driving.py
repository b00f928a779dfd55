"""Asks for the pages that the pure courses of `paging` want, and gives them the answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from diorama_nb.vista.rest import paging
from diorama_nb.vista.rest.asking import Params
from diorama_nb.vista.rest.paging import Asking, Cut, Got, Sizes
from diorama_nb.vista.rest.ways import Offset

_NUMBERS = Offset("skip", "limit")  # names of our own: they only carry two numbers


async def answered(
    asking: Asking, ask: Callable[[Sequence[Params]], Awaitable[list[Got]]]
) -> Cut:
    """Return what a course ends with, whose pages are asked for one round after another."""
    try:
        wanted = next(asking)
        while True:
            wanted = asking.send(await ask(wanted))
    except StopIteration as stop:
        cut: Cut = stop.value
        return cut


async def cut_window(
    read: Callable[[int, int], Awaitable[Got]], offset: int, limit: int, sizes: Sizes
) -> Cut:
    """Return rows [offset, offset + limit) of what is read by rows to skip and to take."""

    async def ask(wanted: Sequence[Params]) -> list[Got]:
        return [await read(*(int(number) for _, number in params)) for params in wanted]

    return await answered(paging.offset_window(_NUMBERS, offset, limit, sizes), ask)
