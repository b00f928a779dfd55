"""What a format gives a `FileSource`: the rows of one state of a file, and who finds them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from diorama_nb.errors import SourceError
from diorama_nb.query import Query
from diorama_nb.values import Record
from diorama_nb.vista.columns import Column
from diorama_nb.vista.files.stamp import Stamp

Places = npt.NDArray[np.int64]
"""Numbers of rows, counted from 0."""


class Engine(Protocol):
    """What finds the rows of a query in one state of a file."""

    def split(self, query: Query) -> tuple[Query, Query]:
        """Divide a query into what is answered here exactly as we do, and the rest."""

    def positions(self, query: Query) -> Places:
        """Return the numbers of the rows of a query, in its order; blocks.

        Raises
        ------
        SourceError
            Also where the rows show that the query must be split in another way.
        """

    def explain(self, query: Query) -> str:
        """Tell what a query would do."""


class FileRows(Protocol):
    """The rows of one state of a file."""

    @property
    def stamp(self) -> Stamp:
        """The state."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, as a sample or the file itself tells them."""

    @property
    def engine(self) -> Engine | None:
        """What answers queries; None where nothing does."""

    @property
    def summary(self) -> str:
        """How the file is read, in words."""

    async def reach(self, row: int | None) -> tuple[int, bool]:
        """Return how many rows are known, and whether these are all.

        Parameters
        ----------
        row : int or None
            Rows that must be known at least, if there are so many; None: all.
        """

    def read(self, first: int, last: int) -> list[Record]:
        """Return rows [first, last), which are known; blocks.

        Raises
        ------
        SourceChanged
            If the file is in another state.
        """

    def table(self, first: int, last: int) -> pa.Table:
        """Return the same rows as a row table under their numbers; blocks."""

    def pick(self, rows: Sequence[int]) -> list[Record]:
        """Return single rows in the order of their numbers given; blocks."""

    def close(self) -> None:
        """Let go of what works in the background."""


def check_names(path: Path, schema: pa.Schema) -> None:
    """Refuse a file two of whose columns have one name.

    Raises
    ------
    SourceError
        Names the column.
    """
    names = schema.names
    if twice := [name for name in names if names.count(name) > 1]:
        raise SourceError(
            f"{path.name} has two columns {twice[0]!r}",
            hint="give each column a name of its own",
        )
