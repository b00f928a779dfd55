"""Background tasks of one object, work done once for all, and steps that are done whole."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import logging
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from diorama_nb.errors import Closed
from diorama_nb.runtime.loops import threadless

T = TypeVar("T")

log = logging.getLogger("diorama")


async def whole(step: Coroutine[Any, Any, T]) -> T:
    """Await a step that must not be left half done: who is cancelled waits for its end."""
    task = asyncio.get_running_loop().create_task(step)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is None:
        return task.result()
    if not task.cancelled():
        task.exception()  # whoever was cancelled asks for nothing any more
    raise cancelled


async def in_thread(function: Callable[..., T], *args: Any) -> T:
    """Call a function in a worker thread; here, where there are none (Pyodide).

    A thread can not be stopped: who is cancelled leaves at once, and the call goes on.
    """
    if threadless():
        return function(*args)
    call = functools.partial(contextvars.copy_context().run, function, *args)
    try:
        done = asyncio.get_running_loop().run_in_executor(None, call)
    except RuntimeError:  # the interpreter is ending: executors take nothing any more
        return function(*args)
    return await done


async def off_loop(many: bool, function: Callable[..., T], *args: Any) -> T:
    """Call a function that computes: in a worker thread where it has many rows to go through.

    Who is cancelled waits for its end, so that nobody changes meanwhile what it works on.
    """
    return await whole(in_thread(function, *args)) if many else function(*args)


class Tasks:
    """The background tasks of one object: kept alive, logged when they fail, ended together."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False

    def spawn(self, coro: Coroutine[Any, Any, T], name: str) -> asyncio.Task[T]:
        """Start a task on the running loop.

        Raises
        ------
        Closed
            After `aclose`.
        """
        if self._closed:
            coro.close()
            raise Closed("what this was to be done for")
        task = asyncio.get_running_loop().create_task(coro, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("%s failed: %s", task.get_name(), error, exc_info=error)

    async def aclose(self) -> None:
        """Cancel all tasks and wait until they are gone; no new ones can be started."""
        self._closed = True
        current = asyncio.current_task()
        while tasks := [task for task in self._tasks if task is not current]:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)  # gather would not let `_done` run since 3.12


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
        if flight is None or flight[0].done():
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
                self._forget(key, task)
                task.cancel()

    def _forget(self, key: object, task: asyncio.Task[Any]) -> None:
        if (flight := self._flights.get(key)) is not None and flight[0] is task:
            del self._flights[key]

    def _land(self, key: object, task: asyncio.Task[Any]) -> None:
        self._forget(key, task)
        if not task.cancelled():
            task.exception()  # every waiter gets it; none left is no reason to warn

    def __contains__(self, key: object) -> bool:
        return key in self._flights
