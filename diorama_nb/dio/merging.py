"""What happens to rows on their way into the hot table: they keep their details."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from diorama_nb.values import Record

Told = Literal["listed", "whole", "detail"]
"""Who told rows: a list, which lacks their details; a writer, who is trusted; a detail."""


def _nothing() -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class Merged:
    """Rows as they are to be kept.

    Attributes
    ----------
    rows : mapping of str to Record
        id → whole record.
    metadata : mapping of str to object
        What to keep beside them, in the same step.
    done : callable
        Called when the cache has taken them.
    """

    rows: Mapping[str, Record]
    metadata: Mapping[str, Any] = field(default_factory=dict)
    done: Callable[[], None] = _nothing


class Merge(Protocol):
    """Turns rows that were told into rows to keep."""

    def __call__(self, rows: Mapping[str, Record], told: Told) -> Merged: ...


def as_they_are(rows: Mapping[str, Record], told: Told) -> Merged:
    """Keep rows as they were told."""
    return Merged(rows)
