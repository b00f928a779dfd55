"""A grid in JupyterLab on real servers, of which nothing but the URL is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.grids import (
    cells_of,
    grid_of,
    jump,
    shown_rows,
    take_picture,
    total_of,
    wait_until,
)

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("server", "path", "total", "title"),
    [
        ("json_server", "/posts", 137, lambda row: f"Post {row + 1:03}"),
        ("drf", "/page/", 95, lambda row: f"Book {row}"),
        ("drf", "/offset/", 95, lambda row: f"Book {row}"),
    ],
    ids=["json-server", "drf-page", "drf-offset"],
)
def test_a_url_is_enough_for_a_grid_that_jumps(
    notebook: Callable[..., Any],
    request: pytest.FixtureRequest,
    server: str,
    path: str,
    total: int,
    title: Callable[[int], str],
) -> None:
    """P18: rows are loaded where somebody looks."""
    url = request.getfixturevalue(server) + path
    book = notebook(f"import diorama_nb as dn\ndio = dn.open({url!r})\ndio")
    book.run(0)
    grid = grid_of(book)
    for row in (0, 1, 5):
        assert title(row) in cells_of(grid, row)
    assert total_of(grid) == total
    jump(grid, total // 2)
    row = wait_until(lambda: next((r for r in shown_rows(grid) if r > total // 2 - 5), None))
    for number in (row, row + 1, row + 4):
        assert title(number) in cells_of(grid, number)
    take_picture(book, f"server{path.replace('/', '-').rstrip('-')}")
