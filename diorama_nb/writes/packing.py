"""Writes, and what became of them ↔ bytes that any process reads back. Pure."""

from __future__ import annotations

from typing import Any, Final

from diorama_nb import errors
from diorama_nb.errors import CacheError, DioramaError, SpecError, WriteError
from diorama_nb.query import ALL, Condition, Order, Query
from diorama_nb.rows.cells import dumps, loads
from diorama_nb.writes.write import Stored, Write

_ERRORS: Final = (
    "WriteRejected", "WriteConflict", "SourceError", "SourceUnavailable", "RateLimited",
    "AuthFailed", "Forbidden", "NotFound",
)  # fmt: skip
"""Errors that come back as what they were; others as a `WriteError` with the same text."""


def pack_write(write: Write) -> bytes:
    """Return a write as bytes.

    Raises
    ------
    ValueRefused
        If it holds a value no record can hold.
    """
    query = write.query
    return dumps({
        "kind": write.kind,
        "id": write.id,
        "patch": dict(write.patch),
        "before": write.before,
        "where": [[c.column, c.op, c.value] for c in query.conditions],
        "order": [[o.column, o.descending] for o in query.order],
        "search": query.search,
        "key": write.idempotency_key,
    })  # fmt: skip


def unpack_write(data: bytes) -> Write:
    """Return the write that `pack_write` made bytes of.

    Raises
    ------
    CacheError
        If they are not such bytes.
    """
    held = loads(data)
    try:
        query = _query(held["where"], held["order"], held["search"])
        return Write(
            held["kind"], held["id"], held["patch"], held["before"], query, held["key"]
        )
    except (KeyError, TypeError, SpecError) as error:
        raise CacheError(f"a stored write can not be read: {error}") from error


def _query(where: list[Any], order: list[Any], search: str | None) -> Query:
    if not where and not order and search is None:
        return ALL
    conditions = tuple(Condition(*condition) for condition in where)
    return Query(conditions, tuple(Order(*column) for column in order), search)


def pack_end(error: Exception | None, stored: Stored | None) -> bytes:
    """Return what became of a write as bytes; none if there is nothing to tell."""
    told: dict[str, Any] = {}
    if error is not None:
        kind = type(error).__name__
        if not isinstance(error, DioramaError):  # nobody knows what its text holds
            error = WriteError(f"a {kind} was raised", hint="see the program that sent it")
        told["error"] = {
            "type": kind,
            "message": error.message,
            "hint": error.hint,
            "fields": dict(getattr(error, "fields", {})),
        }
    if stored is not None:
        told["stored"] = [stored.id, stored.record]
    return dumps(told) if told else b""


def unpack_end(data: bytes) -> tuple[Exception | None, Stored | None]:
    """Return what `pack_end` made bytes of.

    Raises
    ------
    CacheError
        If they are not such bytes.
    """
    if not data:
        return None, None
    held = loads(data)
    try:
        stored = Stored(*held["stored"]) if "stored" in held else None
        return (_error(**held["error"]) if "error" in held else None), stored
    except (KeyError, TypeError) as error:
        raise CacheError(f"the end of a stored write can not be read: {error}") from error


def _error(type: str, message: str, hint: str, fields: dict[str, str]) -> Exception:
    kind = getattr(errors, type) if type in _ERRORS else WriteError
    if kind is errors.WriteRejected:
        return errors.WriteRejected(message, fields=fields, hint=hint)
    error: Exception = kind(message, hint=hint)
    return error
