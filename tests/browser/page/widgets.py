"""States of the small widgets as Python tells them, and a page that shows one."""

from __future__ import annotations

import json
import time
from base64 import b64encode
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Page

from diorama_nb.values import MISSING
from diorama_nb.vista.columns import Column
from diorama_nb.widgets.drafting import field_of
from diorama_nb.widgets.nodes import fields_of

EVIL = '<img src=x onerror="window.pwned=1">'
COLUMNS = [
    Column("id", "integer", frozenset({"id"})),
    Column("name", "text", frozenset({"title", "mandatory"})),
    Column("price", "number"),
    Column("stock", "integer"),
    Column("in_stock", "boolean"),
    Column("added", "date"),
    Column("size", "nested"),
    Column("site", "text"),
    Column("note", "text"),
]
RECORD: dict[str, Any] = {
    "id": 7,
    "name": "Walnut desk",
    "price": 349.5,
    "stock": 12,
    "in_stock": True,
    "added": "2026-03-31",
    "size": {"w": 160, "d": 80, "drawers": [{"w": 40, "lock": None}, {"w": 60, "lock": True}]},
    "site": "https://shop.example/items/7",
    "note": EVIL,
}
NOW = int(time.time() * 1000)
GREW = {"text": "+80", "percent": "+6.6 %", "direction": 1, "since": NOW - 480_000}


def card(**state: Any) -> dict[str, Any]:
    return {
        "title": "",
        "state": {
            "generation": 1, "name": "shop", "id": "7", "title": "Walnut desk",
            "status": "Fresh", "error": None, "fetched_at": NOW - 5000, "stale_after": None,
            "dirty": [], "fields": fields_of(RECORD, COLUMNS), **state,
        },
    }  # fmt: skip


def fields(draft: dict[str, Any] | None = None, **of: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the fields of a form; `of` holds what is special of some."""
    return [
        field_of(
            column,
            {**RECORD, **(draft or {})},
            id_column=None,
            dirty=column.name in (draft or {}),
            error=of.get(column.name, {}).get("error", ""),
            theirs=of.get(column.name, {}).get("theirs", MISSING),
        )
        for column in COLUMNS
    ]


def form(**state: Any) -> dict[str, Any]:
    return {
        "title": "shop",
        "state": {
            "generation": 1, "name": "shop", "id": "7", "new": False, "missing": False,
            "status": "Tracking", "message": "", "locked": "", "fields": fields(),
            "others": [], **state,
        },
    }  # fmt: skip


def badge(**state: Any) -> dict[str, Any]:
    values = [1204, 1198, 1210, 1231, 1225, 1260, 1258, 1284]
    return {
        "label": "Orders today",
        "state": {
            "generation": 1, "status": "Fresh", "text": "1\u202f284", "error": None,
            "points": [[NOW - (len(values) - n) * 60_000, v] for n, v in enumerate(values)],
            "change": GREW,
            "rows": 1284, "total": 1284, "complete": True, "reason": "", "stale": False,
            "by_source": False, "fetched_at": NOW - 4000, **state,
        },
    }  # fmt: skip


def status_bar(**state: Any) -> dict[str, Any]:
    return {
        "title": "shop",
        "state": {
            "generation": 1, "closed": False, "refreshing": False, "fetched_at": NOW - 61_000,
            "rows": 300, "total": 1284, "complete": False, "stale": False, "error": None,
            "blocked": None, "notice": "", "pending": 0, "underway": [], "failures": 0,
            "failed": [], **state,
        },
    }  # fmt: skip


FAILED = {
    "pending": 2,
    "underway": [
        {"number": 4, "row": "9", "change": "price \u2192 12.5", "state": "sending"},
        {"number": 5, "row": None, "change": "new row", "state": "queued"},
    ],
    "failures": 1,
    "failed": [
        {
            "number": 3, "row": "7", "fields": ["price"], "change": "price \u2192 -1",
            "message": "the price must be positive", "hint": "",
        }
    ],
}  # fmt: skip


def picker(rows: int = 1000, value: str | None = None, **state: Any) -> dict[str, Any]:
    return {
        "label": "Category",
        "value": value,
        "state": {
            "generation": 1, "row_count": rows, "all": rows, "load_state": "complete",
            "has_more": False, "busy": False, "search": "", "can_search": True, "error": None,
            "chosen": "" if value is None else f"row {value}", **state,
        },
    }  # fmt: skip


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="90">'
    '<path fill="#4a86c8" d="M0 90V50h60V20h60v40h60V10h60v70h60v10z"/></svg>'
)


def canvas(**state: Any) -> dict[str, Any]:
    data = b64encode(SVG.encode()).decode()
    return {
        "title": "Prices",
        "state": {
            "mime": "image/svg+xml", "data": data, "width": 300, "note": "", "problem": "",
            **state,
        },
    }  # fmt: skip


DOWN = {"message": "The shop did not answer", "hint": "It is asked again in a minute."}
NOTED = {**RECORD, "note": "Oiled twice a year.\nDelivered in two parcels."}
CONFLICT = {"stock": {"theirs": 2}, "price": {"error": "must be above the cost of 9.00"}}
EVERY: dict[str, tuple[int, list[dict[str, Any]]]] = {
    "card": (360, [
        card(fields=fields_of(NOTED, COLUMNS)),
        card(status="PendingWrite", dirty=["price"]),
        card(status="LoadFailed", error=DOWN, stale_after=1),
    ]),
    "form": (360, [
        form(),
        form(fields=fields({"price": 3.0, "stock": 1}, **CONFLICT)),
        form(locked="this source takes no changes"),
    ]),
    "badge": (230, [
        badge(),
        badge(complete=False, rows=300),
        badge(status="LoadFailed", error=DOWN),
        badge(text=None, points=[], change=None, status="Loading"),
    ]),
    "status_bar": (700, [
        status_bar(complete=True, rows=1284),
        status_bar(**FAILED),
        status_bar(error=DOWN, stale=True),
        status_bar(notice="shared cache not reachable (Connection refused)"),
    ]),
    "canvas": (330, [
        canvas(),
        canvas(note="300 of 1 284 rows (partial)", problem="KeyError: 'cost' (line 1 of draw)"),
        canvas(mime="", data="", note="Loading …"),
    ]),
    "picker": (260, [picker(value="7"), picker(label="Item")]),
}  # fmt: skip
"""Pixels of width and some states of the small widgets, by bundle."""

MOUNT = """([width, all]) => {
    const stage = document.getElementById("stage");
    stage.style.cssText = "display: flex; flex-wrap: wrap; align-items: start; gap: 16px";
    stage.replaceChildren();
    for (const traits of all) {
        const el = stage.appendChild(document.createElement("div"));
        el.style.width = `${width}px`;
        window.mount(traits, el);
    }
}"""


def show(
    page: Page, address: str, widget: str, traits: dict[str, Any], *, theme: str = "light"
) -> None:
    """Load one widget into a page."""
    page.set_viewport_size({"width": 700, "height": 520})
    traits = quote(json.dumps(traits))
    page.goto(f"{address}/widget.html?widget={widget}&theme={theme}&traits={traits}")
    page.wait_for_function("() => window.fake")


def show_all(page: Page, widget: str) -> None:
    """Put all states of a widget into the page that shows it."""
    page.evaluate(MOUNT, list(EVERY[widget]))
