"""The driver behind `SqlVista`: windows, walks, counts, records and writes of one table."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from diorama_nb.changes import Change
from diorama_nb.errors import SpecError
from diorama_nb.progress import Progress, silent
from diorama_nb.query import ALL, Query
from diorama_nb.rows import cells
from diorama_nb.rows.aggregate import Measure, Tally
from diorama_nb.values import Record
from diorama_nb.vista.description import Description, Reference
from diorama_nb.vista.recipe import Recipe
from diorama_nb.vista.sharing import Sharing
from diorama_nb.vista.source import Page, Source
from diorama_nb.vista.sql import arrow, estimating, given, grants, measures, records
from diorama_nb.vista.sql.address import Address
from diorama_nb.vista.sql.compile import Compiler
from diorama_nb.vista.sql.listening import Listening
from diorama_nb.vista.sql.reflect import reflect
from diorama_nb.vista.sql.relations import Link
from diorama_nb.vista.sql.session import Sessions
from diorama_nb.vista.sql.spec import Spec, checked
from diorama_nb.vista.sql.windows import Windows
from diorama_nb.vista.sql.writes import Writer
from diorama_nb.vista.vista import Vista
from diorama_nb.writes.write import Stored, Write

PAGE_ROWS = 5000
"""Rows of one step of a walk over the whole set."""

PAGE_SIZE = 100
"""Rows of one numbered page."""


def _opened(url: str, spec: Spec) -> SqlSource:
    return SqlSource(Address(url), spec)


Family = dict[tuple[str | None, str], "SqlSource"]
"""Tables of one database, by schema and name."""


class SqlSource(Source):
    """A source over one table, view or query of a SQL database.

    Parameters
    ----------
    address : Address
        Where the database is.
    spec : Spec
        What is declared of the table.
    targets : mapping of str to Vista
        Tables that relations lead to, where they are more than their names.
    family : dict or None
        The tables of the database that were opened through each other, by schema and name.
    """

    def __init__(
        self,
        address: Address,
        spec: Spec,
        targets: Mapping[str, Vista] = MappingProxyType({}),
        family: Family | None = None,
    ) -> None:
        self.targets = targets
        self._owns = family is None
        self._family: Family = {(spec.schema, spec.table): self} if family is None else family
        self._address = address
        self._spec = spec
        self._sessions = Sessions(address, only_reads=spec.query is not None)
        way = spec.watch
        self._listening = None if way is None else Listening(way, address, self._named)
        self._compiler: Compiler | None = None
        self._windows: Windows | None = None
        self.name = spec.name
        self.identity = address.identity(spec)
        self.about = Description(id_column=None, capabilities=grants.UNKNOWN)

    # --- what it is ------------------------------------------------------------------------

    async def prepare(self) -> None:
        """Look at the table; only once."""
        if self._compiler is None:
            dialect, table = await self._sessions.read(lambda c: reflect(c, self._spec))
            self._know(Compiler(dialect, table, self._spec.search))

    def _know(self, compiler: Compiler) -> None:
        if self._compiler is not None:
            return  # another call was faster
        table = compiler.table
        self._windows = Windows(compiler, direct=self._address.shared)
        self.about = Description(
            columns=table.columns,
            id_column=table.id_column,
            capabilities=grants.of(
                table, self._spec, searches_all=compiler.found("a") is not None
            ),
            references=tuple(link.reference for link in table.links),
            fixed=True,
        )
        self._compiler = compiler

    async def _ready(self) -> Compiler:
        await self.prepare()
        assert self._compiler is not None
        return self._compiler

    async def _sorting(self, query: Query, *, anew: bool = False) -> tuple[Compiler, Windows]:
        """Return what makes statements, once it is known how columns have to be sorted."""
        compiler = await self._ready()
        assert self._windows is not None
        if unsure := self._windows.unsure(query, anew=anew):
            held = await self._sessions.read(
                lambda c: [f.name for f in unsure if c.execute(compiler.foreign(f)).first()]
            )
            if held:
                dialect = compiler.dialect.knowing(held)
                self._compiler = replace(compiler, dialect=dialect)
                self._windows = Windows(self._compiler, direct=self._address.shared)
        assert self._compiler is not None
        return self._compiler, self._windows

    def sharing(self) -> Sharing | None:
        """Return how other processes know this table; None in a file or in memory."""
        host = self._address.host
        return None if host is None else Sharing(self.identity, str(PAGE_ROWS), host=host)

    def split(self, query: Query) -> tuple[Query, Query]:
        """Divide a query into what the database answers exactly as we do, and the rest."""
        return (ALL, query) if self._compiler is None else self._compiler.split(query)

    def explain(self, query: Query) -> str:
        """Tell the statement of a query."""
        lines = [f"{self.name}: {self._spec.full_name} at {self._address.shown}"]
        if self._compiler is None:
            lines += [f"  {line}" for line in (self._spec.query or "").splitlines()]
            return "\n".join((*lines, "  its columns are asked for on first use"))
        if self._compiler.table.ties:
            statement = self._compiler.window(query, PAGE_SIZE)
        else:
            statement = self._compiler.rows(query)
        text = str(
            statement.compile(
                dialect=self._address.engine.dialect,
                compile_kwargs={"render_postcompile": True},
            )
        )
        if self._address.engine.dialect.paramstyle.endswith("format"):
            text = text.replace("%%", "%")  # as the driver sends it
        lines += [f"  {line}" for line in text.splitlines()]
        if here := measures.local(self._compiler):
            lines.append(f"  values over {', '.join(here)} are worked out here, from the rows")
        return "\n".join(lines)

    @property
    def change_feed(self) -> str | None:
        way = self._spec.watch
        return None if way is None else f"LISTEN {way.channel} ({way.feed})"

    def recipe(self) -> Recipe:
        address = self._address
        return Recipe(
            self.name,
            _opened,
            (address.text(self.name), replace(self._spec, watch=None)),
            address.secrets,
        )

    # --- reading ---------------------------------------------------------------------------

    async def read_all(self, query: Query) -> Page:
        """Read a set that has no total order, in one answer."""
        compiler = await self._ready()
        statement = compiler.rows(query)
        return await self._sessions.read(
            lambda c: _page(compiler, c.execute(statement).all(), 0, end=True)
        )

    def tells_table(self, query: Query) -> bool:
        """Whether all rows of a query can be read as Arrow."""
        known = self._compiler
        return known is not None and arrow.statement(known, query, self._address) is not None

    async def read_table(self, query: Query, tell: Progress = silent) -> pa.Table | None:
        """Read the whole set as Arrow, where that tells the same; None elsewhere."""
        compiler = await self._ready()
        text = arrow.statement(compiler, query, self._address)
        if text is None:
            return None
        address = self._address
        return await self._sessions.apart(
            lambda stopping: arrow.read(compiler, address, text, stopping)
        )

    async def read_window(self, query: Query, offset: int, limit: int) -> Page:
        """Read rows [offset, offset + limit), from the nearest key seen before them."""
        compiler, windows = await self._sorting(query)

        def read(connection: sa.Connection) -> Page:
            rows = windows.read(connection, query, offset, limit)
            return _page(compiler, rows[:limit], offset, end=len(rows) <= limit)

        page = await self._sessions.read(read)
        if page.end and (page.received or not offset):
            page = Page(page.rows, offset + page.received, None, True, page.received)
        return page

    async def read_page(self, query: Query, number: int) -> Page:
        """Read one page of `PAGE_SIZE` rows, counted from 1."""
        return await self.read_window(query, (number - 1) * PAGE_SIZE, PAGE_SIZE)

    async def read_next(self, query: Query, token: str | None) -> Page:
        """Read the rows after the one a token stands for.

        A walk compares with the last key seen, so that rows that come and go meanwhile neither
        repeat nor hide others.
        """
        compiler, windows = await self._sorting(query, anew=token is None)
        way = sorted(compiler.dialect.foreign)  # a key of another order tells no place in this
        at: list[Any] = cells.loads(bytes.fromhex(token)) if token else [0, None, way]
        offset, key = int(at[0]), tuple(at[1]) if at[1] and at[2] == way else None
        skip = offset if key is None else 0
        wanted = windows.asked(query, PAGE_ROWS + 1, offset=skip, after=key)

        def read(connection: sa.Connection) -> Page:
            found = wanted.rows(connection)
            rows, end = found[:PAGE_ROWS], len(found) <= PAGE_ROWS
            page = _page(compiler, rows, offset, end=end)
            if end:
                return page
            last = list(wanted.key_of(rows[-1])) if compiler.walks(query) else None
            follow = cells.dumps([offset + len(rows), last, way]).hex()
            return Page(page.rows, None, follow, False, page.received)

        return await self._sessions.read(read)

    async def count(self, query: Query) -> int:
        """Count the rows of a query."""
        compiler = await self._ready()
        return int(
            await self._sessions.read(lambda c: c.execute(compiler.count(query)).scalar_one())
        )

    async def estimate(self, query: Query) -> int | None:
        """Return what the database supposes, where that was declared to do."""
        if self._spec.total != "estimated":
            return None
        compiler = await self._ready()
        return await self._sessions.read(lambda c: estimating.about(c, compiler, query))

    async def aggregate(
        self, query: Query, measure: Measure, without: frozenset[str] = frozenset()
    ) -> Tally | None:
        """Have the database work out what a value over a column is made of."""
        compiler = await self._ready()
        return await self._sessions.read(
            lambda c: measures.tell(
                lambda statement: c.execute(statement).all(), compiler, query, measure, without
            )
        )

    async def get(self, id: str) -> Record | None:
        """Read the record with this id."""
        compiler = await self._ready()
        row = await self._sessions.read(lambda c: records.find(c, compiler, id))
        return row.record if row else None

    # --- writing ---------------------------------------------------------------------------

    async def apply(self, write: Write) -> Stored:
        """Apply a write in one transaction, and return the record as the table holds it."""
        compiler = await self._ready()
        writer = Writer(compiler, self.name, self._spec.version)
        try:
            return await self._sessions.write(lambda c: writer.apply(c, write))
        finally:
            self.forget()

    # --- changes ---------------------------------------------------------------------------

    def watch(self, since: str | None = None) -> AsyncIterator[Change]:
        """Yield the changes that are notified, as declared."""
        listening = self._listening
        return super().watch(since) if listening is None else listening.watch(since)

    async def look(self, query: str) -> list[tuple[Any, ...]]:
        """Return what another query answers."""
        asked = sa.select(sa.text("*")).select_from(given.subquery(checked(query), ()))
        return await self._sessions.read(lambda c: [tuple(row) for row in c.execute(asked)])

    def check_column(self, name: str) -> None:
        """Refuse a column that the table does not have."""
        known = [column.name for column in self.about.columns]
        if name not in known:
            raise SpecError.unknown("column in Poll(since=)", name, known)

    def forget(self) -> None:
        """Forget where rows were: they may have moved."""
        if self._windows is not None:
            self._windows.forget()

    async def _named(self, named: Sequence[str]) -> list[tuple[str | None, Record | None]]:
        """Return the rows that are named, each with its id as the row has it."""
        compiler = await self._ready()
        proper = [records.proper_id(compiler, id) for id in named]
        wanted = [id for id in proper if id is not None]
        found = await self._sessions.read(lambda c: records.among(c, compiler, wanted))
        return [(id, None if id is None else found.get(id)) for id in proper]

    # --- relations -------------------------------------------------------------------------

    def key_of(self, reference: Reference, row: Record, id: str | None) -> Any:
        """Return the values of the columns on this side of a foreign key; None without one."""
        return self._link(reference).key_of(row)

    async def get_ref(self, reference: Reference, key: Any) -> Vista:
        """Return the rows a foreign key leads to, or those that lead here by theirs."""
        return self._link(reference).among(await self.get_ref_target(reference), key)

    async def get_ref_target(self, reference: Reference) -> Vista:
        """Return the table a relation leads to; opened once, however often it is followed."""
        await self.prepare()
        if reference.target in self.targets:
            return self.targets[reference.target]
        link = self._link(reference)
        where = (link.schema, reference.target)
        if where not in self._family:
            spec = Spec(where[1], where[0], where[1], read_only=self._spec.read_only)
            self._family[where] = SqlSource(self._address, spec, self.targets, self._family)
        return Vista(self._family[where])

    def _link(self, reference: Reference) -> Link:
        assert self._compiler is not None, "who knows a relation has looked at the table"
        links = self._compiler.table.links
        return next(link for link in links if link.reference == reference)

    async def aclose(self) -> None:
        """Give the connections back, also those of tables that were opened from here."""
        if self._listening is not None:
            self._listening.close()
        for source in list(self._family.values()) if self._owns else [self]:
            await source._sessions.aclose()


def _page(compiler: Compiler, rows: Sequence[Sequence[Any]], first: int, *, end: bool) -> Page:
    """Return rows under their ids; rows of which nothing is unique by their position."""
    found = records.records_of(compiler, rows)
    if compiler.table.key:
        return Page(dict(found), end=end, received=len(rows))
    named = {f"#{number}": record for number, (_, record) in enumerate(found, first)}
    return Page(named, end=end, received=len(rows))
