"""The columns of a data set: their types, as their values show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from types import NoneType
from typing import Any, Final

import pyarrow as pa

from diorama_nb.errors import SpecError
from diorama_nb.query import Condition
from diorama_nb.rows import codec
from diorama_nb.rows.columns import column_values, stored_name
from diorama_nb.values import Record

TYPES: Final = (
    "integer", "number", "boolean", "text", "datetime", "date", "time", "duration",
    "decimal", "uuid", "bytes", "nested", "unknown",
)  # fmt: skip
"""The types a column can have."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a data set.

    Parameters
    ----------
    name : str
        Name as it stands in the records.
    type : str
        One of `TYPES`.
    flags : frozenset of str
        Of ``id, title, searchable, orderable, hidden, mandatory, calculated``.
    """

    name: str
    type: str = "unknown"
    flags: frozenset[str] = frozenset()


def infer_columns(rows: dict[str, Record], id_column: str | None) -> tuple[Column, ...]:
    """Return the columns that some records show, with the types of their values."""
    seen: dict[str, set[type]] = {}
    alike: dict[tuple[str, ...], list[Iterable[Any]]] = {}
    for record in rows.values():  # mostly all have the same columns
        alike.setdefault(tuple(record), []).append(record.values())
    for names, cells in alike.items():
        for name, values in zip(names, zip(*cells, strict=True), strict=True):
            seen.setdefault(name, set()).update(map(type, values))
    return tuple(
        Column(name, _shared_type(kinds), frozenset({"id"} if name == id_column else ()))
        for name, kinds in seen.items()
    )


def stored_columns(table: pa.Table, id_column: str | None) -> tuple[Column, ...]:
    """Return the columns of a row table, with the types of their values."""
    found = []
    for field, cells in zip(table.schema.names[2:], table.columns[2:], strict=True):
        type_ = stored_name(cells.type)
        if type_ == "unknown" and cells.null_count < len(cells):
            type_ = _shared_type(set(map(type, column_values(cells))))
        name = codec.column_name(field)
        found.append(Column(name, type_, frozenset({"id"} if name == id_column else ())))
    return tuple(found)


def widen(known: tuple[Column, ...], more: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return known columns widened by what later records showed; order of first sight."""
    merged = {column.name: column for column in known}
    for column in more:
        old = merged.get(column.name)
        if old is None or old.type == "unknown":
            flags = column.flags | (old.flags if old else frozenset())
            merged[column.name] = Column(column.name, column.type, flags)
        elif column.type not in (old.type, "unknown"):
            merged[column.name] = Column(
                old.name, _one_type({old.type, column.type}), old.flags
            )
    return tuple(merged.values())


def check_named(names: Iterable[str], columns: Iterable[Column]) -> None:
    """Refuse names that stand for no column, nor for a value inside one.

    Raises
    ------
    SpecError
        Says which name comes close.
    """
    known = [column.name for column in columns]
    for name in names:
        if name in known or name.partition(".")[0] in known:
            continue
        if name[:1] == "-" and name[1:] in known:
            raise SpecError(f"unknown column {name!r}", hint=f"{name[1:]!r}, descending=True")
        raise SpecError.unknown("column", name, known)


def check_compared(conditions: Iterable[Condition], columns: Iterable[Column]) -> None:
    """Refuse a text that reads as a moment, of a column that holds moments: it equals none.

    Raises
    ------
    SpecError
        Says how the moment is written.
    """
    types = {column.name: column.type for column in columns}
    for condition in conditions:
        kind = {"date": date, "datetime": datetime}.get(types.get(condition.column, ""))
        if kind is None or not isinstance(text := condition.value, str):
            continue
        try:
            datetime.fromisoformat(text)
        except ValueError:
            continue  # an odd cell of a file may be meant
        told, text = kind.__name__, text[:10] if kind is date else text
        raise SpecError(
            f"column {condition.column!r} holds values of type {told}, and {text!r} is a text",
            hint=f"from datetime import {told}; {told}.fromisoformat({text!r})",
        )


def type_of(value: Any) -> str:
    """Return the column type of one value."""
    return _type_name(type(value))


def _type_name(kind: type) -> str:
    return _TYPE_NAMES.get(kind.__name__, "unknown")


_TYPE_NAMES: Final = {
    "int": "integer", "float": "number", "bool": "boolean", "str": "text",
    "datetime": "datetime", "date": "date", "time": "time", "timedelta": "duration",
    "Decimal": "decimal", "UUID": "uuid", "bytes": "bytes", "list": "nested", "dict": "nested",
}  # fmt: skip


def _shared_type(kinds: set[type]) -> str:
    """Return what values of some classes are called together."""
    return _one_type({_type_name(kind) for kind in kinds if kind is not NoneType})


def _one_type(kinds: set[str]) -> str:
    match sorted(kinds):
        case []:
            return "unknown"
        case [only]:
            return only
        case ["integer", "number"]:
            return "number"
        case _:
            return "unknown"
