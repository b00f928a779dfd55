"""Access tokens of OAuth 2.0: by one request, however many wait, on whichever thread."""

from __future__ import annotations

import asyncio
import base64
import os
import threading
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import lru_cache
from time import time as now
from typing import Any, Final
from urllib.parse import quote_plus, urlencode

from diorama_nb.errors import AuthFailed
from diorama_nb.policy import Rate, Retry, seconds
from diorama_nb.vista.rest.auth import Auth, Env, OAuth2, resolve
from diorama_nb.vista.rest.clients import Network
from diorama_nb.vista.rest.failures import RETRIED, server_message
from diorama_nb.vista.rest.keyring import Keyring
from diorama_nb.vista.rest.messages import Call, Reply
from diorama_nb.vista.rest.origin import Origins, parse
from diorama_nb.vista.rest.transport import Transport

_REFUSED: Final = frozenset(range(400, 500)) - RETRIED
_FORM: Final = "application/x-www-form-urlencoded"
_HINTS: Final = {
    "invalid_client": "check client_id and client_secret; some endpoints want them in the "
    'form: client_auth="body"',
    "invalid_grant": "the refresh token has ended or was used up: sign in again for a new one",
    "invalid_scope": "check scope=",
    "unauthorized_client": "allow this client the grant, or give refresh_token=",
    "unsupported_grant_type": "give refresh_token=: this endpoint needs somebody to sign in",
}


@dataclass(frozen=True, slots=True)
class Token:
    """An access token, and when it is to be renewed (seconds of the wall clock)."""

    text: str = field(repr=False)
    renew_at: float


@dataclass(slots=True)
class _Held:
    """What one client holds; one for all who ask as it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    token: Token | None = None
    coming: Future[str | None] | None = None
    rotated: dict[str, str] = field(default_factory=dict)  # refresh token given → the last one


@lru_cache(maxsize=256)
def _held(auth: OAuth2, transport: object) -> _Held:
    """Return what a client holds; kept, because a refresh token may be good once only."""
    return _Held()


# A request that was under way in the parent never ends in its child.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_held.cache_clear)


class Tokens:
    """The tokens of one source.

    Parameters
    ----------
    auth : OAuth2
        Who asks, and where.
    retry : Retry
        How often a token endpoint that does not answer is asked.
    network : Network
        How it is reached. Who waits for a request of somebody else for longer than its timeout
        asks again: the other's loop may stand still.
    """

    def __init__(self, auth: OAuth2, *, retry: Retry, network: Network) -> None:
        self._auth = auth
        self._url = parse(auth.token_url)
        self._keyring = Keyring(None)
        self._key = (auth, network.transport)
        self._transport = Transport(
            self._keyring,
            Origins(self._url),
            retry=retry,
            rate=Rate(),
            network=network,
        )

    async def get(self) -> str:
        """Return a token that is believed to be good.

        Raises
        ------
        AuthFailed
            If the endpoint refuses; with what to do about it.
        SourceError
            If it can not be asked.
        """
        while True:
            held = _held(*self._key)
            with held.lock:
                if held.token is not None and now() < held.token.renew_at:
                    return held.token.text
                coming, mine = held.coming, Future[str | None]()
                if coming is None:
                    held.coming = mine
                    mine.set_running_or_notify_cancel()  # who stops waiting cancels nothing
            if coming is None:
                return await self._fetch(held, mine)
            try:
                waiting = asyncio.wrap_future(coming)
                text = await asyncio.wait_for(waiting, self._transport.network.timeout)
            except TimeoutError:
                with held.lock:
                    if held.coming is coming:
                        held.coming = None
            else:
                if text is not None:
                    return text

    def refuse(self, token: str) -> None:
        """Forget a token that was refused, unless there is another one already."""
        held = _held(*self._key)
        with held.lock:
            if held.token is not None and held.token.text == token:
                held.token = None

    async def _fetch(self, held: _Held, mine: Future[str | None]) -> str:
        """Ask for a token for all who wait; who leaves meanwhile has one of them ask."""
        token, failed = None, None
        try:
            token = await self._ask(held)
            return token.text
        except Exception as error:
            failed = error
            raise
        finally:
            with held.lock:
                held.token = token or held.token
                if held.coming is mine:
                    held.coming = None
            if failed is not None:
                mine.set_exception(failed)
            else:
                mine.set_result(token.text if token else None)

    async def _ask(self, held: _Held) -> Token:
        auth, secrets = self._auth, self._keyring
        client = auth.client_id.read() if isinstance(auth.client_id, Env) else auth.client_id
        form = {"grant_type": "client_credentials", **auth.params}
        if auth.scope is not None:
            form["scope"] = str(auth.scope)
        given = None
        if auth.refresh_token is not None:
            given = await resolve(auth.refresh_token)
            refresh = secrets.remember(held.rotated.get(given, given))
            form |= {"grant_type": "refresh_token", "refresh_token": refresh}
        headers = {"Content-Type": _FORM}
        secret = None
        if auth.client_secret is not None:
            secret = secrets.remember(await resolve(auth.client_secret))
        if secret is None or auth.client_auth == "body":
            form |= {"client_id": client} | (
                {} if secret is None else {"client_secret": secret}
            )
        else:
            pair = f"{quote_plus(client)}:{quote_plus(secret)}"
            coded = secrets.remember(base64.b64encode(pair.encode()).decode())
            headers["Authorization"] = f"Basic {coded}"
        content = urlencode(form).encode()
        reply = await self._transport.send(
            Call("POST", self._url, content, headers, accept=_REFUSED, asks=True)
        )
        return self._read(held, given, reply)

    def _read(self, held: _Held, given: str | None, reply: Reply) -> Token:
        """Return the token in an answer."""
        data: Any = reply.body.data
        told = data if isinstance(data, dict) else {}
        text, kind = told.get("access_token"), str(told.get("token_type") or "bearer")
        if not reply.ok or not isinstance(text, str) or not text:  # some refuse with status 200
            raise self._refusal(reply, told)
        if kind.lower() != "bearer":
            raise AuthFailed(
                f"the token endpoint gave a token of the kind {kind[:40]!r}",
                hint="only bearer tokens can be sent: ask for one of them",
                request=reply.request,
            )
        self._keyring.remember(text)
        follow = told.get("refresh_token")
        if given is not None and isinstance(follow, str) and follow:
            held.rotated[given] = self._keyring.remember(follow)
        return Token(text, _renew_at(told.get("expires_in"), self._auth))

    def _refusal(self, reply: Reply, told: dict[str, Any]) -> AuthFailed:
        """Build the error of an endpoint that gives no token."""
        code, more = str(told.get("error") or ""), str(told.get("error_description") or "")
        told_why = ": ".join(filter(None, (code, more))).encode()
        said = server_message(told_why, "", self._keyring.redact) or reply.said
        why = f": {said}" if said else ""
        status = "" if reply.ok else f" ({reply.status})"
        return AuthFailed(
            f"the token endpoint gave no access token{status}{why}",
            hint=_HINTS.get(code, "check token_url= and the client"),
            request=reply.request,
            status=reply.status,
            server_message=said,
        )

    async def aclose(self) -> None:
        """Close the client of the running loop."""
        await self._transport.aclose()


def _renew_at(life: Any, auth: OAuth2) -> float:
    """Return when to renew a token; one that states no end is renewed when it is refused."""
    try:
        lasts = float(life)
    except (TypeError, ValueError):
        return float("inf")
    return now() + max(lasts - seconds(auth.leeway), lasts / 2)


def provide(keyring: Keyring, auth: Auth | None, *, retry: Retry, network: Network) -> None:
    """Have a keyring hand out tokens, where those are what an account asks with."""
    if isinstance(auth, OAuth2):
        keyring.tokens = Tokens(auth, retry=retry, network=network)
