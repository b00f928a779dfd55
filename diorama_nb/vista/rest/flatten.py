"""Makes flat records of rows that come in a known format of their own; pure."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any, Final

from diorama_nb.errors import ShapeChanged
from diorama_nb.values import Record
from diorama_nb.vista import rdf


def geojson(feature: Mapping[str, Any]) -> Record:
    """Return a feature as its properties, with its id and its geometry.

    References
    ----------
    RFC 7946, section 3.2.
    """
    named = {"id": feature["id"]} if feature.get("id") is not None else {}
    properties = feature.get("properties") or {}
    return {**named, **properties, **named, "geometry": feature.get("geometry")}


def jsonapi(resource: Mapping[str, Any]) -> Record:
    """Return a resource as its attributes, with its id, type and the ids it relates to."""
    related = {
        name: _identifiers(one["data"])
        for name, one in (resource.get("relationships") or {}).items()
        if isinstance(one, Mapping) and "data" in one
    }
    named = {name: resource[name] for name in ("id", "type") if name in resource}
    return {**named, **related, **(resource.get("attributes") or {}), **named}


def jsonapi_kinds(resources: Any) -> dict[str, str]:
    """Return the types of resources and of what they relate to: ``""`` stands for their own.

    A relationship that leads to several types is not in it.
    """
    found: dict[str, set[str]] = {}
    for one in resources if isinstance(resources, list) else [resources]:
        if not isinstance(one, Mapping):
            continue
        found.setdefault("", set()).add(str(one.get("type")))
        for name, related in (one.get("relationships") or {}).items():
            data = related.get("data") if isinstance(related, Mapping) else None
            for other in data if isinstance(data, list) else [data]:
                if isinstance(other, Mapping):
                    found.setdefault(name, set()).add(str(other.get("type")))
    return {name: kinds.pop() for name, kinds in found.items() if len(kinds) == 1}


def _identifiers(data: Any) -> Any:
    if isinstance(data, list):
        return [_identifiers(one) for one in data]
    return data.get("id") if isinstance(data, Mapping) else None


def odata(entity: Mapping[str, Any]) -> Record:
    """Return an entity without what is said of the answer it came in; its ETag stays.

    References
    ----------
    OData JSON Format 4.01, section 4.6.
    """
    return {name: value for name, value in entity.items() if name not in _OF_ANSWERS}


_OF_ANSWERS: Final = frozenset({"@odata.context", "@context", "@odata.metadataEtag"})


def bindings(row: Mapping[str, Any]) -> Record:
    """Return a solution of a SPARQL query as variable → value; see `diorama_nb.vista.rdf`."""
    return {name: rdf.value_of(term) for name, term in row.items()}


def columnar(data: Mapping[str, Any], path: str) -> list[Record]:
    """Return the rows of a map that holds one list per column.

    Raises
    ------
    ShapeChanged
        If the lists are not equally long.
    """
    lists = {name: part for name, part in data.items() if isinstance(part, list)}
    lengths = {len(part) for part in lists.values()}
    if len(lengths) != 1:
        raise ShapeChanged(
            f"the columns at {path!r} are not lists of one length", hint="check rows="
        )
    return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]


def datasette(row: Mapping[str, Any]) -> Record:
    """Return a row of Datasette: bytes as such, the label of a foreign key as a column.

    With ``_labels=on`` the cell of a foreign key is ``{"value": 1, "label": "Isola"}``.
    """
    found: Record = {}
    for name, value in row.items():
        keys = set(value) if isinstance(value, Mapping) else set()
        if keys == {"$base64", "encoded"}:
            found[name] = base64.b64decode(value["encoded"])
        elif keys == {"value", "label"}:
            found |= {name: value["value"], f"{name}.label": value["label"]}
        else:
            found[name] = value
    return found


FLAT: Final[Mapping[str, Callable[[Mapping[str, Any]], Record]]] = {
    "geojson": geojson,
    "jsonapi": jsonapi,
    "odata": odata,
    "bindings": bindings,
    "datasette": datasette,
}
"""Shape of the rows → what makes a record of one."""
