"""Writes in a line: one at a time, in the order of their callers, each with its own result."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from diorama_nb.errors import Closed, WriteError

T = TypeVar("T")


class Line:
    """Does work strictly first come, first served.

    Each piece is a task of its own, so one that crashes takes nobody along, and goes on when
    its caller no longer waits.

    Parameters
    ----------
    name : str
        Whose line it is, for errors.
    capacity : int
        Pieces of work that may stand in line; callers of more wait, in their order.
    """

    def __init__(self, name: str, capacity: int) -> None:
        self._name = name
        self._room = asyncio.Semaphore(capacity)
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False

    async def do(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Do a piece of work when all before it are done, and return what came of it.

        Raises
        ------
        Closed
            After `aclose`.
        WriteError
            If it was cut off.
        """
        await self._room.acquire()
        if self._closed:
            self._room.release()
            raise Closed(self._name)
        task = asyncio.get_running_loop().create_task(self._in_turn(work), name=self._name)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            current = asyncio.current_task()
            if not task.cancelled() or (current is not None and current.cancelling()):
                raise  # it is the caller who was cancelled
            raise WriteError(
                f"a write to {self._name} was cut off: nobody knows whether it arrived",
                hint="read the record before you write it again",
            ) from None

    async def _in_turn(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        async with self._turn:
            return await work()

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        self._room.release()
        if not task.cancelled():
            task.exception()  # its caller gets it; one who left is no reason to warn

    async def aclose(self) -> None:
        """Wait for what stands in line; cancelled, cut it off. No more is accepted."""
        self._closed = True
        try:
            while self._tasks:
                await asyncio.wait(self._tasks)
        finally:
            for task in (rest := set(self._tasks)):
                task.cancel()
            if rest:
                await asyncio.wait(rest)
