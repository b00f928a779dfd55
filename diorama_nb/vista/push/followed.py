"""A data set as it is, told of its changes by a way of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from diorama_nb.changes import Change, Invalidated
from diorama_nb.errors import SpecError
from diorama_nb.runtime import call_soon
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.description import Description
from diorama_nb.vista.push.watch import Subject, Watch
from diorama_nb.vista.source import Source
from diorama_nb.vista.wrapping import WrappingSource


class FollowedSource(WrappingSource):
    """A source as it is, and a way to be told of the changes of its rows.

    Parameters
    ----------
    base : Source
        What is asked for everything else.
    way : Watch
        What tells of changes; another one that the base has is not used.

    Raises
    ------
    SpecError
        If it is no way that fits any data set.
    """

    def __init__(self, base: Source, way: Watch) -> None:
        if not isinstance(way, Watch):
            raise SpecError(
                f"{way!r:.200} can not follow any data set",
                hint="Sse and Poll: RestVista(url, watch=…); "
                "PgNotify and Poll: SqlVista(url, watch=…)",
            )
        super().__init__(base.base if isinstance(base, FollowedSource) else base)
        self.way = way
        self._subject = Subject(self.name, lambda: self.base.id_rule, self.file, self.web)
        self._ends: set[_End] = set()

    @property
    def about(self) -> Description:  # type: ignore[override] # grows with the base's
        """What the base knows of itself, and that its changes are told."""
        known = self.base.about
        able = Capabilities.of("declared", "subscribe") | known.capabilities
        return replace(known, capabilities=able)

    async def watch(self, since: str | None = None) -> AsyncGenerator[Change, None]:
        """Yield the changes that the way tells of, until it ends or this source is closed."""
        end = _End()
        self._ends.add(end)
        try:
            async with aclosing(self.way.follow(self._subject, since)) as changes:
                while (change := await end.or_next(changes)) is not None:
                    if isinstance(change, Invalidated):
                        self.base.forget()
                    yield change
        finally:
            self._ends.discard(end)

    @property
    def change_feed(self) -> str:
        """The way, and what can be relied on."""
        return f"{self.way!r} ({self.way.feed})"

    async def aclose(self) -> None:
        """Close the base, and end all streams."""
        for end in list(self._ends):
            end.come()
        await super().aclose()


class _End:
    """The end of one stream; may come from any thread."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: asyncio.Timeout | None = None
        self._came = False

    def come(self) -> None:
        call_soon(self._loop, self._come)  # with a closed one, the stream has ended already

    def _come(self) -> None:
        if self._waiting is not None and not self._came:
            self._waiting.reschedule(self._loop.time())
        self._came = True

    async def or_next(self, changes: AsyncGenerator[Change, None]) -> Change | None:
        """Return the next change; None when there is none, or the end came before."""
        if self._came:
            return None
        try:
            async with asyncio.timeout(None) as self._waiting:
                return await anext(changes, None)
        except TimeoutError:
            if not self._came:
                raise  # it is the way's own
            return None
        finally:
            self._waiting = None
