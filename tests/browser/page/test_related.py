"""From a row to the rows it leads to, and back, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
REFS = quote(json.dumps({"id": ["posts", "comments"], "name": ["author"]}))


def sent(page: Page, *kinds: str) -> list[dict[str, Any]]:
    told = page.evaluate("() => window.fake.sent")
    named = [{k: v for k, v in m.items() if k not in ("v", "id", "seq")} for m in told]
    return [message for message in named if message["kind"] in kinds]


def cell(page: Page, row: int, column: int) -> Locator:
    place = f'[aria-rowindex="{row + 2}"] [aria-colindex="{column + 1}"]'
    return page.locator(f".frame:not([hidden]) .layer {place}")


def shows(page: Page, label: str) -> None:
    """Wait until one grid shows, with its rows, and has the keyboard."""
    expect(page.get_by_role("grid")).to_have_count(1)
    expect(page.get_by_role("grid", name=label, exact=True)).to_be_focused()
    page.wait_for_selector(".frame:not([hidden]) .layer .row:not([aria-busy]) .ref")


def test_a_foreign_key_leads_there_and_back_to_where_the_grid_was_left(open_grid: Open) -> None:
    page = open_grid(refs=REFS, editable=1)
    page.locator(".grid").evaluate("grid => { grid.scrollTop = 14000 }")
    link = cell(page, 504, 1).get_by_role("button", name="Open author of this row")
    link.dblclick()
    shows(page, "author of r504")
    expect(page.locator(".edit-box")).to_have_count(0)
    assert sent(page, "open_ref", "edit") == [
        {"kind": "open_ref", "relation": "author", "row": "r504"}
    ]
    expect(page.get_by_role("navigation", name="Back to")).to_have_text("Products")
    page.keyboard.press("Alt+ArrowLeft")
    shows(page, "Products")
    assert page.locator(".grid").evaluate("grid => grid.scrollTop") == 14000
    expect(page.locator("#active")).to_have_attribute("data-column", "1")
    expect(cell(page, 504, 1)).to_have_id("active")
    assert page.evaluate("() => window.fake.get('opened')") is None


def test_the_second_click_on_a_link_means_none_of_the_rows_it_led_to(open_grid: Open) -> None:
    page = open_grid(refs=REFS)
    cell(page, 2, 1).get_by_role("button", name="Open author of this row").click()
    shows(page, "author of r2")
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)
    shows(page, "author of r2")
    expect(page.get_by_role("dialog")).to_have_count(0)
    cell(page, 3, 1).dblclick()
    expect(page.get_by_role("dialog", name="name")).to_be_visible()


def test_the_keyboard_opens_what_a_row_leads_to_and_goes_on_from_there(open_grid: Open) -> None:
    page = open_grid(refs=REFS)
    cell(page, 3, 2).click()
    page.keyboard.press("Alt+ArrowRight")
    menu = page.get_by_role("dialog", name="Related rows")
    expect(menu.get_by_role("button")).to_have_text(["posts", "comments", "author"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    shows(page, "comments of r3")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    shows(page, "author of r1")
    page.keyboard.press("Escape")
    shows(page, "comments of r3")
    page.keyboard.press("Enter")
    shows(page, "author of r1")
    page.get_by_role("button", name="Products").click()
    shows(page, "Products")
    left = "() => [...window.fake.opened.values()].map(model => model.listeners)"
    assert page.evaluate(left) == [0], "nobody listens to a grid that was left"


def test_what_can_not_be_opened_says_why_and_what_leads_nowhere_offers_nothing(
    open_grid: Open,
) -> None:
    page = open_grid(refs=REFS)
    page.evaluate("() => { window.fake.refusal = { message: 'No.', hint: 'Refresh.' } }")
    cell(page, 0, 1).hover()
    cell(page, 0, 1).locator(".ref").click()
    expect(page.locator(".news")).to_have_text("No. Refresh.")
    expect(page.get_by_role("grid", name="Products")).to_be_visible()
    expect(cell(page, 5, 1)).to_have_text("null")
    expect(cell(page, 5, 1).locator(".ref")).to_have_count(0)
    expect(open_grid().locator(".ref")).to_have_count(0)
