"""Numbers as people read them, and how they changed. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from diorama_nb.errors import SpecError
from diorama_nb.values import display

Format = Callable[[Any], str]

Point = tuple[int, float]
"""Milliseconds since the epoch, and the value from then on."""

GROUP = "\u202f"
"""Between groups of digits: a narrow space, as the page writes them."""


def number_of(value: object) -> float | None:
    """Return a value as a number to draw, None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def plainly(value: Any) -> str:
    """Return a value with as many digits as say something."""
    if isinstance(value, bool) or number_of(value) is None:
        return display(value)
    if isinstance(value, int):
        return f"{value:,}".replace(",", GROUP)
    digits = 2 if abs(value) >= 1000 else 4
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".").replace(",", GROUP)


def formatter(format: str | Format | None) -> Format:
    """Return what makes a text of a value.

    Parameters
    ----------
    format : str, callable or None
        A format specification (``",.2f"``), a template (``"{:,.0f} €"``) or a function. A value
        it does not fit is shown plainly.

    Raises
    ------
    SpecError
        If it fits no number at all.
    """
    if format is None:
        return plainly
    if callable(format):
        return lambda value: str(format(value))
    template = format if "{" in format else f"{{:{format}}}"

    def formatted(value: Any) -> str:
        try:
            return template.format(value)
        except (ValueError, TypeError, LookupError):
            return plainly(value)

    for sample in (1, 1.5, "text"):
        try:
            template.format(sample)
        except (ValueError, TypeError, LookupError):
            continue
        return formatted
    raise SpecError(f"format={format!r} formats nothing", hint='format=",.2f" or "{:,.0f} €"')


def change_of(
    first: Point | None, points: Sequence[Point], format: Format
) -> dict[str, Any] | None:
    """Return how a value changed since it was first seen; None where it did not.

    Returns
    -------
    dict or None
        ``text`` and ``percent`` (blank where it says nothing) with their sign, ``direction``
        (1 or -1), and ``since``, milliseconds since the epoch.
    """
    if first is None or not points or len(points) < 2:
        return None
    (since, before), now = first, points[-1][1]
    moved = now - before
    if not moved or not math.isfinite(moved):
        return None
    sign = "+" if moved > 0 else "\u2212"
    whole = float(moved).is_integer() and float(now).is_integer()
    size: int | float = int(abs(moved)) if whole else abs(moved)
    share = abs(moved / before) * 100 if before else math.inf
    percent = f"{sign}{share:.{1 if share < 10 else 0}f} %" if share < 1000 else ""
    return {
        "text": sign + format(size),
        "percent": percent,
        "direction": 1 if moved > 0 else -1,
        "since": since,
    }
