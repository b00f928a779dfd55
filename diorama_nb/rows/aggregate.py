"""One value out of many rows: count, sum, least, greatest, mean, distinct, or your own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from diorama_nb.errors import SpecError
from diorama_nb.query import Query
from diorama_nb.rows import codec
from diorama_nb.rows.index import Positions
from diorama_nb.rows.store import RowStore
from diorama_nb.values import Record, is_blank, lookup, order_key


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


class CountWhere(Count):
    """How many rows pass a test, e.g. ``CountWhere("price", "<", 10)``."""

    def __init__(self, column: str, op: str, value: Any) -> None:
        object.__setattr__(self, "query", Query().where(column, op, value))


@dataclass(frozen=True)
class _OfColumn(Aggregate):
    column: str

    def _values(self, store: RowStore, positions: Positions) -> Iterator[Any]:
        for record in _records(store, positions, self.column):
            value = lookup(record, self.column)
            if not is_blank(value):
                yield value

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
        found = {order_key(v): v for v in self._values(store, positions)}
        return [found[key] for key in sorted(found)]


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


def _records(store: RowStore, positions: Positions, column: str) -> list[Record]:
    """Return rows with only the columns a (dotted) name can mean."""
    table = store.take(positions)
    parts = column.split(".")
    heads = {codec.field_name(".".join(parts[: n + 1])) for n in range(len(parts))}
    kept = [field for field in table.schema.names[2:] if field in heads]
    cells = {codec.column_name(f): codec.column_values(table.column(f)) for f in kept}
    if not cells:
        return []
    names = list(cells)
    return [dict(zip(names, row, strict=True)) for row in zip(*cells.values(), strict=True)]
