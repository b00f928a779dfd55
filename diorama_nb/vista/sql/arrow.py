"""Whole tables through ADBC, where its Arrow columns hold exactly what is read otherwise.

A driver that makes a Python object of every cell takes several times as long. What its Arrow
would tell in another way (decimals as text, instants without their zone, singles with more
digits than are shown) is not read so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date, datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from diorama_nb.query import Query
from diorama_nb.rows import codec
from diorama_nb.rows.ids import ids_of_values
from diorama_nb.runtime import Worker
from diorama_nb.vista.sql import ids
from diorama_nb.vista.sql.address import Address
from diorama_nb.vista.sql.compile import Compiler
from diorama_nb.vista.sql.session import Stopping
from diorama_nb.vista.sql.table import Field, Table

log = logging.getLogger("diorama")

_ARROW: Final[Mapping[str, Callable[[pa.DataType], bool]]] = {
    "integer": pa.types.is_integer,
    "number": pa.types.is_float64,
    "boolean": pa.types.is_boolean,
    "text": pa.types.is_string,
    "bytes": pa.types.is_binary,
    "date": pa.types.is_date32,
    "datetime": lambda type_: type_ == pa.timestamp("us"),
}
"""Our type → the Arrow type that holds its values exactly."""

_POSTGRES: Final = (
    sa.Boolean, sa.Integer, sa.Double, sa.Text, sa.VARCHAR, sa.LargeBinary, sa.Date,
    sa.DateTime,
)  # fmt: skip
_SQLITE: Final = {"integer": "integer", "number": "real", "text": "text", "bytes": "blob"}
"""Our type → the only kind of value a column of SQLite may hold besides null."""

_FIRST, _LAST = date(1, 1, 1), date(9999, 12, 31)
_EARLIEST, _LATEST = datetime.min, datetime.max


def statement(compiler: Compiler, query: Query, address: Address) -> str | None:
    """Return what reads all rows of a query in order, None where the usual way has to.

    It has to where the driver is not installed, where rows are left out (their conditions are
    bound, not written), for engines that were handed over, whose settings ADBC would not have,
    and for columns that Arrow would hold otherwise.
    """
    table, dialect = compiler.table, address.engine.dialect
    if query.conditions or query.search is not None or table.declared or not table.key:
        return None
    if not address.shared or driver(address) is None:
        return None
    fits = _sqlite if dialect.name == "sqlite" else _postgres
    if not all(map(fits, table.read)):
        return None
    written = compiler.whole(query).compile(dialect=dialect)
    return None if written.params else str(written)


def driver(address: Address) -> str | None:
    """Return the module of the driver for a database, None where there is none."""
    name, by = address.engine.dialect.name, address.engine.dialect.driver
    if name == "postgresql" and by in ("psycopg", "psycopg2"):  # the same words in the URL
        module = "adbc_driver_postgresql"
    elif name == "sqlite" and address.file is not None:
        module = "adbc_driver_sqlite"
    else:
        return None
    return module if find_spec(module) is not None else None


def _postgres(field: Field) -> bool:
    type_ = field.column.type
    plain = isinstance(type_, _POSTGRES) and not isinstance(type_, sa.CHAR | sa.Enum)
    return plain and not getattr(type_, "timezone", False)


def _sqlite(field: Field) -> bool:
    return field.type in _SQLITE


def read(
    compiler: Compiler, address: Address, text: str, stopping: Stopping
) -> pa.Table | None:
    """Return the rows of a statement as a row table; blocks.

    None where some value is not of its column's type, or the driver fails: the usual way then
    reads it, or tells what is wrong.
    """
    module = driver(address)
    assert module is not None, "who has a statement has a driver"
    try:
        with (
            import_module(f"{module}.dbapi").connect(_uri(address)) as connection,
            connection.cursor() as cursor,
            stopping(cursor.adbc_cancel),
        ):
            if address.file is not None:
                cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": "65536"})
                if not _uniform(cursor, compiler, address.engine.dialect):
                    return None
            cursor.execute(text)
            return _rows(compiler, cursor.fetch_record_batch())
    except (import_module("adbc_driver_manager").Error, pa.ArrowException) as error:
        log.debug("ADBC can not read %s: %s", compiler.table.selectable.name, type(error))
        return None


def _uri(address: Address) -> str:
    if address.file is not None:
        return address.file
    plain = address.url.set(drivername="postgresql")
    return plain.render_as_string(hide_password=False)


def _uniform(cursor: Any, compiler: Compiler, dialect: sa.Dialect) -> bool:
    """Whether the columns of a table of SQLite hold what they were declared to hold only."""
    fields = compiler.table.read
    odd = [sa.func.typeof(f.column).not_in([_SQLITE[f.type], "null"]) for f in fields]
    asked = sa.select(sa.func.count()).select_from(compiler.table.selectable)
    asked = asked.where(sa.or_(*odd))
    written = asked.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    cursor.execute(str(written))
    return bool(cursor.fetchone() == (0,))


def _rows(compiler: Compiler, found: pa.RecordBatchReader) -> pa.Table | None:
    """Return what is read as a row table, None where a column is of another type."""
    table = compiler.table
    with closing(Worker("diorama-adbc")) as helper:  # while the next batch is read
        coming = [helper.submit(_piece, table, batch) for batch in found]
        pieces = [piece.result() for piece in coming]
    read = pa.Table.from_batches([batch for batch, _ in pieces], found.schema)
    columns: dict[str, pa.ChunkedArray] = {}
    for field, column in zip(table.read, read.columns, strict=True):
        if column.null_count == len(column):
            column = pa.chunked_array([pa.nulls(len(column))])
        elif not _ARROW[field.type](column.type):
            return None
        columns[field.name] = column
    if any(ids is None for _, ids in pieces):
        return None
    if not table.key_shown:
        for field in table.key:
            del columns[field.name]
    named = pa.chunked_array([ids for _, ids in pieces], pa.string())
    return codec.from_arrow(named, pa.table(columns))


def _piece(table: Table, batch: pa.RecordBatch) -> tuple[pa.RecordBatch, pa.Array | None]:
    """Return rows with their ids; None in place of ids if Python lacks one of the values."""
    batch.validate(full=True)  # text of SQLite may be none
    if not all(map(_in_range, batch.columns)):
        return batch, None
    return batch, _ids([batch.column(table.read.index(field)) for field in table.key])


def _in_range(column: pa.Array) -> bool:
    """Whether Python has all moments of a column; PostgreSQL has infinity, and years BC."""
    if not pa.types.is_temporal(column.type):
        return True
    limits = (_FIRST, _LAST) if column.type == pa.date32() else (_EARLIEST, _LATEST)
    first, last = (pa.scalar(limit, column.type) for limit in limits)
    inside = pc.and_(pc.greater_equal(column, first), pc.less_equal(column, last))
    return bool(pc.all(inside, min_count=0).as_py())


def _ids(key: list[pa.Array]) -> pa.Array:
    """Return the ids of rows by the columns of their key."""
    if len(key) == 1:
        return pa.array(ids_of_values(key[0]), pa.string())
    joined = map(ids.join, zip(*(column.to_pylist() for column in key), strict=True))
    return pa.array(joined, pa.string())
