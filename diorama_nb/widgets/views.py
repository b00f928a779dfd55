"""The pages that show one grid: which rows each looks at, and how far its messages came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from diorama_nb.scenery.cut import Window
from diorama_nb.scenery.table import TableScenery
from diorama_nb.widgets.anchor import row_shift
from diorama_nb.widgets.flow import Budget
from diorama_nb.widgets.messages import Message

MAX_VIEWS: Final = 8
"""Views of one grid that rows are pushed to; one heard of longer ago asks for itself."""

ANSWERS: Final = 50
"""Viewports of one page that are answered at once, and then each second."""

ABOVE: Final = 50
"""Rows above those on show that are looked through for rows that only changed their place."""


class View:
    """One page: the rows it looks at, and those it was told last."""

    def __init__(self) -> None:
        self.seq = -1  # of the viewport heard last
        self.heard: dict[str, int] = {}  # numbers of the newest messages, by kind
        self.wanted = range(0)
        self.columns: tuple[int, ...] | None = None  # by number; None: all
        self.encoding = "arrow"
        self.budget = Budget(ANSWERS, ANSWERS)
        self.answer_due = False
        self._top = 0
        self._told: _Told | None = None
        self._moved = (0, 0)

    def hear(self, message: Message) -> None:
        """Take note of a newer message."""
        self.heard[message.kind] = message.seq
        if message.kind == "set_viewport":
            self.seq = message.seq
            body = message.body
            # The page had not yet heard of our last move when it asked.
            late = body["generation"] < self._moved[0]
            self._place(body["range"], body["top"], self._moved[1] if late else 0)
            self.encoding = body["encoding"]
            self.columns = body["columns"]

    def follow(self, scenery: TableScenery) -> int:
        """Look at the rows that were told last, wherever they stand; return how far that is.

        Rows that were on show and stand above them now have changed their place in the order:
        that is to be seen, so the view stays.
        """
        told = self._told
        if told is None or told.generation == scenery.generation or told.query != scenery.query:
            return 0
        shift = row_shift(told.ids, told.first, self._top, scenery.index_of)
        if shift > 0:
            seen = {id for id in told.ids[max(0, self._top - told.first) :] if id is not None}
            top = self._top + shift
            above = scenery.window(range(max(self._top, top - ABOVE), top), ()).ids
            shift = 0 if seen.intersection(above) else shift
        if shift:
            self._place(self.wanted, self._top, shift)
            self._moved = (scenery.generation, shift)
        return shift

    @property
    def seen(self) -> range:
        """The rows it looks at, without those above that it asks for to scroll smoothly."""
        return range(min(self._top, self.wanted.stop), self.wanted.stop)

    def note(self, window: Window, query: Any) -> None:
        """Remember what the page was told."""
        self._told = _Told(window.ids, window.first, window.generation, query)

    def _place(self, wanted: range, top: int, shift: int) -> None:
        first = max(0, wanted.start + shift)
        self.wanted = range(first, max(first, wanted.stop + shift))
        self._top = max(0, top + shift)


@dataclass(frozen=True, slots=True)
class _Told:
    ids: list[str | None]
    first: int
    generation: int
    query: Any


class Views:
    """Views by name; the one heard last stands last."""

    def __init__(self) -> None:
        self._views: dict[str, View] = {}
        self.left = False  # there were views, and all of them are gone

    def hear(self, message: Message) -> bool:
        """Take note of a message; return whether it is the newest of its kind and view.

        An older one took another way, behind a busy cell, and a newer one was answered already.
        """
        self.left = False
        view = self._views.get(message.view)
        if view is not None and message.seq <= view.heard.get(message.kind, -1):
            return False
        self._views.pop(message.view, None)
        view = self._views[message.view] = view or View()
        view.hear(message)
        if len(self._views) > MAX_VIEWS:
            del self._views[next(iter(self._views))]
        return True

    def leave(self, name: str) -> None:
        """Forget a view that is gone."""
        if self._views.pop(name, None) is not None:
            self.left = not self._views

    def __len__(self) -> int:
        return len(self._views)

    def __getitem__(self, name: str) -> View:
        return self._views[name]

    def __iter__(self) -> Iterator[tuple[str, View]]:
        """Yield the name of each view, and the view."""
        return iter(list(self._views.items()))

    @property
    def last(self) -> range | None:
        """The rows of the view heard last from the one at its top, if there is a view."""
        return next(reversed(self._views.values())).seen if self._views else None
