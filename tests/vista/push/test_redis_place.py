"""A reader of a Redis stream knows what it missed; against a stream in plain Python."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama_nb.vista.push.redis.place import START, Place, State, parse


class Stream:
    """What Redis keeps of a stream."""

    def __init__(self, *, counts=True):
        self.ids, self.ever, self.deleted = [], [], START
        self.added = 0 if counts else None
        self.clock = 0

    @property
    def state(self):
        first = self.ids[0] if self.ids else START
        last = self.ever[-1] if self.ever else START
        return State(first, last, self.added, self.deleted)

    def add(self):
        self.clock += 1
        self.ids.append((self.clock, 0))
        self.ever.append((self.clock, 0))
        if self.added is not None:
            self.added += 1

    def trim(self, keep):
        self.ids = self.ids[max(0, len(self.ids) - keep) :]

    def delete(self, place):
        if self.ids:
            gone = self.ids.pop(place % len(self.ids))
            self.deleted = max(self.deleted, gone)

    def after(self, id, count):
        found = [one for one in self.ids if one > id]
        return found[:count], len(found) < count


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(1, 6)),
        st.tuples(st.just("trim"), st.integers(0, 4)),
        st.tuples(st.just("delete"), st.integers(0, 9)),
        st.tuples(st.just("read"), st.integers(1, 4)),
    ),
    max_size=30,
)


def do(stream, step, amount):
    if step == "add":
        for _ in range(amount):
            stream.add()
    elif step == "trim":
        stream.trim(amount)
    elif step == "delete":
        stream.delete(amount)


@given(STEPS, STEPS, st.booleans())
def test_what_is_neither_read_nor_there_is_noticed(before, steps, counts):
    """However entries come and go: a reader that reached the end read all, or knows better."""
    stream = Stream(counts=counts)
    for step, amount in before:
        do(stream, step, amount)
    place = Place(stream.state.last, stream.state)
    told = len(stream.ever)  # as many of all entries were read, or are known to be lost
    for step, amount in [*steps, ("read", 1000)]:
        do(stream, step, amount)
        if step == "read":
            ids, end = stream.after(place.id, amount)
            missing = place.read(stream.state, ids, end=end)
            if end:
                assert missing or ids == stream.ever[told:]
                told = len(stream.ever)
            elif missing:
                told = stream.ever.index(ids[-1]) + 1
            else:
                told += len(ids)


@given(STEPS)
def test_who_reads_everything_is_never_told_otherwise(steps):
    """Also where what was read is removed at once, as in a stream that keeps one entry."""
    stream = Stream()
    place = Place(START, stream.state)
    for step, amount in steps:
        do(stream, step, amount)
        ids, end = stream.after(place.id, 100)
        assert not place.read(stream.state, ids, end=end)


@given(STEPS, st.integers(0, 20))
def test_a_stream_goes_on_only_where_nothing_is_gone(steps, place):
    """Behind an id, everything that was ever added is there, or it does not go on."""
    stream = Stream()
    for step, amount in steps:
        do(stream, step, amount)
    id = (place, 0)
    if stream.state.holds_after(id):
        assert [one for one in stream.ever if one > id] == stream.after(id, 100)[0]


@pytest.mark.parametrize(
    ("state", "ids"),
    [
        (State(), []),
        (State((9, 0), (9, 0), 1), [(9, 0)]),
        (State((2, 0), (2, 0), 5), []),
        (State((2, 0), (2, 0), None), []),
    ],
)
def test_another_stream_under_the_same_key_is_noticed(state, ids):
    """It was deleted, or its server lost it, and others may have written since."""
    place = Place((5, 0), State((1, 0), (5, 0), 5))
    assert place.read(state, ids, end=True)
    assert place.id == state.last
    assert not place.read(state, [], end=True)


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_an_id_is_read_as_it_is_written(milliseconds, number):
    assert parse(f"{milliseconds}-{number}") == (milliseconds, number)


@given(st.text(max_size=30))
def test_any_text_may_be_taken_for_an_id(text):
    found = parse(text)
    assert found is None or found == tuple(map(int, text.split("-")))
