"""A set that changes while it is read piece by piece: never called complete on the way."""

from dataclasses import replace

import pytest

from diorama_nb.coverage import MOVED
from diorama_nb.errors import CoverageError
from diorama_nb.testing import FakeSource
from tests.virtual import opened, virtual


async def begun(source):
    """Return a Dio with the first of its pages of ten rows loaded."""
    dio = await opened(source, page_size=10)
    await dio.vista().fetch_window(0, 10)
    return dio


@virtual
async def test_rows_deleted_between_two_pages_are_gone_and_none_is_missing():
    source = FakeSource(57)
    dio = await begun(source)
    for id in list(source.rows)[:10]:
        del source.rows[id]
    rows = await dio.vista().list_values(require="complete")
    assert dict(rows) == source.rows
    assert rows.coverage.total == 47
    await dio.aclose()


@virtual
async def test_pages_of_before_the_number_of_rows_changed_leave_it_open_what_is_there():
    source = FakeSource(30)
    dio = await begun(source)
    for id in list(source.rows)[:10]:
        del source.rows[id]
    await dio.vista().fetch_window(10, 10)
    assert (dio.coverage.complete, dio.coverage.reason) == (None, MOVED)
    assert (await dio.load_all()).complete is True
    await dio.aclose()


@virtual
async def test_an_own_write_leaves_no_doubt():
    dio = await opened(FakeSource(20), page_size=10)
    await dio.load_all()
    await dio.vista().delete_value("3")
    await dio.vista().insert_value("99", {"id": 99})
    await dio.load_all()
    assert dio.coverage.complete is True
    await dio.aclose()


class Restless(FakeSource):
    """Has another row each time it is asked."""

    async def read_window(self, query, offset, limit):
        self.rows[f"new{len(self.rows)}"] = {"id": f"new{len(self.rows)}"}
        return await super().read_window(query, offset, limit)


@virtual
async def test_a_set_that_never_rests_is_read_a_few_times_and_not_for_ever():
    source = Restless(30)
    dio = await begun(source)
    coverage = await dio.load_all()
    assert coverage.complete is not True
    assert len(source.calls) < 100
    await dio.aclose()


class Named(FakeSource):
    """Names its rows by something that is not unique."""

    async def read_window(self, query, offset, limit):
        page = await super().read_window(query, offset, limit)
        named = {str(int(id) % 15): record for id, record in page.rows.items()}
        return replace(page, rows=named, received=len(page.rows))


@virtual
async def test_ids_that_are_not_unique_are_told_of_and_rows_read_no_more_than_a_few_times():
    source = Named(30)
    dio = await begun(source)
    coverage = await dio.load_all()
    assert (coverage.rows, coverage.complete) == (15, None)
    assert "15 rows came under the id of another" in coverage.reason
    assert len(source.calls) < 20
    with pytest.raises(CoverageError, match="ids are not unique"):
        await dio.vista().list_values(require="complete")
    await dio.aclose()
