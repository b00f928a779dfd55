"""REST APIs as data sets: declared in one call, or found out by at most two requests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import httpx

from diorama_nb.errors import SpecError
from diorama_nb.policy import Duration, Rate, Retry
from diorama_nb.vista.push import Poll, Push, Sse
from diorama_nb.vista.rest.asking import Filters, Order
from diorama_nb.vista.rest.auth import ApiKey, Auth, Basic, Bearer, Env, Secret
from diorama_nb.vista.rest.declare import PARAMETERS
from diorama_nb.vista.rest.presets import PRESETS, Preset
from diorama_nb.vista.rest.source import RestSource
from diorama_nb.vista.rest.spec import AUTO, Cursor, LastId, NextLink, Offset, Page, Paging
from diorama_nb.vista.rest.writes import Writes
from diorama_nb.vista.vista import Vista

__all__ = [
    "PRESETS",
    "ApiKey",
    "Basic",
    "Bearer",
    "Cursor",
    "Env",
    "Filters",
    "LastId",
    "NextLink",
    "Offset",
    "Order",
    "Page",
    "Poll",
    "Preset",
    "RestSource",
    "RestVista",
    "Sse",
    "Writes",
]


def RestVista(
    url: str,
    *,
    style: str | Preset = AUTO,
    name: str | None = None,
    rows: str | None = None,
    shape: Literal["objects", "lists", "by_key"] | None = None,
    columns: Sequence[str] | None = None,
    id: str | tuple[str, ...] | None = AUTO,
    detail: str | None = None,
    record: str | None = None,
    params: Mapping[str, str | int | float] | None = None,
    headers: Mapping[str, Secret] | None = None,
    page: Paging | Literal["auto"] | None = AUTO,
    page_size: int | None = None,
    max_page_size: int | None = None,
    total: str | None = AUTO,
    past_end: str | None = None,
    order: Order | str | None = None,
    filters: Literal["any"] | Mapping[str, Any] | Filters | None = None,
    search: str | None = None,
    writes: bool | Literal["put"] | Iterable[str] | Mapping[str, Any] | Writes | None = None,
    watch: Push | None = None,
    on_ignored: Literal["raise", "local"] = "raise",
    auth: Auth | None = None,
    principal: str | None = None,
    origins: Iterable[str] = (),
    rate: Rate | None = None,
    retry: Retry | None = None,
    timeout: Duration = 30.0,
    transport: httpx.AsyncBaseTransport | None = None,
    **unknown: object,
) -> Vista:
    """Open a REST API that lists JSON records; sends nothing yet.

    With a URL alone, the first read finds out where the rows are and how the API pages, by at
    most two requests. What they prove is granted; everything else waits to be declared.

    Parameters
    ----------
    url : str
        Absolute address of the list; may carry a query.
    style : str or Preset
        Name of a known kind of API (`PRESETS`), ``"auto"``, or ``"plain"`` for no guessing.
    name : str or None
        Name for people; None takes the last part of the path.
    rows : str or None
        Path of the rows in the body: ``"items"``, ``"a.b"``, ``"$"``, ``"$[1]"``.
    shape : str or None
        ``"objects"``, ``"lists"`` (values without names) or ``"by_key"`` (a map under ids).
    columns : sequence of str or None
        Names of the values, for ``shape="lists"``.
    id : str, tuple of str or None
        What names a row: a column or path, several together, ``"url:-1"``; None: nothing does.
    detail : str or None
        Address of one record, with ``{id}``; may begin with ``{url}``, the list's own.
    record : str or None
        Path of the record in the answer for one: ``"data"`` for ``{"data": {...}}``.
    params : mapping
        Parameters that every request carries.
    headers : mapping
        Headers that every request carries; never shown.
    page : Offset, Page, NextLink, Cursor, LastId, "auto" or None
        How the API pages; None: it does not, the answer is everything.
    page_size, max_page_size : int or None
        Rows to ask for at once (100), and the most the API allows.
    total : str or None
        Where the number of all rows stands: a path, or ``"header:X-Total-Count"``.
    past_end : str or None
        What a page past the end looks like: ``"empty"``, ``"404"``, ``"400"``, ``"repeats"``.
    order : Order, str or None
        How an order is asked for; text is the parameter of ``?sort=price``, ``?sort=-price``.
    filters : "any", mapping or None
        Conditions the API answers: ``"any"`` for ``?column=value``, ``{"category": "cat"}``,
        or ``{"price": {">=": "price_gte"}}``. Others are applied here, over all rows.
    search : str or None
        Parameter of a text search.
    writes : bool, "put", iterable of str, mapping, Writes or None
        What can be written, and how: True for POST, PATCH, PUT and DELETE; ``"put"`` where
        only whole records can be sent; ``("insert", "update")`` for these alone;
        ``{"update": "put", "if_match": True}`` or `Writes` for the rest. None: nothing,
        unless a named style is known to take writes; False: not then either.
    watch : Sse, Poll or None
        How the API tells of changes: by a stream of events, or because it is looked at now and
        then. Nothing is followed before `Dio.watch` or `Vista.watch` asks for it.
    on_ignored : {"raise", "local"}
        What to do when an answer shows that a filter was ignored.
    auth : Bearer, Basic, ApiKey or None
        Who asks.
    principal : str or None
        A name for the account, under which cached rows are kept when tokens change.
    origins : iterable of str
        Further origins that may be asked and may see the credentials.
    rate, retry : Rate, Retry or None
        How fast to ask; how often and how long to try again.
    timeout : seconds, timedelta or text
        For connecting and between two pieces of an answer.
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
    return Vista(RestSource(url, **{k: v for k, v in given.items() if v is not defaults[k]}))
