"""Follows server-sent events over the connection, and with the credentials, of the reads."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Final

import httpx

from diorama_nb.changes import Change, Gap
from diorama_nb.errors import SourceError, SourceUnavailable, Unsupported
from diorama_nb.policy import seconds
from diorama_nb.vista.push.declared import Sse
from diorama_nb.vista.push.failure import failure_of, is_misread
from diorama_nb.vista.push.meaning import IdRule, Message, change_of
from diorama_nb.vista.push.stream import Event, EventStream, TooLong
from diorama_nb.vista.push.subscription import filled
from diorama_nb.vista.rest.failures import refusal, server_message
from diorama_nb.vista.rest.limits import asked_wait
from diorama_nb.vista.rest.messages import Call
from diorama_nb.vista.rest.transport import Transport

LONGEST_WAIT: Final = 300.0
"""Seconds; no server may ask to be left alone for longer."""

PAUSE: Final = 3.0
"""Seconds between two connections, where the server does not ask for another time."""

_KIND: Final = "text/event-stream"
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS: Final = 5
_MISREAD: Final = frozenset({400, 410, 412})
"""What a request may be answered with because of the id it names."""


class _Misread(Exception):
    """The server may have failed because of the id it was told."""


class SseFeed:
    """The changes in a stream of events.

    Parameters
    ----------
    way : Sse
        How it is declared.
    url : httpx.URL
        Its address, without credentials.
    transport : Transport
        The way to the source.
    name : str
        Name of the data set, for errors.
    rule : callable
        Returns what names a row, as far as it is known.
    parts : sequence of str
        The parts of the list's path.
    """

    def __init__(
        self,
        way: Sse,
        url: httpx.URL,
        transport: Transport,
        name: str,
        rule: Callable[[], IdRule],
        parts: Sequence[str] = (),
    ) -> None:
        self._way, self._url, self._transport = way, url, transport
        self._name, self._rule, self._parts = name, rule, parts
        self._retry = PAUSE
        self._free_at = 0.0  # on the loop's clock: no connection before

    async def watch(self, since: str | None) -> AsyncGenerator[Change, None]:
        """Yield the changes of one connection, until it ends.

        Raises
        ------
        SourceError
            If the stream can not be had, breaks or holds what is no event.
        Unsupported
            If the server asks not to be asked again (status 204).
        """
        since = since if self._way.resume and since and _is_token(since) else None
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, min(self._free_at - loop.time(), LONGEST_WAIT)))
        try:
            async with aclosing(self._behind(since)) as changes:
                async for change in changes:
                    yield change
        except TooLong:
            raise SourceError(
                f"an event is longer than {self._way.max_event} bytes",
                hint="allow more: Sse(max_event=…)",
                request=self._transport.info(self._url),
            ) from None
        except httpx.ReadTimeout:
            raise self._lost(f"nothing came for {self._way.idle}") from None
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise self._lost(type(error).__name__) from None  # its text may hold secrets
        finally:
            self._free_at = max(self._free_at, loop.time() + self._retry)

    async def _behind(self, since: str | None) -> AsyncGenerator[Change, None]:
        """Yield what comes behind an id; from now on where the server can not read it."""
        for id in (since, None):
            stream = EventStream(self._way.max_event, id or "")
            try:
                async with aclosing(self._listen(stream, id)) as changes:
                    async for change in changes:
                        yield change
                return
            except _Misread:
                continue
            finally:
                if stream.retry is not None:
                    self._retry = min(stream.retry, LONGEST_WAIT)

    async def _listen(
        self, stream: EventStream, since: str | None
    ) -> AsyncGenerator[Change, None]:
        transport, url = self._transport, self._url
        told = {"Last-Event-ID": since} if since else {}
        call = Call("GET", url, headers={"Accept": _KIND, "Cache-Control": "no-store", **told})
        clients = transport.local().clients
        idle = None if self._way.idle is None else seconds(self._way.idle)
        patience = httpx.Timeout(transport.network.timeout, read=idle)
        refused = False
        for _ in range(_MAX_REDIRECTS + 1):
            sent, signed = await transport.signed(call)
            headers = httpx.Headers(signed, encoding="utf-8")  # as the standard has the id
            transport.requests += 1
            async with clients.stream("GET", sent, headers=headers, timeout=patience) as answer:
                if answer.status_code in _REDIRECTS and "location" in answer.headers:
                    info, target = transport.info(call.url), answer.headers["location"]
                    call = call.to(transport.origins.join(call.url, target, request=info))
                    continue
                if answer.status_code == 401 and not refused:
                    refused = transport.keyring.refuse(signed)
                    if refused:
                        continue
                if since is not None and answer.status_code in _MISREAD:
                    raise _Misread
                await self._check(answer, call)
                async with aclosing(self._changes_in(answer, stream, call, since)) as changes:
                    async for change in changes:
                        yield change
                return
        raise SourceError(
            "the stream redirects in a circle",
            hint="check Sse(url)",
            request=transport.info(call.url),
        )

    async def _changes_in(
        self, answer: httpx.Response, stream: EventStream, call: Call, since: str | None
    ) -> AsyncGenerator[Change, None]:
        """Yield what the events of a connection tell, once they are subscribed to."""
        way, waits = self._way, self._way.subscribe is not None
        info, redact = self._transport.info(call.url), self._transport.keyring.redact
        if since is None and not waits:
            yield Gap(reason="subscribed")
        async for chunk in answer.aiter_bytes():
            for event in stream.feed(chunk):
                message = message_of(event, resume=way.resume)
                if (failure := failure_of(message, way, info, redact)) is not None:
                    raise _Misread if since is not None and is_misread(message) else failure
                if waits:
                    await self._subscribe(message, call.url)
                    waits = False
                    if since is None:
                        yield Gap(reason="subscribed")
                elif (change := change_of(message, way, self._rule())) is not None:
                    yield change

    async def _subscribe(self, first: Message, url: httpx.URL) -> None:
        """Tell the server what is listened to; once it knows nothing is missed."""
        told = filled(self._way.subscribe, first.value, self._parts)
        content = json.dumps(told).encode()
        await self._transport.send(Call("POST", url, content))

    async def _check(self, answer: httpx.Response, call: Call) -> None:
        """Refuse an answer that is no stream of events."""
        info, status = self._transport.info(call.url), answer.status_code
        kind = answer.headers.get("content-type", "").lower()
        if status == 204:
            raise Unsupported(
                "subscribe", self._name, enable="the server wants no listener (204): watch=None"
            )
        if status != 200:
            found = {name.lower(): value for name, value in answer.headers.items()}
            wait = asked_wait(found, datetime.now(UTC))
            if wait is not None:
                self._free_at = asyncio.get_running_loop().time() + wait
            redact = self._transport.keyring.redact
            said = server_message(await _beginning(answer), kind, redact)
            raise refusal(info, status, said)
        if kind.partition(";")[0].strip() != _KIND:
            raise SourceError(
                f"the answer is no stream of events but {kind or 'of no type'}",
                hint='check Sse(url); for an address to look at now and then: Poll("30s")',
                request=info,
                status=status,
            )

    def _lost(self, why: str) -> SourceUnavailable:
        return SourceUnavailable(
            f"the stream of events broke: {why}",
            hint="it is followed again by itself; if the server is quiet for long: Sse(idle=…)",
            request=self._transport.info(self._url),
        )


def message_of(event: Event, *, resume: bool) -> Message:
    """Return an event as a message; with a token where the stream can go on behind it."""
    token = event.id if resume and _is_token(event.id) else None
    return Message(event.name, event.data, token)


def _is_token(id: str) -> bool:
    """Whether a header can carry an id; what follows one that none can is told again."""
    return bool(id) and id.isprintable() and id == id.strip()


async def _beginning(answer: httpx.Response) -> bytes:
    """Return the beginning of a body, as much as a message may need."""
    content = bytearray()
    async for chunk in answer.aiter_bytes():
        content += chunk
        if len(content) > 65536:
            break
    return bytes(content)
