"""One value out of many rows: count, sum, least, greatest, mean, distinct, or your own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from diorama_nb.query import Order, Query
from diorama_nb.rows import codec
from diorama_nb.rows.columnar import Cells
from diorama_nb.rows.index import Positions
from diorama_nb.rows.reduce import KEPT, MANY, Different, Extreme, Reducer
from diorama_nb.rows.select import arrange
from diorama_nb.rows.store import RowStore
from diorama_nb.rows.total import Average, Total
from diorama_nb.values import Record, is_blank, lookup

Kind = Literal["count", "sum", "min", "max", "distinct"]

Tally = Sequence[tuple[Any, int]]
"""Values, none of them blank, each with how many rows hold it."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What of some rows a value is made of, for sources that can tell it without the rows.

    It is told as a `Tally`: that of the column, or any shorter one that comes to the same. So
    what two sets of rows tell can be put together, whatever is made of it.

    Parameters
    ----------
    kind : str
        ``"count"``: a tally of as many rows. ``"sum"``: one with the same sum, of as many
        values. ``"min"``, ``"max"``: one with the same least or greatest value.
        ``"distinct"``: one of the same different values.
    column : str or None
        Whose values, of which blanks do not count; None for a count.
    """

    kind: Kind
    column: str | None = None

    def tally(self, records: Iterable[Record]) -> list[tuple[Any, int]]:
        """Return what is told of some records."""
        if self.column is None:
            return [(None, sum(1 for _ in records))]
        values = (lookup(record, self.column) for record in records)
        return [(value, 1) for value in values if not is_blank(value)]


class Aggregate:
    """Base of all values; a value of your own is `Custom`."""

    query: Query = Query()
    """Which rows count."""

    needs_rows: bool = True
    """Whether the rows must be read; a count may be known without."""

    @property
    def label(self) -> str:
        """What it is, in words."""
        return type(self).__name__

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns it is computed from, as far as it names them."""
        return ()

    def compute(self, store: RowStore, positions: Positions) -> Any:
        """Return the value over some rows of a store."""
        raise NotImplementedError

    @property
    def measure(self) -> Measure | None:
        """What a source may tell in place of the rows; None: every row must be read."""
        return None

    def combine(self, told: Tally, records: Iterable[Record] = ()) -> Any:
        """Return the value over the rows that a source told of `measure`, and over others."""
        raise NotImplementedError

    @property
    def key(self) -> str | None:
        """A stable text, equal for equal values in any process; None where there is none."""
        return None


@dataclass(frozen=True)
class Count(Aggregate):
    """How many rows there are."""

    needs_rows = False

    @property
    def label(self) -> str:
        """What it is, in words."""
        return "Rows"

    def compute(self, store: RowStore, positions: Positions) -> int:
        return len(positions)

    @property
    def measure(self) -> Measure:
        """What a source may tell in place of the rows."""
        return Measure("count")

    def combine(self, told: Tally, records: Iterable[Record] = ()) -> int:
        return sum(times for _, times in (*told, *self.measure.tally(records)))

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
    def label(self) -> str:
        """What it is, in words."""
        return f"Rows where {self.column} {self.op} {self.value}"

    @property
    def query(self) -> Query:  # type: ignore[override] # read-only, as everywhere
        """The rows that pass."""
        return Query().where(self.column, self.op, self.value)


@dataclass(frozen=True)
class OfColumn(Aggregate):
    """Base of the values over one column, whose blanks do not count."""

    column: str

    _kind: ClassVar[Kind]
    _what: ClassVar[str]

    @property
    def label(self) -> str:
        """What it is, in words."""
        return f"{self._what} of {self.column}"

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns it is computed from."""
        return (self.column,)

    def compute(self, store: RowStore, positions: Positions) -> Any:
        return self.over(Cells(store), positions).result()

    def reducer(self) -> Reducer:
        """Return an empty running state of this value."""
        raise NotImplementedError

    def over(self, cells: Cells, positions: Positions) -> Reducer:
        """Return a running state over some rows."""
        state = self.reducer()
        self.fill(state, cells, positions)
        return state

    def fill(self, state: Any, cells: Cells, positions: Positions) -> None:
        """Let a state of this value start over with some rows."""
        state.fill(cells.of(self.column, positions))

    @property
    def measure(self) -> Measure:
        """What a source may tell in place of the rows."""
        return Measure(self._kind, self.column)

    def combine(self, told: Tally, records: Iterable[Record] = ()) -> Any:
        state = self.reducer()
        state.fill_tally([*told, *self.measure.tally(records)])
        return state.result()

    @property
    def key(self) -> str:
        """A stable text."""
        return repr(self)


class _OfNumbers(OfColumn):
    _kind = "sum"

    def fill(self, state: Total, cells: Cells, positions: Positions) -> None:
        numbers = cells.numbers(self.column, positions)
        if numbers is None:
            super().fill(state, cells, positions)
        else:
            state.fill_numbers(numbers)


class Sum(_OfNumbers):
    """The exact sum of a column; 0 without rows, blanks do not count.

    Integers and decimals are not rounded, a sum of floats is rounded once, at its end.
    """

    _what = "Sum"

    def reducer(self) -> Total:
        return Total(self.label)


class Mean(_OfNumbers):
    """The arithmetic mean of a column; None without rows, blanks do not count."""

    _what = "Mean"

    def reducer(self) -> Average:
        return Average(self.label)


class _Best(OfColumn):
    _greatest = False

    def reducer(self) -> Extreme:
        return Extreme(greatest=self._greatest)

    def fill(self, state: Extreme, cells: Cells, positions: Positions) -> None:
        if len(positions) > MANY:  # sorted by a kernel, where that compares as we do
            order = (Order(self.column, self._greatest),)
            positions = arrange(cells.store, np.sort(positions), order)[: KEPT + 1]
        super().fill(state, cells, positions)


class Min(_Best):
    """The least value of a column; None without rows."""

    _kind = "min"
    _what = "Minimum"


class Max(_Best):
    """The greatest value of a column; None without rows."""

    _kind = "max"
    _what = "Maximum"
    _greatest = True


class Distinct(OfColumn):
    """The different values of a column, sorted."""

    _kind = "distinct"
    _what = "Distinct values"

    def reducer(self) -> Different:
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

    @property
    def label(self) -> str:
        """What it is, in words."""
        name = getattr(self.function, "__name__", "<lambda>")
        return "Value" if name == "<lambda>" else name

    def compute(self, store: RowStore, positions: Positions) -> Any:
        return self.function(codec.decode_rows(store.take(positions)))
