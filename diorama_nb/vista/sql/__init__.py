"""Tables, views and queries of SQL databases as data sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from diorama_nb.errors import SpecError
from diorama_nb.vista.push import PgNotify, Poll, Watch
from diorama_nb.vista.vista import Vista

if TYPE_CHECKING:
    import sqlalchemy as sa

__all__ = ["PgNotify", "SqlVista"]


def SqlVista(
    url: str | sa.URL | sa.Engine,
    table: str | None = None,
    *,
    query: str | None = None,
    schema: str | None = None,
    name: str | None = None,
    id_column: str | tuple[str, ...] | None = None,
    where: Mapping[str, Any] | None = None,
    search: str | Iterable[str] = (),
    types: Mapping[str, str] | None = None,
    version: str | None = None,
    read_only: bool = False,
    watch: PgNotify | Poll | Watch | None = None,
    targets: Mapping[str, Vista] | None = None,
    total: Literal["exact", "estimated"] = "exact",
) -> Vista:
    """Open a table, a view or a query of a SQL database; connects on first use.

    The first use looks at the table: columns with their types, primary key, foreign keys, and
    what may be written. A part of a query, or a value over a column, is asked of the database
    only where its answer is exactly ours; the rest is done here, over all rows.

    Parameters
    ----------
    url : str, sqlalchemy.URL or sqlalchemy.Engine
        ``"sqlite:///shop.db"``, ``"postgresql+psycopg://user:password@host/database"``,
        ``"mariadb+pymysql://…"`` or ``"mysql+pymysql://…"``; or an engine, for settings no URL
        can hold. User and password are never shown.
    table : str or None
        Name of the table or view. Either this or `query`.
    query : str or None
        A SELECT (or WITH, or VALUES) that is read as if it were a view; nothing is written. It
        stands in every statement as a subquery, so that conditions, orders, searches, counts
        and windows are asked of the database; what it is ordered by counts only beside a LIMIT
        of its own. Functions it calls can write nothing either, on PostgreSQL, MariaDB and
        MySQL. Declare `id_column`, or it can only be read whole.
    schema : str or None
        The schema it is in; None takes the connection's default.
    name : str or None
        Name for people; None takes the table's, or ``"query"``.
    id_column : str, tuple of str or None
        Columns that name a row; None takes the primary key, else the shortest unique key of
        columns that are never null, else SQLite's rowid. The values of several are joined by
        ``/``, with ``/`` and ``%`` in them written ``%2F`` and ``%25``.
    where : mapping or None
        Column → value: rows that do not have it are not part of the data set.
    search : str or iterable of str
        Columns a search looks in. Not needed for SQLite, where all columns are searched.
    types : mapping of str to str
        What SQLite, MariaDB and MySQL have no type for: column → ``"boolean"``, ``"date"``,
        ``"datetime"``, ``"nested"`` (JSON), ``"time"`` or ``"uuid"``. Or ``"integer"``, for a
        ``TINYINT(1)`` that counts: it is the ``BOOLEAN`` of MariaDB and MySQL.
    version : str or None
        Column that changes with every write: a write made for another version is a
        `WriteConflict`. A whole number is counted up.
    read_only : bool
        Switch writes off.
    watch : PgNotify, Poll, Watch or None
        How a table of PostgreSQL tells of changes; how often to look whether there are any; or
        what else tells of them, as `Vista.with_watch` takes it. Nothing is followed, or looked
        at, before `Dio.watch` or `Vista.watch` asks for it.
    targets : mapping of str to Vista or None
        Table → the data set its foreign keys lead to, where that is declared further; others
        are opened as they are. May be filled in later.

    total : "exact" or "estimated"
        What a view shows as its number of rows. Counting a very large table takes seconds;
        PostgreSQL, and MariaDB and MySQL for a whole table, estimate it at once. An estimate
        is shown as one, ends nothing, and gives way to the count where it proves wrong or all
        rows are loaded. `Vista.get_count` counts.

    Raises
    ------
    SpecError
        If SQLAlchemy or the driver is not installed, or a declaration is wrong.

    Examples
    --------
    >>> shop = SqlVista("sqlite:///shop.db", table="products")
    >>> shop.name
    'products'
    >>> stock = "SELECT place, sum(amount) AS amount FROM stock GROUP BY place"
    >>> SqlVista("sqlite:///shop.db", query=stock, id_column="place", name="places").name
    'places'
    """
    try:
        import sqlalchemy as sa  # noqa: F401 # asked for before the modules that need it
    except ModuleNotFoundError:
        raise SpecError(
            "SQL databases need SQLAlchemy", hint='pip install "diorama-nb[sql]"'
        ) from None
    from diorama_nb.vista.sql.address import Address
    from diorama_nb.vista.sql.looking import looks
    from diorama_nb.vista.sql.source import SqlSource
    from diorama_nb.vista.sql.spec import declare

    own = None if isinstance(watch, Poll | Watch) else watch
    spec = declare(
        table,
        query=query,
        schema=schema,
        name=name,
        id_column=id_column,
        search=search,
        types=types,
        version=version,
        read_only=read_only,
        watch=own,
        total=total,
    )
    address = Address(url)
    if own is not None:
        address.check_listens()
    source = SqlSource(address, spec, {} if targets is None else targets)
    vista = Vista(source).where(where)
    if isinstance(watch, Poll):
        return vista.with_watch(looks(watch, source, address))
    return vista.with_watch(watch) if isinstance(watch, Watch) else vista
