"""A Vista: an immutable handle on one data set, narrowed by conditions and honest about it.

Narrowing returns a new handle. What the source can do itself is sent to it; the rest is done
here, over the whole set and never over a page of it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import Any

from diorama_nb.changes import Change
from diorama_nb.runtime import hop_iter, hops
from diorama_nb.values import as_id
from diorama_nb.vista.contained import ContainedSource
from diorama_nb.vista.description import Reference
from diorama_nb.vista.push.followed import FollowedSource
from diorama_nb.vista.push.watch import Watch
from diorama_nb.vista.related import RelatedSource
from diorama_nb.vista.relating import Relating
from diorama_nb.vista.valuing import Valuing
from diorama_nb.vista.writing import Writing, send
from diorama_nb.writes.write import Stored, Write


class Vista(Relating, Valuing, Writing):
    """A narrowed handle on a source.

    Parameters
    ----------
    source : Source
        The driver that reads the data set.
    query : Query
        Conditions, order and search so far.
    """

    @hops
    async def apply(self, write: Write) -> Stored:
        """Send a write to the source and return what was stored.

        Raises
        ------
        Unsupported
            If the source can not do this kind of write.
        SpecError
            If the record would lie outside this handle's conditions, or holds a value that can
            not be stored exactly (`ValueRefused`).
        NotFound
            If a patch finds no such record, or the conditions leave it out.
        WriteError
            If the source refuses it.
        """
        return await send(self, write)

    def contained(self, id: str, column: str, *, id_column: str | None = None) -> Vista:
        """Return the list of maps, or the map, in a column of one record as a data set.

        Parameters
        ----------
        id : str
            The record.
        column : str
            Its column with a list of maps, or one map.
        id_column : str or None
            The column that holds the id of a contained record; None: its place in the list.

        Examples
        --------
        >>> lines = orders.contained("7", "lines")  # doctest: +SKIP
        >>> await lines.insert_return_id_value({"sku": "A1"})  # doctest: +SKIP
        """
        return Vista(ContainedSource(self, as_id(id), column, id_column))

    def relate(
        self,
        name: str,
        target: Vista | Callable[[Any], Vista],
        foreign_key: str,
        *,
        many: bool = True,
    ) -> Vista:
        """Return the same rows with a relation to another data set, for `get_ref`.

        Parameters
        ----------
        name : str
            Name of the relation.
        target : Vista or callable
            The data set it leads to. Or a function that is given the row's value of
            `foreign_key`, or its id where it has none, and returns the related rows; called
            when the relation is followed, so two data sets may lead to each other.
        foreign_key : str
            Column that holds the id of the other row: the target's for has-many, the own one
            for has-one. It may hold the address of the other row, as in
            ``https://example.org/authors/7``: its last part is the id.
        many : bool
            Whether it leads to many rows, or to one.

        Examples
        --------
        >>> posts = posts.relate("author", authors, "author_id", many=False)  # doctest: +SKIP
        >>> authors = authors.relate("posts", posts, "author_id")  # doctest: +SKIP
        >>> await authors.get_ref("posts", "7")  # doctest: +SKIP
        """
        leads = target.name if isinstance(target, Vista) else name
        reference = Reference(name, leads, foreign_key, many)
        return Vista(RelatedSource(self.source, {reference: target}), self.query)

    def with_watch(self, way: Watch) -> Vista:
        """Return the same rows, told of their changes by a message broker or the like.

        For data sets that do not tell of changes themselves, whatever they are read from.

        Parameters
        ----------
        way : Watch
            What tells of changes, such as `RedisStream`, over a connection of its own. Nothing
            is connected before `watch` or `Dio.watch` asks for it.

        Raises
        ------
        SpecError
            If it is a way for certain sources only, or none.

        Examples
        --------
        >>> stock = dn.CsvVista("stock.csv")  # doctest: +SKIP
        >>> stock = stock.with_watch(dn.RedisChannel("redis://host", "stock"))  # doctest: +SKIP
        """
        return Vista(FollowedSource(self.source, way), self.query)

    async def watch(self, since: str | None = None) -> AsyncIterator[Change]:
        """Yield what the source tells of changes, until it ends the stream.

        Parameters
        ----------
        since : str or None
            Token of the last change that was heard of.

        Notes
        -----
        A change may concern rows that this handle leaves out. A `Gap` says that changes may
        have been missed: read again.
        """
        await self.source.prepare()
        self.source.about.capabilities.require("subscribe", self.name)
        async with aclosing(hop_iter(self.source.watch(since), self._runtime)) as changes:
            async for change in changes:
                yield change

    @hops
    async def aclose(self) -> None:
        """Give the source's connections back."""
        await self.source.aclose()
