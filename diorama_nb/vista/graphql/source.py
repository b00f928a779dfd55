"""The driver behind `GraphQLVista`: windows, walks, counts and records of one list."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Final

from diorama_nb.errors import ShapeChanged, SourceError, Unimplemented
from diorama_nb.query import ALL, Query
from diorama_nb.values import Record, as_id
from diorama_nb.vista.checks import contradiction
from diorama_nb.vista.columns import infer_columns, widen
from diorama_nb.vista.description import Description
from diorama_nb.vista.fingerprint import digest
from diorama_nb.vista.graphql import answers, document, grants
from diorama_nb.vista.graphql.answers import Answer
from diorama_nb.vista.graphql.client import OVERLOADED, Client
from diorama_nb.vista.graphql.document import Asked
from diorama_nb.vista.graphql.place import Place
from diorama_nb.vista.graphql.plan import Plan, plan_of
from diorama_nb.vista.graphql.spec import Spec
from diorama_nb.vista.recipe import Recipe
from diorama_nb.vista.rest import paging
from diorama_nb.vista.rest.endpoint import Endpoint
from diorama_nb.vista.rest.paging import Got, Sizes, loop_error
from diorama_nb.vista.rest.windows import cut_window
from diorama_nb.vista.sharing import Sharing
from diorama_nb.vista.source import Page, Source

_LEAST: Final = 10
"""Rows that are not halved any more when a gateway gives up waiting."""


class GraphQLSource(Source):
    """A source over a field of a GraphQL API that lists objects.

    Parameters
    ----------
    endpoint : Endpoint
        Where the API is, and who asks.
    spec : Spec
        What is declared of the list.
    """

    def __init__(self, endpoint: Endpoint, spec: Spec) -> None:
        self._client = Client(endpoint)
        self._spec = spec
        self._plan: Plan | None = None
        self._sizes = Sizes(spec.page_size)
        self._ignored: frozenset[str] = frozenset()
        self.name = spec.name
        self.about = Description(id_column=spec.id_column, capabilities=grants.UNKNOWN)

    # --- what it is ------------------------------------------------------------------------

    @property
    def identity(self) -> str:
        """Address, declared list and fingerprint of the account; holds no secret."""
        spec = self._spec
        what = repr((spec.path, spec.columns, spec.id_column, sorted(spec.arguments.items())))
        return f"graphql:{self._client.account}#{digest(what)}"

    @identity.setter
    def identity(self, value: str) -> None:
        raise AttributeError("the identity of a GraphQLSource follows from its declaration")

    @property
    def requests(self) -> int:
        """Requests sent so far, repeated ones included."""
        return self._client.transport.requests

    def recipe(self) -> Recipe:
        way, secrets = self._client.endpoint, self._client.carried(self.name)
        return Recipe(self.name, GraphQLSource, (way, self._spec), secrets)

    def sharing(self) -> Sharing:
        """Return how other processes know this list, as declared here."""
        return self._client.sharing(self.identity, digest(repr(self._spec)))

    async def prepare(self) -> None:
        """Read the schema; only once."""
        if self._plan is None:
            async with self._client.transport.local().probing:
                if self._plan is None:
                    self._know(plan_of(await self._client.schema(), self._spec))

    def _know(self, plan: Plan) -> None:
        self.about.columns = plan.columns
        self.about.id_column = plan.id_column
        self.about.capabilities = grants.of(plan, self._spec.dialect)
        self._plan = plan

    async def _ready(self) -> Plan:
        await self.prepare()
        assert self._plan is not None
        return self._plan

    def split(self, query: Query) -> tuple[Query, Query]:
        """Divide a query into what the API answers exactly as we do, and the rest."""
        plan = self._plan
        if plan is None or query == ALL:
            return (ALL, query)
        sent, ways = [], set()
        for condition in query.conditions:
            term = plan.filters.term(condition)
            if term and term[0] not in ways and condition.column not in self._ignored:
                ways.add(term[0])
                sent.append(condition)
        kept = tuple(c for c in query.conditions if c not in sent)
        named = {one.column for one in query.order}
        ordered = plan.ordered and plan.orders.takes(query.order) and not named & self._ignored
        return (
            Query(tuple(sent), query.order if ordered else ()),
            Query(kept, () if ordered else query.order, query.search),
        )

    def explain(self, query: Query) -> str:
        """Tell the first request of a query."""
        lines = [f"{self.name}: POST {self._client.shown}"]
        lines += [f"  {caveat}" for caveat in self._client.endpoint.network.caveats]
        if self._plan is None:
            lines.append(f"  {self._spec.path}: its schema is asked for on first use")
        else:
            asked = self._first(self._plan, query)
            values = json.dumps(asked.variables, ensure_ascii=False)
            lines += [f"  {asked.document}", f"  variables: {values}"]
        return self._client.keyring.redact("\n".join(lines))

    def _first(self, plan: Plan, query: Query) -> Asked:
        skip = 0 if plan.skip and not plan.cursor else None
        return document.page(plan, query, size=self._sizes.asked, skip=skip, total=True)

    # --- reading ---------------------------------------------------------------------------

    async def read_all(self, query: Query) -> Page:
        """Read a list that has no pages."""
        before, plan = self.requests, await self._ready()
        answer = await self._page(plan, query, document.page(plan, query, total=True))
        whole = answer.total in (None, len(answer.rows) + answer.lost) and not answer.lost
        return self._shown(plan, answer, 0, before, end=whole)

    async def read_window(self, query: Query, offset: int, limit: int) -> Page:
        """Read exactly rows [offset, offset + limit), fewer only at the end of the set."""
        before, plan = self.requests, await self._ready()
        if plan.skip is None:
            return await super().read_window(query, offset, limit)
        if limit <= 0:
            return Page({}, requests=0)
        notes: dict[str, None] = {}

        async def read(skip: int, size: int) -> Got:
            asked = document.page(plan, query, size=size, skip=skip, total=skip == 0)
            answer = await self._page(plan, query, asked)
            if answer.lost:  # the others would stand at wrong positions
                raise ShapeChanged(
                    f"{answer.note}; where the other rows stand can not be told",
                    hint="read all rows, list_values(), or ask for less: columns=",
                )
            if answer.note:
                notes[answer.note] = None
            return Got(answer.rows, self._ids(plan, answer.rows), answer.total)

        cut = await cut_window(read, offset, limit, self._sizes)
        note = "; ".join(filter(None, [*notes, cut.note]))
        found = Answer(cut.rows, cut.total, note=note)
        return self._shown(plan, found, offset, before, end=cut.end)

    async def read_page(self, query: Query, number: int) -> Page:
        """Read one page of ``page_size`` rows, counted from 1."""
        size = self._spec.page_size
        return await self.read_window(query, (number - 1) * size, size)

    async def read_next(self, query: Query, token: str | None) -> Page:
        """Read the page a token stands for; the token also notices walks in circles."""
        before, plan = self.requests, await self._ready()
        if not plan.cursor and plan.skip is None:
            return await self.read_all(query)
        here = Place.parse(token) if token is not None else Place(None)
        answer = await self._step(plan, query, here, first=token is None)
        lost = here.lost + answer.lost
        reached = here.position + len(answer.rows) + answer.lost
        mark = Got(answer.rows, self._ids(plan, answer.rows)).mark
        if mark and mark == here.mark:
            raise loop_error("the same page")
        if plan.cursor:
            if answer.after is not None and answer.after == here.cursor:
                raise loop_error(f"the cursor {answer.after[:60]!r}")
            ended = answer.after is None
        else:
            received = len(answer.rows) + answer.lost
            ended = paging.ended(reached, answer.total, received) is True
        page = self._shown(plan, answer, here.position, before, end=ended and not lost)
        follow = None if ended else str(Place(answer.after, reached, lost, mark))
        return replace(page, next=follow)

    async def _step(self, plan: Plan, query: Query, here: Place, *, first: bool) -> Answer:
        """Read the page of a walk; smaller ones from the moment a gateway gives up on one."""
        while True:
            size = min(self._sizes.asked, self._sizes.most or self._sizes.asked)
            asked = document.page(
                plan,
                query,
                size=size,
                after=here.cursor,
                skip=None if plan.cursor else here.position,
                total=first,
            )
            accept = OVERLOADED if size > _LEAST else frozenset()
            body = await self._client.ask(asked, accept=accept)
            if body is not None:
                return self._understand(plan, query, body)
            self._sizes.asked = size // 2

    async def _page(self, plan: Plan, query: Query, asked: Asked) -> Answer:
        return self._understand(plan, query, await self._client.ask(asked))

    def _understand(self, plan: Plan, query: Query, body: dict[str, object]) -> Answer:
        """Return what an answer holds; what contradicts the query is done here from then on."""
        try:
            answer = answers.read(plan, body, self._client.said(body))
            wrong = contradiction(query, answer.rows)
            if wrong is not None:
                self._ignored |= {wrong.column}
                raise wrong
        except SourceError as error:
            error.request = self._client.transport.info(self._client.url, "POST")
            raise
        if any(column.type == "unknown" for column in self.about.columns):
            seen = {str(n): row for n, row in enumerate(answer.rows)}
            self.about.columns = widen(self.about.columns, infer_columns(seen, plan.id_column))
        return answer

    async def count(self, query: Query) -> int:
        """Return the total the API states, or count the rows where it is null."""
        plan = await self._ready()
        body = await self._client.ask(document.count(plan, query))
        total = answers.total_of(plan, body)
        if total is not None:
            return total
        if not plan.cursor and plan.skip is None:
            raise Unimplemented("count", self.name)
        found, token, page = 0, None, None
        while page is None or token is not None:
            page = await self.read_next(query, token)
            found, token = found + page.received, page.next
        if page.end is False:
            raise ShapeChanged(f"{self.name!r} did not state a total", hint="list_values()")
        return found

    async def get(self, id: str) -> Record | None:
        """Read one record by its id."""
        plan = await self._ready()
        if plan.lookup is None:
            return await super().get(id)
        asked = document.lookup(plan, id)
        if asked is None:
            return None
        body = await self._client.ask(asked)
        found = answers.at(body.get("data"), asked.at)
        if not isinstance(found, dict) or not found:
            return None
        return answers.record(plan.cells, found)

    async def aclose(self) -> None:
        """Close the client of the running loop."""
        await self._client.transport.aclose()

    # --- answers ---------------------------------------------------------------------------

    def _ids(self, plan: Plan, rows: list[Record]) -> list[str]:
        if plan.id_column is None:
            return []
        return [_id_of(row, plan.id_column) for row in rows]

    def _shown(
        self, plan: Plan, answer: Answer, position: int, before: int, *, end: bool | None
    ) -> Page:
        """Return rows under their ids; rows without one are named by their position."""
        ids = self._ids(plan, answer.rows)
        names = ids or [f"#{position + n}" for n in range(len(answer.rows))]
        return Page(
            dict(zip(names, answer.rows, strict=True)),
            total=answer.total,
            end=end,
            received=len(answer.rows),
            requests=self.requests - before,
            note=answer.note,
        )


def _id_of(row: Record, column: str) -> str:
    value = row.get(column)
    if value is None:
        raise ShapeChanged(f"a row has no {column!r}", hint='name another: id_column="…"')
    return as_id(value)
