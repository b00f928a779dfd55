"""A daemon thread that runs plain functions one after the other."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import os
import queue
import threading
import weakref
from collections.abc import Callable
from typing import Any, TypeVar

from diorama_nb.errors import BlockingCallError

T = TypeVar("T")

_Jobs = queue.SimpleQueue[Callable[[], None] | None]


class Worker:
    """A daemon thread that runs plain functions one after the other.

    Unlike an executor's threads it still works while the interpreter ends, and a fork starts
    it anew.

    Parameters
    ----------
    name : str
        Name of the thread.
    """

    in_flight = 0
    """Calls queued or running on all workers of the process."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._reset()
        _workers.add(self)

    def _reset(self) -> None:
        self._lock = threading.Lock()
        self._jobs: _Jobs | None = None
        self._thread: threading.Thread | None = None

    def submit(self, function: Callable[..., T], *args: Any) -> concurrent.futures.Future[T]:
        """Queue a call."""
        future: concurrent.futures.Future[T] = concurrent.futures.Future()

        def job() -> None:
            try:
                if future.set_running_or_notify_cancel():
                    future.set_result(function(*args))
            except BaseException as error:
                future.set_exception(error)

        self._put(job)
        return future

    def _put(self, work: Callable[[], None]) -> None:
        def job() -> None:
            try:
                work()
            finally:
                _count(-1)  # last: whoever waits for the result has been told by now

        _count(+1)
        with self._lock:
            if self._jobs is not None or self._start():
                self._jobs.put(job)  # type: ignore[union-attr] # it was started
                return
        job()

    def _start(self) -> bool:
        jobs: _Jobs = queue.SimpleQueue()
        thread = threading.Thread(target=_work, args=(jobs,), name=self._name, daemon=True)
        try:
            thread.start()
        except RuntimeError:  # the interpreter is ending: no new threads
            return False
        self._jobs, self._thread = jobs, thread
        return True

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        """Run a function on the thread without blocking the running loop.

        One that nobody waits for any more before it begins is not run. The loop is told
        directly: a future of another kind in between takes as long as the rest of the way.
        """
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[T] = loop.create_future()

        def job() -> None:
            if waiter.cancelled():
                return
            try:
                result = function(*args)
            except BaseException as error:
                _tell(loop, waiter, waiter.set_exception, error)
            else:
                _tell(loop, waiter, waiter.set_result, result)

        self._put(job)
        return await waiter

    def call(self, function: Callable[..., T], *args: Any) -> T:
        """Run a function on the thread and wait for it.

        Raises
        ------
        BlockingCallError
            On the thread itself.
        """
        if threading.current_thread() is self._thread:
            raise BlockingCallError()
        return self.submit(function, *args).result()

    async def end_with(self, last: Callable[[], None], patience: float) -> None:
        """Make a last call, end the thread, and wait some seconds for both to be done.

        Whoever is cancelled meanwhile leaves at once; the call is made nevertheless.
        """
        done = asyncio.wrap_future(self.submit(last))
        self.close()
        await asyncio.wait({done}, timeout=patience)

    def close(self) -> None:
        """End the thread after the calls already queued; a later call starts a new one."""
        with self._lock:
            if self._jobs is not None:
                self._jobs.put(None)
            self._jobs = self._thread = None


def _tell(
    loop: asyncio.AbstractEventLoop,
    waiter: asyncio.Future[Any],
    tell: Callable[[Any], None],
    what: object,
) -> None:
    """Have a loop tell who waits there, if anybody does."""
    with contextlib.suppress(RuntimeError):  # the loop has ended
        loop.call_soon_threadsafe(lambda: None if waiter.done() else tell(what))


def _work(jobs: _Jobs) -> None:
    while (job := jobs.get()) is not None:
        job()
        del job  # or its arguments would live until the next one comes


_counting = threading.Lock()


def _count(change: int) -> None:
    with _counting:
        Worker.in_flight += change


_workers: weakref.WeakSet[Worker] = weakref.WeakSet()


def _after_fork() -> None:
    global _counting
    _counting, Worker.in_flight = threading.Lock(), 0
    for worker in list(_workers):
        worker._reset()  # its thread, and whoever held its lock, stayed with the parent


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
