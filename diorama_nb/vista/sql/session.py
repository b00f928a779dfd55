"""Runs statements in worker threads, and stops at the server what nobody waits for."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary, finalize

import sqlalchemy as sa

from diorama_nb.errors import SourceMissing
from diorama_nb.runtime import Worker
from diorama_nb.vista.sql import postgres, sqlite
from diorama_nb.vista.sql.address import Address
from diorama_nb.vista.sql.failures import translate
from diorama_nb.vista.sql.mysql import MYSQL

T = TypeVar("T")
Stopping = Callable[[Callable[[], object]], AbstractContextManager[None]]
"""Registers what stops a read while it runs."""

LANES = 4
"""Statements that run at once: a slow count does not keep a window waiting."""

_only: WeakKeyDictionary[sa.Engine, Worker] = WeakKeyDictionary()
"""Engines with one connection for everybody → the one thread that may use it."""


class Sessions:
    """The connections of a source; each call gets one for itself, in a thread.

    Parameters
    ----------
    address : Address
        Where the database is.
    only_reads : bool
        Whether statements are of somebody else, so that the database is to refuse their writes.
    """

    def __init__(self, address: Address, *, only_reads: bool = False) -> None:
        self._address = address
        self._only_reads = only_reads
        self._wary = not address.shared
        if address.single:
            self._lanes = [_only.setdefault(address.engine, Worker("diorama-sql"))]
        else:
            self._lanes = [Worker("diorama-sql") for _ in range(LANES)]
        self._waiting = [0] * len(self._lanes)
        self._lock = threading.Lock()
        self._stopper = Worker("diorama-sql-stop")
        engine = address.engine if address.shared else None
        self._forgotten = finalize(self, _release, engine, self._lanes, self._stopper)
        self._forgotten.atexit = False

    async def read(self, work: Callable[[sa.Connection], T]) -> T:
        """Run reads on one connection, in one snapshot of the data; stopped when cancelled."""
        return await self._stoppable(lambda call: self._reading(work, call))

    async def apart(self, work: Callable[[Stopping], T]) -> T:
        """Run a read on a connection of its own making, which says how it is stopped."""
        self._check_file()
        return await self._stoppable(lambda call: work(call.by))

    async def _stoppable(self, work: Callable[[_Call], T]) -> T:
        call = _Call()
        try:
            return await self._run(lambda: work(call))
        except asyncio.CancelledError:
            self._stopper.submit(call.stop)
            raise

    async def write(self, work: Callable[[sa.Connection], T]) -> T:
        """Run reads and writes in one transaction, which ends even if nobody waits."""
        return await self._run(lambda: self._writing(work))

    async def aclose(self) -> None:
        """Give the connections back, and close them if they were opened here."""
        busy = [lane for lane, count in enumerate(self._waiting) if count]
        await asyncio.gather(
            *(asyncio.wrap_future(self._lanes[lane].submit(int)) for lane in busy)
        )  # a read that was stopped gives its connection back first
        self._forgotten.detach()
        if self._address.shared:
            await self._run(self._address.engine.dispose)
        for lane in (*self._lanes, self._stopper):
            lane.close()

    async def _run(self, job: Callable[[], T]) -> T:
        with self._lock:
            lane = min(range(len(self._lanes)), key=self._waiting.__getitem__)
            self._waiting[lane] += 1
        leave: Callable[[int], object] = self._leave
        try:
            return await self._lanes[lane].run(job)
        except asyncio.CancelledError:
            leave = partial(self._lanes[lane].submit, self._leave)  # behind what still runs
            raise
        finally:
            leave(lane)

    def _leave(self, lane: int) -> None:
        with self._lock:
            self._waiting[lane] -= 1

    # --- on a worker's thread --------------------------------------------------------------

    def _reading(self, work: Callable[[sa.Connection], T], call: _Call) -> T:
        with self._translated(writing=False):
            wary = self._wary
            try:
                return self._read(work, call, wary=wary)
            except sa.exc.DataError:  # perhaps a moment that Python has not
                if wary:
                    raise
                self._wary = True
            except sa.exc.DBAPIError as error:
                if not error.connection_invalidated:
                    raise  # else the server was restarted: there is a new connection
            return self._read(work, call, wary=True)

    def _read(self, work: Callable[[sa.Connection], T], call: _Call, *, wary: bool) -> T:
        with self._connected(wary=wary) as connection, call.on(connection):
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")  # Python's driver begins for writes only
            elif self._only_reads:
                _begin_reading(connection)
            return work(connection)

    def _writing(self, work: Callable[[sa.Connection], T]) -> T:
        with self._translated(writing=True), self._connected(wary=True) as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA foreign_keys = ON")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            if self._address.autocommits:
                connection.execution_options(isolation_level=connection.default_isolation_level)
            result = work(connection)
            connection.commit()
            return result

    @contextmanager
    def _translated(self, *, writing: bool) -> Iterator[None]:
        self._check_file()
        try:
            yield
        except sa.exc.SQLAlchemyError as error:
            raise translate(error, self._address.redact, writing=writing) from None

    @contextmanager
    def _connected(self, *, wary: bool) -> Iterator[sa.Connection]:
        """Open a connection; a wary one reads moments that Python has not, and is slower."""
        with self._address.engine.connect() as connection:
            plain: Any = connection.connection.dbapi_connection
            if self._address.shared:  # the rest it was taught when it was opened
                if wary and "diorama" not in connection.info:
                    postgres.beware(plain)
                    connection.info["diorama"] = True
                yield connection
                return
            if connection.dialect.name == "sqlite" and "diorama" not in connection.info:
                sqlite.teach(plain)
                connection.info["diorama"] = True
            with postgres.borrowed(plain):
                yield connection

    def _check_file(self) -> None:
        """Refuse a missing file, which SQLite would make."""
        path = self._address.file
        if path is not None and not os.path.exists(path):
            raise SourceMissing(f"there is no file {path!r}", hint="check the path in the URL")


def _release(engine: sa.Engine | None, lanes: list[Worker], stopper: Worker) -> None:
    """Close what a forgotten source left open, without waiting for it."""
    if engine is not None:
        lanes[0].submit(engine.dispose)
    for lane in (*lanes, stopper):
        lane.close()


class _Call:
    """One read, which may be stopped from another thread while it runs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stop: Callable[[], object] | None = None
        self._stopped = False

    @contextmanager
    def on(self, connection: sa.Connection) -> Iterator[None]:
        """Be stopped on a connection from now on."""
        try:
            with self.by(_stopper(connection)):
                yield
        finally:
            if self._stopped and connection.dialect.name in MYSQL:
                connection.invalidate()  # what was to stop might stop what comes next

    @contextmanager
    def by(self, stop: Callable[[], object] | None) -> Iterator[None]:
        """Be stopped by a function from now on."""
        with self._lock:
            if self._stopped:
                raise sa.exc.InvalidRequestError("stopped before it began")
            self._stop = stop
        try:
            yield
        finally:
            with self._lock:
                self._stop = None

    def stop(self) -> None:
        """Stop the statement at the server, where the driver can."""
        with self._lock:
            self._stopped = True
            if self._stop is not None:
                self._stop()


def _begin_reading(connection: sa.Connection) -> None:
    """Begin a transaction in which the functions that a statement calls can write nothing.

    A subquery itself can not; the one of SQLite calls no function that writes.
    """
    if connection.dialect.name == "postgresql":
        connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
    elif connection.dialect.name in MYSQL:
        connection.exec_driver_sql("START TRANSACTION READ ONLY")


def _stopper(connection: sa.Connection) -> Callable[[], object] | None:
    """Return what stops a statement that runs on a connection, from another thread."""
    plain: Any = connection.connection.dbapi_connection
    stop = getattr(plain, "interrupt", None) or getattr(plain, "cancel", None)
    if stop is not None:
        return cast("Callable[[], object]", stop)
    if connection.dialect.name not in MYSQL or not hasattr(plain, "thread_id"):
        return None
    engine, statement = connection.engine, f"KILL QUERY {plain.thread_id()}"

    def kill() -> None:
        with engine.connect() as other:
            other.exec_driver_sql(statement)

    return kill
