"""Facades: reads that state their coverage."""

import asyncio

import pytest

import diorama_nb as dn
from diorama_nb.errors import CoverageError, SourceUnavailable, SpecError
from diorama_nb.testing import FakeSource
from diorama_nb.vista.vista import Vista
from tests.virtual import eager, opened, quiet, sequential, virtual

SHAPES = pytest.mark.parametrize("make", [eager, FakeSource, sequential])


@SHAPES
@virtual
async def test_a_facade_answers_for_the_whole_set_whatever_is_held(make):
    """X30, S16, S34: TRAP of the sample presented as the set."""
    source = make(530)
    dio = await opened(source)
    await dio.table_scenery()
    await quiet()
    facade = dio.vista()
    assert await facade.get_count() == 530
    rows = await facade.list_values()
    assert list(rows) == list(source.rows)
    assert (rows.coverage.complete, rows.coverage.total) == (True, 530)
    some = await facade.where(group="b").order_by("n", descending=True).list_values()
    assert list(some) == [id for id in reversed(source.rows) if source.rows[id]["group"] == "b"]
    assert await facade.where(group="b").get_count() == len(some)
    page = await facade.order_by("price", descending=True).fetch_window(0, 3)
    assert [row["price"] for row in page.rows.values()] == [249.75, 249.5, 249.25]


@SHAPES
@virtual
async def test_facades_are_independent_and_mirror_the_master(make):
    """S9, U46."""
    dio = await opened(make(30, name="things"))
    one, other = dio.vista(), dio.vista()
    narrowed = one.where(group="a")
    assert (one.name, one.id_column) == ("things", "id")
    assert len(await narrowed.list_values()) == 10
    assert len(await one.list_values()) == len(await other.list_values()) == 30
    assert await dio.master.get_count() == 30


@SHAPES
@virtual
async def test_a_missing_record_is_none_and_one_outside_the_narrowing_too(make):
    """S16, U46."""
    facade = (await opened(make(30))).vista()
    assert await facade.get_value("no such") is None
    assert (await facade.get_value("7"))["n"] == 7
    assert await facade.where(group="a").get_value("7") is None


@virtual
async def test_a_record_that_is_not_held_is_asked_for_alone():
    """X31."""
    source = FakeSource(10_000)
    dio = await opened(source)
    record = await dio.vista().get_value("7000")
    assert record["n"] == 7000
    assert [call.kind for call in source.calls] == ["get"]
    await dio.vista().get_value("7000")
    assert len(source.calls) == 1


@virtual
async def test_a_record_is_not_called_missing_because_a_part_does_not_hold_it():
    """X30."""
    dio = await opened(FakeSource(530, gets=False))
    assert (await dio.vista().get_value("500"))["n"] == 500


@virtual
async def test_a_window_loads_no_more_than_it_needs():
    """X31."""
    source = FakeSource(10_000)
    facade = (await opened(source)).vista()
    page = await facade.where(group="a").fetch_window(250, 20)
    assert len(page.rows) == 20
    assert (page.total, page.end) == (3334, False)
    assert source.asked() == [(200, 100)]
    assert await facade.where(group="a").get_count() == 3334
    assert len(source.calls) <= 2


@virtual
async def test_a_part_is_said_to_be_one_and_refused_where_all_is_required():
    """X30."""
    source = FakeSource(530)
    source.fail(4)
    dio = await opened(source)
    rows = await dio.vista().list_values()
    assert 0 < len(rows) < 530
    assert rows.coverage.complete is False
    assert "does not answer" in rows.coverage.reason
    source.down = SourceUnavailable("away")
    with pytest.raises(CoverageError) as caught:
        await dio.vista().list_values(require="complete")
    assert caught.value.hint
    with pytest.raises(SpecError):
        await dio.vista().list_values(require="most")


@virtual
async def test_nothing_held_and_no_answer_is_the_sources_error():
    """S27, S75."""
    source = FakeSource(530)
    dio = await opened(source)
    source.down = SourceUnavailable("away")
    with pytest.raises(SourceUnavailable):
        await dio.vista().list_values()
    with pytest.raises(SourceUnavailable):
        await dio.vista().get_value("3")


@virtual
async def test_what_is_loaded_for_a_facade_is_kept_and_not_asked_for_again():
    source = FakeSource(530)
    dio = await opened(source)
    await dio.vista().list_values()
    asked = len(source.calls)
    await dio.vista().list_values()
    await dio.vista().where(group="a").order_by("n").list_values()
    await dio.load_all()
    assert len(source.calls) == asked == 6


@virtual
async def test_chunks_of_two_ages_are_not_presented_as_one_answer():
    """X27, X30."""
    source = FakeSource(530)
    dio = await opened(source)
    await dio.load_all()
    scenery = await dio.table_scenery()
    for id in ("5", "500"):
        source.rows[id] = {**source.rows[id], "name": "other"}
    await dio.refresh()
    assert scenery.row(500).status == "Stale"
    rows = await dio.vista().list_values()
    assert rows["5"]["name"] == rows["500"]["name"] == "other"


@virtual
async def test_a_search_runs_at_the_source_over_every_row():
    """U37, U38, X30, T14."""
    source = FakeSource(5000)
    dio = await opened(source)
    await dio.table_scenery()
    await quiet()
    rows = await dio.vista().search("row 499").list_values()
    assert len(rows) == 11
    assert rows.coverage.complete


@virtual
async def test_two_searches_are_both_held_to():
    source = FakeSource(300)
    dio = await opened(Vista(source).search("row 1"))
    rows = await dio.vista().search("9").list_values()
    assert rows
    assert all("row 1" in row["name"] for row in rows.values())
    assert all(any("9" in str(value) for value in row.values()) for row in rows.values())


@pytest.mark.parametrize("make", [eager, FakeSource])
@virtual
async def test_on_query_is_called_once_per_cold_query_by_all_at_once(make):
    """K10, S24, S34."""
    asked = []

    async def on_query(dio, query):
        asked.append(query)
        await asyncio.sleep(1)

    dio = await opened(make(90), on_query=on_query)
    facade = dio.vista()
    await asyncio.gather(*(facade.where(group="a").list_values() for _ in range(20)))
    assert len(asked) == 1
    await facade.where(group="a").list_values()
    await facade.where(group="b").list_values()
    assert [str(query) for query in asked] == [str(query) for query in dict.fromkeys(asked)]
    assert len(asked) == 2
    await dio.refresh()
    await facade.where(group="a").list_values()
    assert len(asked) == 3


@virtual
async def test_on_query_is_called_again_after_a_refresh_that_overtook_it():
    gate, calls = asyncio.Event(), []

    async def on_query(dio, query):
        calls.append(query)
        if len(calls) == 1:
            await gate.wait()

    dio = await opened(eager(9), on_query=on_query)
    before = asyncio.ensure_future(dio.vista().list_values())
    await quiet()
    await dio.refresh()
    await dio.vista().list_values()
    assert len(calls) == 2
    gate.set()
    await before
    await dio.refresh()
    await dio.vista().list_values()
    assert len(calls) == 3


@virtual
async def test_on_query_may_ask_the_facade_itself():
    """S84."""

    async def on_query(dio, query):
        await dio.vista().where_op("n", "<", 3).list_values()

    dio = await opened(eager(9), on_query=on_query)
    rows = await asyncio.wait_for(dio.vista().where_op("n", "<", 3).list_values(), 60)
    assert len(rows) == 3


@virtual
async def test_an_on_query_that_fails_is_told_and_asked_again():
    """S27."""
    calls = []

    def on_query(dio, query):
        calls.append(query)
        if len(calls) == 1:
            raise ValueError("not now")

    dio = await opened(eager(9), on_query=on_query)
    with pytest.raises(ValueError, match="not now"):
        await dio.vista().list_values()
    assert len(await dio.vista().list_values()) == 9
    assert len(calls) == 2


@SHAPES
@virtual
async def test_younger_than_the_ttl_asks_nothing_and_older_is_served_and_renewed_behind(make):
    """K10, S29, P4."""
    source = make(120, latency=2.0)
    dio = await opened(source, cache_ttl=60)
    await dio.load_all()
    loop, facade = asyncio.get_running_loop(), dio.vista()
    asked = len(source.calls)
    await asyncio.sleep(50)
    await facade.list_values()
    assert len(source.calls) == asked
    await asyncio.sleep(20)
    source.rows["3"] = {**source.rows["3"], "name": "other"}
    began = loop.time()
    old = await asyncio.gather(*(facade.list_values() for _ in range(10)))
    assert loop.time() == began
    assert {rows["3"]["name"] for rows in old} == {"row 3"}
    await asyncio.sleep(20)
    assert len(source.calls) == 2 * asked  # one revalidation for all
    assert (await facade.list_values())["3"]["name"] == "other"


@SHAPES
@virtual
async def test_older_than_max_stale_waits_or_says_that_it_is_stale(make):
    """K10."""
    source = make(120, latency=2.0)
    dio = await opened(source, max_stale=60)
    await dio.load_all()
    facade = dio.vista()
    await asyncio.sleep(61)
    source.rows["3"] = {**source.rows["3"], "name": "other"}
    assert (await facade.list_values())["3"]["name"] == "other"
    await asyncio.sleep(61)
    source.down = SourceUnavailable("away")
    rows = await facade.list_values()
    assert len(rows) == 120
    assert rows.coverage.stale
    assert rows.to_pandas().attrs["diorama"]["stale"] is True


@pytest.mark.parametrize("listed", [True, False], ids=["after its list", "by itself"])
@virtual
async def test_a_record_is_as_old_as_its_last_reading(listed):
    """K10: by itself or within a list; asked for often, it is read once per ``cache_ttl``."""
    source = FakeSource(120, latency=0.3)
    dio = await opened(source, cache_ttl=60)
    if listed:
        await dio.load_all()
    await dio.vista().get_value("3")
    source.forget()
    for _ in range(2):
        await asyncio.sleep(61)
        for _ in range(30):
            await dio.vista().get_value("3")
            await asyncio.sleep(1)
    assert source.asked("get") == [("3", None)] * 2


@virtual
async def test_the_answer_to_a_write_is_a_reading_of_its_record():
    """K10: what the source has stored is as fresh as what it lists."""
    source = FakeSource(120)
    dio = await opened(source, cache_ttl=60)
    await dio.vista().where(group="b").fetch_window(0, 20)
    await dio.vista("confirmed").patch_value("4", {"price": 0.5})
    source.forget()
    await asyncio.sleep(59)
    assert (await dio.vista().get_value("4"))["price"] == 0.5
    await quiet()
    assert source.calls == []


@pytest.mark.parametrize("make", [eager, FakeSource])
@virtual
async def test_a_record_too_old_is_read_again(make):
    """K10."""
    source = make(120)
    dio = await opened(source, max_stale=60)
    await dio.load_all()
    source.rows["3"] = {**source.rows["3"], "name": "other"}
    assert (await dio.vista().get_value("3"))["name"] == "row 3"
    await asyncio.sleep(61)
    assert (await dio.vista().get_value("3"))["name"] == "other"
    source.down = SourceUnavailable("away")
    await asyncio.sleep(61)
    assert (await dio.vista().get_value("3"))["name"] == "other"


@virtual
async def test_a_read_before_the_first_copy_is_there_waits_for_it():
    """X30, U16."""
    source = eager(30, latency=2.0)
    dio = await opened(source, on_start_blocking=False)
    rows = await dio.vista().list_values()
    assert len(rows) == 30
    assert rows.coverage.complete
    assert len(source.calls) == 1


@SHAPES
@virtual
async def test_load_all_loads_what_is_missing_and_shows_its_progress(make, capsys):
    """S16."""
    source = make(230)
    dio = await opened(source)
    coverage = await dio.load_all(progress=True)
    assert (coverage.complete, coverage.rows) == (True, 230)
    asked = len(source.calls)
    assert (await dio.load_all()).complete
    assert len(source.calls) == asked
    if make is not eager:
        assert "230" in capsys.readouterr().err


@virtual
async def test_load_all_stops_at_the_first_chunk_that_fails_and_goes_on_from_there():
    """S75."""
    source = FakeSource(1000)
    source.fail(5)
    dio = await opened(source)
    with pytest.raises(SourceUnavailable):
        await dio.load_all()
    held = dio.coverage
    assert held.complete is False
    assert held.rows >= 400
    asked = len(source.calls)
    assert (await dio.load_all()).complete
    assert len(source.calls) - asked == 10 - held.rows // 100


@virtual
async def test_load_all_that_nobody_waits_for_is_cancelled():
    """X34."""
    source = FakeSource(100_000, latency=1.0)
    dio = await opened(source)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(dio.load_all(), 10)
    asked = len(source.calls)
    await quiet(60)
    assert len(source.calls) - asked <= 4
    assert len(source.calls) < 60


@virtual
async def test_streams_and_some_value_and_explain_work_on_facades():
    dio = await opened(FakeSource(230))
    facade = dio.vista().where(group="a")
    streamed = [id async for id, _ in facade.stream_values()]
    assert len(streamed) == 77
    assert (await facade.get_some_value())[0] == "0"
    assert "cache" in facade.explain()
    assert "fake" in repr(facade)


@virtual
async def test_invalidating_a_facade_rereads_the_source():
    source = eager(3)
    dio = await opened(source)
    source.shift()
    await dio.vista().invalidate()
    assert await dio.vista().get_count() == 4


@virtual
async def test_an_id_may_be_a_number_wherever_one_is_asked_for():
    master = dn.MemoryVista([{"id": 1, "n": 10, "boss": 2}, {"id": 2, "n": 20, "boss": None}])
    master = master.relate("boss", master, "boss", many=False)
    dio = await opened(master.source)
    await dio.load_all(progress=False)
    live = dn.LiveTable(master)
    for readable in (master, dio.vista(), dio.cache, live):
        assert (await readable.get_value(1))["n"] == 10
        assert await readable.get_value(9) is None
    for handle in (master, dio.vista()):
        (boss,) = (await (await handle.get_ref("boss", 1)).list_values()).values()
        assert boss["n"] == 20
    assert (await dio.table_scenery()).index_of(2) == 1
    stored = await dio.vista(writes="confirmed").apply(dn.Write("patch", 1, {"n": 11}))
    assert stored.id == "1"
    await dio.cache.delete_value(1)
    assert await dio.cache.get_value(1) is None


@virtual
async def test_a_value_of_a_column_that_no_row_can_have_is_refused_before_rows_are_loaded():
    source = FakeSource(30, pushes=("aggregate",))
    source.about.columns, source.about.fixed = (dn.Column("n", "integer"),), True
    dio = await opened(source)
    with pytest.raises(SpecError, match="unknown column 'm'"):
        await dio.vista().aggregate(dn.Sum("m"))
    assert source.calls == []
