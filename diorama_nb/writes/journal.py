"""What a queue needs of the place where its writes survive a restart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from diorama_nb.writes.ticket import State
from diorama_nb.writes.write import Write


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
    error : str
        Why it was refused, for people.
    """

    number: int
    write: Write
    state: State
    error: str = ""


class Journal(Protocol):
    """Keeps accepted writes until they are done."""

    async def load(self) -> list[Entry]:
        """Return the writes that are not done, oldest first."""

    async def add(self, write: Write) -> int:
        """Keep a write; when this returns, it survives a power cut. Returns its number."""

    async def note(self, number: int, state: State, error: str = "") -> None:
        """Keep how far a write came."""

    async def replace(self, number: int, write: Write) -> None:
        """Keep another write under a number."""

    async def remove(self, number: int) -> None:
        """Forget a write: it is done, or given up."""

    async def aclose(self) -> None:
        """Close the file."""


class Unkept:
    """A journal that numbers writes and keeps none of them."""

    def __init__(self) -> None:
        self._number = 0

    async def load(self) -> list[Entry]:
        """Return nothing."""
        return []

    async def add(self, write: Write) -> int:
        """Number a write."""
        self._number += 1
        return self._number

    async def note(self, number: int, state: State, error: str = "") -> None:
        """Keep nothing."""

    async def replace(self, number: int, write: Write) -> None:
        """Keep nothing."""

    async def remove(self, number: int) -> None:
        """Forget nothing."""

    async def aclose(self) -> None:
        """Close nothing."""
