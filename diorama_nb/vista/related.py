"""A data set with relations that are declared beside it, whatever its source is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from diorama_nb.errors import Unsupported
from diorama_nb.values import MISSING, Record, as_id, lookup
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.description import Description, Reference
from diorama_nb.vista.source import Source
from diorama_nb.vista.wrapping import WrappingSource

if TYPE_CHECKING:
    from diorama_nb.vista.vista import Vista


class RelatedSource(WrappingSource):
    """A source as it is, and relations of its rows to those of other data sets.

    Parameters
    ----------
    base : Source
        What is asked for everything else.
    relations : mapping of Reference to Vista or callable
        Where each relation leads to: a data set, or a function from a row's key to one.
    """

    def __init__(
        self, base: Source, relations: Mapping[Reference, Vista | Callable[[Any], Vista]]
    ) -> None:
        inner = base if isinstance(base, RelatedSource) else None
        super().__init__(base if inner is None else inner.base)
        self.relations: dict[Reference, Vista | Callable[[Any], Vista]] = {
            **({} if inner is None else inner.relations),
            **relations,
        }

    @property
    def about(self) -> Description:  # type: ignore[override] # grows with the base's
        """What the base knows of itself, and the relations."""
        known, names = self.base.about, {reference.name for reference in self.relations}
        own = tuple(one for one in known.references if one.name not in names)
        able = known.capabilities
        if any(reference.many for reference in self.relations):
            able = able | Capabilities.of("declared", "traverse_to_set")
        return replace(known, references=(*own, *self.relations), capabilities=able)

    def key_of(self, reference: Reference, row: Record, id: str | None) -> Any:
        target = self.relations.get(reference)
        if target is None:
            return super().key_of(reference, row, id)
        if callable(target) and (key := lookup(row, reference.foreign_key)) is not MISSING:
            return key  # e.g. the address of the related rows
        return Source.key_of(self, reference, row, id)

    async def get_ref(self, reference: Reference, key: Any) -> Vista:
        target = self.relations.get(reference)
        if target is None:
            return await super().get_ref(reference, key)
        if callable(target):
            return target(key)
        if not reference.many and (id := _id_in(key)) is not None:
            await target.get_some_value()  # then its columns are known
            kinds = {column.name: column.type for column in target.columns}
            number = id.isdecimal() and kinds.get(target.id_column or "") != "text"
            key = int(id) if number else id
        return await Source.get_ref(self, reference, key)

    async def get_ref_target(self, reference: Reference) -> Vista:
        target = self.relations.get(reference)
        if target is None:
            return await super().get_ref_target(reference)
        if callable(target):
            raise Unsupported(
                "traverse_to_set",
                reference.target,
                enable=f"relate({reference.name!r}, …) to a vista of all rows",
            )
        return target


def _id_in(key: Any) -> str | None:
    """Return the id at the end of an address such as ``https://…/authors/7/``, if it is one."""
    if not isinstance(key, str) or not key.startswith(("http://", "https://", "/")):
        return None
    return as_id(unquote(urlsplit(key).path.rstrip("/").rpartition("/")[2])) or None
