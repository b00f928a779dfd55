"""A block of cells that is pasted or emptied: checked as a whole before it is written. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from diorama_nb.errors import WriteRejected
from diorama_nb.values import MISSING, Record, equal
from diorama_nb.vista.columns import Column
from diorama_nb.widgets.editing import Example, Typed, no_example, patch_of
from diorama_nb.writes.write import Write

TOLD: Final = 3
"""Refused cells that are named; more are only counted."""


def patches_of(
    columns: Sequence[Column],
    rows: Mapping[str, Record],
    names: Sequence[str],
    cells: Sequence[Sequence[Typed]],
    example: Example = no_example,
) -> list[Write]:
    """Return the writes that put a block of typed values into some rows.

    Parameters
    ----------
    columns : sequence of Column
        The columns that are shown.
    rows : mapping of str to Record
        The rows, by id, as they are now.
    names : sequence of str
        The columns of the block.
    cells : sequence of sequences of Typed
        One line per row, one value per column; a single line or value fills them all.
    example : callable
        Returns some value of a column, for cells that hold nothing.

    Returns
    -------
    list of Write
        One patch for each row that is another one then.

    Raises
    ------
    WriteRejected
        If any value is refused; ``fields`` holds the reasons by ``"column, row id"``.
    """
    lines = list(cells) * len(rows) if len(cells) == 1 else list(cells)
    if len(lines) != len(rows):
        raise WriteRejected(
            f"{len(lines)} lines do not fit {len(rows)} rows", hint="paste them again"
        )
    refused: dict[str, str] = {}
    writes: list[Write] = []
    for (id, record), line in zip(rows.items(), lines, strict=True):
        values = list(line) * len(names) if len(line) == 1 else list(line)
        if len(values) != len(names):
            raise WriteRejected("the lines are of different lengths", hint="paste a rectangle")
        patch: Record = {}
        for name, typed in zip(names, values, strict=True):
            try:
                patch |= patch_of(columns, name, typed, record, example)
            except WriteRejected as error:
                why = error.fields.get(name, error.message)
                refused[f"{name}, row {id[:40]}"] = why
        changed = {n: v for n, v in patch.items() if not equal(record.get(n, MISSING), v)}
        if changed:
            writes.append(Write("patch", id, changed))
    if refused:
        raise WriteRejected(_told(refused), fields=refused, hint="nothing was changed")
    return writes


def _told(refused: Mapping[str, str]) -> str:
    told = [f"{cell} {why}" for cell, why in list(refused.items())[:TOLD]]
    more = len(refused) - len(told)
    return "; ".join(told) + (f"; and {more} more" if more else "")
