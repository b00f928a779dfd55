"""Columns of text as values: one cell after the other, or stored whole by Arrow; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from diorama_nb.rows.columns import Column, encode_column
from diorama_nb.vista.files import cells

_DAY: Final = "[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}"
_CLOCK: Final = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
_SAME: Final[dict[str, tuple[str, pa.DataType]]] = {
    "text": ("", pa.string()),
    "boolean": ("^(true|false|True|False|TRUE|FALSE)$", pa.bool_()),
    "integer": ("^(0|-?[1-9][0-9]{0,17})$", pa.int64()),
    "number": (
        r"^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?$", pa.float64()
    ),
    "date": (f"^{_DAY}$", pa.date32()),
    "datetime": (f"^{_DAY}[T ]{_CLOCK}$", pa.timestamp("us")),
}  # fmt: skip
"""Type → cells that Arrow reads as `cells` does, and what they are stored as."""


@dataclass(frozen=True, slots=True)
class TextColumn:
    """How the cells of one column of text are read.

    Parameters
    ----------
    name : str
        Its name.
    word : str
        Its declared type, see `cells.typed`; or ``unknown``.
    nulls : frozenset of str
        Cells that are null.
    numbers : Numbers
        How numbers are written.
    """

    name: str
    word: str
    nulls: frozenset[str]
    numbers: cells.Numbers
    read: cells.ColumnReader = field(init=False, repr=False, compare=False)
    """Returns the values of many cells."""

    def __post_init__(self) -> None:
        read = cells.reader_of(self.word, self.nulls, self.numbers)
        object.__setattr__(self, "read", read)

    def store(self, texts: Sequence[str]) -> Column:
        """Return the values of many cells as a row table has them."""
        same = self._same(texts)
        return encode_column(self.name, self.read(texts)) if same is None else same

    def _same(self, texts: Sequence[str]) -> Column | None:
        """Return what Arrow reads, None where that might be something else."""
        word = "text" if self.word == "unknown" else self.word
        if word not in _SAME or (word in cells.NUMERIC and self.numbers != cells.PLAIN):
            return None
        pattern, type_ = _SAME[word]
        try:
            column = pa.array(texts, pa.string())
            if self.nulls:
                null = pc.is_in(column, pa.array(sorted(self.nulls), pa.string()))
                column = pc.if_else(null, None, column)
            fits = pc.match_substring_regex(column, pattern)
            if not pc.all(fits, min_count=0).as_py():
                return None
            return column.cast(type_)
        except (pa.ArrowInvalid, UnicodeEncodeError):  # the 30th of February; half a letter
            return None
