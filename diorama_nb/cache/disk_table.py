"""A table of a cache folder: what its handle remembers, and how it meets other processes."""

from __future__ import annotations

import contextlib
import logging
import os
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import pyarrow as pa

from diorama_nb.cache import segments
from diorama_nb.cache.base import Batch
from diorama_nb.cache.database import Database
from diorama_nb.cache.draft import Draft, load_metadata, load_names, load_part, verify
from diorama_nb.cache.header import Damaged, Entry, Gone, Header, encode_metadata, prefix
from diorama_nb.cache.segments import Index, Part, make_part
from diorama_nb.errors import CacheBusy, CacheUnusable, Closed
from diorama_nb.rows import codec
from diorama_nb.runtime import Worker
from diorama_nb.values import Record

T = TypeVar("T")

log = logging.getLogger("diorama")

_TRIES: Final = 5
"""How often a read begins anew because another process changed the table meanwhile."""

_PARTS_KEPT: Final = 4


class DiskTable:
    """A `CacheTable` on disk; made by `DiskCache.open_table`.

    Damage found when a handle is first used makes a cold start: the table is empty. Content
    that vanishes later (damaged, removed, dropped by another process) is an error instead,
    because the user of the handle already relies on it; opening the table again helps.
    """

    def __init__(self, name: str, db: Database, worker: Worker) -> None:
        self.name = name
        self._db = db
        self._worker = worker
        self._prefix = prefix(name)
        self._closed = False
        self.forget()

    def forget(self) -> None:
        """Make the handle as good as new."""
        self._epoch: int | None = None  # of the database this handle has seen
        self._life: str | None = None  # of the content it has seen
        self._cold = False  # what is stored is damaged, and replaced by the next write
        self._lost = ""  # why the handle is of no use any more
        self._index: Index[Entry] = Index()
        self._counted: tuple[tuple[Entry, ...], int] = ((), 0)
        self._parts: OrderedDict[Entry, Part] = OrderedDict()

    @property
    def lost(self) -> bool:
        """Whether the content this handle relied on is gone."""
        moved = self._epoch not in (None, self._db.epoch)
        return bool(self._lost) or (moved and self._life is not None)

    def close(self) -> None:
        """Make every later call raise `Closed`."""
        self._closed = True

    async def _run(self, function: Callable[..., T], *args: Any) -> T:
        if self._closed:
            raise Closed(f"the cached table {self.name!r}", hint="open its cache again")
        return await self._worker.run(function, *args)

    # --- the protocol ----------------------------------------------------------------------

    async def list_values(self) -> dict[str, Record]:
        """Return all records in order of first insertion."""
        return await self._run(lambda: codec.decode(self._rows()))

    async def get_value(self, id: str) -> Record | None:
        """Return one record, or None."""
        return await self._run(self._get, id)

    async def count(self) -> int:
        """Return the number of records."""
        return await self._run(self.count_now)

    async def insert_value(self, id: str, record: Record) -> None:
        """Insert a record, or replace the whole one under this id."""
        await self.insert_values({id: record})

    async def insert_values(self, records: Mapping[str, Record]) -> None:
        """Insert or replace many records as one step."""
        held = dict(records)
        await self._run(lambda: self._write(Part(codec.encode(held))))

    async def replace_all(self, records: Mapping[str, Record]) -> None:
        """Replace all rows as one step; metadata stays."""
        held = dict(records)
        await self._run(lambda: self._write(Part(codec.encode(held)), replace=True))

    async def delete_value(self, id: str) -> None:
        """Delete a record; a missing one is no error."""
        await self._run(lambda: self._write(make_part(None, [id])))

    async def clear(self) -> None:
        """Delete all records and all metadata."""
        await self._run(lambda: self._write(make_part(None), replace=True, wipe=True))

    async def get_metadata(self, key: str) -> Any:
        """Return a metadata value, or None."""
        return (await self._run(self._metadata, lambda held: held == key)).get(key)

    async def set_metadata(self, key: str, value: Any) -> None:
        """Set a metadata value; None deletes the key."""
        await self.commit(Batch(metadata={key: value}))

    async def list_metadata(self, prefix: str = "") -> dict[str, Any]:
        """Return all metadata whose key begins with `prefix`."""
        return await self._run(self._metadata, lambda held: held.startswith(prefix))

    async def to_arrow(self) -> pa.Table:
        """Return all rows as one row table, in order of first insertion."""
        return await self._run(self._rows)

    async def commit(self, batch: Batch) -> None:
        """Apply a batch as one durable step."""
        values = encode_metadata(batch.metadata)

        def write() -> None:
            part = make_part(batch.upserts, batch.deletes)
            self._write(part, values, replace=batch.replace)

        await self._run(write)

    async def size(self) -> int:
        """Return the bytes the table takes."""
        return await self._run(self._read, lambda header: header.size)

    # --- reading, on the worker ------------------------------------------------------------

    def _rows(self) -> pa.Table:
        def look(header: Header) -> pa.Table:
            newest_first = [self._part(entry, keep=False) for entry in reversed(header.log)]
            return segments.current(newest_first[::-1], header.clean)

        return self._read(look, reads_all=True)

    def _get(self, id: str) -> Record | None:
        def look(header: Header) -> Record | None:
            self._index.follow(header.log, self._part)
            place = self._index.find(id)
            if place is None:
                return None
            entry, row = place
            return codec.decode(self._part(entry).rows.slice(row, 1))[id]

        return self._read(look)

    def count_now(self) -> int:
        """Return the number of records; on the worker thread."""

        def look(header: Header) -> int:
            if header.count is not None:
                return header.count
            if self._index.knows(header.log):
                return len(self._index)
            log, count = self._counted
            if log != header.log:
                parts = [self._part(entry, keep=False) for entry in header.log]
                count = segments.count(parts, header.clean)
                self._counted = header.log, count
            return count

        return self._read(look)

    def holds_anything(self) -> bool:
        """Whether there are rows or metadata; on the worker thread."""
        described = self._read(lambda header: header.metadata is not None)
        return described or self.count_now() > 0

    def _metadata(self, wanted: Callable[[str], bool]) -> dict[str, Any]:
        def look(header: Header) -> dict[str, Any]:
            names = load_names(self._db, self._prefix, header)
            return {
                key: load_metadata(self._db, self._prefix, key, known)
                for key, known in names.items()
                if wanted(key)
            }

        return self._read(look)

    def _part(self, entry: Entry, *, keep: bool = True) -> Part:
        part = self._parts.get(entry)
        if part is None:
            part = load_part(self._db, self._prefix, entry)
            if keep:
                self._parts[entry] = part
                if len(self._parts) > _PARTS_KEPT:
                    self._parts.popitem(last=False)
        return part

    def _header(self) -> Header:
        stored = None if self._cold else self._db.get(f"{self._prefix}h")
        if stored is None:
            return Header(self.name)
        header = Header.unpack(bytes(stored))
        if header.name != self.name:
            raise Damaged(f"the header of {self.name!r} names {header.name!r}")
        return header

    def _read(self, look: Callable[[Header], T], *, reads_all: bool = False) -> T:
        """Look at one state of the table, whatever other processes do meanwhile."""
        self._check()
        for attempt in range(_TRIES + 2):
            last = attempt > _TRIES  # nobody can change the table under the writer lock
            header = None
            try:
                with self._db.writing() if last else contextlib.nullcontext():
                    header = self._header()
                    if self._epoch is None:  # rows and metadata are sound, or both are cold
                        verify(self._db, self._prefix, header, rows=not reads_all)
                    result = look(header)
            except Damaged as damage:
                if not self._moved_on(header):
                    self._suffer(damage)
            else:
                self._bind(header)
                return result
        raise CacheBusy(
            f"the cached table {self.name!r} changes faster than it can be read",
            hint="try again; let fewer kernels write to one cache",
        )

    def _moved_on(self, header: Header | None) -> bool:
        """Whether another process has changed the table since `header` was read."""
        with contextlib.suppress(Damaged):
            return header is not None and self._header() != header
        return False

    # --- writing, on the worker ------------------------------------------------------------

    def _write(
        self,
        part: Part,
        metadata: Mapping[str, bytes | None] | None = None,
        *,
        replace: bool = False,
        wipe: bool = False,
    ) -> None:
        if self._epoch is None:
            self._read(lambda header: None)  # find damage before relying on what is there
        self._check()
        pieces = [(piece, segments.pack(piece)) for piece in segments.split(part)]
        if not (pieces or metadata or replace):
            return
        for attempt in (1, 2):
            try:
                with self._db.writing():
                    header = self._change(pieces, metadata or {}, replace=replace, wipe=wipe)
            except Damaged as damage:
                # nothing was here but damage; the new database will do
                gone = isinstance(damage, Gone) or not self._db.examine()
                if not (gone and self._life is None and attempt == 1):
                    self._lose(str(damage))
                self._cold = False
            else:
                self._bind(header)
                self._cold, self._life = False, header.life
                return

    def _change(
        self,
        pieces: list[tuple[Part, bytes]],
        metadata: Mapping[str, bytes | None],
        *,
        replace: bool,
        wipe: bool,
    ) -> Header:
        if self._cold:
            for key in self._db.keys(self._prefix):
                self._db.delete(key)
        header = self._header()
        if self._life and header.life != self._life:
            self._lose("another process has dropped it")
        draft = Draft(self._db, self._prefix, header)
        if not header.life:
            draft.header = header.with_(life=os.urandom(8).hex())
        if replace:
            draft.cut(0)
        if wipe:
            draft.clear_metadata()
        if pieces:
            rows = sum(piece.rows.num_rows for piece, _ in pieces)
            count = None if draft.header.log else rows
            draft.append(pieces)
            draft.header = draft.header.with_(count=count)
            if len(draft.header.log) == len(pieces):
                draft.header = draft.header.with_(base=len(pieces), clean=len(pieces))
            draft.fold()
        elif replace:
            draft.header = draft.header.with_(count=0)
        if metadata:
            draft.set_metadata(metadata)
        return draft.finish()

    def drop(self) -> None:
        """Delete the table with its metadata; on the worker thread."""
        with self._db.writing():
            for key in self._db.keys(self._prefix):
                self._db.delete(key)
        self.forget()

    # --- when content is gone --------------------------------------------------------------

    def _check(self) -> None:
        self._db.open()
        if self.lost:
            self._lose(self._lost or "the cache was set aside or removed")

    def _bind(self, header: Header) -> None:
        self._epoch = self._db.epoch
        if self._life is None and header.life:
            self._life = header.life

    def _suffer(self, damage: Damaged) -> None:
        """Begin cold if nobody relies on the content yet, else tell the user."""
        sound = not isinstance(damage, Gone) and self._db.examine()
        if self._life is not None:
            self._lose(str(damage))
        if sound:
            log.warning(
                "the cached table %r is damaged (%s); it starts empty and its rows are fetched "
                "again", self.name, damage,
            )  # fmt: skip
        self._cold = sound
        self._index, self._parts = Index(), OrderedDict()

    def _lose(self, why: str) -> None:
        self._lost = why
        raise CacheUnusable(
            f"the cached table {self.name!r} is gone: {why}",
            hint="open it again: table = await cache.open_table(name); it is filled anew",
        )
