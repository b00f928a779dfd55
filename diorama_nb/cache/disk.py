"""`DiskCache`: tables of rows in a folder, shared by all kernels that name it.

Rows lie in a diskcache database as Arrow streams of thousands of rows each, every value with
a checksum. A write that returned survives the end of the process, however it ends.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

from diorama_nb.cache.database import Database
from diorama_nb.cache.disk_table import DiskTable
from diorama_nb.cache.handle import Handle
from diorama_nb.cache.header import Damaged, Header
from diorama_nb.errors import Closed
from diorama_nb.runtime import Worker

T = TypeVar("T")

BUSY_TIMEOUT: Final = 4.0
"""Seconds to wait for another process's write; errors come within 5 s."""

_EXIT_WAIT: Final = 0.5


class DiskCache:
    """A `CacheBackend` in a folder.

    Making one does nothing yet: the folder is made and checked when a table is first used,
    off the event loop. The folder can be read by its owner only. What is damaged, foreign or
    of another format version is set aside with one warning, and tables start empty.

    Parameters
    ----------
    path : str or os.PathLike
        The folder, on a local disk.
    busy_timeout : float
        Seconds to wait at most while another process writes.

    Examples
    --------
    >>> lens = Lens(cache=DiskCache(".diorama"))  # doctest: +SKIP
    """

    persistent = True

    def __init__(
        self, path: str | os.PathLike[str], *, busy_timeout: float = BUSY_TIMEOUT
    ) -> None:
        self.path = Path(path).expanduser().absolute()
        self._db = Database(self.path, busy_timeout)
        self._worker = Worker("diorama-cache")
        self._handles: dict[str, Handle] = {}  # what they found damaged is told once
        self._closed = False
        _open.add(self)
        finalizer = weakref.finalize(self, _release, self._db, self._worker)
        finalizer.atexit = False

    def __repr__(self) -> str:
        return f"DiskCache({str(self.path)!r})"

    async def open_table(self, name: str) -> DiskTable:
        """Open a table, which is created when its first row is written.

        A table whose content vanished under its handle (damaged, removed or dropped by another
        process) begins anew with the handle returned here.
        """
        self._check()
        return DiskTable(self._handle(name), self._run)

    def _handle(self, name: str) -> Handle:
        handle = self._handles.get(name)
        if handle is None or handle.lost:
            handle = self._handles[name] = Handle(name, self._db)
        return handle

    async def _run(self, function: Callable[..., T], *args: Any) -> T:
        self._check()
        return await self._worker.run(function, *args)

    async def list_tables(self) -> list[str]:
        """Return the names of all tables that hold something, sorted."""
        return await self._run(self._list)

    def _list(self) -> list[str]:
        names = []
        try:
            keys = self._db.keys("t/")
        except Damaged:
            return []  # set aside: there are none any more
        for key in keys:
            if key.endswith("/h"):
                with contextlib.suppress(Damaged):  # opening it will say so
                    stored = self._db.get(key)
                    if stored is not None:
                        names.append(Header.unpack(bytes(stored[0])).name)
        return sorted(name for name in names if self._handle(name).holds_anything())

    async def drop_table(self, name: str) -> None:
        """Delete a table with its metadata; an absent one is no error."""
        await self._run(self._handle(name).drop)

    async def aclose(self) -> None:
        """Close the database; tables opened from it raise `Closed` afterwards."""
        if not self._closed:
            self._closed = True
            await self._worker.run(self._db.close)
            self._worker.close()

    def _check(self) -> None:
        if self._closed:
            raise Closed(f"the cache in {self.path}", hint="make a new DiskCache")


_open: weakref.WeakSet[DiskCache] = weakref.WeakSet()


def _release(db: Database, worker: Worker) -> None:
    """Close what a forgotten `DiskCache` left open, without waiting for it."""
    worker.submit(db.close)
    worker.close()


@atexit.register
def _close_all() -> None:
    # Left to the interpreter, connections would be closed, and so checkpoint, without the lock.
    for cache in list(_open):
        with contextlib.suppress(Exception):
            cache._worker.submit(cache._db.close, _EXIT_WAIT).result(2 * _EXIT_WAIT)
