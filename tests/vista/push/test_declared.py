"""What tells of changes is declared, checked when it is written, and explained."""

import httpx
import pytest

import diorama_nb as dn
from diorama_nb.changes import Deleted, Gap, Inserted, Invalidated, Updated
from diorama_nb.errors import SpecError
from diorama_nb.vista.push.declared import Messages
from diorama_nb.vista.push.meaning import Message, change_of
from diorama_nb.vista.push.poll import Marks
from diorama_nb.vista.push.sse import message_of
from diorama_nb.vista.push.stream import Event
from diorama_nb.vista.push.subscription import filled

URL = "https://example.org/api/rows"
SINCE = {"filters": {"at": {">=": "since"}}}


def test_without_a_declaration_it_says_what_would_switch_watching_on():
    assert "watch=Sse(" in dn.RestVista(URL).capabilities.why("subscribe")


@pytest.mark.parametrize(
    ("watch", "more", "said"),
    [
        (dn.Sse("/events"), {}, "lossy, begins anew with a gap, tells ids or less"),
        (
            dn.Sse("{url}/events", row="$", resume=True),
            {},
            "at least once, goes on by token, car",
        ),
        (
            dn.Poll("30s"),
            {},
            "lossy, goes on by token, tells ids or less, rows are read, in no",
        ),
        (
            dn.Poll(5, since="at"),
            SINCE,
            "lossy, begins anew with a gap, carries rows, in order p",
        ),
        (
            dn.Poll(5, since="at", deleted="gone"),
            SINCE,
            "at least once, goes on by token, carri",
        ),
    ],
)
def test_what_can_be_relied_on_is_explained(watch, more, said):
    vista = dn.RestVista(URL, watch=watch, **more)
    assert vista.capabilities.why("subscribe") == "declared"
    assert said in vista.explain()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: dn.Sse(""),
        lambda: dn.Sse("/e", events={"x": "moved"}),
        lambda: dn.Sse("/e", idle=0),
        lambda: dn.Sse("/e", max_event=0),
        lambda: dn.Sse("/e", subscribe={"topics": {"a"}}),
        lambda: dn.Poll(0),
        lambda: dn.Poll("often"),
        lambda: dn.Poll(5, url="/v", since="at"),
        lambda: dn.Poll(5, deleted="gone"),
        lambda: dn.RestVista(URL, watch="/events"),
        lambda: dn.RestVista(URL, watch=dn.Poll(5, since="at")),
        lambda: dn.RestVista(URL, watch=dn.Sse("https://elsewhere.org/events")),
        lambda: dn.RestVista(URL, watch=dn.Poll(5, url="https://elsewhere.org/v")),
    ],
)
def test_a_wrong_declaration_is_refused_with_a_hint(wrong):
    with pytest.raises(SpecError) as failed:
        wrong()
    assert failed.value.hint


def test_nothing_is_sent_before_somebody_watches():
    def never(request):
        raise AssertionError(request)

    vista = dn.RestVista(URL, watch=dn.Sse("/e"), transport=httpx.MockTransport(never))
    vista.explain()


ROW = '{"id": 7, "n": 1}'


@pytest.mark.parametrize(
    ("way", "event", "change"),
    [
        (dn.Sse("/e"), Event("created", ROW), Inserted("7")),
        (dn.Sse("/e", row="$"), Event("Update", ROW), Updated("7", {"id": 7, "n": 1})),
        (dn.Sse("/e", row="$"), Event("deleted", '{"id": 7}'), Deleted("7")),
        (dn.Sse("/e", id="$"), Event("deleted", "7"), Deleted("7")),
        (dn.Sse("/e", id="$"), Event("deleted", "sku-7"), Deleted("sku-7")),
        (dn.Sse("/e"), Event("ping", ""), None),
        (dn.Sse("/e"), Event("reset", ""), Gap(reason="the source says that events were lost")),
        (
            dn.Sse("/e"),
            Event("stream-error", ""),
            Gap(reason="the source says that its stream failed"),
        ),
        (dn.Sse("/e", resume=True), Event("patch", ROW, "t"), Updated("7", None, "t")),
        (dn.Sse("/e"), Event("patch", ROW, "t"), Updated("7")),
        (
            dn.Sse("/e", kind="op", id="key", row="doc", events={"c": "inserted"}),
            Event("message", '{"op": "c", "key": "k", "doc": {"n": 2}}'),
            Inserted("k", {"n": 2}),
        ),
    ],
)
def test_an_event_means_what_is_declared(way, event, change):
    assert change_of(message_of(event, resume=way.resume), way, "id") == change


@pytest.mark.parametrize(
    ("way", "event"),
    [
        (dn.Sse("/e"), Event("message", "anything")),
        (dn.Sse("/e"), Event("created", "no JSON")),
        (dn.Sse("/e"), Event("created", "[" * 100_000)),
        (dn.Sse("/e", row="doc"), Event("created", ROW)),
        (dn.Sse("/e", id="key"), Event("deleted", ROW)),
        (dn.Sse("/e", kind="op"), Event("created", ROW)),
        (dn.Sse("/e", events={}), Event("created", ROW)),
    ],
)
def test_an_event_that_is_not_understood_is_no_loss(way, event):
    """P16: who does not know what changed reads everything again."""
    assert isinstance(change_of(message_of(event, resume=False), way, "id"), Invalidated)


@pytest.mark.parametrize(
    ("data", "change"),
    [
        (b'{"id": 7}', Updated("7", None, "t")),
        ({"id": "7", "n": "1"}, Updated("7", None, "t")),
        (b"no JSON \xff", Invalidated),
        (b"\xff\xfe", Invalidated),
        (None, Invalidated),
    ],
)
def test_a_message_without_a_name_tells_that_its_record_changed(data, change):
    """P16: what can not be understood is read again, be it text, bytes or what a field held."""
    told = change_of(Message(None, data, "t"), Messages(), "id")
    assert told == change if isinstance(change, Updated) else isinstance(told, change)


def test_a_way_shows_what_is_not_usual_and_no_secret():
    told = {"key": "hidden"}
    way = dn.Sse("https://me:hidden@host/e?api_key=hidden", row="$", idle=None, subscribe=told)
    assert repr(way) == "Sse('https://***@host/e?api_key=***', row='$', idle=None)"


@pytest.mark.parametrize(
    ("told", "posted"),
    [
        ({"id": "{id}", "n": ["{a.b[1]}", 1, None]}, {"id": "c", "n": [[2], 1, None]}),
        ("{$}", {"id": "c", "a": {"b": [1, [2]]}}),
        ("{url[0]}/{url[-1]}?o={id}{a.b}", "api/rows?o=c[1, [2]]"),
        ('{id}/*?options={"query": {}}', 'c/*?options={"query": {}}'),
    ],
)
def test_what_is_posted_is_filled_in_from_the_first_event_and_the_address(told, posted):
    """Braces around anything else are left as they are."""
    first = {"id": "c", "a": {"b": [1, [2]]}}
    assert filled(told, first, ["api", "rows"]) == posted


def test_rows_at_the_boundary_are_told_once():
    marks = Marks("at", 5)
    assert list(marks.fresh({"a": {"at": 5}, "b": {"at": 6}})) == ["a", "b"]
    assert marks.mark == 6
    assert list(marks.fresh({"b": {"at": 6}, "c": {"at": 6}, "old": {"at": 2}})) == ["c"]
    assert list(marks.fresh({"b": {"at": 6, "n": 1}, "c": {"at": 6}})) == ["b"]


def test_times_are_compared_as_times():
    """Text that is a later time may be the lesser text."""
    marks = Marks("at", "2026-01-01T00:00:00Z")
    late, early = "2026-01-01T00:00:00.5Z", "2026-01-01T00:30:00+01:00"
    assert list(marks.fresh({"a": {"at": late}, "b": {"at": early}})) == ["a"]
    assert marks.mark == late
