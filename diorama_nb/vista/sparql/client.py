"""Asks a SPARQL endpoint: a text goes out, solutions come back, errors are raised."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any, Final
from urllib.parse import urlencode

from diorama_nb.errors import RequestInfo, SourceError
from diorama_nb.vista.rest.endpoint import Connection, Endpoint
from diorama_nb.vista.rest.messages import Call, Raw
from diorama_nb.vista.sparql import answers
from diorama_nb.vista.sparql.answers import Answer

LONGEST: Final = 2000
"""Characters of an address that every proxy lets pass; a longer question is a POST."""

_KINDS: Final = "application/sparql-results+json, application/json;q=0.9"
_FORM: Final = "application/x-www-form-urlencoded"


class Client(Connection):
    """Asks one endpoint.

    Parameters
    ----------
    endpoint : Endpoint
        Where it is, and who asks.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__(endpoint)
        self._headers = {"Accept": _KINDS}
        if "user-agent" not in {name.lower() for name in endpoint.headers}:
            # Wikidata refuses who does not say what they are.
            self._headers["User-Agent"] = f"diorama-nb/{version('diorama-nb')}"

    async def ask(self, text: str) -> Answer:
        """Return the solutions of a query.

        Raises
        ------
        SourceError
            Of the kind that fits; see `diorama_nb.errors`.
        """
        call = self._call(text)
        reply = await self.transport.send(call)
        try:
            return answers.read(reply.body, reply.status)
        except SourceError as error:
            error.request = reply.request
            raise

    def method(self, text: str) -> str:
        """Return how a text is sent: a short one as a GET, which can be cached on the way."""
        return self._call(text).method

    def _call(self, text: str) -> Call:
        url = self.url.copy_merge_params({"query": text})
        rules: Mapping[str, Any] = {
            "accept": answers.TOLD, "asks": True, "check": self._check, "unread": self._unread,
        }  # fmt: skip
        if len(str(url)) <= LONGEST:
            return Call("GET", url, headers=self._headers, **rules)
        content, headers = urlencode({"query": text}).encode(), {"Content-Type": _FORM}
        return Call("POST", self.url, content, {**self._headers, **headers}, **rules)

    def _check(self, data: Any, raw: Raw, info: RequestInfo) -> None:
        if raw.status in answers.TOLD:
            raise answers.refused(raw, info, datetime.now(UTC), self.keyring.redact)

    def _unread(self, raw: Raw, info: RequestInfo) -> None:
        error = answers.broken(raw, info, self.keyring.redact)
        if error is not None:
            raise error
