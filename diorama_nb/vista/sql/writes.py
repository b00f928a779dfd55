"""Writes as statements of one transaction: look, compare, write, read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from diorama_nb.errors import NotFound, WriteConflict, WriteRejected, closest
from diorama_nb.values import Record, equal
from diorama_nb.vista.sql import ids, records
from diorama_nb.vista.sql.compile import Compiler
from diorama_nb.vista.sql.records import Row
from diorama_nb.writes.write import Stored, Write


@dataclass(frozen=True, slots=True)
class Writer:
    """Applies writes to one table; every call is part of a transaction.

    Parameters
    ----------
    compiler : Compiler
        Makes the statements.
    name : str
        Name of the data set, for errors.
    version : str or None
        Column that changes with every write.
    """

    compiler: Compiler
    name: str
    version: str | None = None

    def apply(self, connection: sa.Connection, write: Write) -> Stored:
        """Apply a write.

        Raises
        ------
        NotFound
            A patch of a row that does not exist.
        WriteRejected
            A value that a column can not hold, or a column that does not exist.
        WriteConflict
            The row changed since ``write.before``.
        """
        if write.kind == "clear":
            gone = sa.delete(self.compiler.table.written)
            connection.execute(gone.where(*self.compiler.where(write.query)))
            return Stored()
        if write.id is None:
            return self._insert(connection, write)
        row = records.find(connection, self.compiler, write.id, lock=True)
        if row is None:
            return self._missing(connection, write)
        if write.kind == "insert" or self._done(write, row.record):
            return Stored(row.id, row.record)
        self._check(write, row.record)
        where = records.named(self.compiler, row.key)
        if write.kind == "delete":
            connection.execute(sa.delete(self.compiler.table.written).where(where))
            return Stored(row.id)
        return self._update(connection, write, row)

    def _missing(self, connection: sa.Connection, write: Write) -> Stored:
        match write.kind:
            case "delete":
                return Stored(write.id)
            case "patch":
                raise NotFound(
                    f"{self.name!r} has no record {write.id!r}", hint="insert_value creates one"
                )
            case "replace" if write.before is not None:
                raise WriteConflict(
                    f"the record {write.id!r} was deleted meanwhile",
                    hint="insert_value creates it anew",
                )
        return self._insert(connection, write)

    def _insert(self, connection: sa.Connection, write: Write) -> Stored:
        table = self.compiler.table
        values = self._values(write.patch)
        if write.id is not None:
            values = {**self._key_of(write.id), **values}
        statement = sa.insert(table.written).values(values)
        if connection.dialect.insert_returning:
            returned = statement.returning(*(field.column for field in table.key))
            key: Sequence[Any] = connection.execute(returned).one()
        else:
            made = connection.execute(statement)
            number = made.lastrowid if len(table.key) == 1 else None
            key = [values.get(field.name, number or None) for field in table.key]
        row = records.at(connection, self.compiler, key)
        if row is None or (write.id is None and None in key):
            raise WriteRejected(
                "the database made no id for the record",
                fields={field.name: "is not given" for field in table.key},
                hint="give the key's values, or insert_value(id, record)",
            )
        if write.id not in (None, row.id):
            raise WriteRejected(
                f"the record would be stored under {row.id!r}, not {write.id!r}",
                fields={field.name: "differs from the id" for field in table.key},
                hint="leave the key out of the record, or give its values as the id",
            )
        return Stored(row.id, row.record)

    def _update(self, connection: sa.Connection, write: Write, row: Row) -> Stored:
        table = self.compiler.table
        keys = {field.name for field in table.key}
        values = self._values(write.patch)
        if write.kind == "replace":
            written = [f.name for f in table.fields.values() if not f.calculated]
            values = {n: values.get(n) for n in written if n in values or n not in keys}
        key = [
            values.get(field.name, raw) for field, raw in zip(table.key, row.key, strict=True)
        ]
        if self.version is not None and table.fields[self.version].type == "integer":
            values[self.version] = table.fields[self.version].column + 1
        if values:
            where = records.named(self.compiler, row.key)
            connection.execute(sa.update(table.written).where(where).values(values))
        after = records.at(connection, self.compiler, key)
        return Stored(row.id) if after is None else Stored(after.id, after.record)

    def _key_of(self, id: str) -> dict[str, Any]:
        """Return the values of the key columns that an id stands for.

        Raises
        ------
        WriteRejected
            If it stands for none.
        """
        table, dialect = self.compiler.table, self.compiler.dialect
        texts = ids.split(id, len(table.key))
        if texts is None or not table.key_shown:
            raise WriteRejected(
                f"{self.name!r} has no record with the id {id!r}, and none can be made",
                hint="insert_return_id_value(record) has the database make the id"
                if not table.key_shown
                else f"ids have {len(table.key)} parts, joined by '/'",
            )
        found = {}
        for field, text in zip(table.key, texts, strict=True):
            raws = dialect.candidates(field, text)
            if not raws:
                raise WriteRejected(
                    f"the id {id!r} is no {field.type}",
                    fields={field.name: f"takes {field.type} values"},
                    hint="give an id that the key column can hold",
                )
            found[field.name] = dialect.key_value(field, raws)
        return found

    def _values(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of a record as they are written.

        Raises
        ------
        WriteRejected
            Names every column that does not exist or can not hold its value.
        """
        fields = self.compiler.table.fields
        values: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for name, value in record.items():
            if name not in fields:
                wrong[name] = f"no such column; {closest(name, fields)}"
            elif not fields[name].calculated:
                try:
                    raw = self.compiler.dialect.write(fields[name], value)
                    values[name] = sa.null() if raw is None else raw
                except ValueError as error:
                    wrong[name] = str(error)
        if wrong:
            first, why = next(iter(wrong.items()))
            raise WriteRejected(
                f"column {first!r}: {why}", fields=wrong, hint="change the named columns"
            )
        return values

    # --- conflicts -------------------------------------------------------------------------

    def _done(self, write: Write, record: Record) -> bool:
        """Whether a patch says only what the row holds already, as after a lost answer."""
        return write.kind == "patch" and all(
            name in record and equal(record[name], value) for name, value in write.patch.items()
        )

    def _check(self, write: Write, record: Record) -> None:
        """Refuse a write made for another state of the row.

        A version decides alone. Without one, a patch minds the columns it changes, so that two
        people may change different columns; the other writes mind the whole row.
        """
        before = write.before
        if before is None:
            return
        if self.version is not None:
            minded = [self.version]
        else:
            minded = list(write.patch if write.kind == "patch" else record)
        changed = [
            name
            for name in minded
            if name in before
            and not equal(record.get(name), before[name])
            and not (name in write.patch and equal(record.get(name), write.patch[name]))
        ]
        if changed:
            raise WriteConflict(
                f"the record {write.id!r} changed meanwhile: {', '.join(changed)}",
                hint="read it again, then write",
            )
