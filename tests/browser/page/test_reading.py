"""Sorting by several columns, filters and distributions in the header, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


def sent(page: Page, kind: str) -> list[dict[str, Any]]:
    return [m for m in page.evaluate("() => window.fake.sent") if m["kind"] == kind]


def header(page: Page, name: str) -> Locator:
    return page.get_by_role("columnheader", name=name)


def settled(page: Page) -> None:
    expect(page.locator(".frame")).to_have_attribute("data-waiting", "false")


# --- order ---------------------------------------------------------------------------------


def test_shift_click_adds_a_column_to_the_order_and_the_headers_say_which(
    open_grid: Open,
) -> None:
    page = open_grid()
    header(page, "price").click()
    header(page, "name").click(modifiers=["Shift"])
    settled(page)
    header(page, "price").click(modifiers=["Shift"])
    settled(page)
    down = {"column": "price", "descending": True}
    assert sent(page, "set_sort")[-1]["by"] == [down, {"column": "name", "descending": False}]
    expect(header(page, "price")).to_have_attribute("aria-sort", "descending")
    expect(header(page, "name")).to_have_attribute("aria-sort", "ascending")
    expect(header(page, "price").locator(".arrow")).to_have_text("↓1")
    expect(header(page, "name").locator(".arrow")).to_have_text("↑2")
    expect(page.get_by_role("status")).to_contain_text(
        "Sorted by price descending, then name ascending"
    )
    header(page, "name").click()
    settled(page)
    assert [o["column"] for o in sent(page, "set_sort")[-1]["by"]] == ["name"]
