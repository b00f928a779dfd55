"""Values that keep themselves right."""

import asyncio

import pytest

import diorama_nb as dn
from diorama_nb.errors import Closed, SourceUnavailable
from diorama_nb.scenery import value as value_module
from diorama_nb.testing import FakeSource
from tests.virtual import bumps, eager, opened, quiet, sequential, virtual


@pytest.mark.parametrize("make", [eager, sequential, FakeSource])
@virtual
async def test_each_kind_of_value_is_right_in_each_shape(make):
    """S8, S40."""
    source = make(250)
    dio = await opened(source)
    rows = list(source.rows.values())
    prices = [row["price"] for row in rows]
    wanted = {
        dn.Count(): 250,
        dn.CountWhere("group", "==", "a"): 84,
        dn.Sum("price"): sum(prices),
        dn.Min("price"): min(prices),
        dn.Max("price"): max(prices),
        dn.Mean("price"): sum(prices) / 250,
        dn.Distinct("group"): ["a", "b", "c"],
        dn.Custom(len): 250,
    }
    views = {kind: await dio.value_scenery(kind) for kind in wanted}
    await quiet()
    assert {kind: view.value for kind, view in views.items()} == wanted
    assert {view.status for view in views.values()} == {"Fresh"}


@virtual
async def test_a_source_that_states_its_total_is_not_asked_for_rows_to_count_them():
    source = FakeSource(100_000)
    dio = await opened(source)
    count = await dio.value_scenery(dn.Count())
    some = await dio.value_scenery(dn.CountWhere("group", "==", "a"))
    await quiet()
    assert (count.value, some.value) == (100_000, 33_334)
    assert len(source.calls) == 2


@pytest.mark.parametrize("counts", [True, False])
@virtual
async def test_a_count_without_stated_totals_is_asked_for_or_walked(counts):
    """X30."""
    source = FakeSource(530, total=None, counts=counts)
    count = await (await opened(source)).value_scenery(dn.Count())
    await quiet()
    assert (count.value, count.status) == (530, "Fresh")
    assert len(source.asked("window")) == (1 if counts else 6)


@virtual
async def test_a_value_over_a_part_is_never_shown_as_the_whole():
    """X30, P1."""
    source = FakeSource(1000, latency=1.0)
    dio = await opened(source)
    scenery = await dio.table_scenery()
    await quiet(2)
    total = await dio.value_scenery(dn.Sum("n"))
    seen = []
    total.subscribe(lambda _: seen.append((total.value, total.status)))
    assert (total.value, total.status) == (None, "Loading")
    await quiet(10)
    assert seen == [(sum(range(1000)), "Fresh")]
    assert scenery.load_state == "complete"


@virtual
async def test_a_value_over_chunks_of_two_ages_waits_until_they_agree():
    """X27."""
    source = FakeSource(300)
    dio = await opened(source)
    total = await dio.value_scenery(dn.Sum("n"))
    await quiet()
    seen = []
    total.subscribe(lambda _: seen.append(total.value))
    for id in ("5", "250"):  # one in the chunk that a refresh reads, one behind it
        source.rows[id] = {**source.rows[id], "n": 0}
    await dio.refresh()
    await quiet()
    assert seen == [sum(range(300)) - 255]


@virtual
async def test_an_error_keeps_the_last_value_and_a_refresh_recovers():
    """S75."""
    source = FakeSource(300)
    dio = await opened(source)
    total = await dio.value_scenery(dn.Sum("n"))
    await quiet()
    source.down = SourceUnavailable("away")
    total.request_refresh()
    await quiet()
    assert (total.value, total.status) == (sum(range(300)), "LoadFailed")
    assert isinstance(total.error, SourceUnavailable)
    source.down = None
    source.rows["299"] = {**source.rows["299"], "n": 0}
    await dio.refresh()
    await quiet()
    assert (total.value, total.status) == (sum(range(299)), "Fresh")
    assert total.error is None


@pytest.mark.parametrize("make", [FakeSource, sequential])
@virtual
async def test_a_first_load_that_fails_recovers_with_the_next_refresh_and_asks_not_in_between(
    make,
):
    """P7."""
    source = make(300)
    source.down = SourceUnavailable("away")
    dio = await opened(source)
    total = await dio.value_scenery(dn.Sum("n"))
    await quiet(100)
    assert (total.value, total.status) == (None, "LoadFailed")
    assert len(source.calls) <= 3
    source.down = None
    await dio.refresh()
    await quiet()
    assert (total.value, total.status) == (sum(range(300)), "Fresh")


@virtual
async def test_it_moves_only_when_the_value_or_its_status_did():
    dio = await opened(eager(30))
    total = await dio.value_scenery(dn.Sum("n"))
    seen = bumps(total)
    await dio.patched("3", {**dio.store.get("3"), "name": "other"})
    await quiet()
    assert seen == []
    await dio.patched("3", {**dio.store.get("3"), "n": 1000})
    await quiet()
    assert len(seen) == 1
    assert total.value == sum(range(30)) + 997


@virtual
async def test_it_ignores_viewports():
    """X9."""
    runs = []
    source = FakeSource(300)
    dio = await opened(source)
    total = await dio.value_scenery(dn.Custom(lambda rows: runs.append(1) or len(rows)))
    scenery = await dio.table_scenery()
    await quiet()
    done = len(runs)
    for start in range(0, 200, 50):
        scenery.set_viewport(range(start, start + 20))
        await quiet()
    assert total.value == 300
    assert len(runs) == done


@virtual
async def test_a_function_that_raises_is_told_and_the_last_value_stays():
    dio = await opened(eager(3))
    ratio = await dio.value_scenery(dn.Custom(lambda rows: 6 / rows[0]["n"]))
    assert ratio.status == "LoadFailed"
    assert isinstance(ratio.error, ZeroDivisionError)
    await dio.patched("0", {"id": "0", "n": 2})
    await quiet()
    assert (ratio.value, ratio.status) == (3.0, "Fresh")


@virtual
async def test_a_subscriber_that_raises_is_reported_and_keeps_nobody_from_hearing():
    """S52."""
    dio = await opened(eager(3))
    total, troubles = await dio.value_scenery(dn.Sum("n")), []
    asyncio.get_running_loop().set_exception_handler(lambda loop, told: troubles.append(told))
    total.subscribe(lambda _: 1 / 0)
    seen = bumps(total)
    await dio.patched("0", {"id": "0", "n": 2})
    await quiet()
    assert len(seen) == len(troubles) == 1


@virtual
async def test_a_value_over_many_rows_is_computed_aside_and_ends_up_right(monkeypatch):
    monkeypatch.setattr(value_module, "BIG", 10)
    dio = await opened(eager(300))
    total = await dio.value_scenery(dn.Sum("n"))
    await dio.patched("0", {"id": "0", "n": 2})
    await dio.patched("1", {"id": "1", "n": 2})
    await quiet()
    assert total.value == sum(range(300)) + 3


@virtual
async def test_closing_it_cancels_its_walk_and_keeps_its_value_readable():
    """U23, X9."""
    source = FakeSource(100_000, latency=1.0)
    dio = await opened(source)
    total = await dio.value_scenery(dn.Sum("n"))
    await quiet(5)
    await total.aclose()
    await quiet(2)
    asked = len(source.calls)
    await quiet(60)
    assert len(source.calls) == asked
    assert total.value is None
    with pytest.raises(Closed):
        total.request_refresh()


@virtual
async def test_a_copy_of_unknown_completeness_gives_a_value_that_says_so():
    source = eager(100)
    read = source.read_all

    async def unsure(query):
        page = await read(query)
        return dn.vista.source.Page(page.rows, None, end=None, note="it may be cut")

    source.read_all = unsure
    count = await (await opened(source)).value_scenery(dn.Count())
    await quiet()
    assert (count.value, count.coverage.complete) == (100, None)
    assert count.coverage.reason == "it may be cut"
