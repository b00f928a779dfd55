"""What MariaDB and MySQL tell of a table or query: its columns, and what its user may write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import mysql
from sqlalchemy.engine.interfaces import ReflectedColumn

from diorama_nb.vista.sql import given
from diorama_nb.vista.sql.dialect import type_of
from diorama_nb.vista.sql.mysql import FLAG, LABEL, ROUNDED, TOLD
from diorama_nb.vista.sql.spec import Spec

Bound = tuple[sa.types.TypeEngine[Any], str, str]
"""How a column is bound, its type for us, and how it is stored."""


_CODES: Final[Mapping[int, type[sa.types.TypeEngine[Any]]]] = {
    2: sa.Integer, 3: sa.Integer, 4: sa.Float, 7: mysql.TIMESTAMP, 8: sa.Integer,
    9: sa.Integer, 10: sa.Date, 11: sa.Time, 12: sa.DateTime, 13: mysql.YEAR, 14: sa.Date,
    16: mysql.BIT, 245: mysql.JSON,
}  # fmt: skip
"""Numbers that the protocol of MariaDB and MySQL gives types of columns."""

_CHAR: Final = 254
_TEXTS: Final = (15, 249, 250, 251, 252, 253, _CHAR)
"""Those of text, and of bytes."""

_NOT_FIXED: Final = 31
"""The digits after the point of a float for which none were declared."""


def columns(
    connection: sa.Connection, spec: Spec, found: Sequence[ReflectedColumn]
) -> dict[str, Bound]:
    """Return how each column of a table is read.

    Instants are shown in the time zone of the connection; where that is not UTC, they are
    taken for the plain datetimes they look like, as a day with two equal hours has no order.
    """
    utc = _in_utc(connection)
    documents = _documents(connection, spec)
    return {
        column["name"]: _bound(
            column["type"],
            "nested" if column["name"] in documents else spec.types.get(column["name"]),
            utc=utc,
        )
        for column in found
    }


def of_query(connection: sa.Connection, spec: Spec) -> dict[str, Bound]:
    """Return how each column of a query is read, by what the protocol tells of its type."""
    assert spec.query is not None
    utc, found = _in_utc(connection), given.described(connection, spec.query)
    charsets = given.beside_nothing(
        connection, spec.query, list(found), lambda column: [sa.func.charset(column)]
    )
    sent = connection.exec_driver_sql("SELECT @@character_set_results").scalar()
    bytes_each = 4 if sent == "utf8mb4" else 1
    bound: dict[str, Bound] = {}
    for (name, column), charset in zip(found.items(), charsets, strict=True):
        _, code, _, size, _, scale, *_ = column
        told = spec.types.get(name)
        if code in _TEXTS and charset != "binary" and told is None:
            # An ENUM or a SET looks like a CHAR, and is compared by number without an index.
            stored = LABEL if code == _CHAR else ""
            bound[name] = sa.String(max(1, size // bytes_each)), "text", stored
        else:
            bound[name] = _bound(_coded(code, size, scale, charset), told, utc=utc)
    return bound


def _coded(code: int, size: int, scale: int, charset: str) -> sa.types.TypeEngine[Any]:
    """Return a type by its number in the protocol."""
    match code:
        case 1:
            return mysql.TINYINT(display_width=size)
        case 0 | 246:
            return sa.Numeric(size, scale)
        case 5:
            return mysql.DOUBLE(scale=None if scale == _NOT_FIXED else scale)
        case _ if code in _TEXTS:
            return sa.LargeBinary(size) if charset == "binary" else sa.String()
    return _CODES.get(code, sa.types.NullType)()


def _in_utc(connection: sa.Connection) -> bool:
    zone = connection.exec_driver_sql("SELECT @@session.time_zone").scalar()
    return zone in ("+00:00", "UTC")


def _bound(type_: Any, told: str | None, *, utc: bool) -> Bound:
    """Return how a column is read.

    Left to itself SQLAlchemy would round doubles, and cut durations to a day.
    """
    length = getattr(type_, "length", None)
    match type_:
        case mysql.JSON() | sa.JSON():
            return sa.JSON(), "nested", ""
        case sa.types._Binary():
            plain: Bound = sa.LargeBinary(length), "bytes", ""
        case mysql.ENUM() | mysql.SET():
            longest = length if isinstance(type_, mysql.ENUM) else None
            plain = sa.String(longest), "text", LABEL
        case sa.String():
            plain = sa.String(length), "text", ""
        case mysql.TINYINT(display_width=1, unsigned=False) if told != "integer":
            plain = sa.BigInteger(), "boolean", FLAG
        case sa.Integer():
            plain = sa.BigInteger(), "integer", ""
        case mysql.BIT() | mysql.YEAR():  # bits are bytes to the driver, and 20 is 2020
            plain = sa.BigInteger(), "integer", ROUNDED
        case mysql.DOUBLE(scale=None):
            plain = sa.Double(), "number", ""
        case sa.Float():  # a single, which is shown with six digits
            plain = sa.Double(), "number", ROUNDED
        case sa.Numeric():
            plain = sa.Numeric(type_.precision, type_.scale), "decimal", ""
        case mysql.TIMESTAMP():
            plain = sa.DateTime(timezone=utc), "datetime", "" if utc else ROUNDED
        case sa.Time():
            plain = sa.types.NullType(), "time", ""
        case _:
            plain = type_, type_of(type_), ""
    if told in (None, "integer"):
        return plain
    return plain[0], str(told), TOLD


def _documents(connection: sa.Connection, spec: Spec) -> set[str]:
    """Return the columns of MariaDB that a check keeps to JSON, which is no type of its own."""
    if not getattr(connection.dialect, "is_mariadb", False):
        return set()
    checks = connection.execute(
        sa.text(
            "SELECT constraint_name, check_clause FROM information_schema.check_constraints "
            "WHERE constraint_schema = coalesce(:schema, database()) AND table_name = :table"
        ),
        {"schema": spec.schema, "table": spec.table},
    )
    quote = connection.dialect.identifier_preparer.quote_identifier
    return {name for name, clause in checks if clause == f"json_valid({quote(name)})"}


def lacking(connection: sa.Connection, spec: Spec, writes: Iterable[str]) -> Mapping[str, str]:
    """Return the writes that the connection's user has no privilege for, and what grants it.

    A role may grant what is listed for nobody: then nothing is refused beforehand.
    """
    role = connection.exec_driver_sql("SELECT current_role()").scalar()
    if role not in (None, "", "NONE"):
        return {}
    user = connection.exec_driver_sql("SELECT current_user()").scalar_one()
    name, _, host = str(user).rpartition("@")
    granted = connection.execute(
        sa.text(
            "SELECT privilege_type FROM information_schema.user_privileges "
            "WHERE grantee = :who UNION "
            "SELECT privilege_type FROM information_schema.schema_privileges "
            "WHERE grantee = :who AND coalesce(:schema, database()) LIKE table_schema "
            "UNION "
            "SELECT privilege_type FROM information_schema.table_privileges WHERE grantee = "
            ":who AND table_schema = coalesce(:schema, database()) AND table_name = :table"
        ),
        {"who": f"'{name}'@'{host}'", "schema": spec.schema, "table": spec.table},
    )
    held = {row[0] for row in granted}
    if not held:  # a server without grants, or one that does not tell
        return {}
    return {
        write: f"GRANT {write.upper()} ON {spec.full_name} TO the connection's user"
        for write in writes
        if write.upper() not in held
    }
