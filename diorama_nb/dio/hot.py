"""The hot tier: one row store in memory over one cache table, with pending writes shown."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any, Final

import numpy as np

from diorama_nb.cache.base import Batch, CacheTable
from diorama_nb.cache.memory import MemoryTable
from diorama_nb.dio.cached import CachedRows
from diorama_nb.dio.merging import Merge, Told, as_they_are
from diorama_nb.errors import CacheError
from diorama_nb.listeners import Listeners
from diorama_nb.rows import codec
from diorama_nb.rows.index import Ids, Positions
from diorama_nb.rows.records import Records
from diorama_nb.rows.select import select
from diorama_nb.rows.store import Delta, RowStore
from diorama_nb.runtime import here, hops, off_loop, whole
from diorama_nb.values import Record, same_record
from diorama_nb.writes.layer import Layer
from diorama_nb.writes.settled import Settled
from diorama_nb.writes.write import Write

log = logging.getLogger("diorama")

BIG: Final = 5000
"""Rows from which on a change is worked out in a thread, so that the loop stays free."""


class HotTable(CachedRows):
    """The rows of a data set, as they are shown and as the cache keeps them.

    The only writer of the store. A change reaches the cache first, then the store, then the
    listeners; a change to what is already there does nothing and tells nobody. The cache holds
    the rows as the source told them; the store shows them under the pending writes.

    Attributes
    ----------
    store : RowStore
        What is shown.
    layer : Layer
        The pending writes, and the rows of the source under them.
    settled : Settled
        Which rows an answer that is still under way may not know.
    trouble : CacheError or None
        Why rows are in memory only.
    merge : callable
        Turns rows that were told into rows to keep.
    """

    def __init__(self, table: CacheTable) -> None:
        self.name = table.name
        self.store = RowStore.of()
        self.layer = Layer()
        self.settled = Settled()
        self.trouble: CacheError | None = None
        self.merge: Merge = as_they_are
        self._table = table
        self._runtime = here()
        self._lock = asyncio.Lock()
        self._listeners: Listeners[[Delta]] = Listeners()
        self._overhearing: Listeners[[Iterable[str]]] = Listeners()

    async def load(self) -> None:
        """Take what the cache holds."""
        rows = [await self._table.to_arrow()]
        # popped, so that the store is the only one to hold them and can free what it copied
        self.store = await off_loop(True, lambda: RowStore.of(rows.pop()))

    def listen(self, listener: Callable[[Delta], None]) -> Callable[[], None]:
        """Call a function after each change; return what ends that."""
        return self._listeners.add(listener)

    def overhear(self, listener: Callable[[Iterable[str]], object]) -> Callable[[], None]:
        """Call a function with the ids each change tells of; return what ends that."""
        return self._overhearing.add(listener)

    # --- changing --------------------------------------------------------------------------

    @hops
    async def change(
        self,
        rows: Mapping[str, Record],
        *,
        deletes: Iterable[str] = (),
        replace: bool = False,
        metadata: Mapping[str, Any] | None = None,
        lenient: bool = False,
        since: int | None = None,
        told: Told = "whole",
    ) -> Delta:
        """Change rows of the source and metadata as one step; return what looks different.

        Parameters
        ----------
        rows : mapping of str to Record
            id → whole record.
        deletes : iterable of str
            Ids to delete.
        replace : bool
            Delete every other row.
        metadata : mapping of str to object or None
            Keys to set in the same step; None as a value deletes the key.
        lenient : bool
            Keep the rows in memory when the cache can not take them (a full disk costs speed,
            not data); `trouble` then says why.
        since : int or None
            ``settled.tick`` when the rows were asked for: rows that were written since then are
            left as they are.
        told : "listed", "whole" or "detail"
            Who told the rows; see `diorama_nb.dio.merging`.
        """
        async with self._lock:
            gone = list(deletes)
            self._overhearing.tell(rows)
            if since is not None and since < self.settled.tick:
                rows, gone, replace = self._known(since, rows, gone, replace)
            change = self._change(rows, gone, replace, metadata or {}, lenient, told=told)
            return await self._whole(change, len(rows))

    async def turn_to(self, table: CacheTable) -> tuple[CacheTable, RowStore]:
        """Write to another table from now on; returns what `turn_back` needs."""
        async with self._lock:
            before, self._table = (self._table, self.store), table
            return before

    async def turn_back(self, before: tuple[CacheTable, RowStore]) -> None:
        """Have the rows and the table of before again; nothing is written."""
        async with self._lock:
            self._table, rows = before
            if self.store is not rows:
                self._become(*self.store.replace_all(Records(rows.to_table())))

    async def rewrite(self) -> None:
        """Write every row of the source to the table, which may hold others."""
        async with self._lock:
            ids = self.layer.base_ids(self.store)
            rows = {id: record for id in ids if (record := self.base(id)) is not None}
            await self._write(Batch(codec.encode(rows), replace=True), lenient=True)

    async def stage(self, writes: Mapping[int, Write]) -> Delta:
        """Show writes that are not answered yet; the cache does not learn of them."""
        async with self._lock:
            store, delta = self.layer.stage(self.store, writes)
            self._become(store, delta)
            return delta

    async def unstage(self, number: int) -> Delta:
        """Show the rows without a write that was not done."""
        async with self._lock:
            store, delta = self.layer.unstage(self.store, number)
            self._become(store, delta)
            return delta

    async def settle(
        self, number: int, write: Write, rows: Mapping[str, Record], deletes: Iterable[str]
    ) -> Delta:
        """Take what the source made of a write, and show it in the write's place.

        For a ``clear`` the rows it deleted are found here.
        """
        async with self._lock:
            gone = [*deletes, *(self._cleared(write) if write.kind == "clear" else ())]
            self.settled.note(write, *rows, *gone)
            change = self._change(rows, gone, False, {}, True, settles=number)
            return await self._whole(change, len(rows))

    def shown(self, id: str) -> Record | None:
        """Return a row as it is shown."""
        return self.store.get(id)

    def base(self, id: str) -> Record | None:
        """Return a row as the source told it, whatever is shown."""
        return self.layer.base(self.store, id)

    def positions(self, ids: Ids) -> Positions:
        """Return where rows of the source stand, also while a write hides them; -1: nowhere."""
        return self.layer.positions(self.store, ids)

    def _cleared(self, write: Write) -> list[str]:
        shown = self.store.ids(select(self.store, write.query.unordered))
        under = [
            id
            for id, record in self.layer.under()
            if record is not None and write.query.matches(record)
        ]
        return list(dict.fromkeys([*shown, *under]))

    def _known(
        self, since: int, rows: Mapping[str, Record], deletes: list[str], replace: bool
    ) -> tuple[Mapping[str, Record], list[str], bool]:
        """Return a change without what it may not know of."""
        later = self.settled.rows_since(since)
        if replace:
            deletes = list(self.layer.base_ids(self.store) - rows.keys())
        outdates = self.settled.outdates
        rows = {id: record for id, record in rows.items() if not outdates(since, id, record)}
        return rows, [id for id in deletes if id not in later], False

    async def _whole(self, change: Coroutine[Any, Any, Delta], rows: int) -> Delta:
        """Change the cache, the store and its index together, whoever is cancelled."""
        instant = rows <= BIG and isinstance(self._table, MemoryTable)
        return await (change if instant else whole(change))

    async def _change(
        self,
        rows: Mapping[str, Record],
        deletes: list[str],
        replace: bool,
        metadata: Mapping[str, Any],
        lenient: bool,
        settles: int | None = None,
        told: Told = "whole",
    ) -> Delta:
        """Change what is plainly shown in bulk, and rows under pending writes one by one.

        What a settled write is about is folded anew without it, in the same step.
        """
        merged = await off_loop(len(rows) > BIG, self.merge, rows, told)
        rows, metadata = merged.rows, {**metadata, **merged.metadata}
        under: dict[str, Record | None] = {}
        if self.layer or settles is not None:
            if replace:
                deletes, replace = list(self.layer.base_ids(self.store) - rows.keys()), False
            news = {**dict.fromkeys(deletes), **rows}
            under = {
                id: record
                for id, record in news.items()
                if settles is not None or self.layer.concerns(id)
            }
            rows = {id: record for id, record in rows.items() if id not in under}
            deletes = [id for id in deletes if id not in under]
        nothing = not (self.store.size or under or settles is not None)
        if nothing and isinstance(rows, Records) and len(rows) > BIG:
            store, delta = await self._first(rows, metadata, lenient)
        else:
            store, delta = await off_loop(len(rows) > BIG, self._next, rows, deletes, replace)
            batch = self._batch(store, delta, under, metadata)
            if batch is not None:
                await self._write(batch, lenient)
        merged.done()
        if settles is not None:
            self.layer.pending.remove(settles)
        if under or settles is not None:
            store, more = self.layer.tell(store, under)
            delta = delta.followed_by(more)
        self._become(store, delta)
        return delta

    async def _first(
        self, rows: Records, metadata: Mapping[str, Any], lenient: bool
    ) -> tuple[RowStore, Delta]:
        """Keep the first rows: the cache writes them while the store is made of them."""
        batch = Batch(rows.table, metadata=metadata, distinct=True)
        made = asyncio.ensure_future(off_loop(True, self.store.upsert, rows))
        try:
            await self._write(batch, lenient)
        finally:  # a write that fails leaves no thread behind
            after = await made
        return after

    def _next(
        self, rows: Mapping[str, Record], deletes: list[str], replace: bool
    ) -> tuple[RowStore, Delta]:
        if replace:
            return self.store.replace_all(rows)
        store, removal = self.store.remove(deletes)
        store, delta = store.upsert(rows)
        return store, Delta(delta.inserted, delta.changed, removal.removed)

    def _batch(
        self,
        store: RowStore,
        delta: Delta,
        under: Mapping[str, Record | None],
        metadata: Mapping[str, Any],
    ) -> Batch | None:
        """Return what the cache has to learn: the source's rows, whatever is shown."""
        told = {id: (self.layer.base(self.store, id), record) for id, record in under.items()}
        lost = [id for id, (was, record) in told.items() if record is None and was is not None]
        new = {
            id: record
            for id, (was, record) in told.items()
            if record is not None and (was is None or not same_record(was, record))
        }
        if not (delta or lost or new or metadata):
            return None
        touched = np.concatenate([delta.changed, delta.inserted])
        parts = [store.take(touched)] if len(touched) else []
        parts += [codec.encode(new)] if new else []
        gone = (*self.store.ids(delta.removed), *lost)
        # Nothing of the old rows is left: one part instead of many deletions.
        fresh = bool(gone) and not under and len(touched) == len(store)
        upserts = codec.concat(parts) if parts else None
        distinct = len(parts) < 2  # a row of the store, and one under a write, may share an id
        return Batch(upserts, () if fresh else gone, metadata, replace=fresh, distinct=distinct)

    async def _write(self, batch: Batch, lenient: bool) -> None:
        try:
            await self._table.commit(batch)
            self.trouble = None
        except CacheError as error:
            if not lenient:
                raise
            if self.trouble is None:
                log.warning("%s: rows stay in memory only: %s", self.name, error)
            self.trouble = error

    def _become(self, store: RowStore, delta: Delta) -> None:
        self.store = store
        if delta:
            self._listeners.tell(delta)
