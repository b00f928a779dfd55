"""What a Dio holds, where it holds it, and what it tells about that."""

import gc

import pytest

import diorama_nb as dn
from diorama_nb.cache.base import Batch
from diorama_nb.errors import CacheError, SpecError
from diorama_nb.scenery.table import TableScenery
from diorama_nb.scenery.value import ValueScenery
from diorama_nb.testing import FakeSource
from diorama_nb.writes.write import Write
from tests.virtual import count_commits, eager, ids, opened, quiet, sequential, virtual

SHAPES = pytest.mark.parametrize("make", [eager, FakeSource, sequential])
READS = ("list_values", "get_value", "count", "to_arrow", "get_metadata", "list_metadata")


def fail_reads(dio):
    """Make every read of the cache table of a Dio raise."""

    async def fail(*args):
        raise CacheError("the disk is gone", hint="plug it in")

    for name in READS:
        setattr(dio.cache._table, name, fail)


def narrowed(dio):
    """Return what a Dio tells about its views with a condition."""
    return [view for view in dio.diagnostics()["views"] if "group" in view["query"]]


@virtual
async def test_a_cache_that_can_not_be_read_fails_the_opening_of_a_view():
    """S5, S27."""
    dio = await opened(FakeSource(300))
    fail_reads(dio)
    with pytest.raises(CacheError, match="the disk is gone") as caught:
        await dio.table_scenery({"group": "a"})
    assert caught.value.hint == "plug it in"
    assert narrowed(dio) == []


@SHAPES
@virtual
async def test_showing_and_asking_for_rows_in_hand_reads_no_cache(make):
    """S48, S78, P4."""
    source = make(250)
    dio = await opened(source)
    await dio.load_all()
    scenery = await dio.table_scenery(initial_range=range(250))
    total = await dio.value_scenery(dn.Sum("n"))
    await quiet()
    fail_reads(dio)
    source.forget()
    assert ids(scenery) == [str(n) for n in range(250)]
    assert scenery.row(249).record["n"] == 249
    assert total.value == sum(range(250))
    assert len(await dio.vista().where(group="a").list_values()) == 84
    assert (await dio.vista().get_value("7"))["n"] == 7
    assert source.calls == []


@virtual
async def test_a_load_that_was_cut_off_goes_on_where_its_place_was_kept():
    """S21."""
    source, cache, begun = sequential(500, page_size=100), dn.MemoryCache(), []

    async def on_start(dio):
        token = await dio.cache.get_metadata("place")
        begun.append(token)
        while token != "end":
            page = await dio.master.fetch_next(token)
            token = page.next or "end"
            await dio.cache.insert_values(page.rows)
            await dio.cache.set_metadata("place", token)
            if len(begun) == 1 and await dio.cache.count() == 300:
                raise ConnectionError("the kernel died here")

    with pytest.raises(ConnectionError):
        await opened(source, cache, on_start=on_start)
    assert len(source.calls) == 3
    dio = await opened(source, cache, on_start=on_start)
    assert begun[0] is None
    assert begun[1]
    assert len(source.calls) == 5
    assert list(await dio.cache.list_values()) == list(source.rows)


@virtual
async def test_metadata_of_a_program_and_what_is_known_of_the_source_have_keys_of_their_own():
    source, cache = FakeSource(300), dn.MemoryCache()
    dio = await opened(source, cache)
    await dio.load_all()
    mine = dict.fromkeys(("order", "about", "refreshed", "seeded", "view/1"), "mine")
    for key, value in mine.items():
        await dio.cache.set_metadata(key, value)
    assert await dio.cache.list_metadata() == mine
    with pytest.raises(SpecError, match="one of ours") as refused:
        await dio.cache.set_metadata(".about", "mine")
    assert refused.value.hint == "name it 'about'"
    with pytest.raises(SpecError):
        await dio.cache.commit(Batch(metadata={".order": []}))
    await dio.aclose()
    again = await opened(source, cache)
    assert await again.cache.list_metadata() == mine
    assert len(await again.vista().list_values()) == 300


@virtual
async def test_a_page_is_written_to_the_cache_in_one_step():
    """U74, T35: TRAP of one transaction per row."""
    source = FakeSource(1000)
    dio = await opened(source)
    batches = count_commits(dio)
    scenery = await dio.table_scenery()
    await quiet()
    scenery.set_viewport(range(500, 530))
    await quiet()
    pages = [batch for batch in batches if batch.upserts is not None]
    assert [batch.upserts.num_rows for batch in pages] == [100, 100]
    assert len(source.calls) == 2


@virtual
async def test_a_table_and_a_write_are_applied_as_one_value():
    """S25."""
    vista = dn.MemoryVista({"1": {"n": 1}, "2": {"n": 2}}, name="numbers")
    dio = await opened(vista)
    batches = count_commits(dio)
    await dio.cache.replace_all({"2": {"n": 2}, "3": {"n": 3}})
    assert await dio.cache.list_values() == {"2": {"n": 2}, "3": {"n": 3}}
    assert len(batches) == 1
    writes = [
        Write("insert", "3", {"n": 3}),
        Write("patch", "1", {"n": 9}),
        Write("delete", "2"),
    ]
    stored = [await vista.apply(write) for write in writes]
    assert [(one.id, one.record) for one in stored[:2]] == [("3", {"n": 3}), ("1", {"n": 9})]
    assert dict(await vista.list_values()) == {"1": {"n": 9}, "3": {"n": 3}}


@virtual
async def test_diagnostics_tells_rows_views_and_holders_and_forgets_what_is_closed():
    """U12, U20."""
    source = FakeSource(300)
    dio = await opened(source)
    first = await dio.table_scenery({"group": "a"})
    second = await dio.table_scenery({"group": "a"})
    await quiet()
    told = dio.diagnostics()
    assert (told["shape"], told["rows"], told["stats"]["fetches"]) == ("paged", 100, 1)
    (view,) = narrowed(dio)
    assert (view["holders"], view["rows"], view["loaded"]) == (2, 100, 100)
    assert view["error"] is None
    await first.aclose()
    del second
    gc.collect()
    await quiet()
    assert narrowed(dio) == []


@SHAPES
@virtual
async def test_one_and_one_point_zero_are_equal_wherever_rows_are_compared(make):
    """X16, U31."""
    source = make(30)
    for n, id in enumerate(source.rows):
        source.rows[id] = {**source.rows[id], "n": [1, 1.0, "1", True, 2][n % 5]}
    dio = await opened(source)
    await dio.load_all()
    same = [id for n, id in enumerate(source.rows) if n % 5 < 2]
    for one in (1, 1.0):
        scenery = await dio.table_scenery({"n": one})
        count = await dio.value_scenery(dn.CountWhere("n", "==", one))
        await quiet()
        assert ids(scenery) == same
        assert list(await dio.vista().where(n=one).list_values()) == same
        assert list(await dio.vista().where_op("n", "in", [one]).list_values()) == same
        assert count.value == len(same)
    sorted_ids = ids(await dio.table_scenery(order_by="n"))
    assert sorted(sorted_ids.index(id) for id in same) == list(range(6, 18))


@pytest.mark.parametrize("scenery", [TableScenery, ValueScenery])
def test_a_scenery_offers_no_way_to_write(scenery):
    """S26."""
    public = {name for name in dir(scenery) if not name.startswith("_")}
    words = ("insert", "replace", "patch", "delete", "remove", "write", "apply", "commit")
    assert not {name for name in public if name.startswith(words)}
