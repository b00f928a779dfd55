"""What every table scenery promises, whatever stands behind it."""

import asyncio
import gc
import itertools
import weakref

import pytest

import diorama_nb as dn
from diorama_nb.errors import Closed, SourceUnavailable, SpecError
from diorama_nb.testing import FakeSource
from tests.virtual import bumps, eager, ids, kinds, opened, quiet, sequential, virtual

SHAPES = pytest.mark.parametrize("make", [eager, FakeSource, sequential])


@SHAPES
@virtual
async def test_the_generation_only_grows_and_a_late_subscriber_reads_the_latest(make):
    """S1, U1, T1: TRAP of the number that stuck."""
    dio = await opened(make(50))
    scenery = await dio.table_scenery()
    await quiet()
    first = scenery.generation
    assert first == 1
    stop = scenery.subscribe(lambda _: None)
    stop()
    await dio.patched("3", {"id": "3", "n": 7})
    await quiet()
    assert scenery.generation == first + 1
    assert await anext(scenery.generations()) == first + 1


@SHAPES
@virtual
async def test_bumps_come_at_most_once_a_frame_and_the_first_at_once(make):
    """S1, U6."""
    dio = await opened(make(50))
    scenery = await dio.table_scenery()
    await quiet()
    loop, times = asyncio.get_running_loop(), []
    scenery.subscribe(lambda _: times.append(loop.time()))
    began = loop.time()
    for n in range(100):
        await dio.patched("3", {"id": "3", "n": n})
        await asyncio.sleep(0.002)
    await quiet()
    assert times[0] - began < 0.005
    gaps = [after - before for before, after in itertools.pairwise(times)]
    assert min(gaps) >= 0.0329
    assert len(times) <= 8
    assert scenery.row(3).record["n"] == 99


@SHAPES
@virtual
async def test_writing_what_is_there_already_bumps_nothing(make):
    """U6."""
    dio = await opened(make(50))
    scenery = await dio.table_scenery()
    await quiet()
    seen = bumps(scenery)
    await dio.patched("3", dio.store.get("3"))
    await dio.cache.insert_values(await dio.cache.list_values())
    await quiet()
    assert seen == []


@SHAPES
@virtual
async def test_a_removed_row_is_gone_when_the_event_comes_and_stays_away(make):
    """U5, S76: TRAP."""
    dio = await opened(make(50))
    scenery = await dio.table_scenery()
    await quiet()
    events = dio.subscribe_events()
    await dio.removed("3")
    assert kinds(events) == ["RecordRemoved"]
    assert "3" not in dio.store
    await quiet()
    assert scenery.index_of("3") is None
    await dio.removed("no such row")
    assert kinds(events) == ["RecordRemoved"]


@virtual
async def test_concurrent_identical_opens_share_what_stands_behind_them():
    """U22."""
    source = FakeSource(1000, latency=1.0)
    dio = await opened(source)
    sceneries = await asyncio.gather(
        *(dio.table_scenery({"group": "a"}, order_by="price") for _ in range(10))
    )
    await quiet(2)
    assert source.asked() == [(0, 100)]
    views = [v for v in dio.diagnostics()["views"] if v["holders"] == 10]
    assert len(views) == 1
    assert {s.row(0).id for s in sceneries} == {sceneries[0].row(0).id}
    # The order in which conditions were given is no difference.
    one = await dio.table_scenery({"group": "a", "n": 3})
    other = await dio.table_scenery({"n": 3, "group": "a"})
    assert one._backing is other._backing


@virtual
async def test_the_loser_of_a_race_to_open_follows_nothing():
    """U22, U23."""
    source, cache = FakeSource(1000), dn.MemoryCache()
    dio = await opened(source, cache)
    before = len(dio.cache._listeners)
    sceneries = await asyncio.gather(*(dio.table_scenery({"group": "a"}) for _ in range(10)))
    assert len(dio.cache._listeners) == before + 1
    for scenery in sceneries:
        await scenery.aclose()
    await quiet()
    assert len(dio.cache._listeners) == before


@virtual
async def test_opens_with_another_page_size_do_not_get_each_others():
    """X25."""
    source = FakeSource(1000)
    dio = await opened(source)
    await dio.table_scenery(page_size=10)
    await dio.table_scenery(page_size=20)
    await quiet()
    assert source.asked() == [(0, 10), (0, 20)]


@SHAPES
@virtual
async def test_a_sort_of_one_view_never_moves_another(make):
    """X38, U24: TRAP."""
    dio = await opened(make(100))
    one, other = await dio.table_scenery(), await dio.table_scenery()
    await quiet()
    seen = bumps(other)
    one.set_sort("n", "desc")
    await quiet()
    assert one.row(0).id == "99"
    assert other.row(0).id == "0"
    assert seen == []
    third = await dio.table_scenery()
    await quiet()
    assert third.row(0).id == "0"
    assert (one.sort.column, other.sort) == ("n", None)


@SHAPES
@virtual
async def test_a_new_order_or_search_keeps_the_old_rows_until_the_new_are_there(make):
    """U38, U28, X35: TRAP of the collapse to zero."""
    source = make(200)
    dio = await opened(source)
    scenery = await dio.table_scenery()
    await quiet()
    source.latency = 2.0
    counts = []
    scenery.subscribe_state(lambda _: counts.append((scenery.row_count, scenery.row(0).id)))
    scenery.set_sort("n", "desc")
    scenery.set_search("row 1")
    await quiet(1)
    if dio.shape != "eager":
        assert scenery.row(0).id == "0"
        assert scenery.busy
    await quiet(10)
    assert scenery.row(0).id == "199"
    assert scenery.row(0).record["name"].startswith("row 1")
    assert all(rows > 0 for rows, _ in counts)
    assert {first for _, first in counts} <= {"0", "199"}
    # The latest of many keystrokes wins.
    for text in ("r", "ro", "row", "row 7", "row 77"):
        scenery.set_search(text)
        await asyncio.sleep(0.05)
    await quiet(10)
    assert "77" in ids(scenery)
    assert scenery.search == "row 77"


@virtual
async def test_the_same_search_again_and_a_blank_one_ask_nothing():
    """U38."""
    source = FakeSource(200)
    scenery = await (await opened(source)).table_scenery()
    await quiet()
    source.forget()
    scenery.set_search("  ")
    scenery.set_search(None)
    scenery.set_sort(None)
    await quiet()
    assert source.calls == []
    scenery.set_search("row 1")
    await quiet()
    asked = len(source.calls)
    scenery.set_search(" row 1 ")
    await quiet()
    assert len(source.calls) == asked


@virtual
async def test_a_search_of_keystrokes_cancels_what_they_outran():
    """X34."""
    source = FakeSource(2000, latency=5.0)
    scenery = await (await opened(source)).table_scenery()
    await quiet(6)
    for text in ("r", "ro", "row"):
        scenery.set_search(text)
        await quiet(1)
    await quiet(10)
    assert source.cancelled == 2


@virtual
async def test_clearing_the_sort_shows_the_order_of_the_source_again():
    """X5."""
    source = FakeSource(200)
    dio = await opened(source)
    scenery = await dio.table_scenery(order_by="n", descending=True)
    await quiet()
    assert scenery.row(0).id == "199"
    scenery.set_sort(None)
    await quiet()
    assert ids(scenery)[:100] == [str(n) for n in range(100)]
    scenery.set_sort("n", None)
    assert scenery.sort is None


@SHAPES
@virtual
async def test_filters_can_be_set_replaced_and_cleared(make):
    """X2, U34, P14."""
    dio = await opened(make(90))
    scenery = await dio.table_scenery({"group": "a"})
    await quiet()
    scenery.set_filters([("n", "<", 9)])
    await quiet(2)
    assert ids(scenery) == ["0", "3", "6"]
    scenery.set_filters([("n", ">=", 84)])
    await quiet(2)
    assert ids(scenery) == ["84", "87"]
    scenery.set_filters([])
    await quiet(2)
    assert scenery.row_count == 30


@virtual
async def test_a_sort_that_fails_keeps_the_rows_and_can_be_tried_again():
    """S75, X35."""
    source = FakeSource(200)
    scenery = await (await opened(source)).table_scenery()
    await quiet()
    seen = bumps(scenery)
    source.fail()
    scenery.set_sort("n", "desc")
    await quiet()
    assert isinstance(scenery.error, SourceUnavailable)
    assert scenery.row(0).id == "0"
    assert seen == []
    scenery.request_retry()
    await quiet()
    assert (scenery.error, scenery.row(0).id) == (None, "199")


@virtual
async def test_a_viewport_starts_at_the_top_of_a_new_order():
    """U27, X27."""
    source = FakeSource(1000)
    scenery = await (await opened(source)).table_scenery()
    await quiet()
    scenery.set_viewport(range(500, 540))
    await quiet()
    scenery.set_sort("n", "desc")
    await quiet()
    assert source.calls[-1].offset == 0
    assert scenery.row(500) is None  # nothing of the old order is shown in the new one


@virtual
async def test_a_direction_that_is_none_is_refused():
    scenery = await (await opened(eager(3))).table_scenery()
    with pytest.raises(SpecError, match="direction"):
        scenery.set_sort("n", "down")


@SHAPES
@virtual
async def test_the_last_one_who_closes_ends_loads_and_events(make):
    """U23: TRAP of the closed grid that keeps pulling."""
    source = make(1000, latency=3.0)
    dio = await opened(source)
    one = await dio.table_scenery({"group": "a"})
    other = await dio.table_scenery({"group": "a"})
    await quiet(1)
    events = dio.subscribe_events()
    await one.aclose()
    await one.aclose()
    await quiet(0.1)
    assert source.cancelled == 0
    await other.aclose()
    await quiet(10)
    assert source.cancelled == (0 if make is eager else 1)
    assert "RangeLoaded" not in kinds(events)
    assert len(dio.diagnostics()["views"]) == (0 if make is eager else 1)


@virtual
async def test_a_scenery_nobody_keeps_lets_go_by_itself():
    """U23, U20."""
    source = FakeSource(1000)
    dio = await opened(source)
    scenery = await dio.table_scenery({"group": "a"})
    total = await dio.value_scenery(dn.Sum("n"), {"group": "b"})
    await quiet()
    gone = weakref.ref(scenery)
    del scenery, total
    gc.collect()
    await quiet(0.1)
    assert gone() is None
    assert len(dio.diagnostics()["views"]) == 1
    source.forget()
    await dio.refresh()
    assert len(source.calls) == 1


@SHAPES
@virtual
async def test_a_closed_scenery_takes_no_commands_but_can_be_read(make):
    """S78."""
    dio = await opened(make(50))
    scenery = await dio.table_scenery()
    await quiet()
    await scenery.aclose()
    await quiet(0.1)
    assert scenery.row(0).id == "0"
    scenery.set_viewport(range(0, 10))
    for command in (
        scenery.request_refresh,
        scenery.request_load_more,
        scenery.request_retry,
        lambda: scenery.set_sort("n"),
        lambda: scenery.set_search("x"),
    ):
        with pytest.raises(Closed):
            command()


@SHAPES
@virtual
async def test_when_its_dio_is_closed_a_scenery_serves_its_last_rows(make):
    """K6, S53."""
    source = make(50)
    dio = await opened(source)
    scenery = await dio.table_scenery()
    await quiet()
    ended = asyncio.ensure_future(_all(scenery.generations()))
    await quiet(0.1)
    await dio.aclose()
    assert await ended == [scenery.generation]
    source.forget()
    scenery.set_viewport(range(10, 20))
    with pytest.raises(Closed):
        scenery.set_sort("n")
    await quiet(10)
    assert source.calls == []
    assert scenery.row(20).record["n"] == 20
    assert scenery.window(range(0, 50)).ids[49] == "49"
    assert len(scenery.to_pandas()) == 50


async def _all(generations):
    return [generation async for generation in generations]


@virtual
async def test_generations_gives_a_slow_reader_the_latest():
    """U1."""
    dio = await opened(eager(50))
    scenery = await dio.table_scenery()
    generations = scenery.generations()
    assert await anext(generations) == 1
    for n in range(5):
        await dio.patched("3", {"id": "3", "n": n})
        await quiet(0.1)
    assert await anext(generations) == 6
    await generations.aclose()


@virtual
async def test_a_subscriber_that_raises_is_reported_and_keeps_nobody_from_hearing():
    """S52."""
    dio = await opened(eager(3))
    scenery, troubles = await dio.table_scenery(), []
    asyncio.get_running_loop().set_exception_handler(lambda loop, told: troubles.append(told))
    scenery.subscribe(lambda _: 1 / 0)
    seen = bumps(scenery)
    await dio.patched("0", {"id": "0", "n": 2})
    await quiet()
    assert len(seen) == len(troubles) == 1


@virtual
async def test_a_cut_is_one_state_of_rows_places_and_total():
    """S76, X7."""
    source = FakeSource(200)
    dio = await opened(source)
    scenery = await dio.table_scenery()
    await quiet()
    cut = scenery.cut
    await dio.patched("3", {"id": "3", "n": -1})
    await dio.removed("4")
    assert cut.store.get("3")["n"] == 3
    assert scenery.row(4).id == "4"  # not published yet
    await quiet()
    assert scenery.cut.generation == cut.generation + 1
    assert scenery.row(3).record["n"] == -1
    assert scenery.row(4).id == "5"


@virtual
async def test_capabilities_tell_a_grid_how_to_scroll():
    """U4."""
    paged = await (await opened(FakeSource(500))).table_scenery()
    grows = await (await opened(sequential(500, total=None))).table_scenery()
    await quiet()
    assert paged.capabilities.can("fetch_window")
    assert (paged.has_more, grows.has_more) == (False, True)
    assert not grows.capabilities.can("fetch_window")


@virtual
async def test_a_data_frame_of_a_part_says_that_it_is_one():
    """X30."""
    scenery = await (await opened(FakeSource(500))).table_scenery()
    await quiet()
    frame = scenery.to_pandas()
    told = frame.attrs["diorama"]
    assert len(frame) == 100
    assert (told["complete"], told["total"], told["generation"]) == (False, 500, 1)
    assert told["age"] == pytest.approx(0.5)


@pytest.mark.parametrize("make", [sequential, FakeSource])
@virtual
async def test_who_tries_again_the_moment_a_failure_is_seen_is_heard(make):
    source = make(150)
    scenery = await (await opened(source)).table_scenery(initial_range=range(0, 10))
    await quiet()
    source.latency = 0
    source.fail()
    scenery.set_viewport(range(100, 110))
    while scenery.error is None:  # noqa: ASYNC110 - seen before the task is cleared away
        await asyncio.sleep(0)
    scenery.request_retry()
    await quiet()
    assert scenery.error is None
    assert "105" in ids(scenery)
