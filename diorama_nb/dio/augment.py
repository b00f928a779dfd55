"""Augment: where the further columns of a row come from, one row at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from diorama_nb.errors import SpecError
from diorama_nb.rows.cells import own
from diorama_nb.runtime import call_user
from diorama_nb.values import Record, as_id, is_blank, lookup
from diorama_nb.vista.columns import Column
from diorama_nb.vista.vista import Vista

if TYPE_CHECKING:
    from diorama_nb.dio.dio import Dio


@dataclass(frozen=True, eq=False)
class Augment:
    """Further columns of a list's rows, fetched for the rows somebody looks at.

    Parameters
    ----------
    source : Vista or callable
        What is asked for one record, or ``source(dio, id, row) -> Record``, like
        ``on_load_detail``.
    key : str or callable
        Which record of a Vista belongs to a row: ``"id"`` the one with the row's id, another
        name the one whose id is in that column (dotted for nested ones), a function
        ``key(id, row)`` the one it names. Without a key, the row has no detail.
    columns : sequence of str
        Columns taken from the record; they then belong to the detail, whatever the list says of
        them. None named: all of them, and every row is asked for once.

    Raises
    ------
    SpecError
        When a setting makes no sense.

    Examples
    --------
    >>> products = MemoryVista({"7": {"stock": 3}}, name="stock")
    >>> lens = Lens(augment=Augment(products, columns=["stock"]))
    """

    source: Vista | Callable[..., Any]
    key: str | Callable[[str, Record], Any] = "id"
    columns: Iterable[str] = ()

    def __post_init__(self) -> None:
        if isinstance(self.columns, str):
            raise SpecError(
                f"columns={self.columns!r} names one column",
                hint=f"columns=[{self.columns!r}]",
            )
        object.__setattr__(self, "columns", tuple(self.columns))
        if isinstance(self.source, Vista):
            if not (isinstance(self.key, str) or callable(self.key)):
                raise SpecError(f"key={self.key!r} names no record", hint='key="supplier_id"')
            return
        if not callable(self.source):
            raise SpecError(
                f"an Augment can not ask {type(self.source).__name__!r}",
                hint="Augment(vista), or Augment(fetch) with async def fetch(dio, id, row)",
            )
        if self.key != "id":
            raise SpecError(
                "key= tells which record of a Vista is meant; a function decides by itself",
                hint="use the row it is called with",
            )

    @property
    def described(self) -> tuple[Column, ...]:
        """The columns that are named, as the source describes them."""
        source = self.source
        known = {c.name: c for c in source.columns} if isinstance(source, Vista) else {}
        named = (known.get(name, Column(name)) for name in self.columns)
        return tuple(Column(c.name, c.type, c.flags - {"id"}) for c in named)

    async def fetch(self, dio: Dio, id: str, row: Record) -> Record:
        """Return what belongs to a row; empty where there is nothing.

        Raises
        ------
        Unsupported
            When the Vista can not read one record: each row would cost a whole list.
        Exception
            What the source raised.
        """
        if isinstance(self.source, Vista):
            found = await self._read(self.source, id, row)
        else:
            found = await call_user(self.source, dio, id, row)
        if found is None:
            return {}
        if not isinstance(found, dict):
            raise SpecError(
                f"the detail of {id!r} is a {type(found).__name__}, no record",
                hint='return a dict such as {"stock": 3}, or None',
            )
        found = own(found)  # refuses here what the cache could not keep
        if self.columns:
            return {name: found[name] for name in self.columns if name in found}
        return {name: v for name, v in found.items() if name != dio.master.id_column}

    async def _read(self, vista: Vista, id: str, row: Record) -> Record | None:
        if self.key == "id":
            key: Any = id
        else:
            key = self.key(id, row) if callable(self.key) else lookup(row, self.key)
        if is_blank(key):
            return None
        await vista.source.prepare()
        vista.capabilities.require("traverse_to_record", vista.name)
        return await vista.get_value(as_id(key))
