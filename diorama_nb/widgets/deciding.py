"""All refused writes of a data set are decided at once: sent again, or given up."""

from __future__ import annotations

from typing import Final

from diorama_nb.writes.queue import WriteQueue
from diorama_nb.writes.ticket import FAILED

DECISIONS: Final = frozenset({"retry_all", "discard_all"})
"""Kinds of messages that decide about all of them."""


async def decide_all(writes: WriteQueue, kind: str) -> None:
    """Decide about every refused write, in the order they were made.

    Parameters
    ----------
    writes : WriteQueue
        The writes of a data set.
    kind : str
        One of `DECISIONS`.
    """
    for ticket in writes.parked:
        if ticket.state in FAILED:  # another page may have decided meanwhile
            await (ticket.retry() if kind == "retry_all" else ticket.discard())
