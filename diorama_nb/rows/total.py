"""Exact sums and means: running states of numbers (`diorama_nb.rows.reduce`)."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from diorama_nb.errors import SpecError
from diorama_nb.rows.columns import SAFE_INT
from diorama_nb.rows.keys import key_of
from diorama_nb.rows.reduce import MANY, Cell

_FINEST: Final = 1074
"""Every float is a whole number of 2 ** -1074."""

_EXACT: Final = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
_WIDE: Final = Context(prec=1000, Emax=MAX_EMAX, Emin=MIN_EMIN)


class Total:
    """An exact sum of numbers, whatever their order and however many came and went.

    Floats are added as whole numbers of the finest float, decimals by exponent; only the result
    is rounded, once.

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

    def fill_tally(self, tally: Iterable[tuple[Any, int]]) -> None:
        """Start over with these numbers, each so many times."""
        self._clear()
        for value, times in tally:
            self._shift(value, times)

    def fill_numbers(self, numbers: npt.NDArray[np.int64] | npt.NDArray[np.float64]) -> None:
        """Start over with these numbers, of which none is NaN."""
        if len(numbers) < MANY or not np.isfinite(numbers).all():
            self.fill(enumerate(numbers.tolist()))
            return
        self._clear()
        self.count = len(numbers)
        if numbers.dtype == np.float64:
            # A store may give back 1 as 1.0: what is whole counts as an integer, always.
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
