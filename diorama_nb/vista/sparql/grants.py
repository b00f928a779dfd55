"""Which capabilities follow from the text of a query, and how each of them is known; pure."""

from __future__ import annotations

from typing import Final

from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.sparql.spec import Spec

_NO_WRITES: Final = "SparqlVista only reads"
_NEVER: Final = {
    "insert": _NO_WRITES,
    "update": _NO_WRITES,
    "delete": _NO_WRITES,
    "subscribe": "an endpoint does not tell of changes: refresh_every=",
    "search": "SPARQL knows no letters that are alike as a search has them; it is done here, "
    "over all rows",
}
_WINDOWS: Final = ("fetch_window", "fetch_page", "fetch_next", "set_page_size")
_UNORDERED: Final = (
    "without an order rows may come in another one every time: write ORDER BY into the query, "
    'or name the variable that is unique, id="item"'
)
_ANY: Final = "the query takes any rows up to its LIMIT: write ORDER BY into it"
_NO_ID: Final = 'name one variable that is unique: id="item"'


def windowed(spec: Spec) -> bool:
    """Whether rows stand in one order every time."""
    return not spec.select.arbitrary and bool(spec.select.order or spec.id)


def of(spec: Spec) -> Capabilities:
    """Return the capabilities of a query.

    What follows from its text is ``declared``; what every endpoint does, by the standard, is
    known as one knows a ``preset``.
    """
    granted, hints = {"count": "preset"}, dict(_NEVER)
    for flag in _WINDOWS:
        if windowed(spec):
            granted[flag] = "declared"
        else:
            hints[flag] = _ANY if spec.select.arbitrary else _UNORDERED
    for flag in ("order", "filter_operators"):
        if spec.select.arbitrary:
            hints[flag] = _ANY
        else:
            granted[flag] = "preset"
    if len(spec.id) == 1 and not spec.select.arbitrary:
        granted["traverse_to_record"] = "declared"
    else:
        hints["traverse_to_record"] = _ANY if spec.select.arbitrary else _NO_ID
    return Capabilities(granted, hints)
