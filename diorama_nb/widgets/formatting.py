"""The formats of a grid's columns, and the ranges of values their colours need."""

from __future__ import annotations

import math
from decimal import Decimal
from numbers import Real
from typing import Any, Final

import traitlets

from diorama_nb.errors import SpecError
from diorama_nb.rows.columnar import Cells
from diorama_nb.rows.distribution import distribution
from diorama_nb.runtime import Tasks, call_user
from diorama_nb.scenery.cut import Cut
from diorama_nb.scenery.table import TableScenery
from diorama_nb.vista.columns import Column
from diorama_nb.widgets import formats

RANGES_EVERY: Final = 1.0
"""Seconds between two looks at the least and the greatest value of a column."""


class Formatting(traitlets.HasTraits):
    """The trait people set, and the one the page reads."""

    formats: Any = traitlets.Dict()
    looks: Any = traitlets.Dict().tag(sync=True)

    comm: Any
    scenery: TableScenery
    _shown: list[Column]
    _tasks: Tasks
    _ranges: dict[str, list[float]]
    _ranges_due = False

    @traitlets.validate("formats")
    def _check_formats(self, proposal: Any) -> Any:
        wished = formats.spell_out(proposal["value"])
        known = [column.name for column in self._shown]
        for name in wished if known else ():
            if name not in known:
                raise SpecError.unknown("column", name, known)
        return proposal["value"]

    @traitlets.observe("formats")
    def _formats_set(self, _: Any) -> None:
        self._tell_looks()
        if self.comm is not None:  # else it is being made: what is told now, nobody hears
            self.scenery.loop.call_soon_threadsafe(self._seek_ranges)

    def _follow_ranges(self) -> None:
        """Bring the ranges up to the rows that are loaded; at most once a second."""
        if self._ranges_due or not formats.scaled(formats.spell_out(self.formats)):
            return
        self._ranges_due = True
        self._seek_ranges()
        self.scenery.loop.call_later(RANGES_EVERY, self._looked, self.scenery.generation)

    def _seek_ranges(self) -> None:
        if not self.scenery.closed:
            self._tasks.spawn(self._find_ranges(), "ranges of the columns of a grid")

    def _looked(self, generation: int) -> None:
        self._ranges_due = False
        if generation != self.scenery.generation:
            self._follow_ranges()

    async def _find_ranges(self) -> None:
        wanted = formats.scaled(formats.spell_out(self.formats))
        if wanted:  # several looks may be on their way, each at columns of its own
            self._ranges.update(await call_user(_ranges, self.scenery.cut, wanted))
        self._tell_looks()

    def _tell_looks(self) -> None:
        looks = formats.with_ranges(formats.spell_out(self.formats), self._ranges)
        if looks != self.looks:
            self.looks = looks


def _ranges(cut: Cut, columns: list[str]) -> dict[str, list[float]]:
    """Return the least and the greatest number of columns, as far as rows are loaded."""
    cells, positions = Cells(cut.store), cut.places.all_positions()
    found = {}
    for column in columns:
        numbers = cells.numbers(column, positions) if len(positions) else None
        if numbers is None:  # decimals
            spread = distribution(cut.store, positions, column)
            ends = [spread.low, spread.high]
        else:
            ends = [numbers.min(), numbers.max()] if len(numbers) else [None, None]
        if all(isinstance(end, Real | Decimal) and math.isfinite(end) for end in ends):
            found[column] = [float(end) for end in ends]
    return found
