"""What a refused write means: which error, and which fields are wrong; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

from diorama_nb.errors import DioramaError, NotFound, RequestInfo, WriteConflict, WriteRejected
from diorama_nb.values import Record, equal
from diorama_nb.vista.rest.failures import SHOWN, refusal
from diorama_nb.writes.write import Write

MOST: Final = 50
"""Fields that an error names."""

_WORDS: Final = frozenset(
    {
        "message", "error", "detail", "reason", "msg", "title", "code", "status", "type",
        "instance", "statusCode", "timestamp", "path", "success", "ok",
    }
)  # fmt: skip
"""Keys of an error body that are no columns, where a text stands under them."""

_NO_FIELD: Final = frozenset({"non_field_errors", "__all__", "base"})
"""Keys in the place of a column for what concerns the whole record."""

_LISTS: Final = (
    "errors",
    "invalid-params",
    "invalid_params",
    "detail",
    "details",
    "violations",
)
"""Keys under which the faults of a body stand as a list."""

_NAMES: Final = (
    "field", "param", "path", "property", "propertyPath", "name", "attribute", "pointer", "loc",
)  # fmt: skip
_TEXTS: Final = ("message", "msg", "detail", "reason", "description", "title", "code")
_ROOTS: Final = frozenset({"body", "data", "attributes", "relationships", "query", ""})


def field_errors(data: Any) -> dict[str, str]:
    """Return what an error body says of each field; empty where it says nothing.

    Knows ``{"errors": {field: [text]}}``, ``{"errors": [{field, message}]}``, JSON:API's
    ``source.pointer``, problem+json (``errors``, ``invalid-params``), FastAPI's ``loc``,
    Django REST framework's ``{field: [text]}``, Stripe's ``param`` and PocketBase's ``data``.

    References
    ----------
    RFC 9457, "Problem Details for HTTP APIs"; JSON:API 1.1, "Error Objects".
    """
    found: dict[str, list[str]] = {}
    with suppress(RecursionError):  # a body as deep as that says nothing to anybody
        for name, said in _faults(data):
            texts = found.setdefault(name, [])
            if said and said not in texts:
                texts.append(said)
    return {name: " ".join(texts)[:SHOWN] for name, texts in list(found.items())[:MOST]}


def _faults(data: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(data, Mapping):
        return
    for key in _LISTS:
        if isinstance(faults := data.get(key), list):
            for fault in faults:
                yield from _fault(fault)
    inner = data.get("error")
    if isinstance(inner, Mapping):
        yield from _fault(inner)
        yield from _faults(inner)
    named = data.get("errors")
    if not isinstance(named, Mapping) and "message" in data:
        named = data.get("data")
    if isinstance(named, Mapping):
        yield from _named(named)
    elif _is_named(data):
        yield from _named(data)


def _is_named(data: Mapping[Any, Any]) -> bool:
    """Whether a body is nothing but a map from columns to what is wrong with them."""
    if not data.keys().isdisjoint({*_LISTS, "error", "data"}):
        return False
    lists = all(isinstance(said, list | Mapping) for said in data.values())
    texts = all(isinstance(said, str) for said in data.values())
    return lists or (texts and data.keys().isdisjoint(_WORDS))


def _fault(fault: Any) -> Iterator[tuple[str, str]]:
    """Yield the field and the text of one entry of a list of faults."""
    if not isinstance(fault, Mapping):
        return
    source = fault.get("source")
    places = {**fault, **source} if isinstance(source, Mapping) else fault
    said = next((str(fault[key]) for key in _TEXTS if isinstance(fault.get(key), str)), "")
    for key in ("pointer", "parameter", *_NAMES):
        if name := _field(places.get(key)):
            yield name, said
            return


def _field(place: Any) -> str:
    """Return the name of a field: ``title`` for ``/data/attributes/title`` or ``$.title``."""
    if isinstance(place, str):
        pointed = place.startswith(("/", "#/"))
        parts: list[Any] = place.lstrip("#").split("/") if pointed else place.split(".")
        parts = [part.replace("~1", "/").replace("~0", "~") for part in parts]
    elif isinstance(place, list):
        parts, pointed = place, True
    else:
        return ""
    while len(parts) > 1 and (parts[0] == "$" or (pointed and parts[0] in _ROOTS)):
        parts = parts[1:]
    return ".".join(map(str, parts))


def _named(fields: Mapping[Any, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield what stands under the names of fields: texts, lists of them, or maps of them."""
    for key, said in fields.items():
        if str(key) in _NO_FIELD:
            continue
        name = prefix + _field(str(key))
        match said:
            case str():
                yield name, said
            case list():
                for one in said:
                    if isinstance(one, str):
                        yield name, one
                    elif isinstance(one, Mapping):
                        told = one.get("message") or one.get("detail")
                        if isinstance(told, str):
                            yield name, told
                        else:
                            yield from _named(one, f"{name}.")
            case Mapping() if isinstance(said.get("message"), str):
                yield name, said["message"]
            case Mapping():
                yield from _named(said, f"{name}.")


def changed(write: Write, record: Record) -> list[str]:
    """Return the columns in which a record differs from the one a write was made for.

    A patch minds the columns it changes, so that two people may change different ones; other
    writes mind all. What the record holds as the write wants it is no difference.
    """
    before = write.before
    if before is None:
        return []
    minded = write.patch if write.kind == "patch" else record
    return [
        name
        for name in minded
        if name in before
        and not equal(record.get(name), before[name])
        and not (name in write.patch and equal(record.get(name), write.patch[name]))
    ]


def holds(write: Write, record: Record | None, version: str | None = None) -> bool:
    """Whether a record is as a write wants it: it was done, and its answer was lost.

    The column `version` is the source's own.
    """
    if record is None or write.kind == "delete":
        return record is None and write.kind == "delete"
    return all(
        name == version or (name in record and equal(record[name], value))
        for name, value in write.patch.items()
    )


def conflict(write: Write, record: Record | None, said: str = "") -> WriteConflict:
    """Build the error of a write that was made for another state of the record."""
    if record is None:
        why = "was deleted meanwhile"
    elif names := changed(write, record):
        why = f"changed meanwhile: {', '.join(names)}"
    else:
        why = f"is not as this write needs it: {said or 'the source reports a conflict'}"
    return WriteConflict(
        f"the record {write.id!r} {why}",
        current=record,
        hint="insert_value creates it anew" if record is None else "read it again, then write",
    )


def missing(write: Write, **info: Any) -> NotFound:
    """Build the error of a write to a record that does not exist."""
    return NotFound(f"there is no record {write.id!r}", hint="insert_value creates one", **info)


def rejection(
    write: Write,
    request: RequestInfo,
    status: int,
    data: Any,
    said: str,
    *,
    allow: str = "",
    clean: Callable[[str], str] = str,
) -> DioramaError:
    """Build the error of an answer that is no success.

    Parameters
    ----------
    write : Write
        What was refused.
    request, status, said
        The request, the status, and what the source said as plain text.
    data : object
        The body; None where it is no JSON.
    allow : str
        The ``Allow`` header.
    clean : callable
        Takes secrets out of a text.
    """
    if status in (401, 403):
        return refusal(request, status, said, doing="write")
    if status in (404, 410):
        if write.kind == "insert":
            return refusal(request, 404, said)
        return missing(write, request=request, status=status, server_message=said)
    if status in (405, 501):
        return WriteRejected(
            f"the source does not take {request.method} at {request.url} ({status})",
            hint=f'it takes {allow}: declare writes={{"{_word(write)}": "…"}}, or detail='
            if allow
            else "check detail= and writes=",
        )
    if status == 428:
        return WriteRejected(
            "the source wants to know for which state of the record a write was made (428)",
            hint='writes={"if_match": True}',
        )
    fields = {
        clean(name): " ".join(clean(text).split()) for name, text in field_errors(data).items()
    }
    told = "; ".join(f"{name}: {text}" for name, text in fields.items())[: 2 * SHOWN]
    speaks = isinstance(data, Mapping) and any(
        isinstance(data.get(key), str) for key in ("message", "error", "detail", "msg", "title")
    )
    words = ". ".join(filter(None, (said.rstrip(".") if speaks or not fields else "", told)))
    return WriteRejected(
        f"the source refuses the {write.kind} ({status}){f': {words}' if words else ''}",
        fields=fields,
        hint=f"change {', '.join(list(fields)[:5])}, then write again"
        if fields
        else "change what it names, then write again",
    )


def _word(write: Write) -> str:
    return "update" if write.kind == "patch" else write.kind
