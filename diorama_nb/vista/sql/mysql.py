"""What MariaDB and MySQL compare as we do, once they are asked in the right words.

Their text compares by a collation, in which ``a`` is ``A`` and often ``ä``, and ``a`` is
``"a "``: bytes of UTF-8 are compared instead, which order as code points do. Dates may be none
(``0000-00-00``): those are text to us.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from diorama_nb.query import Condition
from diorama_nb.values import fold, is_blank, is_naive
from diorama_nb.vista.sql import cells, letters
from diorama_nb.vista.sql.dialect import Dialect
from diorama_nb.vista.sql.operands import Fit
from diorama_nb.vista.sql.table import Expression, Field

MYSQL: Final = ("mysql", "mariadb")
"""SQLAlchemy's names of both."""

SORTED_BYTES: Final = 1024
"""What of a text or of bytes counts when rows are sorted (``max_sort_length``)."""

SUMMED_DIGITS: Final = 43
"""What a decimal may have so that no sum of a table is rounded: sums have 65."""

TOLD: Final = "told"
"""How a column is stored whose type was declared here: the database knows nothing of it."""

FLAG: Final = "flag"
"""How a ``BOOLEAN`` is stored: as a small number, 0 or 1 as a rule."""

LABEL: Final = "label"
"""How an ``ENUM`` or ``SET`` is stored: by number."""

ROUNDED: Final = "rounded"
"""How a number is stored that is shown with fewer digits than it has, or compared otherwise."""

_DIGITS: Final = Context(prec=400)
_DAY: Final = timedelta(days=1)


class MySql(Dialect):
    """MariaDB or MySQL."""

    reads_plainly = False

    # --- values ----------------------------------------------------------------------------

    def read(self, field: Field, raw: Any) -> Any:
        if field.stored == TOLD:
            return cells.read(field.type, raw)
        match field.type, raw:
            case "integer", bytes():  # BIT
                return int.from_bytes(raw, "big")
            case "boolean", (0 | 1):
                return bool(raw)
            case "time", timedelta() if timedelta() <= raw < _DAY:
                return (datetime.min + raw).time()
            case "datetime", datetime() if _aware(field):
                return raw.replace(tzinfo=UTC)
        return super().read(field, raw)

    def write(self, field: Field, value: Any) -> Any:
        if field.stored == TOLD and value is not None:
            if field.type == "uuid" and isinstance(value, uuid.UUID):
                binary = isinstance(field.column.type, sa.LargeBinary)
                return value.bytes if binary else str(value)
            return cells.write(field.type, value)
        match value:
            case float() | Decimal() if not Decimal(value).is_finite():
                raise ValueError(f"the database holds no {value}")
            case list() | dict() if field.type != "nested":
                raise ValueError(f"a {field.type} column holds no {type(value).__name__}")
            case str() if value != value.encode("utf-8", "replace").decode():
                raise ValueError("half of a surrogate pair is no text")
            case datetime() if not is_naive(value):
                if not _aware(field):
                    raise ValueError("the column knows no time zones: give a naive datetime")
                return value.astimezone(UTC).replace(tzinfo=None)
        return value

    def candidates(self, field: Field, text: str | None) -> list[Any]:
        found = super().candidates(field, text)
        if field.type == "boolean":
            return [int(raw == "True") if raw in ("True", "False") else raw for raw in found]
        return [text] if field.type in ("date", "datetime") and not found else found

    # --- conditions ------------------------------------------------------------------------

    def condition(self, field: Field, condition: Condition) -> Expression | None:
        if field.stored == TOLD and condition.value is not None:
            return None
        return super().condition(field, condition)

    def null(self, field: Field) -> Expression:
        # Plain IS NULL also finds 0000-00-00 in a column that is NOT NULL.
        return field.column.op("<=>", is_comparison=True)(sa.null())

    def _among(self, field: Field, operands: Sequence[Any]) -> Expression | None:
        found = super()._among(field, operands)
        if found is None or field.type != "text" or field.stored == LABEL:
            return found
        texts = [operand for operand in operands if isinstance(operand, str)]
        if len(texts) < len(operands):
            return found
        return sa.and_(field.column.in_(texts), found)  # an index finds more rows, but soon

    def _compared(self, field: Field, op: str, operand: Any) -> Expression | None:
        if field.type not in ("text", "boolean", "date", "datetime") or is_blank(operand):
            return super()._compared(field, op, operand)
        fit = self.operand(field, op, operand)
        if isinstance(fit, Fit):
            return None if fit is Fit.LOCAL else sa.false()
        column = self._exactly(field)
        match field.type:
            case "text":
                there = sa.not_(self.null(field))
            case "boolean":
                there = column.in_([0, 1])
            case _:
                there = _exists(field).is_(sa.true())
        return sa.and_(there, column.op(op, is_comparison=True)(fit))

    def operand(self, field: Field, op: str, value: Any) -> Any:
        if field.stored in (TOLD, ROUNDED):
            return Fit.LOCAL
        match field.type:
            case "text":
                return _text(value)
            case "boolean" if isinstance(value, int | float | Decimal):
                return value if isinstance(value, bool) else Fit.LOCAL
            case "integer" if isinstance(value, int) and not isinstance(value, bool):
                return value if -(2**63) <= value < 2**64 else Fit.LOCAL
            case "decimal":
                return _decimal(field, op, value)
            case "number":
                return _number(value)
            case "date" | "datetime" if isinstance(value, str):
                return Fit.LOCAL  # a date that is none
        return super().operand(field, op, value)

    def _exactly(self, field: Field) -> Expression:
        return _utf8(field) if field.type == "text" else field.column

    def same(self, field: Field, raw: Any) -> Expression:
        if field.type != "text" or not isinstance(raw, str):
            return super().same(field, raw)
        return sa.and_(field.column == raw, _utf8(field) == raw.encode())

    # --- order and search ------------------------------------------------------------------

    def sort(self, field: Field) -> Expression | None:
        if field.stored == TOLD:
            return None
        length = getattr(field.column.type, "length", None) or SORTED_BYTES
        match field.type:
            case "text":
                return _utf8(field) if 4 * length <= SORTED_BYTES else None
            case "bytes":
                return field.column if length <= SORTED_BYTES else None
            case "boolean":  # other numbers than 0 and 1 are numbers, which come after
                flag = field.column.in_([0, 1])
                return sa.case((flag, field.column), else_=field.column + 1000)
            case "date" | "datetime":
                kind = sa.case((_exists(field), "2"), else_="5")
                return _bytes(sa.func.concat(kind, field.column))
            case "number":
                return None if field.stored == ROUNDED else field.column
        return super().sort(field)

    def alike(self, field: Field) -> Expression | None:
        if field.stored in (TOLD, ROUNDED):
            return None
        match field.type:
            case "text" | "bytes":  # sorted to be grouped, by as many bytes
                return self.sort(field)
            case "integer" | "decimal" | "number" | "boolean" | "date" | "datetime":
                return field.column
        return None

    def summed(self, field: Field) -> Mapping[int, Expression] | None:
        digits = getattr(field.column.type, "precision", None) or 0
        whole = field.type == "integer" and not field.stored
        exact = whole or (field.type == "decimal" and digits <= SUMMED_DIGITS)
        return {1: field.column} if exact else None

    def tie(self, field: Field, *, unique: bool) -> Expression:
        if field.type == "text" and (field.stored == LABEL or not unique):
            return _utf8(field)  # equal by the collation, or sorted by number
        return field.column

    def keyset(self, field: Field) -> bool:
        if field.stored in (TOLD, ROUNDED):
            return False
        return field.type == "number" or super().keyset(field)

    def search(self, fields: Sequence[Field], text: str, *, named: bool) -> Expression | None:
        folded = fold(text)
        if not named:
            return None
        if isinstance(_text(folded), Fit):
            return sa.false()
        parts = []
        for field in fields:
            lower = _bytes(sa.func.lower(_capitals_replaced(_as_utf8(field), folded)))
            here = sa.func.locate(folded.encode(), lower) > 0
            parts.append(sa.and_(sa.not_(self.null(field)), here))
        return sa.or_(sa.false(), *parts)


def _aware(field: Field) -> bool:
    return bool(getattr(field.column.type, "timezone", False))


# --- expressions ------------------------------------------------------------------------------


def _as_utf8(field: Field) -> Expression:
    """Return the text of a column, whatever its character set."""
    return sa.cast(field.column, mysql.CHAR(charset="utf8mb4"))


def _capitals_replaced(text: Expression, folded: str) -> Expression:
    """Return a text with small letters where only we know which they are.

    Collations know the capitals of some year's Unicode; Latin and Cyrillic are old enough.
    """
    for letter in sorted(set(folded)):
        known = (letter < "\u0180" and letter != "ß") or "\u0400" <= letter <= "\u0481"
        for capital in "" if known else letters.capitals(letter):
            text = sa.func.replace(text, capital, letter)
    return text


def _bytes(expression: Expression) -> Expression:
    return sa.cast(expression, sa.LargeBinary)


def _utf8(field: Field) -> Expression:
    return _bytes(_as_utf8(field))


def _exists(field: Field) -> Expression:
    """Return an expression that is true for a date of the calendar, else false or null."""
    moved = sa.func.date_add(field.column, sa.text("INTERVAL 0 DAY"))
    return moved == field.column


# --- operands ---------------------------------------------------------------------------------


def _text(value: Any) -> Any:
    if not isinstance(value, str):
        return Fit.NEVER
    held = value.encode("utf-8", "replace")
    return held if held.decode() == value else Fit.LOCAL


def _decimal(field: Field, op: str, value: Any) -> Any:
    """Return a number with no more digits than the column has; the answer is the same."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return Fit.NEVER
    exact = Decimal(value)
    scale = getattr(field.column.type, "scale", None) or 0
    if not exact.is_finite() or abs(exact) >= Decimal(10) ** 60:
        return Fit.LOCAL
    up = op in ("<", ">=")
    held = exact.quantize(
        Decimal(1).scaleb(-scale), ROUND_CEILING if up else ROUND_FLOOR, context=_DIGITS
    )
    if op == "==" and held != exact:
        return Fit.NEVER
    return sa.literal(held, sa.Numeric())


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return Fit.NEVER
    if is_blank(value) or not -1e308 < value < 1e308:
        return Fit.LOCAL
    held = float(value)
    return held if held == value else Fit.LOCAL
