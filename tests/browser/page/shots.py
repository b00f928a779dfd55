"""Takes pictures of the grid's states, for people to look at: python shots.py FOLDER."""

from __future__ import annotations

import sys
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import FLAGS, find
from tests.browser.page.conftest import Handler, arrow_rows

STATES = {
    "light": "theme=light",
    "dark": "theme=dark",
    "loading": "theme=light&start=loading",
    "loading-dark": "theme=dark&start=loading",
    "error": "theme=light&start=error",
    "huge": "theme=light&total=10000000",
    "unknown": "theme=dark&start=unknown",
    "snapshot": "theme=light&start=snapshot",
    "edit-light": "theme=light&editable=1",
    "edit-dark": "theme=dark&editable=1",
    "failed-light": "theme=light&editable=1",
    "failed-dark": "theme=dark&editable=1",
    "form-light": "theme=light&editable=1",
    "form-dark": "theme=dark&editable=1",
    "empty": "theme=light&total=0",
    "narrow": "theme=light&spreads=1",
    "filter-light": "theme=light&spreads=1",
    "filter-dark": "theme=dark&spreads=1",
    "columns-light": "theme=light&spreads=1",
    "block-dark": "theme=dark",
    "silent-light": "theme=light",
    "silent-dark": "theme=dark",
}


def type_into(page: Page, row: int, column: int, text: str, key: str = "Enter") -> None:
    """Edit a cell by its place."""
    page.locator(f'.layer [aria-rowindex="{row + 2}"] [aria-colindex="{column}"]').dblclick()
    page.locator(".edit-box").fill(text)
    page.keyboard.press(key)
    page.wait_for_timeout(150)


def edited(page: Page) -> None:
    """One change on its way, a row deleted, one value refused in its box."""
    page.evaluate("() => { window.fake.rejection = 'never' }")
    type_into(page, 1, 2, "Walnut desk, oiled")
    page.locator(".layer .gutter").nth(6).click()
    page.get_by_role("button", name="Delete row").click()
    page.locator(".layer .gutter").nth(4).click()
    page.wait_for_timeout(150)
    type_into(page, 4, 3, "twelve")


def failed(page: Page) -> None:
    """Two changes that were refused: in the list, and at a cell."""
    page.evaluate(
        "() => { window.fake.rejection = 'The price must be above the cost of 9.00' }"
    )
    type_into(page, 2, 3, "4.50")
    type_into(page, 5, 2, "Linen curtain")
    page.get_by_role("button", name="2 failed").click()
    page.locator('.layer [aria-rowindex="4"] [aria-colindex="3"]').click()


def filled(page: Page) -> None:
    """A new row, one value of which is wrong."""
    page.get_by_role("button", name="Add row").click()
    page.locator(".form").get_by_label("price").fill("a lot")
    page.get_by_role("button", name="Save row").click()


def filtered(page: Page) -> None:
    """The filter of a column is open."""
    page.locator(".th").nth(1).hover()
    page.locator(".th").nth(1).get_by_role("button").first.click()


def arranged(page: Page) -> None:
    """The menu of columns is open."""
    page.get_by_role("button", name="Columns").click()


def selected(page: Page) -> None:
    """A block of cells is selected."""
    page.locator('.layer [aria-rowindex="3"] [aria-colindex="2"]').click()
    page.keyboard.press("Shift+ArrowRight")
    for _ in range(4):
        page.keyboard.press("Shift+ArrowDown")


def unanswered(page: Page) -> None:
    """Nobody has answered for nine seconds."""
    page.evaluate("() => { window.fake.deaf = true }")
    page.locator(".grid").evaluate("e => e.scrollTop = 9000")
    page.locator(".news:not(:empty)").wait_for()


STEPS = {
    "edit": edited,
    "failed": failed,
    "form": filled,
    "filter": filtered,
    "columns": arranged,
    "block": selected,
    "silent": unanswered,
}
"""What a person does before the picture is taken, by the first word of its name."""


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    arrow_rows(0, 1, 1, "r", False)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        for name, query in STATES.items():
            page = browser.new_page(
                viewport={"width": 420 if name == "narrow" else 1000, "height": 460}
            )
            page.on("console", lambda m: print(m.text))
            page.on("pageerror", lambda m: print(m))
            page.goto(f"http://127.0.0.1:{server.server_port}/index.html?{query}")
            page.wait_for_timeout(900)
            if name == "huge":
                page.locator(".grid").evaluate("e => e.scrollTop = 3e6")
                page.wait_for_timeout(300)
            if (steps := STEPS.get(name.split("-")[0])) is not None:
                steps(page)
                page.wait_for_timeout(200)
            if name == "dark":
                page.locator(".th").nth(2).click()
                page.locator(".layer .gutter").nth(3).click()
                page.locator('.layer [aria-rowindex="6"] .cell').nth(1).click()
                page.wait_for_timeout(400)
            page.screenshot(path=folder / f"{name}.png")
            page.close()
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
