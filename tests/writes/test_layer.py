"""What is shown is the pending writes folded over what the source said last."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from diorama_nb.query import Query
from diorama_nb.rows.store import RowStore
from diorama_nb.rows.view import View
from diorama_nb.writes.layer import Layer
from diorama_nb.writes.write import Write

IDS = st.sampled_from(list("abcde"))
RECORDS = st.fixed_dictionaries({"n": st.integers(0, 3)}, optional={"m": st.integers(0, 3)})


class Folding(RuleBasedStateMachine):
    """A layer against the plain words: fold every pending write over the source's rows."""

    def __init__(self):
        super().__init__()
        self.layer, self.store = Layer(), RowStore.of()
        self.source, self.writes, self.number = {}, {}, 0
        self.places = {}
        self.views = [View.of(self.store, Query()), View.of(self.store, Query().order_by("n"))]

    def become(self, store, delta):
        self.views = [view.after(store, delta) for view in self.views]
        self.store = store

    def stage(self, write):
        self.number += 1
        self.writes[self.number] = write
        self.become(*self.layer.stage(self.store, {self.number: write}))

    @rule(id=IDS, record=RECORDS, kind=st.sampled_from(["insert", "replace", "patch"]))
    def write(self, id, record, kind):
        self.stage(Write(kind, id, record))

    @rule(id=IDS)
    def delete(self, id):
        self.stage(Write("delete", id))

    @rule(n=st.integers(0, 3))
    def clear(self, n):
        self.stage(Write("clear", query=Query().where("n", "==", n)))

    @precondition(lambda self: self.writes)
    @rule(data=st.data())
    def unstage(self, data):
        number = data.draw(st.sampled_from(sorted(self.writes)))
        del self.writes[number]
        self.become(*self.layer.unstage(self.store, number))

    @rule(news=st.dictionaries(IDS, RECORDS | st.none(), max_size=3))
    def tell(self, news):
        for id, record in news.items():
            self.source.pop(id, None)
            if record is not None:
                self.source[id] = record
        held = {id: r for id, r in news.items() if self.layer.concerns(id)}
        plain = {id: r for id, r in news.items() if id not in held}
        self.become(*self.store.remove([id for id, r in plain.items() if r is None]))
        self.become(*self.store.upsert({id: r for id, r in plain.items() if r is not None}))
        self.become(*self.layer.tell(self.store, held))

    @invariant()
    def what_is_shown_is_the_fold(self):
        shown = {}
        for id in "abcde":
            record = self.source.get(id)
            for _, write in sorted(self.writes.items()):
                if write.id in (id, None):
                    record = write.fold(record)
            if record is not None:
                shown[id] = record
        assert {id: self.store.get(id) for id in self.store.ids(self.store.alive())} == shown
        assert {id: self.layer.base(self.store, id) for id in self.source} == self.source
        assert self.layer.base_ids(self.store) == self.source.keys()
        hidden = {self.store.id(p) for p in self.layer.hidden.tolist()}
        assert hidden == self.source.keys() - shown.keys()
        added = {self.store.id(p) for p in self.layer.added.tolist()}
        assert added == shown.keys() - self.source.keys()

    @invariant()
    def a_row_of_the_source_stands_where_it_stood(self):
        """Hidden or shown, for as long as the source has it."""
        ids = sorted(self.source)
        now = dict(zip(ids, self.layer.positions(self.store, ids).tolist(), strict=True))
        assert -1 not in now.values()
        kept = now.keys() & self.places.keys()
        assert {id: now[id] for id in kept} == {id: self.places[id] for id in kept}
        self.places = now

    @invariant()
    def a_view_kept_right_step_by_step_is_the_view_made_anew(self):
        for view in self.views:
            assert view.positions.tolist() == View.of(self.store, view.query).positions.tolist()

    def teardown(self):
        for number in list(self.writes):
            self.store, _ = self.layer.unstage(self.store, number)
        assert not self.layer


Folding.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestFolding = Folding.TestCase
