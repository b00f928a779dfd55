"""A SELECT that was handed in as text: how it is read, and which columns it has.

It stands in every statement as a subquery, so all that is pushed to a view is pushed to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine.interfaces import ReflectedColumn

from diorama_nb.errors import SpecError
from diorama_nb.vista.sql.spec import QUERY
from diorama_nb.vista.sql.table import Expression

VIEW: Final = "diorama_query"
"""The view that SQLite tells the columns of; only the connection that made it sees it."""

DEFAULT: Final = '"default"'
"""The collation of PostgreSQL that compares as the database was made to."""


def subquery(text: str, columns: Iterable[sa.ColumnClause[Any]]) -> sa.Subquery:
    """Return what statements read from."""
    # The line break ends a comment that the text may end with; a colon would name a parameter.
    plain = sa.text(text.replace(":", "\\:") + "\n")
    return plain.columns(*columns).subquery(QUERY)


def described(connection: sa.Connection, text: str) -> dict[str, Sequence[Any]]:
    """Return what the driver tells of each column of a query; see PEP 249, ``description``.

    Raises
    ------
    SpecError
        If two have the same name: nothing could tell them apart.
    """
    asked = sa.select(sa.text("*")).select_from(subquery(text, ())).limit(0)
    # That the limit is bound has PostgreSQL refuse a text that is several statements.
    with connection.execute(asked) as none:
        columns: Sequence[Any] = none.cursor.description
    found = {column[0]: column for column in columns}
    if len(found) < len(columns):
        names = [column[0] for column in columns]
        double = next(name for name in names if names.count(name) > 1)
        raise SpecError(
            f"two columns of the query have the name {double!r}",
            hint=f'name one otherwise: … AS "{double}_2"',
        )
    return found


def beside_nothing(
    connection: sa.Connection,
    text: str,
    found: Sequence[str],
    ask: Callable[[Expression], Iterable[Expression]],
) -> Iterator[Any]:
    """Yield what expressions over each column are for a row that is none.

    The query itself is not run: no row of it is joined.
    """
    query = subquery(text, [sa.column(name) for name in found])
    one = sa.select(sa.literal_column("1").label("one")).subquery("one")
    asked = [part.label(None) for name in found for part in ask(query.c[name])]
    joined = sa.select(*asked).select_from(one.outerjoin(query, sa.literal_column("1 = 0")))
    return iter(connection.execute(joined).one())


@contextmanager
def viewed(connection: sa.Connection, text: str) -> Iterator[str]:
    """Have SQLite see a query as a view, as long as its columns are looked at."""
    connection.exec_driver_sql(f"CREATE TEMP VIEW {VIEW} AS SELECT * FROM ({text}\n)")
    try:
        yield VIEW
    finally:
        connection.exec_driver_sql(f"DROP VIEW temp.{VIEW}")


def postgres(connection: sa.Connection, text: str) -> list[ReflectedColumn]:
    """Return the columns of a query of PostgreSQL."""
    found = list(described(connection, text))
    told = beside_nothing(
        connection,
        text,
        found,
        lambda column: (
            sa.cast(sa.func.pg_typeof(column), sa.Text),
            sa.func.pg_collation_for(sa.cast(column, sa.Text)),
        ),
    )
    return [
        {
            "name": name,
            "type": _typed(next(told), next(told)),
            "nullable": True,
            "default": None,
        }
        for name in found
    ]


def _typed(written: str, collation: str) -> Any:
    """Return a type of PostgreSQL by the name it has there."""
    if written.endswith("[]"):
        return postgresql.ARRAY(sa.types.NullType())
    kind: Any = postgresql.dialect.ischema_names.get(written, sa.types.NullType)
    if issubclass(kind, sa.DateTime | sa.Time):
        return kind(timezone=written.endswith("with time zone"))
    if issubclass(kind, sa.String) and collation != DEFAULT:
        return kind(collation=collation)
    return kind()
