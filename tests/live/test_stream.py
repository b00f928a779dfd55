"""News from the source: each makes a live table forget what it cached."""

import asyncio
import threading

import pytest

import diorama_nb as dn
from diorama_nb.errors import SourceUnavailable
from diorama_nb.testing import FakeSource, made_up, run_virtual
from tests.live.tables import FaultyCache, asked, slots, table
from tests.virtual import quiet, virtual

CHANGES = [dn.Invalidated(), dn.Inserted("7"), dn.Updated("1"), dn.Deleted("1"), dn.Gap()]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: type(change).__name__)
@pytest.mark.parametrize("disk", [False, True])
@virtual
async def test_every_change_makes_the_table_forget_everything(change, disk, tmp_path):
    """S64: changed, inserted, updated and deleted all drop the whole key."""
    stream, cache = dn.ManualLiveStream(), dn.DiskCache(tmp_path) if disk else dn.MemoryCache()
    live, source = table(9, cache, stream=stream)
    await live.list_values()
    await live.get_value("1")
    assert len(await slots(cache)) == 2
    assert stream.push(change) == 1
    await quiet()
    assert await slots(cache) == set()
    _, cost = await asked(source, live.list_values())
    assert cost == ["window"]
    await live.aclose()
    await cache.aclose()


@virtual
async def test_push_returns_how_many_listen():
    """S64: nobody is fine; each table counts until it is closed."""
    stream = dn.ManualLiveStream()
    assert stream.push(dn.Invalidated()) == 0
    one, _ = table(1, stream=stream)
    other, _ = table(1, stream=stream)
    assert stream.push(dn.Invalidated()) == 2
    await one.aclose()
    assert stream.push(dn.Invalidated()) == 1
    await other.aclose()
    assert stream.push(dn.Invalidated()) == 0


@virtual
async def test_a_table_listens_from_the_moment_it_is_made():
    """X21: what is told before the first read, or the first turn of the loop, is heard."""
    cache, stream = dn.MemoryCache(), dn.ManualLiveStream()
    warm, _ = table(3, cache)
    await warm.list_values()
    live, source = table(3, cache, stream=stream)
    assert stream.push(dn.Updated("1")) == 1
    await quiet()
    _, cost = await asked(source, live.list_values())
    assert cost == ["window"]
    await live.aclose()


def test_a_table_made_outside_of_any_loop_listens_at_once_too():
    """X21: there the news are followed on the core thread."""
    stream = dn.ManualLiveStream()
    live = dn.LiveTable(dn.MemoryVista({"1": {}}), stream=stream)
    assert stream.push(dn.Invalidated()) == 1
    dn.run(live.aclose())
    assert stream.push(dn.Invalidated()) == 0


@virtual
async def test_a_closed_table_leaves_no_task_behind():
    """X21: who listens stops with the table, also when it is closed before it began."""
    before = asyncio.all_tasks()
    for wait in (0, 1):
        live, _ = table(3, stream=dn.ManualLiveStream())
        await asyncio.sleep(wait)
        await live.aclose()
        await asyncio.sleep(0.1)
        assert asyncio.all_tasks() == before


@virtual
async def test_sixteen_changes_wait_and_more_of_them_become_a_gap():
    """S64: the buffer holds 16; who was too slow is told that news were lost."""
    stream = dn.ManualLiveStream()
    quick, slow = stream.subscribe(), stream.subscribe()
    for n in range(16):
        stream.push(dn.Inserted(str(n)))
    assert [(await anext(quick)).id for _ in range(16)] == [str(n) for n in range(16)]
    stream.push(dn.Inserted("16"))
    assert await anext(quick) == dn.Inserted("16")
    gap = await anext(slow)
    assert isinstance(gap, dn.Gap)
    assert "16" in gap.reason
    stream.push(dn.Inserted("17"))
    assert await anext(slow) == dn.Inserted("17")


@virtual
async def test_a_subscription_that_is_closed_ends():
    subscription = dn.ManualLiveStream().subscribe()
    waiting = asyncio.ensure_future(anext(subscription, "ended"))
    await quiet()
    await subscription.aclose()
    assert await waiting == "ended"
    assert [change async for change in subscription] == []


def test_changes_may_be_pushed_from_any_thread():
    stream = dn.ManualLiveStream()

    async def main():
        subscription = stream.subscribe()
        thread = threading.Timer(0.01, stream.push, [dn.Updated("7")])
        thread.start()
        return await asyncio.wait_for(anext(subscription), 5)

    assert asyncio.run(main()) == dn.Updated("7")


class Flaky:
    """A stream that breaks; notes when it was subscribed to."""

    def __init__(self, *errors):
        self.errors = list(errors)
        self.subscribed = []
        self.closed = 0

    async def subscribe(self):  # an asynchronous generator: iterating begins the subscription
        self.subscribed.append(asyncio.get_running_loop().time())
        try:
            if len(self.subscribed) == 1:
                yield dn.Invalidated()
            if self.errors:
                await asyncio.sleep(10)
                raise self.errors.pop(0)
            await asyncio.sleep(3600)
        finally:
            self.closed += 1


@virtual
async def test_a_stream_that_breaks_is_subscribed_to_again(caplog):
    """S64, X21: news that were lost meanwhile are made up for by reading again."""
    stream = Flaky(ConnectionError("password=hunter2"), ConnectionError("again"))
    live, source = table(3, stream=stream)
    await quiet(1)
    await live.list_values()
    await quiet(200)
    assert len(stream.subscribed) == 3
    _, cost = await asked(source, live.list_values())
    assert cost == ["window"]
    await live.aclose()
    assert stream.closed == 3
    assert "its stream failed" in caplog.text
    assert "hunter2" not in caplog.text


@virtual
async def test_a_stream_that_ends_is_told_of_and_what_it_said_is_heeded(caplog):
    class Ending:
        async def subscribe(self):
            await asyncio.sleep(0.1)
            yield dn.Updated("1")

    live, source = table(3, stream=Ending())
    await live.list_values()
    await quiet()
    _, cost = await asked(source, live.list_values())
    assert cost == ["window"]
    assert "its stream ended" in caplog.text
    await live.aclose()


@virtual
async def test_a_stream_that_can_not_be_subscribed_to_again_is_tried_on():
    class Refusing(Flaky):
        def subscribe(self):
            if self.subscribed and len(self.errors) > 1:
                raise self.errors.pop()
            return super().subscribe()

    stream = Refusing(OSError("a"), OSError("b"), OSError("c"))
    live, _ = table(3, stream=stream)
    await quiet(1000)
    assert len(stream.subscribed) > 1
    await live.aclose()


@virtual
async def test_answers_of_an_earlier_process_are_read_again_where_news_were_missed(tmp_path):
    """S64: nobody listened between two runs; offline, the old rows are better than none."""
    first, _ = table(3, tmp_path)
    await first.list_values()
    await first.get_value("1")
    await first.aclose()
    later, source = table(3, tmp_path, stream=dn.ManualLiveStream())
    source.rows = {**source.rows, "1": {**made_up(1), "n": 99}}
    source.down = SourceUnavailable("the cable is out")
    assert (await later.list_values()).coverage.stale
    source.down = None
    assert (await later.list_values())["1"]["n"] == 99
    assert (await later.get_value("1"))["n"] == 99
    _, cost = await asked(source, later.list_values())
    assert cost == []
    await later.aclose()


@virtual
async def test_news_the_cache_can_not_act_on_are_acted_on_later():
    """X21, K8: what should have been forgotten is not served."""
    cache, stream = FaultyCache(), dn.ManualLiveStream()
    live, source = table(3, cache, stream=stream)
    await live.list_values()
    cache.broken = {"commit"}
    source.rows = {}
    stream.push(dn.Deleted("1"))
    await quiet()
    cache.broken = set()
    assert len(await live.list_values()) == 0
    await live.aclose()


def test_a_stream_outlives_the_loop_its_listener_lived_on():
    """Pushing to a listener whose loop is gone is no error."""
    stream = dn.ManualLiveStream()

    async def main():
        subscription = stream.subscribe()
        task = asyncio.ensure_future(anext(subscription))
        await quiet()
        task.cancel()

    run_virtual(main())
    assert stream.push(dn.Invalidated()) == 1


def test_a_source_can_not_be_a_stream_by_accident():
    with pytest.raises(dn.errors.SpecError, match="no LiveStream"):
        dn.LiveTable(dn.Vista(FakeSource(1)), stream=dn.Vista(FakeSource(1)))
