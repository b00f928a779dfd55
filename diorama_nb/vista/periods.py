"""Periods of pandas in tables of Arrow, which hold them as numbers: here they are text."""

from __future__ import annotations

import json
from typing import Any, Final

import pyarrow as pa

_NAME: Final = "pandas.period"


def frequencies(schema: pa.Schema) -> dict[str, str]:
    """Return the columns that hold periods, and the length of these: ``{"month": "M"}``."""
    found = {field.name: _frequency(field) for field in schema}
    return {name: length for name, length in found.items() if length is not None}


def _frequency(field: pa.Field) -> str | None:
    if getattr(field.type, "extension_name", "") == _NAME:  # pandas has told Arrow of it
        return str(field.type.freq)
    told = field.metadata or {}
    if told.get(b"ARROW:extension:name", b"").decode() != _NAME:
        return None
    return str(json.loads(told[b"ARROW:extension:metadata"])["freq"])


def spelled(table: pa.Table) -> pa.Table:
    """Return a table with its periods as pandas writes them: ``2026-03``, ``2026Q1``."""
    for name, length in frequencies(table.schema).items():
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, _spelled(table.column(place), length))
    return table


def _spelled(numbers: pa.ChunkedArray, length: str) -> pa.Array:
    import pandas as pd

    held = numbers.cast(pa.int64()).combine_chunks()
    blank = held.is_null().to_numpy(zero_copy_only=False)
    index: Any = pd.PeriodIndex  # its stubs lack what is needed
    periods = index.from_ordinals(held.fill_null(0).to_numpy(), freq=length)
    return pa.array(periods.astype(str).to_numpy(object), pa.string(), mask=blank)
