"""One commit in the making: the next header of a table and the values it needs."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from itertools import islice, starmap
from typing import Any, Final

import pyarrow as pa

from diorama_nb.cache import segments
from diorama_nb.cache.database import Database
from diorama_nb.cache.header import Damaged, Entry, Header, metadata_key
from diorama_nb.cache.segments import Part
from diorama_nb.errors import CacheError
from diorama_nb.rows import cells
from diorama_nb.runtime import Worker

_WORTH_A_THREAD: Final = 2**20
"""Bytes of parts from which on moving them and (un)packing them go on side by side."""

_AHEAD: Final = 4
"""Parts that may wait to be unpacked or stored: more of them would only take room."""

Names = dict[str, tuple[int, int]]
"""Metadata key → size and checksum of its value."""


def load_parts(db: Database, prefix: str, entries: Sequence[Entry]) -> list[Part]:
    """Return stored parts; of large ones, the next is read while one is unpacked.

    Raises
    ------
    Damaged
        If one is missing or differs from what the header knows of it.
    """
    stored = ((e, _load(db, f"{prefix}p/{e.number}", e.size, e.crc)) for e in entries)
    if len(entries) == 1 or sum(entry.size for entry in entries) < _WORTH_A_THREAD:
        return list(starmap(_unpacked, stored))
    helper = Worker("diorama-unpack")
    try:
        coming: list[Future[Part]] = []
        for entry, data in stored:
            coming.append(helper.submit(_unpacked, entry, data))
            if len(coming) > _AHEAD:
                coming[-_AHEAD].result()
        return [part.result() for part in coming]
    finally:
        helper.close()


def packed(parts: Sequence[Part]) -> Iterator[tuple[Part, bytes]]:
    """Yield parts with their bytes; of large ones, the next are packed while one is stored."""
    if len(parts) == 1 or sum(part.rows.nbytes for part in parts) < _WORTH_A_THREAD:
        yield from ((part, segments.pack(part)) for part in parts)
        return
    helper, waiting = Worker("diorama-pack"), iter(parts)
    try:
        coming = deque((p, helper.submit(segments.pack, p)) for p in islice(waiting, _AHEAD))
        while coming:
            part, data = coming.popleft()
            yield part, data.result()
            coming.extend((p, helper.submit(segments.pack, p)) for p in islice(waiting, 1))
    finally:
        helper.close()


def _unpacked(entry: Entry, data: memoryview) -> Part:
    try:
        part = segments.unpack(data)
    except (pa.ArrowException, CacheError) as error:
        raise Damaged(f"part {entry.number} can not be read: {error}") from error
    if part.weight != entry.weight:
        raise Damaged(f"part {entry.number} has {part.weight} rows, not {entry.weight}")
    return part


def load_names(db: Database, prefix: str, header: Header) -> Names:
    """Return the metadata keys of a table with size and checksum of their values."""
    if header.metadata is None:
        return {}
    size, crc, _ = header.metadata
    names = _value(_load(db, f"{prefix}k", size, crc))
    return {key: (size, crc) for key, (size, crc) in names.items()}


def load_metadata(db: Database, prefix: str, key: str, known: tuple[int, int]) -> object:
    """Return one metadata value."""
    return _value(_load(db, metadata_key(prefix, key), *known))


def verify(db: Database, prefix: str, header: Header, *, rows: bool) -> None:
    """Read everything a header names; without `rows`, only the metadata.

    Raises
    ------
    Damaged
        If some of it is missing or wrong.
    """
    for entry in reversed(header.log if rows else ()):
        _load(db, f"{prefix}p/{entry.number}", entry.size, entry.crc)
    for key, known in load_names(db, prefix, header).items():
        _load(db, metadata_key(prefix, key), *known)


def _value(payload: memoryview) -> Any:
    try:
        return cells.loads(bytes(payload))
    except CacheError as error:
        raise Damaged(str(error)) from error


def _load(db: Database, key: str, size: int, crc: int) -> memoryview:
    stored = db.get(key)
    if stored is None:
        raise Damaged(f"{key} is missing")
    payload, checked = stored
    if len(payload) != size or checked != crc:
        raise Damaged(f"{key} is not what its header names")
    return payload


class Draft:
    """Changes of one table, written inside ``db.writing()``.

    Parameters
    ----------
    db : Database
        Where values go.
    prefix : str
        Beginning of the table's keys.
    header : Header
        The state so far.
    """

    def __init__(self, db: Database, prefix: str, header: Header) -> None:
        self._db = db
        self._prefix = prefix
        self.header = header

    def append(self, parts: Sequence[Part]) -> None:
        """Add parts at the end of the log."""
        header = self.header
        entries = [
            self._store(part, data, number)
            for number, (part, data) in enumerate(packed(parts), header.next)
        ]
        self.header = header.with_(log=(*header.log, *entries), next=header.next + len(entries))

    def _store(self, part: Part, data: bytes, number: int) -> Entry:
        crc = self._db.put(f"{self._prefix}p/{number}", data)
        return Entry(number, part.weight, len(data), crc)

    def cut(self, keep: int) -> None:
        """Delete all but the first `keep` parts of the log."""
        for entry in self.header.log[keep:]:
            self._db.delete(f"{self._prefix}p/{entry.number}")
        log = self.header.log[:keep]
        base, clean = min(self.header.base, keep), min(self.header.clean, keep)
        self.header = self.header.with_(log=log, base=base, clean=clean)

    def fold(self) -> None:
        """Merge small parts that have piled up; rewrite the log if much of it is replaced."""
        weights = [entry.weight for entry in self.header.log]
        if segments.is_worn(weights, self.header.base):
            self._rewrite(sum(weights))
        elif count := segments.mergeable(weights):
            keep = len(weights) - count
            merged = segments.merge(self._parts(keep))
            self._replace(keep, merged if keep else Part(merged.rows))

    def _rewrite(self, weight: int) -> None:
        rows = segments.current(self._parts(0), self.header.clean)
        # A log that mostly grew is as good as new: copying it would gain little.
        if 4 * rows.num_rows <= 3 * weight:
            self._replace(0, Part(rows))
        elif rows.num_rows == weight:
            self.header = self.header.with_(clean=len(self.header.log))
        self.header = self.header.with_(base=len(self.header.log), count=rows.num_rows)

    def _parts(self, keep: int) -> list[Part]:
        return load_parts(self._db, self._prefix, self.header.log[keep:])

    def _replace(self, keep: int, part: Part) -> None:
        self.cut(keep)
        self.append(segments.split(part))
        if not keep:
            self.header = self.header.with_(clean=len(self.header.log))

    def set_metadata(self, values: Mapping[str, bytes | None]) -> None:
        """Set metadata values, already as bytes; None deletes a key."""
        names = load_names(self._db, self._prefix, self.header)
        for key, value in values.items():
            place = metadata_key(self._prefix, key)
            if value is not None:
                names[key] = (len(value), self._db.put(place, value))
            elif names.pop(key, None) is not None:
                self._db.delete(place)
        self._put_names(names)

    def clear_metadata(self) -> None:
        """Delete all metadata."""
        self.set_metadata(dict.fromkeys(load_names(self._db, self._prefix, self.header)))

    def _put_names(self, names: Names) -> None:
        place = f"{self._prefix}k"
        if not names:
            self._db.delete(place)
            self.header = self.header.with_(metadata=None)
            return
        data = cells.dumps({key: list(known) for key, known in names.items()})
        held = sum(size for size, _ in names.values())
        self.header = self.header.with_(metadata=(len(data), self._db.put(place, data), held))

    def finish(self) -> Header:
        """Write the header, which makes the rest count."""
        header = self.header.with_(generation=self.header.generation + 1)
        self._db.put(f"{self._prefix}h", header.pack())
        return header
