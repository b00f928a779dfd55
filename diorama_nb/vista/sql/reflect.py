"""Asks a database what a table is: columns, key, foreign keys, and what may be written."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import ReflectedColumn

from diorama_nb.errors import SourceMissing, SpecError, closest
from diorama_nb.vista.sql import given, mysql_columns
from diorama_nb.vista.sql.dialect import Dialect, type_of
from diorama_nb.vista.sql.mysql import MYSQL, MySql
from diorama_nb.vista.sql.postgres import Postgres
from diorama_nb.vista.sql.relations import links
from diorama_nb.vista.sql.spec import Spec
from diorama_nb.vista.sql.sqlite import Sqlite
from diorama_nb.vista.sql.table import Expression, Field, Table

WRITES = ("insert", "update", "delete")
ROWIDS = ("rowid", "_rowid_", "oid")
_NAMELESS = ("nested", "number")
"""Types of columns by which rows are not named unless that is declared."""


def reflect(connection: sa.Connection, spec: Spec) -> tuple[Dialect, Table]:
    """Return how a database compares, and what a table of it is.

    Raises
    ------
    SourceMissing
        If there is no such table or view; names the closest.
    SpecError
        If a declared column does not exist, or a query can not be described.
    """
    return _table(connection, spec) if spec.query is None else _query(connection, spec)


def _query(connection: sa.Connection, spec: Spec) -> tuple[Dialect, Table]:
    """Return what a query is: the columns it has, and the key that was declared."""
    assert spec.query is not None
    if connection.dialect.name == "sqlite":
        with given.viewed(connection, spec.query) as view:
            columns = sa.inspect(connection).get_columns(view, "temp")
            seen = replace(spec, table=view, schema="temp")
            dialect, fields = _sqlite(connection, seen, columns, ())
    elif connection.dialect.name in MYSQL:
        dialect = MySql(connection.dialect.name)
        fields = _told(mysql_columns.of_query(connection, spec))
    elif connection.dialect.name == "postgresql":
        dialect, fields = _typed(connection, given.postgres(connection, spec.query))
    else:
        raise SpecError(
            f"query= is for SQLite, PostgreSQL and MariaDB, not {connection.dialect.name}",
            hint='CREATE VIEW orders_seen AS …, and table="orders_seen"',
        )
    spec.check(fields)
    bound = given.subquery(
        spec.query, [sa.column(name, field.column.type) for name, field in fields.items()]
    )
    fields = _of(bound, fields)
    key = tuple(fields[name] for name in spec.id_column)
    refused = dict.fromkeys(WRITES, 'a query is read: open a table by itself, table="…"')
    return dialect, Table(bound, fields, key, ties=key, declared=bool(key), refused=refused)


def _table(connection: sa.Connection, spec: Spec) -> tuple[Dialect, Table]:
    """Return what a table or view is."""
    inspector = sa.inspect(connection)
    names = inspector.get_table_names(spec.schema)
    views = inspector.get_view_names(spec.schema)
    seen = spec.table in (*names, *views)
    if not seen and not inspector.has_table(spec.table, spec.schema):
        raise SourceMissing(
            f"there is no table {spec.full_name!r}", hint=closest(spec.table, names + views)
        )
    columns = inspector.get_columns(spec.table, spec.schema)
    spec.check(column["name"] for column in columns)
    primary = inspector.get_pk_constraint(spec.table, spec.schema)["constrained_columns"]
    is_view = spec.table not in names and spec.table in views
    if connection.dialect.name == "sqlite":
        dialect, fields = _sqlite(connection, spec, columns, primary)
    elif connection.dialect.name in MYSQL:
        dialect, fields = _mysql(connection, spec, columns)
    else:
        dialect, fields = _typed(connection, columns)
    bound = sa.Table(
        spec.table,
        sa.MetaData(),
        *(_column(name, field.column.type, name in primary) for name, field in fields.items()),
        schema=spec.schema,
    )
    fields = _of(bound, fields)
    rowid = None
    if isinstance(dialect, Sqlite) and not is_view:
        rowid = _rowid(connection, spec, fields)
    other = () if primary or is_view else _unique(connection, spec, fields)
    key, ties = _key(spec, fields, primary, other, rowid)
    return dialect, Table(
        selectable=bound,
        fields=fields,
        key=key,
        key_shown=rowid not in key,
        ties=ties,
        declared=bool(spec.id_column),
        links=links(inspector, spec),
        refused=_refused(connection, spec, is_view=is_view, keyed=bool(key)),
    )


def _of(bound: sa.FromClause, fields: Mapping[str, Field]) -> dict[str, Field]:
    """Return fields as columns of what statements read from."""
    return {name: replace(field, column=bound.c[name]) for name, field in fields.items()}


def _column(name: str, type_: sa.types.TypeEngine[Any], is_key: bool) -> sa.Column[Any]:
    made = sa.FetchedValue() if is_key else None  # where no value is given
    return sa.Column(name, type_, primary_key=is_key, server_default=made)


def _unique(
    connection: sa.Connection, spec: Spec, fields: Mapping[str, Field]
) -> Sequence[str]:
    """Return the columns of the shortest unique key that names every row; the first by name.

    Keys of some rows only, of expressions, of columns that can be null, and of values whose
    text may be that of another value name none.
    """
    naming = {n for n, f in fields.items() if not f.nullable and f.type not in _NAMELESS}
    if connection.dialect.name == "sqlite":
        keys = _sqlite_keys(connection, spec)
    else:
        keys = {
            str(index["name"]): index["column_names"]
            for index in sa.inspect(connection).get_indexes(spec.table, spec.schema)
            if index["unique"] and "postgresql_where" not in index.get("dialect_options", {})
        }
    found = [(len(key), name, key) for name, key in keys.items() if naming.issuperset(key)]
    _, _, shortest = min(found, default=(0, "", []))
    return [name for name in shortest if name is not None]


def _sqlite_keys(connection: sa.Connection, spec: Spec) -> dict[str, list[str | None]]:
    """Return the unique keys of a table of SQLite, of which SQLAlchemy does not tell all."""
    rows = connection.execute(
        sa.text(
            "SELECT list.name, info.name FROM pragma_index_list(:name, :schema) AS list, "
            "pragma_index_xinfo(list.name, :schema) AS info "
            'WHERE list."unique" AND NOT list.partial AND info.key ORDER BY info.seqno'
        ),
        {"name": spec.table, "schema": spec.schema or "main"},
    )
    keys: dict[str, list[str | None]] = {}
    for name, column in rows:
        keys.setdefault(name, []).append(column)
    return keys


def _key(
    spec: Spec,
    fields: dict[str, Field],
    primary: Sequence[str],
    other: Sequence[str],
    rowid: Field | None,
) -> tuple[tuple[Field, ...], tuple[Field, ...]]:
    """Return what names a row, and what makes an order total."""
    kept = primary or other
    key = tuple(fields[name] for name in spec.id_column or kept)
    if not key and rowid is not None:
        key = (rowid,)
    ties = [*key, *(fields[name] for name in kept if fields[name] not in key)]
    # SQLite lets a primary key be null, more than once. And an index may tell texts apart that
    # its column takes for equal.
    unsure = not primary or any(field.nullable for field in ties)
    if rowid is not None and rowid not in key and unsure:
        ties.append(rowid)
    return key, tuple(ties)


def _typed(
    connection: sa.Connection, columns: Sequence[ReflectedColumn]
) -> tuple[Dialect, dict[str, Field]]:
    name = connection.dialect.name
    dialect = Postgres(name) if name == "postgresql" else Dialect(name)
    return dialect, {
        column["name"]: Field(
            column["name"],
            sa.column(column["name"], column["type"]),
            type_of(column["type"]),
            column["nullable"],
            _calculated(column),
            "exact" if dialect.name == "postgresql" else "",
        )
        for column in columns
    }


def _mysql(
    connection: sa.Connection, spec: Spec, columns: Sequence[ReflectedColumn]
) -> tuple[Dialect, dict[str, Field]]:
    bound = mysql_columns.columns(connection, spec, columns)
    fields = {
        name: replace(field, nullable=column["nullable"], calculated=_calculated(column))
        for column, (name, field) in zip(columns, _told(bound).items(), strict=True)
    }
    return MySql(connection.dialect.name), fields


def _told(bound: Mapping[str, mysql_columns.Bound]) -> dict[str, Field]:
    return {
        name: Field(name, sa.column(name, type_), kind, stored=stored)
        for name, (type_, kind, stored) in bound.items()
    }


def _calculated(column: ReflectedColumn) -> bool:
    identity = column.get("identity")
    return bool(column.get("computed")) or bool(identity and identity["always"])


def _sqlite(
    connection: sa.Connection,
    spec: Spec,
    columns: Sequence[ReflectedColumn],
    primary: Sequence[str],
) -> tuple[Dialect, dict[str, Field]]:
    """Return the columns of a table of SQLite, whose values are taken as they stand there."""
    words = _declared(connection, spec)
    fields = {}
    for column in columns:
        name, word = column["name"], words.get(column["name"], "").upper()
        kind = "uuid" if word in ("UUID", "GUID") else type_of(column["type"])
        whole_key = list(primary) == [name] and word == "INTEGER"  # another name of the rowid
        fields[name] = Field(
            name,
            sa.column(name, sa.types.NullType()),
            spec.types.get(name, kind),
            column["nullable"] and not whole_key,
            _calculated(column),
            "hex" if "(32)" in word else "",
        )
    encoding = connection.exec_driver_sql("PRAGMA encoding").scalar()
    master = sa.table("sqlite_master", sa.column("sql"), schema=spec.schema)
    collated = sa.select(sa.func.count()).where(master.c.sql.ilike("%collate%"))
    collates = spec.query is not None or bool(connection.execute(collated).scalar())
    return Sqlite(utf8=encoding == "UTF-8", collates=collates), fields


def _declared(connection: sa.Connection, spec: Spec) -> dict[str, str]:
    """Return the types of columns as they are written in the table's declaration."""
    rows = connection.execute(
        sa.text("SELECT name, type FROM pragma_table_xinfo(:name, :schema)"),
        {"name": spec.table, "schema": spec.schema or "main"},
    )
    return {row.name: row.type for row in rows}


def _rowid(connection: sa.Connection, spec: Spec, fields: dict[str, Field]) -> Field | None:
    """Return the number SQLite gives a row, unless the table goes without."""
    taken = {name.lower() for name in fields}
    name = next((name for name in ROWIDS if name not in taken), None)
    if name is None:
        return None
    column: Expression = sa.literal_column(name, sa.types.NullType())
    tried = sa.select(column).select_from(sa.table(spec.table, schema=spec.schema)).limit(0)
    try:
        connection.execute(tried)
    except sa.exc.OperationalError:  # WITHOUT ROWID
        return None
    return Field(name, column, "integer", nullable=False)


def _refused(
    connection: sa.Connection, spec: Spec, *, is_view: bool, keyed: bool
) -> dict[str, str]:
    """Return which kinds of writes can not be done, and why."""
    if spec.read_only:
        return dict.fromkeys(WRITES, "leave read_only=True out")
    if is_view:
        return dict.fromkeys(WRITES, "a view is read: open the table behind it")
    if not keyed:
        return dict.fromkeys(WRITES, 'nothing names a row: declare id_column="…"')
    if connection.dialect.name == "sqlite":
        path = connection.engine.url.database
        if path and os.path.exists(path) and not os.access(path, os.W_OK):
            return dict.fromkeys(WRITES, "the database file can not be written")
    if connection.dialect.name == "postgresql":
        return _privileges(connection, spec)
    if connection.dialect.name in MYSQL:
        return dict(mysql_columns.lacking(connection, spec, WRITES))
    return {}


def _privileges(connection: sa.Connection, spec: Spec) -> dict[str, str]:
    quote = connection.dialect.identifier_preparer.quote
    parts = [quote(part) for part in (spec.schema, spec.table) if part]
    found: dict[str, Any] = {}
    for write in WRITES:
        asked = sa.select(sa.func.has_table_privilege(".".join(parts), write))
        if not connection.execute(asked).scalar():
            found[write] = f"GRANT {write.upper()} ON {spec.full_name} TO the connection's user"
    return found
