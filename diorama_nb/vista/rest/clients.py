"""The connections of an event loop to a source, none of them held by a cancelled request."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx


@dataclass(slots=True)
class _Held:
    client: httpx.AsyncClient
    busy: int = 0


class Clients:
    """Sends requests by one `httpx.AsyncClient`, and by a new one after one was cancelled.

    httpcore loses count of a connection whose request is cancelled between two of its steps: it
    stays open, is never used again and takes a place in the pool (encode/httpcore#1093). Reads
    are cancelled all the time here, so such a client takes no more requests, and is closed with
    the last of those it has.

    Parameters
    ----------
    timeout : float
        Seconds to connect and between two pieces of an answer.
    transport : httpx.AsyncBaseTransport or None
        Replaces the network. It is somebody else's, so the first client of it stays.
    auth : httpx.Auth or None
        Signs every request.
    """

    def __init__(
        self,
        timeout: float,
        transport: httpx.AsyncBaseTransport | None,
        auth: httpx.Auth | None = None,
    ) -> None:
        self._timeout = timeout
        self._auth = auth
        self._transport = transport
        self._held = self._new()

    def _new(self) -> _Held:
        client = httpx.AsyncClient(
            timeout=self._timeout,
            transport=self._transport,
            verify=tls() if self._transport is None else False,
            follow_redirects=False,
            auth=self._auth,
        )
        return _Held(client)

    @asynccontextmanager
    async def stream(
        self, method: str, url: httpx.URL, **request: Any
    ) -> AsyncIterator[httpx.Response]:
        """Send a request as `httpx.AsyncClient.stream` does."""
        held = self._held
        held.busy += 1
        try:
            async with held.client.stream(method, url, **request) as response:
                yield response
        except asyncio.CancelledError:
            own = self._transport is None
            if own and held is self._held and not held.client.is_closed:
                self._held = self._new()
            raise
        finally:
            held.busy -= 1
            if held is not self._held and not held.busy:
                await held.client.aclose()

    async def aclose(self) -> None:
        """Close the client requests are sent by now."""
        await self._held.client.aclose()


@cache
def tls() -> ssl.SSLContext:
    """Return the certificates to trust; reading them takes longer than many a request."""
    return httpx.create_ssl_context()
