"""Doors into a runtime: from blocking code and other loops; and out to users' callbacks."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import inspect
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from diorama_nb.errors import Closed
from diorama_nb.runtime.loops import POLL, Runtime, here, runs_here
from diorama_nb.runtime.tasks import in_thread

T = TypeVar("T")
P = ParamSpec("P")


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


def call_soon(
    loop: asyncio.AbstractEventLoop, action: Callable[..., object], *args: Any
) -> None:
    """Call a function soon on a loop, from any thread; not at all when the loop is closed."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(action, *args)


def call_on(loop: asyncio.AbstractEventLoop, action: Callable[[], object]) -> None:
    """Call a function on a loop, from any thread: now, if this is the loop, else soon.

    Raises
    ------
    Closed
        When the loop is closed.
    """
    if loop.is_closed():
        raise Closed("the event loop of this object")
    if runs_here(loop):
        action()
    else:
        loop.call_soon_threadsafe(action)


class _HasRuntime(Protocol):
    @property
    def _runtime(self) -> Runtime | None: ...


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
    turn = asyncio.Lock()  # an iteration that was cancelled ends before the iterator is closed
    try:
        while True:
            item = await hop(_next(iterator, turn), runtime)
            if item is _END:
                return
            yield item
    finally:
        if isinstance(iterator, AsyncGenerator):
            await hop(_close(iterator, turn), runtime)


_END: Any = object()


async def _next(iterator: AsyncIterator[T], turn: asyncio.Lock) -> T:
    async with turn:
        return await anext(iterator, _END)


async def _close(iterator: AsyncGenerator[Any, None], turn: asyncio.Lock) -> None:
    async with turn:
        await iterator.aclose()


async def call_user(callback: Callable[..., Any], *args: Any) -> Any:
    """Call a user's callback: a coroutine function here, a plain one in a worker thread."""
    if inspect.iscoroutinefunction(callback) or inspect.iscoroutinefunction(
        getattr(callback, "__call__", None)  # noqa: B004 # an object whose __call__ is async
    ):
        return await callback(*args)
    result = await in_thread(callback, *args)
    return await result if inspect.isawaitable(result) else result
