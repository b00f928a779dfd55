"""Selecting, copying, pasting and downloading in a real browser, by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
ID, NAME, PRICE, IN_STOCK, SITE, NOTE = 1, 2, 3, 4, 6, 7


def cell(page: Page, row: int, column: int) -> Locator:
    return page.locator(f'.layer [aria-rowindex="{row + 2}"] [aria-colindex="{column}"]')


def sent(page: Page, *kinds: str) -> list[dict[str, Any]]:
    found = [m for m in page.evaluate("() => window.fake.sent") if m["kind"] in kinds]
    return [{k: v for k, v in m.items() if k not in ("v", "id", "seq", "kind")} for m in found]


def said(page: Page, text: str) -> None:
    expect(page.locator(".live")).to_have_text(text)


def chosen(page: Page) -> int:
    return page.locator('.layer .cell[aria-selected="true"]').count()


def clipboard(page: Page) -> str:
    text: str = page.evaluate("() => navigator.clipboard.readText()")
    return text.replace("\r\n", "\n")


def put(page: Page, text: str) -> None:
    page.evaluate("(text) => navigator.clipboard.writeText(text)", text)


def drag(page: Page, start: Locator, end: Locator) -> None:
    a, b = start.bounding_box(), end.bounding_box()
    assert a is not None
    assert b is not None
    page.mouse.move(a["x"] + 20, a["y"] + 10)
    page.mouse.down()
    page.mouse.move(b["x"] + 20, b["y"] + 10, steps=4)
    page.mouse.up()


@pytest.fixture
def page(open_grid: Open) -> Page:
    page = open_grid(editable=1)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return page


def test_cells_are_selected_by_dragging_and_by_shift_click(page: Page) -> None:
    drag(page, cell(page, 1, NAME), cell(page, 3, PRICE))
    said(page, "3 rows × 2 columns selected")
    assert chosen(page) == 6
    expect(cell(page, 1, NAME)).to_have_attribute("data-range", "in top left")
    expect(cell(page, 1, NAME)).to_have_id("active")
    expect(page.locator(".figures")).to_have_text("Count 5 · Sum 19.75 · Mean 9.875")
    cell(page, 5, NAME).click(modifiers=["Shift"])
    said(page, "5 rows × 1 column selected")
    cell(page, 6, PRICE).click()
    assert chosen(page) == 0
    expect(page.locator(".figures")).to_be_empty()


def test_cells_are_selected_by_keyboard(page: Page) -> None:
    cell(page, 2, PRICE).click()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowLeft")
    said(page, "2 rows × 2 columns selected")
    page.keyboard.press("Shift+Control+ArrowDown")
    said(page, "998 rows × 2 columns selected")
    expect(page.locator('.layer [aria-rowindex="1001"]')).to_be_visible()
    page.keyboard.press("Control+a")
    said(page, "1 000 rows × 9 columns selected".replace("1 0", "1\u202f0"))
    page.keyboard.press("Escape")
    said(page, "1 cell selected")
    assert chosen(page) == 0


def test_dragging_beyond_the_edge_scrolls_and_selects_on(page: Page) -> None:
    start = cell(page, 2, NAME).bounding_box()
    grid = page.locator(".grid").bounding_box()
    assert start is not None
    assert grid is not None
    page.mouse.move(start["x"] + 20, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 20, grid["y"] + grid["height"] + 60)
    page.wait_for_function(
        "() => parseInt(document.querySelector('.diorama-grid').shadowRoot"
        ".querySelector('.live').textContent) >= 40"
    )
    page.mouse.up()
    before = page.locator(".live").text_content()
    page.mouse.move(start["x"] + 20, start["y"] + 60)
    said(page, str(before))


def test_rows_are_selected_by_their_numbers_and_kept_by_id(page: Page) -> None:
    gutter = page.locator(".layer .row:visible .gutter")
    drag(page, gutter.nth(2), gutter.nth(4))
    said(page, "3 rows selected")
    assert sent(page, "select")[-1]["ids"] == ["r2", "r3", "r4"]
    page.locator(".grid").evaluate("(grid) => { grid.scrollTop = 2800 }")
    page.locator('.layer [aria-rowindex="106"] .gutter').click(modifiers=["Shift"])
    asked = sent(page, "select")[-1]
    assert (asked["first"], asked["last"]) == (2, 105)
    assert chosen(page) == 0
    page.evaluate("() => window.fake.update({ selection: ['r2', 'r50', 'r104'] })")
    expect(page.locator(".facts")).to_contain_text("3 selected")


def test_a_selection_keeps_to_its_rows_when_the_data_changes(page: Page) -> None:
    drag(page, cell(page, 1, NAME), cell(page, 2, PRICE))
    page.locator(".th").nth(2).click()
    page.wait_for_function("() => window.fake.get('sort') !== null")
    expect(page.locator('.layer .cell[aria-selected="true"]')).to_have_count(0)


def test_what_is_selected_is_copied_for_a_spreadsheet(page: Page) -> None:
    """Texts that would begin a formula are neutralised, numbers kept."""
    page.evaluate("() => window.fake.edits.set('r1', new Map([[1, '=1+1'], [2, '-4.5']]))")
    page.evaluate("() => window.fake.bump()")
    expect(cell(page, 1, NAME)).to_have_text("=1+1")
    drag(page, cell(page, 1, NAME), cell(page, 2, IN_STOCK))
    page.keyboard.press("Control+c")
    said(page, "2 rows × 3 columns copied.")
    assert clipboard(page) == "'=1+1\t-4.5\tfalse\nBrass lamp\t10.0\tfalse"
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copy as Markdown").click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()).startsWith('|')")
    assert clipboard(page).splitlines()[:2] == [
        "| name | price | in\\_stock |",
        "| --- | ---: | --- |",
    ]


def test_a_text_that_was_cut_short_to_fit_its_message_is_copied_whole_by_python(
    page: Page,
) -> None:
    page.evaluate(
        """() => {
            window.fake.cut = 60;
            window.fake.edits.set("r1", new Map([[6, "x".repeat(60)]]));
            window.fake.bump();
        }"""
    )
    expect(cell(page, 1, NOTE)).to_have_text("x" * 60)
    cell(page, 1, NOTE).click()
    page.keyboard.press("Control+c")
    said(page, "1 cell copied.")
    assert clipboard(page) == "rows 1 to 2 as tsv"


def test_rows_that_the_page_does_not_hold_are_copied_by_python(page: Page) -> None:
    cell(page, 2, NAME).click()
    page.keyboard.press("Shift+Control+ArrowDown")
    expect(page.locator(".figures")).to_have_text("Count 123 · Sum 4\u202f000 · Mean 40")
    page.keyboard.press("Control+c")
    said(page, "998 rows × 1 column copied.")
    (asked,) = sent(page, "copy")
    assert asked == {
        "format": "tsv", "header": False, "first": 2, "last": 1000,
        "top": "r2", "bottom": asked["bottom"], "columns": ["name"],
    }  # fmt: skip
    assert clipboard(page) == "rows 2 to 1000 as tsv"


def test_without_a_clipboard_the_text_waits_for_the_next_key(page: Page) -> None:
    page.evaluate("() => { navigator.clipboard.write = () => Promise.reject(new Error()) }")
    page.evaluate("() => { document.execCommand = () => false }")
    cell(page, 2, NAME).click()
    page.keyboard.press("Shift+Control+ArrowDown")
    page.keyboard.press("Control+c")
    expect(page.locator(".news")).to_contain_text("press Ctrl+C to copy them")
    page.keyboard.press("Control+c")
    said(page, "998 rows × 1 column copied.")
    assert clipboard(page) == "rows 2 to 1000 as tsv"


def test_a_block_is_pasted_in_one_step_and_taken_back(page: Page) -> None:
    put(page, "Sofa\t1.5\nBench\t2\n")
    cell(page, 1, NAME).click()
    page.keyboard.press("Control+v")
    said(page, "4 cells pasted.")
    assert sent(page, "paste", "edit") == [
        {"first": 1, "last": 3, "top": "r1", "bottom": "r2", "columns": ["name", "price"],
         "cells": [["Sofa", "1.5"], ["Bench", "2"]]},
    ]  # fmt: skip
    expect(cell(page, 2, NAME)).to_have_text("Bench")
    expect(page.locator(".deleted")).to_have_text("4 cells changed")
    page.keyboard.press("Control+z")
    assert sent(page, "undo") == [{}]


def test_a_value_that_is_wrong_stops_the_whole_block_and_is_named(page: Page) -> None:
    put(page, "1\nmuch")
    cell(page, 1, PRICE).click()
    page.keyboard.press("Control+v")
    expect(page.locator(".news")).to_contain_text(
        "Nothing was pasted. price, row 3: Digits and a point"
    )
    assert sent(page, "paste") == []


def test_only_the_text_of_the_clipboard_is_pasted(page: Page) -> None:
    """Markup on the clipboard has no say."""
    page.evaluate(
        """() => navigator.clipboard.write([new ClipboardItem({
          "text/html": new Blob(["<img src=x onerror='window.pwned=1'>"], {type: "text/html"}),
          "text/plain": new Blob(["plain"], {type: "text/plain"}),
        })])"""
    )
    cell(page, 1, NAME).click()
    page.keyboard.press("Control+v")
    expect(cell(page, 1, NAME)).to_have_text("plain")
    assert page.evaluate("() => window.pwned") is None


def test_delete_empties_the_selected_cells_that_may_be_empty(page: Page) -> None:
    drag(page, cell(page, 1, PRICE), cell(page, 2, IN_STOCK))
    page.keyboard.press("Delete")
    said(page, "4 cells cleared.")
    assert sent(page, "paste")[0]["cells"] == [[None, None]]
    expect(cell(page, 1, PRICE)).to_have_text("null")
    drag(page, cell(page, 1, NAME), cell(page, 2, PRICE))
    page.keyboard.press("Delete")
    expect(page.locator(".news")).to_contain_text("name can not be empty")
    assert len(sent(page, "paste")) == 1


def test_delete_on_selected_rows_asks_first(page: Page) -> None:
    gutter = page.locator(".layer .row:visible .gutter")
    cell(page, 1, NAME).click()
    drag(page, gutter.nth(1), gutter.nth(2))
    page.keyboard.press("Delete")
    ask = page.get_by_role("dialog", name="Delete 2 rows?")
    page.keyboard.press("Escape")
    expect(ask).to_be_hidden()
    assert sent(page, "delete") == []
    page.keyboard.press("Delete")
    expect(ask.get_by_role("button", name="Delete")).to_be_focused()
    page.keyboard.press("Enter")
    assert sent(page, "delete") == [{"rows": ["r1", "r2"]}]
    expect(page.locator(".deleted")).to_have_text("2 rows deleted")


@pytest.mark.parametrize("buffers", [True, False])
def test_all_rows_are_downloaded_piece_by_piece_and_the_coverage_is_said(
    page: Page, buffers: bool, tmp_path: Path
) -> None:
    page.evaluate("(buffers) => { window.fake.dropsBuffers = !buffers }", buffers)
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").click()
    waiting.value.save_as(tmp_path / "rows.csv")
    assert waiting.value.suggested_filename == "Products.csv"
    assert (tmp_path / "rows.csv").read_text() == 'id,name\n1,"a"\n2,"b"\n'
    expect(page.locator(".news")).to_contain_text(
        "only 1\u202f000 of 4\u202f000 rows (the source went away)"
    )
    expect(page.locator(".progress")).to_be_hidden()


def test_a_download_can_be_cancelled(page: Page) -> None:
    page.evaluate("() => { window.fake.savingTakes = 60000 }")
    page.get_by_role("button", name="Download").click()
    page.get_by_role("button", name="Parquet").click()
    expect(page.locator(".progress-text")).to_have_text("Loading 300 of 1\u202f000 rows…")
    page.get_by_role("button", name="Cancel").click()
    (told,) = sent(page, "stop")
    asked = page.evaluate("() => window.fake.sent.find((m) => m.kind === 'export').seq")
    assert told == {"number": asked}
    expect(page.locator(".progress")).to_be_hidden()
    said(page, "Download cancelled.")


def test_a_download_whose_part_is_lost_can_be_cancelled_and_begun_again(page: Page) -> None:
    page.evaluate("() => { window.fake.losesParts = true }")
    page.get_by_role("button", name="Download").click()
    page.get_by_role("button", name="CSV").click()
    page.wait_for_function("() => window.fake.sent.some((m) => m.kind === 'part')")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".progress")).to_be_hidden()
    said(page, "Download cancelled.")
    page.evaluate("() => { window.fake.losesParts = false }")
    page.get_by_role("button", name="Download").click()
    with page.expect_download():
        page.get_by_role("button", name="CSV").click()


def test_who_selects_more_rows_than_can_be_is_told_how_many_can(open_grid: Open) -> None:
    page = open_grid(total=1_000_000)
    page.locator(".layer .gutter").nth(1).click()
    page.locator(".grid").evaluate("g => { g.scrollTop = 9_000_000 }")
    page.wait_for_function(
        "() => Number(document.querySelector('.diorama-grid').shadowRoot"
        ".querySelector('.layer .row:not([aria-busy])').getAttribute('aria-rowindex')) > 200000"
    )
    page.locator(".layer .gutter").nth(3).click(modifiers=["Shift"])
    expect(page.locator(".foot .news")).to_contain_text("Up to 100\u202f000 rows")
    expect(page.locator(".live")).to_contain_text("Up to 100\u202f000 rows")
    assert [len(m["ids"]) for m in sent(page, "select")] == [1]
    expect(page.locator(".foot")).to_contain_text("1 selected")
