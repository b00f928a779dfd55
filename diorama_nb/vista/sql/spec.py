"""What a `SqlVista` is declared to be, checked before anything is connected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from diorama_nb.errors import SpecError
from diorama_nb.vista.push import PgNotify

READ_AS: Final = ("boolean", "date", "datetime", "integer", "nested", "time", "uuid")
"""Types that ``types=`` can give to a column of a database that has no such type."""

_READS: Final = ("SELECT", "VALUES", "WITH")
_FIRST: Final = re.compile(r"(?:[\s(]|--[^\n]*(?:\n|$)|/\*.*?\*/)*(\w*)", re.DOTALL)
"""The first word of a statement, behind what may stand before it."""

QUERY: Final = "query"
"""What a query is called, in statements and by people who were given no other name."""

TOTALS: Final = ("exact", "estimated")
"""What a grid shows as the number of rows: what was counted, or what the database supposes."""


@dataclass(frozen=True, slots=True)
class Spec:
    """The declaration of one table, view or query.

    Parameters
    ----------
    table : str
        Name of the table or view, as the database spells it; `QUERY` for a query.
    schema : str or None
        The schema it is in; None takes the connection's default.
    name : str
        Name for people.
    id_column : tuple of str
        Columns that name a row; empty takes the primary key, or a unique one.
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
    query : str or None
        A SELECT that is read in place of a table.
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
    query: str | None = None

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
    table: str | None,
    *,
    query: str | None,
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
    if (table is None) == (query is None):
        raise SpecError(
            "a data set is one table or one query",
            hint='table="products", or query="SELECT id, name FROM products", id_column="id"',
        )
    if query is not None:
        query, table = checked(query), QUERY
        if schema is not None or version is not None:
            word = "version" if schema is None else "schema"
            raise SpecError(f"{word}= is for tables", hint=f"leave it out: {_WHY_NOT[word]}")
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
        query,
    )


_WHY_NOT: Final = {
    "schema": "name the schema in the text, FROM sales.orders",
    "version": "a query is only read",
}


def checked(text: str) -> str:
    """Return a SELECT without the semicolon at its end; pure.

    The database has the last word: it takes no other statement for a subquery.

    Raises
    ------
    SpecError
        If it begins as something else.
    """
    bare = str(text).rstrip("; \t\r\n")
    word = _FIRST.match(bare)[1]  # type: ignore[index] # it matches even nothing
    if word.upper() not in _READS:
        raise SpecError(
            f"query= begins with {word!r}; only SELECT, WITH and VALUES are read",
            hint='query="SELECT id, name FROM products", id_column="id"; '
            'all of a table: table="products"',
        )
    return bare


def _names(given: str | Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)
