"""A query as a statement: which part the database answers exactly, and how; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from diorama_nb.query import ALL, Condition, Order, Query
from diorama_nb.vista.sql.anchors import Key
from diorama_nb.vista.sql.dialect import Dialect
from diorama_nb.vista.sql.table import Expression, Field, Table


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """One expression rows are sorted by; nulls come last in both directions."""

    expression: Expression
    descending: bool = False
    nullable: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Compiler:
    """Makes statements on one table.

    Parameters
    ----------
    dialect : Dialect
        How the database compares.
    table : Table
        What reflection found.
    search : tuple of str
        Columns a search looks in; empty for all.
    """

    dialect: Dialect
    table: Table
    search: tuple[str, ...] = ()

    # --- what is pushed --------------------------------------------------------------------

    def split(self, query: Query) -> tuple[Query, Query]:
        """Divide a query into what the database answers as we do, and the rest."""
        if query == ALL:
            return ALL, ALL
        kept = tuple(c for c in query.conditions if self.condition(c) is None)
        sent = tuple(c for c in query.conditions if c not in kept)
        ordered = all(self._sorted(one) is not None for one in query.order)
        if query.order and not self.table.ties:
            ordered = False  # equal rows would stand in any order
        found = query.search is None or self.found(query.search) is not None
        return (
            Query(sent, query.order if ordered else (), query.search if found else None),
            Query(kept, () if ordered else query.order, None if found else query.search),
        )

    def condition(self, condition: Condition) -> Expression | None:
        """Return the expression of a condition, None where the answers would differ."""
        field = self.table.fields.get(condition.column)
        if field is not None:
            return self.dialect.condition(field, condition)
        heads = self._heads(condition.column)
        return self.dialect.nested(condition, heads) if heads else sa.false()

    def found(self, text: str) -> Expression | None:
        """Return the expression of a search, None where it is done here."""
        named = [self.table.fields[name] for name in self.search]
        fields = named or list(self.table.fields.values())
        return self.dialect.search(fields, text, named=bool(named))

    def nests(self, name: str) -> bool:
        """Whether a dotted name can lie in a column."""
        return bool(self._heads(name))

    def _heads(self, name: str) -> list[Field]:
        """Return the columns that a dotted name can lie in."""
        parts = name.split(".")
        heads = [".".join(parts[:count]) for count in range(1, len(parts))]
        fields = [self.table.fields[head] for head in heads if head in self.table.fields]
        return [field for field in fields if field.type in self.dialect.nesting]

    def _sorted(self, order: Order) -> Sequence[Term] | None:
        field = self.table.fields.get(order.column)
        if field is None:  # missing in every row: all are equal
            return None if self._heads(order.column) else ()
        expression = self.dialect.sort(field)
        if expression is None:
            return None
        return (Term(expression, order.descending, self.dialect.nullable(field)),)

    # --- statements ------------------------------------------------------------------------

    def where(self, query: Query) -> list[Expression]:
        """Return the expressions that hold for the rows of a query that `split` let pass."""
        parts = [self.condition(condition) for condition in query.conditions]
        if query.search is not None:
            parts.append(self.found(query.search))
        return [part for part in parts if part is not None]

    def terms(self, query: Query) -> tuple[Term, ...]:
        """Return what rows are sorted by; the last terms make the order total."""
        wanted = [term for one in query.order for term in self._sorted(one) or ()]
        unique = not self.table.declared
        ties = [
            Term(self.dialect.tie(field, unique=unique), nullable=field.nullable)
            for field in self.table.ties
        ]
        seen = [term.expression for term in wanted]
        more = [tie for tie in ties if not any(tie.expression is one for one in seen)]
        return (*wanted, *more)

    def walks(self, query: Query) -> bool:
        """Whether the rows after a key are found by comparing with it."""
        fields = self.table.fields
        named = [fields[one.column] for one in query.order if one.column in fields]
        return all(self.dialect.keyset(field) for field in (*named, *self.table.ties))

    def window(
        self,
        query: Query,
        limit: int | Expression,
        *,
        offset: int | Expression | None = None,
        after: Key | None = None,
    ) -> sa.Select[Any]:
        """Return the statement of rows in order, each with the values of its key.

        Parameters
        ----------
        limit : int or ColumnElement
            Rows wanted at most.
        offset : int, ColumnElement or None
            Rows left out, counted from the start or from `after`.
        after : tuple or None
            Key of the last row before those wanted; values, or what is bound to them later.
        """
        terms, places = self.terms(query), self.places(query)
        more = [
            term.expression.label(f"key{number}")
            for number, (term, place) in enumerate(zip(terms, places, strict=True))
            if place >= len(self.table.read)
        ]
        statement = self.rows(query, *more)
        if after is not None:
            statement = statement.where(self.after(terms, after))
        named = iter(more)
        for term, place in zip(terms, places, strict=True):
            key = next(named) if place >= len(self.table.read) else term.expression
            statement = statement.order_by(*self._clauses(term, key))
        statement = statement.limit(limit)
        return statement if offset is None else statement.offset(offset)

    def places(self, query: Query) -> tuple[int, ...]:
        """Return where the values of its key stand in a row of `window`.

        A key that is a field stands there; any other follows the fields.
        """
        fields = [field.column for field in self.table.read]
        found, more = [], len(fields)
        for term in self.terms(query):
            place = next((n for n, one in enumerate(fields) if one is term.expression), more)
            more += place == more
            found.append(place)
        return tuple(found)

    def whole(self, query: Query) -> sa.Select[Any]:
        """Return the statement of all rows in order: the fields only."""
        statement = self.rows(query)
        for term in self.terms(query):
            statement = statement.order_by(*self._clauses(term, term.expression))
        return statement

    def rows(self, query: Query, *more: Expression) -> sa.Select[Any]:
        """Return the statement of all rows of a query, in no order."""
        shown = [field.column.label(f"c{n}") for n, field in enumerate(self.table.read)]
        chosen: sa.Select[Any] = sa.select(*shown, *more).select_from(self.table.selectable)
        return chosen.where(*self.where(query))

    def count(self, query: Query) -> sa.Select[Any]:
        """Return the statement that counts the rows of a query."""
        counted = sa.select(sa.func.count()).select_from(self.table.selectable)
        return counted.where(*self.where(query))

    def foreign(self, field: Field) -> sa.Select[Any]:
        """Return the statement of a row whose value Python has not; see `is_foreign`."""
        found = self.dialect.is_foreign(field)
        assert found is not None, "who asks knows that there may be some"
        return sa.select(sa.true()).select_from(self.table.selectable).where(found).limit(1)

    def after(self, terms: Sequence[Term], key: Key) -> Expression:
        """Return the expression of the rows that come after a key."""
        together = self.dialect.row_values and len({term.descending for term in terms}) == 1
        if together and not any(term.nullable for term in terms):
            columns = sa.tuple_(*(term.expression for term in terms))
            values = sa.tuple_(*(_bound(t, v) for t, v in zip(terms, key, strict=True)))
            return columns < values if terms[0].descending else columns > values
        chain: list[Expression] = []
        same: list[Expression] = []
        for term, value in zip(terms, key, strict=True):
            if value is not None:
                chain.append(sa.and_(*same, _beyond(term, value)))
            equal = (
                term.expression.is_(None)
                if value is None
                else term.expression == _bound(term, value)
            )
            same.append(equal)
        return sa.or_(sa.false(), *chain)

    def _clauses(self, term: Term, key: Expression) -> list[Any]:
        clause = key.desc() if term.descending else key.asc()
        if not term.nullable:
            return [clause]
        if self.dialect.nulls_last:
            return [clause.nulls_last()]
        return [sa.case((term.expression.is_(None), 1), else_=0), clause]


def _beyond(term: Term, value: Any) -> Expression:
    bound = _bound(term, value)
    past = term.expression < bound if term.descending else term.expression > bound
    return sa.or_(past, term.expression.is_(None)) if term.nullable else past


def _bound(term: Term, value: Any) -> Expression:
    type_ = term.expression.type
    known = None if isinstance(type_, sa.types.NullType) else type_
    if isinstance(value, sa.BindParameter):
        return sa.bindparam(value.key, type_=known)
    return sa.literal(value, known)
