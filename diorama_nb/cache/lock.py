"""The writer lock of a cache folder: one writer at a time among all processes, with a deadline.

SQLite versions before 3.51.3 can lose committed rows when two processes write and checkpoint
at once, so every write and every checkpoint happens under this lock.
"""

from __future__ import annotations

import contextlib
import os
import random
import sys
import time
import weakref
from collections.abc import Iterator
from pathlib import Path

from diorama_nb.cache import places
from diorama_nb.errors import CacheBusy

_LOTS = random.SystemRandom()  # forked processes must not draw the same pauses

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        with contextlib.suppress(OSError):
            msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


class WriterLock:
    """A lock between processes, and between caches of one process, on the same folder.

    Parameters
    ----------
    folder : Path
        Where its two files are.
    timeout : float
        Seconds to wait at most.
    """

    def __init__(self, folder: Path, timeout: float) -> None:
        self._folder = folder
        self._timeout = timeout

    @contextlib.contextmanager
    def held(self, timeout: float | None = None) -> Iterator[None]:
        """Hold the lock.

        Raises
        ------
        CacheBusy
            If another process held it longer than the timeout.
        """
        timeout = self._timeout if timeout is None else timeout
        deadline = time.monotonic() + timeout
        # Who waits holds the turnstile, which everybody has to pass: so a writer that comes
        # straight back can not overtake the one that is next.
        turnstile = self._acquire("writer.next", deadline)
        try:
            descriptor = self._acquire("writer.lock", deadline)
        finally:
            _release(turnstile)
        try:
            yield
        finally:
            _release(descriptor)

    def _acquire(self, name: str, deadline: float) -> int:
        path = self._folder / name
        pause = 0.0002
        descriptor = places.private_file(path)
        try:
            while not _try_lock(descriptor):
                if time.monotonic() > deadline:
                    raise CacheBusy(
                        f"another process has been writing to {self._folder} for too long",
                        hint="try again; if no other kernel is at work, restart the ones that "
                        "hang",
                    )
                time.sleep(pause * _LOTS.uniform(0.5, 1.5))
                pause = min(2 * pause, 0.004)
            info = os.fstat(descriptor)
            if places.identity(path) == (info.st_dev, info.st_ino):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # somebody removed the file meanwhile: locking it is worth nothing
        return self._acquire(name, deadline)


def _release(descriptor: int) -> None:
    _unlock(descriptor)  # closing would not do: a forked child may hold a copy
    os.close(descriptor)


class Lease:
    """A lock that one process holds for as long as it likes; its end, however, frees it.

    Parameters
    ----------
    path : Path
        Its file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None
        _leases.add(self)

    def take(self) -> bool:
        """Take the lock if nobody else has it; return whether it is held."""
        if self._descriptor is None:
            descriptor = places.private_file(self._path)
            if _try_lock(descriptor):
                self._descriptor = descriptor
            else:
                os.close(descriptor)
        return self._descriptor is not None

    def release(self) -> None:
        """Let others have it."""
        if self._descriptor is not None:
            _release(self._descriptor)
            self._descriptor = None

    def _disinherit(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)  # not unlocked: the parent holds it
            self._descriptor = None


_leases: weakref.WeakSet[Lease] = weakref.WeakSet()


def _after_fork() -> None:
    for lease in list(_leases):
        lease._disinherit()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
