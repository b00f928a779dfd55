"""Records as JSON text for a request; pure.

| Value | JSON |
|---|---|
| None, bool, int, float, text, lists, maps | as they are |
| Decimal | a number with the same digits; text where the source itself shows text |
| datetime, date, time | ISO 8601; a datetime without a zone stays without one |
| timedelta | ISO 8601, e.g. ``"PT90S"`` |
| UUID | its usual text |
| bytes | base64 |

NaN and infinity are no JSON and are refused.
"""

from __future__ import annotations

import base64
import json
import math
import uuid
from collections.abc import Collection, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from diorama_nb.errors import WriteRejected


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
    pieces, wrong = [], {}
    for name, value in record.items():
        if isinstance(value, Decimal) and name in texts:
            value = str(value)
        try:
            pieces.append(f"{json.dumps(name)}: {_text(value)}")
        except ValueError as error:
            wrong[name] = str(error)
    if wrong:
        first, why = next(iter(wrong.items()))
        raise WriteRejected(
            f"column {first!r}: {why}", fields=wrong, hint="change the named columns"
        )
    text = "{" + ", ".join(pieces) + "}"
    for name in reversed(under.split(".") if under else []):
        text = f"{{{json.dumps(name)}: {text}}}"
    return text.encode("ascii")


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
