"""How often the demo API lets itself be asked."""

import math

_PERIODS = {"s": 1.0, "m": 60.0, "h": 3600.0}


class RateLimit:
    """A token bucket: so many requests at once, refilled evenly over the period.

    Parameters
    ----------
    text
        Requests per second, minute or hour: ``"20/s"``, ``"300/m"``, ``"5000/h"``.
    """

    def __init__(self, text: str) -> None:
        count, _, unit = text.partition("/")
        if not count.isdecimal() or int(count) == 0 or unit not in _PERIODS:
            raise ValueError(f"a rate limit looks like 20/s, 300/m or 5000/h, not {text!r}")
        self._capacity = float(count)
        self._per_second = self._capacity / _PERIODS[unit]
        self._tokens = self._capacity
        self._then = -math.inf

    def take(self, now: float) -> float:
        """Take one request at a monotonic time; return the seconds to wait, 0 when admitted."""
        refilled = self._tokens + (now - self._then) * self._per_second
        self._tokens, self._then = min(self._capacity, refilled), now
        if self._tokens >= 1:
            self._tokens -= 1
            return 0.0
        return (1 - self._tokens) / self._per_second
