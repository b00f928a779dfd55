"""About how many rows a query has, as the database supposes when it plans."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

from diorama_nb.query import Query
from diorama_nb.vista.sql.compile import Compiler
from diorama_nb.vista.sql.mysql import MYSQL


class Explain(sa.Executable, sa.ClauseElement):
    """A question how a statement would be answered.

    Parameters
    ----------
    words : str
        How the question begins.
    statement : Select
        Is not run.
    """

    inherit_cache = False

    def __init__(self, words: str, statement: sa.Select[Any]) -> None:
        self.words = words
        self.statement = statement


@compiles(Explain)
def _text(element: Explain, compiler: Any, **settings: Any) -> str:
    return f"{element.words} {compiler.process(element.statement, **settings)}"


def about(connection: sa.Connection, compiler: Compiler, query: Query) -> int | None:
    """Return how many rows the database supposes a query to have; None: it can not tell.

    PostgreSQL, MariaDB and MySQL keep an account of their tables, which may lag behind; the
    last two suppose too little of what a condition leaves to be believed. SQLite has none.
    """
    name, where = connection.dialect.name, compiler.where(query)
    rows: sa.Select[Any] = sa.select(sa.literal_column("1")).select_from(
        compiler.table.selectable
    )
    if name == "postgresql":
        asked = Explain("EXPLAIN (FORMAT JSON)", rows.where(*where))
        return int(connection.execute(asked).scalar_one()[0]["Plan"]["Plan Rows"])
    if name in MYSQL and not where:
        steps = connection.execute(Explain("EXPLAIN", rows)).mappings().all()
        told = [step["rows"] for step in steps]
        return int(told[0]) if len(told) == 1 and told[0] is not None else None
    return None
