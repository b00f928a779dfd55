"""A source under the test's control: each call is noted, and answered when the test says so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from diorama_nb.query import Query
from diorama_nb.values import Record
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.description import Description
from diorama_nb.vista.source import Page, Source
from diorama_nb.vista.vista import Vista


class Shop(Source):
    """Rows that are asked for by windows, by tokens, or whole.

    Parameters
    ----------
    count : int
        Rows at the start: id 0 …, value ``v`` = id * 37 mod count.
    able : tuple of str
        Capabilities granted.
    total : bool
        Whether answers state the total.
    """

    def __init__(
        self,
        count: int = 1000,
        *able: str,
        name: str = "shop",
        total: bool = True,
        pushes: tuple[str, ...] = ("order", "search", "where"),
    ) -> None:
        self.name = name
        self.identity = f"{name}:{id(self)}"
        self.rows: list[Record] = [{"id": n, "v": n * 37 % max(count, 1)} for n in range(count)]
        self.total = total
        self.lie: int | None = None
        self.pushes = pushes
        self.calls: list[tuple[Any, ...]] = []
        self.fail: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        flags = able or ("fetch_window", "order", "search", "count")
        self.about = Description(capabilities=Capabilities.of("declared", *flags))

    def vista(self) -> Vista:
        return Vista(self)

    def split(self, query: Query) -> tuple[Query, Query]:
        mine, rest = Query(), query
        if "order" in self.pushes:
            mine = Query(mine.conditions, query.order)
            rest = Query(rest.conditions, (), rest.search)
        if "search" in self.pushes:
            mine, rest = mine.searching(query.search), rest.searching(None)
        if "where" in self.pushes:
            mine = Query(query.conditions, mine.order, mine.search)
            rest = Query((), rest.order, rest.search)
        return mine, rest

    def answer(self, query: Query) -> list[Record]:
        rows = [row for row in self.rows if query.matches(row)]
        return sorted(rows, key=query.sort_key) if query.order else rows

    async def _noted(self, *call: Any) -> None:
        self.calls.append(call)
        await self.gate.wait()
        if self.fail is not None:
            raise self.fail

    def _page(self, query: Query, offset: int, limit: int) -> Page:
        rows = self.answer(query)
        cut = {str(row["id"]): dict(row) for row in rows[offset : offset + limit]}
        if self.lie is not None:
            return Page(cut, total=self.lie)
        total = len(rows) if self.total else None
        return Page(cut, total=total, end=offset + limit >= len(rows) if self.total else None)

    async def read_window(self, query: Query, offset: int, limit: int) -> Page:
        await self._noted("window", offset, limit)
        return self._page(query, offset, limit)

    async def read_next(self, query: Query, token: str | None) -> Page:
        offset = int(token or 0)
        await self._noted("next", offset)
        page = self._page(query, offset, 100)
        follow = str(offset + 100) if offset + 100 < len(self.answer(query)) else None
        return Page(page.rows, None, follow, follow is None)

    async def read_all(self, query: Query) -> Page:
        await self._noted("all")
        page = self._page(query, 0, len(self.rows))
        return Page(page.rows, len(page.rows), end=True)

    async def count(self, query: Query) -> int:
        await self._noted("count")
        return len(self.answer(query))


async def until(condition: Callable[[], Any], turns: int = 4000) -> None:
    """Let the loop run until something holds; bounded, so that a hang is a failure."""
    for _ in range(turns):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never happened")
