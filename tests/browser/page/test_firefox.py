"""What the grid promises, in Firefox: it limits heights and scrolls in ways of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser import firefox
from tests.browser.conftest import needed
from tests.browser.page.conftest import Tabs
from tests.browser.page.test_edit import NAME, cell, focused
from tests.browser.page.test_page import (
    PAINTED,
    scroll_to,
    sent,
    settle,
    test_a_click_on_a_header_sorts_up_down_and_not_at_all,  # noqa: F401 - run here too
    test_a_total_that_grows_moves_nothing,  # noqa: F401 - run here too
    wait_right,
    wheel,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("firefox")]

Open = Callable[..., Page]
TOTAL = 10_000_000


@pytest.fixture(scope="module")
def tabs(playwright: Playwright) -> Iterator[Tabs]:
    """The pages of Firefox, where other modules get those of Chromium."""
    browser = firefox.launch(playwright, needed("Firefox", firefox.find()))
    opened = Tabs(browser)
    yield opened
    opened.close()
    browser.close()


def test_the_first_and_the_last_of_ten_million_rows_are_exact(open_grid: Open) -> None:
    page = open_grid(total=TOTAL)
    first = wait_right(page)[0]
    assert (first["index"], first["top"]) == (0, 0)
    scroll_to(page, 1e9)
    page.wait_for_function(f"() => ({PAINTED})().at(-1)?.index === {TOTAL - 1}")
    last = wait_right(page)[-1]
    assert last["bottom"] == pytest.approx(last["view"], abs=1)


# Firefox scrolls while the page is busy; what rests 150 ms has its scrollTop written anew.
BUSY = """() => setTimeout(() => {
    const until = performance.now() + 200;
    while (performance.now() < until);
})"""


def test_a_thousand_rows_of_wheel_move_a_thousand_rows_though_the_page_is_busy(
    open_grid: Open,
) -> None:
    page = open_grid(total=TOTAL)
    scroll_to(page, 3_000_000)
    settle(page)
    before = wait_right(page)[0]
    wheel(page, 1400, 15)
    for _ in range(5):
        page.evaluate(BUSY)
        wheel(page, 1400, 1)
    settle(page)
    after = wait_right(page)[0]
    assert after["index"] - before["index"] == 1000
    assert after["top"] == before["top"]


# At every frame: rows that show another's values, or stand where the thumb is not.
WATCH = f"""(total) => {{
  const grid = document.querySelector(".diorama-grid").shadowRoot.querySelector(".grid");
  window.watched = {{ frames: 0, bones: 0, wrong: [] }};
  const look = () => {{
    const rows = ({PAINTED})();
    const part = grid.scrollTop / (grid.scrollHeight - grid.clientHeight);
    const near = (row) => Math.abs(row.index / total - part) < 0.06;
    const right = (row) => row.bones > 0 || row.texts[0] === String(row.index);
    watched.frames += 1;
    watched.bones += rows.some((row) => row.bones > 0);
    watched.wrong.push(...rows.filter((row) => !near(row) || !right(row)));
    if (rows.length < 5) watched.wrong.push("few rows");
    requestAnimationFrame(look);
  }};
  look();
}}"""


def test_rows_under_a_dragged_scrollbar_are_right_or_bones(open_grid: Open) -> None:
    page = open_grid(total=TOTAL)
    page.evaluate("() => { window.fake.latency = 60 }")
    box = page.locator(".grid").bounding_box()
    assert box is not None
    x, top = box["x"] + box["width"] - 3, box["y"]
    page.evaluate(WATCH, TOTAL)
    page.mouse.move(x, top + 12)
    page.mouse.down()
    for y in range(20, 200, 12):
        page.mouse.move(x, top + y)
    page.mouse.up()
    rows = wait_right(page)
    assert rows[0]["index"] > TOTAL / 4, "the thumb was not dragged"
    watched = page.evaluate("() => window.watched")
    assert watched["wrong"] == []
    assert watched["bones"] > 0


def test_a_cell_is_edited_and_copied_by_the_keyboard(open_grid: Open) -> None:
    page = open_grid(editable=1)
    cell(page, 1, NAME).click()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="name, row 2")).to_have_value("Oak chair")
    page.keyboard.press("Control+A")
    page.keyboard.type("Oak table")
    page.keyboard.press("Enter")
    expect(cell(page, 1, NAME)).to_have_text("Oak table")
    [edit] = sent(page, "edit")
    assert (edit["row"], edit["column"], edit["value"]) == ("r1", "name", "Oak table")
    assert focused(page) == "grid"
    page.keyboard.press("Control+C")
    expect(page.locator(".live")).to_have_text("1 cell copied.")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+V")
    expect(cell(page, 2, NAME)).to_have_text("Oak table")
