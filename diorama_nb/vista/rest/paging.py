"""Cuts windows and pages out of whatever sizes a server insists on; pure.

The two window functions are generators: they yield lists of parameter lists (requests that
may run side by side), are sent the answers in the same order, and return a `Cut`. Rows are
counted as they arrive, never as they were asked for, so a server that clamps the page size
loses nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field, replace

from diorama_nb.errors import PaginationLoop, ShapeChanged
from diorama_nb.values import Record
from diorama_nb.vista.rest.asking import Params
from diorama_nb.vista.rest.shape import Body, value_at
from diorama_nb.vista.rest.ways import Cursor, Page, Skipping


@dataclass(frozen=True, slots=True)
class Got:
    """What one request brought.

    Attributes
    ----------
    rows : list of Record
        In the order of the source.
    ids : list of str
        Their ids; empty when rows have none.
    total : int or None
        Rows of the whole set, if the answer said so.
    body : Body
        The answer itself.
    url : str
        Where it came from, without credentials; "" when the page does not exist.
    doubt : str
        Why it may not hold what it should; blank where nothing says so.
    """

    rows: list[Record]
    ids: list[str] = field(default_factory=list)
    total: int | None = None
    body: Body = field(default_factory=lambda: Body(None))
    url: str = ""
    doubt: str = ""

    @property
    def mark(self) -> str:
        """A short text that is the same for the same page; blank for an empty one."""
        if not self.rows:
            return ""
        text = repr(self.ids or self.rows)
        return hashlib.blake2s(text.encode("utf-8", "replace"), digest_size=6).hexdigest()


@dataclass(frozen=True, slots=True)
class Cut:
    """Rows of a window, and what was learnt on the way.

    `end` is True when the end of the set was reached, None when nobody said.
    """

    rows: list[Record]
    total: int | None = None
    end: bool | None = None
    note: str = ""


def doubted(cut: Cut, answers: Iterable[Got]) -> Cut:
    """Return a window with what is doubtful of the answers it is made of."""
    doubt = next((got.doubt for got in answers if got.doubt), "")
    return replace(cut, end=cut.end and None, note=doubt) if doubt else cut


@dataclass(slots=True)
class Sizes:
    """What is known of the page sizes of a server.

    Attributes
    ----------
    asked : int
        Rows to ask for.
    most : int or None
        The most it hands out at once, once it has cut an answer short.
    page : int or None
        The size its pages are aligned to.
    marks : dict of int to str
        Number of a page → its mark when it was read last.
    """

    asked: int = 100
    most: int | None = None
    page: int | None = None
    marks: dict[int, str] = field(default_factory=dict)


Asking = Generator[Sequence[Params], list[Got], Cut]


def loop_error(what: str) -> PaginationLoop:
    """Build the error of a server that goes in circles."""
    return PaginationLoop(
        f"the source handed out {what} twice",
        hint='check page=; where the last page repeats by design write past_end="repeats"',
    )


def ended(position: int, total: int | None, received: int) -> bool | None:
    """Whether a walk is at the end, having reached a position.

    A total is believed only when it is met exactly: one that has been passed was wrong.
    """
    if received == 0 or position == total:
        return True
    return False if total is not None and position < total else None


def offset_window(
    way: Skipping, offset: int, limit: int, sizes: Sizes, *, seed: Got | None = None
) -> Asking:
    """Read rows [offset, offset + limit) from an API that skips rows."""
    rows: list[Record] = []
    total = end = None
    note = before = ""
    short = 0
    position, stop = offset, offset + limit
    if seed is not None and offset < len(seed.rows):
        rows, total = seed.rows[offset:stop], seed.total
        position += len(rows)
        end = ended(position, total, len(rows))
    while position < stop and not end:
        count = min(stop - position, sizes.most or stop)
        (got,) = yield [way.params(position, count)]
        total = got.total if got.total is not None else total
        if got.mark and got.mark == before:
            raise loop_error("the same rows for two offsets")
        before = got.mark
        if got.rows and short:
            sizes.most = short  # rows follow a short answer: that is as much as it gives
        taken = got.rows[: stop - position]  # some servers send more than was asked for
        rows += taken
        position += len(taken)
        end = True if not got.rows else ended(position, total, len(taken))
        # Short of rows without a total, it is the end or a clamp: only asking on can tell.
        short = len(got.rows) if len(got.rows) < count else 0
    if end and total is not None and position < total:
        note = f"the source says there are {total:,} rows, and none come after {position:,}"
        total = position if rows else None
    elif end is None and total is not None and position > total:
        total = None
    return Cut(rows, total, end, note)


def page_window(
    way: Page,
    offset: int,
    limit: int,
    sizes: Sizes,
    *,
    seed: Got | None = None,
    repeats: bool = False,
) -> Asking:
    """Read rows [offset, offset + limit) from an API with numbered pages, by stitching.

    Every page that overlaps the window is read. When a page turns out to have another size
    than the pages were thought to have, the size is learnt anew, once.

    Parameters
    ----------
    repeats : bool
        The source answers numbers past the end with the last page.
    """
    for size in (sizes.page, None):
        held = {0: seed} if seed is not None else {}
        sure = size is not None
        if size is None:
            if 0 not in held:
                (held[0],) = yield [way.params(0, sizes.asked)]
            size = len(held[0].rows)
            if not size:
                return Cut([], held[0].total, True)
            if size == held[0].total:
                return Cut(held[0].rows[offset : offset + limit], size, offset + limit >= size)
            # A short first page is a clamp or the whole set: remembered only when certain.
            full = way.size is not None and size == sizes.asked
            sure = full or (held[0].total or 0) > size
        cut = yield from _stitch(way, range(offset, offset + limit), size, sizes, held, repeats)
        if cut is not None:
            if sure:
                sizes.page = size
            return cut
        sizes.page, seed = None, None
    raise ShapeChanged(
        "the pages of the source are not all of one size, so positions mean nothing",
        hint='walk instead: page=NextLink(…) or Cursor(…), or declare past_end="repeats"',
    )


def _stitch(
    way: Page, window: range, size: int, sizes: Sizes, held: dict[int, Got], repeats: bool
) -> Generator[Sequence[Params], list[Got], Cut | None]:
    """Read the pages under a window; None when they are not of the given size."""
    first, last = window.start // size, (window.stop - 1) // size
    pages: list[Got] = []
    total: int | None = None
    end, number = False, first
    while not end and (number <= last or _unsure(pages, size, total)):
        # The first answer tells the total; then the others can be asked for side by side.
        stop = number if total is None else min(last, (total - 1) // size)
        wanted = range(number, max(stop, number) + 1)
        if missing := [n for n in wanted if n not in held]:
            answers = yield [way.params(n, sizes.asked) for n in missing]
            held.update(zip(missing, answers, strict=True))
        told = held[first].mark if total is None and first - 1 not in held else ""
        if told and sizes.marks.get(first - 1) == told:
            # This page, or the one before it as it was then? Rows may have moved since.
            (held[first - 1],) = yield [way.params(first - 1, sizes.asked)]
        for n in wanted:
            got, before = held[n], held.get(n - 1)
            total = got.total if got.total is not None else total
            sizes.marks[n] = got.mark
            again = bool(before and got.mark and got.mark == before.mark)
            if again and not repeats:
                raise loop_error(f"page {way.base + n}")
            if not got.rows or again:
                end = True
                break
            if len(got.rows) > size or (pages and len(pages[-1].rows) != size):
                return None  # a page in the middle was short, or this one is too long
            pages.append(got)
        number = wanted.stop
        end = end or bool(ended(_reached(first, size, pages), total, 1))
    reached = _reached(first, size, pages)
    if pages and len(pages[-1].rows) < size and not end:
        return None
    note = ""
    if end and total is not None and reached < total:
        note = f"the source says there are {total:,} rows, and none come after {reached:,}"
        total = reached if pages else None
    rows = [row for page in pages for row in page.rows]
    cut = rows[window.start - first * size :][: len(window)]
    more = reached > window.stop or (total is not None and total > window.stop)
    return Cut(cut, total, False if more else end or None, note)


def _reached(first: int, size: int, pages: Sequence[Got]) -> int:
    return first * size + sum(len(page.rows) for page in pages)


def _unsure(pages: Sequence[Got], size: int, total: int | None) -> bool:
    """Whether the last page read is short, and nobody said that it is the last one."""
    return bool(pages) and total is None and len(pages[-1].rows) < size


def next_cursor(got: Got, way: Cursor) -> str | None:
    """Return the cursor of the next page; None at the end (null, absent, blank or no rows)."""
    value = value_at(got.body, way.from_)
    if isinstance(value, bool) or not isinstance(value, str | int) or not got.rows:
        return None
    return str(value) or None


# --- tokens --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Token:
    """Where a walk goes on: what the source gave, and what is needed to notice circles.

    Attributes
    ----------
    payload : str
        A URL, a cursor, an id, a position or a page number.
    mark : str
        `Got.mark` of the page before.
    position : int
        Rows before this page, where rows have no id and are named by it; else 0, so that a
        walk in circles shows the same token twice.
    """

    payload: str
    mark: str = ""
    position: int = 0

    def __str__(self) -> str:
        return f"{self.position}|{self.mark}|{self.payload}"

    @classmethod
    def parse(cls, text: str) -> Token:
        """Read a token back."""
        position, bar, rest = text.partition("|")
        mark, second, payload = rest.partition("|")
        if not (bar and second and position.isdecimal()):
            raise loop_error("a token that is none of its own")
        return cls(payload, mark, int(position))
