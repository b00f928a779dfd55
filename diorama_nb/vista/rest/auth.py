"""The words by which it is declared who asks: none of them shows a secret.

A secret is text, `Env` (read when a request is sent), or a callable.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import httpx

from diorama_nb.errors import SpecError
from diorama_nb.policy import Duration, seconds
from diorama_nb.vista.masking import is_secret_name
from diorama_nb.vista.rest.origin import parse


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


def check_secret(what: str, secret: object) -> None:
    """Refuse what no secret can be read from."""
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
        check_secret("Bearer", self.token)


@dataclass(frozen=True, slots=True)
class Basic:
    """``Authorization: Basic``, a user name and a password."""

    user: Secret = field(repr=False)
    password: Secret = field(repr=False)

    def __post_init__(self) -> None:
        check_secret("Basic", self.user)
        check_secret("Basic", self.password)


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
        check_secret("ApiKey", self.key)
        if self.in_ not in ("header", "query", "cookie"):
            raise SpecError.unknown(
                "place of an ApiKey", self.in_, ("header", "query", "cookie")
            )


@dataclass(frozen=True, slots=True)
class OAuth2:
    """An access token of OAuth 2.0, asked for when it is needed and renewed before it ends.

    Without a refresh token the client asks in its own name (client credentials). Everybody in
    the process who asks as the same client shares its token: however many wait for one, it is
    asked for once. A source that answers 401 gets a new one, once.

    Parameters
    ----------
    token_url : str
        Address of the token endpoint. What is secret here is sent there and nowhere else; it
        is not followed to another address.
    client_id : str or Env
        Name of the client.
    client_secret : str, Env, callable or None
        Its secret; None for a client that has none.
    scope : str, iterable of str or None
        What the token shall allow; several are joined by spaces.
    refresh_token : str, Env, callable or None
        A token that stands for somebody who has signed in. Where the endpoint answers with a
        new one, that is used from then on, for the life of the process.
    client_auth : {"basic", "body"}
        Whether the client shows itself by HTTP Basic, or in the form.
    params : mapping
        Further parameters of the form, such as ``{"audience": "https://api.example.org"}``;
        they hold no secret.
    leeway : seconds, timedelta or text
        How long before its end a token is renewed, at most half its life.

    Raises
    ------
    SpecError
        If something can not mean anything. Nothing is sent before the first read.

    References
    ----------
    RFC 6749, "The OAuth 2.0 Authorization Framework", sections 2.3.1, 4.4 and 6.

    Examples
    --------
    >>> OAuth2("https://id.example.org/token", "shop", Env("SHOP_SECRET"), scope="orders.read")
    OAuth2(token_url='https://id.example.org/token', client_id='shop', scope='orders.read')
    """

    token_url: str
    client_id: str | Env
    client_secret: Secret | None = field(default=None, repr=False)
    scope: str | Iterable[str] | None = field(default=None, kw_only=True)
    refresh_token: Secret | None = field(default=None, repr=False, kw_only=True)
    client_auth: Literal["basic", "body"] = field(default="basic", kw_only=True)
    params: Mapping[str, str] = field(default_factory=dict, hash=False, kw_only=True)
    leeway: Duration = field(default=30.0, kw_only=True)

    def __post_init__(self) -> None:
        address = parse(self.token_url, what="token_url")
        for name in address.params:
            if is_secret_name(name):
                raise SpecError(
                    f"token_url holds a secret in {name!r}", hint=f"take {name!r} out of it"
                )
        if self.client_id == "" or not isinstance(self.client_id, str | Env):
            raise SpecError("OAuth2 needs a client_id", hint='OAuth2(url, "client", Env("…"))')
        for name in ("client_secret", "refresh_token"):
            if getattr(self, name) is not None:
                check_secret(f"OAuth2: {name}", getattr(self, name))
        if self.client_secret is None and self.refresh_token is None:
            raise SpecError(
                "OAuth2 needs a client_secret or a refresh_token",
                hint='OAuth2(url, "client", Env("CLIENT_SECRET"))',
            )
        if self.client_auth not in ("basic", "body"):
            raise SpecError.unknown("client_auth", str(self.client_auth), ("basic", "body"))
        texts = self.scope if self.scope is None or isinstance(self.scope, str) else None
        if texts is None and self.scope is not None:
            texts = " ".join(map(str, self.scope))
        object.__setattr__(self, "scope", texts)
        object.__setattr__(
            self, "params", {str(name): str(value) for name, value in self.params.items()}
        )
        object.__setattr__(self, "leeway", seconds(self.leeway, name="leeway"))

    def __repr__(self) -> str:
        shown = {"token_url": self.token_url, "client_id": self.client_id, "scope": self.scope}
        said = ", ".join(f"{k}={v!r}" for k, v in shown.items() if v is not None)
        return f"OAuth2({said})"


Auth = Bearer | Basic | ApiKey | OAuth2 | httpx.Auth
"""Who asks; an object of httpx signs requests as it does there."""
