"""Record sceneries: one row that keeps itself right."""

import asyncio
import gc
import weakref

import pytest

import diorama_nb as dn
from diorama_nb.errors import CacheError, Closed, SourceUnavailable, WriteRejected
from diorama_nb.testing import FakeSource
from diorama_nb.writes.write import Stored
from tests.virtual import bumps, eager, opened, quiet, sequential, virtual

MAKES = pytest.mark.parametrize("make", [eager, FakeSource, sequential])


async def loaded(source, **settings):
    """Return a Dio whose rows are all there, and a source that forgot what it was asked."""
    dio = await opened(source, **settings)
    await dio.load_all()
    source.forget()
    return dio


def reads(dio):
    """Return the list of ids that the cache is asked for."""
    asked, get_value = [], dio.cache.get_value

    async def counted(id):
        asked.append(id)
        return await get_value(id)

    dio.cache.get_value = counted
    return asked


# --- opening -------------------------------------------------------------------------------


@MAKES
@virtual
async def test_a_record_is_opened_by_one_reading_of_the_cache_and_no_request(make):
    """S6: a hit is Fresh, a miss is NotFound."""
    source = make(10)
    dio = await loaded(source)
    asked = reads(dio)
    there, missing = await dio.record_scenery("3"), await dio.record_scenery("nine")
    assert asked == ["3", "nine"]
    assert there.record.record == source.rows["3"]
    assert (there.record.id, there.status, there.record.status) == ("3", "Fresh", "Fresh")
    assert (missing.record, missing.status, missing.error) == (None, "NotFound", None)
    await quiet()
    assert source.calls == []
    assert (there.generation, missing.generation) == (0, 0)


@virtual
async def test_a_cache_that_can_not_be_read_fails_the_opening():
    """S6."""
    dio = await loaded(eager(3))

    async def broken(id):
        raise CacheError("damaged")

    dio.cache.get_value = broken
    with pytest.raises(CacheError, match="damaged"):
        await dio.record_scenery("1")


@virtual
async def test_a_record_in_hand_is_shown_without_reading_anything():
    """S7: until there is news of its row."""
    dio = await loaded(FakeSource(10))
    asked = reads(dio)
    held = dio.record_scenery_with("3", {"id": "3", "n": -1})
    new = dio.record_scenery_with("x", {"id": "x"})
    assert (held.record.record, held.status) == ({"id": "3", "n": -1}, "Fresh")
    assert (new.record.record, new.status) == ({"id": "x"}, "Fresh")
    await quiet()
    assert asked == []
    assert held.record.record["n"] == -1
    await dio.patched("3", {"id": "3", "n": 5})
    await dio.patched("x", {"id": "x", "n": 6})
    await quiet()
    assert (held.record.record["n"], new.record.record["n"]) == (5, 6)


@virtual
async def test_what_is_shown_is_nobodys_to_change():
    dio = await loaded(eager(3))
    record = {"id": "9", "tags": ["a"]}
    scenery = dio.record_scenery_with("9", record)
    record["tags"].append("b")
    assert scenery.record.record == {"id": "9", "tags": ["a"]}


# --- following -----------------------------------------------------------------------------


@MAKES
@virtual
async def test_it_follows_its_row_and_bumps_only_when_that_changed(make):
    """S40, U6."""
    dio = await loaded(make(50))
    scenery = await dio.record_scenery("3")
    seen = bumps(scenery)
    await dio.patched("4", {"id": "4"})
    await dio.patched("3", dict(scenery.record.record))
    await dio.refresh()
    await quiet()
    assert (seen, scenery.generation) == ([], 0)
    await dio.patched("3", {"id": "3", "n": 7})
    await quiet()
    assert (seen, scenery.record.record) == ([1], {"id": "3", "n": 7})
    await dio.removed("3")
    await quiet()
    assert (seen, scenery.record, scenery.status) == ([1, 2], None, "NotFound")
    await dio.patched("3", {"id": "3", "n": 8})
    await quiet()
    assert (seen, scenery.record.record["n"], scenery.status) == ([1, 2, 3], 8, "Fresh")


@virtual
async def test_who_subscribes_late_reads_the_latest_generation():
    """U1, T1."""
    dio = await loaded(eager(5))
    scenery = await dio.record_scenery("3")
    for n in range(3):
        await dio.patched("3", {"id": "3", "n": -n})
        await quiet()
    assert scenery.generation == 3
    told = []
    reading = asyncio.ensure_future(_note(scenery, told))
    await quiet()
    assert told == [3]
    await dio.patched("3", {"id": "3", "n": 100})
    await quiet()
    assert told == [3, 4]
    await dio.aclose()
    await reading  # ends with the Dio


async def _note(scenery, told):
    async for generation in scenery.generations():
        told.append(generation)


@MAKES
@virtual
async def test_it_shows_the_record_of_another_master_when_its_dio_turns_to_that(make):
    dio = await loaded(make(5))
    scenery, form = await dio.record_scenery("3"), dio.servo("3")
    form.set("name", "mine")
    other = make([{"id": str(n), "n": -n} for n in range(9, 2, -1)])
    await dio.reload(dn.Vista(other))
    await dio.load_all()
    await quiet()
    assert scenery.record.record == {"id": "3", "n": -3}
    assert form.data == {"id": "3", "n": -3, "name": "mine"}


@virtual
async def test_a_burst_of_changes_is_one_bump_a_frame():
    dio = await loaded(eager(5))
    scenery = await dio.record_scenery("3")
    seen = bumps(scenery)
    for n in range(20):
        await dio.patched("3", {"id": "3", "n": -n - 1})
    await quiet()
    assert len(seen) <= 2
    assert scenery.record.record["n"] == -20


@virtual
async def test_a_change_reaches_those_who_show_the_row_and_nobody_else():
    """U23: a hundred open records cost a change of one row one look."""
    dio = await loaded(eager(1000))
    sceneries = [await dio.record_scenery(str(n)) for n in range(100)]
    looked = []
    for scenery in sceneries:
        look = scenery._throttle._action
        scenery._throttle._action = lambda s=scenery, look=look: (looked.append(s.id), look())
    await dio.patched("500", {"id": "500"})
    await dio.patched("7", {"id": "7"})
    await quiet()
    assert looked == ["7"]
    await dio.cache.insert_values({str(n): {"id": str(n), "n": -n - 1} for n in range(1000)})
    await quiet()
    assert [scenery.record.record["n"] for scenery in sceneries] == list(range(-1, -101, -1))


@virtual
async def test_rows_that_a_callback_is_rewriting_are_no_state():
    """T4."""
    source = eager(5)

    async def on_refresh(dio):
        await dio.cache.clear()
        await asyncio.sleep(1)
        await dio.cache.insert_values(source.rows)

    dio = await loaded(source, on_refresh=on_refresh)
    scenery = await dio.record_scenery("3")
    seen = bumps(scenery)
    await dio.refresh()
    await quiet()
    assert (seen, scenery.status) == ([], "Fresh")


# --- writes --------------------------------------------------------------------------------


@MAKES
@virtual
async def test_a_write_is_pending_with_its_fields_then_settled(make):
    """U63."""
    source = make(20)
    dio = await loaded(source)
    source.latency = 1.0
    scenery = await dio.record_scenery("3")
    await dio.vista().patch_value("3", {"n": 99})
    await quiet(0.1)
    assert (scenery.status, scenery.record.record["n"]) == ("PendingWrite", 99)
    assert scenery.record.dirty_fields == {"n"}
    await quiet(2)
    assert (scenery.status, scenery.record.dirty_fields) == ("Fresh", frozenset())
    assert scenery.record.record["n"] == 99


@virtual
async def test_a_refused_write_shows_why_over_the_old_values():
    """U63."""
    source = eager(20)
    dio = await loaded(source)
    scenery = await dio.record_scenery("3")
    new = await dio.record_scenery("x")
    no = WriteRejected("no")
    source.on_write = lambda write: _raise(no)
    ticket = await dio.vista().patch_value("3", {"n": 99})
    await dio.vista().insert_value("x", {"id": "x"})
    await quiet()
    assert (scenery.status, scenery.error, scenery.record.record["n"]) == ("WriteFailed", no, 3)
    assert (new.record, new.status, new.error) == (None, "WriteFailed", no)
    await ticket.discard()
    await quiet()
    assert (scenery.status, scenery.error) == ("Fresh", None)


def _raise(error):
    raise error


@virtual
async def test_a_deleted_row_is_gone_at_once_and_back_when_that_is_refused():
    source = eager(20, latency=1.0)
    dio = await loaded(source)
    scenery = await dio.record_scenery("3")
    source.on_write = lambda write: _raise(WriteRejected("no"))
    await dio.vista().delete_value("3")
    await quiet(0.1)
    assert (scenery.record, scenery.status) == (None, "NotFound")
    await quiet(2)
    assert (scenery.record.record["n"], scenery.status) == (3, "WriteFailed")


@MAKES
@virtual
async def test_it_follows_a_record_that_the_source_stores_under_another_id(make):
    """U68: without showing that there is none in between."""
    source = make(5)
    dio = await loaded(source)
    apply = source._stored

    def renaming(write):
        stored = apply(write)
        if write.kind == "insert":
            source.rows["made"] = source.rows.pop(write.id)
            return Stored("made", source.rows["made"])
        return stored

    source._stored = renaming
    scenery = await dio.record_scenery("draft")
    statuses = []
    scenery.subscribe(lambda _: statuses.append(scenery.status))
    await dio.vista().insert_value("draft", {"n": 1})
    await quiet()
    assert (scenery.id, scenery.record.id, scenery.record.record) == ("made", "made", {"n": 1})
    assert "NotFound" not in statuses
    await dio.patched("made", {"n": 2})
    await quiet()
    assert scenery.record.record == {"n": 2}


# --- asking the source ---------------------------------------------------------------------


@virtual
async def test_a_refresh_of_a_record_asks_for_that_one():
    """S40."""
    source = FakeSource(500, latency=1.0)
    dio = await opened(source)
    await dio.table_scenery()
    await quiet(5)
    source.forget()
    there, missing = await dio.record_scenery("3"), await dio.record_scenery("400")
    source.rows["3"] = {"id": "3", "n": -3}
    events = dio.subscribe_events()
    there.request_refresh()
    missing.request_refresh()
    await quiet(0.1)
    assert (there.status, missing.status) == ("Fresh", "Loading")
    await quiet(5)
    assert sorted(source.asked()) == [("3", None), ("400", None)]
    assert there.record.record == {"id": "3", "n": -3}
    assert (missing.record.record["n"], missing.status) == (400, "Fresh")
    told = {(type(event).__name__, event.id) for event in events.pending()}
    assert told == {("RecordChanged", "3"), ("RecordInserted", "400")}
    del source.rows["3"]
    there.request_refresh()
    await quiet(5)
    assert (there.record, there.status) == (None, "NotFound")


@virtual
async def test_a_source_that_gives_no_single_record_is_refreshed():
    source = eager(5, gets=False)
    dio = await loaded(source)
    scenery = await dio.record_scenery("3")
    source.rows["3"] = {"id": "3", "n": -3}
    scenery.request_refresh()
    await quiet()
    assert [call.kind for call in source.calls] == ["all"]
    assert scenery.record.record == {"id": "3", "n": -3}


@virtual
async def test_a_refresh_that_fails_keeps_the_record_and_says_why():
    """S40, K1."""
    source = FakeSource(5)
    dio = await loaded(source)
    scenery, missing = await dio.record_scenery("3"), await dio.record_scenery("x")
    source.down = SourceUnavailable("away")
    scenery.request_refresh()
    missing.request_refresh()
    await quiet()
    assert (scenery.record.record["n"], scenery.status) == (3, "LoadFailed")
    assert (missing.record, missing.status) == (None, "LoadFailed")
    assert scenery.error is missing.error is source.down
    source.down = None
    scenery.request_refresh()
    missing.request_refresh()
    await quiet()
    assert (scenery.status, scenery.error, missing.status) == ("Fresh", None, "NotFound")


@virtual
async def test_details_that_are_missing_are_told_and_fetched_on_request():
    """S6."""
    source = eager(5)
    asked = []

    async def on_load_detail(dio, id, row):
        asked.append(id)
        return {"stock": 5}

    dio = await loaded(source, on_load_detail=on_load_detail)
    scenery = await dio.record_scenery("3")
    await quiet()
    assert (scenery.status, asked) == ("Incomplete", [])
    scenery.request_refresh()
    await quiet()
    assert (scenery.status, asked, scenery.record.record["stock"]) == ("Fresh", ["3"], 5)


@virtual
async def test_it_tells_when_it_was_read():
    dio = await loaded(FakeSource(5))
    scenery = await dio.record_scenery("3")
    assert dio.now() - scenery.record.fetched_at < 10


# --- ends ----------------------------------------------------------------------------------


@virtual
async def test_a_closed_record_follows_nothing_and_can_be_read():
    """U23."""
    dio = await loaded(eager(5))
    scenery = await dio.record_scenery("3")
    seen = bumps(scenery)
    await scenery.aclose()
    await scenery.aclose()
    await dio.patched("3", {"id": "3", "n": -1})
    await quiet()
    assert (seen, scenery.record.record["n"], scenery.closed) == ([], 3, True)
    assert dio.diagnostics()["records"] == []
    with pytest.raises(Closed):
        scenery.request_refresh()


@virtual
async def test_when_its_dio_is_closed_it_serves_its_last_record():
    """K6."""
    dio = await loaded(eager(5))
    scenery = await dio.record_scenery("3")
    await dio.aclose()
    assert (scenery.record.record["n"], scenery.closed) == (3, True)
    with pytest.raises(Closed):
        scenery.request_refresh()
    with pytest.raises(Closed):
        await dio.record_scenery("3")
    with pytest.raises(Closed):
        dio.record_scenery_with("3", {})


@virtual
async def test_it_does_not_keep_its_dio_alive():
    """K6: its last record can be read when the Dio is gone."""
    lens = dn.Lens(runtime="current")
    dio = await lens.make_dio(dn.Vista(eager(5)))
    scenery = await dio.record_scenery("3")
    gone = weakref.ref(dio)
    del dio, lens
    gc.collect()
    await quiet()
    gc.collect()
    assert gone() is None
    assert (scenery.record.record["n"], scenery.closed) == (3, True)


@virtual
async def test_one_that_nobody_keeps_lets_go_by_itself():
    """U20, U23."""
    dio = await loaded(eager(5))
    scenery = await dio.record_scenery("3")
    other = await dio.record_scenery("3")
    assert [told["id"] for told in dio.diagnostics()["records"]] == ["3", "3"]
    await other.aclose()
    del scenery, other
    gc.collect()
    await quiet()
    assert dio.diagnostics()["records"] == []
    assert dio.feed._by_id == {}


def test_it_is_opened_and_read_from_any_thread():
    """S7."""
    lens = dn.Lens()
    dio = lens.open(dn.MemoryVista([{"id": 1, "n": 1}]))
    scenery = dn.run(dio.record_scenery(1))
    held = dio.record_scenery_with("1", {"id": 1, "n": 1})
    dn.run(dio.patched("1", {"id": 1, "n": 2}))

    async def seen():
        async for _ in held.generations():
            if held.record.record["n"] == 2:
                return

    dn.run(seen(), timeout=10)
    assert held.record.record == {"id": 1, "n": 2}
    held.request_refresh()
    dn.run(scenery.aclose())
    lens.close()
