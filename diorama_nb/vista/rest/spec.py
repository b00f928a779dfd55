"""The words by which a REST API is declared: how it pages, sorts, filters and names rows.

All of them are frozen, hold no secret and are checked when they are written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from diorama_nb.errors import SpecError
from diorama_nb.query import OPERATORS
from diorama_nb.query import Order as Sorting

AUTO: Final = "auto"
"""Find it out by asking; the default of everything that can be found out."""

Params = list[tuple[str, str]]
"""Query parameters in the order they are sent."""


def _need_name(what: str, **names: object) -> None:
    for key, name in names.items():
        if not isinstance(name, str) or not name:
            raise SpecError(
                f"{what}: {key} must be the name of a parameter, not {name!r}",
                hint=f'e.g. {what}("{key}")',
            )


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
        _need_name("Offset", offset=self.offset, limit=self.limit)

    def params(self, position: int, count: int) -> Params:
        """Return the parameters that ask for `count` rows from a position on."""
        return [(self.offset, str(self.base + position)), (self.limit, str(count))]


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
        _need_name("Page", page=self.page)
        if self.size is not None:
            _need_name("Page", size=self.size)

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
        _need_name("NextLink", where=self.where)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Paging by an opaque text in each answer that asks for the next one.

    Parameters
    ----------
    from_ : str
        Path of the cursor in the body, or ``"header:<name>"``.
    to : str
        Name of the parameter that carries it back.
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
        _need_name("Cursor", from_=self.from_, to=self.to)


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
        _need_name("LastId", param=self.param)


Paging = Offset | Page | NextLink | Cursor | LastId


# --- order and filters ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Order:
    """How an order is asked for.

    ``Order("ordering")`` sends ``ordering=price`` or ``ordering=-price``;
    ``Order("_sort", direction="_order")`` sends ``_sort=price&_order=desc``;
    ``Order("sort", asc="{}:asc", desc="{}:desc")`` sends ``sort=price:desc``.

    Parameters
    ----------
    param : str
        Name of the parameter.
    direction : str or None
        Name of a second parameter for the direction alone.
    asc, desc : str or None
        With `direction`, its two words (``asc``, ``desc``); without, how a column is written
        (``{}``, ``-{}``).
    columns : "any", sequence or mapping
        Which columns can be sorted by; a mapping gives the API's word for each.
    separator : str or None
        What stands between several columns; None where only one can be given.
    """

    param: str = "sort"
    direction: str | None = None
    asc: str | None = None
    desc: str | None = None
    columns: Literal["any"] | tuple[str, ...] | Mapping[str, str] = "any"
    separator: str | None = None

    def __post_init__(self) -> None:
        _need_name("Order", param=self.param)
        if isinstance(self.columns, list):
            object.__setattr__(self, "columns", tuple(self.columns))
        for key, given in (("asc", self.asc), ("desc", self.desc)):
            if given is not None and self.direction is None and "{}" not in given:
                raise SpecError(
                    f"Order: {key}={given!r} does not say where the column goes",
                    hint=f'write {key}="{{}}:{key}", or direction="order" for two parameters',
                )

    def word(self, column: str) -> str | None:
        """Return the API's word for a column, None when it can not be sorted by."""
        if self.columns == "any":
            return column
        if isinstance(self.columns, Mapping):
            return self.columns.get(column)
        return column if column in self.columns else None

    def params(self, order: tuple[Sorting, ...]) -> Params | None:
        """Return the parameters of an order, None when the API can not give it."""
        words = [self.word(one.column) for one in order]
        if not order or None in words or (len(order) > 1 and self.separator is None):
            return None
        joint = self.separator or ","
        if self.direction is None:
            forms = [
                (self.desc or "-{}") if one.descending else (self.asc or "{}") for one in order
            ]
            return [
                (self.param, joint.join(f.format(w) for f, w in zip(forms, words, strict=True)))
            ]
        ways = [
            (self.desc or "desc") if one.descending else (self.asc or "asc") for one in order
        ]
        return [
            (self.param, joint.join(str(word) for word in words)),
            (self.direction, joint.join(ways)),
        ]


_OPERATOR_WORDS: Final = {"=": "=="}


@dataclass(frozen=True, slots=True)
class Filters:
    """Which conditions the API answers itself, and by which parameters.

    Parameters
    ----------
    columns : mapping of str to mapping
        Column → operator → parameter name.
    any : mapping of str to str
        Operator → parameter template (``{}`` is the column), for every other column.
    """

    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    any: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, given: object) -> Filters | None:
        """Read what stands behind ``filters=``.

        Parameters
        ----------
        given : "any", mapping, Filters or None
            ``"any"``: ``?column=value`` for every column. A mapping: column → parameter, or
            column → operator → parameter.
        """
        if given is None or isinstance(given, Filters):
            return given
        if given == "any":
            return cls(any={"==": "{}"})
        if not isinstance(given, Mapping):
            raise SpecError(
                f"filters={given!r} is no declaration of filters",
                hint='write filters="any" or filters={"category": "cat"}',
            )
        columns: dict[str, dict[str, str]] = {}
        for column, by in given.items():
            pairs = by.items() if isinstance(by, Mapping) else [("==", by)]
            for op, param in pairs:
                op = _OPERATOR_WORDS.get(op, op)
                if op not in OPERATORS:
                    raise SpecError.unknown("operator", op, OPERATORS)
                _need_name("filters", **{str(column): param})
                columns.setdefault(str(column), {})[op] = param
        return cls(columns)

    def param(self, column: str, op: str) -> str | None:
        """Return the parameter of a condition, None when it is not declared."""
        if column in self.columns:
            return self.columns[column].get(op)
        template = self.any.get(op)
        return template.format(column) if template else None

    @property
    def has_operators(self) -> bool:
        """Whether anything beside equality is declared."""
        every = [self.any, *self.columns.values()]
        return any(op != "==" for ops in every for op in ops)


# --- the whole declaration -----------------------------------------------------------------

SHAPES: Final = ("objects", "lists", "by_key")
"""What a row looks like in the body: a map, a list of values, or a map under its id."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What is declared of an API; `AUTO` and None are what is still to be found out.

    The words are those of `RestVista`.
    """

    rows: str | None = None
    shape: str | None = None
    columns: tuple[str, ...] | None = None
    id: str | tuple[str, ...] | None = AUTO
    detail: str | None = None
    page: Paging | Literal["auto"] | None = AUTO
    page_size: int | None = None
    max_page_size: int | None = None
    total: str | None = AUTO
    past_end: str | None = None
    order: Order | None = None
    filters: Filters | None = None
    search: str | None = None

    def over(self, other: Declared) -> Declared:
        """Return this declaration with its gaps filled from another one."""
        merged: dict[str, Any] = {}
        for name in Declared.__slots__:
            mine, default = getattr(self, name), getattr(_EMPTY, name)
            merged[name] = getattr(other, name) if mine == default else mine
        return Declared(**merged)


_EMPTY: Final = Declared()
