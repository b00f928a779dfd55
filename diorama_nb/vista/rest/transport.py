"""Sends requests: one client per event loop, retries, speed limits, no secret shown."""

from __future__ import annotations

import asyncio
import logging
import re
import weakref
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

import httpx

from diorama_nb.errors import AuthFailed, RequestInfo, ShapeChanged, SourceError
from diorama_nb.policy import Rate, Retry
from diorama_nb.runtime import in_thread
from diorama_nb.vista.pacing import Common, Pace, Spacing
from diorama_nb.vista.rest.clients import Clients, Network
from diorama_nb.vista.rest.documents import parsed
from diorama_nb.vista.rest.failures import accepted, distrusted, limited, not_json, unavailable
from diorama_nb.vista.rest.keyring import Keyring
from diorama_nb.vista.rest.limits import asked_wait
from diorama_nb.vista.rest.logs import guard_logs
from diorama_nb.vista.rest.messages import ACCEPTED, Again, Call, Raw, Reply, lenient
from diorama_nb.vista.rest.origin import Origins, with_params
from diorama_nb.vista.rest.shape import Body
from diorama_nb.vista.rest.statuses import WRITES_TOO, Action
from diorama_nb.vista.rest.validators import Validators, asks, confirmed
from diorama_nb.vista.trust import unproven

MAX_BODY: Final = 64 * 2**20
"""Bytes of a decompressed body; what is longer is refused while it arrives."""

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_KEPT_METHOD: Final = frozenset({307, 308})
_MAX_REDIRECTS: Final = 5
_OFF_LOOP: Final = 2**21  # bytes; parsing more than this would make the loop stutter

_USUAL: Final = {401: "refresh_auth"}
_NOT_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

log = logging.getLogger("diorama.rest")


@dataclass(slots=True)
class _Local:
    """What belongs to one event loop."""

    clients: Clients
    slots: asyncio.Semaphore
    pace: Spacing
    probing: asyncio.Lock = field(default_factory=asyncio.Lock)


class Transport:
    """Asks one source.

    Parameters
    ----------
    keyring : Keyring
        Who asks.
    origins : Origins
        Where requests may go.
    retry, rate : Retry, Rate
        How often failures are tried again, and how fast to ask.
    network : Network
        How it is reached.
    validators : Validators or None
        Where answers are kept to ask whether they changed; None asks for them anew.
    statuses : mapping of int to str
        What statuses are declared to mean; see `Errors`.
    exact : bool
        Whether floats in answers keep all their digits, each in a `Decimal`.

    Attributes
    ----------
    requests : int
        Requests sent so far, repeated ones included.
    common : callable or None
        Joins the pace of a loop with that of others who ask as the same account.
    """

    def __init__(
        self,
        keyring: Keyring,
        origins: Origins,
        *,
        retry: Retry,
        rate: Rate,
        network: Network,
        validators: Validators | None = None,
        statuses: Mapping[int, Action] | None = None,
        exact: bool = False,
    ) -> None:
        self._exact = exact
        self._statuses = statuses or {}
        self.validators = validators or Validators(0)
        self.keyring = keyring
        self.origins = origins
        self.retry = retry
        self.rate = rate
        self.requests = 0
        self.network = network
        self.common: Common | None = None
        self._locals: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, _Local] = (
            weakref.WeakKeyDictionary()
        )
        guard_logs(keyring)

    def local(self) -> _Local:
        """Return the clients and locks of the running loop; made on first use."""
        loop = asyncio.get_running_loop()
        if loop not in self._locals:
            clients = Clients(self.network, self.keyring.signer)
            slots = asyncio.Semaphore(self.rate.concurrency)
            self._locals[loop] = _Local(clients, slots, Spacing(self.rate.interval))
        return self._locals[loop]

    def show(self, url: httpx.URL | str) -> str:
        """Return a URL as it may be shown."""
        return self.keyring.redact(str(url))

    def info(self, url: httpx.URL, method: str = "GET") -> RequestInfo:
        """Return a request as an error may show it."""
        return RequestInfo(method, self.show(url))

    async def get(self, url: httpx.URL, *, accept: Container[int] = ()) -> Reply:
        """Read one JSON document; see `send`."""
        return await self.send(Call("GET", url, accept=accept))

    async def send(self, call: Call) -> Reply:
        """Send a request, again where that may help and do no harm, and return the answer.

        Raises
        ------
        SourceError
            Of the kind that fits; see `diorama_nb.errors`.
        """
        try:
            return await self._send(call)
        except SourceError as error:
            if error.request is None:
                error.request = self.info(call.url, call.method)
            raise

    async def _send(self, call: Call) -> Reply:
        failures = 0
        while True:
            local = self.local()
            pace = self._pace(local)
            try:
                async with local.slots:
                    if rest := await pace.turn(self.retry.max_wait):
                        info, now = self.info(call.url, call.method), datetime.now(UTC)
                        raise limited(info, 429, rest, now, "")
                    return await self._attempt(local, call)
            except Again as again:
                failures += 1
                last, wait, done = again.error(failures), again.wait, again.done
            if wait:  # the source is tired of everybody, not of this request alone
                await pace.rest(wait, self.retry.max_wait)
            if done and not call.repeat:
                raise last
            if wait is not None and wait > self.retry.max_wait:
                raise last
            if failures >= self.retry.attempts:
                raise last
            delay = self.retry.delay(failures, floor=wait or 0.0)
            log.info("%s; attempt %d in %.1f s", last.message, failures + 1, delay)
            await asyncio.sleep(delay)

    def _pace(self, local: _Local) -> Pace:
        common = self.common
        return local.pace if common is None else common(local.pace, self.rate.interval)

    async def _attempt(self, local: _Local, call: Call) -> Reply:
        for _ in range(_MAX_REDIRECTS + 1):
            info = self.info(call.url, call.method)
            try:
                raw = await self._exchange(local.clients, call, info)
                renew = (self._action(raw, call) or _USUAL.get(raw.status)) == "refresh_auth"
                if renew and self.keyring.refuse(raw.sent):
                    raw = await self._exchange(local.clients, call, info)
            except (httpx.TransportError, httpx.DecodingError, TimeoutError) as error:
                if (wrong := unproven(error)) is not None:
                    raise distrusted(info, wrong) from None
                # Their text and their request may hold secrets: only the kind is repeated.
                why = re.sub(r"(?<!^)(?=[A-Z])", " ", type(error).__name__).lower()
                done = not isinstance(error, _NOT_SENT)
                raise Again(partial(unavailable, info, why), done=done) from None
            if raw.status not in _REDIRECTS or "location" not in raw.headers:
                return await self._judge(raw, call, info)
            target = self.origins.join(call.url, raw.headers["location"], request=info)
            if call.method != "GET" and raw.status not in _KEPT_METHOD:
                raise SourceError(
                    f"a {call.method} is sent on to {self.show(target)}; it was not followed",
                    hint="write the address it leads to, mind the last slash",
                    request=info,
                    status=raw.status,
                )
            call = call.to(target)
        raise SourceError(
            "the source redirects in a circle",
            hint="check the URL",
            request=info,
            status=raw.status,
        )

    async def signed(self, call: Call) -> tuple[httpx.URL, dict[str, str]]:
        """Return address and headers of a request with the credentials of who asks."""
        who = await self.keyring.credentials()
        kind = {} if call.content is None else {"Content-Type": "application/json"}
        headers = {"Accept": ACCEPTED, **kind, **who.headers, **call.headers}
        return with_params(call.url, list(who.params.items())), headers

    async def _exchange(self, clients: Clients, call: Call, info: RequestInfo) -> Raw:
        """Send one request and take its body, up to `MAX_BODY` decompressed bytes."""
        sent, headers = await self.signed(call)
        known = self.validators.known(call, sent, headers)
        conditional = {**headers, **(asks(known) if known else {})}
        self.requests += 1
        content = bytearray()
        async with (
            asyncio.timeout(self.network.timeout * 10),
            clients.stream(
                call.method, sent, headers=conditional, content=call.content
            ) as response,
        ):
            async for piece in response.aiter_bytes():
                content += piece
                if len(content) > MAX_BODY:
                    raise SourceError(
                        f"the answer is longer than {MAX_BODY // 2**20} MiB",
                        hint="ask for less: page_size=, params=",
                        request=info,
                        status=response.status_code,
                    )
            # Repeated headers arrive joined by commas, which is how `Link` is read.
            found = {name.lower(): value for name, value in response.headers.items()}
            raw = Raw(response.status_code, found, bytes(content), headers)
        if raw.status < 400 and (rest := asked_wait(found, datetime.now(UTC))):
            # Nothing is left for now: who waits is not refused. Of refusals `send` knows.
            log.info("%s wants to be left alone for %.1f s", info.url, rest)
            await self._pace(self.local()).rest(rest, self.retry.max_wait)
        if raw.status == 304 and known is not None:
            raw = confirmed(known, raw)
        self.validators.keep(call, sent, raw)
        return raw

    def _action(self, raw: Raw, call: Call) -> Action | None:
        """Return what the status of an answer is declared to mean, if that is said of it."""
        action = self._statuses.get(raw.status)
        return action if call.reads or action in WRITES_TOO else None

    async def _judge(self, raw: Raw, call: Call, info: RequestInfo) -> Reply:
        said, action = "", self._action(raw, call)
        if action == "ok" or (action is None and 200 <= raw.status < 300):
            data = await (self._parse if call.reads else self._told)(raw, info, call)
        else:
            said = self._accepted(raw, call, info, action)
            data = lenient(raw.content, self._exact)
        if call.check is not None:
            call.check(data, raw, info)
        return Reply(raw.status, Body(data, raw.headers, info.url), call.url, info, said)

    def _accepted(self, raw: Raw, call: Call, info: RequestInfo, action: Action | None) -> str:
        most, redact = self.retry.max_wait, self.keyring.redact
        try:
            return accepted(raw, info, call.accept, max_wait=most, redact=redact, action=action)
        except AuthFailed as error:
            if self.keyring.tokens is not None:
                error.hint = (
                    "the token is new, and refused: check scope=, and whom the API trusts"
                )
            raise

    async def _told(self, raw: Raw, info: RequestInfo, call: Call) -> Any:
        """Return what the answer to a write says; None where it says nothing we understand."""
        kind = raw.headers.get("content-type", "").lower()
        if "html" in kind or raw.content.lstrip()[:1] == b"<":  # a page to sign in, or worse
            return await self._parse(raw, info, call)
        return lenient(raw.content, self._exact)

    async def _parse(self, raw: Raw, info: RequestInfo, call: Call) -> Any:
        kind = raw.headers.get("content-type", "")
        try:
            if len(raw.content) > _OFF_LOOP:
                return await in_thread(parsed, raw.content, kind, self._exact)
            return parsed(raw.content, kind, self._exact)
        except ShapeChanged as odd:
            odd.request, odd.status = info, raw.status
            raise
        except (ValueError, RecursionError):
            if call.unread is not None:
                call.unread(raw, info)
            shown = self.keyring.redact(raw.content[:65536].decode("utf-8", "replace"))
            error = not_json(info, raw.status, shown)
            if raw.content.lstrip()[:1] in (b"{", b"["):
                # Began as JSON: a connection cut on the way looks like this.
                raise Again(lambda n: error) from None
            raise error from None

    async def aclose(self) -> None:
        """Close the client of the running loop, and forget those of loops that ended."""
        mine = self._locals.pop(asyncio.get_running_loop(), None)
        if mine is not None:
            await mine.clients.aclose()
        if self.keyring.tokens is not None:
            await self.keyring.tokens.aclose()
        for loop in [loop for loop in self._locals if loop.is_closed()]:
            del self._locals[loop]
