"""What a queue needs of the place where its writes survive a restart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from diorama_nb.writes.ticket import State
from diorama_nb.writes.write import Stored, Write

DONE: Final = ("settled", "discarded")
"""States of a write that nobody has to do anything about."""

BEFORE: Final[dict[State, tuple[State, ...]]] = {
    "queued": ("queued", "sending", "parked", "unknown"),
    "sending": ("queued", "sending"),
    "parked": ("queued", "sending", "parked"),
    "unknown": ("queued", "sending", "unknown"),
    "settled": ("queued", "sending"),
    "discarded": ("queued", "parked", "unknown"),
}
"""State → those a write comes from; in others another process was faster."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One write as it was journaled.

    Attributes
    ----------
    number : int
        Where it stands among the others.
    write : Write
        What is to be done.
    state : str
        How far it came; see `Ticket`.
    error : Exception or None
        Why it was refused, or has to wait.
    stored : Stored or None
        What the source made of it, once it is settled.
    """

    number: int
    write: Write
    state: State
    error: Exception | None = None
    stored: Stored | None = None


class Journal(Protocol):
    """Keeps accepted writes until they are done; several processes may share one.

    Attributes
    ----------
    keeps : bool
        Whether what is in it survives the process.
    poll : float or None
        Seconds between two looks at what other processes did; None where there are none.
    """

    keeps: bool
    poll: float | None

    async def lead(self) -> bool:
        """Return whether it is this process that sends the writes; it stays so."""

    async def load(self) -> list[Entry]:
        """Return the writes that are not done, and those done lately, oldest first."""

    async def news(self) -> list[Entry] | None:
        """Do as `load` if another process changed something since, else return None."""

    async def add(self, write: Write) -> int:
        """Keep a write; when this returns, it survives a power cut. Returns its number."""

    async def move(
        self,
        number: int,
        state: State,
        *,
        error: Exception | None = None,
        stored: Stored | None = None,
    ) -> bool:
        """Keep how far a write came; false if another process has moved it elsewhere."""

    async def replace(self, number: int, write: Write) -> None:
        """Keep another write under a number."""

    async def aclose(self) -> None:
        """Close the file, and let other processes send what is in it."""


class Unkept:
    """A journal that numbers writes and keeps none of them."""

    keeps: bool = False
    poll: float | None = None

    def __init__(self) -> None:
        self._number = 0

    async def lead(self) -> bool:
        """Nobody else could."""
        return True

    async def load(self) -> list[Entry]:
        """Return nothing."""
        return []

    async def news(self) -> list[Entry] | None:
        """Return nothing."""
        return None

    async def add(self, write: Write) -> int:
        """Number a write."""
        self._number += 1
        return self._number

    async def move(
        self,
        number: int,
        state: State,
        *,
        error: Exception | None = None,
        stored: Stored | None = None,
    ) -> bool:
        """Keep nothing."""
        return True

    async def replace(self, number: int, write: Write) -> None:
        """Keep nothing."""

    async def aclose(self) -> None:
        """Close nothing."""
