"""Takes pictures of all widgets in their states: python -m tests.browser.page.shots FOLDER."""

from __future__ import annotations

import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import FLAGS, find
from tests.browser.lab import IDLE, RESTORED, running
from tests.browser.page import widgets as states
from tests.browser.page.conftest import Handler, arrow_rows
from tests.browser.page.test_edit import WAITS

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
    "waiting-light": "theme=light&editable=1",
    "waiting-dark": "theme=dark&editable=1",
    "sorting-light": "theme=light&editable=1",
    "sorting-dark": "theme=dark&editable=1",
    "low": "theme=light&spreads=1&height=150",
    "form-light": "theme=light&editable=1",
    "form-dark": "theme=dark&editable=1",
    "empty": "theme=light&total=0",
    "narrow": "theme=light&spreads=1",
    "filter-light": "theme=light&spreads=1",
    "filter-dark": "theme=dark&spreads=1",
    "spreads-dark": "theme=dark&spreads=1",
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


def waiting(page: Page) -> None:
    """Changes that the source does not take: in the list, and at a cell."""
    page.evaluate("() => { window.fake.rejection = 'never' }")
    for row in (1, 2):
        type_into(page, row, 3, f"{6 + row}.00")
    page.evaluate("(writes) => window.fake.update({ writes })", WAITS)
    page.get_by_role("button", name="3 pending").click()
    page.locator('.layer [aria-rowindex="4"] [aria-colindex="3"]').click()


def sorting(page: Page) -> None:
    """Another order was asked for and is not there yet."""
    page.evaluate("() => { window.fake.latency = 60_000 }")
    page.get_by_role("columnheader", name="price").click()


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
    "waiting": waiting,
    "sorting": sorting,
    "form": filled,
    "filter": filtered,
    "columns": arranged,
    "block": selected,
    "silent": unanswered,
}
"""What a person does before the picture is taken, by the first word of its name."""


SHOP = """
import diorama_nb as dn, ipywidgets as W
kinds = ["desk", "chair", "lamp", "rug", "shelf"]
rows = [
    {"id": n, "name": f"{kinds[n % 5]} {n}", "kind": kinds[n % 5], "price": 20 + n * 37 % 480,
     "stock": n * 13 % 40}
    for n in range(400)
]
dio = dn.Lens().open(dn.MemoryVista(rows, name="shop"))
"""
PLOT = """
prices = dn.LivePlot(dio, lambda df, ax: ax.hist(df["price"], bins=24), title="Prices")
prices
"""
BROKEN = """
dn.LivePlot(dio, lambda df, ax: ax.hist(df["cost"]), title="Costs")
"""
BOARD = """
stock = dio.badge(dn.Sum("stock"), label="In stock")
mean = dio.badge(dn.Mean("price"), label="Mean price")
count = dio.badge(dn.Count(), label="Products")
dn.dashboard(
    [[stock, mean, count], [prices, dio.card("7")], "All products", dio.grid(height=240)],
    title="Shop",
)
"""


@contextmanager
def opened(browser: Browser, name: str, width: int = 1000, height: int = 460) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": width, "height": height})
    page.on("console", lambda m: print(name, m.text))
    page.on("pageerror", lambda m: print(name, m))
    yield page
    page.close()


def take_grids(browser: Browser, base: str, folder: Path) -> None:
    for name, query in STATES.items():
        with opened(browser, name, 420 if name == "narrow" else 1000) as page:
            page.goto(f"{base}/index.html?{query}")
            page.wait_for_timeout(900)
            if name == "huge":
                page.locator(".grid").evaluate("e => e.scrollTop = 3e6")
                page.wait_for_timeout(300)
            if (steps := STEPS.get(name.split("-")[0])) is not None:
                steps(page)
                page.wait_for_timeout(600)
            if name == "dark":
                page.locator(".th").nth(2).click()
                page.locator(".layer .gutter").nth(3).click()
                page.locator('.layer [aria-rowindex="6"] .cell').nth(1).click()
                page.wait_for_timeout(400)
            page.screenshot(path=folder / f"{name}.png")


def take_small(browser: Browser, base: str, folder: Path) -> None:
    """All states of a widget in one picture."""
    for widget, (width, all) in states.EVERY.items():
        for theme in ("light", "dark"):
            name = f"{widget}-{theme}"
            with opened(browser, name) as page:
                states.show(page, base, widget, all[0], theme=theme)
                height = 360 if widget == "picker" else 120  # a list that opens takes no room
                page.set_viewport_size(
                    {"width": 1160 if width < 400 else 740, "height": height}
                )
                states.show_all(page, widget)
                if widget == "picker":
                    page.get_by_role("combobox").last.click()
                if widget == "status_bar":
                    page.get_by_role("button", name="2 pending").click()
                for nested in page.locator("summary").all()[:1]:
                    nested.click()
                page.wait_for_timeout(600)
                page.screenshot(path=folder / f"{name}.png", full_page=True)


def take_hosted(browser: Browser, folder: Path) -> None:
    """What is put together from widgets of the notebook, in a real JupyterLab."""
    with tempfile.TemporaryDirectory() as home, running(Path(home)) as lab:
        lab.write("gallery", SHOP, PLOT, BROKEN, BOARD)
        with opened(browser, "lab", 1240, 2000) as page:
            page.goto(f"{lab.base}/lab/tree/gallery.ipynb?reset")
            page.wait_for_function(RESTORED, timeout=90_000)
            run = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"
            page.wait_for_function(IDLE, arg="gallery.ipynb", timeout=90_000)
            page.evaluate(run)
            page.locator(".diorama-dashboard [role=gridcell]").first.wait_for(timeout=90_000)
            for theme in ("Light", "Dark"):
                page.evaluate(
                    "(theme) => window.jupyterapp.commands.execute('apputils:change-theme',"
                    " { theme })",
                    f"JupyterLab {theme}",
                )
                page.wait_for_timeout(1500)
                for place, name in ((0, "plot"), (1, "plot-failed")):
                    shown = page.locator(".diorama-plot").nth(place)
                    shown.screenshot(path=folder / f"{name}-{theme.lower()}.png")
                board = page.locator(".diorama-dashboard")
                board.screenshot(path=folder / f"dashboard-{theme.lower()}.png")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    arrow_rows(0, 1, 1, "r", False)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        take_grids(browser, base, folder)
        take_small(browser, base, folder)
        take_hosted(browser, folder)
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
