"""Conditions as one text, for APIs with a filter language; pure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from diorama_nb.errors import SpecError
from diorama_nb.vista.rest.checks import need_text

COMPARED: Final = ("==", "!=", "<", "<=", ">", ">=")
"""The operators a language has words for; ``in`` and ``not in`` are written with these."""

_NAME: Final = r"(?!(?:null|true|false|not|and|or)$)[A-Za-z_][A-Za-z0-9_]*"


@dataclass(frozen=True, slots=True)
class Expression:
    """How conditions are written for an API that takes all of them as one text.

    ``Expression("$filter", {"==": "{} eq {}", ">": "{} gt {}"})`` sends
    ``$filter=kind eq 'essay' and stock gt 3``. It is one of the parameters of `Filters`, and
    may stand alone: ``filters=Expression(…)``.

    What the language has no word for is answered here, and so is what might mean something
    else there: the order of texts, letters in any case, and texts that are not equal, because
    nobody would see which ones the API takes for equal and leaves out.

    Parameters
    ----------
    param : str
        The parameter that carries the text; ``"body:query"`` for one in the body of a POST.
    operators : mapping of str to str
        Operator → how it is written, ``{}`` for the column and ``{}`` for the value. ``in`` is
        written by ``==``, ``not in`` by ``!=``.
    null : str or None
        The word for null; None where it has none, or means more by it.
    both, either : str
        What joins two conditions that must both hold, and two of which one must.
    escaped : str
        How the sign ``'`` is written inside of a text, which stands between two of them.
    texts : str
        A regular expression: the texts that may be written; the others are compared here.
        Texts with control characters never are.
    columns : str
        A regular expression: the columns that may be written.
    longest : int
        Characters of the longest text the API takes.

    Raises
    ------
    SpecError
        If an operator does not exist, or its text does not say where column and value go.

    Examples
    --------
    >>> way = Expression("filter", {"==": "{} = {}"}, either=" || ")
    >>> way.term("name", "in", ["O'Neill", "Öl"])
    "(name = 'O''Neill' || name = 'Öl')"
    """

    param: str
    operators: Mapping[str, str]
    null: str | None = None
    both: str = " and "
    either: str = " or "
    escaped: str = "''"
    texts: str = r"(?s:.*)"
    columns: str = _NAME
    longest: int = 2000

    def __post_init__(self) -> None:
        for op, template in self.operators.items():
            if op not in COMPARED:
                raise SpecError.unknown("operator of a filter expression", str(op), COMPARED)
            if str(template).count("{}") != 2:
                raise SpecError(
                    f"Expression: {op}: {template!r} does not say where column and value go",
                    hint='{"==": "{} eq {}"}',
                )
        for name in ("param", "both", "either", "escaped", "texts", "columns"):
            need_text("Expression", **{name: getattr(self, name)})
        for name in ("texts", "columns"):
            try:
                re.compile(getattr(self, name))
            except re.error as error:
                raise SpecError(
                    f"Expression: {name}= is no regular expression: {error}",
                    hint=f'{name}="[a-z]+"',
                ) from None

    def term(self, column: str, op: str, values: Sequence[Any]) -> str | None:
        """Return one condition; None where the language can not say it.

        Parameters
        ----------
        values : sequence
            The value; several for ``in`` and ``not in``.
        """
        by, joint = {"in": ("==", self.either), "not in": ("!=", self.both)}.get(op, (op, ""))
        template = self.operators.get(by)
        if template is None or not values or not re.fullmatch(self.columns, column):
            return None
        literals = [self.literal(value) for value in values]
        if any(literal is None for literal in literals):
            return None
        terms = [template.format(column, literal) for literal in literals]
        return terms[0] if len(terms) == 1 else f"({joint.join(terms)})"

    def literal(self, value: Any) -> str | None:
        """Return a value as the language writes it; None where it can not."""
        match value:
            case None:
                return self.null
            case bool():
                return str(value).lower()
            case int() | float() | Decimal() if math.isfinite(value):
                return _plain(Decimal(repr(value) if isinstance(value, float) else value))
            case str() if value.isprintable() and re.fullmatch(self.texts, value):
                return "'" + value.replace("'", self.escaped) + "'"
            case _:
                return None

    def joined(self, terms: Sequence[str]) -> str:
        """Return conditions that must all hold."""
        return self.both.join(terms)

    def room(self, terms: Sequence[str]) -> bool:
        """Whether conditions are not too many for the API."""
        return len(self.joined(terms)) <= self.longest


def _plain(number: Decimal) -> str:
    """Return a number with all its digits, and without an exponent, which not all can read."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
