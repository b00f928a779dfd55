"""Rows in groups: one row per key, with values over all rows that have it."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from diorama_nb.errors import SpecError
from diorama_nb.query import ALL
from diorama_nb.rows import codec
from diorama_nb.rows.aggregate import Aggregate, Count, OfColumn
from diorama_nb.rows.columnar import Cells
from diorama_nb.rows.index import Positions
from diorama_nb.rows.keys import key_of
from diorama_nb.rows.select import column_values, matching, plain_column
from diorama_nb.rows.store import RowStore
from diorama_nb.values import Record, as_id, is_blank, order_key

WHOLE: Final = "all"
"""The id of the one group there is without keys."""

Codes: TypeAlias = npt.NDArray[np.int64]
"""The group of each row, -1 for a row that is in none."""


@dataclass(frozen=True)
class GroupBy:
    """A table of groups: one row for each key, sorted by it, and values over its rows.

    Rows whose key is blank are in no group. Without keys all rows are one group, which is there
    even when no row is: a table of figures in one row.

    Attributes
    ----------
    keys : tuple of str
        Columns that make the key.
    values : tuple of (str, Aggregate)
        Name and value of each further column.
    """

    keys: tuple[str, ...]
    values: tuple[tuple[str, Aggregate], ...]

    @classmethod
    def of(cls, keys: Iterable[str], values: Mapping[str, Aggregate]) -> GroupBy:
        """Return the table of groups, if it makes sense.

        Raises
        ------
        SpecError
            When it does not.
        """
        keys = tuple(keys)
        if not keys and not values:
            raise SpecError("no figure is named", hint="await dio.figures(rows=dn.Count())")
        for key in keys:
            if not isinstance(key, str):
                raise SpecError(
                    f"{key!r} is no column", hint='dio.group_by("category", n=dn.Count())'
                )
        for name, value in values.items():
            if not isinstance(value, Aggregate):
                raise SpecError(f"{name}={value!r} is no value", hint=f"{name}=dn.Count()")
        names = [*keys, *values]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise SpecError(f"two columns are named {twice!r}", hint="name each once")
        return cls(keys, tuple(values.items()))

    @property
    def reads(self) -> frozenset[str]:
        """The columns it is made from."""
        return frozenset(self.keys).union(*(value.reads for _, value in self.values))

    @property
    def identity(self) -> Hashable:
        """What is equal for equal tables."""
        return self.keys, tuple((name, value.key or value) for name, value in self.values)

    @property
    def key(self) -> str | None:
        """A stable text, equal for equal tables in any process.

        None when a value has none, as functions do.
        """
        told = [[name, value.key] for name, value in self.values]
        return None if any(key is None for _, key in told) else json.dumps([self.keys, told])

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the table."""
        return (*self.keys, *(name for name, _ in self.values))

    def rows(self, store: RowStore, positions: Positions) -> dict[str, Record]:
        """Return the table over some rows of a store.

        Parameters
        ----------
        store : RowStore
            The rows.
        positions : numpy.ndarray
            int64, shape (rows,): which of them count.

        Returns
        -------
        dict of str to Record
            By the text of the key; of several keys, by a JSON list of their texts.
        """
        store = store.folded
        cells = Cells(store)
        codes, groups = self._groups(store, positions)
        columns = [
            _over(value, cells, positions, codes, len(groups)) for _, value in self.values
        ]
        names = self.columns
        by_key = sorted(range(len(groups)), key=lambda g: [order_key(k) for k in groups[g]])
        ids = _each_different(_id(groups[g]) for g in by_key)
        return {
            id: dict(zip(names, (*groups[g], *(column[g] for column in columns)), strict=True))
            for id, g in zip(ids, by_key, strict=True)
        }

    def _groups(
        self, store: RowStore, positions: Positions
    ) -> tuple[Codes, list[tuple[Any, ...]]]:
        """Return the group of each row, and the keys of each group."""
        if not self.keys:
            return np.zeros(len(positions), np.int64), [()]
        parts = [_coded(store, column, positions) for column in self.keys]
        codes = parts[0][0]
        for part, values in parts[1:]:
            _, codes = _packed(codes)  # so that the product is one of numbers of rows
            codes = np.where((codes < 0) | (part < 0), -1, codes * max(1, len(values)) + part)
        first, codes = _packed(codes)
        keys = [tuple(values[part[row]] for part, values in parts) for row in first.tolist()]
        return codes, keys


# --- keys ----------------------------------------------------------------------------------


def _coded(store: RowStore, column: str, positions: Positions) -> tuple[Codes, list[Any]]:
    """Return the number of each row's value, and the values; those `equal` share one."""
    cells = plain_column(store, column)
    if cells is not None and _tells_apart(cells.type):
        chosen = cells.take(pa.array(positions)).combine_chunks().dictionary_encode()
        codes = pc.fill_null(chosen.indices, -1).to_numpy(zero_copy_only=False)
        return codes.astype(np.int64), codec.column_values(chosen.dictionary)
    known: dict[Hashable, int] = {}
    values: list[Any] = []
    codes = np.full(len(positions), -1, np.int64)
    cell = column_values(store, column)
    for row, position in enumerate(positions.tolist()):
        if not is_blank(value := cell[position]):
            codes[row] = code = known.setdefault(key_of(value), len(values))
            if code == len(values):
                values.append(value)
    return codes, values


def _tells_apart(type_: pa.DataType) -> bool:
    """Whether Arrow finds cells of a type equal exactly when `values.equal` does."""
    simple = (pa.types.is_string, pa.types.is_int64, pa.types.is_boolean, pa.types.is_date32)
    return any(test(type_) for test in simple)


def _packed(codes: Codes) -> tuple[Positions, Codes]:
    """Return the first row of each group, and the codes as numbers without gaps."""
    found, first, packed = np.unique(codes, return_index=True, return_inverse=True)
    blank = int(bool(len(found)) and found[0] < 0)
    return first[blank:], packed.astype(np.int64) - blank


def _id(keys: tuple[Any, ...]) -> str:
    if not keys:
        return WHOLE
    texts = [as_id(_as_float(key)) for key in keys]
    return texts[0] if len(texts) == 1 else json.dumps(texts, ensure_ascii=False)


def _as_float(value: Any) -> Any:
    """Return a decimal as the float that equals it: one key, one text."""
    if isinstance(value, Decimal):
        value = float(value) if float(value) == value else value.normalize()
    return value


def _each_different(texts: Iterable[str]) -> list[str]:
    """Return texts with a number behind those that came before: ``1`` may be ``"1"``, too."""
    taken: dict[str, None] = {}
    for text in texts:
        number, free = 2, text
        while free in taken:
            number, free = number + 1, f"{text} ({number})"
        taken[free] = None
    return list(taken)


# --- values --------------------------------------------------------------------------------


def _over(
    value: Aggregate, cells: Cells, positions: Positions, codes: Codes, groups: int
) -> list[Any]:
    """Return one value for each group."""
    kept = codes >= 0
    if value.query != ALL:
        members = np.zeros(cells.store.size, bool)
        members[matching(cells.store, value.query, positions)] = True
        kept &= members[positions]
    positions, codes = positions[kept], codes[kept]
    if isinstance(value, Count):
        return list(np.bincount(codes, minlength=groups).tolist())
    parts = _split(positions, codes, groups)
    if isinstance(value, OfColumn):
        return [value.over(cells, part).result() for part in parts]
    return [value.compute(cells.store, part) for part in parts]


def _split(positions: Positions, codes: Codes, groups: int) -> list[Positions]:
    """Return the rows of each group, in their order."""
    order = np.argsort(codes, kind="stable")
    return np.split(positions[order], np.searchsorted(codes[order], np.arange(1, groups)))
