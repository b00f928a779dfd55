"""The one place that knows threads and event loops.

A `Runtime` is a loop on which everything asynchronous of a Lens runs. Normally that is the
`Core`: one daemon thread ``diorama``, started on first use, so that refreshes and loads go on
while a cell computes. `Adopted` uses a loop that the caller runs instead.
"""

from __future__ import annotations

import asyncio
import atexit
import concurrent.futures
import contextlib
import functools
import inspect
import logging
import os
import queue
import sys
import threading
import weakref
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from diorama_nb.errors import BlockingCallError, Closed, SpecError

T = TypeVar("T")
P = ParamSpec("P")

log = logging.getLogger("diorama")

POLL = 0.2
"""Seconds between two looks at an awaited result: a notebook's Interrupt is only noticed when
the waiting loop wakes up."""

EXIT_BUDGET = 1.5
"""Seconds that closing may take when the interpreter ends; Jupyter kills soon after."""


class Runtime(Protocol):
    """Where coroutines run."""

    def submit(self, coro: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        """Start a coroutine on the loop, from any thread."""

    def call(self, coro: Coroutine[Any, Any, T], timeout: float | None = None) -> T:
        """Run a coroutine to its end, blocking the calling thread."""

    def is_here(self) -> bool:
        """Whether the caller already runs on the loop."""


class _Loop:
    """What both runtimes share: hopping over to the loop."""

    loop: asyncio.AbstractEventLoop

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.pid = os.getpid()

    def is_here(self) -> bool:
        """Whether the caller already runs on the loop."""
        try:
            return asyncio.get_running_loop() is self.loop
        except RuntimeError:
            return False

    def submit(self, coro: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        """Start a coroutine on the loop, from any thread."""
        if self.pid != os.getpid():
            coro.close()
            raise Closed("an object of the parent process", hint="open it again after the fork")
        if self.loop.is_closed():
            coro.close()
            raise Closed("the event loop this object runs on")
        return asyncio.run_coroutine_threadsafe(coro, self.loop)


class Core(_Loop):
    """A loop of our own on a daemon thread."""

    def __init__(self) -> None:
        super().__init__(asyncio.new_event_loop())
        self.loop.set_exception_handler(_log_loop_error)
        self.thread = threading.Thread(target=self._run, name="diorama", daemon=True)
        self.thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def call(self, coro: Coroutine[Any, Any, T], timeout: float | None = None) -> T:
        """Run a coroutine to its end, blocking the calling thread, which is not the core's."""
        if threading.current_thread() is self.thread:
            coro.close()
            raise BlockingCallError()
        future = self.submit(coro)
        try:
            while True:
                try:  # a bounded wait, because a lock is not interruptible everywhere
                    return future.result(POLL if timeout is None else timeout)
                except concurrent.futures.TimeoutError:
                    if future.done() or timeout is not None:
                        raise
        except BaseException:
            future.cancel()
            raise


class Adopted(_Loop):
    """The loop the caller runs; blocking doors re-enter it."""

    def call(self, coro: Coroutine[Any, Any, T], timeout: float | None = None) -> T:
        """Run a coroutine to its end, nested in the running loop if need be."""
        if not self.is_here():
            if self.loop.is_running():
                return self.submit(coro).result(timeout)
            return self.loop.run_until_complete(coro)
        try:
            import nest_asyncio2

            nest_asyncio2.apply(self.loop)
        except (ValueError, ImportError) as error:
            coro.close()
            raise BlockingCallError(
                f"a blocking call inside a {type(self.loop).__name__}, which can not be nested,"
            ) from error
        return self.loop.run_until_complete(asyncio.wait_for(coro, timeout))


_core: Core | None = None
_core_lock = threading.Lock()
_adopted: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Adopted] = (
    weakref.WeakKeyDictionary()
)


def core() -> Core:
    """Return the process's core, started on first use."""
    global _core
    with _core_lock:
        if _core is None or _core.pid != os.getpid():
            _core = Core()
        return _core


def adopt() -> Adopted:
    """Return the runtime of the caller's running loop.

    Raises
    ------
    SpecError
        If no loop runs here.
    """
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        raise SpecError(
            'runtime="current" needs a running event loop',
            hint='call it inside a coroutine, or leave runtime="auto"',
        ) from None
    return _adopted.setdefault(loop, Adopted(loop))


def choose(name: str) -> Runtime:
    """Return the runtime for a Lens: ``"auto"`` or ``"current"``."""
    if name not in ("auto", "current"):
        raise SpecError.unknown("runtime", name, ("auto", "current"))
    threadless = sys.platform == "emscripten"  # Pyodide has no threads: its own loop must do
    return adopt() if name == "current" or threadless else core()


def here() -> Runtime:
    """Return the runtime whose loop the caller runs on, else the core."""
    with contextlib.suppress(RuntimeError):
        adopted = _adopted.get(asyncio.get_running_loop())
        if adopted is not None:
            return adopted
    return core()


# --- doors ---------------------------------------------------------------------------------


async def hop(coro: Coroutine[Any, Any, T], runtime: Runtime | None = None) -> T:
    """Await a coroutine on a runtime's loop, from any loop; cancellation goes along."""
    runtime = runtime or here()
    if runtime.is_here():
        return await coro
    future = runtime.submit(coro)
    waiter = asyncio.wrap_future(future)
    try:
        while not waiter.done():
            await asyncio.wait({waiter}, timeout=POLL)
        return waiter.result()
    finally:
        if not future.done():
            future.cancel()


def run(coro: Coroutine[Any, Any, T], timeout: float | None = None) -> T:
    """Run any coroutine from blocking code and return its result.

    Works in a notebook cell, a script or a worker thread. Interrupting it cancels the
    coroutine.

    Parameters
    ----------
    coro : coroutine
        For example ``lens.make_dio(vista)``.
    timeout : float or None
        Seconds to wait at most.

    Raises
    ------
    BlockingCallError
        On the thread that would have to run the coroutine: use ``await`` there.
    TimeoutError
        After `timeout` seconds.
    """
    return here().call(coro, timeout)


class _HasRuntime(Protocol):
    _runtime: Runtime | None


Self = TypeVar("Self", bound=_HasRuntime)


def hops(
    method: Callable[Concatenate[Self, P], Coroutine[Any, Any, T]],
) -> Callable[Concatenate[Self, P], Coroutine[Any, Any, T]]:
    """Make a coroutine method run on its object's runtime, wherever it is awaited."""

    @functools.wraps(method)
    async def hopping(self: Self, *args: P.args, **kwargs: P.kwargs) -> T:
        return await hop(method(self, *args, **kwargs), self._runtime)

    return hopping  # type: ignore[return-value] # the same signature, by construction


async def hop_iter(
    iterator: AsyncIterator[T], runtime: Runtime | None = None
) -> AsyncGenerator[T, None]:
    """Iterate over an asynchronous iterator that lives on a runtime's loop, from any loop."""
    runtime = runtime or here()
    try:
        while True:
            item = await hop(_next(iterator), runtime)
            if item is _END:
                return
            yield item
    finally:
        if isinstance(iterator, AsyncGenerator):
            await hop(_close(iterator), runtime)


_END: Any = object()


async def _next(iterator: AsyncIterator[T]) -> T:
    return await anext(iterator, _END)


async def _close(iterator: AsyncGenerator[Any, None]) -> None:
    await iterator.aclose()


async def call_user(callback: Callable[..., Any], *args: Any) -> Any:
    """Call a user's callback: a coroutine function here, a plain one in a worker thread."""
    if inspect.iscoroutinefunction(callback) or inspect.iscoroutinefunction(
        getattr(callback, "__call__", None)  # noqa: B004 # an object whose __call__ is async
    ):
        return await callback(*args)
    result = await asyncio.to_thread(callback, *args)
    return await result if inspect.isawaitable(result) else result


class Tasks:
    """The background tasks of one object: kept alive, logged when they fail, ended together."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def spawn(self, coro: Coroutine[Any, Any, T], name: str) -> asyncio.Task[T]:
        """Start a task on the running loop."""
        task = asyncio.get_running_loop().create_task(coro, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("%s failed: %s", task.get_name(), error, exc_info=error)

    async def aclose(self) -> None:
        """Cancel all tasks and wait until they are gone."""
        current = asyncio.current_task()
        tasks = [task for task in self._tasks if task is not current]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class SingleFlight:
    """Runs the same work once for everybody who wants it at the same time.

    The work runs in a task of its own: a caller that is cancelled leaves the others alone, and
    the last one that leaves cancels the work.
    """

    def __init__(self) -> None:
        self._flights: dict[object, tuple[asyncio.Task[Any], list[int]]] = {}

    async def do(self, key: object, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Return the result of `work`, shared with all who asked for `key` meanwhile."""
        flight = self._flights.get(key)
        if flight is None:
            task = asyncio.get_running_loop().create_task(work(), name=f"diorama {key!r}")
            flight = self._flights[key] = (task, [0])
            task.add_done_callback(functools.partial(self._land, key))
        task, waiting = flight
        waiting[0] += 1
        try:
            return await asyncio.shield(task)
        finally:
            waiting[0] -= 1
            if not waiting[0] and not task.done():
                self._flights.pop(key, None)
                task.cancel()

    def _land(self, key: object, task: asyncio.Task[Any]) -> None:
        if (flight := self._flights.get(key)) is not None and flight[0] is task:
            del self._flights[key]
        if not task.cancelled():
            task.exception()  # every waiter gets it; none left is no reason to warn

    def __contains__(self, key: object) -> bool:
        return key in self._flights


# --- worker threads ------------------------------------------------------------------------


class Worker:
    """A daemon thread that runs plain functions one after the other.

    Unlike an executor's threads it still works while the interpreter ends, and a fork starts
    it anew.

    Parameters
    ----------
    name : str
        Name of the thread.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = threading.Lock()
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] | None = None
        self._pid = -1

    def submit(self, function: Callable[..., T], *args: Any) -> concurrent.futures.Future[T]:
        """Queue a call."""
        future: concurrent.futures.Future[T] = concurrent.futures.Future()

        def job() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(function(*args))
            except BaseException as error:
                future.set_exception(error)

        with self._lock:
            if self._jobs is None or self._pid != os.getpid():
                self._jobs, self._pid = queue.SimpleQueue(), os.getpid()
                threading.Thread(
                    target=_work, args=(self._jobs,), name=self._name, daemon=True
                ).start()
            self._jobs.put(job)
        return future

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        """Run a function on the thread without blocking the running loop."""
        return await asyncio.wrap_future(self.submit(function, *args))

    def call(self, function: Callable[..., T], *args: Any) -> T:
        """Run a function on the thread and wait for it."""
        return self.submit(function, *args).result()

    def close(self) -> None:
        """End the thread after the calls already queued; a later call starts a new one."""
        with self._lock:
            if self._jobs is not None and self._pid == os.getpid():
                self._jobs.put(None)
            self._jobs = None


def _work(jobs: queue.SimpleQueue[Callable[[], None] | None]) -> None:
    while (job := jobs.get()) is not None:
        job()
        del job  # or its arguments would live until the next one comes


# --- the end -------------------------------------------------------------------------------

_flushers: weakref.WeakSet[Any] = weakref.WeakSet()


def flush_at_exit(closer: Any) -> None:
    """Have ``closer.aclose()`` awaited on its runtime when the interpreter ends."""
    if not _flushers:
        atexit.unregister(_flush)
        atexit.register(_flush)
    _flushers.add(closer)


def _flush() -> None:
    running = _core
    if running is None or running.pid != os.getpid():
        return

    async def close_all() -> None:
        await asyncio.gather(*(c.aclose() for c in list(_flushers)), return_exceptions=True)

    with contextlib.suppress(Exception):
        running.call(asyncio.wait_for(close_all(), EXIT_BUDGET), EXIT_BUDGET)


def _after_fork() -> None:
    global _core, _core_lock
    _core, _core_lock = None, threading.Lock()
    _flushers.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def _log_loop_error(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    log.error("%s", context.get("message"), exc_info=context.get("exception"))
