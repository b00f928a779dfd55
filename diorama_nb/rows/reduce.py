"""Running states of values over a column: a row that comes or goes costs one step.

A state depends only on which values are in it, not on the way they came: a value that was
added and removed again leaves no trace. Values that are `values.equal` are one to it, for a
store may give back 1 as 1.0. Blank values are never given to a state.
"""

from __future__ import annotations

import bisect
import heapq
import math
from collections import Counter
from collections.abc import Hashable, Iterable
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from operator import itemgetter
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from diorama_nb.errors import SpecError
from diorama_nb.rows.keys import key_of
from diorama_nb.values import order_key

Cell = tuple[int, Any]
"""The position of a row, and its value."""

KEPT: Final = 64
"""Least (or greatest) values that are kept: so many may leave before all are read again."""

SAFE_INT: Final = 2**53
"""Whole floats up to this one count as integers: a store may give back either."""

_FINEST: Final = 1074
"""Every float is a whole number of 2 ** -1074."""

MANY: Final = 64
"""Numbers from which on adding them up column-wise is quicker than one by one."""

_EXACT: Final = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
_WIDE: Final = Context(prec=1000, Emax=MAX_EMAX, Emin=MIN_EMIN)


class Reducer(Protocol):
    """A running state."""

    @property
    def spent(self) -> bool:
        """Whether too much left: `fill` it again before asking for the result."""

    def fill(self, cells: Iterable[Cell]) -> None:
        """Start over with these values."""

    def add(self, position: int, value: Any) -> None:
        """Take a value in."""

    def remove(self, position: int, value: Any) -> None:
        """Take a value out that was in."""

    def result(self) -> Any:
        """Return the value of the state."""


class Total:
    """An exact sum of numbers, whatever their order and however many came and went.

    Integers and floats are added as whole numbers of the finest float, decimals by exponent;
    only the result is rounded, once.

    Parameters
    ----------
    label : str
        What is summed, for errors.
    """

    spent = False

    def __init__(self, label: str) -> None:
        self._label = label
        self._clear()

    def _clear(self) -> None:
        self.count = 0
        self._whole = 0
        self._floats = 0  # how many values are no whole numbers
        self._finest = 0  # their sum, in 2 ** -1074
        self._decimals = 0
        self._coefficients: dict[int, int] = {}
        self._infinite = {1: 0, -1: 0}
        self._strangers: dict[Hashable, tuple[int, str]] = {}

    def fill(self, cells: Iterable[Cell]) -> None:
        """Start over with these values."""
        self._clear()
        for _, value in cells:
            self._shift(value, 1)

    def fill_numbers(self, numbers: npt.NDArray[np.int64] | npt.NDArray[np.float64]) -> None:
        """Start over with these numbers, of which none is NaN."""
        if len(numbers) < MANY or not np.isfinite(numbers).all():
            self.fill(enumerate(numbers.tolist()))
            return
        self._clear()
        self.count = len(numbers)
        if numbers.dtype == np.float64:
            odd = (numbers != np.floor(numbers)) | (np.abs(numbers) > SAFE_INT)
            self._floats, self._finest = int(odd.sum()), _in_finest(numbers[odd])
            numbers = numbers[~odd].astype(np.int64)
        self._whole = sum(numbers.tolist())

    def add(self, position: int, value: Any) -> None:
        """Take a number in."""
        self._shift(value, 1)

    def remove(self, position: int, value: Any) -> None:
        """Take a number out."""
        self._shift(value, -1)

    def _shift(self, value: Any, by: int) -> None:
        self.count += by
        match value:
            case bool():
                self._note_stranger(value, by)
            case int():
                self._whole += by * value
            case float() if math.isinf(value):
                self._infinite[1 if value > 0 else -1] += by
            case float() if value.is_integer() and abs(value) <= SAFE_INT:
                self._whole += by * int(value)
            case float():
                self._floats += by
                numerator, denominator = value.as_integer_ratio()
                self._finest += by * (numerator << (_FINEST + 1 - denominator.bit_length()))
            case Decimal():
                self._shift_decimal(value, by)
            case _:
                self._note_stranger(value, by)

    def _shift_decimal(self, value: Decimal, by: int) -> None:
        self._decimals += by
        if value.is_infinite():
            self._infinite[1 if value > 0 else -1] += by
            return
        exponent = int(value.as_tuple().exponent)
        coefficient = int(value.scaleb(-exponent, _EXACT))
        held = self._coefficients.pop(exponent, 0) + by * coefficient
        if held:
            self._coefficients[exponent] = held

    def _note_stranger(self, value: Any, by: int) -> None:
        key = key_of(value)
        count, text = self._strangers.pop(key, (0, repr(value)))
        if count + by:
            self._strangers[key] = (count + by, text)

    def result(self) -> int | float | Decimal:
        """Return the sum: an int of whole numbers, a Decimal when one was among them.

        Raises
        ------
        SpecError
            When a value is no number.
        """
        self._check()
        if self._floats or self._decimals or any(self._infinite.values()):
            return self._over(1)
        return self._whole

    def mean(self) -> float | Decimal | None:
        """Return the mean of the values, None of none; raises like `result`."""
        self._check()
        return self._over(self.count) if self.count else None

    def _check(self) -> None:
        for _, text in self._strangers.values():
            raise SpecError(
                f"{self._label} met {text}, which is no number",
                hint="Count and Distinct work on any values",
            )

    def _over(self, count: int) -> float | Decimal:
        if any(self._infinite.values()):
            more, less = self._infinite[1], self._infinite[-1]
            infinite = math.nan if more and less else math.inf if more else -math.inf
            return Decimal(infinite) if self._decimals else infinite
        if self._decimals:
            total = self._decimal()
            return total if count == 1 else total / count
        return _quotient((self._whole << _FINEST) + self._finest, count << _FINEST)

    def _decimal(self) -> Decimal:
        total = Decimal(self._whole)
        for exponent, coefficient in sorted(self._coefficients.items()):
            part = _WIDE.scaleb(Decimal(coefficient), exponent)
            total = _WIDE.add(total, part)
        if self._floats:
            part = Decimal(repr(_quotient(self._finest, 1 << _FINEST)))
            total = _WIDE.add(total, part)
        return total


def _in_finest(numbers: npt.NDArray[Any]) -> int:
    """Return the exact sum of finite floats, in 2 ** -1074.

    Their 53 digits are added up by exponent, in two halves: so few digits that no sum of a
    half is rounded.
    """
    if not len(numbers):
        return 0
    parts, exponents = np.frexp(numbers)
    digits = np.ldexp(parts, 53).astype(np.int64)
    least = int(exponents.min())
    total = 0
    high = np.bincount(exponents - least, digits >> 26)
    low = np.bincount(exponents - least, digits & (2**26 - 1))
    for offset in np.flatnonzero((high != 0) | (low != 0)).tolist():
        held = (int(high[offset]) << 26) + int(low[offset])
        shift = least + offset - 53 + _FINEST
        total += held << shift if shift >= 0 else held >> -shift
    return total


def _quotient(numerator: int, denominator: int) -> float:
    """Return the float that is nearest to a fraction."""
    try:
        return numerator / denominator
    except OverflowError:
        return math.inf if numerator > 0 else -math.inf


class Average(Total):
    """An exact mean."""

    def result(self) -> Any:
        """Return the mean of the numbers; None of none."""
        return self.mean()


class Extreme:
    """The least value, or the greatest; of equal ones that of the first row.

    Only the best few values are kept. While one of them is left it is the best of all; when
    the last one leaves, all values must be read again.
    """

    def __init__(self, *, greatest: bool) -> None:
        self._greatest = greatest
        self.fill(())

    def _placed(self, cell: Cell) -> tuple[Any, int, Any]:
        position, value = cell
        return order_key(value, descending=self._greatest), position, value

    def fill(self, cells: Iterable[Cell]) -> None:
        """Start over with these values."""
        best = heapq.nsmallest(KEPT + 1, map(self._placed, cells), key=_PLACE)
        self._best, self._whole = best[:KEPT], len(best) <= KEPT

    @property
    def spent(self) -> bool:
        """Whether every value that was kept has left, and there are others."""
        return not self._best and not self._whole

    def add(self, position: int, value: Any) -> None:
        """Take a value in."""
        cell = self._placed((position, value))
        if not self._whole and (not self._best or cell[:2] > self._best[-1][:2]):
            return  # among those that are not kept
        bisect.insort(self._best, cell, key=_PLACE)
        if len(self._best) > KEPT:
            del self._best[KEPT:]
            self._whole = False

    def remove(self, position: int, value: Any) -> None:
        """Take a value out."""
        cell = self._placed((position, value))
        at = bisect.bisect_left(self._best, cell[:2], key=_PLACE)
        if at < len(self._best) and self._best[at][:2] == cell[:2]:
            del self._best[at]

    def result(self) -> Any:
        """Return the best value; None of none."""
        return self._best[0][2] if self._best else None


_PLACE: Final = itemgetter(0, 1)


class Different:
    """The different values, sorted, each counted."""

    spent = False

    def __init__(self) -> None:
        self.fill(())

    def fill(self, cells: Iterable[Cell]) -> None:
        """Start over with these values."""
        values = [value for _, value in cells]
        keys = values if set(map(type, values)) == {str} else list(map(key_of, values))
        self._count: dict[Hashable, int] = Counter(keys)
        some = dict(zip(reversed(keys), reversed(values), strict=True))  # the first of each
        # What sorts alike need not be equal, as a day and its midnight: their text decides.
        self._sorted = sorted(map(_ranked, some.values()), key=_PLACE)

    def add(self, position: int, value: Any) -> None:
        """Take a value in."""
        key = key_of(value)
        self._count[key] = self._count.get(key, 0) + 1
        if self._count[key] == 1:
            bisect.insort(self._sorted, _ranked(value), key=_PLACE)

    def remove(self, position: int, value: Any) -> None:
        """Take a value out."""
        key = key_of(value)
        self._count[key] -= 1
        if not self._count[key]:
            del self._count[key]
            at = bisect.bisect_left(self._sorted, order_key(value), key=itemgetter(0))
            while key_of(self._sorted[at][2]) != key:
                at += 1
            del self._sorted[at]

    def result(self) -> list[Any]:
        """Return the different values, sorted."""
        return [value for *_, value in self._sorted]


def _ranked(value: Any) -> tuple[Any, str, Any]:
    return order_key(value), repr(value), value
