"""The driver behind `SparqlVista`: windows, walks, counts and records of one query."""

from __future__ import annotations

from dataclasses import replace

from diorama_nb.errors import ShapeChanged, SourceError
from diorama_nb.query import ALL, Query
from diorama_nb.values import Record
from diorama_nb.vista.checks import contradiction
from diorama_nb.vista.columns import Column, infer_columns, widen
from diorama_nb.vista.description import Description
from diorama_nb.vista.fingerprint import digest
from diorama_nb.vista.recipe import Recipe
from diorama_nb.vista.rest import paging
from diorama_nb.vista.rest.endpoint import Endpoint
from diorama_nb.vista.rest.paging import Cut, Got, Sizes, Token
from diorama_nb.vista.rest.shape import id_of
from diorama_nb.vista.rest.windows import cut_window
from diorama_nb.vista.sharing import Sharing
from diorama_nb.vista.source import Page, Source
from diorama_nb.vista.sparql import answers, filters, grants
from diorama_nb.vista.sparql.answers import Answer
from diorama_nb.vista.sparql.client import Client
from diorama_nb.vista.sparql.document import Asked, Window
from diorama_nb.vista.sparql.spec import Spec


class SparqlSource(Source):
    """A source over the solutions of a SELECT query.

    Parameters
    ----------
    endpoint : Endpoint
        Where it is sent, and who asks.
    spec : Spec
        What is declared of it.
    name : str
        Name for people.
    """

    def __init__(self, endpoint: Endpoint, spec: Spec, name: str) -> None:
        self.name = name
        self._client = Client(endpoint)
        self._spec = spec
        self._sizes = Sizes(spec.page_size)
        self._ignored: frozenset[str] = frozenset()
        self._variables: tuple[str, ...] = ()
        self.about = Description(
            id_column=spec.id[0] if len(spec.id) == 1 else None, capabilities=grants.of(spec)
        )
        self._know(spec.select.variables or ())

    # --- what it is ------------------------------------------------------------------------

    @property
    def identity(self) -> str:
        """Address, query and fingerprint of the account; holds no secret."""
        what = repr((self._spec.select.text, self._spec.id))
        return f"sparql:{self._client.account}#{digest(what)}"

    @identity.setter
    def identity(self, value: str) -> None:
        raise AttributeError("the identity of a SparqlSource follows from its declaration")

    @property
    def requests(self) -> int:
        """Requests sent so far, repeated ones included."""
        return self._client.transport.requests

    def recipe(self) -> Recipe:
        way, secrets = self._client.endpoint, self._client.carried(self.name)
        return Recipe(self.name, SparqlSource, (way, self._spec, self.name), secrets)

    def sharing(self) -> Sharing:
        """Return how other processes know this query, as declared here."""
        return self._client.sharing(self.identity, digest(repr(self._spec)))

    async def prepare(self) -> None:
        """Ask what ``*`` selects; only once."""
        if self._variables:
            return
        async with self._client.transport.local().probing:
            if not self._variables:
                answer = await self._client.ask(self._asked.page(ALL, Window(0, 0)))
                self._know(answer.variables)

    def _know(self, variables: tuple[str, ...]) -> None:
        self._variables = variables
        # What is left open by the order of the query is decided by the id, or by all columns:
        # rows that are alike in all of them may change places.
        ties = self._spec.id or variables if grants.windowed(self._spec) else ()
        self._asked = Asked(self._spec.select, variables, ties)
        self.about.columns = tuple(
            Column(name, flags=frozenset({"id"} if name == self.about.id_column else ()))
            for name in variables
        )
        self.about.fixed = True

    def split(self, query: Query) -> tuple[Query, Query]:
        """Divide a query into what an endpoint answers exactly as we do, and the rest."""
        if query == ALL or self._spec.select.arbitrary:  # asked twice, it takes other rows
            return (ALL, query)
        known = set(self._variables) - self._ignored
        if self._spec.select.order and not query.order and not self._asked.repeats():
            known.clear()  # the rows that are left would stand in another order
        sent = tuple(
            one
            for one in query.conditions
            if one.column in known and filters.expression(one) is not None
        )
        kept = tuple(one for one in query.conditions if one not in sent)
        ordered = {one.column for one in query.order} <= known
        return (
            Query(sent, query.order if ordered else ()),
            Query(kept, () if ordered else query.order, query.search),
        )

    def explain(self, query: Query) -> str:
        """Tell the text that would be sent."""
        window = Window(0, self._sizes.asked) if grants.windowed(self._spec) else None
        text = self._asked.page(query, window)
        first = f"{self.name}: {self._client.method(text)} {self._client.shown}"
        caveats = [f"  {caveat}" for caveat in self._client.endpoint.network.caveats]
        return self._client.keyring.redact("\n".join([first, *caveats, text]))

    # --- reading ---------------------------------------------------------------------------

    async def read_all(self, query: Query) -> Page:
        """Read all rows by one request, which costs an endpoint less than many."""
        before = self.requests
        answer = await self._ask(query, None)
        count, total, note = len(answer.rows), None, answer.note
        whole = not note
        if whole and answer.suspicious and count != self._spec.select.limit:
            total = await self.count(query)
            whole = total <= count
            note = "" if whole else f"the endpoint hands out {count:,} rows at once"
            if not whole and not grants.windowed(self._spec):
                note += ": with an ORDER BY in the query all can be read, page by page"
        return self._shown(Cut(answer.rows, total, whole, note), 0, before)

    async def read_window(self, query: Query, offset: int, limit: int) -> Page:
        """Read exactly rows [offset, offset + limit), fewer only at the end of the set."""
        before = self.requests
        if not grants.windowed(self._spec):
            return await super().read_window(query, offset, limit)
        if limit <= 0:
            return Page({}, requests=0)

        async def read(skip: int, size: int) -> Got:
            return await self._got(query, Window(skip, size))

        return self._shown(await cut_window(read, offset, limit, self._sizes), offset, before)

    async def read_page(self, query: Query, number: int) -> Page:
        """Read one page of ``page_size`` rows, counted from 1."""
        size = self._spec.page_size
        return await self.read_window(query, (number - 1) * size, size)

    async def read_next(self, query: Query, token: str | None) -> Page:
        """Read the page a token stands for; the token also notices walks in circles."""
        before = self.requests
        if not grants.windowed(self._spec):
            return await super().read_next(query, token)
        here = Token.parse(token) if token is not None else Token("0")
        start = int(here.payload)
        got = await self._got(query, Window(start, self._spec.page_size))
        if got.mark and got.mark == here.mark:
            raise paging.loop_error("the same rows for two offsets")
        reached = start + len(got.rows)
        ended = paging.ended(reached, got.total, len(got.rows)) is True
        page = self._shown(Cut(got.rows, got.total, ended), start, before)
        return replace(page, next=None if ended else str(Token(str(reached), got.mark)))

    async def _got(self, query: Query, window: Window) -> Got:
        """Read one page; who hands out fewer rows than asked for is at the end, or says so."""
        most = self._spec.select.limit
        if most is not None and not query.is_narrowed and window.offset >= most:
            return Got([], total=None)
        answer = await self._ask(query, window)
        if answer.note:
            raise ShapeChanged(
                f"{answer.note}; where the other rows stand can not be told",
                hint="ask for less: a simpler query, or a smaller page_size=",
            )
        rows = answer.rows
        reached = window.offset + len(rows)
        short = len(rows) < window.limit and not answer.suspicious
        last = short and (rows or not window.offset)
        return Got(rows, self._ids(rows), reached if last else None)

    async def _ask(self, query: Query, window: Window | None) -> Answer:
        """Return an answer; what contradicts its query is done here from then on."""
        answer = await self._client.ask(self._asked.page(query, window))
        wrong: SourceError | None = contradiction(query, answer.rows)
        if wrong is not None:
            self._ignored |= {getattr(wrong, "column", "")}
        if named := answer.blank.intersection(self._spec.id):
            wrong = ShapeChanged(
                f"a blank node stands under {min(named)!r}: it has no name that lasts",
                hint="name a row by something else: id=",
            )
        if wrong is not None:
            wrong.request = self._client.transport.info(self._client.url)
            raise wrong
        seen = {str(n): row for n, row in enumerate(answer.rows)}
        found = infer_columns(seen, self.about.id_column)
        self.about.columns = widen(self.about.columns, found)
        return answer

    async def count(self, query: Query) -> int:
        """Have the endpoint count the rows of a query."""
        return answers.number(await self._client.ask(self._asked.count(query)))

    async def get(self, id: str) -> Record | None:
        """Read one record by its id."""
        if not self.about.capabilities.can("traverse_to_record"):
            return await super().get(id)
        (column,) = self._spec.id
        text = self._asked.named(column, id)
        if text is None:
            return None
        answer = await self._client.ask(text)
        found = zip(self._ids(answer.rows), answer.rows, strict=True)
        return next((row for named, row in found if named == id), None)

    async def aclose(self) -> None:
        """Close the client of the running loop."""
        await self._client.transport.aclose()

    # --- answers ---------------------------------------------------------------------------

    def _ids(self, rows: list[Record]) -> list[str]:
        rule = self._spec.id[0] if len(self._spec.id) == 1 else self._spec.id
        return [id_of(row, rule) for row in rows] if rule else []

    def _shown(self, cut: Cut, position: int, before: int) -> Page:
        """Return rows under their ids; rows without one are named by their position."""
        names = self._ids(cut.rows) or [f"#{position + n}" for n in range(len(cut.rows))]
        return Page(
            dict(zip(names, cut.rows, strict=True)),
            total=cut.total,
            end=cut.end,
            received=len(cut.rows),
            requests=self.requests - before,
            note=cut.note,
        )
