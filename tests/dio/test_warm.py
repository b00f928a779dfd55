"""Restarts: rows on disk are shown first, then revalidated."""

import asyncio

import pytest

import diorama_nb as dn
from diorama_nb.errors import SourceUnavailable
from diorama_nb.testing import FakeSource
from tests.virtual import bumps, eager, ids, opened, quiet, sequential, virtual

SHAPES = pytest.mark.parametrize("make", [eager, FakeSource, sequential])


@pytest.fixture(params=["memory", "disk"])
def cache(request, tmp_path):
    """A cache that outlives a Lens."""
    return dn.MemoryCache() if request.param == "memory" else dn.DiskCache(tmp_path / "c")


async def closed(dio):
    """Close a Dio, not its cache."""
    await dio.aclose()


@SHAPES
@virtual
async def test_rows_are_shown_before_the_source_is_even_asked(make, cache):
    """S20, S81, U45."""
    source = make(250)
    dio = await opened(source, cache)
    await dio.load_all()
    await closed(dio)
    source.forget()
    source.latency = 5.0
    source.rows["3"] = {**source.rows["3"], "name": "other"}
    del source.rows["249"]
    dio = await opened(source, cache)
    scenery = await dio.table_scenery(initial_range=range(0, 250))
    assert (scenery.row_count, scenery.load_state) == (250, "complete")
    assert ids(scenery) == [str(n) for n in range(250)]
    assert scenery.row(3).record["name"] == "row 3"
    seen = bumps(scenery)
    await quiet(30)
    assert scenery.row(3).record["name"] == "other"
    assert scenery.row_count == 249
    assert "249" not in dio.store
    assert 1 <= len(seen) <= 3
    await dio.aclose()
    await cache.aclose()


@SHAPES
@virtual
async def test_equal_rows_revalidated_after_a_restart_bump_nothing(make, cache):
    """U6, S81."""
    source = make(250)
    dio = await opened(source, cache)
    await dio.load_all()
    await closed(dio)
    dio = await opened(source, cache)
    scenery = await dio.table_scenery(initial_range=range(0, 250))
    seen = bumps(scenery)
    await quiet(5)
    assert seen == []
    assert {scenery.row(n).status for n in range(250)} == {"Fresh"}
    await dio.aclose()
    await cache.aclose()


@SHAPES
@virtual
async def test_a_source_that_is_down_leaves_the_remembered_rows(make, cache):
    """S75, S81."""
    source = make(250)
    dio = await opened(source, cache)
    await dio.load_all()
    await closed(dio)
    source.down = SourceUnavailable("away")
    dio = await opened(source, cache)
    scenery = await dio.table_scenery()
    await quiet(5)
    assert scenery.row_count == 250
    assert scenery.row(7).record["n"] == 7
    assert scenery.error is not None or dio.refresh_error is not None
    rows = await dio.vista().list_values()
    assert len(rows) == 250
    await dio.aclose()
    await cache.aclose()


@SHAPES
@virtual
async def test_without_refresh_on_open_a_restart_asks_nothing(make):
    """S29, S20."""
    source, cache = make(250), dn.MemoryCache()
    dio = await opened(source, cache, refresh_on_open=False)
    await dio.load_all()
    await closed(dio)
    source.forget()
    dio = await opened(source, cache, refresh_on_open=False)
    scenery = await dio.table_scenery(initial_range=range(0, 250))
    await dio.vista().list_values()
    await quiet(5)
    assert source.calls == []
    assert scenery.row(249).status == "Fresh"


@SHAPES
@virtual
async def test_within_the_ttl_a_restart_asks_nothing_and_after_it_does(make):
    """K10, U8."""
    source, cache = make(250), dn.MemoryCache()
    dio = await opened(source, cache, cache_ttl=60)
    await dio.load_all()
    await closed(dio)
    source.forget()
    dio = await opened(source, cache, cache_ttl=60)
    await dio.table_scenery(initial_range=range(0, 250))
    await dio.vista().list_values()
    await quiet(5)
    assert source.calls == []
    await closed(dio)
    await asyncio.sleep(100)
    dio = await opened(source, cache, cache_ttl=60)
    await dio.table_scenery(initial_range=range(0, 250))
    await quiet(5)
    assert source.calls


@virtual
async def test_a_facade_after_a_restart_serves_what_is_held_and_renews_it_behind():
    """S20, S81."""
    source, cache = FakeSource(250), dn.MemoryCache()
    dio = await opened(source, cache)
    await dio.load_all()
    await closed(dio)
    source.forget()
    source.latency = 5.0
    source.rows["3"] = {**source.rows["3"], "name": "other"}
    dio = await opened(source, cache)
    began = asyncio.get_running_loop().time()
    assert len(await dio.vista().list_values()) == 250
    assert asyncio.get_running_loop().time() == began
    await quiet(30)
    assert (await dio.vista().list_values())["3"]["name"] == "other"


@virtual
async def test_the_total_is_remembered_before_any_fetch():
    """U45: TRAP of the jumping scrollbar."""
    source, cache = FakeSource(100_000), dn.MemoryCache()
    dio = await opened(source, cache)
    await dio.table_scenery()
    await quiet()
    await closed(dio)
    scenery = await (await opened(source, cache)).table_scenery()
    assert (scenery.row_count, scenery.total_final) == (100_000, True)
    assert scenery.load_state == "partial"


@virtual
async def test_the_total_of_a_search_is_not_remembered():
    """U45."""
    source, cache = FakeSource(1000), dn.MemoryCache()
    dio = await opened(source, cache)
    await dio.table_scenery(search="row 7")
    await quiet()
    await closed(dio)
    scenery = await (await opened(source, cache)).table_scenery(search="row 7")
    assert scenery.load_state == "loading"


@virtual
async def test_each_sort_is_remembered_in_its_own_order():
    """U8, S46, T5: TRAP of the cache in id order."""
    source, cache = FakeSource(250), dn.MemoryCache()
    dio = await opened(source, cache)
    plain = await dio.table_scenery()
    down = await dio.table_scenery(order_by="n", descending=True)
    await quiet()
    await closed(dio)
    source.down = SourceUnavailable("away")
    dio = await opened(source, cache)
    plain = await dio.table_scenery()
    down = await dio.table_scenery(order_by="n", descending=True)
    assert (plain.row(0).id, down.row(0).id) == ("0", "249")


@virtual
async def test_rows_two_remembered_chunks_name_are_shown_once():
    """X7."""
    source, cache = FakeSource(300), dn.MemoryCache()
    dio = await opened(source, cache)
    scenery = await dio.table_scenery(initial_range=range(0, 300))
    await quiet()
    scenery.set_viewport(range(0, 50))
    await quiet()
    source.shift(10)
    await dio.refresh()
    await closed(dio)
    source.down = SourceUnavailable("away")
    scenery = await (await opened(source, cache)).table_scenery()
    shown = [id for id in ids(scenery) if id]
    assert len(shown) == len(set(shown))
    assert shown[:11] == [*(f"new{300 + n}" for n in range(10)), "0"]


@virtual
async def test_a_warm_eager_start_does_not_wait_for_its_refresh():
    """S81, U49."""
    source, cache = eager(30), dn.MemoryCache()
    await closed(await opened(source, cache))
    source.latency = 60.0
    loop = asyncio.get_running_loop()
    began = loop.time()
    dio = await opened(source, cache)
    assert loop.time() == began
    assert len(await dio.vista().list_values()) == 30
