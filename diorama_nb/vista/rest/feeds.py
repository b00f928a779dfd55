"""Which feed tells of the changes of an API."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from typing import Protocol

import httpx

from diorama_nb.changes import Change, Inserted, Updated
from diorama_nb.errors import CrossOriginNextLink, SpecError
from diorama_nb.query import ALL, Query
from diorama_nb.vista.push.declared import Poll, Sse
from diorama_nb.vista.rest.origin import with_params
from diorama_nb.vista.rest.reader import Reader
from diorama_nb.vista.rest.spec import AUTO
from diorama_nb.vista.rest.typed import Types
from diorama_nb.vista.source import Page


class Feed(Protocol):
    """What tells of changes."""

    def watch(self, since: str | None) -> AsyncIterator[Change]:
        """Yield changes; see `Source.watch`."""


def feed_of(
    reader: Reader, name: str, read: Callable[[Query, str | None], Awaitable[Page]]
) -> Feed | None:
    """Return what tells of changes, as declared; None where nothing is.

    Raises
    ------
    SpecError
        If its address lies where the credentials must not go.
    """
    if reader.plan.watch is None:
        return None
    # They use the way the reads go, so they are loaded after it.
    from diorama_nb.vista.push.poll import Asking, Looking
    from diorama_nb.vista.push.sse import SseFeed

    match reader.plan.watch:
        case Sse() as way:
            url = _address(reader, way.url)
            parts = reader.rules.url.path.strip("/").split("/")
            return SseFeed(way, url, reader.transport, name, lambda: reader.id_rule, parts)
        case Poll(since=None, url=given) as way:
            seen = None if given is None else _address(reader, given)
            return Looking(way, lambda: seen or reader.url(ALL, []), reader.transport)
        case way:
            return Asking(
                way,
                read,
                lambda: _newest(reader, way.since or ""),
                lambda: reader.plan.id not in (None, AUTO),
            )


async def typed_changes(changes: AsyncIterator[Change], types: Types) -> AsyncIterator[Change]:
    """Yield changes whose records hold values of the declared types."""
    async with aclosing(changes):  # type: ignore[type-var]
        async for change in changes:
            if isinstance(change, Inserted | Updated) and change.record is not None:
                change = replace(change, record=types.record(change.record))
            yield change


class Web:
    """The way of the reads, for what else may go it; see `push.watch.Web`."""

    def __init__(self, reader: Reader) -> None:
        self._rules, self.transport = reader.rules, reader.transport
        self._join = reader.join

    def join(self, template: str) -> httpx.URL:
        rules = self._rules
        target = self._join(rules.url, rules.detail_of(template) or "")
        return with_params(target, rules.params)


def _address(reader: Reader, template: str) -> httpx.URL:
    try:
        return Web(reader).join(template)
    except CrossOriginNextLink as error:
        raise SpecError(f"watch: {error.message}", hint=error.hint) from None


def _newest(reader: Reader, column: str) -> Query:
    """Return the rows in the order of their changes, if the API can sort so."""
    query, order = ALL.order_by(column, descending=True), reader.plan.order
    return query if order is not None and order.params(query.order) else ALL
