"""What is alive: a count of the Dios, sceneries and drafts of this process, to find leaks."""

from __future__ import annotations

import threading
import weakref
from typing import Final, Literal, Protocol

Kind = Literal["dios", "table_sceneries", "record_sceneries", "value_sceneries", "servos"]

KINDS: Final[tuple[Kind, ...]] = (
    "dios", "table_sceneries", "record_sceneries", "value_sceneries", "servos",
)  # fmt: skip


class Closable(Protocol):
    """Something that lives until it is closed or collected."""

    @property
    def closed(self) -> bool:
        """Whether it was closed."""


_alive: Final[dict[Kind, weakref.WeakSet[Closable]]] = {k: weakref.WeakSet() for k in KINDS}
_lock: Final = threading.Lock()


def enrol(kind: Kind, one: Closable) -> None:
    """Count something until it is closed or collected."""
    with _lock:
        _alive[kind].add(one)


def census() -> dict[str, int]:
    """Count what is alive in this process: neither closed nor collected.

    Returns
    -------
    dict of str to int
        ``dios``, ``table_sceneries``, ``record_sceneries``, ``value_sceneries`` and ``servos``.

    Notes
    -----
    A number that grows while a notebook is used tells of something that is kept somewhere:
    in ``Out[…]``, in a widget that was not closed. To refer to a Dio without keeping it alive,
    hold ``weakref.ref(dio)``; a Lens keeps those it made until it is closed.
    """
    with _lock:
        alive = {kind: list(those) for kind, those in _alive.items()}
    return {kind: sum(not one.closed for one in those) for kind, those in alive.items()}
