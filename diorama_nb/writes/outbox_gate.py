"""How the file of an outbox is made, checked when it is opened, and kept aside.

Nothing here ever deletes a file with writes in it.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import stat
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from diorama_nb.cache import places
from diorama_nb.writes.journal import DONE

log = logging.getLogger("diorama")

FORMAT: Final = 1
"""Version of what is in the file."""

DATABASE: Final = "outbox.db"
_FAMILY: Final = ("", "-wal", "-shm", "-journal")
_MARKER: Final = "outbox-format"
_SCHEMA: Final = (
    "CREATE TABLE writes (number INTEGER PRIMARY KEY AUTOINCREMENT, state TEXT NOT NULL, "
    "body BLOB NOT NULL, told BLOB NOT NULL, crc INTEGER NOT NULL, done INTEGER)"
)
_SELECT: Final = "SELECT number, state, body, told, crc FROM writes ORDER BY number "
_WAIT: Final = 0.5
"""Seconds SQLite waits for a lock that is not ours, e.g. of a backup tool."""


class Bad(Exception):
    """The file can not be used; `word` says how the one kept aside is called."""

    def __init__(self, reason: str, word: str = "damaged") -> None:
        super().__init__(reason)
        self.word = word


@dataclass(frozen=True, slots=True)
class Row:
    """One stored write."""

    number: int
    state: str
    body: bytes
    told: bytes
    crc: int

    @property
    def is_sound(self) -> bool:
        """Whether it is what was written."""
        try:
            return self.crc == checksum(self.state, self.body, self.told)
        except (TypeError, AttributeError):  # not even of the types that were written
            return False


def checksum(state: str, body: bytes, told: bytes) -> int:
    """Return the checksum of a row."""
    return zlib.crc32(told, zlib.crc32(body, zlib.crc32(state.encode())))


def read(connection: sqlite3.Connection) -> list[Row]:
    """Return all rows in the order they were added."""
    return [Row(*row) for row in connection.execute(_SELECT)]


def insert(
    connection: sqlite3.Connection, number: int | None, state: str, body: bytes, told: bytes
) -> int:
    """Add a row, with a new number for None; return its number."""
    cursor = connection.execute(
        "INSERT INTO writes (number, state, body, told, crc) VALUES (?, ?, ?, ?, ?)",
        (number, state, body, told, checksum(state, body, told)),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def connect(folder: Path, saved: list[Row]) -> sqlite3.Connection:
    """Open the file of a folder, making it with some rows if need be. Under the writer lock.

    Raises
    ------
    Bad, sqlite3.Error, UnicodeDecodeError
        If it can not be used.
    """
    path = folder / DATABASE
    _prepare(path)
    connection = _connect(path)
    try:
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(_SCHEMA)
            for row in saved:
                insert(connection, row.number, row.state, row.body, row.told)
            connection.execute(f"PRAGMA user_version = {FORMAT}")
            connection.execute("COMMIT")
        _check(connection)
        if not (folder / _MARKER).exists():
            # a repository is no place for rows
            places.write_private(folder / ".gitignore", "*\n")
            places.write_private(folder / _MARKER, f"{FORMAT}\n")
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(path: Path) -> None:
    """Make the file if there is none; tell of one that has been emptied."""
    marker = path.with_name(_MARKER)
    try:
        info = os.lstat(path)
    except FileNotFoundError:
        empty = True
        os.close(places.private_file(path, os.O_EXCL))
    else:
        if not stat.S_ISREG(info.st_mode) or info.st_nlink != 1:
            raise Bad("it is a link to another file", "foreign")
        empty = info.st_size == 0 and not _size(Path(f"{path}-wal"))
    if empty and marker.exists():
        log.error(
            "the outbox %s has been removed or emptied: writes that were accepted and not sent "
            "are lost", path,
        )  # fmt: skip
        marker.unlink()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode=rw",
        timeout=_WAIT,
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        for pragma in (
            "trusted_schema = OFF",
            "cell_size_check = ON",
            "mmap_size = 0",  # a truncated file would end the process with SIGBUS
            "synchronous = FULL",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()  # what is set aside must not stay open
        raise
    return connection


def _check(connection: sqlite3.Connection) -> None:
    """Raise `Bad` for a file that this version of the package has not made, or is damaged."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > FORMAT:
        raise Bad(f"it is of format {version}, made by a newer version", "newer")
    found = connection.execute(
        "SELECT sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' OR type <> 'table'"
    )
    if version != FORMAT or found.fetchall() != [(_SCHEMA,)]:
        raise Bad("it has a foreign schema", "foreign")
    (fault,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if fault != "ok":
        raise Bad(fault)
    if not all(row.is_sound for row in read(connection)):
        raise Bad("a stored write has a wrong checksum")


# --- when it can not be used ---------------------------------------------------------------


def set_aside(folder: Path, error: Exception) -> list[Row]:
    """Rename a file that can not be used; return the writes that can be taken over from it."""
    word = error.word if isinstance(error, Bad) else "damaged"
    path = folder / DATABASE
    saved = _salvage(path) if word == "damaged" else []
    stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime()) + f"-{time.time_ns() % 10**6:06d}"
    target = folder / f"{DATABASE}.{word}-{stamp}"
    for ending in reversed(_FAMILY):  # the database last: until then a crash changes nothing
        with contextlib.suppress(FileNotFoundError):
            os.rename(f"{path}{ending}", f"{target}{ending}")
    with contextlib.suppress(OSError):
        (folder / _MARKER).unlink()
    log.error(
        "the outbox %s could not be used (%s) and is kept as %s; %d accepted writes were taken "
        "over from it, others will not be sent", path, error, target.name, len(saved),
    )  # fmt: skip
    return saved


def _salvage(path: Path) -> list[Row]:
    """Return what can still be read of a damaged file, from both of its ends."""
    found: dict[int, Row] = {}
    for order in ("ASC", "DESC"):
        with contextlib.suppress(sqlite3.Error, UnicodeDecodeError, TypeError):
            connection = _connect(path)
            with contextlib.closing(connection):
                for values in connection.execute(_SELECT + order):
                    row = Row(*values)
                    if row.is_sound and row.state not in DONE:
                        found[row.number] = row
    return [found[number] for number in sorted(found)]


def _size(path: Path) -> int:
    with contextlib.suppress(OSError):
        return path.stat().st_size
    return 0
