"""From a row of a view to the rows its relations lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diorama_nb.errors import Closed
from diorama_nb.runtime import Runtime, hops
from diorama_nb.vista.description import Reference

if TYPE_CHECKING:
    from diorama_nb.scenery.host import Host
    from diorama_nb.scenery.table import TableScenery


class TableRelations:
    """The relations of a table scenery."""

    _host: Host
    _runtime: Runtime | None

    @property
    def closed(self) -> bool:
        """Whether nothing is shown any more."""
        raise NotImplementedError

    @property
    def references(self) -> tuple[Reference, ...]:
        """The relations that can be followed from its rows, as far as they are known by now."""
        master = self._host.master
        to_many = master.capabilities.can("traverse_to_set")
        return tuple(one for one in master.references if to_many or not one.many)

    @hops
    async def open_ref(self, relation: str, row: str) -> TableScenery:
        """Open a view of the rows that a relation leads to from one row.

        Parameters
        ----------
        relation : str
            Name of one of `references`, or of a column with lists of records.
        row : str
            Id of the row.

        Raises
        ------
        SpecError
            If there is no such relation.
        Unsupported
            If the source does not follow it.
        """
        if self.closed:
            raise Closed(f"the view of {self._host.name!r}")
        related = await self._host.get_ref(relation, row)
        return await related.open_scenery()
