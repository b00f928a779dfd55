"""The words by which a REST API is declared: how it pages and names rows.

All of them are frozen, hold no secret and are checked when they are written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field, fields, is_dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

from diorama_nb.errors import SpecError
from diorama_nb.policy import Duration, seconds
from diorama_nb.vista.push.declared import Push
from diorama_nb.vista.rest.asking import Filters, Order, Params, need_name
from diorama_nb.vista.rest.writes import Writes

AUTO: Final = "auto"
"""Find it out by asking; the default of everything that can be found out."""

HEADER: Final = "header:"
"""How the name of a parameter begins that is sent as a header."""

# --- paging --------------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True)
class CountFrom:
    """A total that a request of its own tells.

    Parameters
    ----------
    path : str
        Where it stands in that answer: ``"count"``, ``"$[0].n"``, ``"header:Total"``.
    url : str or None
        Address, as seen from the list: ``"count"`` is its neighbour; None: the list's own.
    params : mapping
        Parameters of that request alone; None takes one of the list's out.
    method : {"GET", "HEAD"}
        HEAD where only its headers tell.
    """

    path: str
    url: str | None = None
    params: Mapping[str, str | None] = field(default_factory=dict)
    method: Literal["GET", "HEAD"] = "GET"

    def __post_init__(self) -> None:
        need_name("CountFrom", path=self.path)
        if self.method not in ("GET", "HEAD"):
            raise SpecError.unknown("method", str(self.method), ("GET", "HEAD"))


@dataclass(frozen=True, slots=True)
class Since:
    """Rows that changed since a time: ``?updated_since=2026-01-01T00:00:00Z``.

    A whole copy is then refreshed by them and a count of all rows, without which deleted ones
    would be missed; where that does not fit, all is read.

    Parameters
    ----------
    param : str
        Name of the parameter.
    field : str
        Column that holds when a row changed last, or a number that grows with each change.
    inclusive : bool
        Whether rows that changed at that very time come as well; else a second, or one number,
        less is asked for.
    skew : seconds, timedelta or text
        How far back to ask beyond the newest row held, for servers that write times before
        their rows can be seen.
    deleted : str or None
        Column that is true in a row that was deleted, where these come as well.

    Examples
    --------
    >>> Since("updated_since", "updated", skew="10s").seconds
    10.0
    """

    param: str
    field: str
    _: KW_ONLY
    inclusive: bool = True
    skew: Duration = 0.0
    deleted: str | None = None

    def __post_init__(self) -> None:
        need_name("Since", param=self.param, field=self.field)
        if self.deleted is not None:
            need_name("Since", deleted=self.deleted)
        _ = self.seconds

    @property
    def seconds(self) -> float:
        """How far back to ask."""
        return max(seconds(self.skew, name="skew"), 0.0 if self.inclusive else 1.0)

    @property
    def op(self) -> str:
        """The operator that the parameter stands for."""
        return ">=" if self.inclusive else ">"


# --- the whole declaration -----------------------------------------------------------------

SHAPES: Final = (
    "objects", "lists", "by_key", "columnar", "ids", "geojson", "jsonapi", "odata", "bindings",
    "datasette",
)  # fmt: skip
"""What rows look like in the body.

Maps; lists of values; maps under their ids; one list per column; nothing but ids; features of
GeoJSON; resources of JSON:API; entities of OData; bindings of a SPARQL answer; Datasette's.
"""


@dataclass(frozen=True, slots=True)
class Declared:
    """What is declared of an API; `AUTO` and None are what is still to be found out.

    The words are those of `RestVista`.
    """

    rows: str | None = None
    shape: str | None = None
    columns: tuple[str, ...] | Mapping[str, str] | None = None
    id: str | tuple[str, ...] | None = AUTO
    detail: str | None = None
    record: str | None = None
    hydrate: str | None = None
    page: Paging | Literal["auto"] | None = AUTO
    walk: Paging | None = None
    page_size: int | None = None
    max_page_size: int | None = None
    window_cap: int | None = None
    total: str | CountFrom | None = AUTO
    past_end: str | None = None
    empty: int | None = None
    missing: int | None = None
    errors: str | None = AUTO
    incomplete: str | None = None
    order: Order | None = None
    filters: Filters | None = None
    search: str | None = None
    writes: Writes | None = None
    watch: Push | None = None
    since: Since | None = None
    required: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        """The names of parameters by which a question is asked."""
        filters, order = self.filters, self.order
        found = [self.search, *((order.param, order.direction) if order else ())]
        if filters is not None:
            every = (*filters.columns.values(), filters.any)
            found += [word for ops in every for word in ops.values()]
            found.append(filters.expression.param if filters.expression else None)
        for way in (self.page, self.walk):
            if is_dataclass(way):
                found += [getattr(way, one.name) for one in fields(way)]
        return [word for word in found if isinstance(word, str)]

    def over(self, other: Declared) -> Declared:
        """Return this declaration with its gaps filled from another one."""
        merged: dict[str, Any] = {}
        for name in Declared.__slots__:
            mine, default = getattr(self, name), getattr(_EMPTY, name)
            merged[name] = getattr(other, name) if mine == default else mine
        return Declared(**merged)


_EMPTY: Final = Declared()
