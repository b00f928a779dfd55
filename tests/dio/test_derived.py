"""Groups and figures: tables made of another Dio's rows."""

import asyncio

import pytest

import diorama_nb as dn
from diorama_nb.errors import Closed, SourceError, SourceUnavailable, SpecError, Unsupported
from diorama_nb.testing import FakeSource
from diorama_nb.vista.source import Page
from tests.virtual import bumps, eager, ids, kinds, opened, quiet, sequential, virtual


def counted():
    """Return an aggregate, and the list that grows each time it is computed for a group."""
    runs = []
    return dn.Custom(lambda rows: runs.append(1) or len(rows)), runs


def table(dio):
    """Return what a derived table shows, by id."""
    return {id: dio.store.get(id) for id in dio.store.ids(dio.store.alive())}


def shown(dio):
    """Return the list of tables that were readable, one after each change."""
    seen = []
    dio.on_store(lambda _: seen.append(table(dio)))
    return seen


# --- what they hold ------------------------------------------------------------------------


@pytest.mark.parametrize("make", [eager, sequential, FakeSource])
@virtual
async def test_groups_are_right_in_each_shape_of_the_base(make):
    """U78."""
    source = make(250)
    dio = await opened(source)
    groups = await dio.group_by("group", n=dn.Count(), total=dn.Sum("n"), most=dn.Max("n"))
    wanted = {}
    for name in "abc":
        held = [row["n"] for row in source.rows.values() if row["group"] == name]
        wanted[name] = {"group": name, "n": len(held), "total": sum(held), "most": max(held)}
    assert table(groups) == wanted
    assert groups.coverage.complete is True
    assert [column.name for column in groups.columns] == ["group", "n", "total", "most"]


@pytest.mark.parametrize("blocking", [True, False])
@pytest.mark.parametrize("make", [eager, sequential, FakeSource])
@virtual
async def test_the_first_figures_are_computed_once(make, blocking):
    """P12: however the rows come."""
    source = make(250, latency=1.0)
    dio = await opened(source, on_start_blocking=blocking)
    value, runs = counted()
    figures = await dio.figures(n=value)
    await figures.table_scenery()
    await quiet(20)
    assert table(figures) == {"all": {"n": 250}}
    assert len(runs) == 1
    reads = [(call.kind, call.offset) for call in source.calls]
    assert len(reads) == len(set(reads))


@virtual
async def test_figures_are_a_table_of_one_row():
    """U78."""
    dio = await opened(FakeSource(250))
    figures = await dio.figures(n=dn.Count(), total=dn.Sum("n"))
    assert table(figures) == {"all": {"n": 250, "total": sum(range(250))}}
    none = await dio.figures(where={"group": "x"}, n=dn.Count(), total=dn.Sum("n"))
    assert table(none) == {"all": {"n": 0, "total": 0}}


@virtual
async def test_a_table_of_groups_is_sorted_searched_narrowed_and_counted_as_any():
    """U78."""
    dio = await opened(FakeSource(250))
    groups = await dio.group_by("group", n=dn.Count(), total=dn.Sum("n"))
    sorted_ = await groups.table_scenery(order_by="total", descending=True)
    assert ids(await groups.table_scenery()) == ["a", "b", "c"]
    assert ids(sorted_) == ["a", "c", "b"]
    assert ids(await groups.table_scenery(search="c")) == ["c"]
    assert ids(await groups.table_scenery(where={"n": 84})) == ["a"]
    assert await groups.vista().get_count() == 3
    largest = await groups.value_scenery(dn.Max("total"))
    assert largest.value == max(row["total"] for row in table(groups).values())
    frame = groups.to_pandas()
    assert list(frame["group"]) == ["a", "b", "c"]
    assert frame.attrs["diorama"]["complete"] is True


@virtual
async def test_groups_of_groups_follow_their_groups():
    dio = await opened(eager(30))
    by_group = await dio.group_by("group", n=dn.Count())
    by_size = await by_group.group_by("n", groups=dn.Count())
    assert table(by_size) == {"10": {"n": 10, "groups": 3}}
    await dio.patched("30", {"id": "30", "group": "a"})
    await quiet()
    assert table(by_size) == {"10": {"n": 10, "groups": 2}, "11": {"n": 11, "groups": 1}}


@virtual
async def test_it_can_not_be_written():
    """U78."""
    groups = await (await opened(eager(30))).group_by("group", n=dn.Count())
    with pytest.raises(Unsupported, match="change 'fake' itself"):
        await groups.vista().insert_value("x", {"group": "x", "n": 1})


@virtual
async def test_a_table_that_makes_no_sense_is_refused():
    dio = await opened(eager(3))
    with pytest.raises(SpecError, match="no figure is named"):
        await dio.figures()
    with pytest.raises(SpecError, match="is no value"):
        await dio.group_by("group", n=len)


# --- over rows that are loaded piece by piece ----------------------------------------------


@virtual
async def test_a_table_over_pages_has_all_rows_loaded_and_never_shows_a_part():
    """T28, T29, X30, U78."""
    source = FakeSource(1000, latency=1.0)
    dio = await opened(source, on_start_blocking=False)
    await dio.table_scenery()
    await quiet(2)
    groups = await dio.figures(n=dn.Count(), total=dn.Sum("n"))
    seen, total = shown(groups), await groups.value_scenery(dn.Sum("total"))
    view = await groups.table_scenery()
    assert (view.load_state, total.value, total.status) == ("loading", None, "Loading")
    assert groups.coverage.complete is False
    values = []
    total.subscribe(lambda _: values.append(total.value))
    await quiet(20)
    assert seen == [{"all": {"n": 1000, "total": sum(range(1000))}}]
    assert values == [sum(range(1000))]
    assert groups.coverage.complete is True


@virtual
async def test_a_refresh_of_pages_shows_no_figure_of_two_ages():
    """X27, T29."""
    source = FakeSource(300, latency=0.2)
    dio = await opened(source)
    figures = await dio.figures(total=dn.Sum("n"))
    await quiet()
    seen = shown(figures)
    for id in ("5", "250"):  # one in the chunk that a refresh reads, one behind it
        source.rows[id] = {**source.rows[id], "n": 0}
    await dio.refresh()
    await quiet(5)
    assert seen == [{"all": {"total": sum(range(300)) - 255}}]


@virtual
async def test_only_the_rows_that_count_are_loaded():
    source = FakeSource(2_000)
    dio = await opened(source)
    groups = await dio.group_by("group", where={"group": "b"}, n=dn.Count())
    assert table(groups) == {"b": {"group": "b", "n": 667}}
    assert len(source.asked("window")) <= 8


@virtual
async def test_a_base_of_unknown_completeness_makes_figures_that_say_so():
    """X30."""
    source = eager(100)
    read = source.read_all

    async def unsure(query):
        return Page((await read(query)).rows, None, end=None, note="it may be cut")

    source.read_all = unsure
    figures = await (await opened(source)).figures(n=dn.Count())
    assert table(figures) == {"all": {"n": 100}}
    assert figures.coverage.complete is None
    assert "it may be cut" in figures.to_pandas().attrs["diorama"]["reason"]


# --- following the base --------------------------------------------------------------------


@virtual
async def test_it_follows_rows_that_change_come_and_go():
    """U78."""
    dio = await opened(eager(30))
    groups = await dio.group_by("group", n=dn.Count(), total=dn.Sum("n"))
    await dio.patched("1", {"id": "1", "group": "z", "n": 5})
    await quiet()
    assert ids(await groups.table_scenery()) == ["a", "b", "c", "z"]
    assert table(groups)["z"] == {"group": "z", "n": 1, "total": 5}
    assert table(groups)["b"]["n"] == 9
    await dio.removed("1")
    await quiet()
    assert list(table(groups)) == ["a", "b", "c"]


@virtual
async def test_rows_are_reconciled_one_by_one_and_equal_figures_change_nothing():
    """U78, K1."""
    dio = await opened(eager(30))
    groups = await dio.group_by("group", n=dn.Count(), total=dn.Sum("n"))
    view, deltas, events = await groups.table_scenery(), [], groups.subscribe_events()
    await quiet()
    groups.on_store(deltas.append)
    seen = bumps(view)
    await dio.patched("3", {**dio.store.get("3"), "name": "other"})
    await quiet()
    assert (seen, deltas) == ([], [])
    assert "Invalidated" not in kinds(events)
    await dio.patched("3", {**dio.store.get("3"), "n": 1000})
    await quiet()
    assert [delta.size for delta in deltas] == [1]
    assert len(seen) == 1
    assert "Invalidated" in kinds(events)


@virtual
async def test_a_burst_of_changes_is_computed_at_once_and_then_four_times_a_second():
    """U78."""
    dio = await opened(eager(30))
    value, runs = counted()
    figures = await dio.figures(n=value, total=dn.Sum("n"))
    await quiet(2)
    runs.clear()
    for n in range(100):
        await dio.patched("0", {"id": "0", "n": n})
        await asyncio.sleep(0.01)
        if n == 1:
            assert len(runs) == 1
    assert 4 <= len(runs) <= 6
    await quiet()
    assert len(runs) <= 7
    assert table(figures)["all"]["total"] == sum(range(30)) + 99
    await quiet(10)
    assert len(runs) <= 7


@virtual
async def test_no_more_than_half_of_the_time_is_spent_computing(monkeypatch):
    dio = await opened(eager(30))
    figures = await dio.figures(total=dn.Sum("n"))
    runs = []

    async def slow(many, work, *args):
        runs.append(1)
        await asyncio.sleep(2)
        return work(*args)

    monkeypatch.setattr("diorama_nb.dio.derived.off_loop", slow)
    for n in range(200):
        await dio.patched("0", {"id": "0", "n": n})
        await quiet(0.1)
    assert 4 <= len(runs) <= 6
    await quiet(10)
    assert table(figures)["all"]["total"] == sum(range(30)) + 199


@virtual
async def test_what_is_looked_at_in_the_base_computes_nothing():
    """X9, U78."""
    dio = await opened(FakeSource(300))
    value, runs = counted()
    await dio.figures(n=value)
    view = await dio.table_scenery()
    await quiet(2)
    done = len(runs)
    for start in range(0, 200, 50):
        view.set_viewport(range(start, start + 20))
        await quiet()
    assert len(runs) == done


@pytest.mark.parametrize("make", [eager, sequential, FakeSource])
@virtual
async def test_a_refresh_of_the_table_refreshes_the_source(make):
    """U78."""
    source = make(300)
    dio = await opened(source)
    groups = await dio.group_by("group", total=dn.Sum("n"))
    view = await groups.table_scenery()
    await quiet()
    source.rows["299"] = {**source.rows["299"], "group": "z"}
    await groups.refresh()
    assert table(groups)["z"] == {"group": "z", "total": 299}
    source.rows["299"] = {**source.rows["299"], "group": "y"}
    view.request_refresh()
    await quiet(2)
    assert ids(view) == ["a", "b", "c", "y"]


@virtual
async def test_a_refresh_that_joins_a_computation_still_refreshes_the_source():
    source = eager(30, latency=0.1)
    dio = await opened(source)
    groups = await dio.group_by("group", n=dn.Count())
    await quiet(2)
    asked = len(source.calls)
    await dio.patched("0", {"id": "0", "group": "z"})
    await groups.refresh()
    assert len(source.calls) > asked
    assert list(table(groups)) == ["a", "b", "c"]


@virtual
async def test_a_base_that_is_cleared_and_filled_again_shows_no_empty_table():
    """T29, T4."""
    rows = {str(n): {"group": "a", "n": n} for n in range(10)}

    async def fill(dio):
        await dio.cache.insert_values(rows)

    async def rewrite(dio):
        await dio.cache.clear()
        await asyncio.sleep(1)
        await dio.cache.insert_values({**rows, "10": {"group": "a", "n": 10}})

    dio = await opened(eager(10), on_start=fill, on_refresh=rewrite)
    figures = await dio.figures(n=dn.Count())
    await quiet()
    seen, refreshed = shown(figures), asyncio.create_task(dio.refresh())
    await quiet()
    groups = await dio.group_by("group", n=dn.Count())
    await refreshed
    await quiet()
    assert seen == [{"all": {"n": 11}}]
    assert table(groups) == {"a": {"group": "a", "n": 11}}


@pytest.mark.parametrize("make", [eager, sequential, FakeSource])
@virtual
async def test_a_write_shows_in_the_figures_before_it_is_sent(make):
    source = make(30)
    dio = await opened(source)
    figures = await dio.figures(total=dn.Sum("n"))
    await quiet()
    source.latency = 5.0
    await dio.vista().patch_value("0", {"n": 100})
    await quiet(1)
    assert table(figures)["all"]["total"] == sum(range(30)) + 100
    await quiet(20)
    assert table(figures)["all"]["total"] == sum(range(30)) + 100


@virtual
async def test_rows_that_come_into_a_narrowed_set_are_read_from_the_source():
    source = FakeSource(300)
    dio = await opened(source)
    figures = await dio.figures(where={"group": "a"}, n=dn.Count())
    await quiet()
    source.rows["1"] = {**source.rows["1"], "group": "a"}
    await dio.patched("1", source.rows["1"])
    await quiet(2)
    assert table(figures) == {"all": {"n": 101}}


@virtual
async def test_figures_are_as_old_as_the_rows_they_are_made_of():
    source = eager(30)
    dio = await opened(source, cache_ttl=60)
    await quiet(100)
    source.latency = 5.0
    figures = await dio.figures(n=dn.Count())
    view = await figures.table_scenery()
    assert (view.row(0).status, figures.to_pandas().attrs["diorama"]["age"]) == ("Stale", 100)
    await quiet(10)
    assert (view.row(0).status, figures.to_pandas().attrs["diorama"]["age"]) == ("Fresh", 5)


# --- failures ------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [eager, sequential, FakeSource])
@virtual
async def test_a_source_that_fails_leaves_the_last_figures(make):
    """U78, S75."""
    source = make(300)
    dio = await opened(source)
    figures = await dio.figures(total=dn.Sum("n"))
    view = await figures.table_scenery()
    await quiet()
    seen, events = shown(figures), figures.subscribe_events()
    source.down = SourceUnavailable("away")
    with pytest.raises(SourceUnavailable):
        await figures.refresh()
    await quiet(5)
    assert "RefreshFailed" in kinds(events)
    assert isinstance(view.error, SourceUnavailable)
    asked = len(source.calls)
    await quiet(100)
    assert len(source.calls) == asked
    assert seen == []
    source.down = None
    source.rows["299"] = {**source.rows["299"], "n": 0}
    await dio.refresh()
    await quiet(5)
    assert seen == [{"all": {"total": sum(range(299))}}]
    assert view.error is None


@virtual
async def test_rows_too_old_to_be_served_make_figures_once_and_then_leave_the_last():
    """U78: a source that stays away is not asked again and again."""
    source = eager(30)
    dio = await opened(source, max_stale=10)
    await quiet(20)
    source.down = SourceUnavailable("away")
    figures = await dio.figures(total=dn.Sum("n"))
    assert table(figures) == {"all": {"total": sum(range(30))}}
    assert figures.coverage.complete is None
    assert "stale" in figures.coverage.reason
    asked = len(source.calls)
    await dio.patched("0", {"id": "0", "n": 100})
    await quiet(100)
    assert len(source.calls) - asked <= 1
    assert table(figures) == {"all": {"total": sum(range(30))}}
    source.down = None
    await dio.refresh()
    await quiet()
    assert figures.coverage.complete is True


@virtual
async def test_figures_of_rows_that_have_none_are_told_and_come_back():
    """U79."""
    dio = await opened(eager(3))
    figures = await dio.figures(total=dn.Sum("n"))
    view = await figures.table_scenery()
    await dio.patched("0", {"id": "0", "n": "x"})
    await quiet()
    assert (table(figures), type(view.error)) == ({"all": {"total": 3}}, SpecError)
    await dio.patched("0", {"id": "0", "n": 5})
    await quiet()
    assert (table(figures), view.error) == ({"all": {"total": 8}}, None)


@virtual
async def test_a_table_that_can_not_be_made_raises_and_leaves_nothing():
    source = FakeSource(300)
    dio = await opened(source)
    source.down = SourceUnavailable("away")
    with pytest.raises(SourceError):
        await dio.group_by("group", where={"group": "a"}, n=dn.Count())
    assert [view["holders"] for view in dio.diagnostics()["views"]] == [1]
    source.down = None
    assert (
        table(await dio.group_by("group", where={"group": "a"}, n=dn.Count()))["a"]["n"] == 100
    )


# --- who shares them, and how long ---------------------------------------------------------


@virtual
async def test_the_same_question_is_one_table():
    """U78."""
    dio = await opened(eager(30))
    value, runs = counted()

    async def ask(**more):
        return await dio.group_by("group", n=value, few=dn.CountWhere("n", "in", [1]), **more)

    first, second = await asyncio.gather(ask(), ask())
    assert first is second is await ask()
    assert len(runs) == 3
    assert await ask(where={"n": 1}) is not first
    await first.aclose()
    again = await ask()
    assert again is not first
    assert len(table(again)) == 3


@virtual
async def test_it_ends_with_its_base():
    """U78, T30."""
    dio = await opened(eager(30))
    value, runs = counted()
    figures = await dio.figures(n=value)
    view = await figures.table_scenery()
    await dio.aclose()
    assert (figures.closed, view.closed) == (True, True)
    done = len(runs)
    await quiet(5)
    assert len(runs) == done
    with pytest.raises(Closed):
        await figures.refresh()
    with pytest.raises(Closed):
        await dio.figures(n=value)


@virtual
async def test_no_table_is_opened_while_its_base_closes_and_two_who_close_it_close_it_once():
    async def slow(dio, write):
        await asyncio.sleep(1)

    dio = await opened(eager(5), on_write=slow)
    await dio.vista().patch_value("3", {"n": 1})
    closing = [asyncio.ensure_future(dio.aclose()) for _ in range(2)]
    await quiet()
    with pytest.raises(Closed):
        await dio.group_by("group", n=dn.Count())
    await asyncio.gather(*closing)
    assert dio.closed
    assert not dio.writes.pending


@virtual
async def test_a_table_that_is_closed_lets_go_of_the_rows_of_its_base():
    """U23."""
    dio = await opened(FakeSource(300))
    figures = await dio.figures(where={"group": "a"}, n=dn.Count())
    before = len(dio.diagnostics()["views"])
    await figures.aclose()
    await quiet()
    assert len(dio.diagnostics()["views"]) == before - 1


@virtual
async def test_a_reopened_table_shows_what_the_cache_held_until_the_base_has_answered():
    """U78: warm start."""
    cache, source = dn.MemoryCache(), eager(30, identity="shop")
    dio = await opened(source, cache)
    await dio.group_by("group", n=dn.Count())
    await dio.aclose()
    source.rows["0"] = {**source.rows["0"], "group": "z"}
    source.latency = 5.0
    asked = len(source.calls)

    async def rewrite(dio):
        await asyncio.sleep(5)
        await dio.cache.replace_all(source.rows)

    dio = await opened(source, cache, on_refresh=rewrite)
    groups = await dio.group_by("group", n=dn.Count())
    view, seen = await groups.table_scenery(), shown(groups)
    assert ids(view) == ["a", "b", "c"]
    assert (view.row(0).status, view.load_state) == ("Stale", "partial")
    assert groups.coverage.complete is None
    assert "earlier session" in groups.coverage.reason
    await quiet(20)
    assert [list(one) for one in seen] == [["a", "b", "c", "z"]]
    assert (view.row(0).status, view.load_state) == ("Fresh", "complete")
    assert groups.coverage.complete is True
    assert len(source.calls) == asked


@virtual
async def test_functions_of_ones_own_are_not_kept_over_restarts_and_other_tables_are():
    """U78: retain."""
    cache = dn.MemoryCache()
    dio = await opened(eager(30, identity="shop"), cache)
    await dio.figures(n=dn.Custom(len))
    old = await dio.figures(n=dn.Count())
    kept = await dio.group_by("group", n=dn.Count())
    await kept.figures(n=dn.Count())
    assert len(await cache.list_tables()) == 4
    await old.aclose()
    assert await dio.prune_derived() == [old.cache.name]
    assert len(await cache.list_tables()) == 3
    assert await dio.prune_derived() == []


def test_blocking_code_opens_them_through_the_one_door():
    rows = [{"id": n, "kind": "ab"[n % 2], "n": n} for n in range(10)]
    with_groups = dn.open(dn.MemoryVista(rows))
    groups = dn.run(with_groups.group_by("kind", total=dn.Sum("n")))
    assert groups.to_pandas()["total"].tolist() == [20, 25]
    dn.run(with_groups.aclose())
