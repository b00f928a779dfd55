"""Lets an `httpx.Auth` of the user's sign requests, and nothing of it be shown."""

from __future__ import annotations

import base64
import binascii
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

import httpx

from diorama_nb.errors import AuthFailed, DioramaError


class Signer(httpx.Auth):
    """Signs as another one does, and remembers what it adds to requests.

    Parameters
    ----------
    auth : httpx.Auth
        Signs.
    remember : callable
        Is told every secret, to be masked from then on.
    """

    def __init__(self, auth: httpx.Auth, remember: Callable[[str], str]) -> None:
        self._auth = auth
        self._remember = remember

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        before = {*request.headers.values(), *request.url.params.values()}
        async with aclosing(self._auth.async_auth_flow(request)) as flow:
            try:
                signed = await anext(flow)
                while True:
                    self._note(signed, before)
                    response = yield signed
                    signed = await flow.asend(response)
            except StopAsyncIteration:
                return
            except (DioramaError, httpx.TransportError):
                raise
            except Exception as error:  # its text may hold secrets
                raise AuthFailed(
                    f"auth= failed: {type(self._auth).__name__} raised a "
                    f"{type(error).__name__}",
                    hint="try it alone: httpx.get(url, auth=…)",
                ) from None

    def _note(self, request: httpx.Request, before: set[str]) -> None:
        for text in {*request.headers.values(), *request.url.params.values()} - before:
            kind, _, credential = text.partition(" ")
            self._remember(text)
            self._remember(credential)
            if kind.lower() == "basic":
                self._remember(_password(credential))


def _password(credential: str) -> str:
    try:
        return base64.b64decode(credential).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""
