"""The words by which it is declared how a source tells of changes: events and looks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import Any, Final, Literal

from diorama_nb.errors import SpecError
from diorama_nb.policy import Duration, seconds
from diorama_nb.vista.masking import shown

MEANINGS: Final = (
    "inserted", "updated", "deleted", "invalidated", "gap", "failed", "ignored",
)  # fmt: skip
"""What an event can mean."""

_COMMON: Final = {
    "inserted": ("insert", "inserted", "create", "created", "add", "added", "new"),
    "updated": ("update", "updated", "change", "changed", "modify", "modified", "patch", "put"),
    "deleted": ("delete", "deleted", "remove", "removed"),
    "gap": ("reset", "stream-reset", "gap"),
    "failed": ("stream-error",),
    "ignored": (
        "ping", "heartbeat", "keepalive", "keep-alive", "open", "stream-open", "connected",
    ),
}  # fmt: skip
COMMON: Final[Mapping[str, str]] = MappingProxyType(
    {name: meaning for meaning, names in _COMMON.items() for name in names}
)
"""Names of events, in lower case, that mean the same nearly everywhere."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What can be relied on in a stream of changes.

    Attributes
    ----------
    delivery : {"lossy", "at_least_once"}
        Whether every change arrives; one that arrives may do so twice.
    resume : {"token", None}
        Whether an interrupted stream goes on where it was; without, it begins with a `Gap`.
    carries_rows : bool
        Whether changes hold their records, or these have to be read.
    ordering : {"none", "per_key", "total"}
        What arrives in the order in which it happened: nothing, the changes of each record, or
        all of them.
    """

    delivery: Literal["lossy", "at_least_once"]
    resume: Literal["token"] | None
    carries_rows: bool
    ordering: Literal["none", "per_key", "total"]

    def __str__(self) -> str:
        delivery = self.delivery.replace("_", " ")
        resume = "goes on by token" if self.resume else "begins anew with a gap"
        rows = "carries rows" if self.carries_rows else "tells ids or less, rows are read"
        order = {"none": "in no order", "per_key": "in order per row", "total": "in order"}
        return f"{delivery}, {resume}, {rows}, {order[self.ordering]}"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Messages:
    """How messages tell of changes; the base of all ways that listen to some.

    Parameters
    ----------
    events : mapping of str to str or None
        Name of a message → ``"inserted"``, ``"updated"``, ``"deleted"``, ``"invalidated"``
        (something changed), ``"gap"`` (messages were lost), ``"failed"`` (who sends them can
        not go on) or ``"ignored"``. Names that are not in it mean ``"invalidated"``. None: the
        usual names, such as ``created``, ``update``, ``removed``, ``ping``.
    kind : str or None
        Path of the value in the data that names the message; None: the message's own name, or
        ``"updated"`` where it has none.
    id : str or None
        Path of the record's id in the data, ``"$"`` where the data is the id; None: found in
        the row, or else in the data, as in the rows of the data set.
    row : str or None
        Path of the whole record in the data, ``"$"`` where the data is the record; None: the
        records are read.
    """

    events: Mapping[str, str] | None = None
    kind: str | None = None
    id: str | None = None
    row: str | None = None

    def __post_init__(self) -> None:
        for meaning in (self.events or {}).values():
            if meaning not in MEANINGS:
                raise SpecError.unknown("meaning of an event", str(meaning), MEANINGS)
        for name in ("kind", "id", "row"):
            check_text(type(self).__name__, name, getattr(self, name))

    def __repr__(self) -> str:
        """Show what is not as usual; of an address, nothing secret."""
        given, named = [], []
        for one in fields(self):
            if not one.repr:
                continue
            value = getattr(self, one.name)
            text = repr(shown(value) if isinstance(value, str) else value)
            if not one.kw_only:
                given.append(text)
            elif value != one.default:
                named.append(f"{one.name}={text}")
        return f"{type(self).__name__}({', '.join([*given, *named])})"


@dataclass(frozen=True, slots=True, repr=False)
class Sse(Messages):
    """Changes as server-sent events (``text/event-stream``).

    Delivery is lossy, and a stream that broke begins anew with a `Gap`, after which everything
    is read again; with ``resume=True`` it is at least once, and goes on by ``Last-Event-ID``.
    Rows are carried with ``row=``, otherwise each record an event names is read. The order is
    total: that of the server. An event that can not be understood is no loss: everything is
    read again.

    Parameters
    ----------
    url : str
        Address of the stream: absolute, relative to the list, or beginning with ``{url}``, the
        list's own. It may lie only where the reads go, or in one of ``origins=``.
    events : mapping of str to str or None
        Name of an event → ``"inserted"``, ``"updated"``, ``"deleted"``, ``"invalidated"``
        (something changed), ``"gap"`` (events were lost), ``"failed"`` (the server can not go
        on; its words become the error, and the stream is followed again later) or
        ``"ignored"``. Names that are not in it mean ``"invalidated"``. None: the usual names,
        such as ``created``, ``update``, ``removed``, ``ping``, ``stream-error``.
    kind : str or None
        Path of the value in the data that names the event; None: the event's own name.
    id : str or None
        Path of the record's id in the data, ``"$"`` where the data is the id; None: found in
        the row, or else in the data, as in the rows of the list.
    row : str or None
        Path of the whole record in the data, ``"$"`` where the data is the record; None: the
        records are read.
    subscribe : dict, list, text or None
        What a server wants to be told before it tells of anything: posted as JSON, with the
        credentials of the reads, to the address of the stream as soon as its first event is
        there. In its texts ``{a.b}`` stands for what the data of that event holds at this path,
        ``{$}`` for the data itself, and ``{url[-2]}`` for the last but one part of the list's
        path. It is shown nowhere.
    resume : bool
        Whether the server sends again what came after the ``Last-Event-ID`` it is told. One
        that does not know an id any more must say so by an event that means ``"gap"``.
    idle : seconds, timedelta, text or None
        How long nothing at all may come, comments included, until the connection is taken for
        dead; None: for ever.
    max_event : int
        Bytes of the longest event.

    Examples
    --------
    >>> Sse("/events", row="$").feed.carries_rows
    True

    PocketBase names the topics in a message of their own (``style="pocketbase"`` knows it):

    >>> told = {"clientId": "{clientId}", "subscriptions": ["{url[-2]}/*"]}
    >>> Sse("../../realtime", kind="action", row="record", subscribe=told)
    Sse('../../realtime', kind='action', row='record')
    """

    url: str
    subscribe: Any = field(default=None, kw_only=True, repr=False)
    resume: bool = field(default=False, kw_only=True)
    idle: Duration | None = field(default="5m", kw_only=True)
    max_event: int = field(default=2**20, kw_only=True)

    def __post_init__(self) -> None:
        Messages.__post_init__(self)
        check_text("Sse", "url", self.url)
        try:
            json.dumps(self.subscribe)
        except (TypeError, ValueError):
            raise SpecError(
                "what Sse(subscribe=…) posts is no JSON", hint='subscribe={"topic": "orders"}'
            ) from None
        if type(self.max_event) is not int or self.max_event < 1:
            raise SpecError("Sse.max_event is no number of bytes", hint="max_event=2**20")
        if self.idle is not None:
            check_positive("idle", self.idle)

    @property
    def doorbell(self) -> Sse:
        """The same stream, of which only is believed that something changed."""
        return replace(self, id=None, row=None, events={})

    @property
    def feed(self) -> Feed:
        """What can be relied on."""
        resume: Literal["token"] | None = "token" if self.resume else None
        delivery: Literal["at_least_once", "lossy"] = (
            "at_least_once" if self.resume else "lossy"
        )
        return Feed(delivery, resume, self.row is not None, "total")


@dataclass(frozen=True, slots=True)
class Poll:
    """Changes found by looking now and then, as cheaply as the source allows.

    Without ``since=`` the answer at an address is compared with the one before: by its ETag
    or Last-Modified, so that nothing is sent (304) while nothing changed, else by its content.
    That something changed is told, not what: delivery is lossy (two changes between two looks
    are one), rows are not carried, there is no order; with an ETag it goes on by token.

    With ``since=`` the records that changed are asked for, and told with their rows. Each
    record's last state arrives at least once, in order per row; deletions are only seen with
    ``deleted=``, with which the stream also goes on by token, and are missed without.

    `SqlVista` takes it, too. A file of SQLite has a version that changes with every commit of
    anybody else; of other databases the answer of ``query=`` is compared, or rows are asked
    for with ``since=``.

    Parameters
    ----------
    every : seconds, timedelta or text
        Time between two looks.
    url : str or None
        Address to look at, such as that of a version or a change counter: absolute, relative
        to the list, or beginning with ``{url}``. None: the list itself; of one that pages this
        is the first page only.
    since : str or None
        Column that holds when a record changed last, or a number that grows with each change.
        The API must answer ``>=`` on it: ``filters={"updated": {">=": "updated_since"}}``.
        Where it can not sort by that column, all rows are read once at the beginning.
    deleted : str or None
        Column that is true in a record that is deleted, where deleted ones are listed.
    query : str or None
        For databases: a SELECT whose answer is another one after each change, such as
        ``"SELECT count(*), max(updated) FROM orders"``.

    Examples
    --------
    >>> Poll(every="30s").feed.carries_rows
    False
    """

    every: Duration
    url: str | None = field(default=None, kw_only=True)
    since: str | None = field(default=None, kw_only=True)
    deleted: str | None = field(default=None, kw_only=True)
    query: str | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        check_positive("every", self.every)
        for name in ("url", "since", "deleted", "query"):
            check_text("Poll", name, getattr(self, name))
        if sum(one is not None for one in (self.url, self.since, self.query)) > 1:
            raise SpecError(
                "Poll takes one of url=, since= and query=", hint='Poll("30s", since="updated")'
            )
        if self.deleted is not None and self.since is None:
            raise SpecError("deleted= needs since=", hint='Poll("30s", since="updated")')

    @property
    def seconds(self) -> float:
        """Seconds between two looks."""
        return seconds(self.every, name="every")

    @property
    def feed(self) -> Feed:
        """What can be relied on."""
        if self.since is None:
            return Feed("lossy", "token", False, "none")
        if self.deleted is None:
            return Feed("lossy", None, True, "per_key")
        return Feed("at_least_once", "token", True, "per_key")


Push = Sse | Poll


def check_text(of: str, name: str, value: object) -> None:
    """Refuse what is given and no text."""
    if value is not None and (not isinstance(value, str) or not value):
        raise SpecError(f"{of}.{name}={value!r} is no text", hint=f'{name}="…"')


def check_positive(name: str, value: Duration) -> None:
    """Refuse what is no time to wait."""
    if seconds(value, name=name) <= 0:
        raise SpecError(f"{name}={value!r} is no time to wait", hint=f'{name}="30s"')
