"""Records as the body of a request: JSON, a form, or a document of JSON:API; pure.

| Value | JSON |
|---|---|
| None, bool, int, float, text, lists, maps | as they are |
| Decimal | a number with the same digits; text where the source itself shows text |
| datetime, date, time | ISO 8601; a datetime without a zone stays without one |
| timedelta | ISO 8601, e.g. ``"PT90S"`` |
| UUID | its usual text |
| bytes | base64 |

NaN and infinity are no JSON and are refused. A form has the same values as text, null as none.
"""

from __future__ import annotations

import base64
import json
import math
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from diorama_nb.errors import WriteRejected

T = TypeVar("T")

MEDIA: Final = {
    "json": "application/json",
    "form": "application/x-www-form-urlencoded",
    "jsonapi": "application/vnd.api+json",
}
"""How a body is written → its media type."""


def encode(
    record: Mapping[str, Any], *, texts: Collection[str] = (), under: str | None = None
) -> bytes:
    """Return a record as the body of a request.

    Parameters
    ----------
    record : mapping
        Column → value.
    texts : collection of str
        Columns that the source shows as text: a Decimal is text there, too.
    under : str or None
        Name that the record is wrapped in; dots make several.

    Raises
    ------
    WriteRejected
        Names every column with a value that JSON does not have. Nothing was sent.
    """

    def one(name: str, value: Any) -> str:
        if isinstance(value, Decimal) and name in texts:
            value = str(value)
        return f"{json.dumps(name)}: {_text(value)}"

    text = "{" + ", ".join(_each(record, one)) + "}"
    for name in reversed(under.split(".") if under else []):
        text = f"{{{json.dumps(name)}: {text}}}"
    return text.encode("ascii")


def form(record: Mapping[str, Any]) -> bytes:
    """Return a record as a form, with ``a[b]`` for what is nested and ``a[0]`` in lists.

    Raises
    ------
    WriteRejected
        As `encode`.
    """
    pairs = _each(record, lambda name, value: list(_fields(name, value)))
    return urlencode([pair for one in pairs for pair in one]).encode("ascii")


def _fields(name: str, value: Any) -> Iterator[tuple[str, str]]:
    match value:
        case None:
            yield name, ""
        case str():
            yield name, value
        case Mapping():
            for key, inner in value.items():
                yield from _fields(f"{name}[{key}]", inner)
        case list() | tuple():
            for index, inner in enumerate(value):
                yield from _fields(f"{name}[{index}]", inner)
        case _:
            yield name, _text(value).strip('"')


def document(
    record: Mapping[str, Any],
    kinds: Mapping[str, str],
    *,
    id: str | None = None,
    texts: Collection[str] = (),
) -> bytes:
    """Return a record as a document of JSON:API.

    Parameters
    ----------
    record : mapping
        Column → value, flat as it was read.
    kinds : mapping of str to str
        Relationship → type of what it leads to; under ``""`` the type of the record.
    id : str or None
        The record's id; None where the API makes it.

    Raises
    ------
    WriteRejected
        As `encode`.

    References
    ----------
    JSON:API 1.1, "Creating, Updating and Deleting Resources".
    """
    related = {
        name: {"data": _linkage(value, kinds[name])}
        for name, value in record.items()
        if name and name in kinds
    }
    own = {
        name: value
        for name, value in record.items()
        if name not in related and name not in ("id", "type")
    }
    attributes = encode(own, texts=texts).decode()
    named = {"type": record.get("type") or kinds[""], **({} if id is None else {"id": id})}
    parts = [*(f'"{k}": {json.dumps(v)}' for k, v in named.items())]
    parts.append(f'"attributes": {attributes}')
    if related:
        parts.append(f'"relationships": {json.dumps(related)}')
    return f'{{"data": {{{", ".join(parts)}}}}}'.encode()


def _linkage(value: Any, kind: str) -> Any:
    if isinstance(value, list | tuple):
        return [_linkage(one, kind) for one in value]
    return None if value is None else {"type": kind, "id": str(value)}


def _each(record: Mapping[str, Any], one: Callable[[str, Any], T]) -> list[T]:
    """Return what becomes of each column; names all with a value that JSON does not have."""
    pieces, wrong = [], {}
    for name, value in record.items():
        try:
            pieces.append(one(name, value))
        except ValueError as error:
            wrong[name] = str(error)
    if wrong:
        first, why = next(iter(wrong.items()))
        raise WriteRejected(
            f"column {first!r}: {why}", fields=wrong, hint="change the named columns"
        )
    return pieces


def _text(value: Any) -> str:
    match value:
        case float() if not math.isfinite(value):
            raise ValueError(f"JSON has no {value}")
        case Decimal():
            if not value.is_finite():
                raise ValueError(f"JSON has no {value}")
            return str(value)  # a number of JSON, digit for digit
        case date() | time():
            return json.dumps(value.isoformat())
        case timedelta():
            return json.dumps(_duration(value))
        case uuid.UUID():
            return json.dumps(str(value))
        case bytes():
            return json.dumps(base64.b64encode(value).decode())
        case Mapping():
            inner = (f"{json.dumps(str(k))}: {_text(v)}" for k, v in value.items())
            return "{" + ", ".join(inner) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_text, value)) + "]"
        case _:
            return json.dumps(value)


def _duration(value: timedelta) -> str:
    """Return a duration as ISO 8601 has it, in seconds: days are not equally long anywhere."""
    micros = value // timedelta(microseconds=1)
    whole, rest = divmod(abs(micros), 10**6)
    tail = f".{rest:06d}".rstrip("0") if rest else ""
    return f"{'-' if micros < 0 else ''}PT{whole}{tail}S"
