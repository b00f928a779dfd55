"""DuckDB as the engine of queries on Parquet: a file's own, or a copy of a text file's rows."""

from __future__ import annotations

import importlib
import importlib.util
import os
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from diorama_nb.errors import FilterIgnored, SourceError
from diorama_nb.query import ALL, Query
from diorama_nb.vista.files.rows import Places
from diorama_nb.vista.files.sql import PLACE, Field, Statement, divide

Found = Callable[[Statement, str], str | None]


def has_duckdb() -> bool:
    """Whether DuckDB is installed."""
    try:
        return importlib.util.find_spec("duckdb") is not None
    except ValueError:  # an import that was switched off
        return False


class DuckEngine:
    """Finds the rows of a query in a Parquet file.

    Parameters
    ----------
    fields : mapping of str to Field
        The columns that are compared by DuckDB.
    found : callable
        SQL of a search; see `Statement`.
    file : callable
        Returns the Parquet file and the columns that turned out to hold other values than
        their fields can; called on the thread that may wait for it.
    """

    def __init__(
        self,
        fields: Mapping[str, Field],
        found: Found,
        file: Callable[[], tuple[Path, frozenset[str]]],
    ) -> None:
        self._fields, self._found, self._file = dict(fields), found, file
        self._mixed: frozenset[str] = frozenset()
        self._lock = threading.Lock()
        self._connection: Any = None
        self._closed = False

    def _statement(self) -> Statement:
        return Statement(self._fields, self._found)

    def split(self, query: Query) -> tuple[Query, Query]:
        if query == ALL:
            return ALL, ALL
        return divide(query, self._statement, exact=lambda name: name not in self._mixed)

    def positions(self, query: Query) -> Places:
        path, self._mixed = self._file()
        if self.split(query)[1] != ALL:
            error = FilterIgnored(
                "a column holds values of several types", hint="it is answered again, here"
            )
            error.resplit = True
            raise error
        text, values = self._compiled(query)
        return self._asked(text, [str(path), *values])

    def explain(self, query: Query) -> str:
        return self._compiled(query)[0] if self.split(query)[1] == ALL else f"DuckDB: {query}"

    def close(self) -> None:
        """Stop what runs."""
        with self._lock:
            self._closed = True
            if self._connection is not None:
                self._connection.interrupt()

    def _compiled(self, query: Query) -> tuple[str, list[Any]]:
        statement = self._statement()
        where, order = statement.where(query), statement.order(query)
        return (
            f"SELECT {PLACE} FROM (SELECT *, file_row_number AS {PLACE} "
            f"FROM read_parquet(?, file_row_number = true)) WHERE {where} ORDER BY {order}",
            statement.values,
        )

    def _asked(self, text: str, values: list[Any]) -> Places:
        """Ask DuckDB; on the one thread that does."""
        duckdb = importlib.import_module("duckdb")
        with self._lock:
            if self._closed:
                raise SourceError("the file was closed", hint="open it again")
            if self._connection is None:
                self._connection = duckdb.connect(":memory:")
                spill = f"{tempfile.gettempdir()}/diorama-duckdb-{os.getpid()}"
                self._connection.execute("SET temp_directory = ?", [spill])  # never here
        try:
            found = self._connection.execute(text, values).fetchnumpy()
        except duckdb.Error as error:
            raise SourceError(
                f"DuckDB can not answer: {str(error).splitlines()[0]}",
                hint="await dio.load_all() answers it in memory",
            ) from error
        return np.asarray(found[PLACE.strip('"')], np.int64)
