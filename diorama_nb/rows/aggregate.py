"""One value out of many rows: count, sum, least, greatest, mean, distinct, or your own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from diorama_nb.query import Query
from diorama_nb.rows import codec
from diorama_nb.rows.index import Positions
from diorama_nb.rows.reduce import Average, Cell, Different, Extreme, Reducer, Total
from diorama_nb.rows.select import column_values
from diorama_nb.rows.store import RowStore
from diorama_nb.values import Record, is_blank


class Aggregate:
    """Base of all values; a value of your own is `Custom`."""

    query: Query = Query()
    """Which rows count."""

    needs_rows: bool = True
    """Whether the rows must be read; a count may be known without."""

    def compute(self, store: RowStore, positions: Positions) -> Any:
        """Return the value over some rows of a store."""
        raise NotImplementedError

    @property
    def key(self) -> str | None:
        """A stable text, equal for equal values in any process; None where there is none."""
        return None


@dataclass(frozen=True)
class Count(Aggregate):
    """How many rows there are."""

    needs_rows = False

    def compute(self, store: RowStore, positions: Positions) -> int:
        return len(positions)

    @property
    def key(self) -> str:
        """A stable text."""
        return f"Count({self.query.key})"


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
class OfColumn(Aggregate):
    """Base of the values over one column, whose blanks do not count."""

    column: str

    def compute(self, store: RowStore, positions: Positions) -> Any:
        state = self.reducer()
        state.fill(cells(store, positions, self.column))
        return state.result()

    def reducer(self) -> Reducer:
        """Return an empty running state of this value."""
        raise NotImplementedError

    @property
    def key(self) -> str:
        """A stable text."""
        return repr(self)

    @property
    def _label(self) -> str:
        return f"{type(self).__name__}({self.column!r})"


class Sum(OfColumn):
    """The exact sum of a column; 0 without rows, blanks do not count.

    Integers and decimals are not rounded, a sum of floats is rounded once, at its end.
    """

    def reducer(self) -> Reducer:
        return Total(self._label)


class Mean(OfColumn):
    """The arithmetic mean of a column; None without rows, blanks do not count."""

    def reducer(self) -> Reducer:
        return Average(self._label)


class Min(OfColumn):
    """The least value of a column; None without rows."""

    def reducer(self) -> Reducer:
        return Extreme(greatest=False)


class Max(OfColumn):
    """The greatest value of a column; None without rows."""

    def reducer(self) -> Reducer:
        return Extreme(greatest=True)


class Distinct(OfColumn):
    """The different values of a column, sorted."""

    def reducer(self) -> Reducer:
        return Different()


@dataclass(frozen=True)
class Custom(Aggregate):
    """Any function of the records; called anew after each change.

    Parameters
    ----------
    function : callable
        Gets the list of records, returns the value.
    """

    function: Callable[[list[Record]], Any]

    def compute(self, store: RowStore, positions: Positions) -> Any:
        return self.function(codec.decode_rows(store.take(positions)))


def cells(store: RowStore, positions: Positions, column: str) -> Iterator[Cell]:
    """Yield position and value of some rows, but for those whose value is blank."""
    values = column_values(store.folded, column)
    return ((p, v) for p in positions.tolist() if not is_blank(v := values[p]))
