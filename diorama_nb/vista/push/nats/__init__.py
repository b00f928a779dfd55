"""NATS as a way to tell of changes: the messages that JetStream keeps."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Final

from diorama_nb.changes import Change
from diorama_nb.errors import SpecError
from diorama_nb.policy import Duration, seconds
from diorama_nb.vista.push.declared import COMMON, Feed, Messages, check_text
from diorama_nb.vista.push.watch import Subject, check_installed

_SCHEMES: Final = ("nats", "tls", "ws", "wss")
_LEAST: Final = 0.1  # seconds; the server takes no shorter heartbeat


@dataclass(frozen=True, slots=True, repr=False)
class NatsStream(Messages):
    """Changes as messages in a JetStream stream of NATS, for any data set.

    Delivery is at least once, in the order of the stream, and goes on by the number of the last
    message. Where messages were removed before they were read (a limit, a purge, a stream that
    was made anew), a `Gap` says so, after which everything is read again; those that are
    removed from between others, as by a limit per subject, are not missed. Rows are carried
    with ``row=``, otherwise each record a message names is read. Messages that were there
    before are not told: what they tell is in the rows.

    ``events``, ``kind``, ``id`` and ``row`` tell how a message is read, as in `Messages`. Its
    data may be JSON. Its own name is the last part of its subject, where that is one of
    ``events=`` or a usual one, as in ``shop.orders.created``; else it is an update.

    Needs the package ``nats-py``: ``pip install "diorama-nb[nats]"``.

    Parameters
    ----------
    url : str
        ``"nats://user:password@host:4222"``, ``"nats://token@host"``, or ``"tls://…"``, several
        joined by commas. What is secret in it is never shown.
    stream : str
        Name of the stream.
    subject : str or None
        Which of its messages, such as ``"shop.orders.>"``; None: all.
    heartbeat : seconds, timedelta or text
        How often the server says that it is there, while there is no message; after twice as
        long a silence the connection is taken for dead. A tenth of a second or more.

    Raises
    ------
    SpecError
        If the package nats-py is not installed, or a declaration is wrong.

    Notes
    -----
    Reads by a consumer that is removed with the connection, and acknowledges nothing: other
    consumers notice nothing of it. The account may publish to
    ``$JS.API.STREAM.INFO.<stream>`` and ``$JS.API.CONSUMER.*.<stream>.>``, and subscribe to its
    inbox. A stream of the kind "work queue" can not be read so.

    Examples
    --------
    >>> way = NatsStream("nats://me:secret@host", "SHOP", subject="shop.orders.*", row="$")
    >>> print(way, way.feed, sep="; ")
    NatsStream('nats://***@host', 'SHOP', row='$', subject='shop.orders.*'); at least once, \
goes on by token, carries rows, in order
    """

    url: str
    stream: str
    subject: str | None = field(default=None, kw_only=True)
    heartbeat: Duration = field(default="5s", kw_only=True)

    def __post_init__(self) -> None:
        Messages.__post_init__(self)
        urls: object = self.url
        if not isinstance(urls, str) or not all(
            one.partition("://")[0] in _SCHEMES for one in urls.split(",")
        ):
            raise SpecError(  # without the url: it may hold a password
                "the url of NatsStream is no address of a NATS server",
                hint='NatsStream("nats://host:4222", …)',
            )
        for name in ("stream", "subject"):
            check_text("NatsStream", name, getattr(self, name))
        if seconds(self.heartbeat, name="heartbeat") < _LEAST:
            raise SpecError(
                f"heartbeat={self.heartbeat!r} is less than {_LEAST} s", hint='heartbeat="5s"'
            )
        check_installed("NatsStream", "nats", "nats")

    @property
    def feed(self) -> Feed:
        """What can be relied on."""
        return Feed("at_least_once", "token", self.row is not None, "total")

    def name_in(self, subject: str) -> str | None:
        """Return the name in a message's subject; None where there is none.

        >>> NatsStream("nats://host", "SHOP").name_in("shop.orders.created")
        'created'
        """
        last = subject.rpartition(".")[2]
        known = last.lower() in COMMON if self.events is None else last in self.events
        return last if known else None

    def follow(self, subject: Subject, since: str | None) -> AsyncGenerator[Change, None]:
        """Yield the changes of one connection, until it is lost; see `Watch.follow`."""
        from diorama_nb.vista.push.nats.stream import changes_in_stream

        return changes_in_stream(self, subject, since)
