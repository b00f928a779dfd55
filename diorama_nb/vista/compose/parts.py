"""How a composition reads its parts: the small one whole, of the large one what it needs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from diorama_nb.query import ALL, Query
from diorama_nb.runtime import SingleFlight
from diorama_nb.values import Record, as_id, lookup
from diorama_nb.vista.columns import type_of
from diorama_nb.vista.compose.layer import Row
from diorama_nb.vista.source import Page
from diorama_nb.vista.vista import Vista
from diorama_nb.vista.walk import WINDOW_ROWS, last_page, token_after, way_of

AT_ONCE: Final = 8
"""Records that are asked for at the same time."""

LISTED: Final = 200
"""Ids that a condition sent to a source lists at most."""


def narrowed(part: Vista, query: Query) -> Vista:
    """Return a part narrowed by a query, on top of its own narrowing."""
    return part._with(query.on_top_of(part.query))


def answers(part: Vista, query: Query) -> bool:
    """Whether the source of a part answers a query itself, together with its narrowing."""
    asked = narrowed(part, query)
    twice = query.search is not None and part.query.search is not None
    return not twice and asked.source.split(asked.query)[1] == ALL


def written_ids(part: Vista, records: Mapping[str, Record | None]) -> dict[str, Any]:
    """Return ids as the id column of a part holds them, where a record shows how."""
    column = part.id_column
    types = {c.name: c.type for c in part.columns if "id" in c.flags}
    if column is None or column not in types:
        return {}
    held = {id: lookup(record or {}, column) for id, record in records.items()}
    return {
        id: value
        for id, value in held.items()
        if type_of(value) == types[column] and as_id(value) == id
    }


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows of a large part that follow each other.

    Attributes
    ----------
    rows : list of (str, Record)
        From the position that was asked for.
    ended : bool
        Whether none follows.
    total : int or None
        Rows of the whole part, if it said so.
    requests, note
        As in `Page`.
    """

    rows: list[Row]
    ended: bool
    total: int | None
    requests: int
    note: str


async def read_slice(part: Vista, offset: int, limit: int) -> Slice:
    """Read rows [offset, offset + limit), asking again where a source caps its answers."""
    rows: dict[str, Record] = {}
    got = requests = 0
    while True:
        page = await part.fetch_window(offset + got, limit - got)
        rows |= page.rows
        got += page.received
        requests += page.requests
        follows = page.goes_on(offset + got)
        if page.received and got < limit and follows:
            continue
        ended = got < limit or follows is False
        return Slice(list(rows.items()), ended, page.total, requests, page.note)


async def step(part: Vista, token: str | None) -> tuple[Page, str | None]:
    """Read the next rows of a walk over a part, by whatever way it offers.

    Returns
    -------
    Page, str or None
        The rows, and the token of the next step; None at the end.
    """
    way = way_of(part.capabilities)
    match way:
        case None:
            return await whole(part), None
        case "fetch_next":
            page = await part.fetch_next(token)
        case "fetch_page":
            page = await part.fetch_page(int(token or 1))
        case _:
            page = await part.fetch_window(int(token or 0), WINDOW_ROWS)
    follow = token_after(way, token, page)
    return last_page(way, page) if follow is None else page, follow


async def whole(part: Vista) -> Page:
    """Read a part whole, as one page."""
    rows = await part.list_values()
    held = rows.coverage
    return Page(
        dict(rows),
        held.total,
        end=held.complete,
        requests=held.requests,
        note="" if held.complete else held.reason,
    )


class Clock:
    """Tells whether what was read is too old, on the running loop's clock."""

    def __init__(self, keep_for: float) -> None:
        self._keep_for = keep_for
        self._since = float("-inf")

    def over(self) -> bool:
        """Whether what was read must be read again."""
        return asyncio.get_running_loop().time() - self._since >= self._keep_for

    def start(self, asked: float | None = None) -> None:
        """Something was read that was asked for at a time of the loop; None: now."""
        self._since = asyncio.get_running_loop().time() if asked is None else asked


class Kept:
    """The rows of a small part: read whole, and kept until it changes.

    Parameters
    ----------
    part : Vista
        The part.
    keep_for : float
        Seconds for which its rows are taken as known, where it does not tell of changes.
    shown : callable
        Makes of a record what it stands for; None: that there shall be none.
    """

    def __init__(
        self, part: Vista, keep_for: float, shown: Callable[[Record], Record | None]
    ) -> None:
        self.part = part
        self._shown = shown
        self._clock = Clock(keep_for)
        self._version: object = None
        self._rows: Mapping[str, Record | None] | None = None
        self._drops = 0
        self._flights = SingleFlight()

    def drop(self) -> None:
        """The part has changed."""
        self._rows = None
        self._drops += 1

    async def rows(self) -> Mapping[str, Record | None]:
        """Return id → record; another object after every change.

        Raises
        ------
        CoverageError
            When only a part of the rows can be read.
        """
        version = self.part.source.version
        current = self._version is version if version is not None else not self._clock.over()
        if self._rows is not None and current:
            return self._rows
        return await self._flights.do((self._drops, id(version)), self._read)

    async def _read(self) -> Mapping[str, Record | None]:
        began, version = self._drops, self.part.source.version
        asked = asyncio.get_running_loop().time()
        listed = await self.part.list_values()
        if listed.complete is False:
            listed.coverage.required()
        rows = {id: self._shown(record) for id, record in listed.items()}
        if began == self._drops:
            self._rows, self._version = rows, version
            self._clock.start(asked)  # only now: after a failure the old rows stay too old
        return rows


class Lookup:
    """Records of a large part by id: each asked for once, and kept for a while."""

    def __init__(self, part: Vista, keep_for: float) -> None:
        self.part = part
        self.stamp = 0
        self._clock = Clock(keep_for)
        self._found: dict[str, Record | None] = {}
        self._flights = SingleFlight()

    @property
    def able(self) -> bool:
        """Whether the part gives single records without being read whole."""
        return self.part.capabilities.can("traverse_to_record")

    def drop(self, *ids: str) -> None:
        """Forget some records, or all."""
        for id in ids or list(self._found):
            self._found.pop(id, None)
        self.stamp += 1

    async def find(self, wanted: Mapping[str, Record | None]) -> Mapping[str, Record]:
        """Return the records a part has under some ids, where it has one.

        Parameters
        ----------
        wanted : mapping of str to Record or None
            id → another record of the same id, which shows how the id is written.
        """
        if self._clock.over():
            self._clock.start()
            self.drop()
        missing = {id: record for id, record in wanted.items() if id not in self._found}
        if missing:
            key = (self.stamp, frozenset(missing))
            found = await self._flights.do(key, lambda: self._ask(missing))
            if key[0] == self.stamp:
                self._found |= found
            else:
                return _there({**self._found, **found}, wanted)
        return _there(self._found, wanted)

    async def _ask(self, wanted: Mapping[str, Record | None]) -> dict[str, Record | None]:
        found: dict[str, Record | None] = {}
        for some in self._listings(wanted):
            rows = await narrowed(self.part, some).list_values()
            asked = map(as_id, some.conditions[0].value)
            found |= dict.fromkeys(asked) if rows.complete else {}
            found |= rows
        turn = asyncio.Semaphore(AT_ONCE)

        async def one(id: str) -> Record | None:
            async with turn:
                return await self.part.get_value(id)

        alone = [id for id in wanted if id not in found]
        records = await asyncio.gather(*map(one, alone))
        return found | dict(zip(alone, records, strict=True))

    def _listings(self, wanted: Mapping[str, Record | None]) -> Iterator[Query]:
        """Yield queries that ask for several records at once, if the source answers such."""
        values = list(written_ids(self.part, wanted).values())
        for start in range(0, len(values) if len(values) > 1 else 0, LISTED):
            some = ALL.where(str(self.part.id_column), "in", values[start : start + LISTED])
            if not answers(self.part, some):
                return
            yield some


def _there(found: Mapping[str, Record | None], ids: Iterable[str]) -> dict[str, Record]:
    return {id: record for id in ids if (record := found.get(id)) is not None}
