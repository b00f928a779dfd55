"""The small widgets in a real browser: what shows, what is sent, what keys do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from diorama_nb.widgets.nodes import fields_of
from tests.browser.page import widgets as states

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


@pytest.fixture
def open_widget(tab: Open, address: str) -> Iterator[Open]:
    """Open a page with one widget, which leaves nothing behind."""
    pages: list[Page] = []

    def open_page(widget: str, traits: dict[str, Any], now: str | None = None) -> Page:
        pages.append(tab(now=now))
        states.show(pages[-1], address, widget, traits)
        return pages[-1]

    yield open_page
    for page in pages:
        assert page.evaluate("window.pwned") is None
        page.evaluate("window.unmount()")
        assert page.evaluate("window.fake.listeners") == 0


def sent(page: Page, kind: str) -> list[dict[str, Any]]:
    return [m for m in page.evaluate("window.fake.sent") if m["kind"] == kind]


def wait_sent(page: Page, kind: str, count: int = 1) -> list[dict[str, Any]]:
    wanted = "([kind, n]) => window.fake.sent.filter((m) => m.kind === kind).length >= n"
    page.wait_for_function(wanted, arg=[kind, count])
    return sent(page, kind)


def tell(page: Page, **part: Any) -> None:
    page.evaluate("(part) => window.fake.state(part)", part)


def test_a_card_shows_fields_as_text_unfolds_what_is_nested_and_keeps_it_unfolded(
    open_widget: Open,
) -> None:
    page = open_widget("card", states.card())
    expect(page.get_by_text(states.EVIL)).to_be_visible()
    expect(page.locator("a")).to_have_attribute("rel", "noopener noreferrer")
    page.locator("summary").first.press("Enter")
    expect(page.locator(".tree dd").first).to_have_text("160")
    changed = states.fields_of({**states.RECORD, "price": 1.5}, states.COLUMNS)
    tell(page, fields=changed, status="PendingWrite", dirty=["price"])
    expect(page.locator('.value[data-mark="pending"]')).to_have_text("1.5")
    expect(page.locator(".tree").first).to_be_visible()
    expect(page.locator(".chip")).to_have_text("Saving…")
    page.get_by_role("button", name="Refresh").click()
    wait_sent(page, "refresh")


def test_a_card_grows_stale_while_nothing_happens(open_widget: Open) -> None:
    page = open_widget("card", states.card(stale_after=3600))
    expect(page.locator(".chip")).to_be_hidden()
    tell(page, stale_after=1)
    expect(page.locator(".chip")).to_have_text("Stale")


def test_what_is_typed_into_a_form_is_sent_when_it_is_a_value_and_saved_with_enter(
    open_widget: Open,
) -> None:
    page = open_widget("form", states.form())
    save, price = (
        page.get_by_role("button", name="Save"),
        page.get_by_label("price", exact=True),
    )
    expect(save).to_be_disabled()
    price.fill("a lot")
    price.blur()
    expect(page.locator(".field-why", has_text="Digits and a point")).to_be_visible()
    expect(price).to_have_attribute("aria-invalid", "true")
    expect(save).to_be_disabled()
    assert sent(page, "edit") == []
    price.fill("12.5")
    price.press("Enter")
    (message,) = wait_sent(page, "save")
    edits = [(edit["column"], edit["value"]) for edit in sent(page, "edit")]
    assert edits == [("price", "12.5")]
    assert sent(page, "edit")[0]["seq"] < message["seq"]


def test_what_is_being_typed_is_not_taken_away_by_news(open_widget: Open) -> None:
    page = open_widget("form", states.form())
    page.get_by_role("textbox", name="name", exact=True).fill("Walnut")
    tell(page, fields=states.fields({"price": 8.5}))
    expect(page.get_by_label("price", exact=True)).to_have_value("8.5")
    expect(page.get_by_role("textbox", name="name", exact=True)).to_have_value("Walnut")


def test_a_refused_save_is_told_at_its_field_which_gets_the_focus(open_widget: Open) -> None:
    page = open_widget("form", states.form(fields=states.fields({"price": 3.0})))
    refusal = {"kind": "error", "message": "no", "fields": {"price": "must be above 5"}}
    page.evaluate("(refusal) => { window.fake.answers.save = refusal }", refusal)
    page.get_by_role("button", name="Save").click()
    price = page.get_by_label("price", exact=True)
    expect(price).to_be_focused()
    expect(page.locator(".field-why", has_text="must be above 5")).to_be_visible()
    page.get_by_role("button", name="Revert", exact=True).click()
    assert wait_sent(page, "revert")[0]["column"] is None


def test_a_conflict_is_decided_by_who_edits(open_widget: Open) -> None:
    shown = states.fields(
        {"price": 3.0, "stock": 1}, price={"theirs": 8.0}, stock={"theirs": 2}
    )
    page = open_widget("form", states.form(fields=shown))
    expect(page.locator(".chip")).to_have_text("Changed at the source")
    price = page.get_by_role("group", name="Conflict in price")
    expect(price).to_contain_text("Now at the source: 8")
    price.get_by_role("button", name="Take theirs").click()
    assert wait_sent(page, "revert")[0]["column"] == "price"
    stock = page.get_by_role("group", name="Conflict in stock")
    stock.get_by_role("button", name="Keep mine").click()
    assert wait_sent(page, "keep")[0]["column"] == "stock"


def test_a_form_that_can_not_be_saved_says_why_and_takes_nothing(open_widget: Open) -> None:
    page = open_widget("form", states.form(locked="not offered by this source"))
    expect(page.get_by_text("Read-only: not offered by this source")).to_be_visible()
    expect(page.get_by_label("price", exact=True)).not_to_be_editable()
    expect(page.get_by_role("button", name="Save")).to_be_disabled()


def test_a_badge_says_its_number_its_change_and_that_it_is_over_a_part(
    open_widget: Open,
) -> None:
    page = open_widget("badge", states.badge())
    expect(page.locator(".number")).to_have_text("1\u202f284")
    expect(page.locator(".change")).to_have_text("+80 (+6.6 %)")
    expect(page.locator(".spark polyline")).to_have_attribute("points", re.compile("3,"))
    tell(page, complete=False, rows=300)
    expect(page.locator(".basis")).to_contain_text("only 300 of 1\u202f284 rows")
    tell(page, status="LoadFailed", error={"message": "No answer", "hint": "Wait."})
    expect(page.locator(".problem")).to_have_text("No answer. Wait.")
    expect(page.locator(".number")).to_have_text("1\u202f284")


@pytest.mark.parametrize(
    ("text", "room"), [("7", True), ("1\u202f284", True), ("1\u202f284\u202f512.75", False)]
)
def test_the_number_of_a_badge_is_whole_and_its_curve_gives_way(
    open_widget: Open, text: str, room: bool
) -> None:
    page = open_widget("badge", states.badge(text=text))
    page.locator("#stage").evaluate("stage => { stage.style.width = '220px' }")
    number = page.locator(".number")
    assert number.evaluate("e => e.scrollWidth <= e.clientWidth")
    box, curve = number.bounding_box(), page.locator(".spark").bounding_box()
    assert box
    assert curve
    beside = curve["y"] < box["y"] + box["height"]
    assert curve["x"] >= box["x"] + box["width"] or not beside, "they do not overlap"
    assert beside is room


def test_a_status_bar_lists_writes_and_sends_what_is_decided(open_widget: Open) -> None:
    page = open_widget("status_bar", states.status_bar(**states.FAILED))
    page.get_by_role("button", name="1 failed").click()
    page.get_by_role("button", name="Retry price → -1, id 7").click()
    assert wait_sent(page, "retry")[0]["number"] == 3
    page.get_by_role("button", name="2 pending").click()
    page.get_by_role("button", name="Discard new row").click()
    assert wait_sent(page, "discard")[0]["number"] == 5
    tell(page, failures=0, failed=[], pending=0, underway=[], error={"message": "No answer"})
    expect(page.get_by_role("button", name="1 failed")).to_be_hidden()
    page.get_by_role("button", name="Retry", exact=True).click()
    wait_sent(page, "retry", 2)


def test_a_status_bar_decides_about_all_refused_writes_at_once(open_widget: Open) -> None:
    failed = [{**states.FAILED["failed"][0], "number": n} for n in (3, 4)]
    page = open_widget("status_bar", states.status_bar(failures=2, failed=failed))
    page.get_by_role("button", name="2 failed").click()
    page.get_by_role("button", name="Retry all").click()
    wait_sent(page, "retry_all")
    page.get_by_role("button", name="Discard all").click()
    page.get_by_role("button", name="Really discard?").click()
    wait_sent(page, "discard_all")


def test_rows_that_follow_their_source_have_no_age(open_widget: Open) -> None:
    page = open_widget("status_bar", states.status_bar(live=True))
    expect(page.locator(".facts")).to_have_text("300 of 1\u202f284 rows · live")
    tell(page, live=False)
    expect(page.locator(".facts")).to_have_text(re.compile(r"rows · updated \d+ min ago"))
    page = open_widget("badge", states.badge(live=True))
    expect(page.locator(".basis")).to_contain_text(", live")


def test_a_status_bar_says_what_does_not_work_though_rows_come(open_widget: Open) -> None:
    notice = "shared cache not reachable (Connection refused)"
    page = open_widget("status_bar", states.status_bar(notice=notice))
    expect(page.get_by_role("status")).to_have_text(notice)
    expect(page.locator(".foot")).to_have_attribute("data-mood", "warn")
    tell(page, error={"message": "No answer", "hint": "Wait."})
    expect(page.get_by_role("status")).to_have_text("No answer. Wait.")
    tell(page, error=None, notice="")
    expect(page.get_by_role("status")).to_have_text("")
    expect(page.locator(".foot")).to_have_attribute("data-mood", "good")


def test_a_picker_is_used_by_keyboard_over_any_number_of_rows(open_widget: Open) -> None:
    page = open_widget("picker", states.picker(rows=1_000_000))
    box = page.get_by_role("combobox", name="Category")
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("option", name="row 0", exact=True)).to_be_visible()
    assert page.get_by_role("option").count() < 40
    for _ in range(3):
        box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "option-2")
    box.press("PageDown")
    expect(page.locator("#option-10")).to_have_text("row 10")
    expect(page.locator("#option-10")).to_be_in_viewport()
    box.press("Enter")
    assert wait_sent(page, "pick")[0]["row"] == "10"
    expect(box).to_have_attribute("aria-expanded", "false")


def test_a_picker_opens_at_the_row_that_is_picked(open_widget: Open) -> None:
    page = open_widget("picker", states.picker(rows=1_000_000, value="70000", place=70_000))
    box = page.get_by_role("combobox", name="Category")
    box.press("ArrowDown")
    picked = page.get_by_role("option", name="row 70000", exact=True)
    expect(picked).to_be_in_viewport()
    expect(picked).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "option-70000")
    box.press("ArrowDown")
    expect(page.get_by_role("option", name="row 70001", exact=True)).to_be_in_viewport()


def test_enter_picks_from_what_was_searched_for_never_from_the_rows_of_before(
    open_widget: Open,
) -> None:
    page = open_widget("picker", states.picker())
    box = page.get_by_role("combobox", name="Category")
    box.click()
    expect(page.get_by_role("option", name="row 0", exact=True)).to_be_visible()
    box.fill("tea")
    box.press("Enter")
    assert wait_sent(page, "pick")[0]["row"] == "tea0"
    assert wait_sent(page, "set_search", 2)[-1]["text"] == ""


def test_a_picker_whose_box_is_scrolled_out_of_sight_closes(open_widget: Open) -> None:
    page = open_widget("picker", states.picker())
    stage = page.locator("#stage")
    stage.evaluate("""e => {
        e.style.cssText = "position: fixed; top: 100px; height: 200px; overflow: auto";
        e.append(Object.assign(document.createElement("p"), { style: "height: 900px" }));
    }""")
    box = page.get_by_role("combobox", name="Category")
    box.click()
    stage.evaluate("e => { e.scrollTop = 10 }")
    expect(box).to_have_attribute("aria-expanded", "true")
    stage.evaluate("e => { e.scrollTop = 120 }")
    expect(box).to_have_attribute("aria-expanded", "false")


def test_escape_closes_a_picker_and_leaves_what_was_picked(open_widget: Open) -> None:
    page = open_widget("picker", states.picker(value="3"))
    box = page.get_by_role("combobox", name="Category")
    expect(box).to_have_value("row 3")
    box.click()
    box.fill("x")
    box.press("Escape")
    expect(box).to_have_value("row 3")
    expect(box).to_have_attribute("aria-expanded", "false")
    assert sent(page, "pick") == []
    page.get_by_role("button", name="Clear").click()
    assert wait_sent(page, "pick")[0]["row"] is None


@pytest.mark.parametrize("widget", ["card", "form", "badge", "status_bar", "picker"])
def test_without_a_kernel_a_widget_keeps_what_it_showed_and_says_so(
    open_widget: Open, widget: str
) -> None:
    page = open_widget(widget, getattr(states, widget)())
    page.evaluate("() => { window.fake.dead = true }")
    if widget == "picker":
        page.get_by_role("combobox").click()
    elif widget == "form":
        page.get_by_label("price", exact=True).fill("5")
    else:
        page.get_by_role("button", name="Refresh").click()
    expect(page.get_by_text("disconnected – re-run the cell")).to_be_visible()


@pytest.mark.parametrize("widget", ["card", "form", "badge", "status_bar", "picker"])
def test_a_widget_finds_out_itself_that_its_kernel_is_gone_and_that_it_is_back(
    open_widget: Open, widget: str
) -> None:
    page = open_widget(widget, getattr(states, widget)())
    page.evaluate("() => { window.fake.dead = true; window.fake.reconnected(); }")
    expect(page.get_by_text("disconnected – re-run the cell")).to_be_visible()
    page.evaluate("() => { window.fake.dead = false; window.fake.reconnected(); }")
    expect(page.get_by_text("disconnected – re-run the cell")).to_have_count(0)


@pytest.mark.parametrize("widget", ["card", "form", "badge", "status_bar", "picker"])
def test_a_widget_that_is_not_answered_says_so_and_asks_again(
    open_widget: Open, widget: str
) -> None:
    page = open_widget(widget, getattr(states, widget)(), now="2026-03-03T12:04:00")
    page.evaluate("() => { window.fake.deaf = true }")
    where, asked = page.locator(".frame"), "refresh"
    if widget == "picker":
        page.get_by_role("combobox").click()
        where, asked = page.locator(".list-foot"), "set_viewport"
    elif widget == "form":
        page.get_by_label("price", exact=True).fill("5")
        page.get_by_label("price", exact=True).blur()
        asked = "edit"
    else:
        page.get_by_role("button", name="Refresh").click()
    before = len(wait_sent(page, asked))
    retry = where.get_by_role("button", name="Retry")
    expect(retry).to_be_hidden()
    page.clock.fast_forward(9000)
    expect(where.get_by_text("No answer from the kernel")).to_be_visible()
    page.evaluate("() => { window.fake.deaf = false }")
    retry.click()
    expect(retry).to_be_hidden()
    expect(where.get_by_text("No answer from the kernel")).to_be_hidden()
    wait_sent(page, "hello")
    again = 0 if widget == "form" else 1
    assert len(sent(page, asked)) == before + again, "no change is sent twice"
    if widget == "picker":
        expect(page.get_by_role("option", name="row 0", exact=True)).to_be_visible()


def test_a_record_shows_what_would_hide_in_it_or_turn_it_around(open_widget: Open) -> None:
    bad, seen = "photo\u202egpj.exe", "photo‹U+202E›gpj.exe"
    record = {"name": bad, "note": f"two\n{bad}", "nested": {bad: bad}}
    fields = fields_of(record, states.COLUMNS)
    page = open_widget("card", states.card(fields=fields, title=bad))
    expect(page.locator(".title")).to_have_text(seen)
    page.locator("summary").first.click()
    assert seen in (page.locator("dd").first.text_content() or "")
    raw = "() => document.getElementById('stage').firstElementChild.shadowRoot.innerHTML"
    markup = page.evaluate(raw)
    assert f"two\n{seen}" in markup
    assert "\u202e" not in markup
