"""Refreshing, its ticker and its events."""

import asyncio
import gc
import logging
import weakref

import pytest

import diorama_nb as dn
from diorama_nb.errors import Closed, SourceError, SourceUnavailable
from diorama_nb.testing import FakeSource
from diorama_nb.vista.vista import Vista
from tests.virtual import eager, kinds, opened, quiet, sequential, virtual

SHAPES = pytest.mark.parametrize("make", [eager, FakeSource, sequential])


@virtual
async def test_the_first_tick_is_one_interval_after_creation():
    """S19, S82."""
    source = eager(3)
    await opened(source, refresh_every=60)
    assert len(source.calls) == 1
    await asyncio.sleep(59)
    assert len(source.calls) == 1
    await asyncio.sleep(2)
    assert len(source.calls) == 2
    await asyncio.sleep(600)
    assert len(source.calls) == 12


@virtual
async def test_a_ticker_that_fails_is_logged_and_goes_on(caplog):
    """S19, S49, U14: TRAP of the failing tick that announced a change."""
    source = eager(3)
    dio = await opened(source, refresh_every=60)
    events = dio.subscribe_events()
    source.down = SourceUnavailable("away")
    source.shift()
    with caplog.at_level(logging.WARNING, "diorama"):
        await asyncio.sleep(61)
    assert kinds(events) == ["Refreshing", "RefreshFailed"]
    assert "away" in caplog.text
    assert list(await dio.cache.list_values()) == ["0", "1", "2"]
    source.down = None
    await asyncio.sleep(60)
    assert kinds(events) == ["Refreshing", "Invalidated"]
    assert await dio.cache.count() == 4


@SHAPES
@virtual
async def test_refreshing_then_invalidated_only_if_something_changed(make):
    """S14, K1, U6, U13."""
    source = make(30)
    dio = await opened(source)
    await dio.load_all()
    events = dio.subscribe_events()
    await dio.refresh()
    assert kinds(events) == ["Refreshing"]
    source.rows["3"] = {**source.rows["3"], "name": "other"}
    await dio.refresh()
    assert kinds(events) == ["Refreshing", "Invalidated"]
    assert dio.store.get("3")["name"] == "other"


@SHAPES
@virtual
async def test_a_failed_refresh_tells_raises_and_keeps_the_rows(make):
    """S14, S75, K1, K5."""
    source = make(30)
    dio = await opened(source)
    await dio.load_all()
    events = dio.subscribe_events()
    source.down = SourceUnavailable("away")
    with pytest.raises(SourceUnavailable):
        await dio.refresh()
    told = events.pending()
    assert [type(e).__name__ for e in told] == ["Refreshing", "RefreshFailed"]
    assert told[1].error is source.down is dio.refresh_error
    assert len(await dio.cache.list_values()) == 30
    assert dio.refreshing is False


@virtual
async def test_many_refreshes_at_once_are_one():
    source = eager(30, latency=1.0)
    dio = await opened(source)
    await asyncio.gather(*(dio.refresh() for _ in range(20)))
    assert len(source.calls) == 2


@virtual
async def test_a_refresh_during_the_first_load_brings_rows_of_after_it_was_asked_for():
    source = eager([{"id": "1", "v": "old"}], latency=1.0)
    source.slow_way_back = True
    dio = await opened(source, on_start_blocking=False)
    await quiet()
    source.rows = {"1": {"id": "1", "v": "new"}}
    await dio.refresh()
    assert dio.cache.shown("1")["v"] == "new"
    assert len(source.calls) == 2


@virtual
async def test_a_refresh_outlives_the_caller_who_gave_up_if_another_waits():
    source = eager(30, latency=5.0)
    dio = await opened(source)
    source.shift()
    hasty = asyncio.ensure_future(asyncio.wait_for(dio.refresh(), 1))
    patient = asyncio.ensure_future(dio.refresh())
    with pytest.raises(TimeoutError):
        await hasty
    await patient
    assert await dio.cache.count() == 31


@virtual
async def test_on_refresh_decides_and_its_error_is_the_refreshs():
    """S14, S30, K1."""
    calls = []

    async def reload(dio):
        calls.append(dio)
        if len(calls) == 2:
            raise ValueError("no")
        await dio.cache.insert_values({"x": {"n": len(calls)}})

    source = eager(3)
    dio = await opened(source, on_refresh=reload)
    events = dio.subscribe_events()
    await dio.refresh()
    assert kinds(events) == ["Refreshing", "Invalidated"]
    with pytest.raises(ValueError, match="no"):
        await dio.refresh()
    assert kinds(events) == ["Refreshing", "RefreshFailed"]
    assert len(source.calls) == 1  # the first copy
    assert await dio.cache.count() == 4


@virtual
async def test_a_set_that_could_not_be_read_to_its_end_replaces_nothing():
    """K2, S75."""
    source = FakeSource(1300, reads=("page",), page_size=500)
    dio = await opened(source)
    assert await dio.cache.count() == 1300
    source.fail(2)
    with pytest.raises(SourceError, match="end"):
        await dio.refresh()
    assert await dio.cache.count() == 1300


@virtual
async def test_a_closed_dio_raises_closed_and_stops_ticking():
    """S2."""
    source = eager(3)
    dio = await opened(source, refresh_every=60)
    facade = dio.vista()
    await dio.aclose()
    await dio.aclose()
    await asyncio.sleep(600)
    assert len(source.calls) == 1
    for action in (
        dio.refresh,
        dio.table_scenery,
        dio.load_all,
        facade.list_values,
        facade.get_count,
        lambda: facade.get_value("1"),
        lambda: dio.value_scenery(dn.Count()),
        lambda: dio.patched("1", {}),
        lambda: dio.removed("1"),
    ):
        with pytest.raises(Closed):
            await action()
    with pytest.raises(Closed):
        dio.vista()
    assert [event async for event in dio.subscribe_events()] == []


@virtual
async def test_closing_cancels_what_is_under_way():
    """S2, U23."""
    source = FakeSource(1000, latency=5.0)
    dio = await opened(source)
    await dio.table_scenery()
    reading = asyncio.ensure_future(dio.vista().list_values())
    await quiet(1)
    await dio.aclose()
    await quiet(10)
    assert source.cancelled == 1
    assert reading.done()
    with pytest.raises(Closed):
        await reading


@virtual
async def test_a_lens_closes_its_dios_and_their_masters():
    """S28."""
    one, other = eager(3), FakeSource(5)
    lens = dn.Lens(runtime="current")
    dios = [await lens.make_dio(Vista(source)) for source in (one, other)]
    await lens.aclose()
    await lens.aclose()
    assert all(dio.closed for dio in dios)
    assert one.closed == other.closed == 1
    with pytest.raises(Closed):
        await lens.make_dio(Vista(one))


@virtual
async def test_a_lens_closes_all_the_rest_when_a_master_can_not_be_closed(caplog):
    one, other, lens = eager(3), FakeSource(5), dn.Lens(runtime="current")
    dios = [await lens.make_dio(Vista(source)) for source in (one, other)]

    async def stuck():
        raise SourceUnavailable("it does not say goodbye")

    one.aclose = stuck
    with pytest.raises(SourceUnavailable, match="goodbye"):
        await lens.aclose()
    assert "goodbye" in caplog.text
    assert all(dio.closed for dio in dios)
    assert other.closed == 1
    with pytest.raises(Closed):
        await lens.cache.list_tables()
    await lens.aclose()


@virtual
async def test_a_lens_lets_go_of_a_dio_that_was_closed():
    lens = dn.Lens(runtime="current")
    dio = await lens.make_dio(Vista(eager(3)))
    await dio.aclose()
    assert "0 Dios" in repr(lens)
    gone = weakref.ref(dio)
    del dio
    kept = await lens.make_dio(Vista(eager(3)))
    gc.collect()
    assert gone() is None
    assert "1 Dios" in repr(lens)
    await lens.aclose()
    assert kept.closed


@virtual
async def test_a_dio_that_is_made_while_its_lens_closes_is_closed_with_it():
    source, lens = eager(3, latency=1.0), dn.Lens(runtime="current")
    making = asyncio.ensure_future(lens.make_dio(Vista(source)))
    await quiet()
    await lens.aclose()
    with pytest.raises(Closed):
        await making


@virtual
async def test_a_lens_closes_the_masters_of_before_a_reload_too():
    old, new, lens = eager(3), eager(3), dn.Lens(runtime="current")
    dio = await lens.make_dio(Vista(old))
    await dio.reload(Vista(new))
    await lens.aclose()
    assert old.closed == new.closed == 1


@virtual
async def test_dios_of_one_lens_leave_each_other_alone():
    """S50, S28."""
    lens = dn.Lens(runtime="current")
    one = await lens.make_dio(Vista(eager(3)))
    other = await lens.make_dio(Vista(eager(5)))
    events = other.subscribe_events()
    await one.refresh()
    await one.patched("0", {"id": "0"})
    assert kinds(events) == []
    assert await other.cache.count() == 5


@virtual
async def test_a_ticker_does_not_keep_its_dio_alive():
    """S2, K6."""
    source = eager(3)
    lens = dn.Lens(runtime="current", refresh_every=60)
    dio = weakref.ref(await lens.make_dio(Vista(source)))
    del lens
    gc.collect()
    await asyncio.sleep(100)
    gc.collect()
    assert dio() is None
    await asyncio.sleep(1000)
    assert len(source.calls) <= 2


@pytest.mark.parametrize("reads", [("window",), ("next",)])
@virtual
async def test_a_view_that_was_closed_when_its_set_was_refreshed_is_read_again(reads, tmp_path):
    """X27, S81: rows from before the refresh are no answer, not even after a restart."""
    source = FakeSource(60, reads=reads)
    dio = await opened(source, tmp_path)
    narrowed = dio.vista().where(group="a")
    assert len(await narrowed.list_values()) == 20
    await asyncio.sleep(1)
    source.rows = {id: {**row, "n": -1} for id, row in source.rows.items()}
    await dio.refresh()
    again = await dio.vista().where(group="a").list_values()
    assert {row["n"] for row in again.values()} == {-1}
    await asyncio.sleep(1)
    source.rows = {id: {**row, "n": -2} for id, row in source.rows.items()}
    await dio.refresh()
    await dio.aclose()
    warm = await opened(source, tmp_path, cache_ttl="1h")
    again = await warm.vista().where(group="a").list_values()
    assert {row["n"] for row in again.values()} == {-2}
    await warm.aclose()
