"""Checks of single words of a declaration, each of which says what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import UnionType
from typing import Any

from diorama_nb.errors import SpecError


def need_name(what: str, **names: object) -> None:
    """Refuse a parameter name that is none."""
    for key, name in names.items():
        if not isinstance(name, str) or not name:
            raise SpecError(
                f"{what}: {key} must be the name of a parameter, not {name!r}",
                hint=f'e.g. {what}("{key}")',
            )


def need_text(what: str = "", /, **texts: object) -> None:
    """Refuse what is no text, or a blank one; `what` names the word they belong to."""
    of = f"{what}: " if what else ""
    for name, text in texts.items():
        if not isinstance(text, str) or not text:
            raise SpecError(f"{of}{name}={text!r} is no text", hint=f'{name}="…"')


def need_rows(**sizes: object) -> None:
    """Refuse what is no number of rows to ask for."""
    for name, size in sizes.items():
        if type(size) is not int or size < 1:
            raise SpecError(f"{name}={size!r} is no number of rows", hint=f"{name}=100")


def need_flag(**flags: object) -> None:
    """Refuse what is neither True nor False."""
    for name, flag in flags.items():
        if not isinstance(flag, bool):
            raise SpecError(f"{name}={flag!r} is neither True nor False", hint=f"{name}=False")


def need_a(kind: type[Any] | UnionType, **values: object) -> None:
    """Refuse what is not of a kind, or of the first of several."""
    for name, value in values.items():
        if not isinstance(value, kind):
            word = kind.__name__ if isinstance(kind, type) else kind.__args__[0].__name__
            raise SpecError(f"{name}={value!r} is no {word}", hint=f"{name}={word}(…)")


def mapping_of(name: str, value: Any) -> Mapping[str, Any]:
    """Return a mapping; an empty one for None."""
    if value is not None and not isinstance(value, Mapping):
        raise SpecError(f"{name} must be a dict", hint=f'{name}={{"name": "value"}}')
    return value or {}


def texts_of(name: str, value: Any) -> tuple[str, ...]:
    """Return texts, of which a single one may stand for itself."""
    texts = (value,) if isinstance(value, str) else value
    if not isinstance(texts, Iterable) or not all(isinstance(t, str) and t for t in texts):
        raise SpecError(f"{name} must be a list of texts", hint=f'{name}=["…"]')
    return tuple(texts)
