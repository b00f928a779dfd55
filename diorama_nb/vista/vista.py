"""A Vista: an immutable handle on one data set, narrowed by conditions and honest about it.

Narrowing returns a new handle. What the source can do itself is sent to it; the rest is done
here, over the whole set and never over a page of it.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from diorama_nb.changes import Change
from diorama_nb.coverage import Coverage
from diorama_nb.errors import SourceError, is_resplit
from diorama_nb.frames import Rows
from diorama_nb.query import ALL, Query
from diorama_nb.rows.records import Records
from diorama_nb.runtime import Runtime, hop_iter, hops, run
from diorama_nb.values import Record, as_id
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.columns import Column
from diorama_nb.vista.contained import ContainedSource
from diorama_nb.vista.push.followed import FollowedSource
from diorama_nb.vista.push.watch import Watch
from diorama_nb.vista.related import RelatedSource
from diorama_nb.vista.relating import Relating
from diorama_nb.vista.source import Page, Reference, Source
from diorama_nb.vista.valuing import Valuing
from diorama_nb.vista.walk import Walk
from diorama_nb.vista.writing import Writing, send
from diorama_nb.writes.write import Stored, Write

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

T = TypeVar("T")

_WHOLE = re.compile(r"0|-?[1-9]\d{0,18}", re.ASCII)
"""An id that is a whole number, as that is written as an id."""

WHOLE_SET = ("count", "aggregate", "fetch_window", "fetch_page", "fetch_next")
"""Flags that a part of the query done locally takes away: they would speak of other rows."""


class Vista(Relating, Valuing, Writing):
    """A narrowed handle on a source.

    Parameters
    ----------
    source : Source
        The driver that reads the data set.
    query : Query
        Conditions, order and search so far.
    """

    def __init__(self, source: Source, query: Query = ALL) -> None:
        self.source = source
        self.query = query

    @property
    def _runtime(self) -> Runtime | None:
        return None  # wherever the caller is, else the core

    # --- what it is ------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """Name of the data set."""
        return self.source.name

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns known so far; some sources know none before the first read."""
        return self.source.about.columns

    @property
    def id_column(self) -> str | None:
        """The column the id is taken from."""
        return self.source.about.id_column

    @property
    def references(self) -> tuple[Reference, ...]:
        """Relations to other data sets."""
        return self.source.about.references

    @property
    def capabilities(self) -> Capabilities:
        """What can be done with the set as narrowed here."""
        _, local = self.source.split(self.query)
        able = self.source.about.capabilities
        if local == ALL:
            return able
        return able.without(
            [flag for flag in WHOLE_SET if able.can(flag)],
            "a part of this query is done locally, over the whole set: list_values()",
        )

    def explain(self) -> str:
        """Tell what would be sent, and what would be done locally; sends nothing."""
        pushed, local = self.source.split(self.query)
        sent = self.source.describe(pushed)
        return sent if local == ALL else f"{sent}\nlocally: {local}"

    def spec(self) -> dict[str, Any]:
        """Return what was declared of the whole set and found out, as JSON without secrets.

        Raises
        ------
        Unsupported
            If this kind of source can not be written down.
        """
        return self.source.to_spec()

    def __repr__(self) -> str:
        narrowed = "" if self.query == ALL else f" {self.query}"
        return f"<Vista {self.name!r}{narrowed}>"

    # --- narrowing -------------------------------------------------------------------------

    def _with(self, query: Query) -> Vista:
        return type(self)(self.source, query)

    def where(self, conditions: Mapping[str, Any] | None = None, /, **equal: Any) -> Vista:
        """Return the rows whose columns equal the given values.

        Examples
        --------
        >>> vista.where(category="books").where({"author.name": "Eco"})  # doctest: +SKIP
        """
        query = self.query
        for column, value in {**(conditions or {}), **equal}.items():
            query = query.where(column, "==", value)
        return self._with(query)

    def where_op(self, column: str, op: str, value: Any) -> Vista:
        """Return the rows whose column compares so with a value.

        Parameters
        ----------
        op : str
            ``==``, ``!=``, ``<``, ``<=``, ``>``, ``>=``, ``in``, ``not in`` or ``contains``.
        """
        return self._with(self.query.where(column, op, value))

    def order_by(self, column: str | None, *, descending: bool = False) -> Vista:
        """Return the rows in another order, blanks last; None: the order of the source."""
        return self._with(self.query.order_by(column, descending=descending))

    def search(self, text: str | None) -> Vista:
        """Return the rows that contain a text; blank text takes the search away."""
        return self._with(self.query.searching(text))

    # --- writing ---------------------------------------------------------------------------

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

    # --- reading ---------------------------------------------------------------------------

    @hops
    async def list_values(self, *, require: str | None = None) -> Rows:
        """Read all rows.

        Parameters
        ----------
        require : "complete" or None
            Raise instead of returning a part.

        Returns
        -------
        Rows
            id → record, with its coverage. When some pages fail, the others, with
            ``coverage.complete`` False; ``await rows.resume()`` reads what is missing.

        Raises
        ------
        SourceError
            When not even the first page can be read.
        CoverageError
            When `require` is not met.
        """
        return (await self._list()).required(require)

    async def _list(self) -> Rows:
        await self._prepare()
        return await self._learning(self._read)

    async def _prepare(self, reads: Iterable[str] = ()) -> None:
        """Have the source know itself; refuse to ask for columns that it can not have."""
        await self.source.prepare()
        self.source.about.check_named((*self.query.columns, *reads))

    async def _learning(self, read: Callable[[], Awaitable[T]]) -> T:
        """Read; again when an answer showed that the source ignores a part of the query."""
        searched = [self.query.search] if self.query.search else []
        for _ in (*self.query.conditions, *self.query.order, *searched):
            try:
                return await read()
            except SourceError as error:
                if not is_resplit(error):
                    raise
        return await read()

    async def _read(self) -> Rows:
        pushed, local = self.source.split(self.query)
        types = {column.name: column.type for column in self.columns}
        if local == ALL and (table := await self.source.read_table(pushed)) is not None:
            held = Coverage(table.num_rows, table.num_rows, complete=True)
            return Rows(Records(table), held, types=types)
        if (id := self._named(local)) is not None:
            record = await self.source.get(id)
            rows = {id: record} if record is not None and self.query.matches(record) else {}
            return Rows(rows, Coverage(len(rows), len(rows), complete=True), types=types)
        return await self._taken(Walk(self.source, pushed), local, types)

    @hops
    async def _taken(self, walk: Walk, local: Query, types: dict[str, str]) -> Rows:
        """Return what a walk brings, narrowed and sorted by what the source did not do."""
        rows, coverage, age, error = await walk.collect()
        if local.is_narrowed:
            rows = {id: record for id, record in rows.items() if local.matches(record)}
            coverage = coverage.of(len(rows))
        if local.order:
            rows = dict(sorted(rows.items(), key=lambda item: local.sort_key(item[1])))
        info = {"age": age} if age else None
        rest = partial(self._taken, walk, local, types) if error is not None else None
        return Rows(rows, coverage, types=types, info=info, rest=rest, error=error)

    def _named(self, query: Query) -> str | None:
        """Return the id that a query asks for, where that one record can be read alone."""
        if not self.source.about.capabilities.can("traverse_to_record"):
            return None
        ids = [c.value for c in query.conditions if (c.column, c.op) == (self.id_column, "==")]
        return as_id(ids[0]) if ids and isinstance(ids[0], str | int) else None

    @hops
    async def get_value(self, id: str) -> Record | None:
        """Read one record; None when it does not exist or is narrowed away."""
        await self._prepare()
        id = as_id(id)
        if self.source.about.capabilities.can("traverse_to_record"):
            record = await self.source.get(id)
        else:
            record = (await self._with(self._among(id))._list()).get(id)
        return record if record is not None and self.query.matches(record) else None

    def _among(self, id: str) -> Query:
        """Return where a record is looked for: among as few rows as the source can be asked."""
        whole = self.query.unordered
        match next((c.type for c in self.columns if c.name == self.id_column), None):
            case "text":
                value: str | int = id
            case "integer" if _WHOLE.fullmatch(id):
                value = int(id)
            case _:
                return whole
        named = whole.where(str(self.id_column), "==", value)
        sent, _ = self.source.split(named)
        return named if named.conditions[-1] in sent.conditions else whole

    @hops
    async def get_some_value(self) -> tuple[str, Record] | None:
        """Read any one row, as (id, record); None when there is none."""
        await self._prepare()
        return await self._learning(self._some)

    async def _some(self) -> tuple[str, Record] | None:
        if self.capabilities.can("fetch_window"):
            page = await self.source.read_window(self.source.split(self.query)[0], 0, 1)
            return next(iter(page.rows.items()), None)
        return next(iter((await self._list()).items()), None)

    @hops
    async def get_count(self) -> int:
        """Count the rows: by the source where it can, else by reading them."""
        await self._prepare()
        return await self._learning(self._count)

    async def _count(self) -> int:
        if self.capabilities.can("count"):
            return await self.source.count(self.source.split(self.query)[0])
        rows = (await self._with(self.query.unordered)._list()).required("complete")
        return len(rows)

    async def stream_values(self) -> AsyncIterator[tuple[str, Record]]:
        """Yield (id, record) while pages arrive; reads all first where it must sort locally."""
        async for item in hop_iter(self._stream(), self._runtime):
            yield item

    async def _stream(self) -> AsyncIterator[tuple[str, Record]]:
        await self._prepare()
        pushed, local = self.source.split(self.query)
        if local.order:
            for item in (await self._list()).items():
                yield item
            return
        told: set[str] = set()
        try:
            async for _, page in Walk(self.source, pushed).steps():
                for id, record in page.rows.items():
                    if local.matches(record):
                        told.add(id)
                        yield id, record
            return
        except SourceError as error:
            if not is_resplit(error) or (told and self.query.order):
                raise
        for id, record in (await self._list()).items():
            if id not in told:
                yield id, record

    @hops
    async def fetch_window(self, offset: int, limit: int) -> Page:
        """Read rows [offset, offset + limit)."""
        return await self.source.read_window(await self._able("fetch_window"), offset, limit)

    @hops
    async def fetch_page(self, number: int) -> Page:
        """Read one page of the source's own size; the first is 1."""
        return await self.source.read_page(await self._able("fetch_page"), number)

    @hops
    async def fetch_next(self, token: str | None = None) -> Page:
        """Read the page a token stands for; None: the first one. The answer holds the next."""
        return await self.source.read_next(await self._able("fetch_next"), token)

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

    async def _able(self, flag: str) -> Query:
        await self._prepare()
        self.capabilities.require(flag, self.name)
        return self.source.split(self.query)[0]

    @hops
    async def aclose(self) -> None:
        """Give the source's connections back."""
        await self.source.aclose()

    def to_pandas(self, *, require: str | None = None) -> pd.DataFrame:
        """Read all rows into a DataFrame indexed by id; blocks.

        ``attrs["diorama"]`` holds the coverage. For asynchronous code:
        ``(await vista.list_values()).to_pandas()``.
        """
        return run(self.list_values(require=require)).to_pandas()

    def to_arrow(self, *, require: str | None = None) -> pa.Table:
        """Read all rows into an Arrow table; blocks. Its metadata holds the coverage."""
        return run(self.list_values(require=require)).to_arrow()
