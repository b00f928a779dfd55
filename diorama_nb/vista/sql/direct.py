"""Runs a statement at the driver itself, where SQLAlchemy would only pass its rows on.

A window is read in about a millisecond, of which SQLAlchemy takes a seventh to do so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

import sqlalchemy as sa

Rows = Sequence[Sequence[Any]]


class Statement:
    """A select that is run many times, each time with other values for the same names.

    Parameters
    ----------
    select : Select
        What is run.
    direct : bool
        Whether it may go to the driver: nobody else follows what SQLAlchemy does.
    """

    def __init__(self, select: sa.Select[Any], *, direct: bool) -> None:
        self._select = select
        self._direct = direct
        self._plain: tuple[str, Mapping[str, Any]] | None = None

    def rows(self, connection: sa.Connection, values: Mapping[str, Any]) -> Rows:
        """Run the statement; blocks.

        The first time it goes through SQLAlchemy, by which is learned whether it has to.
        """
        if self._plain is not None:
            text, others = self._plain
            return _fetched(connection, text, {**others, **values})
        result = connection.execute(self._select, values)
        if self._direct:
            compiled: Any = self._select.compile(dialect=connection.dialect)
            if _is_plain(compiled, self._select, result.cursor):
                self._plain = str(compiled), compiled.construct_params(values)
        return result.all()


def _is_plain(compiled: Any, select: sa.Select[Any], cursor: Any) -> bool:
    """Whether the driver gets the values as they are given, and hands over what is read."""
    if compiled.positional or compiled.post_compile_params or compiled.literal_execute_params:
        return False
    dialect = compiled.dialect
    bound = (bind.type.dialect_impl(dialect) for bind in compiled.binds.values())
    read = (column.type.dialect_impl(dialect) for column in select.selected_columns)
    codes = [about[1] for about in cursor.description]
    return not (
        any(type_.bind_processor(dialect) for type_ in bound)
        or any(map(lambda type_, code: type_.result_processor(dialect, code), read, codes))
    )


def _fetched(connection: sa.Connection, text: str, values: Mapping[str, Any]) -> Rows:
    dialect, plain = connection.dialect, connection.connection
    driver: Any = dialect.loaded_dbapi
    with closing(plain.cursor()) as cursor:
        try:
            cursor.execute(text, values)
            return cursor.fetchall()
        except driver.Error as error:
            lost = dialect.is_disconnect(error, plain, cursor)
            if lost:
                connection.invalidate(error)
            raise sa.exc.DBAPIError.instance(
                text, None, error, driver.Error,
                hide_parameters=True, connection_invalidated=lost, dialect=dialect,
            ) from error  # fmt: skip
