"""Has the windows of one load read by the tasks of an executor."""

from __future__ import annotations

import asyncio
import itertools
import uuid
from collections.abc import Awaitable, Callable, Iterator
from concurrent import futures
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from diorama_nb import reasons
from diorama_nb.errors import (
    DioramaError,
    SourceChanged,
    SourceUnavailable,
    SpecError,
    is_resplit,
)
from diorama_nb.runtime import in_thread
from diorama_nb.vista.recipe import Recipe
from diorama_nb.vista.remote import Answer, Task, read_window
from diorama_nb.vista.source import Page
from diorama_nb.vista.vista import Vista

AT_ONCE: Final = 32
"""Windows handed over at once: enough for an executor's workers, few enough to be held."""

_active: Final[ContextVar[Workers | None]] = ContextVar("diorama_workers", default=None)


def active() -> Workers | None:
    """Return who reads the windows that are asked for here; None: the source itself."""
    workers = _active.get()
    # What a load leads to, such as a refresh when a file has changed, is no part of it.
    return workers if workers is not None and workers.reason is reasons.current() else None


class Workers:
    """Reads the windows that are asked for one reason by tasks of an executor.

    The first window is read by the source itself: what it finds out goes along with the tasks,
    and what is wrong for all of them shows at once.

    Parameters
    ----------
    executor : concurrent.futures.Executor
        Runs the tasks.
    master : Vista
        The source.

    Raises
    ------
    SpecError, Unsupported
        If the executor is none, or its workers can not open the source.
    """

    def __init__(self, executor: futures.Executor, master: Vista) -> None:
        if not callable(getattr(executor, "submit", None)):
            raise SpecError(
                f"{executor!r:.200} is no executor",
                hint="executor=concurrent.futures.ThreadPoolExecutor(8)",
            )
        self.reason = reasons.current()
        self._executor = executor
        self._source = master.source
        self._load = uuid.uuid4().hex
        self._numbers = itertools.count()
        self._first = asyncio.Lock()
        self._recipe: Recipe | None = None
        self._source.recipe().check(executor)  # refused before anything is asked

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Have them read what is asked for inside, and by tasks started inside."""
        token = _active.set(self)
        try:
            yield
        finally:
            _active.reset(token)

    async def window(
        self, master: Vista, offset: int, limit: int, here: Callable[[], Awaitable[Page]]
    ) -> Page:
        """Return rows [offset, offset + limit) of a query that the source answers itself.

        Parameters
        ----------
        here : callable
            Asks the source itself.
        """
        async with self._first:
            if self._recipe is None:
                page = await here()
                recipe = self._source.recipe()
                recipe.check(self._executor)
                self._recipe = recipe
                return page
        query = self._source.split(master.query)[0]
        number = next(self._numbers)
        task = Task(self._load, number, self._recipe, query, offset, limit)
        answer = await self._done(task)
        if isinstance(answer, DioramaError):
            if is_resplit(answer):  # the worker's source learned from it, this one has to
                return await here()
            raise answer
        if answer.state != self._source.state:
            raise SourceChanged(
                f"{master.name!r} has changed while it was loaded",
                hint="await dio.refresh() reads it anew",
            )
        self._source.learn(answer.columns)
        return answer.whole

    async def _done(self, task: Task) -> Answer | DioramaError:
        try:
            future: Any = await in_thread(self._executor.submit, read_window, task)
            return await _result(future)
        except futures.BrokenExecutor:
            raise SourceUnavailable(
                f"a worker that read {self._source.name!r} has ended",
                hint='open a new executor; in a script below if __name__ == "__main__":',
            ) from None
        except RuntimeError as error:
            if isinstance(error, DioramaError):
                raise
            raise SpecError(
                "the executor takes no more work", hint="open a new one, and close it behind"
            ) from None


async def _result(future: Any) -> Answer | DioramaError:
    if not isinstance(future, futures.Future):
        raise SpecError(
            f"an executor gave a {type(future).__name__}, which is no future of its kind",
            hint="use one of concurrent.futures, or Client.get_executor() of Dask",
        )
    try:
        found: Answer | DioramaError = await asyncio.wrap_future(future)
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if future.cancelled() and task is not None and not task.cancelling():
            raise SourceUnavailable(
                "the executor was shut down while it read", hint="open a new one"
            ) from None
        raise
    return found
