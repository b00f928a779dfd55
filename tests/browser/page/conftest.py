"""Serves the committed bundle and rows in Arrow to one page in a real browser."""

from __future__ import annotations

import contextlib
import json
import mimetypes
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyarrow as pa
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent
NOTES = [
    '<img src=x onerror="window.pwned=1">',
    "<script>window.pwned=1</script>",
    "javascript:window.pwned=1",
    "two\nlines",
    "مرحبا in English",
    "",
    "plain",
]
NAMES = [
    "Walnut desk",
    "Oak chair",
    "Brass lamp",
    "Linen curtain, floor length",
    "Rug",
    "Shelf",
]


def arrow_rows(
    first: int,
    last: int,
    total: int,
    base: str,
    descending: bool,
    statuses: dict[str, str] | None = None,
    edits: dict[str, dict[str, Any]] | None = None,
    above: int = 0,
    encoding: str = "arrow",
    columns: list[int] | None = None,
) -> bytes:
    """Rows whose every cell follows from their number, as Python would send them.

    Edited cells hold text or a boolean, by row id and column number. The `above` rows that were
    put before all others have negative numbers. Of `columns` only those are sent; a column
    behind the usual ones says in each cell where it is.
    """
    keys = [(total - 1 - i if descending else i) - above for i in range(first, last)]
    ids = [f"{base}{k}" for k in keys]
    told = [(statuses or {}).get(id, "Fresh") for id in ids]
    status = pa.array(told).dictionary_encode()
    table = pa.table(
        {
            "id": ids,
            "status": status,
            "c0": pa.array(keys, pa.int64()),
            "c1": [None if k % 11 == 5 else NAMES[k % len(NAMES)] for k in keys],
            "c2": pa.array(
                [None if k % 7 == 3 else k * 0.25 + 9.5 for k in keys], pa.float64()
            ),
            "c3": pa.array([k % 3 == 0 for k in keys], pa.bool_()),
            "c4": [f"2026-03-{k % 28 + 1:02} 09:{k % 60:02}" for k in keys],
            "c5": [f"https://shop.example/items/{k}" for k in keys],
            "c6": [NOTES[k % len(NOTES)] for k in keys],
            "c7": [json.dumps({"w": k % 9, "h": k % 5}) for k in keys],
            "c8": pa.array([k % 100 / 10 for k in keys], pa.float64()),
        }
    )
    for id, cells in (edits or {}).items():
        for number, value in cells.items() if id in ids else ():
            name = f"c{number}"
            column = table.column(name).to_pylist()
            column[ids.index(id)] = value
            typed = pa.array(column if name == "c3" else [_text(cell) for cell in column])
            table = table.set_column(table.schema.get_field_index(name), name, typed)
    for number in columns or ():
        if f"c{number}" not in table.schema.names:
            table = table.append_column(f"c{number}", pa.array([f"{k}.{number}" for k in keys]))
    if columns is not None:
        table = table.select(["id", "status", *(f"c{number}" for number in columns)])
    if encoding == "json":
        rows = list(table.to_pydict().values())
        lists = {"ids": rows[0], "status": rows[1], "cells": rows[2:]}
        return json.dumps(lists).encode()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


class Handler(BaseHTTPRequestHandler):
    """The page's files, the bundle, and `/rows`."""

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/rows":
            q = {name: values[0] for name, values in parse_qs(url.query).items()}
            body = arrow_rows(
                int(q["first"]),
                int(q["last"]),
                int(q["total"]),
                q["base"],
                q["descending"] == "true",
                json.loads(q.get("statuses", "{}")),
                json.loads(q.get("edits", "{}")),
                int(q.get("above", "0")),
                q.get("encoding", "arrow"),
                json.loads(q["columns"]) if "columns" in q else None,
            )
            return self._answer(200, "application/octet-stream", body)
        folder = ROOT if url.path.startswith("/diorama_nb/static/") else HERE
        path = (folder / url.path.lstrip("/")).resolve()
        if not path.is_relative_to(folder) or not path.is_file():
            return self._answer(404, "text/plain", b"")
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self._answer(200, kind, path.read_bytes(), "max-age=600")

    def _answer(self, code: int, kind: str, body: bytes, cache: str = "no-store") -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", cache)
        self.end_headers()
        with contextlib.suppress(BrokenPipeError):  # the page was closed meanwhile
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    arrow_rows(0, 1, 1, "r", False)  # the first table of a process takes a second
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


VIEW = {"width": 1000, "height": 640}


@dataclass
class Tab:
    """A page that tests take turns in, and the script errors since it was taken."""

    page: Page
    errors: list[str] = field(default_factory=list)


class Tabs:
    """Pages by scale and theme: opening one anew costs more than most tests.

    Each has its address loaded anew by whoever takes it; nothing but its settings would stay. A
    clock stays with all pages of a context, so that a page with one has a context to itself.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: dict[tuple[float, str], BrowserContext] = {}
        self._idle: dict[tuple[float, str], list[Tab]] = defaultdict(list)

    def take(self, scale: float, theme: str, now: str | None) -> Tab:
        key = (scale, theme)
        if now is not None:
            tab = Tab(self._context(*key).new_page())
            tab.page.clock.install(time=now)
        elif self._idle[key]:
            tab = self._idle[key].pop()
            tab.errors.clear()
            return tab
        else:
            if key not in self._contexts:
                self._contexts[key] = self._context(*key)
            tab = Tab(self._contexts[key].new_page())
        tab.page.on("pageerror", lambda error: tab.errors.append(str(error)))
        return tab

    def give_back(self, tab: Tab) -> None:
        page = tab.page
        if page.context not in self._contexts.values():
            return page.context.close()
        page.context.clear_permissions()
        page.emulate_media(forced_colors="null", reduced_motion="null")
        page.set_viewport_size(VIEW)
        page.mouse.move(0, 0)
        key = next(key for key, context in self._contexts.items() if context is page.context)
        self._idle[key].append(tab)

    def close(self) -> None:
        for context in self._contexts.values():
            context.close()

    def _context(self, scale: float, theme: str) -> BrowserContext:
        return self._browser.new_context(
            viewport=VIEW,
            device_scale_factor=scale,
            color_scheme="dark" if theme == "dark" else "light",
        )


@pytest.fixture(scope="session")
def tabs(browser: Browser) -> Iterator[Tabs]:
    opened = Tabs(browser)
    yield opened
    opened.close()


@pytest.fixture
def tab(tabs: Tabs) -> Iterator[Callable[..., Page]]:
    """Take a page of a scale, a theme and a time; a script error in it fails the test."""
    taken: list[Tab] = []

    def take(scale: float = 1, theme: str = "light", now: str | None = None) -> Page:
        taken.append(tabs.take(scale, theme, now))
        return taken[-1].page

    yield take
    for one in taken:
        tabs.give_back(one)
    assert [error for one in taken for error in one.errors] == []


@pytest.fixture
def open_grid(tab: Callable[..., Page], address: str) -> Callable[..., Page]:
    """Open a page with one grid."""

    def open_page(
        *,
        scale: float = 1,
        theme: str = "light",
        now: str | None = None,
        wait: bool = True,
        **query: Any,
    ) -> Page:
        page = tab(scale, theme, now)
        words = "&".join(f"{name}={value}" for name, value in {"theme": theme, **query}.items())
        page.goto(f"{address}/index.html?{words}")
        page.wait_for_selector(".grid", state="attached")
        if wait:
            page.wait_for_selector(".layer .row:not([aria-busy]) .cell:not([aria-busy])")
        return page

    return open_page


@pytest.fixture
def bare(browser: Browser) -> Iterator[Page]:
    """An empty page, which counts the payloads that ran in `hits`."""
    page = browser.new_page()
    page.set_content("<body><main></main></body>")
    page.evaluate("() => { window.hits = new Set(); }")
    yield page
    page.close()
