"""A real JupyterLab and a real Chromium, started once; a fresh notebook per test.

The notebooks of most tests share a kernel that is emptied after each: only imports stay.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, sync_playwright

from tests.browser.chromium import FLAGS, find
from tests.browser.grids import GIVEN_UP
from tests.browser.lab import IDLE, RESTORED, RUN, SHUT, Lab, running

OUTPUTS = """(index) => window.jupyterapp.shell.currentWidget.content.widgets[index]
    .model.sharedModel.getOutputs()"""
OPEN = """async ([path, kernel]) => {
    await window.jupyterapp.commands.execute("docmanager:open", {path, kernel});
}"""
KERNEL = """() => {
    const { id, name } = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    return { id, name };
}"""
EMPTY = """async (code) => {
    const panel = window.jupyterapp.shell.currentWidget;
    const kernel = panel.sessionContext.session.kernel;
    const { content } = await kernel.requestExecute({ code, store_history: false }).done;
    panel.dispose();
    return content.traceback?.join("\\n") ?? "";
}"""
FORGET = """
import ipywidgets
ipywidgets.Widget.close_all()
get_ipython().run_line_magic("reset", "-f")
import gc
gc.collect()
del gc
"""
"""Leaves nothing alive that a cell made: what is still open ends with its last name."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what needs JupyterLab in one process of xdist: each would start one of its own."""
    for item in items:
        if "lab" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("lab"))


def needed(name: str, path: str | None) -> str:
    """Return where a browser is; its tests are skipped without one, and fail in CI."""
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(f"no {name} on the PATH: `scripts/ensure-apt browser` installs one")
        pytest.skip(f"NO {name.upper()}: run `make test`, which installs one")
    return path


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with running(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    path = needed("Chromium", find())
    launched = playwright.chromium.launch(executable_path=path, args=FLAGS)
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def lab_page(lab: Lab, browser: Browser) -> Page:
    """One page for the whole run: opening JupyterLab costs seconds, a notebook far less."""
    page = browser.new_page(viewport={"width": 1280, "height": 960})
    page.goto(f"{lab.base}/lab?reset")
    page.wait_for_function(RESTORED, timeout=90_000)
    return page


@pytest.fixture(scope="session")
def shared_kernel() -> dict[str, str]:
    """What JupyterLab knows the kernel by that most tests share, once there is one."""
    return {}


class Notebook:
    """An open notebook in JupyterLab."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page = page
        self.path = path
        self.page_errors: list[str] = []

    def run(self, index: int, *, wait: bool = True) -> None:
        """Run a cell; with `wait` until the kernel answered."""
        self.page.evaluate(RUN, [index, wait])

    def text(self, index: int) -> str:
        """Return the text a cell put out."""
        parts = []
        for output in self.page.evaluate(OUTPUTS, index):
            match output["output_type"]:
                case "stream":
                    parts.append("".join(output["text"]))
                case "error":
                    parts.append(f"{output['ename']}: {output['evalue']}")
                case _:
                    parts.append("".join(output["data"].get("text/plain", "")))
        return "".join(parts)

    def value(self, index: int) -> str:
        """Run a cell and return what it put out; fails when it raised."""
        self.run(index)
        text = self.text(index)
        assert "Error" not in text, text
        return text.strip()

    def grid(self) -> Locator:
        """Return the first grid of the notebook."""
        return self.page.locator(".jp-Notebook:visible [role=grid]").first

    def idle(self) -> None:
        self.page.wait_for_function(IDLE, arg=self.path.name, timeout=90_000)

    def restart(self) -> None:
        """Restart the kernel."""
        self.page.evaluate(
            "async () => { const s = window.jupyterapp.shell.currentWidget.sessionContext;"
            " await s.session.kernel.restart(); }"
        )
        self.idle()


@pytest.fixture(scope="session")
def known_errors() -> list[str]:
    """What a script error in the page may say."""
    return [GIVEN_UP]


@pytest.fixture
def notebook(
    lab: Lab,
    lab_page: Page,
    shared_kernel: dict[str, str],
    known_errors: list[str],
    request: pytest.FixtureRequest,
) -> Iterator[Callable[..., Notebook]]:
    """Open a notebook of these cells; a script error in the page fails the test.

    One that ends its kernel, or leaves in it what emptying does not end, asks for its own.
    """
    opened: list[bool] = []

    def open_(*cells: str, own_kernel: bool = False) -> Notebook:
        path = lab.write(f"{request.node.name[:60]}-{len(opened)}", *cells)
        book = Notebook(lab_page, path)
        lab_page.evaluate(OPEN, [path.name, None if own_kernel else shared_kernel or None])
        opened.append(own_kernel)
        book.idle()
        if not (own_kernel or shared_kernel):
            shared_kernel.update(lab_page.evaluate(KERNEL))
        return book

    errors: list[str] = []

    def note(error: Any) -> None:
        if not any(known in str(error) for known in known_errors):
            errors.append(str(error))

    lab_page.on("pageerror", note)
    yield open_
    for own_kernel in reversed(opened):
        if own_kernel:
            lab_page.evaluate(SHUT)
        elif trouble := lab_page.evaluate(EMPTY, FORGET):
            errors.append(trouble)
    lab_page.remove_listener("pageerror", note)
    assert not errors, errors
