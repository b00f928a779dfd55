"""How rows keep their details: on their way into the hot table, and out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final

from diorama_nb.dio.detail_fetcher import Job
from diorama_nb.dio.detail_log import DetailLog
from diorama_nb.dio.hot import HotTable
from diorama_nb.dio.knowledge import Knowledge
from diorama_nb.dio.merging import Merged, Told
from diorama_nb.rows.filled import Filled, Note
from diorama_nb.rows.store import Delta
from diorama_nb.values import Record

SAMPLE: Final = 100
"""Rows of an answer that are looked at to learn which columns a list has."""


class Keeping:
    """Merges lists and details, and writes down which rows have theirs."""

    def __init__(
        self, cache: HotTable, known: Knowledge, filled: Filled, log: DetailLog
    ) -> None:
        self._cache = cache
        self._known = known
        self._filled = filled
        self._log = log
        self._landing: Sequence[Job] = ()
        cache.merge = self._merge

    async def keep(self, jobs: Sequence[Job]) -> Delta:
        """Put what some jobs found into their rows, as one step."""
        columns = self._known.columns
        self._known.notice_details(part for job in jobs for part in job.found.values())
        self._landing = jobs
        delta = await self._cache.change({}, told="detail", lenient=True)
        if self._known.columns != columns:
            await self._known.remember()
        return delta

    async def forget(self, delta: Delta) -> None:
        """Forget rows that are gone: one that comes back has no detail."""
        gone = delta.removed[self._filled.noted(delta.removed)].tolist()
        ids = {position: self._cache.store.id(position) for position in gone}
        states = (0,) * len(self._filled.columns)
        metadata = self._log.add(dict.fromkeys(gone, Note(0, states)), ids)
        if metadata:
            await self._cache.change({}, metadata=metadata, lenient=True)

    # --- while the hot table changes -------------------------------------------------------

    def _merge(self, rows: Mapping[str, Record], told: Told) -> Merged:
        if told == "detail":
            kept, notes = self._with_details()
        else:
            if told == "listed":
                self._log.listed.update(*islice(rows.values(), SAMPLE))
            if not rows or not len(self._filled.all()):
                return Merged(rows)
            positions = self._cache.positions(list(rows))
            kept, notes = self._filled.relist(
                rows, positions, self._cache.base, trusted=told == "whole"
            )
        ids = {position: self._cache.store.id(position) for position in notes}
        return Merged(kept, self._log.add(notes, ids), lambda: self._filled.take(notes))

    def _with_details(self) -> tuple[Mapping[str, Record], dict[int, Note]]:
        rows: dict[str, Record] = {}
        notes: dict[int, Note] = {}
        for job in self._landing:
            base = self._cache.base(job.id)
            position = int(self._cache.positions([job.id])[0])
            if base is not None and position == job.position and job.found:
                note = self._filled.note_of(position)
                row, note = self._filled.landed(base, note, job.asked_of, job.found)
                rows[job.id], notes[position] = row, note
        return rows, notes
