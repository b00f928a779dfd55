"""The ledger of a Dio: what its source was asked, for whom, and what of it was new."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from diorama_nb import reasons
from diorama_nb.dio import spans
from diorama_nb.dio.fetch import (
    FETCHES,
    Asked,
    Cost,
    Fetch,
    Heard,
    Rows,
    compact,
    fingerprint,
)
from diorama_nb.errors import one_line
from diorama_nb.query import ALL, Query
from diorama_nb.rows.index import Positions
from diorama_nb.rows.store import Delta
from diorama_nb.values import Record
from diorama_nb.wording import in_words

if TYPE_CHECKING:
    import pandas as pd

    from diorama_nb.dio.dio import Dio

KEPT: Final = 1000
"""Entries that are remembered of each sort: rows that were asked for, details, and news."""

LANDING: Final = 64
"""Answers that may be on their way into the store."""


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
        return [entry for entry in tuple(self._rings["rows"]) if entry.kind in FETCHES]

    @property
    def total(self) -> Cost:
        """What all of them cost."""
        return Cost.of(self.fetches)

    @property
    def views(self) -> dict[Query, Cost]:
        """What each view of the source cost."""
        sorted_out: dict[Query, list[Fetch]] = {}
        for fetch in self.fetches:
            sorted_out.setdefault(fetch.query, []).append(fetch)
        return {query: Cost.of(fetches) for query, fetches in sorted_out.items()}

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
        if kind in FETCHES:
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
            fetch.outcome, fetch.error = "failed", one_line(error)
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
