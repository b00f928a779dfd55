"""Where a database is: its address as it may be shown, and as two sources are told apart."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from functools import cached_property
from typing import Any, Final
from urllib.parse import quote, quote_plus
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.pool import SingletonThreadPool, StaticPool

from diorama_nb.errors import SpecError, Unsupported
from diorama_nb.vista.fingerprint import digest
from diorama_nb.vista.masking import MASK, is_secret_name
from diorama_nb.vista.sql import postgres, sqlite
from diorama_nb.vista.sql.mysql import MYSQL
from diorama_nb.vista.sql.spec import Spec


class Address:
    """An engine, and what may be told of it.

    Parameters
    ----------
    target : str, sqlalchemy.URL or sqlalchemy.Engine
        Address of a database; or an engine, for settings no URL can hold.

    Raises
    ------
    SpecError
        If it is none, its driver is not installed, or it names a database that only its own
        connection could see.
    """

    def __init__(self, target: str | sa.URL | sa.Engine) -> None:
        self.shared = not isinstance(target, sa.Engine)
        self.engine = self._made(target) if not isinstance(target, sa.Engine) else target
        self.url = self.engine.url
        self.autocommits = self.shared and _is_postgres(self.url)
        self.single = isinstance(self.engine.pool, StaticPool | SingletonThreadPool)

    @staticmethod
    def _made(target: str | sa.URL) -> sa.Engine:
        hint = (
            'write "sqlite:///shop.db", "postgresql+psycopg://user@host/database" or '
            '"mariadb+pymysql://user@host/database"'
        )
        try:
            url = sa.make_url(target)
        except (sa.exc.ArgumentError, ValueError):
            raise SpecError("this is no address of a database", hint=hint) from None
        if url.get_backend_name() == "sqlite":
            if url.database in (None, "", ":memory:"):
                raise SpecError(
                    "a database in memory is seen by its own connection only",
                    hint="hand over your engine, made with poolclass=StaticPool and "
                    'connect_args={"check_same_thread": False}',
                )
            if not (url.database or "").startswith("file:"):
                url = url.set(database=os.path.abspath(os.path.expanduser(url.database or "")))
        try:
            if getattr(url.get_dialect(), "is_async", False):
                raise SpecError(
                    f"{url.drivername!r} is an asynchronous driver",
                    hint="name a plain one, it waits in a thread of its own: "
                    '"sqlite://", "postgresql+psycopg://", "mysql+pymysql://"',
                )
            # Reads of PostgreSQL are one statement each, which sees one state of the data by
            # itself: a transaction around it would only cost two more round trips.
            level = {"isolation_level": "AUTOCOMMIT"} if _is_postgres(url) else {}
            engine = sa.create_engine(url, hide_parameters=True, **level)
            if teach := _TAUGHT.get(engine.dialect.name):
                sa.event.listen(engine, "connect", lambda plain, _record: teach(plain))
            return engine
        except (sa.exc.NoSuchModuleError, sa.exc.ArgumentError):
            raise SpecError(f"there is no dialect {url.drivername!r}", hint=hint) from None
        except ModuleNotFoundError as error:
            raise SpecError(
                f"the driver {error.name!r} is not installed", hint=f"pip install {error.name}"
            ) from None

    def check_listens(self) -> None:
        """Refuse what has no notifications, or whose driver does not tell of them.

        Raises
        ------
        SpecError
            Says what to use instead.
        """
        kind, driver = self.engine.dialect.name, self.engine.dialect.driver
        if kind != "postgresql":
            raise SpecError(
                f"PgNotify is for PostgreSQL, this is {kind}",
                hint='leave watch= out, and look again now and then: refresh_every="30s"',
            )
        if driver != "psycopg":
            raise SpecError(
                f"PgNotify needs the driver psycopg, this is {driver}",
                hint='write "postgresql+psycopg://…"; pip install "diorama-nb[postgres]"',
            )

    @cached_property
    def file(self) -> str | None:
        """Path of the file of a SQLite database, None for others."""
        database = self.url.database
        plain = self.url.get_backend_name() == "sqlite" and database and not self.single
        return database if plain and not str(database).startswith("file:") else None

    @property
    def host(self) -> str | None:
        """Where the server is: a name, the path of a socket, blank; None: there is none."""
        if self.single or self.url.get_backend_name() == "sqlite":
            return None
        told = self.url.host or self.url.query.get("host") or ""
        return told if isinstance(told, str) else told[0]

    @property
    def shown(self) -> str:
        """The address without user, password and options."""
        return self.url.set(username=None, password=None, query={}).render_as_string()

    def text(self, name: str) -> str:
        """Return the address with user and password, for who opens it elsewhere.

        Raises
        ------
        Unsupported
            If an engine was handed over: its settings are in no address.
        """
        if not self.shared:
            enable = "give SqlVista the address instead of an engine"
            raise Unsupported("be_opened_by_workers", name, enable=enable)
        return self.url.render_as_string(hide_password=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What is secret in the address, by name."""
        named = [name for name in self.url.query if is_secret_name(name)]
        return (*(["password"] if self.url.password else []), *named)

    def identity(self, spec: Spec) -> str:
        """Return what makes a table of this database this one; holds no secret."""
        where = f"sql:{self.shown}/{spec.full_name}"
        if self.single:
            where = f"{where}@{_names.setdefault(self.engine, uuid.uuid4().hex)}"
        text = () if spec.query is None else (spec.query,)
        declared = repr((spec.id_column, sorted(spec.types.items()), spec.search, *text))
        options = self.url.query
        account = [
            self.url.username or "",
            str(self.url.password or ""),
            *(f"{name}={options[name]}" for name in sorted(options)),
        ]
        return f"{where}#{digest(declared)}:{digest(*account) if any(account) else '-'}"

    def redact(self, text: str) -> str:
        """Return a text with everything secret in the address masked."""
        secrets = [str(self.url.password or "")]
        for value in self.url.query.values():
            secrets += [value] if isinstance(value, str) else value
        for secret in sorted(secrets, key=len, reverse=True):
            if len(secret) >= 4:  # masking a letter everywhere would only hide the message
                for form in (secret, quote(secret, safe=""), quote_plus(secret)):
                    text = text.replace(form, MASK)
        return text


def _is_postgres(url: sa.URL) -> bool:
    return url.get_backend_name() == "postgresql"


def _in_utc(plain: Any) -> None:
    """Have a new connection show instants in UTC, where every one is told apart."""
    cursor = plain.cursor()
    cursor.execute("SET time_zone = '+00:00'")
    cursor.close()


_TAUGHT: Final[dict[str, Callable[[Any], None]]] = {
    "sqlite": sqlite.teach,
    "postgresql": postgres.teach,
    **dict.fromkeys(MYSQL, _in_utc),
}
"""What each new connection to a database of a kind is told."""

_names: WeakKeyDictionary[sa.Engine, str] = WeakKeyDictionary()
"""Engines whose database no other engine sees → a name of their own."""
