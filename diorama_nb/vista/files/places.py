"""Where what was learnt of a file is kept: a folder, one name for each state of each file."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from collections.abc import Callable
from pathlib import Path

import platformdirs

from diorama_nb.vista.files.stamp import Stamp

Where = str | os.PathLike[str]


def folder_of(index: Where | None) -> Path | None:
    """Return the folder that is meant; ``"auto"`` is the one of this user."""
    if index is None:
        return None
    if index == "auto":
        return platformdirs.user_cache_path("diorama", appauthor=False) / "files"
    return Path(index).expanduser().absolute()


def kept_path(folder: Path, path: Path, stamp: Stamp, format: str) -> Path:
    """Return where something of one state of a file, read in one way, is kept."""
    return folder / f"{_digest(str(path))}-{_digest(f'{stamp.text} {format}')}"


def keep(target: Path, write: Callable[[Path], object]) -> bool:
    """Write a file in one step, and forget what was kept of earlier states.

    Returns
    -------
    bool
        Whether it is there: a folder that can not be written is no failure.
    """
    draft = target.with_name(f"{target.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
        write(draft)
        os.replace(draft, target)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        return False
    of_file = target.name.partition("-")[0]
    for other in target.parent.glob(f"{of_file}-*{target.suffix}"):
        if other.name != target.name:
            with contextlib.suppress(OSError):
                other.unlink()
    return True


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]
