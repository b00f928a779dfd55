"""What reflection found: the columns of a table, its key, and what may be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from diorama_nb.vista.columns import Column
from diorama_nb.vista.sql.relations import Link

Expression = sa.ColumnElement[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One column of a table.

    Attributes
    ----------
    name : str
        Its name, in the database and in records.
    column : ColumnElement
        What stands for it in a statement.
    type : str
        One of `diorama_nb.vista.source.TYPES`.
    nullable : bool
        Whether it can be null.
    calculated : bool
        Whether the database works it out, so that it can not be written.
    stored : str
        How its values are kept; the dialect's own word.
    """

    name: str
    column: Expression
    type: str
    nullable: bool = True
    calculated: bool = False
    stored: str = ""


@dataclass(frozen=True, eq=False)
class Table:
    """One table, view or query.

    Attributes
    ----------
    selectable : sqlalchemy.Table or sqlalchemy.Subquery
        What statements read from.
    fields : mapping of str to Field
        Its columns.
    key : tuple of Field
        What names a row; empty when nothing does.
    key_shown : bool
        Whether the key stands in the records; SQLite's rowid does not.
    ties : tuple of Field
        What makes every order total; empty when nothing does.
    declared : bool
        Whether the key was declared, rather than found out.
    links : tuple of Link
        Foreign keys, from here and to here.
    refused : mapping of str to str
        Kind of write → why it can not be done.
    """

    selectable: sa.Table | sa.Subquery
    fields: Mapping[str, Field]
    key: tuple[Field, ...] = ()
    key_shown: bool = True
    ties: tuple[Field, ...] = ()
    declared: bool = False
    links: tuple[Link, ...] = ()
    refused: Mapping[str, str] | None = None

    @property
    def written(self) -> sa.Table:
        """What statements write to; writes of all else are refused before."""
        assert isinstance(self.selectable, sa.Table)
        return self.selectable

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns as a data set shows them."""
        keys = {field.name for field in self.key} if self.key_shown else set()
        return tuple(
            Column(field.name, field.type, _flags(field, field.name in keys))
            for field in self.fields.values()
        )

    @property
    def id_column(self) -> str | None:
        """The one column the id is taken from, if it is one."""
        return self.key[0].name if len(self.key) == 1 and self.key_shown else None

    @cached_property
    def read(self) -> tuple[Field, ...]:
        """The fields a record is read from, followed by a key that it does not show."""
        shown = tuple(self.fields.values())
        return shown if self.key_shown else (*shown, *self.key)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of `read`."""
        return tuple(field.name for field in self.read)


def _flags(field: Field, is_key: bool) -> frozenset[str]:
    flags = {"calculated"} if field.calculated else set()
    if is_key:
        flags.add("id")
    if not (field.nullable or field.calculated or is_key):
        flags.add("mandatory")
    return frozenset(flags)
