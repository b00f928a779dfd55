"""Conditions and orders as SPARQL has them, where it means what our comparison means; pure.

Nobody knows beforehand which terms a variable will hold, so an expression here is right for
every term: it holds for exactly those whose values (`diorama_nb.vista.rdf`) the condition holds
for, and is false, never an error, for all others. What SPARQL compares otherwise than we do
(text by languages, parts of text) has no expression, and is done here.

An order is that of Python but for what hardly stands in one column: decimals beside the doubles
next to them, which are equal in SPARQL, and literals that are not what they say. An answer in
another order is noticed (`diorama_nb.vista.checks`), and then the rows are ordered here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from diorama_nb.query import Condition, Order
from diorama_nb.vista import rdf
from diorama_nb.vista.rdf import Kind

_DIGITS: Final = 15  # every engine holds them, and so does a double
_ESCAPED: Final = {
    "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f",
}  # fmt: skip
_OPPOSITE: Final = {"!=": "==", "not in": "in"}


def expression(condition: Condition) -> str | None:
    """Return an expression that is true where a condition holds, and false elsewhere.

    Returns
    -------
    str or None
        None where SPARQL has none.
    """
    var, op, value = f"?{condition.column}", condition.op, condition.value
    if op in _OPPOSITE:
        positive = expression(Condition(condition.column, _OPPOSITE[op], value))
        return None if positive is None else f"(!{positive})"
    if op == "in":
        each = [_equal(var, one) for one in value] if isinstance(value, list) else [None]
        found = None if None in each else " || ".join(filter(None, each)) or "false"
    elif op == "==":
        found = _equal(var, value)
    elif op in ("<", "<=", ">", ">="):
        found = _compared(var, op, value)
    else:
        found = None
    return None if found is None else f"COALESCE({found}, false)"


def named(column: str, id: str) -> str | None:
    """Return an expression that holds for every term an id may be the text of."""
    values: list[Any] = [id, *({"True": [True], "False": [False]}.get(id, []))]
    for kind in (rdf.INTEGER, rdf.DOUBLE, rdf.DATETIME):
        value = rdf.read(id.replace(" ", "T"), rdf.XSD + kind.datatypes[0])
        values += [value] if not isinstance(value, str) else []
    each = [expression(Condition(column, "==", value)) for value in values]
    return " || ".join(filter(None, each)) or None


def kind(column: str) -> str:
    """Return an expression that numbers the kinds of values in their order; 9 for blanks."""
    var = f"?{column}"
    return (
        f'COALESCE(IF(isNumeric({var}), IF(STR({var}) = "NaN", 9, 1), '
        f"IF({_is(rdf.BOOLEAN, var)}, 0, IF({_is_day(var)}, 2, 3))), "
        f"IF(BOUND({var}), 3, 9))"
    )


def keys(order: Order, kind: str) -> list[str]:
    """Return the ORDER BY conditions of one column: blanks last, by kind, by value.

    Parameters
    ----------
    order : Order
        The column.
    kind : str
        The variable that holds its `kind`.
    """
    var, way = f"?{order.column}", "DESC" if order.descending else "ASC"
    number = f"IF({_is_double(var)}, {_double(var)}, {var})"
    value = (
        f"IF(?{kind} = 1, {number}, IF(?{kind} = 2, {_instant(var)}, "
        f"IF(?{kind} = 0, IF({var}, 1, 0), STR({var}))))"
    )
    return [f"ASC(?{kind} = 9)", f"{way}(?{kind})", f"{way}({value})"]


def quoted(text: str) -> str | None:
    """Return a text as a string of SPARQL; None where engines differ in what it says."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return None
    # Some take \\u0041 for an A before they look for strings and their escapes.
    if "\\u" in text or "\\U" in text or "\0" in text:
        return None
    return f'"{"".join(_ESCAPED.get(c, c) for c in text)}"'


# --- equality ------------------------------------------------------------------------------


def _equal(var: str, value: Any) -> str | None:
    match value:
        case None:
            return f"!BOUND({var})"
        case bool():
            return f"{var} = {str(value).lower()}"
        case int() | float() | Decimal():
            return _compared(var, "==", value)
        case str():
            return _is_text(var, value)
        case datetime():
            moment, zone = _moment(value), "!=" if value.tzinfo else "="
            if moment is None:
                return None
            fits = f'{_is(rdf.DATETIME, var)} && TZ({var}) {zone} ""'
            return f"({fits} && {_instant(var)} = {moment})"
        case date():
            return f'(DATATYPE({var}) = xsd:date && STR({var}) = "{value.isoformat()}")'
    return None


def _is_text(var: str, text: str) -> str | None:
    """Return an expression for the terms whose value is a text: IRIs, and most literals."""
    said = quoted(text)
    if said is None or text.startswith("_:"):  # the name of a blank node is no part of it
        return None
    other = [kind for kind in rdf.KINDS if not isinstance(_read(kind, text), str)]
    if not other:
        return f"STR({var}) = {said}"
    return (
        f"((isIRI({var}) || DATATYPE({var}) NOT IN ({_types(other)})) && STR({var}) = {said})"
    )


# --- order ---------------------------------------------------------------------------------


def _compared(var: str, op: str, value: Any) -> str | None:
    match value:
        case bool():
            return None
        case int() | float() | Decimal():
            return _compared_number(var, op, value)
        case date():
            moment = _moment(value)
            if moment is None:
                return None
            return f"({_is_day(var)} && {_instant(var)} {op} {moment})"
    return None  # text: the order of languages is not ours


def _compared_number(var: str, op: str, value: float | Decimal) -> str | None:
    """Return a comparison with a number that is exact for numbers of every type.

    SPARQL compares a decimal with a double as two doubles, we compare what they say. So
    doubles are compared with the double next to the number, and which one is above the other
    is settled here.
    """
    exact = Decimal(value)
    if not exact.is_finite() or abs(exact.adjusted()) > _DIGITS:
        return None
    text = f"{exact:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    if sum(map(str.isdigit, text)) > _DIGITS:
        return None
    near = float(exact)
    gap = Decimal(near) - exact
    for_double: str | None = op
    if gap and op == "==":
        for_double = None
    elif gap:  # nothing a double can say lies between the two
        for_double = {"<": "<", ">": ">="}[op[0]] if gap > 0 else {"<": "<=", ">": ">"}[op[0]]
    said = f'"{near!r}"^^xsd:double'
    double = f"{_double(var)} {_sign(for_double)} {said}" if for_double else "false"
    return f"IF({_is_double(var)}, {double}, {var} {_sign(op)} {text})"


def _sign(op: str) -> str:
    return "=" if op == "==" else op


def _is_double(var: str) -> str:
    return f"DATATYPE({var}) IN ({_types([rdf.DOUBLE])})"


def _double(var: str) -> str:
    """Return a float as we read it: its text as a double."""
    return f"xsd:double(STR({var}))"


# --- instants ------------------------------------------------------------------------------


def _instant(var: str) -> str:
    """Return a date or datetime as an instant: what has no zone is UTC, a day its midnight."""
    day = f'STRDT(CONCAT(STR({var}), "T00:00:00Z"), xsd:dateTime)'
    naive = f'STRDT(CONCAT(STR({var}), "Z"), xsd:dateTime)'
    return f'IF(DATATYPE({var}) = xsd:date, {day}, IF(TZ({var}) = "", {naive}, {var}))'


def _moment(value: date) -> str | None:
    moment = value if isinstance(value, datetime) else datetime(*value.timetuple()[:3])
    try:
        moment = moment.astimezone(UTC) if moment.tzinfo else moment
    except OverflowError:
        return None
    return f'"{moment.replace(tzinfo=None).isoformat()}Z"^^xsd:dateTime'


# --- kinds ---------------------------------------------------------------------------------


def _is(kind: Kind, var: str) -> str:
    """Return an expression for the terms that are read as a kind: not every year is one."""
    return f'DATATYPE({var}) = {_types([kind])} && REGEX(STR({var}), "^({kind.form})$")'


def _is_day(var: str) -> str:
    return f"({_is(rdf.DATETIME, var)} || {_is(rdf.DATE, var)})"


def _types(kinds: Sequence[Kind]) -> str:
    return ", ".join(f"xsd:{name}" for kind in kinds for name in kind.datatypes)


def _read(kind: Kind, text: str) -> Any:
    return rdf.read(text, rdf.XSD + kind.datatypes[0])
