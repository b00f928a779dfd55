"""How a Dio re-reads its source: seeding, refreshing, the ticker. Old rows stay until then."""

from __future__ import annotations

import asyncio
import weakref
from typing import TYPE_CHECKING

from diorama_nb.cache.base import CacheTable
from diorama_nb.dio.knowledge import ORDER, stamp
from diorama_nb.dio.loading import choose_shape
from diorama_nb.dio.renewing import renewed
from diorama_nb.dio.strategy import Strategy
from diorama_nb.dio.ticking import tick
from diorama_nb.errors import SourceError, SpecError
from diorama_nb.events import Invalidated, RefreshFailed, Refreshing, Seeded
from diorama_nb.rows.records import ids_of
from diorama_nb.rows.store import Delta
from diorama_nb.runtime import call_user
from diorama_nb.scenery.local import LocalBacking
from diorama_nb.vista.vista import Vista

if TYPE_CHECKING:
    from diorama_nb.dio.dio import Dio


class Refresher:
    """Keeps the rows of one Dio as the source has them.

    Attributes
    ----------
    running : bool
        Whether a refresh is under way.
    error : Exception or None
        Why the last one failed.
    """

    def __init__(self, dio: Dio, strategy: Strategy) -> None:
        self._dio = dio
        self._strategy = strategy
        self._turn = asyncio.Lock()  # a first load, a refresh and a change of masters never mix
        self._reordered = False
        self.running = False
        self.error: Exception | None = None

    # --- the first load --------------------------------------------------------------------

    async def start(self) -> None:
        """Load what has to be loaded on opening; wait for it if there is nothing to show."""
        ticker = tick(weakref.ref(self._dio), self._strategy)
        self._dio.tasks.spawn(ticker, f"refresh {self._dio.name}")
        known, own = self._dio.known, self._strategy.on_start
        if own is None and (known.shape != "eager" or not self._due()):
            await known.remember()
            return
        cold = known.copied_at is None
        first = self._seed() if own is not None or cold else self._dio.reread(None)
        if self._strategy.on_start_blocking and (own is not None or cold):
            await first
        else:
            self._dio.tasks.spawn(first, f"first load of {self._dio.name}")

    def _due(self) -> bool:
        """Whether a whole copy must be made, or made again, on opening."""
        if self._dio.known.copied_at is None:
            return True
        if not self._strategy.refresh_on_open:
            return False
        freshness = self._strategy.freshness
        return freshness.cache_ttl is None or freshness.judge(self._dio.age) != "fresh"

    async def _seed(self) -> None:
        """Load for the first time; there is nothing to show before."""
        dio = self._dio
        try:
            if self._strategy.on_start is not None:
                with dio.ledger.asking("callback", who="on_start") as fetch:
                    await call_user(self._strategy.on_start, dio)
                dio.ledger.settle_callback(fetch)
                await self._filled()
            else:
                async with self._turn:
                    await self._copy()
        except Exception as error:
            self._failed(error)
            raise
        self._settle()
        dio.bus.publish(Seeded())

    async def _filled(self) -> None:
        """A callback put the rows where they belong: that is all there are."""
        dio, now = self._dio, self._dio.now()
        await dio.known.remember(stamp(now, True, ""))
        dio.known.copied(now, True, "")

    def _settle(self) -> None:
        self.error = None
        for backing in self._dio.views:
            if isinstance(backing, LocalBacking):
                backing.settle()

    def _failed(self, error: Exception) -> None:
        """Keep what is shown; tell why nothing newer is there."""
        self.error = error
        for backing in self._dio.views:
            if isinstance(backing, LocalBacking):
                backing.settle(error)
        self._dio.bus.publish(RefreshFailed(error))

    async def _renew(self) -> None:
        """Bring the copy up to date: by what changed, or as a whole."""
        if await renewed(self._dio) is None:
            await self._copy()

    async def _copy(self) -> Delta:
        """Replace the rows held by the whole of the master, where they differ."""
        dio = self._dio
        since = dio.cache.settled.tick
        with dio.ledger.asking("all") as fetch:
            rows = await dio.master.list_values()
            held = rows.coverage
            fetch.rows = len(rows)
            fetch.requests = held.requests if rows.age else max(held.requests, 1)
        if held.complete is False:
            raise SourceError(
                f"{dio.name!r} could not be read to its end: {held.reason}",
                hint="open it again, or await dio.refresh(); the rows held so far stay",
            )
        dio.known.notice(rows)
        now = dio.now() - rows.age
        mark = dio.master.source.mark(rows.values())
        seeded = stamp(now, held.complete, held.reason, mark)
        delta = await dio.cache.change(
            rows.records,
            replace=True,
            metadata=seeded,
            lenient=True,
            since=since,
            told="listed",
        )
        dio.ledger.settle_all(fetch, delta)
        dio.known.copied(now, held.complete, held.reason, mark)
        order = dio.views.reorder(ids_of(rows.records))
        await dio.known.remember({} if order is None else {ORDER: order})
        self._reordered = order is not None
        return delta

    # --- every further one -----------------------------------------------------------------

    async def fill(self) -> None:
        """Load what was never loaded; a first load that is under way is waited for."""
        async with self._turn:
            if self._dio.known.copied_at is None:
                await self._refresh(0.0)

    async def refresh(self, within: float | None = 0.0) -> None:
        """Re-read what is held; publish what came of it; raise what went wrong.

        See `DioCore.reread`.
        """
        async with self._turn:
            await self._refresh(within)

    async def _refresh(self, within: float | None) -> None:
        dio = self._dio
        await dio.drain()  # what it says knows of our writes then
        dio.renew(within)
        dio.bus.publish(Refreshing())
        self.running, began = True, dio.now()
        versions = {view: view.version for view in dio.views}
        changes: list[Delta] = []
        stop = dio.cache.listen(changes.append)
        try:
            if self._strategy.on_refresh is not None:
                with dio.ledger.asking("callback", who="on_refresh") as fetch:
                    await call_user(self._strategy.on_refresh, dio)
                if dio.views.base is None:
                    dio.ledger.settle_callback(fetch)
                    await self._filled()
            else:
                await self._reread()
        except Exception as error:
            self._failed(error)
            raise
        else:
            if dio.pieces and within is not None:
                await dio.known.refreshed(began - within)
            self._settle()
        finally:
            stop()
            self.running = False
            for view in dio.views:
                view.changed()  # the age, the error or the activity is another
        moved, self._reordered = self._reordered, False
        if changes or moved or any(view.version != versions.get(view, 0) for view in dio.views):
            dio.bus.publish(Invalidated())

    async def reload(self, master: Vista, table: CacheTable) -> None:
        """Show the rows of another master; everything is as it was if that fails.

        Nothing is told before all of it is here, and the cache of the old master stays its own.
        """
        dio = self._dio
        await master.source.prepare()
        shape = choose_shape(self._strategy, master.capabilities)
        if shape != dio.shape:
            raise SpecError(
                f"{master.name!r} is loaded {shape}, {dio.name!r} {dio.shape}",
                hint="await lens.make_dio(master) opens it beside the old one",
            )
        async with self._turn:
            known, hot = dio.known.turn_to(master), await dio.cache.turn_to(table)
            dio.renew()
            try:
                await self._load_anew()
            except BaseException:
                dio.known.turn_back(known)
                await dio.cache.turn_back(hot)
                dio.renew()
                dio.views.renew()
                raise
            dio.views.forget_old()
            await dio.cache.rewrite()
            await dio.known.remember()
            self._settle()
            dio.bus.publish(Invalidated())

    async def _load_anew(self) -> None:
        """Load what is shown from the beginning, by the callback that would on opening."""
        dio, strategy = self._dio, self._strategy
        callback = strategy.on_start or strategy.on_refresh
        if callback is None:
            await self._reread()
            return
        told: set[str] = set()
        stop = dio.cache.overhear(told.update)
        try:
            await call_user(callback, dio)
        finally:
            stop()
        if dio.views.base is None:
            gone = dio.cache.layer.base_ids(dio.store) - told
            await dio.cache.change({}, deletes=gone, lenient=True)
            await self._filled()

    async def _reread(self) -> None:
        dio = self._dio
        if dio.views.base is None:
            await self._renew()
            return
        pieces = [view for view in dio.views if not isinstance(view, LocalBacking)]
        seen = [view for view in pieces if any(view.holders.values())] or [dio.views.base]
        for view in pieces:
            if view not in seen:
                view.age()
        ends = await asyncio.gather(*(view.refresh() for view in seen), return_exceptions=True)
        for end in ends:
            if isinstance(end, BaseException):
                raise end
        if len(pieces) < len(list(dio.views)):
            await dio.views.base.load_all()  # local views show rows from anywhere in the set
