"""Puts a question into the JSON body of a POST; pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from diorama_nb.errors import SpecError
from diorama_nb.vista.rest.spec import Declared

BODY: Final = "body:"
"""How the name of a parameter begins whose value goes into the body."""

_PATH: Final = re.compile(r"(?:[^.\[\]]+(?:\[\d*\])*)(?:\.[^.\[\]]+(?:\[\d*\])*)*")
_PART: Final = re.compile(r"\[(\d*)\]|([^.\[\]]+)")


def _check_path(path: str) -> None:
    """Refuse a path that leads nowhere, such as ``"a..b"``."""
    if not _PATH.fullmatch(path):
        raise SpecError(f"{path!r} is no path in a body", hint='"body:query.filters[0].value"')


def _parts(path: str) -> list[str | int | None]:
    """Return the steps of a path: a name, a place in a list, None for a new place behind it."""
    return [name or (int(index) if index else None) for index, name in _PART.findall(path)]


def filled(body: Mapping[str, Any] | None, values: Iterable[tuple[str, Any]]) -> bytes:
    """Return a body with values put where their paths lead.

    Parameters
    ----------
    body : mapping or None
        What every request carries; it is left as it is.
    values : iterable of (str, object)
        ``"a.b"`` leads to ``{"a": {"b": …}}``, ``"a[0].b"`` into the first of a list, and
        ``"a[].b"`` into a new one behind its last. What stands there is replaced.
    """
    whole: Any = json.loads(json.dumps(body or {}))
    for path, value in values:
        whole = _put(whole, _parts(path), value)
    return json.dumps(whole, default=_number).encode()


def held(body: Mapping[str, Any] | None) -> Iterator[str]:
    """Yield the paths of what a body holds, as the names of parameters."""
    yield from (BODY + path for path in _paths(body or {}))


def _paths(data: Any, prefix: str = "") -> Iterator[str]:
    if isinstance(data, Mapping):
        for name, value in data.items():
            path = f"{prefix}.{name}" if prefix else str(name)
            yield path
            yield from _paths(value, path)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield f"{prefix}[{index}]"
            yield from _paths(value, f"{prefix}[{index}]")


def _put(data: Any, steps: list[str | int | None], value: Any) -> Any:
    if not steps:
        return value
    step, *rest = steps
    if isinstance(step, str):
        found = data if isinstance(data, dict) else {}
        return {**found, step: _put(found.get(step), rest, value)}
    rows = list(data) if isinstance(data, list) else []
    at = len(rows) if step is None else step
    rows += [None] * (at + 1 - len(rows))
    rows[at] = _put(rows[at], rest, value)
    return rows


def _number(value: object) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__name__} has no JSON")


def method_of(given: Mapping[str, Any], declared: Declared) -> str:
    """Return how the list is asked for; what goes into a body needs a POST."""
    inside = [word for word in declared.words if word.startswith(BODY)]
    for word in inside:
        _check_path(word.removeprefix(BODY))
    body = given.get("body")
    method = given.get("method") or ("POST" if inside else "GET")
    if method not in ("GET", "POST"):
        raise SpecError.unknown("method", str(method), ("GET", "POST"))
    try:
        json.dumps(body)
    except (TypeError, ValueError):
        raise SpecError("body= holds what is no JSON", hint='body={"query": {}}') from None
    if method == "GET" and inside:
        raise SpecError(f"a GET has no body for {inside[0]!r}", hint='method="POST"')
    if body is not None and (method == "GET" or not isinstance(body, Mapping)):
        raise SpecError(
            "body= is a map that a POST carries", hint='method="POST", body={"name": "value"}'
        )
    if method == "POST" and (given.get("writes") or given.get("watch")):
        raise SpecError(
            "a list that is asked for by POST can neither be written nor watched",
            hint="leave out writes= and watch=",
        )
    return str(method)
