"""Which state of a file is meant: its size, its time of change and its number on the disk."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from diorama_nb.errors import SourceChanged, SourceError, SourceMissing


@dataclass(frozen=True, slots=True)
class Stamp:
    """One state of one file, or of several.

    Parameters
    ----------
    size : int
        Bytes.
    mtime : int
        Nanoseconds since the epoch when it was changed last.
    device, inode : int
        Which file stands at the path.
    """

    size: int
    mtime: int
    device: int
    inode: int

    @classmethod
    def of(cls, info: os.stat_result) -> Stamp:
        """Return the stamp in what the system tells of a file."""
        return cls(info.st_size, info.st_mtime_ns, info.st_dev, info.st_ino)

    @classmethod
    def together(cls, stamps: Mapping[str, Stamp]) -> Stamp:
        """Return the stamp of several files, by path; another one if any is another."""
        told = repr(sorted((path, stamp.text) for path, stamp in stamps.items()))
        number = hashlib.sha256(told.encode("utf-8", "surrogateescape")).digest()[:16]
        size = sum(stamp.size for stamp in stamps.values())
        latest = max(stamp.mtime for stamp in stamps.values())
        return cls(size, latest, 0, int.from_bytes(number))

    @property
    def text(self) -> str:
        """The stamp as one word."""
        return f"{self.size:x}-{self.mtime:x}-{self.device:x}-{self.inode:x}"


def stamp_of(path: Path) -> Stamp:
    """Return the state of the file at a path.

    Raises
    ------
    SourceMissing, SourceError
        If there is none, or it may not be looked at.
    """
    try:
        info = path.stat()
    except OSError as error:
        raise refusal(path, error) from error
    if path.is_dir():
        raise SourceMissing(f"{path} is a folder", hint="name a file in it")
    return Stamp.of(info)


def refusal(path: Path, error: OSError) -> SourceError:
    """Return the error that says why a file can not be read."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return SourceMissing(f"there is no file {path}", hint="check the path")
    why = error.strerror or "it can not be opened"
    return SourceError(f"{path} can not be read: {why}", hint="check the file")


def changed(path: Path) -> SourceChanged:
    """Return the error for rows that were asked of a state that is gone."""
    return SourceChanged(
        f"{path.name} has changed since its rows were counted",
        hint="await dio.refresh() reads it anew; dio.watch() does so by itself",
    )
