"""How processes know that they read the same source, and what they tell each other of it."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from diorama_nb.changes import Change
from diorama_nb.vista.fingerprint import digest
from diorama_nb.vista.pacing import Common


class Reader(Protocol):
    """Who shows the rows of a source, and hears what other kernels do to them."""

    async def hear(self, changes: Sequence[Change], *, again: bool) -> None:
        """Take changes in; `again`: other rows than ours may have been read, so look again."""


class Sharing:
    """What a source says of itself to other processes that read it.

    Parameters
    ----------
    rows : str
        Names the rows, for any process on any machine: equal only where the same rows are seen
        by the same account. Holds no secret.
    answers : str
        What else an answer depends on, such as page sizes; pages are shared only where this is
        equal, too.
    account : str
        Names who asks whom: all who are equal in this keep one pace. Blank: as `rows`.
    host : str or None
        Where the source is asked: on the machine itself (``localhost``, a socket), it is
        another one on each machine. None: everywhere the same.
    """

    def __init__(
        self, rows: str, answers: str = "", *, account: str = "", host: str | None = None
    ) -> None:
        where = "" if host is None or not is_local(host) else f"@{machine()}"
        self.rows = rows + where
        self.answers = answers
        self.account = (account or rows) + where

    @property
    def knows(self) -> bool:
        """Whether the source needs not be asked about itself before it is read."""
        return True

    def learned(self) -> dict[str, Any] | None:
        """Return what was found out about the source by asking it, as plain values."""
        return None

    def learn(self, told: dict[str, Any]) -> None:
        """Take what another process has found out."""

    def pace(self, common: Common | None) -> None:
        """Have requests wait for their turn among those of all processes; None: alone again."""


def is_local(host: str) -> bool:
    """Whether a host is the machine itself.

    >>> is_local("localhost"), is_local("127.0.0.2"), is_local("[::1]"), is_local("example.org")
    (True, True, True, False)
    """
    name = host.strip("[]").rstrip(".").lower()
    if not name or name.startswith("/") or name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


@cache
def machine() -> str:
    """Return a short text that is the same for all processes of this machine only."""
    told = Path("/etc/machine-id")
    own = told.read_text().strip() if told.is_file() else ""
    return digest("machine", socket.gethostname(), own)
