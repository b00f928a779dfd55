"""Asks a REST API for one page and understands it; finds out what is not declared."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

import httpx

from diorama_nb.errors import (
    FilterIgnored,
    OrderIgnored,
    ShapeChanged,
    SourceError,
    SourceMissing,
)
from diorama_nb.query import ALL, Query
from diorama_nb.values import MISSING, Record
from diorama_nb.vista.columns import infer_columns, widen
from diorama_nb.vista.description import Description
from diorama_nb.vista.rest import calls, grants, links, proofs, pushdown, shape
from diorama_nb.vista.rest.answers import doubt_of, rows_in
from diorama_nb.vista.rest.asking import Params
from diorama_nb.vista.rest.declare import Rules
from diorama_nb.vista.rest.discovery import find_out
from diorama_nb.vista.rest.documents import Cells, is_csv
from diorama_nb.vista.rest.failures import refusal
from diorama_nb.vista.rest.flatten import jsonapi_kinds
from diorama_nb.vista.rest.keyring import Keyring
from diorama_nb.vista.rest.messages import Call
from diorama_nb.vista.rest.origin import Origins, spaced, with_params
from diorama_nb.vista.rest.paging import Got, Sizes
from diorama_nb.vista.rest.places import unplaced
from diorama_nb.vista.rest.spec import AUTO, CountFrom
from diorama_nb.vista.rest.tokens import provide
from diorama_nb.vista.rest.transport import Transport
from diorama_nb.vista.rest.typed import Types
from diorama_nb.vista.rest.validators import Validators
from diorama_nb.vista.rest.ways import Page, Paging, Range

SPARE_FOR: Final = 30.0
"""Seconds for which the answer of the probe may still serve the first read."""


class Reader:
    """What is known of an API so far, and the way to know more.

    Parameters
    ----------
    rules : Rules
        The checked declaration.

    Attributes
    ----------
    plan : Declared
        What is declared or was found out.
    how : dict of str to str
        Name of a declaration → provenance.
    sizes : Sizes
        What is known of the server's page sizes.
    about : Description
        What the source tells of itself.
    note : str
        A warning that every page carries.
    types : Types
        The declared types of columns.
    kinds : dict of str to str
        The types of JSON:API that were seen; see `jsonapi_kinds`.
    ignored : frozenset of str
        Columns, and `pushdown.SEARCH`, that the source was caught ignoring.
    proven : set of str
        The same of those that it heeds although its rows do not show it.
    doubted : dict of str to tuple
        Columns it may ignore → mark and total of the answer that shows no trace of them.
    probed : bool
        Whether there is nothing left to be found out by asking.
    """

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.plan = rules.declared
        self.how = dict(rules.how)
        self.sizes = Sizes(rules.page_size, rules.declared.max_page_size)
        self.keyring = Keyring(rules.auth, rules.headers, rules.secrets, rules.principal)
        columns = rules.declared.columns
        types = columns if isinstance(columns, Mapping) else {}
        self.types, self._cells = Types(types), Cells(types)
        self.transport = Transport(
            self.keyring,
            Origins(rules.url, rules.origins),
            retry=rules.retry,
            rate=rules.rate,
            network=rules.network,
            validators=Validators() if rules.validators else None,
            statuses=self.plan.statuses,
            exact=self.types.exact,
        )
        provide(self.keyring, rules.auth, retry=rules.retry, network=rules.network)
        self.about = Description(id_column=self._id_column)
        self.ignored: frozenset[str] = frozenset()
        self.proven: set[str] = set()
        self.doubted: dict[str, tuple[str, int | None]] = {}
        self.note = ""
        self.kinds: dict[str, str] = {}
        self.read_once = False
        self.probed = not rules.probes
        self._spare: tuple[float, Query, Got] | None = None
        self.grant()

    @property
    def id_rule(self) -> str | tuple[str, ...] | None:
        """What names a row; before anything was read, what most APIs call it."""
        return "id" if self.plan.id == AUTO else self.plan.id

    @property
    def _id_column(self) -> str | None:
        rule = self.id_rule
        return rule if isinstance(rule, str) and ":" not in rule else None

    def grant(self) -> None:
        """Grant what follows from all that is known."""
        self.about.id_column = self._id_column
        self.about.capabilities = grants.of(self.plan, self.how, self.rules.writes)

    # --- finding out -----------------------------------------------------------------------

    async def prepare(self) -> None:
        """Find out by at most two requests what is not declared; only once."""
        if self.probed:
            return
        async with self.transport.local().probing:
            if not self.probed:
                first, way = await find_out(self), self.plan.page
                if not (isinstance(way, Page) and way.size):
                    self.keep(ALL, first)  # else pages of another size begin elsewhere
                self.probed = True
                self.grant()

    def take_spare(self, query: Query) -> Got | None:
        """Return the answer of the probe, once, for the first read that it fits."""
        got, self._spare = self.kept(query), None
        return got

    def kept(self, query: Query) -> Got | None:
        """Return the answer that is kept for a question, as long as it is fresh."""
        if self._spare is None or self._spare[1] != query or time.monotonic() > self._spare[0]:
            return None
        return self._spare[2]

    def keep(self, query: Query, got: Got) -> None:
        """Keep an answer for a while."""
        self._spare = (time.monotonic() + SPARE_FOR, query, got)

    # --- one request -----------------------------------------------------------------------

    def url(self, query: Query, params: Params) -> httpx.URL:
        """Return the address of one page of a query."""
        return calls.url_of(self.rules, self.plan, query, params)

    def call(self, query: Query, params: Params) -> Call:
        """Return the request for one page of a query."""
        return calls.call_of(self.rules, self.plan, query, params)

    def join(self, base: httpx.URL, target: str) -> httpx.URL:
        """Return where a link leads; refuses to leave the source."""
        return self.transport.origins.join(base, target, request=self.transport.info(base))

    async def ask(
        self,
        query: Query,
        call: Call,
        *,
        after: Paging | str | None = None,
        proves: bool = True,
    ) -> Got:
        """Read one page: rows, ids, total; checked against what was asked.

        Parameters
        ----------
        after : Paging or None
            The way that led to this page from another one; None: it is the first.
        proves : bool
            Whether to make sure of what its rows can not show.
        """
        query = unplaced(query, self.rules.places)
        # Before any page was read, a 404 is a list that does not exist.
        past = self.plan.past_end
        accept = grants.past_end_statuses(past, after) if self.read_once else ()
        if isinstance(self.plan.page, Range) and past is None:
            accept = (*accept, 416)  # of an empty list no range can be had, not even the first
        # Some say 404 when no row fits; without conditions it is a list that does not exist.
        none = self.plan.meaning("empty")
        if self.plan.empty and query.is_narrowed:
            none |= {self.plan.empty}
        try:
            reply = await self.transport.send(replace(call, accept=(*accept, *none)))
        except SourceError as error:
            if after is not None and isinstance(error, SourceMissing):
                error.hint = 'read again; if its last page ends like this: past_end="404"'
            local = self.rules.on_ignored == "local"
            raise self._learnt(pushdown.refused(query, error, local=local)) from None
        if reply.status in none:
            return Got([], total=0 if after is None else None)
        if reply.status in accept and reply.status not in self.plan.meaning("ok"):
            if not grants.says_past_end(past, reply.body.data):
                raise refusal(reply.request, reply.status, reply.said)
            return Got([], total=self._total(reply.body, 0) if reply.status == 416 else None)
        try:
            got = self._understand(query, reply.body, str(reply.url))
            if proves and after is None and call.method == "GET":
                await proofs.proved(self, query, call, got)
            return replace(got, doubt=got.doubt or proofs.doubt(query, self.doubted))
        except SourceError as error:
            if error.request is None:
                error.request = reply.request
            raise self.located(error, str(reply.url), reply.status) from None

    async def count(self, query: Query, way: CountFrom) -> int | None:
        """Return the total that a request of its own tells."""
        url = self.url(query.unordered, [])
        if way.url is not None:
            url = self.join(url, way.url).copy_with(params=url.params)
        for name, value in way.params.items():
            url = spaced(url.copy_remove_param(name)) if value is None else url
        url = with_params(url, [(k, v) for k, v in way.params.items() if v is not None])
        reply = await self.transport.send(Call(way.method, url))
        return links.as_total(shape.value_at(reply.body, way.path))

    def located(self, error: SourceError, url: str, status: int = 200) -> SourceError:
        """Return an error that an answer raised with its request and status."""
        if error.request is None:
            address = httpx.URL(url or str(self.rules.url))
            error.request = self.transport.info(address, self.rules.method)
        error.status = status if error.status is None else error.status
        return error

    @contextmanager
    def locating(self, read: Sequence[Got]) -> Iterator[None]:
        """Give errors of what the last of some answers means its request and status."""
        try:
            yield
        except SourceError as error:
            if not read:
                raise
            raise self.located(error, read[-1].url) from None

    def _understand(self, query: Query, body: shape.Body, url: str) -> Got:
        plan = self.plan
        rows, path = rows_in(body, plan, url, self.keyring.redact)
        rows = self.types.rows(self._cells.rows(rows) if is_csv(body.headers) else rows)
        told = shape.keys_beside(body.data, path)
        rule = shape.find_id(rows, told) if plan.id == AUTO and rows else plan.id
        self.plan = replace(plan, rows=path if rows else plan.rows, id=rule)
        ids = [] if rule in (None, AUTO) else [shape.id_of(row, rule) for row in rows]
        self.about.id_column = self._id_column
        self.note_kinds(shape.at(body.data, path))
        seen = infer_columns({str(n): row for n, row in enumerate(rows)}, self._id_column)
        self.about.columns = widen(self.about.columns, seen)
        total = self._total(body, len(rows))
        self.read_once = True
        self._check(query, rows)
        return Got(rows, ids, total, body, url, doubt_of(body, plan, rows, ids))

    def note_kinds(self, resources: Any) -> None:
        """Note what resources of JSON:API say of their types."""
        if self.plan.shape == "jsonapi":
            self.kinds |= jsonapi_kinds(resources)

    def _total(self, body: shape.Body, rows: int) -> int | None:
        where = self.plan.total
        if where == AUTO:
            where = links.find_total(body, rows)
            if where is not None:
                self.plan = replace(self.plan, total=where)
                self.how.setdefault("total", "probed")
                self.grant()
        if where is None or isinstance(where, CountFrom):
            return None
        value = shape.value_at(body, where)
        first = not self.read_once and self.how.get("total") == "declared"
        if value is MISSING and first:
            raise ShapeChanged(f"there is no total at {where!r}", hint="check total=")
        return links.as_total(value)

    def _check(self, query: Query, rows: list[Record]) -> None:
        """Believe an answer only when it agrees with the question."""
        local = self.rules.on_ignored == "local"
        try:
            pushdown.check(query, rows, self.plan, local=local)
        except SourceError as error:
            raise self._learnt(error) from None

    def _learnt(self, error: SourceError) -> SourceError:
        """Note the column that an error says is not answered, where it is answered here."""
        if self.rules.on_ignored == "local" and isinstance(error, FilterIgnored | OrderIgnored):
            self.ignored |= {error.column}
        return error
