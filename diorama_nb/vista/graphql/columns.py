"""Which values of a row are asked for, and what columns they make; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from diorama_nb.errors import SpecError
from diorama_nb.vista.columns import Column
from diorama_nb.vista.graphql import cells
from diorama_nb.vista.graphql.schema import Field, Ref, Schema, Type

_ID_NAMES: Final = ("id", "nodeId", "_id", "uuid")


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of each row.

    Attributes
    ----------
    name : str
        Name of its column; ``"a.b"`` for field ``b`` of the object ``a``.
    ref : Ref
        Its type.
    nullable : bool
        Whether it, or an object it lies in, can be null.
    """

    name: str
    ref: Ref
    nullable: bool

    @property
    def path(self) -> tuple[str, ...]:
        """The fields that lead to it."""
        return tuple(self.name.split("."))

    @property
    def type(self) -> str:
        """Type of its column."""
        if self.ref.many:
            return "nested"
        return "text" if self.ref.kind == "ENUM" else cells.type_of(self.ref.name)

    def column(self, id_column: str | None) -> Column:
        """Return its column."""
        return Column(self.name, self.type, frozenset({"id"} if self.name == id_column else ()))


def id_column_of(row: Type, declared: str | None) -> str | None:
    """Return the column that names a row; None where nothing is known to."""
    if declared is not None:
        return declared
    leaves = [each for each in row.fields.values() if _askable(each) and not each.ref.many]
    names = [each.name for each in leaves]
    ids = [each.name for each in leaves if each.ref.name == "ID" and each.ref.required]
    return next((n for n in _ID_NAMES if n in names), ids[0] if len(ids) == 1 else None)


def _askable(each: Field) -> bool:
    return each.ref.leaf and each.plain


def cells_of(
    schema: Schema, row: Type, names: Sequence[str] | None, id_column: str | None
) -> tuple[Cell, ...]:
    """Return what is asked of each row, the id first; all values of its own for None.

    Raises
    ------
    SpecError
        Names the closest column for one that does not exist.
    """
    if names is None:
        wanted = [name for name, each in row.fields.items() if _askable(each)]
        if not wanted and id_column is None:
            raise SpecError(
                f"{row.name} has no values of its own",
                hint=f'name some, with a dot: columns=["{next(iter(row.fields), "a")}.name"]',
            )
    else:
        wanted = list(names)
    if id_column is not None:
        wanted = [id_column, *wanted]
    return tuple(_cell(schema, row, name) for name in dict.fromkeys(wanted))


def _cell(schema: Schema, row: Type, name: str) -> Cell:
    type_, nullable = row, False
    *heads, last = name.split(".")
    for head in heads:
        each = type_.fields.get(head)
        if each is None or not each.ref.holds_fields or each.ref.many or not each.plain:
            objects = [n for n, e in type_.fields.items() if e.ref.holds_fields and e.plain]
            raise SpecError.unknown(f"object in {type_.name}", head, objects)
        nullable = nullable or not each.ref.required
        type_ = schema.of(each.ref)
    each = type_.fields.get(last)
    if each is None or not each.plain:
        known = [n for n, e in type_.fields.items() if _askable(e)]
        raise SpecError.unknown(f"column of {type_.name}", last, known)
    if not each.ref.leaf:
        inner = [n for n, e in schema.of(each.ref).fields.items() if _askable(e)]
        raise SpecError(
            f"{name!r} is an object, and a column is a value in it",
            hint=f'columns=["{name}.{next(iter(inner), "name")}"]',
        )
    return Cell(name, each.ref, nullable or not each.ref.required)
