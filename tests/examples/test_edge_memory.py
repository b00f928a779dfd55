"""An instance without a disk."""

import asyncio

import diorama_nb as dn
from diorama_nb.demo_api import DemoApi
from diorama_nb.errors import SourceUnavailable
from diorama_nb.testing import FakeSource
from tests.examples.conftest import ended, load
from tests.virtual import opened, virtual


def shop():
    names = ("beauty", "books", "toys")
    rows = [
        {"id": n, "category": names[n % 3], "price": n / 4, "tags": [{"n": n}]}
        for n in range(300)
    ]
    return FakeSource(rows)


@virtual
async def test_an_edge_instance_answers_from_a_snapshot_before_it_asked_for_anything():
    """S81, S75: and while the source is away; later it follows the source."""
    source, edge_memory = shop(), load("edge_memory")
    hub = await opened(source)
    taken = await edge_memory.snapshot(hub, "books")
    source.forget()
    source.down = SourceUnavailable("away")
    edge = await edge_memory.open_edge(dn.Vista(source), "books", taken, runtime="current")
    rows, book = edge.vista(), dict(source.rows["4"])
    assert await rows.get_value("4") == book
    books = {id: row for id, row in source.rows.items() if row["category"] == "books"}
    assert await rows.list_values() == books
    assert await rows.get_count() == 100
    assert source.calls == []

    source.rows["4"] = book | {"price": 0.5}
    await asyncio.sleep(301)
    assert await rows.get_value("4") == book
    source.down = None
    await asyncio.sleep(300)
    assert await rows.get_value("4") == source.rows["4"]


@virtual
async def test_an_edge_instance_holds_its_own_rows_only():
    """S9."""
    source, edge_memory = shop(), load("edge_memory")
    hub = await opened(source)
    taken = await edge_memory.snapshot(hub, "books")
    edge = await edge_memory.open_edge(dn.Vista(source), "books", taken, runtime="current")
    assert await edge.vista().get_value("3") is None
    await edge.refresh()
    await edge.vista().list_values()
    assert await edge.cache.count() == 100
    assert await edge.cache.size() < await hub.cache.size()


def test_the_example_runs(start):
    with DemoApi(rows=600, latency=0) as api:
        told = ended(start("edge_memory.py", api.url, "beauty")).splitlines()
    assert " rows of beauty in " in told[0]
    assert told[0].endswith(" 0 requests")
    assert len(told) == 4
