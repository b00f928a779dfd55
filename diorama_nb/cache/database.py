"""The one open database of a cache folder: checked values, locked writes, typed errors.

Everything here runs on the worker thread of its `DiskCache`.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NoReturn

import diskcache

from diorama_nb.cache import gate, places
from diorama_nb.cache.failures import explain
from diorama_nb.cache.header import Damaged, Gone, checksum
from diorama_nb.cache.lock import WriterLock
from diorama_nb.cache.safe_disk import Refused, SafeDisk
from diorama_nb.errors import CacheError, CacheUnusable

log = logging.getLogger("diorama")

_SQLITE_WAIT: Final = 0.5
"""Seconds SQLite waits for a lock that is not ours, e.g. of a backup tool."""

_FAILURES: Final = (Refused, sqlite3.Error, diskcache.Timeout, UnicodeDecodeError)
"""What reading and writing a database raises."""

_NONSENSE: Final = (ValueError, TypeError, KeyError)
"""What diskcache stumbles over while it opens a database with damaged settings."""

_inherited: list[Any] = []
"""Databases of a parent process: closing them here could damage theirs, so they are kept."""


class Database:
    """Keys and checked values of one folder, opened on first use.

    Parameters
    ----------
    folder : Path
        The folder; made if need be.
    timeout : float
        Seconds to wait for other writers at most.

    Attributes
    ----------
    epoch : int
        Grows when what was stored is gone: set aside as damaged, or removed under us.
    """

    def __init__(self, folder: Path, timeout: float) -> None:
        self.folder = folder
        self.epoch = 0
        self._lock = WriterLock(folder, timeout)
        self._cache: Any = None
        self._pid = os.getpid()
        self._files: tuple[object, object] = (None, None)
        self._writes = False

    # --- reading ---------------------------------------------------------------------------

    def get(self, key: str) -> tuple[memoryview, int] | None:
        """Return a value and its checksum, or None.

        Raises
        ------
        Damaged
            If it is not what was written, or the whole database can not be read.
        """
        cache = self.open()
        with self._translated():
            stored = cache.get(key)
        if stored is None:
            return None
        payload, crc = memoryview(stored)[:-4], int.from_bytes(stored[-4:], "big")
        if checksum(key, payload) != crc:
            raise Damaged(f"the checksum of {key} is wrong")
        return payload, crc

    def keys(self, prefix: str) -> list[str]:
        """Return all keys that begin with `prefix`, sorted."""
        cache, found, last = self.open(), [], ""
        with self._translated():
            for key in cache.iterkeys():
                if key <= last:
                    raise Refused("keys out of order")  # going on might never end
                last = key
                if key.startswith(prefix):
                    found.append(key)
        return found

    # --- writing ---------------------------------------------------------------------------

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Make all `put` and `delete` inside one durable step, or none of them.

        Nothing in the body may wait for another task: it would join this transaction.
        """
        cache = self.open()
        self._check_files()
        with self._lock.held():
            self._check_files()
            self._writes = True
            try:
                with self._translated(whole=True), cache.transact():
                    yield
            except BaseException:
                # A failed COMMIT leaves the transaction open; a new connection starts clean.
                self._files = (self._files[0], None)
                with contextlib.suppress(sqlite3.Error):
                    cache.close()
                raise
            finally:
                self._writes = False

    def put(self, key: str, payload: bytes) -> int:
        """Store a value; return its checksum. Only inside `writing`."""
        crc = checksum(key, payload)
        self._cache.set(key, payload + crc.to_bytes(4, "big"), retry=False)
        return crc

    def delete(self, key: str) -> None:
        """Delete a value; a missing one is no error. Only inside `writing`."""
        self._cache.delete(key, retry=False)

    def _check_files(self) -> None:
        if self._files != self._identities():
            self._fail_as_removed()

    def _fail_as_removed(self) -> NoReturn:
        self.lose()
        raise CacheUnusable(
            f"the cache in {self.folder} was removed or replaced while it was open; "
            "nothing was written",
            hint="open the table again: table = await cache.open_table(name)",
        )

    def _identities(self) -> tuple[object, object]:
        path = self.folder / gate.DATABASE
        return places.identity(path), places.identity(Path(f"{path}-wal"))

    # --- opening and closing ---------------------------------------------------------------

    def open(self) -> Any:
        """Return the open `diskcache.Cache`, opening it first if need be."""
        if self._pid != os.getpid():  # forked: SQLite handles must not be shared
            _inherited.append(self._cache)
            self._cache, self._pid, self._writes = None, os.getpid(), False
        if self._cache is None:
            places.prepare(self.folder)
            with self._lock.held():
                self._cache = self._open()
        elif self._files[1] is None:
            self._reconnect()
        return self._cache

    def _reconnect(self) -> None:
        """Take up the database again after a failed write; a full disk still lets us read."""
        if self._files[0] != self._identities()[0]:
            self._fail_as_removed()
        with self._translated():
            self._cache.get("")
        self._files = self._identities()

    def _open(self) -> Any:
        for attempt in (1, 2):
            try:
                gate.inspect(self.folder, _SQLITE_WAIT)
                gate.create(self.folder)
                return self._connect()
            except (gate.Suspicious, *_FAILURES, *_NONSENSE) as error:
                refused = (
                    None if isinstance(error, gate.Suspicious) else explain(self.folder, error)
                )
                if refused is not None:
                    raise refused from error
                if attempt == 2:
                    raise CacheUnusable(
                        f"the cache in {self.folder} can not be opened: {error}",
                        hint="use another folder, or cache=None",
                    ) from error
                self._warn(str(error), gate.set_aside(self.folder))
        raise AssertionError("unreachable")

    def _connect(self) -> Any:
        cache = gate.connect(self.folder, SafeDisk, _SQLITE_WAIT)
        try:
            cache.get("")  # what a first read makes has to be there for the next line
            self._files = self._identities()
            gate.mark(self.folder)
        except BaseException:
            cache.close()  # what is set aside must not stay open
            raise
        return cache

    def lose(self) -> None:
        """Give up the open database, whose content is gone."""
        self.epoch += 1
        with contextlib.suppress(sqlite3.Error):
            if self._cache is not None:
                self._cache.close()
        self._cache = None

    def quarantine(self, reason: str) -> None:
        """Set a database that can not be read aside; the next call begins with a new one."""
        with contextlib.nullcontext() if self._writes else self._lock.held():
            ours = self._files == self._identities()
            self.lose()
            # another process may have been faster: what is there now is new
            self._warn(reason, gate.set_aside(self.folder) if ours else None)

    def examine(self) -> bool:
        """Whether the database is sound but for its values; one that is not is set aside.

        For when a damaged value was met: writing to a database whose structure is damaged
        would damage more.
        """
        fault = gate.structural_fault(self.folder, _SQLITE_WAIT)
        if fault:
            self.quarantine(fault)
        return not fault

    def _warn(self, reason: str, aside: Path | None) -> None:
        place = f", kept as {aside.name}" if aside else ""
        log.warning(
            "the cache in %s could not be used (%s)%s; it starts empty, rows are fetched again",
            self.folder, reason, place,
        )  # fmt: skip

    def close(self, timeout: float | None = None) -> None:
        """Close the database; closing checkpoints, so it takes the writer lock."""
        if self._cache is None or self._pid != os.getpid():
            return
        with contextlib.suppress(CacheError, sqlite3.Error), self._lock.held(timeout):
            self._cache.close()
        self._cache = None

    # --- errors ----------------------------------------------------------------------------

    @contextlib.contextmanager
    def _translated(self, *, whole: bool = False) -> Iterator[None]:
        if self._writes and not whole:
            yield  # a transaction is judged as a whole, after it has been rolled back
            return
        try:
            yield
        except _FAILURES as error:
            known = explain(self.folder, error)
            if known is not None:
                raise known from error
            self.quarantine(str(error))
            raise Gone(f"the database is damaged: {error}") from error
