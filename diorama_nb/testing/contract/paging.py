"""Laws of paging: every window is the slice it says it is."""

from __future__ import annotations

from collections.abc import AsyncIterator

from diorama_nb.query import ALL, Query
from diorama_nb.testing.contract.base import Contract, Rows, able, differing, law
from diorama_nb.vista.source import Page
from diorama_nb.vista.vista import Vista


class Paging(Contract):
    """Pages neither repeat rows nor leave any out."""

    def _queries(self) -> list[Query]:
        column = self.columns()[-1]
        narrowed = Query().where(column, "==", self.values(column)[0])
        ordered = Query().order_by(column)
        return [ALL, narrowed, ordered, ordered.order_by(column, descending=True)]

    @law
    async def test_a_window_is_a_slice_of_the_set(self, vista: Vista) -> None:
        async for asked, whole in self._offered(vista, "fetch_window"):
            count = len(whole)
            for offset, limit in [
                (0, 5), (3, 4), (count - 2, 5), (0, count), (0, count + 7), (1, 1),
                (count, 3), (count + 50, 3),
            ]:  # fmt: skip
                offset = max(offset, 0)
                page = await asked.fetch_window(offset, limit)
                right = dict(list(whole.items())[offset : offset + limit])
                said = f"{asked} [{offset}:{offset + limit}]"
                assert differing(page.rows, right) == [], said
                assert page.total in (None, count), said
                if page.end is not None and page.rows:
                    assert page.end == (offset + limit >= count), said

    @law
    async def test_windows_side_by_side_are_the_whole_set(self, vista: Vista) -> None:
        async for asked, whole in self._offered(vista, "fetch_window"):
            size = 4
            pages = [
                await asked.fetch_window(start, size)
                for start in range(0, len(whole) + size, size)
            ]
            self._together(pages, whole)

    @law
    async def test_pages_by_number_are_the_whole_set(self, vista: Vista) -> None:
        async for asked, whole in self._offered(vista, "fetch_page"):
            pages: list[Page] = []
            while not pages or (pages[-1].rows and not pages[-1].end):
                assert len(pages) <= len(whole) + 1, "the pages do not end"
                pages.append(await asked.fetch_page(len(pages) + 1))
            self._together(pages, whole)

    @law
    async def test_the_pages_of_a_walk_are_the_whole_set(self, vista: Vista) -> None:
        async for asked, whole in self._offered(vista, "fetch_next"):
            pages = [await asked.fetch_next()]
            while (token := pages[-1].next) is not None:
                assert len(pages) <= len(whole) + 1, "the walk does not end"
                pages.append(await asked.fetch_next(token))
            self._together(pages, whole)
            assert pages[-1].end is not False, "the last page says that more comes"

    @law
    async def test_a_page_read_twice_is_the_same(self, vista: Vista) -> None:
        async for asked, _ in self._offered(vista, "fetch_window"):
            await asked.fetch_window(0, 2)
            deep = await asked.fetch_window(7, 6)
            assert differing((await asked.fetch_window(7, 6)).rows, deep.rows) == []

    async def _offered(self, vista: Vista, flag: str) -> AsyncIterator[tuple[Vista, Rows]]:
        """Yield the queries that can be paged so, each with its rows; none may be faked."""
        calls = {
            "fetch_window": lambda asked: asked.fetch_window(0, 5),
            "fetch_page": lambda asked: asked.fetch_page(1),
            "fetch_next": lambda asked: asked.fetch_next(),
        }
        for query in self._queries():
            asked = vista._with(query)

            async def call(asked: Vista = asked) -> Page:
                page: Page = await calls[flag](asked)
                return page

            if await able(asked, flag, call):
                yield asked, dict(await asked.list_values())

    def _together(self, pages: list[Page], whole: Rows) -> None:
        ids = [id for page in pages for id in page.rows]
        assert len(ids) == len(set(ids)), "a row is on two pages"
        rows = {id: row for page in pages for id, row in page.rows.items()}
        assert differing(rows, whole) == []
        assert all(page.total in (None, len(whole)) for page in pages)
