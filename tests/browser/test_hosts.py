"""A grid in the other hosts that are at hand: Notebook 7, Voilà and marimo."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.grids import WAIT, cells_of, jump, shown_rows, total_of, wait_until
from tests.servers.fixtures import free_port, serve
from tests.servers.needed import need_module

pytestmark = pytest.mark.browser

SHOP = """import diorama_nb as dn
rows = [{"id": n, "name": f"item {n:04}"} for n in range(5000)]
dio = dn.Lens().open(dn.MemoryVista(rows, name="shop"))"""
INDENTED = SHOP.replace("\n", "\n    ")
APP = f"""
import marimo
app = marimo.App()

@app.cell
def _():
    import marimo as mo
    {INDENTED}
    dio
    return dio, dn, mo

@app.cell
def _(dio, dn):
    plot = dn.LivePlot(dio, lambda df, ax: ax.hist(df["id"]), title="Ids")
    total = dio.badge(dn.Sum("id"), label="Total")
    dn.dashboard([[total, plot], "<i>All</i>", dio.card("7")], title="Shop")
    return plot, total

@app.cell
def _(dio, dn, mo):
    def change(_):
        dn.run(dio.patched("7", {{"id": 7, "name": "changed"}}))
        for n in range(8, 400):
            dn.run(dio.removed(str(n)))
    mo.ui.button(label="Change", on_click=change)
    return
"""

OURS = re.compile("blob:|@file")
"""What a stack says of a widget's script: hosts have errors of their own."""


def needed(package: str) -> None:
    need_module(package, "grids were NOT run in it")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1100, "height": 800})
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(error.stack or error.message))
    yield opened
    opened.close()
    assert [text for text in errors if OURS.search(text)] == []


@pytest.fixture
def shop(lab: Any, request: pytest.FixtureRequest) -> str:
    """The name of a notebook in the folder of the server."""
    return str(lab.write(request.node.name, SHOP, "dio").name)


def shows_its_first_and_its_last_row(page: Page) -> None:
    grid: Locator = page.locator("[role=grid]").first
    grid.wait_for(state="attached", timeout=2 * WAIT)
    assert "item 0000" in cells_of(grid, 0)
    assert total_of(grid) == 5000
    jump(grid, 5000)
    wait_until(lambda: 4999 in shown_rows(grid))
    assert "item 4999" in cells_of(grid, 4999)


def test_a_grid_in_notebook_7(lab: Any, page: Page, shop: str) -> None:
    needed("notebook")
    page.goto(f"{lab.base}/notebooks/{shop}")
    page.wait_for_function(
        "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel"
        "?.status === 'idle'",
        timeout=2 * WAIT,
    )
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    shows_its_first_and_its_last_row(page)
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")


def test_a_grid_in_voila(lab: Any, page: Page, shop: str) -> None:
    needed("voila")
    page.goto(f"{lab.base}/voila/render/{shop}")
    shows_its_first_and_its_last_row(page)


@pytest.fixture
def marimo(tmp_path: Path) -> Iterator[str]:
    needed("marimo")
    (tmp_path / "app.py").write_text(APP)
    port = free_port()
    command = [sys.executable, "-m", "marimo", "run", "app.py", "--headless", "--no-token"]
    yield from serve([*command, "--port", str(port)], port, "/health", tmp_path)


def test_a_grid_and_a_dashboard_in_marimo(marimo: str, page: Page) -> None:
    """What is pushed repaints the badge, the picture and the card of its dashboard."""
    page.goto(marimo)
    shows_its_first_and_its_last_row(page)
    number, picture = page.locator(".diorama-badge .number"), page.locator("img[alt=Ids]")
    expect(number).to_have_text("12\u202f497\u202f500", timeout=WAIT)
    expect(picture).to_be_visible(timeout=WAIT)
    expect(picture).to_have_css("border-radius", "6px")
    before = picture.get_attribute("src")
    expect(page.get_by_role("heading", name="Shop", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="<i>All</i>")).to_be_visible()
    page.get_by_role("button", name="Change").click()
    expect(number).not_to_have_text("12\u202f497\u202f500", timeout=WAIT)
    expect(page.locator(".diorama-card")).to_contain_text("changed", timeout=WAIT)
    expect(picture).not_to_have_attribute("src", str(before), timeout=WAIT)
