"""How processes know a source that is asked by HTTP, and the pace at which it is."""

from __future__ import annotations

from diorama_nb.vista.pacing import Common
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
