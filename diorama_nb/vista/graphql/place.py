"""Where a walk over pages goes on, as the text that stands for the next page; pure."""

from __future__ import annotations

import json
from dataclasses import dataclass

from diorama_nb.vista.rest.paging import loop_error


@dataclass(frozen=True, slots=True)
class Place:
    """A place between two pages, and what happened before it.

    Attributes
    ----------
    cursor : str or None
        The cursor of the row before; None at the start, and where rows are skipped by number.
    position : int
        Rows before it.
    lost : int
        How many of them the source could not give.
    mark : str
        Mark of the page before, by which a walk in circles is noticed.
    """

    cursor: str | None
    position: int = 0
    lost: int = 0
    mark: str = ""

    def __str__(self) -> str:
        return json.dumps([self.cursor, self.position, self.lost, self.mark])

    @classmethod
    def parse(cls, text: str) -> Place:
        """Read a place back."""
        try:
            return cls(*json.loads(text))
        except (ValueError, TypeError):
            raise loop_error("a token that is none of its own") from None
