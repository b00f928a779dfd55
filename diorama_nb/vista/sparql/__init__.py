"""SPARQL endpoints as data sets: the solutions of one SELECT query."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import httpx

from diorama_nb.policy import Duration, Rate, Retry, seconds
from diorama_nb.vista.rest.auth import Auth, Secret
from diorama_nb.vista.rest.checks import texts_of
from diorama_nb.vista.rest.clients import Network, trusted
from diorama_nb.vista.rest.endpoint import Endpoint
from diorama_nb.vista.rest.origin import parse
from diorama_nb.vista.sparql.source import SparqlSource
from diorama_nb.vista.sparql.spec import declare
from diorama_nb.vista.vista import Vista

__all__ = ["SparqlVista"]


def SparqlVista(
    endpoint: str,
    query: str,
    *,
    name: str | None = None,
    id: str | Sequence[str] | None = None,
    where: Mapping[str, Any] | None = None,
    page_size: int = 10_000,
    auth: Auth | None = None,
    headers: Mapping[str, Secret] | None = None,
    principal: str | None = None,
    origins: Iterable[str] = (),
    rate: Rate | None = None,
    retry: Retry | None = None,
    timeout: Duration = 90.0,
    verify: bool | str | os.PathLike[str] | ssl.SSLContext = True,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Vista:
    """Open the solutions of a SELECT query as a data set; read only, sends nothing yet.

    Windows, counts, conditions and orders are asked of the endpoint, by texts made of the
    query; `Vista.explain` shows them. What SPARQL compares otherwise than we do (parts of
    texts, the order of languages) is done here, over all rows.

    Parameters
    ----------
    endpoint : str
        Absolute address; it often ends in ``/sparql`` or ``/query``.
    query : str
        A SELECT query. Rows can be read window by window where it has an ``ORDER BY``, or
        where `id` names what they are then ordered by; else all are read by one request.
    name : str or None
        Name for people; None takes the endpoint's host.
    id : str or sequence of str or None
        The variable whose value is another one in every row, or several that are so together.
        None: rows have no name but their place. Blank nodes name nothing: what they are called
        is only good for one answer.
    where : mapping or None
        Variable → value: rows that do not have it are not part of the data set.
    page_size : int
        Rows to ask for at once when all are read; each page costs the endpoint a whole
        evaluation of the query.
    auth : Bearer, Basic, ApiKey, OAuth2, httpx.Auth or None
        Who asks.
    headers : mapping or None
        Headers that every request carries; never shown. Wikidata wants a ``User-Agent`` with
        an address to write to.
    principal : str or None
        A name for the account, under which cached rows are kept when tokens change.
    origins : iterable of str
        Further origins that a redirect may lead to with the credentials.
    rate, retry : Rate, Retry or None
        How fast to ask; how often and how long to try again.
    timeout : seconds, timedelta or text
        For connecting and between two pieces of an answer.
    verify : bool, path or ssl.SSLContext
        Whom to trust, as `RestVista` takes it.
    transport : httpx.AsyncBaseTransport or None
        Replaces the network, e.g. in tests.

    Raises
    ------
    SpecError
        If the text is no SELECT query, or a declaration is wrong.

    Notes
    -----
    Numbers, booleans, dates and datetimes are read by their datatypes; everything else, IRIs
    and texts in any language too, is text. A variable that is not bound is null. For a language
    select ``(LANG(?label) AS ?language)``.

    Examples
    --------
    >>> cats = SparqlVista(
    ...     "https://query.wikidata.org/sparql",
    ...     '''SELECT ?item ?name WHERE {
    ...            ?item wdt:P31 wd:Q146; rdfs:label ?name. FILTER(LANG(?name) = "en") }''',
    ...     id="item",
    ... )
    >>> [column.name for column in cats.columns]
    ['item', 'name']
    """
    spec = declare(query, id=id, page_size=page_size)
    place = Endpoint(
        endpoint,
        auth=auth,
        headers=dict(headers or {}),
        principal=principal,
        origins=texts_of("origins", origins),
        rate=rate or Rate(),
        retry=retry or Retry(),
        network=Network(seconds(timeout, name="timeout"), transport, trusted(verify)),
    )
    return Vista(SparqlSource(place, spec, name or parse(endpoint).host)).where(where)
