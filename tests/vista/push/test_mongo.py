"""What a change stream tells arrives, over a loss of the connection and the server's death.

The server is ours: it answers the real client library as MongoDB documents it.
"""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pymongo.common
import pytest
from bson import Binary, Decimal128, Int64, MinKey, ObjectId, Regex, Timestamp
from pymongo.errors import ServerSelectionTimeoutError

import diorama_nb as dn
from diorama_nb.changes import Deleted, Gap, Inserted, Invalidated, Updated
from diorama_nb.errors import (
    AuthFailed,
    Forbidden,
    SourceError,
    SourceUnavailable,
    SpecError,
    Unsupported,
)
from diorama_nb.testing.contract.watching import Watching
from diorama_nb.vista.push.mongo.documents import change_of, row_of
from diorama_nb.vista.push.mongo.failures import error_of
from tests.aio import run
from tests.following import heard, until, watched
from tests.servers.changestream import HISTORY_LOST, NOT_PRIMARY, RESUMABLE, ChangeStreams
from tests.vista.sql.test_reading import live

FATAL = {"code": 280, "codeName": "ChangeStreamFatalError"}
ROWS = [{"_id": n, "n": n} for n in range(1, 4)]


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    """The client looks for a server that it lost without a pause."""
    monkeypatch.setattr(pymongo.common, "MIN_HEARTBEAT_INTERVAL", 0.01)


class Shop(ChangeStreams):
    """Documents of a collection, and rows in memory that are the same."""

    def __init__(self, rows=ROWS, key="_id"):
        super().__init__([{**row, "_id": row[key]} for row in rows])
        self.memory = dn.MemoryVista(list(rows), id_column=key)

    def vista(self, **declared):
        words = {"url": self.url, **declared}
        return self.memory.with_watch(
            dn.MongoChanges(words.pop("url"), "shop", "items", **words)
        )

    async def change(self, id, record):
        """Store a row and its document, or delete both for None."""
        source = self.memory.source
        if record is None:
            source.store, _ = source.store.remove([str(id)])
        else:
            source.store, _ = source.store.upsert({str(id): record})
        await self.put(int(id), record)

    def opened(self):
        """Return where each stream was asked to begin."""
        stages = (one["pipeline"][0] for one in self.asked if "aggregate" in one)
        told = ("startAfter", "resumeAfter")
        return [[name for name in told if name in stage["$changeStream"]] for stage in stages]


class TestDocuments(Watching):
    """The laws of every stream of changes."""

    def run(self, main):
        async def served():
            async with self.shop:
                await main

        self.shop = Shop(self.rows, "id")
        run(served())

    def open(self):
        return self.shop.vista()

    async def elsewhere(self, vista, id, record):
        await self.shop.change(id, record)


@pytest.mark.parametrize("rows", [False, True])
@live
async def test_a_stream_goes_on_behind_its_token(rows):
    """P20: what happened meanwhile arrives, in order and once."""
    async with Shop() as shop:
        vista = shop.vista(rows=rows)

        def row(**record):
            return record if rows else None

        async with heard(vista) as following:
            gap = await following()
            assert isinstance(gap, Gap)
            await shop.put(1, {"n": 11})
            first = await following()
            assert first == Updated("1", row(_id=1, n=11), first.token)
        await shop.put(4, {"n": 4})
        await shop.put(2, None)
        async with heard(vista, first.token) as following:
            told = [await following(), await following()]
            await shop.put(3, {"n": 33}, replace=True)
            told.append(await following())
        assert [type(change) for change in told] == [Inserted, Deleted, Updated]
        assert [change.id for change in told] == ["4", "2", "3"]
        assert told[0].record == row(_id=4, n=4)
        async with heard(vista, gap.token) as following:
            assert await following() == first
        assert shop.opened() == [[], ["startAfter"], ["startAfter"]]


@live
async def test_a_document_that_is_gone_when_it_is_looked_up_is_deleted():
    """P16: the update is told of with null in place of the document."""
    async with Shop() as shop:
        async with heard(shop.vista(rows=True)) as following:
            token = (await following()).token
        await shop.put(1, {"n": 11})
        await shop.put(1, None)
        async with heard(shop.vista(rows=True), token) as following:
            told = [await following(), await following()]
            assert told == [Deleted("1", change.token) for change in told]


@pytest.mark.parametrize(
    "lost",
    [
        lambda shop: shop.fail(**NOT_PRIMARY),
        lambda shop: shop.fail(code=6, codeName="HostUnreachable", **RESUMABLE),
        lambda shop: shop.fail(code=43, codeName="CursorNotFound"),
        lambda shop: asyncio.sleep(0, shop.cut()),
    ],
    ids=["not primary", "labelled", "no cursor", "cut"],
)
@live
async def test_a_stream_that_can_be_resumed_goes_on_as_if_nothing_had_been(lost):
    """X12, P20: a new primary, or another connection, is asked behind the last event."""
    async with Shop() as shop, heard(shop.vista(rows=True)) as following:
        await following()
        await shop.put(1, {"n": 11})
        await following()
        await lost(shop)
        await shop.put(2, {"n": 22})
        change = await following()
        assert change == Updated("2", {"_id": 2, "n": 22}, change.token)
        assert shop.opened() == [[], ["resumeAfter"]]


@live
async def test_a_dio_follows_over_the_death_of_its_server_and_the_end_of_its_stream():
    """U19, P20: the log outlives both, so nothing is lost and there is no second gap."""

    async def same():
        rows = dict(await shop.memory.list_values())
        return dict(await dio.vista().list_values()) == rows

    async with Shop() as shop, watched(shop.vista()) as (dio, told):
        await shop.change(1, {"_id": 1, "n": 11})
        await until(same)
        await shop.kill()
        await shop.start()
        await shop.change(2, None)
        await until(same)
        await shop.fail(**FATAL)
        await shop.change(9, {"_id": 9, "n": 9})
        await until(same)
        assert [type(change) for change in told] == [Gap, Updated, Deleted, Inserted]
        assert shop.opened() == [[], ["resumeAfter"], ["startAfter"]]


@live
async def test_a_token_the_server_does_not_take_is_a_gap():
    """P20: one that is none, one of another server, and one that its log does not reach."""
    async with Shop() as shop:
        async with heard(shop.vista()) as following:
            token = (await following()).token
        await shop.put(2, None)
        shop.trim()
        bad = ("x", "7", '{"$oid": 1}', '{"_data": "zz"}', '{"_data": "8200AAAAAA"}', token)
        for n, since in enumerate(bad):
            async with heard(shop.vista(), since) as following:
                gap = await following()
                assert (type(gap), gap.since) == (Gap, since)
                await shop.put(1, {"n": -n})
                assert isinstance(await following(), Updated)


@live
async def test_a_log_that_was_lost_while_it_was_read_is_an_error_and_then_a_gap():
    """P16, P20."""
    async with Shop() as shop:
        async with heard(shop.vista()) as following:
            await following()
            await shop.put(1, {"n": 11})
            token = (await following()).token
            await shop.fail(**HISTORY_LOST)
            with pytest.raises(SourceError, match="does not reach back") as failed:
                await following()
        assert failed.value.hint
        await shop.put(2, None)
        shop.trim()
        async with heard(shop.vista(), token) as following:
            assert isinstance(await following(), Gap)


@live
async def test_a_collection_that_is_dropped_is_read_anew_and_followed_on():
    """P20: the stream ends, and goes on behind its end with what takes its place."""
    async with Shop() as shop:
        told = []
        async with heard(shop.vista()) as following:
            assert isinstance(await following(), Gap)
            await shop.drop()
            with suppress(StopAsyncIteration):
                while True:
                    told.append(await following())
        assert [type(change) for change in told] == [Invalidated, Invalidated]
        assert "dropped or renamed" in told[-1].reason
        await shop.put(1, {"n": 1})
        async with heard(shop.vista(), told[-1].token) as following:
            assert isinstance(await following(), Inserted)


@live
async def test_a_stream_that_ends_leaves_nothing():
    """No task; whoever leaves does not wait until something changes."""
    async with Shop() as shop:
        before = asyncio.all_tasks()
        async with heard(shop.vista()) as following:
            await following()
            told = asyncio.ensure_future(following())
            await until(lambda: asyncio.sleep(0, "getMore" in shop.asked[-1]))
            told.cancel()
            await asyncio.wait({told})
        await until(lambda: asyncio.sleep(0, not asyncio.all_tasks() - before))
        await until(lambda: asyncio.sleep(0, not shop.lines))


@pytest.mark.parametrize(
    ("url", "code", "error", "said"),
    [
        (None, 40573, Unsupported, "replica set"),
        (None, 13, Forbidden, "does not allow"),
        (None, 59, SourceError, r"CommandNotFound \(59\)"),
        ("mongodb://me:hidden@127.0.0.1:{port}/", None, AuthFailed, "does not know who asks"),
        ("mongodb://127.0.0.1:x/", None, Unsupported, "check the address"),
    ],
)
@live
async def test_what_is_no_good_stream_is_refused_with_a_hint(url, code, error, said):
    """P10, P16: no secret shows."""
    async with Shop() as shop:
        if code is not None:
            shop.failures["aggregate"] = {"code": code, "codeName": "CommandNotFound"}
        url = shop.url if url is None else url.format(port=shop.port)
        async with heard(shop.vista(url=url)) as following:
            with pytest.raises(error, match=said) as failed:
                await following()
    assert failed.value.hint
    assert "hidden" not in str(failed.value)


def test_a_server_that_is_lost_is_followed_again_in_words_of_ours():
    """P10, P16: those of the client may repeat the address, or a document."""
    way = dn.MongoChanges("mongodb://me:hidden@host", "shop", "items")
    error = error_of(ServerSelectionTimeoutError("hidden"), way, "items")
    assert isinstance(error, SourceUnavailable)
    assert "made again" in error.hint
    assert "hidden" not in str(error)


# --- what an event means ----------------------------------------------------------------------


def event(kind, **more):
    return {"operationType": kind, "documentKey": {"_id": 7}, **more}


@pytest.mark.parametrize(
    ("told", "words", "change"),
    [
        (event("update", fullDocument={"sku": "a"}), ("sku", False), Updated("a", None, "t")),
        (event("insert", fullDocument={"n": 1}), ("_id", True), Inserted("7", {"n": 1}, "t")),
    ],
)
def test_another_field_may_name_a_document(told, words, change):
    assert change_of(told, *words, "t") == change


@pytest.mark.parametrize(
    "told",
    [
        event("delete"),
        event("update", fullDocument=None),
        event("update", fullDocument={"sku": [1]}),
        event(
            "update",
            fullDocument={"sku": "b"},
            updateDescription={"updatedFields": {"sku": "b"}},
        ),
        event("replace", fullDocument={"sku": "b"}),
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
