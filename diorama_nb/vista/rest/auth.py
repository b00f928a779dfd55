"""How a request says who asks, so that no secret is ever shown, logged or stored.

A secret is text, `Env` (read when a request is sent), or a callable. The classes print
themselves without it; `Keyring` knows every form in which it could appear in a text.
"""

from __future__ import annotations

import base64
import inspect
import os
import re
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import quote, quote_plus

from diorama_nb.errors import SpecError
from diorama_nb.vista.fingerprint import digest

MASK: Final = "***"

_SECRET_NAME: Final = (  # a page token is no secret
    r"(?![^=&]*(?:page|next|prev|continuation|cursor|skip|sync)[-_.]?token)"
    r"(?:[^=&#\s;]*(?:api[-_.]?key|app[-_.]?id|token|secret|passw|signature|credential)[^=&#\s;]*"
    r"|key|sig|auth|authorization|pwd|session|sid|jwt)"
)
_SECRET_PARAM: Final = re.compile(rf"(?i)(?<=[?&;])({_SECRET_NAME})=[^&#\s\"'<>]+")


@dataclass(frozen=True, slots=True)
class Env:
    """A secret that stands in an environment variable, read when a request is sent."""

    name: str

    def read(self) -> str:
        """Return the secret.

        Raises
        ------
        SpecError
            If the variable is not set.
        """
        value = os.environ.get(self.name)
        if not value:
            raise SpecError(
                f"the environment variable {self.name!r} is not set",
                hint=f'set it before the kernel starts, or os.environ["{self.name}"] = …',
            )
        return value


Secret = str | Env | Callable[[], str | Awaitable[str]]
"""Where a secret comes from."""


def _check(what: str, secret: object) -> None:
    if (isinstance(secret, str) and secret) or isinstance(secret, Env) or callable(secret):
        return
    raise SpecError(
        f"{what} needs a secret: text, Env or a function",
        hint=f'{what}(dn.Env("API_TOKEN"))',
    )


async def resolve(secret: Secret) -> str:
    """Return the text of a secret."""
    if isinstance(secret, str):
        return secret
    if isinstance(secret, Env):
        return secret.read()
    found = secret()
    return await found if inspect.isawaitable(found) else found


@dataclass(frozen=True, slots=True)
class Bearer:
    """``Authorization: Bearer <token>``."""

    token: Secret = field(repr=False)

    def __post_init__(self) -> None:
        _check("Bearer", self.token)


@dataclass(frozen=True, slots=True)
class Basic:
    """``Authorization: Basic``, a user name and a password."""

    user: Secret = field(repr=False)
    password: Secret = field(repr=False)

    def __post_init__(self) -> None:
        _check("Basic", self.user)
        _check("Basic", self.password)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key in a header, a query parameter or a cookie.

    Parameters
    ----------
    key : str, Env or callable
        The key.
    name : str
        Name of the header, parameter or cookie.
    in_ : {"header", "query", "cookie"}
        Where it goes; a key in the query is masked in every URL that is shown.
    """

    key: Secret = field(repr=False)
    name: str = "X-API-Key"
    in_: Literal["header", "query", "cookie"] = "header"

    def __post_init__(self) -> None:
        _check("ApiKey", self.key)
        if self.in_ not in ("header", "query", "cookie"):
            raise SpecError.unknown(
                "place of an ApiKey", self.in_, ("header", "query", "cookie")
            )


Auth = Bearer | Basic | ApiKey


@dataclass(slots=True)
class Credentials:
    """What one request carries to say who asks."""

    headers: dict[str, str] = field(default_factory=dict)
    params: dict[str, str] = field(default_factory=dict)


class Keyring:
    """Hands out credentials and takes every trace of them out of texts.

    Parameters
    ----------
    auth : Bearer, Basic, ApiKey or None
        Who asks.
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
        if auth is not None and not isinstance(auth, Bearer | Basic | ApiKey):
            raise SpecError(
                f"auth does not take a {type(auth).__name__}",
                hint="use Bearer(…), Basic(…) or ApiKey(…)",
            )
        for name, value in (headers or {}).items():
            _check(f"headers[{name!r}]", value)
        self._auth = auth
        self._headers = dict(headers or {})
        self._query = dict(query or {})
        self._principal = principal
        self._unknown = uuid.uuid4().hex  # stands for what only a call could tell
        self._known: dict[str, None] = {}
        for secret in self._all():
            if isinstance(secret, str):
                self._remember(secret)

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
            case _:
                own = []
        return [*own, *self._headers.values(), *self._query.values()]

    def fingerprint(self) -> str:
        """Return a short text that is the same for the same account, and tells nothing of it.

        Returns
        -------
        str
            ``"-"`` without credentials. A secret that only a call could tell gets a
            fingerprint of its own, so that its rows are never another's.
        """
        if self._principal is not None:
            return digest("principal", self._principal)
        parts: list[str] = []
        for secret in self._all():
            if isinstance(secret, Env):
                parts.append(os.environ.get(secret.name) or f"unset {secret.name}")
            else:
                parts.append(secret if isinstance(secret, str) else self._unknown)
        if not parts:
            return "-"
        return digest(type(self._auth).__name__, *self._headers, *self._query, *parts)

    async def credentials(self) -> Credentials:
        """Return what the next request carries."""
        found = Credentials(params=dict(self._query))
        for name, secret in self._headers.items():
            found.headers[name] = self._remember(await resolve(secret))
        match self._auth:
            case Bearer(token):
                text = self._remember(await resolve(token))
                found.headers["Authorization"] = f"Bearer {text}"
            case Basic(user, password):
                name = await resolve(user)
                pair = f"{name}:{self._remember(await resolve(password))}"
                coded = self._remember(base64.b64encode(pair.encode()).decode())
                found.headers["Authorization"] = f"Basic {coded}"
            case ApiKey(key, name, in_):
                text = self._remember(await resolve(key))
                if in_ == "query":
                    found.params[name] = text
                elif in_ == "cookie":
                    found.headers["Cookie"] = f"{name}={quote(text, safe='')}"
                else:
                    found.headers[name] = text
        return found

    def _remember(self, secret: str) -> str:
        if len(secret) >= 4:  # masking a letter everywhere would only hide the message
            for form in (secret, quote(secret, safe=""), quote_plus(secret)):
                self._known[form] = None
            while len(self._known) > 64:  # tokens that are renewed for weeks
                self._known.pop(next(iter(self._known)))
        return secret

    def redact(self, text: str) -> str:
        """Return a text with every secret, and every parameter named like one, masked."""
        text = _SECRET_PARAM.sub(lambda hit: f"{hit[1]}={MASK}", text)
        for name in self.query_names:
            held = rf"(?<=[?&]){re.escape(name)}=[^&#\s\"'<>]*"
            text = re.sub(held, f"{name}={MASK}".replace("\\", r"\\"), text)
        for secret in sorted(self._known, key=len, reverse=True):
            text = text.replace(secret, MASK)
        return text

    def __repr__(self) -> str:
        return f"<Keyring {type(self._auth).__name__ if self._auth else 'empty'}>"


def is_secret_name(name: str) -> bool:
    """Whether a query parameter is named like a secret."""
    return re.fullmatch(_SECRET_NAME, name, re.IGNORECASE) is not None
