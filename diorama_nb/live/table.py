"""`LiveTable`: any Vista behind a cache that forgets when something is written."""

from __future__ import annotations

import copy
import hashlib
import os
from collections.abc import AsyncIterator
from typing import Final, Literal

from diorama_nb.cache.base import CacheBackend
from diorama_nb.cache.choose import backend_of
from diorama_nb.cache.null import NullCache
from diorama_nb.errors import SpecError
from diorama_nb.frames import Rows
from diorama_nb.live.slots import Slots
from diorama_nb.live.source import LiveSource
from diorama_nb.live.stream import LiveStream
from diorama_nb.query import Query
from diorama_nb.runtime import Runtime, flush_at_exit, hops
from diorama_nb.values import Record, as_id
from diorama_nb.vista.source import Page
from diorama_nb.vista.vista import Vista
from diorama_nb.writes.write import Stored, Write

QUEUE: Final = 256
"""Writes that may stand in line unless another number is given."""


class LiveTable(Vista):
    """A Vista whose answers are cached until something is written or news comes.

    Lists, pages and single rows are read from the master once. A write goes to the master, in
    the order of the callers, and each caller waits for the result of its own; then everything
    that is cached under the key is forgotten, before the caller is answered. What another
    program changes is only seen with a `stream`, or after `invalidate`.

    Not cached: rows that are not there, ``get_some_value``, ``get_count``, ``fetch_next``, and
    answers that are known to be incomplete.

    Parameters
    ----------
    master : Vista
        The data set. It is closed with the table.
    cache : None, "none", path or CacheBackend
        None: in memory. A path: on disk, kept over restarts. ``"none"``: no cache, everything
        else the same; for finding out whether the cache is to blame.
    key : str or None
        Names the cached answers: tables with one key on one cache share them, so it is for the
        caller to use one key for one data set. None: made of the name and identity of the
        master. Conditions, order, search and page size need not be part of it.
    page_size : int or None
        Rows of a page of `fetch_page`, for masters that can fetch windows. None: the master's
        own pages.
    write_to : Vista or None
        Takes the writes instead of the master, e.g. a table of submissions.
    stream : LiveStream or None
        Tells of changes at the source; each makes the table forget what it cached. Answers
        that an earlier process left on disk are read again, because nobody listened meanwhile.
    queue : int
        Writes that may wait for their turn; callers of more wait to be accepted.

    Raises
    ------
    SpecError
        When an argument makes no sense.

    Notes
    -----
    A cache that fails costs speed, never an answer. A write whose outcome is unknown (no
    answer came) has everything read again; the old answers are kept only for as long as the
    source does not answer.

    Examples
    --------
    >>> clients = LiveTable(RestVista("https://…"), ".diorama")  # doctest: +SKIP
    >>> rows = await clients.where(city="Oslo").list_values()  # doctest: +SKIP
    >>> await clients.patch_value("7", {"city": "Bergen"})  # doctest: +SKIP
    """

    source: LiveSource

    def __init__(
        self,
        master: Vista,
        cache: str | os.PathLike[str] | CacheBackend | Literal["none"] | None = None,
        *,
        key: str | None = None,
        page_size: int | None = None,
        write_to: Vista | None = None,
        stream: LiveStream | None = None,
        queue: int = QUEUE,
    ) -> None:
        for name, vista in (("master", master), ("write_to", write_to)):
            if not isinstance(vista, Vista) and (name, vista) != ("write_to", None):
                raise SpecError(
                    f"{name} is a {type(vista).__name__}, no Vista",
                    hint="LiveTable(dn.RestVista('https://…'))",
                )
        if key == "":
            raise SpecError("an empty key names nothing", hint='key="clients", or leave it out')
        if page_size is not None and page_size < 1:
            raise SpecError(f"page_size={page_size} holds nothing", hint="page_size=100")
        if queue < 1:
            raise SpecError(f"queue={queue} lets no write through", hint=f"queue={QUEUE}")
        if stream is not None and not hasattr(stream, "subscribe"):
            raise SpecError(
                f"a {type(stream).__name__} is no LiveStream",
                hint="give it a subscribe() that returns changes, or use ManualLiveStream()",
            )
        backend = NullCache() if cache == "none" else backend_of(cache)
        slots = Slots(
            backend,
            key or _key_of(master),
            owned=backend is not cache,
            doubtful=backend.persistent and stream is not None,
        )
        source = LiveSource(
            master,
            slots,
            page_size=page_size,
            target=master if write_to is None else write_to,
            stream=stream,
            queue=queue,
        )
        super().__init__(source, master.query)
        flush_at_exit(source)

    @property
    def _runtime(self) -> Runtime:
        return self.source.runtime

    @property
    def key(self) -> str:
        """The key under which answers are cached."""
        return self.source.slots.key

    @property
    def master(self) -> Vista:
        """The data set behind the cache."""
        return self.source.master

    def _with(self, query: Query) -> LiveTable:
        narrowed = copy.copy(self)
        narrowed.query = query
        return narrowed

    @hops
    async def apply(self, write: Write) -> Stored:
        """Send a write to the master and return what was stored; see `Vista.apply`.

        When it returns, nothing that was cached before is served any more.

        Raises
        ------
        DioramaError
            What the master raised for this write; see `Vista.apply`.
        WriteError
            If it was cut off, so that nobody knows whether it arrived.
        Closed
            After `aclose`.
        """
        return await self.source.write(self.query, write)

    @hops
    async def invalidate(self) -> None:
        """Forget everything that is cached under the key, also for other conditions."""
        await self.source.invalidate()

    # A hit asks the master nothing, not even what it can do: so none of these prepares it.

    async def _list(self) -> Rows:
        return await self.source.read_list(self.query)

    @hops
    async def get_value(self, id: str) -> Record | None:
        """Read one record; None when it does not exist or is narrowed away."""
        record = await self.source.read_one(self.query, as_id(id))
        return record if record is not None and self.query.matches(record) else None

    @hops
    async def fetch_window(self, offset: int, limit: int) -> Page:
        """Read rows [offset, offset + limit)."""
        return await self.source.read_window(self.query, offset, limit)

    @hops
    async def fetch_page(self, number: int) -> Page:
        """Read one page, of `page_size` rows or of the master's own size; the first is 1."""
        return await self.source.read_page(self.query, number)

    @hops
    async def fetch_next(self, token: str | None = None) -> Page:
        """Read the page a token stands for; None: the first one. Not cached."""
        return await self.source.read_next(self.query, token)

    async def _some(self) -> tuple[str, Record] | None:
        self.source.check_open()
        return await self.master._with(self.query).get_some_value()

    async def _count(self) -> int:
        return await self.source.count(self.query)

    async def _stream(self) -> AsyncIterator[tuple[str, Record]]:
        if (held := await self.source.held_list(self.query)) is not None:
            for item in held.items():
                yield item
            return
        async for item in self.master._with(self.query).stream_values():
            yield item

    def __repr__(self) -> str:
        return f"<LiveTable {self.key!r} of {self.master._with(self.query)!r}>"


def _key_of(master: Vista) -> str:
    identity = hashlib.sha256(master.source.identity.encode()).hexdigest()[:16]
    return f"{master.name}-{identity}"
