"""The views of a Dio: which stands behind which query, shared while somebody shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from diorama_nb.coverage import Coverage
from diorama_nb.dio.knowledge import ORDER, Knowledge
from diorama_nb.dio.strategy import Strategy
from diorama_nb.query import ALL, Query
from diorama_nb.rows.ids import as_strings
from diorama_nb.rows.index import Ids, Positions
from diorama_nb.rows.store import Delta
from diorama_nb.scenery.backing import Backing
from diorama_nb.scenery.host import Host
from diorama_nb.scenery.hydrated import HydratedBacking
from diorama_nb.scenery.local import LocalBacking
from diorama_nb.scenery.paged import PagedBacking
from diorama_nb.scenery.sequential import SequentialBacking
from diorama_nb.values import Record, equal, lookup
from diorama_nb.vista.capabilities import Capabilities


class Views:
    """Opens, shares and forgets what stands behind sceneries.

    Attributes
    ----------
    base : Backing or None
        The view of all rows in the order of the source, for a data set that is loaded piece by
        piece; None for one that is copied whole.
    """

    def __init__(self, host: Host, strategy: Strategy, known: Knowledge) -> None:
        self._host = host
        self._strategy = strategy
        self._known = known
        self._open: dict[tuple[object, ...], Backing] = {}
        self._ordered: tuple[object, Positions] = (None, np.empty(0, np.int64))
        self._told: tuple[object, ...] = ()
        self._copy_order: Positions | None = None
        host.on_store(self._on_store)  # before any view: they read the order
        self.base: Backing | None = None

    async def open_base(self) -> None:
        """Open the view of all rows, unless the data set is copied whole."""
        if self._known.shape != "eager":
            self.base = await self.of(ALL)
            self.base.hold(self, self._base_moved)
        elif ids := (await self._host.view_metadata(ORDER)).get(ORDER):
            self._copy_order = self._host.store.positions(ids)
            self._copy_order = self._copy_order[self._copy_order >= 0]
            self._append(self._host.store.alive())

    def reorder(self, ids: Ids) -> Sequence[str] | None:
        """Take the order of a whole copy; returns what to remember of it, None: as before."""
        positions = self._host.positions(ids)
        positions = positions[positions >= 0]  # a write took some away since they were read
        order = None if bool((np.diff(positions) > 0).all()) else positions
        before, self._copy_order = self._copy_order, order
        if order is not None:
            self._append(self._host.store.alive())
            order = self._copy_order
        if order is None and before is None:
            return None
        if order is not None and before is not None and np.array_equal(order, before):
            return None
        for view in self:
            if isinstance(view, LocalBacking):
                view.source_moved()
        return [] if order is None else as_strings(ids)

    def _on_store(self, delta: Delta) -> None:
        if self._copy_order is not None:
            gone = delta.removed[~np.isin(delta.removed, self._host.layer.hidden)]
            self._copy_order = self._copy_order[~np.isin(self._copy_order, gone)]
            self._append(delta.inserted)

    def _append(self, positions: Positions) -> None:
        assert self._copy_order is not None
        more = positions[~np.isin(positions, self._copy_order)]
        self._copy_order = np.concatenate([self._copy_order, more])

    def _base_moved(self) -> None:
        """Tell local views that more of the set is known, or that its order is another."""
        assert self.base is not None
        told = (self.base.version, self.base.settled, self.base.complete)
        if told != self._told:
            self._told = told
            for view in self:
                if isinstance(view, LocalBacking):
                    view.source_moved()

    def close(self) -> None:
        """Tell all who show something that nothing comes any more."""
        for view in self:
            view.changed()

    def __iter__(self) -> Iterator[Backing]:
        return iter(tuple(self._open.values()))

    # --- what is held ----------------------------------------------------------------------

    @property
    def seeded(self) -> bool:
        """Whether the source, or a warm cache, answered at all."""
        return self.base.settled if self.base else self._known.copied_at is not None

    @property
    def whole(self) -> bool:
        """Whether every row is held."""
        return self.base.complete if self.base else self._known.copy_complete is True

    @property
    def order(self) -> Positions | None:
        """The rows in the order of the source; None where that is the order of insertion."""
        if self.base is None:
            hidden = self._host.layer.hidden
            if self._copy_order is None or not len(hidden):
                return self._copy_order
            return self._copy_order[~np.isin(self._copy_order, hidden)]
        if self._ordered[0] is not self.base.places:
            self._ordered = (self.base.places, self.base.places.all_positions())
        return self._ordered[1]

    @property
    def coverage(self) -> Coverage:
        """How much of the data set is held."""
        if self.base is not None:
            return self.base.coverage
        held, known = len(self._host.store), self._known
        if known.copy_complete:
            return Coverage(held, held, complete=True)
        complete = None if known.copied_at is not None else False
        return Coverage(held, None, complete=complete, reason=known.copy_reason)

    # --- which view for which query --------------------------------------------------------

    async def of(
        self,
        query: Query,
        size: int | None = None,
        *,
        only: object = None,
        reads: Iterable[str] = (),
    ) -> Backing:
        """Return what stands behind views of a query.

        Parameters
        ----------
        query : Query
            What is shown.
        size : int or None
            Rows of one load; None: the Lens's.
        only : object
            Who has it for itself; None: it is shared.
        reads : iterable of str
            Columns that must be filled in every row, beside those the query names.
        """
        pages = self._known.shape == "paged"
        chunk = (size or self._strategy.page_size) if pages else 0
        named = self._host.details.named({*query.columns, *reads})
        key = (query.key, chunk, named, only)
        if (held := self._open.get(key)) is not None:
            self._check_named(reads)
            return held
        await self.prepare(query, reads)
        backing = self._new(query, chunk, named)
        try:
            await backing.open()
        except BaseException:
            backing.discard()
            raise
        if (other := self._open.setdefault(key, backing)) is not backing:
            backing.discard()  # somebody else opened the same view meanwhile
        return other

    def held(self, query: Query) -> Backing | None:
        """Return the shared view of a query if it is open, loading as much as the Lens says."""
        chunk = self._strategy.page_size if self._known.shape == "paged" else 0
        named = self._host.details.named(query.columns)
        return self._open.get((query.key, chunk, named, None))

    async def prepare(self, query: Query, reads: Iterable[str] = ()) -> None:
        """Learn what the source can answer itself, before a query is divided; asks once.

        Raises
        ------
        SpecError
            If it names a column that no row can have.
        """
        if query != ALL and self.base is not None and not self.whole:
            await self._known.master.source.prepare()
        self._check_named((*query.columns, *reads))
        self._known.master.source.about.check_asked(query)

    def _check_named(self, names: Iterable[str]) -> None:
        told = {column.name for column in self._known.columns}
        may_fill = self._host.details.may_fill
        other = [name for name in names if name not in told and not may_fill(name)]
        self._known.master.source.about.check_named(other)

    def _new(self, query: Query, size: int, named: frozenset[str]) -> Backing:
        if self._known.shape == "eager" or (query != ALL and self.whole):
            return self._local(query, named)
        if self.pushes(query) and not named:
            if self._known.shape == "sequential":
                return SequentialBacking(self._host, query, stale=self._revalidates)
            return PagedBacking(self._host, query, size, stale=self._revalidates)
        for flag, asked in (("order", query.order), ("search", query.search)):
            if asked:
                self.capabilities(query).require(flag, self._host.name)
        # Conditions the source can not test: every row must be here to test them.
        return self._local(query, named)

    def _local(self, query: Query, named: frozenset[str]) -> LocalBacking:
        if named:
            return HydratedBacking(self._host, query, named)
        return LocalBacking(self._host, query)

    async def paged(self, query: Query) -> PagedBacking | None:
        """Return the window-by-window view of a query; None where there is no such view."""
        await self.prepare(query)
        if self._known.shape != "paged" or self.whole or not self.pushes(query):
            return None
        backing = await self.of(query)
        return backing if isinstance(backing, PagedBacking) else None

    @property
    def _revalidates(self) -> bool:
        """Whether rows of an earlier process count as stale whatever their age."""
        return self._strategy.refresh_on_open and self._strategy.freshness.cache_ttl is None

    def pushes(self, query: Query) -> bool:
        """Whether the source answers a query wholly by itself."""
        if self._host.details.named(query.columns):
            return False  # only rows with their details can tell
        if self._strategy.loads_by_callback:
            return True
        master = self._known.master.query
        if query.search and master.search not in (None, query.search):
            return False  # no source takes two searches
        both = query.on_top_of(master)
        return self._known.master.source.split(both)[1] == ALL

    def answerable(self, query: Query) -> bool:
        """Whether a query needs no rows but those that are looked at."""
        return self._known.shape == "eager" or self.whole or self.pushes(query)

    def capabilities(self, query: Query) -> Capabilities:
        """Return what a view of a query can do."""
        able = self._known.able
        if self._known.shape == "eager" or self.whole:
            return (
                Capabilities.of("local", "count", "order", "search", "filter_operators") | able
            )
        if self._strategy.loads_by_callback:
            able = able | Capabilities.of("declared", "order", "search")
        off = [flag for flag in ("order", "search") if not able.can(flag)]
        if "order" not in off and self._host.details.named(o.column for o in query.order):
            off.append("order")  # the source does not have this column
        return able.without(off, "await dio.load_all() to do it locally, or declare it")

    def renew(self) -> None:
        """Have every view loaded piece by piece read again what is looked at."""
        for view in self:
            view.age()
            view.look_again()

    def forget_old(self) -> None:
        """Drop every row that was not read again since the last reading began."""
        for view in self:
            view.forget_old()

    def restated(self, ids: list[str]) -> None:
        """Tell views that show some rows that the marks of these are other ones."""
        positions = self._host.store.positions(ids)
        for view in self:
            if view.settled and view.places.shows(positions):
                view.changed(rows=True)

    def touched(
        self, id: str, before: Record | None, after: Record | None, *, written: bool = False
    ) -> None:
        """Tell views loaded piece by piece of a record that came by another way than loading.

        Parameters
        ----------
        id : str
            The record.
        before, after : Record or None
            The record as it was held and as it is; None where there is none.
        written : bool
            It was written here: whoever wrote it wants to see where it went.
        """
        position = self._host.store.position(id)
        for view in self:
            if isinstance(view, LocalBacking) or not _moves(view.query, before, after):
                continue
            if after is None:  # its place was taken away with the row
                view.look_again()
                continue
            if before is None and position is not None:
                if written:
                    view.adopt(position)
                if view.query == ALL and view.complete:
                    view.append(position)
                    continue
                if view.query == ALL and not written:
                    continue
            view.age()
            view.look_again()

    # --- what nobody shows -----------------------------------------------------------------

    def forget(self, backing: object) -> None:
        """Drop a view that nobody shows any more."""
        self._open = {key: held for key, held in self._open.items() if held is not backing}

    def orphans(self, ids: list[str]) -> Iterator[str]:
        """Yield those of some rows that no view loaded piece by piece shows by then."""
        positions = self._host.store.positions(ids)
        shown = positions < 0
        for view in self:
            if not isinstance(view, LocalBacking):
                shown |= view.holds(positions)
        for at in np.flatnonzero(~shown).tolist():
            if not self._host.layer.concerns(ids[at]):
                yield ids[at]


def _moves(query: Query, before: Record | None, after: Record | None) -> bool:
    """Whether a changed record may come into a view, leave it, or move in it."""
    if before is None:
        return after is not None and query.matches(after)
    if after is None:
        return query.matches(before)
    if query.search:
        return True
    return any(not equal(lookup(before, c), lookup(after, c)) for c in query.columns)
