"""An HTTP service over a slow API."""

import asyncio
from itertools import pairwise

import httpx
import pytest

import diorama_nb as dn
from diorama_nb.demo_api import DemoApi
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
    assert (await answer(dio, "PATCH", "/7", b"{"))[0] == 400
    source.down = SourceUnavailable("away")
    assert (await answer(dio, "PATCH", "/7", b'{"n": 1}'))[0] == 503
    await asyncio.sleep(10 * MINUTE)
    assert await get(dio, "/") == shown


def test_the_service_answers_a_crowd_from_one_reading_and_writes_through(start):
    """S22, S61: as processes, over HTTP."""
    with DemoApi(rows=100, latency=0) as shop:
        home = start("api_handler.py", shop.url, 0).stdout.readline().split()[-1]
        with httpx.Client(base_url=home) as crowd:
            lists = [crowd.get("/?category=beauty").json() for _ in range(20)]
            assert all(told == lists[0] for told in lists)
            assert shop.stats()["requests"] == 1
            row = lists[0]["rows"][0]
            told = crowd.patch(f"/{row['id']}", json={"price": 9.5})
            assert (told.status_code, told.json()) == (200, row | {"price": 9.5})
            assert crowd.get(f"/{row['id']}").json() == told.json()
            assert crowd.get("/?category=beauty").json()["rows"][0] == told.json()
            assert [line.split()[0] for line in shop.stats()["log"]] == ["GET", "PATCH"]
            refused = crowd.patch("/1", json={"price": -1})
            assert (refused.status_code, *refused.json()["fields"]) == (422, "price")
            assert crowd.get("/700").status_code == 404
