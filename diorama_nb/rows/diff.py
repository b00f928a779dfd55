"""Which rows differ between two row tables: by column where Arrow compares as we do."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from diorama_nb.rows import codec
from diorama_nb.values import same_record


def changed_rows(old: pa.Table, new: pa.Table) -> npt.NDArray[np.intp]:
    """Return the numbers of the rows of two tables of equal length that do not say the same.

    Columns narrow the question down to rows whose stored form differs; `same_record` decides
    about these, so that 1 and 1.0, or NaN and NaN, are no change.
    """
    suspects = np.zeros(new.num_rows, bool)
    if not new.num_rows:
        return np.flatnonzero(suspects)
    for field in dict.fromkeys([*old.schema.names[2:], *new.schema.names[2:]]):
        if field in old.schema.names and field in new.schema.names:
            suspects |= _cells_differ(old.column(field), new.column(field))
    suspects |= _cells_differ(old.column(1).cast(pa.string()), new.column(1).cast(pa.string()))
    rows: npt.NDArray[np.intp] = np.flatnonzero(suspects)
    if not len(rows):
        return rows
    where = pa.array(rows)
    before, after = codec.decode_rows(old.take(where)), codec.decode_rows(new.take(where))
    differ = [not same_record(b, a) for b, a in zip(before, after, strict=True)]
    rows = rows[np.array(differ, bool)]
    return rows


def _cells_differ(old: pa.ChunkedArray, new: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    if old.type != new.type:
        return np.ones(len(new), bool)
    if old.type == pa.null():
        return np.zeros(len(new), bool)
    unequal = pc.fill_null(pc.not_equal(old, new), False)
    one_null = pc.xor(pc.is_null(old), pc.is_null(new))
    return np.asarray(pc.or_(unequal, one_null).to_numpy(), dtype=bool)
