"""Follows messages over a WebSocket, with credentials only where they may go."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    ConnectionClosedOK,
    InvalidStatus,
    WebSocketException,
)
from websockets.http11 import Response

from diorama_nb.changes import Change, Gap
from diorama_nb.errors import (
    AuthFailed,
    CrossOriginNextLink,
    Forbidden,
    SourceError,
    SourceUnavailable,
    SpecError,
    Unsupported,
)
from diorama_nb.policy import Rate, Retry, seconds
from diorama_nb.vista.push.failure import failure_of
from diorama_nb.vista.push.meaning import Message, change_of, name_of
from diorama_nb.vista.push.watch import Subject
from diorama_nb.vista.push.websocket import WebSocket
from diorama_nb.vista.rest.clients import Network, tls
from diorama_nb.vista.rest.failures import distrusted, plain, refusal, server_message
from diorama_nb.vista.rest.keyring import Keyring
from diorama_nb.vista.rest.messages import Call
from diorama_nb.vista.rest.origin import Origins, parse
from diorama_nb.vista.rest.tokens import provide
from diorama_nb.vista.rest.transport import Transport
from diorama_nb.vista.trust import unproven

WAITING: Final = 4096
"""Messages that may wait while a Dio reads; beyond that the server is made to wait."""

PATIENCE: Final = 30.0
"""Seconds that a server may take to answer, where nothing else is declared."""

CLOSING: Final = 1.0
"""Seconds that are waited for the server to say goodbye."""

_MAX_REDIRECTS: Final = 5
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_TOO_LONG: Final = 1009
_REFUSED: Final = {3000: AuthFailed, 3003: Forbidden}
"""Codes that are registered for what HTTP calls 401 and 403."""


log = logging.getLogger("diorama.push.websocket")
log.setLevel(logging.INFO)  # below that the library repeats credentials and rows


class _Connect(connect):
    """Connects to one address: a redirect may lead where no credentials may go."""

    def process_redirect(self, exc: Exception) -> Exception:
        return exc


async def changes_of(
    way: WebSocket, subject: Subject, since: str | None
) -> AsyncGenerator[Change, None]:
    """Yield the changes of one connection, until it is closed; see `Watch.follow`."""
    url, transport = _way_to(way, subject)
    info = transport.info(url)
    idle = None if way.idle is None else seconds(way.idle)
    try:
        async with _connected(way, url, transport) as socket:
            async with asyncio.timeout(transport.network.timeout):
                await _subscribe(way, socket)
            yield Gap(since, "subscribed")
            while (told := await _next(socket, idle)) is not None:
                message = Message(None, told)
                failure = failure_of(message, way, info, transport.keyring.redact)
                if failure is not None:
                    raise failure
                change = change_of(message, way, subject.id_rule())
                if change is not None:
                    yield change
            raise SourceUnavailable(
                f"nothing came over the WebSocket for {way.idle}",
                hint="it is connected to again by itself; if it is quiet for long: idle=None",
                request=info,
            )
    except ConnectionClosedOK:
        return
    except ConnectionClosed as error:
        raise _closed(error, way, transport, url) from None
    except TimeoutError:
        raise SourceUnavailable(
            f"the server of the WebSocket did not answer for {transport.network.timeout:g} s",
            hint="it is tried again by itself; check the address, and ready=",
            request=info,
        ) from None
    except (OSError, WebSocketException) as error:  # their texts may hold secrets
        if subject.web is not None and (wrong := unproven(error)) is not None:
            raise distrusted(info, wrong) from None
        why = re.sub(r"(?<!^)(?=[A-Z])", " ", type(error).__name__).lower()
        raise SourceUnavailable(
            f"the WebSocket can not be had: {why}",
            hint="it is tried again by itself; check the address",
            request=info,
        ) from None
    finally:
        if subject.web is None or subject.web.transport is not transport:
            await transport.aclose()


def _way_to(way: WebSocket, subject: Subject) -> tuple[httpx.URL, Transport]:
    """Return the address, as HTTP has it, and who goes there.

    Raises
    ------
    Unsupported
        If the address is none.
    """
    written, web = re.sub(r"(?i)^ws(s?)://", r"http\1://", way.url), subject.web
    try:
        url = None if web is None else web.join(written)
    except CrossOriginNextLink:
        url = None
    if url is not None and web is not None and way.auth is None:
        return url, web.transport
    try:
        url = parse(written) if url is None else url
    except SpecError:
        whole = 'it takes a whole address, without a password: WebSocket("wss://host/path")'
        raise Unsupported("subscribe", subject.name, enable=whole) from None
    keyring, retry = Keyring(way.auth), Retry()
    network = Network(PATIENCE, verify=web.transport.network.verify if web else True)
    provide(keyring, way.auth, retry=retry, network=network)
    own = Transport(keyring, Origins(url), retry=retry, rate=Rate(), network=network)
    return url, own


@asynccontextmanager
async def _connected(
    way: WebSocket, url: httpx.URL, transport: Transport
) -> AsyncGenerator[ClientConnection, None]:
    """Give an open connection, and close it afterwards."""
    if transport.keyring.signer is not None:
        raise Unsupported(
            "subscribe", url.host, enable="no httpx.Auth signs a WebSocket: auth=Bearer(…)"
        )
    call, refused = Call("GET", url), False
    heartbeat = None if way.heartbeat is None else seconds(way.heartbeat)
    for _ in range(_MAX_REDIRECTS + 1):
        sent, headers = await transport.signed(call)
        signed = dict(headers)
        del headers["Accept"]
        transport.requests += 1
        opening = _Connect(
            str(sent.copy_with(scheme=sent.scheme.replace("http", "ws"))),
            additional_headers=headers,
            subprotocols=[*way.protocols] or None,  # type: ignore[list-item] # a NewType of str
            ssl=tls(transport.network.verify) if sent.scheme == "https" else None,
            open_timeout=transport.network.timeout,
            ping_interval=heartbeat,
            ping_timeout=heartbeat,
            close_timeout=CLOSING,
            max_size=way.max_message,
            max_queue=WAITING,
            logger=log,
        )
        try:
            socket = await opening
        except InvalidStatus as error:
            answer = error.response
        else:
            try:
                yield socket
            finally:
                await socket.close()
            return
        target = answer.headers.get("location")
        if answer.status_code in _REDIRECTS and target is not None:
            info = transport.info(call.url)
            target = re.sub(r"(?i)^ws(s?)://", r"http\1://", target)
            call = call.to(transport.origins.join(call.url, target, request=info))
        elif answer.status_code == 401 and not refused and transport.keyring.refuse(signed):
            refused = True
        else:
            raise _refused(answer, call, transport)
    raise SourceError(
        "the WebSocket redirects in a circle",
        hint="check WebSocket(url)",
        request=transport.info(call.url),
    )


async def _next(socket: ClientConnection, idle: float | None) -> str | bytes | None:
    """Return the next message; None when none came for too long."""
    try:
        async with asyncio.timeout(idle):
            return await socket.recv()
    except TimeoutError:
        return None


async def _subscribe(way: WebSocket, socket: ClientConnection) -> None:
    for text in way.greeting():
        await socket.send(text)
    while way.ready is not None:
        if name_of(Message(None, await socket.recv()), way) == way.ready:
            return


def _refused(answer: Response, call: Call, transport: Transport) -> SourceError:
    """Return the error of a server that opens no WebSocket."""
    info, kind = transport.info(call.url), answer.headers.get("content-type", "")
    said = server_message(bytes(answer.body or b""), kind.lower(), transport.keyring.redact)
    if answer.status_code < 400:
        return SourceError(
            f"there is no WebSocket: the answer has status {answer.status_code}",
            hint="check WebSocket(url)",
            request=info,
            status=answer.status_code,
        )
    return refusal(info, answer.status_code, said)


def _closed(
    error: ConnectionClosed, way: WebSocket, transport: Transport, url: httpx.URL
) -> SourceError:
    """Return the error of a connection that was not closed in good order."""
    info, sent, heard = transport.info(url), error.sent, error.rcvd
    if sent is not None and sent.code == _TOO_LONG and not error.rcvd_then_sent:
        return SourceError(
            f"a message is longer than {way.max_message} bytes",
            hint="allow more: WebSocket(max_message=…)",
            request=info,
        )
    again = "it is connected to again by itself"
    if heard is None:
        why = "the server did not answer any more" if sent is not None else "nobody closed it"
        return SourceUnavailable(f"the WebSocket broke: {why}", hint=again, request=info)
    said = plain(heard.reason, transport.keyring.redact)
    kind = _REFUSED.get(heard.code, SourceUnavailable)
    tail = f": {said}" if said else ""
    return kind(
        f"the server closed the WebSocket with code {heard.code}{tail}",
        hint=again if kind is SourceUnavailable else "check auth= and subscribe=",
        request=info,
        server_message=said,
    )
