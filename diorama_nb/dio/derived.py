"""Tables made of another Dio's rows: groups and figures that keep themselves right."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any, Final

from diorama_nb.cache.base import CacheBackend
from diorama_nb.cache.memory import MemoryCache
from diorama_nb.coverage import Coverage
from diorama_nb.dio.dio import Dio
from diorama_nb.dio.hot import HotTable
from diorama_nb.dio.relations import Relations
from diorama_nb.dio.strategy import CALLBACKS
from diorama_nb.dio.tables import derived_table, open_rows
from diorama_nb.errors import Closed, SourceError
from diorama_nb.policy import Freshness
from diorama_nb.query import ALL, Query
from diorama_nb.reasons import because
from diorama_nb.rows.aggregate import Count
from diorama_nb.rows.group import GroupBy
from diorama_nb.rows.index import Positions
from diorama_nb.runtime import SingleFlight, hops, off_loop
from diorama_nb.scenery.backing import Backing
from diorama_nb.scenery.throttle import Throttle
from diorama_nb.status import Age
from diorama_nb.values import Record
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.columns import Column, infer_columns, widen
from diorama_nb.vista.description import Description
from diorama_nb.vista.source import Page, Source
from diorama_nb.vista.vista import Vista

PAUSE: Final = 0.25
"""Seconds between two computations while rows keep changing."""

BIG: Final = 5000
"""Rows from which on groups are made in a thread, so that the loop stays free."""

EARLIER: Final = "of an earlier session; being computed anew"


class GroupSource(Source):
    """The groups of a Dio's rows, as a data set that is read whole.

    Parameters
    ----------
    base : Dio
        Whose rows they are.
    groups : GroupBy
        What is made of them.
    backing : Backing
        The rows that count.

    Attributes
    ----------
    reread : bool
        Whether the base is refreshed before it is read the next time.
    served : bool
        Whether groups were made in this process.
    took : float
        Seconds the last groups took to make, once their rows were there.
    """

    def __init__(self, base: Dio, groups: GroupBy, backing: Backing) -> None:
        by = ", ".join(groups.keys)
        self.name = f"{base.name} by {by}" if by else f"figures of {base.name}"
        self.identity = derived_table(base, groups, backing.query.key)
        read_only = dict.fromkeys(
            ("insert", "update", "delete"), f"change {base.name!r} itself"
        )
        self.about = Description(_columns(groups), None, Capabilities(hints=read_only))
        self.backing = backing
        self.reread = False
        self.served = False
        self.took = 0.0
        self._base = base
        self._groups = groups
        self._read: tuple[int, int, bool] | None = None

    @property
    def is_due(self) -> bool:
        """Whether the rows are others than those that were read last."""
        if self._base.closed or self._base.rewriting:
            return False  # it says when it is done
        if self._read is None:
            return True
        version, epoch, good = self._read
        if self.backing.version != version:
            return True
        return self.backing.freshness == "too_stale" if good else self.backing.epoch != epoch

    async def read_all(self, query: Query) -> Page:
        base, good = self._base, False
        if self.reread or base.rewriting:
            self.reread = False
            await base.refresh()
        try:
            with because("derived", self.name):
                positions, held = await base.answers.rows(
                    self.backing.query, reads=self._groups.reads
                )
            seen = (self.backing.version, self.backing.epoch)
            rows = await self._grouped(positions, held)
            good = not held.stale
        except BaseException:
            seen = (self.backing.version, self.backing.epoch)
            raise
        finally:
            self._read = (*seen, good)
        self.served = True
        self.about.columns = widen(self.about.columns, infer_columns(rows, None))
        if held.complete and good:
            return Page(rows, len(rows), end=True)
        return Page(rows, note=f"made of {held}")

    async def _grouped(self, positions: Positions, held: Coverage) -> dict[str, Record]:
        """Make the groups; not of a part, nor of older rows than those that are shown."""
        if held.complete is False or (held.stale and self.served):
            raise SourceError(
                f"{self._base.name!r} can not be read whole: {held}",
                hint="await dio.refresh() tries again; what is shown stays",
            )
        store, began = self._base.store, self._base.loop.time()
        many = len(positions) >= BIG
        rows = await off_loop(many, self._groups.rows, store, positions)
        self.took = self._base.loop.time() - began
        if self._base.trace is not None:
            self._base.trace("derived", self.name, len(rows), self.took)
        return rows


class DerivedDio(Dio):
    """A table made of another Dio's rows; made by `Dio.group_by` and `Dio.figures`.

    It follows the rows it is made of, and changes in no other way: at once, then at most four
    times a second. It ends with its base.

    Attributes
    ----------
    base : Dio
        Whose rows it is made of.
    """

    def __init__(self, source: GroupSource, base: Dio, cache: HotTable) -> None:
        strategy = replace(
            base._strategy,
            **dict.fromkeys(CALLBACKS),  # type: ignore[arg-type] # None, each of them
            refresh_every=None,
            freshness=Freshness(),  # the base looks after the age of its rows
            refresh_on_open=False,
        )
        super().__init__(Vista(source), cache, strategy, base._runtime, name=source.name)
        self.base = base
        self._source = source
        self._started = False
        self._following: asyncio.Task[None] | None = None
        self._throttle = Throttle(self._look, self.loop, PAUSE)
        self._release = source.backing.hold(self, self._throttle.ask)

    async def start(self) -> None:
        """Show what the cache holds, or compute; then follow the rows of the base."""
        await super().start()
        if (at := self.known.copied_at) is not None and not self._source.served:
            self.known.copied(at, None, EARLIER)
        self._started = True
        self._source.backing.want(self, range(1))
        self._throttle.ask()

    @hops
    async def aclose(self) -> None:
        """Follow the base no longer; what is cached stays."""
        self._throttle.stop()
        self._release()
        await super().aclose()

    @property
    def staleness(self) -> Age:
        """How old the rows are: as old as those they are made of; stale until computed anew."""
        made = self._source.served and self._source.backing.freshness == "fresh"
        return "fresh" if made else "stale"

    @property
    def live(self) -> bool:
        """Whether the rows they are made of follow what their source pushes."""
        return self.base.live and not self.closed

    @property
    def age(self) -> float | None:
        """Seconds since the oldest row they are made of was read."""
        computed, oldest = super().age, self._source.backing.oldest
        return computed if computed is None or oldest is None else self.now() - oldest

    @hops
    async def refresh(self) -> None:
        """Refresh the base, then compute anew; equal rows change nothing.

        Raises
        ------
        Exception
            What the source of the base raised; the old rows stay.
        """
        self._source.reread = True
        try:
            await super().refresh()
            if self._source.reread:  # a computation under way was joined, which had begun
                await super().refresh()
        finally:
            self._source.reread = False

    # --- following the base ----------------------------------------------------------------

    def _look(self) -> None:
        idle = self._following is None or self._following.done()
        if self._started and not self.closed and idle and self._source.is_due:
            work = self._follow()
            self._following = self.tasks.spawn(work, f"compute {self.name}")

    async def _follow(self) -> None:
        with contextlib.suppress(Exception):  # told by RefreshFailed; the last rows stay
            await self.fill()
            if self._source.is_due:  # a first load under way may have made them
                await super().refresh()
        await asyncio.sleep(self._source.took)  # half of the time at most is spent computing
        self._throttle.ask()  # the rows may have changed meanwhile


class Derived:
    """The tables made of one Dio's rows: each once, however many ask for it.

    Parameters
    ----------
    base : Dio
        Whose rows they are made of.
    backend : CacheBackend
        Where they are kept over restarts.
    """

    def __init__(self, base: Dio, backend: CacheBackend) -> None:
        self._base = base
        self._backend = backend
        self._open: dict[Hashable, DerivedDio] = {}
        self._flights = SingleFlight()

    async def of(self, groups: GroupBy, where: Mapping[str, Any] | None) -> DerivedDio:
        """Return the table of some groups, over the rows that have some values."""
        query = ALL.having(where)
        self._check_open()
        self._open = {key: dio for key, dio in self._open.items() if not dio.closed}
        key = (groups.identity, query.key)
        if (held := self._open.get(key)) is None:
            held = await self._flights.do(key, lambda: self._new(groups, query))
            self._open[key] = held
        return held

    async def _new(self, groups: GroupBy, query: Query) -> DerivedDio:
        base = self._base
        backend = MemoryCache() if groups.key is None else self._backend
        rows = await open_rows(backend, derived_table(base, groups, query.key))
        backing = await base.views.of(query, reads=groups.reads)
        dio = DerivedDio(GroupSource(base, groups, backing), base, rows)
        dio.derived = Derived(dio, backend)
        dio.relations = Relations(dio, base.relations.make)
        try:
            await dio.start()
            self._check_open()
        except BaseException:
            await dio.aclose()
            raise
        return dio

    async def prune(self) -> list[str]:
        """Drop the cached tables of this Dio that are not open; return their names."""
        kept = tuple(dio.cache.name for dio in self._open.values() if not dio.closed)
        mine = f"{self._base.cache.name}+"
        tables = [name for name in await self._backend.list_tables() if name.startswith(mine)]
        dropped = [name for name in tables if not name.startswith(kept)]
        for name in dropped:
            await self._backend.drop_table(name)
        return dropped

    def _check_open(self) -> None:
        """Refuse a table that would outlive its base."""
        if self._base.closing:
            raise Closed(f"the Dio {self._base.name!r}", hint="lens.open(vista) opens it again")

    async def aclose(self) -> None:
        """End all of them."""
        for dio in tuple(self._open.values()):
            await dio.aclose()


def _columns(groups: GroupBy) -> tuple[Column, ...]:
    title = frozenset({"title"})
    keys = (Column(key, flags=frozenset() if n else title) for n, key in enumerate(groups.keys))
    values = (
        Column(name, "integer" if isinstance(value, Count) else "unknown")
        for name, value in groups.values
    )
    return (*keys, *values)
