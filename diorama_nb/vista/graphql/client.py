"""Asks a GraphQL endpoint: documents go out, data comes back, errors are raised."""

from __future__ import annotations

import json
import weakref
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from diorama_nb.errors import RequestInfo, ShapeChanged, SourceError
from diorama_nb.vista.graphql import answers, schema
from diorama_nb.vista.graphql.document import Asked
from diorama_nb.vista.graphql.schema import Schema
from diorama_nb.vista.rest.endpoint import Connection, Endpoint
from diorama_nb.vista.rest.failures import refusal, server_message
from diorama_nb.vista.rest.messages import Call, Raw

_KINDS: Final = "application/graphql-response+json, application/json;q=0.9"
_TOLD: Final = frozenset({400, 422})  # statuses under which servers explain what is wrong
OVERLOADED: Final = frozenset({502, 504})
"""Statuses of gateways that waited in vain; less is often answered in time."""

_SCHEMAS: weakref.WeakValueDictionary[str, Schema] = weakref.WeakValueDictionary()


class Client(Connection):
    """Asks one endpoint.

    Parameters
    ----------
    endpoint : Endpoint
        Where it is, and who asks.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__(endpoint)
        self._schema: Schema | None = None  # all who use it keep it alive

    async def schema(self) -> Schema:
        """Return the schema; asked for once by all who use this address and account."""
        known = _SCHEMAS.get(self.account)
        if known is None:
            try:
                body = await self.ask(Asked(schema.INTROSPECTION, at=("__schema",)))
            except SourceError as error:
                if type(error) in (SourceError, ShapeChanged) and error.server_message:
                    error.hint = "columns are learnt by introspection: allow it for who asks"
                raise
            known = _SCHEMAS[self.account] = schema.parse(body.get("data"))
        self._schema = known
        return known

    async def ask(self, asked: Asked, *, accept: frozenset[int] = frozenset()) -> Any:
        """Return the body of an answer; its ``errors`` are raised where they left no data.

        Parameters
        ----------
        accept : set of int
            Further statuses that are returned as they are: the body is None then.

        Raises
        ------
        SourceError
            Of the kind that fits; see `diorama_nb.errors`.
        """
        content = {"query": asked.document, "variables": asked.variables}
        call = Call(
            "POST",
            self.url,
            json.dumps(content).encode(),
            headers={"Accept": _KINDS},
            accept=_TOLD | accept,
            asks=True,
            check=partial(self._check, asked, accept),
        )
        try:
            reply = await self.transport.send(call)
        except ShapeChanged:  # who opens something here from now on is to see what is there
            _SCHEMAS.pop(self.account, None)
            raise
        return None if reply.status in accept else reply.body.data

    def said(self, body: Any) -> str:
        """Return what the errors in an answer say, without secrets."""
        return answers.message_of(answers.errors_of(body), self.keyring.redact)

    def _check(
        self, asked: Asked, accept: frozenset[int], data: Any, raw: Raw, info: RequestInfo
    ) -> None:
        """Raise what an answer means that has nothing of what was asked for."""
        errors = answers.errors_of(data)
        if raw.status in accept:
            return
        if not isinstance(data, Mapping) or not (errors or "data" in data):
            if raw.status in _TOLD:
                kind = raw.headers.get("content-type", "").lower()
                told = server_message(raw.content, kind, self.keyring.redact)
                raise refusal(info, raw.status, told)
            raise SourceError(
                "the answer is no answer of a GraphQL API",
                hint='check the URL; it often ends in "/graphql"',
                request=info,
                status=raw.status,
            )
        if asked.one and answers.no_record(errors):
            return
        if errors and not answers.holds(data, asked.at):
            raise answers.raised(
                data,
                self.said(data),
                request=info,
                status=raw.status,
                headers=raw.headers,
                now=datetime.now(UTC),
            )
