"""The number of rows of a view, where it has to be asked for by itself."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from diorama_nb.scenery.paged import PagedBacking


class Counting:
    """Asks the source how many rows a view has, once after each refresh that did not tell.

    Parameters
    ----------
    view : PagedBacking
        Told what was counted.
    """

    def __init__(self, view: PagedBacking) -> None:
        self._view = view
        self._stated_at = -1  # refreshes begun when the total was last stated
        self._task: asyncio.Task[None] | None = None

    def note_stated(self) -> None:
        """The source stated the total, and nothing newer is known."""
        self._stated_at = self._view.renewals

    @property
    def due(self) -> bool:
        """Whether the total is unknown, or was stated before the last refresh."""
        total = self._view.total
        told = total.stated or total.estimated
        known = total.final or total.estimated
        return not known or (told and self._stated_at < self._view.renewals)

    def start(self) -> asyncio.Task[None]:
        """Ask, unless that is under way."""
        if self._task is None or self._task.done():
            host = self._view.host
            self._task = host.tasks.spawn(self._ask(), f"count {host.name}")
        return self._task

    def cancel(self) -> None:
        """Nobody waits for it any more."""
        if self._task is not None:
            self._task.cancel()

    async def settle(self) -> None:
        """Wait until the total is as well known as the source can tell."""
        if self.due:
            await asyncio.wait({self.start()})

    async def exactly(self) -> None:
        """Wait until the total is as well known as the source can tell, and no estimate."""
        await self.settle()
        view, began = self._view, self._view.renewals
        if view.total.estimated:
            stated = await view.host.loader.total(view.query)
            if stated is not None and view.total.estimated:
                self._stated_at = began
                view.counted(stated)

    async def _ask(self) -> None:
        view, began = self._view, self._view.renewals
        if view.total.denied is None:  # else an estimate was wrong: they are counted
            about = await view.host.loader.estimate(view.query)
            if about is not None:
                if self.due:
                    self._stated_at = began
                    view.estimated(about)
                return
        stated = await view.host.loader.total(view.query)
        if stated is not None and self.due:
            self._stated_at = began
            view.counted(stated)
