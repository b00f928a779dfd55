"""A connection to Redis that is not made again silently, and its failures in our words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Final

from redis import exceptions
from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from diorama_nb.errors import AuthFailed, Forbidden, SourceError, SourceUnavailable, SpecError
from diorama_nb.vista.masking import shown
from diorama_nb.vista.push.redis.trust import advice

if TYPE_CHECKING:
    from diorama_nb.vista.push.redis import RedisChannel, RedisStream

PATIENCE: Final = 10.0
"""Seconds that the server may take to connect, and to answer."""

CLOSING: Final = 1.0
"""Seconds that are waited for a connection to close."""


@asynccontextmanager
async def line_to(way: RedisStream | RedisChannel) -> AsyncGenerator[Redis, None]:
    """Give a client; whoever follows connects again, so the client must not do so silently.

    Raises
    ------
    SourceError
        If something fails on the connection; its text holds no secret.
    """
    client = _client(way)
    try:
        yield client
    except (exceptions.RedisError, OSError, TimeoutError) as error:
        raise translated(error, way) from None  # its text may hold secrets
    finally:
        with suppress(exceptions.RedisError, OSError, TimeoutError):
            async with asyncio.timeout(CLOSING):
                await client.aclose()


def _client(way: RedisStream | RedisChannel) -> Redis:
    try:
        pool = ConnectionPool.from_url(
            way.url,
            decode_responses=True,
            encoding_errors="replace",
            protocol=2,
            retry=Retry(NoBackoff(), 0),
            socket_connect_timeout=PATIENCE,
            socket_timeout=None,  # who waits says for how long
        )
        pool.connection_class(**pool.connection_kwargs)  # so that unknown options show now
    except (ValueError, TypeError):
        raise SpecError(
            f"the url of {way!r} is no address of a Redis server",
            hint=f'{type(way).__name__}("redis://user:password@host:6379/0", …)',
        ) from None
    client: Redis = Redis.from_pool(pool)
    return client


def translated(error: Exception, way: RedisStream | RedisChannel) -> SourceError:
    """Return what an error of the client is for us; of its text, the server's code only."""
    where = f"Redis at {shown(way.url)}"
    if isinstance(error, exceptions.AuthenticationError | exceptions.AuthorizationError):
        return AuthFailed(
            f"{where} does not know who asks",
            hint='check user and password: "redis://user:password@host:6379/0"',
        )
    if isinstance(error, exceptions.NoPermissionError):
        return Forbidden(
            f"{where} does not allow it",
            hint=f"the account needs the commands and keys of {type(way).__name__}: "
            "ACL SETUSER",
        )
    if isinstance(error, exceptions.ResponseError):
        code = str(error).partition(" ")[0]
        told = "the key holds something else" if "WRONGTYPE" in str(error) else f"{code:.40}"
        return SourceError(f"{where} refuses: {told}", hint=f"check {way!r}")
    return SourceUnavailable(
        f"the connection to {where} broke: {_kind(error)}",
        hint=advice(error) or "it is made again by itself; check that the server runs",
    )


def _kind(error: BaseException) -> str:
    """Return what kind of error was at the bottom of one, such as a refused connection."""
    below = error.__cause__ or error.__context__
    return type(error).__name__ if below is None else _kind(below)
