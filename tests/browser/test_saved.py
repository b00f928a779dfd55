"""What a notebook keeps of a grid, shown again by JupyterLab and as a page of nbconvert."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

import diorama_nb
import diorama_nb as dn
from tests.browser.grids import WAIT, cells_of, grid_of, jump, shown_rows, wait_until
from tests.browser.page.payloads import payloads
from tests.browser.test_reading import SHOP

pytestmark = pytest.mark.browser

BUNDLE = Path(diorama_nb.__file__).parent / "static" / "grid.js"
MOST = 120_000
"""Bytes a saved grid may take beside its script."""

SAVE_WIDGETS = """async (save) => {
    const { commands, shell } = window.jupyterapp;
    const name = "@jupyter-widgets/jupyterlab-manager:saveWidgetState";
    if (commands.isToggled(name) !== save) await commands.execute(name);
    await shell.currentWidget.context.save();
}"""
AGAIN = """async (path) => {
    const panel = window.jupyterapp.shell.currentWidget;
    await panel.sessionContext.shutdown();
    panel.dispose();
    await window.jupyterapp.commands.execute("docmanager:open", { path });
}"""


def test_a_saved_grid_is_small_and_shows_its_last_rows_when_it_is_opened_again(
    notebook: Callable[..., Any], browser: Browser, tmp_path: Path
) -> None:
    """Threat U6: no row that was not looked at is in the file."""
    book = notebook(SHOP, "dio", own_kernel=True)
    book.run(0)
    book.run(1)
    grid = grid_of(book)
    cells_of(grid, 0)
    jump(grid, 150)
    row = wait_until(lambda: next((row for row in shown_rows(grid) if row > 140), None))
    name = cells_of(grid, row)[1]

    def saved() -> str:
        book.page.evaluate(SAVE_WIDGETS, True)
        return book.path.read_text()

    try:
        text = wait_until(lambda: next((t for t in [saved()] if name in state(t)), ""))
    finally:
        book.page.evaluate(SAVE_WIDGETS, False)
    assert len(text.encode()) - len(json.dumps(BUNDLE.read_text())) < MOST
    for unseen in ("item 070", "item 110", "item 200", "item 299"):
        assert unseen not in text

    book.path.write_text(text)
    book.page.evaluate(AGAIN, book.path.name)
    book.idle()
    grid = grid_of(book)
    there = wait_until(lambda: shown_rows(grid))
    assert abs(there[0] - row) < 40, "it begins where somebody looked"
    for number in there[:3]:
        assert f"item {number:03}" in cells_of(grid, number)
    told = book.page.locator(".jp-Notebook:visible .news")
    grid.evaluate("grid => { grid.scrollTop = 0; }")
    expect(told).to_contain_text("No answer from the kernel", timeout=WAIT)
    book.run(0)
    book.run(1)
    assert "item 000" in cells_of(grid_of(book), 0)

    document = json.loads(text)
    del document["metadata"]["widgets"]  # nobody saves them unless it was asked for
    book.path.write_text(json.dumps(document))
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--output-dir", tmp_path]
    subprocess.run([*command, book.path], check=True, capture_output=True)
    page = browser.new_page()
    page.goto((tmp_path / book.path.name).with_suffix(".html").as_uri())
    expect(page.locator("table caption")).to_contain_text("shop")
    expect(page.get_by_role("cell", name="item 049")).to_be_visible()
    page.close()


TRUSTED = """() => window.jupyterapp.shell.currentWidget.content.widgets
    .map((cell) => cell.model.trusted)"""


def test_a_notebook_that_nobody_signed_shows_its_rows_and_runs_nothing(
    notebook: Callable[..., Any],
) -> None:
    """Threat U9: its outputs may be anybody's; ours are whole after they were cleaned."""
    import nbformat  # takes five seconds

    texts = payloads()
    lens = dn.Lens()
    rows = [{"id": p, "name": p, p: p} for p in texts]
    told, _ = lens.open(dn.MemoryVista(rows, name="shop"))._repr_mimebundle_()
    lens.close()
    kept = {mime: told[mime] for mime in ("text/html", "text/plain")}
    forged = {"text/html": "".join(f"<p>{text}</p>" for text in texts)}
    book = notebook("1", own_kernel=True)
    document = nbformat.read(book.path, 4)
    document.cells = [
        nbformat.v4.new_code_cell("dio", outputs=[nbformat.v4.new_output("display_data", data)])
        for data in (kept, forged)
    ]
    nbformat.write(document, book.path)
    book.page.evaluate("() => { window.hits = new Set() }")
    book.page.evaluate(AGAIN, book.path.name)
    book.idle()
    assert book.page.evaluate(TRUSTED) == [False, False]
    table = book.page.locator(".jp-Notebook:visible .jp-RenderedHTML table").first
    expect(table.locator("caption")).to_contain_text("shop: 32 of 32 rows")
    assert table.locator("td").all_text_contents()[: 2 * 34 : 34] == texts[:2]
    table.locator("td").first.click()
    assert book.page.evaluate("[...window.hits]") == []


def state(text: str) -> str:
    """Return what a notebook keeps of its widgets."""
    return json.dumps(json.loads(text)["metadata"].get("widgets", {}))
