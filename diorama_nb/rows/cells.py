"""One value ↔ bytes: strict CBOR with closed tags, for cells, metadata and journals."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

import cbor2

from diorama_nb.errors import CacheError, SpecError, ValueRefused
from diorama_nb.values import SCALARS, Record

MAX_DEPTH: Final = 100
"""Lists and maps nest no deeper; what does is a mistake or an attack."""

# Tags of our own, in CBOR's first-come range: a reader that meets any other tag refuses it,
# so that a file can not make it build objects (RFC 8949, section 10).
_DATETIME, _DATE, _TIME, _DELTA, _DECIMAL, _UUID, _BIGINT, _SURROGATES = range(57100, 57108)


def dumps(value: object, column: str = "value") -> bytes:
    """Return a value as bytes.

    Raises
    ------
    ValueRefused
        If the value, or one nested in it, has a type no record can hold; names `column`.
    """
    return cbor2.dumps(_tag(value, column, 0))


def loads(data: bytes) -> Any:
    """Return the value that `dumps` made bytes of.

    Raises
    ------
    CacheError
        If the bytes are damaged or hold what no record can hold.
    """
    try:
        value = cbor2.loads(data, **_STRICT)
        _check(value, "value", 0)
    except CacheError:
        raise
    except Exception as error:
        raise CacheError(f"a stored value can not be read: {error}") from error
    return value


def own(record: Mapping[str, Any]) -> Record:
    """Return a copy of a record that shares no list or map with anybody.

    Raises
    ------
    ValueRefused
        If a value has a type no record can hold; names the column.
    """
    check_name(*record)
    return {
        name: value if type(value) in _FLAT else _own(value, name, 0)
        for name, value in record.items()
    }


def check_name(*columns: object) -> None:
    """Refuse column names that are no text."""
    for column in columns:
        if type(column) is not str:
            raise SpecError(
                f"a column is named {column!r}", hint="name columns with text: {'price': 9.5}"
            )


def _own(value: Any, column: str, depth: int) -> Any:
    kind = type(value)
    if kind in _FLAT:
        return value
    _check_depth(column, depth)
    if kind is list:
        return [
            item if type(item) in _FLAT else _own(item, column, depth + 1) for item in value
        ]
    if kind is dict:
        _check_keys(column, value)
        return {
            key: item if type(item) in _FLAT else _own(item, column, depth + 1)
            for key, item in value.items()
        }
    raise ValueRefused(column, value)


def _check(value: Any, column: str, depth: int) -> None:
    """Do as `_own` with a value that is nobody else's: refuse, and copy nothing."""
    kind = type(value)
    if kind in _FLAT:
        return
    _check_depth(column, depth)
    if kind is not list and kind is not dict:
        raise ValueRefused(column, value)
    if kind is dict:
        _check_keys(column, value)
    items = value.values() if kind is dict else value
    if not _FLAT.issuperset(map(type, items)):
        for item in items:
            _check(item, column, depth + 1)


def _check_depth(column: str, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise SpecError(
            f"column {column!r} nests deeper than {MAX_DEPTH} levels", hint="flatten it"
        )


def _check_keys(column: str, value: Mapping[Any, Any]) -> None:
    if not _TEXT.issuperset(map(type, value)):
        raise SpecError(
            f"column {column!r} holds a map whose keys are not text", hint="use text keys"
        )


def _tag(value: Any, column: str, depth: int) -> Any:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is str:
        try:
            value.encode()
        except UnicodeEncodeError:
            return cbor2.CBORTag(_SURROGATES, value.encode("utf-8", "surrogatepass"))
        return value
    if kind is int:
        small = -(2**63) <= value < 2**63
        return value if small else cbor2.CBORTag(_BIGINT, hex(value))
    if kind is list or kind is dict:
        _check_depth(column, depth)
    if kind is list:
        return [_tag(item, column, depth + 1) for item in value]
    if kind is dict:
        _check_keys(column, value)
        return {_tag(k, column, depth): _tag(v, column, depth + 1) for k, v in value.items()}
    write = _WRITERS.get(kind)
    if write is None:
        raise ValueRefused(column, value)
    return write(value)


_FLAT: Final = frozenset({type(None), *SCALARS})
"""Types of values that hold no others: most are, and need no call of their own."""

_TEXT: Final = frozenset({str})

_PLAIN: Final = frozenset({type(None), bool, float, bytes})

_WRITERS: Final[dict[type, Callable[[Any], Any]]] = {
    datetime: lambda v: cbor2.CBORTag(_DATETIME, v.isoformat()),
    date: lambda v: cbor2.CBORTag(_DATE, v.isoformat()),
    time: lambda v: cbor2.CBORTag(_TIME, v.isoformat()),
    timedelta: lambda v: cbor2.CBORTag(_DELTA, [v.days, v.seconds, v.microseconds]),
    Decimal: lambda v: cbor2.CBORTag(_DECIMAL, str(v)),
    uuid.UUID: lambda v: cbor2.CBORTag(_UUID, v.bytes),
}

_READERS: Final[dict[int, Callable[[Any], Any]]] = {
    _DATETIME: datetime.fromisoformat,
    _DATE: date.fromisoformat,
    _TIME: time.fromisoformat,
    _DELTA: lambda v: timedelta(*v),
    _DECIMAL: Decimal,
    _UUID: lambda v: uuid.UUID(bytes=v),
    _BIGINT: lambda v: int(v, 16),
    _SURROGATES: lambda v: v.decode("utf-8", "surrogatepass"),
}


def _open_tag(tag: Any, *_: object) -> Any:
    read = _READERS.get(tag.tag)
    if read is None:
        raise CacheError(f"a stored value has the foreign tag {tag.tag}")
    return read(tag.value)


def _refuse(*_: object) -> Any:
    raise CacheError("a stored value has a tag that this package never writes")


_BUILT_IN_TAGS: Final = (
    *range(6), 25, 28, 29, 30, 35, 36, 37, 52, 54, 100, 256, 258, 260, 261, 1004, 43000, 55799,
)  # fmt: skip
_STRICT: Final[dict[str, Any]] = {
    "tag_hook": lambda first, second: _open_tag(first if hasattr(first, "tag") else second),
    "semantic_decoders": dict.fromkeys(_BUILT_IN_TAGS, _refuse),
    "max_depth": 3 * MAX_DEPTH,
    "strict_hashable_types": True,  # keys are text: crafted collisions can not slow a read down
    "allow_duplicate_keys": False,
}
