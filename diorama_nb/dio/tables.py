"""Opening the rows of a data set, whatever the disk can take."""

from __future__ import annotations

import logging

from diorama_nb.cache.base import CacheBackend
from diorama_nb.cache.memory import MemoryCache
from diorama_nb.dio.hot import HotTable
from diorama_nb.errors import CacheFull, CacheReadOnly

log = logging.getLogger("diorama")


async def open_rows(backend: CacheBackend, table: str) -> HotTable:
    """Take what the cache holds; a full or read-only disk costs speed, not the work."""
    hot = HotTable(await backend.open_table(table))
    try:
        await hot.load()
    except (CacheFull, CacheReadOnly) as error:
        log.warning("rows stay in memory only: %s", error)
        hot = HotTable(await MemoryCache().open_table(table))
    return hot
