"""How a table scenery is opened: on which backing, and how much of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from diorama_nb.errors import SpecError
from diorama_nb.query import Query
from diorama_nb.scenery.backing import Backing
from diorama_nb.scenery.capped import CappedBacking
from diorama_nb.scenery.table import TableScenery

if TYPE_CHECKING:
    from diorama_nb.dio.dio import Dio


async def open_table(
    dio: Dio,
    query: Query,
    size: int,
    *,
    initial_range: range | None = None,
    columns: Collection[str] | None = None,
    titles_only: bool = False,
    exclusive: bool = False,
    cap: int | None = None,
) -> TableScenery:
    """Open a reactive view of a query; see `Dio.table_scenery`."""
    if isinstance(columns, str):
        raise SpecError(f"columns={columns!r} names one column", hint=f"columns=[{columns!r}]")
    if cap is not None and cap < 1:
        raise SpecError(f"cap={cap!r} shows nothing", hint="cap=10 shows the first ten rows")
    size = size if cap is None else min(size, cap)
    only = object() if exclusive else None

    async def backing_of(query: Query) -> Backing:
        backing = await dio.views.of(query, size, only=only)
        return backing if cap is None else CappedBacking(backing, cap)

    scenery = TableScenery(
        dio,
        await backing_of(query),
        backing_of,
        initial_range=initial_range if initial_range is not None else range(size),
        columns=columns,
        titles_only=titles_only,
    )
    scenery.set_viewport(scenery.viewport)
    return scenery
