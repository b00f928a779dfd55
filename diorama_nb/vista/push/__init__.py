"""How a source tells of changes: a stream of events, or a look now and then."""

from __future__ import annotations

from diorama_nb.vista.push.declared import Feed, Poll, Push, Sse

__all__ = ["Feed", "Poll", "Push", "Sse"]
