"""What a done write means for the rows, and for writes that were refused before. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from diorama_nb.errors import (
    AuthFailed,
    Closed,
    Forbidden,
    NotFound,
    RateLimited,
    SpecError,
    Unimplemented,
    Unsupported,
    WriteError,
)
from diorama_nb.values import Record
from diorama_nb.writes.ticket import FAILED, Ticket
from diorama_nb.writes.write import Stored, Write

REFUSALS: Final = (
    SpecError, Unsupported, Unimplemented, WriteError, NotFound,
    AuthFailed, Forbidden, RateLimited, Closed,
)  # fmt: skip
"""Errors that say a write was not done; after others it may have been."""


def outcome(
    write: Write, stored: Stored, base: Callable[[str], Record | None]
) -> tuple[dict[str, Record], list[str]]:
    """Return the rows that a done write leaves at the source, and the ids it takes away.

    Parameters
    ----------
    write : Write
        What was done.
    stored : Stored
        What the source said of it.
    base : callable
        Returns a row as the source told it before.
    """
    if write.kind == "clear":
        return {}, []  # the table finds them
    id = stored.id or write.id
    if write.kind == "delete" or id is None:
        return {}, [] if write.id is None else [write.id]
    record = stored.record
    if record is None:
        record = write.fold(base(write.id or id))
    gone = [] if write.id in (None, id) else [str(write.id)]
    return {} if record is None else {id: record}, gone


def covers(write: Write, other: Ticket) -> bool:
    """Whether a done write makes a refused one pointless."""
    whole = write.kind != "patch"
    return other.state in FAILED and (whole or other.fields <= write.patch.keys())
