"""The main job in a real JupyterLab: a slow API of 100 000 rows, scrolled, sorted, searched."""

from __future__ import annotations

import base64
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from diorama_nb.demo_api import DemoApi

pytestmark = pytest.mark.browser

QUICKSTART = Path(__file__).parents[2] / "notebooks" / "quickstart.ipynb"
LIST = re.compile(r"GET /products\?(\S*)")


@pytest.fixture(scope="module")
def api() -> Iterator[DemoApi]:
    with DemoApi(latency=0.3) as server:
        yield server


def quickstart_cells(api: DemoApi, cache: Path) -> list[str]:
    """Return the notebook's cells up to the one that shows the grid."""
    document = json.loads(QUICKSTART.read_text())
    cells = ["".join(c["source"]) for c in document["cells"] if c["cell_type"] == "code"]
    cells = cells[: cells.index("dio") + 1]
    cells[0] = f'import os\nos.environ["DIORAMA_DEMO_URL"] = {api.url!r}\n' + cells[0]
    return [cell.replace('".diorama"', repr(str(cache))) for cell in cells]


def open_quickstart(
    notebook: Callable[..., Any], api: DemoApi, cache: Path, *more: str, **options: bool
) -> Any:
    cells = quickstart_cells(api, cache)
    book = notebook(*cells, *more, **options)
    for number in range(len(cells)):
        book.run(number)
    return book


def cell_texts(book: Any, row: int) -> list[str]:
    """Return the texts of the row with an aria-rowindex, once it is loaded."""
    found = book.grid().locator(f"[role=row][aria-rowindex='{row + 2}']:not([aria-busy=true])")
    ready = found.locator("[role=gridcell]:not([aria-busy=true])")
    ready.first.wait_for(state="attached", timeout=30_000)
    return [text.strip() for text in found.locator("[role=gridcell]").all_text_contents()]


def scroll_to(book: Any, row: int) -> None:
    """Drag the scrollbar so that a row is near the top."""
    book.page.evaluate(
        """([row]) => {
            for (const host of document.querySelectorAll('.jp-Notebook *')) {
                if (!host.shadowRoot) continue;
                const grid = host.shadowRoot.querySelector('[role=grid]');
                if (!grid) continue;
                const total = Number(grid.getAttribute('aria-rowcount')) - 1;
                const port = [...host.shadowRoot.querySelectorAll('*')]
                    .find(e => e.scrollHeight > e.clientHeight + 1000);
                port.scrollTop = row / total * (port.scrollHeight - port.clientHeight);
            }
        }""",
        [row],
    )


PLAIN = ".jp-cell-toolbar, .jp-Collapser { visibility: hidden }"
"""Nothing of a cell in a picture that says how it is edited."""


def take_picture(book: Any, name: str) -> None:
    """Save what is seen, if DIORAMA_PICTURES names a folder (``make pictures``)."""
    if folder := os.environ.get("DIORAMA_PICTURES"):
        page = book.page
        page.mouse.move(0, 0)
        screen = page.context.new_cdp_session(page)
        sharp = {**page.viewport_size, "deviceScaleFactor": 2, "mobile": False}
        screen.send("Emulation.setDeviceMetricsOverride", sharp)
        style = page.add_style_tag(content=PLAIN)
        cell = page.locator(".jp-Notebook:visible .jp-CodeCell").last
        cell.evaluate("cell => cell.scrollIntoView({ block: 'center' })")
        page.wait_for_timeout(800)  # the hover fades, and all is painted anew
        box = cell.bounding_box()
        clip = {**box, "y": box["y"] + 3, "height": box["height"] - 3, "scale": 1}
        taken = screen.send("Page.captureScreenshot", {"clip": clip})["data"]
        Path(folder, f"{name}.png").write_bytes(base64.b64decode(taken))
        style.evaluate("style => style.remove()")
        screen.send("Emulation.clearDeviceMetricsOverride")
        screen.detach()


def visible_rows(book: Any) -> list[int]:
    indices = (
        book.grid()
        .locator("[role=row][aria-rowindex]")
        .evaluate_all("rows => rows.map(row => Number(row.getAttribute('aria-rowindex')) - 2)")
    )
    return sorted(index for index in indices if index >= 0)


def chunk_requests(api: DemoApi) -> list[str]:
    return [m[1] for line in api.stats()["log"] if (m := LIST.match(line))]


def wait_until(test: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not test():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def test_first_rows_appear_and_a_far_jump_costs_one_request_per_missing_chunk(
    notebook: Callable[..., Any], api: DemoApi, tmp_path: Path
) -> None:
    """P18."""
    api.reset_stats()
    book = open_quickstart(notebook, api, tmp_path / "cache")
    truth = httpx.get(api.url, params={"offset": 0, "limit": 1}).json()["items"][0]
    assert truth["name"] in cell_texts(book, 0)
    api.reset_stats()
    scroll_to(book, 50_000)
    wait_until(lambda: any(49_900 <= row <= 50_100 for row in visible_rows(book)))
    shown = [row for row in visible_rows(book) if 49_900 <= row <= 50_100]
    for row in shown[:3]:
        truth = httpx.get(api.url, params={"offset": row, "limit": 1}).json()["items"][0]
        assert truth["name"] in cell_texts(book, row)
    take_picture(book, "quickstart")
    asked = [line for line in chunk_requests(api) if "limit=1&" not in line + "&"]
    assert len(asked) == len(set(asked)), f"a chunk was asked for twice: {asked}"
    assert len(asked) <= 3, asked


def test_sort_and_search_give_the_answer_of_the_api_over_the_whole_set(
    notebook: Callable[..., Any], api: DemoApi, tmp_path: Path
) -> None:
    book = open_quickstart(notebook, api, tmp_path / "cache")
    cell_texts(book, 0)
    header = book.grid().locator("[role=columnheader]", has_text="price").first
    header.click()
    least = httpx.get(api.url, params={"sort": "price", "order": "asc", "limit": 1}).json()
    wait_until(lambda: least["items"][0]["name"] in cell_texts(book, 0))
    header.click()
    most = httpx.get(api.url, params={"sort": "price", "order": "desc", "limit": 1}).json()
    wait_until(lambda: most["items"][0]["name"] in cell_texts(book, 0))
    book.page.locator(".jp-Notebook input[type=search]:visible").first.fill("armchair")
    found = {"sort": "price", "order": "desc", "q": "armchair", "limit": 1}
    best = httpx.get(api.url, params=found).json()
    wait_until(lambda: best["items"][0]["name"] in cell_texts(book, 0))
    assert book.grid().get_attribute("aria-rowcount") == str(best["total"] + 1)


def test_scrolling_loads_new_rows_while_a_cell_sleeps(
    notebook: Callable[..., Any], api: DemoApi, tmp_path: Path
) -> None:
    enough = tmp_path / "enough"
    busy = (
        "import pathlib, time\n"
        f"while not pathlib.Path({str(enough)!r}).exists():\n    time.sleep(0.1)\n"
        "print('slept')"
    )
    book = open_quickstart(notebook, api, tmp_path / "cache", busy)
    cell_texts(book, 0)
    last = len(quickstart_cells(api, tmp_path))
    book.run(last, wait=False)
    scroll_to(book, 70_000)
    wait_until(lambda: any(row > 69_000 for row in visible_rows(book)))
    row = next(row for row in visible_rows(book) if row > 69_000)
    truth = httpx.get(api.url, params={"offset": row, "limit": 1}).json()["items"][0]
    assert truth["name"] in cell_texts(book, row)
    assert "slept" not in book.text(last)
    enough.touch()
    wait_until(lambda: "slept" in book.text(last))
    book.idle()


def test_after_a_restart_rows_paint_before_any_request_is_answered(
    notebook: Callable[..., Any], api: DemoApi, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    book = open_quickstart(notebook, api, cache, own_kernel=True)
    name = cell_texts(book, 0)
    book.restart()
    scroll_to(book, 60_000)
    told = book.page.locator(".jp-Notebook:visible .news")
    expect(told).to_contain_text("re-run the cell", timeout=30_000)
    api.reset_stats()
    for number in range(len(quickstart_cells(api, cache))):
        book.run(number)
    assert cell_texts(book, 0) == name
    assert not chunk_requests(api), "rows that are held and young enough need no request"


def test_the_saved_notebook_holds_a_static_table(
    notebook: Callable[..., Any], api: DemoApi, tmp_path: Path
) -> None:
    book = open_quickstart(notebook, api, tmp_path / "cache", "dio")
    cell_texts(book, 0)
    book.run(len(quickstart_cells(api, tmp_path)))
    book.page.evaluate(
        "async () => { await window.jupyterapp.shell.currentWidget.context.save(); }"
    )
    document = json.loads(book.path.read_text())
    data = document["cells"][-1]["outputs"][0]["data"]
    assert "<table>" in "".join(data["text/html"])
    assert "100,000" in "".join(data["text/plain"])
