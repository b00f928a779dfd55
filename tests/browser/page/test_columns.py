"""Columns in a real browser: arranged, pinned, a thousand of them."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.page.test_page import PAINTED, Open, scroll_to, sent, wait_right

pytestmark = pytest.mark.browser


def headers(page: Page) -> list[str]:
    return page.locator(".head .th .label").all_text_contents()


def arranged(page: Page) -> dict[str, Any]:
    """What Python was told last."""
    page.wait_for_function("() => window.fake.sent.some((m) => m.kind === 'arrange')")
    return sent(page, "arrange")[-1]


def test_a_thousand_columns_are_painted_and_asked_for_where_they_show(open_grid: Open) -> None:
    page = open_grid(total=1_000_000, wide=991, traits=json.dumps({"pinned": ["name"]}))
    page.wait_for_function("() => window.fake.sent.length > 0")
    grid = page.locator(".grid")
    expect(grid).to_have_attribute("aria-colcount", "1000")
    scroll_to(page, 3_000_000)
    for part in (0.5, 0.1, 1):
        grid.evaluate("(e, part) => { e.scrollLeft = part * e.scrollWidth }", part)
        # Every cell on show says which one it is: "<row>.<column>", and the pinned one stays.
        page.wait_for_function(
            f"""() => ({PAINTED})().every(({{ index, texts, bones }}) => bones === 0
                && texts[0] !== undefined && Object.entries(texts).every(([place, text]) =>
                  Number(place) < 10 || text === `${{index}}.${{place}}`))"""
        )
        cells = page.locator(".layer .row:not([hidden])").first.locator(".cell").count()
        assert cells < 30
    assert page.locator(".layer .row:not([hidden]) .cell").last.get_attribute(
        "aria-colindex"
    ) == ("1000")
    asked = sent(page, "set_viewport")[-1]["columns"]
    assert len(asked) < 60
    assert 1 in asked


def test_pinned_columns_stay_while_the_others_scroll(open_grid: Open) -> None:
    page = open_grid(traits=json.dumps({"pinned": ["price", "name"]}))
    page.set_viewport_size({"width": 620, "height": 640})
    wait_place = "() => document.querySelector('.diorama-grid')"
    page.wait_for_function(wait_place)
    assert headers(page)[:3] == ["name", "price", "id"]
    cell = page.locator('.layer [aria-rowindex="3"] [aria-colindex="2"]')
    before = cell.bounding_box()
    page.locator(".grid").evaluate("(e) => { e.scrollLeft = 250 }")
    page.wait_for_function(
        "() => document.querySelector('.diorama-grid').shadowRoot"
        ".querySelector('.grid').scrollLeft === 250"
    )
    assert cell.bounding_box() == before
    assert cell.text_content() == "9.75"
    assert page.locator(".th").nth(1).bounding_box()["x"] == before["x"]  # type: ignore[index]
    box = before or {}
    top = page.evaluate(
        "([x, y]) => document.querySelector('.diorama-grid').shadowRoot"
        ".elementFromPoint(x, y).closest('.cell').ariaColIndex",
        [box["x"] + 5, box["y"] + 5],
    )
    assert top == "2", "nothing that scrolls lies over a pinned cell"


def test_the_names_in_the_menu_of_columns_stand_under_each_other(open_grid: Open) -> None:
    page = open_grid()
    wait_right(page)
    page.get_by_role("button", name="Columns", exact=True).click()
    lefts = page.locator(".menu-name").evaluate_all(
        "names => names.map((name) => name.getBoundingClientRect().left)"
    )
    assert len(lefts) == 9
    assert len(set(lefts)) == 1


def test_the_menu_hides_finds_moves_and_pins_columns(open_grid: Open) -> None:
    page = open_grid()
    wait_right(page)
    page.get_by_role("button", name="Columns", exact=True).click()
    menu = page.get_by_role("dialog", name="Columns")
    menu.get_by_label("Find a column").fill("pri")
    menu.get_by_role("checkbox", name="price").uncheck()
    menu.get_by_label("Find a column").fill("")
    assert "price" not in headers(page)
    expect(menu.get_by_role("status")).to_have_text("8 of 9 shown")
    menu.get_by_role("checkbox", name="name").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".th .label").first).to_have_text("name")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".th").first).to_have_attribute("data-pinned", "last")
    menu.get_by_role("button", name="Hide all").click()
    expect(page.locator(".th")).to_have_count(0)
    menu.get_by_role("button", name="Show all").click()
    expect(page.locator(".th")).to_have_count(9)
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    page.wait_for_function("() => window.fake.get('shown_columns')?.[0] === 'name'")
    told = arranged(page)
    assert told["shown"][:3] == ["name", "id", "price"]
    assert told["pinned"] == ["name"]


def test_a_header_cell_is_dragged_to_another_place_and_does_not_sort(open_grid: Open) -> None:
    page = open_grid()
    wait_right(page)
    source = page.get_by_role("columnheader", name="name").bounding_box() or {}
    target = page.get_by_role("columnheader", name="updated").bounding_box() or {}
    page.mouse.move(source["x"] + 20, source["y"] + 12)
    page.mouse.down()
    page.mouse.move(target["x"] + 4, target["y"] + 12, steps=4)
    expect(page.locator(".drop-line")).to_be_visible()
    page.mouse.up()
    expect(page.locator(".th .label").nth(3)).to_have_text("name")
    assert headers(page)[:5] == ["id", "price", "in stock", "name", "updated"]
    assert arranged(page)["shown"][:4] == ["id", "price", "in_stock", "name"]
    assert sent(page, "set_sort") == []
    cells = page.locator('.layer [aria-rowindex="2"] .cell').all_text_contents()
    assert cells[:4] == ["0", "9.5", "true", "Walnut desk"], "cells go with their header"


def test_keys_move_the_column_of_the_active_header_cell(open_grid: Open) -> None:
    page = open_grid()
    wait_right(page)
    page.locator(".grid").focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Control+Shift+ArrowRight")
    page.keyboard.press("Control+Shift+ArrowRight")
    expect(page.locator(".th#active .label")).to_have_text("id")
    assert headers(page)[:3] == ["name", "price", "id"]
    page.keyboard.press("Control+Shift+ArrowLeft")
    assert headers(page)[:3] == ["name", "id", "price"]


def test_an_arrangement_outlives_its_view(open_grid: Open) -> None:
    page = open_grid(
        traits=json.dumps({"shown_columns": ["price", "id"], "density": "compact"})
    )
    page.wait_for_selector(".layer .row:not([aria-busy]) .cell:not([aria-busy])")
    assert headers(page) == ["price", "id"]
    row = page.locator(".layer .row:not([hidden])").first
    assert (row.bounding_box() or {})["height"] == 22
    page.get_by_role("button", name="Compact rows").click()
    page.wait_for_function("() => window.fake.get('density') === 'comfortable'")
    assert (row.bounding_box() or {})["height"] == 28
    page.evaluate("() => window.fake.update({ shown_columns: ['note', 'id'] })")
    expect(page.locator(".th .label").first).to_have_text("note")


def test_an_arrangement_holds_without_a_kernel(open_grid: Open) -> None:
    page = open_grid(start="snapshot", wait=False)
    expect(page.get_by_text("name 505", exact=True)).to_be_visible()
    page.evaluate("() => { window.fake.dead = true }")
    page.get_by_role("button", name="Columns", exact=True).click()
    page.get_by_role("dialog").get_by_role("checkbox", name="name").uncheck()
    expect(page.get_by_text("name 505", exact=True)).to_be_hidden()
    expect(page.get_by_text("price 505", exact=True)).to_be_visible()


def test_a_row_is_gone_to_by_its_number_or_its_id(open_grid: Open) -> None:
    page = open_grid(total=10_000_000)
    wait_right(page)
    page.locator(".grid").focus()
    page.keyboard.press("Control+g")
    box = page.get_by_label("Row number or id")
    box.fill("9 000 001")
    box.press("Enter")
    expect(page.locator("#active").locator("xpath=..")).to_have_attribute(
        "aria-rowindex", "9000002"
    )
    wait_right(page)
    page.keyboard.press("Control+g")
    box.fill("r77")
    box.press("Enter")
    expect(page.locator("#active").locator("xpath=..")).to_have_attribute("aria-rowindex", "79")
    page.keyboard.press("Control+g")
    box.fill("unheard of")
    box.press("Enter")
    expect(page.locator(".goto .field-why")).to_contain_text("No loaded row has this id")
    page.keyboard.press("Escape")
    assert page.evaluate(
        "() => document.querySelector('.diorama-grid').shadowRoot"
        ".activeElement.classList.contains('grid')"
    )


FORMATS = {
    "price": {
        "text": {"style": "number", "prefix": "€ ", "thousands": True, "decimals": 2},
        "bar": [0, 250],
    },
    "id": {"text": {"style": "compact"}, "rules": [{"op": "=", "value": 2, "colour": "bad"}]},
    "updated": {"text": {"style": "date"}},
    "weight": {"heat": [0, 10], "colour": "good"},
}


def test_values_are_painted_as_their_format_says(open_grid: Open) -> None:
    page = open_grid(traits=json.dumps({"looks": FORMATS}))
    row = page.locator('.layer [aria-rowindex="4"]')
    price = row.locator('[aria-colindex="3"]')
    expect(price).to_have_text("€ 10.00")
    expect(price).to_have_attribute("data-paint", "bar")
    width = price.evaluate("(e) => getComputedStyle(e).backgroundSize")
    assert "0.04" in width or "4%" in width
    expect(row.locator('[aria-colindex="1"]')).to_have_attribute("data-colour", "bad")
    expect(row.locator('[aria-colindex="4"]')).to_have_attribute("data-kind", "no")
    expect(row.locator('[aria-colindex="5"]')).to_have_text("2026-03-03")
    expect(row.locator('[aria-colindex="9"]')).to_have_attribute("data-paint", "heat")


def test_a_relative_time_goes_on_while_nothing_else_happens(open_grid: Open) -> None:
    looks = {"updated": {"text": {"style": "relative"}}}
    page = open_grid(traits=json.dumps({"looks": looks}), now="2026-03-03T12:04:00")
    moment = page.locator('.layer [aria-rowindex="4"] [aria-colindex="5"]')
    expect(moment).to_have_text("3 hours ago")
    page.clock.fast_forward(3600_000)
    expect(moment).to_have_text("4 hours ago")


def test_a_nested_value_opens_whole_and_gives_the_focus_back(open_grid: Open) -> None:
    page = open_grid()
    wait_right(page)
    page.locator('.layer [aria-rowindex="2"] [aria-colindex="8"]').click()
    page.keyboard.press("Enter")
    box = page.get_by_role("dialog", name="size")
    expect(box.locator(".whole")).to_have_text('{\n  "of": "r0.size"\n}')
    assert sent(page, "get_cell")[-1]["row"] == "r0"
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    long = {"text": "<img src=x onerror=window.pwned=1>" * 10, "of": 2_000_000}
    page.evaluate("(whole) => { window.fake.whole = whole }", long)
    page.keyboard.press("Enter")
    expect(box.locator(".whole-note")).to_contain_text("of 2\u202f000\u202f000 characters")
    assert page.evaluate("() => window.pwned") is None
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#active")).to_have_attribute("aria-colindex", "7")


def test_what_a_search_found_is_marked_also_after_a_scroll(open_grid: Open) -> None:
    page = open_grid()
    wait_right(page)
    box = page.get_by_role("searchbox")
    box.fill("LAMP")
    box.press("Enter")
    expect(page.locator(".layer mark").first).to_have_text("lamp")
    # Rows held already are marked at once; those that were found show from their top.
    expect(page.locator(".frame")).to_have_attribute("data-waiting", "false")
    scroll_to(page, 600)
    page.wait_for_function(f"() => ({PAINTED})()[0].index > 15")
    expect(page.locator(".layer .row:not([hidden]) mark").first).to_be_visible()
    cell = page.locator(".layer .row:not([hidden]) .cell", has=page.locator("mark")).first
    expect(cell).to_have_text("Brass lamp")
    box.fill("")
    box.press("Enter")
    expect(page.locator(".layer mark")).to_have_count(0)


def test_a_header_under_the_pointer_colours_itself_only_and_hides_what_is_behind(
    open_grid: Open,
) -> None:
    page = open_grid(traits=json.dumps({"pinned": ["name"]}))
    shade = "element => getComputedStyle(element).backgroundColor"
    gutter, pinned = page.locator(".head .gutter"), page.locator(".head .th[data-pinned]")
    before = gutter.evaluate(shade)
    assert pinned.evaluate(shade) == before
    pinned.hover()
    assert gutter.evaluate(shade) == before
    assert pinned.evaluate(shade) != before
    assert "/" not in pinned.evaluate(shade), "headers that are scrolled show through"


def test_the_tools_of_the_view_are_there_without_title_search_and_changes(
    open_grid: Open,
) -> None:
    bare = {"title": "", "can": {"order": True, "search": False, "filter": True}}
    page = open_grid(spreads=1, traits=quote(json.dumps(bare)))
    for name in ("Columns", "Compact rows", "Go to row", "Distributions"):
        expect(page.get_by_role("button", name=name)).to_be_visible()


def test_no_caption_of_a_distribution_is_cut_off_in_a_column_as_wide_as_it_comes(
    open_grid: Open,
) -> None:
    page = open_grid(spreads=1)
    expect(page.locator(".spread-caption").nth(2)).to_have_text("9.5 – 259.3")
    cut = page.locator(".spread-caption").evaluate_all(
        "all => all.filter(e => e.offsetParent && e.scrollWidth > e.clientWidth)"
        ".map(e => e.textContent)"
    )
    assert cut == []
    expect(page.locator(".bar-blank")).to_have_count(2)


def test_distributions_over_a_part_of_the_rows_say_so_in_sight(open_grid: Open) -> None:
    page = open_grid(spreads=1, total=5000)
    over = page.locator(".over")
    expect(over).to_have_text("over 1\u202f000 of 5\u202f000")
    expect(over).to_be_visible()
    page.get_by_role("button", name="Distributions").click()
    expect(over).to_be_hidden()
    page = open_grid(spreads=1, total=1000)
    expect(page.get_by_role("button", name="Distributions")).to_be_visible()
    expect(page.locator(".over")).to_be_hidden()


def test_what_can_be_filtered_and_pinned_is_seen_where_nothing_hovers(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{address}/index.html?theme=light")
    expect(page.locator(".th-filter").first).to_have_css("opacity", "1")
    page.get_by_role("button", name="Columns").tap()
    expect(page.locator(".menu-pin").first).to_have_css("opacity", "1")
    context.close()


def test_a_column_is_sized_and_fitted_with_the_keyboard_and_from_the_menu(
    open_grid: Open,
) -> None:
    page = open_grid()
    th = page.locator(".th").nth(1)
    page.locator('.layer [aria-rowindex="2"] [aria-colindex="2"]').click()
    page.keyboard.press("ArrowUp")
    before = th.bounding_box()["width"]
    page.keyboard.press("Alt+Shift+ArrowRight")
    page.keyboard.press("Alt+Shift+ArrowRight")
    assert th.bounding_box()["width"] == pytest.approx(before + 32, abs=1)
    page.keyboard.press("Alt+Shift+ArrowLeft")
    assert th.bounding_box()["width"] == pytest.approx(before + 16, abs=1)
    assert sent(page, "set_sort") == []
    page.keyboard.press("Alt+Shift+Enter")
    fitted = th.bounding_box()["width"]
    assert fitted < before
    page.keyboard.press("Alt+Shift+ArrowRight")
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("button", name="Fit name to its content").click()
    assert th.bounding_box()["width"] == pytest.approx(fitted, abs=1)
    page.get_by_label("name", exact=True).uncheck()
    expect(page.get_by_role("button", name="Fit name to its content")).to_be_hidden()
