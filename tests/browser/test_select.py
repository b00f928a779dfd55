"""Copying, pasting and downloading in a real JupyterLab, through the browser's clipboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.grids import WAIT, cells_of, grid_of, take_picture, wait_until
from tests.browser.test_edit import cell

pytestmark = pytest.mark.browser

SHOP = """
import diorama_nb as dn
shop = dn.MemoryVista(
    [{"id": n, "name": f"=item {n}", "price": -n / 2} for n in range(300)], name="shop")
dio = dn.Lens().open(shop)
"""


def test_a_block_goes_through_the_clipboard_and_a_file_to_the_disk(
    notebook: Callable[..., Any], tmp_path: Path
) -> None:
    """What is copied is safe for spreadsheets, and comes back as it was when pasted."""
    book = notebook(
        SHOP,
        "grid = dio.grid()\ngrid",
        "rows = dn.run(shop.list_values())\nprint(rows['10']['name'], rows['11']['price'])",
        "print(grid.selection)",
    )
    page = book.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    book.run(0)
    book.run(1)
    grid = grid_of(book)
    cells_of(grid, 3)
    frame = page.locator(".jp-Notebook:visible .frame").first

    cell(grid, 1, 2).click(timeout=WAIT)
    cell(grid, 2, 3).click(modifiers=["Shift"])
    expect(frame.locator(".live")).to_have_text("2 rows × 2 columns selected")
    expect(frame.locator(".figures")).to_contain_text("Sum −1.5", timeout=WAIT)
    page.keyboard.press("Control+c")
    text = wait_until(lambda: page.evaluate("() => navigator.clipboard.readText()"))
    assert text.replace("\r\n", "\n") == "'=item 1\t-0.5\n'=item 2\t-1"
    take_picture(book, "selected")

    cell(grid, 5, 2).click()
    cell(grid, 6, 2).click(modifiers=["Control"])
    wait_until(lambda: book.value(3) == "['6']")
    cell(grid, 6, 2).click(modifiers=["Control"])

    page.locator(".jp-Notebook:visible [role=grid]").first.focus()
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    expect(cell(grid, 10, 2)).to_have_id("active", timeout=WAIT)
    page.keyboard.press("Control+v")
    expect(cell(grid, 10, 2)).to_have_text("=item 1", timeout=WAIT)
    wait_until(lambda: book.value(2) == "=item 1 -1.0")
    frame.get_by_role("button", name="Undo").click()
    wait_until(lambda: book.value(2) == "=item 10 -5.5")

    frame.get_by_role("button", name="Download").click()
    with page.expect_download(timeout=WAIT) as waiting:
        frame.get_by_role("button", name="CSV").click()
    waiting.value.save_as(tmp_path / "rows.csv")
    lines = (tmp_path / "rows.csv").read_text().splitlines()
    assert (len(lines), lines[2]) == (301, '1,"\'=item 1",-0.5')
