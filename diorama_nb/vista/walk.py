"""Walks over a whole set, page by page; tells how much of it came, and takes up the rest."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Final, NamedTuple, TypeAlias

from diorama_nb.coverage import Coverage, WalkGuard, walked
from diorama_nb.errors import PaginationLoop, PagingExpired, SourceError, is_resplit
from diorama_nb.query import Query
from diorama_nb.values import Record
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.naming import better_id, collisions
from diorama_nb.vista.source import Page, Source

WAYS: Final = ("fetch_next", "fetch_window", "fetch_page")
"""Flags of the ways to walk, the one that rows that move meanwhile disturb least first."""

WINDOW_ROWS: Final = 500
"""Rows of one window of a walk."""

IN_A_ROW: Final = 2
"""Windows that fail one after the other end a walk: the source is not there."""

Step: TypeAlias = tuple[int, Page]
"""A page, and what its place among the others follows from."""


def way_of(able: Capabilities) -> str | None:
    """Return the flag of the way to walk over a set; None: it is read at once."""
    return next((flag for flag in WAYS if able.can(flag)), None)


def token_after(way: str, token: str | None, page: Page) -> str | None:
    """Return the token of the step after one; None: the walk is at its end.

    Parameters
    ----------
    way : str
        One of `WAYS`. A token is the source's own, an offset or the number of a page.
    token : str or None
        Token of the step; None: the first one.
    page : Page
        What it brought.
    """
    if page.end:
        return None
    if way == "fetch_next":
        return page.next
    if way == "fetch_page":
        return str(int(token or 1) + 1) if page.rows else None
    reached = int(token or 0) + page.received
    if page.total is not None and page.received:
        follows = reached < page.total  # beats what a short page suggests
    else:
        follows = page.received >= WINDOW_ROWS
    return str(reached) if follows else None


def last_page(way: str, page: Page) -> Page:
    """Return the page that ends a walk, saying so unless it speaks of its end itself.

    A source that hands out tokens knows its end; of one that does not say, nothing is known.
    """
    return replace(page, end=True) if page.end is None and way != "fetch_next" else page


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
    error : SourceError or None
        Why the rest did not come.
    """

    rows: dict[str, Record]
    coverage: Coverage
    age: float
    error: SourceError | None


class Walk:
    """One walk over a set, by the way that rows that move meanwhile disturb least.

    A window that fails is left out, and the others are read. Behind a page that fails and
    leads to the next one nothing can be reached. Either way the walk knows what is missing:
    to go on is to read that, and nothing else.

    Parameters
    ----------
    source : Source
        Knows itself already.
    query : Query
        What of it the source answers.
    """

    def __init__(self, source: Source, query: Query) -> None:
        self._source = source
        self._query = query
        self._begun_anew = False
        self._begin()

    def _begin(self) -> None:
        self._guard = WalkGuard()
        self._pages: dict[int, Page] = {}
        self._ended = False
        self._token: str | None = None
        self._place = 0
        """Pages that were read; in windows, rows up to which they were asked for."""
        self._gaps: dict[range, SourceError] = {}
        """Windows that failed before that."""

    async def collect(self) -> Walked:
        """Read all rows that are missing; return them with those that were read before.

        A walk that the source has forgotten begins anew, once.

        Raises
        ------
        SourceError
            When not even the first page can be read.
        """
        error = None
        try:
            async for place, page in self.steps():
                self._pages[place] = page
        except SourceError as failure:
            if isinstance(failure, PagingExpired) and not self._begun_anew:
                self._begin()
                self._begun_anew = True
                return await self.collect()
            if not self._pages or is_resplit(failure):
                raise
            error = failure
        return self._walked(error)

    async def steps(self) -> AsyncIterator[Step]:
        """Yield the pages that are missing, each with its place among all.

        Raises
        ------
        PaginationLoop
            When the source goes in circles.
        SourceError
            When a page can not be read, or there are more of them than a walk reads.
        """
        way, guard = self._way, self._guard
        async for place, page in self._missing_pages(way):
            if guard.exhausted:
                raise SourceError(
                    f"{self._source.name!r} has more than {guard.max_pages:,} pages",
                    hint="narrow it with .where(...), or declare larger pages: page_size=1000",
                )
            token = page.next if way == "fetch_next" else None
            if guard.repeated(list(page.rows), token):
                raise PaginationLoop(
                    f"{self._source.name!r} handed out page {guard.pages} twice",
                    hint="declare its paging, e.g. page=Offset('offset', 'limit')",
                )
            yield place, page

    @property
    def _way(self) -> str | None:
        return way_of(self._source.about.capabilities)

    async def _missing_pages(self, way: str | None) -> AsyncIterator[Step]:
        if way is None:
            if not self._ended:
                page = await self._source.read_all(self._query)
                self._ended = True
                yield 0, page
            return
        gaps, self._gaps = self._gaps, {}
        for gap, error in gaps.items():
            self._gaps[gap] = error  # until all of it is here
            async for step in self._rows_of(gap):
                yield step
            del self._gaps[gap]
        failed = 0
        while not self._ended:
            try:
                page = await self._read(way)
            except SourceError as error:
                failed += 1
                asked = range(self._place, self._place + WINDOW_ROWS)
                left_out = way == "fetch_window" and asked.stop < self._known
                if is_resplit(error) or failed == IN_A_ROW or not left_out:
                    raise
                self._gaps[asked] = error
                self._place, self._token = asked.stop, str(asked.stop)
                continue
            failed, place = 0, self._place
            self._place += page.received if way == "fetch_window" else 1
            self._token = token_after(way, self._token, page)
            self._ended = self._token is None
            yield place, last_page(way, page) if self._ended else page
        if self._gaps:
            raise next(iter(self._gaps.values()))

    async def _read(self, way: str) -> Page:
        """Read the page that the token stands for."""
        source, query, token = self._source, self._query, self._token
        if way == "fetch_next":
            return await source.read_next(query, token)
        if way == "fetch_page":
            return await source.read_page(query, int(token or 1))
        return await source.read_window(query, int(token or 0), WINDOW_ROWS)

    async def _rows_of(self, gap: range) -> AsyncIterator[Step]:
        start = gap.start
        while start < gap.stop:
            page = await self._source.read_window(self._query, start, gap.stop - start)
            yield start, page
            start = start + page.received if page.received else gap.stop

    @property
    def _known(self) -> int:
        """Rows there are, as the pages last said; 0: none did."""
        said = [page.total for page in self._pages.values() if page.total is not None]
        return said[-1] if said else 0

    def _walked(self, error: SourceError | None) -> Walked:
        rows: dict[str, Record] = {}
        drift, reason = 0, ""
        pages = [self._pages[place] for place in sorted(self._pages)]
        for page in pages:
            drift += sum(id in rows for id in page.rows) + page.received - len(page.rows)
            rows.update(page.rows)
            reason = page.note or reason
        totals = [page.total for page in self._pages.values() if page.total is not None]
        if error is None:
            better = better_id(collisions(page.rows for page in pages)) if drift else ""
            complete, doubt = walked(pages[-1].end, len(rows), drift, totals, better)
            if complete and any(page.note and not page.end for page in pages):
                complete = None  # one in the middle says itself that it lacks rows
        else:
            complete, doubt = False, f"{type(error).__name__}: {error.message}"
        coverage = Coverage(
            len(rows),
            totals[-1] if totals else None,
            complete=complete,
            reason=reason or doubt if drift and error is None else doubt or reason,
            missing=self._missing,
            drift=drift,
            requests=sum(page.requests for page in pages),
        )
        return Walked(rows, coverage, max(page.age for page in pages), error)

    @property
    def _missing(self) -> tuple[range, ...]:
        """Places that are known to hold rows that did not come."""
        windows = self._way == "fetch_window" and self._place < self._known
        tail = [range(self._place, self._known)] if windows and not self._ended else []
        return (*self._gaps, *tail)
