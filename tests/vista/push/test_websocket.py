"""What comes over a WebSocket is shown, and a Dio is as its source again after a loss."""

import asyncio
import contextlib
import http
import json
import logging
import re
import ssl

import pytest
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed
from websockets.utils import accept_key

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
from diorama_nb.testing import SourceContract
from tests.aio import run
from tests.following import heard, until, watched
from tests.vista.sql.test_reading import live

ROWS = [{"id": n, "n": n} for n in range(1, 4)]
SERVER = "websockets.server"  # it logs what it is told, in this process, too


class Ticker:
    """Serves rows at ``/rows`` and tells whoever is connected to ``/live`` of their changes.

    `asked` holds path and headers of every request, `heard` what listeners sent. `greet` is
    sent to each listener that said something; with `ends` (a code and a reason) connections
    are closed after that. With the files of a key and a `certificate` all of it is encrypted.
    """

    def __init__(self, rows=ROWS, *, greet=None, ends=None, key=None, certificate=None):
        self.tls = None
        if key is not None:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(certificate, key)
        self.rows = {str(row["id"]): row for row in rows}
        self.greet, self.ends = greet, ends
        self.asked, self.heard, self.listeners = [], [], set()
        self.port = 0

    @property
    def url(self):
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}/rows"

    @property
    def live(self):
        return f"ws://127.0.0.1:{self.port}/live"

    async def start(self):
        self.server = await serve(
            self.attend, "127.0.0.1", self.port, process_request=self.answer, close_timeout=1,
            ssl=self.tls,
        )  # fmt: skip
        self.port = self.server.sockets[0].getsockname()[1]

    async def __aenter__(self):
        await self.start()
        return self

    async def __aexit__(self, *_):
        self.server.close()
        await self.server.wait_closed()

    async def kill(self):
        """Cut all connections as a crash does, and answer no more."""
        for listener in self.listeners:
            listener.transport.abort()
        await self.__aexit__()

    async def answer(self, connection, request):
        path, _, query = request.path.partition("?")
        self.asked.append((request.path, dict(request.headers.raw_items())))
        if path == "/rows":
            found = connection.respond(http.HTTPStatus.OK, json.dumps([*self.rows.values()]))
            del found.headers["Content-Type"]
            found.headers["Content-Type"] = "application/json"
            return found
        if path.startswith("/rows/"):
            row = self.rows.get(path.removeprefix("/rows/"))
            return connection.respond(200 if row else 404, json.dumps(row))
        if path == "/away":
            found = connection.respond(http.HTTPStatus.FOUND, "")
            found.headers["Location"] = query
            return found
        if path.startswith("/status/"):
            return connection.respond(int(path.rpartition("/")[2]), "not for you")
        return None

    async def attend(self, connection):
        self.listeners.add(connection)
        try:
            if self.greet is None and self.ends is None:
                return await self.listen(connection)
            self.heard.append(await connection.recv())
            if self.greet is not None:
                await connection.send(self.greet)
            if self.ends is not None:
                await connection.close(*self.ends)
            await self.listen(connection)
        finally:
            self.listeners.discard(connection)

    async def listen(self, connection):
        with contextlib.suppress(ConnectionClosed):
            async for message in connection:
                self.heard.append(message)

    async def change(self, id, record):
        """Store a record, or delete it for None, and tell of it."""
        id = str(id)
        name = "removed" if record is None else "update" if id in self.rows else "created"
        if record is None:
            self.rows.pop(id, None)
        else:
            self.rows[id] = record
        await self.tell(json.dumps({"event": name, "data": record or {"id": id}}))

    async def tell(self, message):
        for listener in list(self.listeners):
            with contextlib.suppress(ConnectionClosed):
                await listener.send(message)


def vista_of(ticker, **declared):
    words = {"kind": "event", "row": "data", **declared}
    url = words.pop("url", "/live")
    return dn.RestVista(
        ticker.url,
        style="plain",
        id="id",
        page=None,
        detail="{url}/{id}",
        retry=dn.Retry(attempts=1),
        auth=words.pop("reads", None),
        origins=words.pop("origins", ()),
        verify=words.pop("verify", True),
        watch=dn.WebSocket(url, **words),
    )


class TestMessages(SourceContract):
    """The laws of every stream of changes."""

    def run(self, main):
        async def served():
            async with Ticker(self.rows) as self.ticker:
                await main

        run(served())

    def open(self):
        return vista_of(self.ticker)

    async def elsewhere(self, vista, id, record):
        await self.ticker.change(id, record)


@pytest.mark.parametrize("row", ["data", None])
@live
async def test_a_dio_follows_its_source_and_a_server_that_was_killed(row):
    """U19: what happened while it was away is read, and the gap is told of."""
    async with (
        Ticker() as ticker,
        watched(vista_of(ticker, row=row, id="data.id")) as (dio, told),
    ):

        async def same():
            return dict(await dio.vista().list_values()) == ticker.rows

        await until(same)
        await ticker.change(1, {"id": 1, "n": 11})
        await ticker.change(9, {"id": 9, "n": 9})
        await ticker.change(2, None)
        await until(same)
        assert [type(change) for change in told] == [Gap, Updated, Inserted, Deleted]
        await ticker.kill()
        ticker.rows = {"1": {"id": 1, "n": -1}, "5": {"id": 5, "n": 5}}
        await ticker.start()
        await until(same)
        assert any(isinstance(change, Gap) for change in told[4:])
        await dio.aclose()
        await until(lambda: asyncio.sleep(0, not ticker.listeners))


@live
async def test_whom_the_reads_trust_a_listener_trusts_too(certified):
    """With the credentials of the reads as with its own."""
    key, certificate = certified
    async with Ticker(key=key, certificate=certificate) as ticker:
        for own in ({}, {"auth": dn.Bearer("canary-7")}):
            async with heard(vista_of(ticker, verify=certificate, **own)) as following:
                assert isinstance(await following(), Gap)
                await ticker.change(1, {"id": 1, "n": 11})
                assert isinstance(await following(), Updated)
        async with heard(vista_of(ticker)) as following:
            with pytest.raises(SourceUnavailable, match="certificate of the source") as failed:
                await following()
        assert "verify=" in failed.value.hint


@live
async def test_any_data_set_can_listen(caplog):
    """P10: with credentials of its own, which are shown nowhere."""
    caplog.set_level(logging.DEBUG)
    async with Ticker() as ticker:
        way = dn.WebSocket(ticker.live, auth=dn.Bearer("canary-7"), id="id")
        vista = dn.MemoryVista(ROWS).with_watch(way)
        async with heard(vista) as following:
            assert isinstance(await following(), Gap)
            await ticker.tell('{"id": 2}')
            assert await following() == Updated("2")
            await ticker.tell(b'{"id": 3}')
            assert await following() == Updated("3")
            for message in ("hello", "[1]", '{"other": 1}', b"\xff"):
                await ticker.tell(message)
                assert isinstance(await following(), Invalidated)
        assert ticker.asked[-1][1]["Authorization"] == "Bearer canary-7"
        logged = [str(one.msg) + str(one.args) for one in caplog.records if one.name != SERVER]
        assert "canary" not in repr(way) + vista.explain() + "".join(logged)


@live
async def test_who_subscribes_hears_nothing_before_the_server_said_that_it_is_ready():
    """What is sent may be asked for anew; it is shown nowhere."""
    tickets = iter(["one", "two"])
    async with Ticker(greet='{"event": "welcome"}') as ticker:
        way = {"subscribe": lambda: ["HI", {"ticket": next(tickets)}], "ready": "subscribed"}
        vista = vista_of(ticker, **way)
        assert "ticket" not in vista.explain()
        for ticket in ("one", "two"):
            async with heard(vista) as following:
                first = asyncio.ensure_future(following())
                await until(lambda: asyncio.sleep(0, len(ticker.heard) == 2))
                assert ticker.heard == ["HI", f'{{"ticket": "{ticket}"}}']
                await ticker.change(1, {"id": 1, "n": 0})
                assert not first.done()
                await ticker.tell('{"event": "subscribed"}')
                assert isinstance(await first, Gap)
                await ticker.change(1, {"id": 1, "n": 1})
                assert await following() == Updated("1", {"id": 1, "n": 1})
            ticker.heard.clear()


@live
async def test_the_credentials_of_the_reads_go_where_the_reads_go_and_nowhere_else():
    """P10: its own host, and those that are named."""
    reads = {"reads": dn.Bearer("hidden")}
    async with Ticker() as ticker, Ticker() as other:
        async with heard(vista_of(ticker, **reads)) as following:
            await following()
        assert ticker.asked[-1][1]["Authorization"] == "Bearer hidden"
        async with heard(vista_of(ticker, url=ticker.live, **reads)) as following:
            await following()
        assert ticker.asked[-1][1]["Authorization"] == "Bearer hidden"
        async with heard(vista_of(ticker, url=other.live, **reads)) as following:
            await following()
        assert "Authorization" not in other.asked[-1][1]
        allowed = {**reads, "origins": [other.url]}
        async with heard(vista_of(ticker, url=other.live, **allowed)) as following:
            await following()
        assert other.asked[-1][1]["Authorization"] == "Bearer hidden"
        seen = len(other.asked)
        away = f"/away?{other.live}"
        async with heard(vista_of(ticker, url=away, **reads)) as following:
            with pytest.raises(SourceError, match="nothing was sent there"):
                await following()
        assert len(other.asked) == seen
        async with heard(vista_of(ticker, url=away, **allowed)) as following:
            assert isinstance(await following(), Gap)


@pytest.mark.parametrize(
    ("words", "ends", "error", "said"),
    [
        ({}, (1008, "bad hidden ticket"), SourceUnavailable, r"code 1008: bad \*\*\* ticket"),
        ({}, (3000, ""), AuthFailed, "code 3000"),
        ({}, (4000, "x" * 100), SourceUnavailable, "code 4000: xxx"),
        ({"url": "/status/401"}, None, AuthFailed, "401"),
        ({"url": "/status/403"}, None, Forbidden, "403.*not for you"),
        ({"url": "/status/503"}, None, SourceUnavailable, "503"),
        ({"url": "/rows"}, None, SourceError, "no WebSocket: the answer has status 200"),
        ({"url": "/away?/away"}, None, SourceError, "in a circle"),
        ({"url": "ws://127.0.0.1:1/"}, None, SourceUnavailable, "can not be had"),
        ({"max_message": 30}, None, SourceError, "longer than 30 bytes"),
        ({"idle": "50ms"}, None, SourceUnavailable, "nothing came over the WebSocket for 50ms"),
    ],
)
@live
async def test_what_is_no_good_stream_is_refused_with_a_hint(words, ends, error, said):
    """P10, P16: by the code and the reason the server gave, without secrets."""

    async def to_the_end(following):
        while True:
            await following()

    async with Ticker(greet="x" * 100, ends=ends) as ticker:
        vista = vista_of(ticker, subscribe="hi", reads=dn.Bearer("hidden"), **words)
        async with heard(vista) as following:
            with pytest.raises(error, match=said) as failed:
                await to_the_end(following)
        assert failed.value.hint
        assert "hidden" not in str(failed.value)


@live
async def test_a_message_that_says_that_the_stream_failed_is_its_error():
    """P10, P16: in the server's words, without secrets."""
    failed = json.dumps({"event": "error", "message": "hidden is no channel"})
    words = {"events": {"error": "failed"}, "reads": dn.Bearer("hidden")}
    async with (
        Ticker(greet=failed) as ticker,
        heard(vista_of(ticker, subscribe="hi", **words)) as following,
    ):
        assert isinstance(await following(), Gap)
        with pytest.raises(SourceError, match=r"failed: \S+ is no channel") as raised:
            await following()
        assert raised.value.hint
        assert "hidden" not in str(raised.value)


@live
async def test_a_server_that_closes_in_good_order_ends_the_stream():
    async with (
        Ticker(ends=(1000, "")) as ticker,
        heard(vista_of(ticker, subscribe="hi")) as following,
    ):
        assert isinstance(await following(), Gap)
        with pytest.raises(StopAsyncIteration):
            await following()


@live
async def test_a_server_that_does_not_answer_any_more_is_taken_for_dead():
    """It reads nothing, so it never answers a ping."""

    async def deaf(reader, writer):
        request = await reader.readuntil(b"\r\n\r\n")
        key = re.search(rb"(?i)sec-websocket-key: *(\S+)", request)[1].decode()
        writer.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept_key(key).encode() + b"\r\n\r\n"
        )
        await done.wait()
        writer.close()

    done = asyncio.Event()
    async with await asyncio.start_server(deaf, "127.0.0.1", 0) as server:
        url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        vista = dn.MemoryVista([]).with_watch(dn.WebSocket(url, heartbeat="50ms"))
        async with heard(vista) as following:
            assert isinstance(await following(), Gap)
            with pytest.raises(SourceUnavailable, match="did not answer any more"):
                await following()
        done.set()


@live
async def test_an_address_that_is_relative_to_nothing_is_refused():
    for url in ("/live", "wss://me:secret@host/"):
        async with heard(dn.MemoryVista([]).with_watch(dn.WebSocket(url))) as following:
            with pytest.raises(Unsupported) as failed:
                await following()
        assert "WebSocket(" in failed.value.hint
        assert "secret" not in str(failed.value)


def test_what_is_relied_on_is_explained():
    told = dn.MemoryVista([]).with_watch(dn.WebSocket("wss://h/?token=hidden")).explain()
    assert "WebSocket('wss://h/?token=***') (lossy, begins anew with a gap, tells ids" in told


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": ""},
        {"events": {"x": "moved"}},
        {"ready": "ok"},
        {"heartbeat": 0},
        {"idle": 0},
        {"max_message": 0},
        {"subscribe": {1, 2}},
        {"subscribe": [b"x"]},
    ],
)
def test_a_wrong_declaration_is_refused_with_a_hint(wrong):
    with pytest.raises(SpecError) as failed:
        dn.WebSocket(**{"url": "wss://host/", **wrong})
    assert failed.value.hint


def test_without_its_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr("diorama_nb.vista.push.watch.find_spec", lambda _: None)
    with pytest.raises(SpecError, match="websockets") as failed:
        dn.WebSocket("wss://host/")
    assert failed.value.hint == 'pip install "diorama-nb[ws]"'
