"""What a live table writes: one at a time, each caller with the result of its own."""

import asyncio
import contextlib
import threading

import pytest

import diorama_nb as dn
from diorama_nb.errors import Closed, NotFound, SourceUnavailable, WriteError, WriteRejected
from diorama_nb.testing import FakeSource, made_up
from tests.live.tables import asked, slots, table
from tests.virtual import virtual


@pytest.fixture(params=["memory", "disk", "none"])
def cache(request, tmp_path):
    return {"memory": None, "disk": tmp_path / "cache", "none": "none"}[request.param]


async def warm(live):
    """Fill slots of all kinds."""
    await live.list_values()
    await live.where(group="a").list_values()
    await live.fetch_window(0, 2)
    await live.get_value("1")


WRITES = {
    "insert": lambda live: live.insert_value("new", {"id": "new", "group": "a", "n": 99}),
    "insert, id returned": lambda live: live.insert_return_id_value({"group": "a", "n": 99}),
    "replace": lambda live: live.replace_value("1", {"id": "1", "group": "a", "n": 99}),
    "patch": lambda live: live.patch_value("1", {"group": "a", "n": 99}),
    "delete": lambda live: live.delete_value("1"),
    "delete all": lambda live: live.delete_all_values(),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
@virtual
async def test_a_write_goes_to_the_master_and_every_cached_answer_is_forgotten(write, cache):
    """S57, S61: success drops all pages and id slots of the key, with each kind of cache."""
    live, source = table(9, cache)
    await warm(live)
    before = dict(source.rows)
    await write(live)
    assert source.rows != before
    assert dict(await live.list_values()) == source.rows
    wanted = {id for id, row in source.rows.items() if row["group"] == "a"}
    assert set(await live.where(group="a").list_values()) == wanted
    assert list((await live.fetch_window(0, 2)).rows) == list(source.rows)[:2]
    assert await live.get_value("1") == source.rows.get("1")
    await live.aclose()


@virtual
async def test_nothing_of_the_key_is_left_in_the_cache_after_a_write():
    """S61: the whole prefix is dropped."""
    cache = dn.MemoryCache()
    live, _ = table(9, cache)
    await warm(live)
    assert len(await slots(cache)) == 4
    await live.patch_value("1", {"n": 99})
    assert await slots(cache) == set()


@virtual
async def test_each_caller_gets_what_the_master_made_of_its_write():
    """S60: the real result, not a promise."""
    live, source = table(2)
    source.on_write = lambda write: (
        dn.Write(write.kind, write.id, {**write.patch, "stamp": 1}) if write.patch else None
    )
    assert await live.insert_value("7", {"id": "7"}) == {"id": "7", "stamp": 1}
    assert await live.patch_value("1", {"n": 5}) == {**made_up(1), "n": 5, "stamp": 1}
    assert await live.insert_value("0", {"n": 5}) == made_up(0)
    assert await live.delete_value("7") is None


@virtual
async def test_a_source_that_makes_the_id_tells_it_through_the_table():
    """S72, K8: insert returning the id works."""
    live, source = table(2)
    id = await live.insert_return_id_value({"n": 5})
    assert source.rows[id] == {"n": 5}
    assert await live.get_value(id) == {"n": 5}


@virtual
async def test_a_write_that_is_refused_leaves_the_cache_alone():
    """S61: failure is the caller's error, and nobody else's."""
    live, source = table(9)
    await warm(live)

    def refuse(write):
        raise WriteRejected("no such price", fields={"price": "too high"})

    source.on_write = refuse
    with pytest.raises(WriteRejected, match="no such price") as caught:
        await live.patch_value("1", {"price": 1e9})
    assert caught.value.fields == {"price": "too high"}
    with pytest.raises(NotFound):
        await live.where(group="a").patch_value("1", {"price": 1})
    _, cost = await asked(source, warm(live))
    assert cost == []


@virtual
async def test_a_write_nobody_knows_the_outcome_of_has_everything_read_again():
    """S61, X21: it arrived although its answer was lost; what it changed is seen."""
    live, source = table(9)
    await warm(live)
    source.lose()
    with pytest.raises(SourceUnavailable):
        await live.patch_value("1", {"n": 99})
    assert (await live.get_value("1"))["n"] == 99
    assert (await live.list_values())["1"]["n"] == 99


@virtual
async def test_a_write_that_failed_takes_no_rows_away_while_the_source_is_down():
    """S75: what was cached is served, as stale, until the source answers again."""
    live, source = table(9)
    await warm(live)
    source.down = SourceUnavailable("the cable is out")
    for _ in range(2):
        with pytest.raises(SourceUnavailable):
            await live.patch_value("1", {"n": 99})
    rows = await live.list_values()
    assert rows.coverage.stale
    assert "does not answer" in rows.coverage.reason
    assert (await live.fetch_window(0, 2)).note
    assert await live.get_value("1") == made_up(1)
    with pytest.raises(SourceUnavailable):
        await live.get_value("2")
    source.down = None
    _, cost = await asked(source, warm(live))
    assert cost == ["window", "window", "window", "get"]
    _, cost = await asked(source, warm(live))
    assert cost == []
    assert not (await live.list_values()).coverage.stale


@virtual
async def test_rows_of_before_a_write_are_not_served_even_if_the_source_goes_down():
    """S61: what is known to be old is gone."""
    live, source = table(9)
    await warm(live)
    await live.patch_value("1", {"n": 99})
    source.down = SourceUnavailable("the cable is out")
    with pytest.raises(SourceUnavailable):
        await live.list_values()


@pytest.mark.parametrize("writes", ["queued", "confirmed"])
@virtual
async def test_a_write_through_a_dio_is_answered_when_the_source_has_answered(writes):
    """S60: a queue on the way does not make the result a promise."""
    source = FakeSource(9, latency=1.0)
    lens = dn.Lens(runtime="current")
    dio = await lens.make_dio(dn.Vista(source))
    live = dn.LiveTable(dio.vista(writes))
    await live.get_value("1")
    assert (await live.patch_value("1", {"n": 99}))["n"] == 99
    assert source.rows["1"]["n"] == 99
    assert (await live.get_value("1"))["n"] == 99

    def refuse(write):
        raise WriteRejected("no")

    source.on_write = refuse
    with pytest.raises(WriteRejected):
        await live.patch_value("1", {"n": 100})
    await live.aclose()
    await lens.aclose()


@virtual
async def test_a_hundred_inserts_at_once_arrive_in_order_each_with_its_own_result():
    """S60, S71: first come, first served at the master; nobody gets another's reply."""
    live, source = table(0, latency=lambda call: (hash(call.offset) % 7) / 10, queue=8)

    def refuse(write):
        if int(write.id) % 10 == 3:
            raise WriteRejected(f"not {write.id}")

    source.on_write = refuse
    results = await asyncio.gather(
        *(live.insert_value(str(n), {"n": n}) for n in range(100)), return_exceptions=True
    )
    sent = [call.offset for call in source.calls]
    assert sent == [str(n) for n in range(100)]
    for n, result in enumerate(results):
        if n % 10 == 3:
            assert isinstance(result, WriteRejected)
            assert result.message == f"not {n}"
        else:
            assert result == {"n": n}


@virtual
async def test_writes_reach_the_master_one_at_a_time():
    """S60: the next is sent when the one before it is answered."""
    live, source = table(0, latency=1.0)
    await asyncio.gather(*(live.insert_value(str(n), {}) for n in range(5)))
    assert [call.at for call in source.calls] == [0.0, 1.0, 2.0, 3.0, 4.0]


@virtual
async def test_more_writes_than_the_queue_holds_wait_in_their_order():
    """S60: a full queue makes callers wait; nobody overtakes, nothing is refused."""
    live, source = table(0, latency=1.0, queue=2)
    early = [asyncio.ensure_future(live.insert_value(str(n), {})) for n in range(5)]
    await asyncio.sleep(1.0)  # there is room for one again, and it is spoken for
    late = asyncio.ensure_future(live.insert_value("late", {}))
    await asyncio.gather(*early, late)
    assert [call.offset for call in source.calls] == ["0", "1", "2", "3", "4", "late"]


@virtual
async def test_writes_go_to_another_table_if_one_is_named():
    """S62: reads, and what is forgotten after a write, stay the same."""
    submissions = FakeSource(0, name="submissions")
    live, source = table(3, writes=(), write_to=dn.Vista(submissions))
    assert live.capabilities.can_insert
    await live.list_values()
    assert await live.insert_value("7", {"n": 7}) == {"n": 7}
    assert submissions.rows == {"7": {"n": 7}}
    rows, cost = await asked(source, live.list_values())
    assert cost == ["window"]
    assert "7" not in rows
    await live.aclose()
    assert (source.closed, submissions.closed) == (1, 1)


@virtual
async def test_writes_stay_within_the_conditions_of_the_write_target_and_of_the_table():
    """S62, S65, X1: neither narrowing is lost on the way."""
    submissions = FakeSource(0, name="submissions")
    live, _ = table(3, write_to=dn.Vista(submissions).where(state="new"))
    await live.where(group="a").insert_value("7", {"n": 7})
    assert submissions.rows == {"7": {"n": 7, "state": "new", "group": "a"}}
    submissions.rows = {**submissions.rows, "8": {"state": "done", "group": "a"}}
    await live.delete_all_values()
    assert list(submissions.rows) == ["8"]


@virtual
async def test_a_write_target_that_takes_no_writes_says_so():
    live, _ = table(3, write_to=dn.Vista(FakeSource(0, writes=("insert",))))
    assert not live.capabilities.can_delete
    assert "write target" in live.capabilities.why("delete")
    with pytest.raises(dn.errors.Unsupported):
        await live.delete_value("1")


@virtual
async def test_a_write_through_conditions_stays_within_them():
    """S65, X1: the master is asked for the rows as they are, not the cache."""
    live, source = table(9)
    a = live.where(group="a")
    assert (await a.insert_value("new", {"n": 1}))["group"] == "a"
    with pytest.raises(dn.errors.SpecError, match="lies outside"):
        await a.insert_value("bad", {"group": "b"})
    await live.get_value("3")
    source.rows = {**source.rows, "3": {**made_up(3), "group": "b"}}
    with pytest.raises(NotFound):
        await a.patch_value("3", {"n": 5})
    await a.delete_all_values()
    assert {row["group"] for row in source.rows.values()} == {"b", "c"}
    assert list(await a.list_values()) == []


class Crash(BaseException):
    """Something no driver should raise."""


@pytest.mark.parametrize("crash", [Crash(), RuntimeError("oh"), asyncio.CancelledError()])
@virtual
async def test_a_crash_is_the_error_of_one_caller_and_everybody_else_is_served(crash):
    """S63, S71, K8: writes before, behind and after it get their results; nobody hangs."""
    live, source = table(0, latency=1.0)

    def trip(write):
        if write.id == "2":
            raise crash

    source.on_write = trip
    results = await asyncio.gather(
        *(live.insert_value(str(n), {"n": n}) for n in range(5)), return_exceptions=True
    )
    wanted = WriteError if isinstance(crash, asyncio.CancelledError) else type(crash)
    assert isinstance(results.pop(2), wanted)
    assert results == [{"n": n} for n in (0, 1, 3, 4)]
    assert await live.insert_value("later", {"n": 9}) == {"n": 9}
    assert list(await live.list_values()) == ["0", "1", "3", "4", "later"]


@virtual
async def test_a_write_goes_on_when_its_caller_no_longer_waits():
    """S60: what was accepted is sent, and what it changed is seen."""
    live, source = table(3, latency=1.0)
    await live.list_values()
    caller = asyncio.ensure_future(live.patch_value("1", {"n": 99}))
    await asyncio.sleep(0.5)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    await asyncio.sleep(1.0)
    assert source.rows["1"]["n"] == 99
    assert (await live.list_values())["1"]["n"] == 99


@virtual
async def test_closing_lets_accepted_writes_finish_and_takes_no_more():
    """S63: later callers get an error at once."""
    live, source = table(3, latency=1.0, queue=2)
    writes = [asyncio.ensure_future(live.insert_value(f"new{n}", {})) for n in range(4)]
    await asyncio.sleep(0)
    await live.aclose()
    results = await asyncio.gather(*writes, return_exceptions=True)
    assert results[:2] == [{}, {}]
    assert all(isinstance(result, Closed) for result in results[2:])
    for use in (
        *WRITES.values(),
        lambda live: live.list_values(),
        lambda live: live.get_count(),
    ):
        with pytest.raises(Closed, match="clients"):
            await use(live)
    assert source.closed == 1
    await live.aclose()


@virtual
async def test_closing_in_a_hurry_cuts_writes_off_and_their_callers_hear_of_it():
    """S63: pending callers get an error that says what is not known; nobody hangs."""
    live, source = table(3, latency=lambda call: 1000.0 if call.kind == "write" else 0.0)
    writes = [asyncio.ensure_future(live.insert_value(f"new{n}", {})) for n in range(3)]
    await asyncio.sleep(0)  # they stand in line
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(live.aclose(), 2)
    results = await asyncio.gather(*writes, return_exceptions=True)
    assert all(isinstance(result, WriteError) for result in results)
    assert all("read the record" in result.hint for result in results)
    assert source.closed == 1


@virtual
async def test_a_cache_of_the_callers_own_is_not_closed_with_the_table():
    cache = dn.MemoryCache()
    live, _ = table(3, cache)
    await live.list_values()
    await live.aclose()
    other, source = table(3, cache)
    _, cost = await asked(source, other.list_values())
    assert cost == []


@virtual
async def test_a_cache_the_table_opened_itself_is_closed_with_it(tmp_path):
    before = set(threading.enumerate())
    live, _ = table(3, tmp_path)
    await live.list_values()
    opened = [t for t in set(threading.enumerate()) - before if t.name == "diorama-cache"]
    assert opened
    await live.aclose()
    for thread in opened:
        thread.join(5)
        assert not thread.is_alive()


@virtual
async def test_invalidate_forgets_everything_of_the_key():
    live, source = table(9)
    await warm(live)
    source.rows = {}
    await live.where(group="b").invalidate()
    assert len(await live.list_values()) == 0
    assert await live.get_value("1") is None
