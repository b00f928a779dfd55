"""Threads and loops: who runs where, what an interrupt does, and how it all ends."""

import _thread
import asyncio
import concurrent.futures
import contextlib
import logging
import os
import subprocess
import sys
import textwrap
import threading

import pytest

from diorama_nb.errors import BlockingCallError, Closed, SpecError
from diorama_nb.runtime import (
    SingleFlight,
    Tasks,
    Worker,
    adopt,
    call_user,
    choose,
    core,
    here,
    hop,
    hop_iter,
    hops,
    run,
)
from diorama_nb.runtime.loops import POLL
from tests.aio import run as on_own_loop

SOON = 30
"""Seconds in which a busy machine has done what takes no time."""


def in_process(code, **options):
    """Run code in an interpreter of its own, where warnings are errors."""
    command = [sys.executable, "-W", "error", "-c", textwrap.dedent(code)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, **options)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.split()


def in_thread(function):
    """Return what a function returns, or raise what it raises, on a thread of its own."""
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        return pool.submit(function).result(SOON)


async def where():
    return threading.current_thread().name


class Stuck:
    """A coroutine that never ends by itself, and notes how it ended."""

    def __init__(self):
        self.started, self.cancelled = threading.Event(), threading.Event()

    async def wait(self):
        self.started.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled.set()
            raise


# --- blocking doors ------------------------------------------------------------------------


def test_importing_starts_nothing():
    assert in_process(
        """
        import threading, diorama_nb
        import diorama_nb.runtime, diorama_nb.lens
        print(threading.active_count(), "nest_asyncio2" in __import__("sys").modules)
        """
    ) == ["1", "False"]


def test_run_works_from_any_thread_and_inside_a_running_loop():
    assert run(where()) == "diorama"
    assert in_thread(lambda: run(where())) == "diorama"

    async def cell():
        return run(where())

    assert on_own_loop(cell()) == "diorama"


def test_run_raises_what_the_coroutine_raises():
    async def fail():
        raise TimeoutError("mine")

    with pytest.raises(TimeoutError, match="mine"):
        run(fail())


def test_run_gives_up_after_its_timeout_and_cancels():
    stuck = Stuck()
    with pytest.raises(TimeoutError, match=r"no result within 0\.02 seconds"):
        run(stuck.wait(), 0.02)
    assert stuck.cancelled.wait(SOON)


def test_a_result_that_comes_while_a_wait_times_out_is_not_lost(monkeypatch):
    monkeypatch.setattr("diorama_nb.runtime.loops.POLL", 1e-4)

    async def brief():
        await asyncio.sleep(1e-4)
        return True

    assert all(run(brief()) for _ in range(300))


def test_an_interrupt_cancels_within_half_a_second():
    assert POLL < 0.5
    stuck = Stuck()

    def interrupt():
        stuck.started.wait(5)
        _thread.interrupt_main()

    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        run(stuck.wait())
    assert stuck.cancelled.wait(SOON)


def test_an_interrupt_cancels_a_coroutine_that_began_before_it_was_known(monkeypatch):
    stuck, hand_over = Stuck(), asyncio.run_coroutine_threadsafe

    def interrupted(coro, loop):
        hand_over(coro, loop)
        assert stuck.started.wait(SOON)
        raise KeyboardInterrupt

    monkeypatch.setattr("asyncio.run_coroutine_threadsafe", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(stuck.wait())
    assert stuck.cancelled.wait(SOON)


def test_a_coroutine_interrupted_before_it_began_never_begins(monkeypatch):
    stuck, hand_over = Stuck(), asyncio.run_coroutine_threadsafe
    interrupt_over = threading.Event()

    def interrupted(coro, loop):
        loop.call_soon_threadsafe(interrupt_over.wait, SOON)  # the loop is busy
        hand_over(coro, loop)
        raise KeyboardInterrupt

    monkeypatch.setattr("asyncio.run_coroutine_threadsafe", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(stuck.wait())
    monkeypatch.undo()
    interrupt_over.set()
    run(asyncio.sleep(0.001))
    assert not stuck.started.is_set()


def test_a_blocking_call_on_the_core_is_refused():
    async def inner():
        run(where())

    with pytest.raises(BlockingCallError, match="use `await`"):
        run(inner())


def test_a_plain_callback_may_block():
    assert run(call_user(lambda: run(where()))) == "diorama"


def test_callbacks_of_users_run_where_they_belong():
    class Callable:
        async def __call__(self):
            return threading.current_thread().name

    def later():
        return where()

    assert run(call_user(where)) == "diorama"
    assert run(call_user(Callable())) == "diorama"
    assert run(call_user(later)) == "diorama"
    assert run(call_user(lambda a: threading.current_thread().name + a, "!")) != "diorama!"


def test_everything_works_where_there_are_no_threads():
    """As in Pyodide: what would go to a thread is done on the loop."""
    told = in_process("""
        import asyncio, sys, threading
        import diorama_nb as dn
        from diorama_nb.testing import FakeSource

        def refuse(thread):
            raise RuntimeError("can't start new thread")

        threading.Thread.start, sys.platform = refuse, "emscripten"

        def on_event(dio, change):
            print("called")

        async def main():
            lens = dn.Lens(on_event=on_event)
            dio = await lens.make_dio(dn.MemoryVista([{"id": i, "n": i} for i in range(10)]))
            print(await dio.vista().aggregate(dn.Sum("n")))
            print(await dio.master.aggregate(dn.Max("n")))
            await dio.handle_event(dn.Updated("1", {"id": 1, "n": 5}))
            print(len(dio.to_pandas()))
            await lens.aclose()

        asyncio.run(main())
    """)
    assert told == ["45", "9", "called", "10"]


# --- adopted loops -------------------------------------------------------------------------


def test_current_needs_a_running_loop():
    with pytest.raises(SpecError, match="needs a running event loop"):
        choose("current")
    with pytest.raises(SpecError, match="did you mean 'current'"):
        choose("curent")
    assert choose("auto") is core() is here()


def test_an_adopted_loop_runs_everything_of_its_callers():
    async def main():
        mine = choose("current")
        assert mine is adopt() is here()
        assert mine.is_here()
        assert await hop(where(), mine) == threading.current_thread().name
        elsewhere = await asyncio.to_thread(mine.call, where(), 5)
        assert elsewhere == threading.current_thread().name
        stuck = Stuck()
        with pytest.raises(TimeoutError):
            await asyncio.to_thread(mine.call, stuck.wait(), 0.02)
        await asyncio.sleep(0)
        assert stuck.cancelled.is_set()
        return mine

    mine = on_own_loop(main())
    with pytest.raises(Closed, match="event loop"):
        mine.call(where())


def test_an_adopted_loop_that_stands_still_is_run_by_the_call():
    loop = asyncio.new_event_loop()
    mine = loop.run_until_complete(_adopt())
    assert mine.call(where(), 5) == threading.current_thread().name

    async def inside_another():
        mine.call(where())

    with pytest.raises(BlockingCallError, match="another event loop"):
        on_own_loop(inside_another())
    loop.close()


async def _adopt():
    return adopt()


def test_closed_loops_are_let_go():
    from diorama_nb.runtime import loops

    for _ in range(3):
        on_own_loop(_adopt())
    assert len([loop for loop in loops._adopted if loop.is_closed()]) <= 1


def test_a_blocking_door_re_enters_an_adopted_loop():
    assert in_process(
        """
        import asyncio, threading
        from diorama_nb.runtime import adopt, run
        async def value():
            await asyncio.sleep(0.001)
            return threading.current_thread().name
        async def main():
            adopt()
            ticks = []
            async def tick():
                while True:
                    ticks.append(1)
                    await asyncio.sleep(0)
            task = asyncio.create_task(tick())
            print(run(value()), run(value(), 5))
            try:
                run(asyncio.Event().wait(), 0.01)
            except TimeoutError:
                print("timeout", len(ticks) > 2)
            task.cancel()
        asyncio.run(main())
        """
    ) == ["MainThread", "MainThread", "timeout", "True"]


def test_a_loop_that_can_not_be_re_entered_says_so():
    assert in_process(
        """
        import asyncio
        from diorama_nb.errors import BlockingCallError
        from diorama_nb.runtime import adopt, run
        async def value():
            return 1
        class Foreign(asyncio.AbstractEventLoop):
            is_closed = is_running = lambda self: True
        async def main():
            foreign = Foreign()
            foreign.is_closed = lambda: False
            asyncio._set_running_loop(foreign)
            try:
                adopt()
                run(value())
            except BlockingCallError as error:
                print("Foreign" in str(error))
            finally:
                asyncio._set_running_loop(loop)
        loop = asyncio.new_event_loop()
        loop.run_until_complete(main())
        loop.close()
        """
    ) == ["True"]


# --- hopping -------------------------------------------------------------------------------


class Owner:
    def __init__(self):
        self._runtime = core()

    @hops
    async def where(self, extra=""):
        """Say where this runs."""
        return threading.current_thread().name + extra


def test_methods_hop_from_every_loop():
    owner = Owner()

    async def many():
        return await asyncio.gather(*(owner.where("!") for _ in range(5)))

    assert on_own_loop(many()) == ["diorama!"] * 5
    assert run(many()) == ["diorama!"] * 5
    assert Owner.where.__doc__ == "Say where this runs."


def test_cancelling_a_hop_cancels_the_work():
    stuck = Stuck()

    async def main():
        task = asyncio.create_task(hop(stuck.wait(), core()))
        await asyncio.to_thread(stuck.started.wait, 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    on_own_loop(main())
    assert stuck.cancelled.wait(SOON)


def test_errors_hop_back():
    async def fail():
        raise LookupError("there")

    async def main():
        with pytest.raises(LookupError, match="there"):
            await hop(fail(), core())

    on_own_loop(main())


async def count_up(ended, slow=False):
    try:
        for n in range(5):
            if slow and n == 2:
                await asyncio.Event().wait()
            yield n, threading.current_thread().name
    finally:
        await asyncio.sleep(0.005)  # closing that takes its time
        ended.set()


@pytest.mark.parametrize("on", [on_own_loop, run])
def test_iterators_hop(on):
    ended = threading.Event()

    async def main():
        return [item async for item in hop_iter(count_up(ended), core())]

    assert on(main()) == [(n, "diorama") for n in range(5)]
    assert ended.is_set()


def test_an_iterator_is_closed_when_its_reader_leaves():
    ended = threading.Event()

    async def main():
        async with contextlib.aclosing(hop_iter(count_up(ended), core())) as items:
            async for _ in items:
                break
        assert ended.is_set()

    on_own_loop(main())


def test_an_iterator_is_closed_when_its_reader_is_cancelled():
    ended = threading.Event()
    seen = []

    async def read():
        async for n, _ in hop_iter(count_up(ended, slow=True), core()):
            seen.append(n)

    async def main():
        task = asyncio.create_task(read())
        while len(seen) < 2:  # noqa: ASYNC110 # another loop fills it
            await asyncio.sleep(0.001)
        await asyncio.sleep(0.005)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert ended.is_set()

    on_own_loop(main())


# --- tasks and flights ---------------------------------------------------------------------


def test_tasks_that_have_just_ended_do_not_keep_their_owner_from_closing():
    async def main():
        tasks = Tasks()
        tasks.spawn(asyncio.sleep(0), "brief")
        await asyncio.sleep(0)  # it has begun, and ends just before the next line is reached
        await asyncio.create_task(tasks.aclose())
        assert not tasks._tasks

    on_own_loop(main())


def test_background_tasks_end_together_and_failures_are_told(caplog):
    async def main():
        tasks, stuck = Tasks(), Stuck()

        async def fail():
            raise ValueError("no luck")

        async def respawn():
            try:
                await asyncio.Event().wait()
            finally:
                tasks.spawn(stuck.wait(), "late")

        tasks.spawn(respawn(), "first")
        with caplog.at_level(logging.WARNING, "diorama"):
            failing = tasks.spawn(fail(), "the refresh")
            await asyncio.wait({failing})
        await tasks.aclose()
        await tasks.aclose()
        assert not tasks._tasks
        assert "the refresh failed: no luck" in caplog.text

    on_own_loop(main())


class Work:
    """Work that is done when told so."""

    def __init__(self):
        self.calls, self.cancelled, self.go = 0, 0, asyncio.Event()
        self.error = None

    async def __call__(self):
        self.calls += 1
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.error is not None:
            raise self.error
        return self.calls


async def rest():
    for _ in range(5):
        await asyncio.sleep(0)


def test_many_waiters_are_one_call():
    async def main():
        flights, work = SingleFlight(), Work()
        waiters = [asyncio.create_task(flights.do("k", work)) for _ in range(9)]
        other = asyncio.create_task(flights.do("other", work))
        await rest()
        assert "k" in flights
        work.go.set()
        assert set(await asyncio.gather(*waiters)) == {2}
        await other
        assert work.calls == 2
        assert "k" not in flights
        assert await flights.do("k", work) == 3

    on_own_loop(main())


def test_all_waiters_get_the_same_error():
    async def main():
        flights, work = SingleFlight(), Work()
        work.error = LookupError("gone")
        waiters = [asyncio.create_task(flights.do("k", work)) for _ in range(3)]
        await rest()
        work.go.set()
        errors = await asyncio.gather(*waiters, return_exceptions=True)
        assert all(error is work.error for error in errors)
        work.error = None
        assert await flights.do("k", work) == 2

    on_own_loop(main())


def test_a_waiter_that_leaves_leaves_the_others_alone_and_the_last_one_cancels():
    async def main():
        flights, work = SingleFlight(), Work()
        first, second = (asyncio.create_task(flights.do("k", work)) for _ in range(2))
        await rest()
        first.cancel()
        await rest()
        assert work.cancelled == 0
        second.cancel()
        await rest()
        assert work.cancelled == 1
        assert "k" not in flights
        again = asyncio.create_task(flights.do("k", work))
        await rest()
        work.go.set()
        assert await again == 2
        assert first.cancelled()
        assert second.cancelled()

    on_own_loop(main())


def test_a_landed_flight_is_not_boarded():
    async def main():
        flights, work = SingleFlight(), Work()

        async def comes_late():
            await work.go.wait()  # wakes up right behind the work, which is done by then
            return await flights.do("k", work)

        first = asyncio.create_task(flights.do("k", work))
        await rest()
        late = asyncio.create_task(comes_late())
        await rest()
        work.go.set()
        assert await asyncio.gather(first, late) == [1, 2]

    on_own_loop(main())


# --- worker threads ------------------------------------------------------------------------


def test_a_worker_keeps_the_order():
    worker, seen = Worker("test-worker"), []
    for n in range(50):
        worker.submit(seen.append, n)
    assert worker.call(lambda: threading.current_thread().name) == "test-worker"
    assert seen == list(range(50))
    worker.close()


def test_a_worker_hands_back_errors_and_goes_on():
    worker = Worker("test-worker")

    async def main():
        with pytest.raises(ZeroDivisionError):
            await worker.run(divmod, 1, 0)
        return await worker.run(divmod, 7, 2)

    assert on_own_loop(main()) == (3, 1)
    worker.close()


def test_closing_a_worker_ends_its_thread_after_the_queued_calls():
    worker, seen, gate = Worker("test-worker"), [], threading.Event()
    worker.submit(gate.wait, 5)
    last = worker.submit(seen.append, 1)
    thread = worker._thread
    worker.close()
    worker.close()
    gate.set()
    last.result(5)
    thread.join(5)
    assert not thread.is_alive()
    assert worker.call(len, seen) == 1  # a later call starts a new one
    worker.close()


def test_a_last_call_is_waited_for_and_is_made_though_nobody_waits_any_more():
    worker, gate = Worker("test-worker"), threading.Event()
    awaited, left = threading.Event(), threading.Event()

    async def main():
        await worker.end_with(awaited.set, SOON)
        assert awaited.is_set()
        worker.submit(gate.wait, SOON)
        ending = asyncio.ensure_future(worker.end_with(left.set, SOON))
        await asyncio.sleep(0)
        ending.cancel()
        await asyncio.wait({ending})
        assert ending.cancelled()
        assert not left.is_set()

    on_own_loop(main())
    gate.set()
    assert left.wait(SOON)


def test_a_call_that_nobody_waits_for_any_more_is_not_made():
    worker, gate, seen = Worker("test-worker"), threading.Event(), []
    worker.submit(gate.wait, 5)
    unwanted = worker.submit(seen.append, 1)
    assert unwanted.cancel()
    gate.set()
    worker.call(int)
    assert seen == []
    worker.close()


def test_a_worker_does_not_wait_for_itself():
    worker = Worker("test-worker")
    with pytest.raises(BlockingCallError):
        worker.call(worker.call, int)
    worker.close()


def test_a_worker_without_threads_does_the_work_itself(monkeypatch):
    def refuse(self):
        raise RuntimeError("can't create new thread at interpreter shutdown")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert Worker("late").call(divmod, 7, 2) == (3, 1)


# --- fork and exit -------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_child_works_anew_and_refuses_what_is_its_parents():
    assert in_process(
        """
        import os, threading, warnings
        from diorama_nb.errors import Closed
        from diorama_nb.runtime import Worker, core, run
        warnings.filterwarnings("ignore", category=DeprecationWarning)  # we know: threads
        async def value():
            return threading.current_thread().name
        parents, worker = core(), Worker("hands")
        run(value()), worker.call(int)
        worker._lock.acquire()  # as if another thread were about to queue a call
        child = os.fork()
        if child == 0:
            try:
                parents.call(value())
            except Closed as error:
                print("open it again after the fork" in str(error))
            print(run(value()), core() is parents, worker.call(lambda: 7), flush=True)
            os._exit(0)
        worker._lock.release()
        os.waitpid(child, 0)
        print(run(value()), worker.call(lambda: 8))
        """
    ) == ["True", "diorama", "False", "7", "diorama", "8"]


def test_the_end_of_the_interpreter_flushes_within_its_budget():
    assert in_process(
        """
        import asyncio
        from diorama_nb.runtime import Worker, core, flush_at_exit
        worker = Worker("hands")
        class Good:
            async def aclose(self):
                await asyncio.sleep(0.01)
                await worker.run(print, "flushed")
        class Bad:
            async def aclose(self):
                raise ValueError
        class Worse:
            def aclose(self):
                raise ValueError
        class Slow:
            async def aclose(self):
                await asyncio.sleep(60)
        core()
        closers = [Bad(), Worse(), Slow(), Good()]
        for closer in closers:
            flush_at_exit(closer)
        print("end")
        """
    ) == ["end", "flushed"]


def test_what_is_gone_is_not_flushed():
    assert (
        in_process(
            """
        from diorama_nb.runtime import core, flush_at_exit
        class Closer:
            async def aclose(self):
                print("never")
        core()
        flush_at_exit(Closer())
        """
        )
        == []
    )


@pytest.mark.parametrize("end", ["", "raise SystemExit"])
def test_a_script_that_ends_at_once_has_sent_its_writes_and_says_nothing(end):
    """The interpreter takes its pools of threads away before it waits for us."""
    told = in_process(f"""
import time
import diorama_nb as dn

def send(dio, write):
    time.sleep(0.1)
    print("sent")

lens = dn.Lens(on_write=send)
dio = lens.open(dn.MemoryVista({{"1": {{"x": 1.0}}, "2": {{"x": 2.0}}}}))
dn.run(dio.watch())
grid = dn.Grid(dio, formats={{"x": {{"bar": True}}}})
for x in (3.0, 4.0):
    dn.run(dio.vista().patch_value("1", {{"x": x}}))
{end}
""")
    assert told == ["sent", "sent"]


def test_a_widget_that_could_not_be_made_says_so_once():
    assert (
        in_process("""
        import diorama_nb as dn
        for widget in (dn.Grid, dn.LivePlot, dn.StatusBar):
            try:
                widget()
            except TypeError:
                print("refused")
    """)
        == ["refused"] * 3
    )
