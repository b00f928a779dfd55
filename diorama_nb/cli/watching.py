"""Changes of a data set as they come: told by the source, or found by reading it again."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import diorama_nb as dn
from diorama_nb.cli.reading import narrow, renewed
from diorama_nb.errors import DioramaError
from diorama_nb.events import (
    Event,
    Invalidated,
    Lagged,
    RecordChanged,
    RecordInserted,
    RecordRemoved,
)
from diorama_nb.query import Query
from diorama_nb.values import Record, same_record

NEWS = (RecordInserted, RecordChanged, RecordRemoved, Invalidated, Lagged)
"""Events after which rows may be others."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One record that is new, other or gone; `record` is None when it is gone."""

    kind: Literal["inserted", "changed", "removed"]
    id: str
    record: Record | None = None


def differences(before: Mapping[str, Record], after: Mapping[str, Record]) -> Iterator[Seen]:
    """Yield what became of some rows: new and changed ones in their order, then those gone."""
    for id, record in after.items():
        if id not in before:
            yield Seen("inserted", id, record)
        elif not same_record(before[id], record):
            yield Seen("changed", id, record)
    for id in before:
        if id not in after:
            yield Seen("removed", id)


async def changes(
    dio: dn.Dio,
    query: Query,
    every: float,
    *,
    on_start: Callable[[int], object] = lambda rows: None,
    on_error: Callable[[DioramaError], object] = lambda error: None,
) -> AsyncGenerator[Seen, None]:
    """Yield the changes of a query's rows, for ever.

    Parameters
    ----------
    dio : Dio
        The data set.
    query : Query
        Which of its rows: one that comes to match is inserted, one that ceases to is removed.
    every : float
        Seconds between two readings of the source; news it tells by itself come at once.
    on_start : callable
        Called with the number of rows, once they are known.
    on_error : callable
        Called with why a reading failed; the next one is tried all the same.

    Raises
    ------
    DioramaError
        When the first reading fails.
    """
    news = asyncio.Event()

    def listen(event: Event) -> None:
        if isinstance(event, NEWS):
            news.set()

    async with contextlib.AsyncExitStack() as stack:
        await dio.watch()
        await stack.enter_async_context(renewed(dio, query))
        rows = narrow(dio.vista(), query)
        held = dict((await rows.list_values()).items())
        on_start(len(held))
        stack.callback(dio.bus.listen(listen))
        while True:
            try:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(news.wait(), every)
                if not news.is_set():
                    await dio.refresh()
                news.clear()
                now = dict((await rows.list_values(require="complete")).items())
            except DioramaError as error:
                on_error(error)
                continue
            for seen in differences(held, now):
                yield seen
            held = now
