"""Builds the request for a page of a query; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

import httpx

from diorama_nb.query import Query
from diorama_nb.vista.rest import pushdown
from diorama_nb.vista.rest.asking import Params
from diorama_nb.vista.rest.bodies import BODY, filled, held
from diorama_nb.vista.rest.declare import Rules
from diorama_nb.vista.rest.messages import Call
from diorama_nb.vista.rest.origin import with_params
from diorama_nb.vista.rest.places import placed, unplaced
from diorama_nb.vista.rest.spec import Declared
from diorama_nb.vista.rest.ways import HEADER


def url_of(rules: Rules, plan: Declared, query: Query, params: Params) -> httpx.URL:
    """Return the address of one page of a query."""
    asked = pushdown.params_of(unplaced(query, rules.places), plan)
    return with_params(_list_of(rules, plan, query), [*asked, *params])


def call_of(rules: Rules, plan: Declared, query: Query, params: Params) -> Call:
    """Return the request for one page of a query.

    ``body:`` parameters go into its body, ``header:`` ones into its headers.
    """
    sent: list[tuple[str, Any]] = pushdown.values_of(unplaced(query, rules.places), plan)
    opaque = {getattr(way, "to", "") for way in (plan.page, plan.walk)}
    for name, text in params:
        number = name not in opaque and text.isdecimal() and str(int(text)) == text
        sent.append((name, int(text) if number else text))
    inside = [(k.removeprefix(BODY), v) for k, v in sent if k.startswith(BODY)]
    headers = {k.removeprefix(HEADER): str(v) for k, v in sent if k.startswith(HEADER)}
    outside = [(k, pushdown.as_text(v)) for k, v in sent if not k.startswith((BODY, HEADER))]
    url = with_params(_list_of(rules, plan, query), outside)
    return replace(call_to(rules, url, inside), headers=headers)


def call_to(rules: Rules, url: httpx.URL, inside: Iterable[tuple[str, Any]] = ()) -> Call:
    """Return the request for an address, with further values in its body."""
    if rules.method == "GET":
        return Call("GET", url)
    return Call("POST", url, filled(rules.body, inside), asks=True)


def taken(rules: Rules) -> Collection[str]:
    """Return the parameters the declaration gives a value: no condition may replace them."""
    return {*rules.url.params, *held(rules.body)}


def _list_of(rules: Rules, plan: Declared, query: Query) -> httpx.URL:
    """Return the address of the list a query is about."""
    return placed(rules.url, query, rules.places, plan.required)
