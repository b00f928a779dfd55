"""What an event of a change stream means for the rows; pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from bson import Decimal128, Int64, Timestamp

from diorama_nb.changes import Change, Deleted, Inserted, Invalidated, Updated
from diorama_nb.values import Record, as_id

_CHANGED: Final[Mapping[str, type[Inserted | Updated]]] = {
    "insert": Inserted,
    "update": Updated,
    "replace": Updated,
}
_ENDS: Final = ("drop", "dropDatabase", "rename", "invalidate")
_KEPT: Final = (bool, int, float, str, datetime, date, time, timedelta, Decimal, UUID)


def change_of(event: Mapping[str, Any], id_field: str, rows: bool, token: str | None) -> Change:
    """Return the change an event tells of.

    Parameters
    ----------
    event : mapping
        What the server told; with the document, where one is needed.
    id_field : str
        Field that is the row's id.
    rows : bool
        Whether the document is the row.
    token : str or None
        What the stream goes on behind.
    """
    kind, key = str(event.get("operationType")), event.get("documentKey") or {}
    document = event.get("fullDocument")
    id = _id({**(document or {}), **key}.get(id_field))
    if kind in _ENDS:
        return Invalidated("the collection was dropped or renamed", token)
    if kind not in _CHANGED and kind != "delete":
        return Invalidated(f"the collection told of {kind!r:.40}", token)
    if id is None:
        return Invalidated(f"a document that was changed has no id in {id_field!r}", token)
    if kind == "delete":
        return Deleted(id, token)
    if id_field not in key and _may_rename(event, id_field):
        return Invalidated(f"a document may have got another {id_field!r}", token)
    if not rows:
        return _CHANGED[kind](id, None, token)
    if document is None:  # it was gone when the server looked for it
        return Deleted(id, token)
    return _CHANGED[kind](id, row_of(document), token)


def _may_rename(event: Mapping[str, Any], id_field: str) -> bool:
    """Whether a document may have been another row before."""
    updated = (event.get("updateDescription") or {}).get("updatedFields") or {}
    return event["operationType"] == "replace" or id_field in updated


def row_of(document: Mapping[str, Any]) -> Record:
    """Return a document as a row."""
    return {str(name): value_of(value) for name, value in document.items()}


def value_of(value: Any) -> Any:
    """Return a value as rows have it; what no row can hold becomes text.

    >>> from bson import ObjectId
    >>> value_of({"a": [Int64(7), ObjectId("65f000000000000000000001")]})
    {'a': [7, '65f000000000000000000001']}
    """
    match value:
        case None:
            return None
        case Mapping():
            return row_of(value)
        case list():
            return [value_of(one) for one in value]
        case Int64():
            return int(value)
        case bytes():
            return bytes(value)
        case Decimal128():
            return value.to_decimal()
        case Timestamp():
            return value.as_datetime()
        case _:
            return value if isinstance(value, _KEPT) else str(value)


def _id(value: Any) -> str | None:
    """Return an id as rows have it; None for what can be none."""
    found = value_of(value)
    if isinstance(found, UUID):
        found = str(found)
    return as_id(found) if isinstance(found, str | int | float) else None
