"""Reads a window where an executor runs it: in a thread, another process, another machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Final

from diorama_nb.cache import segments
from diorama_nb.errors import DioramaError
from diorama_nb.query import Query
from diorama_nb.rows import codec
from diorama_nb.runtime import core, flush_at_exit, run
from diorama_nb.vista.columns import Column
from diorama_nb.vista.recipe import Recipe
from diorama_nb.vista.source import Page, Source

IDLE: Final = 2.0
"""Seconds for which a source stays open behind its last window: mostly the next one comes."""


@dataclass(frozen=True, slots=True)
class Task:
    """A window to be read.

    Attributes
    ----------
    load : str
        Names the load it belongs to: its windows are read by one source in each process.
    number : int
        Its number in that load; no two tasks are equal, so that none is answered from memory.
    recipe : Recipe
        How the source is opened.
    query : Query
        What is asked; the source answers all of it.
    offset, limit : int
        Which rows.
    """

    load: str
    number: int
    recipe: Recipe
    query: Query
    offset: int
    limit: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A window that was read.

    Attributes
    ----------
    page : Page
        The answer, without its rows.
    rows : bytes
        The rows, as Arrow.
    columns : tuple of Column
        What the worker's source has seen of columns.
    state : object
        The state that it read, where the source knows one; see `Source.state`.
    """

    page: Page
    rows: bytes
    columns: tuple[Column, ...]
    state: object

    @property
    def whole(self) -> Page:
        """The answer with its rows."""
        return replace(self.page, rows=codec.decode(segments.unpack(self.rows).rows))


def read_window(task: Task) -> Answer | DioramaError:
    """Read a window; blocks. What is raised is returned: not every executor can raise it."""
    try:
        return run(_read(task))
    except DioramaError as error:
        return error


async def _read(task: Task) -> Answer:
    async with _sources.lent(task) as source:
        await source.prepare()
        page = await source.read_window(task.query, task.offset, task.limit)
        rows = segments.pack(segments.Part(codec.encode(page.rows)))
        return Answer(replace(page, rows={}), rows, source.about.columns, source.state)


class _Lent:
    """A source, and how many tasks use it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.users = 0
        self.ending: asyncio.TimerHandle | None = None


class _Sources:
    """The sources that tasks have opened in this process; used on its core loop only."""

    def __init__(self) -> None:
        self._open: dict[str, _Lent] = {}
        self._closing: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def lent(self, task: Task) -> AsyncIterator[Source]:
        """Lend the source of a load; one that nobody uses for a while is closed."""
        lent = self._open.get(task.load)
        if lent is None:
            lent = self._open[task.load] = _Lent(task.recipe.open())
            flush_at_exit(self)
        if lent.ending is not None:
            lent.ending.cancel()
        lent.users += 1
        try:
            yield lent.source
        finally:
            lent.users -= 1
            if not lent.users:
                lent.ending = core().loop.call_later(IDLE, self._end, task.load)

    def _end(self, load: str) -> None:
        if (lent := self._open.pop(load, None)) is not None:
            closing = asyncio.ensure_future(lent.source.aclose())
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    async def aclose(self) -> None:
        """Close all of them."""
        while self._open:
            _, lent = self._open.popitem()
            if lent.ending is not None:
                lent.ending.cancel()
            await lent.source.aclose()


_sources: Final = _Sources()
