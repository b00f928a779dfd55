"""Windows of a table, each read from the nearest key that was seen before it."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from diorama_nb.query import Query
from diorama_nb.vista.sql.anchors import Anchors, Key
from diorama_nb.vista.sql.compile import Compiler
from diorama_nb.vista.sql.direct import Rows, Statement
from diorama_nb.vista.sql.table import Field

FORMS: Final = 128
"""Statements that are kept to be run again: building one takes longer than a window."""

_OFFSET: Final = sa.bindparam("skipped", type_=sa.Integer)


class Asked(NamedTuple):
    """A statement, what is bound to it, and where its rows hold their key."""

    statement: Statement
    values: dict[str, Any]
    places: tuple[int, ...]

    def rows(self, connection: sa.Connection) -> Rows:
        """Run the statement; blocks."""
        return self.statement.rows(connection, self.values)

    def key_of(self, row: Sequence[Any]) -> Key:
        """Return the key of one of its rows."""
        return tuple(row[place] for place in self.places)


class Windows:
    """Reads windows on workers' threads, and notes the keys at their ends.

    Parameters
    ----------
    compiler : Compiler
        Makes the statements.
    direct : bool
        Whether they may go to the driver itself.
    """

    def __init__(self, compiler: Compiler, *, direct: bool) -> None:
        self._compiler = compiler
        self._direct = direct
        self._anchors = Anchors(compiler.dialect.max_age)
        self._noting = threading.Lock()
        self._looked: dict[str, float] = {}
        self._forms: dict[Any, tuple[Statement, tuple[int, ...]]] = {}

    def forget(self) -> None:
        """Forget every key: rows may have moved."""
        with self._noting:
            self._anchors.clear()
            self._looked.clear()

    def unsure(self, query: Query, *, anew: bool) -> list[Field]:
        """Return columns a query is sorted by that may hold what Python has not.

        They are to be looked at now, and then believed for a while, as keys are.
        """
        compiler, now = self._compiler, time.monotonic()
        dialect, age = compiler.dialect, compiler.dialect.max_age or 0
        found = []
        for one in query.order:
            field = compiler.table.fields.get(one.column)
            if field is None or field.name in dialect.foreign:
                continue
            since = self._looked.get(field.name)
            fresh = since is not None and now - since < age and not anew
            if not fresh and dialect.is_foreign(field) is not None:
                self._looked[field.name] = now
                found.append(field)
        return found

    def asked(
        self, query: Query, limit: int, *, offset: int = 0, after: Key | None = None
    ) -> Asked:
        """Return the statement of a window and what is bound to it; see `Compiler.window`."""
        values = {_name(n): v for n, v in enumerate(after or ()) if v is not None}
        names = tuple(values)
        form = (query.key, limit, offset > 0, after is None, names)
        if (made := self._forms.get(form)) is None:
            compiler, places = self._compiler, range(len(after or ()))
            key: Key = tuple(
                sa.bindparam(n) if n in values else None for n in map(_name, places)
            )
            # The limit is written, not bound: PostgreSQL would plan the statement each time.
            written = sa.literal_column(str(limit), sa.Integer)
            statement = compiler.window(
                query, written, offset=_OFFSET if offset else None, after=key or None
            )
            made = Statement(statement, direct=self._direct), compiler.places(query)
            if len(self._forms) >= FORMS:
                self._forms = {}
            self._forms[form] = made
        bound = values | {"skipped": offset} if offset else values
        return Asked(made[0], bound, made[1])

    def read(self, connection: sa.Connection, query: Query, offset: int, limit: int) -> Rows:
        """Read a window and one row more."""
        compiler, anchors, now = self._compiler, self._anchors, time.monotonic()
        name, moved = query.key, _moved(connection)
        with self._noting:
            if moved:
                anchors.clear()
            near = anchors.nearest(name, offset, now) if compiler.walks(query) else None
            epoch = anchors.epoch
        begin, key = near or (0, None)
        wanted = self.asked(query, limit + 1, offset=offset - begin, after=key)
        found = wanted.rows(connection)
        here = found[:limit]
        with self._noting:
            if here and anchors.epoch == epoch:
                anchors.note(name, offset + 1, wanted.key_of(here[0]), now)
                anchors.note(name, offset + len(here), wanted.key_of(here[-1]), now)
        return found


def _name(place: int) -> str:
    return f"after{place}"


def _moved(connection: sa.Connection) -> bool:
    """Whether somebody may have written since this connection looked last.

    The first look of a connection tells nothing of what happened before, so it counts as a
    change. Where a database does not tell, keys seen at offsets are believed for a while.
    """
    if connection.dialect.name != "sqlite":
        return False
    version = connection.exec_driver_sql("PRAGMA data_version").scalar()
    before = connection.info.get("diorama_version")
    connection.info["diorama_version"] = version
    return before != version
