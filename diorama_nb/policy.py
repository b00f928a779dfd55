"""Frozen settings: how long data is fresh, how failures are retried, how fast to ask."""

from __future__ import annotations

import math
import random
import re
from dataclasses import dataclass
from datetime import timedelta

from diorama_nb.errors import SpecError
from diorama_nb.status import Age

Duration = float | int | timedelta | str
"""Seconds, a timedelta, or text such as ``"90s"``, ``"5m"``, ``"1.5h"``, ``"7d"``."""

LOTS = random.Random()  # not the global one, which people seed

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_TEXT = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(ms|s|min|m|h|d)\s*")


def seconds(value: Duration, *, name: str = "duration") -> float:
    """Return a duration in seconds.

    Raises
    ------
    SpecError
        If the text is no duration, or the duration is negative.
    """
    if isinstance(value, timedelta):
        result = value.total_seconds()
    elif isinstance(value, str):
        parsed = _TEXT.fullmatch(value)
        if parsed is None:
            raise SpecError(
                f"{name}={value!r} is no duration", hint=f'write {name}=30, "30s", "5m" or "1h"'
            )
        result = float(parsed[1]) * _UNITS[parsed[2]]
    else:
        try:
            result = math.nan if isinstance(value, bool) else float(value)
        except (TypeError, ValueError):
            result = math.nan
    if math.isnan(result):
        raise SpecError(f"{name}={value!r} is no duration", hint=f"write {name}=30 (seconds)")
    if result < 0:
        raise SpecError(f"{name}={value!r} is negative", hint="durations are zero or more")
    return result


@dataclass(frozen=True, slots=True)
class Retry:
    """How often and when a failed read is tried again.

    Parameters
    ----------
    attempts : int
        Requests in all, the first one included.
    base : float
        Seconds; the upper bound of the first wait, doubled for each further one.
    cap : float
        Seconds; no drawn wait is longer.
    max_wait : float
        Seconds; a source that asks for a longer wait raises `RateLimited` instead.
    """

    attempts: int = 5
    base: float = 0.5
    cap: float = 60.0
    max_wait: float = 120.0

    def __post_init__(self) -> None:
        if self.attempts < 1:
            raise SpecError(
                "Retry.attempts must be 1 or more", hint="Retry(attempts=1) never retries"
            )

    def delay(self, failures: int, *, floor: float = 0.0, draw: float | None = None) -> float:
        """Return the seconds to wait after `failures` failed attempts (full jitter).

        Parameters
        ----------
        failures : int
            Attempts that failed so far, 1 or more.
        floor : float
            Seconds the source asked to wait; never shortened.
        draw : float or None
            A number in [0, 1) instead of a random one.

        References
        ----------
        Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
        """
        doublings = min(failures - 1, 60)  # more would only overflow
        bound = min(self.cap, self.base * 2.0**doublings)
        return max(floor, bound * (LOTS.random() if draw is None else draw))


@dataclass(frozen=True, slots=True)
class Rate:
    """How fast a source may be asked.

    Parameters
    ----------
    limit : str or None
        ``"60/min"``, ``"10/s"``, ``"5000/h"``; None for no limit.
    concurrency : int
        Requests under way at once.
    """

    limit: str | None = None
    concurrency: int = 4

    def __post_init__(self) -> None:
        if self.concurrency < 1:
            raise SpecError("Rate.concurrency must be 1 or more", hint="Rate(concurrency=4)")
        _ = self.interval

    @property
    def interval(self) -> float:
        """Seconds between two requests; 0 without a limit."""
        if self.limit is None:
            return 0.0
        count, slash, unit = self.limit.partition("/")
        if (
            not slash
            or unit.strip() not in _UNITS
            or not count.strip().isdecimal()
            or not int(count)
        ):
            raise SpecError(
                f"Rate({self.limit!r}) is no rate", hint='write Rate("60/min") or Rate("10/s")'
            )
        return _UNITS[unit.strip()] / int(count)


@dataclass(frozen=True, slots=True)
class Freshness:
    """The clocks by which stored rows are judged when they are read.

    Parameters
    ----------
    cache_ttl : float or None
        Seconds; younger rows need no I/O, older ones are served and read again. None: no limit.
    max_stale : float or None
        Seconds; older rows are not served while the source can answer. None: always served.
    """

    cache_ttl: float | None = None
    max_stale: float | None = None

    def judge(self, age: float | None) -> Age:
        """Judge an age in seconds: ``"missing"``, ``"fresh"``, ``"stale"`` or ``"too_stale"``.

        A negative age (a clock set back) counts as stale, never as fresh for ever.
        """
        if age is None:
            return "missing"
        if age < 0:
            return "fresh" if self.cache_ttl is None and self.max_stale is None else "stale"
        if self.max_stale is not None and age > self.max_stale:
            return "too_stale"
        if self.cache_ttl is not None and age > self.cache_ttl:
            return "stale"
        return "fresh"
