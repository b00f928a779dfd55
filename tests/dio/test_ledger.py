"""The ledger: what a source was asked, for whom, what of it was new; and why rows are here."""

import asyncio
import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import diorama_nb as dn
from diorama_nb.dio import ledger as ledgers
from diorama_nb.testing import FakeSource
from tests.virtual import eager, opened, quiet, sequential, virtual


def told(dio):
    """Return kind, cause and who of each entry."""
    return [(f.kind, f.cause, f.who) for f in dio.ledger]


def agrees(dio):
    """Whether the plain numbers and the entries tell the same."""
    fetches = dio.ledger.fetches
    assert dio.stats.fetches == len(fetches)
    assert dio.stats.repeats == sum(f.repeat for f in fetches)
    assert dio.stats.redundant_rows == sum(f.redundant for f in fetches)
    assert all(f.outcome != "under way" and f.seconds is not None for f in dio.ledger)


@virtual
async def test_each_window_is_noted_with_its_time_and_its_rows():
    """U75: a fetch knows its view, its rows, its time, and what of it was new."""
    dio = await opened(FakeSource(250, latency=0.5))
    scenery = await dio.table_scenery(where={"group": "a"})
    await quiet(2)
    (fetch,) = dio.ledger.fetches
    assert (fetch.number, fetch.kind, fetch.range) == (1, "window", range(0, 100))
    assert fetch.query == scenery.query
    assert (fetch.cause, fetch.who) == ("viewport", scenery.label)
    assert (fetch.rows, fetch.new, fetch.changed, fetch.same) == (84, 84, 0, 0)
    assert (fetch.outcome, fetch.requests) == ("answered", 1)
    assert fetch.seconds == pytest.approx(0.5)
    agrees(dio)


@virtual
async def test_what_all_views_cost_is_the_sum_of_what_each_did():
    dio = await opened(FakeSource(250))
    await dio.table_scenery()
    await dio.table_scenery(order_by="id", descending=True)
    await quiet()
    assert dio.ledger.total.again == 0
    for field in dataclasses.fields(dio.ledger.total):
        parts = [getattr(cost, field.name) for cost in dio.ledger.views.values()]
        assert len(parts) == 2
        assert getattr(dio.ledger.total, field.name) == sum(parts), field.name


@virtual
async def test_what_is_asked_again_is_counted():
    """U75: windows asked again, those held and fresh among them, and rows that came twice."""
    source = FakeSource(250)
    dio = await opened(source)
    scenery = await dio.table_scenery()
    await quiet()
    scenery.request_retry()
    await quiet()
    cost = dio.ledger.total
    assert (cost.fetches, cost.windows, cost.again) == (2, 1, 1)
    assert (cost.repeats, cost.redundant, cost.rows) == (1, 100, 200)
    assert dio.ledger.views == {dn.Query(): cost}
    agrees(dio)


@virtual
async def test_a_refresh_wastes_nothing_and_tells_what_it_changed():
    """U75: rows that are read again on purpose are not redundant."""
    source = FakeSource(30)
    dio = await opened(source)
    await dio.load_all()
    source.rows["7"] = {**source.rows["7"], "name": "other"}
    source.rows["new"] = {"id": "new", "n": 30}
    await dio.refresh()
    fetch = dio.ledger.fetches[-1]
    assert (fetch.cause, fetch.new, fetch.changed, fetch.same) == ("refresh", 1, 1, 29)
    assert fetch.redundant == 0
    agrees(dio)


@virtual
async def test_failures_and_cancelled_loads_are_told_apart():
    """U75: an answer that failed says why; one that nobody waited for is no failure."""
    source = FakeSource(1000, latency=5.0)
    dio = await opened(source)
    source.fail()
    scenery = await dio.table_scenery()
    await quiet(6)
    scenery.set_viewport(range(500, 600))
    await quiet(1)
    await scenery.aclose()
    await quiet(1)
    failed, cancelled = dio.ledger.fetches
    assert (failed.outcome, cancelled.outcome) == ("failed", "cancelled")
    assert "does not answer" in failed.error
    assert dio.ledger.total.failures == 1
    agrees(dio)


@virtual
async def test_everybody_who_asks_is_named():
    """U75: the viewport, the facade, values, refreshes and walks are told apart."""
    dio = await opened(FakeSource(250))
    await dio.vista().get_value("7")
    await dio.vista().where(group="b").list_values()
    scenery = await dio.table_scenery(where={"group": "c"})
    await quiet()
    scenery.request_refresh()
    await quiet()
    await dio.load_all()
    await dio.refresh()
    seen = told(dio)
    assert seen[0] == ("one", "facade", "get_value")
    assert seen[1] == ("window", "facade", "list_values")
    assert ("window", "viewport", "scenery #1") in seen
    assert ("window", "refresh", "scenery #1") in seen
    assert ("window", "load_all", "") in seen
    assert ("window", "refresh", "") in seen
    agrees(dio)


@virtual
async def test_a_value_names_itself():
    """U75: a value that needs every row is the reason for reading them."""
    dio = await opened(FakeSource(120))
    total = await dio.value_scenery(dn.Sum("n"))
    await quiet()
    assert total.value == sum(range(120))
    assert {f.cause for f in dio.ledger.fetches} == {"value"}


@virtual
async def test_ticker_and_revalidation_are_named():
    """U75: nobody asked for these, and the ledger says so."""
    dio = await opened(eager(20), refresh_every=60, cache_ttl=100)
    await asyncio.sleep(61)
    await quiet()
    assert [f.cause for f in dio.ledger.fetches] == ["open", "ticker"]
    dio = await opened(eager(20), cache_ttl=10)
    await asyncio.sleep(11)
    await dio.vista().list_values()
    await quiet()
    assert [f.cause for f in dio.ledger.fetches] == ["open", "revalidation"]


@virtual
async def test_what_a_cold_copy_cost():
    """U75: a whole copy is one fetch, however many requests it took."""
    dio = await opened(eager(20))
    (fetch,) = dio.ledger.fetches
    assert (fetch.kind, fetch.rows, fetch.new, fetch.requests) == ("all", 20, 20, 1)
    await dio.refresh()
    assert dio.ledger.fetches[-1].same == 20
    agrees(dio)


@virtual
async def test_tokens_are_not_kept():
    """U75: a token may hold a secret, its fingerprint does not."""
    dio = await opened(sequential(120))
    await dio.load_all()
    tokens = [f.token for f in dio.ledger.fetches]
    assert tokens[0] == ""
    assert len(set(tokens)) == 3
    assert not {"50", "100"} & set(tokens)


@virtual
async def test_memory_is_bounded(monkeypatch):
    """U75: the ledger forgets the oldest fetches, and counts on."""
    monkeypatch.setattr(ledgers, "KEPT", 5)
    dio = await opened(FakeSource(1000), page_size=50)
    await dio.load_all()
    assert len(dio.ledger) == 5
    assert dio.stats.fetches == 20
    assert [f.number for f in dio.ledger] == [16, 17, 18, 19, 20]


@virtual
async def test_a_burst_of_details_forgets_no_rows(monkeypatch):
    """U75: details are remembered beside the rows, not instead of them."""
    monkeypatch.setattr(ledgers, "KEPT", 5)

    async def more(dio, id, row):
        return {"extra": 1}

    dio = await opened(FakeSource(60), on_load_detail=more)
    await dio.vista().list_values()
    await dio.details.hydrate()
    kinds = [f.kind for f in dio.ledger]
    assert (kinds.count("window"), kinds.count("detail")) == (1, 5)
    assert dio.stats.details == 60


@virtual
async def test_the_ledger_as_a_table():
    """U75: one row per fetch, with whole numbers, words and times."""
    dio = await opened(FakeSource(250))
    await dio.vista().where(group="a").order_by("n").list_values()
    frame = dio.ledger.to_pandas()
    assert frame["query"].iloc[0] == "rows where group == 'a', by n"
    assert frame[["first", "stop", "rows", "new"]].iloc[0].tolist() == [0, 100, 84, 84]
    assert str(frame["started"].dt.tz) == "UTC"
    assert frame["seconds"].dtype == "float64"
    assert "fetches" in repr(dio.ledger)
    assert list((await opened(FakeSource(3))).ledger.to_pandas().columns) == list(frame.columns)


STEPS = st.lists(
    st.sampled_from(
        ["move", "all", "refresh", "get", "list", "change", "sort", "fail", "count"]
    ),
    max_size=8,
)


@settings(max_examples=30, deadline=None)
@given(STEPS, st.sampled_from([("window",), ("next",), ()]))
def test_the_numbers_and_the_entries_agree(steps, reads):
    """U75: whatever happens, the plain numbers are the sums of the entries."""

    @virtual
    async def check():
        source = FakeSource(130, reads=reads, latency=0.1)
        dio = await opened(source, page_size=20)
        scenery = await dio.table_scenery()
        for number, step in enumerate(steps):
            try:
                match step:
                    case "move":
                        scenery.set_viewport(range(number * 30, number * 30 + 50))
                    case "all":
                        await dio.load_all()
                    case "refresh":
                        await dio.refresh()
                    case "get":
                        await dio.vista().get_value(str(number * 7))
                    case "list":
                        await dio.vista().where(group="a").list_values()
                    case "count":
                        await dio.vista().where(group="b").get_count()
                    case "change":
                        source.rows["3"] = {**source.rows["3"], "n": -number}
                    case "sort":
                        scenery.set_sort("price")
                    case "fail":
                        source.fail()
            except dn.errors.DioramaError:
                pass
            await quiet(0.07)
        await scenery.aclose()
        await quiet(3)
        agrees(dio)
        cost = dio.ledger.total
        assert cost.windows <= cost.fetches
        assert cost.redundant <= cost.rows
        assert sum(t.fetches for t in dio.ledger.views.values()) == cost.fetches
        for fetch in dio.ledger.fetches:
            assert fetch.new + fetch.changed + fetch.same <= fetch.rows

    check()


# --- why -------------------------------------------------------------------------------------


@virtual
async def test_why_a_row_is_here():
    """U75: a row tells what brought it, newest first, for whom, and how old it is."""
    dio = await opened(FakeSource(250))
    scenery = await dio.table_scenery()
    await quiet()
    await asyncio.sleep(30)
    await dio.refresh()
    await asyncio.sleep(12)
    answer = dio.why("7")
    assert [f.cause for f in answer.fetches] == ["refresh", "viewport"]
    assert (answer.held, answer.freshness) == (1, "fresh")
    assert answer.age == pytest.approx(12, abs=0.1)
    text = repr(answer)
    assert "row '7' of fake: held, fresh, read 12.0 s ago" in text
    assert "#2 rows 0–99: refresh" in text
    assert f"viewport ({scenery.label})" in text
    assert "<" not in text


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 120), st.integers(1, 60)), min_size=1, max_size=6))
def test_every_row_that_is_held_knows_what_brought_it(windows):
    """U75: a row names the fetches whose window it stands in, newest first."""

    @virtual
    async def check():
        dio = await opened(FakeSource(130), page_size=10)
        for first, count in windows:
            await dio.vista().fetch_window(first, count)
        for place in range(130):
            answer = dio.why(str(place))
            numbers = [fetch.number for fetch in answer.fetches]
            assert numbers == sorted(numbers, reverse=True)
            brought = [f.number for f in dio.ledger.fetches if place in f.range]
            assert sorted(numbers) == brought
            assert bool(answer.held) == bool(brought)

    check()


@virtual
async def test_why_a_range_is_here():
    """U75: a range tells every fetch that brought one of its rows, and how much is held."""
    dio = await opened(FakeSource(250))
    await dio.vista().fetch_window(0, 10)
    answer = dio.why(range(50, 150))
    assert (answer.asked, answer.held, len(answer.fetches)) == (100, 50, 1)
    assert "50 of 100 held" in str(answer)
    assert dio.why(range(200, 250)).held == 0
    assert str(dio.why("nobody")) == "row 'nobody' of fake: not held"
    with pytest.raises(dn.errors.SpecError):
        dio.why(range(0, 10, 2))


@virtual
async def test_why_after_a_restart():
    """U75: rows of an earlier session say so, and how old they are."""
    cache, source = dn.MemoryCache(), FakeSource(20)
    await opened(source, cache)
    dio = await opened(source, cache)
    await dio.load_all()
    again = await opened(source, cache, refresh_on_open=False)
    answer = again.why("3")
    assert [f.kind for f in answer.fetches] == ["cache"]
    assert "earlier session" in str(answer)


@virtual
async def test_why_of_writes_and_pushes():
    """U75: a pending write is told of, its answer and news of the source are reasons."""
    source = FakeSource(20, pushes_changes=True, latency=1.0)
    dio = await opened(source)
    await dio.load_all()
    ticket = await dio.vista().patch_value("3", {"name": "mine"})
    assert dio.why("3").pending == ("3",)
    assert "not settled" in str(dio.why("3"))
    assert dio.why(range(0, 20)).pending == ("3",)
    await ticket.settled()
    await quiet()
    assert dio.why("3").pending == ()
    assert dio.why("3").fetches[0].kind == "write"
    await dio.watch()
    await quiet(5)
    source.change("4", {**source.rows["4"], "name": "theirs"})
    await quiet()
    assert dio.why("4").fetches[0].kind == "push"


@virtual
async def test_why_of_callbacks_and_details():
    """U75: what a callback loaded and what details added is told."""

    async def fill(dio):
        await dio.cache.insert_values(await dio.master.list_values())

    async def more(dio, id, row):
        return {"extra": 1}

    dio = await opened(eager(5), on_start=fill, on_load_detail=more)
    await dio.vista().get_value("3")
    kinds = [(f.kind, f.why) for f in dio.why("3").fetches]
    assert kinds == [("detail", "details"), ("callback", "open (on_start)")]


@virtual
async def test_why_of_a_stale_row():
    """U75: an aged row is stale."""
    dio = await opened(eager(5), cache_ttl=60)
    assert dio.why("3").freshness == "fresh"
    await asyncio.sleep(61)
    assert dio.why("3").freshness == dio.why(range(5)).freshness == "stale"
