"""What kernels tell each other ↔ bytes; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from diorama_nb.changes import Change, Deleted, Inserted, Invalidated, Updated
from diorama_nb.errors import DioramaError
from diorama_nb.rows import cells
from diorama_nb.writes.write import Stored, Write

LARGEST: Final = 2**16
"""Bytes of the largest record that is told; of a larger one only the id is."""


@dataclass(frozen=True, slots=True)
class Reread:
    """Somebody has read the source again, and found other rows: they are shared already."""


News = Change | Reread

_KINDS: Final[dict[str, type[Any]]] = {
    "inserted": Inserted,
    "updated": Updated,
    "deleted": Deleted,
    "invalidated": Invalidated,
    "reread": Reread,
}
_NAMES: Final = {kind: name for name, kind in _KINDS.items()}

REREAD: Final = cells.dumps(["reread"])
"""A `Reread` as bytes."""


def of_write(write: Write, stored: Stored) -> Change:
    """Return what others are to know of a write that was applied."""
    id = stored.id or write.id
    renamed = write.id is not None and write.kind != "insert" and id != write.id
    if id is None or renamed:
        return Invalidated(f"a {write.kind} by another kernel")
    if write.kind == "delete":
        return Deleted(id)
    return (Inserted if write.kind == "insert" else Updated)(id, stored.record)


def pack(news: News) -> bytes:
    """Return news as bytes; of a record that is too large or can not be stored, only the id."""
    name, id = _NAMES.get(type(news), "invalidated"), getattr(news, "id", None)
    if id is None:
        return cells.dumps([name])
    try:
        told = cells.dumps([name, id, getattr(news, "record", None)])
    except DioramaError:
        told = b""
    return told if 0 < len(told) <= LARGEST else cells.dumps([name, id, None])


def unpack(data: bytes) -> News:
    """Return what `pack` was given; of anything else, that something changed."""
    try:
        match cells.loads(data):
            case [("inserted" | "updated") as name, str(id), dict() | None as record]:
                news: News = _KINDS[name](id, record)
                return news
            case ["deleted", str(id), None]:
                return Deleted(id)
            case ["reread"]:
                return Reread()
    except DioramaError:
        pass
    return Invalidated("news of another kernel")
