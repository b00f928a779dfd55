"""Tables against an ordered dict: random operations, closing and reopening in between."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Coroutine
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from diorama_nb.cache.base import Batch, CacheBackend
from diorama_nb.cache.disk import DiskCache
from diorama_nb.cache.memory import MemoryCache
from diorama_nb.rows import codec

T = TypeVar("T")

ids = st.sampled_from([str(n) for n in range(12)])
values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5),
    st.lists(st.integers(), max_size=2), st.binary(max_size=3),
)  # fmt: skip
records = st.dictionaries(st.sampled_from(["a", "b", "c.d", ""]), values, max_size=3)
batches = st.dictionaries(ids, records, max_size=6)


class TableMachine(RuleBasedStateMachine):
    """One table and its model."""

    reopens = False

    def make(self) -> CacheBackend:
        return MemoryCache()

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.rows: dict[str, dict[str, Any]] = {}
        self.metadata: dict[str, Any] = {}
        self.open()

    def open(self) -> None:
        self.cache = self.make()
        self.table = self.do(self.cache.open_table("t"))

    def do(self, coro: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(coro)

    @rule(id=ids, record=records)
    def insert_value(self, id: str, record: dict[str, Any]) -> None:
        self.do(self.table.insert_value(id, record))
        self.rows[id] = record

    @rule(batch=batches)
    def insert_values(self, batch: dict[str, dict[str, Any]]) -> None:
        self.do(self.table.insert_values(batch))
        self.rows.update(batch)

    @rule(batch=batches)
    def replace_all(self, batch: dict[str, dict[str, Any]]) -> None:
        self.do(self.table.replace_all(batch))
        self.rows = dict(batch)

    @rule(id=ids)
    def delete_value(self, id: str) -> None:
        self.do(self.table.delete_value(id))
        self.rows.pop(id, None)

    @rule(id=ids, record=records, times=st.integers(1, 40))
    def write_one_row_often(self, id: str, record: dict[str, Any], times: int) -> None:
        for n in range(times):
            self.insert_value(str(n % 14), record)
        self.delete_value(id)

    @rule(
        upserts=batches, deletes=st.lists(ids, max_size=4), value=values, replace=st.booleans()
    )
    def commit(
        self, upserts: dict[str, Any], deletes: list[str], value: Any, replace: bool
    ) -> None:
        rows = codec.encode(upserts) if upserts else None
        self.do(self.table.commit(Batch(rows, tuple(deletes), {"total": value}, replace)))
        if replace:
            self.rows.clear()
        for id in deletes:
            self.rows.pop(id, None)
        self.rows.update(upserts)
        self._remember("total", value)

    @rule(key=st.sampled_from(["total", "view/a", "view/b"]), value=values)
    def set_metadata(self, key: str, value: Any) -> None:
        self.do(self.table.set_metadata(key, value))
        self._remember(key, value)

    def _remember(self, key: str, value: Any) -> None:
        self.metadata[key] = value
        if value is None:
            del self.metadata[key]

    @rule()
    def clear(self) -> None:
        self.do(self.table.clear())
        self.rows, self.metadata = {}, {}

    @rule()
    def drop(self) -> None:
        self.do(self.cache.drop_table("t"))
        self.rows, self.metadata = {}, {}
        self.table = self.do(self.cache.open_table("t"))

    @precondition(lambda self: self.reopens)
    @rule()
    def reopen(self) -> None:
        self.do(self.cache.aclose())
        self.open()

    @rule(id=ids)
    def look_at_one(self, id: str) -> None:
        assert self.do(self.table.get_value(id)) == self.rows.get(id)
        assert self.do(self.table.count()) == len(self.rows)

    @invariant()
    def holds_what_the_model_holds(self) -> None:
        held = self.do(self.table.list_values())
        assert list(held.items()) == list(self.rows.items())
        assert [list(record) for record in held.values()] == [*map(list, self.rows.values())]
        assert self.do(self.table.list_metadata()) == self.metadata
        listed = ["t"] if self.rows or self.metadata else []
        assert self.do(self.cache.list_tables()) == listed

    def teardown(self) -> None:
        self.do(self.cache.aclose())
        self.loop.close()


class DiskMachine(TableMachine):
    """The same on disk, closed and opened again at will."""

    reopens = True

    def __init__(self) -> None:
        self.directory = tempfile.TemporaryDirectory()
        super().__init__()

    def make(self) -> CacheBackend:
        return DiskCache(f"{self.directory.name}/cache")

    def teardown(self) -> None:
        super().teardown()
        self.directory.cleanup()


TestMemoryTable = TableMachine.TestCase
TestMemoryTable.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)
TestDiskTable = DiskMachine.TestCase
TestDiskTable.settings = settings(max_examples=12, stateful_step_count=25, deadline=None)
