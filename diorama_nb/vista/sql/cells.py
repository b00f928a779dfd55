"""How values stand in SQLite, which has numbers, text and bytes only; pure, both ways."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from diorama_nb.values import instant, time_of_day

NATIVE: Final = frozenset({"integer", "number", "decimal", "text", "bytes", "unknown"})
"""Types whose values SQLite orders as we do, because they stand there as they are."""

_DATE: Final = r"\d{4}-\d\d-\d\d"
_TIME: Final = r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?"
_FORMS: Final = {
    "date": re.compile(_DATE, re.ASCII),
    "time": re.compile(_TIME, re.ASCII),
    "datetime": re.compile(f"{_DATE}[ T]{_TIME}", re.ASCII),
}
_UUID: Final = re.compile(r"[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


# --- from the database ---------------------------------------------------------------------


def read(type_: str, raw: Any) -> Any:
    """Return the value of a cell in a column of a type; what is not of it stays as it is."""
    reader = _READERS.get(type_)
    return raw if reader is None or raw is None else reader(raw)


def decimal_of(number: float) -> Decimal:
    """Return a number of the database as it was written.

    The shortest digits that mean a float are those it was written with, up to 15 of them;
    above 2**53 a float is a whole number, and taken as such, or it would not sort among the
    integers beside it.
    """
    return Decimal(repr(number)) if abs(number) < 2**53 else Decimal(number)


def _decimal(raw: Any) -> Any:
    return decimal_of(raw) if isinstance(raw, int | float) else raw


def _boolean(raw: Any) -> Any:
    return raw != 0 if isinstance(raw, int | float) else raw


def _date(raw: Any) -> Any:
    return _parsed("date", date.fromisoformat, raw)


def _time(raw: Any) -> Any:
    return _parsed("time", time.fromisoformat, raw)


def _datetime(raw: Any) -> Any:
    found = _parsed("datetime", datetime.fromisoformat, raw)
    return _date(raw) if found is raw else found


def _parsed(form: str, parse: Callable[[str], Any], raw: Any) -> Any:
    if not isinstance(raw, str) or _FORMS[form].fullmatch(raw) is None:
        return raw
    try:
        return parse(raw)
    except ValueError:  # the 31st of February
        return raw


def _uuid(raw: Any) -> Any:
    if isinstance(raw, str) and _UUID.fullmatch(raw):
        return uuid.UUID(raw)
    return uuid.UUID(bytes=raw) if isinstance(raw, bytes) and len(raw) == 16 else raw


def _nested(raw: Any) -> Any:
    if not isinstance(raw, str):
        return raw
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return raw


_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "decimal": _decimal, "boolean": _boolean, "date": _date, "time": _time,
    "datetime": _datetime, "uuid": _uuid, "nested": _nested,
}  # fmt: skip


def sort_key(type_: str, raw: Any) -> Any:
    """Return what SQLite sorts as `diorama_nb.values.order_key` sorts the value of a cell.

    SQLite puts numbers before text before bytes, as we do. What has no kind of its own there
    becomes text that begins with its place among the kinds.
    """
    match read(type_, raw):
        case None:
            return None
        case bool() as value:
            return int(value)
        case date() as value:
            return moment_key(value)
        case time() as value:
            return f"3{_microseconds(time_of_day(value)):020}"
        case str() as value:
            return f"5{value}"
        case uuid.UUID() as value:
            return f"6{value}"
        case value:
            return value


def moment_key(value: date) -> str:
    """Return the key of a date or datetime: when it was in UTC, to the microsecond."""
    since = instant(value)
    try:
        return f"2{(_EPOCH + since).isoformat(' ', 'microseconds')}"
    except OverflowError:  # before the year 1 or after 9999, but for its offset
        return f"2{':' if since.days > 0 else '-'}{_microseconds(since):020}"


_EPOCH: Final = datetime(1970, 1, 1)


def _microseconds(delta: timedelta) -> int:
    return (delta.days * 86400 + delta.seconds) * 10**6 + delta.microseconds + 10**18


# --- to the database -----------------------------------------------------------------------


def write(type_: str, value: Any) -> Any:
    """Return a value as it is written into a column of a type.

    Raises
    ------
    ValueError
        If SQLite can not hold it there without losing something; says why.
    """
    if value is None:
        return None
    writer = _WRITERS.get((type_, type(value)))
    return _plain(type_, value) if writer is None else writer(value)


def _plain(type_: str, value: Any) -> Any:
    match value:
        case bool():
            return int(value)
        case int():
            if not -(2**63) <= value < 2**63:
                raise ValueError("SQLite holds integers of 64 bits")
            return value
        case float() | bytes():
            return value
        case str():
            if value != value.encode("utf-8", "replace").decode():
                raise ValueError("half of a surrogate pair is no text")
            return value
        case Decimal():
            return _number(value)
        case date() | time() | uuid.UUID() if type_ not in ("integer", "number", "decimal"):
            return str(value)
        case list() | dict():
            hint = "for JSON, declare types={'column': 'nested'}"
            raise ValueError(f"a {type_} column holds no {type(value).__name__}; {hint}")
    raise ValueError(f"a {type_} column holds no {type(value).__name__}")


def _number(value: Decimal) -> int | float:
    if value.is_finite() and value == value.to_integral_value() and abs(value) < 2**63:
        return int(value)
    number = float(value)
    if value.is_finite() and decimal_of(number) != value:
        raise ValueError("SQLite keeps 15 digits of a number")
    return number


def _json(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except TypeError:
        raise ValueError("JSON has text, numbers, true, false, null, lists and maps") from None


_WRITERS: Final[dict[tuple[str, type], Callable[[Any], Any]]] = {
    ("datetime", datetime): lambda value: value.isoformat(sep=" "),
    **{("nested", kind): _json for kind in (bool, int, float, str, list, dict)},
}
