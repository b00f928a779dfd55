"""What people may say for a cache: nothing, a folder, or a backend."""

from __future__ import annotations

import os
from pathlib import Path

from diorama_nb.cache.base import CacheBackend
from diorama_nb.cache.disk import DiskCache
from diorama_nb.cache.memory import MemoryCache
from diorama_nb.errors import SpecError


def backend_of(cache: str | os.PathLike[str] | CacheBackend | None) -> CacheBackend:
    """Return the backend that is meant: None is memory, a path is a folder on disk.

    Raises
    ------
    SpecError
        If it is no cache.
    """
    if cache is None:
        return MemoryCache()
    if isinstance(cache, str | os.PathLike):
        return DiskCache(Path(cache))
    if not hasattr(cache, "open_table"):
        raise SpecError(f"{cache!r} is no cache", hint='cache=".diorama", or None for memory')
    return cache
