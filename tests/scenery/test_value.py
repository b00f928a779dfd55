"""Values that keep themselves right."""

import asyncio
import gc

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


class Spy:
    """A running state that counts the values it is given."""

    def __init__(self, state, steps):
        self._state, self._steps = state, steps

    def fill(self, cells):
        self._state.fill(self._steps.append("fill") or cell for cell in cells)

    def add(self, position, value):
        self._steps.append(value)
        self._state.add(position, value)

    def remove(self, position, value):
        self._steps.append(value)
        self._state.remove(position, value)

    def __getattr__(self, name):
        return getattr(self._state, name)


def spied(kind, column):
    """Return an aggregate, and the list of values that its states are given."""
    steps = []

    class Spied(kind):
        def reducer(self):
            return Spy(super().reducer(), steps)

    return Spied(column), steps


@pytest.mark.parametrize("kind", [dn.Sum, dn.Mean, dn.Min, dn.Max, dn.Distinct])
@virtual
async def test_one_changed_row_of_100_000_costs_the_reading_of_that_row(kind):
    """S8, U79: also when it enters or leaves what is counted."""
    rows = {str(n): {"id": str(n), "n": n % 1000, "on": n > 5} for n in range(100_000)}
    dio = await opened(eager(rows))
    aggregate, steps = spied(kind, "n")
    view = await dio.value_scenery(aggregate, where={"on": True})
    await quiet()
    steps.clear()
    await dio.patched("70", {"id": "70", "n": 5000, "on": True})
    await quiet()
    assert steps == [70, 5000]
    await dio.patched("70", {"id": "70", "n": 5000, "on": False})
    await dio.patched("0", {"id": "0", "n": -1, "on": True})
    await dio.removed("99")
    await quiet()
    assert sorted(steps[2:]) == [-1, 99, 5000]
    rows |= {"70": {"n": 0, "on": False}, "0": {"n": -1, "on": True}, "99": {"on": False}}
    counted = [row["n"] for row in rows.values() if row["on"]]
    wanted = {
        dn.Sum: sum(counted),
        dn.Mean: sum(counted) / len(counted),
        dn.Min: -1,
        dn.Max: 999,
        dn.Distinct: sorted(set(counted)),
    }
    assert view.value == wanted[kind]


@virtual
async def test_rows_that_are_loaded_later_are_added_to_those_that_were_read():
    """T28."""
    source = FakeSource(300)
    dio = await opened(source)
    total = await dio.value_scenery(dn.Sum("n"))
    await quiet()
    source.rows["300"] = {**source.rows["299"], "id": "300", "n": 7}
    await dio.refresh()
    await quiet()
    assert (total.value, total.status) == (sum(range(300)) + 7, "Fresh")


@virtual
async def test_a_refresh_that_clears_before_it_fills_shows_no_value_in_between():
    """T29, U78."""
    seen, rows = [], {str(n): {"n": n} for n in range(10)}

    async def rewrite(dio):
        await dio.cache.clear()
        await asyncio.sleep(1)
        await dio.cache.insert_values({**rows, "10": {"n": 10}})

    async def fill(dio):
        await dio.cache.insert_values(rows)

    dio = await opened(eager(10), on_start=fill, on_refresh=rewrite)
    total = await dio.value_scenery(dn.Sum("n"))
    total.subscribe(lambda _: seen.append(total.value))
    await dio.refresh()
    await quiet()
    assert seen == [55]


@virtual
async def test_a_refresh_that_fails_is_told_until_one_goes_well():
    """U79, S75."""
    source = eager(10)
    dio = await opened(source)
    total = await dio.value_scenery(dn.Sum("n"))
    seen = []
    total.subscribe(lambda _: seen.append((total.value, total.status)))
    source.down = SourceUnavailable("away")
    total.request_refresh()
    await quiet()
    await dio.patched("0", {"id": "0", "n": 100})
    await quiet()
    source.down = None
    await dio.refresh()
    await quiet()
    assert seen[:2] == [(45, "LoadFailed"), (145, "LoadFailed")]
    assert (total.value, total.status, total.error) == (45, "Fresh", None)


@virtual
async def test_a_value_nobody_keeps_notes_no_changes_any_more():
    """X9."""
    dio = await opened(eager(10))
    before = len(dio.cache._listeners)
    total = await dio.value_scenery(dn.Sum("n"))
    await dio.vista().list_values()
    await total.aclose()
    await quiet()
    assert len(dio.cache._listeners) == before
    total = await dio.value_scenery(dn.Sum("n"))
    del total
    gc.collect()
    await quiet()
    assert len(dio.cache._listeners) == before


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


@pytest.mark.parametrize("close_dio", [True, False])
@virtual
async def test_generations_of_a_value_come_one_by_one_and_end_when_it_is_closed(close_dio):
    dio = await opened(eager(10))
    total = await dio.value_scenery(dn.Sum("n"))
    await quiet()
    seen = []

    async def read():
        async for generation in total.generations():
            seen.append((generation, total.value))

    reading = asyncio.ensure_future(read())
    await quiet(0.1)
    await dio.patched("3", {"id": "3", "n": 103})
    await quiet(0.1)
    await (dio if close_dio else total).aclose()
    await reading
    assert [value for _, value in seen] == [45, 145]
    assert seen[-1][0] == total.generation
