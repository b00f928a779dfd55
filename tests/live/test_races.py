"""Reads and writes that cross: nothing that was true before a write is served after it."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import diorama_nb as dn
from diorama_nb.testing import FakeSource, run_virtual
from diorama_nb.vista.source import Page
from tests.live.tables import FaultyCache, asked, table
from tests.virtual import virtual


class SlowToEmpty(dn.MemoryCache):
    """A cache that is quick to read, and slow to forget."""

    async def open_table(self, name):
        return _SlowTable(await super().open_table(name))


class _SlowTable:
    def __init__(self, table):
        self._table = table

    def __getattr__(self, name):
        return getattr(self._table, name)

    async def commit(self, batch):
        await asyncio.sleep(1.0)
        await self._table.commit(batch)


@virtual
async def test_the_writer_is_answered_when_its_write_can_be_read():
    """X21: the reply comes after the cache was emptied, so a caller reads what it wrote."""
    live, _ = table(5, SlowToEmpty())
    for n in range(20, 23):
        await live.list_values()
        await live.patch_value("1", {"n": n})
        assert (await live.list_values())["1"]["n"] == n
        assert (await live.get_value("1"))["n"] == n


READS = {
    "list": lambda live: live.list_values(),
    "one": lambda live: live.get_value("1"),
    "window": lambda live: live.fetch_window(0, 5),
}


def n_of(answer):
    """Return what an answer says of row 1."""
    rows = answer.rows if isinstance(answer, Page) else answer
    return rows.get("1", rows)["n"]


def latency(call):
    return 0.1 if call.kind == "write" else 5.0


class Slow(FakeSource):
    """A source that answers reads late, with the rows as they were when it was asked."""

    async def _answer(self, kind, query, offset, limit):
        then = dict(self.rows)
        _, total = await super()._answer(kind, query, offset, limit)
        return {id: row for id, row in then.items() if query.matches(row)}, total


@pytest.mark.parametrize("read", READS.values(), ids=READS)
@pytest.mark.parametrize("kind", ["write", "event", "invalidate"])
@virtual
async def test_a_slow_read_puts_nothing_old_after_the_cache_was_emptied(read, kind):
    """X21: rows asked for before a write are not cached behind it."""
    stream = dn.ManualLiveStream()
    live, source = table(Slow(5, latency=latency), stream=stream)
    late = asyncio.ensure_future(read(live))
    await asyncio.sleep(1.0)
    if kind == "write":
        await live.patch_value("1", {"n": 99})
    else:
        source.rows = {**source.rows, "1": {"id": "1", "n": 99}}
        await live.invalidate() if kind == "invalidate" else stream.push(dn.Updated("1"))
    await late
    await asyncio.sleep(1.0)
    for _ in range(2):
        assert n_of(await read(live)) == 99


@virtual
async def test_a_slow_read_of_another_process_puts_nothing_old_either(tmp_path):
    """X21: two tables share a folder; the write of one counts for the reads of the other."""
    source = Slow(5, latency=latency)
    here, _ = table(source, tmp_path)
    there, _ = table(source, tmp_path)
    late = asyncio.ensure_future(there.list_values())
    await asyncio.sleep(1.0)
    await here.patch_value("1", {"n": 99})
    await late
    for live in (here, there):
        assert (await live.list_values())["1"]["n"] == 99
    await here.aclose()
    await there.aclose()


@virtual
async def test_what_a_slow_read_put_too_late_is_not_served_even_if_the_source_goes_down():
    """X21: known to be old is worse than nothing."""
    live, source = table(Slow(5, latency=latency))
    late = asyncio.ensure_future(live.list_values())
    await asyncio.sleep(1.0)
    await live.patch_value("1", {"n": 99})
    await late
    source.down = dn.errors.SourceUnavailable("the cable is out")
    with pytest.raises(dn.errors.SourceUnavailable):
        await live.list_values()


@virtual
async def test_a_reader_does_not_join_a_read_that_began_before_the_write():
    """X21: what is read once for many is read for those who asked in time."""
    live, _ = table(Slow(5, latency=latency))
    early = asyncio.ensure_future(live.list_values())
    await asyncio.sleep(1.0)
    await live.patch_value("1", {"n": 99})
    assert (await live.list_values())["1"]["n"] == 99
    assert (await early)["1"]["n"] == 1


@virtual
async def test_tables_whose_keys_begin_alike_leave_each_other_alone(tmp_path):
    """X21, S57: a write to "client" forgets nothing of "clients" or "client/7"."""
    for cache in (dn.MemoryCache(), dn.DiskCache(tmp_path)):
        tables = [table(3, cache, key=key) for key in ("client", "clients", "client/7")]
        for live, _ in tables:
            await live.list_values()
            await live.get_value("1")
        await tables[0][0].patch_value("1", {"n": 9})
        costs = [(await asked(source, live.list_values()))[1] for live, source in tables]
        assert costs == [["window"], [], []]
        costs = [(await asked(source, live.get_value("1")))[1] for live, source in tables]
        assert costs == [["get"], [], []]
        await cache.aclose()


@virtual
async def test_a_cache_that_can_not_be_emptied_serves_nothing_old():
    """X21, K8: the write is done and answered; reads go to the master until the cache works."""
    cache = FaultyCache()
    live, source = table(5, cache)
    await live.list_values()
    cache.broken = {"commit"}
    await live.patch_value("1", {"n": 99})
    for _ in range(2):
        assert (await live.list_values())["1"]["n"] == 99
    cache.broken = set()
    source.rows = {**source.rows, "1": {"id": "1", "n": 100}}
    assert (await live.list_values())["1"]["n"] == 100
    _, cost = await asked(source, live.list_values())
    assert cost == []


@virtual
async def test_a_later_doubt_does_not_bring_back_what_should_have_been_forgotten():
    """X21, K8: what the broken cache owes is to forget, not only to doubt."""
    cache = FaultyCache()
    live, source = table(5, cache)
    await live.list_values()
    cache.broken = {"commit"}
    await live.patch_value("1", {"n": 99})
    source.lose()
    with pytest.raises(dn.errors.SourceUnavailable):
        await live.patch_value("1", {"n": 100})
    cache.broken = set()
    source.down = dn.errors.SourceUnavailable("the cable is out")
    with pytest.raises(dn.errors.SourceUnavailable):
        await live.list_values()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("list"), st.sampled_from("abc")),
        st.tuples(st.just("one"), st.integers(0, 3)),
        st.tuples(st.just("window"), st.integers(0, 3)),
        st.tuples(st.just("patch"), st.integers(0, 3)),
        st.tuples(st.just("delete"), st.integers(0, 3)),
        st.tuples(st.just("insert"), st.integers(0, 3)),
        st.tuples(st.just("lose"), st.just(0)),
        st.tuples(st.just("cache"), st.sampled_from(["commit", "insert_value", "get_value"])),
        st.tuples(st.just("wait"), st.integers(1, 4)),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_any_course_of_crossing_reads_and_writes_ends_with_what_the_master_holds(steps):
    """X21, S76: when all is quiet, cached or not, every read agrees with the master."""

    async def main():
        cache = FaultyCache()
        live, source = table(
            Slow(4, latency=lambda call: (len(source.calls) * 7 % 5) / 2), cache
        )
        tasks = []
        for number, (kind, told) in enumerate(steps):
            match kind:
                case "list":
                    work = live.where(group=told).list_values()
                case "one":
                    work = live.get_value(str(told))
                case "window":
                    work = live.fetch_window(told, 2)
                case "patch":
                    work = live.patch_value(str(told), {"n": number, "group": "abc"[told % 3]})
                case "delete":
                    work = live.delete_value(str(told))
                case "insert":
                    work = live.insert_value(str(told), {"id": str(told), "n": number})
                case "lose":
                    source.lose()
                    continue
                case "cache":
                    cache.broken ^= {told}
                    continue
                case _:
                    await asyncio.sleep(told / 2)
                    continue
            tasks.append(asyncio.ensure_future(work))
            await asyncio.sleep(0.1)
        await asyncio.gather(*tasks, return_exceptions=True)
        for _ in range(2):
            for group in "abc":
                rows = await live.where(group=group).list_values()
                assert dict(rows) == {
                    id: row for id, row in source.rows.items() if row.get("group") == group
                }
            for n in range(4):
                assert await live.get_value(str(n)) == source.rows.get(str(n))
                page = await live.fetch_window(n, 2)
                assert page.rows == dict(list(source.rows.items())[n : n + 2])

    run_virtual(main())
