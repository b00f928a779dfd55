"""Changing data in a real browser: what is typed, sent and said, and where focus goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
FOCUSED = "() => document.querySelector('.diorama-grid').shadowRoot.activeElement?.className"
ID, NAME, PRICE, IN_STOCK, UPDATED, NOTE, SIZE = 1, 2, 3, 4, 5, 7, 8


def cell(page: Page, row: int, column: int) -> Locator:
    return page.locator(f'.layer [aria-rowindex="{row + 2}"] [aria-colindex="{column}"]')


def sent(page: Page, *kinds: str) -> list[dict[str, Any]]:
    found = [m for m in page.evaluate("() => window.fake.sent") if m["kind"] in kinds]
    return [{k: v for k, v in m.items() if k not in ("v", "id", "seq", "kind")} for m in found]


def edit(page: Page, row: int, column: int, text: str, key: str = "Enter") -> None:
    cell(page, row, column).dblclick()
    page.locator(".edit-box").fill(text)
    page.keyboard.press(key)


def deny(page: Page, column: str) -> None:
    """Have Python refuse the next changes because of one column."""
    refusal = {"message": "no", "hint": "", "fields": {column: "is taken"}}
    page.evaluate("(refusal) => { window.fake.refusal = refusal }", refusal)


def focused(page: Page) -> str:
    return page.evaluate(FOCUSED) or ""


@pytest.fixture
def page(open_grid: Open) -> Page:
    return open_grid(editable=1)


def test_a_double_click_edits_a_cell_and_names_it_by_row_id_and_column(page: Page) -> None:
    edit(page, 1, NAME, "Oak table")
    expect(page.locator(".editor")).to_be_hidden()
    assert sent(page, "edit") == [{"row": "r1", "column": "name", "value": "Oak table"}]
    expect(cell(page, 1, NAME)).to_have_text("Oak table")
    assert focused(page) == "grid"
    expect(cell(page, 1, NAME)).to_have_id("active")


@pytest.mark.parametrize("key", ["Enter", "F2"])
def test_the_keyboard_edits_a_cell_and_escape_leaves_it_as_it_was(page: Page, key: str) -> None:
    cell(page, 2, PRICE).click()
    page.keyboard.press(key)
    box = page.get_by_role("textbox", name="price, row 3")
    expect(box).to_be_focused()
    expect(box).to_have_value("10")
    page.keyboard.type("99")
    page.keyboard.press("Escape")
    expect(page.locator(".editor")).to_be_hidden()
    assert sent(page, "edit") == []
    expect(cell(page, 2, PRICE)).to_have_text("10")
    assert focused(page) == "grid"
    page.keyboard.press("ArrowDown")
    expect(cell(page, 3, PRICE)).to_have_id("active")


def test_a_refusal_and_what_to_do_about_it_read_as_two_sentences(page: Page) -> None:
    refusal = {"message": "Nothing was saved.", "hint": "Run it again."}
    page.evaluate("(refusal) => { window.fake.refusal = refusal }", refusal)
    edit(page, 1, PRICE, "3.5")
    expect(page.locator(".editor")).to_contain_text("Nothing was saved. Run it again.")


def test_tab_commits_and_goes_on_shift_tab_goes_back(page: Page) -> None:
    edit(page, 1, PRICE, "3.5", "Tab")
    expect(cell(page, 1, IN_STOCK)).to_have_id("active")
    edit(page, 2, PRICE, "4.5", "Shift+Tab")
    expect(cell(page, 2, NAME)).to_have_id("active")
    assert [m["value"] for m in sent(page, "edit")] == ["3.5", "4.5"]


def test_a_value_left_as_it_was_is_not_sent(page: Page) -> None:
    for column in (NAME, PRICE, IN_STOCK, UPDATED):
        cell(page, 1, column).dblclick()
        expect(page.locator(".editor")).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.locator(".editor")).to_be_hidden()
    assert sent(page, "edit") == []


def test_a_boolean_is_a_checkbox(page: Page) -> None:
    cell(page, 1, IN_STOCK).dblclick()
    box = page.get_by_role("checkbox", name="in stock, row 2")
    expect(box).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(cell(page, 1, IN_STOCK)).to_have_text("true")
    assert sent(page, "edit") == [{"row": "r1", "column": "in_stock", "value": True}]


def test_a_duration_is_typed_as_it_is_written_with_its_sign_before_all_of_it(
    page: Page,
) -> None:
    page.evaluate(
        """() => {
            const columns = window.fake.get("columns");
            Object.assign(columns[6], { type: "duration", editor: "duration" });
            window.fake.edits.set("r1", new Map([[6, "-1 day, 23:59:59"]]));
            window.fake.update({ columns: [...columns] });
            window.fake.bump();
        }"""
    )
    expect(cell(page, 1, NOTE)).to_have_text("\u22121 s")
    cell(page, 1, NOTE).dblclick()
    box = page.locator(".edit-box")
    expect(box).to_have_value("-0:00:01")
    box.fill("1 day and a bit")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("A duration, like 1 day 02:03:04")
    box.fill("P1DT2H3M4S")
    page.keyboard.press("Enter")
    expect(page.locator(".editor")).to_be_hidden()
    assert sent(page, "edit") == [{"row": "r1", "column": "note", "value": "P1DT2H3M4S"}]


def test_what_is_no_value_stays_in_the_box_with_the_reason(page: Page) -> None:
    edit(page, 1, PRICE, "much")
    box = page.locator(".edit-box")
    expect(page.get_by_role("alert").first).to_have_text("Digits and a point, like 1200.5")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_value("much")
    expect(box).to_be_focused()
    assert sent(page, "edit") == []
    box.fill("7")
    expect(box).not_to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Enter")
    expect(cell(page, 1, PRICE)).to_have_text("7")


def test_a_value_that_python_refuses_stays_in_the_box_with_the_reason(page: Page) -> None:
    deny(page, "price")
    edit(page, 1, PRICE, "7")
    expect(page.locator(".edit-problem")).to_have_text("is taken")
    expect(page.locator(".edit-box")).to_have_value("7")
    expect(page.locator(".edit-box")).to_be_focused()
    page.keyboard.press("Escape")
    expect(cell(page, 1, PRICE)).to_have_text("9.75")


def test_a_text_keeps_its_lines_and_its_markup_stays_text(page: Page) -> None:
    cell(page, 3, NOTE).dblclick()
    box = page.locator(".edit-box")
    expect(box).to_have_value("two\nlines")
    box.press("End")
    box.press("Control+End")
    box.press("Shift+Enter")
    box.press_sequentially("<img src=x onerror=window.pwned=1>")
    page.keyboard.press("Enter")
    (told,) = sent(page, "edit")
    assert told["value"] == "two\nlines\n<img src=x onerror=window.pwned=1>"
    expect(cell(page, 3, NOTE)).to_have_text("two↵lines↵<img src=x onerror=window.pwned=1>")
    assert page.evaluate("() => window.pwned") is None


def test_a_click_elsewhere_commits(page: Page) -> None:
    cell(page, 1, PRICE).dblclick()
    page.locator(".edit-box").fill("3.5")
    cell(page, 4, NAME).click()
    expect(page.locator(".editor")).to_be_hidden()
    assert [m["value"] for m in sent(page, "edit")] == ["3.5"]
    expect(cell(page, 4, NAME)).to_have_id("active")


def test_delete_makes_a_cell_null_where_it_may_be(page: Page) -> None:
    cell(page, 1, PRICE).click()
    page.keyboard.press("Delete")
    expect(cell(page, 1, PRICE)).to_have_text("null")
    cell(page, 1, NAME).click()
    page.keyboard.press("Backspace")
    expect(page.locator(".live")).to_have_text("name can not be empty.")
    assert sent(page, "edit") == [{"row": "r1", "column": "price", "value": None}]


def test_read_only_cells_say_why(page: Page) -> None:
    for column, why in ((ID, "it is the id of the row"), (SIZE, "can not be typed")):
        cell(page, 1, column).dblclick()
        expect(page.locator(".editor")).to_be_hidden()
        expect(page.locator(".live")).to_contain_text(why)
        expect(cell(page, 1, column)).to_have_attribute("aria-readonly", "true")
    expect(cell(page, 1, NAME)).not_to_have_attribute("aria-readonly", "true")


def test_what_is_not_done_is_seen_for_a_while_and_makes_room_for_a_problem(page: Page) -> None:
    news = page.locator(".news")
    cell(page, 1, NAME).click()
    page.keyboard.press("Delete")
    expect(news).to_have_text("name can not be empty.")
    page.keyboard.press("Home")
    page.keyboard.press("F2")
    expect(news).to_have_text("id is read-only: it is the id of the row.")
    expect(page.locator(".live")).to_have_text("id is read-only: it is the id of the row.")
    expect(page.locator(".foot")).to_have_attribute("data-mood", "good")
    page.evaluate("() => window.fake.status({ error: { message: 'No answer.' } })")
    expect(news).to_have_text("No answer.")
    page.evaluate("() => window.fake.status({ error: null })")
    expect(news).to_have_text("id is read-only: it is the id of the row.")
    expect(news).to_be_empty(timeout=20_000)


def test_a_source_that_sorts_by_one_column_says_so_to_who_adds_one(open_grid: Open) -> None:
    page = open_grid()
    page.evaluate(
        "() => window.fake.update({can: {...window.fake.get('can'), order_many: false}})"
    )
    page.locator(".th").nth(2).click(modifiers=["Shift"])
    expect(page.locator(".news")).to_have_text("The source sorts by one column only.")


def test_rows_of_a_read_only_set_offer_no_change(open_grid: Open) -> None:
    page = open_grid()
    cell(page, 1, NAME).dblclick()
    expect(page.locator(".editor")).to_be_hidden()
    expect(page.locator(".grid")).to_have_attribute("aria-readonly", "true")
    page.locator(".layer .gutter").first.click()
    for name in ("Add row", "Delete row"):
        expect(page.get_by_role("button", name=name)).to_be_hidden()
    page.keyboard.press("Delete")
    assert sent(page, "edit", "delete", "insert") == []


def test_the_box_follows_its_row_wherever_it_goes(page: Page) -> None:
    cell(page, 3, PRICE).dblclick()
    page.locator(".edit-box").fill("55")
    page.locator(".grid").evaluate("(grid) => { grid.scrollTop = 56 }")
    page.wait_for_timeout(200)
    box, under = page.locator(".editor").bounding_box(), cell(page, 3, PRICE).bounding_box()
    assert box is not None
    assert under is not None
    assert (box["x"], box["y"]) == pytest.approx((under["x"], under["y"]), abs=1)
    page.locator(".grid").evaluate("(grid) => { grid.scrollTop = 5600 }")
    page.wait_for_timeout(300)
    page.locator(".edit-box").press("Enter")
    expect(page.locator(".editor")).to_be_hidden()
    assert sent(page, "edit") == [{"row": "r3", "column": "price", "value": "55"}]


def test_a_change_on_its_way_marks_its_cell_only(page: Page) -> None:
    page.evaluate("() => { window.fake.rejection = 'never' }")
    edit(page, 1, PRICE, "7")
    expect(cell(page, 1, PRICE)).to_have_attribute("data-mark", "pending")
    expect(cell(page, 1, NAME)).not_to_have_attribute("data-mark", "pending")
    expect(cell(page, 1, PRICE)).to_have_attribute("title", "Your change is on its way")
    expect(page.locator(".pending")).to_have_text("1 pending")
    expect(page.locator(".failed")).to_be_hidden()


def refuse(page: Page, reason: str = "too cheap") -> None:
    page.evaluate("(reason) => { window.fake.rejection = reason }", reason)


def test_a_refused_change_reverts_and_says_why_at_its_cell(page: Page) -> None:
    refuse(page)
    edit(page, 1, PRICE, "7")
    marked = cell(page, 1, PRICE)
    expect(marked).to_have_attribute("data-mark", "failed")
    expect(marked).to_have_text("9.75")
    expect(marked).to_have_attribute("aria-invalid", "true")
    expect(marked).to_have_attribute("title", "Your change was not accepted: too cheap")
    expect(page.locator(".live")).to_have_text("Not accepted: price → 7. too cheap")
    note = page.get_by_role("group", name="Change that was not accepted")
    expect(note).to_contain_text("too cheap")
    note.get_by_role("button", name="Retry").click()
    assert sent(page, "retry") == [{"number": 1}]
    expect(note).to_be_hidden()
    expect(marked).not_to_have_attribute("data-mark", "failed")


def test_the_status_line_lists_refused_changes_until_they_are_decided(page: Page) -> None:
    refuse(page)
    edit(page, 1, PRICE, "7")
    expect(page.get_by_role("button", name="1 failed")).to_be_visible()
    edit(page, 4, NAME, "Carpet")
    opener = page.get_by_role("button", name="2 failed")
    opener.click()
    listed = page.get_by_role("dialog", name="2 changes were not accepted")
    expect(listed.get_by_role("listitem")).to_have_count(2)
    expect(listed.get_by_role("listitem").first).to_contain_text("name → Carpet")
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()
    expect(opener).to_be_focused()
    opener.press("Enter")
    listed.get_by_role("button", name="Discard name → Carpet, id r4").click()
    listed = page.get_by_role("dialog", name="1 change was not accepted")
    expect(listed.get_by_role("button", name="Retry")).to_be_focused()
    listed.get_by_role("button", name="Discard").click()
    expect(listed).to_be_hidden()
    assert focused(page) == "grid"
    assert sent(page, "discard") == [{"number": 2}, {"number": 1}]
    expect(page.locator(".failed")).to_be_hidden()


def underway(number: int, row: str | None, change: str, state: str) -> dict[str, Any]:
    return {"number": number, "row": row, "fields": ["price"], "change": change, "state": state}


WAITS: dict[str, Any] = {
    "pending": 3, "failures": 0, "failed": [], "undo": 0,
    "blocked": {"message": "The shop does not answer", "hint": "It is tried again."},
    "underway": [
        underway(4, "r1", "price → 7", "sending"), underway(5, "r2", "price → 8", "queued"),
        underway(6, None, "new row", "queued"),
    ],
}  # fmt: skip


def waits(page: Page, **told: Any) -> None:
    page.evaluate("(writes) => window.fake.update({writes})", {**WAITS, **told})


def test_changes_on_their_way_are_listed_and_withdrawn_as_long_as_they_are_not_sent(
    page: Page,
) -> None:
    waits(page)
    opener = page.get_by_role("button", name="3 pending")
    opener.click()
    listed = page.get_by_role("dialog", name="3 changes are on their way")
    expect(listed).to_contain_text("The shop does not answer. It is tried again.")
    expect(listed.get_by_role("listitem").first).to_contain_text("sending")
    assert listed.get_by_role("button", name="Discard price → 7, id r1").count() == 0
    second = listed.get_by_role("button", name="Discard price → 8, id r2")
    expect(second).to_be_focused()
    second.press("Enter")
    assert sent(page, "discard") == [{"number": 5}]
    waits(page, pending=2, underway=[WAITS["underway"][0], WAITS["underway"][2]])
    listed = page.get_by_role("dialog", name="2 changes are on their way")
    expect(listed).to_be_focused()  # never on the button of a change that nobody chose
    listed.get_by_role("button", name="Discard all").click()
    listed.get_by_role("button", name="Really discard?").click()
    assert sent(page, "withdraw_all") == [{}]
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()
    expect(page.get_by_role("button", name="2 pending")).to_be_focused()
    page.get_by_role("button", name="2 pending").press("Enter")
    waits(page, pending=0, underway=[], blocked=None)
    expect(listed).to_be_hidden()
    assert focused(page) == "grid"


def test_a_cell_whose_change_can_not_be_sent_says_so_and_offers_to_discard_it(
    page: Page,
) -> None:
    waits(page)
    note = page.get_by_role("group", name="Change that is not sent yet")
    cell(page, 1, PRICE).click()
    expect(cell(page, 1, PRICE)).to_have_id("active")
    expect(note).to_be_hidden()
    cell(page, 2, PRICE).click()
    expect(note).to_contain_text("Not sent yet: The shop does not answer")
    note.get_by_role("button", name="Discard price → 8, id r2").click()
    assert sent(page, "discard") == [{"number": 5}]
    waits(page, blocked=None)
    expect(note).to_be_hidden()


def test_all_refused_changes_are_decided_at_once_also_those_that_are_not_listed(
    page: Page,
) -> None:
    change = {"fields": ["price"], "change": "price → 1", "message": "too low", "hint": ""}
    failed = [{"number": n, "row": f"r{n}", **change} for n in range(10, 30)]
    told = {"pending": 0, "failures": 30, "failed": failed, "undo": 0}
    page.evaluate("(writes) => window.fake.update({writes})", told)
    page.get_by_role("button", name="30 failed").click()
    listed = page.get_by_role("dialog", name="30 changes were not accepted")
    expect(listed).to_contain_text("and 10 earlier ones")
    listed.get_by_role("button", name="Discard all").click()
    sure = listed.get_by_role("button", name="Really discard?")
    expect(sure).to_be_focused()
    assert sent(page, "discard_all") == []
    page.keyboard.press("Shift+Tab")
    expect(sure).to_be_hidden()
    listed.get_by_role("button", name="Retry all").click()
    expect(listed).to_be_hidden()
    assert sent(page, "retry_all") == [{}]
    page.evaluate("(writes) => window.fake.update({writes})", told)
    page.get_by_role("button", name="30 failed").click()
    listed.get_by_role("button", name="Discard all").click()
    sure.press("Enter")
    expect(listed).to_be_hidden()
    assert sent(page, "discard_all") == [{}]
    one = {**told, "failures": 1, "failed": failed[:1]}
    page.evaluate("(writes) => window.fake.update({writes})", one)
    page.get_by_role("button", name="1 failed").click()
    expect(page.get_by_role("button", name="Retry all")).to_be_hidden()


def test_selected_rows_are_deleted_and_brought_back(page: Page) -> None:
    button = page.get_by_role("button", name="Delete")
    expect(button).to_be_hidden()
    page.locator(".layer .gutter").nth(1).click()
    page.locator(".layer .gutter").nth(3).click()
    expect(button).to_have_text("Delete 2 rows")
    button.click()
    assert len(sent(page, "delete")[0]["rows"]) == 2
    expect(button).to_be_hidden()
    expect(page.locator(".live")).to_have_text("2 rows deleted.")
    assert focused(page) == "grid"
    page.get_by_role("button", name="Undo").click()
    assert sent(page, "undo") == [{}]
    expect(page.get_by_role("button", name="Undo")).to_be_hidden()


def test_a_new_row_is_filled_in_checked_and_sent(page: Page) -> None:
    page.get_by_role("button", name="Add row").click()
    form = page.get_by_role("form", name="New row")
    expect(form.get_by_label("id")).to_be_focused()
    expect(form.get_by_label("size")).to_have_count(0)
    form.get_by_label("price").fill("much")
    form.get_by_role("button", name="Save row").click()
    expect(form).to_contain_text("A value is needed")
    expect(form).to_contain_text("Digits and a point")
    assert sent(page, "insert") == []
    form.get_by_label("name").fill("Stool")
    form.get_by_label("price").fill("12.5")
    form.get_by_label("in stock").select_option("true")
    form.get_by_label("price").press("Enter")
    expect(form).to_be_hidden()
    record = {"name": "Stool", "price": "12.5", "in_stock": True}
    assert sent(page, "insert") == [{"record": record}]
    expect(page.locator(".live")).to_have_text("Row added: row 1\u202f001.")
    assert focused(page) == "grid"
    expect(page.locator('.layer [aria-rowindex="1002"] #active')).to_be_in_viewport()


def test_a_new_row_that_has_no_place_here_is_told_of(page: Page) -> None:
    page.evaluate("() => { window.fake.unplaced = 'A filter leaves it out.' }")
    page.get_by_role("button", name="Add row").click()
    form = page.get_by_role("form", name="New row")
    form.get_by_label("name").fill("Stool")
    form.get_by_label("name").press("Enter")
    expect(form).to_be_hidden()
    expect(page.locator(".news")).to_have_text("A filter leaves it out.")
    expect(page.locator('.layer [aria-rowindex="2"]')).to_be_in_viewport()


def test_who_edits_already_is_not_taken_to_a_new_row(page: Page) -> None:
    page.get_by_role("button", name="Add row").click()
    form = page.get_by_role("form", name="New row")
    form.get_by_label("name").fill("Stool")
    page.evaluate("() => { window.fake.placing = new Promise((r) => { window.place = r; }) }")
    form.get_by_label("name").press("Enter")
    cell(page, 1, PRICE).dblclick()
    page.evaluate("() => window.place()")
    expect(page.locator(".news")).to_have_text("The new row is row 1\u202f001.")
    expect(page.locator(".edit-box")).to_be_focused()


def test_a_new_row_that_python_refuses_keeps_what_was_filled_in(page: Page) -> None:
    deny(page, "id")
    page.get_by_role("button", name="Add row").click()
    form = page.get_by_role("form", name="New row")
    form.get_by_label("id").fill("7")
    form.get_by_label("name").fill("Stool")
    form.get_by_role("button", name="Save row").click()
    expect(form).to_contain_text("is taken")
    expect(form.get_by_label("name")).to_have_value("Stool")
    form.get_by_label("name").press("Escape")
    expect(form).to_be_hidden()


def test_without_a_kernel_a_change_is_refused_and_kept_in_the_box(page: Page) -> None:
    cell(page, 1, PRICE).dblclick()
    page.evaluate("() => { window.fake.dead = true }")
    page.locator(".edit-box").fill("7")
    page.keyboard.press("Enter")
    expect(page.locator(".edit-problem")).to_contain_text("The kernel is gone")
    expect(page.locator(".edit-box")).to_have_value("7")


def test_the_shortened_texts_of_a_snapshot_are_never_edited(open_grid: Open) -> None:
    page = open_grid(start="snapshot", editable=1, wait=False)
    expect(cell(page, 505, NAME)).to_have_text("name 505")
    cell(page, 505, NAME).dblclick()
    page.keyboard.press("F2")
    page.keyboard.press("Delete")
    expect(page.locator(".editor")).to_be_hidden()
    assert sent(page, "edit") == []


def test_keys_typed_into_a_box_do_not_reach_the_notebook(page: Page) -> None:
    page.evaluate(
        """() => {
          window.keys = [];
          addEventListener("keydown", (event) => window.keys.push(event.key));
        }"""
    )
    cell(page, 1, NAME).dblclick()
    page.keyboard.type("dd")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add row").click()
    page.keyboard.type("5")
    page.keyboard.press("Escape")
    assert page.evaluate("() => window.keys") == []


def test_a_text_that_was_cut_short_to_fit_its_message_is_not_edited(page: Page) -> None:
    page.evaluate(
        """() => {
            window.fake.cut = 60;
            window.fake.edits.set("r1", new Map([[6, "x".repeat(60)]]));
            window.fake.edits.set("r2", new Map([[6, "y".repeat(59)]]));
            window.fake.bump();
        }"""
    )
    expect(cell(page, 1, NOTE)).to_have_text("x" * 60)
    cell(page, 1, NOTE).click()
    page.keyboard.press("F2")
    expect(page.locator(".live")).to_have_text("This text is too long to be edited here.")
    expect(page.locator(".editor")).to_be_hidden()
    cell(page, 2, NOTE).click()
    page.keyboard.press("F2")
    expect(page.locator(".edit-box")).to_have_value("y" * 59)


def test_a_text_keeps_the_ends_of_its_lines_whether_it_is_left_or_edited(page: Page) -> None:
    page.evaluate(
        """() => {
            window.fake.edits.set("r1", new Map([[6, "a\\r\\nb"]]));
            window.fake.edits.set("r2", new Map([[6, "a\\nb"]]));
            window.fake.bump();
        }"""
    )
    expect(cell(page, 2, NOTE)).to_have_text("a↵b")
    cell(page, 1, NOTE).dblclick()
    expect(page.locator(".edit-box")).to_have_value("a\nb")
    page.keyboard.press("Enter")
    expect(page.locator(".editor")).to_be_hidden()
    assert sent(page, "edit") == []
    edit(page, 1, NOTE, "a\nb\nc")
    edit(page, 2, NOTE, "a\nb\nc")
    expect(page.locator(".editor")).to_be_hidden()
    assert [m["value"] for m in sent(page, "edit")] == ["a\r\nb\r\nc", "a\nb\nc"]
