"""What a database's errors mean, in our words; never with the parameters of a statement."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import sqlalchemy as sa

from diorama_nb.errors import (
    AuthFailed,
    DioramaError,
    Forbidden,
    SourceError,
    SourceMissing,
    SourceUnavailable,
    WriteRejected,
)

_STATES: Final[tuple[tuple[str, type[SourceError], str], ...]] = (
    ("28", AuthFailed, "check the user and the password in the URL"),
    ("42501", Forbidden, "ask for the privilege, or open another table"),
    ("42P01", SourceMissing, "check table= and schema=, or the names in query="),
    ("427", SourceMissing, "check the names in query=; of a table: open it again"),
    ("08", SourceUnavailable, "check that the database answers at this address"),
    ("40", SourceUnavailable, "try again: another transaction was in the way"),
    ("55P03", SourceUnavailable, "try again: another transaction holds the rows"),
    ("57", SourceUnavailable, "the database is being shut down or cancelled the statement"),
)
_NUMBERS: Final = {
    1040: "08", 1044: "42501", 1045: "28", 1049: "42P01", 1054: "42703", 1060: "42701",
    1142: "42501", 1143: "42501", 1146: "42P01", 1205: "55P03", 1213: "40", 1290: "42501",
    1317: "57", 1792: "42501", 1836: "42501", 2002: "08", 2003: "08", 2006: "08", 2013: "08",
}  # fmt: skip
"""The errors of MariaDB and MySQL that mean what a SQLSTATE above means."""

_REFUSED: Final = frozenset(
    {1048, 1062, 1264, 1265, 1292, 1364, 1366, 1406, 1411, 1451, 1452, 1906, 3819, 4025}
)
"""Their errors by which a row or a value is refused."""

_NAMING: Final = (
    r"[Cc]olumn '([^']+)'",
    r"[Cc]olumn (?:`[^`]+`\.)*`([^`]+)`",
    r"[Ff]ield '([^']+)' doesn't have a default",
    r"for key '(?:[^'.]+\.)?(?!PRIMARY')([^']+)'",
    r"CONSTRAINT `(?:[^`.]+\.)?([^`]+)` failed",
    r"FOREIGN KEY \(`([^`]+)`\)",
)
"""Where messages of MariaDB and MySQL name a column, or a key that is named as one."""

_TEXTS: Final[tuple[tuple[str, type[SourceError], str], ...]] = (
    ("no such table", SourceMissing, "check table= and schema=, or the names in query="),
    ("no such column", SourceMissing, "check the names in query=; of a table: open it again"),
    ("syntax error", SourceError, "check the text of query=; explain() shows what is asked"),
    ("unable to open database file", SourceUnavailable, "check the path in the URL"),
    ("file is not a database", SourceUnavailable, "check the path in the URL"),
    ("is locked", SourceUnavailable, "try again: another connection is writing"),
    ("readonly database", Forbidden, "the file can not be written: read_only=True"),
    ("password", AuthFailed, "check the user and the password in the URL"),
    ("access denied", AuthFailed, "check the user and the password in the URL"),
)


def translate(
    error: sa.exc.SQLAlchemyError, redact: Callable[[str], str], *, writing: bool
) -> DioramaError:
    """Return the error of this package that says what a database's error says.

    Parameters
    ----------
    redact : callable
        Masks what is secret in a text.
    writing : bool
        Whether a write was refused, rather than a read.
    """
    cause: Any = getattr(error, "orig", None)
    number = _number(cause)
    told = str(cause.args[1] if number and len(cause.args) > 1 else cause).strip()
    said = redact(told or type(cause).__name__) if cause else ""
    text = said.splitlines()[0] if said else ""
    if writing and isinstance(error, sa.exc.StatementError) and _is_ours(error):
        return WriteRejected(
            f"a value can not be written: {text}", hint="give values of the columns' types"
        )
    if cause is None:
        return SourceUnavailable(
            f"the database can not be asked: {type(error).__name__}",
            hint="check the URL, and that the database answers",
        )
    state = _NUMBERS.get(number) or _state(cause)
    refused = isinstance(error, sa.exc.IntegrityError | sa.exc.DataError)
    if writing and (refused or number in _REFUSED):
        fields = dict.fromkeys(_columns(cause, said), text)
        return WriteRejected(
            f"the database refuses the write: {text}",
            fields=fields,
            hint="change the named columns" if fields else "see the table's constraints",
        )
    for begin, kind, hint in _STATES:
        if state.startswith(begin):
            return kind(f"the database says: {text}", hint=hint, server_message=said)
    for words, kind, hint in _TEXTS:
        if words in said.lower():
            return kind(f"the database says: {text}", hint=hint, server_message=said)
    if isinstance(error, sa.exc.DBAPIError) and error.connection_invalidated:
        return SourceUnavailable(
            f"the connection broke: {text}", hint="try again", server_message=said
        )
    kind = SourceUnavailable if isinstance(error, sa.exc.OperationalError) else SourceError
    return kind(
        f"the database says: {text}",
        hint="explain() shows what is asked",
        server_message=said,
    )


def _is_ours(error: sa.exc.SQLAlchemyError) -> bool:
    """Whether the value was refused before it came to the database."""
    return not isinstance(error, sa.exc.DBAPIError)


def _state(cause: Any) -> str:
    """Return the SQLSTATE of a driver's error, blank where it has none."""
    return str(getattr(cause, "sqlstate", None) or getattr(cause, "pgcode", None) or "")


def _number(cause: Any) -> int:
    """Return the number of an error of MariaDB or MySQL, 0 for others."""
    first = next(iter(getattr(cause, "args", ())), None)
    return first if type(first) is int else 0


def _columns(cause: Any, said: str) -> list[str]:
    """Return the columns a refused write is about, as far as the driver tells."""
    named = getattr(getattr(cause, "diag", None), "column_name", None)
    if named:
        return [named]
    if key := re.search(r"Key \(([^)]+)\)=", said):
        return [column.strip().strip('"') for column in key[1].split(",")]
    if failed := re.search(r"(?:UNIQUE|NOT NULL) constraint failed: (.+)", said):
        return [column.strip().rpartition(".")[2] for column in failed[1].split(",")]
    if held := re.search(r"value in \S+ column \S+\.(\S+)", said):
        return [held[1]]
    for form in _NAMING:
        if found := re.search(form, said):
            return [found[1]]
    return []
