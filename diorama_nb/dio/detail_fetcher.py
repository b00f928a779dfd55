"""Fetching details: a few workers that no failure stops, and batches of what they found."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from diorama_nb.dio.augment import Augment
from diorama_nb.errors import Closed
from diorama_nb.reasons import because
from diorama_nb.rows.store import NO_CHANGE, Delta
from diorama_nb.values import Record

if TYPE_CHECKING:
    from diorama_nb.dio.dio import Dio

PAUSE: Final = 0.05
"""Seconds between two batches: what arrives meanwhile is kept with one write."""


@dataclass(slots=True)
class Job:
    """The details of one row.

    Attributes
    ----------
    position : int
        The row.
    id : str
        Its id.
    row : Record
        The row as it is when they are asked for.
    asked_of : int
        Fingerprint of the row in the list at that moment.
    due : list of int
        The augments to ask, in order.
    found : dict of int to Record
        What they answered.
    error : Exception or None
        Why the rest is missing.
    """

    position: int
    id: str
    row: Record
    asked_of: int
    due: list[int]
    found: dict[int, Record] = field(default_factory=dict)
    error: Exception | None = None


class Fetcher:
    """Does jobs, a few at a time, and hands them over in batches.

    Parameters
    ----------
    dio : Dio
        Whose rows they are.
    augments : sequence of Augment
        What is asked.
    workers : int
        Jobs at the same time.
    next_job : callable
        Returns the next job, or None when nothing is to be done.
    keep : callable
        Puts what a batch found into the rows.
    tell : callable
        Tells everybody of a batch, and of what it changed, when that can be read.
    """

    def __init__(
        self,
        dio: Dio,
        augments: Sequence[Augment],
        workers: int,
        next_job: Callable[[], Job | None],
        keep: Callable[[Sequence[Job]], Awaitable[Delta]],
        tell: Callable[[Sequence[Job], Delta], None],
    ) -> None:
        self._dio = dio
        self._augments = augments
        self._workers = workers
        self._next_job = next_job
        self._keep = keep
        self._tell = tell
        self._busy = 0
        self._done: list[Job] = []
        self._lander: asyncio.Task[None] | None = None

    def go_on(self) -> None:
        """Start jobs, as many as there are workers free."""
        while self._busy < self._workers and not self._dio.closed:
            job = self._next_job()
            if job is None:
                return
            self._busy += 1
            name = f"load a detail of {self._dio.name}"
            task = self._dio.tasks.spawn(self._fetch(job), name)
            task.add_done_callback(functools.partial(self._fetched, job))

    async def _fetch(self, job: Job) -> None:
        row = dict(job.row)
        try:
            for augment in job.due:
                with because("details"), self._dio.ledger.asking("detail", id=job.id) as asked:
                    detail = await self._augments[augment].fetch(self._dio, job.id, dict(row))
                    asked.brings(job.position)
                job.found[augment] = detail
                row |= detail
        except Exception as error:
            job.error = error

    def _fetched(self, job: Job, task: asyncio.Task[None]) -> None:
        """A job ended, one way or another: its worker goes on."""
        self._busy -= 1
        if task.cancelled():  # by what it asked, or because the Dio ends
            job.error = Closed(f"the request for the detail of {job.id!r}")
        self._done.append(job)
        if self._dio.closed:
            return
        if self._lander is None:
            self._lander = self._dio.tasks.spawn(self._land(), f"keep {self._dio.name}")
        self.go_on()

    async def _land(self) -> None:
        try:
            while self._done:
                jobs, self._done = self._done, []
                delta = NO_CHANGE
                try:
                    if any(job.found for job in jobs):
                        delta = await self._keep(jobs)
                except Exception as error:  # a batch that can not be kept, failed
                    for job in jobs:
                        job.error = job.error or error
                self._tell(jobs, delta)
                await asyncio.sleep(PAUSE)
        finally:
            self._lander = None
