"""What is told over a real Redis arrives, and a Dio is as its source again after a loss."""

import asyncio
import itertools
import json
import os
import signal
import threading

import pytest

import diorama_nb as dn
from diorama_nb.changes import Deleted, Gap, Inserted, Invalidated, Updated
from diorama_nb.errors import (
    AuthFailed,
    Forbidden,
    SourceError,
    SourceUnavailable,
    SpecError,
)
from diorama_nb.testing import SourceContract
from diorama_nb.testing.contract.watching import Watching
from tests.aio import run
from tests.following import heard, until, watched
from tests.servers.newsroom import Newsroom

ROWS = [{"id": n, "n": n} for n in range(1, 6)]
NAMES = itertools.count()
"""Each test has a key and a channel of its own."""


class Shop:
    """Rows in memory that another client changes and tells of, in a way of its own."""

    def __init__(self, way, rows, told):
        self.vista = dn.MemoryVista(list(rows)).with_watch(way)
        self.rows = {str(row["id"]): row for row in rows}
        self.way, self._told = way, told

    def change(self, id, record, *, told=True):
        source = self.vista.source.base
        op = "delete" if record is None else "update" if id in self.rows else "insert"
        if record is None:
            source.store, _ = source.store.remove([id])
            self.rows.pop(id, None)
        else:
            source.store, _ = source.store.upsert({id: record})
            self.rows[id] = record
        if told:
            self._told(op, id, record)


@pytest.fixture
def client(redis_server):
    """A client that is none of ours."""
    import redis

    with redis.Redis.from_url(redis_server.url, decode_responses=True) as found:
        yield found


@pytest.fixture
def shop_of(redis_server, client):
    """Make a shop that tells of its changes in one of the ways."""
    name = f"shop {next(NAMES)}"
    url = f"{redis_server.url}?client_name={name.replace(' ', '-')}"

    def ids(op, id, record):
        client.xadd(name, {"op": op, "id": id})

    def rows(op, id, record):
        client.xadd(name, {"op": op, "id": id, "row": json.dumps(record)})

    def published(op, id, record):
        client.publish(name, json.dumps({"op": op, "row": record, "id": id}))

    def bell(op, id, record):
        client.publish(name, id)

    def make(kind, table=ROWS, option="db=0", **more):
        place, paths = (f"{url}&{option}", name), {"kind": "op", "id": "id", "row": "row"}
        way, told = {
            "stream": (lambda: dn.RedisStream(*place, kind="op", **more), ids),
            "stream with rows": (
                lambda: dn.RedisStream(*place, json="row", **paths, **more), rows
            ),
            "channel": (lambda: dn.RedisChannel(*place, **paths, **more), published),
            "bell": (lambda: dn.RedisChannel(*place, id="$", **more), bell),
        }[kind]  # fmt: skip
        return Shop(way(), table, told)

    yield make
    client.delete(name)


ways = pytest.mark.parametrize("kind", ["stream", "stream with rows", "channel", "bell"])


async def same(dio, shop):
    """Whether a Dio shows what the shop holds."""
    return dict(await dio.vista().list_values()) == shop.rows


def connections(client, way):
    """Return the connections by which a way is followed."""
    name = way.url.partition("client_name=")[2].partition("&")[0]
    return [one for one in client.client_list() if one["name"] == name]


# --- what is followed -------------------------------------------------------------------------


class Told(Watching):
    """The laws of every stream of changes."""

    kind = "stream"

    @pytest.fixture(autouse=True)
    def _shop(self, shop_of):
        self.shop = shop_of(self.kind, self.rows)

    def open(self):
        return self.shop.vista

    async def elsewhere(self, vista, id, record):
        self.shop.change(id, record)


class TestStream(Told, SourceContract):
    """With one, a data set is otherwise as it was."""


class TestStreamWithRows(Told):
    kind = "stream with rows"


class TestChannel(Told):
    kind = "channel"


class TestBell(Told):
    kind = "bell"


@ways
def test_what_another_client_writes_shows_in_a_dio(shop_of, kind):
    """U19: rows that are inserted, changed and deleted."""

    async def main():
        shop = shop_of(kind)
        async with watched(shop.vista) as (dio, told):
            shop.change("3", {"id": 3, "n": 33})
            shop.change("9", {"id": 9, "n": 9})
            shop.change("1", None)
            await until(lambda: same(dio, shop))
            assert not any(isinstance(change, Invalidated) for change in told)

    run(main())


def test_a_rest_api_is_told_of_by_a_broker(redis_server, client):
    """U19: records that a message names are read from the API."""

    async def main():
        with Newsroom(ROWS) as room:
            way = dn.RedisStream(redis_server.url, "room", kind="op")
            vista = dn.RestVista(
                room.url, style="plain", page=None, id="id", detail="{url}/{id}", watch=way
            )
            async with watched(vista) as (dio, told):
                room.change("2", {"id": 2, "n": 22})
                client.xadd("room", {"op": "update", "id": 2})
                await until(lambda: same(dio, room))
                assert told[-1].record is None
                lists = room.count("/rows")
                room.change("3", None)
                client.xadd("room", {"op": "update", "id": 3})  # it is gone by now
                await until(lambda: same(dio, room))
                assert room.count("/rows") == lists
            client.delete("room")

    run(main())


def test_what_a_message_says_is_told(shop_of, client):
    """P16: what is not understood is no loss."""

    async def main():
        shop = shop_of("channel")
        async with heard(shop.vista) as following:
            await following()
            for data, change in [
                ('{"op": "new", "id": "6", "row": {"id": 6}}', Inserted("6", {"id": 6})),
                ('{"op": "removed", "id": 6}', Deleted("6")),
                ('{"op": "ping"}', None),
                ('{"op": "moved", "id": 6}', Invalidated("event 'moved'")),
                ("\0\xff no JSON", Invalidated("event <MISSING>")),
            ]:
                client.publish(shop.way.channel, data)
                if change is not None:
                    told = await following()
                    assert type(told) is type(change)
                    assert told == change or isinstance(told, Invalidated)
            client.connection_pool.reset()

    run(main())


# --- a stream that goes on --------------------------------------------------------------------


def test_a_stream_goes_on_by_token_and_loses_nothing(shop_of):
    """X12, P20: more entries than are read at once, each once and in their order."""

    async def main():
        shop = shop_of("stream with rows")
        async with heard(shop.vista) as following:
            assert await following() == Gap(reason="subscribed")
            shop.change("1", {"id": 1, "n": 11})
            told = await following()
            assert told == Updated("1", {"id": 1, "n": 11}, told.token)
        ids = [str(n) for n in range(100, 800)]
        for id in ids:
            shop.change(id, {"id": int(id), "n": 0})
        async with heard(shop.vista, told.token) as following:
            found = [await following() for _ in ids]
            assert [change.id for change in found] == ids
            assert {type(change) for change in found} == {Inserted}

    run(main())


@pytest.mark.parametrize("option", ["protocol=3", "decode_responses=false"])
@ways
def test_options_in_the_address_are_taken(shop_of, client, kind, option):
    async def main():
        shop = shop_of(kind, option=option)
        async with heard(shop.vista) as following:
            assert isinstance(await following(), Gap)
            shop.change("1", {"id": 1, "n": 11})
            assert (await following()).id == "1"

    run(main())


@ways
def test_a_connection_that_broke_is_made_again(shop_of, client, kind):
    """U19: a stream goes on where it was, a channel tells of the gap; nothing is missing."""

    async def main():
        shop = shop_of(kind)
        async with watched(shop.vista) as (dio, told):
            shop.change("1", {"id": 1, "n": 11})
            await until(lambda: same(dio, shop))
            for one in connections(client, shop.way):
                client.client_kill_filter(_id=one["id"])
            shop.change("2", {"id": 2, "n": 22})
            shop.change("3", None)
            await until(lambda: same(dio, shop))
            gaps = sum(isinstance(change, Gap) for change in told)
            assert gaps == (1 if kind.startswith("stream") else 2)

    run(main())


@pytest.mark.parametrize("token", ["", "$", "7", "99999999999999999999-0", "0-0", "1-1"])
def test_a_token_of_another_stream_is_a_gap(shop_of, token):
    async def main():
        shop = shop_of("stream")
        shop.change("1", {"id": 1, "n": 11})
        async with heard(shop.vista, token) as following:
            assert isinstance(await following(), Gap)
            shop.change("2", None)
            assert (await following()).id == "2"

    run(main())


# --- losses -----------------------------------------------------------------------------------


def test_entries_that_were_removed_while_nobody_listened_are_a_gap(shop_of, client):
    """U19: by the server's limit; what is told from then on is told."""

    async def main():
        shop = shop_of("stream")
        async with watched(shop.vista) as (dio, told):
            shop.change("1", {"id": 1, "n": 11})
            await until(lambda: same(dio, shop))
        token = told[-1].token
        for n in range(1, 5):
            shop.change(str(n), {"id": n, "n": -n})
        client.xtrim(shop.way.key, maxlen=2, approximate=False)
        async with heard(shop.vista, token) as following:
            assert (await following()).since == token
            shop.change("5", None)
            assert (await following()).id == "5"

    run(main())


def test_entries_that_were_removed_before_they_were_read_are_a_gap(shop_of, client):
    """U19: the reader was slow; and it is told once."""

    async def main():
        shop = shop_of("stream")
        key = shop.way.key
        async with heard(shop.vista) as following:
            await following()
            shop.change("1", {"id": 1, "n": 11})
            token = (await following()).token
            for n in range(2, 6):
                shop.change(str(n), {"id": n, "n": -n})
            client.xtrim(key, maxlen=2, approximate=False)
            assert await following() == Gap(token, "entries were removed before they were read")
            assert [(await following()).id, (await following()).id] == ["4", "5"]
            client.delete(key)
            shop.change("1", None)
            assert isinstance(await following(), Gap)
            assert (await following()).id == "1"

    run(main())


def test_a_stream_that_keeps_one_entry_only_loses_none_for_who_reads_them_all(shop_of, client):
    async def main():
        shop = shop_of("stream")
        async with heard(shop.vista) as following:
            await following()
            for n in range(1, 6):
                client.xadd(
                    shop.way.key, {"op": "update", "id": n}, maxlen=1, approximate=False
                )
                assert (await following()).id == str(n)

    run(main())


@ways
def test_a_server_that_was_killed_and_started_again_is_followed_again(
    redis_server, client, shop_of, kind
):
    """U19: what it told before is lost with it: the gap is told, the Dio is as its source."""

    async def main():
        shop = shop_of(kind)
        async with watched(shop.vista) as (dio, told):
            shop.change("1", {"id": 1, "n": 11})
            await until(lambda: same(dio, shop))
            redis_server.kill()
            shop.change("2", {"id": 2, "n": 22}, told=False)
            shop.change("3", None, told=False)
            redis_server.start()
            await until(lambda: same(dio, shop))
            gaps = [change for change in told if isinstance(change, Gap)]
            assert len(gaps) > 1
            client.connection_pool.disconnect()
            shop.change("4", {"id": 4, "n": 44})
            await until(lambda: same(dio, shop))

    run(main())


@ways
def test_a_silent_connection_is_kept_by_asking(shop_of, client, kind):
    async def main():
        shop = shop_of(kind, keepalive="20ms")
        async with heard(shop.vista) as following:
            assert isinstance(await following(), Gap)
            told = asyncio.ensure_future(following())
            name = "exec" if kind.startswith("stream") else "ping"

            async def asked():
                return (
                    client.info("commandstats").get(f"cmdstat_{name}", {}).get("calls", 0) > 3
                )

            client.config_resetstat()
            await until(asked)
            assert not told.done()
            shop.change("1", None)
            assert (await told).id == "1"

    run(main())


@ways
def test_a_server_that_does_not_answer_any_more_is_noticed(
    redis_server, shop_of, kind, monkeypatch
):
    from diorama_nb.vista.push.redis import channel, stream

    async def main():
        shop = shop_of(kind, keepalive="20ms")
        async with heard(shop.vista) as following:
            await following()
            os.kill(redis_server.pid, signal.SIGSTOP)
            monkeypatch.setattr(stream, "PATIENCE", 0.1)
            monkeypatch.setattr(channel, "PATIENCE", 0.1)
            try:
                with pytest.raises(SourceUnavailable) as failed:
                    await following()
            finally:
                os.kill(redis_server.pid, signal.SIGCONT)
            assert failed.value.hint

    run(main())


@ways
@pytest.mark.parametrize("how", ["cancelled", "closed"])
def test_a_stream_that_ends_leaves_nothing(shop_of, client, kind, how):
    """No connection, task or thread; whether nobody listens, or the data set was closed."""

    async def main():
        shop = shop_of(kind)
        threads, tasks = threading.active_count(), asyncio.all_tasks()

        async def follow():
            async for change in shop.vista.watch():
                assert isinstance(change, Gap)

        async def listens():
            return bool(connections(client, shop.way)) == wanted

        following, wanted = asyncio.create_task(follow()), True
        await until(listens)
        async with asyncio.timeout(5):
            if how == "cancelled":
                following.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await following
            else:
                await shop.vista.aclose()
                await following
        wanted = False
        await until(listens)
        assert asyncio.all_tasks() == tasks
        assert threading.active_count() == threads

    run(main())


# --- what is refused --------------------------------------------------------------------------


def both(url, key="k"):
    return [dn.RedisStream(url, key), dn.RedisChannel(url, key)]


@pytest.mark.parametrize("number", [0, 1])
def test_who_is_not_known_or_not_allowed_is_told_so(redis_server, client, number, caplog):
    """With a hint, and without a secret."""

    async def main():
        client.execute_command(
            "ACL", "SETUSER", "guest", "on", ">canary", "resetkeys", "resetchannels",
            "+@all", "~other", "&other",
        )  # fmt: skip
        place = f"127.0.0.1:{redis_server.port}"
        for account, error in [
            (":canary@", AuthFailed),
            ("nobody:canary@", AuthFailed),
            ("", AuthFailed),
            ("guest:canary@", Forbidden),
        ]:
            way = both(f"redis://{account}{place}")[number]
            vista = dn.MemoryVista(ROWS).with_watch(way)
            async with heard(vista) as following:
                with pytest.raises(error) as failed:
                    await following()
            lens = dn.Lens(runtime="current")
            dio = await lens.make_dio(vista)
            await dio.watch()
            await lens.aclose()
            texts = [str(failed.value), repr(way), repr(vista), vista.explain(), caplog.text]
            assert failed.value.hint
            assert place in str(failed.value)
            assert place in caplog.text
            assert not any("canary" in text or "guest" in text for text in texts)
        client.acl_deluser("guest")

    run(main())


def test_a_key_that_holds_no_stream_is_refused(shop_of, client):
    async def main():
        shop = shop_of("stream")
        client.set(shop.way.key, "text")
        async with heard(shop.vista) as following:
            with pytest.raises(SourceError, match="holds something else") as failed:
                await following()
        assert shop.way.key in failed.value.hint

    run(main())


def test_a_server_that_is_not_there_is_told_of():
    async def main():
        for way in both("rediss://me:canary@127.0.0.1:1/0"):
            async with heard(dn.MemoryVista(ROWS).with_watch(way)) as following:
                with pytest.raises(SourceUnavailable, match="ConnectionRefused") as failed:
                    await following()
            assert "***@127.0.0.1:1" in str(failed.value)
            assert "canary" not in str(failed.value)

    run(main())


def test_a_connection_is_encrypted_and_the_server_proves_who_it_is(encrypted_redis):
    async def main():
        for way in both(encrypted_redis.trusted):
            async with heard(dn.MemoryVista(ROWS).with_watch(way)) as following:
                assert isinstance(await following(), Gap)
        for url, typed in (
            (encrypted_redis.untrusted, "ssl_ca_certs="),
            (encrypted_redis.misnamed, "as its certificate does"),
        ):
            for way in both(url):
                async with heard(dn.MemoryVista(ROWS).with_watch(way)) as following:
                    with pytest.raises(SourceUnavailable, match="SSLCertVerif") as failed:
                        await following()
                assert typed in failed.value.hint

    run(main())


def test_options_that_are_none_are_refused_without_showing_them(redis_server):
    async def main():
        for option in ("password=canary&speed=9", "db=many&secret=canary"):
            for way in both(f"redis://127.0.0.1?{option}"):
                async with heard(dn.MemoryVista(ROWS).with_watch(way)) as following:
                    with pytest.raises(SpecError) as failed:
                        await following()
                assert failed.value.hint
                assert "canary" not in str(failed.value)

    run(main())


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: dn.RedisStream("https://me:canary@host", "k"),
        lambda: dn.RedisChannel("me:canary@host", "k"),
        lambda: dn.RedisStream(None, "k"),
        lambda: dn.RedisStream("redis://host", ""),
        lambda: dn.RedisChannel("redis://host", ""),
        lambda: dn.RedisStream("redis://host", "k", json=[""]),
        lambda: dn.RedisStream("redis://host", "k", keepalive=0),
        lambda: dn.RedisStream("redis://host", "k", events={"x": "moved"}),
    ],
)
def test_a_wrong_declaration_is_refused_with_a_hint(wrong):
    with pytest.raises(SpecError) as failed:
        wrong()
    assert failed.value.hint
    assert "canary" not in str(failed.value)


def test_what_has_to_be_installed_is_told(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "redis", None)
    for make in (dn.RedisStream, dn.RedisChannel):
        with pytest.raises(SpecError) as failed:
            make("redis://host", "k")
        assert 'pip install "diorama-nb[redis]"' in failed.value.hint


def test_a_second_subscription_is_a_gap():
    """A client that made its connection again says nothing else of what it missed."""
    from diorama_nb.vista.push.redis.channel import change_in
    from diorama_nb.vista.push.watch import Subject

    subject, way = Subject("shop", lambda: "id"), dn.RedisChannel("redis://host", "k")
    again = {"type": "subscribe", "channel": "k", "data": 1}
    assert [type(change_in(one, way, subject)) for one in (again, again)] == [Gap, Gap]
