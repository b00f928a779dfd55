"""Answers ↔ bytes that any process of the team reads back; pure.

A value is ``magic, version | digest of key and body | length of facts | facts | rows``: facts
as CBOR, rows as an Arrow stream. The digest binds it to its key: a value that is damaged, cut,
of another version or from under another key is none, and never reaches a decoder.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from diorama_nb.cache import segments
from diorama_nb.rows import cells, codec
from diorama_nb.shared.keys import FORMAT
from diorama_nb.vista.source import Page

LARGEST: Final = 8 * 2**20
"""Bytes of the largest value; a larger answer is every kernel's own."""

_MAGIC: Final = b"dio" + bytes([FORMAT])
_DIGEST: Final = 16
_HEAD: Final = len(_MAGIC) + _DIGEST


@dataclass(frozen=True, slots=True)
class Packed:
    """An answer as bytes.

    Attributes
    ----------
    data : bytes
        All of it.
    content : bytes
        The same for answers with the same rows.
    """

    data: bytes
    content: bytes


def pack(key: str, page: Page, learned: dict[str, Any] | None) -> Packed | None:
    """Return an answer, and what was found out by it, as bytes; None if it can not be shared.

    Parameters
    ----------
    key : str
        The key it will be kept under.
    page : Page
        The answer.
    learned : dict or None
        Plain values; see `Sharing.learned`.
    """
    said = {"total": page.total, "next": page.next, "end": page.end, "received": page.received}
    try:
        facts = cells.dumps({**said, "note": page.note, "learned": learned})
        rows = segments.pack(segments.make_part(codec.encode(page.rows)))
    except Exception:  # e.g. a value no record can hold: it is every kernel's own then
        return None
    body = len(facts).to_bytes(4, "big") + facts + rows
    data = _MAGIC + _digest(key.encode(), body) + body
    return Packed(data, _digest(cells.dumps(said), rows)) if len(data) <= LARGEST else None


def unpack(key: str, data: bytes) -> tuple[Page, dict[str, Any] | None] | None:
    """Return what `pack` was given; None if these are no such bytes."""
    body = data[_HEAD:]
    if data[:_HEAD] != _MAGIC + _digest(key.encode(), body):
        return None
    try:
        stop = 4 + int.from_bytes(body[:4], "big")
        facts = cells.loads(body[4:stop])
        table = segments.unpack(body[stop:]).rows
        table.validate(full=True)
        learned = facts.pop("learned")
        return Page(codec.decode(table), requests=0, **facts), learned
    except Exception:  # made by something else that knows our digest
        return None


def _digest(*parts: bytes) -> bytes:
    told = hashlib.blake2b(digest_size=_DIGEST)
    for part in parts:
        told.update(len(part).to_bytes(8, "big") + part)
    return told.digest()
