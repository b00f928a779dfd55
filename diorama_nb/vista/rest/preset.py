"""What is known of an API before asking, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from diorama_nb.policy import Rate
from diorama_nb.vista.rest.spec import Declared
from diorama_nb.vista.rest.ways import Paging


@dataclass(frozen=True, slots=True)
class Preset:
    """What is known of an API before asking.

    Attributes
    ----------
    name : str
        The word for ``style=``.
    declared : Declared
        What need not be found out; ``{url}`` in `detail` stands for the address of the list.
    rate : Rate or None
        How fast it may be asked.
    writes : str
        Why writes stay off, where the API only pretends to store them.
    params : mapping
        Parameters that every request carries, unless the address has them already.
    """

    name: str
    declared: Declared
    rate: Rate | None = None
    writes: str = ""
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def paging(self) -> Paging | None:
        """How it pages; None when that is left to be found out."""
        return self.declared.page if not isinstance(self.declared.page, str) else None
