"""Windows of a table, each read from the nearest key that was seen before it."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from diorama_nb.query import Query
from diorama_nb.vista.sql.anchors import Anchors, Key
from diorama_nb.vista.sql.compile import Compiler


class Windows:
    """Reads windows on workers' threads, and notes the keys at their ends.

    Parameters
    ----------
    compiler : Compiler
        Makes the statements.
    """

    def __init__(self, compiler: Compiler) -> None:
        self._compiler = compiler
        self._anchors = Anchors(compiler.dialect.max_age)
        self._noting = threading.Lock()

    def forget(self) -> None:
        """Forget every key: rows may have moved."""
        with self._noting:
            self._anchors.clear()

    def read(
        self, connection: sa.Connection, query: Query, offset: int, limit: int
    ) -> Sequence[Sequence[Any]]:
        """Read a window and one row more."""
        compiler, anchors, now = self._compiler, self._anchors, time.monotonic()
        name, moved = query.key, _moved(connection)
        with self._noting:
            if moved:
                anchors.clear()
            near = anchors.nearest(name, offset, now) if compiler.walks(query) else None
            epoch = anchors.epoch
        begin, key = near or (0, None)
        statement = compiler.window(query, limit + 1, offset=offset - begin, after=key)
        found = connection.execute(statement).all()
        here = found[:limit]
        with self._noting:
            if here and anchors.epoch == epoch:
                anchors.note(name, offset + 1, key_of(compiler, here[0]), now)
                anchors.note(name, offset + len(here), key_of(compiler, here[-1]), now)
        return found


def key_of(compiler: Compiler, row: Sequence[Any]) -> Key:
    """Return the key of a row that `Compiler.window` read."""
    return tuple(row[len(compiler.table.read) :])


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
