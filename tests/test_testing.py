"""The fake source and virtual time."""

import asyncio
import threading

import pytest

from diorama_nb.errors import SourceUnavailable
from diorama_nb.query import Query
from diorama_nb.runtime import Worker, here
from diorama_nb.testing import Deadlock, FakeSource, VirtualLoop, run_virtual
from diorama_nb.vista.vista import Vista
from tests.virtual import virtual


def test_an_hour_of_sleep_takes_no_time_and_moves_both_clocks():
    """U21."""

    async def main():
        loop = asyncio.get_running_loop()
        began, wall = loop.time(), here().now()
        await asyncio.sleep(3600)
        return loop.time() - began, here().now() - wall

    assert run_virtual(main()) == pytest.approx((3600, 3600))


@virtual
async def test_timers_fire_in_their_order():
    seen = []

    async def after(seconds):
        await asyncio.sleep(seconds)
        seen.append(seconds)

    await asyncio.gather(after(3), after(1), after(2))
    assert seen == [1, 2, 3]


@pytest.mark.parametrize("where", ["executor", "worker"])
def test_time_stands_still_while_threads_work(where):
    release = threading.Event()

    def work():
        release.wait(5)
        return "done"

    async def main():
        loop = asyncio.get_running_loop()
        worker = Worker("a test's worker")
        task = asyncio.ensure_future(
            asyncio.to_thread(work) if where == "executor" else worker.run(work)
        )
        threading.Timer(0.02, release.set).start()
        waiter = asyncio.ensure_future(asyncio.sleep(60))
        await task
        worker.close()
        return loop.time(), waiter.done()

    assert run_virtual(main()) == (0.0, False)


def test_who_waits_for_nothing_is_told_so():
    """U21: a test that hangs ends, with the reason."""

    async def main():
        await asyncio.get_running_loop().create_future()

    with pytest.raises(Deadlock, match="waiting"):
        run_virtual(main())


def test_a_loop_that_only_ticks_is_a_deadlock_too():
    """U21."""

    async def tick():
        while True:  # noqa: ASYNC110 # ticking is what is tested
            await asyncio.sleep(3600)

    async def main():
        ticking = asyncio.ensure_future(tick())
        await asyncio.get_running_loop().create_future()
        ticking.cancel()

    with pytest.raises(Deadlock):
        run_virtual(main())


def test_a_virtual_loop_is_a_loop_like_any_other():
    async def main():
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.Event().wait(), 5)
        return isinstance(asyncio.get_running_loop(), VirtualLoop)

    assert run_virtual(main())


@virtual
async def test_a_fake_source_notes_what_it_is_asked():
    source = FakeSource(10, latency=2.0)
    page = await Vista(source).order_by("n", descending=True).fetch_window(2, 3)
    assert list(page.rows) == ["7", "6", "5"]
    assert page.total == 10
    assert source.asked("window") == [(2, 3)]
    assert source.calls[0].query == Query().order_by("n", descending=True)
    assert asyncio.get_running_loop().time() == 2.0


@virtual
async def test_a_fake_source_fails_when_it_is_told_to():
    source = FakeSource(10)
    source.fail(2)
    await Vista(source).get_count()
    with pytest.raises(SourceUnavailable):
        await Vista(source).get_count()
    assert await Vista(source).get_count() == 10
    source.down = SourceUnavailable("away")
    with pytest.raises(SourceUnavailable, match="away"):
        await Vista(source).get_value("1")


@virtual
async def test_a_fake_source_lies_caps_and_shifts():
    source = FakeSource(10, total=99, cap=4)
    page = await source.read_window(Query(), 0, 8)
    assert (page.total, len(page.rows)) == (99, 4)
    source.shift()
    assert next(iter((await source.read_window(Query(), 0, 2)).rows)) == "new10"
    silent = await FakeSource(10, total=None).read_window(Query(), 0, 2)
    assert silent.total is None
    half = await FakeSource(10, total=lambda rows: rows // 2).read_window(Query(), 0, 2)
    assert half.total == 5


@virtual
async def test_a_fake_source_reads_only_by_the_ways_it_is_given():
    source = FakeSource(120, reads=("next", "page"), page_size=50)
    page = await source.read_next(Query(), None)
    assert (len(page.rows), page.next, page.end) == (50, "50", False)
    assert (await source.read_next(Query(), "100")).end
    assert len((await source.read_page(Query(), 3)).rows) == 20
    assert not source.about.capabilities.can("fetch_window")


def test_a_fake_source_pushes_only_what_it_can():
    source = FakeSource(3, pushes=("order",))
    query = Query().where("n", "==", 1).order_by("n").searching("x")
    assert source.split(query) == (
        Query().order_by("n"),
        Query().where("n", "==", 1).searching("x"),
    )
    assert not source.about.capabilities.can("search")
