"""The widgets around the grid in a real JupyterLab: they work together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.grids import WAIT, cells_of, take_picture, wait_until

pytestmark = pytest.mark.browser

SHOP = """
import diorama_nb as dn, ipywidgets as W
rows = [{"id": n, "name": f"item {n}", "price": n / 2} for n in range(50)]
shop = dn.MemoryVista(rows, name="shop")
dio = dn.Lens().open(shop)
"""
SHOW = """
picker = dio.picker(label="Item")
badge = dio.badge(dn.Sum("price"), label="Total")
W.VBox([dio.status_bar(), picker, W.HBox([dio.card("7"), dio.form("7")]), badge])
"""


def test_what_is_saved_in_a_form_shows_in_card_and_badge_and_a_row_is_picked(
    notebook: Callable[..., Any],
) -> None:
    """U69: what is typed is a draft; saved, it is at the source and in every view."""
    book = notebook(SHOP, SHOW, "print(picker.value, dn.run(shop.get_value('7'))['price'])")
    book.run(0)
    book.run(1)
    page = book.page.locator(".jp-Notebook:visible")
    expect(page.locator(".number")).to_have_text("612.5", timeout=WAIT)
    form = page.get_by_role("form", name="shop 7")
    form.get_by_label("price", exact=True).fill("13.5")
    form.get_by_label("price", exact=True).press("Enter")
    expect(page.locator(".number")).to_have_text("622.5", timeout=WAIT)
    expect(page.locator(".diorama-card .value").nth(2)).to_have_text("13.5", timeout=WAIT)
    box = page.get_by_role("combobox", name="Item")
    box.fill("item 42")
    box.press("Enter")
    expect(box).to_have_attribute("aria-expanded", "false", timeout=WAIT)
    wait_until(lambda: book.value(2) == "42 13.5")
    expect(page.locator(".diorama-status-bar .facts")).to_contain_text("50 rows", timeout=WAIT)
    take_picture(book, "widgets")


BLOG = """
import diorama_nb as dn, time
posts = [{"id": n, "author": n % 3, "title": f"post {n}"} for n in range(30)]
authors = dn.MemoryVista([{"id": n, "name": f"author {n}"} for n in range(3)], name="authors")
posts = dn.MemoryVista(posts, name="posts").relate("author", authors, "author", many=False)
grid = dn.Lens().open(posts).grid()
grid
"""
COMPUTE = """
def computing(wanted):
    end = time.monotonic() + 30
    while not wanted() and time.monotonic() < end:
        time.sleep(0.01)

computing(lambda: grid.opened is not None)
computing(lambda: grid.opened is None)
print(grid.opened)
"""


def test_a_grid_leads_to_related_rows_while_a_cell_computes_and_back(
    notebook: Callable[..., Any],
) -> None:
    """U72: their grid is made, shown and left while the kernel is busy."""
    book = notebook(
        BLOG,
        COMPUTE,
    )
    book.run(0)
    page = book.page.locator(".jp-Notebook:visible")
    link = page.get_by_role("button", name="Open author of this row").nth(4)
    link.wait_for(timeout=WAIT)
    book.run(1, wait=False)
    link.click()
    related = page.get_by_role("grid", name="author of 4")
    expect(related).to_be_focused(timeout=WAIT)
    assert cells_of(related, 0) == ["1", "author 1"]
    take_picture(book, "related")
    related.press("Alt+ArrowLeft")
    expect(page.get_by_role("grid", name="posts")).to_be_focused(timeout=WAIT)
    wait_until(lambda: book.text(1) == "None\n")


def test_after_a_restart_every_widget_says_that_its_kernel_is_gone(
    notebook: Callable[..., Any],
) -> None:
    book = notebook(SHOP, SHOW, own_kernel=True)
    book.run(0)
    book.run(1)
    page = book.page.locator(".jp-Notebook:visible")
    expect(page.locator(".number")).to_have_text("612.5", timeout=WAIT)
    book.restart()
    expect(page.get_by_text("disconnected – re-run the cell")).to_have_count(5, timeout=WAIT)
