"""The id of a row as text: the values of its key columns, joined so that no two collide."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from diorama_nb.values import as_id

_NULL = "%N"


def join(values: Sequence[Any]) -> str:
    """Return the id of a row with these key values.

    One value stands as it is. Several are joined by ``/``; a ``/`` or ``%`` inside one is
    written ``%2F`` or ``%25``, and null is ``%N``.

    >>> join([7]), join(["a/b", 1]), join(["a", "b/1"])
    ('7', 'a%2Fb/1', 'a/b%2F1')
    """
    if len(values) == 1:
        return as_id(values[0])
    return "/".join(_escaped(value) for value in values)


def split(id: str, parts: int) -> list[str | None] | None:
    """Return the texts an id was joined from; None if it was not joined from so many."""
    if parts == 1:
        return [id]
    texts = id.split("/")
    return [_plain(text) for text in texts] if len(texts) == parts else None


def _escaped(value: Any) -> str:
    if value is None:
        return _NULL
    return as_id(value).replace("%", "%25").replace("/", "%2F")


def _plain(text: str) -> str | None:
    if text == _NULL:
        return None
    return re.sub("%(2F|25)", lambda hit: "/" if hit[1] == "2F" else "%", text)
