"""Texts that would run as markup, wherever a page shows a text: none of them does."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import diorama_nb as dn
from diorama_nb.frames import html_table
from diorama_nb.widgets.grid import Grid
from tests.browser.page import widgets as states
from tests.browser.page.payloads import payloads
from tests.browser.page.test_page import settle

pytestmark = pytest.mark.browser

Open = Callable[..., Page]

PAYLOADS = payloads()
EVIL = " ".join(PAYLOADS)
SHOW = """([texts, sink]) => {
    window.hits = new Set();
    const { fake } = window;
    fake.deaf = true;  // its own rows must not take the place of these
    const one = (at) => texts[at % texts.length];
    const plain = texts.map((_, i) => `c${i}`);
    const names = sink === "headers" ? texts : ["a", "b", "c"];
    const ids = sink === "ids" ? texts : texts.map((_, i) => `r${i}`);
    const types = ["text", "nested", "unknown", "integer", "datetime"];
    const can = { ...fake.get("can"), update: true, insert: true, delete: true };
    fake.update({
        can, columns: names.map((name, i) => ({ name, label: name, type: types[i % 5],
            orderable: true, editor: sink === "headers" ? name : "text", locked: one(i) })),
        title: sink === "title" ? texts.join(" ") : "Products",
        selection: ids.slice(0, 3),
        status: { ...fake.get("status"), generation: 2, row_count: texts.length,
            loaded: texts.length, note: sink === "notes" ? texts.join(" ") : null,
            error: sink === "errors" ? { message: texts.join(" "), hint: one(1) } : null },
        writes: { pending: 0, undo: 0, failures: texts.length, failed: texts.map((text, i) => ({
            number: i, row: ids[i], fields: [names[0]], change: text, message: text, hint: text,
        })) },
        snapshot: { first: 0, ids: texts, rows: texts.map((text) => names.map(() => text)) },
    });
    fake.reply({ v: 1, kind: "rows", id: null, seq: null, first: 0, count: texts.length,
        generation: 2, ids, status: texts.map(() => "WriteFailed"),
        cells: names.map((_, n) => texts.map((_, i) =>
            sink === "cells" ? one(i + n) : plain[i])),
        marks: ids.map((row, i) => ({ row, fields: [names[0]],
            message: sink === "notes" ? one(i) : "no" })) });
    fake.reply({ v: 1, kind: "error", id: null, seq: null,
        message: sink === "errors" ? texts.join(" ") : "no", hint: one(2) });
}"""
FILL = """([sink, text, texts]) => {
    const { fake } = window;
    fake.pushes = false;
    const evil = { rows: 9, blanks: 1, low: text, high: text, distinct: null };
    const kinds = [{ bins: [], top: texts.map((one) => [one, 1]) }, { bins: [1, 2], top: [] }];
    const spreads = fake.get("columns").map(({ name }, at) =>
        [name, { ...evil, ...kinds[at % 2] }]);
    if (sink === "chips") fake.update({ filters: texts.map((one) => [one, "==", one]) });
    if (sink === "distributions") fake.reply({ v: 1, kind: "distributions", id: null, seq: null,
        generation: 1, rows: 9, total: 90, columns: Object.fromEntries(spreads) });
    if (sink === "choices") fake.choices = { operators: ["null", "<=", ">=", "in", "contains"],
        ...evil, values: texts.map((one) => [one, 1]), more: 3 };
    if (sink === "whole") fake.whole = { text, of: 90_000_000 };
    if (sink === "relations") fake.relate({ id: texts, name: [text] });
    if (sink === "way") { fake.update({ title: text }); fake.relate({ name: [text] }); }
    if (sink === "refusals") fake.refusal = { message: text, hint: text };
}"""
SUSPECT = r"""(given) => {
    const inside = (root) => [...root.querySelectorAll("*")].flatMap((e) =>
        [e, ...(e.shadowRoot ? inside(e.shadowRoot) : [])]);
    return inside(given ?? document.querySelector("main, #stage")).filter((e) =>
        /^(SCRIPT|IFRAME|OBJECT|EMBED|IMG|VIDEO|AUDIO|LINK|MATH|MARQUEE|FORM|BASE|META)$/i
            .test(e.tagName) && !e.matches(".filter-form, .picture") ||
        [...e.attributes].some((a) => /^on|^data-commandlinker|^srcdoc$/i.test(a.name)) ||
        /^\s*javascript:/i.test(e.getAttribute("href") ?? "")
    ).map((e) => e.cloneNode().outerHTML);
}"""
MOUNT = """async (all) => {
    const suspects = SUSPECT;
    window.hits = new Set();
    const { fake, mount } = window;
    const all_of = (root) => [...root.querySelectorAll("*")];
    const text = (root) =>
        [root.textContent, ...all_of(root).map((e) => `${e.value ?? ""} ${e.title}`)].join(" ");
    const shown = [];
    for (const [traits, answer] of all) {
        const el = document.getElementById("stage").appendChild(document.createElement("div"));
        const { model, unmount } = mount(traits, el);
        const get = (_, kind) => answer[kind] ?? answer.any;
        model.answers = new Proxy({}, { has: () => true, get });
        const root = el.firstElementChild.shadowRoot;
        const poke = (...kinds) => all_of(root).forEach((e) => kinds.forEach((kind) =>
            e.dispatchEvent(new Event(kind, { bubbles: true }))));
        for (const folded of root.querySelectorAll("details")) folded.open = true;
        for (const box of root.querySelectorAll("input")) { box.focus(); box.click(); }
        poke("mouseover", "focus");
        for (const button of root.querySelectorAll("button")) button.click();
        await new Promise((done) => setTimeout(done, 15));  // the answers
        poke("mouseover", "focus");
        shown.push([text(root), suspects(root)]);
        unmount();
        el.remove();
    }
    return shown;
}""".replace("SUSPECT", SUSPECT)


@pytest.fixture(scope="module")
def shop() -> Iterator[dn.Dio]:
    """A data set of nothing but payloads: ids, names and values of columns, its own name."""
    rows = [{"id": p, "name": p, p: p, "nested": {p: [p]}, "price": 1.0} for p in PAYLOADS]
    lens = dn.Lens()
    yield lens.open(dn.MemoryVista(rows, name=EVIL))
    lens.close()


def none_ran(page: Page) -> None:
    settled = "() => new Promise((done) => setTimeout(() => done([...window.hits]), 200))"
    assert page.evaluate(settled) == []
    assert page.evaluate(SUSPECT) == []


def test_a_page_that_trusts_its_data_would_run_them(bare: Page) -> None:
    """Threat U1: the control; the corpus is able to do harm."""
    assert len(PAYLOADS) == 32
    bare.evaluate(
        "texts => texts.forEach(text => document.querySelector('main')"
        ".appendChild(document.createElement('p')).innerHTML = text)",
        PAYLOADS,
    )
    bare.wait_for_function("() => window.hits.size >= 10")


# --- the grid ------------------------------------------------------------------------------


@pytest.mark.parametrize("sink", ["cells", "headers", "ids", "title", "errors", "notes"])
def test_data_run_nothing_wherever_they_are_shown(open_grid: Open, sink: str) -> None:
    """Threats U1, U2, U4, D11: 32 texts in each place, painted, hovered, opened and edited."""
    page = open_grid(editable=1)
    page.evaluate(SHOW, [PAYLOADS, sink])
    shown = PAYLOADS[0].replace("\n", "↵")
    expect(page.locator(".frame")).to_contain_text(shown)
    for cell in page.locator(".layer .row:not([hidden]) .cell").all()[:6]:
        cell.hover()
    page.locator(".layer .cell").first.click()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.locator(".layer .cell").nth(1).dblclick()
    page.keyboard.press("Escape")
    page.locator(".layer .gutter").first.hover()
    page.get_by_role("button", name="failed").click()
    page.keyboard.press("Escape")
    page.get_by_role("columnheader").first.click()
    page.get_by_role("button", name="Columns").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add row").click()
    page.locator(".grid").evaluate("g => { g.scrollTop = 400; g.scrollLeft = 600; }")
    settle(page)
    none_ran(page)


def filters(page: Page) -> None:
    page.locator(".th").nth(1).hover()
    page.locator(".th").nth(1).get_by_role("button").first.click()


def opens_whole(page: Page) -> None:
    page.locator('.layer [aria-rowindex="3"] [aria-colindex="8"]').dblclick()


def leads(page: Page) -> None:
    page.locator('.layer [aria-rowindex="3"] .ref').first.click()


def edits(page: Page) -> None:
    page.locator('.layer [aria-rowindex="3"] [aria-colindex="2"]').dblclick()
    page.locator(".edit-box").fill("x")
    page.keyboard.press("Enter")


def hovers(page: Page) -> None:
    for place in page.locator(".th, .chip-text").all()[:6]:
        place.hover()


SINKS: dict[str, tuple[Callable[[Page], None], str]] = {
    "chips": (hovers, ".chip-text"),
    "distributions": (hovers, ".spread-caption"),
    "choices": (filters, ".filter-name"),
    "whole": (opens_whole, ".whole"),
    "relations": (leads, ".frame"),
    "way": (leads, "nav"),
    "refusals": (edits, "[role=alert]"),
}
"""By what is filled: what a person does then, and where the texts stand."""


@pytest.mark.parametrize("sink", SINKS)
def test_what_is_told_beside_the_rows_runs_nothing_either(open_grid: Open, sink: str) -> None:
    """Threats U1, U2, U4, D11: filters and their values, summaries, popovers, the way back."""
    page = open_grid(editable=1)
    page.evaluate("() => { window.hits = new Set() }")
    page.evaluate(FILL, [sink, EVIL, PAYLOADS])
    act, where = SINKS[sink]
    act(page)
    expect(page.locator(where).filter(has_text=PAYLOADS[0]).first).to_be_attached()
    settle(page)
    none_ran(page)


# --- the small widgets ---------------------------------------------------------------------

WORDS = {"status", "type", "state", "shape", "editor", "load_state"}
"""What is not data: words the page and Python agreed on."""


def poisoned(value: Any, text: str, numbers: Iterator[int] | None = None) -> Any:
    """Return a state in which every text is another one; names stay different."""
    numbers = itertools.count() if numbers is None else numbers
    match value:
        case str() if value:
            return f"{text}//{next(numbers)}"
        case list():
            return [poisoned(part, text, numbers) for part in value]
        case dict():
            return {
                name: part if name in WORDS else poisoned(part, text, numbers)
                for name, part in value.items()
            }
    return value


PROBLEM = {"message": "no", "hint": "wait"}
BOTH = {"price": {"theirs": 8.0}, "stock": {"error": "no"}}
FILLED = {
    "card": [
        states.card(status="LoadFailed", error=PROBLEM, dirty=["price"]),
        states.card(status="PendingWrite"),
    ],
    "form": [
        states.form(fields=states.fields({"price": 3.0, "stock": 1}, **BOTH)),
        states.form(locked="no", message="no", status="Failed"),
        states.form(missing=True, others=["stock"]),
    ],
    "badge": [
        states.badge(status="LoadFailed", error=PROBLEM),
        states.badge(complete=False, reason="no", stale=True),
    ],
    "status_bar": [
        states.status_bar(**states.FAILED, error=PROBLEM, notice="no"),
        states.status_bar(blocked=PROBLEM, notice="no"),
    ],
    "canvas": [states.canvas(note="no"), states.canvas(problem="no")],
    "picker": [states.picker(value="7"), states.picker(rows=32, error=PROBLEM)],
}


@pytest.mark.parametrize("widget", FILLED)
def test_a_small_widget_runs_nothing_of_what_it_is_told(
    tab: Open, address: str, widget: str
) -> None:
    """Threats U1, U2, U4, D11: each text of it is one of 32, and so is each answer it gets."""
    page = tab()
    states.show(page, address, widget, FILLED[widget][0])
    ids = [str(n) for n in range(32)]
    all = [
        (
            poisoned(state, text),
            {
                "any": {"kind": "error", **poisoned(PROBLEM, text), "fields": {"price": text}},
                "set_viewport": {
                    "kind": "answer", "more": False,
                    "body": {"first": 0, "generation": 1, "ids": ids, "texts": [text] * 32},
                },
            },
        )
        for state in FILLED[widget]
        for text in PAYLOADS
    ]  # fmt: skip
    shown = page.evaluate(MOUNT, all)
    for (text, suspects), payload in zip(shown, PAYLOADS * len(FILLED[widget]), strict=True):
        assert payload in text
        assert suspects == []
    none_ran(page)


# --- without a script ----------------------------------------------------------------------


def breaks(frame: Any) -> None:
    raise ValueError(EVIL)


def plot(shop: dn.Dio) -> dn.LivePlot:
    drawn = dn.LivePlot(shop, breaks, title=EVIL)
    assert drawn.error is not None
    return drawn


MARKUP: dict[str, Callable[[dn.Dio], Any]] = {
    "grid": Grid,
    "card": lambda shop: dn.RecordCard(dn.run(shop.record_scenery(PAYLOADS[0]))),
    "form": lambda shop: dn.RecordForm(shop.servo(PAYLOADS[0])),
    "badge": lambda shop: dn.ValueBadge(dn.run(shop.value_scenery(dn.Max("name"))), label=EVIL),
    "status_bar": dn.StatusBar,
    "picker": lambda shop: dn.Picker(shop, label=EVIL, value=PAYLOADS[0]),
    "plot": lambda shop: dn.dashboard([plot(shop)]),
    "dashboard": lambda shop: dn.dashboard([[EVIL, shop], *PAYLOADS], title=EVIL),
}
"""What is saved in a notebook, or shown where no script runs, by what it is of."""


@pytest.mark.parametrize("made", [*MARKUP, "table"])
def test_what_stands_in_a_notebook_runs_nothing(bare: Page, shop: dn.Dio, made: str) -> None:
    """Threats U1, U2, U9, D11: values, ids, names, headings and errors in it are text."""
    if made == "table":
        rows = {text: {"id": text, text: text, "list": [text]} for text in PAYLOADS}
        markup = html_table(rows, EVIL)
    else:
        widget = MARKUP[made](shop)
        bundle = widget._repr_mimebundle_()
        markup = (bundle[0] if isinstance(bundle, tuple) else bundle)["text/html"]
        widget.close()
    bare.set_content(f"<script>window.hits = new Set()</script><main>{markup}</main>")
    assert PAYLOADS[0] in bare.locator("main").inner_text()
    none_ran(bare)
    bare.evaluate("html => { document.querySelector('main').innerHTML = html }", markup)
    none_ran(bare)
    plain = "table, caption, thead, tbody, tr, th, td, p, h2, h3, div, span, strong, small"
    assert bare.locator(f"main *:not({plain})").count() == 0
