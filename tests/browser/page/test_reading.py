"""Sorting by several columns, filters and distributions in the header, in a real browser."""

from __future__ import annotations

import json
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


# --- filters -------------------------------------------------------------------------------


def open_filter(page: Page, name: str) -> Locator:
    header(page, name).hover()
    page.get_by_role("button", name=f"Filter {name}").click()
    dialog = page.get_by_role("dialog", name=f"Filter {name}")
    expect(dialog.get_by_role("button", name="Done")).to_be_visible()
    return dialog


def test_a_range_is_applied_as_it_is_typed_and_a_chip_takes_it_away(open_grid: Open) -> None:
    page = open_grid()
    dialog = open_filter(page, "price")
    expect(dialog.get_by_label("From")).to_be_focused()
    expect(dialog.get_by_label("To")).to_have_attribute("placeholder", "259.25")
    dialog.get_by_label("From").fill("20")
    expect(page.get_by_text("price ≥ 20")).to_be_visible()
    expect(page.locator(".rows")).to_have_text("120 rows")
    expect(page.get_by_role("status").last).to_contain_text("Filtered: 120 rows")
    assert sent(page, "set_sort") == [], "the button of a filter does not sort"
    dialog.get_by_label("To").fill("much")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("Digits")
    dialog.get_by_label("To").fill("30.5")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert sent(page, "set_filters")[-1]["filters"] == [
        ["price", ">=", 20],
        ["price", "<=", 30.5],
    ]
    page.get_by_role("button", name="Remove filter: price ≥ 20").click()
    expect(page.get_by_role("button", name="Remove filter: price ≤ 30.5")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".chips")).to_be_hidden()
    expect(page.locator(".grid")).to_be_focused()
    assert sent(page, "set_filters")[-1]["filters"] == []


def test_values_are_chosen_from_a_list_that_can_be_searched(open_grid: Open) -> None:
    page = open_grid()
    dialog = open_filter(page, "name")
    expect(dialog.get_by_text("<b>Bold</b>")).to_be_visible()
    dialog.get_by_label("Find a value").fill("chair")
    expect(dialog.get_by_label("Walnut desk")).to_be_hidden()
    dialog.get_by_label("Oak chair").check()
    dialog.get_by_label("Find a value").fill("")
    dialog.get_by_label("Rug").check()
    expect(page.get_by_text("name is Oak chair, Rug")).to_be_visible()
    dialog.get_by_label("Contains").fill("a")
    dialog.get_by_role("button", name="Done").click()
    assert sent(page, "set_filters")[-1]["filters"] == [
        ["name", "contains", "a"],
        ["name", "in", ["Oak chair", "Rug"]],
    ]
    page.get_by_role("button", name="Clear all").click()
    expect(page.locator(".chips")).to_be_hidden()


def test_the_keyboard_filters_for_empty_values_and_escape_gives_the_focus_back(
    open_grid: Open,
) -> None:
    page = open_grid()
    page.locator(".grid").focus()
    for key in ("ArrowUp", "ArrowRight", "ArrowRight", "Alt+ArrowDown"):
        page.keyboard.press(key)
    dialog = page.get_by_role("dialog", name="Filter price")
    dialog.get_by_label("Empty (143)").focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("price is empty")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator(".grid")).to_be_focused()
    expect(header(page, "price")).to_have_attribute("id", "active")
    assert sent(page, "set_filters")[-1]["filters"] == [["price", "==", None]]


def test_a_column_the_source_can_not_filter_says_so(open_grid: Open) -> None:
    page = open_grid()
    dialog = open_filter(page, "size")
    expect(dialog).to_contain_text("can not filter by this column")
    page.locator(".title").click()
    expect(dialog).to_be_hidden()


# --- distributions -------------------------------------------------------------------------


def test_the_ends_of_a_distribution_are_written_as_the_cells_below_it(open_grid: Open) -> None:
    euro = {"style": "number", "prefix": "€ ", "thousands": True, "decimals": 2}
    page = open_grid(spreads=1, traits=json.dumps({"looks": {"price": {"text": euro}}}))
    caption = header(page, "price").locator(".spread-caption")
    expect(caption).to_have_text("€ 9.50 – € 259.25")


def test_headers_show_how_values_are_spread_and_over_what(open_grid: Open) -> None:
    page = open_grid(spreads=1, total=20_000)
    price = header(page, "price")
    expect(price.locator(".spread-caption")).to_have_text("9.5 – 259.3")
    expect(price.locator("rect:not(.bar-blank)")).to_have_count(20)
    expect(price.locator(".spread-blanks")).to_have_text("14 % null")
    over = "from 9.5 to 259.25; 14 % empty; over 1\u202f000 of 20\u202f000 rows"
    expect(price).to_have_attribute("aria-description", over)
    expect(header(page, "name").locator(".spread-caption")).to_have_text("Walnut desk 16 %")
    tall = page.locator(".layer").bounding_box()
    page.get_by_role("button", name="Distributions").click()
    expect(price.locator(".spread")).to_be_hidden()
    low = page.locator(".layer").bounding_box()
    assert tall is not None
    assert low is not None
    assert tall["y"] - low["y"] == 34
    page.wait_for_function(
        "() => window.fake.sent.findLast((m) => m.kind === 'summarise').columns.length === 0"
    )


def test_without_distributions_the_header_stays_low(open_grid: Open) -> None:
    page = open_grid()
    expect(page.get_by_role("button", name="Distributions")).to_be_hidden()
    box = page.locator(".head").bounding_box()
    assert box is not None
    assert box["height"] == 32


def test_a_low_grid_keeps_its_room_for_rows_not_for_distributions(open_grid: Open) -> None:
    page = open_grid(spreads=1, height=150, total=1)
    page.wait_for_function("() => window.fake.sent.some((m) => m.kind === 'summarise')")
    expect(page.locator('.layer [aria-rowindex="2"]')).to_be_in_viewport()
    expect(page.locator(".frame")).to_have_attribute("data-spread", "false")
    page.evaluate("() => window.fake.update({ height: 420 })")
    expect(page.locator(".frame")).to_have_attribute("data-spread", "true")
