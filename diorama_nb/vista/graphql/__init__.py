"""GraphQL APIs as data sets: one field that lists objects, understood by its schema."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import httpx

from diorama_nb.policy import Duration, Rate, Retry, seconds
from diorama_nb.vista.graphql.source import GraphQLSource
from diorama_nb.vista.graphql.spec import declare
from diorama_nb.vista.rest.auth import Auth, Secret
from diorama_nb.vista.rest.checks import texts_of
from diorama_nb.vista.rest.clients import Network, trusted
from diorama_nb.vista.rest.endpoint import Endpoint
from diorama_nb.vista.vista import Vista

__all__ = ["GraphQLVista"]


def GraphQLVista(
    url: str,
    field: str,
    *,
    name: str | None = None,
    columns: Sequence[str] | None = None,
    id_column: str | None = None,
    arguments: Mapping[str, Any] | None = None,
    where: Mapping[str, Any] | None = None,
    dialect: Literal["auto", "relay", "offset"] = "auto",
    page_size: int = 100,
    auth: Auth | None = None,
    headers: Mapping[str, Secret] | None = None,
    principal: str | None = None,
    origins: Iterable[str] = (),
    rate: Rate | None = None,
    retry: Retry | None = None,
    timeout: Duration = 30.0,
    verify: bool | str | os.PathLike[str] | ssl.SSLContext = True,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Vista:
    """Open a field of a GraphQL API that lists objects; read only, sends nothing yet.

    The first use reads the schema, by one request: columns with their types, the id, and which
    pages, orders and conditions the field's arguments can say. These are sent to the API where
    it answers exactly as we do; the rest is done here, over all rows. Values travel as
    variables, never in the text of a query.

    Parameters
    ----------
    url : str
        Absolute address of the API; it often ends in ``/graphql``.
    field : str
        The field that lists the rows: ``"products"``, or with dots from the root,
        ``"repository.issues"``. It returns a list, a relay connection, or an object with one
        list in it.
    name : str or None
        Name for people; None takes the field's.
    columns : sequence of str or None
        Values to ask for; None takes all that a row has itself. ``"author.name"`` is a value
        of an object in the row, and becomes a column of that name.
    id_column : str or None
        The column that names a row; None takes ``id``, ``nodeId``, or the only one of type ID.
    arguments : mapping or None
        What the field is asked with: argument → value. For a field before it, with dots:
        ``{"repository.owner": "pandas-dev", "repository.name": "pandas", "states": ["OPEN"]}``.
    where : mapping or None
        Column → value: rows that do not have it are not part of the data set.
    dialect : {"auto", "relay", "offset"}
        How pages are asked for. ``"relay"``: by cursor (``first``, ``after``), one after the
        other. ``"offset"``: by the rows to skip (``offset``, ``limit``), so that any window can
        be read; that the rows keep their order is then promised. ``"auto"`` takes what the
        field offers, and windows only where rows can be ordered by id.
    page_size : int
        Rows to ask for at once; halved for as long as a gateway answers 502 or 504.
    auth : Bearer, Basic, ApiKey, OAuth2, httpx.Auth or None
        Who asks, e.g. ``ApiKey(Env("SECRET"), "X-Hasura-Admin-Secret")``.
    headers : mapping or None
        Headers that every request carries; never shown.
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
        If a declaration is wrong; on first use, if the schema has no such field or column.

    Notes
    -----
    An error in an answer with status 200 is raised like any other. Where a part of the data
    came with it, rows that are missing make the result incomplete, values that are missing are
    left out of their row, and the coverage says so.

    Examples
    --------
    >>> items = GraphQLVista("https://example.org/graphql", "items", columns=["id", "title"])
    >>> items.name
    'items'
    """
    spec = declare(
        field,
        name=name,
        columns=columns,
        id_column=id_column,
        arguments=arguments,
        dialect=dialect,
        page_size=page_size,
    )
    endpoint = Endpoint(
        url,
        auth=auth,
        headers=dict(headers or {}),
        principal=principal,
        origins=texts_of("origins", origins),
        rate=rate or Rate(),
        retry=retry or Retry(),
        network=Network(seconds(timeout, name="timeout"), transport, trusted(verify)),
    )
    return Vista(GraphQLSource(endpoint, spec)).where(where)
