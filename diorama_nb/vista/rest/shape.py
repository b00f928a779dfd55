"""Finds rows, totals and next pages in an answer; nothing here asks or waits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from diorama_nb.errors import AmbiguousRows, ShapeChanged, SpecError
from diorama_nb.values import MISSING, Record, as_id, lookup
from diorama_nb.vista.rest import flatten

ROW_NAMES: Final = frozenset(
    {
        "data", "items", "results", "value", "records", "docs", "hits", "features", "entries",
        "content", "rows", "objects", "list",
    }
)  # fmt: skip
"""Keys under which APIs put their rows."""

ID_NAMES: Final = ("id", "_id", "uuid", "key", "name")
"""Columns that are taken for the id when they are unique, best first."""

_PATH_PART: Final = re.compile(r"\[(\d+)\]|\[\]|([^.\[\]]+)")


@dataclass(frozen=True, slots=True)
class Body:
    """One parsed answer.

    Attributes
    ----------
    data : object
        The JSON value.
    headers : dict of str to str
        Names in lower case; repeated ones joined by commas.
    url : str
        Where it came from, masked.
    """

    data: Any
    headers: Mapping[str, str] = field(default_factory=dict)
    url: str = ""


# --- paths ---------------------------------------------------------------------------------


def at(data: Any, path: str) -> Any:
    """Return what stands at a path, or `MISSING`.

    ``"$"`` is the whole body, ``"a.b"`` descends, ``"a[1]"`` takes one of a list, ``"a.*"``
    joins the lists under every key. A key that holds dots is found as well.

    >>> at({"a": [{"b": 1}]}, "a[0].b")
    1
    """
    if isinstance(data, Mapping) and path in data:
        return data[path]
    for index, name in _PATH_PART.findall(path.removeprefix("$")):
        if index:
            known = isinstance(data, list) and int(index) < len(data)
            data = data[int(index)] if known else MISSING
        elif name == "*" and isinstance(data, Mapping):
            data = [
                row
                for part in data.values()
                for row in (part if isinstance(part, list) else [])
            ]
        elif name:
            data = lookup(data, name) if isinstance(data, Mapping) else MISSING
        if data is MISSING:
            return MISSING
    return data


def value_at(body: Body, where: str) -> Any:
    """Return what stands at ``"header:<name>"`` or at a path of the body, or `MISSING`."""
    if where.lower().startswith("header:"):
        return body.headers.get(where[7:].strip().lower(), MISSING)
    return at(body.data, where)


# --- rows ----------------------------------------------------------------------------------


def find_rows(data: Any, url: str = "") -> str:
    """Return the path of the rows in a body of unknown shape.

    Raises
    ------
    AmbiguousRows
        If several lists could be the rows.
    ShapeChanged
        If there is none.
    """
    if isinstance(data, list):
        return "$"
    if not isinstance(data, Mapping):
        raise ShapeChanged(
            f"the body is {_kind(data)}, not a list of rows", hint='name the rows: rows="path"'
        )
    resource = urlsplit(url).path.rstrip("/").rpartition("/")[2]
    found: list[tuple[str, int]] = [
        (path, depth) for path, depth in _lists(data, "", 0)
        if path != "errors" or resource == "errors"
    ]  # fmt: skip
    named = [
        (path, depth) for path, depth in found
        if path.rpartition(".")[2] in ROW_NAMES or path.rpartition(".")[2] == resource
    ]  # fmt: skip
    for group in (named, found):
        top = [path for path, depth in group if depth == min(d for _, d in group)]
        if len(top) == 1:
            return top[0]
        if top:
            listed = ", ".join(repr(path) for path in top)
            raise AmbiguousRows(
                f"several lists could be the rows: {listed}", hint=f'write rows="{top[0]}"'
            )
    if _keyed(data):
        return "$"
    raise ShapeChanged(
        f"no list of rows in the body; its keys are {', '.join(map(repr, list(data)[:8]))}",
        hint='name the rows: rows="path.to.rows"',
    )


def _lists(data: Mapping[str, Any], prefix: str, depth: int) -> Any:
    for key, value in data.items():
        path = f"{prefix}.{key}" if prefix else str(key)
        if isinstance(value, list):
            cells = "columns" in data and all(isinstance(row, list) for row in value)
            if not value or cells or all(isinstance(row, Mapping) for row in value):
                yield path, depth
        elif isinstance(value, Mapping) and depth < 2:
            yield from _lists(value, path, depth + 1)


def _keyed(data: Any) -> bool:
    """Whether a map looks like rows under their ids: several maps that share a column."""
    if not isinstance(data, Mapping) or len(data) < 2:
        return False
    rows = list(data.values())
    if not all(isinstance(row, Mapping) and row for row in rows):
        return False
    return bool(set.intersection(*(set(row) for row in rows)))


def read_rows(
    data: Any,
    path: str,
    shape: str | None = None,
    columns: Sequence[str] | Mapping[str, str] | None = None,
) -> list[Record]:
    """Return the rows at a path as records.

    Raises
    ------
    ShapeChanged
        If what stands there has another shape.
    """
    rows = at(data, path)
    if rows is MISSING or rows is None:
        raise ShapeChanged(f"there are no rows at {path!r}", hint="check rows=")
    if isinstance(rows, Mapping) and shape == "columnar":
        return flatten.columnar(rows, path)
    if isinstance(rows, Mapping):
        if shape not in (None, "by_key") or not (shape or _keyed(rows) or not rows):
            raise ShapeChanged(
                f"{path!r} is a map, not a list", hint='write shape="by_key" for rows under ids'
            )
        return [{"id": key, **_record(row, path)} for key, row in rows.items()]
    if not isinstance(rows, list):
        raise ShapeChanged(f"{path!r} is {_kind(rows)}, not a list", hint="check rows=")
    flat = flatten.FLAT.get(shape or "", dict)
    if rows and all(isinstance(row, list) for row in rows):
        beside = _texts_beside("columns", data, path)
        names = (beside or [*columns]) if isinstance(columns, Mapping) else columns or beside
        if names is None or shape not in (None, "lists", "datasette"):
            raise ShapeChanged(
                f"the rows at {path!r} are lists without names",
                hint='write columns=["id", "name", …]',
            )
        return [flat(_named(names, row, path)) for row in rows]
    if shape == "ids":
        return [dict(row) if isinstance(row, Mapping) else {"id": row} for row in rows]
    if shape is None and isinstance(data, Mapping) and data.get("type") == "FeatureCollection":
        flat = flatten.geojson  # it says so itself
    return [flat(_record(row, path)) for row in rows]


def keys_beside(data: Any, path: str) -> list[str]:
    """Return the primary key that stands beside the rows, as Datasette tells it."""
    names = _texts_beside("primary_keys", data, path)
    return ["rowid"] if names == [] else names or []


def _texts_beside(name: str, data: Any, path: str) -> list[str] | None:
    """Return the texts under a key that stands beside the rows."""
    parent = path.rpartition(".")[0]
    names = at(data, f"{parent}.{name}" if parent else name)
    if isinstance(names, list) and all(isinstance(name, str) for name in names):
        return names
    return None


def _named(names: Sequence[str], row: list[Any], path: str) -> Record:
    if len(row) != len(names):
        raise ShapeChanged(
            f"a row at {path!r} has {len(row)} values for {len(names)} columns",
            hint="check columns=",
        )
    return dict(zip(names, row, strict=True))


def _record(row: Any, path: str) -> Record:
    if isinstance(row, Mapping):
        return dict(row)
    raise ShapeChanged(
        f"a row at {path!r} is {_kind(row)}, not a map of columns",
        hint="check rows= and shape=",
    )


def _kind(value: Any) -> str:
    names = {dict: "a map", list: "a list", str: "text", type(None): "null"}
    return names.get(type(value), f"a {type(value).__name__}")


# --- ids -----------------------------------------------------------------------------------


def find_id(rows: Sequence[Record], told: Sequence[str] = ()) -> str | tuple[str, ...] | None:
    """Return the column that names the rows: known name, everywhere, and unique.

    Parameters
    ----------
    told : sequence of str
        What the answer itself says is their key; taken where each row has it.
    """
    if told and all(row.get(name) is not None for row in rows for name in told):
        return told[0] if len(told) == 1 else tuple(told)
    for name in ID_NAMES:
        values = [row.get(name) for row in rows]
        if not values or any(
            value is None or isinstance(value, list | dict) for value in values
        ):
            continue
        if len({as_id(value) for value in values}) == len(values):
            return name
    return None


def id_of(record: Record, rule: str | tuple[str, ...]) -> str:
    """Return the id of a record.

    Parameters
    ----------
    record : dict
        The row.
    rule : str or tuple of str
        A column, a dotted path, ``"url:-1"`` (last part of the address in column ``url``), or
        several columns together.

    Raises
    ------
    ShapeChanged
        If the record has no such value.
    """
    if isinstance(rule, tuple):
        return "/".join(id_of(record, part).replace("/", "%2F") for part in rule)
    value = lookup(record, rule)
    value = at(record, rule) if value is MISSING and "[" in rule else value
    column, colon, part = rule.rpartition(":")
    if value is MISSING and colon and part.lstrip("-").isdigit():
        address = lookup(record, column)
        pieces = (
            urlsplit(address).path.strip("/").split("/") if isinstance(address, str) else []
        )
        value = pieces[int(part)] if len(pieces) >= abs(int(part)) else MISSING
    if value is MISSING or value is None:
        known = ", ".join(map(repr, list(record)[:8]))
        raise ShapeChanged(
            f"a row has no {rule!r} to be named by; it has {known}",
            hint='write id="<column>", or id=None when rows have no name',
        )
    return as_id(value)


def check_id_rule(rule: object) -> None:
    """Refuse an id rule that is neither text, a tuple of text, nor None."""
    parts = rule if isinstance(rule, tuple) else (rule,)
    if rule is not None and not all(isinstance(part, str) and part for part in parts):
        raise SpecError(
            f"id={rule!r} is no id rule", hint='id="sku", id=("shop", "sku") or None'
        )
