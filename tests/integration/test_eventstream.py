"""A server that keeps its events is followed over its death; nobody here wrote it."""

import asyncio

import pytest

import diorama_nb as dn
from diorama_nb.changes import Deleted, Gap, Inserted, Updated
from diorama_nb.errors import Forbidden
from diorama_nb.vista.push import sse
from tests.aio import run
from tests.following import heard, until, watched

FAR = """UPDATE item SET record = '{"id": 2, "n": -2}' WHERE id = 2"""
REFUSED = "failed: Permission denied to channels: items"


@pytest.fixture
def server(eventstream, monkeypatch):
    """The server, with three rows; it asks for no pause between two connections."""
    monkeypatch.setattr(sse, "PAUSE", 0.02)
    for id in eventstream.rows:
        eventstream.change(id, None)
    for n in range(1, 4):
        eventstream.change(n, {"id": n, "n": n})
    yield eventstream
    eventstream.allow(True)


def vista_of(server):
    way = dn.Sse(server.url.replace("/items/", "/events/"), row="$", resume=True)
    return dn.RestVista(
        server.url, style="plain", page=None, id="id", watch=way, retry=dn.Retry(attempts=1)
    )


async def until_same(dio, server):
    """Wait until a Dio shows what the server holds."""
    rows = await asyncio.to_thread(lambda: server.rows)

    async def same():
        return dict(await dio.vista().list_values()) == rows

    await until(same)


def gaps(told):
    return sum(isinstance(change, Gap) for change in told)


def test_a_stream_that_broke_goes_on_behind_its_last_event(server):
    """P20: everything that was told meanwhile arrives, in order and once, however much."""

    async def main():
        async with heard(vista_of(server)) as following:
            assert await following() == Gap(reason="subscribed")
            await asyncio.to_thread(server.change, 1, {"id": 1, "n": 11})
            last = await following()
            assert (last.id, last.record) == ("1", {"id": 1, "n": 11})
        for n in range(105):  # more than the server reads at once
            server.change(2, {"id": 2, "n": 100 + n})
        server.change(3, None)
        server.change(4, {"id": 4, "n": 4})
        async with heard(vista_of(server), last.token) as following:
            *updates, gone, new = [await following() for _ in range(107)]
        assert [change.record["n"] for change in updates] == [100 + n for n in range(105)]
        assert {type(change) for change in updates} == {Updated}
        assert gone == Deleted("3", gone.token)
        assert new == Inserted("4", {"id": 4, "n": 4}, new.token)

    run(main())


def test_a_server_that_was_killed_loses_nothing_that_its_log_holds(server):
    """U19, P20: what it had not told when it died, the next one tells; no gap is needed."""

    async def main():
        async with watched(vista_of(server)) as (dio, told):
            await asyncio.to_thread(server.change, 1, {"id": 1, "n": 11})
            await until_same(dio, server)
            server.change(2, {"id": 2, "n": 22})
            server.change(3, None)
            server.kill()
            await asyncio.to_thread(server.start)
            await asyncio.to_thread(server.change, 4, {"id": 4, "n": 44})
            await until_same(dio, server)
        assert told[0] == Gap(reason="subscribed")
        assert gaps(told) == 1

    run(main())


def test_what_a_killed_server_does_not_tell_any_more_is_a_gap(server):
    """U19: rows that changed without an event are read, because the log went with them."""

    async def main():
        async with watched(vista_of(server)) as (dio, told):
            await asyncio.to_thread(server.change, 1, {"id": 1, "n": 11})
            await until_same(dio, server)
            before = gaps(told)
            server.kill()
            server.store(FAR, "DELETE FROM item WHERE id = 3")
            server.forget()
            server.start()
            await until_same(dio, server)
            assert gaps(told) > before
            await asyncio.to_thread(server.change, 5, {"id": 5, "n": 5})
            await until_same(dio, server)

    run(main())


@pytest.mark.parametrize("id", ["items:987654", "what another server said", "7"])
def test_an_id_the_server_does_not_know_is_a_gap(server, id):
    """P20: it says that it can not go on there, or fails at it, and then tells what comes."""

    async def main():
        async with heard(vista_of(server), id) as following:
            lost = await following()
            assert isinstance(lost, Gap)
            await asyncio.to_thread(server.change, 1, {"id": 1, "n": 0})
            change = await following()
            assert change == Updated("1", {"id": 1, "n": 0}, change.token)

    run(main())


def test_a_stream_that_failed_goes_on_behind_what_it_told_before(server):
    """P16, P20: the server's words are the error; behind the failure itself nobody goes on."""

    async def main():
        async with heard(vista_of(server)) as following:
            await following()
            await asyncio.to_thread(server.change, 1, {"id": 1, "n": 11})
            last = await following()
            await asyncio.to_thread(server.allow, False)
            with pytest.raises(Forbidden, match=REFUSED) as failed:
                await following()
        assert failed.value.hint
        async with heard(vista_of(server), last.token) as following:
            with pytest.raises(Forbidden, match=REFUSED):
                await following()
        server.allow(True)
        server.change(2, {"id": 2, "n": 22})
        async with heard(vista_of(server), last.token) as following:
            change = await following()
            assert change == Updated("2", {"id": 2, "n": 22}, change.token)

    run(main())


def test_a_dio_follows_a_stream_that_failed_until_it_goes_on_again(server):
    """X12, P20: nothing is lost, and no gap is told of."""

    async def main():
        async with watched(vista_of(server)) as (dio, told):
            await asyncio.to_thread(server.change, 1, {"id": 1, "n": 11})
            await until_same(dio, server)
            await asyncio.to_thread(server.allow, False)
            server.change(3, None)
            await asyncio.to_thread(server.allow, True)
            await asyncio.to_thread(server.change, 4, {"id": 4, "n": 44})
            await until_same(dio, server)
        assert gaps(told) == 1

    run(main())
