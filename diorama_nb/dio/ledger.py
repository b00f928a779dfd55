"""The ledger of a Dio: what its source was asked, for whom, and what of it was new."""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from diorama_nb import reasons
from diorama_nb.dio import spans
from diorama_nb.errors import told
from diorama_nb.query import ALL, Query
from diorama_nb.rows.index import Positions
from diorama_nb.rows.store import Delta
from diorama_nb.values import Record
from diorama_nb.wording import in_words

if TYPE_CHECKING:
    import pandas as pd

    from diorama_nb.dio.dio import Dio

Asked = Literal["window", "next", "all", "one", "detail", "count", "value", "callback"]
Heard = Literal["cache", "write", "push"]
Outcome = Literal["under way", "answered", "failed", "cancelled"]

Rows = Positions | range
"""Rows of a store, by position."""

KEPT: Final = 1000
"""Entries that are remembered of each sort: rows that were asked for, details, and news."""

LANDING: Final = 64
"""Answers that may be on their way into the store."""

ROWS: Final = frozenset({"window", "next", "all", "one"})
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
class Tally:
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
    def of(cls, fetches: Collection[Fetch]) -> Tally:
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


class FetchLedger:
    """The last fetches of a Dio, oldest first: iterate over it, or call ``to_pandas``.

    It remembers the last thousand fetches of rows, as many of details, and as much news; what
    was counted over the whole life of the Dio is in ``dio.stats``.

    Parameters
    ----------
    dio : Dio
        Whose source is asked.
    """

    def __init__(self, dio: Dio) -> None:
        self._dio = dio
        self._rings = {sort: deque[Fetch](maxlen=KEPT) for sort in ("rows", "details", "news")}
        self._landing: dict[tuple[object, ...], Fetch] = {}
        self._number = 0

    # --- reading ---------------------------------------------------------------------------

    def __iter__(self) -> Iterator[Fetch]:
        # Copied in one step each: the loop may add to them while another thread reads.
        rings = map(tuple, self._rings.values())
        entries = itertools.chain.from_iterable(rings)
        return iter(sorted(entries, key=lambda entry: entry.started))

    def __len__(self) -> int:
        return sum(map(len, self._rings.values()))

    @property
    def fetches(self) -> list[Fetch]:
        """The last fetches of rows, oldest first; without details, counts and news."""
        return [entry for entry in tuple(self._rings["rows"]) if entry.kind in ROWS]

    @property
    def total(self) -> Tally:
        """What all of them cost."""
        return Tally.of(self.fetches)

    @property
    def views(self) -> dict[Query, Tally]:
        """What each view of the source cost."""
        sorted_out: dict[Query, list[Fetch]] = {}
        for fetch in self.fetches:
            sorted_out.setdefault(fetch.query, []).append(fetch)
        return {query: Tally.of(fetches) for query, fetches in sorted_out.items()}

    def that_brought(self, positions: Positions) -> list[Fetch]:
        """Return what brought some rows of the store, newest first."""
        return [entry for entry in self if entry.brought(positions)][::-1]

    def to_pandas(self) -> pd.DataFrame:
        """Return one row per entry, oldest first; times in UTC, durations in seconds."""
        import pandas as pd

        names = [f.name for f in fields(Fetch) if f.name not in ("range", *_INNER)]
        rows = [
            {
                **{name: getattr(entry, name) for name in names},
                "query": in_words(entry.query),
                "first": None if entry.range is None else entry.range.start,
                "stop": None if entry.range is None else entry.range.stop,
                "started": datetime.fromtimestamp(entry.started, UTC),
            }
            for entry in self
        ]
        frame = pd.DataFrame(rows, columns=[*names, "first", "stop"])
        whole = dict.fromkeys(("first", "stop"), "Int64")
        return frame.astype({**whole, "seconds": "float64"})

    def __repr__(self) -> str:
        cost = self.total
        return (
            f"<FetchLedger of {self._dio.name!r}: {cost.fetches:,} fetches, "
            f"{cost.again:,} asked again, {cost.rows:,} rows, "
            f"{cost.redundant:,} of them held already, "
            f"{cost.seconds:.1f} s waited, {cost.failures:,} failures>"
        )

    # --- writing ---------------------------------------------------------------------------

    @contextmanager
    def asking(
        self,
        kind: Asked,
        query: Query = ALL,
        *,
        wanted: range | None = None,
        token: str | None = None,
        id: str | None = None,
        who: str = "",
    ) -> Iterator[Fetch]:
        """Note that the source is asked, and how that ends."""
        dio, reason = self._dio, reasons.current()
        self._number += 1
        fetch = Fetch(
            self._number, kind, query, reason.cause, who or reason.who, dio.now(),
            wanted, fingerprint(token), id, kind == "window" and reasons.needless(),
        )  # fmt: skip
        reason.fetches += 1
        if kind in ROWS:
            dio.stats.fetches += 1
            dio.stats.repeats += fetch.repeat
        dio.stats.details += kind == "detail"
        self._rings["details" if kind == "detail" else "rows"].append(fetch)
        if dio.trace is not None:
            dio.trace("asked", fetch)
        began = dio.loop.time()
        try:
            yield fetch
        except Exception as error:
            fetch.outcome, fetch.error = "failed", told(error)
            raise
        except BaseException:  # cancelled: nobody waits for it any more
            fetch.outcome = "cancelled"
            raise
        else:
            fetch.outcome = "answered"
            self._lands(fetch)
        finally:
            fetch.seconds = dio.loop.time() - began
            spans.fetched(dio, fetch)
            if dio.trace is not None:
                dio.trace("answered", fetch)

    def _lands(self, fetch: Fetch) -> None:
        if fetch._answer:
            key = (fetch.kind, fetch.query.key, fetch.range, fetch.token, fetch.id)
            self._landing.pop(key, None)
            self._landing[key] = fetch  # the newest last, instead of an older one
        if len(self._landing) > LANDING:
            self._landing.pop(next(iter(self._landing)))._answer = None

    def landed(self, rows: Mapping[str, Record], delta: Delta, *, expected: bool) -> None:
        """Note that rows are in the store, with those of earlier answers among them.

        Parameters
        ----------
        rows : mapping of str to Record
            What was put into the store as one step.
        delta : Delta
            What that did.
        expected : bool
            They were to be read again: those that are as before, are not redundant.
        """
        claimed: set[str] = set()
        for key, fetch in reversed(tuple(self._landing.items())):
            answer = fetch._answer
            assert answer is not None
            if answer.keys() <= rows.keys():
                del self._landing[key]
                ids = [id for id in answer if id not in claimed]
                claimed.update(ids)
                fetch._answer = None
                if ids:
                    self._settle(fetch, ids, delta, expected)

    def _settle(self, fetch: Fetch, ids: Collection[str], delta: Delta, expected: bool) -> None:
        positions = self._dio.positions(list(ids))
        positions = positions[positions >= 0]
        fetch.new = int(np.isin(positions, delta.inserted).sum())
        fetch.changed = int(np.isin(positions, delta.changed).sum())
        fetch.same = len(ids) - fetch.new - fetch.changed
        fetch.redundant = 0 if expected else fetch.same
        self._settled(fetch, positions)

    def settle_all(self, fetch: Fetch, delta: Delta) -> None:
        """Note that an answer was the whole set, and is in the store."""
        fetch.new, fetch.changed = len(delta.inserted), len(delta.changed)
        fetch.same = max(0, fetch.rows - fetch.new - fetch.changed)
        self._settled(fetch, range(self._dio.store.size))

    def settle_callback(self, fetch: Fetch) -> None:
        """Note that a callback has put into the store what there is."""
        fetch.rows = len(self._dio.store)
        self._settled(fetch, range(self._dio.store.size))

    def _settled(self, fetch: Fetch, brought: Rows) -> None:
        fetch._brought, fetch._answer = compact(brought), None
        if self._dio.trace is not None:
            self._dio.trace("landed", fetch)

    def heard(self, kind: Heard, ids: Iterable[str] = (), *, who: str = "") -> None:
        """Note rows that nobody asked the source for, when they are in the store."""
        dio, ids = self._dio, list(ids)
        entry = Fetch(0, kind, ALL, kind, who, dio.now(), outcome="answered", rows=len(ids))
        if kind == "cache":
            entry.rows, entry._brought = len(dio.store), range(dio.store.size)
        else:
            entry.id = ids[0] if len(ids) == 1 else None
            entry._brought = compact(dio.positions(ids))
        self._rings["news"].append(entry)


_INNER: Final = ("_brought", "_answer")


def compact(positions: Rows) -> Rows:
    """Return positions as a range where they follow each other: that takes no memory."""
    if isinstance(positions, range) or not len(positions) or (np.diff(positions) != 1).any():
        return positions
    return range(int(positions[0]), int(positions[-1]) + 1)


def fingerprint(token: str | None) -> str:
    """Return a short text that is equal for equal tokens, and tells nothing of them."""
    return "" if token is None else hashlib.sha256(token.encode()).hexdigest()[:8]
