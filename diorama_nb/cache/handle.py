"""What a handle of a stored table remembers, and how it meets damage and other processes.

Everything here runs on the worker thread of its `DiskCache`.
"""

from __future__ import annotations

import contextlib
import logging
import os
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import pyarrow as pa

from diorama_nb.cache import segments
from diorama_nb.cache.database import Database
from diorama_nb.cache.draft import Draft, load_metadata, load_names, load_parts, verify
from diorama_nb.cache.header import Damaged, Entry, Gone, Header, prefix
from diorama_nb.cache.segments import Index, Part
from diorama_nb.errors import CacheBusy, CacheUnusable
from diorama_nb.rows import codec
from diorama_nb.values import Record

T = TypeVar("T")

log = logging.getLogger("diorama")

_TRIES: Final = 5
"""How often a read begins anew because another process changed the table meanwhile."""

_PARTS_KEPT: Final = 4


class Handle:
    """A table of a database, as one user of it sees it.

    Damage found when a handle is first used makes a cold start: the table is empty. Content
    that vanishes later (damaged, removed, dropped by another process) is an error instead,
    because the user of the handle already relies on it: writing on would leave a part of the
    rows that passes for the whole.
    """

    def __init__(self, name: str, db: Database) -> None:
        self.name = name
        self._db = db
        self._prefix = prefix(name)
        self.forget()

    def forget(self) -> None:
        """Make the handle as good as new."""
        self._epoch: int | None = None  # of the database this handle has seen
        self._life: str | None = None  # of the content it has seen
        self._cold: str | None = None  # life of content that is damaged, "" if unreadable
        self._lost = ""  # why the handle is of no use any more
        self._index: Index[Entry] = Index()
        self._counted: tuple[tuple[Entry, ...], int] = ((), 0)
        self._parts: OrderedDict[Entry, Part] = OrderedDict()

    @property
    def lost(self) -> bool:
        """Whether the content this handle relied on is gone."""
        moved = self._epoch not in (None, self._db.epoch)
        return bool(self._lost) or (moved and self._life is not None)

    # --- reading ---------------------------------------------------------------------------

    def rows(self) -> pa.Table:
        """Return all rows in order of first insertion."""

        def look(header: Header) -> pa.Table:
            # newest first: others merge the newest
            newest_first = load_parts(self._db, self._prefix, header.log[::-1])
            return segments.current(newest_first[::-1], header.clean)

        return self._read(look, reads_all=True)

    def get(self, id: str) -> Record | None:
        """Return one record, or None."""

        def look(header: Header) -> Record | None:
            self._index.follow(header.log, self._part)
            place = self._index.find(id)
            if place is None:
                return None
            entry, row = place
            return codec.decode(self._part(entry).rows.slice(row, 1))[id]

        return self._read(look)

    def count(self) -> int:
        """Return the number of records."""

        def look(header: Header) -> int:
            if header.count is not None:
                return header.count
            if self._index.knows(header.log):
                return len(self._index)
            log, count = self._counted
            if log != header.log:
                parts = load_parts(self._db, self._prefix, header.log)
                count = segments.count(parts, header.clean)
                self._counted = header.log, count
            return count

        return self._read(look)

    def holds_anything(self) -> bool:
        """Whether there are rows or metadata."""
        described = self._read(lambda header: header.metadata is not None)
        return described or self.count() > 0

    def metadata(self, wanted: Callable[[str], bool]) -> dict[str, Any]:
        """Return the metadata whose keys are wanted."""

        def look(header: Header) -> dict[str, Any]:
            names = load_names(self._db, self._prefix, header)
            return {
                key: load_metadata(self._db, self._prefix, key, known)
                for key, known in names.items()
                if wanted(key)
            }

        return self._read(look)

    def size(self) -> int:
        """Return the bytes the table takes."""
        return self._read(lambda header: header.size)

    def _part(self, entry: Entry) -> Part:
        part = self._parts.get(entry)
        if part is None:
            part = self._parts[entry] = load_parts(self._db, self._prefix, [entry])[0]
            if len(self._parts) > _PARTS_KEPT:
                self._parts.popitem(last=False)
        return part

    def _header(self) -> Header:
        nothing = Header(self.name)
        try:
            stored = self._db.get(f"{self._prefix}h")
            header = nothing if stored is None else Header.unpack(bytes(stored[0]))
            if header.name != self.name:
                raise Damaged(f"the header of {self.name!r} names {header.name!r}")
        except Gone:
            raise
        except Damaged:
            if self._cold is None:
                raise
            return nothing
        return nothing if header.life == self._cold else header

    def _read(self, look: Callable[[Header], T], *, reads_all: bool = False) -> T:
        """Look at one state of the table, whatever other processes do meanwhile."""
        self._check()
        for attempt in range(_TRIES + 2):
            last = attempt > _TRIES  # nobody can change the table under the writer lock
            header = None
            try:
                with self._db.writing() if last else contextlib.nullcontext():
                    header = self._header()
                    if self._life is None:  # rows and metadata are sound, or both are cold
                        verify(self._db, self._prefix, header, rows=not reads_all)
                    result = look(header)
            except Damaged as damage:
                if not self._moved_on(header):
                    self._suffer(damage, header)
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

    # --- writing ---------------------------------------------------------------------------

    def write(
        self,
        part: Part,
        metadata: Mapping[str, bytes | None] | None = None,
        *,
        replace: bool = False,
        wipe: bool = False,
    ) -> None:
        """Change the table as one durable step.

        Parameters
        ----------
        part : Part
            Ids to delete, then rows to insert or replace.
        metadata : mapping of str to bytes or None
            Values to set; None deletes a key.
        replace : bool
            Delete all rows first.
        wipe : bool
            Delete all metadata first.
        """
        if self._life is None:
            self._read(lambda header: None)  # find damage before relying on what is there
        self._check()
        pieces = segments.split(part)
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
            else:
                self._bind(header)
                self._cold = None
                return

    def _change(
        self,
        pieces: list[Part],
        metadata: Mapping[str, bytes | None],
        *,
        replace: bool,
        wipe: bool,
    ) -> Header:
        header = self._header()
        if self._life and header.life != self._life:
            self._lose("another process has dropped it")
        draft = Draft(self._db, self._prefix, header)
        if not header.life:
            self._purge()  # of what damage may have left
            draft.header = header.with_(life=os.urandom(8).hex())
        if replace:
            draft.cut(0)
        if wipe:
            draft.clear_metadata()
        if pieces:
            rows = sum(piece.rows.num_rows for piece in pieces)
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
        """Delete the table with its metadata."""
        with self._db.writing():
            self._purge()
        self.forget()

    def _purge(self) -> None:
        for key in self._db.keys(self._prefix):
            self._db.delete(key)

    # --- when content is gone --------------------------------------------------------------

    def _check(self) -> None:
        self._db.open()
        if self.lost:
            self._lose(self._lost or "the cache was set aside or removed")

    def _bind(self, header: Header) -> None:
        self._epoch = self._db.epoch
        if self._life is None and header.life:
            self._life = header.life

    def _suffer(self, damage: Damaged, header: Header | None) -> None:
        """Begin cold if nobody relies on the content yet, else tell the user."""
        sound = not isinstance(damage, Gone) and self._db.examine()
        if self._life is not None:
            self._lose(str(damage))
        if sound:
            log.warning(
                "the cached table %r is damaged (%s); it starts empty and its rows are fetched "
                "again", self.name, damage,
            )  # fmt: skip
            self._cold = header.life if header else ""
        self._index, self._parts = Index(), OrderedDict()

    def _lose(self, why: str) -> None:
        self._lost = why
        raise CacheUnusable(
            f"the cached table {self.name!r} is gone: {why}",
            hint="open it again: table = await cache.open_table(name); it is filled anew",
        )
