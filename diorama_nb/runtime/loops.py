"""The loops everything runs on: the core's own thread, or a loop the caller runs."""

from __future__ import annotations

import asyncio
import atexit
import concurrent.futures
import contextlib
import logging
import os
import sys
import threading
import time
import weakref
from collections.abc import Callable, Coroutine
from typing import Any, Final, Generic, Protocol, TypeVar

from diorama_nb.errors import BlockingCallError, Closed, SpecError

T = TypeVar("T")

log = logging.getLogger("diorama")

POLL: Final = 0.2
"""Seconds between two looks at an awaited result: a notebook's Interrupt is only noticed when
the waiting loop wakes up."""

EXIT_BUDGET: Final = 1.5
"""Seconds that closing may take when the interpreter ends; Jupyter kills soon after."""


class Runtime(Protocol):
    """Where coroutines run."""

    def submit(self, coro: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        """Start a coroutine on the loop, from any thread."""

    def call(self, coro: Coroutine[Any, Any, T], timeout: float | None = None) -> T:
        """Run a coroutine to its end, blocking the calling thread."""

    def is_here(self) -> bool:
        """Whether the caller already runs on the loop."""

    def now(self) -> float:
        """Return seconds since the epoch, by the clock that belongs to the loop."""


class _Loop:
    """What both runtimes share: hopping over to the loop, and a wall clock."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, clock: Callable[[], float] = time.time
    ) -> None:
        self.loop = loop
        self.pid = os.getpid()
        self._clock = clock

    def now(self) -> float:
        """Return seconds since the epoch, by the clock that belongs to the loop."""
        return self._clock()

    def is_here(self) -> bool:
        """Whether the caller already runs on the loop."""
        return runs_here(self.loop)

    def submit(self, coro: Coroutine[Any, Any, T]) -> concurrent.futures.Future[T]:
        """Start a coroutine on the loop, from any thread."""
        self._check(coro)
        return asyncio.run_coroutine_threadsafe(coro, self.loop)

    def _check(self, coro: Coroutine[Any, Any, Any]) -> None:
        if self.pid != os.getpid():
            coro.close()
            raise Closed("an object of the parent process", hint="open it again after the fork")
        if self.loop.is_closed():
            coro.close()
            raise Closed("the event loop this object runs on")

    def _wait(self, coro: Coroutine[Any, Any, T], timeout: float | None) -> T:
        """Run a coroutine on the loop, which another thread runs, and wait for its end."""
        self._check(coro)
        deadline = None if timeout is None else time.monotonic() + timeout
        call = _Call(coro)
        try:
            future = asyncio.run_coroutine_threadsafe(call.run(), self.loop)
            while not future.done():
                left = POLL if deadline is None else min(POLL, deadline - time.monotonic())
                if left <= 0:
                    raise TimeoutError(f"no result within {timeout:g} seconds")
                # A bounded wait, because a lock is not interruptible everywhere.
                concurrent.futures.wait([future], left)
            return future.result()
        except BaseException:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                self.loop.call_soon_threadsafe(call.cancel)
            raise


class _Call(Generic[T]):
    """A coroutine that a thread waits for, and can give up before it knows that it runs.

    An interrupt may hit that thread where the coroutine has begun and nothing was returned
    by which it could be cancelled.
    """

    def __init__(self, coro: Coroutine[Any, Any, T]) -> None:
        self._coro = coro
        self._task: asyncio.Task[Any] | None = None
        self._given_up = False

    async def run(self) -> T:
        """Run it, unless it was given up."""
        if self._given_up:
            self._coro.close()
            raise asyncio.CancelledError
        self._task = asyncio.current_task()
        return await self._coro

    def cancel(self) -> None:
        """Give it up; called on the loop."""
        self._given_up = True
        if self._task is not None:
            self._task.cancel()


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
        return self._wait(coro, timeout)


class Adopted(_Loop):
    """The loop the caller runs; blocking doors re-enter it."""

    def call(self, coro: Coroutine[Any, Any, T], timeout: float | None = None) -> T:
        """Run a coroutine to its end, nested in the running loop if need be."""
        running = asyncio._get_running_loop()
        if running is not self.loop:
            if self.loop.is_running() or self.loop.is_closed() or self.pid != os.getpid():
                return self._wait(coro, timeout)
            if running is not None:
                coro.close()
                raise BlockingCallError("a blocking call inside another event loop")
        else:
            self._nest(coro)
        return self.loop.run_until_complete(asyncio.wait_for(coro, timeout))

    def _nest(self, coro: Coroutine[Any, Any, Any]) -> None:
        """Make the running loop one that can be re-entered."""
        try:
            import nest_asyncio2

            nest_asyncio2.apply(self.loop)
        except (ValueError, ImportError) as error:
            coro.close()
            raise BlockingCallError(
                f"a blocking call inside a {type(self.loop).__name__}, which can not be nested,"
            ) from error


def runs_here(loop: asyncio.AbstractEventLoop) -> bool:
    """Whether the caller runs on a loop."""
    return asyncio._get_running_loop() is loop


_core: Core | None = None
_core_lock = threading.Lock()
_adopted: dict[asyncio.AbstractEventLoop, Adopted] = {}


def core() -> Core:
    """Return the process's core, started on first use."""
    global _core
    with _core_lock:
        if _core is None:
            _core = Core()
        return _core


def adopt(clock: Callable[[], float] = time.time) -> Adopted:
    """Return the runtime of the caller's running loop.

    Parameters
    ----------
    clock : callable
        Returns seconds since the epoch; counts when the loop is adopted for the first time.

    Raises
    ------
    SpecError
        If no loop runs here.
    """
    loop = asyncio._get_running_loop()
    if loop is None:
        raise SpecError(
            'runtime="current" needs a running event loop',
            hint='call it inside a coroutine, or leave runtime="auto"',
        )
    for other in [other for other in _adopted if other.is_closed()]:
        _adopted.pop(other, None)
    return _adopted.setdefault(loop, Adopted(loop, clock))


def choose(name: str) -> Runtime:
    """Return the runtime for a Lens: ``"auto"`` or ``"current"``."""
    if name not in ("auto", "current"):
        raise SpecError.unknown("runtime", name, ("auto", "current"))
    return adopt() if name == "current" or threadless() else core()


def threadless() -> bool:
    """Whether there are no threads, as in Pyodide: its own loop must do."""
    return sys.platform == "emscripten"


def here() -> Runtime:
    """Return the runtime whose loop the caller runs on, else the core."""
    loop = asyncio._get_running_loop()
    adopted = None if loop is None else _adopted.get(loop)
    return core() if adopted is None else adopted


# --- the end -------------------------------------------------------------------------------

_flushers: weakref.WeakSet[Any] = weakref.WeakSet()


def flush_at_exit(closer: Any) -> None:
    """Have ``closer.aclose()`` awaited on the core when the interpreter ends."""
    if not _flushers:
        atexit.unregister(_flush)
        atexit.register(_flush)
    _flushers.add(closer)


def _flush() -> None:
    running, closers = _core, list(_flushers)
    if running is None or not closers:
        return

    async def close(closer: Any) -> None:
        await closer.aclose()

    async def close_all() -> None:
        await asyncio.gather(*map(close, closers), return_exceptions=True)

    with contextlib.suppress(Exception):
        running.call(asyncio.wait_for(close_all(), EXIT_BUDGET), EXIT_BUDGET)


def _after_fork() -> None:
    global _core, _core_lock
    _core, _core_lock = None, threading.Lock()
    _adopted.clear()
    _flushers.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def _log_loop_error(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    log.error("%s", context.get("message"), exc_info=context.get("exception"))
