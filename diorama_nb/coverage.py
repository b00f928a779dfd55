"""How much of a set is held, what a viewport still needs, and when a walk must stop.

Pure arithmetic: nothing here waits, and time is an argument.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from diorama_nb.errors import CoverageError
from diorama_nb.wording import number


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a set an answer really holds.

    Attributes
    ----------
    rows : int
        Rows in hand.
    total : int or None
        Rows the source says there are; None when it did not say.
    complete : bool or None
        True: every row is here. False: some are known to be missing. None: nobody knows.
    reason : str
        Why it is not complete, or how that is known.
    stale : bool
        The rows are older than they should be and could not be read again.
    missing : tuple of range
        Positions known to be missing, where positions exist.
    drift : int
        Rows that came under the id of another: they moved between pages while these were
        read, or ids are not unique.
    requests : int
        Requests this answer cost.
    """

    rows: int
    total: int | None = None
    complete: bool | None = None
    reason: str = ""
    stale: bool = False
    missing: tuple[range, ...] = ()
    drift: int = 0
    requests: int = 0

    def __str__(self) -> str:
        of = "" if self.total is None else f" of {self.total:,}"
        word = {True: "complete", False: "incomplete", None: "completeness unknown"}[
            self.complete
        ]
        notes = [
            word,
            *([self.reason] if self.reason else []),
            *(["stale"] if self.stale else []),
        ]
        return f"{self.rows:,}{of} rows ({', '.join(notes)})"

    @property
    def plain(self) -> dict[str, Any]:
        """The coverage as plain values, for ``DataFrame.attrs`` and metadata."""
        return {
            "rows": self.rows,
            "total": self.total,
            "complete": self.complete,
            "reason": self.reason,
            "stale": self.stale,
            "missing": [[r.start, r.stop] for r in self.missing],
            "drift": self.drift,
        }

    def required(self) -> None:
        """Raise unless every row of the set is in hand.

        Raises
        ------
        CoverageError
            Over a part, or where nobody knows.
        """
        if self.complete is not True:
            hint = "await dio.load_all(), or ask without require"
            raise CoverageError(f"only a part is held: {self}", hint=hint)

    def of(self, rows: int) -> Coverage:
        """Return the coverage of a selection that kept `rows` rows of this answer."""
        return replace(self, rows=rows, total=rows if self.complete else None)


def walked(
    end: bool | None, rows: int, repeated: int, totals: Sequence[int], better: str = ""
) -> tuple[bool | None, str]:
    """Return whether a walk over pages brought everything, and why that is doubted.

    Parameters
    ----------
    end : bool or None
        Whether the last page said that nothing comes after it.
    rows : int
        Rows that came, each id once.
    repeated : int
        Rows that came under an id that had come before.
    totals : sequence of int
        What the pages said of the number of all rows, in their order.
    better : str
        Columns that tell the rows apart, where the id may not.
    """
    if end is not True:
        return end, ""
    first, last = (totals[0], totals[-1]) if totals else (rows, rows)
    if first != last:  # pages are cut at other places now
        return None, (f"the number of rows went from {first:,} to {last:,} {_MEANWHILE}")
    if repeated and (rows < last or not totals):
        return None, shared_ids(repeated, better)
    if rows != last:
        return None, f"the source says there are {last:,} rows, and gave {rows:,}"
    return True, ""


_MEANWHILE: Final = "while they were read: some may be missing or old; read again"

MOVED: Final = f"the number of rows changed {_MEANWHILE}"


def shared_ids(rows: int, better: str = "") -> str:
    """Return what is said of rows that came under the id of another one.

    Parameters
    ----------
    better : str
        Columns that tell them apart, as one declares them.
    """
    return (
        f"{number(rows, 'row')} came under the id of another: ids are not unique (name "
        f"{better or 'another column'}), or rows moved while they were read (read again)"
    )


ROUND_SIZES: Final = frozenset({10, 20, 25, 30, 50, 100, 200, 250, 500, 1000})
"""Page sizes a server is likely to cut an answer at."""


def looks_cut(rows: int, total: int | None) -> bool:
    """Whether one unpaged answer is likely to be only the first page of more."""
    return total > rows if total is not None else rows in ROUND_SIZES


# --- chunks --------------------------------------------------------------------------------


def chunks_of(wanted: range, size: int, total: int | None = None) -> range:
    """Return the numbers of the chunks of `size` rows that cover a range of positions.

    >>> chunks_of(range(95, 205), 100)
    range(0, 3)
    """
    stop = wanted.stop if total is None else min(wanted.stop, total)
    start = max(wanted.start, 0)
    if stop <= start:
        return range(0)
    return range(start // size, (stop - 1) // size + 1)


def clamp(wanted: range, total: int | None, *, at_least: int = 0) -> range:
    """Return a range cut to the rows that can exist.

    Parameters
    ----------
    wanted : range
        Positions; negative ones and ones past the end are cut off.
    total : int or None
        Rows of the set; None when unknown.
    at_least : int
        Rows to keep at the end of the set for a range wholly behind it.
    """
    start, stop = max(wanted.start, 0), max(wanted.stop, 0)
    if total is None:
        return range(start, max(start, stop))
    stop = min(stop, total)
    if start >= total:
        start = max(0, total - at_least)
    return range(start, max(start, stop))


def by_distance(numbers: Sequence[int], centre: int) -> list[int]:
    """Return chunk numbers with the ones nearest to `centre` first."""
    return sorted(numbers, key=lambda number: (abs(number - centre), number))


# --- totals --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Total:
    """What is known of the size of a set.

    A total that the source states is believed until an answer contradicts it, and then not
    again. Where none is stated the end is inferred: pushed one page ahead while full pages
    arrive, found by a page that is short or empty.

    Attributes
    ----------
    rows : int or None
        Rows to show a scrollbar for; None before the first answer.
    stated : bool
        The source itself said so.
    final : bool
        The end was seen, or stated.
    denied : int or None
        What the source states, or estimates, although its rows end before.
    estimated : bool
        The source itself said that there are about so many; never final.
    """

    rows: int | None = None
    stated: bool = False
    final: bool = False
    denied: int | None = field(default=None, compare=False)
    estimated: bool = False

    def contradicted(self, stated: int | None) -> bool:
        """Whether another number is stated now: pages read before were cut elsewhere."""
        known = self.stated and self.final
        return known and stated is not None and stated not in (self.rows, self.denied)

    def after(
        self, offset: int, asked: int, received: int, *, stated: int | None, end: bool | None
    ) -> Total:
        """Return what is known after one window was answered.

        Parameters
        ----------
        offset, asked, received : int
            The window that was asked, and how many rows came.
        stated : int or None
            The total in the same answer.
        end : bool or None
            What the answer said about being the last one.
        """
        if stated is not None and stated == self.denied:
            stated = None
        if not received:
            return self._after_nothing(offset, asked, stated)
        reached = offset + received
        follows = end is None and stated is not None and stated > reached
        if received < asked and end is not False and not follows:
            return self._ending(reached, stated)
        if stated is not None:
            return Total(max(stated, reached), stated=True, final=True)
        if self.rows is not None and self.final:
            # The end of a set whose size nobody states may have moved since it was seen.
            moved = received == asked and reached == self.rows and not (self.stated or end)
            if reached <= self.rows and not moved:
                return self
        if end:
            return self._ending(reached, None)
        rows = self.rows or 0
        if not (self.estimated and reached < rows):
            rows = max(rows, reached + asked)
        return Total(rows, denied=self.denied, estimated=self.estimated)

    def _after_nothing(self, offset: int, asked: int, stated: int | None) -> Total:
        """Return what is known after an empty answer."""
        if stated is not None and (not asked or stated <= offset):
            return Total(stated, stated=True, final=True)
        if asked and self.estimated and self.rows is not None and offset <= self.rows:
            return Total(offset, denied=self.rows)  # there are fewer; nobody knows how many
        if asked and (self.rows is None or offset <= self.rows):
            return self._ending(offset, stated)
        return self  # behind the end, known or supposed: no news

    def _ending(self, rows: int, stated: int | None) -> Total:
        """Return the total of a set that was seen to end, whatever is and was stated."""
        claims = (stated, self.rows if self.stated else None)
        denied = next((claim for claim in claims if claim is not None and claim > rows), None)
        if denied is None and stated is None:
            denied = self.denied
        return Total(rows, stated == rows, final=True, denied=denied)


# --- stop rules of a walk ------------------------------------------------------------------


@dataclass(slots=True)
class WalkGuard:
    """Decides after each page whether a walk goes on; notices servers that go in circles.

    Parameters
    ----------
    max_pages : int
        A walk never asks for more.
    """

    max_pages: int = 10_000
    pages: int = 0
    _tokens: set[str] = field(default_factory=set)
    _pages: set[int] = field(default_factory=set)

    def repeated(self, ids: Sequence[str], token: str | None) -> bool:
        """Note one page; return whether the source handed out the same page or token twice."""
        page = hash(tuple(ids))
        same = bool(ids) and page in self._pages
        self._pages.add(page)
        if token is not None:
            same = same or token in self._tokens
            self._tokens.add(token)
        self.pages += 1
        return same

    @property
    def exhausted(self) -> bool:
        """Whether the walk has asked for as many pages as it may."""
        return self.pages >= self.max_pages
