"""What a `SqlVista` is declared to be, checked before anything is connected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from diorama_nb.errors import SpecError
from diorama_nb.vista.push import PgNotify

READ_AS: Final = ("boolean", "date", "datetime", "integer", "nested", "time", "uuid")
"""Types that ``types=`` can give to a column of a database that has no such type."""

TOTALS: Final = ("exact", "estimated")
"""What a grid shows as the number of rows: what was counted, or what the database supposes."""


@dataclass(frozen=True, slots=True)
class Spec:
    """The declaration of one table or view.

    Parameters
    ----------
    table : str
        Name of the table or view, as the database spells it.
    schema : str or None
        The schema it is in; None takes the connection's default.
    name : str
        Name for people.
    id_column : tuple of str
        Columns that name a row; empty takes the primary key.
    search : tuple of str
        Columns a search looks in; empty takes all, where that can be done exactly.
    types : mapping of str to str
        Column → one of `READ_AS`.
    version : str or None
        Column that changes with every write.
    read_only : bool
        Whether writes are switched off.
    watch : PgNotify or None
        How the table tells of changes.
    total : str
        One of `TOTALS`.
    """

    table: str
    schema: str | None = None
    name: str = ""
    id_column: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    types: Mapping[str, str] = field(default_factory=dict)
    version: str | None = None
    read_only: bool = False
    watch: PgNotify | None = None
    total: str = "exact"

    @property
    def full_name(self) -> str:
        """The table with its schema."""
        return f"{self.schema}.{self.table}" if self.schema else self.table

    def check(self, columns: Iterable[str]) -> None:
        """Refuse declarations of columns that the table does not have.

        Raises
        ------
        SpecError
            Names the closest column.
        """
        known = tuple(columns)
        version = () if self.version is None else (self.version,)
        for word, names in {
            "id_column": self.id_column,
            "search": self.search,
            "types": tuple(self.types),
            "version": version,
        }.items():
            for name in names:
                if name not in known:
                    raise SpecError.unknown(f"column in {word}=", name, known)


def declare(
    table: str,
    *,
    schema: str | None,
    name: str | None,
    id_column: str | tuple[str, ...] | None,
    search: str | Iterable[str],
    types: Mapping[str, str] | None,
    version: str | None,
    read_only: bool,
    watch: PgNotify | None,
    total: str,
) -> Spec:
    """Return a declaration, or say what is wrong with it.

    Raises
    ------
    SpecError
        If the table is no name, a type is unknown, or what is watched is no `PgNotify`.
    """
    if not table or not str(table).strip():
        raise SpecError(f"table={table!r} names no table", hint='table="products"')
    for column, kind in (types or {}).items():
        if kind not in READ_AS:
            raise SpecError.unknown(f"type of {column!r}", str(kind), READ_AS)
    if watch is not None and not isinstance(watch, PgNotify):
        raise SpecError(f"watch={watch!r} is no PgNotify", hint='watch=PgNotify("orders")')
    if total not in TOTALS:
        raise SpecError.unknown("total", str(total), TOTALS)
    return Spec(
        table,
        schema,
        name or table,
        _names(id_column or ()),
        _names(search),
        dict(types or {}),
        version,
        read_only,
        watch,
        total,
    )


def _names(given: str | Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)
