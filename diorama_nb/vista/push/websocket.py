"""The word by which it is declared that messages over a WebSocket tell of changes."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from diorama_nb.changes import Change
from diorama_nb.errors import SpecError
from diorama_nb.policy import Duration
from diorama_nb.vista.push.declared import Feed, Messages, check_positive, check_text
from diorama_nb.vista.push.watch import Subject, check_installed

if TYPE_CHECKING:
    from diorama_nb.vista.rest.auth import Auth


@dataclass(frozen=True, slots=True, repr=False)
class WebSocket(Messages):
    """Changes as messages over a WebSocket, for any data set; each message is JSON.

    Delivery is lossy, and each connection begins with a `Gap`, after which everything is read
    again: nobody can tell what was said while nobody listened. Rows are carried with ``row=``,
    otherwise each record a message names is read. The order is total: that of the server. A
    message that can not be understood is no loss: everything is read again.

    The credentials of a `RestVista` are sent where its reads may go, and nowhere else: to its
    own host, and to those in ``origins=``.

    Needs the package ``websockets``: ``pip install "diorama-nb[ws]"``.

    Parameters
    ----------
    url : str
        Address, ``wss://…`` or ``ws://…``; of a `RestVista` also relative to the list, or
        beginning with ``{url}``, the list's own.
    subscribe : text, dict, list, callable or None
        What is sent after connecting: a text as it is, a dict as JSON, a list one after the
        other; a callable is asked anew for each connection. It is shown nowhere.
    ready : str or None
        Name of the message by which the server says that it tells of changes from now on; what
        it said before is not looked at. Needs ``kind=``. None: it does as soon as `subscribe`
        was sent.
    auth : Bearer, Basic, ApiKey, OAuth2 or None
        Who asks, in place of a `RestVista`'s own credentials, or for any other data set.
    protocols : sequence of str
        Subprotocols the server is offered.
    heartbeat : seconds, timedelta, text or None
        After so long a silence the server is asked whether it is still there, and given as
        long to answer; None: never.
    idle : seconds, timedelta, text or None
        How long no message may come until the connection is taken for dead, for servers that
        send some now and then; None: for ever.
    max_message : int
        Bytes of the longest message.
    events, kind, id, row
        How a message tells of a change; see `Sse`. Without ``kind=`` each one is an update.

    Raises
    ------
    SpecError
        If ``websockets`` is not installed, or a value can not mean anything.

    Examples
    --------
    >>> news = dn.WebSocket(
    ...     "wss://example.org/live", subscribe={"channel": "orders"}, kind="event", row="data"
    ... )  # doctest: +SKIP
    """

    url: str
    subscribe: Any | Callable[[], Any] = field(default=None, kw_only=True, repr=False)
    ready: str | None = field(default=None, kw_only=True)
    auth: Auth | None = field(default=None, kw_only=True)
    protocols: Sequence[str] = field(default=(), kw_only=True)
    heartbeat: Duration | None = field(default="20s", kw_only=True)
    idle: Duration | None = field(default=None, kw_only=True)
    max_message: int = field(default=2**20, kw_only=True)

    def __post_init__(self) -> None:
        Messages.__post_init__(self)
        for name in ("url", "ready"):
            check_text("WebSocket", name, getattr(self, name))
        if self.ready is not None and self.kind is None:
            raise SpecError("ready= needs kind=", hint='kind="type", ready="subscribed"')
        for name in ("heartbeat", "idle"):
            if (time := getattr(self, name)) is not None:
                check_positive(name, time)
        if type(self.max_message) is not int or self.max_message < 1:
            raise SpecError(
                "WebSocket.max_message is no number of bytes", hint="max_message=2**20"
            )
        object.__setattr__(self, "protocols", tuple(self.protocols))
        if not callable(self.subscribe):
            self.greeting()
        check_installed("WebSocket", "websockets", "ws")

    @property
    def feed(self) -> Feed:
        """What can be relied on."""
        return Feed("lossy", None, self.row is not None, "total")

    def greeting(self) -> list[str]:
        """Return the messages to send after connecting.

        Raises
        ------
        SpecError
            If one is neither text nor JSON.
        """
        told = self.subscribe() if callable(self.subscribe) else self.subscribe
        if told is None:
            return []
        try:
            return [
                one if isinstance(one, str) else json.dumps(one)
                for one in (told if isinstance(told, list | tuple) else [told])
            ]
        except (TypeError, ValueError):
            raise SpecError(
                "what WebSocket(subscribe=…) sends is neither text nor JSON",
                hint='subscribe={"channel": "orders"}',
            ) from None

    async def follow(self, subject: Subject, since: str | None) -> AsyncGenerator[Change, None]:
        """Yield the changes of one connection, until it is closed; see `Watch`.

        Raises
        ------
        SourceError
            If the connection can not be had, or breaks; or of a message that is too long.
        Unsupported
            If the address is none.
        """
        from diorama_nb.vista.push.sockets import changes_of

        async with aclosing(changes_of(self, subject, since)) as changes:
            async for change in changes:
                yield change
