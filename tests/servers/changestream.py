"""A server that speaks as much of MongoDB's wire protocol as a change stream needs.

It answers as MongoDB documents it (OP_MSG, ``hello``, ``aggregate`` with ``$changeStream``,
``getMore``, ``killCursors``, change events, resume tokens, error codes and labels), to the real
client library over a real socket. It is no MongoDB: what it proves is that we read that format.
"""

import asyncio
import struct
from datetime import UTC, datetime

import bson
from bson import Int64, Timestamp

from tests.servers.killable import own_port

QUERY, REPLY, MSG = 2004, 1, 2013
"""Codes of messages: the first hello of a connection is a query, everything else OP_MSG."""

RESUMABLE = {"errorLabels": ["ResumableChangeStreamError"]}
NOT_PRIMARY = {"code": 10107, "codeName": "NotWritablePrimary", **RESUMABLE}
HISTORY_LOST = {
    "code": 286,
    "codeName": "ChangeStreamHistoryLost",
    "errorLabels": ["NonResumableChangeStreamError"],
}
BAD_TOKEN = {"code": 260, "codeName": "InvalidResumeToken"}


class ChangeStreams:
    """The primary of a replica set of one, with the collection ``shop.items``.

    `documents` is what the collection holds and `log` every event it told of, both over its
    death. `asked` holds every command but hellos, `failures` what the next command of a name
    fails with. With `trim` the log forgets.
    """

    def __init__(self, documents=()):
        self.documents = {one["_id"]: one for one in documents}
        self.log = []
        self.first = 0  # the number of the oldest event that the log still holds
        self.asked = []
        self.failures = {}
        self.cursors = {}
        self.lines = set()
        self.port = own_port()

    @property
    def url(self):
        return f"mongodb://127.0.0.1:{self.port}/"

    async def start(self):
        self.news = asyncio.Condition()
        loop = asyncio.get_running_loop()
        self.server = await loop.create_server(lambda: Line(self), "127.0.0.1", self.port)

    async def __aenter__(self):
        await self.start()
        return self

    async def __aexit__(self, *_):
        await self.kill()

    async def kill(self):
        """Cut every connection as a crash does, and listen no more; cursors are forgotten."""
        self.server.close()
        self.cut()
        await self.server.wait_closed()
        self.cursors.clear()

    def cut(self):
        """Cut every connection."""
        for line in list(self.lines):
            line.transport.abort()

    # --- what happens there ----------------------------------------------------------------

    async def put(self, id, document, *, replace=False):
        """Store a document, or delete it for None."""
        key = {"documentKey": {"_id": id}}
        old = self.documents.pop(id, None)
        if document is None:
            return await self.tell("delete", **key)
        self.documents[id] = document = {"_id": id, **document}
        if old is None or replace:
            kind = "insert" if old is None else "replace"
            return await self.tell(kind, fullDocument=document, **key)
        changed = {name: value for name, value in document.items() if old.get(name) != value}
        gone = [name for name in old if name not in document]
        how = {"updatedFields": changed, "removedFields": gone, "truncatedArrays": []}
        return await self.tell("update", updateDescription=how, **key)

    async def drop(self):
        self.documents.clear()
        await self.tell("drop")
        await self.tell("invalidate")

    async def tell(self, kind, **more):
        """Write an event into the log."""
        place = len(self.log) + 1
        where = {} if kind == "invalidate" else {"ns": {"db": "shop", "coll": "items"}}
        self.log.append(
            {
                "_id": _token(place),
                "operationType": kind,
                "clusterTime": Timestamp(1, place),
                "wallTime": datetime(2026, 1, 1, tzinfo=UTC),
                **where,
                **more,
            }
        )
        async with self.news:
            self.news.notify_all()

    def trim(self):
        """Forget all events so far."""
        self.first = len(self.log)

    # --- what it answers -------------------------------------------------------------------

    async def answer(self, command):
        name = next(iter(command))
        if name.lower() in ("hello", "ismaster"):
            return self._hello()
        self.asked.append(command)
        if failure := self.failures.pop(name, None):
            return {"ok": 0.0, "errmsg": "hidden", **failure}
        match name:
            case "aggregate":
                return self._open(command)
            case "getMore":
                return await self._more(command["getMore"])
            case "killCursors":
                killed = [id for id in command["cursors"] if self.cursors.pop(id, None)]
                more = {"cursorsNotFound": [], "cursorsAlive": [], "cursorsUnknown": []}
                return {"cursorsKilled": killed, **more, "ok": 1.0}
            case "endSessions":
                return {"ok": 1.0}
            case "saslStart":
                said = {"code": 18, "codeName": "AuthenticationFailed"}
                return {"ok": 0.0, "errmsg": "Authentication failed.", **said}
        raise AssertionError(f"{name} is no command of a change stream")

    def _hello(self):
        me = f"127.0.0.1:{self.port}"
        return {
            "helloOk": True, "ismaster": True, "isWritablePrimary": True, "secondary": False,
            "setName": "rs0", "setVersion": 1, "hosts": [me], "primary": me, "me": me,
            "maxBsonObjectSize": 16 * 2**20, "maxMessageSizeBytes": 48_000_000,
            "maxWriteBatchSize": 100_000, "localTime": datetime(2026, 1, 1, tzinfo=UTC),
            "logicalSessionTimeoutMinutes": 30, "connectionId": 1, "minWireVersion": 0,
            "maxWireVersion": 25, "readOnly": False, "ok": 1.0,
        }  # fmt: skip

    def _open(self, command):
        stage, *rest = command["pipeline"]
        asked = stage["$changeStream"]
        token = asked.get("startAfter") or asked.get("resumeAfter")
        place = len(self.log) if token is None else _place(token)
        if place is None or place > len(self.log):
            return {"ok": 0.0, "errmsg": "Bad resume token", **BAD_TOKEN}
        if place < self.first:
            return {"ok": 0.0, "errmsg": "the log starts later", **HISTORY_LOST}
        ended = place and self.log[place - 1]["operationType"] == "invalidate"
        if ended and "resumeAfter" in asked:
            return {"ok": 0.0, "errmsg": "use startAfter", **BAD_TOKEN}
        id = Int64(len(self.asked))
        self.cursors[id] = [place, asked.get("fullDocument") == "updateLookup", rest]
        return self._batch(id, "firstBatch", [])

    async def _more(self, id):
        async with self.news:
            await self.news.wait_for(lambda: self._is_due(id))
        if id not in self.cursors:
            gone = {"code": 43, "codeName": "CursorNotFound"}
            return {"ok": 0.0, "errmsg": f"cursor id {id} not found", **gone}
        if failure := self.failures.pop("getMore", None):
            return {"ok": 0.0, "errmsg": "hidden", **failure}
        place, looks_up, rest = self.cursors[id]
        told = self.log[place:]
        kinds = [event["operationType"] for event in told]
        ends = "invalidate" in kinds
        told = told[: kinds.index("invalidate") + 1] if ends else told
        self.cursors[id][0] += len(told)
        batch = [self._shown(event, looks_up, rest) for event in told]
        return self._batch(id, "nextBatch", batch, ends=ends)

    def _is_due(self, id):
        held = self.cursors.get(id)
        return held is None or "getMore" in self.failures or held[0] < len(self.log)

    async def fail(self, **failure):
        """Have the ``getMore`` that waits, or the next one, fail."""
        self.failures["getMore"] = failure
        async with self.news:
            self.news.notify_all()

    def _shown(self, event, looks_up, rest):
        if looks_up and event["operationType"] == "update":
            found = self.documents.get(event["documentKey"]["_id"])
            event = {**event, "fullDocument": found}
        for stage in rest:
            event = {name: event[name] for name in ("_id", *stage["$project"]) if name in event}
        return event

    def _batch(self, id, name, events, *, ends=False):
        place = self.cursors[id][0]
        if ends:
            del self.cursors[id]
        cursor = {name: events, "postBatchResumeToken": _token(place)}
        cursor |= {"id": Int64(0) if ends else id, "ns": "shop.items"}
        return {"cursor": cursor, "operationTime": Timestamp(1, place + 1), "ok": 1.0}


class Line(asyncio.Protocol):
    """One connection: a message is answered before the next one comes."""

    def __init__(self, server):
        self.server, self.held, self.answering = server, bytearray(), None

    def connection_made(self, transport):
        self.transport = transport
        self.server.lines.add(self)

    def data_received(self, data):
        self.held += data
        if len(self.held) >= 4 and len(self.held) >= struct.unpack_from("<i", self.held)[0]:
            message, self.held = bytes(self.held), bytearray()
            self.answering = asyncio.ensure_future(self.answer(message))

    def connection_lost(self, _):
        self.server.lines.discard(self)
        if self.answering is not None:
            self.answering.cancel()

    async def answer(self, message):
        size, id, _, code = struct.unpack_from("<iiii", message)
        assert size == len(message)
        command = bson.decode(message[16 + _skipped(code, message[16:]) :], _UTC)
        answer = bson.encode(await self.server.answer(command))
        head = bytes(5) if code == MSG else struct.pack("<iqii", 8, 0, 0, 1)
        size = 16 + len(head) + len(answer)
        self.transport.write(
            struct.pack("<iiii", size, id, id, MSG if code == MSG else REPLY) + head + answer
        )


_UTC = bson.CodecOptions(tz_aware=True)


def _skipped(code, body):
    """Return the bytes of a message before its document."""
    if code == MSG:  # flags, and the kind of the section: 0 is a document
        assert body[4] == 0
        return 5
    assert code == QUERY
    return body.index(b"\0", 4) + 9  # flags, the collection, what to skip and to return


def _token(place):
    return {"_data": f"82{place:08X}"}


def _place(token):
    """Return the number of events up to a token; None for one that is none."""
    try:
        text = token["_data"]
        return int(text[2:], 16) if text.startswith("82") and len(text) == 10 else None
    except (KeyError, ValueError):
        return None
