"""Laws of narrowing: conditions, search and order answer as plain Python does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from diorama_nb.errors import DioramaError, SpecError
from diorama_nb.query import OPERATORS, Query
from diorama_nb.testing.contract.base import Contract, Rows, differing, law, refusal
from diorama_nb.values import Record, lookup
from diorama_nb.vista.vista import Vista


def by_id(rows: Mapping[str, Record]) -> Rows:
    """Return rows in the order of their ids."""
    return dict(sorted(rows.items()))


NOWHERE = "zq9 nowhere"
"""A text that no row contains."""


class Narrowing(Contract):
    """A part of the set is exactly the rows it should hold, or is refused."""

    @pytest.mark.parametrize("op", OPERATORS)
    @law
    async def test_a_condition_holds_where_it_holds_in_python(
        self, vista: Vista, op: str
    ) -> None:
        for column in self.columns():
            for value in self._operands(op, column):
                await self._answers(vista, Query().where(column, op, value))

    def _operands(self, op: str, column: str) -> list[Any]:
        values = self.values(column)
        middle = values[len(values) // 2]
        match op:
            case "in" | "not in":
                return [[values[0], values[-1]], [middle, None], []]
            case "==" | "!=":
                return [middle, values[0], None]
            case "contains":
                texts = [str(value) for value in (middle, values[0]) if isinstance(value, str)]
                return [*(text[1:3].upper() for text in texts), *texts, NOWHERE, 5]
            case _:
                return [middle, values[0]]

    @law
    async def test_conditions_must_all_hold(self, vista: Vista) -> None:
        left, right = self.columns()[-2:]
        first = self.rows[-1]
        query = Query().where(left, "==", lookup(first, left))
        await self._answers(vista, query.where(right, "==", lookup(first, right)))
        await self._answers(vista, query.where(left, "!=", lookup(first, left)))

    @law
    async def test_a_value_of_another_type_matches_nothing_or_is_refused(
        self, vista: Vista
    ) -> None:
        for column in self.columns():
            wrong = 5 if isinstance(self.values(column)[0], str) else NOWHERE
            for op in ("==", "<", "in"):
                query = Query().where(column, op, [wrong] if op == "in" else wrong)
                await self._answers(vista, query, may_refuse=True)

    @law
    async def test_a_column_no_row_has_matches_nothing_or_is_refused(
        self, vista: Vista
    ) -> None:
        for op in ("==", "!=", "<"):
            await self._answers(vista, Query().where("no_such_column", op, 1), may_refuse=True)

    @law
    async def test_an_operator_that_does_not_exist_is_refused(self, vista: Vista) -> None:
        with pytest.raises(SpecError, match="=~"):
            vista.where_op(self.columns()[0], "=~", 1)

    @law
    async def test_a_search_finds_text_in_any_case(self, vista: Vista) -> None:
        column = (self.search_columns or self._texts())[0]
        word = str(self.values(column)[0])
        for text in (word, word.upper(), word.lower(), word[1:-1], f"  {word} ", NOWHERE):
            await self._answers(vista, Query(search=text))

    @law
    async def test_a_search_takes_signs_as_they_are(self, vista: Vista) -> None:
        for text in ("%", "_", "*", "'", "\\", "a&b=c"):
            await self._answers(vista, Query(search=text))

    def _texts(self) -> tuple[str, ...]:
        texts = [c for c in self.columns() if isinstance(self.values(c)[0], str)]
        return tuple(texts or self.columns())

    @pytest.mark.parametrize("descending", [False, True], ids=["ascending", "descending"])
    @law
    async def test_an_order_is_total_and_puts_blanks_last(
        self, vista: Vista, descending: bool
    ) -> None:
        for column in self.columns():
            query = Query().order_by(column, descending=descending)
            asked = vista._with(query)
            rows = await asked.list_values()
            right = self.expected(query)
            assert sorted(rows) == sorted(right)
            keys = [query.sort_key(row) for row in rows.values()]
            assert keys == [query.sort_key(row) for row in right.values()], column
            assert list(await asked.list_values()) == list(rows), "read again, it is the same"

    @law
    async def test_a_narrowed_order_is_the_order_of_the_part(self, vista: Vista) -> None:
        narrowing, ordering = self.columns()[-1], self.columns()[0]
        query = Query().where(narrowing, "==", self.values(narrowing)[0])
        rows = await vista._with(query.order_by(ordering, descending=True)).list_values()
        assert list(rows) == list(self.expected(query.order_by(ordering, descending=True)))

    @law
    async def test_an_order_by_a_column_no_row_has_changes_nothing_or_is_refused(
        self, vista: Vista
    ) -> None:
        await self._answers(vista, Query().order_by("no_such_column"), may_refuse=True)

    async def _answers(self, vista: Vista, query: Query, *, may_refuse: bool = False) -> None:
        """Check the rows and the count of a query; it may be refused, where that is honest."""
        asked, right = vista._with(query), self.expected(query)
        if may_refuse and (error := await refusal(asked.list_values(), DioramaError)):
            assert error.hint, f"{query} is refused without a word of what to type instead"
            return
        rows = await asked.list_values()  # without an order, in any
        assert differing(by_id(rows), by_id(right)) == [], str(query)
        assert await asked.get_count() == len(right), str(query)
