"""Follows the change stream of a MongoDB collection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from bson import json_util
from bson.codec_options import DatetimeConversion
from pymongo import AsyncMongoClient
from pymongo.asynchronous.change_stream import AsyncCollectionChangeStream
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import ConfigurationError, InvalidURI, OperationFailure, PyMongoError

from diorama_nb.changes import Change, Gap
from diorama_nb.errors import (
    AuthFailed,
    DioramaError,
    Forbidden,
    SourceError,
    SourceUnavailable,
    Unsupported,
)
from diorama_nb.vista.masking import shown
from diorama_nb.vista.push.mongo.documents import change_of

if TYPE_CHECKING:
    from diorama_nb.vista.push.mongo import MongoChanges
    from diorama_nb.vista.push.watch import Subject

PATIENCE: Final = 10.0
"""Seconds that the server may take to be found, and to connect."""

CLOSING: Final = 1.0
"""Seconds that are waited for a connection to close."""

_FORBIDDEN, _UNKNOWN, _ALONE = 13, 18, 40573  # codes of the server

Document = dict[str, Any]
Stream = AsyncCollectionChangeStream[Document]


async def changes_told(
    way: MongoChanges, subject: Subject, since: str | None
) -> AsyncGenerator[Change, None]:
    """Yield what the change stream of a collection tells; see `Watch.follow`."""
    async with _line_to(way, subject) as documents:
        stream = None if since is None else await _begun(way, documents, since)
        goes_on = stream is not None
        stream = stream or await _opened(way, documents)
        try:
            if not goes_on:
                reason = (
                    "subscribed" if since is None else "the server goes on from there no more"
                )
                yield Gap(since, reason, _text(stream.resume_token))
            async for event in stream:
                yield change_of(event, way.id, way.rows, _text(event["_id"]) or "")
        finally:
            with suppress(PyMongoError, TimeoutError):
                async with asyncio.timeout(CLOSING):
                    await stream.close()


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
        raise _translated(error, way, subject) from None  # its text may hold secrets
    finally:
        with suppress(PyMongoError, TimeoutError):
            async with asyncio.timeout(CLOSING):
                await client.close()


def _times(url: str) -> dict[str, Any]:
    """Return how long may be waited, where the address does not say it."""
    words = ("serverSelectionTimeoutMS", "connectTimeoutMS")
    return {word: int(PATIENCE * 1000) for word in words if word.lower() not in url.lower()}


async def _begun(
    way: MongoChanges, documents: AsyncCollection[Document], since: str
) -> Stream | None:
    """Return the stream behind a token; None if the server does not go on from there."""
    try:
        token = json_util.loads(since)
    except (ValueError, TypeError):
        return None
    if not isinstance(token, Mapping):
        return None
    try:
        return await _opened(way, documents, token)
    except OperationFailure as error:
        if error.code in (_FORBIDDEN, _UNKNOWN, _ALONE):
            raise
        return None


async def _opened(
    way: MongoChanges,
    documents: AsyncCollection[Document],
    token: Mapping[str, Any] | None = None,
) -> Stream:
    """Return a stream that tells of everything from now on, or behind a token."""
    needed = way.rows or way.id != "_id"
    small = {"operationType": 1, "documentKey": 1}
    return await documents.watch(
        [] if needed else [{"$project": small}],
        full_document="updateLookup" if needed else None,
        start_after=token,  # goes on behind the end of a collection, too
    )


def _text(token: Mapping[str, Any] | None) -> str | None:
    return None if token is None else json_util.dumps(token)


def _translated(error: PyMongoError, way: MongoChanges, subject: Subject) -> DioramaError:
    where = f"MongoDB at {shown(way.url)}"
    code = error.code if isinstance(error, OperationFailure) else None
    if code == _UNKNOWN:
        return AuthFailed(
            f"{where} does not know who asks",
            hint='check user and password: "mongodb://user:password@host/?authSource=admin"',
        )
    if code == _FORBIDDEN:
        return Forbidden(
            f"{where} does not allow it",
            hint=f"the account needs the actions changeStream and find on {way.database!r}",
        )
    if code == _ALONE:
        hint = "change streams need a replica set: mongod --replSet rs0, and rs.initiate()"
        return Unsupported("subscribe", subject.name, enable=hint)
    if code is not None:
        return SourceError(f"{where} refuses: code {code}", hint=f"check {way!r}")
    return SourceUnavailable(
        f"the connection to {where} broke: {type(error).__name__}",
        hint="it is made again by itself; check that the server runs",
    )
