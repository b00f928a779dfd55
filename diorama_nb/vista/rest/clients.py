"""The connections of an event loop to a source, none of them held by a cancelled request."""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx

from diorama_nb.errors import SpecError

Verify = bool | str | ssl.SSLContext
"""Whether servers have to prove who they are, and by which certificates."""


@dataclass(frozen=True, slots=True)
class Network:
    """How a source is reached.

    Attributes
    ----------
    timeout : float
        Seconds to connect and between two pieces of an answer; a whole answer may take ten
        times as long.
    transport : httpx.AsyncBaseTransport or None
        Replaces the network. It is somebody else's: it is never closed, and trusts whom it
        wants.
    verify : bool, str or ssl.SSLContext
        The certificates to trust: True for the usual ones, a file or folder of others.
    """

    timeout: float = 30.0
    transport: httpx.AsyncBaseTransport | None = None
    verify: Verify = True

    @property
    def caveats(self) -> list[str]:
        """What is to be known before anything is sent, one line each."""
        return ["tls: whoever answers is believed (verify=False)"] * (self.verify is False)


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
    network : Network
        How the source is reached. A transport that replaces the network keeps its first client.
    auth : httpx.Auth or None
        Signs every request.
    """

    def __init__(self, network: Network, auth: httpx.Auth | None = None) -> None:
        self._network = network
        self._auth = auth
        self._held = self._new()

    def _new(self) -> _Held:
        network = self._network
        client = httpx.AsyncClient(
            timeout=network.timeout,
            transport=network.transport,
            verify=tls(network.verify) if network.transport is None else False,
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
            own = self._network.transport is None
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


def tls(verify: Verify = True) -> ssl.SSLContext:
    """Return the certificates to trust."""
    return verify if isinstance(verify, ssl.SSLContext) else _read(verify)


@cache  # reading them takes longer than many a request
def _read(verify: bool | str) -> ssl.SSLContext:
    if isinstance(verify, bool):
        return httpx.create_ssl_context(verify=verify)
    folder = os.path.isdir(verify)
    return ssl.create_default_context(
        cafile=None if folder else verify, capath=verify if folder else None
    )


def trusted(verify: object) -> Verify:
    """Return what stands behind ``verify=``, once its certificates can be read.

    Raises
    ------
    SpecError
        If it names none.
    """
    if isinstance(verify, bool | ssl.SSLContext):
        return verify
    if not isinstance(verify, str | os.PathLike) or verify == "":
        raise SpecError(
            f"verify={verify!r} names no certificates", hint='verify="/path/to/ca.pem"'
        )
    path = os.fspath(verify)
    try:
        _read(path)
    except OSError as error:  # also what is no certificate
        raise SpecError(
            f"the certificates of verify={path!r} can not be read: {error.strerror or error}",
            hint='verify="/path/to/ca.pem", a file in PEM format',
        ) from None
    return path
