"""Word that the source's rows may be others now, for whoever does not hold them."""

from __future__ import annotations

from collections.abc import Callable

from diorama_nb.listeners import Listeners


class News:
    """Counts what is heard of the source's rows, and tells who wants to know.

    Attributes
    ----------
    count : int
        How often something was heard.
    """

    def __init__(self) -> None:
        self.count = 0
        self._listeners: Listeners[[]] = Listeners()

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call a function each time; return what ends that."""
        return self._listeners.add(listener)

    def heard(self) -> None:
        """Something was heard."""
        self.count += 1
        self._listeners.tell()
