"""A declaration, and what was found out, as plain JSON without secrets; and back."""

from __future__ import annotations

import json
import os
import ssl
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import timedelta
from typing import Any, Final

import httpx

from diorama_nb.errors import SpecError
from diorama_nb.policy import Rate, Retry
from diorama_nb.vista.columns import Column, widen
from diorama_nb.vista.masking import is_secret_name
from diorama_nb.vista.push.declared import Poll, Sse
from diorama_nb.vista.rest import auth, spec, ways
from diorama_nb.vista.rest.asking import Filters, Order
from diorama_nb.vista.rest.expressions import Expression
from diorama_nb.vista.rest.origin import parse
from diorama_nb.vista.rest.preset import Preset
from diorama_nb.vista.rest.reader import Reader
from diorama_nb.vista.rest.statuses import Errors
from diorama_nb.vista.rest.writes import Writes

VERSION: Final = 1
"""Number of the format; a newer one is refused."""

_KIND: Final = "$"
_WORDS: Final[dict[str, type[Any]]] = {
    kind.__name__: kind
    for kind in (
        ways.Offset, ways.Range, ways.Page, ways.NextLink, ways.Cursor, ways.LastId,
        ways.Continue, ways.Slices, spec.CountFrom, spec.Since, spec.Declared, Order, Filters,
        Expression, Errors, Writes, Sse, Poll, Rate, Retry, Preset, Column, timedelta, auth.Env,
        auth.Bearer, auth.Basic, auth.ApiKey, auth.OAuth2,
    )
}  # fmt: skip
_SECRETS: Final = {
    auth.Bearer: ("token",),
    auth.Basic: ("user", "password"),
    auth.ApiKey: ("key",),
    auth.OAuth2: ("client_secret", "refresh_token"),
}
_TUPLES: Final = {"Declared": ("columns", "id", "required"), "Order": ("columns",)}
"""What is a tuple where JSON knows lists only."""

_SAME: Final = (
    "auth", "headers", "params", "name", "principal", "rate", "retry", "timeout", "verify",
    "transport", "validators",
)  # fmt: skip
"""Words that say nothing of how an API answers."""


def spec_of(reader: Reader) -> dict[str, Any]:
    """Return what was declared and found out.

    What is secret is left out, and named under ``"without"``; of an `Env` the name is kept.
    """
    url, given = reader.rules.given
    address, without = parse(url), []
    for name in address.params:
        if is_secret_name(name):
            address = address.copy_remove_param(name)
            without.append(f"params.{name}")
    kept = {}
    for name, value in given.items():
        if name == "transport":
            continue
        if name in ("params", "headers") and value is not None:
            held = {k: v for k, v in value.items() if _is_open(name, k, v)}
            without += [f"{name}.{k}" for k in value if k not in held]
            kept[name] = encoded(held)
        elif is_secret(value) or _shows(reader, encoded(value)):
            without.append(name)
        else:
            kept[name] = encoded(value)
    return {
        "kind": "rest",
        "version": VERSION,
        "url": str(address),
        "given": kept,
        "without": sorted(set(without)),
        "learned": learned(reader),
    }


def read(saved: Any, again: Mapping[str, Any]) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Return address, declaration and what was found out from a spec.

    Parameters
    ----------
    again : mapping
        Words of `RestVista`: the secrets, and whatever shall be otherwise.

    Raises
    ------
    SpecError
        If it is no spec, is of a newer format, or lacks a secret.
    """
    if not isinstance(saved, Mapping) or saved.get("kind") != "rest" or "url" not in saved:
        raise SpecError("this is no spec of a RestVista", hint="give it vista.spec()")
    if saved.get("version") != VERSION:
        raise SpecError(
            f"the spec has version {saved.get('version')!r}, known is {VERSION}",
            hint="use the version of diorama_nb it was written by, or a newer one",
        )
    given: dict[str, Any] = decoded(saved.get("given", {}))
    for name, value in again.items():
        both = name in ("params", "headers") and isinstance(value, Mapping)
        given[name] = {**given.get(name, {}), **value} if both else value
    for path in saved.get("without", ()):
        name, _, key = str(path).partition(".")
        if name not in given or (key and key not in given[name]):
            wanted = f'{{"{key}": …}}' if key else "…"
            raise SpecError(
                f"the spec holds no secrets, and {path!r} was one: give it again",
                hint=f"RestVista.from_spec(spec, {name}={wanted})",
            )
    # What was found out is of what was declared then.
    changed = [name for name in again if name not in _SAME]
    return str(saved["url"]), given, {} if changed else dict(saved.get("learned", {}))


def restore(reader: Reader, learned: Mapping[str, Any]) -> None:
    """Have a reader know what was found out before."""
    if not learned:
        return
    reader.plan = replace(decoded(learned["plan"]), watch=reader.plan.watch)
    reader.how = dict(learned["how"])
    sizes = reader.sizes
    sizes.asked, sizes.most, sizes.page = learned["sizes"]
    reader.note, reader.read_once = learned["note"], learned["read_once"]
    reader.ignored = frozenset(learned["ignored"])
    reader.probed = learned["probed"]
    reader.kinds = dict(learned.get("kinds", {}))
    reader.about.columns = tuple(decoded(one) for one in learned["columns"])
    reader.grant()


def learn(reader: Reader, told: Mapping[str, Any]) -> None:
    """Have a reader know what another one has found out, beside what it knows itself."""
    known = reader.about.columns
    if not reader.read_once:
        restore(reader, told)
    more = tuple(decoded(one) for one in told.get("columns", ()))
    reader.about.columns = widen(known, more)


def learned(reader: Reader) -> dict[str, Any]:
    """Return what was found out; nothing at all where a secret would show in it."""
    sizes = reader.sizes
    found = {
        "plan": encoded(replace(reader.plan, watch=None)),  # that is never found out
        "how": dict(reader.how),
        "sizes": [sizes.asked, sizes.most, sizes.page],
        "note": reader.note,
        "read_once": reader.read_once,
        "ignored": sorted(reader.ignored),
        "probed": reader.probed,
        "kinds": reader.kinds,
        "columns": [encoded(column) for column in reader.about.columns],
    }
    return {} if _shows(reader, found) else found


# --- values --------------------------------------------------------------------------------


def encoded(value: Any) -> Any:
    """Return a value of a declaration as JSON; words as maps with their name under ``"$"``."""
    if is_dataclass(value) and not isinstance(value, type):
        found = {_KIND: type(value).__name__}
        for one in fields(value):
            held = getattr(value, one.name)
            usual = one.default
            if one.default_factory is not MISSING:
                usual = one.default_factory()
            if usual is MISSING or held != usual or type(held) is not type(usual):
                found[one.name] = encoded(held)
        return found
    if isinstance(value, timedelta):
        return {_KIND: "timedelta", "seconds": value.total_seconds()}
    if isinstance(value, Mapping):
        inner = {str(name): encoded(one) for name, one in value.items()}
        return {_KIND: "map", "of": inner} if _KIND in inner else inner
    if isinstance(value, list | tuple | set | frozenset):
        ordered = sorted(value) if isinstance(value, set | frozenset) else value
        return [encoded(one) for one in ordered]
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, ssl.SSLContext):
        raise SpecError(
            "an ssl.SSLContext is an object of this process and can not be written down",
            hint='name the file of what it trusts: verify="/path/to/ca.pem"',
        )
    if value is not None and not isinstance(value, str | int | float):
        raise SpecError(
            f"a {type(value).__name__} can not be written down",
            hint="write it as JSON has it",
        )
    return value


def decoded(value: Any) -> Any:
    """Return what `encoded` was given.

    Raises
    ------
    SpecError
        If a word in it is not known.
    """
    if isinstance(value, list):
        return [decoded(one) for one in value]
    if not isinstance(value, Mapping):
        return value
    name = value.get(_KIND)
    if name == "map":  # one that holds "$" itself
        return {key: decoded(one) for key, one in value["of"].items()}
    inner = {key: decoded(one) for key, one in value.items() if key != _KIND}
    if name is None:
        return inner
    if name not in _WORDS:
        raise SpecError.unknown("word in a spec", str(name), _WORDS)
    for key in _TUPLES.get(name, ()):
        if isinstance(inner.get(key), list):
            inner[key] = tuple(inner[key])
    if name == "Column":
        inner["flags"] = frozenset(inner.get("flags", ()))
    try:
        return _WORDS[name](**inner)
    except TypeError:
        raise SpecError(
            f"the spec has a {name} of another version", hint="declare it anew"
        ) from None


def _is_open(name: str, key: str, value: Any) -> bool:
    """Whether a parameter or header may be written down."""
    if name == "headers":
        return isinstance(value, auth.Env)
    return not is_secret_name(key)


def is_secret(value: Any) -> bool:
    """Whether there is a secret in a value, other than by the name of a variable."""
    if isinstance(value, Mapping):
        return any(
            (isinstance(one, str) and is_secret_name(str(key))) or is_secret(one)
            for key, one in value.items()
        )
    if isinstance(value, list | tuple):
        return any(map(is_secret, value))
    if isinstance(value, Sse):
        return is_secret(value.subscribe)
    if isinstance(value, httpx.Auth):
        return True
    names = _SECRETS.get(type(value), ())
    held = [getattr(value, name) for name in names]
    return any(one is not None and not isinstance(one, auth.Env) for one in held)


def _shows(reader: Reader, value: Any) -> bool:
    """Whether a secret that is known stands in a value."""
    text = json.dumps(value)
    return reader.keyring.redact(text) != text
