"""One address that is asked everything, and the way there; for APIs with a query language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from diorama_nb.policy import Rate, Retry
from diorama_nb.vista.masking import is_secret_name
from diorama_nb.vista.rest.auth import Auth, Secret
from diorama_nb.vista.rest.clients import Network
from diorama_nb.vista.rest.keyring import Keyring
from diorama_nb.vista.rest.origin import Origins, parse
from diorama_nb.vista.rest.sharing import Asked
from diorama_nb.vista.rest.tokens import provide
from diorama_nb.vista.rest.transport import Transport
from diorama_nb.vista.rest.travels import check_travels, secrets_in
from diorama_nb.vista.sharing import Sharing


@dataclass(frozen=True)
class Endpoint:
    """Where an API is, who asks, and how fast."""

    url: str = field(repr=False)
    auth: Auth | None = None
    headers: Mapping[str, Secret] = field(default_factory=dict, repr=False)
    principal: str | None = None
    origins: Iterable[str] = ()
    rate: Rate = field(default_factory=Rate)
    retry: Retry = field(default_factory=Retry)
    network: Network = field(default_factory=Network)


class Connection:
    """The way to an endpoint.

    Parameters
    ----------
    endpoint : Endpoint
        Where it is, and who asks.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint: Final = endpoint
        url = parse(endpoint.url)
        secrets = {k: v for k, v in url.params.items() if is_secret_name(k)}
        for name in secrets:
            url = url.copy_remove_param(name)
        self.url: Final = url
        self.keyring: Final = Keyring(
            endpoint.auth, endpoint.headers, secrets, endpoint.principal
        )
        self.transport: Final = Transport(
            self.keyring,
            Origins(url, endpoint.origins),
            retry=endpoint.retry,
            rate=endpoint.rate,
            network=endpoint.network,
        )
        provide(self.keyring, endpoint.auth, retry=endpoint.retry, network=endpoint.network)

    @property
    def shown(self) -> str:
        """The address as it may be shown."""
        return self.transport.show(self.url)

    @property
    def account(self) -> str:
        """Address and fingerprint of the account; holds no secret."""
        return f"{self.shown}:{self.keyring.fingerprint()}"

    def carried(self, name: str) -> tuple[str, ...]:
        """Return the secrets that workers need; refuse what several clients can not share."""
        way = self.endpoint
        check_travels(name, way.auth, way.rate, way.network)
        return secrets_in(way.url, way.auth, way.headers)

    def sharing(self, rows: str, answers: str) -> Sharing:
        """Return how other processes know what is asked here, and at which pace."""
        return Asked(self.transport, rows, answers, account=self.account, host=self.url.host)
