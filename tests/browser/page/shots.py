"""Takes pictures of the grid's states, for people to look at: python shots.py FOLDER."""

from __future__ import annotations

import sys
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

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
}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    arrow_rows(0, 1, 1, "r", False)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        for name, query in STATES.items():
            page = browser.new_page(viewport={"width": 1000, "height": 460})
            page.on("console", lambda m: print(m.text))
            page.on("pageerror", lambda m: print(m))
            page.goto(f"http://127.0.0.1:{server.server_port}/index.html?{query}")
            page.wait_for_timeout(900)
            if name == "huge":
                page.locator(".grid").evaluate("e => e.scrollTop = 3e6")
                page.wait_for_timeout(300)
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
