"""One record of a Dio: from what is held, or from the source, as its age demands."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from diorama_nb.errors import SourceError
from diorama_nb.reasons import because
from diorama_nb.runtime import SingleFlight
from diorama_nb.status import Age
from diorama_nb.values import Record

if TYPE_CHECKING:
    from diorama_nb.dio.dio import Dio


class RecordAnswers:
    """Reads single records for facades, record sceneries and servos."""

    def __init__(self, dio: Dio) -> None:
        self._dio = dio
        self._flights = SingleFlight()
        self._got: dict[str, float] = {}  # id → when the record was last read by itself
        self._renewals = 0

    def forget(self) -> None:
        """A refresh begins: records that were asked for before are asked for again."""
        self._renewals += 1
        self._got.clear()

    def stored(self, id: str) -> None:
        """The source returned a whole record just now, as the answer to a write."""
        self._got[id] = self._dio.now()

    async def get(self, id: str) -> Record | None:
        """Return one record with its details, from the source when it is not held or too old.

        Raises
        ------
        Exception
            Why its details could not be loaded.
        """
        record = await self._held(id)
        position = self._dio.store.position(id)
        if record is None or position is None:
            return record
        if await self._dio.details.hydrate(np.array([position])) is not None:
            error = self._dio.details.error(position)
            if error is not None:
                raise error
        return self._dio.store.get(id)

    async def _held(self, id: str) -> Record | None:
        dio = self._dio
        dio.check_open()
        if dio.views.base is None:
            await dio.answers.renewed()
            return dio.store.get(id)
        if dio.layer.concerns(id) and not self._is_patch_of_unknown(id):
            return dio.store.get(id)
        record, asks = dio.store.get(id), dio.known.able.can("traverse_to_record")
        if record is not None and not (dio.whole and self._place_of(id) is None):
            match self._age_of(id):
                case "stale" if asks:
                    with because("revalidation"):
                        dio.tasks.spawn(self._try_get(id), f"re-read a record of {dio.name}")
                case "too_stale" if asks:
                    return await self._try_get(id)
            return record
        if dio.whole:
            return None
        if asks:
            return await self._get(id)
        await dio.answers.filled(dio.views.base)
        return dio.store.get(id)

    def _is_patch_of_unknown(self, id: str) -> bool:
        """Whether pending writes change a row that was never read: only the source has it."""
        store, layer = self._dio.store, self._dio.layer
        known = store.get(id) is not None or layer.base(store, id) is not None
        return not known and layer.pending.fold(id, {}) is not None

    def _place_of(self, id: str) -> int | None:
        position, base = self._dio.store.position(id), self._dio.views.base
        return None if position is None or base is None else base.places.place_of(position)

    def _age_of(self, id: str) -> Age:
        dio, base, place = self._dio, self._dio.views.base, self._place_of(id)
        listed = self.fetched_at(id)
        read = [at for at in (listed, self._got.get(id)) if at is not None]
        judged = dio.freshness.judge(dio.now() - max(read) if read else math.inf)
        if judged == "fresh" and id not in self._got and base and place is not None:
            left_behind = base.status(place) == "Stale" and base.freshness == "too_stale"
            return "too_stale" if left_behind else judged  # a refresh did not reread it
        return judged

    async def _try_get(self, id: str) -> Record | None:
        try:
            return await self._get(id)
        except SourceError:
            return self._dio.store.get(id)

    async def reread(self, id: str) -> None:
        """Ask the source for a record and its details, or for all where it gives none alone.

        Raises
        ------
        SourceError
            When it does not answer; what is held stays.
        """
        dio = self._dio
        dio.check_open()
        if not dio.known.able.can("traverse_to_record"):
            await dio.refresh()
            return
        before = dio.cache.base(id)
        with because("refresh", f"record {id!r}"):
            await self._get(id)
        dio.moved(id, before, dio.cache.base(id))
        if (position := dio.store.position(id)) is not None:
            # Its failure is the row's own status.
            await dio.details.hydrate(np.array([position]))

    def fetched_at(self, id: str) -> float | None:
        """Return when a record was read as part of a list; None where nobody knows."""
        dio, base = self._dio, self._dio.views.base
        if base is None:
            return None if dio.store.position(id) is None else dio.known.copied_at
        place = self._place_of(id)
        return None if place is None else base.fetched_at(place)

    async def _get(self, id: str) -> Record | None:
        """Ask the source for a record, once for all who want it."""

        async def ask() -> Record | None:
            dio = self._dio
            began, since = self._renewals, dio.tick
            with dio.ledger.asking("one", id=id) as fetch:
                record = await dio.master.get_value(id)
                fetch.got({} if record is None else {id: record})
            if record is not None:
                await dio.commit({id: record}, since=since)
            elif id in dio.store:
                await dio.cache.change({}, deletes=[id], lenient=True, since=since)
            if began == self._renewals:
                self._got[id] = dio.now()
            return dio.store.get(id)  # as writes leave it

        return await self._flights.do(("get", id, self._renewals, self._dio.tick), ask)
