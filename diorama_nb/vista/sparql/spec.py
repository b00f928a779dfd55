"""What a `SparqlVista` is declared to be, checked before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from diorama_nb.errors import SpecError
from diorama_nb.vista import rdf
from diorama_nb.vista.rest.checks import need_rows
from diorama_nb.vista.sparql.text import Select, parse


@dataclass(frozen=True, slots=True)
class Spec:
    """The declaration of one query.

    Attributes
    ----------
    select : Select
        The query in its parts.
    id : tuple of str
        The variables that together name a row; none where rows have no name.
    page_size : int
        Rows to ask for at once.
    """

    select: Select
    id: tuple[str, ...]
    page_size: int


def declare(query: str, *, id: Any, page_size: int) -> Spec:
    """Return a declaration, or say what is wrong with it.

    Raises
    ------
    SpecError
        If the query is none, or a value can not mean anything.
    """
    if not isinstance(query, str):
        raise SpecError(f"query={query!r:.60} is no text", hint='"SELECT ?item WHERE { … }"')
    select = parse(query)
    if select.prefixes.get("xsd", rdf.XSD) != rdf.XSD:
        raise SpecError(
            "the query calls something else xsd:, by which conditions name types",
            hint=f"PREFIX xsd: <{rdf.XSD}>",
        )
    need_rows(page_size=page_size)
    named = () if id is None else (id,) if isinstance(id, str) else id
    if not isinstance(named, list | tuple) or not all(isinstance(one, str) for one in named):
        raise SpecError(
            f"id={id!r:.60} names no variables", hint='id="item", or id=("country", "year")'
        )
    names = tuple(one.lstrip("?$") for one in named)
    known = sorted(select.names) if select.variables is None else select.variables
    for name in names:
        if name not in known:
            raise SpecError.unknown("variable", name, known)
    return Spec(select, names, page_size)
