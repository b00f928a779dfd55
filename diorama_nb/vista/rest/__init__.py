"""REST APIs as data sets: declared in one call, or found out by at most two requests."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import httpx

from diorama_nb.errors import SpecError
from diorama_nb.policy import Duration, Rate, Retry
from diorama_nb.vista.push import Poll, Push, Sse, Watch
from diorama_nb.vista.rest.asking import Filters, Order
from diorama_nb.vista.rest.auth import ApiKey, Auth, Basic, Bearer, Env, OAuth2, Secret
from diorama_nb.vista.rest.declare import PARAMETERS
from diorama_nb.vista.rest.expressions import Expression
from diorama_nb.vista.rest.presets import PRESETS, Preset
from diorama_nb.vista.rest.source import RestSource
from diorama_nb.vista.rest.spec import AUTO, CountFrom, Since
from diorama_nb.vista.rest.ways import (
    Continue,
    Cursor,
    LastId,
    NextLink,
    Offset,
    Page,
    Paging,
    Range,
    Slices,
)
from diorama_nb.vista.rest.writes import Writes
from diorama_nb.vista.vista import Vista

__all__ = [
    "PRESETS",
    "ApiKey",
    "Basic",
    "Bearer",
    "Continue",
    "CountFrom",
    "Cursor",
    "Env",
    "Expression",
    "Filters",
    "LastId",
    "NextLink",
    "OAuth2",
    "Offset",
    "Order",
    "Page",
    "Poll",
    "Preset",
    "Range",
    "RestSource",
    "RestVista",
    "Since",
    "Slices",
    "Sse",
    "Writes",
]


def RestVista(
    url: str,
    *,
    style: str | Preset = AUTO,
    name: str | None = None,
    rows: str | None = None,
    shape: str | None = None,
    columns: Sequence[str] | Mapping[str, str] | None = None,
    id: str | tuple[str, ...] | None = AUTO,
    detail: str | None = None,
    record: str | None = None,
    hydrate: str | None = None,
    params: Mapping[str, str | int | float] | None = None,
    method: Literal["GET", "POST"] | None = None,
    body: Mapping[str, Any] | None = None,
    headers: Mapping[str, Secret] | None = None,
    page: Paging | Literal["auto"] | None = AUTO,
    walk: Paging | None = None,
    page_size: int | None = None,
    max_page_size: int | None = None,
    window_cap: int | None = None,
    total: str | CountFrom | None = AUTO,
    past_end: str | None = None,
    empty: int | None = None,
    missing: int | None = None,
    errors: str | Mapping[int | str, str | None] | None = AUTO,
    incomplete: str | None = None,
    order: Order | str | None = None,
    filters: Literal["any"] | Mapping[str, Any] | Expression | Filters | None = None,
    required: Iterable[str] = (),
    search: str | None = None,
    since: Since | None = None,
    writes: bool | Literal["put"] | Iterable[str] | Mapping[str, Any] | Writes | None = None,
    watch: Push | Watch | None = None,
    on_ignored: Literal["raise", "local"] = "raise",
    auth: Auth | None = None,
    principal: str | None = None,
    origins: Iterable[str] = (),
    rate: Rate | None = None,
    retry: Retry | None = None,
    timeout: Duration = 30.0,
    verify: bool | str | os.PathLike[str] | ssl.SSLContext = True,
    validators: bool = True,
    transport: httpx.AsyncBaseTransport | None = None,
    **unknown: object,
) -> Vista:
    """Open a REST API that lists JSON records; sends nothing yet.

    With a URL alone, the first read finds out where the rows are and how the API pages, by at
    most two requests. What they prove is granted; everything else waits to be declared.

    Parameters
    ----------
    url : str
        Absolute address of the list; may carry a query, and places in its path, such as
        ``{owner}``, that are filled by ``where(owner=…)``. Of an address with places nothing is
        found out: say how it pages.
    style : str or Preset
        Name of a known kind of API (`PRESETS`), ``"auto"``, or ``"plain"`` for no guessing.
    name : str or None
        Name for people; None takes the last part of the path.
    rows : str or None
        Path of the rows in the body: ``"items"``, ``"a.b"``, ``"$"``, ``"$[1]"``; ``"a.*[]"``
        joins the lists under every key.
    shape : str or None
        ``"objects"``, ``"lists"`` (values without names), ``"by_key"`` (a map under ids),
        ``"columnar"`` (one list per column), ``"ids"`` (nothing else), ``"geojson"``,
        ``"jsonapi"``, ``"odata"``, ``"datasette"`` or ``"bindings"`` (SPARQL), which are made
        flat.
    columns : mapping, sequence of str or None
        Column → type, where JSON has no values of it: ``{"price": "decimal"}``; the types are
        those of `CsvVista`, also ``"date:%d.%m.%Y"``, and ``"uuid"``. A value that does not fit
        stays what it is. Names alone are those of the values, for ``shape="lists"``.
    id : str, tuple of str or None
        What names a row: a column or path, several together, ``"url:-1"``; None: nothing does.
    detail : str or None
        Address of one record, with ``{id}``; may begin with ``{url}``, the list's own.
    record : str or None
        Path of the record in the answer for one: ``"data"`` for ``{"data": {...}}``.
    hydrate : str or None
        Address of one record, with ``{id}``, where the list holds no more than ids or stubs:
        every row that is read is filled up from there, so ask for few at once.
    params : mapping
        Parameters that every request carries.
    method : {"GET", "POST"} or None
        How the list is asked for; None: by POST if something goes into the body.
    body : mapping or None
        What a POST carries. Parameters whose names begin with ``body:`` are put into it:
        ``"body:page.size"`` as ``{"page": {"size": 100}}``, ``"body:sort[0].by"`` into the
        first of a list, ``"body:filter[].term"`` behind its last. A POST only asks: it is
        repeated after failures as a GET is.
    headers : mapping
        Headers that every request carries; never shown.
    page : Offset, Range, Page, NextLink, Cursor, LastId, Continue, Slices, "auto" or None
        How the API pages; None: it does not, the answer is everything.
    walk : like `page`, or None
        A second way, by which the whole set is read where windows end early.
    page_size, max_page_size : int or None
        Rows to ask for at once (100), and the most the API allows.
    window_cap : int or None
        The number of rows after which the API opens no window.
    total : str, CountFrom or None
        Where the number of all rows stands: a path, ``"header:X-Total-Count"``, or
        `CountFrom` a request of its own.
    past_end : str or None
        What a page past the end looks like: ``"empty"``, ``"404"``, ``"repeats"``, or with
        the code in the body of the error ``"400:<code>"``. None: as ``"404"`` where pages are
        counted; a link or cursor that the API hands out has to lead somewhere.
    empty : int or None
        Status by which the API says that no row fits a question, such as 404.
    missing : int or None
        Status by which it says that there is no record under an id, beside 404 and 410.
    errors : str, mapping or None
        Path of what an answer with status 200 says of an error, beside rows or not:
        ``"status.error"``. ``"auto"``: where it has no row, an ``error`` that is not blank,
        or ``ok`` or ``success`` that is false; None: such an answer is an empty list.
        A mapping says what statuses mean to this API, ``{404: "empty", 409: "retry"}``, with
        the path under ``"message"``: ``"ok"``, an answer like others; ``"empty"``, no rows, or
        no such record; ``"retry"``, as 503; ``"rate_limited"``, as 429; ``"refresh_auth"``, as
        401, so a new token is fetched; ``"restart_paging"``, the API has forgotten the page
        asked for, so a walk begins anew, once; ``"skip"``, a row of `hydrate` stays as the
        list has it; ``"fail"``, an error at once. Only what is about the account and the speed
        holds for writes as well.
    incomplete : str or None
        Path of a flag by which an answer says that it lacks rows: ``"incomplete_results"``.
    order : Order, str or None
        How an order is asked for; text is the parameter of ``?sort=price``, ``?sort=-price``.
    filters : "any", mapping, Expression, Filters or None
        Conditions the API answers: ``"any"`` for ``?column=value``, ``{"category": "cat"}``,
        or ``{"price": {">=": "price_gte"}}``; `Expression` where all of them are one text.
        Others are applied here, over all rows; ``{}`` has all applied here.
    required : iterable of str
        Columns without whose condition the API refuses to answer: then nothing is sent.
    search : str or None
        Parameter of a text search.
    since : Since or None
        How rows that changed since a time are asked for: a copy of the whole set is then
        refreshed by these alone.
    writes : bool, "put", iterable of str, mapping, Writes or None
        What can be written, and how: True for POST, PATCH, PUT and DELETE; ``"put"`` where
        only whole records can be sent; ``("insert", "update")`` for these alone;
        ``{"update": "put", "if_match": True}`` or `Writes` for the rest. None: nothing,
        unless a named style is known to take writes; False: not then either.
    watch : Sse, Poll, Watch or None
        How the API tells of changes: by a stream of events, or because it is looked at now and
        then; or what else tells of them, as `Vista.with_watch` takes it. Nothing is followed
        before `Dio.watch` or `Vista.watch` asks for it. None: as the style knows; PocketBase's
        does.
    on_ignored : {"raise", "local"}
        What to do when an answer shows that a filter was ignored.
    auth : Bearer, Basic, ApiKey, OAuth2, httpx.Auth or None
        Who asks. Nobody knows the account behind an `httpx.Auth`: name it by `principal` to
        find its cached rows again.
    principal : str or None
        A name for the account, under which cached rows are kept when tokens change.
    origins : iterable of str
        Further origins that may be asked and may see the credentials.
    rate, retry : Rate, Retry or None
        How fast to ask; how often and how long to try again.
    timeout : seconds, timedelta or text
        For connecting and between two pieces of an answer.
    verify : bool, path or ssl.SSLContext
        Whom to trust: True for those whom browsers trust, or the CA of your own, as a file or
        folder of certificates (PEM), or as a context of yours. False: whoever answers, so
        credentials and rows may go to anybody; `Vista.explain` says so. Holds for the
        `token_url` of an `OAuth2` as well.
    validators : bool
        Whether answers with an ``ETag`` or ``Last-Modified`` are kept in memory (32 MiB), and
        asked for only if they changed since.
    transport : httpx.AsyncBaseTransport or None
        Replaces the network, e.g. in tests.

    Raises
    ------
    SpecError
        If a declaration is wrong; names the closest keyword for an unknown one.

    Examples
    --------
    >>> api = RestVista("https://example.org/posts", page=Offset("start", "size"), total="n")
    >>> api.capabilities.why("fetch_window")
    'declared'
    >>> shop = RestVista("https://example.org/items", writes=("insert", "update"))
    >>> shop.capabilities.can_update, shop.capabilities.can_delete
    (True, False)
    """
    given = dict(locals())
    del given["url"], given["unknown"]
    for word in unknown:
        raise SpecError.unknown("parameter", word, PARAMETERS)
    defaults = RestVista.__kwdefaults__ or {}
    given = {word: value for word, value in given.items() if value is not defaults[word]}
    other = _other(given)
    return _told_by(other, RestSource(url, **given))


def _other(given: dict[str, Any]) -> Watch | None:
    """Take the way out of some words that does not go over the API's own connection."""
    return given.pop("watch") if isinstance(given.get("watch"), Watch) else None


def _told_by(way: Watch | None, source: RestSource) -> Vista:
    return Vista(source) if way is None else Vista(source).with_watch(way)


def from_spec(spec: Mapping[str, Any], /, **again: Any) -> Vista:
    """Open a REST API as `Vista.spec` wrote it down; sends nothing.

    What was found out then need not be found out again. It is called as
    ``RestVista.from_spec``.

    Parameters
    ----------
    spec : mapping
        What `Vista.spec` returned.
    **again
        Words of `RestVista`: secrets that were not in the environment, such as
        ``auth=Bearer(token)``, a ``watch=`` that was not over the API's own connection, and
        whatever shall be otherwise.

    Raises
    ------
    SpecError
        If it is no spec, is of a newer format, or lacks a secret.

    Examples
    --------
    >>> api = RestVista("https://example.org/posts", page=Offset("start", "size"), total="n")
    >>> RestVista.from_spec(api.spec()).explain() == api.explain()
    True
    """
    other = _other(again)
    return _told_by(other, RestSource.from_spec(spec, **again))


RestVista.from_spec = from_spec  # type: ignore[attr-defined]
