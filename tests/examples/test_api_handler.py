"""An HTTP service over a slow API."""

import asyncio
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

import diorama_nb as dn
from diorama_nb.errors import SourceUnavailable
from diorama_nb.testing import FakeSource
from tests.examples.conftest import load
from tests.virtual import virtual

MINUTE = 60


async def served(source):
    lens = load("api_handler").make_lens(runtime="current")
    return await lens.make_dio(dn.Vista(source))


async def get(dio, target):
    status, value = await load("api_handler").answer(dio, "GET", target)
    assert status == 200
    return value


@pytest.mark.parametrize("target", ["/", "/?offset=250", "/7"])
@virtual
async def test_a_minute_of_readers_costs_the_api_one_request(target):
    """S16, K10: three readers every five seconds, for five minutes."""
    source = FakeSource(1000, latency=0.3)
    dio, began = await served(source), asyncio.get_running_loop().time()
    while asyncio.get_running_loop().time() < began + 5 * MINUTE:
        await asyncio.gather(*(get(dio, target) for _ in range(3)))
        await asyncio.sleep(5)
    times = [call.at for call in source.calls]
    assert 4 <= len(times) <= 5
    assert all(late - early >= MINUTE for early, late in pairwise(times))


@virtual
async def test_a_write_is_seen_by_the_next_reader_without_a_request():
    """S61, S22."""
    source = FakeSource(1000, latency=0.3)
    source.on_write = lambda write: dn.Write("patch", write.id, {**write.patch, "n": -1})
    dio, example = await served(source), load("api_handler")
    await get(dio, "/")
    status, stored = await example.answer(dio, "PATCH", "/7", b'{"price": 9.5}')
    assert (status, stored["price"], stored["n"]) == (200, 9.5, -1)
    source.forget()
    assert await get(dio, "/7") == stored == source.rows["7"]
    assert stored in (await get(dio, "/"))["rows"]
    assert source.calls == []


@virtual
async def test_what_goes_wrong_is_told_and_old_rows_outlive_the_api():
    """S75, U45."""
    source = FakeSource(1000)
    dio, answer = await served(source), load("api_handler").answer
    shown = await get(dio, "/")
    assert await answer(dio, "GET", "/none") == (404, None)
    assert (await answer(dio, "PATCH", "/none", b'{"n": 1}'))[0] == 404
    assert (await answer(dio, "PATCH", "/7", b"{"))[0] == 422
    source.down = SourceUnavailable("away")
    assert (await answer(dio, "PATCH", "/7", b'{"n": 1}'))[0] == 503
    await asyncio.sleep(10 * MINUTE)
    assert await get(dio, "/") == shown


class Upstream(BaseHTTPRequestHandler):
    """A shop that rounds the prices it is told."""

    def do_GET(self):
        address = urlsplit(self.path)
        asked, one = dict(parse_qsl(address.query)), address.path.rpartition("/")[2]
        self.server.seen.append(f"{self.command} {self.path}")
        if self.command == "PATCH":
            patch = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.server.rows[one] |= {name: round(value, 1) for name, value in patch.items()}
        if one != "products":
            return self.told(self.server.rows[one])
        rows = [
            row
            for row in self.server.rows.values()
            if asked.get("category", row["category"]) == row["category"]
        ]
        offset, limit = int(asked.get("offset", 0)), int(asked.get("limit", 20))
        return self.told({"items": rows[offset : offset + limit], "total": len(rows)})

    do_PATCH = do_GET

    def told(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def upstream():
    with ThreadingHTTPServer(("127.0.0.1", 0), Upstream) as server:
        server.seen = []
        server.rows = {
            str(n): {"id": n, "price": n / 4, "category": "ab"[n % 2]} for n in range(30)
        }
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def test_the_service_answers_a_crowd_from_one_reading_and_writes_through(start, upstream):
    """S22, S61: as processes, over HTTP."""
    url = f"http://127.0.0.1:{upstream.server_port}/products"
    service = start("api_handler.py", url, 0)
    home = service.stdout.readline().split()[-1]
    with httpx.Client(base_url=home) as crowd:
        lists = [crowd.get("/?category=b").json() for _ in range(20)]
        assert lists[0]["total"] == 15
        assert all(told == lists[0] for told in lists)
        assert len(upstream.seen) == 1
        told = crowd.patch("/7", json={"price": 9.54})
        assert (told.status_code, told.json()["price"]) == (200, 9.5)
        assert crowd.get("/7").json() == told.json()
        assert told.json() in crowd.get("/?category=b").json()["rows"]
        assert upstream.seen[1:] == ["PATCH /products/7"]
        assert crowd.get("/700").status_code == 404
