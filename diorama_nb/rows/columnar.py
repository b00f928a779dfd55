"""The values of a store column by column, each decoded once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from diorama_nb.rows.index import Positions
from diorama_nb.rows.reduce import Cell
from diorama_nb.rows.select import column_values, plain_column
from diorama_nb.rows.store import RowStore
from diorama_nb.values import is_blank

FEW: Final = 100
"""So many values are read one by one before a column is decoded whole."""

Numbers = npt.NDArray[np.int64] | npt.NDArray[np.float64]


class Cells:
    """Reads columns of one store for those who want many of their values.

    Parameters
    ----------
    store : RowStore
        The rows.
    """

    def __init__(self, store: RowStore) -> None:
        self.store = store
        self._read = 0
        self._values: dict[str, list[Any]] = {}
        self._numbers: dict[str, tuple[Numbers, npt.NDArray[np.bool_]] | None] = {}

    def of(self, column: str, positions: Positions) -> Iterator[Cell]:
        """Yield position and value of some rows, but for those whose value is blank."""
        values = self._values.get(column)
        if values is None and self._read + len(positions) <= FEW:
            self._read += len(positions)
            for position in positions.tolist():
                if not is_blank(value := self.store.value(position, column)):
                    yield position, value
            return
        if values is None:
            values = self._values[column] = column_values(self.store.folded, column)
        for position in positions.tolist():
            if not is_blank(value := values[position]):
                yield position, value

    def numbers(self, column: str, positions: Positions) -> Numbers | None:
        """Return the values of some rows, without blanks; None where not all are numbers."""
        if column not in self._numbers:
            self._numbers[column] = self._as_numbers(column)
        held = self._numbers[column]
        return None if held is None else held[0][positions[held[1][positions]]]

    def _as_numbers(self, column: str) -> tuple[Numbers, npt.NDArray[np.bool_]] | None:
        cells = plain_column(self.store.folded, column)
        if cells is None or cells.type not in (pa.int64(), pa.float64()):
            return None
        there = np.asarray(cells.is_valid().to_numpy(), bool)
        numbers: Numbers = pc.fill_null(cells, 0).to_numpy()
        return numbers, there if cells.type == pa.int64() else there & ~np.isnan(numbers)
