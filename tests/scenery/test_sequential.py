"""Views over sources that only know "next"."""

import pytest

import diorama_nb as dn
from diorama_nb.errors import PaginationLoop, SourceUnavailable, Unsupported
from diorama_nb.vista.source import Page
from tests.virtual import bumps, ids, kinds, opened, quiet, sequential, virtual


def numbers(first, stop):
    return [str(n) for n in range(first, stop)]


@virtual
async def test_it_loads_as_far_as_somebody_looks_and_grows_by_loading_more():
    """U40, X26, S39."""
    source = sequential(500, total=None)
    dio = await opened(source, page_size=70)
    scenery = await dio.table_scenery()
    await quiet()
    assert dio.shape == "sequential"
    assert source.asked("next") == [(None, 50), ("50", 50)]
    assert (scenery.row_count, scenery.has_more) == (100, True)
    scenery.request_load_more()
    await quiet()
    assert (scenery.row_count, scenery.load_state) == (150, "partial")


@virtual
async def test_looking_at_the_end_loads_the_next_page():
    source = sequential(120, total=None)
    scenery = await (await opened(source)).table_scenery(initial_range=range(0, 10))
    await quiet()
    assert scenery.row_count == 50
    scenery.set_viewport(range(30, 60))
    await quiet()
    assert scenery.row_count == 100
    scenery.set_viewport(range(90, 130))
    await quiet()
    assert ids(scenery) == numbers(0, 120)
    assert (scenery.load_state, scenery.has_more) == ("complete", False)
    assert scenery.estimated_total == 120


@virtual
async def test_a_stated_total_is_told_before_the_end_is_seen():
    scenery = await (await opened(sequential(500))).table_scenery(initial_range=range(0, 10))
    await quiet()
    assert (scenery.row_count, scenery.estimated_total, scenery.total_final) == (50, 500, True)


@virtual
async def test_a_row_that_is_gone_is_no_more_in_a_stated_total():
    dio = await opened(sequential(500))
    scenery = await dio.table_scenery(initial_range=range(0, 10))
    await quiet()
    await dio.removed("7")
    await quiet()
    assert (scenery.row_count, scenery.estimated_total) == (49, 499)


@virtual
async def test_a_failed_page_keeps_the_rows_and_goes_on_where_it_was():
    """S75."""
    source = sequential(150)
    dio = await opened(source)
    scenery = await dio.table_scenery(initial_range=range(0, 10))
    await quiet()
    events = dio.subscribe_events()
    source.fail()
    scenery.request_load_more()
    await quiet()
    assert kinds(events) == ["LoadFailed"]
    assert (scenery.row_count, type(scenery.error)) == (50, SourceUnavailable)
    scenery.request_load_more()
    await quiet()
    assert ids(scenery) == numbers(0, 100)
    assert scenery.error is None


@virtual
async def test_a_source_that_does_not_answer_is_asked_less_and_less_often():
    """P7."""
    source = sequential(150)
    source.down = SourceUnavailable("away")
    scenery = await (await opened(source)).table_scenery()
    for _ in range(100):
        scenery.set_viewport(range(0, 40))
        await quiet(0.1)
    assert 3 <= len(source.calls) <= 5
    assert scenery.load_state == "loading"
    source.down = None
    scenery.request_retry()
    await quiet()
    assert scenery.row(0).id == "0"


@virtual
async def test_a_refresh_walks_the_loaded_pages_again_as_one_cut():
    """K2, U7."""
    source = sequential(500, latency=1.0)
    dio = await opened(source)
    scenery = await dio.table_scenery()
    await quiet(5)
    seen = bumps(scenery)
    source.shift(2)
    await dio.refresh()
    await quiet()
    assert ids(scenery) == ["new500", "new501", *numbers(0, 98)]
    assert len(seen) == 1
    assert await dio.cache.count() == 100


@virtual
async def test_a_failed_refresh_keeps_a_whole_set_whole():
    """S75."""
    source = sequential(120)
    dio = await opened(source)
    await dio.load_all()
    source.fail()
    with pytest.raises(SourceUnavailable):
        await dio.refresh()
    rows = await dio.vista().list_values()
    assert rows.coverage.complete
    assert len(rows) == 120


@virtual
async def test_equal_pages_move_no_generation():
    """U6."""
    dio = await opened(sequential(120))
    scenery = await dio.table_scenery()
    await quiet()
    seen = bumps(scenery)
    await dio.refresh()
    await quiet()
    assert seen == []


@virtual
async def test_changed_values_move_the_generation():
    source = sequential(40)
    dio = await opened(source)
    scenery = await dio.table_scenery()
    await quiet()
    seen = bumps(scenery)
    source.rows["3"] = {**source.rows["3"], "name": "other"}
    await dio.refresh()
    await quiet()
    assert len(seen) == 1
    assert scenery.row(3).record["name"] == "other"


@virtual
async def test_a_source_that_goes_in_circles_is_stopped_and_not_called_whole():
    source = sequential(100)
    first = source.read_next

    async def circle(query, token):
        page = await first(query, None)
        return Page(page.rows, None, "again", False)

    source.read_next = circle
    dio = await opened(source)
    scenery = await dio.table_scenery()
    await quiet()
    assert isinstance(scenery.error, PaginationLoop)
    assert scenery.row_count == 50
    assert scenery.load_state == "partial"
    rows = await dio.vista().list_values()
    assert rows.coverage.complete is False


@virtual
async def test_a_warm_start_shows_the_pages_and_rereads_them_once():
    """S81, U8."""
    source, cache = sequential(150), dn.MemoryCache()
    dio = await opened(source, cache)
    await dio.load_all()
    await dio.aclose()
    source.forget()
    source.latency = 2.0
    source.rows["3"] = {**source.rows["3"], "name": "other"}
    scenery = await (await opened(source, cache)).table_scenery()
    assert ids(scenery) == numbers(0, 150)
    assert scenery.row(3).status == "Stale"
    await quiet(10)
    assert scenery.row(3).record["name"] == "other"
    assert scenery.row(3).status == "Fresh"
    assert len(source.calls) == 3


@virtual
async def test_a_warm_start_within_the_ttl_asks_nothing():
    """K10, U8."""
    source, cache = sequential(150), dn.MemoryCache()
    dio = await opened(source, cache, cache_ttl=60)
    await dio.load_all()
    await dio.aclose()
    source.forget()
    dio = await opened(source, cache, cache_ttl=60)
    scenery = await dio.table_scenery()
    await quiet(10)
    assert source.calls == []
    await quiet(60)
    scenery.set_viewport(range(0, 40))
    await quiet()
    assert len(source.calls) == 3


@virtual
async def test_closing_the_view_cancels_its_load():
    """U23."""
    source = sequential(500, latency=5.0)
    dio = await opened(source)
    scenery = await dio.table_scenery({"group": "a"})
    await quiet(1)
    events = dio.subscribe_events()
    await scenery.aclose()
    await quiet(10)
    assert source.cancelled == 1
    assert "RangeLoaded" not in kinds(events)


@virtual
async def test_it_sorts_only_where_the_source_sorts_or_every_row_is_held():
    """U27."""
    source = sequential(120, pushes=())
    dio = await opened(source)
    scenery = await dio.table_scenery()
    await quiet()
    with pytest.raises(Unsupported):
        scenery.set_sort("price")
    await dio.load_all()
    scenery.set_sort("n", "desc")
    await quiet()
    assert ids(scenery) == numbers(0, 120)[::-1]


@virtual
async def test_pages_and_a_refresh_take_turns():
    """X21."""
    source = sequential(500, latency=1.0)
    dio = await opened(source)
    scenery = await dio.table_scenery(initial_range=range(0, 10))
    await quiet(2)
    scenery.request_load_more()
    source.shift(50)
    await dio.refresh()
    await quiet(5)
    shown = ids(scenery)
    assert shown == [f"new{500 + n}" for n in range(50)] + numbers(0, len(shown) - 50)
