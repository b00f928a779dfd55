"""Durations as a person types them, read without a rounding error. Pure."""

from __future__ import annotations

import re
from datetime import timedelta
from fractions import Fraction
from typing import Final

HINT: Final = "like 1 day 02:03:04, 90 min or PT1H30M"

_CLOCK: Final = re.compile(
    r"((?P<days>[+-]?\d{1,10}) days?(,? (?=.)|$))?"
    r"((?P<sign>[+-]?)(?P<hours>\d{1,12}):(?P<minutes>[0-5]\d)"
    r"(:(?P<seconds>[0-5]\d(\.\d{1,6})?))?)?"
)
"""As Python, pandas and PostgreSQL write them: each part has a sign of its own."""

_NUMBER: Final = r"\d{1,12}(\.\d{1,9})?"
_UNITS: Final = re.compile(rf"[+-]? ?({_NUMBER} ?(days?|min|ms|[dhms]) ?)+")
_ISO: Final = re.compile(
    rf"[+-]?P(?=\d|T\d)({_NUMBER}W)?({_NUMBER}D)?(T({_NUMBER}H)?({_NUMBER}M)?({_NUMBER}S)?)?"
)
_PART: Final = re.compile(r"(\d+(?:\.\d+)?) ?([a-zA-Z]+)")
_SECONDS: Final[dict[str, int | Fraction]] = {
    "W": 604_800, "D": 86_400, "H": 3600, "M": 60, "S": 1,
    "day": 86_400, "days": 86_400, "d": 86_400, "h": 3600, "min": 60, "m": 60, "s": 1,
    "ms": Fraction(1, 1000),
}  # fmt: skip


def duration_of(text: str) -> timedelta:
    """Return a duration.

    Parameters
    ----------
    text : str
        ``1 day 02:03:04``, ``-0:30:00``, ``1 h 30 min``, or ISO 8601 (``P1DT2H3M4S``) without
        years and months, which have no length.

    Raises
    ------
    ValueError
        If it is none, or is finer than a microsecond.
    OverflowError
        If it is too long.
    """
    text = text.replace("\u2212", "-")
    if text and (clock := _CLOCK.fullmatch(text)):
        rest = Fraction(clock["seconds"] or 0)
        rest += 3600 * int(clock["hours"] or 0) + 60 * int(clock["minutes"] or 0)
        total = 86_400 * int(clock["days"] or 0) + (-rest if clock["sign"] == "-" else rest)
    elif _UNITS.fullmatch(text) or _ISO.fullmatch(text):
        parts = _PART.findall(text.lstrip("+-P ").replace("T", ""))
        total = sum((Fraction(n) * _SECONDS[unit] for n, unit in parts), Fraction())
        total = -total if text.startswith("-") else total
    else:
        raise ValueError(text)
    microseconds = total * 1_000_000
    if microseconds.denominator != 1:
        raise ValueError("finer than a microsecond")
    return timedelta(microseconds=int(microseconds))
