"""Tells the pages of a grid how the values of the columns they show are spread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from diorama_nb.rows.distribution import Distribution, distribution
from diorama_nb.runtime import Tasks, in_thread
from diorama_nb.scenery.cut import Cut
from diorama_nb.scenery.table import TableScenery
from diorama_nb.values import display
from diorama_nb.widgets.messages import VERSION
from diorama_nb.widgets.wire import clean

EVERY: Final = 1.0
"""Seconds between two computations, at least; and four times as long as one takes."""

MOST_VIEWS: Final = 8
"""Pages whose wishes are remembered."""

CHARS: Final = 80
"""Characters of a value that are told."""


class Summaries:
    """The distributions of the columns that pages show.

    One computation at a time, off the loop, and only while a page wants one.

    Parameters
    ----------
    scenery : TableScenery
        What the grid shows.
    send : callable
        Tells all pages.
    """

    def __init__(
        self, scenery: TableScenery, send: Callable[[dict[str, Any]], None], tasks: Tasks
    ) -> None:
        self._scenery = scenery
        self._send = send
        self._tasks = tasks
        self._wanted: dict[str, frozenset[str]] = {}
        self._told: tuple[int, frozenset[str]] | None = None
        self._running = False

    def want(self, view: str, names: Sequence[str]) -> None:
        """Take note of the columns one page shows; none: it wants to hear nothing."""
        self._wanted.pop(view, None)
        if names:
            self._wanted[view] = frozenset(names)
            self._told = None  # it has not heard what the others have
        if len(self._wanted) > MOST_VIEWS:
            del self._wanted[next(iter(self._wanted))]
        self.follow()

    def follow(self) -> None:
        """Tell of the rows as they are now, soon; the scenery has changed."""
        if self._due and not self._running:
            self._running = True
            self._tasks.spawn(self._keep_up(), "distributions of a grid")

    @property
    def _due(self) -> bool:
        generation, names = self._state
        return bool(names and generation) and self._told != (generation, names)

    @property
    def _state(self) -> tuple[int, frozenset[str]]:
        return self._scenery.generation, frozenset().union(*self._wanted.values())

    async def _keep_up(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._due:
                begun = loop.time()
                generation, names = self._told = self._state
                cut = self._scenery.cut
                found = await in_thread(_spread, cut, sorted(names))
                total = self._scenery.row_count if self._scenery.total_final else None
                self._send(_message(generation, cut.places.loaded, total, found))
                await asyncio.sleep(max(EVERY, 4 * (loop.time() - begun)))
        finally:
            self._running = False


def _spread(cut: Cut, names: Sequence[str]) -> dict[str, Distribution]:
    positions = cut.places.all_positions()
    return {name: distribution(cut.store, positions, name) for name in names}


def _message(
    generation: int, rows: int, total: int | None, found: Mapping[str, Distribution]
) -> dict[str, Any]:
    return {
        "v": VERSION,
        "kind": "distributions",
        "id": None,
        "seq": None,
        "generation": generation,
        "rows": rows,
        "total": total,
        "columns": {name: _told(one) for name, one in found.items()},
    }


def _told(one: Distribution) -> dict[str, Any]:
    return {
        "rows": one.rows,
        "blanks": one.blanks,
        "low": _text(one.low),
        "high": _text(one.high),
        "bins": list(one.bins),
        "top": [[_text(value), count] for value, count in one.top],
        "distinct": one.distinct,
    }


def _text(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    return clean(display(value)[:CHARS])
