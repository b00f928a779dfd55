"""Reading in a real JupyterLab: what the header can do, and what a grid goes through."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.grids import (
    WAIT,
    cells_of,
    grid_of,
    jump,
    shown_rows,
    take_picture,
    total_of,
    wait_until,
)

pytestmark = pytest.mark.browser

MAKE = """
kinds = ["book", "cake", "tea"]
rows = [{"id": n, "name": f"item {n:03}", "kind": kinds[n % 3], "price": n * 37 % 101 / 2,
         "seen": None if n % 5 else "2024-05-01", "size": {"w": n}} for n in range(300)]
"""
SHOP = f"""
import diorama_nb as dn
{MAKE}
dio = dn.Lens().open(dn.MemoryVista(rows, name="shop"))
"""


def rows_of_the_shop() -> list[dict[str, Any]]:
    made: dict[str, Any] = {}
    exec(MAKE, made)
    return made["rows"]


def header(grid: Locator, name: str) -> Locator:
    return grid.get_by_role("columnheader", name=name)


def told(book: Any, cell: int) -> Any:
    """Return what a cell prints of plain values."""
    return ast.literal_eval(book.value(cell))


def test_the_header_sorts_filters_and_arranges_and_python_is_told(
    notebook: Callable[..., Any],
) -> None:
    """P18: what is asked for in the page is asked of the source, and readable in Python."""
    book = notebook(
        SHOP,
        "grid = dio.grid(formats={'price': {'text': '€ {:,.2f}', 'bar': True}})\ngrid",
        "print(dict(sort=grid.sort, filters=grid.filters, search=grid.search,"
        " shown=grid.shown_columns, pinned=grid.pinned, density=grid.density))",
        "print(grid.selection)",
    )
    book.run(0)
    book.run(1)
    grid = grid_of(book)
    assert "€ 18.50" in cells_of(grid, 1)
    page = book.page
    frame = page.locator(".jp-Notebook:visible .frame").first
    price = header(grid, "price")
    expect(price.locator(".spread rect").first).to_be_attached(timeout=WAIT)
    expect(price).to_have_attribute(
        "aria-description", "from 0 to 50; none empty; over 300 rows"
    )

    header(grid, "kind").click()
    price.click(modifiers=["Shift"])
    price.click(modifiers=["Shift"])
    expect(price).to_have_attribute("aria-sort", "descending", timeout=WAIT)
    price.hover()
    frame.get_by_role("button", name="Filter price").click()
    asked = frame.get_by_role("dialog", name="Filter price")
    asked.get_by_label("From").fill("20")
    expect(frame.get_by_text("price ≥ 20")).to_be_visible(timeout=WAIT)
    asked.get_by_role("button", name="Done").click()
    left = [row for row in rows_of_the_shop() if row["price"] >= 20]
    left.sort(key=lambda row: -row["price"])
    left.sort(key=lambda row: row["kind"])
    wait_until(lambda: total_of(grid) == len(left))
    assert [cells_of(grid, n)[1] for n in range(3)] == [row["name"] for row in left[:3]]
    frame.get_by_role("searchbox").fill("TEM 1")
    left = [row for row in left if "tem 1" in row["name"]]
    wait_until(lambda: total_of(grid) == len(left))
    expect(grid.locator("mark").first).to_have_text("tem 1")
    take_picture(book, "narrowed")
    frame.get_by_role("button", name="Columns", exact=True).click()
    menu = frame.get_by_role("dialog", name="Columns")
    menu.get_by_role("checkbox", name="seen").uncheck()
    menu.get_by_role("button", name="Keep name at the left").click()
    page.keyboard.press("Escape")
    frame.get_by_role("button", name="Compact rows").click()
    expect(header(grid, "seen")).to_have_count(0)
    wait_until(lambda: told(book, 2)["density"] == "compact")
    assert told(book, 2) == {
        "sort": [
            {"column": "kind", "descending": False},
            {"column": "price", "descending": True},
        ],
        "filters": [["price", ">=", 20]],
        "search": "TEM 1",
        "shown": ["id", "name", "kind", "price", "size"],
        "pinned": ["name"],
        "density": "compact",
    }

    frame.get_by_role("button", name="Remove filter: price ≥ 20").click()
    frame.get_by_role("searchbox").fill("")
    wait_until(lambda: total_of(grid) == 300)
    grid.focus()
    page.keyboard.press("Control+g")
    frame.get_by_label("Row number or id").fill("250")
    page.keyboard.press("Enter")
    active = frame.locator("#active")
    expect(active.locator("xpath=..")).to_have_attribute("aria-rowindex", "251", timeout=WAIT)
    number = cells_of(grid, 249)[1]  # behind the pinned name
    expect(grid).to_be_focused()
    page.keyboard.press("Space")
    wait_until(lambda: told(book, 3) == [number])
    grid.focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    whole = frame.get_by_role("dialog", name="size").locator(".whole")
    expect(whole).to_have_text(f'{{\n  "w": {number}\n}}', timeout=WAIT)
    page.keyboard.press("Escape")


def command(book: Any, name: str, cell: int) -> None:
    """Run a command of JupyterLab on a cell."""
    book.page.evaluate(
        """async ([name, cell]) => {
            const notebook = window.jupyterapp.shell.currentWidget.content;
            notebook.activeCellIndex = cell;
            notebook.deselectAll();
            await window.jupyterapp.commands.execute(name);
        }""",
        [name, cell],
    )


def test_a_grid_that_is_hidden_shown_twice_or_moved_shows_its_rows(
    notebook: Callable[..., Any],
) -> None:
    """P18."""
    book = notebook(SHOP, "dio", *["'a long notebook'\n" * 30] * 3)
    book.run(0)
    book.run(1)
    grid = grid_of(book)
    cells_of(grid, 0)
    jump(grid, 150)
    row = wait_until(lambda: next((row for row in shown_rows(grid) if row > 140), None))
    place = grid.evaluate("grid => grid.scrollTop")

    command(book, "notebook:hide-cell-outputs", 1)
    expect(grid).to_be_hidden(timeout=WAIT)
    command(book, "notebook:show-cell-outputs", 1)
    expect(grid).to_be_visible(timeout=WAIT)
    assert f"item {row:03}" in cells_of(grid, row)
    assert grid.evaluate("grid => grid.scrollTop") == place

    book.page.evaluate(  # far below, the notebook takes the cell out of the page
        """() => { const all = window.jupyterapp.shell.currentWidget.content;
            all.scrollToItem(all.widgets.length - 1); }"""
    )
    wait_until(lambda: not in_view(book))
    book.page.evaluate("() => window.jupyterapp.shell.currentWidget.content.scrollToItem(1)")
    wait_until(lambda: in_view(book))
    grid = grid_of(book)
    assert f"item {row:03}" in cells_of(grid, row)
    assert grid.evaluate("grid => grid.scrollTop") == place

    book.page.evaluate(  # JupyterLab makes a new view of it
        "() => window.jupyterapp.shell.currentWidget.content.model.sharedModel.moveCell(1, 2)"
    )
    moved = grid_of(book)
    for row in wait_until(lambda: shown_rows(moved))[:3]:
        assert f"item {row:03}" in cells_of(moved, row)
    jump(moved, 300)
    wait_until(lambda: 299 in shown_rows(moved))
    assert "item 299" in cells_of(moved, 299)


def in_view(book: Any) -> bool:
    grid = book.page.locator(".jp-Notebook:visible [role=grid]").first
    return grid.count() > 0 and grid.evaluate(
        "g => { const { top, bottom } = g.getBoundingClientRect();"
        " return bottom > 0 && top < innerHeight; }"
    )
