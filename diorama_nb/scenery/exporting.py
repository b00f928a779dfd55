"""The rows of a view as a folder of Parquet files."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from diorama_nb.errors import SourceError
from diorama_nb.parquet.manifest import Export, Origin
from diorama_nb.parquet.writing import Layout, Taken, export
from diorama_nb.progress import Progress, progress_bar
from diorama_nb.query import ALL, Query
from diorama_nb.runtime import Runtime, hops
from diorama_nb.scenery.backing import Backing
from diorama_nb.scenery.cut import Cut
from diorama_nb.wording import in_words

if TYPE_CHECKING:
    from diorama_nb.scenery.host import Host


def origin_of(
    host: Host, query: Query, *, generation: int | None = None, age: float | None = None
) -> Origin:
    """Return where rows of a Dio come from, as an export tells it."""
    asked = query.on_top_of(host.master.query)
    told = "" if asked == ALL else in_words(asked, longest=10_000)
    return Origin(host.name, host.master.source.identity, told, generation, age)


async def write(rows: Taken, layout: Layout, *, progress: bool) -> Export:
    """Write rows into a folder; with a progress bar if told."""
    with progress_bar(layout.place.name, shown=progress) as tell:
        return await export(rows, layout, lambda done: tell(done, len(rows.positions)))


class Exporting:
    """The export of a table scenery."""

    name: str
    loaded: int
    _runtime: Runtime | None
    _host: Host
    _backing: Backing
    _cut: Cut
    _load_cut: Callable[[Progress | None], Awaitable[tuple[Cut, Backing]]]

    @hops
    async def export(
        self,
        folder: str | os.PathLike[str],
        *,
        partition_by: str | Sequence[str] | None = None,
        rows_per_file: int = 1_000_000,
        columns: Sequence[str] | None = None,
        load: bool = True,
        replace: bool = False,
        progress: bool = False,
    ) -> Export:
        """Write the rows of the view, in its order, into a folder of Parquet files.

        See `Dio.export`; ``generation`` in the manifest is the view's.
        """
        layout = await Layout.of(
            folder,
            partition_by=partition_by,
            rows_per_file=rows_per_file,
            columns=columns,
            replace=replace,
        )
        cut, backing = self._cut, self._backing
        if load and not backing.complete:
            try:
                with progress_bar(self.name, shown=progress) as tell:
                    cut, backing = await self._load_cut(tell)
            except SourceError:
                if not self.loaded:
                    raise
                cut, backing = self._cut, self._backing
        at = backing.oldest
        age = None if at is None else max(0.0, self._host.now() - at)
        rows = Taken(
            cut.store,
            cut.places.all_positions(),
            backing.coverage,
            origin_of(self._host, cut.query, generation=cut.generation, age=age),
        )
        return await write(rows, layout, progress=progress)
