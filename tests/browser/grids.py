"""What tests look at and do to grids in a notebook."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator

WAIT = 30_000
"""Milliseconds for what a busy machine still does."""

GIVEN_UP = "[anywidget] Failed to initialize model."
"""What anywidget says where a page was too busy to load a script in time; grids go on."""


def grid_of(book: Any, number: int = 0) -> Locator:
    """Return a grid of the notebook, scrolled into view."""
    grid = book.page.locator(".jp-Notebook:visible [role=grid]").nth(number)
    grid.wait_for(state="attached", timeout=WAIT)
    grid.scroll_into_view_if_needed(timeout=WAIT)
    return grid


def cells_of(grid: Locator, row: int) -> list[str]:
    """Return the texts of a row of the data, once it is loaded."""
    found = grid.locator(f"[role=row][aria-rowindex='{row + 2}']:not([aria-busy=true])")
    ready = found.locator("[role=gridcell]:not([aria-busy=true])")
    ready.first.wait_for(state="attached", timeout=WAIT)
    return [text.strip() for text in found.locator("[role=gridcell]").all_text_contents()]


def total_of(grid: Locator) -> int:
    """Return the rows of the data that a grid tells of."""
    return int(grid.get_attribute("aria-rowcount") or 0) - 1


def shown_rows(grid: Locator) -> list[int]:
    """Return the numbers of the data rows that are in the page."""
    rows = grid.locator("[role=row][aria-rowindex]:not([hidden])")
    told = rows.evaluate_all("rows => rows.map(r => Number(r.getAttribute('aria-rowindex')))")
    return sorted(index - 2 for index in told if index >= 2)


def jump(grid: Locator, row: int) -> None:
    """Drag the scrollbar so that a row is near the top."""
    grid.evaluate(
        """(grid, row) => {
            const total = Number(grid.getAttribute('aria-rowcount')) - 1;
            const all = [grid, ...grid.querySelectorAll('*'), grid.parentElement];
            const port = all.find(e => e.scrollHeight > e.clientHeight + 20);
            port.scrollTop = row / total * (port.scrollHeight - port.clientHeight);
        }""",
        row,
    )


def wait_until(test: Callable[[], Any], seconds: float = 30) -> Any:
    """Return what `test` returns once it is true; fail when that takes too long."""
    deadline = time.monotonic() + seconds
    while not (found := test()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
    return found


def take_picture(book: Any, name: str) -> None:
    """Save what is seen, if DIORAMA_PICTURES names a folder (``make pictures``)."""
    if folder := os.environ.get("DIORAMA_PICTURES"):
        book.page.mouse.move(0, 0)
        book.page.wait_for_timeout(500)
        book.page.screenshot(path=f"{folder}/{name}.png")
