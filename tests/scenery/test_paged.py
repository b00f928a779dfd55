"""Views that are loaded window by window."""

import asyncio

import pytest

import diorama_nb as dn
from diorama_nb.errors import SourceUnavailable, Unsupported
from diorama_nb.testing import FakeSource
from tests.virtual import (
    bumps,
    count_commits,
    ids,
    kinds,
    opened,
    quiet,
    sequential,
    virtual,
)


def numbers(first, stop):
    return [str(n) for n in range(first, stop)]


@virtual
async def test_opening_asks_for_nothing_before_it_returns_and_for_the_first_page_after():
    """S41, S43, K11, X23."""
    source = FakeSource(1000, latency=1.0)
    dio = await opened(source)
    scenery = await dio.table_scenery()
    assert source.calls == []
    assert (scenery.generation, scenery.load_state, scenery.row_count) == (0, "loading", 0)
    await quiet(1.5)
    assert source.asked() == [(0, 100)]
    assert (scenery.generation, scenery.load_state, scenery.row_count) == (1, "partial", 1000)


@virtual
async def test_a_row_that_is_not_loaded_is_a_placeholder_and_looking_at_it_asks_nothing():
    """S42, S78, S80."""
    source = FakeSource(1000)
    scenery = await (await opened(source)).table_scenery()
    await quiet()
    asked = len(source.calls)
    assert scenery.row(99).id == "99"
    assert scenery.row(500) is None
    assert scenery.row(1000) is None
    assert scenery.row(-1) is None
    assert scenery.window(range(98, 102)).ids == ["98", "99", None, None]
    assert scenery.window(range(98, 102)).status == ["Fresh", "Fresh", "Loading", "Loading"]
    await quiet()
    assert len(source.calls) == asked


@virtual
async def test_of_a_burst_of_viewports_only_the_newest_loads():
    """S45, K11."""
    source = FakeSource(10_000, latency=0.2)
    scenery = await (await opened(source)).table_scenery()
    await quiet(1)
    source.forget()
    for start in range(1000, 5000, 100):
        scenery.set_viewport(range(start, start + 50))
        await asyncio.sleep(0.01)
    await quiet(1)
    # The first of the burst at once, of the others the last.
    assert source.asked() == [(1000, 100), (4900, 100)]


@virtual
async def test_each_request_of_a_burst_restarts_the_debounce():
    """S45."""
    source = FakeSource(10_000)
    scenery = await (await opened(source, viewport_debounce=0.1)).table_scenery()
    await quiet(1)
    source.forget()
    scenery.set_viewport(range(1000, 1050))
    for start in (2000, 3000, 4000):
        await asyncio.sleep(0.09)
        scenery.set_viewport(range(start, start + 50))
    assert source.asked() == [(1000, 100)]
    await asyncio.sleep(0.11)
    assert source.asked() == [(1000, 100), (4000, 100)]


@virtual
async def test_viewports_that_are_merged_do_not_swallow_the_revalidation_of_an_open():
    """U48, U8, S81, T6: TRAP."""
    source, cache = FakeSource(300), dn.MemoryCache()
    first = await opened(source, cache)
    await first.load_all()
    await first.aclose()
    source.forget()
    scenery = await (await opened(source, cache)).table_scenery(initial_range=range(0, 10))
    scenery.set_viewport(range(0, 30))
    scenery.set_viewport(range(0, 40))
    await quiet()
    assert source.asked("window") == [(0, 100)]


@virtual
async def test_what_is_cached_is_not_asked_for_again():
    """S45, U3: TRAP of dragging slowly."""
    source = FakeSource(1000)
    dio = await opened(source)
    scenery = await dio.table_scenery()
    await quiet()
    for start in range(0, 300, 7):
        scenery.set_viewport(range(start, start + 40))
        await asyncio.sleep(0.1)
    assert source.asked() == [(0, 100), (100, 100), (200, 100), (300, 100)]
    assert dio.stats.repeats == 0


@pytest.mark.parametrize("size", [7, 50, 100])
@virtual
async def test_a_viewport_is_filled_completely_whatever_its_length_and_holes(size):
    """X26, U3."""
    source = FakeSource(1000)
    scenery = await (await opened(source, page_size=size)).table_scenery()
    await quiet()
    scenery.set_viewport(range(450, 460))  # an island
    await quiet()
    scenery.set_viewport(range(300, 700))
    await quiet()
    assert scenery.window(range(300, 700)).ids == numbers(300, 700)
    assert len(set(source.asked())) == len(source.asked())


@virtual
async def test_a_load_nobody_wants_any_more_is_cancelled():
    """X34."""
    source = FakeSource(100_000, latency=5.0)
    scenery = await (await opened(source)).table_scenery()
    await quiet(6)
    source.forget()
    for start in (10_000, 30_000, 60_000):
        scenery.set_viewport(range(start, start + 40))
        await quiet(1)
    await quiet(4.5)
    assert source.cancelled == 2
    assert scenery.row(60_000).id == "60000"
    assert scenery.row(10_000) is None


@virtual
async def test_what_another_scenery_waits_for_is_not_cancelled():
    """X34, U23."""
    source = FakeSource(100_000, latency=5.0)
    dio = await opened(source)
    one, other = await dio.table_scenery(), await dio.table_scenery()
    await quiet(6)
    one.set_viewport(range(5000, 5040))
    other.set_viewport(range(5000, 5040))
    await quiet(1)
    one.set_viewport(range(0, 40))
    await quiet(6)
    assert source.cancelled == 0
    assert other.row(5000).id == "5000"
    assert source.asked().count((5000, 100)) == 1


@virtual
async def test_events_of_a_load_come_after_the_rows_are_readable():
    """S45, S76, U2, T2."""
    source = FakeSource(1000, latency=1.0)
    dio = await opened(source)
    scenery = await dio.table_scenery()
    stream = dio.subscribe_events()
    seen = []

    async def follow():
        async for event in stream:
            seen.append((type(event).__name__, dio.views.base.places.loaded))

    task = asyncio.ensure_future(follow())
    await quiet(2)
    assert seen[-1] == ("RangeLoaded", 100)
    assert scenery.row(0) is not None
    await dio.aclose()
    await task


@virtual
async def test_a_failed_load_keeps_the_rows_and_is_told():
    """S45, S75, S79."""
    source = FakeSource(1000)
    dio = await opened(source)
    scenery = await dio.table_scenery()
    await quiet()
    seen, events = bumps(scenery), dio.subscribe_events()
    source.fail()
    scenery.set_viewport(range(500, 540))
    await quiet()
    assert kinds(events) == ["ViewportChanged", "LoadFailed"]
    assert isinstance(scenery.error, SourceUnavailable)
    assert scenery.window(range(500, 502)).status == ["LoadFailed", "LoadFailed"]
    assert scenery.row(0).id == "0"
    assert seen == []
    scenery.request_retry()
    await quiet()
    assert scenery.row(500).status == "Fresh"
    assert scenery.error is None


@virtual
async def test_a_chunk_that_fails_again_and_again_is_left_alone_for_longer_and_longer():
    """P7."""
    source = FakeSource(1000)
    scenery = await (await opened(source)).table_scenery()
    await quiet()
    source.forget()
    source.down = SourceUnavailable("away")
    for _ in range(100):
        scenery.set_viewport(range(500, 540))
        await asyncio.sleep(0.1)
    assert 3 <= len(source.calls) <= 5
    source.down = None
    await quiet(61)
    scenery.set_viewport(range(500, 541))
    await quiet()
    assert scenery.row(500).id == "500"


@virtual
async def test_an_error_of_rows_nobody_looks_at_is_not_shown():
    source = FakeSource(1000)
    scenery = await (await opened(source)).table_scenery()
    await quiet()
    source.fail()
    scenery.set_viewport(range(500, 540))
    await quiet()
    assert scenery.error
    scenery.set_viewport(range(0, 40))
    await quiet()
    assert scenery.error is None


@virtual
async def test_equal_data_moves_no_generation_and_rewrites_nothing():
    """U6, K1."""
    source = FakeSource(10_000)
    dio = await opened(source, page_size=1000)
    scenery = await dio.table_scenery(initial_range=range(10_000))
    await quiet(2)
    assert scenery.load_state == "complete"
    seen, events, batches = bumps(scenery), dio.subscribe_events(), count_commits(dio)
    await dio.refresh()
    await quiet()
    assert [e for e in kinds(events) if e != "RangeLoaded"] == ["Refreshing"]
    assert seen == []
    assert all(batch.upserts is None and not batch.deletes for batch in batches)


@virtual
async def test_a_refresh_rereads_what_is_looked_at_as_one_cut():
    """U7, U15, U29, X27."""
    source = FakeSource(1000, latency=1.0)
    dio = await opened(source)
    scenery = await dio.table_scenery(initial_range=range(0, 250))
    await quiet(5)
    seen = bumps(scenery)
    source.shift(1)
    await dio.refresh()
    await quiet()
    assert len(seen) == 1
    shown = scenery.window(range(300)).ids
    assert shown[:2] == ["new1000", "0"]
    assert scenery.row_count == 1001
    assert len([id for id in shown if id]) == len({id for id in shown if id})
    assert set(scenery.window(range(300)).status) == {"Fresh"}


@virtual
async def test_after_a_refresh_chunks_away_from_the_viewport_are_stale_until_they_are_seen():
    """X27."""
    source = FakeSource(1000)
    dio = await opened(source)
    scenery = await dio.table_scenery(initial_range=range(0, 300))
    await quiet()
    scenery.set_viewport(range(0, 40))
    await quiet()
    source.rows["250"] = {**source.rows["250"], "name": "other"}
    await dio.refresh()
    assert scenery.row(0).status == "Fresh"
    assert scenery.row(250).status == "Stale"
    scenery.set_viewport(range(240, 260))
    await quiet()
    assert scenery.row(250).status == "Fresh"
    assert scenery.row(250).record["name"] == "other"


@virtual
async def test_a_failed_refresh_keeps_rows_and_tells_why():
    """S75, U7, K1: TRAP."""
    source = FakeSource(1000)
    dio = await opened(source)
    scenery = await dio.table_scenery(initial_range=range(0, 200))
    await quiet()
    seen, events = bumps(scenery), dio.subscribe_events()
    source.fail(2)  # one of its two windows
    source.shift()
    with pytest.raises(SourceUnavailable):
        await dio.refresh()
    await quiet()
    assert kinds(events) == ["Refreshing", "RefreshFailed"]
    assert seen == []
    assert ids(scenery)[:200] == numbers(0, 200)
    assert scenery.error is dio.refresh_error is not None
    await dio.refresh()
    await quiet()
    assert scenery.error is dio.refresh_error is None
    assert ids(scenery)[0] == "new1000"


@virtual
async def test_an_answer_asked_before_a_refresh_never_replaces_its_rows():
    """X21."""
    source = FakeSource(1000, latency=lambda call: 5.0 if call.offset == 0 else 0.1)
    dio = await opened(source)
    scenery = await dio.table_scenery()
    await quiet(1)  # the slow load of chunk 0 is under way

    def change(call):
        source.on_call = None
        source.rows = {**source.rows, "0": {**source.rows["0"], "name": "newer"}}

    source.on_call = change
    source.latency = 0.1
    await dio.refresh()
    await quiet(10)
    assert scenery.row(0).record["name"] == "newer"
    assert scenery.row(0).status == "Fresh"


@virtual
async def test_a_short_page_ends_a_set_whose_total_nobody_states():
    """U9, U44."""
    source = FakeSource(130, total=None, counts=False)
    scenery = await (await opened(source)).table_scenery()
    await quiet()
    assert scenery.has_more
    assert not scenery.total_final
    assert scenery.row_count == 200  # one page is promised behind a full one
    scenery.set_viewport(range(100, 140))
    await quiet()
    assert scenery.total_final
    assert (scenery.row_count, scenery.has_more) == (130, False)
    assert scenery.load_state == "complete"


@virtual
async def test_a_total_that_was_zero_grows():
    """U9, T7: TRAP."""
    source = FakeSource(0, total=None, counts=False)
    dio = await opened(source)
    scenery = await dio.table_scenery()
    await quiet()
    assert (scenery.row_count, scenery.load_state) == (0, "complete")
    source.rows = FakeSource(30).rows
    await dio.refresh()
    await quiet()
    assert ids(scenery) == numbers(0, 30)


@virtual
async def test_a_full_last_page_is_followed_by_the_question_for_more():
    """U44."""
    source = FakeSource(200, total=None, counts=False)
    scenery = await (await opened(source)).table_scenery()
    await quiet()
    scenery.set_viewport(range(100, 200))
    await quiet()
    assert scenery.row_count == 300
    scenery.set_viewport(range(200, 300))
    await quiet()
    assert (scenery.row_count, scenery.total_final) == (200, True)


@virtual
async def test_an_end_that_full_pages_suggested_is_looked_behind_by_each_refresh():
    """U44, X26."""
    source = FakeSource(200, total=None, counts=False)
    dio = await opened(source)
    scenery = await dio.table_scenery()
    for _ in range(3):
        scenery.set_viewport(range(90, 300))
        await quiet()
    assert scenery.load_state == "complete"
    seen = bumps(scenery)
    await dio.refresh()
    await quiet()
    assert seen == []  # it ends where it ended: no row is promised in between
    source.rows = FakeSource(230).rows
    await dio.refresh()
    await quiet()
    assert ids(scenery) == numbers(0, 230)
    assert scenery.total_final


@pytest.mark.parametrize("counts", [False, True])
@pytest.mark.parametrize("before", [0, 150, 200])
@virtual
async def test_a_set_nobody_looks_at_that_grew_is_read_to_its_new_end(before, counts):
    """U9, U15, U44, X20."""
    source = FakeSource(before, total=None, counts=counts)
    dio = await opened(source)
    assert len(await dio.vista().list_values()) == before
    source.rows = FakeSource(430).rows
    other = await dio.table_scenery(where={"group": "a"})
    await quiet()
    await dio.refresh()
    assert await dio.vista().get_count() == 430
    assert list(await dio.vista().list_values(require="complete")) == numbers(0, 430)
    await other.aclose()


@pytest.mark.parametrize("make", [FakeSource, sequential])
@virtual
async def test_a_read_is_never_older_than_the_last_refresh(make):
    """X20, X30."""
    source = make(60, page_size=10)
    dio = await opened(source, page_size=10)
    scenery = await dio.table_scenery(search="row 1")
    await dio.vista().list_values()
    source.rows.pop("0")
    await dio.refresh()  # rereads the search, which is looked at, and nothing else
    rows = await dio.vista().list_values(require="complete")
    assert list(rows) == numbers(1, 60)
    assert not rows.coverage.stale
    await scenery.aclose()


@pytest.mark.parametrize("make", [FakeSource, sequential])
@virtual
async def test_a_record_is_never_older_than_the_last_refresh(make):
    """X20."""
    source = make(60)
    dio = await opened(source)
    scenery = await dio.table_scenery(search="row 1")
    await dio.vista().list_values()
    source.rows["5"] = {**source.rows["5"], "name": "newer"}
    assert (await dio.vista().get_value("5"))["name"] == "row 5"
    await dio.refresh()
    for _ in range(3):
        assert (await dio.vista().get_value("5"))["name"] == "newer"
    assert len(source.asked("get")) == 1
    source.down = SourceUnavailable("away")
    assert (await dio.vista().get_value("6"))["name"] == "row 6"
    await scenery.aclose()


@virtual
async def test_a_read_that_can_not_be_as_new_as_the_refresh_says_so():
    """X30."""
    source = FakeSource(60)
    dio = await opened(source)
    scenery = await dio.table_scenery(search="row 1")
    await dio.vista().list_values()
    await dio.refresh()
    source.down = SourceUnavailable("away")
    rows = await dio.vista().list_values()
    assert len(rows) == 60
    assert rows.coverage.stale
    await scenery.aclose()


@virtual
async def test_a_total_that_was_contradicted_is_not_believed_after_a_refresh():
    """U42: TRAP of the endless request."""
    source = FakeSource(130, total=1000)
    dio = await opened(source)
    scenery = await dio.table_scenery()
    await dio.load_all()
    await quiet()
    assert scenery.row_count == 130
    assert len(source.calls) <= 7  # the end is seen while other chunks are under way
    source.forget()
    await dio.refresh()
    await dio.load_all()
    await quiet()
    assert scenery.row_count == 130
    assert len(source.calls) <= 3


@virtual
async def test_a_search_given_up_after_a_failure_is_shown_when_it_is_tried_again():
    """U41, X26."""
    source = FakeSource(60)
    dio = await opened(source)
    scenery = await dio.table_scenery(search="row 1")
    await quiet()
    source.down = SourceUnavailable("away")
    scenery.set_search(None)
    await quiet()
    assert scenery.error is not None
    source.down = None
    await quiet(5)
    scenery.request_retry()
    await quiet()
    assert scenery.error is None
    assert ids(scenery) == numbers(0, 60)


@virtual
async def test_an_overstated_total_is_corrected_and_not_asked_for_again():
    """U42: TRAP of the endless request."""
    source = FakeSource(130, total=1000)
    scenery = await (await opened(source)).table_scenery()
    await quiet()
    assert scenery.row_count == 1000
    for _ in range(5):
        scenery.set_viewport(range(90, 230))
        await quiet()
    assert scenery.row_count == 130
    assert scenery.load_state == "complete"
    assert len(source.calls) <= 4
    before = len(source.calls)
    scenery.set_viewport(range(90, 130))
    await quiet(100)
    assert len(source.calls) == before


@virtual
async def test_a_source_that_caps_its_pages_is_shown_whole():
    """U43: TRAP."""
    source = FakeSource(130, cap=30)
    scenery = await (await opened(source)).table_scenery()
    scenery.set_viewport(range(0, 130))
    await quiet()
    assert scenery.row_count == 130
    assert ids(scenery) == numbers(0, 130)


@virtual
async def test_a_stated_total_beats_a_short_page():
    """U43."""
    calls = []

    async def load(dio, wanted, sink):
        calls.append(wanted)
        rows = numbers(wanted.start, min(wanted.start + 40, wanted.stop, 90))
        await sink.push_many(wanted.start, {id: {"id": id} for id in rows})
        sink.total = 90

    dio = await opened(FakeSource(0), on_load_chunk=load)
    scenery = await dio.table_scenery()
    await quiet()
    assert ids(scenery) == numbers(0, 90)
    assert calls == [range(0, 100), range(40, 100), range(80, 100)]


@virtual
async def test_a_total_that_only_a_count_knows_comes_after_the_rows():
    """P2, X23, S43."""
    source = FakeSource(1000, total=None, latency=lambda c: 8.0 if c.kind == "count" else 0.5)
    scenery = await (await opened(source)).table_scenery()
    await quiet(1)
    assert scenery.row(0).id == "0"
    assert not scenery.total_final
    await quiet(10)
    assert (scenery.row_count, scenery.total_final) == (1000, True)
    assert len(source.asked("count")) == 1


@virtual
async def test_a_count_that_fails_leaves_the_total_unknown_and_the_rows_shown():
    """S43."""
    source = FakeSource(1000, total=None)
    source.fail(2)
    scenery = await (await opened(source)).table_scenery()
    await quiet()
    assert scenery.row(0).id == "0"
    assert not scenery.total_final
    scenery.set_viewport(range(100, 200))
    await quiet()
    assert len(source.asked("count")) == 1


@virtual
async def test_sorting_again_does_not_count_again():
    source = FakeSource(1000, total=None)
    scenery = await (await opened(source)).table_scenery()
    await quiet()
    scenery.set_sort("price")
    await quiet()
    assert scenery.row_count == 1000
    assert len(source.asked("count")) == 1


@virtual
async def test_a_refresh_asks_the_total_again_and_bumps_once():
    """U15, T7: TRAP of a frozen total, and of two bumps with a round trip between."""
    source = FakeSource(1000, total=None, latency=1.0)
    dio = await opened(source)
    scenery = await dio.table_scenery()
    await quiet(5)
    seen = bumps(scenery)
    source.shift(500)
    await dio.refresh()
    await quiet()
    assert scenery.row_count == 1500
    assert len(seen) == 1


@virtual
async def test_loading_more_goes_on_behind_the_last_row_and_moves_no_viewport():
    """X18, S39."""
    source = FakeSource(1000, total=None, counts=False)
    dio = await opened(source)
    scenery = await dio.table_scenery()
    await quiet()
    scenery.request_load_more()
    await quiet()
    assert scenery.loaded == 200
    source.forget()
    await dio.refresh()
    assert source.asked() == [(0, 100)]


@virtual
async def test_a_viewport_behind_the_end_is_clamped_and_told():
    """S38, X25."""
    source = FakeSource(230)
    dio = await opened(source)
    scenery = await dio.table_scenery()
    await quiet()
    events = dio.subscribe_events()
    scenery.set_viewport(range(900, 940))
    await quiet()
    clamped = [e for e in events.pending() if type(e).__name__ == "ViewportClamped"]
    assert clamped[0].asked == range(900, 940)
    assert clamped[0].range == range(190, 230)
    assert scenery.row(229).id == "229"


@virtual
async def test_a_set_that_grows_under_a_viewport_fills_it():
    """X26."""
    source = FakeSource(30)
    dio = await opened(source, page_size=10)
    scenery = await dio.table_scenery(initial_range=range(0, 60))
    await quiet()
    assert scenery.row_count == 30
    source.rows = FakeSource(50).rows
    await dio.refresh()
    await quiet()
    assert ids(scenery) == numbers(0, 50)


@virtual
async def test_vanished_rows_leave_the_cache():
    """X20."""
    source, cache = FakeSource(250), dn.MemoryCache()
    dio = await opened(source, cache)
    await dio.load_all()
    for n in range(0, 50):
        del source.rows[str(n)]
    scenery = await dio.table_scenery(initial_range=range(0, 250))
    await quiet()
    await dio.refresh()
    await quiet()
    assert scenery.row_count == 200
    assert await dio.cache.get_value("7") is None
    assert await dio.cache.count() == 200
    await dio.aclose()
    again = await opened(source, cache)
    assert again.store.get("7") is None


@virtual
async def test_a_condition_is_sent_with_every_chunk():
    """X3, X15."""
    source = FakeSource(900)
    dio = await opened(source)
    scenery = await dio.table_scenery({"group": "b"})
    await quiet()
    scenery.set_viewport(range(100, 300))
    await quiet()
    assert scenery.row_count == 300
    assert {row["group"] for row in (scenery.row(n).record for n in range(300))} == {"b"}
    assert all(call.query.conditions for call in source.calls)


@virtual
async def test_a_masters_own_condition_holds_everywhere():
    """X15, U47."""
    from diorama_nb.vista.vista import Vista

    source = FakeSource(900)
    dio = await opened(Vista(source).where(group="b"))
    scenery = await dio.table_scenery()
    total = await dio.value_scenery(dn.Count())
    await quiet()
    assert scenery.row_count == total.value == await dio.vista().get_count() == 300


@virtual
async def test_a_condition_the_source_can_not_test_is_tested_here_over_every_row():
    """X3, X30."""
    source = FakeSource(450, pushes=())
    dio = await opened(source)
    scenery = await dio.table_scenery({"group": "b"})
    await quiet()
    assert scenery.load_state == "complete"
    assert scenery.row_count == 150
    assert sorted(source.asked()) == [(0, 100), (100, 100), (200, 100), (300, 100), (400, 100)]
    source.rows["1"] = {**source.rows["1"], "group": "c"}
    await dio.refresh()
    await quiet()
    assert scenery.row_count == 149
    assert scenery.index_of("1") is None


@virtual
async def test_a_walk_for_a_local_condition_ends_when_nobody_looks():
    """X34, U23."""
    source = FakeSource(100_000, pushes=(), latency=1.0)
    dio = await opened(source)
    scenery = await dio.table_scenery({"group": "b"})
    await quiet(5)
    await scenery.aclose()
    await quiet(3)
    asked = len(source.calls)
    await quiet(60)
    assert len(source.calls) == asked


@virtual
async def test_a_walk_that_fails_is_told_and_can_be_tried_again():
    """S75."""
    source = FakeSource(300, pushes=())
    source.fail(2)
    dio = await opened(source)
    scenery = await dio.table_scenery({"group": "b"})
    await quiet()
    assert isinstance(scenery.error, SourceUnavailable)
    assert scenery.load_state == "partial"
    scenery.request_retry()
    await quiet()
    assert (scenery.error, scenery.load_state, scenery.row_count) == (None, "complete", 100)


@virtual
async def test_sorting_on_a_source_that_can_not_sort_is_refused_with_a_hint_until_all_is_held():
    """U27, U37, T9, T14: TRAP of a sorted sample."""
    source = FakeSource(300, pushes=())
    dio = await opened(source)
    scenery = await dio.table_scenery()
    await quiet()
    with pytest.raises(Unsupported) as caught:
        scenery.set_sort("price")
    assert "load_all" in caught.value.hint
    with pytest.raises(Unsupported):
        scenery.set_search("row 7")
    with pytest.raises(Unsupported):
        await dio.table_scenery(order_by="price")
    await dio.load_all()
    scenery.set_sort("price", "desc")
    await quiet()
    prices = [scenery.row(n).record["price"] for n in range(300)]
    assert prices == sorted(prices, reverse=True)


@virtual
async def test_a_refresh_rereads_only_what_somebody_looks_at():
    source = FakeSource(1000)
    dio = await opened(source)
    scenery = await dio.table_scenery(order_by="price")
    await quiet()
    source.forget()
    await dio.refresh()
    assert [call.query.order for call in source.calls if call.kind == "window"] == [
        scenery.query.order
    ]


@virtual
async def test_a_row_that_moved_between_chunks_is_shown_once():
    """X7, U29."""
    source = FakeSource(300)
    dio = await opened(source)
    scenery = await dio.table_scenery(initial_range=range(0, 300))
    await quiet()
    scenery.set_viewport(range(0, 50))
    await quiet()
    source.shift(3)
    await dio.refresh()
    shown = [id for id in ids(scenery) if id]
    assert len(shown) == len(set(shown))
    assert scenery.index_of("0") == 3


@virtual
async def test_an_id_that_comes_twice_is_shown_once_and_the_set_is_not_called_whole():
    rows = [{"id": str(n % 5)} for n in range(10)]

    async def load(dio, wanted, sink):
        for place in wanted:
            if place < 10:
                await sink.push(place, rows[place]["id"], rows[place])

    dio = await opened(FakeSource(0), on_load_chunk=load)
    scenery = await dio.table_scenery()
    await quiet()
    shown = [id for id in ids(scenery) if id]
    assert sorted(shown) == ["0", "1", "2", "3", "4"]
    assert scenery.load_state == "partial"
