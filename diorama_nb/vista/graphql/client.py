"""Asks a GraphQL endpoint: documents go out, data comes back, errors are raised."""

from __future__ import annotations

import json
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

import httpx

from diorama_nb.errors import RequestInfo, ShapeChanged, SourceError
from diorama_nb.policy import Rate, Retry
from diorama_nb.vista.graphql import answers, schema
from diorama_nb.vista.graphql.document import Asked
from diorama_nb.vista.graphql.schema import Schema
from diorama_nb.vista.masking import is_secret_name
from diorama_nb.vista.rest.auth import Auth, OAuth2, Secret
from diorama_nb.vista.rest.failures import refusal, server_message
from diorama_nb.vista.rest.keyring import Keyring
from diorama_nb.vista.rest.messages import Call, Raw
from diorama_nb.vista.rest.origin import Origins, parse
from diorama_nb.vista.rest.tokens import Tokens
from diorama_nb.vista.rest.transport import Transport

_KINDS: Final = "application/graphql-response+json, application/json;q=0.9"
_TOLD: Final = frozenset({400, 422})  # statuses under which servers explain what is wrong
OVERLOADED: Final = frozenset({502, 504})
"""Statuses of gateways that waited in vain; less is often answered in time."""

_SCHEMAS: weakref.WeakValueDictionary[str, Schema] = weakref.WeakValueDictionary()


@dataclass(frozen=True)
class Endpoint:
    """Where a GraphQL API is, who asks, and how fast."""

    url: str = field(repr=False)
    auth: Auth | None = None
    headers: Mapping[str, Secret] = field(default_factory=dict, repr=False)
    principal: str | None = None
    origins: Sequence[str] = ()
    rate: Rate = field(default_factory=Rate)
    retry: Retry = field(default_factory=Retry)
    timeout: float = 30.0
    transport: httpx.AsyncBaseTransport | None = None


class Client:
    """Asks one endpoint.

    Parameters
    ----------
    endpoint : Endpoint
        Where it is, and who asks.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        url = parse(endpoint.url)
        secrets = {k: v for k, v in url.params.items() if is_secret_name(k)}
        for name in secrets:
            url = url.copy_remove_param(name)
        self.url: Final = url
        self._schema: Schema | None = None  # all who use it keep it alive
        self.keyring: Final = Keyring(
            endpoint.auth, endpoint.headers, secrets, endpoint.principal
        )
        self.transport: Final = Transport(
            self.keyring,
            Origins(url, endpoint.origins),
            retry=endpoint.retry,
            rate=endpoint.rate,
            timeout=endpoint.timeout,
            transport=endpoint.transport,
        )
        if isinstance(endpoint.auth, OAuth2):
            self.keyring.tokens = Tokens(
                endpoint.auth,
                retry=endpoint.retry,
                timeout=endpoint.timeout,
                transport=endpoint.transport,
            )

    @property
    def shown(self) -> str:
        """The address as it may be shown."""
        return self.transport.show(self.url)

    @property
    def account(self) -> str:
        """Address and fingerprint of the account; holds no secret."""
        return f"{self.shown}:{self.keyring.fingerprint()}"

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
