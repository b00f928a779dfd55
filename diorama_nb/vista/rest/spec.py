"""What is declared of a REST API, all words of it together; frozen, and without secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field, fields, is_dataclass
from typing import Any, Final, Literal

from diorama_nb.errors import SpecError
from diorama_nb.policy import Duration, seconds
from diorama_nb.vista.push.declared import Poll, Push, Sse
from diorama_nb.vista.rest.asking import Filters, Order
from diorama_nb.vista.rest.checks import need_a, need_name, need_rows, need_text, texts_of
from diorama_nb.vista.rest.shape import check_id_rule
from diorama_nb.vista.rest.statuses import Action, Errors
from diorama_nb.vista.rest.typed import check_types
from diorama_nb.vista.rest.ways import Paging
from diorama_nb.vista.rest.writes import Writes

AUTO: Final = "auto"
"""Find it out by asking; the default of everything that can be found out."""


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
    errors: str | Errors | None = AUTO
    incomplete: str | None = None
    order: Order | None = None
    filters: Filters | None = None
    search: str | None = None
    writes: Writes | None = None
    watch: Push | None = None
    since: Since | None = None
    required: tuple[str, ...] = ()

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Declared:
        """Read what stands behind the words of `RestVista`, and check each of them.

        Raises
        ------
        SpecError
            If one can not mean anything.
        """
        words = dict(given)
        if isinstance(words.get("id"), list):
            words["id"] = tuple(words["id"])
        if "errors" in words:
            words["errors"] = Errors.of(words["errors"])
        _check({name: word for name, word in words.items() if word is not None})
        if isinstance(words.get("order"), str):
            words["order"] = Order(words["order"])
        if isinstance(words.get("columns"), Mapping):
            words["columns"] = dict(words["columns"])
        elif words.get("columns") is not None:
            words["columns"] = texts_of("columns", words["columns"])
        words["filters"] = Filters.of(words.get("filters"))
        words["writes"] = Writes.of(words.get("writes"))
        words["required"] = texts_of("required", words.get("required", ()))
        return cls(**words)

    @property
    def statuses(self) -> Mapping[int, Action]:
        """What statuses mean, where that is declared."""
        return self.errors.statuses if isinstance(self.errors, Errors) else {}

    def meaning(self, action: Action) -> frozenset[int]:
        """Return the statuses that are declared to mean one of `ACTIONS`."""
        return frozenset(status for status, meant in self.statuses.items() if meant == action)

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

_TEXTS: Final = (
    "rows", "detail", "hydrate", "record", "search", "past_end", "total", "errors",
    "incomplete",
)  # fmt: skip
_OR_WORDS: Final = {"total": CountFrom, "errors": Errors}


def _check(given: Mapping[str, Any]) -> None:
    """Check words one by one; those that are None are left out."""
    for name in _TEXTS:
        if name in given and not isinstance(given[name], _OR_WORDS.get(name, ())):
            need_text(**{name: given[name]})
    for name in ("page", "walk"):
        if not isinstance(way := given.get(name, AUTO), Paging) and way != AUTO:
            kinds = ", ".join(kind.__name__ for kind in Paging.__args__)
            raise SpecError(
                f"{name}={way!r} is no way of paging", hint=f"use one of {kinds} or None"
            )
    for name in ("page_size", "max_page_size", "window_cap"):
        need_rows(**{name: given.get(name, 1)})
    for name in ("detail", "hydrate"):
        if "{id}" not in (template := given.get(name, "{id}")):
            raise SpecError(
                f"{name}={template!r} has no {{id}}", hint=f'{name}="/items/{{id}}"'
            )
    for name in ("empty", "missing"):
        if (status := given.get(name, 404)) not in range(400, 500):
            raise SpecError(f"{name}={status!r} is no status", hint=f"{name}=404")
    end = given.get("past_end", "empty")
    if not re.fullmatch(r"empty|repeats|[45]\d\d(:.+)?", end):
        raise SpecError.unknown("past_end", end, ("empty", "repeats", "404", "400:<code>"))
    if (shape := given.get("shape", "objects")) not in SHAPES:
        raise SpecError.unknown("shape", str(shape), SHAPES)
    if not isinstance(given.get("order", ""), str):
        need_a(Order, order=given["order"])
    if "watch" in given:
        need_a(Sse | Poll, watch=given["watch"])
    if "since" in given:
        need_a(Since, since=given["since"])
    if isinstance(columns := given.get("columns"), Mapping):
        texts_of("columns", list(columns))
        check_types(columns)
    check_id_rule(given.get("id"))
