"""Writes with an outbox: accepted once, they outlive the Dio, the kernel and the source."""

import asyncio
from datetime import UTC, datetime

import pytest

import diorama_nb as dn
from diorama_nb.errors import (
    CacheError,
    Closed,
    NotFound,
    RateLimited,
    SourceUnavailable,
    SpecError,
    WriteError,
    WriteRejected,
)
from diorama_nb.runtime import here
from diorama_nb.testing import FakeSource
from diorama_nb.writes.write import Write
from tests.dio.source import until
from tests.virtual import ids, kinds, opened, quiet, virtual

AWAY = SourceUnavailable("away", hint="wait")
NO = WriteRejected("no such price", fields={"n": "must be positive"}, hint="n=1")


def shop(rows=20, **settings):
    return FakeSource(rows, reads=(), identity="shop", latency=1.0, **settings)


def life(folder, source, **settings):
    """Open a Dio as another process would: with a Lens of its own."""
    return opened(source, folder, outbox=True, **settings)


async def ended(dio):
    """End a Dio as the end of its process would: nothing is sent any more."""
    queue = dio.writes
    await queue._sender.tasks.aclose()
    queue._journal._file._connection.close()
    queue._journal._file._connection = None
    queue._journal._lease.release()
    await dio.tasks.aclose()


def refuse(error):
    def on_write(write):
        raise error

    return on_write


def status(scenery, id):
    return scenery.row(scenery.index_of(id)).status


# --- over a restart ------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["killed", "closed"])
@virtual
async def test_accepted_writes_are_shown_and_sent_after_a_restart(tmp_path, way):
    """X28: each once, in order, with the key they were accepted with."""
    source = shop()
    dio = await life(tmp_path, source)
    source.down = AWAY
    vista = dio.vista()
    tickets = [
        await vista.patch_value("3", {"n": 99}),
        await vista.insert_value("x", {"id": "x", "n": 1}),
        await vista.delete_value("5"),
        await vista.where(group="c").delete_all_values(),
        await vista.replace_value("4", {"id": "4", "n": None}),
    ]
    await quiet(5)
    await (ended(dio) if way == "killed" else dio.aclose())
    assert source.applied == []

    again = await life(tmp_path, source)
    assert [ticket.write.kind for ticket in again.writes.pending] == [
        "patch", "insert", "delete", "clear", "replace",
    ]  # fmt: skip
    assert again.stats.pending_writes == 5
    scenery = await again.table_scenery()
    await quiet(2)
    assert scenery.row(scenery.index_of("3")).record["n"] == 99
    assert status(scenery, "3") == status(scenery, "x") == "PendingWrite"
    assert scenery.index_of("5") is None
    assert scenery.index_of("8") is None
    assert "5" in source.rows

    source.down = None
    assert await again.writes.drained()
    await quiet(2)
    assert [write.idempotency_key for write in source.applied] == [
        ticket.write.idempotency_key for ticket in tickets
    ]
    await again.refresh()
    await quiet(2)
    assert sorted(ids(scenery)) == sorted(source.rows)
    assert status(scenery, "3") == "Fresh"
    assert again.stats.pending_writes == 0
    await again.aclose()


@virtual
async def test_closing_keeps_what_waits_and_does_not_wait_for_a_source_that_is_away(
    tmp_path, caplog
):
    """U66, T23: what was accepted is not lost, and its receipts say that this Dio is closed."""
    source = shop()
    dio = await life(tmp_path, source)
    source.down = AWAY
    waiting = await dio.vista().patch_value("3", {"n": 99})
    await quiet(5)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await dio.aclose()
    assert loop.time() - began < 0.5
    with pytest.raises(Closed):
        await waiting.settled()
    assert "not sent" not in caplog.text

    source.down, source.latency = None, 1e6
    dio = await life(tmp_path, source, on_start_blocking=False)
    hanging = next(iter(dio.writes))
    later = asyncio.ensure_future(hanging.settled())
    await quiet(5)
    assert hanging.state == "sending"
    began = loop.time()
    await dio.aclose()
    assert loop.time() - began < 2
    with pytest.raises(Closed):
        await later
    with pytest.raises(Closed):
        await dio.write(Write("delete", "1"))
    with pytest.raises(Closed):
        await hanging.discard()

    source.latency = 1.0
    dio = await life(tmp_path, source)
    assert await dio.writes.drained()
    assert [write.patch for write in source.applied] == [{"n": 99}]
    await dio.aclose()


@virtual
async def test_with_an_outbox_a_write_waits_for_its_source_as_long_as_it_takes(tmp_path):
    source = shop()
    dio = await life(tmp_path, source)
    source.down = AWAY
    ticket = await dio.vista().patch_value("3", {"n": 99})
    await asyncio.sleep(900)
    await until(lambda: ticket.state == "queued", turns=4000)  # it may just be tried once more
    assert dio.writes.blocked is AWAY
    assert dio.mark("3").error is AWAY
    source.down = None
    assert (await ticket.settled())["n"] == 99
    await dio.aclose()


@virtual
async def test_a_write_is_not_sent_again_before_the_time_its_source_asked_for(tmp_path):
    sent = []

    async def on_write(dio, write):
        sent.append(here().now())
        if len(sent) == 1:
            after_an_hour = datetime.fromtimestamp(sent[0] + 3600, UTC)
            raise RateLimited("slow down", retry_at=after_an_hour)

    dio = await life(tmp_path, shop(), on_write=on_write)
    ticket = await dio.vista().patch_value("3", {"n": 99})
    await ticket.settled()
    assert len(sent) == 2
    assert sent[1] - sent[0] >= 3600
    await dio.aclose()


@virtual
async def test_what_was_refused_stays_visible_and_can_be_decided_on_after_a_restart(tmp_path):
    """U71: with the source's words for each field."""
    source = shop()
    source.on_write = refuse(NO)
    dio = await life(tmp_path, source)
    for n in range(4):
        await dio.vista().patch_value(str(n), {"n": -1})
    assert await dio.writes.drained()
    await ended(dio)

    dio = await life(tmp_path, source)
    await quiet(10)
    scenery = await dio.table_scenery()
    await quiet(2)
    assert len(dio.writes.parked) == 4
    assert repr(dio.writes).endswith(": 0 pending, 4 parked>")
    assert len(source.applied) == 0
    assert [status(scenery, str(n)) for n in range(5)] == ["WriteFailed"] * 4 + ["Fresh"]
    assert scenery.row(0).record["n"] == 0
    error = scenery.row(0).error
    assert isinstance(error, WriteRejected)
    assert (error.message, error.fields, error.hint) == (NO.message, NO.fields, NO.hint)

    source.on_write = None
    retried, edited, discarded, _ = dio.writes.parked
    key = retried.write.idempotency_key
    await retried.retry()
    await edited.edit({"n": 7})
    await discarded.discard()
    await ended(dio)

    dio = await life(tmp_path, source)
    assert await dio.writes.drained()
    assert [(w.id, w.patch["n"]) for w in source.applied] == [("0", -1), ("1", 7)]
    assert source.applied[0].idempotency_key == key
    assert [ticket.write.id for ticket in dio.writes.parked] == ["3"]
    assert dio.mark("2") is None
    await dio.aclose()


@virtual
async def test_a_write_is_found_again_only_by_the_dio_of_its_data_set(tmp_path):
    """X39."""
    source = shop()
    dio = await life(tmp_path, source)
    source.down = AWAY
    await dio.vista().patch_value("3", {"n": 99})
    await ended(dio)
    source.down = None
    other = await life(tmp_path, FakeSource(20, identity="another"))
    assert list(other.writes) == []
    narrowed = await life(tmp_path, dn.Vista(source).where(group="a"))
    assert list(narrowed.writes) == []
    await other.aclose()
    await narrowed.aclose()
    dio = await life(tmp_path, source)
    assert len(list(dio.writes)) == 1
    await dio.aclose()


# --- killed while sending ------------------------------------------------------------------


@virtual
async def test_a_write_that_was_being_sent_is_sent_again_where_that_does_no_harm(tmp_path):
    """A record with an id, or a source that applies a key once, is not doubled."""
    source = shop(once=True)
    dio = await life(tmp_path, source)
    made = asyncio.ensure_future(dio.vista(writes="confirmed").insert_return_id_value({"n": 1}))
    await quiet(0.9)
    source.lose()
    await quiet(0.05)
    assert [ticket.state for ticket in dio.writes] == ["sending"]
    await quiet(0.3)
    assert len(source.applied) == 1
    await ended(dio)
    made.cancel()

    dio = await life(tmp_path, source)
    assert await dio.writes.drained()
    assert len(source.applied) == 1
    assert list(dio.writes) == []
    await dio.aclose()


@virtual
async def test_a_write_nobody_knows_the_end_of_is_never_sent_by_itself(tmp_path):
    """Only a person can tell whether the record is there already."""
    source = shop(once=False)
    dio = await life(tmp_path, source)
    ticket = await dio.write(Write("insert", None, {"n": 1}))
    await quiet(0.5)
    assert ticket.state == "sending"
    await ended(dio)

    for _ in range(2):
        dio = await life(tmp_path, source)
        await quiet(10)
        (found,) = dio.writes.parked
        assert found.state == "unknown"
        with pytest.raises(WriteError, match="nobody knows"):
            await found.settled()
        await ended(dio)
    assert source.applied == []

    dio = await life(tmp_path, source)
    (found,) = dio.writes.parked
    await found.retry()
    assert (await found.settled())["n"] == 1
    assert source.applied[0].idempotency_key == ticket.write.idempotency_key
    await dio.aclose()


@virtual
async def test_a_source_that_applies_a_key_once_is_asked_again_when_an_answer_is_lost():
    """Also without an outbox: only where it could make two records, nobody knows."""
    for once, state in ((True, "settled"), (False, "unknown")):
        source = FakeSource(3, once=once)
        dio = await opened(source)
        source.lose()
        ticket = await dio.write(Write("insert", None, {"n": 1}))
        await quiet(10)
        assert ticket.state == state
        assert len(source.applied) == 1
        await dio.aclose()


# --- a refresh, and a source that is back --------------------------------------------------


@virtual
async def test_a_refresh_lets_waiting_writes_go_first(tmp_path):
    """U65: what the source says then knows of them."""
    source = shop()
    dio = await life(tmp_path, source)
    source.down = AWAY
    for n in range(3):
        await dio.vista().patch_value(str(n), {"n": -n})
    await asyncio.sleep(60)
    source.down = None
    applied = {}
    source.on_call = lambda call: applied.setdefault(call.kind, len(source.applied))
    await dio.refresh()
    assert applied["all"] == 3
    assert not dio.writes.pending
    await dio.aclose()


@virtual
async def test_a_refresh_does_not_hang_on_writes_that_can_not_be_sent(tmp_path):
    source = shop()
    dio = await life(tmp_path, source)
    loop = asyncio.get_running_loop()
    source.latency = lambda call: 1e6 if call.write else 1.0
    await dio.vista().patch_value("1", {"n": -1})
    began = loop.time()
    await dio.refresh()
    assert loop.time() - began <= 6.5
    assert (await dio.vista().get_value("1"))["n"] == -1
    await dio.aclose()

    source.latency, source.down = 1.0, AWAY
    dio = await life(tmp_path, source, refresh_on_open=False)
    await asyncio.sleep(60)
    began = loop.time()
    with pytest.raises(SourceUnavailable):
        await dio.refresh()
    assert loop.time() - began <= 3
    await dio.aclose()


# --- several kernels -----------------------------------------------------------------------


async def two(folder, source):
    """Open two Dios of one data set; the first of them sends."""
    return await life(folder, source), await life(folder, source)


@virtual
async def test_of_several_kernels_one_sends_the_writes_of_all_in_order(tmp_path):
    source = shop(40)
    first, second = await two(tmp_path, source)
    tickets = []
    for n in range(10):
        for dio in (first, second):
            tickets.append(await dio.vista().patch_value(str(n), {f"c{len(tickets)}": 1}))
        await quiet(0.2)
    await asyncio.sleep(60)
    assert {ticket.state for ticket in tickets} == {"settled"}
    assert [write.patch for write in source.applied] == [t.write.patch for t in tickets]
    assert len({write.idempotency_key for write in source.applied}) == 20
    assert dict(await first.cache.list_values()) == dict(await second.cache.list_values())
    assert (await second.cache.get_value("3")) == source.rows["3"]
    await first.aclose()
    await second.aclose()


@virtual
async def test_a_kernel_sees_what_became_of_its_writes_that_another_one_sent(tmp_path):
    source = shop(once=False)
    source.on_write = lambda write: refuse(NO)(write) if write.patch.get("n") == -1 else None
    first, second = await two(tmp_path, source)
    scenery = await second.table_scenery()
    await quiet(3)
    assert await second.vista(writes="confirmed").insert_return_id_value({"n": 1}) == "made0"
    assert (await second.cache.get_value("made0"))["n"] == 1
    bad = await second.vista().patch_value("3", {"n": -1})
    events = second.subscribe_events()
    with pytest.raises(WriteRejected) as caught:
        await bad.settled()
    assert caught.value.fields == NO.fields
    await quiet()
    assert scenery.row(3).record["n"] == 3
    assert scenery.row(3).status == "WriteFailed"
    assert "WriteFailed" in kinds(events)
    assert [ticket.number for ticket in first.writes.parked] == [bad.number]
    source.down = AWAY
    waiting = await second.vista().patch_value("4", {"n": 4})
    await asyncio.sleep(10)
    assert waiting.state in ("queued", "sending")
    await until(
        lambda: second.writes.blocked, turns=4000
    )  # while the other one tries, nothing is known
    assert isinstance(second.writes.blocked, SourceUnavailable)
    await first.aclose()
    await second.aclose()


@virtual
async def test_a_kernel_shows_and_decides_on_the_writes_of_others(tmp_path):
    source = shop()
    first, second = await two(tmp_path, source)
    scenery = await first.table_scenery()
    await quiet(3)
    source.down = AWAY
    ticket = await second.vista().patch_value("3", {"n": 99})
    await asyncio.sleep(3)
    assert scenery.row(3).record["n"] == 99
    assert status(scenery, "3") == "PendingWrite"
    (seen,) = first.writes.pending
    await until(lambda: seen.state == "queued")
    await seen.discard()
    with pytest.raises(WriteError):
        await ticket.settled()
    assert ticket.state == "discarded"
    assert (await second.vista().get_value("3"))["n"] == 3

    source.down, source.on_write = None, refuse(NO)
    ticket = await first.vista().patch_value("5", {"n": -1})
    await asyncio.sleep(5)
    source.on_write = None
    (seen,) = second.writes.parked
    await seen.edit({"n": 5})
    assert (await seen.settled())["n"] == 5
    await until(lambda: ticket.state == "settled")  # who accepted it hears of it soon
    assert source.rows["5"]["n"] == 5
    await first.aclose()
    await second.aclose()


@virtual
async def test_two_kernels_that_decide_at_once_do_so_once(tmp_path):
    source = shop()
    source.on_write = refuse(NO)
    first, second = await two(tmp_path, source)
    ticket = await first.vista().patch_value("3", {"n": -1})
    await asyncio.sleep(5)
    (seen,) = second.writes.parked
    await ticket.discard()
    with pytest.raises(WriteError, match="faster"):
        await seen.retry()
    assert seen.state == "discarded"
    assert list(second.writes) == list(first.writes) == []
    await first.aclose()
    await second.aclose()


@pytest.mark.parametrize("way", ["killed", "closed"])
@virtual
async def test_when_the_kernel_that_sends_ends_another_one_takes_over(tmp_path, way):
    source = shop(once=True)
    first, second = await two(tmp_path, source)
    source.latency = 3.0
    tickets = [await second.vista().patch_value(str(n), {"n": -n}) for n in range(4)]
    await quiet(3)
    assert [ticket.state for ticket in first.writes][:1] == ["sending"]
    await (ended(first) if way == "killed" else first.aclose())
    for ticket in tickets:
        await ticket.settled()
    applied = [write.id for write in source.applied]
    assert applied == ["0", "1", "2", "3"]
    await second.aclose()


@virtual
async def test_a_record_stored_under_another_id_is_renamed_in_all_kernels(tmp_path):
    """U68."""
    source = shop(once=False)
    apply = source._stored

    def renaming(write):
        stored = apply(write)
        if write.kind == "insert":
            source.rows["made"] = source.rows.pop(write.id)
            return type(stored)("made", source.rows["made"])
        return stored

    source._stored = renaming
    first, second = await two(tmp_path, source)
    await second.vista().insert_value("draft", {"n": 1})
    patched = await second.vista().patch_value("draft", {"n": 2})
    await patched.settled()
    late = await second.vista().patch_value("draft", {"n": 3})
    await late.settled()
    assert source.rows["made"] == {"n": 3}
    for dio in (first, second):
        assert await dio.cache.get_value("draft") is None
        assert await dio.cache.get_value("made") == {"n": 3}
        await dio.aclose()


# --- the disk ------------------------------------------------------------------------------


@virtual
async def test_a_write_the_disk_can_not_take_is_not_accepted_and_a_sent_one_is_done(
    tmp_path, monkeypatch, caplog
):
    """What was sent before the disk was full is settled; the rest waits for room."""
    source = shop()
    dio = await life(tmp_path, source)
    journal = dio.writes._journal
    sent = await dio.vista().patch_value("1", {"n": -1})
    await quiet(0.5)
    waiting = await dio.vista().patch_value("2", {"n": -2})

    async def full(*args, **more):
        raise dn.errors.CacheFull("no space left", hint="free some")

    with monkeypatch.context() as patched:
        patched.setattr(journal, "add", full)
        patched.setattr(journal, "move", full)
        with pytest.raises(CacheError, match="no space"):
            await dio.vista().patch_value("3", {"n": -3})
        assert (await sent.settled())["n"] == -1
        await quiet(5)
        assert (await dio.vista().get_value("3"))["n"] == 3
        assert isinstance(dio.writes.blocked, CacheError)
        assert "could not be kept" in caplog.text
    assert (await waiting.settled())["n"] == -2
    assert [write.id for write in source.applied] == ["1", "2"]
    await ended(dio)
    again = await life(tmp_path, source)
    assert list(again.writes) == []
    await again.aclose()


@virtual
async def test_what_was_done_while_the_disk_was_full_is_not_sent_again(tmp_path, monkeypatch):
    """Whatever other kernels write meanwhile: the journal is told later."""
    source = shop(once=False)
    first, second = await two(tmp_path, source)
    ticket = await first.write(Write("insert", None, {"n": 1}))
    await quiet(0.5)
    journal = first.writes._journal

    async def full(*args, **more):
        raise dn.errors.CacheFull("no space left", hint="free some")

    with monkeypatch.context() as patched:
        patched.setattr(journal, "move", full)
        await ticket.settled()
        await second.vista().patch_value("3", {"n": 99})
        await asyncio.sleep(10)
        assert [ticket.state for ticket in second.writes] == ["sending", "queued"]
        assert len(source.applied) == 1
    await asyncio.sleep(70)
    assert list(first.writes) == list(second.writes) == []
    assert [write.id for write in source.applied] == [None, "3"]
    await first.aclose()
    await second.aclose()


@virtual
async def test_a_writer_that_is_cancelled_leaves_the_write_accepted_whole_or_not_at_all(
    tmp_path,
):
    source = shop()
    dio = await life(tmp_path, source)
    writers = [
        asyncio.ensure_future(dio.vista().patch_value(str(n), {"n": -1})) for n in range(10)
    ]
    for turns, writer in enumerate(writers):
        for _ in range(turns):
            await asyncio.sleep(0)
        writer.cancel()
    await asyncio.gather(*writers, return_exceptions=True)
    shown = {ticket.number for ticket in dio.writes}
    kept = {entry.number for entry in await dio.writes._journal.load()}
    assert shown == kept
    assert await dio.writes.drained()
    await dio.aclose()


@virtual
async def test_an_outbox_needs_a_folder():
    with pytest.raises(SpecError, match="folder") as caught:
        dn.Lens(outbox=True)
    assert 'Lens(".diorama", outbox=True)' in caught.value.hint


@virtual
async def test_an_outbox_may_be_elsewhere_than_the_cache(tmp_path):
    source = shop()
    source.on_write = refuse(NotFound("gone"))
    for cache in (None, tmp_path / "cache", tmp_path / "other"):
        dio = await opened(source, cache, outbox=str(tmp_path / "box"))
        if cache is None:
            await dio.vista().patch_value("3", {"n": 99})
            await dio.writes.drained()
        assert isinstance(dio.writes.parked[0].error, NotFound)
        await dio.aclose()
    assert not (tmp_path / "cache" / "outbox").exists()
