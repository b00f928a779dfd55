"""What processes that ask one API tell each other of it, and at which pace they ask."""

from __future__ import annotations

import json
from typing import Any

from diorama_nb.errors import SpecError
from diorama_nb.vista.fingerprint import digest
from diorama_nb.vista.pacing import Common
from diorama_nb.vista.rest import saved
from diorama_nb.vista.rest.origin import origin_of
from diorama_nb.vista.rest.reader import Reader
from diorama_nb.vista.rest.transport import Transport
from diorama_nb.vista.sharing import Sharing


class Asked(Sharing):
    """A source that is asked by a transport; see `Sharing` for the other parameters.

    Parameters
    ----------
    transport : Transport
        Asks it.
    """

    def __init__(
        self, transport: Transport, rows: str, answers: str, *, account: str, host: str
    ) -> None:
        super().__init__(rows, answers, account=account, host=host)
        self._transport = transport

    def pace(self, common: Common | None) -> None:
        self._transport.common = common


class RestSharing(Asked):
    """What was found out about an API by asking it.

    Parameters
    ----------
    reader : Reader
        Who asks it.
    rows : str
        Names its rows.
    """

    def __init__(self, reader: Reader, rows: str) -> None:
        rules = reader.rules
        told = [saved.encoded(rules.declared), rules.page_size, rules.on_ignored]
        super().__init__(
            reader.transport,
            rows,
            digest(json.dumps(told, sort_keys=True)),
            account=f"{origin_of(rules.url)}:{reader.keyring.fingerprint()}",
            host=rules.url.host,
        )
        self._reader = reader

    @property
    def knows(self) -> bool:
        return self._reader.probed

    def learned(self) -> dict[str, Any] | None:
        return saved.learned(self._reader) or None

    def learn(self, told: dict[str, Any]) -> None:
        saved.learn(self._reader, told)


def sharing_of(reader: Reader, rows: str) -> Sharing | None:
    """Return how an API is known to others; None if its declaration can not be compared."""
    try:
        return RestSharing(reader, rows)
    except (SpecError, TypeError, ValueError):
        return None
