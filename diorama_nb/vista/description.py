"""What a source knows of itself: its columns, what it can do, and where its rows lead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from diorama_nb.query import Query
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.columns import Column, check_compared, check_named


@dataclass(frozen=True, slots=True)
class Reference:
    """A relation to another data set, e.g. ``Reference("orders", "orders", "client_id")``.

    Parameters
    ----------
    name : str
        Name of the relation.
    target : str
        Name of the data set it leads to.
    foreign_key : str
        Column that holds the id of the other row: the target's column for has-many, the own
        one for has-one.
    many : bool
        Whether it leads to many rows (has-many), or to one (has-one).
    """

    name: str
    target: str
    foreign_key: str
    many: bool = True


@dataclass(slots=True)
class Description:
    """What a source knows of itself; grows while it is read.

    Attributes
    ----------
    columns : tuple of Column
        Empty until something was read, for sources that are not asked beforehand.
    id_column : str or None
        The column the id is taken from; None when records have no id of their own.
    capabilities : Capabilities
        What the source can do.
    references : tuple of Reference
        Relations to other data sets.
    fixed : bool
        Whether no row has other columns: a query that names one is a mistake.
    """

    columns: tuple[Column, ...] = ()
    id_column: str | None = "id"
    capabilities: Capabilities = field(default_factory=Capabilities)
    references: tuple[Reference, ...] = ()
    fixed: bool = False

    def check_named(self, names: Iterable[str]) -> None:
        """Refuse columns that no row can have; see `columns.check_named`."""
        if not self.fixed:  # rows may have any column; but hardly one with a minus
            known = {f"-{column.name}" for column in self.columns}
            names = [name for name in names if name in known]
        if self.columns:
            check_named(names, self.columns)

    def check_asked(self, query: Query) -> None:
        """Refuse conditions that no row can meet; see `columns.check_compared`."""
        if self.fixed:
            check_compared(query.conditions, self.columns)
