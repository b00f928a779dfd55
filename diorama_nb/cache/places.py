"""Whether a folder is a good place for a cache, and files in it that only we can read."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import sys
from pathlib import Path
from typing import Final

from diorama_nb.errors import CacheFull, CacheReadOnly, CacheUnusable

NETWORK: Final = frozenset({
    "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "9p", "afs", "ncpfs", "ceph",
    "lustre", "beegfs", "gpfs", "orangefs", "pvfs2", "glusterfs", "davfs", "fuse.glusterfs",
    "fuse.sshfs", "fuse.s3fs", "fuse.gcsfuse", "fuse.rclone", "fuse.davfs", "fuse.ceph",
    "fuse.cephfs", "fuse.juicefs", "fuse.blobfuse", "fuse.blobfuse2", "fuse.goofys",
})  # fmt: skip
"""File systems where locks and shared memory between machines can not be relied on."""

_PRIVATE_DIR: Final = 0o700
_PRIVATE_FILE: Final = 0o600


def read_mounts() -> str:
    """Return the mount table of this process; empty where the system has none."""
    with contextlib.suppress(OSError):
        return Path("/proc/self/mountinfo").read_text(errors="surrogateescape")
    return ""


def network_type(folder: Path, mounts: str) -> str | None:
    """Return the type of the network file system a folder is on, or None.

    Parameters
    ----------
    folder : Path
        An existing folder, or one to be made.
    mounts : str
        Text in the form of ``/proc/self/mountinfo``.
    """
    real = os.path.realpath(folder)
    if sys.platform == "win32" and real.startswith("\\\\"):
        return "a network share"
    best, found = -1, ""
    for line in mounts.splitlines():
        before, dash, after = line.partition(" - ")
        fields = before.split(" ")
        if not dash or len(fields) < 5:
            continue
        point = re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), fields[4])
        inside = real == point or real.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= best:  # of mounts on one point the last is seen
            best, found = len(point), after.split(" ", 1)[0]
    return found if found in NETWORK else None


def prepare(folder: Path, mounts: str | None = None) -> None:
    """Make the folder of a cache, or check the one that is there.

    Raises
    ------
    CacheUnusable
        On a network file system, in a folder of somebody else, or one others may write.
    CacheReadOnly, CacheFull
        If it can not be made.
    """
    kind = network_type(folder, read_mounts() if mounts is None else mounts)
    if kind is not None:
        raise CacheUnusable(
            f"{folder} is on a network file system ({kind}), where kernels could damage each "
            "other's cache",
            hint='use a folder on a local disk, e.g. cache="/tmp/diorama", or cache=None',
        )
    try:
        if not folder.exists():
            folder.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileExistsError):  # another kernel was faster
                folder.mkdir(_PRIVATE_DIR)
                os.chmod(folder, _PRIVATE_DIR)  # whatever the umask took away
        info = folder.stat()
    except OSError as error:
        raise refusal(folder, error) from error
    if not stat.S_ISDIR(info.st_mode):
        raise CacheUnusable(f"{folder} is not a folder", hint="name a folder for the cache")
    if not hasattr(os, "geteuid"):
        return  # Windows: folders are private to the user's profile by default
    if info.st_uid != os.geteuid():
        raise CacheUnusable(
            f"{folder} belongs to another user",
            hint="use a folder of your own: rows of a cache are only as private as its folder",
        )
    if info.st_mode & 0o022:
        raise CacheUnusable(
            f"{folder} can be written by other users", hint=f"chmod go-w {folder}"
        )


def refusal(path: Path, error: OSError) -> CacheUnusable | CacheReadOnly | CacheFull:
    """Return the error that says why a path can not be used."""
    import errno

    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return CacheReadOnly(
            f"{path} can not be written ({error.strerror})",
            hint='use a folder you may write, e.g. cache="/tmp/diorama", or cache=None',
        )
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return CacheFull(
            f"no space left for {path}", hint="free some space; nothing stored was lost"
        )
    return CacheUnusable(
        f"{path} can not be used: {error.strerror}", hint="use another folder, or cache=None"
    )


def private_file(path: Path, flags: int = 0) -> int:
    """Open a file that only its owner can read, making it if need be; return the descriptor."""
    flags |= os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        descriptor = os.open(path, flags, _PRIVATE_FILE)
    except FileExistsError:
        raise
    except OSError as error:
        raise refusal(path, error) from error
    if hasattr(os, "fchmod") and stat.S_IMODE(os.fstat(descriptor).st_mode) != _PRIVATE_FILE:
        with contextlib.suppress(OSError):
            os.fchmod(descriptor, _PRIVATE_FILE)
    return descriptor


def write_private(path: Path, text: str) -> None:
    """Write a small file as one step: readers see the old text or the new one."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = private_file(draft, os.O_TRUNC)
    try:
        os.write(descriptor, text.encode())
        os.fsync(descriptor)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(draft)
        raise refusal(path, error) from error
    finally:
        os.close(descriptor)
    os.replace(draft, path)


def identity(path: Path) -> tuple[int, int] | None:
    """Return which file is at a path; None if there is none."""
    try:
        info = os.lstat(path)
    except OSError:
        return None
    return info.st_dev, info.st_ino
