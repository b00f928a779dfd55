"""PocketBase, which tells only of what it was asked for, is followed over its death."""

import asyncio

import pytest

import diorama_nb as dn
from diorama_nb.changes import Deleted, Gap, Inserted, Invalidated, Updated
from diorama_nb.errors import ShapeChanged, SourceMissing
from diorama_nb.vista.push import sse
from tests.aio import run
from tests.following import heard, until, watched
from tests.servers.pocketbase import ROWS

FIRST, SECOND, NEW = ROWS[0]["id"], ROWS[1]["id"], "new000000000001"


@pytest.fixture
def server(pocketbase, monkeypatch):
    """The server; nothing is waited for between two connections."""
    monkeypatch.setattr(sse, "PAUSE", 0.02)
    pocketbase.put("shelf", ROWS)
    return pocketbase


def vista_of(server, **given):
    given = {"auth": dn.Bearer(server.token), "retry": dn.Retry(attempts=1), **given}
    return dn.RestVista(server.list("shelf"), **given)


async def change(server, id, record):
    await asyncio.to_thread(server.change, "shelf", id, record)


async def until_same(dio, server):
    rows = await asyncio.to_thread(server.rows, "shelf")

    async def same():
        return dict(await dio.vista().list_values()) == rows

    await until(same)


def test_inserts_updates_and_deletes_arrive_with_their_rows(server):
    """U19: the style knows how; an address is all that is declared."""

    async def main():
        vista = vista_of(server)
        assert vista.capabilities.why("subscribe") == "preset"
        async with heard(vista) as following:
            assert await following() == Gap(reason="subscribed")
            await change(server, NEW, {"name": "new"})
            told = await following()
            assert told == Inserted(NEW, server.rows("shelf")[NEW])
            await change(server, FIRST, {"stock": 77})
            assert await following() == Updated(FIRST, server.rows("shelf")[FIRST])
            await change(server, SECOND, None)
            assert await following() == Deleted(SECOND)

    run(main())


def test_a_server_that_was_killed_is_subscribed_to_again(server):
    """U19, X12: what happened meanwhile is read, because PocketBase can not go on: a gap."""

    async def main():
        async with watched(vista_of(server)) as (dio, told):
            await change(server, FIRST, {"stock": 77})
            await until_same(dio, server)
            assert sum(isinstance(one, Gap) for one in told) == 1
            server.kill()
            server.put("shelf", [{**ROWS[0], "name": "while it was dead"}, *ROWS[2:]])
            await asyncio.to_thread(server.start)
            await until_same(dio, server)
            assert sum(isinstance(one, Gap) for one in told) > 1
            told.clear()
            await change(server, NEW, {"name": "new"})
            await change(server, FIRST, None)
            await until_same(dio, server)
            assert [type(one) for one in told] == [Inserted, Deleted]

    run(main())


def test_a_list_that_is_asked_with_words_of_its_own_is_read_again(server):
    """P16: what is told may lie outside of it, or look otherwise there."""

    async def main():
        vista = vista_of(server, params={"filter": "stock > 2", "fields": "id,stock"})
        async with watched(vista) as (dio, told):
            await change(server, NEW, {"stock": 1})
            await change(server, FIRST, {"stock": 1})
            await change(server, SECOND, {"stock": 50})
            rows = {
                id: {"id": id, "stock": row["stock"]}
                for id, row in server.rows("shelf").items()
                if row["stock"] > 2
            }

            async def same():
                return dict(await dio.vista().list_values()) == rows

            await until(same)
        assert {type(one) for one in told} == {Gap, Invalidated}

    run(main())


@pytest.mark.parametrize(
    ("told", "error", "said"),
    [
        ({"clientId": "{client}"}, ShapeChanged, "no {client} to subscribe with"),
        ({"clientId": "{url[-9]}"}, ShapeChanged, "subscribe with"),
        ({"clientId": "nobody"}, SourceMissing, "client id"),
    ],
)
def test_a_subscription_that_is_none_is_refused_with_a_hint(server, told, error, said):
    """P16."""

    async def main():
        way = dn.Sse("../../realtime", subscribe=told)
        async with heard(vista_of(server, watch=way)) as following:
            with pytest.raises(error, match=said) as failed:
                await following()
        assert failed.value.hint

    run(main())
