"""What an event means for the rows; pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from diorama_nb.changes import Change, Deleted, Gap, Inserted, Invalidated, Updated
from diorama_nb.errors import ShapeChanged
from diorama_nb.values import MISSING, Record, as_id
from diorama_nb.vista.push.declared import COMMON, Sse
from diorama_nb.vista.push.stream import Event
from diorama_nb.vista.rest import shape

IdRule = str | tuple[str, ...] | None


def change_of(event: Event, way: Sse, rule: IdRule) -> Change | None:
    """Return the change an event tells of; None for one that tells of none.

    Parameters
    ----------
    event : Event
        What arrived.
    way : Sse
        How events are declared.
    rule : str, tuple of str or None
        What names a row of the list; None where nothing does.
    """
    token = event.id if way.resume and is_token(event.id) else None
    data = _data(event.data)
    name: Any = event.name if way.kind is None else shape.at(data, way.kind)
    meaning = meaning_of(name, way.events)
    if meaning == "ignored":
        return None
    if meaning == "gap":
        return Gap(reason="the source says that events were lost")
    if meaning == "invalidated":
        return Invalidated(f"event {name!r:.40}", token)
    try:
        row = _row(data, way) if meaning != "deleted" else None
        id = _id(data, way, rule, row)
    except ShapeChanged as error:
        return Invalidated(f"an event could not be understood: {error.message}", token)
    if meaning == "deleted":
        return Deleted(id, token)
    return (Inserted if meaning == "inserted" else Updated)(id, row, token)


def is_token(id: str) -> bool:
    """Whether a header can carry an id; what follows one that none can is told again."""
    return bool(id) and id.isprintable() and id == id.strip()


def _data(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def meaning_of(name: object, events: Mapping[str, str] | None = None) -> str:
    """Return what an event of this name means; ``"invalidated"`` where nobody knows.

    Parameters
    ----------
    name : object
        The name; what is no text is none.
    events : mapping of str to str or None
        Name → meaning, as declared; None: the usual names, in any case.
    """
    if not isinstance(name, str):
        return "invalidated"
    if events is not None:
        return events.get(name, "invalidated")
    return COMMON.get(name.lower(), "invalidated")


def _row(data: Any, way: Sse) -> Record | None:
    if way.row is None:
        return None
    row = shape.at(data, way.row)
    if not isinstance(row, Mapping):
        raise ShapeChanged(f"there is no row at {way.row!r}", hint="check Sse(row=…)")
    return dict(row)


def _id(data: Any, way: Sse, rule: IdRule, row: Record | None) -> str:
    if way.id is not None:
        value = shape.at(data, way.id)
        if value is not MISSING and isinstance(value, str | int | float):
            return as_id(value)
        raise ShapeChanged(f"there is no id at {way.id!r}", hint="check Sse(id=…)")
    named: Any = shape.at(data, way.row) if row is None and way.row is not None else row
    for holder in (named, data):
        if rule is not None and isinstance(holder, Mapping):
            try:
                return shape.id_of(dict(holder), rule)
            except ShapeChanged:
                continue
    raise ShapeChanged("the event names no record", hint='write Sse(id="…")')
