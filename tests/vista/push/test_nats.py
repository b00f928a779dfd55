"""What JetStream keeps arrives, over a loss of the connection and over the server's death."""

import asyncio
import json
from contextlib import asynccontextmanager, suppress

import nats
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nats.js.errors import NotFoundError, ServerError

import diorama_nb as dn
from diorama_nb.changes import Deleted, Gap, Inserted, Invalidated, Updated
from diorama_nb.errors import (
    AuthFailed,
    SourceError,
    SourceMissing,
    SourceUnavailable,
    SpecError,
)
from diorama_nb.testing import SourceContract
from diorama_nb.vista.push.nats.place import Place, State
from tests.aio import run
from tests.following import heard, until, watched
from tests.vista.sql.test_reading import live

ROWS = [{"id": n, "n": n} for n in range(1, 4)]
BEAT = "100ms"


class Shop:
    """Rows in memory, whose changes are told on ``shop.items.*`` of the stream SHOP."""

    def __init__(self, url, rows=ROWS):
        self.url = url
        self.memory = dn.MemoryVista(list(rows))

    @asynccontextmanager
    async def open(self, **limits):
        """Make the stream anew, and connect who tells."""
        async with self.told():
            with suppress(NotFoundError):
                await self.context.delete_stream("SHOP")
            await self.add_stream(**limits)
        async with self.told():
            yield self

    async def add_stream(self, **limits):
        """Make the stream; the server may still be busy removing the files of the last one."""
        for wait in (0.1, 0.3, 1, 3, None):
            try:
                return await self.context.add_stream(name="SHOP", subjects=["shop.>"], **limits)
            except ServerError:
                if wait is None:
                    raise
                await asyncio.sleep(wait)

    @asynccontextmanager
    async def told(self):
        self.client = await nats.connect(self.url, allow_reconnect=False)
        self.context = self.client.jetstream()
        try:
            yield
        finally:
            await self.client.close()

    def vista(self, **declared):
        way = {"url": self.url, "row": "$", "heartbeat": BEAT, **declared}
        url, stream = way.pop("url"), way.pop("stream", "SHOP")
        return self.memory.with_watch(dn.NatsStream(url, stream, **way))

    async def change(self, id, record):
        """Store a record, or delete it for None, and tell of it."""
        id, store = str(id), self.memory.source
        if record is None:
            name, data = "removed", {"id": int(id)}
            store.store, _ = store.store.remove([id])
        else:
            name, data = "updated" if id in store.store else "created", record
            store.store, _ = store.store.upsert({id: record})
        await self.tell(f"shop.items.{name}", data)

    async def tell(self, subject, data):
        data = data if isinstance(data, bytes) else json.dumps(data).encode()
        return await self.context.publish(subject, data)

    async def rows(self):
        return dict(await self.memory.list_values())


class TestMessages(SourceContract):
    """The laws of every stream of changes."""

    @pytest.fixture(autouse=True)
    def _server(self, nats_server):
        self.shop = Shop(nats_server.url, self.rows)

    def run(self, main):
        async def told():
            async with self.shop.open():
                await main

        run(told())

    def open(self):
        return self.shop.vista()

    async def elsewhere(self, vista, id, record):
        await self.shop.change(id, record)


@live
async def test_a_stream_goes_on_behind_the_last_message(nats_server):
    """P20: what was told meanwhile arrives, in order and once; so does what came after."""
    async with Shop(nats_server.url).open() as shop:
        await shop.change(1, {"id": 1, "n": 0})  # before anybody listened
        async with heard(shop.vista()) as following:
            gap = await following()
            assert isinstance(gap, Gap)
            await shop.tell("shop.items.created", {"id": 4, "n": 4})
            first = await following()
            assert first == Inserted("4", {"id": 4, "n": 4}, first.token)
        for n in range(1200):  # more than are asked for at once
            await shop.client.publish(
                "shop.items.updated", json.dumps({"id": 2, "n": n}).encode()
            )
        await shop.tell("shop.items.removed", {"id": 3})
        async with heard(shop.vista(), first.token) as following:
            told = [await following() for _ in range(1201)]
            assert [change.record["n"] for change in told[:-1]] == list(range(1200))
            assert told[-1] == Deleted("3", told[-1].token)
            await shop.tell("shop.items.updated", {"id": 1, "n": 7})
            last = await following()
            assert last == Updated("1", {"id": 1, "n": 7}, last.token)
        async with heard(shop.vista(), gap.token) as following:
            assert await following() == first


@live
async def test_a_server_that_was_killed_is_followed_again_without_a_gap(nats_server):
    """U19, P20: the stream outlives it, so nothing is lost."""
    async with Shop(nats_server.url).open() as shop, watched(shop.vista()) as (dio, told):
        await shop.change(1, {"id": 1, "n": 11})
        await until_same(dio, shop)
        await nats_server.restart()
        async with shop.told():
            await shop.change(2, None)
            await shop.change(9, {"id": 9, "n": 9})
            await until_same(dio, shop)
        assert [type(change) for change in told] == [Gap, Updated, Deleted, Inserted]


@live
async def test_what_was_removed_while_nobody_listened_is_a_gap(nats_server):
    """U19, P20: a row that changed without being told is read, and the gap is told of."""
    async with (
        Shop(nats_server.url).open(max_msgs=3) as shop,
        watched(shop.vista()) as (dio, told),
    ):
        await shop.change(1, {"id": 1, "n": 11})
        await until_same(dio, shop)
        nats_server.kill()
        await asyncio.to_thread(nats_server.start)
        # Of these only the last three are there when somebody asks for them.
        token = next(change.token for change in told if isinstance(change, Updated))
        async with shop.told():
            for n in range(6):
                await shop.change(2, {"id": 2, "n": n})
            await shop.change(3, {"id": 3, "n": 33})
            await until_same(dio, shop)
            async with heard(shop.vista(), token) as following:
                lost = await following()
                assert (type(lost), lost.since) == (Gap, token)


@pytest.mark.parametrize("loss", ["removed", "purged", "anew"])
@live
async def test_a_place_that_is_gone_is_a_gap(nats_server, loss):
    """P20: by a limit, by a purge, or because another stream has the name."""
    async with Shop(nats_server.url).open(max_msgs=2) as shop:
        async with heard(shop.vista()) as following:
            await following()
            await shop.change(1, {"id": 1, "n": 1})
            token = (await following()).token
        for n in range(2, 6):
            await shop.change(1, {"id": 1, "n": n})
        if loss == "purged":
            await shop.context.purge_stream("SHOP")
        elif loss == "anew":
            await shop.context.delete_stream("SHOP")
            await shop.add_stream()
            for n in range(6):
                await shop.change(1, {"id": 1, "n": n})
        async with heard(shop.vista(), token) as following:
            gap = await following()
            assert (type(gap), gap.since) == (Gap, token)
            await shop.change(3, None)
            assert isinstance(await following(), Deleted)


@live
async def test_what_is_removed_while_it_is_read_is_a_gap(nats_server):
    """P16: the consumer passes over it without a word."""
    async with Shop(nats_server.url).open() as shop:
        async with heard(shop.vista()) as following:
            assert isinstance(await following(), Gap)  # nothing is asked for yet
            for n in range(10):
                await shop.tell("shop.items.updated", {"id": 1, "n": n})
            await shop.context.purge_stream("SHOP", keep=2)
            told = [await following() for _ in range(3)]
        assert [type(change) for change in told] == [Updated, Updated, Gap]
        assert told[2].reason == "messages were removed before they were read"


@live
async def test_only_the_messages_of_a_subject_are_read(nats_server):
    """Those that are passed over are no loss."""
    async with Shop(nats_server.url).open() as shop:
        vista = shop.vista(subject="shop.items.*", id="id", row=None)
        async with heard(vista) as following:
            await following()
            for n in range(5):
                await shop.tell("shop.orders.created", {"id": n})
                await shop.tell("shop.items.updated", {"id": n})
                assert (await following()).id == str(n)


@live
async def test_a_message_is_named_by_the_last_part_of_its_subject(nats_server):
    """P16: what can not be understood is no loss."""
    async with Shop(nats_server.url).open() as shop, heard(shop.vista()) as following:
        await following()
        for subject, data, kind in [
            ("shop.items.created", {"id": 7}, Inserted),
            ("shop.items.7", {"id": 7}, Updated),
            ("shop.items.reset", {}, Gap),
            ("shop.items.updated", b"\xff", Invalidated),
            ("shop.items.deleted", b"", Invalidated),
        ]:
            await shop.tell(subject, data)
            assert isinstance(await following(), kind)


@live
async def test_a_quiet_stream_stays_and_a_stream_that_ends_leaves_nothing(nats_server):
    """Its consumer and its connection are gone at once, and so are its tasks."""
    async with Shop(nats_server.url).open() as shop:
        assert await shop.context.consumers_info("SHOP") == []
        before = asyncio.all_tasks()
        async with heard(shop.vista()) as following:
            await following()
            told = asyncio.ensure_future(following())
            await asyncio.wait({told}, timeout=1)  # ten heartbeats, and asked for anew
            assert not told.done()
            assert len(await shop.context.consumers_info("SHOP")) == 1
            await shop.change(1, {"id": 1, "n": 1})
            assert isinstance(await told, Updated)
        assert await shop.context.consumers_info("SHOP") == []
        async with asyncio.timeout(30):
            while asyncio.all_tasks() - before - {asyncio.current_task()}:  # noqa: ASYNC110
                await asyncio.sleep(0.005)


@pytest.mark.parametrize(
    ("declared", "error", "said"),
    [
        ({"stream": "NONE"}, SourceMissing, "no stream 'NONE'"),
        ({"url": "nats://dio:wrong@"}, AuthFailed, "does not know who asks"),
        ({"url": "nats://127.0.0.1:1"}, SourceUnavailable, "ConnectionRefusedError"),
        ({"subject": "shop..x"}, SourceError, "refuses"),
    ],
)
@live
async def test_what_is_no_good_stream_is_refused_with_a_hint(
    nats_server, declared, error, said
):
    """P10, P16: no secret shows."""
    if declared.get("url", "").endswith("@"):
        declared = {"url": f"{declared['url']}127.0.0.1:{nats_server.port}"}
    async with (
        Shop(nats_server.url).open() as shop,
        heard(shop.vista(**declared)) as following,
    ):
        with pytest.raises(error, match=said) as failed:
            await following()
    assert failed.value.hint
    assert not {"hidden", "wrong"} & set(str(failed.value).replace("@", ":").split(":"))


@live
async def test_a_stream_that_is_deleted_ends_the_reading(nats_server):
    async with Shop(nats_server.url).open() as shop, heard(shop.vista()) as following:
        await following()
        told = asyncio.ensure_future(following())
        await asyncio.sleep(0)
        await shop.context.delete_stream("SHOP")
        with pytest.raises(SourceUnavailable) as failed:
            await told
        assert failed.value.hint


async def until_same(dio, shop):
    """Wait until a Dio shows the rows there are."""

    async def same():
        return dict(await dio.vista().list_values()) == await shop.rows()

    await until(same)


@given(
    held=st.lists(st.integers(1, 30), unique=True, min_size=1).map(sorted),
    removed=st.integers(0, 30),
    begun=st.integers(0, 30),
)
def test_a_message_that_was_removed_unread_is_never_missed(held, removed, begun):
    """P20: whatever was there, and up to wherever it was removed."""
    there = [number for number in held if number > begun]
    read = [number for number in there if number > removed]
    place = Place(begun)
    for number in read:
        place.read(number)
    state = State("now", removed + 1, held[-1])
    lost = place.lost(state) if place.passed_over else None
    if read and set(there) - set(read):
        assert lost is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "redis://host"},
        {"url": "me:hidden@host"},
        {"url": "nats://a,http://b"},
        {"stream": ""},
        {"subject": ""},
        {"heartbeat": 0.05},
        {"row": ""},
    ],
)
def test_a_wrong_declaration_is_refused_with_a_hint(wrong):
    with pytest.raises(SpecError) as failed:
        dn.NatsStream(**{"url": "nats://host", "stream": "S", **wrong})
    assert failed.value.hint
    assert "hidden" not in str(failed.value)


def test_without_its_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr("diorama_nb.vista.push.watch.find_spec", lambda _: None)
    with pytest.raises(SpecError, match="nats") as failed:
        dn.NatsStream("nats://host", "S")
    assert failed.value.hint == 'pip install "diorama-nb[nats]"'
