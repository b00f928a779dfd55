"""Pushed changes in a real browser: cells flash, what is read stays, painting is bounded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page.test_page import painted, scroll_to, sent, settle, wait_right

pytestmark = pytest.mark.browser

Open = Callable[..., Page]

CHANGED = """() => [...document.querySelector(".diorama-grid").shadowRoot
    .querySelectorAll(".layer .row:not([hidden]) .cell.changed")]
    .map(c => [c.closest(".row").ariaRowIndex - 2, c.ariaColIndex - 1])"""
CHANGE = """([row, column, text]) => {
    const cells = window.fake.edits.get(row) ?? new Map();
    window.fake.edits.set(row, cells.set(column, text));
    window.fake.bump();
}"""
INSERT = "(rows) => window.fake.insertAbove(rows)"


def read(page: Page) -> list[tuple[str, int]]:
    """The numbers of the rows on show, each with where it stands."""
    return [(row["texts"].get("0", ""), round(row["top"])) for row in painted(page)]


def change(page: Page, row: str, column: int, text: str) -> None:
    page.evaluate(CHANGE, [row, column, text])


def test_a_changed_cell_flashes_once_and_no_other_does(open_grid: Open) -> None:
    page = open_grid()
    wait_right(page)
    change(page, "r3", 1, "Maple desk")
    page.wait_for_function(f"() => ({CHANGED})().length > 0")
    assert page.evaluate(CHANGED) == [[3, 1]]
    page.wait_for_function(f"() => ({CHANGED})().length === 0")
    page.evaluate("() => window.fake.bump()")
    expect(page.locator(".foot")).to_have_attribute("data-generation", "3")
    settle(page)
    assert page.evaluate(CHANGED) == [], "equal data flashes nothing"


def test_rows_that_are_only_scrolled_into_view_do_not_flash(open_grid: Open) -> None:
    page = open_grid()
    wait_right(page)
    change(page, "r100", 1, "Maple desk")
    scroll_to(page, 100 * 28)
    expect(page.get_by_text("Maple desk")).to_be_visible()
    assert page.evaluate(CHANGED) == []


def test_nothing_flashes_for_who_wants_less_motion(open_grid: Open) -> None:
    page = open_grid()
    page.emulate_media(reduced_motion="reduce")
    wait_right(page)
    page.evaluate(
        "() => { window.seen = 0; new MutationObserver(() => { window.seen += "
        "document.querySelector('.diorama-grid').shadowRoot.querySelectorAll('.changed').length;"
        "}).observe(document.querySelector('.diorama-grid').shadowRoot,"
        " {subtree: true, attributes: true, attributeFilter: ['class']}); }"
    )
    change(page, "r3", 1, "Maple desk")
    expect(page.get_by_text("Maple desk")).to_be_visible()
    settle(page)
    assert page.evaluate("() => window.seen") == 0


@pytest.mark.parametrize("total", [2000, 10_000_000])
def test_rows_that_come_and_go_above_move_nothing_that_is_read(
    open_grid: Open, total: int
) -> None:
    page = open_grid(total=total)
    scroll_to(page, 14_010 if total == 2000 else 4_000_000)
    settle(page)
    before = read(page)
    for rows in (3, 500, -200):
        page.evaluate(INSERT, rows)
        expect(page.locator(".grid")).to_have_attribute(
            "aria-rowcount", str(page.evaluate("() => window.fake.get('status').row_count") + 1)
        )
        settle(page)
        assert read(page) == before
        assert all(row["bones"] == 0 for row in painted(page))
    pill = page.locator(".pill[data-side=above]")
    expect(pill).to_have_text("303 new rows")
    pill.click()
    expect(pill).to_be_hidden()
    settle(page)
    assert read(page)[0][0] == "-303"


def test_who_reads_at_the_very_top_is_told_of_new_rows_and_taken_there_by_a_click(
    open_grid: Open,
) -> None:
    page = open_grid()
    before = [text for text, _ in read(page)]
    page.evaluate(INSERT, 1)
    expect(page.locator(".pill[data-side=above]")).to_have_text("1 new row")
    page.evaluate(INSERT, 2)
    expect(page.locator(".pill[data-side=above]")).to_have_text("3 new rows")
    assert [text for text, _ in read(page)] == before, "what is read stays"
    expect(page.locator("[role=status]")).to_have_text("New rows above.")
    page.locator(".pill[data-side=above]").click()
    expect(page.locator(".pill[data-side=above]")).to_be_hidden()
    settle(page)
    assert [text for text, _ in read(page)][:4] == ["-3", "-2", "-1", "0"]
    assert all(row["bones"] == 0 for row in painted(page)[:4])


def test_who_reads_the_end_is_told_of_rows_behind_it_and_taken_there_by_a_click(
    open_grid: Open,
) -> None:
    page = open_grid()
    pill = page.locator(".pill[data-side=below]")
    grow = "(total) => window.fake.bump({ total })"
    page.evaluate(grow, 1005)
    expect(page.locator(".rows")).to_have_text("1\u202f005 rows")
    settle(page)
    expect(pill).to_be_hidden()  # who reads elsewhere did not wait for them
    scroll_to(page, 99_999)
    settle(page)
    before = read(page)
    page.evaluate(grow, 1006)
    expect(pill).to_have_text("1 new row below")
    page.evaluate(grow, 1008)
    expect(pill).to_have_text("3 new rows below")
    expect(page.locator("[role=status]")).to_have_text("New rows below.")
    settle(page)
    assert read(page) == before, "what is read stays"
    page.evaluate(INSERT, 4)
    expect(page.locator(".pill[data-side=above]")).to_have_text("4 new rows")
    settle(page)
    expect(pill).to_have_text("3 new rows below")
    pill.click()
    expect(pill).to_be_hidden()
    settle(page)
    assert read(page)[-1][0] == "1007"


def test_the_active_cell_stays_on_its_row(open_grid: Open) -> None:
    page = open_grid()
    page.locator('.layer [aria-rowindex="6"] [aria-colindex="1"]').click()
    page.evaluate(INSERT, 3)
    expect(page.locator(".pill[data-side=above]")).to_be_visible()
    expect(page.locator(".layer #active")).to_have_text("4")


def test_a_storm_of_changes_is_painted_at_a_bounded_rate_and_ends_right(
    open_grid: Open,
) -> None:
    page = open_grid()
    wait_right(page)
    page.evaluate(
        """() => new Promise((done) => {
            window.paints = 0;
            const root = document.querySelector(".diorama-grid").shadowRoot;
            new MutationObserver(() => { window.paints += 1; }).observe(
                root.querySelector(".layer"),
                { subtree: true, childList: true, characterData: true },
            );
            window.started = performance.now();
            let left = 150;
            const timer = setInterval(() => {
                for (let row = 0; row < 12; row += 1)
                    window.fake.edits.set(`r${row}`,
                        new Map([1, 4, 6].map(c => [c, `value ${left}`])));
                window.fake.bump();
                left -= 1;
                if (left === 0) { clearInterval(timer); done(); }
            }, 10);
        })"""
    )
    expect(page.locator('.layer [aria-rowindex="2"] [aria-colindex="2"]')).to_have_text(
        "value 1"
    )
    seconds, paints = page.evaluate(
        "() => [(performance.now() - window.started) / 1000, window.paints]"
    )
    assert paints <= 20 * seconds + 12, "at most 20 a second, once it is known how much changes"


def test_rows_come_as_lists_where_the_host_delivers_no_buffers(open_grid: Open) -> None:
    page = open_grid(wait=False, drops="buffers")
    rows = wait_right(page)
    assert rows[0]["texts"]["1"] == "Walnut desk"
    asked = [m.get("encoding") for m in sent(page, "set_viewport")]
    assert asked[0] is None
    assert asked[-1] == "json"
    scroll_to(page, 5600)
    assert wait_right(page)[0]["index"] == 200
    page.evaluate("() => window.fake.bump({ base: 'x' })")
    expect(page.locator(".foot")).to_have_attribute("data-generation", "2")
    wait_right(page)
    change(page, "x205", 1, "Maple desk")
    expect(page.get_by_text("Maple desk")).to_be_visible()


MALFORMED: list[dict[str, Any]] = [
    {"ids": "r0", "status": [], "cells": []},
    {"ids": ["r0"], "status": ["Fresh"], "cells": [7]},
    {"ids": [{}], "status": [7], "cells": [[{"toString": 1}], [None]]},
    {"shift": "much", "ids": [], "status": [], "cells": []},
    {"shift": 1e300, "ids": [], "status": [], "cells": []},
    {"first": -1, "ids": [], "status": [], "cells": []},
    {"marks": [{"row": 1}, None, "x"], "ids": ["r0"], "status": ["Fresh"], "cells": [["a"]]},
]


def test_malformed_rows_break_nothing(open_grid: Open) -> None:
    page = open_grid()
    before = read(page)
    for body in MALFORMED:
        told = {"v": 1, "kind": "rows", "id": None, "seq": None, "first": 0, "count": 1}
        page.evaluate("(m) => window.fake.reply(m)", {**told, "generation": 0, **body})
    settle(page)
    assert [text for text, _ in read(page)] == [text for text, _ in before]
