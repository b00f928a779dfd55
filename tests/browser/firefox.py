"""How Firefox is found and started, for the tests of what it does in ways of its own."""

from __future__ import annotations

import os
import shutil

from playwright.sync_api import Browser, Playwright


def find() -> str | None:
    """Return the path of a Firefox, if there is one."""
    named = os.environ.get("FIREFOX")
    return named or shutil.which("firefox-esr") or shutil.which("firefox")


def launch(playwright: Playwright, path: str) -> Browser:
    """Start Firefox as it is shipped: it speaks WebDriver BiDi, and needs no driver for that.

    Over it Playwright can neither double click nor emulate what media queries ask.
    """
    return playwright.firefox.launch(channel="moz-firefox", executable_path=path)
