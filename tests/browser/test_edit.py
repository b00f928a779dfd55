"""Changing data in a real JupyterLab: it is in the source, or the grid says why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.grids import WAIT, cells_of, grid_of, take_picture, total_of, wait_until

pytestmark = pytest.mark.browser

SHOP = """
import diorama_nb as dn
from diorama_nb.errors import WriteRejected
shop = dn.MemoryVista(
    [{"id": n, "name": f"item {n:03}", "price": n / 2, "on": n % 2 == 0} for n in range(50)],
    name="shop")
strict = True

async def check(dio, write):
    if strict and (write.patch.get("price") or 0) > 100:
        raise WriteRejected("too dear", fields={"price": "at most 100"}, hint="sell it cheaper")
    return await dio.master.apply(write)

dio = dn.Lens(on_write=check).open(shop)
"""


def cell(grid: Locator, row: int, column: int) -> Locator:
    return grid.locator(f"[role=row][aria-rowindex='{row + 2}'] [aria-colindex='{column}']")


def edit(book: Any, grid: Locator, row: int, column: int, text: str) -> None:
    cell(grid, row, column).dblclick(timeout=WAIT)
    box = book.page.locator(".jp-Notebook:visible .edit-box")
    box.fill(text)
    box.press("Enter")


def test_what_is_typed_into_a_cell_is_in_the_source_and_a_refusal_is_decided_in_the_grid(
    notebook: Callable[..., Any],
) -> None:
    """U25, U63, P18: an edit shows at once and is written behind; a refused one says why."""
    book = notebook(
        SHOP,
        "dio",
        "record = dn.run(shop.get_value('2'))\nprint(record['price'], record['name'])",
        "strict = False",
    )
    book.run(0)
    book.run(1)
    grid = grid_of(book)
    cells_of(grid, 2)
    frame = book.page.locator(".jp-Notebook:visible .frame").first
    edit(book, grid, 2, 3, "12.5")
    expect(cell(grid, 2, 3)).to_have_text("12.5", timeout=WAIT)
    edit(book, grid, 2, 2, "a dd b")
    expect(cell(grid, 2, 2)).to_have_text("a dd b", timeout=WAIT)
    wait_until(lambda: book.value(2) == "12.5 a dd b")

    edit(book, grid, 2, 3, "much")
    expect(frame.locator(".edit-problem")).to_contain_text("Digits and a point")
    book.page.keyboard.press("Escape")

    edit(book, grid, 2, 3, "500")
    expect(cell(grid, 2, 3)).to_have_attribute("data-mark", "failed", timeout=WAIT)
    expect(cell(grid, 2, 3)).to_have_text("12.5")
    expect(frame.locator(".cell-failure")).to_contain_text("too dear; price: at most 100")
    take_picture(book, "refused")
    assert book.value(2) == "12.5 a dd b"

    book.run(3)
    frame.get_by_role("button", name="1 failed").click()
    listed = frame.get_by_role("dialog")
    listed.get_by_role("button", name="Retry price").click()
    expect(cell(grid, 2, 3)).to_have_text("500", timeout=WAIT)
    wait_until(lambda: book.value(2) == "500.0 a dd b")
    expect(listed).to_be_hidden(timeout=WAIT)


def test_what_others_changed_is_shown_by_the_button_of_the_grid(
    notebook: Callable[..., Any],
) -> None:
    """P18: a refresh reads the source again, without a cell."""
    book = notebook(SHOP, "dio", "dn.run(shop.patch_value('2', {'name': 'theirs'}))")
    for number in range(3):
        book.run(number)
    grid = grid_of(book)
    assert "item 002" in cells_of(grid, 2)
    book.page.locator(".jp-Notebook:visible .frame").get_by_role(
        "button", name="Refresh"
    ).click()
    expect(cell(grid, 2, 2)).to_have_text("theirs", timeout=WAIT)


def test_rows_are_added_deleted_and_brought_back(notebook: Callable[..., Any]) -> None:
    book = notebook(SHOP, "dio", "print(sorted(map(int, dn.run(shop.list_values())))[-3:])")
    book.run(0)
    book.run(1)
    grid = grid_of(book)
    cells_of(grid, 2)
    frame = book.page.locator(".jp-Notebook:visible .frame").first
    frame.get_by_role("button", name="Add row").click()
    form = frame.get_by_role("form", name="New row")
    form.get_by_label("id").fill("77")
    form.get_by_label("name").fill("cake")
    form.get_by_label("price").fill("500")
    form.get_by_role("button", name="Save row").click()
    expect(frame.get_by_role("button", name="1 failed")).to_be_visible(timeout=WAIT)
    frame.get_by_role("button", name="1 failed").click()
    frame.get_by_role("button", name="Discard new row").click()
    expect(frame.get_by_role("button", name="1 failed")).to_be_hidden(timeout=WAIT)

    frame.get_by_role("button", name="Add row").click()
    form.get_by_label("id").fill("77")
    form.get_by_label("price").fill("5")
    form.get_by_role("button", name="Save row").click()
    wait_until(lambda: total_of(grid) == 51)
    wait_until(lambda: book.value(2) == "[48, 49, 77]")

    assert cells_of(grid, 50)[0] == "77", "the new row is shown"

    grid.evaluate("grid => { grid.scrollTop = 0; }")
    grid.locator("[role=row][aria-rowindex='2'] .gutter").click()
    frame.get_by_role("button", name="Delete row").click()
    wait_until(lambda: total_of(grid) == 50)
    assert cells_of(grid, 0)[1] == "item 001"
    frame.get_by_role("button", name="Undo").click()
    wait_until(lambda: total_of(grid) == 51)
    wait_until(lambda: book.value(2) == "[48, 49, 77]")
