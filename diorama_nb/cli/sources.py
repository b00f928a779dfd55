"""From the word SOURCE to a data set: a URL, a file, a table of a database."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import click
import platformdirs
import pyarrow as pa

import diorama_nb as dn
from diorama_nb.cache.base import CacheBackend
from diorama_nb.errors import SourceError, SourceMissing, SpecError
from diorama_nb.opening import SCHEME, Kind, kind_of
from diorama_nb.rows.ids import repeated
from diorama_nb.values import MISSING, as_ids, lookup
from diorama_nb.vista.files import SUFFIXES, file_vista

ID: Final = "id"
"""The column ids are taken from, if it names each row of a file; else rows are numbered."""

_NUMBERED: Final = "leave --id out: rows are numbered"
_LOCAL: Final = "sqlite"
_TABLES: Final = (
    "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') "
    "AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name"
)

CACHE_VARIABLE: Final = "DIORAMA_CACHE"
"""Says what ``--cache`` is for URLs, where it is not given."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was said about a source.

    Attributes
    ----------
    source : str
        URL, path or address of a database.
    table : str or None
        Table of a database.
    id_column : str or None
        Column the ids are taken from.
    style : str or None
        Name of a known kind of API.
    bearer : str or None
        Environment variable that holds a token.
    headers : mapping of str to str
        Header → environment variable that holds its value.
    """

    source: str
    table: str | None = None
    id_column: str | None = None
    style: str | None = None
    bearer: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        """What SOURCE names.

        Raises
        ------
        SpecError
            If it is none.
        """
        found = kind_of(self.source)
        if found is None:
            raise SpecError(
                f"{self.source!r} is no source",
                hint=f"https://…, a file ({', '.join(SUFFIXES)}), or a database (.db, .sqlite)",
            )
        return found

    @property
    def is_local(self) -> bool:
        """Whether the source is as near as a cache: a file, or a database in one."""
        scheme = SCHEME.match(self.source)
        return self.kind != "url" and (scheme is None or scheme[1].lower() == _LOCAL)


def vista_of(choice: Choice) -> dn.Vista:
    """Return the data set; nothing is sent to an API before it is read.

    Raises
    ------
    SpecError, SourceError
        If an option does not fit the source; if there is no such file or table.
    """
    _check_fit(choice)
    match choice.kind:
        case "url":
            return _rest(choice)
        case "database":
            return _sql(choice)
        case "file":
            return _file(choice)


def _check_fit(choice: Choice) -> None:
    fits = {
        "--style": ("url", choice.style),
        "--bearer-env": ("url", choice.bearer),
        "--header-env": ("url", choice.headers),
        "--table": ("database", choice.table),
    }
    for option, (kind, given) in fits.items():
        if given and choice.kind != kind:
            raise SpecError(
                f"{option} means nothing for a {choice.kind}", hint=f"leave {option} out"
            )


def _file(choice: Choice) -> dn.Vista:
    """Return the rows of a file by the values of a column, or else by their numbers."""
    column = choice.id_column or ID
    try:
        dn.run(_check_names_rows(file_vista(choice.source), column))
    except SpecError:
        if choice.id_column is not None:
            raise
        return file_vista(choice.source)
    return file_vista(choice.source, id_column=column)


async def _check_names_rows(numbered: dn.Vista, column: str) -> None:
    """Read a file once, in pages, and keep nothing of it but the values of one column.

    Raises
    ------
    SpecError
        If a row has no value there, or two rows have the same.
    """
    ids: list[pa.Array] = []
    try:
        await numbered.source.prepare()
        known = [one.name for one in numbered.columns]
        if column not in known:
            raise SpecError.unknown("id column", column, known)
        token: str | None = None
        while token is not None or not ids:
            page = await numbered.fetch_next(token)
            values = [lookup(row, column) for row in page.rows.values()]
            if None in values or MISSING in values:
                raise SpecError(f"not every row has the column {column!r}", hint=_NUMBERED)
            ids.append(pa.array(as_ids(values), pa.string()))
            token = page.next
    finally:
        await numbered.aclose()
    if (twice := repeated(pa.chunked_array(ids))) is not None:
        raise SpecError(
            f"the ids are not unique: two rows have {twice!r} as {column!r}", hint=_NUMBERED
        )


def _rest(choice: Choice) -> dn.Vista:
    given: dict[str, Any] = {}
    if choice.style is not None:
        given["style"] = choice.style
    if choice.id_column is not None:
        given["id"] = choice.id_column
    if choice.bearer is not None:
        given["auth"] = dn.Bearer(_secret("--bearer-env", choice.bearer))
    if choice.headers:
        given["headers"] = {
            name: _secret("--header-env", variable) for name, variable in choice.headers.items()
        }
    vista: dn.Vista = dn.RestVista(choice.source, **given)
    return vista


def _secret(option: str, variable: str) -> dn.Env:
    """Return where a secret stands; the word itself may be the secret, and is never shown."""
    if not os.environ.get(variable):
        raise SpecError(
            f"{option} names no environment variable that is set",
            hint=f"export API_TOKEN=…, then {option} takes the name API_TOKEN, not the secret",
        )
    return dn.Env(variable)


def _sql(choice: Choice) -> dn.Vista:
    address = choice.source if SCHEME.match(choice.source) else f"sqlite:///{choice.source}"
    if urlsplit(address).password:
        raise SpecError(
            "the address holds a password, which others can see in the list of processes",
            hint="leave it out: drivers read PGPASSWORD, ~/.pgpass or ~/.my.cnf",
        )
    _check_dialect(address)
    path = _file_of(address)
    if path is not None and not path.exists():
        raise SourceMissing(f"there is no database {path}", hint="check the path")
    if choice.table is None:
        raise SpecError("a database has many tables", hint=_tables(path))
    vista: dn.Vista = dn.SqlVista(address, table=choice.table, id_column=choice.id_column)
    return vista


def _check_dialect(address: str) -> None:
    """Refuse an address that is neither of an API nor of a database."""
    with contextlib.suppress(ModuleNotFoundError):  # whoever connects says what to install
        import sqlalchemy as sa

        try:
            sa.make_url(address).get_dialect()
        except (sa.exc.NoSuchModuleError, sa.exc.ArgumentError):
            scheme = address.partition(":")[0]
            raise SpecError(
                f"{scheme}://… is neither an API nor a database",
                hint="https://…, postgresql://…, mariadb://…, or the path of a file",
            ) from None


def _file_of(address: str) -> Path | None:
    """Return the file a database is in; None where it is none."""
    scheme, _, rest = address.partition(":///")
    return Path(rest.partition("?")[0]) if scheme.lower() == _LOCAL and rest else None


def _tables(path: Path | None) -> str:
    """Return what to type to name a table."""
    if path is None:
        return "--table NAME"
    read_only = f"{path.absolute().as_uri()}?mode=ro"
    try:
        with contextlib.closing(sqlite3.connect(read_only, uri=True)) as database:
            names = [name for (name,) in database.execute(_TABLES)]
    except sqlite3.Error as error:
        raise SourceError(
            f"{path} can not be read: {error}", hint="check that it is a SQLite database"
        ) from error
    return "name one: " + (", ".join(f"--table {name}" for name in names) or "it has none yet")


def cache_of(choice: Choice, said: str | None) -> CacheBackend:
    """Return where rows are kept: in memory, nowhere, in a folder.

    Parameters
    ----------
    choice : Choice
        The source. Rows of a local one are not copied to disk unless that is asked for.
    said : str or None
        ``mem``, ``none`` or a folder.
    """
    if said is None:
        said = "mem" if choice.is_local else os.environ.get(CACHE_VARIABLE)
    match said:
        case "none":
            return dn.NullCache()
        case "mem":
            return dn.MemoryCache()
        case None | "":
            return dn.DiskCache(default_folder())
        case folder:
            return dn.DiskCache(folder)


def default_folder() -> Path:
    """Return the folder of this user for rows that can be fetched again."""
    return platformdirs.user_cache_path("diorama", appauthor=False)


def header_of(text: str) -> tuple[str, str]:
    """Return header and environment variable of ``X-Api-Key=API_KEY``."""
    name, sign, variable = text.partition("=")
    if not (sign and name.strip() and variable.strip()):
        raise click.BadParameter("takes HEADER=VARIABLE, such as X-Api-Key=SHOP_KEY")
    return name.strip(), variable.strip()
