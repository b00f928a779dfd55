"""What a stored table says about itself, and the keys its values have. Pure.

The header names every part with its checksum, and the metadata by the checksum of their
list: whatever is missing, stale or damaged below a header is noticed. ::

    t/<slug>-<hash>/h          the header
    t/<slug>-<hash>/p/<n>      parts of the log (`diorama_nb.cache.segments`)
    t/<slug>-<hash>/k          the metadata keys with size and checksum of their values
    t/<slug>-<hash>/m/<key>    a metadata value
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from diorama_nb.errors import CacheError
from diorama_nb.rows.cells import dumps, loads

FORMAT: Final = 1
"""Version of everything stored in a cache folder; another one means a cold start."""


class Damaged(Exception):
    """What is stored is not what was written."""


class Gone(Damaged):
    """The whole database was damaged and has been set aside; there is an empty one now."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A part of the log, as its header knows it; numbers are never used twice."""

    number: int
    weight: int
    size: int
    crc: int


@dataclass(frozen=True, slots=True)
class Header:
    """The state of a table as of one commit.

    Attributes
    ----------
    name : str
        Name of the table.
    life : str
        Random; a table that is dropped and made again has another.
    generation : int
        Grows with each commit.
    log : tuple of Entry
        The parts, oldest first.
    base : int
        How many of them were there when the whole log was last looked through.
    clean : int
        How many of them are known to replace nothing of each other.
    next : int
        Number of the next part.
    count : int or None
        Number of current rows where a writer knew it.
    metadata : tuple of (size, checksum, bytes of the values) or None
        Of the list of metadata keys.
    """

    name: str
    life: str = ""
    generation: int = 0
    log: tuple[Entry, ...] = ()
    base: int = 0
    clean: int = 0
    next: int = 0
    count: int | None = 0
    metadata: tuple[int, int, int] | None = None

    @property
    def size(self) -> int:
        """Bytes of all parts and metadata."""
        held = sum(entry.size for entry in self.log)
        return held + (self.metadata[0] + self.metadata[2] if self.metadata else 0)

    def pack(self) -> bytes:
        """Return the header as bytes."""
        log = [[e.number, e.weight, e.size, e.crc] for e in self.log]
        meta = None if self.metadata is None else list(self.metadata)
        return dumps(
            [FORMAT, self.name, self.life, self.generation, log, self.base, self.clean,
             self.next, self.count, meta]
        )  # fmt: skip

    @classmethod
    def unpack(cls, data: bytes) -> Header:
        """Return the header that `pack` made bytes of."""
        try:
            version, name, life, generation, log, base, clean, following, count, meta = loads(
                data
            )
            if version != FORMAT:
                raise Damaged(f"the table is of format {version}, not {FORMAT}")
            entries = tuple(Entry(*entry) for entry in log)
            metadata = None if meta is None else (meta[0], meta[1], meta[2])
        except (CacheError, TypeError, ValueError, IndexError) as error:
            raise Damaged(f"a header can not be read: {error}") from error
        return cls(name, life, generation, entries, base, clean, following, count, metadata)

    def with_(self, **changes: Any) -> Header:
        """Return a copy with some fields replaced."""
        return dataclasses.replace(self, **changes)


def checksum(key: str, payload: bytes | memoryview) -> int:
    """Return the checksum of a value under its key, so that swapped values are noticed too."""
    return zlib.crc32(payload, zlib.crc32(key.encode()))


def prefix(name: str) -> str:
    """Return the beginning of all keys of a table: readable, and safe for any name.

    >>> prefix("Products/2024")
    't/products-2024-e1b46d4b2d20/'
    """
    return f"t/{file_name(name)}/"


def file_name(name: str) -> str:
    """Return a name that is safe for files: readable, and another one for each name.

    >>> file_name("Products/2024")
    'products-2024-e1b46d4b2d20'
    """
    slug = re.sub(r"[^a-z0-9_]+", "-", name.lower()[:200]).strip("-")[:40] or "table"
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=6)
    return f"{slug}-{digest.hexdigest()}"


def metadata_key(table: str, key: str) -> str:
    """Return where a metadata value is kept; `table` is the table's prefix."""
    return f"{table}m/{quote(key.encode('utf-8', 'surrogatepass'), safe=' :=,')}"


def encode_metadata(values: Mapping[str, Any]) -> dict[str, bytes | None]:
    """Return metadata values as bytes; None stays, it deletes a key."""
    return {
        key: None if value is None else dumps(value, f"metadata {key}")
        for key, value in values.items()
    }
