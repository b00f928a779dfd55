"""The outbox: accepted writes in a file of their own, until they are done."""

from __future__ import annotations

import atexit
import contextlib
import os
import weakref
from pathlib import Path
from typing import Final

from diorama_nb.cache.base import CacheBackend
from diorama_nb.cache.disk import DiskCache
from diorama_nb.cache.header import file_name
from diorama_nb.cache.lock import Lease
from diorama_nb.errors import CacheError, Closed, SpecError
from diorama_nb.runtime import Worker
from diorama_nb.writes.journal import BEFORE, Entry
from diorama_nb.writes.outbox_file import OutboxFile
from diorama_nb.writes.outbox_gate import Row
from diorama_nb.writes.packing import pack_end, pack_write, unpack_end, unpack_write
from diorama_nb.writes.ticket import STATES, State
from diorama_nb.writes.write import Stored, Write

POLL: Final = 1.0
"""Seconds between two looks at what other processes did."""

BUSY_TIMEOUT: Final = 4.0
"""Seconds to wait for another process's write."""

_EXIT_WAIT: Final = 1.0


class Outbox:
    """A `Journal` in a folder on a local disk, one file per data set.

    A write that is added is on the disk when `add` returns: it survives the end of the process
    and a power cut. Processes that share the folder share the writes; one of them sends, and
    when it ends another one takes over. A file that is damaged, or of a newer version, is kept
    aside, never deleted.

    Parameters
    ----------
    folder : str or os.PathLike
        Where outboxes are; made if need be, readable by its owner only.
    name : str
        Names the data set: another name, another outbox.
    busy_timeout : float
        Seconds to wait at most while another process writes.
    """

    keeps: bool = True
    poll: float | None = POLL

    def __init__(
        self,
        folder: str | os.PathLike[str],
        name: str,
        *,
        busy_timeout: float = BUSY_TIMEOUT,
    ) -> None:
        self.folder = Path(folder).expanduser().absolute() / file_name(name)
        self._file = OutboxFile(self.folder, busy_timeout)
        self._lease = Lease(self.folder / "outbox.lease")
        self._worker = Worker("diorama-outbox")
        self._read: dict[int, tuple[Row, Entry]] = {}
        self._opened = self._closed = False
        _open.add(self)
        finalizer = weakref.finalize(self, _release, self._file, self._lease, self._worker)
        finalizer.atexit = False

    def __repr__(self) -> str:
        return f"Outbox({str(self.folder)!r})"

    async def lead(self) -> bool:
        """Return whether it is this process that sends the writes; it stays so."""
        return await self._worker.run(self._lead)

    def _lead(self) -> bool:
        self._open()
        return self._lease.take()

    async def load(self) -> list[Entry]:
        """Return the writes that are not done, and those done lately, oldest first.

        Raises
        ------
        CacheError
            If the file can not be read.
        """
        return await self._worker.run(self._load)

    def _load(self) -> list[Entry]:
        self._open()
        held = self._read
        self._read = {}
        for row in self._file.rows():
            known = held.get(row.number)
            if known is None or known[0] != row:
                known = (row, _entry(row))
            self._read[row.number] = known
        return [entry for _, entry in self._read.values()]

    async def news(self) -> list[Entry] | None:
        """Do as `load` if another process changed something since, else return None."""
        return await self._worker.run(
            lambda: self._load() if self._open() or self._file.changed() else None
        )

    async def add(self, write: Write) -> int:
        """Keep a write; when this returns, it survives a power cut. Returns its number.

        Raises
        ------
        CacheError
            If the disk can not take it: then it is not accepted.
        """
        body = pack_write(write)
        return await self._worker.run(lambda: self._opened_file().add("queued", body))

    async def move(
        self,
        number: int,
        state: State,
        *,
        error: Exception | None = None,
        stored: Stored | None = None,
    ) -> bool:
        """Keep how far a write came; false if another process has moved it elsewhere."""
        told = pack_end(error, stored)
        return await self._worker.run(
            lambda: self._opened_file().move(number, state, BEFORE[state], told)
        )

    async def replace(self, number: int, write: Write) -> None:
        """Keep another write under a number."""
        body = pack_write(write)
        await self._worker.run(lambda: self._opened_file().replace(number, body))

    async def aclose(self) -> None:
        """Close the file, and let other processes send what is in it."""
        if not self._closed:
            await self._worker.run(self._close)  # after what is still under way
            self._worker.close()

    # --- on the worker thread --------------------------------------------------------------

    def _opened_file(self) -> OutboxFile:
        self._open()
        return self._file

    def _open(self) -> bool:
        """Open the file; return whether it was not open before."""
        if self._closed:
            raise Closed(f"the outbox in {self.folder}")
        if self._opened:
            return False
        self._file.open()
        self._opened = True
        if self._lease.take():
            self._file.forget_done()
        return True

    def _close(self) -> None:
        self._closed = True
        _shut(self._file, self._lease)

    def _close_at_exit(self) -> None:
        self._worker.submit(self._close).result(_EXIT_WAIT)


_open: weakref.WeakSet[Outbox] = weakref.WeakSet()


@atexit.register
def _close_all() -> None:
    # Left to the interpreter, connections would be closed, and so checkpoint, without the lock.
    for outbox in list(_open):
        with contextlib.suppress(Exception):
            outbox._close_at_exit()


def outbox_folder(outbox: bool | str | os.PathLike[str], cache: CacheBackend) -> Path | None:
    """Return where outboxes are to be; None for none.

    Raises
    ------
    SpecError
        If they are to be beside a cache that is in no folder.
    """
    if outbox is False:
        return None
    if isinstance(outbox, str | os.PathLike):
        return Path(outbox).expanduser().absolute()
    if outbox is not True:
        raise SpecError(f"outbox={outbox!r} is no folder", hint="outbox=True, or a path")
    if not isinstance(cache, DiskCache):
        raise SpecError(
            "outbox=True keeps writes beside the cache, which is in no folder",
            hint='Lens(".diorama", outbox=True), or outbox="a folder"',
        )
    return cache.path / "outbox"


def _entry(row: Row) -> Entry:
    if row.state not in STATES:
        raise CacheError(f"a stored write is in the unknown state {row.state!r}")
    error, stored = unpack_end(row.told)
    return Entry(row.number, unpack_write(row.body), row.state, error, stored)


def _shut(file: OutboxFile, lease: Lease) -> None:
    file.close()
    lease.release()


def _release(file: OutboxFile, lease: Lease, worker: Worker) -> None:
    """Close what a forgotten `Outbox` left open, without waiting for it."""
    worker.submit(_shut, file, lease)
    worker.close()
