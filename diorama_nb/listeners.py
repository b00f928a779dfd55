"""Functions that are called when something happens."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Generic, ParamSpec

P = ParamSpec("P")

log = logging.getLogger("diorama")


def _logged(error: Exception) -> None:
    log.error("a listener failed: %s", error, exc_info=error)


class Listeners(Generic[P]):
    """Functions that are called when something happens, in the order in which they came.

    One that raises is reported, and the others are called all the same.

    Parameters
    ----------
    report : callable
        Told what a listener raised; by default that is logged.
    """

    def __init__(self, report: Callable[[Exception], object] = _logged) -> None:
        self._all: dict[object, Callable[P, object]] = {}
        self._report = report

    def add(self, listener: Callable[P, object]) -> Callable[[], None]:
        """Call a function from now on; return what ends that, however often it is called."""
        key = object()  # a function that listens twice is called twice, and ended one by one
        self._all[key] = listener

        def end() -> None:
            self._all.pop(key, None)

        return end

    def tell(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Call all of them."""
        for listener in tuple(self._all.values()):
            try:
                listener(*args, **kwargs)
            except Exception as error:
                self._report(error)

    def __len__(self) -> int:
        return len(self._all)

    def clear(self) -> None:
        """Call none of them any more."""
        self._all.clear()
