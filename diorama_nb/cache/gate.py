"""What is checked before a stored database is opened, and how a bad one is set aside."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import sqlite3
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import diskcache

from diorama_nb.cache import places
from diorama_nb.cache.header import FORMAT
from diorama_nb.errors import CacheUnusable

DATABASE: Final = "cache.db"
_FAMILY: Final = ("", "-wal", "-shm", "-journal")
_MARKER: Final = "diorama-format"
_SIGNATURE: Final = "diorama cache, format "
_OURS: Final = (DATABASE, _MARKER, "writer.", "outbox")
_KEPT_ASIDE: Final = 2
"""Damaged databases to keep for a look; a full disk would be worse than less evidence."""

SETTINGS: Final[dict[str, Any]] = {
    "statistics": 0,
    "tag_index": 0,
    "eviction_policy": "none",  # never delete what was not asked to be deleted
    "cull_limit": 0,
    "size_limit": 2**62,
    "disk_min_file_size": 2**31 - 1,  # no values in files
    "sqlite_auto_vacuum": 1,
    "sqlite_cache_size": 2**10,  # pages; parts are read once: more would only take room
    "sqlite_cell_size_check": 1,
    "sqlite_journal_mode": "wal",
    "sqlite_journal_size_limit": 2**24,
    "sqlite_mmap_size": 0,  # a truncated file would end the process with SIGBUS
    "sqlite_synchronous": 1,
    "sqlite_trusted_schema": 0,
}
"""diskcache's settings, all of them stated: it would take others from the file it opens."""

_PAGE_BYTES: Final = 2**14
"""Parts are large values: with SQLite's own 4 KB they took four times as many calls of the
system, and half as long again to be written; with more, single rows would take longer."""

_COUNTERS: Final = frozenset({"count", "size", "hits", "misses", "disk_pickle_protocol"})
"""Settings that are numbers without a meaning for us."""

_SCHEMA: Final = "6dd44ead72a804d9c07e69262bce48ad"
"""Digest of the schema diskcache 5.6 makes."""


class Suspicious(Exception):
    """The database is not one that this version of the package has made."""


def inspect(folder: Path, timeout: float) -> None:
    """Look at a stored database without letting it do anything.

    Raises
    ------
    Suspicious, sqlite3.DatabaseError
        If it has to be set aside.
    CacheUnusable
        If it belongs to another program.
    sqlite3.OperationalError
        If it can not be written now.
    """
    path = folder / DATABASE
    marker = read_marker(folder)
    try:
        info = os.lstat(path)
    except FileNotFoundError:
        if marker is not None and marker != FORMAT:
            raise Suspicious(f"the folder is of format {marker}, not {FORMAT}") from None
        return
    if not stat.S_ISREG(info.st_mode) or info.st_nlink != 1:
        raise Suspicious("the database is a link to another file")
    if hasattr(os, "geteuid") and info.st_uid != os.geteuid():
        raise Suspicious("the database belongs to another user")
    if marker is not None and marker != FORMAT:
        raise Suspicious(f"the folder is of format {marker}, not {FORMAT}")
    if info.st_size == 0 and not _size(path, "-wal"):
        if marker is not None:
            raise Suspicious("the database has been emptied")
        return
    _inspect_content(path, timeout, ours=marker is not None)


def _inspect_content(path: Path, timeout: float, *, ours: bool) -> None:
    url = f"file:{quote(str(path))}?mode=rw"
    connection = sqlite3.connect(url, timeout=timeout, uri=True, isolation_level=None)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("PRAGMA mmap_size = 0")
        if not ours and _is_foreign(connection):
            raise CacheUnusable(
                f"{path} is the database of another program", hint="use a folder of its own"
            )
        if _digest(connection) != _SCHEMA:
            raise Suspicious("the database has a foreign schema")
        for key, value in connection.execute("SELECT key, value FROM Settings"):
            known = key in _COUNTERS and type(value) is int
            if not known and (key not in SETTINGS or SETTINGS[key] != value):
                raise Suspicious(f"the database has a foreign setting {key!r}")
        # diskcache would try for a minute to open a database it can not write
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    finally:
        connection.close()


def structural_fault(folder: Path, timeout: float) -> str:
    """Return what is wrong with the structure of a database; empty if nothing is."""
    url = f"file:{quote(str(folder / DATABASE))}?mode=ro"
    try:
        connection = sqlite3.connect(url, timeout=timeout, uri=True)
        try:
            (fault,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        finally:
            connection.close()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        busy = isinstance(error, sqlite3.OperationalError)
        return "" if busy else str(error)
    return "" if fault == "ok" else str(fault)


def _digest(connection: sqlite3.Connection) -> str:
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")
    text = "\n".join(sorted(re.sub(r"\s+", " ", "|".join(map(str, row))) for row in rows))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _is_foreign(connection: sqlite3.Connection) -> bool:
    """Whether an unmarked database is somebody's data, not a first start that was cut short."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    tables = {name for (name,) in connection.execute(query)}
    if not tables <= {"Cache", "Settings"}:
        return True
    first = "SELECT 1 FROM Cache LIMIT 1"
    return "Cache" in tables and connection.execute(first).fetchone() is not None


def _size(path: Path, ending: str) -> int:
    with contextlib.suppress(OSError):
        return os.lstat(f"{path}{ending}").st_size
    return 0


# --- making and setting aside --------------------------------------------------------------


def read_marker(folder: Path) -> int | None:
    """Return the format version a folder was made with; -1 for nonsense, None for none."""
    try:
        text = (folder / _MARKER).read_text(errors="replace")
    except FileNotFoundError:
        return None
    except OSError:
        return -1
    version = text.removeprefix(_SIGNATURE).strip()
    return int(version) if text.startswith(_SIGNATURE) and version.isdecimal() else -1


def mark(folder: Path) -> None:
    """Note that the folder holds a database of ours, so that its loss is noticed later."""
    if read_marker(folder) != FORMAT:
        places.write_private(folder / _MARKER, f"{_SIGNATURE}{FORMAT}\n")
    if all(path.name.startswith(_OURS) for path in folder.iterdir()):
        # data from a source has no place in a repository
        places.write_private(folder / ".gitignore", "*\n")


def create(folder: Path) -> None:
    """Make an empty database that only its owner can read; its side files copy its mode."""
    path = folder / DATABASE
    os.close(places.private_file(path))
    if not _size(path, ""):
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
            connection.execute("VACUUM")  # writes it down
    for ending in _FAMILY[1:]:
        with contextlib.suppress(OSError):
            os.chmod(folder / (DATABASE + ending), 0o600)


def set_aside(folder: Path) -> Path | None:
    """Rename a database with its side files; return the new name if there was one."""
    stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime()) + f"-{time.time_ns() % 10**6:06d}"
    target = folder / f"{DATABASE}.corrupt-{stamp}"
    moved = False
    for ending in reversed(_FAMILY):  # the database last: until then a crash changes nothing
        source = folder / (DATABASE + ending)
        try:
            os.rename(source, f"{target}{ending}")
            moved = True
        except FileNotFoundError:
            continue
        except OSError as error:
            raise places.refusal(folder, error) from error
    with contextlib.suppress(OSError):
        os.unlink(folder / _MARKER)
    aside = sorted(p for p in folder.glob(f"{DATABASE}.corrupt-*") if p.suffix[-1:].isdigit())
    for old in aside[:-_KEPT_ASIDE]:
        for ending in _FAMILY:
            with contextlib.suppress(OSError):
                os.unlink(f"{old}{ending}")
    return target if moved else None


def connect(folder: Path, disk: type[diskcache.Disk], timeout: float) -> diskcache.Cache:
    """Open the database through diskcache."""
    directory = str(folder)
    if os.path.expandvars(os.path.expanduser(directory)) != directory:
        raise CacheUnusable(
            f"{directory} has a name that would be expanded",
            hint="name the folder without $ or ~",
        )
    return _QuietCache(directory, timeout=timeout, disk=disk, **SETTINGS)


class _QuietCache(diskcache.Cache):  # type: ignore[misc] # diskcache ships no types
    """Opens a database without writing the settings it holds already.

    diskcache writes them all each time it opens one, and so waits for the disk; and one that
    it can not open stays open.
    """

    def __init__(self, directory: str, **settings: Any) -> None:
        try:
            super().__init__(directory, **settings)
        except BaseException:
            self.close()
            raise

    @property
    def _sql_retry(self) -> Callable[..., Any]:
        run = super()._sql_retry
        return lambda statement, *args, **more: run(
            _QUIET.get(statement, statement), *args, **more
        )


_QUIET: Final = {
    "INSERT OR REPLACE INTO Settings VALUES (?, ?)": (
        "INSERT OR REPLACE INTO Settings SELECT ?, ? EXCEPT SELECT key, value FROM Settings"
    ),
    "UPDATE Settings SET value = ? WHERE key = ?": (
        "WITH new (value, key) AS (SELECT ?, ?) "  # Python 3.12.1 takes ?1 for a name
        "UPDATE Settings SET value = (SELECT value FROM new) "
        "WHERE key = (SELECT key FROM new) AND value IS NOT (SELECT value FROM new)"
    ),
}
"""Statements of diskcache, and others with the same effect that write only what is new."""
