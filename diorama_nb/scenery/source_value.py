"""A value that the source works out, so that its rows need not be loaded."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from diorama_nb.query import Query
from diorama_nb.rows.aggregate import Aggregate, Tally
from diorama_nb.scenery.host import Host

PAUSE: Final = 0.25
"""Least seconds between two questions: a source that changes all the time is left some."""

Own = tuple[int, frozenset[str]]
"""The writes made here: how many are settled, and the rows of those that are not."""


@dataclass(frozen=True, slots=True, eq=False)
class _Answer:
    """What the source told, and when.

    Attributes
    ----------
    state : tuple
        What was known of the source and of writes when it was asked.
    tally : Tally
        Of all rows but those that writes concerned then.
    at : float
        Seconds since the epoch.
    """

    state: tuple[int, Own]
    tally: Tally
    at: float


class SourceValue:
    """What the source says of a value, and whether that still holds.

    Rows that pending writes concern are left out of the question and counted as they are shown
    here: so it makes no difference which of these writes have reached the source by then.

    Parameters
    ----------
    host : Host
        The Dio.
    query : Query
        Which rows count.
    aggregate : Aggregate
        What is computed.
    """

    def __init__(self, host: Host, query: Query, aggregate: Aggregate) -> None:
        self._host = host
        self._query = query
        self._aggregate = aggregate
        self._answer: _Answer | None = None
        self._refused: object = None  # the state in which the source could not tell
        self._pause_until = float("-inf")

    @property
    def able(self) -> bool:
        """Whether the source can be asked, as far as anybody knows."""
        host, measure = self._host, self._aggregate.measure
        if measure is None or host.layer.pending.clears or self._refused == self.state:
            return False
        return host.loader.tells_values(self._query, self._aggregate.reads)

    @property
    def state(self) -> tuple[int, Own]:
        """What an answer must know of to be one of now."""
        return self._host.news, self._own

    @property
    def _own(self) -> Own:
        return self._host.tick, self._host.layer.ids

    @property
    def current(self) -> bool:
        """Whether nothing was heard or written since the source was asked."""
        return self._answer is not None and self._answer.state == self.state

    @property
    def usable(self) -> bool:
        """Whether it can be put together with what was written here."""
        return self._answer is not None and self._answer.state[1] == self._own

    @property
    def at(self) -> float | None:
        """When the source answered, in seconds since the epoch."""
        return None if self._answer is None else self._answer.at

    def value(self) -> Any:
        """Return the value, as pending writes leave it; raises what the aggregate raises."""
        assert self._answer is not None
        written = map(self._host.store.get, sorted(self._host.layer.ids))
        shown = [row for row in written if row is not None and self._query.matches(row)]
        return self._aggregate.combine(self._answer.tally, shown)

    async def ask(self) -> None:
        """Ask the source, not too soon after the last time.

        What comes is of no use where something was written meanwhile, or the source can not
        tell: see `usable` and `able`.

        Raises
        ------
        SourceError
            When the source does not answer.
        """
        host, measure = self._host, self._aggregate.measure
        assert measure is not None
        await asyncio.sleep(max(self._pause_until - host.loop.time(), 0.0))
        for id in host.layer.guesses():
            await host.reread_record(id)  # what a patch makes of it is known then
        state, began = self.state, host.loop.time()
        try:
            tally = await host.loader.tally(self._query, measure, state[1][1])
        finally:
            ended = host.loop.time()
            self._pause_until = ended + max(PAUSE, ended - began)
        if tally is None:
            self._refused = state
        else:
            self._answer = _Answer(state, tally, host.now())
