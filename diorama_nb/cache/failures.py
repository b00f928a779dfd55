"""What SQLite's errors mean for the user of a folder."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from pathlib import Path

from diorama_nb.cache import places
from diorama_nb.errors import CacheBusy, CacheError, CacheFull, CacheUnusable


def explain(folder: Path, error: BaseException) -> CacheError | None:
    """Return the error that tells a user what SQLite means; None for a damaged database."""
    found: BaseException | None = error
    codes = []
    while found is not None:  # diskcache hides the cause, and a failed rollback covers it
        codes.append(getattr(found, "sqlite_errorcode", 0) & 0xFF)
        found = found.__context__
    code = next((code for code in reversed(codes) if code), 0)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return CacheBusy(
            f"another program holds the cache in {folder} locked",
            hint="try again; close tools that have its database open",
        )
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _is_full(folder)):
        return CacheFull(
            f"no space left for the cache in {folder}",
            hint="free some space; nothing stored was lost, reading goes on",
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        denied = OSError(errno.EACCES, os.strerror(errno.EACCES))
        return places.refusal(folder, denied)
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM):
        return CacheUnusable(
            f"the cache in {folder} can not be read or written: {error}",
            hint="check quota and health of the disk, or use another folder",
        )
    return None


def _is_full(folder: Path) -> bool:
    if not hasattr(os, "statvfs"):
        return False
    with contextlib.suppress(OSError):
        room = os.statvfs(folder)
        return room.f_bavail * room.f_frsize < 2**20
    return False
