"""Ids by the column: what text they are, and whether each stands once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from diorama_nb.rows.hashing import Ids, hashes_of
from diorama_nb.values import as_ids

_TEXT = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)


def ids_of_values(column: pa.Array | pa.ChunkedArray) -> Ids:
    """Return the ids that values are, as `diorama_nb.values.as_id` makes them one by one."""
    plain = pa.types.is_integer(column.type) or any(is_(column.type) for is_ in _TEXT)
    if plain and not column.null_count:
        return column.cast(pa.string())
    return as_ids(column.to_pylist())


def as_strings(ids: Ids) -> Sequence[str]:
    """Return ids as Python strings, without work where they are."""
    return ids.to_pylist() if isinstance(ids, pa.ChunkedArray) else ids


def repeated(ids: Ids) -> str | None:
    """Return an id that stands more than once, None where each stands once."""
    hashes = hashes_of(ids)
    ordered = np.sort(hashes)
    places = np.flatnonzero(np.isin(hashes, ordered[1:][ordered[1:] == ordered[:-1]]))
    seen = set()
    for place in places.tolist():
        id = str(ids[place])
        if id in seen:
            return id
        seen.add(id)
    return None
