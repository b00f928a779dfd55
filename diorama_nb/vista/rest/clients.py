"""The connections of an event loop to a source, none of them held by a cancelled request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
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
    make : callable
        Returns a new client.
    renew : bool
        False keeps the first for good, as its transport is somebody else's.
    """

    def __init__(self, make: Callable[[], httpx.AsyncClient], *, renew: bool) -> None:
        self._make = make
        self._renew = renew
        self._held = _Held(make())

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
            if self._renew and held is self._held and not held.client.is_closed:
                self._held = _Held(self._make())
            raise
        finally:
            held.busy -= 1
            if held is not self._held and not held.busy:
                await held.client.aclose()

    async def aclose(self) -> None:
        """Close the client requests are sent by now."""
        await self._held.client.aclose()
