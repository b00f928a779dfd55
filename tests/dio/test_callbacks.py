"""The Lens: what it refuses, its callbacks, its shapes."""

import asyncio
import logging
import threading

import pytest

import diorama_nb as dn
from diorama_nb.errors import Closed, SourceUnavailable, SpecError
from diorama_nb.testing import FakeSource
from diorama_nb.vista.vista import Vista
from tests.virtual import bumps, eager, ids, kinds, opened, quiet, sequential, virtual


def test_a_lens_is_made_without_a_loop_and_starts_nothing():
    """K9, S15."""
    threads = threading.active_count()
    dn.Lens(refresh_every="5m", cache_ttl=60, page_size=20, on_refresh=lambda dio: None)
    assert threading.active_count() == threads


@virtual
async def test_the_defaults_are_the_promised_ones():
    """S29, K11."""
    dio = await opened(FakeSource(3))
    strategy = dio._strategy
    assert (strategy.page_size, strategy.viewport_debounce) == (100, 0.05)
    assert strategy.refresh_every is None
    assert strategy.on_start_blocking
    assert strategy.refresh_on_open


@virtual
async def test_callbacks_by_decorator_count_until_the_first_dio():
    """S15, S30, K9."""
    lens = dn.Lens(runtime="current")

    @lens.on_start
    async def load(dio):
        await dio.cache.insert_values({"1": {"n": 1}})

    assert callable(load)
    dio = await lens.make_dio(Vista(FakeSource(3)))
    assert await dio.cache.count() == 1
    with pytest.raises(SpecError, match="too late") as caught:
        lens.on_refresh(load)
    assert caught.value.hint
    with pytest.raises(AttributeError):
        lens.on_nothing(load)


@virtual
async def test_something_that_is_no_vista_is_refused_by_name():
    lens = dn.Lens(runtime="current")
    with pytest.raises(SpecError, match="dict"):
        await lens.make_dio({})


@pytest.mark.parametrize("plain", [True, False])
@virtual
async def test_callbacks_may_be_coroutine_functions_or_plain_ones(plain):
    """S30."""
    where = []

    async def on_start(dio):
        where.append(threading.current_thread())
        await dio.cache.insert_values({"1": {"n": 1}})

    def on_start_plain(dio):
        where.append(threading.current_thread())

    dio = await opened(eager(3), on_start=on_start_plain if plain else on_start)
    assert (where[0] is threading.current_thread()) is not plain
    assert await dio.cache.count() == (0 if plain else 1)


@virtual
async def test_on_start_that_fails_fails_make_dio_when_it_is_waited_for(caplog):
    """S27, S33."""

    async def on_start(dio):
        raise ValueError("no rows today")

    with pytest.raises(ValueError, match="no rows today"):
        await opened(eager(3), on_start=on_start)
    dio = await opened(eager(3), on_start=on_start, on_start_blocking=False)
    events = dio.subscribe_events()
    with caplog.at_level(logging.WARNING, "diorama"):
        await quiet()
    assert "no rows today" in caplog.text
    assert "RefreshFailed" in kinds(events)
    await dio.patched("1", {"id": "1"})  # the Dio lives
    assert await dio.cache.count() == 1


@virtual
async def test_on_start_that_is_not_waited_for_announces_its_end():
    """U16, U17, S33: TRAP."""

    async def on_start(dio):
        await asyncio.sleep(5)
        await dio.cache.insert_values({"1": {"n": 1}})

    dio = await opened(eager(3), on_start=on_start, on_start_blocking=False)
    events = dio.subscribe_events()
    scenery = await dio.table_scenery()
    assert scenery.load_state == "loading"
    await quiet(6)
    assert "Seeded" in kinds(events)
    assert (scenery.load_state, ids(scenery)) == ("complete", ["1"])


@virtual
async def test_callbacks_may_use_every_public_method_of_the_dio():
    """S84."""
    source = eager(3)

    async def on_refresh(dio):
        await dio.patched("1", {"id": "1", "n": 11})
        await dio.removed("2")
        dio.invalidate_all()

    dio = await opened(source, on_refresh=on_refresh)
    scenery = await dio.table_scenery()
    await dio.refresh()
    await quiet()
    assert ids(scenery) == ["0", "1"]
    assert scenery.row(1).record["n"] == 11


@virtual
async def test_a_program_that_fills_its_cache_only_when_it_is_empty_asks_once():
    """S20."""
    source, cache = eager(30), dn.MemoryCache()

    async def on_start(dio):
        if not await dio.cache.count():
            await dio.cache.insert_values(await dio.master.list_values())

    for _ in range(3):
        dio = await opened(source, cache, on_start=on_start)
        assert len(await dio.vista().list_values()) == 30
        await dio.aclose()
    assert len(source.calls) == 1


@virtual
async def test_a_chunk_callback_gets_the_query_and_its_rows_appear_at_their_places():
    """S31, U32."""
    asked = []

    async def load(dio, wanted, sink):
        asked.append((wanted, sink.query))
        page = await dio.master._with(sink.query).fetch_window(wanted.start, len(wanted))
        for place, (id, record) in enumerate(page.rows.items(), wanted.start):
            await sink.push(place, id, {**record, "seen": True})
        sink.total = page.total

    dio = await opened(FakeSource(250), on_load_chunk=load)
    scenery = await dio.table_scenery(order_by="n", descending=True)
    await quiet()
    assert dio.shape == "paged"
    assert scenery.row(0).record["n"] == 249
    assert scenery.row(0).record["seen"]
    assert asked[0][0] == range(0, 100)
    assert asked[0][1].order[0].column == "n"
    assert scenery.row_count == 250


@virtual
async def test_a_sink_whose_view_is_gone_refuses_rows():
    """S31."""
    told = []

    async def load(dio, wanted, sink):
        try:
            await asyncio.sleep(10)
        finally:
            told.append(sink)

    dio = await opened(FakeSource(0), on_load_chunk=load)
    scenery = await dio.table_scenery({"n": 1})
    await quiet()
    await scenery.aclose()
    await quiet()
    with pytest.raises(Closed):
        await told[0].push(0, "1", {})


@virtual
async def test_a_row_pushed_before_the_window_is_refused():
    async def load(dio, wanted, sink):
        await sink.push(0, "1", {})

    dio = await opened(FakeSource(0), on_load_chunk=load)
    scenery = await dio.table_scenery(initial_range=range(300, 310))
    await quiet()
    assert isinstance(scenery.error, SpecError)


@virtual
async def test_a_chunk_callback_that_raises_is_a_failed_load():
    """S52, S75."""
    calls = []

    def load(dio, wanted, sink):
        calls.append(wanted)
        raise ValueError("broken")

    dio = await opened(FakeSource(0), on_load_chunk=load)
    events = dio.subscribe_events()
    scenery = await dio.table_scenery()
    await quiet()
    assert kinds(events) == ["ViewportChanged", "LoadFailed"]
    assert isinstance(scenery.error, ValueError)
    await dio.patched("1", {"id": "1"})


@virtual
async def test_on_load_next_grows_the_view_page_by_page():
    """S30, P6."""

    async def load(dio, token, sink):
        start = int(token or 0)
        for n in range(start, min(start + 40, 100)):
            await sink.push(n, str(n), {"n": n})
        return start + 40 if start + 40 < 100 else None

    dio = await opened(FakeSource(0), on_load_next=load)
    scenery = await dio.table_scenery(initial_range=range(0, 10))
    await quiet()
    assert (dio.shape, scenery.row_count, scenery.has_more) == ("sequential", 40, True)
    await dio.load_all()
    await quiet()
    assert ids(scenery) == [str(n) for n in range(100)]


@virtual
async def test_a_total_provider_is_asked_once_and_again_by_a_refresh():
    """S43, U15, T7: TRAP."""
    asked = []

    async def total(dio):
        asked.append(dio)
        return 1000 * len(asked)

    dio = await opened(FakeSource(5000, total=None, counts=False), total_provider=total)
    scenery = await dio.table_scenery()
    await quiet()
    scenery.set_viewport(range(100, 200))
    await quiet()
    assert (scenery.row_count, len(asked)) == (1000, 1)
    seen = bumps(scenery)
    await dio.refresh()
    await quiet()
    assert (scenery.row_count, len(asked), len(seen)) == (2000, 2, 1)


@virtual
async def test_a_total_provider_that_fails_leaves_the_total_unknown(caplog):
    """S43."""

    def total(dio):
        raise ValueError("no idea")

    dio = await opened(FakeSource(5000, total=None), total_provider=total)
    with caplog.at_level(logging.WARNING, "diorama"):
        scenery = await dio.table_scenery()
        await quiet()
    assert scenery.row(0).id == "0"
    assert not scenery.total_final
    assert "no idea" in caplog.text


@pytest.mark.parametrize(
    ("make", "settings", "shape"),
    [
        (eager, {}, "eager"),
        (FakeSource, {}, "paged"),
        (sequential, {}, "sequential"),
        (FakeSource, {"on_start": lambda dio: None}, "eager"),
        (FakeSource, {"on_start": lambda d: None, "on_load_chunk": lambda *a: None}, "paged"),
        (eager, {"on_start": lambda d: None, "on_load_chunk": lambda *a: None}, "eager"),
        (eager, {"on_load_chunk": lambda *a: None}, "paged"),
        (eager, {"on_load_next": lambda *a: None}, "sequential"),
    ],
)
@virtual
async def test_the_shape_follows_from_callbacks_and_capabilities(make, settings, shape):
    """U40."""
    assert (await opened(make(3), **settings)).shape == shape


@virtual
async def test_one_lens_serves_sets_of_every_shape():
    """U40, T10: TRAP of the shared Lens."""
    lens = dn.Lens(runtime="current")
    for make in (eager, FakeSource, sequential):
        dio = await lens.make_dio(Vista(make(120)))
        scenery = await dio.table_scenery()
        scenery.set_viewport(range(0, 120))
        await quiet()
        assert ids(scenery) == [str(n) for n in range(120)]


@virtual
async def test_a_first_load_that_fails_fails_make_dio_and_the_next_one_works():
    """S27."""
    source = eager(3)
    source.fail()
    lens = dn.Lens(runtime="current")
    with pytest.raises(SourceUnavailable):
        await lens.make_dio(Vista(source))
    assert await (await lens.make_dio(Vista(source))).cache.count() == 3
