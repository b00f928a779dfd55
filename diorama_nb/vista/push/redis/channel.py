"""Follows what is published on a Redis channel."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any

from redis.asyncio.client import PubSub

from diorama_nb.changes import Change, Gap
from diorama_nb.policy import seconds
from diorama_nb.vista.push.meaning import Message, change_of
from diorama_nb.vista.push.redis.line import PATIENCE, line_to

if TYPE_CHECKING:
    from diorama_nb.vista.push.redis import RedisChannel
    from diorama_nb.vista.push.watch import Subject


async def changes_on_channel(
    way: RedisChannel, subject: Subject, since: str | None
) -> AsyncGenerator[Change, None]:
    """Yield what the messages on a channel tell; see `Watch.follow`."""
    silence = seconds(way.keepalive, name="keepalive")
    async with line_to(way) as client, client.pubsub() as listening:
        async with asyncio.timeout(PATIENCE):
            await listening.subscribe(way.channel)
        while True:
            change = change_in(await _next(listening, silence), way, subject)
            if change is not None:
                yield change


def change_in(heard: dict[str, Any], way: RedisChannel, subject: Subject) -> Change | None:
    """Return the change that something heard tells of; None where it tells of none.

    Who is subscribed, also for a second time, does not know what was published before: a client
    that lost its connection and made it again says nothing else of it.
    """
    if heard["type"] == "subscribe":
        return Gap(reason="subscribed")
    if heard["type"] != "message":
        return None
    return change_of(Message(None, heard["data"]), way, subject.id_rule())


async def _next(listening: PubSub, silence: float) -> dict[str, Any]:
    """Return what is heard next; after a long silence, whether the server still answers."""
    heard: dict[str, Any] | None = await listening.get_message(timeout=silence)
    if heard is None:
        async with asyncio.timeout(PATIENCE):
            await listening.ping()
            heard = await listening.get_message(timeout=PATIENCE)
    if heard is None:
        raise TimeoutError
    return heard
