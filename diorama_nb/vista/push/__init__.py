"""How a source tells of changes: a stream of events, or a look now and then."""

from __future__ import annotations

from diorama_nb.vista.push.declared import Feed, Poll, Push, Sse
from diorama_nb.vista.push.pgnotify import PgNotify

__all__ = ["Feed", "PgNotify", "Poll", "Push", "Sse"]
