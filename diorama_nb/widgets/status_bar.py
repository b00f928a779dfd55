"""StatusBar: how a Dio stands, and what a person can do about it."""

from __future__ import annotations

from typing import Any, Final

import traitlets

from diorama_nb.dio.dio import Dio
from diorama_nb.events import Event, ViewportChanged, ViewportClamped
from diorama_nb.scenery.throttle import Throttle
from diorama_nb.widgets.base import Widget, front_end
from diorama_nb.widgets.deciding import DECISIONS, decide
from diorama_nb.widgets.flow import paced
from diorama_nb.widgets.hosting import dio_of
from diorama_nb.widgets.messages import Message
from diorama_nb.widgets.nodes import text_of
from diorama_nb.widgets.state import problem
from diorama_nb.widgets.writes import FAILURES, failure, underway

FRAME: Final = 0.1
"""Seconds between two messages."""

AGAIN: Final = 0.2
"""Seconds between two looks during a refresh: the end of one that changed nothing is silent."""


class StatusBar(Widget):
    """A line that says how old the rows are, what failed, and which writes are not done.

    While rows follow what their source pushes it says "live" instead of their age.

    From it a person refreshes, tries again what failed, and decides about refused writes.

    Parameters
    ----------
    target : Dio or Vista facade
        What to tell of.
    title : str or None
        Shown first; None: the name of the data set.

    Examples
    --------
    >>> dio.status_bar()  # doctest: +SKIP
    """

    _esm = front_end("status_bar")
    _obeys = frozenset({"refresh", "retry", *DECISIONS})

    state = traitlets.Dict().tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)

    def __init__(self, target: Any, *, title: str | None = None) -> None:
        self.dio = dio = dio_of(target, "StatusBar")
        self._throttle = Throttle(self._update, dio.loop, FRAME)
        title = dio.name if title is None else title
        super().__init__(dio.loop, title=title, state=self._state())
        self._stops = (dio.bus.listen(self._heard), self._look_again(self._update))
        self._on_loop(self._throttle.ask)

    def _heard(self, event: Event) -> None:
        if not isinstance(event, ViewportChanged | ViewportClamped):
            self._throttle.ask()

    @paced
    def _update(self) -> None:
        self._tell({"state": self._state()})
        if self.dio.refreshing and not self.dio.closed:
            self._loop.call_later(AGAIN, self._throttle.ask)

    def _state(self) -> dict[str, Any]:
        """Return what the page shows; at most ten times a second."""
        dio, writes = self.dio, self.dio.writes
        pending, parked, blocked = writes.pending, writes.parked, writes.blocked
        error, at, held = _error(dio), _fetched_at(dio), dio.coverage
        return {
            "name": dio.name,
            "closed": dio.closed,
            "refreshing": dio.refreshing,
            "fetched_at": None if at is None else int(at * 1000),
            "live": dio.live,
            "rows": held.rows,
            "total": held.total,
            "complete": held.complete,
            "stale": dio.staleness != "fresh",
            "error": None if error is None else problem(error, "dio.refresh_error"),
            "blocked": None if blocked is None else problem(blocked, "dio.writes.blocked"),
            "notice": text_of(dio.master.source.trouble, 200),
            "pending": len(pending),
            "underway": [underway(ticket) for ticket in pending[:FAILURES]],
            "failures": len(parked),
            "failed": [failure(ticket) for ticket in parked[-FAILURES:]],
        }

    async def _do(self, message: Message) -> None:
        match message.kind:
            case "refresh" | "retry":
                self.dio.writes.kick()
                await self.dio.refresh()
            case _:
                await decide(self.dio.writes, message.kind, message.body)
        self._throttle.ask()

    async def _release(self) -> None:
        self._throttle.stop()
        await super()._release()

    def _as_text(self) -> str:
        writes = self.dio.writes
        told = f"{len(writes.pending)} writes pending, {len(writes.parked)} refused"
        return f"<StatusBar {self.title}: {self.dio.coverage}; {told}>"


def _fetched_at(dio: Dio) -> float | None:
    """Return when the oldest row was read; while some are missing, the last good refresh."""
    age = dio.age
    return dio.now() - age if age is not None else dio.refreshed_at or None


def _error(dio: Dio) -> Exception | None:
    """Return why rows can not be read."""
    failed = (view.error for view in dio.views if view.error is not None)
    return dio.refresh_error or next(failed, None)
