"""The dashboard notebook in a real JupyterLab, as it is handed out: it updates itself."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.grids import WAIT, cells_of, grid_of, take_picture, wait_until

pytestmark = pytest.mark.browser

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "dashboard.ipynb"


def test_badge_plot_rows_and_form_follow_what_is_pushed(notebook: Callable[..., Any]) -> None:
    """P18: what somebody types stays meanwhile, and is saved."""
    document = json.loads(NOTEBOOK.read_text())
    cells = ["".join(c["source"]) for c in document["cells"] if c["cell_type"] == "code"]
    selling = next(n for n, source in enumerate(cells) if "create_task(sell())" in source)
    shown = selling - 1
    book = notebook(
        *cells[: selling + 1],
        "(await till.get_value('7'))['price']",
        "selling.cancel()",
        own_kernel=True,
    )
    for cell in range(selling):
        book.run(cell)
    page = book.page.locator(".jp-Notebook:visible .jp-CodeCell").nth(shown)
    stock = page.locator(".diorama-badge", has_text="In stock").locator(".number")
    picture = page.locator(".jp-OutputArea-output img")
    form = page.get_by_role("form")
    price = form.get_by_label("price", exact=True)
    expect(stock).to_have_text(re.compile(r"\d"), timeout=WAIT)
    expect(picture).to_be_visible(timeout=WAIT)
    expect(picture).to_have_css("border-radius", "6px")
    expect(price).to_be_editable(timeout=WAIT)
    grid = grid_of(book)
    rows = [cells_of(grid, row) for row in range(5)]
    before = stock.text_content(), picture.get_attribute("src")
    price.fill("12.25")

    book.run(selling)
    expect(stock).not_to_have_text(str(before[0]), timeout=WAIT)
    expect(picture).not_to_have_attribute("src", str(before[1]), timeout=WAIT)
    wait_until(lambda: [cells_of(grid, row) for row in range(5)] != rows)
    expect(price).to_have_value("12.25")
    take_picture(book, "dashboard")
    price.press("Enter")
    wait_until(lambda: book.value(selling + 1) == "12.25")
    book.run(selling + 2)
