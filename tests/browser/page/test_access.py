"""The grid for people who use no mouse, a screen reader, large text, or strong contrast."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page import widgets as states
from tests.browser.page.test_edit import WAITS
from tests.browser.page.test_page import painted, scroll_to, sent, settle, wait_right

pytestmark = pytest.mark.browser

Open = Callable[..., Page]

AXE = Path(__file__).parents[3] / "js" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async ([within, rules]) => {
    const { violations } = await axe.run(document.querySelector(within), {
        resultTypes: ["violations"], rules: { region: { enabled: false } },
        ...(rules && { runOnly: { type: "rule", values: rules } }) });
    return violations.filter(v => ["serious", "critical"].includes(v.impact))
        .map(v => `${v.id}: ${v.nodes.map(n => n.html.slice(0, 160)).slice(0, 3).join(" | ")}`);
}"""
FOCUSED = """() => {
    const root = document.activeElement?.shadowRoot;
    const e = root?.activeElement;
    if (!e) return "";
    return e.matches(".grid") ? "grid" : e.getAttribute("aria-label") ?? e.textContent;
}"""


def faults(page: Page, *rules: str, within: str = ".diorama-grid") -> list[str]:
    """What axe-core finds that is serious or critical, by all its rules or by these."""
    if not AXE.is_file():
        if os.environ.get("CI"):
            pytest.fail("no axe-core: run `npm ci` in js/")
        pytest.skip("NO axe-core: run `npm ci` in js/")
    if not page.evaluate("() => 'axe' in window"):
        page.add_script_tag(path=AXE)
    return page.evaluate(RUN, [within, rules or None])


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def active(page: Page) -> tuple[int, int]:
    """Row and column of the active cell; row -1 is the header."""
    cell = page.locator("#active")
    row = cell.evaluate("c => Number(c.closest('[role=row]').ariaRowIndex) - 2")
    return row, int(cell.get_attribute("aria-colindex") or 0) - 1


def edits(page: Page) -> None:
    page.locator('.layer [aria-rowindex="3"] [aria-colindex="2"]').dblclick()
    expect(page.locator(".edit-box")).to_be_focused()


def adds(page: Page) -> None:
    page.get_by_role("button", name="Add row").click()
    page.get_by_role("button", name="Save row").click()


def fails(page: Page) -> None:
    page.evaluate("() => { window.fake.rejection = 'The price is too low' }")
    page.locator('.layer [aria-rowindex="3"] [aria-colindex="3"]').dblclick()
    page.locator(".edit-box").fill("4.50")
    press(page, "Enter")
    page.get_by_role("button", name="1 failed").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def grows(page: Page) -> None:
    page.evaluate("() => window.fake.insertAbove(3)")
    expect(page.locator(".pill[data-side=above]")).to_be_visible()
    settle(page)


def selects(page: Page) -> None:
    page.locator(".grid").focus()
    press(page, "ArrowDown", "Space", "ArrowDown", "Space")
    page.get_by_role("columnheader", name="price").click()
    expect(page.locator(".frame")).to_have_attribute("data-waiting", "false")


def finds_nothing(page: Page) -> None:
    page.get_by_role("searchbox").first.fill("nothing")
    press(page, "Enter")
    expect(page.get_by_text("No rows match")).to_be_visible()


def leaves(page: Page) -> None:
    page.evaluate("() => window.fake.relate({ name: ['author'] })")
    page.get_by_role("button", name="Open author of this row").first.click()
    expect(page.get_by_role("navigation")).to_be_visible()
    settle(page)


def filters(page: Page) -> None:
    page.locator(".th").nth(1).hover()
    page.get_by_role("button", name="Filter name").click()
    expect(page.locator(".filter-form")).to_be_visible()
    page.get_by_label("Walnut desk").check()
    press(page, "Enter")
    expect(page.locator(".chip")).to_be_visible()


def arranges(page: Page) -> None:
    page.get_by_role("button", name="Columns").click()
    expect(page.get_by_role("dialog", name="Columns")).to_be_visible()


def goes(page: Page) -> None:
    page.get_by_role("button", name="Go to row").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def looks(page: Page) -> None:
    page.locator('.layer [aria-rowindex="3"] [aria-colindex="8"]').dblclick()
    expect(page.locator(".whole")).to_be_visible()


def asks(page: Page) -> None:
    page.locator(".grid").focus()
    press(page, "ArrowDown", "Space", "Delete")
    expect(page.get_by_role("dialog", name="Delete 1 row?")).to_be_visible()


def mistypes(page: Page) -> None:
    page.locator('.layer [aria-rowindex="3"] [aria-colindex="3"]').dblclick()
    page.locator(".edit-box").fill("much")
    press(page, "Enter")
    expect(page.get_by_role("alert")).to_be_visible()


def waits(page: Page) -> None:
    page.evaluate("(writes) => window.fake.update({ writes })", WAITS)
    page.locator('.layer [aria-rowindex="4"] [aria-colindex="3"]').click()
    expect(page.get_by_role("group", name="Change that is not sent yet")).to_be_visible()
    page.get_by_role("button", name="3 pending").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def saves(page: Page) -> None:
    page.get_by_role("button", name="Download").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def chooses(page: Page) -> None:
    page.evaluate("() => window.fake.relate({ id: ['posts', 'comments'] })")
    page.locator('.layer [aria-rowindex="3"] .ref').first.click()
    expect(page.get_by_role("dialog")).to_be_visible()


ACTS = [
    edits, adds, fails, grows, selects, finds_nothing, leaves,
    filters, arranges, goes, looks, asks, mistypes, waits, saves, chooses,
]  # fmt: skip

RESTED = """() => [...document.querySelectorAll("[class^=diorama]")].every(e => !e.shadowRoot
    || e.shadowRoot.getAnimations().every(a => a.playState !== "running"
        || a.effect.getComputedTiming().iterations > 1))"""


def no_faults_in_both_themes(page: Page, within: str = ".diorama-grid") -> None:
    """A theme changes colours only, so the second is judged by the rules of colour."""
    for light, rules in (("true", ()), ("false", ("color-contrast", "link-in-text-block"))):
        page.evaluate(
            "light => { document.body.dataset.jpThemeLight = light; document.documentElement"
            ".style.colorScheme = light === 'true' ? 'light' : 'dark' }",
            light,
        )
        page.wait_for_function(RESTED)
        assert faults(page, *rules, within=within) == []


@pytest.mark.parametrize("state", ["loading", "error", "unknown"])
def test_axe_finds_nothing_serious_in_any_state(open_grid: Open, state: str) -> None:
    no_faults_in_both_themes(open_grid(start=state, wait=state == "unknown"))


@pytest.mark.parametrize("act", ACTS)
def test_axe_finds_nothing_serious_while_it_is_used(
    open_grid: Open, act: Callable[[Page], None]
) -> None:
    page = open_grid(editable=1, spreads=1)
    act(page)
    no_faults_in_both_themes(page)


@pytest.mark.parametrize("widget", states.EVERY)
def test_axe_finds_nothing_serious_in_any_small_widget(
    tab: Open, address: str, widget: str
) -> None:
    page = tab()
    states.show(page, address, widget, states.EVERY[widget][1][0])
    states.show_all(page, widget)
    if widget == "picker":
        page.get_by_role("combobox").last.click()
        expect(page.get_by_role("option").first).to_be_visible()
    if widget == "status_bar":
        page.get_by_role("button", name="1 failed").click()
        page.get_by_role("button", name="2 pending").click()
    if widget == "card":
        page.locator("summary").first.click()
    no_faults_in_both_themes(page, "#stage")


def test_axe_would_find_what_is_wrong(open_grid: Open) -> None:
    page = open_grid()
    page.locator(".layer .cell").first.evaluate("c => c.setAttribute('role', 'tab')")
    page.locator(".refresh").evaluate("b => b.removeAttribute('aria-label')")
    page.locator(".refresh").evaluate("b => b.removeAttribute('title')")
    page.locator(".facts").evaluate(
        "f => { f.style.color = 'GrayText'; f.style.opacity = 0.3 }"
    )
    assert len(faults(page)) >= 3
    assert len(faults(page, "color-contrast")) == 1


def test_two_tab_stops_and_arrow_keys_reach_everything(open_grid: Open) -> None:
    page = open_grid(editable=1, start="unknown")
    page.evaluate(
        "() => { for (const end of ['before', 'after']) { const b = document.createElement"
        "('button'); b.id = end; b.textContent = end;"
        " document.getElementById('stage')[end](b); }"
        " document.getElementById('before').focus(); }"
    )
    stops = []
    for _ in range(9):
        press(page, "Tab")
        if page.evaluate("() => document.activeElement.id") == "after":
            break
        stops.append(page.evaluate(FOCUSED))
    assert len(stops) == 2, stops
    assert "grid" in stops
    page.evaluate("() => document.getElementById('before').focus()")
    press(page, "Tab")
    seen = [page.evaluate(FOCUSED)]
    for _ in range(30):
        press(page, "ArrowRight")
        if (name := page.evaluate(FOCUSED)) == seen[0]:
            break
        seen.append(name)
    assert {"Search rows", "Add row", "Load more", "Refresh"} <= set(seen)
    assert len(seen) == len(set(seen))
    press(page, "End")
    assert page.evaluate(FOCUSED) == seen[-1]
    press(page, "ArrowLeft")
    assert page.evaluate(FOCUSED) == seen[-2]


def test_arrows_move_the_caret_of_a_search_before_they_leave_it(open_grid: Open) -> None:
    page = open_grid(editable=1)
    box = page.get_by_role("searchbox").first
    box.fill("ab")
    press(page, "ArrowLeft", "Home", "End", "ArrowLeft")
    expect(box).to_be_focused()
    press(page, "ArrowRight", "ArrowRight")
    expect(box).not_to_be_focused()


def test_every_key_of_a_grid_moves_the_active_cell_and_is_kept_from_the_notebook(
    open_grid: Open,
) -> None:
    page = open_grid(total=1000)
    page.evaluate(
        "() => { window.leaked = []; document.addEventListener('keydown',"
        " e => e.key !== 'Control' && window.leaked.push(e.key)); }"
    )
    page.locator(".grid").focus()
    whole = page.locator(".grid").evaluate(
        "g => Math.floor((g.clientHeight - g.querySelector('.head').offsetHeight)"
        " / g.querySelector('.layer .row').offsetHeight)"
    )
    for key, place in [
        ("ArrowDown", (1, 0)), ("ArrowRight", (1, 1)), ("End", (1, 8)), ("Home", (1, 0)),
        ("PageDown", (1 + whole, 0)), ("PageUp", (1, 0)), ("Control+End", (999, 8)),
        ("Control+Home", (0, 0)), ("Control+ArrowDown", (999, 0)),
        ("Control+ArrowRight", (999, 8)), ("Control+ArrowUp", (0, 8)),
        ("Control+ArrowLeft", (0, 0)), ("ArrowUp", (-1, 0)), ("ArrowDown", (0, 0)),
    ]:  # fmt: skip
        press(page, key)
        assert active(page) == place, key
        expect(page.locator("#active")).to_be_in_viewport()
    press(page, "Space")
    assert sent(page, "select")[-1]["ids"] == ["r0"]
    press(page, "ArrowUp", "ArrowRight", "Enter")
    assert sent(page, "set_sort")[-1]["by"][0]["column"] == "name"
    press(page, "d", "x", "Escape")
    assert page.evaluate("() => window.leaked") == []
    assert page.evaluate(FOCUSED) == "", "Escape leaves the grid"


def test_f2_and_enter_edit_and_escape_gives_the_cell_back(open_grid: Open) -> None:
    page = open_grid(editable=1)
    page.locator(".grid").focus()
    press(page, "ArrowRight", "F2")
    expect(page.locator(".edit-box")).to_be_focused()
    press(page, "Escape")
    assert page.evaluate(FOCUSED) == "grid"
    press(page, "Enter")
    expect(page.locator(".edit-box")).to_be_focused()
    page.keyboard.type("Maple desk")
    press(page, "Enter")
    expect(page.locator('.layer [aria-rowindex="2"] [aria-colindex="2"]')).to_have_text(
        "Maple desk"
    )
    assert page.evaluate(FOCUSED) == "grid"


def test_counts_and_indices_are_those_of_the_whole_set(open_grid: Open) -> None:
    page = open_grid(total=10_000_000)
    page.locator(".grid").focus()
    press(page, "Control+End")
    wait_right(page)
    grid = page.get_by_role("grid", name="Products")
    expect(grid).to_have_attribute("aria-rowcount", "10000001")
    assert active(page) == (9_999_999, 8)
    expect(page.locator("#active")).to_have_role("gridcell")
    expect(grid).to_have_attribute("aria-activedescendant", "active")
    roles = grid.evaluate(
        "g => [...g.querySelectorAll('[role=row]')].filter(r => !r.hidden).map(r =>"
        " [r.parentElement.getAttribute('role'), ...[...r.querySelectorAll('[role]')]"
        ".map(c => c.getAttribute('role'))])"
    )
    assert {row[0] for row in roles} == {"rowgroup"}
    assert {role for row in roles for role in row[1:]} <= {"gridcell", "columnheader"}


def said(page: Page) -> Any:
    return page.locator("[role=status]")


def test_no_cell_bears_the_name_of_the_active_one_once_it_has_gone(open_grid: Open) -> None:
    page = open_grid(total=1000)
    page.locator(".grid").focus()
    scroll_to(page, 14)
    settle(page)
    scroll_to(page, 28)
    expect(page.locator(".grid")).not_to_have_attribute("aria-activedescendant", "active")
    expect(page.locator("#active")).to_have_count(0)
    press(page, "ArrowDown")
    expect(page.locator("#active")).to_have_count(1)
    assert active(page) == (1, 0)


def test_loading_order_and_errors_are_announced(open_grid: Open) -> None:
    page = open_grid(start="loading", wait=False)
    expect(said(page)).to_have_text("Loading…")
    page.evaluate(
        "() => window.fake.status({load_state: 'complete', row_count: 1000, loaded: 1000})"
    )
    expect(said(page)).to_have_text("Loaded. 1\u202f000 rows")
    page.get_by_role("columnheader", name="price").click()
    expect(said(page)).to_have_text("Sorted by price ascending. 1\u202f000 rows")
    page.evaluate(
        "() => window.fake.status({error: {message: 'It broke.', hint: 'Try again.'}})"
    )
    expect(said(page)).to_have_text("It broke. Try again.")
    expect(said(page)).to_have_attribute("aria-live", "polite")


def test_the_grid_is_whole_and_usable_at_twice_the_size(open_grid: Open) -> None:
    page = open_grid(scale=2, editable=1)
    page.set_viewport_size({"width": 500, "height": 320})
    page.locator(".grid").focus()
    press(page, "ArrowDown", "ArrowRight")
    wait_right(page)
    settle(page)
    root = page.locator(".frame")
    assert root.evaluate("f => f.scrollWidth <= f.clientWidth"), "nothing sticks out"
    for name in ("Add row", "Refresh"):
        box = page.get_by_role("button", name=name, exact=True).bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 500
    assert len(painted(page)) >= 5
    expect(page.locator("#active")).to_be_in_viewport()
    picture(page, "zoom")


SEEN = """() => {
    const root = document.querySelector(".diorama-grid").shadowRoot;
    const style = (e, pseudo) => getComputedStyle(e, pseudo);
    const named = (colour) => {
        const probe = root.querySelector(".frame").appendChild(document.createElement("i"));
        probe.style.cssText = `forced-color-adjust: none; color: ${colour}`;
        const found = style(probe).color;
        probe.remove();
        return found;
    };
    const picked = root.querySelector('.layer [aria-selected="true"]');
    const plain = root.querySelector('.layer [aria-selected="false"]');
    return {
        picked: style(picked).backgroundColor, ink: style(picked.querySelector(".cell")).color,
        highlight: named("Highlight"), text: named("HighlightText"),
        plain: style(plain).backgroundColor,
        active: style(root.querySelector("#active"), "::after").borderTopWidth,
        pill: style(root.querySelector(".pill")).borderTopStyle,
    };
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_selection_focus_and_pill_are_seen_in_forced_colours(
    open_grid: Open, theme: str
) -> None:
    page = open_grid(theme=theme, editable=1)
    page.emulate_media(forced_colors="active")
    page.evaluate("() => window.fake.insertAbove(2)")
    expect(page.locator(".pill[data-side=above]")).to_be_visible()
    page.locator(".grid").focus()
    press(page, "ArrowDown", "Space", "ArrowDown", "ArrowRight")
    settle(page)
    seen = page.evaluate(SEEN)
    assert (seen["picked"], seen["ink"]) == (seen["highlight"], seen["text"])
    assert seen["picked"] != seen["plain"]
    assert seen["active"] == "2px"
    assert seen["pill"] == "solid"
    picture(page, f"forced-{theme}")


def picture(page: Page, name: str) -> None:
    """Save what is seen, if DIORAMA_PICTURES names a folder."""
    if folder := os.environ.get("DIORAMA_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png")
