"""Hands out credentials, and takes every trace of them out of texts."""

from __future__ import annotations

import base64
import os
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import quote, quote_plus

import httpx

from diorama_nb.errors import SpecError
from diorama_nb.vista.fingerprint import digest
from diorama_nb.vista.masking import MASK, without_secrets
from diorama_nb.vista.rest.auth import (
    ApiKey,
    Auth,
    Basic,
    Bearer,
    Env,
    OAuth2,
    Secret,
    check_secret,
    resolve,
)
from diorama_nb.vista.rest.signing import Signer


@dataclass(slots=True)
class Credentials:
    """What one request carries to say who asks."""

    headers: dict[str, str] = field(default_factory=dict)
    params: dict[str, str] = field(default_factory=dict)


class TokenSource(Protocol):
    """Where access tokens come from."""

    async def get(self) -> str:
        """Return a token that is believed to be good."""

    def refuse(self, token: str) -> None:
        """Note that a token was refused."""

    async def aclose(self) -> None:
        """Let go of what belongs to the running loop."""


class Keyring:
    """Hands out credentials and takes every trace of them out of texts.

    Parameters
    ----------
    auth : Bearer, Basic, ApiKey, OAuth2, httpx.Auth or None
        Who asks. For `OAuth2` the tokens come from `tokens`, to be set before the first use;
        an `httpx.Auth` signs by `signer`, at the client.
    headers : mapping of str to secret
        Headers of the caller; they may hold anything, so all count as secret.
    query : mapping of str to str
        Parameters of the source's own address that are named like secrets.
    principal : str or None
        A name for the account. Rows are then kept apart by this name instead of by the
        credential, so that a renewed token keeps the cache warm.
    """

    def __init__(
        self,
        auth: Auth | None,
        headers: Mapping[str, Secret] | None = None,
        query: Mapping[str, str] | None = None,
        principal: str | None = None,
    ) -> None:
        if auth is not None and not isinstance(auth, Auth):
            raise SpecError(
                f"auth does not take a {type(auth).__name__}",
                hint="use Bearer(…), Basic(…), ApiKey(…), OAuth2(…) or an httpx.Auth",
            )
        for name, value in (headers or {}).items():
            check_secret(f"headers[{name!r}]", value)
        self.tokens: TokenSource | None = None
        self._auth = auth
        self._headers = dict(headers or {})
        self._query = dict(query or {})
        self._principal = principal
        self._unknown = uuid.uuid4().hex  # stands for what only a call could tell
        self._known: dict[str, None] = {}
        self.signer = Signer(auth, self.remember) if isinstance(auth, httpx.Auth) else None
        for secret in self._all():
            if isinstance(secret, str):
                self.remember(secret)

    @property
    def query_names(self) -> tuple[str, ...]:
        """Names of the query parameters that hold secrets."""
        match self._auth:
            case ApiKey(name=name, in_="query"):
                return (*self._query, name)
            case _:
                return tuple(self._query)

    def _all(self) -> list[Secret]:
        match self._auth:
            case Bearer(token):
                own = [token]
            case Basic(user, password):
                own = [user, password]
            case ApiKey(key):
                own = [key]
            case OAuth2(client_secret=secret, refresh_token=refresh):
                own = [one for one in (secret, refresh) if one is not None]
            case _:
                own = []
        return [*own, *self._headers.values(), *self._query.values()]

    def fingerprint(self) -> str:
        """Return a short text that is the same for the same account, and tells nothing of it.

        Returns
        -------
        str
            ``"-"`` without credentials. A secret that only a call could tell, or an
            `httpx.Auth`, gets a fingerprint of its own, so that its rows are never another's.
        """
        if self._principal is not None:
            return digest("principal", self._principal)
        parts: list[str] = []
        secrets = self._all()
        if isinstance(self._auth, OAuth2):
            secrets += [self._auth.token_url, self._auth.client_id, str(self._auth.scope)]
        for secret in secrets:
            if isinstance(secret, Env):
                parts.append(os.environ.get(secret.name) or f"unset {secret.name}")
            else:
                parts.append(secret if isinstance(secret, str) else self._unknown)
        if self.signer is not None:
            parts.append(self._unknown)
        if not parts:
            return "-"
        return digest(type(self._auth).__name__, *self._headers, *self._query, *parts)

    async def credentials(self) -> Credentials:
        """Return what the next request carries."""
        found = Credentials(params=dict(self._query))
        for name, secret in self._headers.items():
            found.headers[name] = self.remember(await resolve(secret))
        match self._auth:
            case Bearer(token):
                text = self.remember(await resolve(token))
                found.headers["Authorization"] = f"Bearer {text}"
            case OAuth2() if self.tokens is not None:
                text = self.remember(await self.tokens.get())
                found.headers["Authorization"] = f"Bearer {text}"
            case Basic(user, password):
                name = await resolve(user)
                pair = f"{name}:{self.remember(await resolve(password))}"
                coded = self.remember(base64.b64encode(pair.encode()).decode())
                found.headers["Authorization"] = f"Basic {coded}"
            case ApiKey(key, name, in_):
                text = self.remember(await resolve(key))
                if in_ == "query":
                    found.params[name] = text
                elif in_ == "cookie":
                    found.headers["Cookie"] = f"{name}={quote(text, safe='')}"
                else:
                    found.headers[name] = text
        return found

    def refuse(self, headers: Mapping[str, str]) -> bool:
        """Note that a request was refused; return whether another one may be answered.

        Parameters
        ----------
        headers : mapping
            Those of the request.
        """
        if self.tokens is None:
            return False
        self.tokens.refuse(headers.get("Authorization", "").removeprefix("Bearer "))
        return True

    def remember(self, secret: str) -> str:
        """Return a secret, which is masked in every text from now on."""
        if len(secret) >= 4:  # masking a letter everywhere would only hide the message
            for form in (secret, quote(secret, safe=""), quote_plus(secret)):
                self._known[form] = None
            while len(self._known) > 64:  # tokens that are renewed for weeks
                self._known.pop(next(iter(self._known)))
        return secret

    def keyless(self, url: httpx.URL) -> httpx.URL:
        """Return an address without our own credentials."""
        for name in self.query_names:
            url = url.copy_remove_param(name) if name in url.params else url
        return url

    def redact(self, text: str) -> str:
        """Return a text with every secret, and every parameter named like one, masked."""
        text = without_secrets(text)
        for name in self.query_names:
            held = rf"(?<=[?&]){re.escape(name)}=[^&#\s\"'<>]*"
            text = re.sub(held, f"{name}={MASK}".replace("\\", r"\\"), text)
        for secret in sorted(self._known, key=len, reverse=True):
            text = text.replace(secret, MASK)
        return text

    def __repr__(self) -> str:
        return f"<Keyring {type(self._auth).__name__ if self._auth else 'empty'}>"
