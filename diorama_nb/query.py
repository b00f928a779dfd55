"""A frozen question to a data set: conditions, order, search; and its stable key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from diorama_nb.errors import SpecError
from diorama_nb.foreign import plain
from diorama_nb.values import (
    MISSING,
    contains_text,
    equal,
    fold,
    instant,
    is_blank,
    is_naive,
    lookup,
    order_key,
    time_of_day,
)

OPERATORS: Final = ("==", "!=", "<", "<=", ">", ">=", "in", "not in", "contains")


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """One test of one column.

    A record without the column never matches, whatever the operator. A blank value matches
    only ``==`` and ``!=`` (and ``in``/``not in``). The operand of ``in`` that is no list
    matches nothing; of ``not in``, every record that has the column. ``contains`` finds a text
    as a search does: in any case, also in lists and maps; another operand matches nothing.
    Scalars of NumPy and pandas are Python's, their arrays and columns are lists.
    """

    column: str
    op: str
    value: Any

    def __post_init__(self) -> None:
        if self.op not in OPERATORS:
            raise SpecError.unknown("operator", self.op, OPERATORS)
        value = self.value
        if isinstance(value, set | frozenset) and self.op in ("in", "not in"):
            value = list(value)
        object.__setattr__(self, "value", plain(value))
        _ = self.key  # refuse now what no record can hold

    def holds(self, value: Any) -> bool:
        """Whether a value of the column passes the test."""
        if value is MISSING:
            return False
        match self.op:
            case "==":
                return equal(value, self.value)
            case "!=":
                return not equal(value, self.value)
            case "in":
                return isinstance(self.value, list) and any(equal(value, v) for v in self.value)
            case "not in":
                return not (
                    isinstance(self.value, list) and any(equal(value, v) for v in self.value)
                )
            case "contains":
                return isinstance(self.value, str) and contains_text(value, fold(self.value))
        if is_blank(value) or is_blank(self.value):
            return False
        left, right = order_key(value), order_key(self.value)
        if left[1] != right[1]:
            return False  # "abc" is neither above nor below 5
        match self.op:
            case "<":
                return left < right
            case "<=":
                return left <= right
            case ">":
                return left > right
            case _:
                return left >= right

    @property
    def key(self) -> list[Any]:
        """The condition as plain JSON; equal conditions have equal keys."""
        value = self.value
        if self.op in ("in", "not in") and isinstance(value, list):
            return [self.column, self.op, _each_once(_tagged(item) for item in value)]
        return [self.column, self.op, _tagged(value)]

    def __eq__(self, other: object) -> bool:
        return self.key == other.key if isinstance(other, Condition) else NotImplemented

    def __hash__(self) -> int:
        return hash(_text(self.key))


@dataclass(frozen=True, slots=True)
class Order:
    """One column to sort by."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Conditions (all must hold), order and search of one view on a data set.

    Windows are not part of a query: they are asked of it.
    """

    conditions: tuple[Condition, ...] = ()
    order: tuple[Order, ...] = ()
    search: str | None = None

    def __post_init__(self) -> None:
        if self.search is not None:
            object.__setattr__(self, "search", self.search.strip() or None)

    def where(self, column: str, op: str, value: Any) -> Query:
        """Return the query narrowed by one more condition."""
        return replace(self, conditions=(*self.conditions, Condition(column, op, value)))

    def having(self, values: Mapping[str, Any] | None) -> Query:
        """Return the query narrowed to rows that have all of these values.

        Raises
        ------
        SpecError
            If they are no mapping.
        """
        if values is not None and not isinstance(values, Mapping):
            raise SpecError(
                f"where={values!r} is no mapping",
                hint='where={"stock": 0}; to compare: dio.vista().where_op("stock", "<", 9)',
            )
        query = self
        for column, value in (values or {}).items():
            query = query.where(column, "==", value)
        return query

    def order_by(self, column: str | None, *, descending: bool = False) -> Query:
        """Return the query in another order; None takes the order away."""
        return replace(self, order=() if column is None else (Order(column, descending),))

    def searching(self, text: str | None) -> Query:
        """Return the query with another search text; blank text is no search."""
        return replace(self, search=text)

    def on_top_of(self, base: Query) -> Query:
        """Return the query asked of rows that another one has narrowed already."""
        return Query(
            (*base.conditions, *self.conditions),
            self.order or base.order,
            self.search or base.search,
        )

    @property
    def unordered(self) -> Query:
        """The same rows in the order of the source."""
        return replace(self, order=())

    @property
    def is_narrowed(self) -> bool:
        """Whether the query leaves rows out."""
        return bool(self.conditions or self.search)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that decide which rows are shown and in which order."""
        named = [c.column for c in self.conditions] + [o.column for o in self.order]
        return tuple(dict.fromkeys(named))

    def matches(self, record: Mapping[str, Any]) -> bool:
        """Whether a record belongs to the query."""
        if not all(c.holds(lookup(record, c.column)) for c in self.conditions):
            return False
        if self.search is None:
            return True
        folded = fold(self.search)
        return any(contains_text(value, folded) for value in record.values())

    def sort_key(self, record: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the key by which a record is placed; equal keys keep their order."""
        return self.place_of(lambda column: lookup(record, column))

    def place_of(self, value_of: Callable[[str], Any]) -> tuple[Any, ...]:
        """Return the key by which a row is placed whose values are looked up as needed."""
        return tuple(order_key(value_of(o.column), descending=o.descending) for o in self.order)

    @property
    def key(self) -> str:
        """A short stable text: equal for equal questions, in any process.

        The order in which conditions were added does not matter.
        """
        if self == ALL:
            return "all"
        plain = {
            "where": _each_once(c.key for c in self.conditions),
            "order": [[o.column, o.descending] for o in self.order],
            "search": self.search,
        }
        return hashlib.sha256(_text(plain).encode()).hexdigest()[:16]


ALL: Final = Query()


def _text(plain: Any) -> str:
    return json.dumps(plain, sort_keys=True, ensure_ascii=True)


def _each_once(items: Iterable[Any]) -> list[Any]:
    """Return the different ones of some plain values, in an order of their own."""
    return [item for _, item in sorted({_text(item): item for item in items}.items())]


def _tagged(value: Any) -> Any:
    """Return a value as JSON that keeps its type: 1 and 1.0 agree, 1 and "1" do not."""
    match value:
        case None | bool():
            return value
        case str():
            return str(value)
        case int() | float() | Decimal():
            return ["n", _number(value)]
        case datetime():
            return ["t", *_exact(instant(value)), is_naive(value)]
        case date():
            return ["day", value.isoformat()]
        case time():
            return ["h", *_exact(time_of_day(value)), is_naive(value)]
        case timedelta():
            return ["d", *_exact(value)]
        case UUID():
            return ["u", str(value)]
        case bytes():
            return ["b", value.hex()]
        case list() | tuple():
            return ["l", [_tagged(v) for v in value]]
        case dict():
            return ["m", sorted(([str(k), _tagged(v)] for k, v in value.items()), key=_text)]
        case _:
            raise SpecError(
                f"a condition can not hold a {type(value).__name__}",
                hint="use text, numbers, dates, UUIDs, bytes, or lists of these",
            )


def _number(value: float | Decimal) -> str:
    """Return a number as digits and exponent, the same for every type that can write it."""
    exact = Decimal(value)
    sign, digits, exponent = exact.as_tuple()
    if not exact.is_finite():
        return "nan" if exact.is_nan() else str(exact)
    text = "".join(map(str, digits))
    short = text.rstrip("0")
    if not short:
        return "0"
    return f"{'-' * sign}{short}e{int(exponent) + len(text) - len(short)}"


def _exact(value: timedelta) -> list[int]:
    return [value.days, value.seconds, value.microseconds]


@dataclass(frozen=True, slots=True)
class Window:
    """Rows [offset, offset + limit) of a query."""

    offset: int
    limit: int

    stop: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.offset < 0 or self.limit < 0:
            raise SpecError(
                "a window starts at 0 or later and is not negative", hint="fetch_window(0, 100)"
            )
        object.__setattr__(self, "stop", self.offset + self.limit)
