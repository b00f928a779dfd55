"""What a database compares as `diorama_nb.values` does, and what it does not; pure.

An expression is made only where the database's answer equals ours. For everything else the
methods return None, and the work is done on rows in memory. This base speaks for databases
that keep to the declared type of a column; `sqlite` is another matter.
"""

from __future__ import annotations

import enum
import uuid
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa

from diorama_nb.query import Condition
from diorama_nb.values import SCALARS, fold, is_blank
from diorama_nb.vista.sql.operands import OPERANDS, Fit, is_padded
from diorama_nb.vista.sql.table import Expression, Field

MANY: Final = 1000
"""Operands of ``in`` that are sent; more are looked up here."""

_TYPES: Final[tuple[tuple[type[Any], str], ...]] = (
    (sa.Enum, "unknown"), (sa.String, "text"), (sa.Boolean, "boolean"),
    (sa.Integer, "integer"), (sa.Float, "number"), (sa.Numeric, "decimal"),
    (sa.DateTime, "datetime"), (sa.Date, "date"), (sa.Time, "time"),
    (sa.Interval, "duration"), (sa.Uuid, "uuid"), (sa.LargeBinary, "bytes"),
    (sa.JSON, "nested"), (sa.ARRAY, "nested"),
)  # fmt: skip


_GROUPED: Final = frozenset(
    {"integer", "number", "decimal", "boolean", "text", "datetime", "date", "time", "uuid",
     "bytes"}
)  # fmt: skip
"""Types whose values PostgreSQL holds equal as we do."""


def type_of(type_: sa.types.TypeEngine[Any]) -> str:
    """Return the type of a column, one of `diorama_nb.vista.source.TYPES`."""
    return next((name for kind, name in _TYPES if isinstance(type_, kind)), "unknown")


_SURE: Final = frozenset(
    {"integer", "number", "boolean", "text", "decimal", "date", "datetime"}
)
"""Types for which PostgreSQL's drivers have one class of values, and records have it, too."""


class Dialect:
    """A database that keeps to declared types.

    Parameters
    ----------
    name : str
        SQLAlchemy's name of it.
    """

    max_age: float | None = 30.0
    """Seconds for which a key seen at an offset is believed to stand there still."""

    reads_plainly = True
    """Whether what the driver hands over is the value, where a record can hold it."""

    nesting = frozenset({"nested", "unknown"})
    """Types of columns that may hold maps."""

    foreign: frozenset[str] = frozenset()
    """Columns known to hold values that Python has not; see `is_foreign`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._postgres = name == "postgresql"
        self.nulls_last = name in ("sqlite", "postgresql", "oracle")
        self.row_values = name in ("sqlite", "postgresql")

    # --- values ----------------------------------------------------------------------------

    def sure(self, field: Field) -> bool:
        """Whether a driver hands over every value of a column as a record holds it."""
        return self._postgres and field.type in _SURE

    def read(self, field: Field, raw: Any) -> Any:
        """Return the value of a cell."""
        kind = type(raw)
        if raw is None or kind in SCALARS or kind in (list, dict):
            return raw
        if kind in (memoryview, bytearray):
            return bytes(raw)
        return raw.name if isinstance(raw, enum.Enum) else str(raw)

    def write(self, field: Field, value: Any) -> Any:
        """Return what is written into a cell.

        Raises
        ------
        ValueError
            If the column can not hold the value; says why.
        """
        return value

    def candidates(self, field: Field, text: str | None) -> list[Any]:
        """Return the values of a key column whose text may be this; reading makes sure."""
        if text is None:
            return [None]
        try:
            match field.type:
                case "integer":
                    number = int(text)
                    return [number] if abs(number) < 2**31 or self._wide(field) else []
                case "uuid":
                    return [uuid.UUID(text)]
                case "decimal":
                    return [Decimal(text)]
                case "number":
                    return [float(text)]
                case "date":
                    return [date.fromisoformat(text)]
                case "datetime":
                    return [datetime.fromisoformat(text)]
                case "bytes":
                    return [bytes.fromhex(text.removeprefix(r"\x"))]  # as PostgreSQL notifies
                case "text" if self._postgres:
                    return [] if "\0" in text else [text]
        except (ValueError, ArithmeticError):
            return []
        return [text]

    def key_value(self, field: Field, candidates: Sequence[Any]) -> Any:
        """Return which of the `candidates` of a key is written."""
        return candidates[0]

    def _wide(self, field: Field) -> bool:
        return isinstance(field.column.type, sa.BigInteger)

    # --- conditions ------------------------------------------------------------------------

    def condition(self, field: Field, condition: Condition) -> Expression | None:
        """Return an expression, never null, that is true where a condition holds."""
        match condition.op:
            case "==":
                return self._among(field, [condition.value])
            case "!=":
                return _negated(self._among(field, [condition.value]))
            case "in" | "not in":
                operands = condition.value if isinstance(condition.value, list) else []
                found = self._among(field, operands) if len(operands) <= MANY else None
                return found if condition.op == "in" else _negated(found)
            case "contains" if not isinstance(condition.value, str):
                return sa.false()
            case "contains":  # what else is no text the database would write in its own way
                text = field.type == "text"
                return self.search([field], condition.value, named=True) if text else None
        return self._compared(field, condition.op, condition.value)

    def nested(self, condition: Condition, heads: Sequence[Field]) -> Expression | None:
        """Return an expression for a condition on a part of a nested column."""
        return None

    def _among(self, field: Field, operands: Sequence[Any]) -> Expression | None:
        if field.type == "nested":
            return None
        parts: list[Expression] = []
        sent = []
        for operand in operands:
            if operand is None:
                parts.append(self.null(field))
            else:
                fit = Fit.LOCAL if is_blank(operand) else self.operand(field, "==", operand)
                if fit is Fit.LOCAL:
                    return None
                if fit is not Fit.NEVER:
                    sent.append(fit)
        if sent:
            column = self._exactly(field)
            one = column == sent[0] if len(sent) == 1 else column.in_(sent)
            parts.append(sa.and_(sa.not_(self.null(field)), one))
        return sa.or_(sa.false(), *parts)

    def _compared(self, field: Field, op: str, operand: Any) -> Expression | None:
        if is_blank(operand):
            return sa.false()
        if field.type == "nested":
            return None
        fit = self.operand(field, op, operand)
        column = self.sort(field)
        if fit is Fit.NEVER:
            return sa.false()
        if fit is Fit.LOCAL or column is None:
            return None
        return sa.and_(column.is_not(None), column.op(op, is_comparison=True)(fit))

    def operand(self, field: Field, op: str, value: Any) -> Any:
        """Return an operand as it is sent, or why it is not (a `Fit`).

        It is bound under a type of its own: cast to the column's, ``2.345`` would be rounded.
        """
        rule = OPERANDS.get(field.type)
        return Fit.LOCAL if rule is None else rule(field, op, value)

    def null(self, field: Field) -> Expression:
        """Return an expression that is true where a column is null, else false."""
        return field.column.is_(None)

    def _exactly(self, field: Field) -> Expression:
        """Return a column as it is tested for equality."""
        return field.column

    def bound(self, field: Field, raw: Any) -> Any:
        """Return what was read from a column as the column is compared with it."""
        return raw

    def same(self, field: Field, raw: Any) -> Expression:
        """Return an expression that is true where a column holds what was read from it."""
        return self.null(field) if raw is None else field.column == self.bound(field, raw)

    # --- order and search ------------------------------------------------------------------

    def sort(self, field: Field) -> Expression | None:
        """Return an expression that sorts as our values do, null where those are blank."""
        match field.type:
            case "integer" | "boolean" | "date" | "datetime":
                return field.column
            case "uuid" | "bytes" if self._postgres:
                return field.column
            case "decimal":
                nan = sa.cast(sa.literal("NaN", sa.Text), sa.Numeric)
                return sa.func.nullif(field.column, nan) if self._postgres else field.column
            case "text" if self._postgres and not is_padded(field):
                return sa.collate(field.column, "C")
        return None

    def is_foreign(self, field: Field) -> Expression | None:
        """Return an expression that is true for values Python has not; None: there are none.

        They are text to us, which comes after all others; the database sorts them among these.
        """
        return None

    def knowing(self, foreign: Iterable[str]) -> Dialect:
        """Return the dialect of a table whose columns were found to hold such values."""
        other = copy(self)
        other.foreign = self.foreign | frozenset(foreign)
        return other

    def alike(self, field: Field) -> Expression | None:
        """Return an expression that is one for values that are equal to us, and only for them.

        None where the database takes others for equal, or reads them otherwise in a group.
        """
        if not self._postgres or field.type not in _GROUPED:
            return None
        named = getattr(field.column.type, "collation", None) is not None
        return None if field.type == "text" and (named or is_padded(field)) else field.column

    def summed(self, field: Field) -> Mapping[int, Expression] | None:
        """Return factor → expression: the sums of these, each times its factor, are exact.

        Null for values that can not be added so. None where the database would round, or gives
        up over a number that is too large.
        """
        exact = self._postgres and field.type in ("integer", "decimal")
        return {1: field.column} if exact else None

    def tie(self, field: Field, *, unique: bool) -> Expression:
        """Return an expression of a column that makes an order total, in any order.

        Parameters
        ----------
        unique : bool
            Whether the database itself keeps the values apart.
        """
        return field.column

    def nullable(self, field: Field) -> bool:
        """Whether what `sort` returns can be null."""
        return field.nullable or (self._postgres and field.type == "decimal")

    def keyset(self, field: Field) -> bool:
        """Whether rows after a value of this column are found by comparing with it."""
        return field.type not in ("number", "unknown", "nested", "duration", "time")

    def search(self, fields: Sequence[Field], text: str, *, named: bool) -> Expression | None:
        """Return an expression for the rows where a text is found.

        Parameters
        ----------
        fields : sequence of Field
            Where to look.
        named : bool
            Whether these columns were declared; all of them otherwise.
        """
        if not named:
            return None
        if "\0" in text or text != text.encode("utf-8", "replace").decode():
            return sa.false()  # no text of a database holds that
        return sa.or_(
            sa.false(),
            *(
                sa.func.lower(sa.cast(field.column, sa.Text)).contains(
                    fold(text), autoescape=True
                )
                for field in fields
            ),
        )


def _negated(expression: Expression | None) -> Expression | None:
    return None if expression is None else sa.not_(expression)
