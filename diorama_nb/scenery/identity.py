"""Where the id of a new record comes from."""

from __future__ import annotations

import secrets
import threading
import time
import uuid
from dataclasses import dataclass
from typing import Any, Final, Protocol, runtime_checkable

from diorama_nb.errors import WriteRejected
from diorama_nb.values import Record, as_id, is_blank, lookup

_lock: Final = threading.Lock()
_last = 0


@runtime_checkable
class IdStrategy(Protocol):
    """Where the id of a new record comes from: `Uuid`, `Auto` or `FromRecord`."""

    def mint(self) -> str | None:
        """Return the id of a record nothing is known of yet; None: later."""

    def id_of(self, record: Record) -> str | None:
        """Return the id of a record that is to be inserted; None: the source makes it."""


@dataclass(frozen=True, slots=True)
class Uuid:
    """An id is made up when the draft is: a UUID that grows with time, not part of the record.

    The id is there before the source has answered, and a save that is repeated inserts nothing
    twice.
    """

    def mint(self) -> str:
        """Return a new id."""
        return str(uuid7())

    def id_of(self, record: Record) -> None:
        """Return None: the id is made up once."""


@dataclass(frozen=True, slots=True)
class Auto:
    """The source makes the id, and tells it when it has inserted the record.

    Such a record goes to the source itself, past an ``on_write``.
    """

    def mint(self) -> None:
        """Return None: only the source knows."""

    def id_of(self, record: Record) -> None:
        """Return None: only the source knows."""


@dataclass(frozen=True, slots=True)
class FromRecord:
    """The id is the value of a column of the record, e.g. ``FromRecord("sku")``.

    Parameters
    ----------
    column : str
        The column; filled in before the record is saved.
    """

    column: str

    def mint(self) -> None:
        """Return None: nothing is filled in yet."""

    def id_of(self, record: Record) -> str:
        """Return the value of the column as an id.

        Raises
        ------
        WriteRejected
            When it is blank.
        """
        value: Any = lookup(record, self.column)
        if is_blank(value) or value == "":
            raise WriteRejected(
                f"{self.column!r} is blank, and it is the id of the record",
                fields={self.column: "is needed"},
                hint=f"servo.set({self.column!r}, …)",
            )
        return as_id(value)


def uuid7() -> uuid.UUID:
    """Return a UUID of version 7 (RFC 9562): later ones are greater, in one process always.

    48 bits of milliseconds, 12 of 1/4096 milliseconds, 62 random ones.
    """
    global _last
    with _lock:
        _last = max(time.time_ns() * 4096 // 1_000_000, _last + 1)
        ticks = _last
    high = (ticks >> 12) << 16 | 0x7000 | ticks & 0xFFF
    return uuid.UUID(int=high << 64 | 0b10 << 62 | secrets.randbits(62))
