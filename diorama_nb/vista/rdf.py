"""RDF terms as records hold them: which value each literal is, by its datatype; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

XSD: Final = "http://www.w3.org/2001/XMLSchema#"

_YEAR: Final = "(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})"
_DAY: Final = f"{_YEAR}-[0-9]{{2}}-[0-9]{{2}}"
_CLOCK: Final = "([01][0-9]|2[0-3])[0-9:]{6}([.][0-9]{1,6})?(Z|[+-][0-9:]{5})?"


@dataclass(frozen=True, slots=True)
class Kind:
    """Literals that are read alike.

    Attributes
    ----------
    datatypes : tuple of str
        Their names, as they stand behind ``xsd:``.
    form : str
        What their text must look like: a regular expression that means the same in Python and
        in XPath, so that a query can ask exactly for what is read so.
    read : callable
        Returns the value of such a text.
    """

    datatypes: tuple[str, ...]
    form: str
    read: Callable[[str], Any]


INTEGER: Final = Kind(
    (
        "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger",
        "nonPositiveInteger", "negativeInteger", "unsignedLong", "unsignedInt",
        "unsignedShort", "unsignedByte",
    ),
    "[+-]?[0-9]{1,300}",
    int,
)  # fmt: skip
DECIMAL: Final = Kind(("decimal",), "[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)", Decimal)
DOUBLE: Final = Kind(
    ("double", "float"),
    "[+-]?(([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?|INF)|NaN",
    float,
)
BOOLEAN: Final = Kind(("boolean",), "true|false|1|0", lambda text: text in ("true", "1"))
DATETIME: Final = Kind(("dateTime",), f"{_DAY}T{_CLOCK}", datetime.fromisoformat)
DATE: Final = Kind(("date",), _DAY, date.fromisoformat)
KINDS: Final = (INTEGER, DECIMAL, DOUBLE, BOOLEAN, DATETIME, DATE)
"""All that is not read as text."""

_BY_DATATYPE: Final = {
    f"{XSD}{name}": (re.compile(kind.form), kind) for kind in KINDS for name in kind.datatypes
}


def read(text: str, datatype: str) -> Any:
    """Return the value of a literal; one that is not written as its datatype has it is text.

    A year before 1 or after 9999, which no `datetime` has, is text, too.

    >>> read("+07", f"{XSD}int"), read("-0044-03-15T00:00:00Z", f"{XSD}dateTime")
    (7, '-0044-03-15T00:00:00Z')
    """
    form, kind = _BY_DATATYPE.get(datatype, (None, None))
    if form is None or kind is None or form.fullmatch(text) is None:
        return text
    try:
        return kind.read(text)
    except ValueError:  # the 30th of February
        return text


def value_of(term: Any) -> Any:
    """Return the value of a term of an answer.

    IRIs and texts in any language are text; a blank node is its name in that answer, ``_:b0``;
    a triple is a map of its three terms.

    References
    ----------
    SPARQL 1.1 Query Results JSON Format, section 3.2.2.
    """
    if not isinstance(term, Mapping) or "value" not in term:
        return term
    value = term["value"]
    match term.get("type"):
        case "bnode":
            return f"_:{value}"
        case "triple" if isinstance(value, Mapping):
            return {name: value_of(part) for name, part in value.items()}
        case _ if isinstance(value, str):
            return read(value, str(term.get("datatype")))
    return value
