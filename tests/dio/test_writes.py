"""Writes: shown at once, sent in their turn, settled or taken back; every view agrees."""

import asyncio

import pytest

import diorama_nb as dn
from diorama_nb.errors import (
    Closed,
    NotFound,
    SourceUnavailable,
    SpecError,
    Unsupported,
    ValueRefused,
    WriteConflict,
    WriteQueueFull,
    WriteRejected,
)
from diorama_nb.rows import codec
from diorama_nb.testing import FakeSource
from diorama_nb.writes.write import Stored, Write
from tests.virtual import ids, kinds, opened, quiet, virtual

SHAPES = {
    "eager": {"reads": ()},
    "paged": {"reads": ("window",)},
    "sequential": {"reads": ("next",)},
}

shapes = pytest.mark.parametrize("shape", SHAPES)


def shop(shape="eager", rows=60, **settings):
    return FakeSource(rows, **SHAPES[shape], latency=1.0, **settings)


async def shown(dio):
    """Return a scenery whose rows are all there."""
    scenery = await dio.table_scenery()
    await asyncio.sleep(1.5)
    scenery.set_viewport(range(0, 100))
    await asyncio.sleep(8)
    assert scenery.load_state == "complete"
    return scenery


def statuses(scenery, *ids):
    return [scenery.row(scenery.index_of(id)).status for id in ids]


def refuse(error):
    def on_write(write):
        raise error

    return on_write


NO = WriteRejected("no such price", fields={"price": "must be positive"}, hint="price=1")


# --- the way of a write --------------------------------------------------------------------


@shapes
@virtual
async def test_a_write_is_shown_at_once_and_sent_behind(shape):
    """S17, K3, K7: accepted means shown; the receipt says the rest."""
    source = shop(shape)
    dio = await opened(source)
    scenery = await shown(dio)
    ticket = await dio.vista().patch_value("3", {"n": 99})
    await quiet(0.05)
    row = scenery.row(scenery.index_of("3"))
    assert (row.record["n"], row.status, row.dirty_fields) == (99, "PendingWrite", {"n"})
    assert ticket.state == "sending"
    assert source.rows["3"]["n"] == 3
    assert dio.stats.pending_writes == 1
    assert (await ticket.settled())["n"] == 99
    await quiet()
    row = scenery.row(scenery.index_of("3"))
    assert (row.status, row.dirty_fields, ticket.state) == ("Fresh", frozenset(), "settled")
    assert source.rows["3"]["n"] == 99
    assert dio.stats.pending_writes == 0
    await dio.aclose()


@shapes
@virtual
async def test_an_insert_and_a_delete_are_seen_before_they_are_confirmed(shape):
    """X6: the views do not wait for the source to show a row come or go."""
    source = shop(shape)
    dio = await opened(source)
    scenery = await shown(dio)
    count = await dio.value_scenery(dn.Sum("n"))
    await asyncio.sleep(5)
    total = count.value
    await dio.vista().insert_value("x", {"id": "x", "n": 1000})
    await dio.vista().delete_value("7")
    await quiet(0.1)
    assert scenery.row_count == 60
    assert scenery.index_of("7") is None
    assert scenery.index_of("x") == 59
    assert ids(scenery)[6:8] == ["6", "8"]
    assert count.value == total + 1000 - 7
    assert "7" not in dict(await dio.vista().list_values())
    await asyncio.sleep(10)
    assert scenery.row_count == 60
    assert ids(scenery) == list(source.rows)
    assert statuses(scenery, "x", "6", "8") == ["Fresh"] * 3
    await dio.aclose()


@shapes
@virtual
async def test_a_refused_write_is_taken_back_and_says_why(shape):
    """S17, S52, U63, U71: nothing is lost of what was there, and the fields are named."""
    source = shop(shape)
    dio = await opened(source)
    scenery = await shown(dio)
    before = ids(scenery)
    source.on_write = refuse(NO)
    events = dio.subscribe_events()
    tickets = [
        await dio.vista().patch_value("3", {"n": 99}),
        await dio.vista().delete_value("5"),
        await dio.vista().insert_value("x", {"id": "x"}),
        await dio.vista().delete_all_values(),
    ]
    await quiet(0.1)
    assert scenery.row_count == 0
    for ticket in tickets:
        with pytest.raises(WriteRejected) as error:
            await ticket.settled()
        assert error.value.fields == {"price": "must be positive"}
        assert ticket.state == "parked"
    await quiet()
    assert ids(scenery) == before
    assert scenery.row(3).record["n"] == 3
    assert statuses(scenery, "3", "5") == ["WriteFailed", "WriteFailed"]
    assert scenery.row(3).error is NO
    told = [name for name in kinds(events) if name.startswith("Write")]
    assert told == ["WritePending"] * 4 + ["WriteReverted", "WriteFailed"] * 4
    await dio.aclose()


@virtual
async def test_the_id_that_a_source_makes_is_waited_for_by_queued_writes_too():
    source = shop()
    dio = await opened(source)
    assert await dio.vista().insert_return_id_value({"n": 5}) == "made0"
    assert source.rows["made0"] == {"n": 5}
    with pytest.raises(SpecError):  # conditions hold for it as for any write
        await dio.vista().where(n=1).insert_return_id_value({"n": 5})
    await dio.aclose()


@virtual
async def test_a_confirmed_write_waits_for_the_source_and_raises_its_error():
    """K7, S22, S60."""
    source = shop()
    dio = await opened(source)
    vista = dio.vista(writes="confirmed")
    assert (await vista.patch_value("3", {"n": 99}))["n"] == 99
    assert source.rows["3"]["n"] == 99
    assert await vista.insert_return_id_value({"n": 5}) == "made1"
    assert await dio.vista().get_value("made1") == {"n": 5}
    source.on_write = refuse(NO)
    with pytest.raises(WriteRejected, match="no such price"):
        await vista.delete_value("3")
    assert (await vista.get_value("3"))["n"] == 99
    with pytest.raises(SpecError, match="queued"):
        dio.vista(writes="later")
    await dio.aclose()


@virtual
async def test_on_write_is_the_route_and_what_it_returns_is_what_is_stored():
    """S18, K3, X10: the cache, the events and the views agree with it."""
    source = FakeSource(10, reads=(), writes=())
    seen = []

    async def on_write(dio, write):
        seen.append(write)
        if write.kind == "patch":
            return {**write.after, "by": "route"}

    dio = await opened(source, on_write=on_write)
    scenery = await shown(dio)
    events = dio.subscribe_events()
    await (await dio.vista().patch_value("3", {"n": 99})).settled()
    await (await dio.vista().delete_value("4")).settled()
    await quiet()
    assert [write.kind for write in seen] == ["patch", "delete"]
    assert seen[0].before == {"id": "3", "n": 3, "name": "row 3", "group": "a", "price": 27.75}
    assert scenery.row(3).record["by"] == "route"
    assert (await dio.cache.get_value("3"))["by"] == "route"
    assert scenery.row_count == 9
    assert kinds(events) == [
        "WritePending", "RecordChanged", "WriteSettled",
        "WritePending", "RecordRemoved", "WriteSettled",
    ]  # fmt: skip
    await dio.aclose()


@virtual
async def test_without_a_route_a_write_reaches_the_source_the_cache_and_the_views():
    """S36, X10: a facade write never leaves a stale cache behind."""
    source = shop()
    dio = await opened(source)
    scenery = await shown(dio)
    await (await dio.vista().replace_value("3", {"id": "3", "n": -1})).settled()
    await quiet()
    assert source.rows["3"] == await dio.cache.get_value("3") == scenery.row(3).record
    await dio.aclose()


@virtual
async def test_what_can_be_written_is_what_the_source_takes_or_all_with_a_route():
    """S35, U25: the one gate for Add, Edit and Delete."""
    dio = await opened(FakeSource(3, writes=("insert",)))
    able = dio.capabilities
    assert (able.can_insert, able.can_update, able.can_delete) == (True, False, False)
    with pytest.raises(Unsupported, match="update"):
        await dio.vista().patch_value("1", {"n": 1})
    with pytest.raises(Unsupported):
        await dio.write(Write("delete", "1"))
    routed = await opened(FakeSource(3, writes=()), on_write=lambda dio, write: None)
    assert routed.vista().capabilities.can_delete
    assert (await routed.table_scenery()).capabilities.can_update


# --- order, room and ends ------------------------------------------------------------------


@virtual
async def test_writes_are_sent_one_after_the_other_in_the_order_they_were_accepted():
    """S36, X28, U66: overlapping writes on one row never undo each other."""
    source = shop()
    dio = await opened(source)
    vista = dio.vista()
    await asyncio.gather(*(vista.patch_value("1", {f"c{n}": n}) for n in range(20)))
    source.fail(5)
    await dio.writes.drained()
    await asyncio.sleep(60)
    assert [w.patch for w in source.applied] == [{f"c{n}": n} for n in range(20)]
    assert source.rows["1"] == await vista.get_value("1")
    await dio.aclose()


@virtual
async def test_taking_back_one_write_leaves_the_others_and_what_the_source_said():
    """X28: a rollback removes only itself."""
    source = shop()
    dio = await opened(source)
    scenery = await shown(dio)
    source.on_write = lambda write: refuse(NO)(write) if "bad" in write.patch else None
    vista = dio.vista()
    bad = await vista.patch_value("1", {"bad": 1, "name": "bad"})
    await vista.patch_value("1", {"n": 77})
    await dio.patched("1", {"id": "1", "n": 1, "name": "pushed", "group": "z"})
    await quiet(0.1)
    assert scenery.row(1).record == {
        "id": "1", "n": 77, "name": "bad", "group": "z", "bad": 1,
    }  # fmt: skip
    with pytest.raises(WriteRejected):
        await bad.settled()
    await quiet(0.1)
    assert scenery.row(1).record == {"id": "1", "n": 77, "name": "pushed", "group": "z"}
    await dio.aclose()


@virtual
async def test_a_full_queue_makes_the_writer_wait_or_says_so():
    """S37, K4: nobody's write is dropped, and `write_nowait` never waits."""
    source = shop()
    dio = await opened(source, write_queue_capacity=2)
    vista = dio.vista()
    for n in range(2):
        await vista.patch_value(str(n), {"n": -1})
    with pytest.raises(WriteQueueFull, match="write_queue_capacity"):
        await dio.write_nowait(Write("patch", "5", {"n": -1}))
    began = asyncio.get_running_loop().time()
    await asyncio.gather(*(vista.patch_value(str(n), {"n": -1}) for n in range(5, 10)))
    assert asyncio.get_running_loop().time() - began >= 4
    assert not await dio.writes.drained() or not dio.writes.pending
    assert [w.id for w in source.applied] == ["0", "1", "5", "6", "7", "8", "9"]
    await dio.aclose()


@virtual
async def test_closing_sends_what_waits():
    """U66, T23: accepted writes are drained, not dropped."""
    source = shop()
    dio = await opened(source)
    tickets = [await dio.vista().patch_value(str(n), {"n": -1}) for n in range(5)]
    await dio.aclose()
    assert [write.id for write in source.applied] == ["0", "1", "2", "3", "4"]
    assert {ticket.state for ticket in tickets} == {"settled"}
    with pytest.raises(Closed):
        await dio.write(Write("delete", "1"))


@virtual
async def test_closing_waits_for_a_source_that_hangs_only_so_long(caplog):
    source = shop()
    dio = await opened(source)
    source.latency = 1e6
    ticket = await dio.vista().patch_value("1", {"n": -1})
    await dio.aclose()
    with pytest.raises(Closed):
        await ticket.settled()
    assert "1 writes of fake were not sent" in caplog.text


@virtual
async def test_a_source_that_is_away_for_a_moment_gets_the_write_later():
    source = shop(once=False)
    dio = await opened(source)
    source.fail(1, 2)
    source.lose()
    ticket = await dio.vista().patch_value("1", {"n": -1})
    assert (await ticket.settled())["n"] == -1
    keys = {write.idempotency_key for write in source.applied}
    assert keys == {ticket.write.idempotency_key}
    await dio.aclose()


@virtual
async def test_a_source_that_stays_away_has_the_write_parked_until_somebody_retries_it():
    source = shop()
    dio = await opened(source)
    scenery = await shown(dio)
    source.down = SourceUnavailable("away")
    ticket = await dio.vista().patch_value("1", {"n": -1})
    with pytest.raises(SourceUnavailable):
        await ticket.settled()
    await quiet()
    assert (scenery.row(1).record["n"], scenery.row(1).status) == (1, "WriteFailed")
    assert dio.writes.parked == [ticket]
    source.down = None
    await ticket.retry()
    assert scenery.row(1).status == "WriteFailed" or ticket.state == "queued"
    assert (await ticket.settled())["n"] == -1
    await quiet()
    assert (scenery.row(1).status, list(dio.writes)) == ("Fresh", [])
    await dio.aclose()


@virtual
async def test_a_refused_write_can_be_edited_discarded_or_made_pointless_by_another():
    source = shop()
    dio = await opened(source)
    scenery = await shown(dio)
    source.on_write = lambda write: refuse(NO)(write) if write.patch.get("n") == -1 else None
    edited, given_up, overtaken = [
        await dio.vista().patch_value(id, {"n": -1}) for id in ("1", "2", "3")
    ]
    await asyncio.sleep(5)
    key = edited.write.idempotency_key
    await edited.edit({"n": 5})
    assert (await edited.settled())["n"] == 5
    assert edited.write.idempotency_key != key
    await given_up.discard()
    with pytest.raises(WriteRejected):
        await given_up.settled()
    await (await dio.vista().patch_value("3", {"n": 6})).settled()
    await quiet()
    assert statuses(scenery, "1", "2", "3") == ["Fresh"] * 3
    assert overtaken.state == given_up.state == "discarded"
    with pytest.raises(dn.errors.WriteError, match="settled"):
        await edited.retry()
    await dio.aclose()


@virtual
async def test_a_write_that_is_not_sent_yet_can_be_given_up():
    source = shop()
    dio = await opened(source)
    await dio.vista().patch_value("1", {"n": -1})
    second = await dio.vista().patch_value("2", {"n": -1})
    await second.discard()
    await dio.writes.drained()
    assert [write.id for write in source.applied] == ["1"]
    assert (await dio.vista().get_value("2"))["n"] == 2
    await dio.aclose()


@virtual
async def test_pessimistic_writes_are_shown_when_they_are_done():
    source = shop()
    dio = await opened(source, optimistic=False)
    scenery = await shown(dio)
    ticket = await dio.vista().patch_value("1", {"n": -1})
    await quiet(0.1)
    assert (scenery.row(1).record["n"], scenery.row(1).status) == (1, "PendingWrite")
    await ticket.settled()
    await quiet(0.1)
    assert (scenery.row(1).record["n"], scenery.row(1).status) == (-1, "Fresh")
    await dio.aclose()


# --- what comes meanwhile ------------------------------------------------------------------


@shapes
@virtual
async def test_a_refresh_does_not_overwrite_a_pending_edit(shape):
    """U65, X12, T22: what the source says goes under the pending write."""
    source = shop(shape)
    dio = await opened(source)
    scenery = await shown(dio)
    source.latency = lambda call: 20.0 if call.write else 1.0
    ticket = await dio.vista().patch_value("3", {"n": 99})
    source.rows["3"] = {**source.rows["3"], "name": "other", "n": 4}
    await dio.refresh()
    await quiet()
    assert scenery.row(3).record["n"] == 99
    assert scenery.row(3).record["name"] == "other"
    assert (await dio.vista().get_value("3"))["n"] == 99
    await ticket.settled()
    await quiet()
    assert scenery.row(3).record == source.rows["3"]
    await dio.aclose()


@shapes
@virtual
async def test_an_answer_that_left_before_a_write_does_not_bring_the_old_row_back(shape):
    """U65, X21, T22: a slow reading knows nothing of what was written after it was asked."""
    source = shop(shape)
    dio = await opened(source)
    scenery = await shown(dio)

    def latency(call):
        return 0.1 if call.write else 5.0

    source.latency = latency
    snapshot = dict(source.rows)
    refreshing = asyncio.ensure_future(dio.refresh())
    await asyncio.sleep(0.5)
    vista = dio.vista()
    for write in (vista.patch_value("3", {"n": 99}), vista.delete_value("5")):
        await (await write).settled()
    await (await vista.insert_value("x", {"id": "x", "n": 1})).settled()
    late, source.rows = source.rows, snapshot
    await refreshing  # answers with what was there before the writes
    source.rows = late
    await quiet(0.2)
    assert scenery.row(scenery.index_of("3")).record["n"] == 99
    assert scenery.index_of("5") is None
    assert await vista.get_value("x") == {"id": "x", "n": 1}
    source.latency = 0.1
    await dio.refresh()
    await asyncio.sleep(10)
    assert ids(scenery) == list(source.rows)
    await dio.aclose()


@shapes
@virtual
async def test_a_view_that_a_write_moves_a_row_into_shows_it_when_it_is_settled(shape):
    """X10: settled, every open view agrees."""
    source = shop(shape)
    dio = await opened(source)
    await shown(dio)
    narrowed = await dio.table_scenery(where={"group": "b"})
    ordered = await dio.table_scenery(order_by="n")
    for scenery in (narrowed, ordered):
        scenery.set_viewport(range(100))
    await asyncio.sleep(10)
    assert "3" not in ids(narrowed)
    await (await dio.vista().patch_value("3", {"group": "b", "n": 1000})).settled()
    await asyncio.sleep(10)
    assert "3" in ids(narrowed)
    assert ids(ordered)[-1] == "3"
    await dio.aclose()


@virtual
async def test_a_record_the_source_stores_under_another_id_is_one_record():
    """U68: the old key is gone from cache, views and later writes."""
    source = shop()
    dio = await opened(source)
    scenery = await shown(dio)
    apply = source._stored

    def renaming(write):
        stored = apply(write)
        if write.kind == "insert":
            source.rows["made"] = source.rows.pop(write.id)
            return Stored("made", source.rows["made"])
        return stored

    source._stored = renaming
    events = dio.subscribe_events()
    first = await dio.vista().insert_value("draft", {"n": 1})
    second = await dio.vista().patch_value("draft", {"n": 2})
    await second.settled()
    await quiet()
    assert first.stored.id == "made"
    assert scenery.index_of("draft") is None
    assert scenery.row(scenery.index_of("made")).record == {"n": 2}
    assert source.rows["made"] == {"n": 2}
    assert await dio.cache.get_value("draft") is None
    told = [event for event in events.pending() if type(event).__name__ == "WriteSettled"]
    assert (told[0].id, told[0].stored_id) == ("draft", "made")
    late = await dio.vista().patch_value("draft", {"n": 3})
    await late.settled()
    assert source.rows["made"] == {"n": 3}
    await dio.aclose()


# --- narrowed handles ----------------------------------------------------------------------


@shapes
@virtual
async def test_clearing_a_narrowed_facade_deletes_only_its_rows(shape):
    """X1, X29, T38: shown at once, told, and settled."""
    source = shop(shape)
    dio = await opened(source)
    scenery = await shown(dio)
    events = dio.subscribe_events()
    ticket = await dio.vista().where(group="a").delete_all_values()
    await quiet(0.1)
    assert scenery.row_count == 40
    assert {row["group"] for row in (scenery.row(n).record for n in range(40))} == {"b", "c"}
    await ticket.settled()
    await asyncio.sleep(5)
    assert set(ids(scenery)) == set(source.rows)
    assert len(source.rows) == 40
    assert kinds(events)[0] == "WritePending"
    assert await dio.cache.count() == 40
    await dio.aclose()


@virtual
async def test_a_facade_write_honours_its_conditions():
    """P15."""
    source = shop()
    dio = await opened(source)
    inside = dio.vista().where(group="a")
    with pytest.raises(NotFound):
        await inside.patch_value("1", {"n": 5})
    assert (await inside.delete_value("1")).state == "settled"
    await (await inside.insert_value("x", {"id": "x"})).settled()
    assert source.rows["x"] == {"id": "x", "group": "a"}
    assert "1" in source.rows
    await dio.aclose()


@virtual
async def test_a_write_through_a_narrowed_master_stays_within_it():
    source = shop()
    dio = await opened(dn.Vista(source).where(group="a"))
    await (await dio.vista().insert_value("x", {"id": "x"})).settled()
    assert source.rows["x"]["group"] == "a"
    await (await dio.vista().delete_all_values()).settled()
    assert {row["group"] for row in source.rows.values()} == {"b", "c"}
    await dio.aclose()


@virtual
async def test_a_written_record_gets_no_field_nobody_wrote():
    """X32: whatever the id column is called."""
    vista = dn.MemoryVista([{"key": "a", "n": 1}], id_column="key")
    dio = await opened(vista)
    await (await dio.vista().insert_value("b", {"key": "b", "n": 2})).settled()
    await (await dio.vista().patch_value("a", {"n": 3})).settled()
    assert dict(await dio.vista().list_values()) == {
        "a": {"key": "a", "n": 3}, "b": {"key": "b", "n": 2},
    }  # fmt: skip
    await dio.aclose()


@virtual
async def test_a_value_that_can_not_be_stored_is_refused_before_it_is_accepted():
    source = shop()
    dio = await opened(source)
    with pytest.raises(ValueRefused, match="'n'"):
        await dio.vista().patch_value("1", {"n": object()})
    assert list(dio.writes) == []
    await dio.aclose()


@virtual
async def test_pending_writes_do_not_reach_the_cache_before_they_are_settled(tmp_path):
    """S13, X28: what is on disk is what the source said."""
    source = shop(identity="same")
    dio = await opened(source, tmp_path)
    await shown(dio)
    source.latency = 1e6
    await dio.vista().patch_value("1", {"n": -1})
    await dio.vista().delete_value("2")
    await dio.patched("1", {"id": "1", "n": 50})
    await dio.vista().insert_value("x", {"id": "x"})
    kept = codec.decode(await dio.cache._table.to_arrow())
    assert kept["1"] == {"id": "1", "n": 50}
    assert kept["2"] == source.rows["2"]
    assert "x" not in kept
    assert (await dio.vista().get_value("1"))["n"] == -1
    await dio.aclose()


@virtual
async def test_a_late_copy_in_another_order_names_no_row_that_was_deleted_meanwhile():
    """U65, X21."""
    source = shop()
    dio = await opened(source)
    scenery = await shown(dio)
    source.slow_way_back = True
    source.rows = dict(reversed(source.rows.items()))
    source.latency = lambda call: 0.1 if call.write else 5.0
    refreshing = asyncio.ensure_future(dio.refresh())
    await asyncio.sleep(0.5)
    await (await dio.vista().delete_value("27")).settled()
    await (await dio.vista().insert_value("x", {"id": "x"})).settled()
    await refreshing
    await quiet(0.1)
    assert ids(scenery) == list(source.rows)
    await dio.aclose()


@virtual
async def test_a_conflict_is_retried_over_the_row_that_caused_it():
    """U71: who decides to write all the same has seen what was there."""
    source = shop()

    def check(write):
        current = source.rows[write.id]
        if write.before != current:
            raise WriteConflict("it changed meanwhile", current=current)

    source.on_write = check
    dio = await opened(source)
    await shown(dio)
    source.rows = {**source.rows, "3": {**source.rows["3"], "name": "theirs"}}
    ticket = await dio.vista().patch_value("3", {"n": 99})
    with pytest.raises(WriteConflict):
        await ticket.settled()
    key = ticket.write.idempotency_key
    await ticket.retry()
    record = await ticket.settled()
    assert (record["n"], record["name"], ticket.write.idempotency_key) == (99, "theirs", key)
    await dio.aclose()


@pytest.mark.parametrize("route", [None, lambda dio, write: None], ids=["source", "callback"])
@shapes
@virtual
async def test_a_patch_leaves_the_other_fields_in_the_cache(shape, route):
    """U3, T34: whoever carries it out."""
    source = shop(shape)
    whole = source.rows["3"]
    dio = await opened(source, on_write=route)
    scenery = await shown(dio)
    await (await dio.vista().patch_value("3", {"n": 99})).settled()
    await quiet()
    patched = {**whole, "n": 99}
    assert await dio.cache.get_value("3") == scenery.row(3).record == patched
    await dio.aclose()


@pytest.mark.parametrize("gets", [True, False])
@shapes
@virtual
async def test_a_patch_of_a_row_nobody_has_read_is_read_back_whole(shape, gets):
    """T34."""
    source = shop(shape, 300, gets=gets)
    dio = await opened(source)
    mine = dio.vista()
    ticket = await mine.patch_value("250", {"n": 99})
    assert (await mine.get_value("250")) == {**source.rows["250"], "n": 99}
    await ticket.settled()
    assert (await mine.get_value("250")) == {**source.rows["250"], "n": 99}
    gone = await mine.delete_value("240")
    assert await mine.get_value("240") is None
    await gone.settled()
    await dio.aclose()
