"""Live tables over fake sources, and caches that fail."""

from __future__ import annotations

import diorama_nb as dn
from diorama_nb.testing import FakeSource


def table(rows=10, cache=None, *, key="clients", **settings):
    """Return a live table and the source behind it."""
    names = ("write_to", "stream", "queue", "page_size")
    own = {name: settings.pop(name) for name in names if name in settings}
    source = rows if isinstance(rows, FakeSource) else FakeSource(rows, **settings)
    return dn.LiveTable(dn.Vista(source), cache, key=key, **own), source


async def asked(source, coro):
    """Return a coroutine's result, and the kinds of requests it cost the source."""
    before = len(source.calls)
    result = await coro
    return result, [call.kind for call in source.calls[before:]]


async def slots(cache, key="clients"):
    """Return the names of the slots a cache holds for a key."""
    return set(await (await cache.open_table(f"live/{key}")).list_values())


class FaultyCache(dn.MemoryCache):
    """A cache in memory whose tables refuse the methods that are named in `broken`."""

    def __init__(self, *broken):
        super().__init__()
        self.broken = set(broken)

    async def open_table(self, name):
        if "open_table" in self.broken:
            raise dn.errors.CacheUnusable("the folder is gone")
        return _Faulty(await super().open_table(name), self.broken)


class _Faulty:
    def __init__(self, table, broken):
        self._table, self._broken = table, broken

    def __getattr__(self, name):
        if name in self._broken:
            return self._refuse
        return getattr(self._table, name)

    async def _refuse(self, *args):
        raise dn.errors.CacheFull("no space is left, and this text is the cache's")
