"""One time a source was asked, and what such times cost together."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from diorama_nb import reasons
from diorama_nb.query import Query
from diorama_nb.rows.index import Positions
from diorama_nb.values import Record

Asked = Literal["window", "next", "all", "one", "detail", "count", "value", "callback"]
Heard = Literal["cache", "write", "push"]
Outcome = Literal["under way", "answered", "failed", "cancelled"]

Rows = Positions | range
"""Rows of a store, by position."""

FETCHES: Final = frozenset({"window", "next", "all", "one"})
"""What counts as a fetch in ``dio.stats.fetches``."""


@dataclass(slots=True, eq=False)
class Fetch:
    """One time a source was asked, or rows that came without being asked for.

    Attributes
    ----------
    number : int
        Counted from 1 per Dio; 0 for what nobody asked for.
    kind : str
        ``"window"``, ``"next"`` (a page), ``"all"``, ``"one"``, ``"detail"``, ``"count"``,
        ``"value"`` or ``"callback"``; unasked ``"cache"`` (rows of an earlier session),
        ``"write"`` (its answer) or ``"push"`` (told by the source).
    query : Query
        Of which rows.
    cause, who : str
        Why, and for whom: see `diorama_nb.reasons.Reason`.
    started : float
        Seconds since the epoch.
    range : range or None
        The places of a window.
    token : str
        Fingerprint of the token of a page; blank for the first one. Tokens may be secret.
    id : str or None
        The record that was asked for.
    repeat : bool
        Whether it was held already, and not stale.
    seconds : float or None
        Time until the answer; None while it is awaited.
    requests : int
        Requests it cost.
    rows, new, changed, same : int
        Rows in the answer; those of them that were not held, held otherwise, held as they are.
        The last three are 0 until the rows are in the store, and an id that came twice counts
        once.
    redundant : int
        Rows that were held as they are although nothing was to be read again.
    outcome : str
        ``"under way"``, ``"answered"``, ``"failed"`` or ``"cancelled"``.
    error : str
        Why it failed.
    """

    number: int
    kind: Asked | Heard
    query: Query
    cause: str
    who: str
    started: float
    range: range | None = None
    token: str = ""
    id: str | None = None
    repeat: bool = False
    seconds: float | None = None
    requests: int = 0
    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    redundant: int = 0
    outcome: Outcome = "under way"
    error: str = ""
    _brought: Rows | None = field(default=None, repr=False)
    _answer: Mapping[str, Record] | None = field(default=None, repr=False)

    def got(self, rows: Mapping[str, Record], requests: int = 1) -> None:
        """Note the answer; which of its rows are news is known when they are in the store."""
        self.rows, self.requests, self._answer = len(rows), requests, rows

    def brings(self, position: int) -> None:
        """Note that the answer is about one row of the store, and is taken in with others."""
        self.rows, self.requests, self._brought = 1, 1, np.array([position])

    def brought(self, positions: Positions) -> bool:
        """Whether one of some rows came with it."""
        return bool(len(self.among(positions)))

    def among(self, positions: Positions) -> Positions:
        """Return those of some rows that came with it."""
        match self._brought:
            case None:
                return positions[:0]
            case range(start=start, stop=stop):
                return positions[(positions >= start) & (positions < stop)]
            case brought:
                return positions[np.isin(positions, brought)]

    @property
    def what(self) -> str:
        """What was asked for, in words; names no value."""
        match self.kind:
            case "window" if self.range is not None:
                return f"rows {self.range.start:,}–{self.range.stop - 1:,}"
            case "next":
                return f"the page after {self.token}" if self.token else "the first page"
            case "all":
                return "the whole set"
            case "one" | "detail" | "write":
                what = {"one": "row", "detail": "the detail of row", "write": "a write to row"}
                return f"{what[self.kind]} {self.id!r}" if self.id is not None else "a write"
            case "count":
                return "the number of rows"
            case "value":
                return "a value over its rows"
            case "callback":
                return f"what {self.who} loads"
            case "cache":
                return "the rows of an earlier session"
            case _:
                return "news"

    @property
    def why(self) -> str:
        """Why, and for whom, in words."""
        return reasons.said(self.cause, self.who)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one view cost, as far as the ledger remembers.

    Attributes
    ----------
    fetches : int
        Times rows were asked for.
    windows : int
        Different windows, pages and records among them.
    again : int
        Of these, those that were asked for more than once.
    repeats : int
        Times one was asked for that was held and not stale.
    requests : int
        Requests that took.
    rows, redundant : int
        Rows received, and those of them that were held as they are, and not read again.
    seconds : float
        Time waited for answers, added up.
    failures : int
        Times there was no answer.
    """

    fetches: int
    windows: int
    again: int
    repeats: int
    requests: int
    rows: int
    redundant: int
    seconds: float
    failures: int

    @classmethod
    def of(cls, fetches: Collection[Fetch]) -> Cost:
        """Return what some fetches cost together."""
        windows = Counter((f.query, f.kind, f.range, f.token, f.id) for f in fetches)
        return cls(
            fetches=len(fetches),
            windows=len(windows),
            again=sum(times > 1 for times in windows.values()),
            repeats=sum(f.repeat for f in fetches),
            requests=sum(f.requests for f in fetches),
            rows=sum(f.rows for f in fetches),
            redundant=sum(f.redundant for f in fetches),
            seconds=sum(f.seconds or 0.0 for f in fetches),
            failures=sum(f.outcome == "failed" for f in fetches),
        )


def compact(positions: Rows) -> Rows:
    """Return positions as a range where they follow each other: that takes no memory."""
    if isinstance(positions, range) or not len(positions) or (np.diff(positions) != 1).any():
        return positions
    return range(int(positions[0]), int(positions[-1]) + 1)


def fingerprint(token: str | None) -> str:
    """Return a short text that is equal for equal tokens, and tells nothing of them."""
    return "" if token is None else hashlib.sha256(token.encode()).hexdigest()[:8]
