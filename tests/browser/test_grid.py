"""The grid in a real JupyterLab: where it is put, what it shows, and what it outlives."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.grids import (
    WAIT,
    cells_of,
    grid_of,
    jump,
    shown_rows,
    take_picture,
    total_of,
    wait_until,
)
from tests.browser.page.payloads import payloads

pytestmark = pytest.mark.browser

SHOP = """
import diorama_nb as dn
kinds = ["book", "cake", "tea"]
dio = dn.Lens().open(dn.MemoryVista(
    [{"id": n, "name": f"item {n:03}", "kind": kinds[n % 3], "price": n * 37 % 101 / 2,
      "in_stock": n % 4 > 0, "seen": None if n % 5 else "2024-05-01"} for n in range(300)],
    name="shop"))
"""


def test_a_dio_a_facade_and_a_scenery_show_themselves_and_stay_in_the_saved_notebook(
    notebook: Callable[..., Any],
) -> None:
    book = notebook(
        SHOP,
        "dio",
        "dio.vista().where(kind='cake')",
        "scenery = dn.run(dio.table_scenery(order_by='price', descending=True))\nscenery",
    )
    for cell in range(4):
        book.run(cell)
    totals, firsts = [], []
    for number in range(3):
        grid = grid_of(book, number)
        firsts.append(cells_of(grid, 0))
        totals.append(total_of(grid))
    assert totals == [300, 100, 300]
    assert "item 000" in firsts[0]
    assert "item 001" in firsts[1]
    assert "50" in firsts[2]
    book.page.evaluate(
        "async () => { await window.jupyterapp.shell.currentWidget.context.save(); }"
    )
    document = json.loads(book.path.read_text())
    for cell, first in zip(document["cells"][1:], ["item 000", "item 001", "50"], strict=True):
        data = cell["outputs"][0]["data"]
        assert "<table" in "".join(data["text/html"])
        assert first in "".join(data["text/html"])
        assert "<Grid shop" in "".join(data["text/plain"])
        assert "application/vnd.jupyter.widget-view+json" in data
    assert book.page.locator(".jp-Notebook:visible .diorama-static").count() == 0


def test_grids_sit_in_boxes_and_in_a_tab_that_is_opened_later(
    notebook: Callable[..., Any],
) -> None:
    book = notebook(
        SHOP,
        "import ipywidgets as W\n"
        "grids = [dio.vista().where(kind=k).grid(height=200, title=k) for k in kinds]\n"
        "tab = W.Tab([W.HTML('nothing here'), grids[2]], titles=['a', 'b'])\n"
        "W.VBox([W.HBox(grids[:2]), tab])",
    )
    book.run(0)
    book.run(1)
    left, right = grid_of(book, 0), grid_of(book, 1)
    assert "item 000" in cells_of(left, 0)
    assert "item 001" in cells_of(right, 0)
    boxes = [grid.bounding_box() for grid in (left, right)]
    width = book.page.locator(".jp-Notebook:visible .jp-OutputArea-output").first.bounding_box()
    assert all(box["width"] > width["width"] * 0.48 for box in boxes), boxes
    assert abs(boxes[0]["width"] - boxes[1]["width"]) < 5, "they share the width"
    tabs = book.page.locator(
        ".jp-Notebook:visible .lm-TabBar-tab, .jp-Notebook:visible .p-TabBar-tab"
    )
    tabs.nth(1).click()
    hidden = grid_of(book, 2)
    assert "item 002" in cells_of(hidden, 0)
    box = hidden.bounding_box()
    assert box["width"] > 400
    low = hidden.locator(f"[role=row][aria-rowindex='{shown_rows(hidden)[-1] + 2}']")
    low = low.bounding_box()
    assert low["y"] + low["height"] > box["y"] + box["height"] - 20, "rows fill it"
    assert len(shown_rows(hidden)) >= 3
    jump(hidden, 60)
    wait_until(lambda: any(row > 50 for row in shown_rows(hidden)))
    take_picture(book, "boxes")


READABLE = 4.5
QUIET = 2.9
"""What the grid's own small marks (nulls, types, row numbers, the foot) must have at least."""

CONTRAST = """(grid) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const brush = canvas.getContext('2d', {willReadFrequently: true});
    const over = (colours) => {  // bottom first
        brush.clearRect(0, 0, 1, 1);
        for (const colour of colours) { brush.fillStyle = colour; brush.fillRect(0, 0, 1, 1); }
        return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const light = ([r, g, b]) => {
        const [x, y, z] = [r, g, b].map(v => v / 255)
            .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const up = e => e.parentElement ?? e.getRootNode().host;
    const measure = (element) => {
        const behind = [];
        for (let e = element; e; e = up(e)) behind.unshift(getComputedStyle(e).backgroundColor);
        const faint = [];
        for (let e = element; e; e = up(e)) faint.push(Number(getComputedStyle(e).opacity));
        const strength = Math.round(faint.reduce((a, b) => a * b) * 100);
        const colour = getComputedStyle(element).color;
        const paper = over(behind);
        const drawn = `color-mix(in srgb, ${colour} ${strength}%, transparent)`;
        const ink = over([...behind, drawn]);
        const [a, b] = [light(paper), light(ink)].sort((x, y) => y - x);
        return {ratio: (a + 0.05) / (b + 0.05), paper, ink, text: element.textContent,
                quiet: !!element.closest('.foot, .gutter, .hint, .type, [data-kind=null]')};
    };
    const root = grid.getRootNode();
    const texts = [...root.querySelectorAll('.frame *')]
        .filter(e => e.placeholder ||
            [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
        .filter(e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length)
        .filter(e => !e.closest('.live'));
    return texts.map(measure);
}"""


def set_theme(book: Any, name: str) -> None:
    light = "true" if name.endswith("Light") else "false"
    book.page.evaluate(
        "async (theme) => { await window.jupyterapp.commands"
        ".execute('apputils:change-theme', {theme}); }",
        name,
    )
    book.page.wait_for_function(
        "(light) => document.body.dataset.jpThemeLight === light", arg=light, timeout=WAIT
    )


def test_a_grid_is_readable_in_the_light_and_in_the_dark_theme(
    notebook: Callable[..., Any],
) -> None:
    book = notebook(SHOP, "dio")
    book.run(0)
    book.run(1)
    grid = grid_of(book)
    cells_of(grid, 0)
    papers, faint = {}, []
    try:
        for name in ("JupyterLab Light", "JupyterLab Dark"):
            set_theme(book, name)
            book.page.wait_for_timeout(400)
            take_picture(book, name.split()[1].lower())
            measured = grid.evaluate(CONTRAST)
            assert len(measured) > 20
            faint += [m for m in measured if m["ratio"] < READABLE and m["quiet"]]
            dim = [m for m in measured if m["ratio"] < (QUIET if m["quiet"] else READABLE)]
            assert not dim, f"{name}: {dim[:9]}"
            papers[name] = measured[0]["paper"]
    finally:
        set_theme(book, "JupyterLab Light")
    assert sum(papers["JupyterLab Light"]) > 600
    assert sum(papers["JupyterLab Dark"]) < 200
    assert not faint, f"{len(faint)} quiet texts are too faint: {faint[0]['text']!r}"


def test_the_last_rows_stay_and_the_grid_says_disconnected_when_the_kernel_died(
    notebook: Callable[..., Any],
) -> None:
    book = notebook(SHOP, "dio", "import os\nos._exit(1)", own_kernel=True)
    book.run(0)
    book.run(1)
    grid = grid_of(book)
    shown = [cells_of(grid, row) for row in range(5)]
    book.run(2, wait=False)
    dialog = book.page.locator(".jp-Dialog button.jp-mod-accept")
    dialog.first.click(timeout=WAIT)
    assert [cells_of(grid, row) for row in range(5)] == shown
    grid.evaluate("(grid) => { grid.scrollTop = 2000; }")
    told = book.page.locator(".jp-Notebook:visible").get_by_text(re.compile("disconnected"))
    told.first.wait_for(timeout=WAIT)
    grid.evaluate("(grid) => { grid.scrollTop = 0; }")
    wait_until(lambda: 0 in shown_rows(grid))
    assert [cells_of(grid, row) for row in range(5)] == shown
    take_picture(book, "disconnected")
    book.idle()
    book.run(0)
    book.run(1)
    assert cells_of(grid_of(book), 0) == shown[0], "running the cell again is all it takes"


TOO_SLOW = """() => {
    const timeout = AbortSignal.timeout;
    const giveUp = (_, act) => {
        window.gaveUp = true;
        queueMicrotask(act);
    };
    AbortSignal.timeout = (ms) =>
        ms === 2000 ? { addEventListener: giveUp } : timeout.call(AbortSignal, ms);
    window.inTime = () => { AbortSignal.timeout = timeout; };
}"""
"""The two seconds that anywidget waits for a script are over before it can have come."""


def test_a_grid_whose_script_took_its_time_to_load_hears_its_kernel(
    notebook: Callable[..., Any],
) -> None:
    book = notebook(SHOP, "grid = dio.grid()\ngrid", "grid.title = 'renamed'")
    book.run(0)
    book.page.evaluate(TOO_SLOW)
    try:
        book.run(1)
        grid = grid_of(book)
        assert "item 000" in cells_of(grid, 0)
    finally:
        book.page.evaluate("() => window.inTime()")
    assert book.page.evaluate("() => window.gaveUp"), "it waits for ever: hearing.js can go"
    jump(grid, 300)
    wait_until(lambda: 299 in shown_rows(grid))
    assert "item 299" in cells_of(grid, 299)
    book.run(2)
    expect(book.page.locator(".jp-Notebook:visible .title")).to_have_text("renamed")


def test_a_frame_of_a_million_rows_scrolls_to_its_last_row(
    notebook: Callable[..., Any],
) -> None:
    book = notebook(
        "import diorama_nb as dn, pandas as pd, numpy as np\n"
        "n = np.arange(1_000_000)\n"
        "frame = pd.DataFrame({'n': n, 'square': n**2})\n"
        "dio = dn.Lens().open(dn.FrameVista(frame, name='million'))\n"
        "dio",
    )
    book.run(0)
    grid = grid_of(book)
    assert "0" in cells_of(grid, 0)
    assert total_of(grid) == 1_000_000
    jump(grid, 1_000_000)
    wait_until(lambda: 999_999 in shown_rows(grid))
    last = [re.sub(r"\D", "", text) for text in cells_of(grid, 999_999)]
    assert "999999" in last
    assert str(999_999**2) in last
    last_row = wait_until(grid.locator("[role=row][aria-rowindex='1000001']").bounding_box)
    box = grid.bounding_box()
    assert last_row["y"] + last_row["height"] <= box["y"] + box["height"] + 1, "it is in view"
    jump(grid, 500_000)
    row = wait_until(lambda: next((r for r in shown_rows(grid) if 499_000 < r < 501_000), None))
    middle = [re.sub(r"\D", "", text) for text in cells_of(grid, row)]
    assert str(row) in middle
    assert str(row**2) in middle


def test_payloads_in_rows_and_column_names_stay_text(notebook: Callable[..., Any]) -> None:
    """Threats U1, U2, U4, U9: in the grid and in its static table, 32 texts, and none runs."""
    texts = payloads()
    book = notebook(
        "import diorama_nb as dn\n"
        "from IPython.display import HTML\n"
        f"payloads = {texts!r}\n"
        "rows = [{'id': p, 'name': p, p: p, 'nested': {p: [p]}} for p in payloads]\n"
        "dio = dn.Lens().open(dn.MemoryVista(rows, name=' '.join(payloads)))\n"
        "dio",
        "HTML(dio.grid()._repr_mimebundle_()[0]['text/html'])",
        "HTML(''.join(f'<p>{p}</p>' for p in payloads))",
    )
    page = book.page
    page.evaluate("() => { window.hits = new Set(); }")
    book.run(0)
    grid = grid_of(book)
    for row, text in enumerate(texts):
        if row not in shown_rows(grid):
            jump(grid, row)
        assert text in cells_of(grid, row)
    for cell in grid.locator("[role=row][aria-rowindex='33'] [role=gridcell]").all()[:4]:
        cell.click()
        page.keyboard.press("Enter")  # a nested value opens whole
        page.keyboard.press("Escape")
    grid.evaluate("grid => { grid.scrollTop = 0; grid.scrollLeft = 2000; }")
    cells_of(grid, 0)
    bad = grid.evaluate(
        "grid => [...grid.getRootNode().querySelectorAll('img, script, iframe, a[href^=java], "
        "object, embed, form')].map(e => e.outerHTML)"
    )
    assert bad == []
    book.run(1)
    table = page.locator(".jp-Notebook:visible table").last
    expect(table.locator("td").first).to_have_text(texts[0])
    table.locator("td").first.click()
    assert page.evaluate("[...window.hits]") == []
    book.run(2)  # a page that trusts its data runs them
    page.wait_for_function("() => window.hits.size >= 10")


def test_a_column_is_made_wider_by_dragging_its_edge(notebook: Callable[..., Any]) -> None:
    book = notebook(SHOP, "dio")
    book.run(0)
    book.run(1)
    grid = grid_of(book)
    cells_of(grid, 0)
    header = grid.locator("[role=columnheader]", has_text="name").first
    before = header.bounding_box()
    cell = grid.locator("[role=row][aria-rowindex='3'] [role=gridcell]", has_text="item 001")
    mouse = book.page.mouse
    mouse.move(before["x"] + before["width"] - 2, before["y"] + before["height"] / 2)
    mouse.down()
    mouse.move(before["x"] + before["width"] + 38, before["y"] + 5, steps=4)
    mouse.move(before["x"] + before["width"] + 78, before["y"] + 5, steps=4)
    mouse.up()
    wait_until(lambda: abs(header.bounding_box()["width"] - before["width"] - 80) < 6)
    assert abs(cell.bounding_box()["width"] - header.bounding_box()["width"]) < 2
    assert header.get_attribute("aria-sort") in (None, "none"), "a drag sorts nothing"


def test_of_a_cell_that_ran_many_times_only_the_last_grid_looks_at_rows(
    notebook: Callable[..., Any],
) -> None:
    """A grid that left the page looks at no rows, so that none are read for it."""
    book = notebook(
        "import diorama_nb as dn\n"
        "dio = dn.Lens().open(dn.MemoryVista([{'id': n} for n in range(3000)]))\n"
        "grids = []",
        "grids.append(dio.grid())\ngrids[-1]",
        "print([len(g.scenery.viewport) > 0 for g in grids])",
    )
    book.run(0)
    for _ in range(3):
        book.run(1)
        cells_of(grid_of(book), 0)
    wait_until(lambda: book.value(2) == "[False, False, True]")
