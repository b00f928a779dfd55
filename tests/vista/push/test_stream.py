"""An event stream is taken apart as the standard says, however its bytes arrive."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama_nb.vista.push.stream import Event, EventStream, TooLong

LINES = st.sampled_from(
    [b"data: a", b"data:b", b"data", b"data:  two", b"event: x", b"event", b"id: 7", b"id",
     b"id: a\0b", b"retry: 250", b"retry: soon", b": comment", b"other: 1", b"", b"", b"",
     "data: žluťoučký 🐎".encode(), b"data: \xff\xfe", b"\xef\xbb\xbfdata: mark"]
)  # fmt: skip
ENDS = st.sampled_from([b"\n", b"\r", b"\r\n"])
BODIES = st.lists(st.tuples(LINES, ENDS)).map(lambda told: b"".join(a + b for a, b in told))


def told(chunks, limit=10_000):
    stream = EventStream(limit)
    found = []
    try:
        for chunk in chunks:
            found += [event for event in stream.feed(chunk)]  # noqa: C416
    except TooLong:
        return found, "too long", None
    return found, stream.last_id, stream.retry


def cut(body, places):
    edges = [0, *sorted(place % (len(body) + 1) for place in places), len(body)]
    return [body[a:b] for a, b in itertools.pairwise(edges)]


@given(BODIES, st.lists(st.integers(0, 10_000)))
def test_events_do_not_depend_on_how_the_bytes_are_cut(body, places):
    """However it is cut, even byte by byte, the same is told."""
    whole = told([body])
    assert told(cut(body, places)) == whole
    assert told([bytes([byte]) for byte in body]) == whole


@given(BODIES, st.lists(st.integers(0, 10_000)), st.integers(1, 30))
def test_what_is_too_long_does_not_depend_on_how_the_bytes_are_cut(body, places, limit):
    """The limit of an event is a matter of its bytes alone."""
    assert told(cut(body, places), limit)[1] == told([body], limit)[1]


@given(BODIES)
def test_events_do_not_depend_on_how_lines_end(body):
    """Lines may end by CR, LF or both."""
    lines = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    assert told([lines.replace(b"\n", b"\r\n")]) == told([lines])


@given(st.lists(st.tuples(st.text("abc xyz:\n🐎"), st.text("nm", max_size=3))))
def test_what_is_written_is_read(events):
    """Any text comes back, lines and all."""
    body = "".join(
        f"event: {name}\n" + "".join(f"data: {line}\n" for line in data.split("\n")) + "\n"
        for data, name in events
    )
    assert told([body.encode()])[0] == [Event(name or "message", data) for data, name in events]


@pytest.mark.parametrize(
    ("body", "events"),
    [
        (b"data: YHOO\ndata: +2\ndata: 10\n\n", [Event("message", "YHOO\n+2\n10")]),
        (
            b": test\n\ndata: first\nid: 1\n\ndata:second\nid\n\ndata:  third\n\n",
            [Event("message", "first", "1"), Event("message", "second"),
             Event("message", " third")],
        ),
        (b"data\n\ndata\ndata\n\ndata:", [Event("message", ""), Event("message", "\n")]),
        (b"data:test\n\ndata: test\n\n", [Event("message", "test")] * 2),
    ],
)  # fmt: skip
def test_the_examples_of_the_standard(body, events):
    assert told([body])[0] == events


def test_an_event_that_is_not_finished_is_none():
    assert told([b"data: half\n"])[0] == []


def test_an_id_stays_until_another_one_is_told():
    events, last, _ = told([b"id: 1\ndata: a\n\ndata: b\n\nid: 2\n\n"])
    assert [event.id for event in events] == ["1", "1"]
    assert last == "2"


def test_comments_of_any_number_are_no_long_event():
    assert told([b": beat\n"] * 1000, limit=20)[1] == ""


def test_a_line_that_never_ends_is_refused_while_it_arrives():
    with pytest.raises(TooLong):
        list(EventStream(100).feed(b"x" * 101))
