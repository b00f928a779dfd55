"""Another master under the same Dio: everything shown is of one of them, never of both."""

import asyncio

import pytest

import diorama_nb as dn
from diorama_nb.errors import SourceUnavailable, SpecError
from diorama_nb.testing import FakeSource
from tests.virtual import ids, kinds, opened, quiet, virtual

SHAPES = {
    "eager": {"reads": ()},
    "paged": {"reads": ("window",)},
    "sequential": {"reads": ("next",)},
}

shapes = pytest.mark.parametrize("shape", SHAPES)


def shop(shape, rows, first=0, **settings):
    records = [{"id": str(n), "n": n * 10} for n in range(first, first + rows)]
    return FakeSource(records, **SHAPES[shape], latency=1.0, **settings)


async def shown(source, cache=None, **settings):
    dio = await opened(source, cache, **settings)
    scenery = await dio.table_scenery()
    scenery.set_viewport(range(30))
    await asyncio.sleep(5)
    return dio, scenery


@shapes
@virtual
async def test_the_old_rows_stay_until_the_new_ones_are_here(shape):
    """U11: then there is one change, and no refresh was announced."""
    dio, scenery = await shown(shop(shape, 30))
    events = dio.subscribe_events()
    other = shop(shape, 20, first=15)
    loading = asyncio.ensure_future(dio.reload(dn.Vista(other)))
    await asyncio.sleep(0.5)
    assert ids(scenery) == [str(n) for n in range(30)]
    assert kinds(events) == []
    await loading
    await asyncio.sleep(3)
    assert ids(scenery) == list(other.rows)
    told = kinds(events)
    assert told.count("Invalidated") == 1
    assert not {"Refreshing", "RecordRemoved", "RefreshFailed"} & set(told)
    assert dict(await dio.vista().list_values()) == other.rows
    assert dio.master.source is other
    await dio.refresh()
    assert other.calls[-1].kind != "write"
    await dio.aclose()


@shapes
@virtual
async def test_a_reload_that_fails_changes_nothing(shape):
    """U11, X19: rows, cache, master and writes stay what they were."""
    source = shop(shape, 30)
    dio, scenery = await shown(source)
    events = dio.subscribe_events()
    other = shop(shape, 20, first=15)
    other.down = SourceUnavailable("no")
    with pytest.raises(SourceUnavailable):
        await dio.reload(dn.Vista(other))
    await asyncio.sleep(5)
    assert ids(scenery) == list(source.rows)
    assert dio.master.source is source
    assert "Invalidated" not in kinds(events)
    assert dict(await dio.vista().list_values()) == source.rows
    await (await dio.vista().patch_value("3", {"n": 1})).settled()
    assert source.rows["3"]["n"] == 1
    await dio.aclose()


@virtual
async def test_reloading_calls_on_start_and_what_it_does_not_tell_is_gone():
    """U11."""

    async def load(dio):
        await dio.cache.insert_values(await dio.master.list_values())

    dio, scenery = await shown(shop("eager", 30), on_start=load)
    await dio.reload(dn.Vista(shop("eager", 20, first=15)))
    await quiet()
    assert ids(scenery) == [str(n) for n in range(15, 35)]
    broken = shop("eager", 5)
    broken.down = SourceUnavailable("no")
    with pytest.raises(SourceUnavailable):
        await dio.reload(dn.Vista(broken))
    await quiet()
    assert ids(scenery) == [str(n) for n in range(15, 35)]
    await dio.aclose()


@shapes
@virtual
async def test_each_master_keeps_a_cache_of_its_own(shape, tmp_path):
    """X39: a reload does not put one master's rows under the other's name."""
    first, second = shop(shape, 30), shop(shape, 20, first=15)
    dio, _ = await shown(first, tmp_path)
    await dio.reload(dn.Vista(second))
    await quiet()
    await dio.aclose()
    first.down = second.down = SourceUnavailable("away")
    dio, scenery = await shown(second, tmp_path)
    rows = await dio.cache.list_values()
    assert rows == second.rows
    await dio.aclose()
    dio, scenery = await shown(first, tmp_path)
    assert await dio.cache.list_values() == first.rows
    assert ids(scenery) == list(first.rows)
    await dio.aclose()


@virtual
async def test_the_stream_of_the_new_master_is_followed_from_then_on():
    """X12."""
    old = shop("eager", 3, pushes_changes=True)
    new = shop("eager", 3, pushes_changes=True)
    dio, scenery = await shown(old)
    await dio.watch()
    await dio.reload(dn.Vista(new))
    assert (len(old.watchers), len(new.watchers)) == (0, 1)
    new.change("1", {"id": "1", "n": -1})
    await asyncio.sleep(2)
    assert scenery.row(1).record["n"] == -1
    await dio.aclose()


@virtual
async def test_a_pending_write_goes_to_the_new_master():
    old, new = shop("eager", 3), shop("eager", 3)
    dio, scenery = await shown(old)
    old.down = SourceUnavailable("away")
    ticket = await dio.vista().patch_value("1", {"n": -1})
    await dio.reload(dn.Vista(new))
    assert scenery.row(1).record["n"] == -1
    await ticket.settled()
    assert new.rows["1"]["n"] == -1
    await dio.aclose()


@virtual
async def test_a_master_of_another_shape_is_refused_before_anything_happens():
    dio, _ = await shown(shop("eager", 3))
    with pytest.raises(SpecError, match="make_dio"):
        await dio.reload(dn.Vista(shop("paged", 3)))
    await dio.aclose()


@virtual
async def test_a_reload_during_the_first_load_shows_and_keeps_the_new_masters_rows(tmp_path):
    old, new = shop("eager", 30), shop("eager", 20, first=15)
    dio = await opened(old, tmp_path, on_start_blocking=False)
    await asyncio.sleep(0.5)
    await dio.reload(dn.Vista(new))
    await quiet(5)
    assert dict(await dio.vista().list_values()) == new.rows
    assert len(new.calls) == 1
    await dio.aclose()
    again = await opened(new, tmp_path, refresh_on_open=False)
    assert await again.cache.list_values() == new.rows
    await again.aclose()
