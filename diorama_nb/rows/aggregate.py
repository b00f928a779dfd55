"""One value out of many rows: count, sum, least, greatest, mean, distinct, or your own."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from diorama_nb.errors import SpecError
from diorama_nb.query import Query
from diorama_nb.rows import codec
from diorama_nb.rows.index import Positions
from diorama_nb.rows.select import column_values
from diorama_nb.rows.store import RowStore
from diorama_nb.values import Record, equal, is_blank, order_key


class Aggregate:
    """Base of all values; a value of your own is `Custom`."""

    query: Query = Query()
    """Which rows count."""

    needs_rows: bool = True
    """Whether the rows must be read; a count may be known without."""

    def compute(self, store: RowStore, positions: Positions) -> Any:
        """Return the value over some rows of a store."""
        raise NotImplementedError


@dataclass(frozen=True)
class Count(Aggregate):
    """How many rows there are."""

    needs_rows = False

    def compute(self, store: RowStore, positions: Positions) -> int:
        return len(positions)


@dataclass(frozen=True)
class CountWhere(Count):
    """How many rows pass a test, e.g. ``CountWhere("price", "<", 10)``."""

    column: str
    op: str
    value: Any

    def __post_init__(self) -> None:
        _ = self.query  # a test that is none is refused where it is written

    @property
    def query(self) -> Query:  # type: ignore[override] # read-only, as everywhere
        """The rows that pass."""
        return Query().where(self.column, self.op, self.value)


@dataclass(frozen=True)
class _OfColumn(Aggregate):
    column: str

    def _values(self, store: RowStore, positions: Positions) -> Iterator[Any]:
        values = column_values(store.folded, self.column)
        return (v for p in positions.tolist() if not is_blank(v := values[p]))

    def _numbers(self, store: RowStore, positions: Positions) -> list[Any]:
        numbers = list(self._values(store, positions))
        for value in numbers:
            if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
                raise SpecError(
                    f"{type(self).__name__}({self.column!r}) met {value!r}, which is no number",
                    hint="Count and Distinct work on any values",
                )
        return numbers


class Sum(_OfColumn):
    """The sum of a column; 0 without rows, blanks do not count."""

    def compute(self, store: RowStore, positions: Positions) -> Any:
        numbers = self._numbers(store, positions)
        return _total(numbers)


class Mean(_OfColumn):
    """The arithmetic mean of a column; None without rows, blanks do not count."""

    def compute(self, store: RowStore, positions: Positions) -> Any:
        numbers = self._numbers(store, positions)
        return _total(numbers) / len(numbers) if numbers else None


class Min(_OfColumn):
    """The least value of a column; None without rows."""

    def compute(self, store: RowStore, positions: Positions) -> Any:
        return min(self._values(store, positions), key=order_key, default=None)


class Max(_OfColumn):
    """The greatest value of a column; None without rows."""

    def compute(self, store: RowStore, positions: Positions) -> Any:
        return max(self._values(store, positions), key=order_key, default=None)


class Distinct(_OfColumn):
    """The different values of a column, sorted."""

    def compute(self, store: RowStore, positions: Positions) -> list[Any]:
        distinct: list[Any] = []
        in_order = sorted(self._values(store, positions), key=order_key)
        for _, alike in itertools.groupby(in_order, key=order_key):
            some: list[Any] = []  # a day and its midnight stand together, and are not equal
            for value in alike:
                if not any(equal(value, other) for other in some):
                    some.append(value)
            distinct += some
        return distinct


@dataclass(frozen=True)
class Custom(Aggregate):
    """Any function of the records.

    Parameters
    ----------
    function : callable
        Gets the list of records, returns the value.
    """

    function: Callable[[list[Record]], Any]

    def compute(self, store: RowStore, positions: Positions) -> Any:
        return self.function(codec.decode_rows(store.take(positions)))


def _total(numbers: list[Any]) -> Any:
    if any(isinstance(n, Decimal) for n in numbers):
        return sum(
            (Decimal(str(n)) if isinstance(n, float) else n for n in numbers), Decimal(0)
        )
    return sum(numbers)
