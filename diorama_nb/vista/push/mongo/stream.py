"""Follows the change stream of a MongoDB collection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from bson import json_util
from bson.codec_options import DatetimeConversion
from bson.errors import BSONError
from pymongo import AsyncMongoClient
from pymongo.asynchronous.change_stream import AsyncCollectionChangeStream
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import ConfigurationError, InvalidURI, OperationFailure, PyMongoError

from diorama_nb.changes import Change, Gap
from diorama_nb.errors import Unsupported
from diorama_nb.vista.push.mongo.documents import change_of
from diorama_nb.vista.push.mongo.failures import error_of

if TYPE_CHECKING:
    from diorama_nb.vista.push.mongo import MongoChanges
    from diorama_nb.vista.push.watch import Subject

PATIENCE: Final = 10.0
"""Seconds that the server may take to be found, and to connect."""

CLOSING: Final = 1.0
"""Seconds that are waited for a connection to close."""

Document = dict[str, Any]
Stream = AsyncCollectionChangeStream[Document]
Token = Mapping[str, Any]


async def changes_in_stream(
    way: MongoChanges, subject: Subject, since: str | None
) -> AsyncGenerator[Change, None]:
    """Yield what the change stream of a collection tells; see `Watch.follow`."""
    async with _line_to(way, subject) as documents:
        stream = await _behind(way, documents, since)
        goes_on = stream is not None
        stream = stream or await _opened(way, documents)
        try:
            if not goes_on:
                reason = "subscribed" if since is None else "MongoDB can not go on from there"
                yield Gap(since, reason, _text(stream.resume_token))
            async for event in stream:
                yield change_of(event, way.id, way.rows, _text(event["_id"]))
        finally:
            await _closed(stream)


@asynccontextmanager
async def _line_to(
    way: MongoChanges, subject: Subject
) -> AsyncGenerator[AsyncCollection[Document], None]:
    """Give a collection.

    Raises
    ------
    SourceError
        If something fails on the connection; its text holds no secret.
    Unsupported
        If there is no point in trying again.
    """
    try:
        client = AsyncMongoClient[Document](
            way.url,
            appname="diorama",
            tz_aware=True,
            uuidRepresentation="standard",
            datetime_conversion=DatetimeConversion.DATETIME_AUTO,
            **_times(way.url),
        )
    except (InvalidURI, ConfigurationError, ValueError, TypeError):
        raise Unsupported(
            "subscribe", subject.name, enable=f"check the address of {way!r}"
        ) from None
    try:
        yield client[way.database][way.collection]
    except PyMongoError as error:
        raise error_of(error, way, subject.name) from None  # its text may hold secrets
    finally:
        await _closed(client)


def _times(url: str) -> dict[str, Any]:
    """Return how long may be waited, where the address does not say it."""
    words = ("serverSelectionTimeoutMS", "connectTimeoutMS")
    return {word: int(PATIENCE * 1000) for word in words if word.lower() not in url.lower()}


async def _behind(
    way: MongoChanges, documents: AsyncCollection[Document], since: str | None
) -> Stream | None:
    """Return the stream behind a token; None if there is none.

    What else the server refuses for, it refuses again when nothing is asked for but a stream.
    """
    if since is None or (token := _token(since)) is None:
        return None
    with suppress(OperationFailure):
        return await _opened(way, documents, token)
    return None


async def _opened(
    way: MongoChanges, documents: AsyncCollection[Document], token: Token | None = None
) -> Stream:
    """Return a stream that tells of everything from now on, or behind a token."""
    needed = way.rows or way.id != "_id"
    small = {"operationType": 1, "documentKey": 1}
    return await documents.watch(
        [] if needed else [{"$project": small}],
        full_document="updateLookup" if needed else None,
        start_after=token,  # goes on behind the end of a collection, too
    )


async def _closed(held: Stream | AsyncMongoClient[Document]) -> None:
    with suppress(PyMongoError, TimeoutError):
        async with asyncio.timeout(CLOSING):
            await held.close()


def _text(token: Token | None) -> str | None:
    return None if token is None else json_util.dumps(token)


def _token(text: str) -> Token | None:
    """Return the token a text holds; None for a text that is none."""
    try:
        token = json_util.loads(text)
    except (ValueError, TypeError, LookupError, ArithmeticError, RecursionError, BSONError):
        return None
    return token if isinstance(token, Mapping) else None
