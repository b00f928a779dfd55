"""JupyterLab behind a content security policy that keeps widgets' scripts from running."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.grids import GIVEN_UP, WAIT
from tests.browser.lab import RESTORED, Lab

pytestmark = pytest.mark.browser

POLICY = "script-src 'self' 'unsafe-eval'"


@pytest.fixture
def known_errors() -> list[str]:
    """All of these are anywidget's, which was not made for this."""
    return [GIVEN_UP, "dynamically imported module: blob:", "dispose is not a function"]


@pytest.fixture
def lab_page(lab: Lab, browser: Browser) -> Iterator[Page]:
    """A page of JupyterLab that came with the policy."""

    def add_policy(route: Route) -> None:
        answer = route.fetch()
        headers = {**answer.headers, "content-security-policy": POLICY}
        route.fulfill(response=answer, headers=headers)

    page = browser.new_page(viewport={"width": 1100, "height": 800})
    page.route("**/workspaces/strict", add_policy)
    page.goto(f"{lab.base}/lab/workspaces/strict")
    page.wait_for_function(RESTORED, timeout=90_000)
    yield page
    page.close()


def test_where_scripts_of_widgets_are_forbidden_their_markup_stands_and_follows_the_data(
    notebook: Callable[..., Any],
) -> None:
    """Threat U10: `blob:` is not allowed, and anywidget knows no other way."""
    book = notebook(
        "import diorama_nb as dn\n"
        "rows = [{'id': n, 'name': f'item {n:03} <b>'} for n in range(300)]\n"
        "dio = dn.Lens().open(dn.MemoryVista(rows, name='shop'))\n"
        "dn.dashboard([[dio.badge(dn.Count(), label='Rows')], dio])",
        "dio",
        "dn.run(dio.patched('2', {'id': 2, 'name': 'changed'}))",
    )
    book.run(0)
    book.run(1)
    page = book.page
    grid = page.locator(".jp-Notebook .diorama-static", has=page.locator("table")).last
    grid.scroll_into_view_if_needed(timeout=WAIT)
    expect(grid.get_by_role("note")).to_contain_text("blob:", timeout=WAIT)
    expect(grid.get_by_role("cell", name="item 049 <b>")).to_be_attached()
    expect(page.locator(".diorama-dashboard table")).to_have_count(1)
    expect(page.locator(".diorama-dashboard strong")).to_have_text("300")
    expect(page.locator(".jupyter-widgets-error-widget:visible")).to_have_count(0)
    book.run(2)
    expect(grid.get_by_role("cell", name="changed")).to_be_visible(timeout=WAIT)
