"""Rows in memory as a Vista: a dict, a list of records, a pandas, polars or Arrow table."""

from __future__ import annotations

import contextlib
import hashlib
import uuid
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from diorama_nb.errors import NotFound, SpecError, WriteRejected
from diorama_nb.progress import Progress, silent
from diorama_nb.query import ALL, Query
from diorama_nb.rows import codec
from diorama_nb.rows.columns import stored_name
from diorama_nb.rows.ids import ids_of_values, repeated
from diorama_nb.rows.index import Positions
from diorama_nb.rows.select import select
from diorama_nb.rows.store import RowStore
from diorama_nb.values import MISSING, Record, as_id, as_ids, lookup
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.columns import Column, infer_columns
from diorama_nb.vista.description import Description, Reference
from diorama_nb.vista.source import Page, Source
from diorama_nb.vista.tabular import columns_of
from diorama_nb.vista.vista import Vista
from diorama_nb.writes.write import Stored, Write

READS = (
    "count", "order", "search", "filter_operators", "set_page_size",
    "fetch_page", "fetch_next", "fetch_window", "traverse_to_record",
)  # fmt: skip
WRITES = ("insert", "update", "delete")

PAGE_ROWS = 1000
ARRANGEMENTS = 8
"""Sorted and filtered arrangements kept, so that the next window does not sort again."""


class StoreSource(Source):
    """A source over a row store, which does everything itself."""

    def __init__(
        self, store: RowStore, *, name: str, identity: str, id_column: str | None, writes: bool
    ) -> None:
        self.name = name
        self.identity = identity
        self.store = store
        flags = (*READS, *WRITES) if writes else READS
        self.about = Description(
            columns=_columns_of(store, id_column),
            id_column=id_column,
            capabilities=Capabilities.of("local", *flags),
        )
        self._arranged: OrderedDict[str, tuple[RowStore, Positions]] = OrderedDict()

    def relate(self, references: tuple[Reference, ...], targets: Mapping[str, Vista]) -> None:
        """Know relations to other data sets."""
        self.targets = targets
        if references:
            able = self.about.capabilities | Capabilities.of("local", "traverse_to_set")
            self.about = replace(self.about, references=references, capabilities=able)

    @property
    def version(self) -> object:
        """The rows themselves: every write makes another store."""
        return self.store

    def split(self, query: Query) -> tuple[Query, Query]:
        return query, ALL

    def _positions(self, query: Query) -> Positions:
        held = self._arranged.get(query.key)
        if held is None or held[0] is not self.store:
            held = self._arranged[query.key] = (self.store, select(self.store, query))
        self._arranged.move_to_end(query.key)
        while len(self._arranged) > ARRANGEMENTS:
            self._arranged.popitem(last=False)
        return held[1]

    async def read_all(self, query: Query) -> Page:
        return await self.read_window(query, 0, len(self.store))

    async def read_table(self, query: Query, tell: Progress = silent) -> pa.Table:
        if query == ALL:
            return self.store.to_table()
        return self.store.take(self._positions(query))

    async def read_window(self, query: Query, offset: int, limit: int) -> Page:
        positions = self._positions(query)
        rows = codec.decode(self.store.take(positions[offset : offset + limit]))
        return Page(rows, total=len(positions), end=offset + len(rows) >= len(positions))

    async def read_page(self, query: Query, number: int) -> Page:
        return await self.read_window(query, (number - 1) * PAGE_ROWS, PAGE_ROWS)

    async def read_next(self, query: Query, token: str | None) -> Page:
        offset = int(token or 0)
        page = await self.read_window(query, offset, PAGE_ROWS)
        follow = None if page.end else str(offset + len(page.rows))
        return Page(page.rows, page.total, follow, page.end)

    async def count(self, query: Query) -> int:
        return len(self._positions(query))

    async def get(self, id: str) -> Record | None:
        return self.store.get(id)

    async def apply(self, write: Write) -> Stored:
        if write.kind == "clear":
            gone = self.store.ids(select(self.store, write.query.unordered))
            self.store, _ = self.store.remove(gone)
            return Stored()
        write = self._with_id(write)
        id = str(write.id)
        before = self.store.get(id)
        if before is None and write.kind == "patch":
            raise NotFound(
                f"{self.name!r} has no record {id!r}", hint="insert_value creates one"
            )
        after = write.fold(before)
        if after is None:
            self.store, _ = self.store.remove([id])
        else:
            self.store, _ = self.store.upsert({id: after})
        return Stored(id, after)

    def _with_id(self, write: Write) -> Write:
        """Return a write that has an id, and whose record holds it where records here do.

        Raises
        ------
        WriteRejected
            If it would give a record another id.
        """
        types = {column.name: column.type for column in self.about.columns}
        column = self.about.id_column if self.about.id_column in types else None
        held = None if column is None else write.patch.get(column)
        id = write.id or (uuid.uuid4().hex if held is None else as_id(held))
        write = replace(write, id=id)
        if column is None or write.kind == "delete":
            return write
        if write.kind != "patch":
            if held is not None:
                return write
            others = {name: value for name, value in write.patch.items() if name != column}
            return replace(write, patch={column: _id_value(id, types[column]), **others})
        was = lookup(self.store.get(id) or {}, column)
        if column not in write.patch or as_id(held) in (id, as_id(was)):
            return write
        raise WriteRejected(
            f"{column!r} is the id of the record {id!r} and can not become {held!r}",
            fields={column: "is the id"},
            hint=f"leave {column!r} out; another record: insert_value({as_id(held)!r}, …)",
        )

    def explain(self, query: Query) -> str:
        return f"{self.name}: {query} over {len(self.store):,} rows in memory"


def _id_value(id: str, type_: str) -> Any:
    """Return an id as a value of its column: a number where ids are numbers."""
    with contextlib.suppress(ValueError):
        if type_ == "integer" and as_id(int(id)) == id:
            return int(id)
    return id


def _columns_of(store: RowStore, id_column: str | None) -> tuple[Column, ...]:
    if len(store):
        return infer_columns(codec.decode(store.take(store.alive()[:1000])), id_column)
    return tuple(
        Column(
            codec.column_name(field.name),
            stored_name(field.type),
            frozenset({"id"} if field.name == id_column else ()),
        )
        for field in list(store.schema)[2:]
    )


class MemoryVista(Vista):
    """Rows you have in hand, as a data set that can be read, narrowed and changed.

    Parameters
    ----------
    rows : mapping of str to Record, or iterable of Record
        id → record; or records that hold their id in `id_column`.
    name : str
        Name of the data set.
    id_column : str
        The column the id is taken from.
    references : iterable of Reference
        Relations to other data sets, for `get_ref`.
    targets : mapping of str to Vista
        The data sets they lead to, by name; may be filled in later.

    Raises
    ------
    SpecError
        If a record has no id, or two have the same.
    """

    source: StoreSource

    def __init__(
        self,
        rows: Mapping[str, Record] | Iterable[Record] | StoreSource = (),
        query: Query = ALL,
        *,
        name: str = "memory",
        id_column: str = "id",
        references: Iterable[Reference] = (),
        targets: Mapping[str, Vista] | None = None,
    ) -> None:
        if not isinstance(rows, StoreSource):
            records = _named(rows) if isinstance(rows, Mapping) else by_id(rows, id_column)
            rows = StoreSource(
                RowStore.of(
                    codec.encode({as_id(id): record for id, record in records.items()})
                ),
                name=name,
                identity=f"memory:{uuid.uuid4().hex}",
                id_column=id_column,
                writes=True,
            )
            rows.relate(tuple(references), {} if targets is None else targets)
        super().__init__(rows, query)


def _named(rows: Mapping[str, Record]) -> dict[str, Record]:
    for id, record in rows.items():
        if not isinstance(record, Mapping):
            raise SpecError(
                f"{id!r} stands for a {type(record).__name__}, not for a record",
                hint="hand over {id: record}; columns: pandas.DataFrame(columns)",
            )
    return dict(rows)


def by_id(records: Iterable[Record], id_column: str) -> dict[str, Record]:
    """Return records by the id they hold.

    Raises
    ------
    SpecError
        If one has no id, or two have the same; if one is no record.
    """
    found: dict[str, Record] = {}
    for number, record in enumerate(records):
        if not isinstance(record, Mapping):
            kind = type(record).__name__
            raise SpecError(f"record {number} is of type {kind}", hint="hand over dicts")
        value = lookup(record, id_column)
        if value is MISSING or value is None:
            raise SpecError(
                f"record {number} has no {id_column!r}",
                hint="dn.MemoryVista(rows, id_column='…'); dn.open(pandas.DataFrame(rows)) "
                "numbers rows without ids",
            )
        id = as_id(value)
        if id in found:
            raise SpecError(f"two records have the id {id!r}", hint="name a unique id_column")
        found[id] = record
    return found


class FrameVista(Vista):
    """A pandas, polars or Arrow table as a read-only data set.

    Parameters
    ----------
    frame : table
        A pandas or polars DataFrame, a polars LazyFrame, a table of Arrow or DuckDB, or
        anything that hands out its columns by the Arrow PyCapsule interface
        (``__arrow_c_stream__``) or the dataframe protocol (``__dataframe__``). It is not
        changed and not copied more than once.
    name : str
        Name of the data set.
    id_column : str or None
        The column the id is taken from. None: the index of a pandas frame, else the row number.
        An index that has a name, or several levels, is a column too.

    Raises
    ------
    SpecError
        If the ids are not unique, or a column can not be stored exactly.
    """

    def __init__(
        self,
        frame: Any,
        query: Query = ALL,
        *,
        name: str = "frame",
        id_column: str | None = None,
    ) -> None:
        if not isinstance(frame, StoreSource):
            table = _row_table(frame, id_column)
            digest = hashlib.sha256(repr((table.schema, table.num_rows)).encode())
            for column in (table.column(0), *table.columns[2:]):
                for buffer in (b for chunk in column.chunks for b in chunk.buffers() if b):
                    digest.update(buffer)
            frame = StoreSource(
                RowStore.of(table),
                name=name,
                identity=f"frame:{digest.hexdigest()[:16]}",
                id_column=id_column,
                writes=False,
            )
            frame.about = replace(frame.about, fixed=True)
        super().__init__(frame, query)


def _row_table(frame: Any, id_column: str | None) -> pa.Table:
    columns, ids = columns_of(frame)
    hint = "name a unique column: id_column='…'"
    if ids is not None and id_column is None:
        hint += ", or number the rows: df.reset_index()"
    if id_column is not None:
        known = dict(columns)
        if id_column not in known:
            raise SpecError.unknown("id_column", id_column, known)
        named = known[id_column]
        mixed = named.type == codec.CBOR
        ids = as_ids(codec.column_values(named)) if mixed else ids_of_values(named)
    elif ids is None:
        rows = len(columns[0][1]) if columns else 0
        ids = ids_of_values(pa.chunked_array([np.arange(rows)]))
    if (twice := repeated(ids)) is not None:
        raise SpecError(
            f"the ids are not unique: two rows have {twice!r}",
            hint=hint,
        )
    return codec.from_columns(ids, columns)
