"""MongoDB as a way to tell of changes: the change stream of a collection."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Final

from diorama_nb.changes import Change
from diorama_nb.errors import SpecError
from diorama_nb.vista.masking import shown
from diorama_nb.vista.push.declared import Feed, check_text
from diorama_nb.vista.push.watch import Subject, check_installed

_SCHEMES: Final = ("mongodb", "mongodb+srv")


@dataclass(frozen=True, slots=True, repr=False)
class MongoChanges:
    """Changes of a MongoDB collection, by its change stream; for any data set.

    Delivery is at least once while the server's log reaches back, in the order of the log, and
    goes on by the server's resume token. A token that it does not take any more is a `Gap`,
    after which everything is read again. A collection that is dropped or renamed ends the
    stream: everything is read again, and what takes its place is followed. With ``rows=True``
    the rows are the documents as they are when the server tells of them, which may be later
    than the change; otherwise each record is read.

    Needs the package ``pymongo``, ``pip install "diorama-nb[mongo]"``, and a replica set. It is
    proven against MongoDB's documented wire format, with the real client library and a server
    that speaks that format, but not against ``mongod`` itself.

    Parameters
    ----------
    url : str
        ``"mongodb://user:password@host:27017"`` or ``"mongodb+srv://…"``, with the options of
        pymongo in its query. What is secret in it is never shown.
    database, collection : str
        Where the documents are.
    id : str
        Field of a document that is the row's id in the data set. Of one that is deleted only
        ``_id`` is told: with another field everything is read again then.
    rows : bool
        Whether a document is the whole row. Values that no row can hold become text.

    Raises
    ------
    SpecError
        If the package pymongo is not installed, or a declaration is wrong.

    Examples
    --------
    >>> way = MongoChanges("mongodb://me:secret@host", "shop", "orders")
    >>> print(way, way.feed, sep="; ")
    MongoChanges('mongodb://***@host', 'shop', 'orders'); at least once, goes on by token, \
tells ids or less, rows are read, in order
    """

    url: str
    database: str
    collection: str
    id: str = field(default="_id", kw_only=True)
    rows: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        url: object = self.url
        if not isinstance(url, str) or url.partition("://")[0] not in _SCHEMES:
            raise SpecError(  # without the url: it may hold a password
                "the url of MongoChanges is no address of a MongoDB server",
                hint='MongoChanges("mongodb://host:27017", "database", "collection")',
            )
        for name in ("database", "collection", "id"):
            check_text("MongoChanges", name, getattr(self, name))
        check_installed("MongoChanges", "pymongo", "mongo")

    def __repr__(self) -> str:
        more = "" if self.id == "_id" else f", id={self.id!r}"
        more += ", rows=True" if self.rows else ""
        named = f"{self.database!r}, {self.collection!r}"
        return f"MongoChanges({shown(self.url)!r}, {named}{more})"

    @property
    def feed(self) -> Feed:
        """What can be relied on."""
        return Feed("at_least_once", "token", self.rows, "total")

    def follow(self, subject: Subject, since: str | None) -> AsyncGenerator[Change, None]:
        """Yield the changes of one connection, until it is lost; see `Watch.follow`."""
        from diorama_nb.vista.push.mongo.stream import changes_in_stream

        return changes_in_stream(self, subject, since)
