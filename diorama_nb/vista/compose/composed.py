"""Two parts as one source: windows of a large one are read, a small one is kept whole."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from diorama_nb.changes import Change, Deleted, Gap, Invalidated, Updated
from diorama_nb.errors import SourceError, is_resplit
from diorama_nb.query import ALL, Query
from diorama_nb.rows.aggregate import Measure, Tally
from diorama_nb.values import Record
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.columns import Column, widen
from diorama_nb.vista.compose import windows
from diorama_nb.vista.compose.layer import Layer, Places, Row
from diorama_nb.vista.compose.news import merged
from diorama_nb.vista.compose.parts import Kept, Lookup, answers, narrowed, step, whole
from diorama_nb.vista.description import Description, Reference
from diorama_nb.vista.source import Page, Source
from diorama_nb.vista.vista import Vista
from diorama_nb.vista.walk import WAYS

T = TypeVar("T")

QUERIES_KEPT: Final = 16
"""Queries whose layers are kept, so that the next window does not begin anew."""

VALUES: Final = ("count", "aggregate")
TAKEN_OVER: Final = (*VALUES, "fetch_window", "order", "search", "filter_operators")


@dataclass(slots=True)
class _Known:
    """What is known under one query; all but the places ends with a change of the parts."""

    rows: Mapping[str, Record | None]
    stamp: int
    layer: Layer
    places: Places


class Composed(Source):
    """Base of the compositions; a subclass says how rows are laid over each other.

    Parameters
    ----------
    parts : sequence of Vista
        Both parts, the one that wins first.
    large : Vista
        The part of which windows are read.
    kept : Kept
        The rows of the other one.
    name : str
        Name of the data set.
    keep_for : float
        Seconds for which the records of the large part that the small one covers are taken
        as known.
    """

    def __init__(
        self, parts: tuple[Vista, Vista], large: Vista, kept: Kept, name: str, keep_for: float
    ) -> None:
        self.name = name
        self._parts = parts
        self._keep_for = keep_for
        self._choose(large, kept)

    def _choose(self, large: Vista, kept: Kept) -> None:
        self._large = large
        self._kept = kept
        self._lookup = Lookup(large, self._keep_for)
        self._known: OrderedDict[str, _Known] = OrderedDict()

    # --- what a subclass says --------------------------------------------------------------

    def _lay(
        self,
        query: Query,
        order: Query,
        rows: Mapping[str, Record | None],
        below: Mapping[str, Record],
    ) -> Layer:
        """Return what the small part's rows change in an answer of the large one."""
        raise NotImplementedError

    def _writes(self) -> dict[str, str]:
        """Return the writing flags that are on, with their provenance."""
        raise NotImplementedError

    def _shown(self, record: Record) -> Record | None:
        """Return what a record of the part that wins stands for; None: there shall be none."""
        return record

    async def _covered(self, id: str) -> bool:
        """Whether the part that wins decides what shows under an id."""
        raise NotImplementedError

    @property
    def _windowed(self) -> bool:
        """Whether positions can be told without reading both parts whole."""
        return self._lookup.able

    # --- what it is ------------------------------------------------------------------------

    @property
    def identity(self) -> str:
        """What both parts are, and how they are narrowed."""
        told = [f"{part.source.identity} {part.query.key}" for part in self._parts]
        return f"{type(self).__name__}({' over '.join(told)})"

    @identity.setter
    def identity(self, value: str) -> None:
        raise AttributeError("the identity of a composition follows from its parts")

    @property
    def about(self) -> Description:
        """What the parts know of themselves by now."""
        return Description(
            self._columns(), self._large.id_column, self._able(), self._references()
        )

    @about.setter
    def about(self, value: Description) -> None:
        raise AttributeError("what a composition can do follows from its parts")

    def _columns(self) -> tuple[Column, ...]:
        return widen(self._large.columns, self._kept.part.columns)

    def _references(self) -> tuple[Reference, ...]:
        found = {ref.name: ref for part in reversed(self._parts) for ref in part.references}
        return tuple(found.values())

    def _able(self) -> Capabilities:
        large = self._large.capabilities
        granted = {f: large.granted[f] for f in TAKEN_OVER if large.can(f)}
        hints = {f: large.why(f) for f in TAKEN_OVER if not large.can(f)}
        if ways := [flag for flag in WAYS if large.can(flag)]:
            granted["fetch_next"] = large.granted[ways[0]]
        if not self._windowed:
            gone = {f: self._why_whole() for f in (*WAYS, *VALUES) if granted.pop(f, None)}
            hints |= gone
        gets = [part.capabilities for part in self._parts]
        if all(able.can("traverse_to_record") for able in gets):
            granted["traverse_to_record"] = large.granted["traverse_to_record"]
        if telling := [able for able in gets if able.can("subscribe")]:
            granted["subscribe"] = telling[0].granted["subscribe"]
        return Capabilities({**granted, **self._writes()}, hints)

    def _why_whole(self) -> str:
        return f"{self._large.name!r} gives no single records, so it is read whole"

    async def prepare(self) -> None:
        for part in self._parts:
            await part.source.prepare()

    def split(self, query: Query) -> tuple[Query, Query]:
        """Divide a query: what the large part answers, the small one answers too."""
        if not self._narrows:
            return Query(), query
        if answers(self._large, query):
            return query, ALL
        pushed = tuple(
            c for c in query.conditions if answers(self._large, Query(conditions=(c,)))
        )
        rest = tuple(c for c in query.conditions if c not in pushed)
        return Query(conditions=pushed), Query(rest, query.order, query.search)

    @property
    def _narrows(self) -> bool:
        """Whether the large part may be asked for less than all its rows."""
        return self._windowed

    def explain(self, query: Query) -> str:
        told = narrowed(self._large, query).explain()
        return f"{self.name}: the rows of {self._kept.part.name!r}, kept here, and\n{told}"

    # --- reading ---------------------------------------------------------------------------

    async def _now(self, query: Query) -> _Known:
        rows = await self._kept.rows()
        below = await self._lookup.find(rows)
        known = self._known.get(query.key)
        if known is None or known.rows is not rows or known.stamp != self._lookup.stamp:
            order = query.on_top_of(self._large.query)
            layer = self._lay(query, order, rows, below)
            places = Places() if known is None else known.places
            known = _Known(rows, self._lookup.stamp, layer, places)
            self._known[query.key] = known
        self._known.move_to_end(query.key)
        while len(self._known) > QUERIES_KEPT:
            self._known.popitem(last=False)
        return known

    async def _agreeing(
        self, query: Query, read: Callable[[_Known], Awaitable[tuple[T, list[Row]]]]
    ) -> T:
        """Read; once more when the large part shows that it has changed or learnt."""
        try:
            known = await self._now(query)
            result, seen = await read(known)
            if not known.layer.contradicts(seen):
                return result
        except SourceError as error:
            if not is_resplit(error) or not answers(self._large, query):
                raise
        self._lookup.drop()
        self._known.clear()
        return (await read(await self._now(query)))[0]

    async def read_window(self, query: Query, offset: int, limit: int) -> Page:
        async def read(known: _Known) -> tuple[Page, list[Row]]:
            part = narrowed(self._large, query)
            return await windows.read(part, known.layer, known.places, offset, limit)

        return await self._agreeing(query, read)

    async def read_next(self, query: Query, token: str | None) -> Page:
        placed, _, inner = (token or "0:").partition(":")

        async def read(known: _Known) -> tuple[Page, list[Row]]:
            page, follow = await step(narrowed(self._large, query), inner or None)
            seen = list(page.rows.items())
            woven, reached = known.layer.weave(seen, int(placed), ended=follow is None)
            token = None if follow is None else f"{reached}:{follow}"
            total = None if page.total is None else page.total + known.layer.gain
            rows = dict(woven)
            return replace(page, rows=rows, total=total, next=token, received=len(rows)), seen

        return await self._agreeing(query, read)

    async def read_all(self, query: Query) -> Page:
        page = await whole(narrowed(self._large, query))
        rows = await self._kept.rows()
        below = await self._lookup.find(rows) if self._windowed else page.rows
        layer = self._lay(query, query.on_top_of(self._large.query), rows, below)
        woven, _ = layer.weave(page.rows.items(), 0, ended=True)
        total = None if page.total is None else page.total + layer.gain
        return replace(page, rows=dict(woven), total=total, received=len(woven))

    async def count(self, query: Query) -> int:
        async def read(known: _Known) -> tuple[int, list[Row]]:
            return await narrowed(self._large, query).get_count() + known.layer.gain, []

        return await self._agreeing(query, read)

    async def aggregate(
        self, query: Query, measure: Measure, without: frozenset[str] = frozenset()
    ) -> Tally | None:
        """Ask the large part about the rows nothing lies over, and count the others here."""

        async def read(known: _Known) -> tuple[Tally | None, list[Row]]:
            layer, part = known.layer, narrowed(self._large, query)
            covered = without.union(layer.hidden, layer.instead)
            told = await part._tally(measure, covered)
            if told is None:
                return None, []
            over = (*layer.instead.items(), *layer.added)
            here = measure.tally(record for id, record in over if id not in without)
            return [*told, *here], []

        return await self._agreeing(query, read)

    # --- news ------------------------------------------------------------------------------

    def watch(self, since: str | None = None) -> AsyncIterator[Change]:
        able = [part for part in self._parts if part.capabilities.can("subscribe")]
        return merged([(part, part.source.watch()) for part in able], self._translated)

    async def _translated(self, part: Vista, change: Change) -> Change | None:
        """Return what a change of one part means for the composition; None: nothing."""
        self._forget(part, change)
        if isinstance(change, Invalidated | Gap):
            return change
        winner, other = self._parts
        if part is other:
            return None if await self._covered(change.id) else change
        if isinstance(change, Deleted):
            return await self._uncovered(change)
        if change.record is None:
            return Updated(change.id, token=change.token)
        shown = self._shown(change.record)
        if shown is None or not winner.query.matches(shown):
            return await self._uncovered(Deleted(change.id, change.token))
        if await self._parts[1].get_value(change.id) is not None:
            return Updated(change.id, shown, change.token)
        return replace(change, record=shown)

    async def _uncovered(self, change: Deleted) -> Change:
        """Return the news that the part that wins has nothing to show any more."""
        visible = await self.get(change.id)
        return change if visible is None else Updated(change.id, visible, change.token)

    def _forget(self, part: Vista, change: Change) -> None:
        """A part has changed: what is kept of it is out of date."""
        if part is self._kept.part:
            self._kept.drop()
        else:
            id = getattr(change, "id", None)
            self._lookup.drop(*(() if id is None else (id,)))
            self._known.clear()

    async def aclose(self) -> None:
        for part in self._parts:
            await part.aclose()
