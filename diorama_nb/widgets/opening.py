"""The grid of related rows that stands in the place of a grid, until somebody goes back."""

from __future__ import annotations

from typing import Any, Final

import traitlets

from diorama_nb.errors import Closed, NotFound
from diorama_nb.scenery.table import TableScenery
from diorama_nb.widgets.base import Widget
from diorama_nb.widgets.nodes import text_of

_CHARS: Final = 40


class Opening(Widget):
    """A grid that can be left for the rows its own lead to.

    They are shown by a grid of their own in the same place. This one stays as it is behind it,
    so going back restores nothing: its rows, order, filters and selection were never gone.
    """

    scenery: TableScenery

    opened: Any = traitlets.Any(None, read_only=True).tag(
        sync=True, to_json=lambda grid, _: None if grid is None else grid._model_key
    )

    def _related(self, scenery: TableScenery, title: str) -> Opening:
        """Return a grid that looks like this one."""
        raise NotImplementedError

    async def open_ref(self, relation: str, row: str) -> Opening:
        """Show the rows that a relation leads to from one row, until `back`.

        Parameters
        ----------
        relation : str
            Name of one of ``grid.scenery.references``, or of a column with lists of records.
        row : str
            Id of the row.

        Returns
        -------
        Grid
            The grid of the related rows, which `opened` holds; it can be left for others, too.

        Raises
        ------
        SpecError
            If there is no such relation.
        Unsupported
            If the source does not follow it.
        Closed
            If the grid was closed.

        Examples
        --------
        >>> posts = await grid.open_ref("posts", "7")  # doctest: +SKIP
        >>> grid.back()  # doctest: +SKIP
        """
        scenery = await self.scenery.open_ref(relation, row)
        if self._closing:  # meanwhile
            await scenery.aclose()
            raise Closed(f"the grid of {self.scenery.name!r}")
        grid = self._related(scenery, f"{relation} of {text_of(row, _CHARS)}")
        grid.observe(self._ended, "comm")
        self._leave_for(grid)
        return grid

    def back(self) -> None:
        """Show these rows again, as they were left; closes what was opened from them."""
        self._leave_for(None)

    def close(self) -> None:
        """Remove the widget, and what was opened from it; see `Widget.close`."""
        self.back()
        super().close()

    async def _follow(self, relation: str, row: str) -> None:
        """Open what a page asks for."""
        if self.scenery.index_of(row) is None:
            raise NotFound(
                f"there is no row {row[:40]!r} here", hint="it may have been deleted"
            )
        await self.open_ref(relation, row)

    def _leave_for(self, grid: Opening | None) -> None:
        left = self.opened
        try:
            self.set_trait("opened", grid)
        finally:  # an observer may fail
            if left is not None:
                left.close()

    def _ended(self, change: Any) -> None:
        """Somebody closed the grid that was opened."""
        if change["new"] is None and self.opened is change["owner"]:
            self.back()
