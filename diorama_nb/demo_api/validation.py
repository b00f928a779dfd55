"""What a product may hold; pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from ..demo_data import COLUMNS, Product

_REQUIRED: Final = ("name", "category", "price")
DEFAULTS: Final[Product] = {
    "id": 0, "name": "", "category": "", "brand": "", "price": None, "stock": 0,
    "rating": None, "tags": [], "released": None, "discontinued": False, "description": "",
}  # fmt: skip
"""What a new product holds where nothing was sent."""


def faults(record: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what is wrong with a product, by column.

    Parameters
    ----------
    record
        The product as it would be.
    given
        The columns that were sent; others may be unknown here.
    """
    found: dict[str, list[str]] = {}
    for column in given:
        if column not in COLUMNS:
            found[column] = [f"is no column; the columns are {', '.join(COLUMNS)}"]
    for column, (holds, must) in _RULES.items():
        if column in _REQUIRED and record.get(column) in (None, "") and column not in given:
            found[column] = ["is required"]
        elif not holds(record.get(column)):
            found[column] = [must]
    return found


def _is_number(value: object) -> bool:
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    )


def is_id(value: object) -> bool:
    """Whether a value can name a product."""
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value < 10**18


def _is_day(value: object) -> bool:
    try:
        return value is None or bool(date.fromisoformat(str(value)))
    except ValueError:
        return False


_Rule = tuple[Callable[[Any], bool], str]

_RULES: Final[Mapping[str, _Rule]] = {
    "id": (is_id, "must be a whole number from 1"),
    "name": (lambda v: isinstance(v, str) and 0 < len(v) <= 200, "must be 1 to 200 letters"),
    "category": (lambda v: isinstance(v, str) and v != "", "must be text"),
    "brand": (lambda v: isinstance(v, str), "must be text"),
    "price": (lambda v: _is_number(v) and v >= 0, "must be 0 or more"),
    "stock": (
        lambda v: isinstance(v, int) and not isinstance(v, bool) and v >= 0,
        "must be a whole number from 0",
    ),
    "rating": (
        lambda v: v is None or (_is_number(v) and 0 <= v <= 5),
        "must be from 0 to 5, or null",
    ),
    "tags": (
        lambda v: isinstance(v, list) and all(isinstance(tag, str) for tag in v),
        "must be a list of texts",
    ),
    "released": (_is_day, "must be a day such as 2024-05-31, or null"),
    "discontinued": (lambda v: isinstance(v, bool), "must be true or false"),
    "description": (lambda v: isinstance(v, str), "must be text"),
}
