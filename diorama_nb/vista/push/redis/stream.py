"""Follows the entries of a Redis stream."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from typing import TYPE_CHECKING, Any, Final

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from diorama_nb.changes import Change, Gap
from diorama_nb.policy import seconds
from diorama_nb.vista.push.meaning import Message, change_of, value_of
from diorama_nb.vista.push.redis.line import PATIENCE, line_to
from diorama_nb.vista.push.redis.place import Id, Place, State, parse

if TYPE_CHECKING:
    from diorama_nb.vista.push.redis import RedisStream
    from diorama_nb.vista.push.watch import Subject

BATCH: Final = 500
"""Entries that are read at once."""

Entry = tuple[Id, dict[str, str]]


async def changes_in_stream(
    way: RedisStream, subject: Subject, since: str | None
) -> AsyncGenerator[Change, None]:
    """Yield what the entries of a stream tell; see `Watch.follow`."""
    async with line_to(way) as client:
        state, _ = await _read(client, way.key, None)
        known = parse(since) if since is not None else None
        if known is not None and state.holds_after(known):
            place = Place(known, state)
        else:
            place = Place(state.last, state)
            yield Gap(since, "subscribed" if since is None else "entries after it are gone")
        while True:
            state, entries = await _read(client, way.key, place.id)
            before, end = place.id, len(entries) < BATCH
            if place.read(state, [id for id, _ in entries], end=end):
                yield Gap(_text(before), "entries were removed before they were read")
            for id, fields in entries:
                message = Message(None, _data(fields, way.json_fields), _text(id))
                change = change_of(message, way, subject.id_rule())
                if change is not None:
                    yield change
            if end:
                await _wait(client, way, place.id)


async def _read(client: Redis, key: str, after: Id | None) -> tuple[State, list[Entry]]:
    """Return a stream and the first entries after an id, as they are at one moment."""
    async with asyncio.timeout(PATIENCE), client.pipeline(transaction=True) as both:
        both.xinfo_stream(key)
        if after is not None:
            both.xrange(key, min=f"({_text(after)}", count=BATCH)
        info, *read = await both.execute(raise_on_error=False)
    for answer in (info, *read):
        if isinstance(answer, Exception) and not _is_missing(answer):
            raise answer
    state = State() if isinstance(info, Exception) else State.of(info)
    found = read[0] if read else ()
    return state, [(parse(id) or state.last, fields) for id, fields in found]


async def _wait(client: Redis, way: RedisStream, after: Id) -> None:
    """Wait until there is an entry after an id, or silence is long."""
    silence = seconds(way.keepalive, name="keepalive")
    async with asyncio.timeout(silence + PATIENCE):
        block = max(1, int(silence * 1000))
        await client.xread({way.key: _text(after)}, count=1, block=block)


def _is_missing(error: Exception) -> bool:
    """Whether an error says that there is no such stream; so there are no entries yet."""
    return isinstance(error, ResponseError) and "no such key" in str(error).lower()


def _text(id: Id) -> str:
    return f"{id[0]}-{id[1]}"


def _data(fields: Mapping[str, str], parsed: tuple[str, ...]) -> dict[str, Any]:
    """Return the fields of an entry, those parsed that hold JSON."""
    data: dict[str, Any] = dict(fields)
    for name in parsed:
        if name in data:
            data[name] = value_of(data[name])
    return data
