"""Values that the source works out, without its rows."""

import pytest

import diorama_nb as dn
from diorama_nb.errors import SourceUnavailable
from diorama_nb.testing import FakeSource
from tests.virtual import bumps, opened, quiet, virtual

PUSHES = ("order", "search", "==", "<", "aggregate")


def telling(rows, **settings):
    return FakeSource(rows, pushes=PUSHES, **settings)


async def following(source, aggregate=None, where=None, **settings):
    """Return a Dio of which a page is held, and a value over all of it."""
    dio = await opened(source, **settings)
    scenery = await dio.table_scenery()
    await quiet()
    value = await dio.value_scenery(aggregate or dn.Sum("n"), where)
    await quiet()
    source.calls.clear()
    value.keep = scenery
    return dio, value


@virtual
async def test_each_kind_of_value_costs_one_question_and_no_rows():
    """S8, S40."""
    source = telling(1000)
    dio = await opened(source)
    prices = [row["price"] for row in source.rows.values()]
    wanted = {
        dn.Count(): 1000,
        dn.CountWhere("group", "==", "a"): 334,
        dn.Sum("price"): sum(prices),
        dn.Min("price"): min(prices),
        dn.Max("price"): max(prices),
        dn.Mean("price"): sum(prices) / 1000,
        dn.Distinct("group"): ["a", "b", "c"],
    }
    views = {kind: await dio.value_scenery(kind) for kind in wanted}
    some = await dio.value_scenery(dn.Sum("n"), {"group": "b"})
    await quiet()
    assert {kind: view.value for kind, view in views.items()} == wanted
    assert some.value == sum(range(1, 1000, 3))
    assert [call.kind for call in source.calls] == ["aggregate"] * 7  # one for sum and mean
    assert {view.status for view in (some, *views.values())} == {"Fresh"}
    assert all(view.by_source and view.coverage.complete for view in views.values())
    assert some.coverage.reason == "by the source"


@virtual
async def test_it_is_asked_for_again_after_a_refresh_and_what_is_heard_of_the_source():
    """X9: also of rows that are not held."""
    source = telling(1000, pushes_changes=True)
    dio, total = await following(source)
    await dio.watch()
    for step, change in enumerate([("3", {"n": 1000}), ("777", {"n": 1000}), ("888", None)]):
        id, patch = change
        source.change(id, patch and {**source.rows[id], **patch})
        await quiet(5)
        assert total.value == sum(row["n"] for row in source.rows.values()), step
    source.rows["999"] = {**source.rows["999"], "n": 5000}
    source.calls.clear()
    await dio.refresh()
    await quiet(5)
    assert total.value == sum(row["n"] for row in source.rows.values())
    assert len(source.asked("aggregate")) == 1
    await dio.aclose()


@virtual
async def test_a_value_of_the_source_is_asked_for_again_whoever_tells_of_a_record():
    source = telling(1000)
    dio, total = await following(source)

    async def patched(id):
        source.rows[id] = {**source.rows[id], "n": 5000}
        await dio.patched(id, source.rows[id])

    async def removed(id):
        del source.rows[id]
        await dio.removed(id)

    async def reread(id):
        source.rows[id] = {**source.rows[id], "n": 7000}
        await dio.reread_record(id)

    async def reread_deleted(id):
        del source.rows[id]
        await dio.reread_record(id)

    told = [(patched, "3"), (patched, "777"), (removed, "4"), (removed, "888")]
    for step, id in [*told, (reread, "5"), (reread_deleted, "6")]:
        await step(id)
        await quiet(5)
        assert total.value == sum(row["n"] for row in source.rows.values()), (step, id)


@virtual
async def test_what_is_written_and_not_sent_yet_is_counted_as_it_is_shown():
    """X28: whether or not the source has got it by then, and also in rows nobody has read."""
    source = telling(1000, latency=lambda call: 30.0 if call.kind == "write" else 0.0)
    dio, total = await following(source)
    seen, rows = bumps(total), dict(source.rows)

    def expected():
        return sum(row["n"] for row in rows.values())

    facade = dio.vista()
    rows["3"], rows["700"], rows["new"] = {"n": 5000}, {"n": 7000}, {"n": 1}
    del rows["800"]
    await facade.patch_value("3", {"n": 5000})
    await facade.patch_value("700", {"n": 7000})
    await facade.delete_value("800")
    await facade.insert_value("new", {"id": "new", "n": 1})
    await quiet(5)
    assert total.value == expected() == await facade.aggregate(dn.Sum("n"))
    assert dio.stats.pending_writes == 4
    for _ in range(30):
        await quiet(5)
        assert total.value == expected()
    assert dio.stats.pending_writes == 0
    assert len(seen) == 1, "sending them changes nothing that is shown"
    assert set(source.asked("window")) <= {(0, 100)}, "nothing is loaded but what is looked at"


@virtual
async def test_a_write_that_is_refused_leaves_the_value_of_the_source():
    source = telling(1000)
    dio, total = await following(source)
    source.on_write = lambda write: (_ for _ in ()).throw(dn.errors.WriteRejected("no"))
    ticket = await dio.vista().patch_value("700", {"n": 10**6})
    await quiet(5)
    assert ticket.state == "parked"
    assert total.value == sum(range(1000))


@virtual
async def test_an_answer_that_was_under_way_while_something_was_written_is_not_shown():
    """X28."""
    slow = {"aggregate": 10.0, "write": 2.0}
    source = telling(1000, latency=lambda call: slow.get(call.kind, 0.0))
    dio = await opened(source)
    total = await dio.value_scenery(dn.Sum("n"))
    await quiet(5)
    await dio.vista().patch_value("700", {"n": 0})
    seen = []
    total.subscribe(lambda _: seen.append(total.value))
    await quiet(60)
    assert seen == [sum(range(1000)) - 700]


@virtual
async def test_a_source_that_changes_all_the_time_is_not_asked_all_the_time():
    source = telling(1000, pushes_changes=True, latency=1.0)
    dio, total = await following(source)
    await quiet(5)
    await dio.watch()
    await quiet(5)
    source.calls.clear()
    for step in range(200):
        source.change("3", {**source.rows["3"], "n": step})
        await quiet(0.1)
    assert len(source.asked("aggregate")) <= 11
    await quiet(10)
    assert total.value == sum(range(1000)) - 3 + 199
    await dio.aclose()


@virtual
async def test_a_source_that_does_not_answer_is_told_and_recovers_with_the_next_refresh():
    """P7, S75."""
    source = telling(1000)
    dio, total = await following(source)
    source.down = SourceUnavailable("away")
    total.request_refresh()
    await quiet(100)
    assert (total.value, total.status) == (sum(range(1000)), "LoadFailed")
    assert len(source.calls) < 6
    source.down = None
    await dio.refresh()
    await quiet()
    assert (total.value, total.status, total.error) == (sum(range(1000)), "Fresh", None)


@virtual
async def test_what_the_source_can_not_tell_is_computed_from_its_rows():
    source = telling(300)
    source.aggregate = lambda *asked: _none()
    dio, total = await following(source)
    assert (total.value, total.by_source) == (sum(range(300)), False)
    assert total.coverage.rows == 300
    await dio.patched("3", {**dio.store.get("3"), "n": 0})
    await quiet()
    assert total.value == sum(range(300)) - 3
    own = await dio.value_scenery(dn.Custom(len))
    assert own.value == 300


async def _none():
    return None


@virtual
async def test_when_all_rows_are_held_they_are_counted_here():
    source = telling(300)
    dio, total = await following(source)
    await dio.load_all()
    await quiet()
    assert (total.value, total.by_source, total.coverage.rows) == (sum(range(300)), False, 300)
    source.calls.clear()
    await dio.patched("3", {**dio.store.get("3"), "n": 0})
    await quiet()
    assert (total.value, source.calls) == (sum(range(300)) - 3, [])


@virtual
async def test_values_that_no_sum_has_are_refused_as_they_are_over_rows():
    dio, total = await following(telling(300), dn.Sum("name"))
    assert (total.value, total.status) == (None, "LoadFailed")
    assert "which is no number" in str(total.error)
    with pytest.raises(dn.errors.SpecError, match="which is no number"):
        await dio.vista().aggregate(dn.Sum("name"))


@virtual
async def test_a_facade_answers_with_one_question_where_rows_are_missing():
    source = telling(1000)
    dio, _ = await following(source)
    facade = dio.vista().where(group="b")
    assert await facade.aggregate(dn.Sum("n")) == sum(range(1, 1000, 3))
    assert await facade.aggregate(dn.CountWhere("n", "<", 10)) == 3
    assert [call.kind for call in source.calls] == ["aggregate"] * 2
    await dio.load_all()
    source.calls.clear()
    assert await facade.aggregate(dn.Sum("n")) == sum(range(1, 1000, 3))
    assert source.calls == []


@virtual
async def test_a_count_does_not_rest_on_a_total_that_nobody_reads_again():
    """X9: a grid that stated it has gone, another one is looked at."""
    source = telling(1000)
    dio, count = await following(source, dn.Count())
    await count.keep.aclose()
    del count.keep
    await dio.table_scenery({"group": "a"})
    await quiet()
    source.rows = {id: row for id, row in source.rows.items() if row["n"] < 600}
    await dio.refresh()
    await quiet(5)
    assert (count.value, count.by_source, count.coverage.complete) == (600, True, True)
