"""How a source tells of changes: a stream of events, or a look now and then."""

from __future__ import annotations

from diorama_nb.vista.push.declared import Feed, Messages, Poll, Push, Sse
from diorama_nb.vista.push.filechanges import FileChanges
from diorama_nb.vista.push.mongo import MongoChanges
from diorama_nb.vista.push.nats import NatsStream
from diorama_nb.vista.push.pgnotify import PgNotify
from diorama_nb.vista.push.redis import RedisChannel, RedisStream
from diorama_nb.vista.push.watch import Watch
from diorama_nb.vista.push.websocket import WebSocket

__all__ = [
    "Feed",
    "FileChanges",
    "Messages",
    "MongoChanges",
    "NatsStream",
    "PgNotify",
    "Poll",
    "Push",
    "RedisChannel",
    "RedisStream",
    "Sse",
    "Watch",
    "WebSocket",
]
