"""How diskcache stores keys and values here: text keys, bytes in the database, nothing else.

diskcache would otherwise build objects from stored bytes and open files whose names it finds
in the database, so whoever can write the folder could run code or read and delete files.
"""

from __future__ import annotations

import sqlite3
from typing import Any, Final

import diskcache

RAW: Final = 1
"""diskcache's mode of values that lie in the database as they are."""


class Refused(Exception):
    """The database holds something this package never writes."""


class SafeDisk(diskcache.Disk):  # type: ignore[misc] # diskcache ships no types
    """Stores text keys and bytes; refuses to read anything else."""

    def put(self, key: Any) -> tuple[str, bool]:
        """Return a key as it is stored."""
        if type(key) is not str:
            raise TypeError(f"a cache key is text, not {type(key).__name__}")
        return key, True

    def get(self, key: Any, raw: Any) -> str:
        """Return a stored key."""
        if raw != 1 or type(key) is not str:
            raise Refused("a key that is not text")
        return key

    def store(self, value: Any, read: bool, key: Any = None) -> tuple[int, int, None, Any]:
        """Return a value as it is stored: size in files, mode, file name, bytes."""
        if type(value) is not bytes or read:
            raise TypeError(f"a cache value is bytes, not {type(value).__name__}")
        return 0, RAW, None, sqlite3.Binary(value)

    def fetch(self, mode: Any, filename: Any, value: Any, read: Any) -> bytes:
        """Return a stored value."""
        if mode != RAW or filename is not None or type(value) is not bytes or read:
            raise Refused("a value that is not bytes in the database")
        return value

    def filename(self, key: Any = None, value: Any = None) -> tuple[str, str]:
        """Refuse: no value has a file."""
        raise Refused("a value in a file of its own")

    def remove(self, file_path: Any) -> None:
        """Do nothing: a file named in the database is not ours to delete."""
