"""Views over rows that are all here."""

import asyncio

import diorama_nb as dn
from diorama_nb.scenery import local
from diorama_nb.testing import FakeSource
from tests.virtual import bumps, count_commits, eager, ids, kinds, opened, quiet, virtual


@virtual
async def test_a_set_that_can_only_be_read_whole_is_copied_once():
    """U40, U41, S33."""
    source = eager(500, latency=3.0)
    dio = await opened(source)
    assert dio.shape == "eager"
    scenery = await dio.table_scenery()
    assert (scenery.row_count, scenery.load_state) == (500, "complete")
    await dio.table_scenery({"group": "a"}, order_by="price")
    await dio.vista().list_values()
    assert source.asked() == [(None, None)]


@virtual
async def test_one_changed_row_moves_only_what_shows_it():
    """X8, S44."""
    dio = await opened(eager(300))
    all_rows = await dio.table_scenery()
    bs = await dio.table_scenery({"group": "b"})
    await quiet()
    seen, seen_b = bumps(all_rows), bumps(bs)
    await dio.patched("0", {**dio.store.get("0"), "name": "other"})
    await quiet()
    assert (len(seen), len(seen_b)) == (1, 0)
    assert all_rows.row(0).record["name"] == "other"
    await dio.patched("0", {**dio.store.get("0"), "group": "b"})
    await quiet()
    assert (len(seen), len(seen_b)) == (2, 1)
    assert bs.row(0).id == "0"


@virtual
async def test_a_row_that_changes_its_sort_value_moves_to_its_place():
    """U27, U31, S44."""
    dio = await opened(eager(300))
    scenery = await dio.table_scenery(order_by="price")
    await dio.patched("5", {**dio.store.get("5"), "price": 1e9})
    await quiet()
    assert scenery.row(299).id == "5"
    await dio.patched("5", {**dio.store.get("5"), "price": None})
    await quiet()
    assert scenery.row(299).id == "5"
    scenery.set_sort("price", "desc")
    await quiet()
    assert scenery.row(299).id == "5"  # blanks are last in both directions


@virtual
async def test_a_sort_by_a_nested_column_and_a_search_over_all_types_work():
    """U30, U39, T33."""
    rows = [{"id": n, "author": {"name": name}, "n": n} for n, name in enumerate("cab")]
    dio = await opened(dn.MemoryVista(rows))
    scenery = await dio.table_scenery(order_by="author.name")
    assert ids(scenery) == ["1", "2", "0"]
    scenery.set_search("A")
    await quiet()
    assert ids(scenery) == ["1"]
    scenery.set_search("2")
    await quiet()
    assert ids(scenery) == ["2"]


@virtual
async def test_a_refresh_of_ten_thousand_equal_rows_is_silent_and_writes_no_row():
    """U6, K1."""
    source = eager(10_000)
    dio = await opened(source)
    scenery = await dio.table_scenery(order_by="price")
    seen, events, batches = bumps(scenery), dio.subscribe_events(), count_commits(dio)
    await dio.refresh()
    await quiet()
    assert kinds(events) == ["Refreshing"]
    assert seen == []
    assert len(batches) == 1  # the time of the copy
    assert batches[0].upserts is None


@virtual
async def test_a_refresh_writes_the_rows_that_differ_and_bumps_once():
    """K2, U14."""
    source = eager(10_000)
    dio = await opened(source)
    scenery = await dio.table_scenery()
    seen, events, batches = bumps(scenery), dio.subscribe_events(), count_commits(dio)
    source.rows["7"] = {**source.rows["7"], "name": "other"}
    del source.rows["8"]
    source.rows["x"] = {"id": "x"}
    await dio.refresh()
    await quiet()
    assert kinds(events) == ["Refreshing", "Invalidated"]
    assert len(seen) == 1
    assert sum(0 if b.upserts is None else b.upserts.num_rows for b in batches) == 2
    assert [id for b in batches for id in b.deletes] == ["8"]
    assert scenery.row_count == 10_000


@virtual
async def test_a_large_store_is_selected_aside_and_changes_meanwhile_are_not_lost(monkeypatch):
    monkeypatch.setattr(local, "BIG", 100)
    dio = await opened(eager(500))
    opening = asyncio.ensure_future(dio.table_scenery(order_by="price", descending=True))
    await asyncio.sleep(0)
    await dio.patched("3", {**dio.store.get("3"), "price": 1e9})
    scenery = await opening
    await quiet()
    assert scenery.row(0).id == "3"
    assert scenery.row_count == 500


@virtual
async def test_a_whole_paged_set_is_sorted_here_and_follows_its_source():
    """U27."""
    source = FakeSource(300)
    dio = await opened(source)
    await dio.load_all()
    source.forget()
    scenery = await dio.table_scenery(order_by="n", descending=True)
    plain = await dio.table_scenery({"group": "b"})
    assert source.calls == []
    assert scenery.row(0).id == "299"
    source.rows["299"] = {**source.rows["299"], "n": -5}
    source.rows["300"] = {"id": "300", "n": 1000, "group": "b"}
    await dio.refresh()
    await quiet()
    assert scenery.row(0).id == "300"
    assert scenery.row(300).id == "299"
    assert plain.row(100).id == "300"
    del source.rows["300"]
    await dio.refresh()
    await quiet()
    assert scenery.row(0).id == "298"
    assert plain.row_count == 100


@virtual
async def test_a_set_the_source_reorders_is_reordered_in_local_views():
    source = FakeSource(30, pushes=("search",))
    dio = await opened(source)
    await dio.load_all()
    scenery = await dio.table_scenery({"group": "a"})
    source.rows = dict(reversed(source.rows.items()))
    await dio.refresh()
    await quiet()
    assert ids(scenery)[0] == "27"


@virtual
async def test_a_first_load_that_fails_behind_is_told_and_can_be_tried_again():
    """S27, U16, U41."""
    source = eager(20)
    source.fail()
    dio = await opened(source, on_start_blocking=False)
    events = dio.subscribe_events()
    scenery = await dio.table_scenery()
    await quiet()
    assert scenery.load_state == "loading"
    assert scenery.error is not None
    assert "RefreshFailed" in kinds(events)
    scenery.request_retry()
    await quiet()
    assert (scenery.load_state, scenery.error, scenery.row_count) == ("complete", None, 20)


@virtual
async def test_a_first_load_behind_is_announced_when_it_is_there():
    """U16, U17: TRAP of the grid that stays blank."""
    source = eager(20, latency=2.0)
    dio = await opened(source, on_start_blocking=False)
    events = dio.subscribe_events()
    scenery = await dio.table_scenery()
    assert (scenery.load_state, scenery.generation) == ("loading", 0)
    await quiet(3)
    assert (scenery.load_state, scenery.row_count) == ("complete", 20)
    assert kinds(events) == ["ViewportChanged", "Seeded"]


@virtual
async def test_an_empty_set_is_complete_and_not_loading():
    """U41: TRAP."""
    dio = await opened(eager(0, latency=1.0), on_start_blocking=False)
    scenery = await dio.table_scenery()
    assert scenery.load_state == "loading"
    await quiet(2)
    assert (scenery.load_state, scenery.row_count) == ("complete", 0)
    assert scenery.generation == 1


@virtual
async def test_rows_show_their_age():
    """S47."""
    dio = await opened(eager(3), cache_ttl=60)
    scenery = await dio.table_scenery()
    assert scenery.row(0).status == "Fresh"
    assert scenery.row(0).fetched_at == scenery.fetched_at == dio.now()
    await asyncio.sleep(61)
    assert scenery.row(0).status == "Stale"


@virtual
async def test_a_whole_copy_stands_in_the_order_of_its_source_over_restarts():
    """U8, T5: TRAP of the cache in another order than the source."""
    source, cache = eager(300), dn.MemoryCache()
    dio = await opened(source, cache, cache_ttl=1000)
    scenery = await dio.table_scenery()
    by_group = await dio.table_scenery(order_by="group")
    source.shift(1)
    await dio.refresh()
    await quiet()
    assert ids(scenery)[:3] == ["new300", "0", "1"]
    seen = bumps(scenery)
    source.rows = dict(reversed(source.rows.items()))
    await dio.refresh()
    await quiet()
    assert len(seen) == 1
    assert ids(scenery) == list(source.rows)
    await dio.patched("150", {**dio.store.get("150"), "n": -1})
    await quiet()
    assert len(seen) == 2
    assert ids(scenery) == list(source.rows)
    await dio.removed("7")
    await dio.patched("x", {"id": "x", "group": "a"})
    await quiet()
    expected = [id for id in source.rows if id != "7"] + ["x"]
    assert ids(scenery) == expected
    assert ids(by_group)[0] == "297"
    assert list(await dio.vista().list_values()) == expected
    await dio.aclose()
    again = await (await opened(source, cache, cache_ttl=1000)).table_scenery()
    assert ids(again) == expected
