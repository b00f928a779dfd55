"""How the values of columns are painted: `formats=` of a grid, checked, spelled out. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from diorama_nb.errors import SpecError

STYLES: Final = (
    "bytes", "compact", "date", "datetime", "duration", "integer", "number", "percent",
    "plain", "relative", "time",
)  # fmt: skip
"""Ways to write a value that have a name."""

COLOURS: Final = ("accent", "bad", "good", "soft", "warn")
OPERATORS: Final = ("=", "!=", "<", "<=", ">", ">=", "contains", "is_null")
WORDS: Final = ("bar", "colour", "heat", "rules", "text")
MOST_DECIMALS: Final = 12

_TEMPLATE: Final = re.compile(r"([^{}]*)\{:?(\+?)(,?)(?:\.(\d{1,3}))?([df%]?)\}([^{}]*)")
_EXAMPLES: Final = '"€ {:,.2f}", "percent", {"text": "bytes", "bar": True}'


def spell_out(formats: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the format of each column as a page reads it.

    Raises
    ------
    SpecError
        For a format that says nothing, or says it in words nobody knows.
    """
    if not isinstance(formats, Mapping):
        raise SpecError("formats go by column", hint='formats={"price": "€ {:,.2f}"}')
    return {str(column): _format(str(column), wish) for column, wish in formats.items()}


def scaled(looks: Mapping[str, Any]) -> list[str]:
    """Return the columns whose colours need to know the least and the greatest value."""
    return [
        column for column, look in looks.items() if True in (look.get("bar"), look.get("heat"))
    ]


def with_ranges(
    looks: Mapping[str, Mapping[str, Any]], ranges: Mapping[str, list[float]]
) -> dict[str, dict[str, Any]]:
    """Return the formats with the ranges of values that were left to the data."""
    told = {column: dict(look) for column, look in looks.items()}
    for column in scaled(told):
        for word in ("bar", "heat"):
            if told[column].get(word) is True:
                told[column][word] = ranges.get(column)
    return told


def _format(column: str, wish: Any) -> dict[str, Any]:
    if isinstance(wish, str):
        return {"text": _text(column, wish)}
    if not isinstance(wish, Mapping) or not wish:
        raise _wrong(column, "must be a text or a dict", f"for example {_EXAMPLES}")
    for word in wish:
        if word not in WORDS:
            raise SpecError.unknown(f"word in the format of {column!r}:", str(word), WORDS)
    look: dict[str, Any] = {}
    if "text" in wish:
        look["text"] = _text(column, wish["text"])
    for word in ("bar", "heat"):
        if wish.get(word, False) is not False:
            look[word] = _range(column, word, wish[word])
    if "bar" in look and "heat" in look:
        raise _wrong(column, "has both a bar and heat", "keep one of them")
    if "colour" in wish:
        look["colour"] = _colour(column, wish["colour"])
    if "rules" in wish:
        look["rules"] = _rules(column, wish["rules"])
    return look


def _text(column: str, wish: Any) -> dict[str, Any]:
    if isinstance(wish, str) and wish in STYLES:
        return {"style": wish}
    found = _TEMPLATE.fullmatch(wish) if isinstance(wish, str) else None
    if found is None:
        if isinstance(wish, str) and "{" not in wish:
            raise SpecError.unknown(f"style of column {column!r}:", wish, STYLES)
        raise _wrong(
            column,
            f"can not be written as {wish!r}",
            "one {} with sign, thousands, decimals and f, d or %: "
            '"€ {:,.2f}", "{:+.1%}", "{:,d} km"',
        )
    before, sign, thousands, decimals, kind, after = found.groups()
    told: dict[str, Any] = {"style": "number", "prefix": before, "suffix": after}
    told["thousands"] = bool(thousands)
    if sign:
        told["sign"] = True
    if decimals is not None and int(decimals) > MOST_DECIMALS:
        raise _wrong(column, f"asks for {decimals} decimals", f"up to {MOST_DECIMALS}")
    default = {"d": 0, "f": 6, "%": 6}.get(kind)
    told["decimals"] = default if decimals is None else int(decimals)
    if kind == "%":
        told |= {"style": "percent", "suffix": "%" + after}
    return told


def _range(column: str, word: str, wish: Any) -> bool | list[float]:
    if wish is True:
        return True
    ends = list(wish) if isinstance(wish, Sequence) and not isinstance(wish, str) else []
    if len(ends) == 2 and all(_finite(end) for end in ends) and ends[0] < ends[1]:
        return [float(end) for end in ends]
    raise _wrong(column, f"has no {word} of {wish!r}", f'"{word}": True, or "{word}": [0, 100]')


def _rules(column: str, wish: Any) -> list[dict[str, Any]]:
    hint = '"rules": [("<", 5, "bad"), (">=", 100, "good")]'
    if not isinstance(wish, Sequence) or isinstance(wish, str):
        raise _wrong(column, "has rules that are no list", hint)
    rules = []
    for rule in wish:
        if not isinstance(rule, Sequence) or isinstance(rule, str) or len(rule) != 3:
            raise _wrong(column, f"has a rule {rule!r}", hint)
        op, value, colour = rule
        if op not in OPERATORS:
            raise SpecError.unknown(f"operator for column {column!r}:", str(op), OPERATORS)
        if not (value is None or isinstance(value, (str, bool)) or _finite(value)):
            raise _wrong(column, f"is compared with {value!r}", "with a number or a text")
        rules.append({"op": op, "value": value, "colour": _colour(column, colour)})
    return rules


def _colour(column: str, wish: Any) -> str:
    if wish not in COLOURS:
        raise SpecError.unknown(f"colour for column {column!r}:", str(wish), COLOURS)
    return str(wish)


def _finite(value: object) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and math.isfinite(value)  # type: ignore[arg-type] # it is a number


def _wrong(column: str, what: str, hint: str) -> SpecError:
    return SpecError(f"the format of column {column!r} {what}", hint=hint)
