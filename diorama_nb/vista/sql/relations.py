"""Foreign keys as relations: which columns of a row name which rows of another table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from diorama_nb.values import MISSING, Record, lookup
from diorama_nb.vista.description import Reference
from diorama_nb.vista.sql.spec import Spec
from diorama_nb.vista.vista import Vista


@dataclass(frozen=True, slots=True)
class Link:
    """A relation, with the columns on both sides of its foreign key.

    Attributes
    ----------
    reference : Reference
        The relation; several columns of its foreign key are joined by ``/``.
    here, there : tuple of str
        Columns of this table, and those of the target that hold the same values.
    schema : str or None
        The schema the target is in.
    """

    reference: Reference
    here: tuple[str, ...]
    there: tuple[str, ...]
    schema: str | None = None

    def key_of(self, row: Record) -> Any:
        """Return what a row shares with those it leads to; None where a value is lacking.

        One column's value as it is, those of several as a tuple.
        """
        values = tuple(lookup(row, column) for column in self.here)
        lacking = any(value is None or value is MISSING for value in values)
        if lacking:
            return None
        return values if len(values) > 1 else values[0]

    def among(self, target: Vista, key: Any) -> Vista:
        """Return the rows of the target that a key leads to; null leads nowhere."""
        if key is None:
            return target.where_op(self.there[0], "in", [])
        values = key if len(self.there) > 1 else (key,)
        return target.where(dict(zip(self.there, values, strict=True)))


def links(inspector: sa.Inspector, spec: Spec) -> tuple[Link, ...]:
    """Return the foreign keys of a table, and those of others that lead to it."""
    found: list[Link] = []
    taken: set[str] = set()

    def add(
        name: str, key: Any, target: str, here: Sequence[str], there: Sequence[str], **more: Any
    ) -> None:
        foreign = "/".join(key["constrained_columns"])
        name = name if name not in taken else f"{name}_{foreign}"
        taken.add(name)
        reference = Reference(name, target, foreign, more["many"])
        found.append(Link(reference, tuple(here), tuple(there), more["schema"]))

    everywhere = inspector.get_multi_foreign_keys(spec.schema).items()
    for (_, table), keys in everywhere:
        for key in keys if table == spec.table else ():
            own, other = key["constrained_columns"], key["referred_columns"]
            target = key["referred_table"]
            name = own[0].removesuffix("_id") if len(own) == 1 else target
            add(name, key, target, own, other, many=False, schema=key["referred_schema"])
    for (schema, table), keys in everywhere:
        for key in keys:
            own, other = key["referred_columns"], key["constrained_columns"]
            if key["referred_table"] == spec.table:
                add(table, key, table, own, other, many=True, schema=schema)
    return tuple(found)
