"""One record, read anew from the source for whoever shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from diorama_nb.reasons import because

if TYPE_CHECKING:
    from diorama_nb.dio.dio import Dio


async def reread_record(dio: Dio, id: str) -> None:
    """Re-read a record and its details; see `Host.reread_record`."""
    dio.check_open()
    if not dio.known.able.can("traverse_to_record"):
        await dio.refresh()
        return
    before = dio.cache.base(id)
    with because("refresh", f"record {id!r}"):
        await dio.answers.reread(id)
    dio.moved(id, before, dio.cache.base(id))
    if (position := dio.store.position(id)) is not None:
        await dio.details.hydrate(np.array([position]))  # its failure is the row's own status


def fetched_at(dio: Dio, id: str) -> float | None:
    """Return when a record was read; see `Host.fetched_at`."""
    base, position = dio.views.base, dio.store.position(id)
    if base is None:
        return None if position is None else dio.known.copied_at
    place = None if position is None else base.places.place_of(position)
    return None if place is None else base.fetched_at(place)
