"""What would be sent and what is done here: said beforehand, and compared with what happens."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import diorama_nb as dn
from diorama_nb.dio.loading import choose_shape, decide_shape
from diorama_nb.query import ALL, Query
from diorama_nb.testing import FakeSource
from tests.virtual import eager, opened, quiet, sequential, virtual


def asked(source):
    """Return the queries a source was asked for, counts apart."""
    return [call.query for call in source.calls if call.kind != "count"]


@virtual
async def test_a_facade_tells_the_part_of_the_source_and_its_own():
    """U77: a source that can test but not sort is sent the test; the sort is done here."""
    dio = await opened(FakeSource(50, pushes=("==",)))
    pushed = dio.vista().where(group="a").explain()
    assert pushed.plan.sent == Query().where("group", "==", "a")
    assert pushed.plan.local == ALL
    sorted_here = dio.vista().where(group="a").order_by("n").explain()
    assert sorted_here.plan.sent == ALL
    assert sorted_here.plan.local == Query().where("group", "==", "a").order_by("n")
    assert "windows of 100 rows of all rows" in sorted_here
    assert "done here: rows where group == 'a', by n" in sorted_here


@virtual
async def test_explaining_sends_nothing():
    """U77: neither the Dio, nor a facade, nor a scenery asks anybody."""
    source = FakeSource(500)
    dio = await opened(source)
    scenery = await dio.table_scenery(where={"group": "a"})
    for explained in (dio.explain(), dio.vista().search("x").explain(), scenery.explain()):
        assert repr(explained) == str(explained)
        assert "asked of the source" in explained
    assert source.calls == []


@virtual
async def test_what_is_held_is_not_asked_for_again():
    """U77: over a whole set that is fresh, nothing would be sent."""
    dio = await opened(FakeSource(50), cache_ttl=60)
    await dio.load_all()
    made = dio.vista().where(group="a").explain().plan
    assert (made.need, made.sent) == ("nothing", None)
    await asyncio.sleep(61)
    assert dio.vista().where(group="a").explain().plan.need == "behind"


@virtual
async def test_a_narrowed_master_is_told_with_the_query():
    """U77: what the master leaves out is left out of what would be sent."""
    source = FakeSource(60)
    dio = await opened(dn.Vista(source).where(group="a"))
    made = dio.vista().order_by("price").explain().plan
    assert made.sent == Query().where("group", "==", "a").order_by("price")
    await dio.vista().order_by("price").list_values()
    assert set(asked(source)) == {made.sent}


@virtual
async def test_columns_of_details_have_every_detail_fetched():
    """U77: a query that only details can answer says so."""

    async def more(dio, id, row):
        return {"stock": int(id)}

    augment = dn.Augment(more, columns=["stock"])
    dio = await opened(FakeSource(20), augment=augment)
    told = dio.vista().order_by("stock").explain()
    assert told.plan.details == {"stock"}
    assert told.plan.sent == ALL
    assert "details: fetched for every row first, for stock" in told


@virtual
async def test_callbacks_are_named():
    """U77: where a callback loads, no request of the source is claimed."""

    async def chunk(dio, wanted, sink):
        sink.total = 0

    async def ask(dio, query):
        pass

    dio = await opened(FakeSource(20), on_load_chunk=chunk, on_query=ask)
    told = dio.vista().explain()
    assert told.plan.sent is None
    assert "on_load_chunk" in told
    assert "asked first" in told
    assert "because on_load_chunk loads windows" in dio.explain()


@virtual
async def test_a_dio_tells_how_it_is_loaded_kept_and_written():
    """U77: shape and why, clocks, and the way of writes."""
    paged = await opened(FakeSource(20), cache_ttl=60, refresh_every="5m")
    text = paged.explain()
    assert "window by window, as it is looked at, because the source can fetch_window" in text
    assert "after 1.0 min; refreshed every 5.0 min" in text
    assert "insert, update, delete: shown at once, queued, sent to fake" in text
    read_only = await opened(eager(20, writes=()), optimistic=False)
    assert "copied whole, because the source can neither" in read_only.explain()
    assert "writes: none" in read_only.explain()
    assert "page after page" in (await opened(sequential(20))).explain()


@pytest.mark.parametrize("reads", [("window",), ("next",), ()])
def test_the_reason_of_a_shape_is_that_of_the_choice(reads):
    """U77: what is told decides, and nothing else."""
    able = FakeSource(1, reads=reads).about.capabilities
    strategy = dn.Lens()._strategy
    shape, why = decide_shape(strategy, able)
    assert shape == choose_shape(strategy, able)
    assert "can" in why
    assert ("neither" in why) == (shape == "eager")


QUERIES = st.builds(
    lambda group, op, order, search: (
        Query(order=()).order_by(order).searching(search)
        if group is None
        else Query().where("n", op, group).order_by(order).searching(search)
    ),
    st.one_of(st.none(), st.integers(0, 80)),
    st.sampled_from(["==", "<", ">="]),
    st.sampled_from([None, "price", "name"]),
    st.sampled_from([None, "row 1"]),
)
PUSHES = st.sets(st.sampled_from(["order", "search", "==", "<", ">="]))
HELD = st.sampled_from(["nothing", "whole", "this", "old", "some"])


@settings(max_examples=50, deadline=None)
@given(QUERIES, PUSHES, st.sampled_from([("window",), ("next",), ()]), HELD, st.booleans())
def test_what_a_facade_says_is_what_it_does(query, pushes, reads, held, narrowed):
    """U77: the source is asked for the part that was told, and for nothing that was not."""

    @virtual
    async def check():
        source = FakeSource(80, reads=reads, pushes=pushes)
        master = dn.Vista(source)
        dio = await opened(
            master.where_op("n", ">=", 5) if narrowed else master, cache_ttl=60, page_size=20
        )
        facade = dio.vista()._with(query)
        match held:
            case "whole":
                await dio.load_all()
            case "this":
                await facade.list_values()
            case "old":
                await dio.load_all()
                await asyncio.sleep(61)
            case "some":
                await dio.vista().fetch_window(0, 30)
        source.forget()
        told = facade.explain()
        assert source.calls == []
        rows = await facade.list_values()
        before = asked(source)
        await quiet(5)
        made = told.plan
        if made.need == "nothing":
            assert asked(source) == []
        elif made.need == "behind":
            assert set(asked(source)) == {made.sent}
        elif held == "this":  # the cache may hold all that a view nobody shows has loaded
            assert set(before) <= {made.sent}
        else:
            assert set(before) == {made.sent}
        # What is done here, over what the source would send, is the answer.
        sent = (made.sent or ALL) if made.sent is not None else dio.master.query
        base = [r for r in source.rows.values() if sent.matches(r) and r["n"] >= 5 * narrowed]
        if made.sent is not None:
            kept = sorted((r for r in base if made.local.matches(r)), key=sent.sort_key)
            kept = sorted(kept, key=made.local.sort_key) if made.local.order else kept
            assert [r["id"] for r in kept] == list(rows)

    check()


@settings(max_examples=60, deadline=None)
@given(
    QUERIES,
    st.sampled_from([("window",), ("next",), ()]),
    st.integers(0, 90),
    st.booleans(),
    st.one_of(st.none(), st.integers(1, 40)),
)
def test_what_a_scenery_says_is_what_it_does(query, reads, start, whole, cap):
    """U77: a view is loaded by the requests that its explanation names, or by none."""

    @virtual
    async def check():
        source = FakeSource(80, reads=reads)
        dio = await opened(source, page_size=20)
        if whole:
            await dio.load_all()
        source.forget()
        scenery = await dio.scenery_of(query, initial_range=range(start, start + 15), cap=cap)
        made = scenery.explain().plan
        assert source.calls == []
        await quiet(5)
        if made.need == "nothing":
            assert asked(source) == []
        else:
            assert set(asked(source)) == {made.sent}

    check()
