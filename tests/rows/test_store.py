"""The row store against an ordered dict, with every threshold small enough to be crossed."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from diorama_nb.errors import SpecError, ValueRefused
from diorama_nb.query import Query
from diorama_nb.rows import blocks, codec, hashing, index, reading, store
from diorama_nb.rows.records import Records
from diorama_nb.rows.store import RowStore
from diorama_nb.rows.view import View
from diorama_nb.values import lookup, same_record
from tests.rows.records import exactly

MOMENT = datetime(2024, 1, 1, tzinfo=UTC)
SMALL = {
    (store, "FOLD_ROWS"): 4,
    (store, "BULK_ROWS"): 3,
    (reading, "RUN_ROWS"): 2,
    (reading, "TAKE_ROWS"): 2,
    (blocks, "SHARED_ROWS"): 2,
    (blocks, "CHUNK_ROWS"): 8,
    (index, "RECENT"): 3,
}


@pytest.fixture(autouse=True)
def small(monkeypatch):
    for (module, name), value in SMALL.items():
        monkeypatch.setattr(module, name, value)
    # Hashes that collide often, by their length alone: what they find must be confirmed.
    by_length = np.eye(1, 64, dtype=np.uint64)[0] << np.uint64(hashing.BITS)
    monkeypatch.setattr(hashing, "_factors", lambda _: (by_length, by_length.tolist()))


IDS = st.sampled_from([*"abcdefghij", "aa", "bb", "ccc", "", "ü"])
VALUES = (
    st.none() | st.integers(0, 2) | st.sampled_from(["x", "y", 1.0, [1, {"k": "v"}], 2**70])
)
RECORDS = st.dictionaries(st.sampled_from(["n", "m", "m.k", "\0id"]), VALUES, max_size=3)
MANY = st.dictionaries(IDS, RECORDS, max_size=9)
QUERIES = st.sampled_from(
    [
        Query(),
        Query().where("n", "!=", 1),
        Query().order_by("n"),
        Query().order_by("m.k", descending=True).where("n", "in", [0, 1, "x", None]),
        Query().searching("v").order_by("n", descending=True),
    ]
)


class StoreMachine(RuleBasedStateMachine):
    """Keeps every version of the store, the rows it must hold, and views carried along."""

    @initialize(rows=MANY)
    def start(self, rows):
        self.store = RowStore.of(codec.encode(rows)) if rows else RowStore.of()
        self.model = {id: dict(r) for id, r in rows.items()}
        self.versions = []
        self.views = []

    def step(self, after, model):
        new, delta = after
        before_ids = {p: self.store.id(p) for p in self.store.alive().tolist()}
        same = list(model) == list(self.model) and all(
            same_record(model[id], self.model[id]) for id in model
        )
        if same:
            assert new is self.store
            assert not delta
        else:
            assert delta
        removed = set(self.model) - set(model)
        assert {before_ids[p] for p in delta.removed.tolist()} >= removed
        for p in delta.changed.tolist():
            id = before_ids[p]
            assert new.id(p) == id
            assert not same_record(self.model[id], model[id])
        for p in delta.inserted.tolist():
            assert p >= self.store.size
            assert new.id(p) in model
        self.versions.append((self.store, self.model))
        del self.versions[:-4]
        self.views = [view.after(new, delta) for view in self.views]
        self.store, self.model = new, model

    @rule(id=IDS, record=RECORDS)
    def upsert_one(self, id, record):
        self.step(self.store.upsert({id: record}), self.model | {id: dict(record)})

    @rule(rows=MANY, encoded=st.booleans())
    def upsert_many(self, rows, encoded):
        given = Records(codec.encode(rows)) if encoded else rows
        self.step(self.store.upsert(given), self.model | rows)

    @rule(ids=st.lists(IDS, max_size=4))
    def remove(self, ids):
        kept = {id: r for id, r in self.model.items() if id not in ids}
        self.step(self.store.remove(ids), kept)

    @rule(rows=MANY)
    def replace_all(self, rows):
        kept = {id: rows[id] for id in self.model if id in rows}
        self.step(self.store.replace_all(rows), kept | rows)

    @rule()
    def replace_by_the_same(self):
        again, delta = self.store.replace_all(self.model)
        assert again is self.store
        assert not delta

    @rule()
    def fold(self):
        folded = self.store.folded
        assert folded.alive().tolist() == self.store.alive().tolist()
        self.store = folded

    @rule(query=QUERIES)
    def watch(self, query):
        self.views = [*self.views[-2:], View.of(self.store, query)]

    @rule(data=st.data())
    def window(self, data):
        alive = self.store.alive().tolist()
        picked = data.draw(st.lists(st.sampled_from(alive), max_size=6)) if alive else []
        table = self.store.take(np.array(picked, np.int64))
        assert codec.columns(table) == self.store.columns()
        assert codec.ids(table) == [self.store.id(p) for p in picked]
        for position, row in zip(picked, codec.decode_rows(table), strict=True):
            assert same_record(row, self.model[self.store.id(position)])

    @invariant()
    def holds_the_rows(self):
        check(self.store, self.model)
        assert {n for r in self.model.values() for n in r} <= set(self.store.columns())

    @invariant()
    def older_versions_stay(self):
        for version, model in self.versions:
            check(version, model)

    @invariant()
    def views_are_as_if_made_anew(self):
        for view in self.views:
            assert view.positions.tolist() == View.of(self.store, view.query).positions.tolist()


def check(held, model):
    assert len(held) == len(model)
    positions = held.alive()
    assert held.ids(positions) == list(model)
    assert held.positions(["nobody", *model]).tolist() == [-1, *positions.tolist()]
    for position, (id, record) in zip(positions.tolist(), model.items(), strict=True):
        assert held.position(id) == position
        assert same_record(held.record(position), record)
        for name in ("n", "m", "m.k", "gone"):
            assert exactly(lookup(record, name), held.value(position, name)) or (
                lookup(record, name) == held.value(position, name)
            )
    whole = codec.decode(held.to_table())
    assert list(whole) == list(model)
    assert all(same_record(whole[id], record) for id, record in model.items())
    assert held.get("nobody") is None
    assert "nobody" not in held


class TestStore(StoreMachine.TestCase):
    settings = settings(max_examples=20, stateful_step_count=15, deadline=None)

    @pytest.fixture(autouse=True)
    def _small(self, small):
        pass


def test_records_are_nobodys_but_the_stores():
    mine = {"tags": ["a"]}
    held, _ = RowStore.of().upsert({"1": mine})
    mine["tags"].append("b")
    held.get("1")["tags"].append("c")
    assert held.get("1") == {"tags": ["a"]}


@pytest.mark.parametrize("count", [1, 5])
def test_what_no_record_can_hold_is_refused_at_the_door(count):
    with pytest.raises(ValueRefused, match="'a'"):
        RowStore.of().upsert({str(n): {"a": object()} for n in range(count)})
    with pytest.raises(SpecError, match="named 7"):
        RowStore.of().upsert({str(n): {7: 1} for n in range(count)})


def test_a_value_of_a_column_is_found_in_blocks_and_in_what_was_changed():
    blank = {str(n): {"a": None, "b": None} for n in range(3)}
    store, _ = RowStore.of().upsert({**blank, "3": {"a": MOMENT}})
    assert store.folded.example("a") == MOMENT
    assert store.folded.example("b") is store.example("c") is None
    changed, _ = store.folded.upsert({"1": {"b": 7}})
    assert changed.example("b") == 7


def test_an_empty_window_has_the_columns_of_the_store():
    held = RowStore.of(codec.encode({"1": {"a": 1, "b": "x"}}))
    patched, _ = held.upsert({"1": {"a": 1, "c": 2}})
    none = np.empty(0, np.int64)
    assert codec.columns(held.take(none)) == ["a", "b"]
    assert held.take(none).schema.field("a").type == "int64"
    assert codec.columns(patched.take(none)) == ["a", "b", "c"]


def test_branches_of_one_store_do_not_disturb_each_other():
    trunk, _ = RowStore.of().upsert({"a": {"n": 0}})
    left, _ = trunk.upsert({"x": {"n": 1}})
    right, _ = trunk.upsert({"y": {"n": 2}, "x": {"n": 3}})
    assert left.get("x") == {"n": 1}
    assert right.get("x") == {"n": 3}
    assert "y" not in left
    assert "x" not in trunk


def test_growing_page_by_page_makes_few_blocks(monkeypatch):
    monkeypatch.setattr(blocks, "CHUNK_ROWS", 1 << 20)
    held = RowStore.of()
    for page in range(60):
        rows = {f"{page}/{n}": {"n": n} for n in range(10)}
        held, _ = held.upsert(rows)
    assert held.folded.field(0).num_chunks <= 4
    assert len(held) == 600
