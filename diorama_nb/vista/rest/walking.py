"""Reads an API page after page: each answer tells what asks for the one behind it."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import httpx

from diorama_nb.errors import PagingExpired, SourceError
from diorama_nb.query import Query
from diorama_nb.vista.rest import paging, walks
from diorama_nb.vista.rest.calls import call_to
from diorama_nb.vista.rest.messages import Call
from diorama_nb.vista.rest.paging import Cut, Got, Token
from diorama_nb.vista.rest.reader import Reader
from diorama_nb.vista.rest.ways import Continue, NextLink, Page, Paging


class Step(NamedTuple):
    """One page of a walk: its rows, those before it, and what asks for the page behind it."""

    cut: Cut
    position: int
    next: Token | None = None


async def step(reader: Reader, query: Query, way: Paging, token: Token | None) -> Step:
    """Read the page a token stands for, or the first one for None.

    Raises
    ------
    PaginationLoop
        If it is the page before once more, or leads to itself.
    PagingExpired
        If the API does not know the token any more, by a status declared to mean that.
    """
    cap = reader.plan.window_cap if way == reader.plan.page else None
    got = reader.take_spare(query) if token is None else None
    if got is None:
        call = _call(reader, query, way, token, cap)
        try:
            got = await reader.ask(query, call, after=way if token is not None else None)
        except SourceError as error:
            if token is None or error.status not in reader.plan.meaning("restart_paging"):
                raise
            raise PagingExpired.of(error) from None
    if token is None and isinstance(way, Page) and (got.total or 0) > len(got.rows):
        reader.sizes.page = len(got.rows) or None  # more follows: the first page is full
    position = walks.position_of(way, token, got, reader.sizes)
    reached = position + len(got.rows)
    if token and got.mark and got.mark == token.mark:
        if reader.plan.past_end == "repeats":
            return Step(Cut([], got.total, True), position)
        raise reader.located(paging.loop_error("the same page"), got.url)
    with reader.locating([got]):
        payload = _payload(reader, way, got, token, position, cap)
    if token is not None and payload == token.payload:
        raise reader.located(paging.loop_error(f"the token {payload[:60]!r}"), got.url)
    cut = Cut(got.rows, got.total, payload is None)
    if cap and not payload and not paging.ended(reached, got.total, len(got.rows)):
        cut = replace(cut, end=False, note=walks.capped(reached, got.total))
    following = Token(payload, got.mark, 0 if got.ids else reached) if payload else None
    return Step(paging.doubted(cut, [got]), position, following)


def _call(
    reader: Reader, query: Query, way: Paging, token: Token | None, cap: int | None
) -> Call:
    """Return the request for the page of a token; None: the first one."""
    if token is None:
        return reader.call(query, walks.first_params(way, reader.sizes))
    if isinstance(way, NextLink):
        return call_to(reader.rules, reader.join(reader.rules.url, token.payload))
    return reader.call(query, walks.params_after(way, token.payload, reader.sizes, cap))


def _payload(
    reader: Reader, way: Paging, got: Got, token: Token | None, position: int, cap: int | None
) -> str | None:
    """Return what asks for the page after an answer.

    It is stored: a key of ours in it is taken out, and added anew when it is sent.
    """
    payload = walks.payload_after(way, got, token, position, cap)
    if payload is not None and isinstance(way, NextLink):
        base = httpx.URL(got.url or str(reader.rules.url))
        return str(reader.keyring.keyless(reader.join(base, payload)))
    if payload is not None and isinstance(way, Continue):
        return reader.keyring.keyless(httpx.URL(query=payload.encode())).query.decode()
    return payload
