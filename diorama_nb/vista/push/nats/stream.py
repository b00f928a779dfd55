"""Follows the messages of a JetStream stream."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager, suppress
from typing import TYPE_CHECKING, Final

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, ConsumerInfo, DeliverPolicy

from diorama_nb.changes import Change, Gap
from diorama_nb.errors import SourceUnavailable
from diorama_nb.policy import seconds
from diorama_nb.vista.push.meaning import Message, change_of
from diorama_nb.vista.push.nats.line import CLOSING, PATIENCE, line_to
from diorama_nb.vista.push.nats.place import Place, State

if TYPE_CHECKING:
    from diorama_nb.vista.push.nats import NatsStream
    from diorama_nb.vista.push.watch import Subject

BATCH: Final = 500
"""Messages that are asked for at once."""

FORGOTTEN: Final = 60.0
"""Seconds after which the server removes a consumer that reads no more."""

_NANO: Final = 1_000_000_000
_BEATS: Final = 6  # of the heart, until messages are asked for anew
_BEAT, _DONE = "100", frozenset({"404", "408"})
"""Statuses: the server is there; nothing more comes of what was asked for."""


async def changes_in_stream(
    way: NatsStream, subject: Subject, since: str | None
) -> AsyncGenerator[Change, None]:
    """Yield what the messages of a stream tell; see `Watch.follow`."""
    async with line_to(way) as client:
        context = client.jetstream(timeout=PATIENCE)
        state = await _state(context, way)
        known = state.place(since)
        async with _consumer(context, way, known) as consumer:
            place = Place(_begun(consumer) if known is None else known)
            if known is None:
                reason = "subscribed" if since is None else "messages after it are gone"
                yield Gap(since, reason, state.token(place.number))
            async with aclosing(_messages(client, way, consumer)) as messages:
                async for message, behind in messages:
                    place.read(number := message.metadata.sequence.stream)
                    name, token = way.name_in(message.subject), state.token(number)
                    told = Message(name, message.data, token)
                    change = change_of(told, way, subject.id_rule())
                    if change is not None:
                        yield change
                    if place.passed_over and not behind:
                        lost = place.lost(await _state(context, way, like=state))
                        if lost is not None:
                            reason = "messages were removed before they were read"
                            yield Gap(state.token(lost), reason, token)


async def _state(
    context: JetStreamContext, way: NatsStream, *, like: State | None = None
) -> State:
    """Return what the stream holds; it must be the same stream as before."""
    info = await context.stream_info(way.stream)
    made = "" if info.created is None else info.created.isoformat()
    if like is not None and like.made != made:
        raise SourceUnavailable(
            f"the stream {way.stream!r} was made anew", hint="it is read anew by itself"
        )
    return State(made, info.state.first_seq, info.state.last_seq)


@asynccontextmanager
async def _consumer(
    context: JetStreamContext, way: NatsStream, after: int | None
) -> AsyncGenerator[ConsumerInfo, None]:
    """Give a consumer behind a message, or of what comes from now on."""
    config = ConsumerConfig(
        ack_policy=AckPolicy.NONE,
        deliver_policy=DeliverPolicy.NEW if after is None else DeliverPolicy.BY_START_SEQUENCE,
        opt_start_seq=None if after is None else after + 1,
        filter_subject=way.subject,
        inactive_threshold=FORGOTTEN,
        num_replicas=1,
        mem_storage=True,
    )
    consumer = await context.add_consumer(way.stream, config=config)
    try:
        yield consumer
    finally:
        with suppress(Error, OSError, TimeoutError):  # the server removes it, too, later
            async with asyncio.timeout(CLOSING):
                await context.delete_consumer(way.stream, consumer.name)


def _begun(consumer: ConsumerInfo) -> int:
    """Return the number of the last message before those that a consumer gets."""
    return 0 if consumer.delivered is None else consumer.delivered.stream_seq


async def _messages(
    client: Client, way: NatsStream, consumer: ConsumerInfo
) -> AsyncGenerator[tuple[Msg, bool], None]:
    """Yield each message, and whether others are known to be behind it.

    Raises
    ------
    SourceUnavailable
        If the server is silent, ends the reading, or leaves something out.
    """
    beat = seconds(way.heartbeat)
    wanted = json.dumps(
        {
            "batch": BATCH,
            "expires": int(beat * _BEATS * _NANO),
            "idle_heartbeat": int(beat * _NANO),
        }
    ).encode()
    asking = f"$JS.API.CONSUMER.MSG.NEXT.{way.stream}.{consumer.name}"
    inbox = client.new_inbox()
    line, under_way, count = await client.subscribe(inbox), 0, 0
    while True:
        if under_way == 0:
            await client.publish(asking, wanted, reply=inbox)
            under_way = BATCH
        message = await line.next_msg(timeout=beat * 2)
        status = (message.headers or {}).get("Status") if not message.data else None
        if status == _BEAT:
            continue
        if status in _DONE:
            under_way = 0
            continue
        if status is not None:
            why = (message.headers or {}).get("Description", status)
            raise SourceUnavailable(
                f"NATS ended the reading: {why}", hint="it is read on by itself"
            )
        count, under_way = count + 1, under_way - 1
        if message.metadata.sequence.consumer != count:
            raise SourceUnavailable(
                "messages were lost between NATS and here", hint="they are read again by itself"
            )
        yield message, bool(message.metadata.num_pending) and under_way > 0
