"""The reading half of details: which rows have theirs, which lack them, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from diorama_nb.dio.augment import Augment
from diorama_nb.dio.detail_log import DetailLog
from diorama_nb.rows.filled import Filled
from diorama_nb.rows.index import Positions
from diorama_nb.scenery.loads import Failure
from diorama_nb.status import Status

if TYPE_CHECKING:
    from diorama_nb.dio.dio import Dio


class DetailFacts:
    """Plain facts about the details of a Dio's rows, which are named by position."""

    def __init__(self, dio: Dio, augments: Sequence[Augment]) -> None:
        self._dio = dio
        self._augments = augments
        self._filled = Filled([tuple(augment.columns) for augment in augments])
        self._log = DetailLog(self._filled, dio.cache)
        self._failures: dict[int, Failure] = {}

    def wanted(self, columns: Collection[str] | None) -> frozenset[int]:
        """Return the augments that fill some of these columns; None: of all columns."""
        listed, every = self._log.listed, range(len(self._augments))
        if columns is None:
            return frozenset(every)
        return frozenset(
            n
            for n in every
            if any(
                _is_in(column, owned) if (owned := self._filled.columns[n])
                # What it brings is unknown: whatever the list does not have may be of it.
                else not _is_in(column, listed)
                for column in columns
            )
        )  # fmt: skip

    def named(self, columns: Iterable[str]) -> frozenset[str]:
        """Return those of some columns that only details can fill."""
        if not self._augments:
            return frozenset()
        owned, listed = self._filled.declared, self._log.listed
        open_ended = bool(listed) and not all(self._filled.columns)
        return frozenset(
            column
            for column in columns
            if _is_in(column, owned) or (open_ended and not _is_in(column, listed))
        )

    def may_fill(self, column: str) -> bool:
        """Whether details may bring a column, as far as anybody knows."""
        return any(not owned or _is_in(column, owned) for owned in self._filled.columns)

    def _lacking(self, positions: Positions, augments: frozenset[int]) -> Positions:
        """Return the rows that need one of these details, in the order given."""
        positions = positions[positions >= 0]
        due = np.zeros(len(positions), bool)
        for augment in augments:
            due |= self._filled.due(self._dio.store, augment, positions)
        return positions[due]

    def _lacks(self, position: int, augments: frozenset[int]) -> bool:
        there = self._dio.store.record(position) is not None
        return there and bool(len(self._lacking(np.array([position]), augments)))

    def _held_off(self, positions: Positions) -> Positions:
        """Return those of some rows that failed a moment ago."""
        now = self._dio.loop.time()
        held = [p for p, failure in self._failures.items() if now < failure.until]
        return positions[np.isin(positions, held)]

    def _all_rows(self) -> Positions:
        order = self._dio.base_order
        return self._dio.store.alive() if order is None else order

    def missing(self, columns: Collection[str], among: Positions | None = None) -> bool:
        """Whether rows lack details that could be asked for now.

        Parameters
        ----------
        columns : collection of str
            The columns that must be filled.
        among : numpy.ndarray or None
            The rows; None: all that are held.
        """
        among = self._all_rows() if among is None else among
        lacking = self._lacking(among, self.wanted(columns))
        return len(lacking) > len(self._held_off(lacking))

    def status(self, position: int, status: Status, columns: Collection[str] | None) -> Status:
        """Return the status of a loaded row for somebody who shows these columns."""
        return self.statuses(np.array([position]), [status], columns)[0]

    def statuses(
        self, positions: Positions, statuses: list[Status], columns: Collection[str] | None
    ) -> list[Status]:
        """Return the statuses of rows for somebody who shows these columns.

        Parameters
        ----------
        positions : numpy.ndarray
            The rows; -1 where none is loaded.
        statuses : list of Status
            Their statuses in the list.
        columns : collection of str or None
            The columns that are shown; None: all.
        """
        augments = self.wanted(columns)
        plain = [at for at, status in enumerate(statuses) if status in ("Fresh", "Stale")]
        at = np.array([n for n in plain if positions[n] >= 0], np.int64)
        if not augments or not len(at):
            return statuses
        rows, told = positions[at], list(statuses)
        due, blank = np.zeros(len(rows), bool), np.zeros(len(rows), bool)
        for augment in augments:
            needs = self._filled.due(self._dio.store, augment, rows)
            blank[needs] |= self._filled.blank(self._dio.store, augment, rows[needs])
            due |= needs
        for n in np.flatnonzero(due).tolist():
            failed = int(rows[n]) in self._failures
            told[at[n]] = "LoadFailed" if failed else "Incomplete" if blank[n] else "Stale"
        return told

    def error(self, position: int) -> Exception | None:
        """Return why the details of a row are not there."""
        failure = self._failures.get(position)
        return None if failure is None else failure.error


def _is_in(column: str, names: Collection[str]) -> bool:
    """Whether a (dotted) column is one of these, or inside one."""
    return column in names or column.partition(".")[0] in names
