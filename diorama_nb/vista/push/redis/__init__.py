"""Redis as a way to tell of changes: the entries of a stream, or what a channel publishes."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection
from dataclasses import dataclass, field
from typing import Final

from diorama_nb.changes import Change
from diorama_nb.errors import SpecError
from diorama_nb.policy import Duration
from diorama_nb.vista.push.declared import Feed, Messages, check_positive, check_text
from diorama_nb.vista.push.watch import Subject, check_installed

_SCHEMES: Final = ("redis", "rediss", "unix")


@dataclass(frozen=True, slots=True, repr=False)
class RedisStream(Messages):
    """Changes as entries of a Redis stream (``XADD``), for any data set.

    Delivery is at least once, in the order of the stream, and goes on by the id of the last
    entry. Where entries were removed before they were read (``MAXLEN``, ``XDEL``, a server that
    lost its memory), a `Gap` says so, after which everything is read again. Rows are carried
    with ``row=``, otherwise each record an entry names is read. Entries that were there before
    are not told: what they tell is in the rows.

    ``events``, ``kind``, ``id`` and ``row`` tell how an entry is read, as in `Messages`. Its
    data is the map of its fields, whose values are text; it has no name of its own.

    Parameters
    ----------
    url : str
        ``"redis://user:password@host:6379/0"``, ``"rediss://…"`` for TLS or ``"unix://path"``,
        with the options of redis-py in its query. What is secret in it is never shown.
    key : str
        The key of the stream.
    json : str or collection of str
        Fields that hold JSON; what is none stays text.
    keepalive : seconds, timedelta or text
        After so long a silence the server is asked whether it still answers.

    Raises
    ------
    SpecError
        If the package redis is not installed, or a declaration is wrong.

    Notes
    -----
    The server is Redis 6.2 or newer, or speaks as it does; before 7 a gap may be told where
    nothing was lost. The account may read the key, by ``XINFO``, ``XRANGE``, ``XREAD``,
    ``MULTI`` and ``EXEC``.

    Examples
    --------
    Entries such as ``XADD orders * op update id 7``, or with the whole order as JSON:

    >>> way = RedisStream("redis://me:secret@host", "orders", kind="op")
    >>> whole = RedisStream("redis://host", "orders", json="order", row="order")
    >>> print(way, way.feed, whole.feed.carries_rows, sep="; ")
    RedisStream('redis://***@host', 'orders', kind='op'); at least once, goes on by token, \
tells ids or less, rows are read, in order; True
    """

    url: str
    key: str
    json: str | Collection[str] = field(default=(), kw_only=True)
    keepalive: Duration = field(default="1m", kw_only=True)

    def __post_init__(self) -> None:
        Messages.__post_init__(self)
        _check(self, self.url, self.keepalive)
        check_text("RedisStream", "key", self.key)
        for name in self.json_fields:
            check_text("RedisStream", "json", name)

    @property
    def json_fields(self) -> tuple[str, ...]:
        """Fields that hold JSON."""
        return (self.json,) if isinstance(self.json, str) else tuple(self.json)

    @property
    def feed(self) -> Feed:
        """What can be relied on."""
        return Feed("at_least_once", "token", self.row is not None, "total")

    def follow(self, subject: Subject, since: str | None) -> AsyncGenerator[Change, None]:
        """Yield the changes of one connection, until it is lost; see `Watch.follow`."""
        from diorama_nb.vista.push.redis.stream import changes_in_stream

        return changes_in_stream(self, subject, since)


@dataclass(frozen=True, slots=True, repr=False)
class RedisChannel(Messages):
    """Changes as messages that are published on a Redis channel, for any data set.

    Delivery is lossy: the server keeps nothing for who is not connected, so each connection
    begins with a `Gap`, after which everything is read again. Rows are carried with ``row=``,
    otherwise each record a message names is read. The order is total: that of the server.

    ``events``, ``kind``, ``id`` and ``row`` tell how a message is read, as in `Messages`. Its
    data may be JSON; it has no name of its own.

    Parameters
    ----------
    url : str
        ``"redis://user:password@host:6379"``, ``"rediss://…"`` for TLS or ``"unix://path"``,
        with the options of redis-py in its query. What is secret in it is never shown.
    channel : str
        The channel.
    keepalive : seconds, timedelta or text
        After so long a silence the server is asked whether it still answers.

    Raises
    ------
    SpecError
        If the package redis is not installed, or a declaration is wrong.

    Examples
    --------
    Messages such as ``PUBLISH orders 7``, or with more to them:

    >>> way = RedisChannel("redis://host", "orders", id="$")
    >>> told = RedisChannel("redis://host", "orders", kind="op", row="order")
    >>> print(way.feed)
    lossy, begins anew with a gap, tells ids or less, rows are read, in order
    """

    url: str
    channel: str
    keepalive: Duration = field(default="1m", kw_only=True)

    def __post_init__(self) -> None:
        Messages.__post_init__(self)
        _check(self, self.url, self.keepalive)
        check_text("RedisChannel", "channel", self.channel)

    @property
    def feed(self) -> Feed:
        """What can be relied on."""
        return Feed("lossy", None, self.row is not None, "total")

    def follow(self, subject: Subject, since: str | None) -> AsyncGenerator[Change, None]:
        """Yield the changes of one connection, until it is lost; see `Watch.follow`."""
        from diorama_nb.vista.push.redis.channel import changes_on_channel

        return changes_on_channel(self, subject, since)


def _check(way: Messages, url: object, keepalive: Duration) -> None:
    word = type(way).__name__
    check_positive("keepalive", keepalive)
    if not isinstance(url, str) or url.partition("://")[0] not in _SCHEMES:
        raise SpecError(  # without the url: it may hold a password
            f"the url of {word} is no address of a Redis server",
            hint=f'{word}("redis://host:6379/0", …)',
        )
    check_installed(word, "redis", "redis")
