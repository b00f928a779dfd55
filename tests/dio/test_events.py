"""What a Dio publishes, and when."""

import asyncio

import pytest

import diorama_nb as dn
from diorama_nb.changes import Updated
from diorama_nb.errors import CacheFull
from diorama_nb.events import (
    Invalidated,
    RecordChanged,
    RecordInserted,
    RecordRemoved,
)
from diorama_nb.testing import FakeSource
from diorama_nb.vista.vista import Vista
from tests.virtual import bumps, eager, ids, kinds, opened, quiet, sequential, virtual


@virtual
async def test_a_dio_tells_what_it_is():
    """S3."""
    source = eager(3, name="things")
    dio = await opened(source)
    assert (dio.name, dio.master.source) == ("things", source)
    assert dio.cache.name.startswith("things-")
    assert [column.name for column in dio.columns] == ["id", "n", "name", "group", "price"]


@virtual
async def test_announcing_touches_no_row_and_needs_no_subscriber():
    """S11, S12, S77, K12."""
    dio = await opened(eager(3))
    dio.invalidate_record("1")
    dio.invalidate_all()
    events = dio.subscribe_events()
    dio.invalidate_record("1")
    dio.invalidate_record(7)
    dio.invalidate_all()
    assert events.pending() == [RecordChanged("1"), RecordChanged("7"), Invalidated()]
    assert await dio.cache.count() == 3


@virtual
async def test_announcements_come_from_any_thread():
    """S11."""
    dio = await opened(eager(3))
    events = dio.subscribe_events()
    await asyncio.to_thread(dio.invalidate_record, "1")
    await quiet()
    assert events.pending() == [RecordChanged("1")]


@virtual
async def test_a_patched_row_is_readable_when_its_event_comes():
    """S13, S76, T2."""
    dio = await opened(eager(3))
    seen = []
    dio.bus.listen(lambda event: seen.append((event, dio.store.get("1")["n"])))
    await dio.patched("1", {"id": "1", "n": 70})
    assert seen == [(RecordChanged("1"), 70)]
    seen = []
    dio.bus.listen(lambda event: seen.append((event, "x" in dio.store)))
    await dio.patched("x", {"id": "x"})
    assert seen[-1] == (RecordInserted("x"), True)


@virtual
async def test_a_patch_replaces_the_whole_record():
    """S13, S32, U3."""
    dio = await opened(eager(3))
    await dio.patched("1", {"id": "1"})
    assert await dio.cache.get_value("1") == {"id": "1"}


@virtual
async def test_a_cache_that_refuses_a_patch_is_told_and_publishes_nothing():
    """S13."""
    dio = await opened(eager(3))

    async def refuse(batch):
        raise CacheFull("the disk is full", hint="free some space")

    dio.cache._table.commit = refuse
    events = dio.subscribe_events()
    with pytest.raises(CacheFull):
        await dio.patched("1", {"id": "1", "n": 70})
    with pytest.raises(CacheFull):
        await dio.removed("1")
    assert kinds(events) == []
    assert dio.store.get("1")["n"] == 1


@virtual
async def test_a_full_disk_costs_speed_and_no_rows():
    """S27."""
    source = FakeSource(300)
    dio = await opened(source)

    async def refuse(batch):
        raise CacheFull("the disk is full", hint="free some space")

    dio.cache._table.commit = refuse
    scenery = await dio.table_scenery()
    await quiet()
    assert scenery.row(0).id == "0"
    assert "full" in str(dio.cache.trouble)


@pytest.mark.parametrize("make", [eager, FakeSource, sequential])
@virtual
async def test_who_reads_events_as_they_come_misses_none_of_a_busy_load(make):
    """P8: many more than fit into its queue."""
    dio = await opened(make(600), page_size=10)
    heard = []

    async def listen(events):
        async for event in events:
            heard.append(type(event).__name__)

    listening = asyncio.ensure_future(listen(dio.bus.subscribe(8)))
    await dio.load_all()
    await dio.refresh()
    await dio.aclose()
    await listening
    assert "Lagged" not in heard
    loads = {"eager": 0, "paged": 60, "sequential": 12}
    assert heard.count("RangeLoaded") == loads[dio.shape]


@virtual
async def test_a_removed_row_is_gone_before_its_event():
    """U5, S76, T2."""
    dio = await opened(eager(3))
    seen = []
    dio.bus.listen(lambda event: seen.append((event, "1" in dio.store)))
    await dio.removed("1")
    await dio.removed("nobody")
    assert seen == [(RecordRemoved("1"), False), (RecordRemoved("nobody"), False)]


@virtual
async def test_news_go_to_on_event_and_its_error_back_to_the_caller():
    """S10."""
    heard = []

    async def on_event(dio, change):
        heard.append(change)
        if change.id == "bad":
            raise ValueError("bad news")
        await dio.patched(change.id, change.record)

    dio = await opened(eager(3), on_event=on_event)
    events = dio.subscribe_events()
    await dio.handle_event(Updated("1", {"id": "1", "n": 9}))
    assert dio.store.get("1")["n"] == 9
    assert kinds(events) == ["RecordChanged"]
    with pytest.raises(ValueError, match="bad news"):
        await dio.handle_event(Updated("bad"))
    assert kinds(events) == []
    assert len(heard) == 2


@virtual
async def test_news_without_on_event_are_success_and_do_nothing():
    """S10."""
    dio = await opened(eager(3))
    events = dio.subscribe_events()
    await dio.handle_event(Updated("1", {"id": "1", "n": 9}))
    assert kinds(events) == []
    assert dio.store.get("1")["n"] == 1


@virtual
async def test_a_patched_row_that_no_view_shows_is_kept_and_hidden_until_its_place_is_known():
    source = FakeSource(1000)
    dio = await opened(source)
    scenery = await dio.table_scenery()
    await quiet()
    seen = bumps(scenery)
    await dio.patched("700", {"id": "700", "n": -7})
    await quiet()
    assert seen == []
    assert (await dio.cache.get_value("700"))["n"] == -7
    assert await dio.vista().get_value("700") == {"id": "700", "n": -7}
    scenery.set_viewport(range(690, 710))
    await quiet()
    assert scenery.row(700).record["n"] == 700  # the source knows better


@virtual
async def test_a_new_row_of_a_whole_paged_set_stands_at_its_end():
    """X30."""
    dio = await opened(FakeSource(30))
    scenery = await dio.table_scenery()
    await quiet()
    by_n = await dio.table_scenery(order_by="n")
    await dio.patched("x", {"id": "x", "n": -1})
    await quiet()
    assert scenery.row_count == 31
    assert ids(scenery)[-1] == "x"
    assert ids(by_n)[0] == "x"
    rows = await dio.vista().list_values()
    assert len(rows) == 31
    assert rows.coverage.complete


@virtual
async def test_each_make_dio_of_another_source_has_its_own_rows():
    """X39, S83: TRAP."""
    cache = dn.MemoryCache()
    lens = dn.Lens(cache, runtime="current")
    one = await lens.make_dio(Vista(eager(3, name="things")))
    other = await lens.make_dio(Vista(eager(5, name="things")))
    narrowed = await lens.make_dio(one.master.where(n=1))
    assert [await d.cache.count() for d in (one, other, narrowed)] == [3, 5, 1]
    assert len({d.cache.name for d in (one, other, narrowed)}) == 3
