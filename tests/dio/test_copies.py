"""A set whose source ignores its narrowing: windows are cut here, from a copy of it."""

import diorama_nb as dn
from diorama_nb.changes import Updated
from diorama_nb.errors import FilterIgnored
from diorama_nb.query import ALL, Query
from diorama_nb.testing import FakeSource
from tests.virtual import opened, quiet, virtual


class Ignoring(FakeSource):
    """Finds out with the first answer that it does not filter."""

    learnt = False

    def split(self, query):
        if self.learnt:
            return Query(order=query.order), Query(query.conditions)
        return super().split(query)

    async def read_window(self, query, offset, limit):
        if query.conditions:
            self.learnt = True
            error = FilterIgnored("ignored")
            error.column, error.resplit = "cat", True
            raise error
        return await super().read_window(query, offset, limit)


@virtual
async def test_a_copy_never_brings_back_rows_of_before_a_write_or_a_push():
    rows = {str(n): {"id": str(n), "cat": "ab"[n % 2], "v": n} for n in range(300)}
    source = Ignoring(rows)
    dio = await opened(dn.Vista(source).where(cat="a"), page_size=50)
    scenery = await dio.table_scenery()
    await quiet()
    asked = len(source.calls)
    scenery.set_viewport(range(60, 80))
    await quiet()
    assert len(source.calls) == asked  # the copy is made once
    await (await dio.vista().patch_value("2", {"v": 999})).settled()
    page = await dio.loader.window(ALL, 0, 50)
    assert page.rows["2"]["v"] == 999
    source.rows["4"] = {"id": "4", "cat": "a", "v": 555}
    await dio.apply_change(Updated("4", source.rows["4"]))
    page = await dio.loader.window(ALL, 0, 50)
    assert page.rows["4"]["v"] == 555
