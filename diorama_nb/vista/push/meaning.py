"""What a message means for the rows; pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from diorama_nb.changes import Change, Deleted, Gap, Inserted, Invalidated, Updated
from diorama_nb.errors import ShapeChanged
from diorama_nb.values import MISSING, Record, as_id
from diorama_nb.vista.push.declared import COMMON, Messages
from diorama_nb.vista.rest import shape

IdRule = str | tuple[str, ...] | None


@dataclass(frozen=True)
class Message:
    """What a server or a broker tells in one piece.

    Attributes
    ----------
    name : str or None
        What the message itself says it is; None where messages have no names.
    data : object
        Text or bytes, which may be JSON; anything else is taken as it is.
    token : str or None
        What the stream can go on behind.
    """

    name: str | None
    data: Any
    token: str | None = None

    @cached_property
    def value(self) -> Any:
        """The data read as JSON, where they are."""
        return value_of(self.data)


def change_of(message: Message, way: Messages, rule: IdRule) -> Change | None:
    """Return the change a message tells of; None for one that tells of none.

    Parameters
    ----------
    message : Message
        What arrived.
    way : Messages
        How messages are declared.
    rule : str, tuple of str or None
        What names a row of the data set; None where nothing does.
    """
    token, data, name = message.token, message.value, name_of(message, way)
    unnamed = name is None and way.kind is None
    meaning = "updated" if unnamed else meaning_of(name, way.events)
    if meaning == "ignored":
        return None
    if meaning in ("gap", "failed"):
        lost = "events were lost" if meaning == "gap" else "its stream failed"
        return Gap(reason=f"the source says that {lost}")
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


def name_of(message: Message, way: Messages) -> Any:
    """Return what names a message, as declared; what is no text is no name."""
    return message.name if way.kind is None else shape.at(message.value, way.kind)


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


def value_of(told: Any) -> Any:
    """Return the value of text or bytes that are JSON; anything else as it is, as text."""
    if not isinstance(told, str | bytes):
        return told
    try:
        return json.loads(told)
    except (ValueError, RecursionError):
        return told if isinstance(told, str) else told.decode("utf-8", "replace")


def _row(data: Any, way: Messages) -> Record | None:
    if way.row is None:
        return None
    row = shape.at(data, way.row)
    if not isinstance(row, Mapping):
        raise ShapeChanged(
            f"there is no row at {way.row!r}", hint=f"check {type(way).__name__}(row=…)"
        )
    return dict(row)


def _id(data: Any, way: Messages, rule: IdRule, row: Record | None) -> str:
    word = type(way).__name__
    if way.id is not None:
        value = shape.at(data, way.id)
        if value is not MISSING and isinstance(value, str | int | float):
            return as_id(value)
        raise ShapeChanged(f"there is no id at {way.id!r}", hint=f"check {word}(id=…)")
    named: Any = shape.at(data, way.row) if row is None and way.row is not None else row
    for holder in (named, data):
        if rule is not None and isinstance(holder, Mapping):
            try:
                return shape.id_of(dict(holder), rule)
            except ShapeChanged:
                continue
    raise ShapeChanged("the event names no record", hint=f'write {word}(id="…")')
