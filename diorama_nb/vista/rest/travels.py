"""Whether workers may ask an API, too, and which secrets they would have to know."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from typing import Any

import httpx

from diorama_nb.errors import Unsupported
from diorama_nb.policy import Rate
from diorama_nb.vista.masking import is_secret_name
from diorama_nb.vista.rest.auth import Auth, Env, OAuth2
from diorama_nb.vista.rest.clients import Network
from diorama_nb.vista.rest.origin import parse
from diorama_nb.vista.rest.saved import is_secret
from diorama_nb.vista.source import ALONE


def check_travels(name: str, auth: Auth | None, rate: Rate, network: Network) -> None:
    """Refuse what several clients can not share.

    Raises
    ------
    Unsupported
        Says what it is.
    """
    why = ""
    if network.transport is not None:
        why = "transport= is a connection of this process"
    elif isinstance(network.verify, ssl.SSLContext):
        why = "an ssl.SSLContext is an object of this process, the path of a CA bundle is not"
    elif isinstance(auth, httpx.Auth):
        why = "an httpx.Auth is an object of this process"
    elif rate.limit is not None:
        why = f"each worker would ask at the pace of {rate.limit}"
    elif isinstance(auth, OAuth2) and auth.refresh_token is not None:
        why = "a refresh token may be renewed, and then only one client knows it"
    if why:
        raise Unsupported("be_opened_by_workers", name, enable=f"{why}: {ALONE}")


def secrets_in(
    url: str,
    auth: Auth | None,
    headers: Mapping[str, Any],
    params: Mapping[str, Any] | None = None,
) -> tuple[str, ...]:
    """Return where in a declaration secrets stand as they are, and not as the name of one."""
    asked = [*parse(url).params, *(params or {})]
    return (
        *(f"params.{name}" for name in dict.fromkeys(asked) if is_secret_name(name)),
        *(f"headers.{name}" for name, value in headers.items() if not isinstance(value, Env)),
        *(["auth"] if is_secret(auth) else []),
    )
