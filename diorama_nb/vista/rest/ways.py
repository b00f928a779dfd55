"""The ways in which an API pages, as words of its declaration; frozen, checked when written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from diorama_nb.errors import SpecError
from diorama_nb.vista.rest.asking import Params
from diorama_nb.vista.rest.checks import need_name

HEADER: Final = "header:"
"""How the name of a parameter begins that is sent as a header."""


@dataclass(frozen=True, slots=True)
class Offset:
    """Paging by the number of rows to skip: ``?offset=200&limit=100``.

    Parameters
    ----------
    offset, limit : str
        The parameter names.
    base : int
        The number of the first row: 0, or 1 where the API counts from one.
    """

    offset: str = "offset"
    limit: str = "limit"
    base: int = 0

    def __post_init__(self) -> None:
        need_name("Offset", offset=self.offset, limit=self.limit)

    def params(self, position: int, count: int) -> Params:
        """Return the parameters that ask for `count` rows from a position on."""
        return [(self.offset, str(self.base + position)), (self.limit, str(count))]


@dataclass(frozen=True, slots=True)
class Range:
    """Paging by a header: ``Range: 200-299``, as PostgREST does.

    The answer says in ``Content-Range: 200-299/3573`` which rows it holds and of how many.

    Parameters
    ----------
    unit : str or None
        What is counted, where the API wants it in front: ``"items"`` for ``Range: items=0-99``.
    count : bool
        Ask for the exact total (``Prefer: count=exact``), where it is not told unasked.

    References
    ----------
    RFC 9110, section 14; PostgREST, "Pagination and Count".
    """

    unit: str | None = None
    count: bool = False

    def __post_init__(self) -> None:
        if self.unit is not None:
            need_name("Range", unit=self.unit)

    def params(self, position: int, count: int) -> Params:
        """Return the headers that ask for `count` rows from a position on, as parameters."""
        unit = f"{self.unit}=" if self.unit else ""
        told = [(f"{HEADER}Prefer", "count=exact")] if self.count else []
        return [(f"{HEADER}Range", f"{unit}{position}-{position + count - 1}"), *told]


@dataclass(frozen=True, slots=True)
class Page:
    """Paging by page number: ``?page=3&per_page=100``.

    Parameters
    ----------
    page : str
        Name of the parameter that holds the number.
    size : str or None
        Name of the parameter that holds the page size; None where it can not be chosen.
    base : int
        The number of the first page: 1, or 0 where the API counts from zero.
    """

    page: str = "page"
    size: str | None = None
    base: int = 1

    def __post_init__(self) -> None:
        need_name("Page", page=self.page)
        if self.size is not None:
            need_name("Page", size=self.size)

    def params(self, index: int, count: int) -> Params:
        """Return the parameters that ask for a page, counted from 0."""
        sized = [(self.size, str(count))] if self.size else []
        return [(self.page, str(self.base + index)), *sized]


@dataclass(frozen=True, slots=True)
class NextLink:
    """Paging by the URL of the next page.

    Parameters
    ----------
    where : str
        ``"header:link"`` (RFC 8288, ``rel="next"``), another header that holds the URL such as
        ``"header:Next-Page"``, or the path of the URL in the body, e.g. ``"links.next"``.
    size : str or None
        Name of the parameter of the first request that holds the page size.
    """

    where: str = "header:link"
    size: str | None = None

    def __post_init__(self) -> None:
        need_name("NextLink", where=self.where)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Paging by an opaque text in each answer that asks for the next one.

    Parameters
    ----------
    from_ : str
        Path of the cursor in the body, or ``"header:<name>"``.
    to : str
        Name of the parameter that carries it back; ``"body:start_cursor"`` where it stands in
        the body of a POST.
    start : str or None
        What the first request sends, for APIs that want e.g. ``cursor=*``.
    size : str or None
        Name of the parameter that holds the page size.
    """

    from_: str
    to: str = "cursor"
    start: str | None = None
    size: str | None = None

    def __post_init__(self) -> None:
        need_name("Cursor", from_=self.from_, to=self.to)


@dataclass(frozen=True, slots=True)
class LastId:
    """Paging by the id of the last row seen: ``?starting_after=cus_9``.

    Parameters
    ----------
    param : str
        Name of the parameter that carries the id.
    more : str or None
        Path of the flag that tells whether rows follow; None: an empty page is the end.
    size : str or None
        Name of the parameter that holds the page size.
    """

    param: str
    more: str | None = None
    size: str | None = None

    def __post_init__(self) -> None:
        need_name("LastId", param=self.param)


@dataclass(frozen=True, slots=True)
class Continue:
    """Paging by parameters in each answer that the next request repeats, as MediaWiki does.

    Parameters
    ----------
    where : str
        Path of the map of parameters in the body.
    size : str or None
        Name of the parameter that holds the page size.
    """

    where: str = "continue"
    size: str | None = None

    def __post_init__(self) -> None:
        need_name("Continue", where=self.where)


@dataclass(frozen=True, slots=True)
class Slices:
    """Paging by days: ``?start_date=2024-01-01&end_date=2024-01-07``, then the next week.

    Parameters
    ----------
    start, end : str
        Names of the parameters that hold the first and the last day of a slice, both included.
    first, last : str
        The first and the last day of all, ``"2024-01-31"``.
    days : int
        Days of a slice.
    """

    start: str
    end: str
    first: str
    last: str
    days: int = 7

    def __post_init__(self) -> None:
        need_name("Slices", start=self.start, end=self.end)
        try:
            right = date.fromisoformat(self.first) <= date.fromisoformat(self.last)
        except (TypeError, ValueError):
            right = False
        if not right or type(self.days) is not int or self.days < 1:
            raise SpecError(
                f"{self} is no range of days", hint='first="2024-01-01", last="2024-01-31"'
            )

    def __len__(self) -> int:
        """Return the number of slices."""
        length = date.fromisoformat(self.last) - date.fromisoformat(self.first)
        return length.days // self.days + 1

    def params(self, index: int) -> Params:
        """Return the parameters that ask for a slice, counted from 0."""
        day = date.fromisoformat(self.first) + timedelta(days=index * self.days)
        end = min(day + timedelta(days=self.days - 1), date.fromisoformat(self.last))
        return [(self.start, day.isoformat()), (self.end, end.isoformat())]


Skipping = Offset | Range
"""Ways of paging by rows to skip and to take."""

Paging = Offset | Range | Page | NextLink | Cursor | LastId | Continue | Slices
