"""What answers, good ones as well, say of how fast their source may be asked; pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

_ITEM: Final = re.compile(r'("[^"]*"|[^\s";,=]+)((?:\s*;\s*[^\s;,=]+\s*=\s*[^;,]*)*)')
_PARAM: Final = re.compile(r"([a-z*]+)\s*=\s*([^\s;,]+)")
_FAMILIES: Final = ("x-ratelimit", "x-rate-limit", "ratelimit")
_UNTOLD: Final = 60.0
"""Seconds for who refuses for the speed and names no time: GitHub wants a minute at least."""


def asked_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds a source asks to wait, None when it does not say.

    Parameters
    ----------
    headers : mapping
        Names in lower case; of an answer of any status.
    now : datetime
        The time of the answer (UTC).

    References
    ----------
    RFC 9110, section 10.2.3 (``Retry-After``: seconds or a date).
    ``X-RateLimit-Reset`` is epoch seconds at most APIs and seconds from now in older drafts of
    the IETF's: above 1e9 is an epoch.
    draft-ietf-httpapi-ratelimit-headers: ``RateLimit: "name";r=0;t=30`` has nothing left for
    30 seconds; without ``t``, ``RateLimit-Policy: "name";q=100;w=60`` tells the window.
    Kinto, "Backoff indicators": ``Backoff``, seconds, on good answers too.
    """
    for name in ("retry-after", "backoff"):
        if said := headers.get(name, "").strip():
            return _moment(said, now)
    return max((wait for wait in _spent(headers, now) if wait is not None), default=None)


def is_limited(status: int, headers: Mapping[str, str], said: str, now: datetime) -> bool:
    """Whether a refusal is about speed: 429, or 403 with evidence for it.

    Parameters
    ----------
    said : str
        What the source says in words: some have nothing else for limits of a second kind.
    """
    if status == 403:
        spent = [*_spent(headers, now)]
        return bool(spent) or "retry-after" in headers or "rate limit" in said.lower()
    return status == 429


def refused_wait(
    status: int, headers: Mapping[str, str], said: str, now: datetime
) -> float | None:
    """Return the seconds that a refusal asks to wait; see `asked_wait`."""
    wait = asked_wait(headers, now)
    return _UNTOLD if wait is None and status == 403 and "rate limit" in said.lower() else wait


def _moment(said: str, now: datetime) -> float | None:
    if (number := _number(said)) is not None:
        return number
    try:
        at = parsedate_to_datetime(said)
    except ValueError:
        return None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return max(0.0, (at - now).total_seconds())


def _spent(headers: Mapping[str, str], now: datetime) -> Iterator[float | None]:
    """Yield for each budget that is used up the seconds until there is a new one, if told."""
    for family in _FAMILIES:
        if headers.get(f"{family}-remaining", "").strip() == "0":
            reset = _number(headers.get(f"{family}-reset", ""))
            epoch = now.timestamp() if (reset or 0) > 1e9 else 0.0
            yield None if reset is None else max(0.0, reset - epoch)
    policies = dict(_items(headers.get("ratelimit-policy", "")))
    for name, of in _items(headers.get("ratelimit", "")):
        if of.get("r") == "0":
            yield _number(of.get("t") or policies.get(name, {}).get("w", ""))


def _items(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the names and parameters of a list, such as ``"a";r=0;t=30, "b";r=5``."""
    old = dict(_PARAM.findall(text.lower()))
    if "remaining" in old:  # the seventh draft, and those before it
        yield "", {"r": old["remaining"], "t": old.get("reset", "")}
        return
    for name, params in _ITEM.findall(text):
        yield name.strip('"'), dict(_PARAM.findall(params.lower()))


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None
