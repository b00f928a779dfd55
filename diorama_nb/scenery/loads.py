"""Loads of chunks under way: who waits for them, which failed, and when to try again."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

HOLD_OFF: Final = 60.0
"""Seconds: the longest time a chunk that failed is left alone; grows with each failure."""


@dataclass(slots=True)
class Failure:
    """Why a chunk is not there.

    Attributes
    ----------
    error : Exception
        What the last load raised.
    count : int
        Loads that failed one after the other.
    until : float
        When it may be tried again, by the loop's clock.
    """

    error: Exception
    count: int
    until: float

    @classmethod
    def after(cls, before: Failure | None, error: Exception, now: float) -> Failure:
        """Return the failure that follows another, held off twice as long."""
        count = 1 if before is None else before.count + 1
        return cls(error, count, now + min(HOLD_OFF, 2.0 ** min(count - 1, 10)))


class Loads:
    """The loads of one view.

    Attributes
    ----------
    failures : dict of int to Failure
        Chunks whose last load failed.
    """

    def __init__(self) -> None:
        self.failures: dict[int, Failure] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._walks: dict[object, frozenset[int]] = {}

    def __bool__(self) -> bool:
        return bool(self._tasks)

    def task(self, number: int) -> asyncio.Task[None] | None:
        """Return the load of a chunk that is under way."""
        task = self._tasks.get(number)
        return None if task is None or task.done() else task

    def add(self, number: int, task: asyncio.Task[None]) -> None:
        """Note that a chunk is being loaded."""
        self._tasks[number] = task

    def ended(self, number: int, task: asyncio.Task[None]) -> None:
        """Note that a load ended, one way or another."""
        if self._tasks.get(number) is task:
            del self._tasks[number]

    def cancel(self, *, keep: Collection[int] = ()) -> None:
        """Cancel loads that nobody waits for; walks wait for theirs."""
        walked = frozenset[int]().union(*self._walks.values())
        for number, task in list(self._tasks.items()):
            if number not in keep and number not in walked:
                task.cancel()
                del self._tasks[number]

    def walk(self, who: object, numbers: Iterable[int]) -> None:
        """Keep chunks from being cancelled, whoever looks elsewhere."""
        self._walks[who] = frozenset(numbers)

    def walked(self, who: object) -> None:
        """The walk is over."""
        self._walks.pop(who, None)

    # --- failures --------------------------------------------------------------------------

    def fail(self, number: int, error: Exception, now: float) -> None:
        """Note that a load failed."""
        self.failures[number] = Failure.after(self.failures.get(number), error, now)

    def held_off(self, number: int, now: float) -> bool:
        """Whether a chunk that failed is to be left alone for now."""
        failure = self.failures.get(number)
        return failure is not None and now < failure.until

    def error(self, numbers: Collection[int]) -> Exception | None:
        """Return why one of some chunks is not there, the newest failure first."""
        found = [(f.until, n) for n, f in self.failures.items() if n in numbers]
        return self.failures[max(found)[1]].error if found else None
