"""A connection to NATS that is not made again silently, and its failures in our words."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Final

from nats import errors
from nats.aio.client import Client
from nats.js import errors as stream_errors

from diorama_nb.errors import AuthFailed, SourceError, SourceMissing, SourceUnavailable
from diorama_nb.vista.masking import shown

if TYPE_CHECKING:
    from diorama_nb.vista.push.nats import NatsStream

PATIENCE: Final = 10.0
"""Seconds that the server may take to connect, and to answer."""

CLOSING: Final = 1.0
"""Seconds that are waited for a connection to close."""

_FAILED: Final = (errors.Error, OSError, TimeoutError, ValueError)

log = logging.getLogger("diorama.push.nats")


@asynccontextmanager
async def line_to(way: NatsStream) -> AsyncGenerator[Client, None]:
    """Give a client; whoever follows connects again, so the client must not do so silently.

    Raises
    ------
    SourceError
        If something fails on the connection; its text holds no secret.
    """
    client, failed = Client(), list[Exception]()

    async def note(error: Exception) -> None:
        failed.append(error)
        log.debug("an error of the client: %s", type(error).__name__)

    try:
        async with asyncio.timeout(PATIENCE):
            await client.connect(
                way.url.split(","),
                error_cb=note,
                name="diorama",
                allow_reconnect=False,
                max_reconnect_attempts=1,
                reconnect_time_wait=0,
                connect_timeout=int(PATIENCE),
            )
        yield client
    except _FAILED as error:
        raise translated([*failed, error], way) from None  # their texts may hold secrets
    finally:
        with suppress(*_FAILED, AssertionError):  # which is what one says that never began
            async with asyncio.timeout(CLOSING):
                await client.close()


def translated(found: list[Exception], way: NatsStream) -> SourceError:
    """Return what errors of the client are for us, of which the last one ended it."""
    where, last = f"NATS at {shown(way.url)}", found[-1]
    if any("authorization" in str(one).lower() for one in found):
        return AuthFailed(
            f"{where} does not know who asks",
            hint='check user and password: "nats://user:password@host:4222"',
        )
    if isinstance(last, stream_errors.NotFoundError):
        return SourceMissing(
            f"{where} has no stream {way.stream!r}", hint="check NatsStream(url, stream)"
        )
    if isinstance(last, stream_errors.ServiceUnavailableError | errors.NoRespondersError):
        return SourceUnavailable(
            f"{where} does not keep streams", hint="switch JetStream on: nats-server -js"
        )
    if isinstance(last, stream_errors.APIError):
        return SourceError(f"{where} refuses: {last.description}", hint=f"check {way!r}")
    below = found[0] if isinstance(last, errors.NoServersError) else last
    return SourceUnavailable(
        f"the connection to {where} broke: {type(below).__name__}",
        hint="it is made again by itself; check that the server runs",
    )
