"""The file of an outbox: one SQLite database per data set, each call one durable step.

Everything here runs on the worker thread of its `Outbox`.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NoReturn

from diorama_nb.cache import places
from diorama_nb.cache.failures import explain
from diorama_nb.cache.lock import WriterLock
from diorama_nb.errors import CacheError, CacheUnusable, Closed
from diorama_nb.writes import outbox_gate as gate
from diorama_nb.writes.journal import DONE
from diorama_nb.writes.outbox_gate import Row, checksum

KEPT: Final = 256
"""Done writes that other processes can still learn of."""


class OutboxFile:
    """The stored writes of one data set.

    Parameters
    ----------
    folder : Path
        A folder of its own; made if need be.
    timeout : float
        Seconds to wait for other writers at most.
    """

    def __init__(self, folder: Path, timeout: float) -> None:
        self.folder = folder
        self._path = folder / gate.DATABASE
        self._lock = WriterLock(folder, timeout)
        self._connection: sqlite3.Connection | None = None
        self._files: tuple[object, object] = (None, None)
        self._pid = os.getpid()
        self._seen = -1

    # --- reading ---------------------------------------------------------------------------

    def rows(self) -> list[Row]:
        """Return all rows in the order they were added.

        Raises
        ------
        CacheUnusable
            If one is not what was written; opening the file anew saves the others.
        """
        with self._translated() as connection:
            self._seen = _version(connection)
            rows = gate.read(connection)
        if not all(row.is_sound for row in rows):
            raise self._unusable("a stored write is damaged")
        return rows

    def changed(self) -> bool:
        """Whether another process, or another outbox, changed something since `rows`."""
        with self._translated() as connection:
            return _version(connection) != self._seen

    # --- writing ---------------------------------------------------------------------------

    def add(self, state: str, body: bytes) -> int:
        """Add a row; return its number, which no other row ever had."""
        with self._writing() as connection:
            return gate.insert(connection, None, state, body, b"")

    def move(self, number: int, state: str, before: tuple[str, ...], told: bytes) -> bool:
        """Give a row another state if it is in one of some states; return whether it was.

        A row that is done says so to others, and goes when enough of them came after it.
        """
        with self._writing() as connection:
            found = connection.execute(
                "SELECT state, body FROM writes WHERE number = ?", (number,)
            ).fetchone()
            if found is None or found[0] not in before:
                return False
            connection.execute(
                "UPDATE writes SET state = ?, told = ?, crc = ? WHERE number = ?",
                (state, told, checksum(state, found[1], told), number),
            )
            if state in DONE:
                connection.execute(
                    "UPDATE writes SET done = (SELECT coalesce(max(done), 0) + 1 FROM writes) "
                    "WHERE number = ?",
                    (number,),
                )
                connection.execute(
                    "DELETE FROM writes WHERE done <= (SELECT max(done) FROM writes) - ?",
                    (KEPT,),
                )
            return True

    def replace(self, number: int, body: bytes) -> None:
        """Store another body under a number."""
        with self._writing() as connection:
            for state, told in connection.execute(
                "SELECT state, told FROM writes WHERE number = ?", (number,)
            ).fetchall():
                connection.execute(
                    "UPDATE writes SET body = ?, crc = ? WHERE number = ?",
                    (body, checksum(state, body, told), number),
                )

    def forget_done(self) -> None:
        """Delete what is done: there is nobody who wants to learn of it."""
        with self._translated() as connection:
            found = connection.execute("SELECT 1 FROM writes WHERE done > 0").fetchone()
        if found is not None:
            with self._writing() as connection:
                connection.execute("DELETE FROM writes WHERE done > 0")

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Make all that is done inside one durable step, or nothing of it."""
        with self._translated() as connection, self._lock.held():
            if self._files != self._identities():
                self._fail_as_removed()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def _fail_as_removed(self) -> NoReturn:
        raise CacheUnusable(
            f"the outbox in {self.folder} was removed or replaced while it was open; "
            "nothing was written",
            hint="close the data set and open it again",
        )

    def _identities(self) -> tuple[object, object]:
        return places.identity(self._path), places.identity(Path(f"{self._path}-wal"))

    # --- opening and closing ---------------------------------------------------------------

    def open(self) -> None:
        """Open the file; one that can not be used is kept aside, what is sound in it saved.

        Raises
        ------
        CacheError
            If the folder is no place for an outbox, or can not be written now.
        """
        places.prepare(self.folder.parent)
        places.prepare(self.folder)
        with self._lock.held():
            saved: list[Row] = []
            for attempt in (1, 2):
                try:
                    self._connection = gate.connect(self.folder, saved)
                    self._files = self._identities()
                    return
                except (gate.Bad, sqlite3.Error, UnicodeDecodeError) as error:
                    known = None if isinstance(error, gate.Bad) else explain(self.folder, error)
                    if known is not None or attempt == 2:
                        raise known or self._unusable(str(error)) from error
                    saved = gate.set_aside(self.folder, error)

    def close(self) -> None:
        """Close the file; closing checkpoints, so it takes the writer lock."""
        if self._connection is None or self._pid != os.getpid():
            return
        with contextlib.suppress(CacheError, sqlite3.Error), self._lock.held():
            self._connection.close()
        self._connection = None

    @contextlib.contextmanager
    def _translated(self) -> Iterator[sqlite3.Connection]:
        if self._connection is None or self._pid != os.getpid():
            raise Closed(f"the outbox in {self.folder}")
        try:
            yield self._connection
        except (sqlite3.Error, UnicodeDecodeError) as error:
            known = explain(self.folder, error)
            raise known or self._unusable(str(error)) from error

    def _unusable(self, reason: str) -> CacheUnusable:
        return CacheUnusable(
            f"the outbox in {self.folder} can not be used: {reason}",
            hint="close the data set and open it again: what can be read is taken over",
        )


def _version(connection: sqlite3.Connection) -> int:
    """Return a number that is another one after each commit of another connection."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])
