"""Servos: a draft of one record, saved as one write."""

import asyncio
import gc
import uuid
import weakref

import pytest

import diorama_nb as dn
from diorama_nb.errors import (
    Closed,
    NotFound,
    SourceUnavailable,
    SpecError,
    ValueRefused,
    WriteConflict,
    WriteError,
    WriteRejected,
)
from diorama_nb.scenery.identity import uuid7
from diorama_nb.testing import FakeSource
from diorama_nb.writes.write import Stored, Write
from tests.virtual import bumps, eager, ids, kinds, opened, quiet, virtual

NO = WriteRejected("no such price", fields={"price": "must be positive"}, hint="price=1")


async def loaded(source, **settings):
    """Return a Dio whose rows are all there; its source takes a second from now on."""
    dio = await opened(source, **settings)
    await dio.load_all()
    source.latency = 1.0
    return dio


def shop(rows=10, **settings):
    return eager(rows, **settings)


def refuse(source, error=NO, times=1):
    """Have the source refuse some writes."""
    left = [error] * times

    def on_write(write):
        if left:
            raise left.pop()

    source.on_write = on_write


def sent(source):
    """Return what the source was sent: kind, id and patch of each write."""
    return [(call.write.kind, call.write.id, call.write.patch) for call in writes(source)]


def writes(source):
    return [call for call in source.calls if call.kind == "write"]


# --- the draft -----------------------------------------------------------------------------


@virtual
async def test_untouched_fields_follow_the_record_and_touched_ones_hold():
    """U69."""
    dio = await loaded(shop())
    form = dio.servo("3")
    assert (form.data["n"], form.is_dirty, form.status) == (3, False, "Tracking")
    form.set("n", 99)
    assert (form.get("n"), form.dirty, form.baseline["n"]) == (99, {"n"}, 3)
    await dio.patched("3", {"id": "3", "n": 5, "name": "pushed"})
    await quiet()
    assert form.data == {"id": "3", "n": 99, "name": "pushed"}
    assert (form.baseline["n"], form.dirty) == (5, {"n"})
    await dio.patched("3", {"id": "3", "n": 99, "name": "pushed"})
    await quiet()
    assert form.dirty == frozenset()
    await dio.patched("3", {"id": "3", "n": 6, "name": "pushed"})
    await quiet()
    assert form.get("n") == 6


@virtual
async def test_an_edit_is_read_at_once_and_taken_back_at_once():
    """U69."""
    dio = await loaded(shop())
    form = dio.servo("3")
    form.set("n", 99)
    form.set("extra", [1])
    assert form.dirty == {"n", "extra"}
    form.set("n", 3)
    assert form.dirty == {"extra"}
    form.set("n", 7)
    form.revert("extra")
    assert (form.dirty, form.get("extra", "none")) == ({"n"}, "none")
    form.revert_all()
    assert (form.is_dirty, form.data) == (False, form.baseline)
    with pytest.raises(ValueRefused, match="'n'"):
        form.set("n", object())


@virtual
async def test_it_bumps_when_the_draft_or_what_is_measured_changed_and_not_else():
    """U1, U69."""
    dio = await loaded(shop())
    form = dio.servo("3")
    seen = bumps(form)
    await dio.patched("4", {"id": "4"})
    await dio.refresh()
    form.set("n", 3)
    form.revert("n")
    form.revert_all()
    await quiet()
    assert (seen, form.generation) == ([], 0)
    form.set("n", 4)
    await quiet()
    form.set("n", 4)
    await quiet()
    await dio.patched("3", {"id": "3", "n": 5})
    await quiet()
    assert seen == [1, 2]


@virtual
async def test_a_record_that_vanishes_leaves_the_draft():
    """U69."""
    dio = await loaded(shop())
    form = dio.servo("3")
    form.set("n", 99)
    await dio.removed("3")
    await quiet()
    assert (form.baseline, form.data, form.dirty) == (None, {"n": 99}, {"n"})
    await dio.patched("3", {"id": "3", "n": 1, "name": "back"})
    await quiet()
    assert (form.data, form.dirty) == ({"id": "3", "n": 99, "name": "back"}, {"n"})


# --- saving --------------------------------------------------------------------------------


@virtual
async def test_a_save_sends_one_patch_of_the_dirty_fields_and_ends_clean():
    """U69."""
    source = shop()
    dio = await loaded(source)
    form = dio.servo("3")
    form.set("n", 99)
    form.set("name", "new")
    saving = asyncio.ensure_future(form.save())
    await quiet(0.1)
    assert (form.status, form.is_dirty) == ("Pending", True)
    record = await saving
    assert sent(source) == [("patch", "3", {"n": 99, "name": "new"})]
    assert record == source.rows["3"] == form.baseline
    assert (form.status, form.is_dirty, form.message) == ("Tracking", False, "")


@virtual
async def test_nothing_dirty_sends_nothing():
    """U69."""
    source = shop()
    dio = await loaded(source)
    form = dio.servo("3")
    assert await form.save() is None
    form.set("n", 3)
    assert await form.save() is None
    assert writes(source) == []


@virtual
async def test_what_the_source_made_of_a_value_is_what_is_shown():
    """U69: success is clean, whatever was stored."""
    source = shop()
    source.on_write = lambda write: Write(write.kind, write.id, {"name": "trimmed"})
    dio = await loaded(source)
    form = dio.servo("3")
    form.set("name", "  trimmed ")
    await form.save()
    assert (form.get("name"), form.is_dirty) == ("trimmed", False)


@virtual
async def test_a_field_edited_again_while_it_is_saved_stays_wanted():
    """U69."""
    source = shop()
    dio = await loaded(source)
    form = dio.servo("3")
    form.set("n", 99)
    form.set("name", "new")
    saving = asyncio.ensure_future(form.save())
    await quiet(0.1)
    form.set("n", 100)
    await saving
    assert (form.status, form.dirty, form.baseline["n"]) == ("Tracking", {"n"}, 99)
    assert form.data == {**source.rows["3"], "n": 100}
    await form.save()
    assert source.rows["3"]["n"] == 100


@virtual
async def test_a_save_that_fails_keeps_the_draft_over_the_old_record():
    """U69, U71: TRAP of the draft that was lost with what it had staged."""
    source = shop()
    refuse(source)
    dio = await loaded(source)
    form = dio.servo("3")
    form.set("price", -1)
    form.set("n", 99)
    with pytest.raises(WriteRejected):
        await form.save()
    await quiet()
    assert (form.status, form.dirty) == ("Failed", {"price", "n"})
    assert (form.data["price"], form.baseline["n"]) == (-1, 3)
    assert (form.message, form.field_errors) == (
        "no such price", {"price": "must be positive"},
    )  # fmt: skip
    await dio.patched("3", {**source.rows["3"], "name": "live"})
    await quiet()
    assert (form.get("name"), form.get("n"), form.status) == ("live", 99, "Failed")
    form.set("price", 1)
    assert (form.field_errors, form.message) == ({}, "no such price")
    await form.save()
    assert (form.status, form.message, form.is_dirty) == ("Tracking", "", False)
    assert sent(source)[1] == ("patch", "3", {"price": 1, "n": 99})
    await quiet()
    assert list(dio.writes) == []


@virtual
async def test_a_rejection_wrapped_by_the_route_still_names_the_fields():
    """U71."""

    async def on_write(dio, write):
        try:
            raise NO
        except WriteRejected as error:
            raise RuntimeError("the route failed") from error

    dio = await loaded(shop(), on_write=on_write)
    form = dio.servo("3")
    form.set("price", -1)
    with pytest.raises(RuntimeError):
        await form.save()
    assert form.field_errors == {"price": "must be positive"}
    assert form.message == "no such price"


@virtual
async def test_a_save_that_is_repeated_is_the_same_write():
    """U70: same idempotency key; with other values it is another one."""
    source = shop()
    refuse(source, times=2)
    dio = await loaded(source)
    form = dio.servo("3")
    form.set("n", 99)
    for _ in range(2):
        with pytest.raises(WriteRejected):
            await form.save()
    form.set("n", 100)
    await form.save()
    keys = [call.write.idempotency_key for call in writes(source)]
    assert keys[0] == keys[1] != keys[2]
    assert [write.patch for write in source.applied] == [{"n": 100}]


@virtual
async def test_after_a_conflict_the_write_is_made_anew_against_the_record_as_it_is():
    source = shop()
    refuse(source, WriteConflict("it changed"))
    dio = await loaded(source)
    form = dio.servo("3")
    form.set("n", 99)
    with pytest.raises(WriteConflict):
        await form.save()
    await dio.patched("3", {**source.rows["3"], "name": "theirs"})
    await form.save()
    assert [call.write.before["name"] for call in writes(source)] == ["row 3", "theirs"]


@virtual
async def test_giving_the_draft_up_gives_the_refused_write_up():
    """U69."""
    source = shop()
    dio = await loaded(source)
    scenery = await dio.record_scenery("3")
    for give_up in (lambda form: form.revert_all(), lambda form: form.revert("n")):
        refuse(source)
        form = dio.servo("3")
        form.set("n", 99)
        with pytest.raises(WriteRejected):
            await form.save()
        await quiet()
        assert (scenery.status, len(dio.writes.parked)) == ("WriteFailed", 1)
        give_up(form)
        assert (form.status, form.message, form.field_errors) == ("Tracking", "", {})
        await quiet()
        assert (scenery.status, dio.writes.parked) == ("Fresh", [])


@virtual
async def test_saves_that_overlap_have_their_turn_and_only_the_end_is_clean():
    """U69: TRAP of the first answer that is taken for the last."""
    source = shop()
    dio = await loaded(source)
    form = dio.servo("3")
    form.set("n", 99)
    first = asyncio.ensure_future(form.save())
    await quiet(0.1)
    form.set("name", "new")
    second = asyncio.ensure_future(form.save())
    await quiet(0.1)
    form.set("n", 100)
    third = asyncio.ensure_future(form.save())
    await first
    await quiet(0.1)
    assert (form.status, form.dirty) == ("Pending", {"name", "n"})
    await asyncio.gather(second, third)
    assert (form.status, form.dirty) == ("Tracking", frozenset())
    assert [patch for _, _, patch in sent(source)] == [{"n": 99}, {"name": "new"}, {"n": 100}]
    assert (source.rows["3"]["n"], source.rows["3"]["name"]) == (100, "new")


@virtual
async def test_the_last_of_overlapping_saves_may_fail_and_only_its_fields_stay():
    """U69."""
    source = shop()
    source.on_write = lambda write: refused() if "price" in write.patch else None
    dio = await loaded(source)
    form = dio.servo("3")
    form.set("n", 99)
    first = asyncio.ensure_future(form.save())
    await quiet(0.1)
    form.set("price", -1)
    second = asyncio.ensure_future(form.save())
    await first
    with pytest.raises(WriteRejected):
        await second
    assert (form.status, form.dirty, form.baseline["n"]) == ("Failed", {"price"}, 99)


def refused():
    raise NO


@virtual
async def test_two_saves_of_the_same_draft_are_one():
    source = shop()
    dio = await loaded(source)
    form = dio.servo("3")
    form.set("n", 99)
    records = await asyncio.gather(form.save(), form.save())
    assert records[0] == records[1] == source.rows["3"]
    assert len(writes(source)) == 1


@virtual
async def test_who_stops_waiting_stops_no_save():
    source = shop()
    dio = await loaded(source)
    form = dio.servo("3")
    form.set("n", 99)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(form.save(), 0.1)
    assert form.status == "Pending"
    await quiet(2)
    assert (form.status, form.is_dirty, source.rows["3"]["n"]) == ("Tracking", False, 99)


@virtual
async def test_a_failed_save_is_told_once_by_its_error_and_not_in_the_log(caplog):
    source = shop()
    refuse(source)
    dio = await loaded(source)
    form = dio.servo("3")
    form.set("price", -1)
    with pytest.raises(WriteRejected):
        await form.save()
    assert caplog.text == ""


@virtual
async def test_a_row_that_is_not_held_can_be_edited():
    source = FakeSource(500)
    dio = await opened(source)
    form = dio.servo("400")
    assert (form.baseline, form.data) == (None, {})
    form.set("n", -1)
    await form.save()
    assert source.rows["400"]["n"] == -1
    assert (form.data, form.is_dirty) == (source.rows["400"], False)
    form = dio.servo("no such row")
    form.set("n", -1)
    with pytest.raises(NotFound):
        await form.save()
    assert (form.status, form.dirty) == ("Failed", {"n"})


@virtual
async def test_a_failed_write_that_is_retried_elsewhere_is_awaited_not_measured():
    """U69: what somebody else sends again for the form is neither lost nor sent twice."""
    source = shop()
    dio = await loaded(source)
    form = dio.servo("3")
    form.set("n", 99)
    refuse(source, times=2)
    with pytest.raises(WriteRejected):
        await form.save()
    (ticket,) = dio.writes.parked
    await ticket.retry()  # refused once more
    await quiet(0.1)
    assert form.dirty == {"n"}
    await quiet(3)
    assert (form.dirty, form.baseline["n"]) == ({"n"}, 3)
    await ticket.retry()
    await quiet(3)
    assert (form.dirty, form.baseline["n"], form.status) == (frozenset(), 99, "Tracking")
    assert len(source.applied) == 1


# --- deleting, and the writes of others ----------------------------------------------------


@virtual
async def test_a_delete_that_fails_is_no_failed_save():
    """U67, T24: TRAP of the failed delete in the toolbar that the form called a failed save."""
    source = shop()
    dio = await loaded(source)
    form = dio.servo("3")
    form.set("n", 99)
    refuse(source, times=3)
    with pytest.raises(WriteRejected):
        await (await dio.vista().delete_value("3")).settled()
    with pytest.raises(WriteRejected):
        await form.delete()
    with pytest.raises(WriteRejected):
        await (await dio.vista().patch_value("3", {"name": "grid"})).settled()
    await quiet()
    assert (form.status, form.message, form.dirty) == ("Tracking", "", {"n"})
    assert form.baseline["n"] == 3


@virtual
async def test_an_edit_elsewhere_is_followed_while_it_is_shown():
    """U69: a grid and a form of the same row show the same."""
    source = shop()
    dio = await loaded(source)
    form = dio.servo("3")
    refuse(source)
    await dio.vista().patch_value("3", {"name": "grid"})
    await quiet(0.1)
    assert (form.get("name"), form.is_dirty) == ("grid", False)
    await quiet(2)
    assert form.get("name") == "row 3"


@virtual
async def test_a_value_that_is_only_shown_unlocks_no_edit():
    """U69: two forms want the same, and one of them is refused."""
    source = shop()
    dio = await loaded(source)
    one, other = dio.servo("3"), dio.servo("3")
    for form in (one, other):
        form.set("n", 99)
    refuse(source)
    with pytest.raises(WriteRejected):
        await one.save()
    await quiet()
    assert (one.dirty, other.dirty, other.status) == ({"n"}, {"n"}, "Tracking")
    await one.save()
    await quiet()
    assert (one.dirty, other.dirty, other.baseline["n"]) == (frozenset(), frozenset(), 99)


@virtual
async def test_a_deleted_record_leaves_the_draft():
    """U69."""
    source = shop()
    dio = await loaded(source)
    form = dio.servo("3")
    form.set("n", 99)
    await form.delete()
    await quiet()
    assert "3" not in source.rows
    assert (form.baseline, form.data, form.status) == (None, {"n": 99}, "Tracking")


# --- new records ---------------------------------------------------------------------------


@virtual
async def test_an_untouched_new_form_sends_nothing():
    """U70, T25: TRAP of the blank row that the made-up id inserted."""
    source = shop()
    dio = await loaded(source)
    for ids_ in (dn.Uuid(), dn.Auto(), dn.FromRecord("sku")):
        form = dio.servo_new(ids_)
        assert (form.is_new, form.is_dirty, form.data, form.status) == (
            True, False, {}, "Tracking",
        )  # fmt: skip
        assert await form.save() is None
        await form.delete()
    assert writes(source) == []


@virtual
async def test_a_made_up_id_is_there_from_the_beginning_and_not_in_the_record():
    """U70."""
    source = shop()
    dio = await loaded(source)
    form = dio.servo_new()
    id = form.id
    assert uuid.UUID(id).version == 7
    form.set("n", 1)
    saving = asyncio.ensure_future(form.save())
    await quiet(0.1)
    assert (form.status, form.baseline) == ("Pending", None)
    scenery = await dio.record_scenery(id)
    assert scenery.status == "PendingWrite"
    assert await saving == {"n": 1} == source.rows[id]
    assert (form.id, form.is_new, form.is_dirty) == (id, False, False)
    form.set("n", 2)
    await form.save()
    assert sent(source) == [("insert", id, {"n": 1}), ("patch", id, {"n": 2})]


def test_made_up_ids_grow_with_time():
    """U70: and are never the same."""
    made = [uuid7() for _ in range(10_000)]
    assert made == sorted(set(made))
    assert {(one.version, one.variant) for one in made} == {(7, uuid.RFC_4122)}


@virtual
async def test_a_refused_insert_keeps_its_id_when_it_is_retried():
    """U70, T26: TRAP of the record that was inserted twice."""
    source = shop()
    refuse(source, times=2)
    dio = await loaded(source)
    form = dio.servo_new()
    form.set("price", -1)
    for _ in range(2):
        with pytest.raises(WriteRejected):
            await form.save()
    assert (form.status, form.is_new, form.dirty) == ("Failed", True, {"price"})
    assert form.field_errors == {"price": "must be positive"}
    form.set("price", 1)
    await form.save()
    first, second, third = (call.write for call in writes(source))
    assert first.id == second.id == third.id == form.id
    assert first.idempotency_key == second.idempotency_key != third.idempotency_key
    assert len(source.rows) == 11
    assert source.rows[form.id] == {"price": 1}


@pytest.mark.parametrize("edited", [False, True])
@virtual
async def test_an_insert_whose_answer_was_lost_is_repeated_as_it_was(edited):
    """U70, T26: what was edited since follows as a patch."""
    source = shop(once=False)
    dio = await loaded(source, retry=dn.Retry(attempts=1))
    form = dio.servo_new()
    form.set("n", 1)
    source.lose()
    with pytest.raises(SourceUnavailable):
        await form.save()
    assert (form.status, form.is_new, form.dirty) == ("Failed", True, {"n"})
    if edited:
        form.set("n", 2)
    await form.save()
    assert (form.is_new, form.is_dirty, len(source.rows)) == (False, False, 11)
    assert source.rows[form.id] == {"n": 2 if edited else 1}
    keys = [call.write.idempotency_key for call in writes(source)]
    assert keys[0] == keys[1]
    assert len(keys) == 2 + edited


@virtual
async def test_a_lost_insert_that_arrives_by_itself_is_no_new_record_any_more():
    """T26."""
    source = shop()
    dio = await loaded(source, retry=dn.Retry(attempts=1))
    form = dio.servo_new()
    form.set("n", 1)
    source.lose()
    with pytest.raises(SourceUnavailable):
        await form.save()
    form.set("name", "x")
    await dio.refresh()
    await quiet()
    assert (form.is_new, form.baseline, form.dirty) == (False, {"n": 1}, {"name"})
    await form.save()
    assert sent(source)[-1] == ("patch", form.id, {"name": "x"})
    assert len(source.rows) == 11
    await quiet()
    assert list(dio.writes) == []


@virtual
async def test_an_id_of_the_source_is_known_when_it_has_inserted_the_record():
    """U70: past the route, by the master itself."""
    source, routed = shop(), []
    dio = await loaded(source, on_write=lambda dio, write: routed.append(write))
    form = dio.servo_new(dn.Auto())
    assert form.id is None
    form.set("n", 1)
    saving = asyncio.ensure_future(form.save())
    await quiet(0.1)
    form.set("n", 2)
    assert await saving == {"n": 1}
    assert (form.id, form.is_new, form.dirty) == ("made0", False, {"n"})
    assert routed == []
    assert (await dio.record_scenery("made0")).record.record == {"n": 1}
    await form.save()
    assert [(write.kind, write.id) for write in routed] == [("patch", "made0")]
    await dio.patched("made0", {"n": 5})
    await quiet()
    assert form.get("n") == 5


@virtual
async def test_an_insert_that_the_cache_could_not_take_is_not_sent_again():
    """U70, T26: TRAP of the duplicate: the id is bound before the cache learns of the row."""
    source = shop()
    dio = await loaded(source)
    form = dio.servo_new(dn.Auto())
    form.set("n", 1)
    settle = dio.cache.settle

    async def broken(*args):
        raise OSError("no space left")

    dio.cache.settle = broken
    with pytest.raises(OSError, match="no space"):
        await form.save()
    dio.cache.settle = settle
    assert (form.id, form.is_new, form.is_dirty) == ("made0", False, False)
    assert await form.save() is None
    form.set("n", 2)
    await form.save()
    assert [(kind, id) for kind, id, _ in sent(source)] == [
        ("insert", None),
        ("patch", "made0"),
    ]
    assert source.rows["made0"] == {"n": 2}
    await quiet()
    assert list(dio.writes) == []


@virtual
async def test_an_insert_that_may_have_been_done_is_not_repeated_unasked():
    """U70, T26: the source makes the id, and can not tell a repetition."""
    source = shop(once=False)
    dio = await loaded(source)
    form = dio.servo_new(dn.Auto())
    form.set("n", 1)
    source.lose()
    with pytest.raises(SourceUnavailable):
        await form.save()
    with pytest.raises(WriteError, match="nobody knows") as error:
        await form.save()
    assert "again=True" in error.value.hint
    assert len(source.rows) == 11
    assert (form.status, form.dirty) == ("Failed", {"n"})
    await form.save(again=True)
    assert (form.id, form.is_dirty, len(source.rows)) == ("made1", False, 12)


@virtual
async def test_an_insert_is_repeated_where_the_source_can_tell_a_repetition():
    """U70, T26."""
    source = shop(once=True)
    dio = await loaded(source)
    form = dio.servo_new(dn.Auto())
    form.set("n", 1)
    source.lose()
    await form.save()
    assert (form.id, form.is_dirty, len(source.rows)) == ("made0", False, 11)
    assert len({call.write.idempotency_key for call in writes(source)}) == 1


@virtual
async def test_the_id_can_be_a_column_of_the_record():
    """U70."""
    source = shop()
    dio = await loaded(source)
    form = dio.servo_new(dn.FromRecord("sku"))
    form.set("n", 1)
    with pytest.raises(WriteRejected, match="'sku' is blank"):
        await form.save()
    assert (form.status, form.field_errors) == ("Failed", {"sku": "is needed"})
    form.set("sku", 3)
    with pytest.raises(WriteRejected, match="'3' already"):
        await form.save()
    assert form.field_errors == {"sku": "is taken"}
    assert writes(source) == []
    refuse(source)
    form.set("sku", 77)
    with pytest.raises(WriteRejected):
        await form.save()
    form.set("sku", 78)
    await form.save()
    assert (form.id, form.is_new) == ("78", False)
    assert source.rows["78"] == {"n": 1, "sku": 78}
    assert "77" not in source.rows
    await quiet()
    assert list(dio.writes) == []


@pytest.mark.parametrize("ids_", [dn.Uuid(), dn.FromRecord("sku")])
@virtual
async def test_a_record_that_the_source_stores_under_another_id_is_edited_there(ids_):
    """U68, T27: TRAP of the row that showed twice."""
    source = shop()
    apply = source._stored

    def renaming(write):
        stored = apply(write)
        if write.kind == "insert":
            source.rows["made"] = source.rows.pop(write.id)
            return Stored("made", source.rows["made"])
        return stored

    source._stored = renaming
    dio = await loaded(source)
    scenery = await dio.table_scenery()
    form = dio.servo_new(ids_)
    form.set("sku", "x")
    events = dio.subscribe_events()
    await form.save()
    assert (form.id, form.data, form.is_dirty) == ("made", {"sku": "x"}, False)
    await quiet()
    assert kinds(events)[0] == "WritePending"
    assert ids(scenery)[10:] == ["made"]
    form.set("sku", "y")
    await form.save()
    assert source.rows["made"] == {"sku": "y"}


@virtual
async def test_an_insert_shown_before_it_is_stored_does_not_unlock_the_draft():
    """U69: TRAP of the draft that was settled when it was sent."""
    source = shop()
    refuse(source)
    dio = await loaded(source)
    form = dio.servo_new()
    form.set("n", 1)
    saving = asyncio.ensure_future(form.save())
    await quiet(0.5)
    assert (form.is_new, form.dirty) == (True, {"n"})
    with pytest.raises(WriteRejected):
        await saving
    await quiet()
    assert (form.is_new, form.data, form.dirty) == (True, {"n": 1}, {"n"})


@virtual
async def test_a_way_to_make_ids_is_an_object():
    dio = await loaded(shop())
    for wrong in (dn.Uuid, "uuid", None):
        with pytest.raises(SpecError, match="makes no ids"):
            dio.servo_new(wrong)


# --- ends ----------------------------------------------------------------------------------


@virtual
async def test_a_servo_keeps_its_dio_alive():
    """U69."""
    lens = dn.Lens(runtime="current")
    dio = await lens.make_dio(dn.Vista(shop()))
    form = dio.servo("3")
    there = weakref.ref(dio)
    del dio, lens
    gc.collect()
    await quiet()
    assert there() is not None
    form.set("n", 99)
    assert (await form.save())["n"] == 99
    gone = weakref.ref(form)
    del form
    gc.collect()
    await quiet()
    gc.collect()
    assert gone() is None
    assert there() is None


@virtual
async def test_a_closed_servo_follows_and_saves_nothing_and_can_be_read():
    dio = await loaded(shop())
    form = dio.servo("3")
    form.set("n", 99)
    seen = bumps(form)
    await form.aclose()
    await dio.patched("3", {"id": "3", "name": "later"})
    await quiet()
    assert (seen, form.get("name"), form.dirty, form.closed) == ([], "row 3", {"n"}, True)
    assert dio.diagnostics()["servos"] == []
    with pytest.raises(Closed):
        await form.save()


@virtual
async def test_a_save_is_sent_before_its_dio_closes():
    """U66."""
    source = shop()
    dio = await loaded(source)
    form = dio.servo("3")
    form.set("n", 99)
    saving = asyncio.ensure_future(form.save())
    await quiet(0.1)
    await dio.aclose()
    assert (await saving)["n"] == source.rows["3"]["n"] == 99
    assert (form.status, form.is_dirty, form.closed) == ("Tracking", False, True)


@virtual
async def test_a_save_that_the_end_of_its_dio_overtakes_keeps_the_draft():
    """U69."""
    source = shop()
    dio = await loaded(source)
    source.latency = 1e6
    form = dio.servo("3")
    form.set("n", 99)
    saving = asyncio.ensure_future(form.save())
    await quiet(0.1)
    await dio.aclose()
    with pytest.raises(Closed):
        await saving
    assert (form.status, form.dirty) == ("Failed", {"n"})
    with pytest.raises(Closed):
        await form.save()


def test_it_is_edited_from_any_thread():
    """U69."""
    lens = dn.Lens()
    dio = lens.open(dn.MemoryVista([{"id": 1, "n": 1}]))
    form = dio.servo(1)
    form.set("n", 2)
    assert form.dirty == {"n"}
    assert dn.run(form.save()) == {"id": 1, "n": 2}
    assert (form.data, form.is_dirty) == ({"id": 1, "n": 2}, False)
    lens.close()
