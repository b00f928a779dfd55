"""The pages that show one grid: which rows each looks at, and how far its messages came."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from diorama_nb.widgets.messages import Message

MAX_VIEWS: Final = 8
"""Views of one grid that rows are pushed to; one heard of longer ago asks for itself."""


class Views:
    """Views by name; the one heard last stands last."""

    def __init__(self) -> None:
        self._views: dict[str, tuple[int, range]] = {}

    def hear(self, message: Message) -> bool:
        """Take note of a message; return whether it is newer than all others of its view.

        An older one waited behind a busy cell, and a newer one was answered already.
        """
        seen = self._views.get(message.view)
        if seen is not None and message.seq <= seen[0]:
            return False
        self._views.pop(message.view, None)
        wanted = seen[1] if seen is not None else range(0)
        self._views[message.view] = (message.seq, message.body.get("range", wanted))
        if len(self._views) > MAX_VIEWS:
            del self._views[next(iter(self._views))]
        return True

    def __iter__(self) -> Iterator[tuple[str, range]]:
        """Yield the name of each view and the rows it shows."""
        return iter([(view, wanted) for view, (_, wanted) in self._views.items()])

    @property
    def last(self) -> range | None:
        """The rows of the view heard last, if there is one."""
        return next(reversed(self._views.values()))[1] if self._views else None
