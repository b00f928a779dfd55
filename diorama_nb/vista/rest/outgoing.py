"""What of a record goes out with a write: its id, and how it is written; waits for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diorama_nb.values import Record
from diorama_nb.vista.rest.encode import document, encode, form
from diorama_nb.vista.rest.reader import Reader
from diorama_nb.vista.rest.spec import AUTO
from diorama_nb.vista.rest.writes import Writes
from diorama_nb.writes.write import Write


def named(write: Write, reader: Reader) -> Record:
    """Return the record of a write, with its id where a plain column holds it."""
    rule, record = reader.plan.id, dict(write.patch)
    if reader.plan.shape == "by_key":  # the id is no part of the record there
        record.pop("id", None)
        return record
    column = "id" if rule == AUTO else rule
    if write.id is None or not isinstance(column, str) or ":" in column or "." in column:
        return record
    if record.get(column) is None:
        known = {one.name: one.type for one in reader.about.columns}
        # Before anything was read nobody knows; most APIs that count use numbers.
        number = known.get(column, "unknown") in ("integer", "unknown") and _counts(write.id)
        record = {column: int(write.id) if number else write.id, **record}
    return record


def body_of(
    record: Mapping[str, Any],
    id: str | None,
    reader: Reader,
    ways: Writes,
    *,
    new: bool = False,
) -> bytes:
    """Return the body by which a record is sent, in the format the API takes."""
    under = ways.body or reader.plan.record
    record = reader.types.written(record)
    texts = {c.name for c in reader.about.columns if c.type == "text"}
    match ways.format:
        case "form":  # a new record has nothing where it has null
            return form({k: v for k, v in record.items() if v is not None or not new})
        case "jsonapi":
            usual = {"": reader.rules.url.path.rstrip("/").rpartition("/")[2]}
            return document(record, usual | reader.kinds, id=id, texts=texts)
        case _:
            return encode(record, texts=texts, under=None if under == "$" else under)


def _counts(id: str) -> bool:
    """Whether an id is a whole number as one writes it, without leading zeros."""
    return id.isascii() and id.isdecimal() and str(int(id)) == id
