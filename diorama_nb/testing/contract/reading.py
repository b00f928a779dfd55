"""Laws of reading: the whole set, one record, columns, and what is said of the data set."""

from __future__ import annotations

import asyncio
from itertools import product

from diorama_nb.errors import SpecError
from diorama_nb.query import Query
from diorama_nb.rows.aggregate import Count, Distinct, Max, Mean, Min, Sum
from diorama_nb.rows.store import RowStore
from diorama_nb.testing.contract.base import Contract, differing, law, refusal
from diorama_nb.values import equal, lookup
from diorama_nb.vista.capabilities import FLAGS
from diorama_nb.vista.columns import type_of
from diorama_nb.vista.vista import Vista

STRANGE_IDS = ("no such id", "a/b?c=d&e#f", "..", "%2F", "' OR 1=1 --", "", "-1", "ü 漢")


class Reading(Contract):
    """What is read is what is there."""

    @law
    async def test_the_whole_set_is_read(self, vista: Vista) -> None:
        rows = await vista.list_values()
        assert differing(rows, self.expected()) == []
        assert rows.complete is not False, rows.coverage.reason
        assert rows.total in (None, len(self.rows))

    @law
    async def test_a_stream_yields_what_a_list_holds(self, vista: Vista) -> None:
        rows = {id: record async for id, record in vista.stream_values()}
        assert differing(rows, self.expected()) == []

    @law
    async def test_a_record_is_found_by_its_id(self, vista: Vista) -> None:
        for id in (self.ids[0], self.ids[len(self.ids) // 2], self.ids[-1]):
            record = await vista.get_value(id)
            assert record is not None, f"there is a record {id!r}"
            assert differing({id: record}, {id: self.expected()[id]}) == []

    @law
    async def test_an_id_that_does_not_exist_is_none(self, vista: Vista) -> None:
        for id in STRANGE_IDS:
            assert await vista.get_value(id) is None, id

    @law
    async def test_a_record_that_is_narrowed_away_is_none(self, vista: Vista) -> None:
        id, column = self.ids[0], next(c for c in self.columns() if self.others(c))
        narrowed = vista.where({column: self.others(column)[0]})
        assert await narrowed.get_value(id) is None

    def others(self, column: str) -> list[object]:
        """Return the values of a column that the first row does not have."""
        first = lookup(self.rows[0], column)
        return [value for value in self.values(column) if value != first]

    @law
    async def test_some_value_is_one_of_the_rows(self, vista: Vista) -> None:
        found = await vista.get_some_value()
        assert found is not None
        assert differing(dict([found]), {found[0]: self.expected()[found[0]]}) == []

    @law
    async def test_the_columns_are_those_of_the_rows(self, vista: Vista) -> None:
        await vista.list_values()
        columns = {column.name: column for column in vista.columns}
        for name in self.columns():
            assert name in columns
            right = {type_of(lookup(row, name)) for row in self.rows} - {"unknown"}
            told = columns[name].type
            assert {told} <= {*right, "number", "unknown"}, f"{name!r} is no {told}"
        if vista.id_column is not None:
            assert "id" in columns[vista.id_column].flags

    @law
    async def test_the_count_is_the_number_of_rows(self, vista: Vista) -> None:
        assert await vista.get_count() == len(self.rows)

    @law
    async def test_values_over_a_column_are_those_of_its_rows(self, vista: Vista) -> None:
        await vista.get_some_value()  # some know what they can only when they were asked
        told = vista.capabilities.can("aggregate")
        names = self.columns() if told else self.columns()[-1:]  # else every row is read
        kinds = (Sum, Mean, Min, Max, Distinct) if told else (Distinct,)
        column = names[-1]
        least = Query().where(column, "==", self.values(column)[0])
        for query in (Query(), least):
            store, _ = RowStore.of().upsert(self.expected(query))
            assert await vista._with(query).aggregate(Count()) == len(store)
            for name, kind in product(names, kinds):
                try:
                    wanted = kind(name).compute(store, store.alive())
                except SpecError:
                    continue  # text has no sum
                found = await vista._with(query).aggregate(kind(name))
                assert equal(found, wanted), f"{kind(name)} of {query} is {found!r}"

    @law
    async def test_values_can_leave_rows_out_by_their_ids(self, vista: Vista) -> None:
        await vista.get_some_value()
        if not vista.capabilities.can("aggregate"):
            return
        gone = frozenset({self.ids[0], self.ids[-1], *STRANGE_IDS})
        left = {id: row for id, row in self.expected().items() if id not in gone}
        store, _ = RowStore.of().upsert(left)
        for aggregate in (Count(), *(Distinct(name) for name in self.columns())):
            measure = aggregate.measure
            assert measure is not None
            told = await vista.source.aggregate(Query(), measure, gone)
            if told is not None:
                wanted = aggregate.compute(store, store.alive())
                assert equal(aggregate.combine(told), wanted), aggregate

    @law
    async def test_many_questions_at_once_get_their_own_answers(self, vista: Vista) -> None:
        column = self.columns()[-1]
        queries = [Query().where(column, "==", value) for value in self.values(column)[:4]]
        queries += [Query().order_by(column), Query()]
        asked = (vista._with(query).list_values() for query in queries)
        for query, rows in zip(queries, await asyncio.gather(*asked), strict=True):
            assert set(rows) == set(self.expected(query))

    @law
    async def test_a_read_that_is_cancelled_leaves_the_source_usable(
        self, vista: Vista
    ) -> None:
        reading = asyncio.ensure_future(vista.list_values())
        for _ in range(3):
            await asyncio.sleep(0)
        reading.cancel()
        await asyncio.wait([reading])
        assert differing(await vista.list_values(), self.expected()) == []

    @law
    async def test_every_capability_says_how_it_is_known_or_what_it_lacks(
        self, vista: Vista
    ) -> None:
        await vista.list_values()
        for flag in FLAGS:
            assert vista.capabilities.why(flag), flag

    @law
    async def test_no_secret_is_shown(self, vista: Vista) -> None:
        def shown() -> list[str]:
            source, narrowed = vista.source, vista.where({self.columns()[0]: 1})
            texts = [
                repr(vista),
                repr(source),
                source.name,
                source.identity,
                repr(source.about),
            ]
            return [*texts, vista.explain(), narrowed.explain()]

        before = shown()
        await vista.list_values()
        for text in (*before, *shown()):
            assert text
            assert [secret for secret in self.secrets if secret in text] == []

    @law
    async def test_a_relation_that_does_not_exist_is_refused_by_name(
        self, vista: Vista
    ) -> None:
        error = await refusal(vista.get_ref("no such relation", self.ids[0]), SpecError)
        assert error is not None
        assert "no such relation" in error.message
        assert error.hint

    @law
    async def test_closing_twice_is_no_error(self, vista: Vista) -> None:
        await vista.list_values()
        await vista.aclose()
        await vista.aclose()
