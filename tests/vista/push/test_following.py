"""What a server tells arrives, and a Dio is as its source again after a loss."""

import asyncio
import itertools
from contextlib import suppress

import httpx
import pytest

import diorama_nb as dn
from diorama_nb.changes import Deleted, Gap, Inserted, Invalidated, Updated
from diorama_nb.errors import (
    AuthFailed,
    ShapeChanged,
    SourceError,
    SourceUnavailable,
    Unsupported,
)
from diorama_nb.testing.contract.watching import Watching
from diorama_nb.vista.rest import RestSource
from tests.aio import run
from tests.following import heard, until, watched
from tests.servers.newsroom import Newsroom
from tests.virtual import virtual

ROWS = [{"id": n, "n": n} for n in range(1, 6)]
SOON = 0.01
SINCE = {
    "watch": dn.Poll(SOON, since="at"),
    "filters": {"at": {">=": "since"}},
}
WAYS = {
    "events": {"watch": dn.Sse("/events")},
    "events with rows": {"watch": dn.Sse("/events", row="$")},
    "events that go on": {"watch": dn.Sse("/events", row="$", resume=True)},
    "looking": {"watch": dn.Poll(SOON)},
    "asking": SINCE,
}
ways = pytest.mark.parametrize("way", WAYS)


@pytest.fixture
def room():
    with Newsroom(ROWS) as found:
        yield found


def vista_of(room, **declared):
    retry = dn.Retry(attempts=1)
    return dn.RestVista(
        room.url,
        style="plain",
        id="id",
        page=None,
        detail="{url}/{id}",
        retry=retry,
        **declared,
    )


async def same(dio, room):
    """Whether a Dio shows what the server holds."""
    return dict(await dio.vista().list_values()) == room.rows


class Told(Watching):
    """The laws of every stream of changes."""

    way = "events"

    @pytest.fixture(autouse=True)
    def _room(self):
        with Newsroom(self.rows) as self.room:
            yield

    def open(self):
        return vista_of(self.room, **WAYS[self.way])

    async def elsewhere(self, vista, id, record):
        self.room.change(id, record)


class TestEvents(Told):
    def change(self):
        return {**super().change(), "at": 1}


class TestEventsWithRows(TestEvents):
    way = "events with rows"


class TestEventsThatGoOn(TestEvents):
    way = "events that go on"


class TestLooking(TestEvents):
    way = "looking"


@ways
def test_a_dio_follows_its_source(room, way):
    """U19: what is inserted and changed there is shown here; deletions where they are told."""

    async def main():
        async with watched(vista_of(room, **WAYS[way])) as (dio, _):
            await until(lambda: same(dio, room))
            room.change("3", {"id": 3, "n": 33})
            room.change("9", {"id": 9, "n": 9})
            if way != "asking":
                room.change("1", None)
            await until(lambda: same(dio, room))

    run(main())


@ways
def test_a_server_that_was_killed_is_followed_again(way):
    """U19: what happened while it was away is read, and the gap is told of."""

    async def main():
        with Newsroom(ROWS) as old:
            async with watched(vista_of(old, **WAYS[way])) as (dio, told):
                old.change("2", {"id": 2, "n": 22})
                await until(lambda: same(dio, old))
                old.close()
                gaps = sum(isinstance(change, Gap) for change in told)
                rows = [{**row, "n": -1, "at": 50} for row in ROWS[1:]]
                with Newsroom(rows, port=old.port, boot="b") as new:
                    await until(lambda: same(dio, new))
                    assert sum(isinstance(change, Gap) for change in told) > gaps

    run(main())


def test_a_stream_that_ended_goes_on_without_a_gap(room):
    """X12, P20: by the id of its last event; what was told meanwhile arrives, once."""

    async def main():
        room.boot = "é"
        async with watched(vista_of(room, **WAYS["events that go on"])) as (dio, told):
            room.change("1", {"id": 1, "n": 11})
            await until(lambda: same(dio, room))
            room.end()
            room.change("2", {"id": 2, "n": 22})
            room.change("3", None)
            await until(lambda: same(dio, room))
        assert [type(change) for change in told] == [Gap, Updated, Updated, Deleted]
        asked = [one[2].get("Last-Event-ID") for one in room.asked if one[0] == "/events"]
        assert asked == [None, "é1".encode().decode("latin-1")]

    run(main())


def test_an_id_is_not_sent_back_unless_it_is_declared(room):
    async def main():
        async with heard(vista_of(room, **WAYS["events"]), since="a1") as following:
            assert isinstance(await following(), Gap)
        assert "Last-Event-ID" not in room.asked[-1][2]

    run(main())


def test_the_credentials_go_where_the_reads_go(room):
    async def main():
        declared = {"auth": dn.Bearer("hidden"), "watch": dn.Sse("/events")}
        async with heard(vista_of(room, **declared)) as following:
            await following()
        assert room.asked[-1][2]["Authorization"] == "Bearer hidden"

    run(main())


def test_the_credentials_do_not_follow_a_redirect_to_another_origin(room):
    async def main():
        with Newsroom(ROWS) as other:
            events = other.url.replace("/rows", "/events")
            way = dn.Sse(f"/away?to={events}")
            declared = {"auth": dn.Bearer("hidden"), "watch": way}
            async with heard(vista_of(room, **declared)) as following:
                with pytest.raises(SourceError, match="nothing was sent there"):
                    await following()
            assert other.asked == []
            async with heard(vista_of(room, **declared, origins=[other.url])) as following:
                assert isinstance(await following(), Gap)

    run(main())


@pytest.mark.parametrize(
    ("way", "error", "said"),
    [
        (dn.Sse("/rows"), SourceError, "no stream of events but application/json"),
        (dn.Sse("/rows/none"), SourceError, "404"),
        (dn.Sse("/status/401"), AuthFailed, "401"),
        (dn.Sse("/status/204"), Unsupported, "can not subscribe"),
        (dn.Sse("/events", max_event=30), SourceError, "longer than 30 bytes"),
    ],
)
def test_what_is_no_good_stream_is_refused_with_a_hint(room, way, error, said):
    """P16."""

    async def main():
        async with heard(vista_of(room, watch=way)) as following:
            with pytest.raises(error, match=said) as failed:
                await following(), room.tell("update", "x" * 100), await following()
        assert failed.value.hint

    run(main())


def test_a_connection_on_which_nothing_comes_is_taken_for_dead(room):
    async def main():
        async with heard(vista_of(room, watch=dn.Sse("/events", idle="500ms"))) as following:
            assert isinstance(await following(), Gap)
            with pytest.raises(SourceUnavailable, match="nothing came for 500ms") as failed:
                await following()
        assert failed.value.hint

    run(main())


def test_without_a_declaration_nothing_is_followed(room):
    async def main():
        async with heard(vista_of(room)) as following:
            with pytest.raises(Unsupported):
                await following()

    run(main())


@pytest.mark.parametrize("etags", [True, False])
def test_looking_tells_a_change_once_and_costs_nothing_while_there_is_none(etags):
    """With ETags the server sends its rows once for each state, and 304 otherwise."""

    async def main():
        with Newsroom(ROWS, etags=etags) as room:

            async def looked():
                return room.count("/rows") >= looks

            async with heard(vista_of(room, watch=dn.Poll(SOON, url="{url}"))) as following:
                assert isinstance(await following(), Gap)
                told = asyncio.ensure_future(following())
                looks = 6
                await until(looked)
                assert not told.done()
                room.change("1", {"id": 1, "n": 11})
                assert isinstance(await told, Invalidated)
                told = asyncio.ensure_future(following())
                looks = room.count("/rows") + 5
                await until(looked)
                assert not told.done()
                told.cancel()
                await asyncio.gather(told, return_exceptions=True)
            if etags:
                assert room.count("/rows", 200) == 2
                assert room.count("/rows", 304) >= 8

    run(main())


def test_looking_goes_on_by_an_etag_that_still_holds(room):
    async def main():
        vista = vista_of(room, watch=dn.Poll(SOON))
        async with heard(vista, since='etag:"a0"') as following:
            told = asyncio.ensure_future(following())

            async def looked():
                return room.count("/rows", 304) >= 2

            await until(looked)
            room.change("1", None)
            assert await told == Invalidated("another answer than before", 'etag:"a1"')
        async with heard(vista, since='etag:"a0"') as following:
            assert isinstance(await following(), Gap)

    run(main())


@pytest.mark.parametrize("order", [None, dn.Order("newest")])
def test_asking_tells_rows_at_the_boundary_once(room, order):
    """Rows that changed in the same instant as the last one are told, and none twice."""

    async def main():
        room.change("5", {"id": 5, "n": 0}, at=7)
        async with heard(vista_of(room, **SINCE, order=order)) as following:
            assert isinstance(await following(), Gap)
            room.change("1", {"id": 1, "n": 11}, at=7)
            assert await following() == Updated("1", {"id": 1, "n": 11, "at": 7})
            room.change("2", {"id": 2, "n": 22}, at=7)
            assert await following() == Updated("2", {"id": 2, "n": 22, "at": 7})
            room.change("8", {"id": 8, "n": 8}, at=8)
            assert await following() == Updated("8", {"id": 8, "n": 8, "at": 8})
        first = next(one[1] for one in room.asked if one[0] == "/rows")
        assert ("newest" in first) == (order is not None)

    run(main())


def test_asking_tells_deletions_that_are_listed_and_goes_on_by_token(room):
    async def main():
        way = dn.Poll(SOON, since="at", deleted="gone")
        vista = vista_of(room, watch=way, filters=SINCE["filters"])
        async with heard(vista) as following:
            await following()
            room.change("1", {"id": 1, "gone": True})
            told = await following()
            assert told == Deleted("1", "since:1")
        room.change("2", {"id": 2, "n": 22})
        async with heard(vista, told.token) as following:
            again = [await following(), await following()]
        assert again == [told, Updated("2", {"id": 2, "n": 22, "at": 2}, "since:2")]

    run(main())


@virtual
async def test_a_server_is_left_alone_for_as_long_as_it_asks():
    """By retry or by Retry-After; three seconds where it says nothing."""
    answers = [
        (200, {}, b""),
        (200, {}, b"retry: 40000\n\n"),
        (200, {}, b""),
        (503, {"Retry-After": "90"}, b""),
        (200, {}, b"retry: 99999999\n\n"),
        (200, {}, b""),
    ]
    asked, loop = [], asyncio.get_running_loop()

    def answer(request):
        status, headers, content = answers[len(asked)]
        asked.append(loop.time())
        kind = {"Content-Type": "text/event-stream"}
        return httpx.Response(status, headers={**kind, **headers}, content=content)

    transport = httpx.MockTransport(answer)
    source = RestSource("https://example.org/r", watch=dn.Sse("/e"), transport=transport)
    for _ in answers:
        with suppress(SourceUnavailable):
            assert [change async for change in source.watch()] == [Gap(reason="subscribed")]
    await source.aclose()
    waited = [b - a for a, b in itertools.pairwise(asked)]
    assert waited == pytest.approx([3, 40, 40, 90, 300])


def test_an_id_that_no_header_can_carry_begins_anew(room):
    async def main():
        async with heard(vista_of(room, **WAYS["events that go on"]), "a\r\nX: y") as following:
            assert isinstance(await following(), Gap)

    run(main())


def test_an_id_that_the_server_can_not_read_is_sent_once_and_begins_anew(room):
    """P20: it may be one of another server at the same address."""

    async def main():
        vista = vista_of(room, **WAYS["events that go on"])
        async with heard(vista, "what another server said") as following:
            assert await following() == Gap(reason="subscribed")
        assert [asked[3] for asked in room.asked] == [400, 200]

    run(main())


def test_asking_needs_rows_that_have_a_name():
    async def main():
        rows = httpx.MockTransport(lambda _: httpx.Response(200, json=[{"at": 1}]))
        vista = dn.RestVista("https://example.org/r", style="plain", transport=rows, **SINCE)
        async with heard(vista) as following:
            with pytest.raises(ShapeChanged, match="have no id"):
                await following()

    run(main())


def test_events_tell_who_came(room):
    async def main():
        async with heard(vista_of(room, watch=dn.Sse("/events", row="$"))) as following:
            await following()
            room.tell("ping", "")
            room.tell("created", '{\n"id": 6}')
            assert await following() == Inserted("6", {"id": 6})

    run(main())
