"""Why rows are here: what brought them, for whom, how old they are, which writes wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from diorama_nb.coverage import clamp
from diorama_nb.dio.fetch import Fetch
from diorama_nb.errors import SpecError
from diorama_nb.query import ALL
from diorama_nb.rows.index import Positions
from diorama_nb.status import Age
from diorama_nb.values import as_id
from diorama_nb.wording import duration, in_words, number

if TYPE_CHECKING:
    from diorama_nb.dio.dio import Dio

SHOWN: Final = 8
"""Fetches that the text names; `Why.fetches` has them all."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why a row, or a range of rows, is held as it is; its text tells the main points.

    Attributes
    ----------
    about : str
        The rows in question.
    asked, held : int
        Rows in question, and those of them that are held.
    age : float or None
        Seconds since the oldest of them was read; None where that is unknown.
    freshness : Age
        ``"fresh"``, ``"stale"``, ``"too_stale"`` or ``"missing"``.
    pending : tuple of str
        Ids of rows that a write is shown over, or that a write failed for.
    fetches : tuple of Fetch
        What brought them, newest first, as far as the ledger remembers.
    now : float
        When this was asked, in seconds since the epoch.
    """

    about: str
    asked: int
    held: int
    age: float | None
    freshness: Age
    pending: tuple[str, ...]
    fetches: tuple[Fetch, ...]
    now: float

    def __str__(self) -> str:
        lines = [f"{self.about}: {self._state}"]
        lines += [f"  {_line(fetch, self.now)}" for fetch in self.fetches[:SHOWN]]
        if more := len(self.fetches) - SHOWN:
            lines += [f"  and {more:,} earlier"] if more > 0 else []
        if self.held and not self.fetches:
            lines.append("  what brought it is not remembered")
        if self.pending:
            over = number(len(self.pending), "row") if self.asked > 1 else "it"
            lines.append(f"  a write over {over} is not settled")
        return "\n".join(lines)

    __repr__ = __str__

    @property
    def _state(self) -> str:
        if not self.held:
            return "not held"
        held = "held" if self.asked == 1 else f"{self.held:,} of {self.asked:,} held"
        age = "" if self.age is None else f", read {duration(max(self.age, 0.0))} ago"
        return f"{held}, {self.freshness.replace('_', ' ')}{age}"


def _line(fetch: Fetch, now: float) -> str:
    mark = f"#{fetch.number} " if fetch.number else ""
    of = "" if fetch.query == ALL else f" of {in_words(fetch.query)}"
    took = "" if fetch.seconds is None else f", took {duration(fetch.seconds)}"
    ago = duration(max(now - fetch.started, 0.0))
    return f"{mark}{fetch.what}{of}: {fetch.why}{took}, {ago} ago"


def why(dio: Dio, rows: str | int | range) -> Why:
    """Tell why rows are held; see `Dio.why`."""
    if isinstance(rows, range):
        if rows.step != 1 or rows.start < 0:
            raise SpecError(f"{rows!r} is no range of rows", hint="dio.why(range(0, 100))")
        return _range(dio, rows)
    return _row(dio, as_id(rows))


def _row(dio: Dio, id: str) -> Why:
    found = dio.positions([id])
    found = found[found >= 0]
    fetches = _fetches(dio, found)
    at = dio.fetched_at(id)
    if at is None and fetches:
        at = fetches[0].started + (fetches[0].seconds or 0.0)
    age = None if at is None or not len(found) else dio.now() - at
    judged = dio.freshness.judge(age)
    base, position = dio.views.base, dio.store.position(id)
    place = None if base is None or position is None else base.places.place_of(position)
    if base is not None and place is not None and judged == "fresh":
        judged = "stale" if base.status(place) == "Stale" else judged
    about = f"row {id!r} of {dio.name}"
    # Of the rows that are held some came without a date, e.g. by a write.
    judged = "fresh" if judged == "missing" and len(found) else judged
    return Why(about, 1, len(found), age, judged, _pending(dio, [id]), fetches, dio.now())


def _range(dio: Dio, rows: range) -> Why:
    base, now = dio.views.base, dio.now()
    if base is None:
        order = dio.base_order
        every = dio.store.alive() if order is None else order
        found: Positions = every[rows.start : rows.stop]
        age = dio.age
    else:
        found = base.places.window(clamp(rows, base.places.rows))
        found = found[found >= 0]
        places = [p for p in map(base.places.place_of, found.tolist()) if p is not None]
        times = [at for at in map(base.fetched_at, places) if at is not None]
        age = now - min(times) if times else None
    judged = dio.freshness.judge(age) if len(found) else "missing"
    if base is not None and judged == "fresh":
        stale = any(base.status(place) == "Stale" for place in places)
        judged = "stale" if stale else judged
    judged = "fresh" if judged == "missing" and len(found) else judged
    pending = _pending(dio, dio.store.ids(found))
    about = f"rows {rows.start:,}–{rows.stop - 1:,} of {dio.name}"
    fetches = _fetches(dio, found)
    return Why(about, len(rows), len(found), age, judged, pending, fetches, now)


def _fetches(dio: Dio, positions: Positions) -> tuple[Fetch, ...]:
    return tuple(dio.ledger.that_brought(np.asarray(positions)))


def _pending(dio: Dio, ids: list[str]) -> tuple[str, ...]:
    return tuple(id for id in ids if dio.mark(id) is not None)
