"""The slots of one live table in a cache, and which of them may be trusted.

Every answer carries the *era* in which its read began. A write begins a new era in the step
that deletes all answers. So what a slow read puts afterwards is never served: not in this
process, and not in another one that shares the cache.
"""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass
from typing import Any, Final

from diorama_nb.cache.base import Batch, CacheBackend, CacheTable
from diorama_nb.live.answers import Answer
from diorama_nb.live.trace import log, outcome_of, trace, why
from diorama_nb.runtime import here, off_loop

_MANY: Final = 2_000
"""Rows from which on converting them would hold the event loop too long."""


@dataclass(frozen=True, slots=True)
class Trust:
    """What may be served now.

    Attributes
    ----------
    era : str
        Answers of this era are as good as the source's.
    doubted : frozenset of str
        Answers of these are served only while the source does not answer.
    """

    era: str
    doubted: frozenset[str] = frozenset()


class Slots:
    """The kept answers of one live table.

    A cache that fails is logged, and never anybody's error: a lookup finds nothing, a put
    keeps nothing, and what should have been forgotten is not served.

    Parameters
    ----------
    backend : CacheBackend
        Where they are kept: in one table, which nothing else uses.
    key : str
        The live table's key.
    owned : bool
        Whether the backend is closed with the slots.
    doubtful : bool
        Whether answers of earlier processes are doubted.
    """

    def __init__(
        self, backend: CacheBackend, key: str, *, owned: bool = False, doubtful: bool = False
    ) -> None:
        self.key = key
        self._backend = backend
        self._owned = owned
        self._lock = asyncio.Lock()  # around each new era, or one that is owed could get lost
        # A new era that the cache has yet to take: True keeps the answers, False forgets them.
        self._owed: bool | None = True if doubtful else None

    async def _table(self) -> CacheTable:
        return await self._backend.open_table(f"live/{self.key}")

    # --- reading ---------------------------------------------------------------------------

    async def trust(self) -> Trust:
        """Return what may be served now; a read that begins now puts its answer under `era`."""
        try:
            known = await (await self._table()).list_metadata()
            if self._owed is not None or "era" not in known:
                known = await self._caught_up()
        except Exception as error:
            self._failed("read", error)
            return Trust(uuid.uuid4().hex)
        return Trust(known["era"], frozenset(known["doubted"]))

    async def _caught_up(self) -> dict[str, Any]:
        """Begin the era that is owed, or the first one, once for all who ask."""
        async with self._lock:
            if self._owed is not None:
                return await self._renew(keep=self._owed)
            known = await (await self._table()).list_metadata()
            if "era" in known:
                return known
            return await self._renew(keep=False)  # a random one: no table begins an old era

    async def get(self, slot: str) -> Answer | None:
        """Return what a slot holds, whatever its era."""
        try:
            record = await (await self._table()).get_value(slot)
            return None if record is None else Answer.unpack(record, here().now())
        except Exception as error:
            self._failed("read", error)
            return None

    # --- writing ---------------------------------------------------------------------------

    async def put(self, slot: str, answer: Answer, era: str) -> bool:
        """Keep an answer whose read began in an era; returns whether that went well."""
        try:
            many = len(answer.rows) >= _MANY
            record = await off_loop(many, answer.pack, era, here().now())
            await (await self._table()).insert_value(slot, record)
        except Exception as error:
            self._failed("written", error)
            return False
        return True

    async def invalidate(self) -> bool:
        """Forget all answers, also those of reads that are under way.

        Returns whether the cache did; if not, they are not served any more all the same.
        """
        forgotten = await self._begin_era(keep=False)
        trace("invalidate", self.key, outcome_of(forgotten))
        return forgotten

    async def doubt(self) -> None:
        """Keep all answers for the time the source does not answer, and trust none."""
        await self._begin_era(keep=True)

    async def _begin_era(self, *, keep: bool) -> bool:
        try:
            async with self._lock:
                await self._renew(keep=keep)
        except BaseException as error:
            self._owed = keep and self._owed is not False
            if not isinstance(error, Exception):
                raise
            self._failed("emptied", error)
            return False
        return True

    async def _renew(self, *, keep: bool) -> dict[str, Any]:
        table = await self._table()
        doubted = []
        if keep:
            known = await table.list_metadata()
            doubted = [*known.get("doubted", ()), *filter(None, [known.get("era")])]
        news = {"era": uuid.uuid4().hex, "doubted": doubted}
        await table.commit(Batch(metadata=news, replace=not keep))
        self._owed = None
        return news

    async def aclose(self) -> None:
        """Close the cache, if it is nobody else's."""
        if self._owned:
            await self._backend.aclose()

    def _failed(self, what: str, error: Exception) -> None:
        log.warning("live table %s: its cache can not be %s: %s", self.key, what, why(error))
