"""Untrusted data in a real browser: it is shown as text, runs nothing, and can not flood."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from diorama_nb.frames import html_table
from tests.browser.page.test_live import read
from tests.browser.page.test_page import settle
from tests.browser.page.test_payloads import SHOW

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


KEYS = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf"]
POLLUTED = """() => {
    const clean = ["polluted", "0", "message", "fields"].every(k => ({})[k] === undefined);
    return clean && Object.getPrototypeOf({}) === Object.prototype
        && typeof ({}).toString === "function" && String({}) === "[object Object]";
}"""


def test_names_of_the_language_are_names_like_any_other(open_grid: Open) -> None:
    """Threat U7: as columns, row ids, selection and marks."""
    page = open_grid(editable=1)
    page.evaluate(SHOW, [KEYS, "headers"])
    page.evaluate(SHOW, [KEYS, "ids"])
    page.evaluate(SHOW, [KEYS, "headers"])
    told = json.dumps({"v": 1, "kind": "error", "id": None, "seq": None, "message": "no",
                       "fields": {"polluted": "x"}})  # fmt: skip
    told = told.replace('"polluted": "x"', '"__proto__": {"polluted": 1}')
    page.evaluate("(text) => window.fake.reply(JSON.parse(text))", told)
    for name in KEYS:
        expect(page.locator(".frame")).to_contain_text(name)
    page.locator(".layer .cell").first.dispatch_event("dblclick")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add row").click()
    settle(page)
    assert page.evaluate(POLLUTED) is True


def test_text_that_hides_or_turns_itself_around_is_seen_to(open_grid: Open) -> None:
    """Threat U11: control characters are shown, and each cell is isolated from the next."""
    page = open_grid()
    texts = ["photo\u202egpj.exe", "pay\u200bpal", "\u2067admin\u2069", "\ufeffx", "شكرا 12"]
    page.evaluate(SHOW, [texts, "cells"])
    column = page.locator('.layer .row:not([hidden]) [aria-colindex="1"]')
    expect(column).to_have_text(
        [
            "photo‹U+202E›gpj.exe",
            "pay‹U+200B›pal",
            "‹U+2067›admin‹U+2069›",
            "‹U+FEFF›x",
            texts[4],
        ]
    )
    style = column.first.evaluate("c => [getComputedStyle(c).unicodeBidi, c.dir]")
    assert style == ["isolate", "auto"]
    page.evaluate(SHOW, [texts, "headers"])
    label = page.locator(".th .label").first
    assert label.evaluate("e => e.dir") == "auto"


def test_nothing_around_the_cells_hides_or_turns_itself_around_either(open_grid: Open) -> None:
    """Threat U11: names, titles, filters and whole values come from elsewhere, too."""
    page = open_grid()
    bad, seen = "photo\u202egpj.exe", "photo‹U+202E›gpj.exe"
    page.evaluate(
        """(bad) => {
            const columns = [...window.fake.get("columns")];
            window.fake.whole = { text: `two\\r\\nlines ${bad}`, of: null };
            columns[1] = { ...columns[1], label: bad };
            window.fake.update({ title: bad, filters: [["name", "==", bad]], columns });
        }""",
        bad,
    )
    expect(page.locator(".th .label").nth(1)).to_have_text(seen)
    expect(page.locator(".title").first).to_have_text(seen)
    expect(page.locator(".chip-text")).to_contain_text(f"{seen} = {seen}")
    page.locator('.layer [aria-rowindex="3"] [aria-colindex="8"]').dblclick()
    expect(page.locator(".whole")).to_contain_text(seen)
    assert page.locator(".whole").text_content() == f"two\nlines {seen}"
    markup = "() => document.querySelector('.diorama-grid').shadowRoot.innerHTML"
    assert "\u202e" not in page.evaluate(markup)


def test_a_flood_of_messages_and_a_huge_cell_leave_the_page_usable(open_grid: Open) -> None:
    """Threat U12: 100 000 messages become few repaints, ten megabytes a thousand letters."""
    page = open_grid()
    page.evaluate(
        """() => {
            window.paints = 0;
            new MutationObserver(() => { window.paints += 1; }).observe(
                document.querySelector(".diorama-grid").shadowRoot.querySelector(".foot"),
                { attributes: true, attributeFilter: ["data-generation"] });
            const rows = { v: 1, kind: "rows", id: null, seq: null, first: 0, count: 1 };
            for (let generation = 2; generation < 100_002; generation += 1) {
                window.fake.reply({ ...rows, generation, ids: ["r0"], status: ["Fresh"],
                    cells: [[generation]] });
            }
            window.fake.reply({ ...rows, generation: 100_002, ids: ["r0"], status: ["Fresh"],
                cells: [["end"], ["x".repeat(10_000_000)]] });
        }"""
    )
    expect(page.locator('.layer [aria-rowindex="2"] [aria-colindex="1"]')).to_have_text("end")
    cell = page.locator('.layer [aria-rowindex="2"] [aria-colindex="2"]')
    assert cell.evaluate("c => c.textContent.length") <= 1001
    assert page.evaluate("() => window.paints") < 100
    page.locator(".grid").evaluate("g => { g.scrollTop = 2800 }")
    page.wait_for_function(
        "() => document.querySelector('.diorama-grid').shadowRoot"
        ".querySelector('.layer [aria-rowindex=\"103\"] .cell')?.textContent === '101'"
    )
    assert read(page)


STRICT = """<!doctype html><meta charset="utf-8"><body data-jp-theme-light="true">
<div id="stage">{table}</div><script type="module" src="strict.js"></script></body>"""
LOADER = """
import { FakeModel } from "./model.js";
const stage = document.getElementById("stage");
const source = await (await fetch("/diorama_nb/static/grid.js")).text();
const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
document.addEventListener("securitypolicyviolation", (e) => {
    stage.dataset.violation = e.effectiveDirective;
});
try {  // as anywidget does it
    const { default: grid } = await import(address);
    stage.replaceChildren();
    window.fake = new FakeModel({ total: 100, height: 300, start: "ready", editable: false });
    grid.render({ model: window.fake, el: stage });
} catch (error) {
    stage.dataset.failed = error.message;
}
"""


def strict_page(page: Page, address: str, policy: str) -> None:
    table = html_table({"1": {"id": 1, "name": "Walnut desk"}}, "Products: 1 row")
    headers = {"Content-Security-Policy": policy, "Content-Type": "text/html"}
    script = {"Content-Type": "text/javascript"}
    page.route(
        "**/strict.html",
        lambda route: route.fulfill(body=STRICT.format(table=table), headers=headers),
    )
    page.route("**/strict.js", lambda route: route.fulfill(body=LOADER, headers=script))
    page.goto(f"{address}/strict.html")


def test_the_grid_needs_no_more_than_its_own_script(bare: Page, address: str) -> None:
    """Threat U10: no eval, no inline handler, nothing from elsewhere."""
    strict_page(bare, address, "default-src 'self'; script-src 'self' blob:")
    expect(bare.locator(".layer .cell").first).to_have_text("0")
    box = bare.locator(".grid").bounding_box()
    assert box
    assert box["height"] > 100, "its style is there too"
    assert bare.locator("#stage").get_attribute("data-violation") is None


def fuzzed() -> list[Any]:
    """Messages to the page that are nearly right."""
    odd: list[Any] = [None, True, -1, 1.5, "x", [], {}, [[]], {"__proto__": 1}]
    kinds = ["rows", "error", "done", "nosuch", None, 7]
    keys = ["first", "count", "generation", "ids", "status", "cells", "marks", "shift",
            "message", "hint", "fields", "seq", "id"]  # fmt: skip
    base = {"v": 1, "id": None, "seq": None, "first": 0, "count": 2, "generation": 1,
            "message": "no"}  # fmt: skip
    some = [
        {**base, "kind": kind, key: value} for kind in kinds for key in keys for value in odd
    ]
    return some + [{**message, "ids": ["r0", 7], "cells": [[1]]} for message in some[:300]]


def test_a_thousand_malformed_messages_to_the_page_break_nothing(open_grid: Open) -> None:
    """Threat U5, from the other side."""
    page = open_grid()
    messages = fuzzed()
    assert len(messages) >= 1000
    page.evaluate("messages => messages.forEach(m => window.fake.reply(m))", messages)
    page.evaluate("() => window.fake.bump()")
    page.wait_for_function(
        "() => document.querySelector('.diorama-grid').shadowRoot"
        ".querySelector('.layer [aria-rowindex=\"4\"] .cell')?.textContent === '2'"
    )
    assert page.evaluate(POLLUTED) is True


def test_a_long_text_without_a_space_keeps_the_columns_behind_it_on_the_page(
    bare: Page,
) -> None:
    html = html_table({"1": {"id": 1, "text": "x" * 900, "last": "here"}}, "Rows")
    bare.evaluate("html => { document.querySelector('main').innerHTML = html }", html)
    expect(bare.get_by_role("cell", name="here")).to_be_in_viewport(ratio=1)
