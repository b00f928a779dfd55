"""Reads windows by asking for the pages that the pure courses of `paging` want."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from diorama_nb.query import Query
from diorama_nb.vista.rest import paging, walks
from diorama_nb.vista.rest.asking import Params
from diorama_nb.vista.rest.messages import together
from diorama_nb.vista.rest.paging import Asking, Cut, Got, Sizes
from diorama_nb.vista.rest.ways import Offset, Page, Skipping

if TYPE_CHECKING:
    from diorama_nb.vista.rest.reader import Reader

_NUMBERS: Final = Offset("skip", "limit")  # names of our own: they only carry numbers


async def _answered(
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

    return await _answered(paging.offset_window(_NUMBERS, offset, limit, sizes), ask)


async def read_cut(
    reader: Reader, query: Query, way: Skipping | Page, offset: int, limit: int
) -> Cut:
    """Read rows [offset, offset + limit), as far as the API opens windows.

    Raises
    ------
    WindowCapped
        If rows of it lie where it opens none.
    """
    stop, cap = offset + limit, reader.plan.window_cap
    if cap is not None and isinstance(way, Page):  # half a page can not be had
        cap -= cap % (reader.sizes.page or reader.sizes.asked)
    if cap is not None and offset >= cap:
        raise walks.window_capped(cap)
    within = limit if cap is None else min(stop, cap) - offset
    cut = await _read(reader, query, way, offset, within)
    if within < limit and len(cut.rows) == within and cut.total != cap:
        raise walks.window_capped(within + offset)
    return cut


async def _read(
    reader: Reader, query: Query, way: Skipping | Page, offset: int, limit: int
) -> Cut:
    asking: Asking
    sizes, seed = reader.sizes, reader.take_spare(query)
    if isinstance(way, Skipping):
        asking = paging.offset_window(way, offset, limit, sizes, seed=seed)
    else:
        if seed is not None and len(seed.rows) != sizes.page:
            seed = None
        repeats = reader.plan.past_end == "repeats"
        asking = paging.page_window(way, offset, limit, sizes, seed=seed, repeats=repeats)
    read = [seed] if seed is not None else []

    async def ask(wanted: Iterable[Params]) -> list[Got]:
        got = await _ask_pages(reader, query, way, wanted)
        read.extend(got)
        return got

    with reader.locating(read):
        return paging.doubted(await _answered(asking, ask), read)


async def _ask_pages(
    reader: Reader, query: Query, way: Skipping | Page, wanted: Iterable[Params]
) -> list[Got]:
    """Ask for several pages side by side."""
    first = _begin(walks.first_params(way, reader.sizes))
    return await together(
        [
            partial(
                reader.ask,
                query,
                reader.call(query, params),
                after=None if _begin(params) == first else way,
            )
            for params in wanted
        ]
    )


def _begin(params: Params) -> tuple[str, str]:
    """Return what says where a page begins: a number, or the first of a range."""
    return params[0][0], params[0][1].partition("-")[0]
