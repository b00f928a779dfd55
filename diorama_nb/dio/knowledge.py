"""What is known of a source without asking it: kept beside the rows, over restarts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from diorama_nb.dio.hot import HotTable
from diorama_nb.dio.loading import Shape, choose_shape
from diorama_nb.dio.strategy import Strategy
from diorama_nb.values import Record
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.columns import Column, infer_columns, widen
from diorama_nb.vista.vista import Vista

ORDER: Final = ".order"
"""Metadata key of the ids in the order of the source, where that is another."""

ABOUT: Final = ".about"
"""Metadata key of shape, columns and capabilities."""

REFRESHED: Final = ".refreshed"
"""Metadata key of when a set that is loaded piece by piece was last refreshed."""

SEEDED: Final = ".seeded"
"""Metadata key of the last whole copy: when it was made, and whether it was whole."""


def stamp(at: float, complete: bool | None, reason: str, mark: Any = None) -> dict[str, Any]:
    """Return the metadata to keep with the rows of a whole copy."""
    marked = {} if mark is None else {"mark": mark}
    return {SEEDED: {"at": at, "complete": complete, "reason": reason, **marked}}


class Knowledge:
    """Shape, columns and capabilities of a data set, and when it was last copied whole.

    Attributes
    ----------
    master : Vista
        The source.
    shape : "eager", "paged" or "sequential"
        How its rows are loaded.
    columns : tuple of Column
        Columns seen so far.
    extra : tuple of Column
        Columns that details will fill.
    refreshed_at : float
        When a refresh last began that went well, in seconds since the epoch; 0: never. Rows
        that were loaded piece by piece before are not believed any more.
    copied_at : float or None
        When the last whole copy was made, in seconds since the epoch.
    copy_complete : bool or None
        Whether that copy holds every row; None when the source did not tell.
    copy_reason : str
        Why not, or why that is unknown.
    mark : object
        How far that copy reaches; see `Source.mark`. None where only all can be read anew.
    """

    def __init__(self, master: Vista, strategy: Strategy, cache: HotTable) -> None:
        self.master = master
        self._strategy = strategy
        self._cache = cache
        self._remembered: dict[str, Any] = {}
        self.shape: Shape = "eager"
        self.columns: tuple[Column, ...] = ()
        self.extra: tuple[Column, ...] = ()
        self.refreshed_at = 0.0
        self.copied_at: float | None = None
        self.copy_complete: bool | None = None
        self.copy_reason = "nothing was loaded yet"
        self.mark: Any = None

    async def recall(self) -> None:
        """Take what an earlier process knew; else ask the source about itself."""
        told = await self._cache.get_metadata(ABOUT)
        if told is None:
            await self.master.source.prepare()
            self.shape = choose_shape(self._strategy, self.master.capabilities)
            self.columns = self.master.columns
            return
        self._remembered = told
        self.shape = told["shape"]
        self.columns = tuple(
            Column(n, kind, frozenset(flags)) for n, kind, flags in told["columns"]
        )
        self.refreshed_at = float(await self._cache.get_metadata(REFRESHED) or 0.0)
        seeded = await self._cache.get_metadata(SEEDED)
        if seeded is not None:
            self.copied_at = float(seeded["at"])
            self.copy_complete, self.copy_reason = seeded["complete"], seeded["reason"]
            self.mark = seeded.get("mark")

    @property
    def able(self) -> Capabilities:
        """What the master can do; what it could, while it was not asked in this process."""
        able = self.master.capabilities
        return (
            able if able.granted else Capabilities(self._remembered.get("able", {}), able.hints)
        )

    def turn_to(self, master: Vista) -> dict[str, Any]:
        """Know another master from now on, and nothing of it yet; returns what was known."""
        before = dict(vars(self))
        self.master, self._remembered, self.mark = master, {}, None
        self.columns = master.columns
        return before

    def turn_back(self, before: dict[str, Any]) -> None:
        """Know what was known before `turn_to`."""
        vars(self).update(before)

    def notice(self, rows: Mapping[str, Record]) -> None:
        """Learn columns from rows, where the master does not name them itself."""
        columns = widen(self.columns, self.master.columns)
        if not self.master.columns:
            columns = widen(columns, infer_columns(dict(rows), self.master.id_column))
        self.columns = widen(columns, self.extra) if rows else columns

    def notice_details(self, details: Iterable[Record]) -> None:
        """Learn columns from details."""
        told = {str(number): detail for number, detail in enumerate(details)}
        self.columns = widen(self.columns, infer_columns(told, None))

    def copied(self, at: float, complete: bool | None, reason: str, mark: Any = None) -> None:
        """Note that a whole copy is in the store."""
        self.mark = mark
        self.copied_at, self.copy_complete, self.copy_reason = at, complete, reason

    async def refreshed(self, at: float) -> None:
        """Note that what is shown of a set loaded piece by piece was read again."""
        self.refreshed_at = at
        await self.remember({REFRESHED: at})

    async def remember(self, more: Mapping[str, Any] | None = None) -> None:
        """Keep what is known for the next process, if it is new."""
        about = {
            "shape": self.shape,
            "columns": [[c.name, c.type, sorted(c.flags)] for c in self.columns],
            "able": dict(self.able.granted),
        }
        metadata = dict(more or {})
        if about != self._remembered:
            self._remembered = metadata[ABOUT] = about
        if metadata:
            await self._cache.change({}, metadata=metadata, lenient=True)
