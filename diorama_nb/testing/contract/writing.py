"""Laws of writing: what is stored is what was sent, and nothing else is touched."""

from __future__ import annotations

import pytest

from diorama_nb.errors import DioramaError, NotFound, SpecError, WriteConflict
from diorama_nb.testing.contract.base import Contract, able, differing, law, refusal
from diorama_nb.values import Record, as_id, equal, lookup
from diorama_nb.vista.vista import Vista
from diorama_nb.writes.write import Write


def holds(record: Record | None, part: Record) -> bool:
    """Whether a record has these values; a source may add columns of its own."""
    return record is not None and all(equal(lookup(record, c), v) for c, v in part.items())


class Writing(Contract):
    """A write does what it says, once, to the record it names."""

    def _new(self) -> tuple[str, Record]:
        record = self.new_record()
        return as_id(lookup(record, self.id_column)), record

    async def _only(self, vista: Vista, *changed: str) -> None:
        """Check that all other records are as they were."""
        right = {id: row for id, row in self.expected().items() if id not in changed}
        rows = (await vista.list_values()).items()
        assert differing({id: row for id, row in rows if id not in changed}, right) == []

    @law
    async def test_an_inserted_record_is_stored(self, vista: Vista) -> None:
        id, record = self._new()
        if await able(vista, "insert", lambda: vista.insert_value(id, record)):
            assert holds(await vista.insert_value(id, record), record)
            assert holds(await vista.get_value(id), record)
            assert await vista.get_count() == len(self.rows) + 1
            await self._only(vista, id)

    @law
    async def test_an_insert_leaves_a_record_that_exists_as_it_is(self, vista: Vista) -> None:
        id, other = self.ids[0], {**self.unstamped(self.rows[0]), **self.change()}
        if await able(vista, "insert", lambda: vista.insert_value(id, other)):
            assert holds(await vista.insert_value(id, other), self.rows[0])
            await self._only(vista)

    @law
    async def test_an_insert_without_an_id_tells_the_id_it_made(self, vista: Vista) -> None:
        _, record = self._new()
        del record[self.id_column]
        if await able(vista, "insert", lambda: vista.insert_return_id_value(record)):
            id = await vista.insert_return_id_value(record)
            assert id not in self.ids
            assert holds(await vista.get_value(id), record)
            await self._only(vista, id)

    @law
    async def test_a_patch_changes_its_columns_only(self, vista: Vista) -> None:
        id, patch = self.ids[0], self.change()
        if await able(vista, "update", lambda: vista.patch_value(id, patch)):
            assert holds(await vista.patch_value(id, patch), patch)
            assert holds(await vista.get_value(id), {**self.unstamped(self.rows[0]), **patch})
            await self._only(vista, id)

    @law
    async def test_a_patch_of_a_missing_record_is_not_found(self, vista: Vista) -> None:
        id, _ = self._new()
        if await able(vista, "update", lambda: vista.patch_value(id, self.change())):
            with pytest.raises(NotFound):
                await vista.patch_value(id, self.change())
            await self._only(vista)

    @law
    async def test_a_replace_writes_the_whole_record(self, vista: Vista) -> None:
        id, record = self.ids[0], {**self.unstamped(self.rows[0]), **self.change()}
        if await able(vista, "update", lambda: vista.replace_value(id, record)):
            assert holds(await vista.replace_value(id, record), record)
            assert holds(await vista.get_value(id), record)
            await self._only(vista, id)

    @law
    async def test_a_replace_creates_a_record_that_is_missing(self, vista: Vista) -> None:
        id, record = self._new()
        if await able(vista, "update", lambda: vista.replace_value(id, record)):
            await vista.replace_value(id, record)
            assert holds(await vista.get_value(id), record)
            await self._only(vista, id)

    @law
    async def test_a_deleted_record_is_gone_and_may_be_deleted_again(
        self, vista: Vista
    ) -> None:
        id = self.ids[1]
        if await able(vista, "delete", lambda: vista.delete_value(id)):
            for _ in range(2):
                await vista.delete_value(id)
                assert await vista.get_value(id) is None
            assert await vista.get_count() == len(self.rows) - 1
            await self._only(vista, id)

    @law
    async def test_deleting_all_rows_of_a_part_deletes_no_others(self, vista: Vista) -> None:
        column = self.columns()[-1]
        part = vista.where({column: self.values(column)[0]})
        if await able(vista, "delete", part.delete_all_values):
            gone = list(await part.list_values())
            await part.delete_all_values()
            assert list(await part.list_values()) == []
            await self._only(vista, *gone)
            assert await vista.get_count() == len(self.rows) - len(gone)

    @law
    async def test_a_write_outside_the_part_it_goes_through_is_refused(
        self, vista: Vista
    ) -> None:
        (column, value), *_ = self.change().items()
        part, id = vista.where({column: value}), self.ids[0]  # the first row lies outside
        back = {column: lookup(self.rows[0], column)}
        if await able(vista, "update", lambda: part.patch_value(id, back)):
            with pytest.raises(SpecError):
                await part.patch_value(id, back)
            with pytest.raises(NotFound):
                await part.patch_value(id, {})
            await self._only(vista)

    @law
    async def test_a_change_that_is_refused_changes_nothing(self, vista: Vista) -> None:
        (column, _), *_ = self.change().items()
        id, bad = self.ids[0], self.rejected or {column: object()}
        if await able(vista, "update", lambda: vista.patch_value(id, bad)):
            assert await refusal(vista.patch_value(id, bad), DioramaError)
            await self._only(vista)

    @law
    async def test_a_write_over_a_newer_record_wins_or_is_a_conflict(
        self, vista: Vista
    ) -> None:
        id, before, patch = self.ids[0], self.unstamped(self.rows[0]), self.change()
        if await able(vista, "update", lambda: vista.patch_value(id, patch)):
            await vista.patch_value(id, patch)
            late = {column: lookup(before, column) for column in patch}
            await vista.apply(Write("patch", id, late, before={**before, **patch}))
            again = Write("patch", id, patch, before={**before, **patch})
            conflict = await refusal(vista.apply(again), WriteConflict)
            assert holds(await vista.get_value(id), patch if conflict is None else late)
            if conflict is not None and conflict.current is not None:
                assert holds(dict(conflict.current), late)

    @law
    async def test_a_write_sent_twice_is_applied_once_where_the_source_says_so(
        self, vista: Vista
    ) -> None:
        _, record = self._new()
        del record[self.id_column]
        if await able(vista, "insert", lambda: vista.insert_return_id_value(record)):
            write = Write("insert", None, record)
            first = await vista.apply(write)
            if vista.source.once:
                assert (await vista.apply(write)).id == first.id
            assert await vista.get_count() == len(self.rows) + 1

    @law
    async def test_a_version_changes_with_the_rows(self, vista: Vista) -> None:
        id, patch = self.ids[0], self.change()
        if await able(vista, "update", lambda: vista.patch_value(id, patch)):
            before = vista.source.version
            await vista.patch_value(id, patch)
            assert before is None or vista.source.version is not before
