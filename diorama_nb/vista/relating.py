"""The relations of a Vista: from one of its rows to rows of another data set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from diorama_nb.errors import SpecError
from diorama_nb.runtime import hops
from diorama_nb.values import Record, as_id
from diorama_nb.vista.description import Reference
from diorama_nb.vista.reading import Reading

if TYPE_CHECKING:
    from diorama_nb.vista.vista import Vista


class Relating(Reading):
    """What can be reached from a Vista by its references."""

    @hops
    async def get_ref(self, relation: str, row: str | Record) -> Vista:
        """Return the rows that a relation leads to from one row.

        Parameters
        ----------
        relation : str
            Name of one of `references`.
        row : str or Record
            The row, or its id; an id is looked up first.

        Raises
        ------
        SpecError
            If there is no such relation.
        Unsupported
            If the source does not follow it.
        """
        reference = await self.reference(relation)
        if reference.many:
            self.capabilities.require("traverse_to_set", self.name)
        id = None if isinstance(row, Mapping) else as_id(row)
        record = row if isinstance(row, Mapping) else await self.get_value(row)
        return await self.source.get_ref(
            reference, self.source.key_of(reference, record or {}, id)
        )

    @hops
    async def get_ref_target(self, relation: str) -> Vista:
        """Return all rows of the data set that a relation leads to, e.g. to choose one.

        Raises
        ------
        SpecError
            If there is no such relation.
        """
        return await self.source.get_ref_target(await self.reference(relation))

    async def reference(self, relation: str) -> Reference:
        """Return a relation by its name.

        Raises
        ------
        SpecError
            If there is none.
        """
        if (known := self._known(relation)) is not None:
            return known
        await self.source.prepare()  # some know their relations only when they were asked
        if (known := self._known(relation)) is not None:
            return known
        names = (reference.name for reference in self.source.about.references)
        raise SpecError.unknown("relation", relation, names)

    def _known(self, relation: str) -> Reference | None:
        found = (known for known in self.source.about.references if known.name == relation)
        return next(found, None)
