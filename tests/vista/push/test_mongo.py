"""What a change stream tells arrives, over a loss of the connection and the server's death."""

import asyncio
from contextlib import aclosing, asynccontextmanager, suppress
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from bson import Binary, Decimal128, Int64, MinKey, ObjectId, Regex, Timestamp
from pymongo import AsyncMongoClient

import diorama_nb as dn
from diorama_nb.changes import Deleted, Gap, Inserted, Invalidated, Updated
from diorama_nb.errors import (
    AuthFailed,
    Forbidden,
    SourceError,
    SpecError,
    Unsupported,
)
from diorama_nb.testing.contract.watching import Watching
from diorama_nb.vista.push.mongo.documents import change_of, row_of
from tests.aio import run
from tests.vista.sql.test_reading import live

ROWS = [{"_id": n, "n": n} for n in range(1, 4)]


class Shop:
    """Documents of a collection, and rows in memory that are the same."""

    def __init__(self, server, rows=ROWS):
        self.server, self.key = server, "_id" if "_id" in rows[0] else "id"
        self.memory = dn.MemoryVista(list(rows), id_column=self.key)

    @asynccontextmanager
    async def open(self):
        """Make the collection anew, and connect who changes it."""
        async with AsyncMongoClient(self.server.url) as self.client:
            self.items = self.client["shop"]["items"]
            await self.items.drop()
            rows = await self.memory.list_values()
            await self.items.insert_many(
                [{**row, "_id": row[self.key]} for row in rows.values()]
            )
            yield self

    def vista(self, **declared):
        words = {"url": self.server.url, **declared}
        return self.memory.with_watch(
            dn.MongoChanges(words.pop("url"), "shop", "items", **words)
        )

    async def change(self, id, record):
        """Store a row and its document, or delete both for None."""
        store, key = self.memory.source, {"_id": int(id)}
        if record is None:
            store.store, _ = store.store.remove([str(id)])
            await self.items.delete_one(key)
        else:
            store.store, _ = store.store.upsert({str(id): record})
            await self.items.replace_one(key, {**record, **key}, upsert=True)

    async def fail(self, code):
        """Have the next opening of a stream fail."""
        data = {"failCommands": ["aggregate"], "errorCode": code}
        await self.client.admin.command(
            {"configureFailPoint": "failCommand", "mode": {"times": 1}, "data": data}
        )


@asynccontextmanager
async def heard(vista, since=None):
    """Give a function that returns the next change."""
    async with aclosing(vista.watch(since)) as stream:

        async def following():
            async with asyncio.timeout(30):
                return await anext(stream)

        yield following


class TestDocuments(Watching):
    """The laws of every stream of changes."""

    @pytest.fixture(autouse=True)
    def _server(self, mongo_server):
        self.shop = Shop(mongo_server, self.rows)

    def run(self, main):
        async def served():
            async with self.shop.open():
                await main

        run(served())

    def open(self):
        return self.shop.vista()

    async def elsewhere(self, vista, id, record):
        await self.shop.change(id, record)


@pytest.mark.parametrize("rows", [False, True])
@live
async def test_a_stream_goes_on_behind_its_token(mongo_server, rows):
    """P20: what happened meanwhile arrives, in order and once."""
    async with Shop(mongo_server).open() as shop:
        vista = shop.vista(rows=rows)

        def row(**record):
            return record if rows else None

        async with heard(vista) as following:
            gap = await following()
            assert isinstance(gap, Gap)
            await shop.items.update_one({"_id": 1}, {"$set": {"n": 11}})
            first = await following()
            assert first == Updated("1", row(_id=1, n=11), first.token)
        await shop.items.insert_one({"_id": 4, "n": 4})
        await shop.items.delete_one({"_id": 2})
        async with heard(vista, first.token) as following:
            told = [await following(), await following()]
            await shop.items.replace_one({"_id": 3}, {"n": 33})
            told.append(await following())
        assert [type(change) for change in told] == [Inserted, Deleted, Updated]
        assert [change.id for change in told] == ["4", "2", "3"]
        assert told[0].record == row(_id=4, n=4)
        async with heard(vista, gap.token) as following:
            assert await following() == first


@live
async def test_a_server_that_was_killed_is_followed_again(mongo_server):
    """U19, P20: its log outlives it, so nothing is lost."""
    lens, told = dn.Lens(runtime="current"), []

    @lens.on_event
    async def note(dio, change):
        told.append(change)
        await dio.apply_change(change)

    async def until_same():
        async with asyncio.timeout(30):
            while dict(await dio.vista().list_values()) != dict(  # noqa: ASYNC110
                await shop.memory.list_values()
            ):
                await asyncio.sleep(0.01)

    async with Shop(mongo_server).open() as shop:
        dio = await lens.make_dio(shop.vista())
        await dio.watch()
        await shop.change(1, {"_id": 1, "n": 11})
        await until_same()
        mongo_server.kill()
        await asyncio.to_thread(mongo_server.start)
        await shop.change(2, None)
        await shop.change(9, {"_id": 9, "n": 9})
        await until_same()
        assert [type(change) for change in told] == [Gap, Updated, Deleted, Inserted]
        await dio.aclose()
        await lens.aclose()


@live
async def test_a_token_the_server_does_not_take_is_a_gap(mongo_server):
    """P20: one that is none, and one that its log does not reach back to."""
    async with Shop(mongo_server).open() as shop:
        async with heard(shop.vista()) as following:
            token = (await following()).token
        bad = ("x", "7", '{"_data": "zz"}', '{"_data": "8200"}', token)
        for n, since in enumerate(bad):
            if since == token:
                await shop.fail(286)  # ChangeStreamHistoryLost
            async with heard(shop.vista(), since) as following:
                gap = await following()
                assert (type(gap), gap.since) == (Gap, since)
                await shop.change(1, {"_id": 1, "n": -n})
                assert isinstance(await following(), Updated)


@live
async def test_a_collection_that_is_dropped_is_read_anew_and_followed_on(mongo_server):
    async with Shop(mongo_server).open() as shop:
        told = []
        async with heard(shop.vista()) as following:
            assert isinstance(await following(), Gap)
            await shop.items.drop()
            with suppress(StopAsyncIteration):
                while True:
                    told.append(await following())
        assert {type(change) for change in told} == {Invalidated}
        async with heard(shop.vista(), told[-1].token) as following:
            await shop.items.insert_one({"_id": 1})
            assert isinstance(await following(), Inserted)


@live
async def test_a_stream_that_ends_leaves_nothing(mongo_server):
    """No task; whoever leaves does not wait until something changes."""
    async with Shop(mongo_server).open() as shop:
        before = asyncio.all_tasks()
        async with heard(shop.vista()) as following:
            await following()
            told = asyncio.ensure_future(following())
            await asyncio.wait({told}, timeout=0.05)
            told.cancel()
            await asyncio.wait({told})
        async with asyncio.timeout(30):
            while asyncio.all_tasks() - before:  # noqa: ASYNC110
                await asyncio.sleep(0.005)


@pytest.mark.parametrize(
    ("url", "code", "error", "said"),
    [
        (None, 40573, Unsupported, "replica set"),
        (None, 13, Forbidden, "does not allow"),
        (None, 59, SourceError, "code 59"),
        ("mongodb://me:hidden@127.0.0.1:{port}/", None, AuthFailed, "does not know who asks"),
        ("mongodb://127.0.0.1:x/", None, Unsupported, "check the address"),
    ],
)
@live
async def test_what_is_no_good_stream_is_refused_with_a_hint(
    mongo_server, url, code, error, said
):
    """P10, P16: no secret shows."""
    async with Shop(mongo_server).open() as shop:
        if code is not None:
            await shop.fail(code)
        url = shop.server.url if url is None else url.format(port=mongo_server.port)
        async with heard(shop.vista(url=url)) as following:
            with pytest.raises(error, match=said) as failed:
                await following()
    assert failed.value.hint
    assert "hidden" not in str(failed.value)


# --- what an event means ----------------------------------------------------------------------


def event(kind, **more):
    return {"operationType": kind, "documentKey": {"_id": 7}, **more}


@pytest.mark.parametrize(
    ("told", "words", "change"),
    [
        (event("update", fullDocument=None), ("_id", True), Deleted("7", "t")),
        (event("update", fullDocument={"sku": "a"}), ("sku", False), Updated("a", None, "t")),
        (event("insert", fullDocument={"n": 1}), ("_id", True), Inserted("7", {"n": 1}, "t")),
    ],
)
def test_a_document_that_is_gone_is_deleted_and_another_field_may_name_it(told, words, change):
    assert change_of(told, *words, "t") == change


@pytest.mark.parametrize(
    "told",
    [
        event("delete"),
        event("update", fullDocument=None),
        event("update", fullDocument={"sku": [1]}),
        event("rename"),
        {},
    ],
)
def test_what_names_no_row_has_everything_read(told):
    """P16."""
    assert isinstance(change_of(told, "sku", False, "t"), Invalidated)


def test_a_document_is_a_row_of_values_that_rows_can_hold():
    key = ObjectId("65f000000000000000000001")
    unique = UUID("65f00000-0000-0000-0000-000000000001")
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    row = row_of(
        {
            "_id": key,
            "n": Int64(2**40),
            "price": Decimal128("1.50"),
            "raw": Binary(b"x", 5),
            "at": moment,
            "clock": Timestamp(0, 1),
            "uuid": unique,
            "deep": {"list": [key, None, True]},
            "least": MinKey(),
            "like": Regex("a+"),
        }
    )
    assert row.pop("least")
    assert row.pop("like")
    assert row == {
        "_id": str(key),
        "n": 2**40,
        "price": Decimal("1.50"),
        "raw": b"x",
        "at": moment,
        "clock": datetime(1970, 1, 1, tzinfo=UTC),
        "uuid": unique,
        "deep": {"list": [str(key), None, True]},
    }
    assert [type(row[name]) for name in ("n", "raw")] == [int, bytes]


# --- what is declared -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "host"},
        {"url": "me:hidden@host"},
        {"database": ""},
        {"collection": 7},
        {"id": ""},
    ],
)
def test_a_wrong_declaration_is_refused_with_a_hint(wrong):
    with pytest.raises(SpecError) as failed:
        dn.MongoChanges(
            **{"url": "mongodb://host", "database": "d", "collection": "c", **wrong}
        )
    assert failed.value.hint
    assert "hidden" not in str(failed.value)


def test_without_its_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr("diorama_nb.vista.push.watch.find_spec", lambda _: None)
    with pytest.raises(SpecError, match="pymongo") as failed:
        dn.MongoChanges("mongodb://host", "d", "c")
    assert failed.value.hint == 'pip install "diorama-nb[mongo]"'
