"""The rows all benches share: ten columns, as a REST API would send them."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from diorama_nb.rows import codec

CATEGORIES = tuple(f"category {n}" for n in range(12))


def records(count: int, first: int = 0) -> dict[str, dict[str, Any]]:
    """Return `count` records of ten columns."""
    return {
        str(i): {
            "id": i,
            "name": f"product {i}",
            "category": CATEGORIES[i % 12],
            "price": (i * 7919 % 100_003) * 0.25,
            "stock": i * 31 % 997,
            "rating": None if i % 7 == 0 else (i % 50) / 10,
            "brand": f"brand {i % 200}",
            "released": f"20{i % 25:02d}-{i % 12 + 1:02d}-{i % 28 + 1:02d}",
            "discontinued": i % 11 == 0,
            "weight": i % 3000,
        }
        for i in range(first, first + count)
    }


def row_table(count: int) -> pa.Table:
    """Return `count` records as a row table, built a slice at a time."""
    step = 100_000
    return codec.concat(
        codec.encode(records(min(step, count - i), i)) for i in range(0, count, step)
    )
