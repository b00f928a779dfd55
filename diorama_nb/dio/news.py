"""Word that the source's rows may be others now, for whoever does not hold them."""

from __future__ import annotations

from collections.abc import Callable


class News:
    """Counts what is heard of the source's rows, and tells who wants to know.

    Attributes
    ----------
    count : int
        How often something was heard.
    """

    def __init__(self) -> None:
        self.count = 0
        self._listeners: dict[object, Callable[[], None]] = {}

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call a function each time; return what ends that."""
        key = object()
        self._listeners[key] = listener

        def stop() -> None:
            self._listeners.pop(key, None)

        return stop

    def heard(self) -> None:
        """Something was heard."""
        self.count += 1
        for listener in tuple(self._listeners.values()):
            listener()
