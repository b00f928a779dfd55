"""A source whose rows, speed, faults and lies a test decides."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from diorama_nb.changes import Change, Deleted, Gap, Inserted, Updated
from diorama_nb.errors import NotFound, SourceUnavailable
from diorama_nb.query import ALL, Query
from diorama_nb.rows.aggregate import Measure, Tally
from diorama_nb.values import Record, as_id, lookup
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.columns import infer_columns
from diorama_nb.vista.description import Description
from diorama_nb.vista.source import Page, Source
from diorama_nb.writes.write import Stored, Write


@dataclass(frozen=True, slots=True)
class Call:
    """One request that a `FakeSource` got.

    Attributes
    ----------
    kind : str
        ``"window"``, ``"page"``, ``"next"``, ``"all"``, ``"count"``, ``"aggregate"``, ``"get"``
        or ``"write"``.
    query : Query
        What was asked.
    offset : int or str or None
        Offset, page number, token, id, or the kind of a measure.
    limit : int or None
        Rows that were asked for.
    at : float
        When, by the loop's clock.
    write : Write or None
        What was to be written.
    """

    kind: str
    query: Query
    offset: int | str | None
    limit: int | None
    at: float
    write: Write | None = None


class FakeSource(Source):
    """A source whose rows, speed, faults and lies a test decides; counts what it is asked.

    Parameters
    ----------
    rows : int, mapping or iterable of Record
        Number of rows to make up, id → record, or records with an ``id``.
    name : str
        Name of the data set.
    identity : str or None
        Two sources with one identity are the same data set; None: another one each time.
    reads : sequence of str
        What it can be asked for: ``"window"``, ``"page"``, ``"next"``; none: all at once.
    pushes : collection of str
        What it does itself: ``"order"``, ``"search"``, operators such as ``"=="``, and with
        ``"aggregate"`` values over its rows.
    counts, gets : bool
        Whether it can be asked for a count, for one record.
    writes : collection of str
        What may be written: ``"insert"``, ``"update"``, ``"delete"``.
    pushes_changes, resumes : bool
        Whether it can be watched, and whether a watcher that comes back with a token is told
        what it missed.
    once : bool
        Whether it applies writes with one idempotency key only once.
    total : "exact", None, int or callable
        What it says of its total: the truth, nothing, always this, or a function of the truth.
    page_size : int
        Rows of a page of its own.
    cap : int or None
        Rows an answer holds at most, whatever is asked.
    latency : float or callable
        Seconds until it answers; a function of the `Call`.

    Attributes
    ----------
    rows : dict of str to Record
        What it holds now; change it at will.
    calls : list of Call
        What it was asked, oldest first.
    about_rows : int or None
        How many rows it estimates to have, whatever is asked; None: it does not.
    cancelled : int
        Requests whose answer nobody waited for.
    down : Exception or None
        Raised by every request while it is set.
    on_call : callable or None
        Called with each `Call` before it is answered.
    on_write : callable or None
        Called with each `Write` before it is applied; may raise, or return another write.
    slow_way_back : bool
        Whether an answer holds the rows as they were when it was asked for, not as they are
        when it arrives; replace `rows` instead of changing the dict.
    applied : list of Write
        The writes that were applied, oldest first.
    """

    _number = itertools.count()

    def __init__(
        self,
        rows: int | Mapping[str, Record] | Iterable[Record] = 0,
        *,
        name: str = "fake",
        identity: str | None = None,
        reads: Iterable[str] = ("window",),
        pushes: Iterable[str] = ("order", "search", "==", "!=", "<", "<=", ">", ">="),
        counts: bool = True,
        gets: bool = True,
        writes: Iterable[str] = ("insert", "update", "delete"),
        once: bool = True,
        pushes_changes: bool = False,
        resumes: bool = False,
        total: str | int | Callable[[int], int] | None = "exact",
        page_size: int = 50,
        cap: int | None = None,
        latency: float | Callable[[Call], float] = 0.0,
    ) -> None:
        self.name = name
        self.identity = identity or f"fake:{next(self._number)}"
        self.rows = _records(rows)
        self.pushes = frozenset(pushes)
        self.total = total
        self.page_size = page_size
        self.cap = cap
        self.latency = latency
        self.calls: list[Call] = []
        self.about_rows: int | None = None
        self.cancelled = 0
        self.closed = 0
        self.down: Exception | None = None
        self.on_call: Callable[[Call], None] | None = None
        self.on_write: Callable[[Write], Write | None] | None = None
        self.applied: list[Write] = []
        self.once = once
        self._answers: dict[str, Stored] = {}
        self.slow_way_back = False
        self.resumes = resumes
        self.watchers: list[asyncio.Queue[Change | Exception | None]] = []
        self._log: list[Change] = []
        self._faults: list[tuple[int, Exception]] = []
        self._lost = 0
        flags = [f"fetch_{kind}" for kind in reads]
        flags += [flag for flag in ("order", "search") if flag in self.pushes]
        flags += ["filter_operators"] if self.pushes & {"<", ">"} else []
        flags += ["aggregate"] if "aggregate" in self.pushes else []
        flags += ["count"] if counts else []
        flags += ["traverse_to_record"] if gets else []
        flags += writes
        flags += ["subscribe"] if pushes_changes else []
        columns = infer_columns(dict(itertools.islice(self.rows.items(), 100)), "id")
        self.about = Description(columns, "id", Capabilities.of("declared", *flags))

    def fail(self, *numbers: int, error: Exception | None = None) -> None:
        """Raise on some of the coming requests: 1 is the next one; without numbers the next."""
        for number in numbers or (1,):
            fault = error or SourceUnavailable(f"{self.name!r} does not answer")
            self._faults.append((len(self.calls) + number, fault))

    def shift(self, count: int = 1) -> None:
        """Put new rows before all others, as a feed does."""
        ids = [f"new{len(self.rows) + n}" for n in range(count)]
        self.rows = {id: {"id": id, "n": -1, "name": "new"} for id in ids} | self.rows

    def asked(self, kind: str | None = None) -> list[tuple[Any, Any]]:
        """Return (offset, limit) of the requests of one kind."""
        return [(c.offset, c.limit) for c in self.calls if kind in (None, c.kind)]

    def forget(self) -> None:
        """Forget what was asked so far."""
        if not self._faults:
            self.calls.clear()
        else:
            raise AssertionError("faults are counted from the first call")

    # --- as a source -----------------------------------------------------------------------

    def split(self, query: Query) -> tuple[Query, Query]:
        pushed = tuple(c for c in query.conditions if c.op in self.pushes)
        local = tuple(c for c in query.conditions if c.op not in self.pushes)
        order = query.order if "order" in self.pushes else ()
        search = query.search if "search" in self.pushes else None
        return Query(pushed, order, search), Query(
            local,
            () if order else query.order,
            None if search else query.search,
        )

    async def read_all(self, query: Query) -> Page:
        rows, total = await self._answer("all", query, None, None)
        return Page({id: dict(record) for id, record in rows.items()}, total, end=True)

    async def read_window(self, query: Query, offset: int, limit: int) -> Page:
        rows, total = await self._answer("window", query, offset, limit)
        return Page(self._cut(rows, offset, limit), total)

    async def read_page(self, query: Query, number: int) -> Page:
        rows, total = await self._answer("page", query, number, self.page_size)
        start = (number - 1) * self.page_size
        return Page(self._cut(rows, start, self.page_size), total)

    async def read_next(self, query: Query, token: str | None) -> Page:
        rows, total = await self._answer("next", query, token, self.page_size)
        start = int(token or 0)
        stop = start + self.page_size
        follow = str(stop) if stop < len(rows) else None
        return Page(self._cut(rows, start, self.page_size), total, follow, follow is None)

    async def count(self, query: Query) -> int:
        rows, _ = await self._answer("count", query, None, None)
        return len(rows)

    async def estimate(self, query: Query) -> int | None:
        return self.about_rows

    async def aggregate(
        self, query: Query, measure: Measure, without: frozenset[str] = frozenset()
    ) -> Tally:
        rows, _ = await self._answer("aggregate", query, measure.kind, None)
        return measure.tally(record for id, record in rows.items() if id not in without)

    async def get(self, id: str) -> Record | None:
        rows, _ = await self._answer("get", ALL, id, None)
        return dict(rows[id]) if id in rows else None

    async def apply(self, write: Write) -> Stored:
        await self._wait(Call("write", write.query, write.id, None, self._time(), write))
        key = write.idempotency_key
        if self.once and key in self._answers:
            return self._answers[key]
        if self.on_write is not None:
            write = self.on_write(write) or write
        stored = self._answers[key] = self._stored(write)
        self.applied.append(write)
        if self._lost:
            self._lost -= 1
            raise SourceUnavailable(f"the answer of {self.name!r} was lost")
        return stored

    def lose(self, answers: int = 1) -> None:
        """Apply the next writes and lose their answers."""
        self._lost += answers

    async def watch(self, since: str | None = None) -> AsyncIterator[Change]:
        heard: asyncio.Queue[Change | Exception | None] = asyncio.Queue()
        self.watchers.append(heard)
        try:
            await asyncio.sleep(0)
            if since is None or (place := self._place(since)) is None:
                yield Gap(since, "subscribed")
            else:
                for change in self._log[place + 1 :]:
                    yield change
            while (item := await heard.get()) is not None:
                if isinstance(item, Exception):
                    raise item
                yield item
        finally:
            self.watchers.remove(heard)

    def _place(self, token: str) -> int | None:
        """Return where a token stands in what was told, None where nobody knows it."""
        known = self.resumes and token.isdigit() and int(token) < len(self._log)
        return int(token) if known else None

    def push(self, *changes: Change) -> None:
        """Tell the watchers of changes, whatever the rows are."""
        for change in changes:
            for heard in self.watchers:
                heard.put_nowait(change)

    def change(self, id: str, record: Record | None, *, bell: bool = False) -> Change:
        """Change a row, and tell the watchers; with `bell` only that something happened."""
        known, token = id in self.rows, str(len(self._log))
        if record is None:
            self.rows = {key: row for key, row in self.rows.items() if key != id}
            told: Change = Deleted(id, token)
        else:
            self.rows = {**self.rows, id: record}
            body = None if bell else dict(record)
            told = Updated(id, body, token) if known else Inserted(id, body, token)
        self._log.append(told)
        self.push(told)
        return told

    def hang_up(self, error: Exception | None = None) -> None:
        """End the streams of all watchers, or break them."""
        for heard in self.watchers:
            heard.put_nowait(error)

    def _stored(self, write: Write) -> Stored:
        if write.kind == "clear":
            self.rows = {id: r for id, r in self.rows.items() if not write.query.matches(r)}
            return Stored()
        id = write.id if write.id is not None else f"made{len(self.applied)}"
        before = self.rows.get(id)
        if before is None and write.kind == "patch":
            raise NotFound(f"{self.name!r} has no record {id!r}")
        after = write.fold(before)
        if after is None:
            self.rows = {key: record for key, record in self.rows.items() if key != id}
        else:
            self.rows = {**self.rows, id: after}
        return Stored(id, after)

    async def aclose(self) -> None:
        self.closed += 1

    async def _answer(
        self, kind: str, query: Query, offset: int | str | None, limit: int | None
    ) -> tuple[dict[str, Record], int | None]:
        """Return all rows of a query as they are when the answer leaves, and what it says.

        The records are the source's own: copy what is handed out.
        """
        rows = self.rows
        await self._wait(Call(kind, query, offset, limit, self._time()))
        rows = rows if self.slow_way_back else self.rows
        if query.is_narrowed:
            rows = {id: record for id, record in rows.items() if query.matches(record)}
        if query.order:
            rows = dict(sorted(rows.items(), key=lambda item: query.sort_key(item[1])))
        return rows, self._said(len(rows))

    def _time(self) -> float:
        return asyncio.get_running_loop().time()

    async def _wait(self, call: Call) -> None:
        """Take the time of an answer; raise what was asked to be raised."""
        self.calls.append(call)
        number = len(self.calls)
        if self.on_call is not None:
            self.on_call(call)
        wait = self.latency(call) if callable(self.latency) else self.latency
        try:
            await asyncio.sleep(wait)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        fault = [error for due, error in self._faults if due == number]
        self._faults = [(due, error) for due, error in self._faults if due > number]
        if fault or self.down is not None:
            raise self.down or fault[0]

    def _said(self, truth: int) -> int | None:
        match self.total:
            case None:
                return None
            case "exact":
                return truth
            case int():
                return self.total
            case _:
                assert callable(self.total)
                return self.total(truth)

    def _cut(self, rows: dict[str, Record], start: int, limit: int) -> dict[str, Record]:
        limit = limit if self.cap is None else min(limit, self.cap)
        cut = itertools.islice(rows.items(), start, start + limit)
        return {id: dict(record) for id, record in cut}


def _records(rows: int | Mapping[str, Record] | Iterable[Record]) -> dict[str, Record]:
    if isinstance(rows, int):
        return {str(n): made_up(n) for n in range(rows)}
    if isinstance(rows, Mapping):
        return {as_id(id): dict(record) for id, record in rows.items()}
    return {as_id(lookup(record, "id")): dict(record) for record in rows}


def made_up(n: int) -> Record:
    """Return the n-th made-up record: ``id, n, name, group, price``."""
    return {
        "id": str(n),
        "n": n,
        "name": f"row {n}",
        "group": "abc"[n % 3],
        "price": (n * 37) % 1000 / 4,
    }
