"""Walks over a whole set, page by page; tells how much of it came, and what is doubtful."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Final, NamedTuple, TypeAlias

from diorama_nb.coverage import Coverage, WalkGuard, walked
from diorama_nb.errors import PaginationLoop, SourceError, is_resplit
from diorama_nb.query import Query
from diorama_nb.values import Record
from diorama_nb.vista.source import Page, Source

WINDOW_ROWS: Final = 500
"""Rows of one window of a walk."""

Way: TypeAlias = Callable[[Source, Query], AsyncIterator[Page]]


class Walked(NamedTuple):
    """What a walk brought.

    Attributes
    ----------
    rows : dict of str to Record
        id → record; of one that came twice, the later one.
    coverage : Coverage
        How much of the set that is.
    age : float
        Age of the oldest answer, in seconds.
    """

    rows: dict[str, Record]
    coverage: Coverage
    age: float


async def collect(source: Source, query: Query) -> Walked:
    """Read all rows; when a page in the middle fails, those before it.

    Raises
    ------
    SourceError
        When not even the first page can be read.
    """
    rows: dict[str, Record] = {}
    age = 0.0
    end, drift, requests, reason = None, 0, 0, ""
    totals: list[int] = []
    try:
        async for page in pages(source, query):
            drift += sum(id in rows for id in page.rows) + page.received - len(page.rows)
            rows.update(page.rows)
            totals += [page.total] if page.total is not None else []
            end, requests = page.end, requests + page.requests
            age = max(age, page.age)
            reason = page.note or reason
    except SourceError as error:
        if not rows or is_resplit(error):
            raise
        end, reason = False, f"{type(error).__name__}: {error.message}"
    complete, doubt = walked(end, len(rows), drift, totals)
    coverage = Coverage(
        len(rows),
        totals[-1] if totals else None,
        complete=complete,
        reason=doubt or reason,
        drift=drift,
        requests=requests,
    )
    return Walked(rows, coverage, age)


async def pages(source: Source, query: Query) -> AsyncIterator[Page]:
    """Yield all pages of a set, by the way that rows that move meanwhile disturb least.

    Raises
    ------
    PaginationLoop
        When the source goes in circles.
    SourceError
        When a page can not be read, or there are more of them than a walk reads.
    """
    way, guard = _way(source), WalkGuard()
    async for page in way(source, query):
        if guard.exhausted:
            raise SourceError(
                f"{source.name!r} has more than {guard.max_pages:,} pages",
                hint="narrow it with .where(...), or declare larger pages: page_size=1000",
            )
        token = page.next if way is _by_token else None
        if guard.repeated(list(page.rows), token):
            raise PaginationLoop(
                f"{source.name!r} handed out page {guard.pages} twice",
                hint="declare its paging, e.g. page=Offset('offset', 'limit')",
            )
        yield page


def _way(source: Source) -> Way:
    able = source.about.capabilities
    if able.can("fetch_next"):
        return _by_token
    if able.can("fetch_window"):
        return _by_window
    return _by_number if able.can("fetch_page") else _at_once


async def _by_token(source: Source, query: Query) -> AsyncIterator[Page]:
    token: str | None = None
    while True:
        page = await source.read_next(query, token)
        yield page
        token = page.next
        if token is None or page.end:
            return


async def _by_window(source: Source, query: Query) -> AsyncIterator[Page]:
    offset = 0
    while True:
        page = await source.read_window(query, offset, WINDOW_ROWS)
        offset += page.received
        if page.total is not None and page.received:
            ended = offset >= page.total  # beats what a short page lets suppose
        else:
            ended = page.received < WINDOW_ROWS
        yield _ended(page) if ended else page
        if ended or page.end:
            return


async def _by_number(source: Source, query: Query) -> AsyncIterator[Page]:
    number = 1
    while True:
        page = await source.read_page(query, number)
        done = page.end or not page.rows
        yield _ended(page) if done else page
        if done:
            return
        number += 1


async def _at_once(source: Source, query: Query) -> AsyncIterator[Page]:
    yield await source.read_all(query)


def _ended(page: Page) -> Page:
    """Return the last page of a walk; what it says of that itself counts."""
    return replace(page, end=True) if page.end is None else page
