"""Two data sets as one Vista: edits over a base, a fallback behind a primary."""

from __future__ import annotations

from diorama_nb.vista.compose.merge import MergeSource
from diorama_nb.vista.compose.overlay import OverlaySource
from diorama_nb.vista.vista import Vista

__all__ = ["merge", "overlay"]

KEEP_FOR = 5.0


def overlay(
    base: Vista,
    edits: Vista,
    *,
    name: str | None = None,
    deleted: str = "_deleted",
    keep_for: float = KEEP_FOR,
) -> Vista:
    """Return a data set with edits laid over it; writes go to the edits, never to the base.

    A record of `edits` shows instead of the one of `base` with the same id, at its place
    while both sort alike; the others stand where the order puts them, at the end without an
    order. A deleted row of the base stays in `edits` as a mark, ``{"id": 7, "_deleted":
    True}``: it stays deleted as long as the edits are kept. To undo an edit, delete its row
    from `edits`.

    The edits are read whole, so they should be few; of the base only windows are read where
    it has windows and can be asked for single records.

    Parameters
    ----------
    base : Vista
        The data set; perhaps huge, perhaps read-only.
    edits : Vista
        What is written, with the ids of `base`; empty at first. Must take inserts and updates
        to be written to, and deletes to delete.
    name : str or None
        Name of the data set; None: that of `base`.
    deleted : str
        The column of `edits` that marks a deletion; shown rows do not have it.
    keep_for : float
        Seconds for which rows of `edits`, and the rows of `base` they cover, are taken as
        known, where the parts do not tell of changes. Writes through this data set are seen
        at once.

    Examples
    --------
    >>> import diorama_nb as dn
    >>> goods = dn.overlay(
    ...     dn.MemoryVista([{"id": 1, "price": 5}]), dn.MemoryVista(name="edits")
    ... )
    >>> dn.run(goods.patch_value("1", {"price": 4}))
    {'id': 1, 'price': 4}
    """
    return Vista(OverlaySource(base, edits, name, deleted, keep_for))


def merge(
    primary: Vista,
    fallback: Vista,
    *,
    name: str | None = None,
    keep_for: float = KEEP_FOR,
) -> Vista:
    """Return the rows of a data set, then those another one has and the first lacks.

    While one of them does not answer (`SourceUnavailable`), the other answers alone, and the
    coverage says so. Writes go to `primary`; a patch of a row only `fallback` has copies it
    there, a delete of a row it has is refused, because it would show again.

    It has windows where one part has, can be asked for single records, and the other is in
    memory or small; else both are read whole.

    Parameters
    ----------
    primary : Vista
        The data set that is asked first.
    fallback : Vista
        The one that fills it up, with ids of the same kind.
    name : str or None
        Name of the data set; None: that of `primary`.
    keep_for : float
        Seconds for which rows of the small part are taken as known, where it does not tell of
        changes.

    Examples
    --------
    >>> import diorama_nb as dn
    >>> both = dn.merge(
    ...     dn.MemoryVista([{"id": 1}]), dn.MemoryVista([{"id": 1}, {"id": 2}])
    ... )
    >>> list(dn.run(both.list_values()))
    ['1', '2']
    """
    return Vista(MergeSource(primary, fallback, name, keep_for))
