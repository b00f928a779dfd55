"""Values of the types that the user declares, where JSON has no such values; pure."""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Any, Final

from diorama_nb.errors import SpecError, closest
from diorama_nb.values import Record
from diorama_nb.vista.columns import Column
from diorama_nb.vista.files.cells import READERS, reader, typed

WORDS: Final = (*READERS, "uuid")
"""The types that can be declared."""


def check_types(types: Mapping[str, str]) -> None:
    """Refuse a word that is no type."""
    for word in types.values():
        if word not in WORDS and ":" not in str(word):
            raise SpecError.unknown("type", str(word), WORDS)
        if word != "uuid":
            typed(word)


class Types:
    """The declared types of columns, and what the API itself shows in them.

    Parameters
    ----------
    declared : mapping of str to str
        Column → type. A value that does not fit it stays what it is.
    """

    def __init__(self, declared: Mapping[str, str]) -> None:
        self._declared = dict(declared)
        self._formats = {
            name: word.partition(":")[2] for name, word in declared.items() if ":" in word
        }
        self._shown: dict[str, set[str]] = {}
        self._checked = False
        self.exact: Final = "decimal" in declared.values()

    def rows(self, rows: list[Record]) -> list[Record]:
        """Return rows with values of the declared types.

        Raises
        ------
        SpecError
            If no row has a declared column, and one with nearly that name.
        """
        if not self._declared:
            return rows
        if rows and not self._checked:
            known = {name for row in rows for name in row}
            for name in self._declared.keys() - known:
                if (hint := closest(name, known)).startswith("did you"):
                    raise SpecError(f"columns=: no row has {name!r}", hint=hint)
            self._checked = True
        return [self.record(row) for row in rows]

    def record(self, record: Record) -> Record:
        """Return a record with values of the declared types."""
        if not self._declared:
            return record
        for name, value in record.items():
            if name in self._declared and value is not None:
                kind = "number" if _is_number(value) else type(value).__name__
                self._shown.setdefault(name, set()).add(kind)
        return {
            name: _read(self._declared[name], value)
            if name in self._declared
            else _floats(value)
            if self.exact
            else value
            for name, value in record.items()
        }

    def asked(self, columns: Iterable[Column]) -> tuple[Column, ...]:
        """Return columns with the types by which conditions are asked of the API.

        What it shows as something else than declared, it may compare as that: such a column is
        unknown to it.
        """
        return tuple(
            column
            if column.name not in self._declared or self._alike(column.name)
            else replace(column, type="other")
            for column in columns
        )

    def _alike(self, name: str) -> bool:
        wanted, shown = self._declared[name], self._shown.get(name)
        numbers = wanted in ("integer", "number", "decimal") and shown == {"number"}
        return numbers or shown == {_JSON.get(wanted)}

    def written(self, record: Mapping[str, Any]) -> Record:
        """Return a record as the API itself shows its values: text where it shows text."""
        return {
            name: str(value)
            if _is_number(value) and self._shown.get(name) == {"str"}
            else value.strftime(self._formats[name])
            if name in self._formats and isinstance(value, date | time)
            else value
            for name, value in record.items()
        }


_JSON: Final = {"text": "str", "boolean": "bool"}


def _read(kind: str, value: Any) -> Any:
    """Return a value as one of a type; itself where it does not fit."""
    number = _is_number(value)
    match kind:
        case "decimal" if number:
            return value if isinstance(value, Decimal) else Decimal(repr(value))
        case "integer" if number and math.isfinite(value):
            integral = isinstance(value, int) or Decimal(value).as_integer_ratio()[1] == 1
            return int(value) if integral else _floats(value)
        case "number" if number:
            return float(value) if isinstance(value, Decimal) else value
        case "text" if number:
            return str(value)
        case "boolean" if number and value in (0, 1):
            return bool(value)
        case "uuid" if isinstance(value, str):
            try:
                return uuid.UUID(value)
            except ValueError:
                return value
        case _:
            return reader(kind)(value) if isinstance(value, str) else _floats(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _floats(value: Any) -> Any:
    """Return a value of JSON with the floats that were read digit by digit as such."""
    match value:
        case Decimal():
            return float(value)
        case list():
            return [_floats(one) for one in value]
        case dict():
            return {name: _floats(one) for name, one in value.items()}
        case _:
            return value
