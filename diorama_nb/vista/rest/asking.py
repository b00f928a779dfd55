"""The words by which conditions and orders are declared; frozen and checked when written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from diorama_nb.errors import SpecError
from diorama_nb.query import OPERATORS
from diorama_nb.query import Order as Sorting
from diorama_nb.vista.rest.checks import need_name
from diorama_nb.vista.rest.expressions import Expression

Params = list[tuple[str, str]]
"""Query parameters in the order they are sent."""


@dataclass(frozen=True, slots=True)
class Order:
    """How an order is asked for.

    ``Order("ordering")`` sends ``ordering=price`` or ``ordering=-price``;
    ``Order("_sort", direction="_order")`` sends ``_sort=price&_order=desc``;
    ``Order("sort", asc="{}:asc", desc="{}:desc")`` sends ``sort=price:desc``.

    Parameters
    ----------
    param : str
        Name of the parameter.
    direction : str or None
        Name of a second parameter for the direction alone.
    asc, desc : str or None
        With `direction`, its two words (``asc``, ``desc``); without, how a column is written
        (``{}``, ``-{}``).
    columns : "any", sequence or mapping
        Which columns can be sorted by; a mapping gives the API's word for each.
    separator : str or None
        What stands between several columns; None where only one can be given.
    """

    param: str = "sort"
    direction: str | None = None
    asc: str | None = None
    desc: str | None = None
    columns: Literal["any"] | tuple[str, ...] | Mapping[str, str] = "any"
    separator: str | None = None

    def __post_init__(self) -> None:
        need_name("Order", param=self.param)
        if isinstance(self.columns, list):
            object.__setattr__(self, "columns", tuple(self.columns))
        for key, given in (("asc", self.asc), ("desc", self.desc)):
            if given is not None and self.direction is None and "{}" not in given:
                raise SpecError(
                    f"Order: {key}={given!r} does not say where the column goes",
                    hint=f'write {key}="{{}}:{key}", or direction="order" for two parameters',
                )

    def word(self, column: str) -> str | None:
        """Return the API's word for a column, None when it can not be sorted by."""
        if self.columns == "any":
            return column
        if isinstance(self.columns, Mapping):
            return self.columns.get(column)
        return column if column in self.columns else None

    def params(self, order: tuple[Sorting, ...]) -> Params | None:
        """Return the parameters of an order, None when the API can not give it."""
        words = [self.word(one.column) for one in order]
        if not order or None in words or (len(order) > 1 and self.separator is None):
            return None
        joint = self.separator or ","
        if self.direction is None:
            forms = [
                (self.desc or "-{}") if one.descending else (self.asc or "{}") for one in order
            ]
            return [
                (self.param, joint.join(f.format(w) for f, w in zip(forms, words, strict=True)))
            ]
        ways = [
            (self.desc or "desc") if one.descending else (self.asc or "asc") for one in order
        ]
        return [
            (self.param, joint.join(str(word) for word in words)),
            (self.direction, joint.join(ways)),
        ]


_OPERATOR_WORDS: Final = {"=": "=="}


@dataclass(frozen=True, slots=True)
class Filters:
    """Which conditions the API answers itself, and by which parameters.

    Parameters
    ----------
    columns : mapping of str to mapping
        Column → operator → parameter name.
    any : mapping of str to str
        Operator → parameter template (``{}`` is the column), for every other column.
    expression : Expression or None
        How conditions that have no parameter of their own are written, all as one text.
    quoted : bool
        Whether the API reads values as JSON, so that a text must stand in quotes to be one:
        ``name="5"``.
    nested : bool
        Whether `any` also holds for ``"a.b"``, what stands inside of a column.
    """

    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    any: Mapping[str, str] = field(default_factory=dict)
    expression: Expression | None = None
    quoted: bool = False
    nested: bool = True

    @classmethod
    def of(cls, given: object) -> Filters | None:
        """Read what stands behind ``filters=``.

        Parameters
        ----------
        given : "any", mapping, Expression, Filters or None
            ``"any"``: ``?column=value`` for every column. A mapping: column → parameter, or
            column → operator → parameter.
        """
        if given is None or isinstance(given, Filters):
            return given
        if isinstance(given, Expression):
            return cls(expression=given)
        if given == "any":
            return cls(any={"==": "{}"})
        if not isinstance(given, Mapping):
            raise SpecError(
                f"filters={given!r} is no declaration of filters",
                hint='write filters="any" or filters={"category": "cat"}',
            )
        columns: dict[str, dict[str, str]] = {}
        for column, by in given.items():
            pairs = by.items() if isinstance(by, Mapping) else [("==", by)]
            for op, param in pairs:
                op = _OPERATOR_WORDS.get(op, op)
                if op not in OPERATORS:
                    raise SpecError.unknown("operator", op, OPERATORS)
                need_name("filters", **{str(column): param})
                columns.setdefault(str(column), {})[op] = param
        return cls(columns)

    def param(self, column: str, op: str) -> str | None:
        """Return the parameter of a condition, None when it is not declared."""
        if column in self.columns:
            return self.columns[column].get(op)
        template = self.any.get(op) if self.nested or "." not in column else None
        return template.format(column) if template else None

    @property
    def has_operators(self) -> bool:
        """Whether anything beside equality is declared."""
        every = [self.any, *self.columns.values()]
        return self.expression is not None or any(op != "==" for ops in every for op in ops)
