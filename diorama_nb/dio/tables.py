"""Names the cache tables of data sets, and opens them, whatever the disk can take."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING

from diorama_nb.cache.base import CacheBackend
from diorama_nb.cache.memory import MemoryCache
from diorama_nb.dio.hot import HotTable
from diorama_nb.errors import CacheFull, CacheReadOnly

if TYPE_CHECKING:
    from diorama_nb.dio.dio import Dio
    from diorama_nb.rows.group import GroupBy
    from diorama_nb.vista.vista import Vista

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


def master_table(vista: Vista, name: str) -> str:
    """Return the cache table of a data set: two different masters never share one.

    The name is for people; the hash is of the source's identity, which holds a fingerprint of
    the credentials, and of the master's own narrowing.
    """
    return f"{name}-{_hash(vista.source.identity, vista.query.key)}"


def derived_table(base: Dio, groups: GroupBy, query: str) -> str:
    """Return the cache table of groups: that of the base, and what is made of it."""
    return f"{base.cache.name}+{_hash(str(groups.key), query)}"


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
