"""What a `GraphQLVista` is declared to be, checked before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from diorama_nb.errors import SpecError
from diorama_nb.vista.rest.checks import need_rows

DIALECTS: Final = ("auto", "relay", "offset")
"""How pages are asked for: by cursor, by the rows to skip, or by what the field offers."""


@dataclass(frozen=True, slots=True)
class Spec:
    """The declaration of one list.

    Attributes
    ----------
    path : str
        The field that lists the rows, with dots from the root.
    name : str
        Name for people.
    columns : tuple of str or None
        Values to ask for; None takes all values of a row's own.
    id_column : str or None
        The column that names a row; None finds it.
    arguments : mapping of str to object
        What the fields are asked with.
    dialect : str
        One of `DIALECTS`.
    page_size : int
        Rows to ask for at once.
    """

    path: str
    name: str
    columns: tuple[str, ...] | None = None
    id_column: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict, repr=False)
    dialect: str = "auto"
    page_size: int = 100


def declare(
    field: str,
    *,
    name: str | None,
    columns: Sequence[str] | None,
    id_column: str | None,
    arguments: Mapping[str, Any] | None,
    dialect: str,
    page_size: int,
) -> Spec:
    """Return a declaration, or say what is wrong with it.

    Raises
    ------
    SpecError
        If a value can not mean anything.
    """
    if not all(part.isidentifier() for part in str(field).split(".")):
        raise SpecError(f"{field!r} is no field", hint='GraphQLVista(url, "products")')
    if dialect not in DIALECTS:
        raise SpecError.unknown("dialect", str(dialect), DIALECTS)
    need_rows(page_size=page_size)
    if isinstance(columns, str) or not all(isinstance(one, str) for one in columns or ()):
        raise SpecError("columns must be a list of names", hint='columns=["id", "author.name"]')
    return Spec(
        field,
        name or field.rpartition(".")[2],
        None if columns is None else tuple(columns),
        id_column,
        dict(arguments or {}),
        dialect,
        page_size,
    )
