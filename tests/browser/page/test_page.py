"""The grid in a real browser, without a notebook: what shows, what is sent, what stays text."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.chromium import FLAGS, find

pytestmark = pytest.mark.browser

Open = Callable[..., Page]

# Every painted row: its number, where it stands in the view, its texts by column.
PAINTED = """() => {
  const root = document.querySelector(".diorama-grid").shadowRoot;
  const layer = root.querySelector(".layer").getBoundingClientRect();
  const rows = [...root.querySelectorAll(".layer .row")].filter((row) => !row.hidden);
  return rows.map((row) => {
    const box = row.getBoundingClientRect();
    const cells = [...row.querySelectorAll(".cell")].map((c) => [c.ariaColIndex - 1, c]);
    return {
      index: row.ariaRowIndex - 2, top: box.top - layer.top, bottom: box.bottom - layer.top,
      view: layer.height, status: row.dataset.status,
      texts: Object.fromEntries(cells.map(([i, c]) => [i, c.textContent])),
      bones: cells.filter(([, c]) => row.ariaBusy || c.ariaBusy).length,
    };
  }).filter((row) => row.bottom > 0 && row.top < layer.height)
    .sort((a, b) => a.index - b.index);
}"""
RIGHT = f"""() => {{
  const rows = ({PAINTED})();
  const right = (row) => row.bones === 0 && row.texts[0] === String(row.index);
  return rows.length > 5 && rows.every(right);
}}"""

SCROLLED = """(grid, top) => new Promise((done) => {
  const before = grid.scrollTop;
  grid.scrollTop = top;
  if (grid.scrollTop === before) done();
  else grid.addEventListener("scroll", () => done(), { once: true });
  setTimeout(done, 10000);
})"""


def painted(page: Page) -> list[dict[str, Any]]:
    return page.evaluate(PAINTED)


def wait_right(page: Page) -> list[dict[str, Any]]:
    """Wait until every row on show has its own values (column 0 holds the row's number)."""
    page.wait_for_function(RIGHT)
    return painted(page)


def scroll_to(page: Page, top: float) -> None:
    """Scroll, and let the grid hear of it: until then the rows of before are right."""
    page.locator(".grid").evaluate(SCROLLED, top)


def sent(page: Page, kind: str) -> list[dict[str, Any]]:
    return [m for m in page.evaluate("() => window.fake.sent") if m["kind"] == kind]


def wheel(page: Page, delta: float, times: int) -> None:
    page.locator(".grid").hover()
    for _ in range(times):
        page.mouse.wheel(0, delta)


# Longer than any rest of the grid itself, counted in frames too: a busy machine paints few.
SETTLED = """() => new Promise((done, failed) => {
    const root = document.querySelector(".diorama-grid").shadowRoot;
    const began = performance.now();
    let since = 0;
    let frames = 0;
    let last = "";
    const again = () => { since = performance.now(); frames = 0; };
    // How long ago the rows were read is told anew each second.
    const aged = ({ target: at }) => (at.closest ? at : at.parentElement)?.closest(".facts");
    const changes = new MutationObserver((seen) => {
        const other = seen.find((one) => !aged(one));
        if (!other) return;
        last = `${other.type} of ${other.target.className || other.target.nodeName}`;
        again();
    });
    const all = { subtree: true, childList: true, attributes: true, characterData: true };
    changes.observe(root, all);
    root.addEventListener("scroll", again, true);
    const ends = ({ playState, effect }) =>
        playState === "running" && effect.getComputedTiming().endTime < Infinity;
    const look = () => {
        frames += 1;
        if (window.fake.underway > 0 || root.getAnimations().some(ends)) again();
        const rest = performance.now() - since;
        const still = rest >= 200 && (frames >= 8 || rest >= 2000);
        if (!still && performance.now() - began < 30_000) return next();
        changes.disconnect();
        root.removeEventListener("scroll", again, true);
        if (still) done();
        else failed(new Error(`the grid does not come to rest: ${last}`));
    };
    // A browser that paints nothing more must not hold a test up for ever.
    const next = () => {
        const stuck = setTimeout(() => { cancelAnimationFrame(frame); look(); }, 2000);
        const frame = requestAnimationFrame(() => { clearTimeout(stuck); look(); });
    };
    again();
    next();
})"""


def settle(page: Page) -> None:
    """Wait until nothing has been asked, painted or scrolled for a while."""
    page.evaluate(SETTLED)


def test_the_first_rows_show_without_gaps(open_grid: Open) -> None:
    rows = wait_right(open_grid())
    assert rows[0]["index"] == 0
    assert rows[0]["top"] == 0
    assert [row["index"] for row in rows] == list(range(len(rows)))
    assert rows[-1]["bottom"] >= rows[-1]["view"]
    for above, below in itertools.pairwise(rows):
        assert below["top"] == above["bottom"]


@pytest.mark.parametrize("scale", [1, 1.25, 2])
@pytest.mark.parametrize("total", [1000, 1_000_000, 10_000_000, 1_000_000_000])
def test_the_last_row_is_exact(open_grid: Open, total: int, scale: float) -> None:
    page = open_grid(total=total, scale=scale)
    scroll_to(page, 1e9)
    page.wait_for_function(f"() => ({PAINTED})().at(-1)?.index === {total - 1}")
    last = wait_right(page)[-1]
    assert last["bottom"] == pytest.approx(last["view"], abs=1)


@pytest.mark.parametrize("start", [0, 3_000_000])
def test_a_thousand_rows_of_wheel_move_exactly_a_thousand_rows(
    open_grid: Open, start: int
) -> None:
    page = open_grid(total=10_000_000)
    scroll_to(page, start)
    settle(page)
    before = wait_right(page)[0]
    wheel(page, 400, 70)
    settle(page)
    after = wait_right(page)[0]
    assert after["index"] - before["index"] == 1000
    assert after["top"] == before["top"]
    wheel(page, -400, 70)
    settle(page)
    assert wait_right(page)[0] == before


def test_resting_and_going_on_drifts_by_nothing(open_grid: Open) -> None:
    page = open_grid(total=10_000_000)
    scroll_to(page, 4_000_000)
    settle(page)
    before = wait_right(page)[0]["index"]
    for _ in range(5):
        wheel(page, 140, 10)
        settle(page)
    assert wait_right(page)[0]["index"] - before == 250


def test_jumps_show_the_right_rows(open_grid: Open) -> None:
    page = open_grid(total=10_000_000)
    for part in (0.5, 0.03, 0.97, 0.25, 0.75):
        scroll_to(page, 8_000_000 * part)
        wheel(page, 100, 1)
        index = wait_right(page)[0]["index"]
        assert index / 10_000_000 == pytest.approx(part, abs=0.06)


def test_a_total_that_grows_moves_nothing(open_grid: Open) -> None:
    page = open_grid(total=1_000_000)
    scroll_to(page, 4_000_000)
    settle(page)
    before = wait_right(page)[0]
    for total in (1_010_000, 1_050_000, 5_000_000):
        page.evaluate("(total) => window.fake.bump({ total })", total)
        settle(page)
    assert wait_right(page)[0] == before
    expect(page.locator(".grid")).to_have_attribute("aria-rowcount", "5000001")


def test_a_total_that_shrinks_ends_at_its_last_row(open_grid: Open) -> None:
    page = open_grid(total=10_000_000)
    scroll_to(page, 8_000_000)
    wait_right(page)
    page.evaluate("() => window.fake.bump({ total: 50 })")
    page.wait_for_function(f"() => ({PAINTED})().at(-1).index === 49")
    wait_right(page)


def test_the_first_rows_are_asked_for_once_and_before_the_page_is_laid_out(
    open_grid: Open,
) -> None:
    page = open_grid(total=100_000)
    wait_right(page)
    settle(page)
    (asked,) = sent(page, "set_viewport")
    assert asked["first"] == 0
    again = page.evaluate(
        """async () => {
            const { default: grid } = await import("/diorama_nb/static/grid.js");
            const begun = window.fake.sent.length;
            const el = document.createElement("div");
            const leave = grid.render({ model: window.fake, el });
            const kinds = window.fake.sent.slice(begun).map(({ kind }) => kind);
            leave();
            return kinds;
        }"""
    )
    assert "set_viewport" in again


def test_few_viewports_are_sent_for_a_long_scroll(open_grid: Open) -> None:
    page = open_grid(total=100_000)
    wait_right(page)
    before = len(sent(page, "set_viewport"))
    wheel(page, 100, 100)
    settle(page)
    wait_right(page)
    asked = sent(page, "set_viewport")
    assert 1 <= len(asked) - before <= 60
    assert len({m["id"] for m in asked}) == 1
    numbers = [m["seq"] for m in asked]
    assert numbers == sorted(set(numbers))
    assert all(
        m["v"] == 1 and 0 <= m["first"] < m["last"] and m["generation"] == 1 for m in asked
    )


def test_a_click_on_a_header_sorts_up_down_and_not_at_all(open_grid: Open) -> None:
    page = open_grid(total=1000)
    wait_right(page)
    header = page.get_by_role("columnheader", name="name")
    for state in ("ascending", "descending", "none"):
        header.click()
        expect(header).to_have_attribute("aria-sort", state)
        expect(page.locator(".frame")).to_have_attribute("data-waiting", "false")
        if state == "descending":
            page.wait_for_function(f"() => ({PAINTED})()[0].texts[0] === '999'")
    asked = [[(o["column"], o["descending"]) for o in m["by"]] for m in sent(page, "set_sort")]
    assert asked == [[("name", False)], [("name", True)], []]
    page.get_by_role("columnheader", name="size").click()
    assert len(sent(page, "set_sort")) == 3


def test_old_rows_stay_until_the_new_order_is_there(open_grid: Open) -> None:
    page = open_grid(total=1000)
    scroll_to(page, 5600)
    settle(page)
    before = wait_right(page)
    page.evaluate("() => { window.fake.deaf = true }")
    page.get_by_role("columnheader", name="price").click()
    settle(page)
    assert painted(page) == before
    assert page.locator(".layer").evaluate("(e) => getComputedStyle(e).opacity") == "0.45"


def test_a_search_waits_for_the_typing_to_rest(open_grid: Open) -> None:
    page = open_grid()
    box = page.get_by_role("searchbox")
    box.press_sequentially("cake", delay=20)
    assert sent(page, "set_search") == []
    page.wait_for_timeout(400)
    assert [m["text"] for m in sent(page, "set_search")] == ["cake"]
    expect(page.locator(".rows")).to_have_text("37 rows")
    box.fill("nothing")
    box.press("Enter")
    assert [m["text"] for m in sent(page, "set_search")] == ["cake", "nothing"]
    expect(page.get_by_text("No rows match")).to_be_visible()
    box.press("Escape")
    expect(page.locator(".rows")).to_have_text("1\u202f000 rows")
    wait_right(page)


def test_data_stays_text(open_grid: Open) -> None:
    page = open_grid(theme="dark")
    wait_right(page)
    scroll_to(page, 560)
    page.locator(".grid").evaluate("(grid) => { grid.scrollLeft = 1e4 }")
    settle(page)
    assert page.evaluate("() => window.pwned") is None
    root = 'document.querySelector(".diorama-grid").shadowRoot'
    assert (
        page.evaluate(f"() => {root}.querySelectorAll('img, script, .layer [onerror]').length")
        == 0
    )
    texts = [row["texts"]["6"] for row in wait_note(page)]
    assert '<img src=x onerror="window.pwned=1">' in texts
    assert "two↵lines" in texts


def wait_note(page: Page) -> list[dict[str, Any]]:
    page.wait_for_function(f"() => ({PAINTED})().every((row) => row.texts[6] !== undefined)")
    return painted(page)


def test_only_safe_addresses_are_links(open_grid: Open) -> None:
    page = open_grid()
    wait_right(page)
    link = page.locator(".layer a").first
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("title", "shop.example")
    assert page.locator(".layer a").evaluate_all(
        "(links) => links.every((a) => a.host === 'shop.example' && a.tabIndex === -1)"
    )


def test_the_grid_has_its_roles_and_numbers(open_grid: Open) -> None:
    page = open_grid(total=1000)
    wait_right(page)
    grid = page.get_by_role("grid", name="Products")
    expect(grid).to_have_attribute("aria-rowcount", "1001")
    expect(grid).to_have_attribute("aria-colcount", "9")
    first = page.get_by_role("row").nth(0)
    expect(first).to_have_attribute("aria-rowindex", "1")
    cell = page.locator('.layer [aria-rowindex="2"] [role=gridcell]').first
    expect(cell).to_have_attribute("aria-colindex", "1")
    expect(cell).to_have_text("0")
    assert page.locator('.frame [tabindex="0"]').count() == 1


def test_a_source_that_failed_before_its_first_row_neither_loads_nor_has_more(
    open_grid: Open,
) -> None:
    page = open_grid(start="unknown")
    page.evaluate("""() => window.fake.status({
        loaded: 0, load_state: "loading", error: { message: "No answer.", hint: null },
    })""")
    expect(page.locator(".foot .rows")).to_have_text("No rows yet")
    expect(page.get_by_role("button", name="Load more")).to_be_hidden()


def test_an_unknown_total_is_said_to_be_unknown(open_grid: Open) -> None:
    page = open_grid(start="unknown")
    wait_right(page)
    expect(page.locator(".grid")).to_have_attribute("aria-rowcount", "-1")
    expect(page.locator(".rows")).to_have_text("1\u202f200+ rows")
    page.get_by_role("button", name="Load more").click()
    assert len(sent(page, "load_more")) == 1


def test_the_keyboard_reaches_every_cell_and_leaves(open_grid: Open) -> None:
    page = open_grid(total=10_000_000)
    wait_right(page)
    grid = page.locator(".grid")
    grid.focus()
    active = page.locator("#active")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(active).to_have_attribute("aria-colindex", "2")
    expect(active.locator("xpath=..")).to_have_attribute("aria-rowindex", "3")
    expect(grid).to_have_attribute("aria-activedescendant", "active")
    page.keyboard.press("Control+End")
    expect(active.locator("xpath=..")).to_have_attribute("aria-rowindex", "10000001")
    expect(active).to_have_attribute("aria-colindex", "9")
    page.wait_for_function(f"() => ({PAINTED})().at(-1).index === 9999999")
    page.keyboard.press("Control+Home")
    assert wait_right(page)[0]["top"] == 0
    page.keyboard.press("PageDown")
    expect(active.locator("xpath=..")).not_to_have_attribute("aria-rowindex", "2")
    page.keyboard.press("Space")
    assert sent(page, "select")[-1]["ids"] == [f"r{int(row_of(page)) - 2}"]
    page.keyboard.press("Control+Home")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert sent(page, "set_sort")[-1]["by"][0]["column"] == "id"
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement === document.body")


def row_of(page: Page) -> str:
    return page.locator("#active").locator("xpath=..").get_attribute("aria-rowindex") or ""


def test_rows_on_their_way_are_bones_and_say_so(open_grid: Open) -> None:
    page = open_grid(total=1_000_000)
    wait_right(page)
    page.evaluate("() => { window.fake.deaf = true }")
    scroll_to(page, 4_000_000)
    settle(page)
    rows = painted(page)
    assert all(row["bones"] > 0 for row in rows)
    assert all(text == "" for row in rows for text in row["texts"].values())
    expect(page.locator(".layer .row:visible").first).to_have_attribute("aria-busy", "true")
    expect(page.locator(".bones")).to_be_visible()


BREATHING = """() => document.querySelector(".diorama-grid").shadowRoot
    .querySelector(".layer").getAnimations({ subtree: true }).length"""


def test_bones_breathe_as_one_and_are_gone_with_the_last(open_grid: Open) -> None:
    page = open_grid(total=1_000_000)
    wait_right(page)
    page.evaluate("() => { window.fake.deaf = true }")
    scroll_to(page, 4_000_000)
    page.wait_for_function(f"() => ({BREATHING})() > 0")
    assert page.evaluate(BREATHING) == 1, "each is a layer to a browser"
    page.evaluate("() => { window.fake.deaf = false }")
    scroll_to(page, 2_000_000)
    wait_right(page)
    expect(page.locator(".bones")).to_be_hidden()


HURRY = """() => {
    const later = setTimeout;
    window.setTimeout = (act, ms, ...more) => later(act, ms < 1000 ? ms : ms / 100, ...more);
}"""
"""What would take seconds takes a hundredth of them."""

GIVEN_UP = """() => {
    const asked = window.fake.sent.filter((m) => m.kind === "set_viewport");
    return asked.filter((m) => m.first === asked.at(-1).first).length === 5;
}"""
"""The same rows were asked for as often as they are by themselves."""


def test_a_kernel_that_answers_no_more_is_said_so_and_asked_anew_on_demand(
    open_grid: Open,
) -> None:
    page = open_grid(total=1_000_000)
    wait_right(page)
    page.evaluate(HURRY)
    page.evaluate("() => { window.fake.deaf = true; window.fake.sent.length = 0 }")
    scroll_to(page, 4_000_000)
    page.wait_for_function(GIVEN_UP)
    expect(page.locator(".news")).to_contain_text("No answer from the kernel")
    page.evaluate("() => { window.fake.deaf = false }")
    page.get_by_role("button", name="Retry").click()
    wait_right(page)
    expect(page.locator(".news")).to_be_empty()
    expect(page.get_by_role("button", name="Retry")).to_be_hidden()


def test_a_hidden_grid_keeps_its_place(open_grid: Open) -> None:
    page = open_grid(total=10_000_000)
    scroll_to(page, 3_000_000)
    settle(page)
    before = wait_right(page)
    stage = page.locator("#stage")
    stage.evaluate("(e) => { e.style.display = 'none' }")
    page.wait_for_timeout(100)
    page.evaluate("() => window.fake.bump()")
    page.wait_for_timeout(100)
    stage.evaluate("(e) => { e.style.display = '' }")
    settle(page)
    assert wait_right(page) == before


@pytest.mark.parametrize("pause", [0, 200])
def test_a_grid_moved_in_the_page_keeps_its_place(open_grid: Open, pause: int) -> None:
    page = open_grid(total=10_000_000)
    scroll_to(page, 3_000_000)
    settle(page)
    before = wait_right(page)
    page.evaluate(
        """async (pause) => {
          const stage = document.getElementById("stage");
          stage.remove();
          if (pause) await new Promise((done) => setTimeout(done, pause));
          document.body.append(stage);
        }""",
        pause,
    )
    settle(page)
    assert wait_right(page) == before
    wheel(page, 28, 10)
    settle(page)
    assert wait_right(page)[0]["index"] == before[0]["index"] + 10


def test_changed_values_show_without_asking(open_grid: Open) -> None:
    page = open_grid(total=1000)
    wait_right(page)
    settle(page)
    before = len(page.evaluate("() => window.fake.sent"))
    page.evaluate("() => window.fake.bumpWithRows('x')")
    settle(page)
    assert len(page.evaluate("() => window.fake.sent")) == before
    page.locator(".layer .gutter").first.click()
    assert sent(page, "select")[-1]["ids"][0].startswith("x")


def test_rows_kept_from_before_a_slow_sort_are_dimmed_until_the_new_order_is_there(
    open_grid: Open,
) -> None:
    traits = json.dumps({"sort": {"column": "name", "descending": True}})
    page = open_grid(start="snapshot", outdated=1, traits=traits, wait=False)
    expect(page.get_by_text("name 505", exact=True)).to_be_visible()
    expect(page.locator(".layer")).to_have_css("opacity", "0.45")
    expect(page.get_by_role("grid")).to_have_attribute("aria-busy", "true")
    page.evaluate("() => { window.fake.deaf = false; window.fake.status({ outdated: false }) }")
    page.evaluate("() => window.fake.bump()")
    expect(page.locator(".layer")).to_have_css("opacity", "1")
    expect(page.locator('.layer [aria-rowindex="507"] .cell').first).to_have_text("494")


@pytest.fixture(scope="module")
def with_scrollbars(playwright: Playwright) -> Iterator[Page]:
    """A page of a browser whose scrollbars take room; that of the other tests hides them."""
    path, hidden = find(), ["--hide-scrollbars"]
    browser = playwright.chromium.launch(
        executable_path=path, args=FLAGS, ignore_default_args=hidden
    )
    yield browser.new_page(viewport={"width": 700, "height": 500})
    browser.close()


@pytest.mark.parametrize(
    ("query", "rows"),
    [("total=1", 1), ("total=2&height=90", 2), ("height=90", 3), ("height=150&spreads=1", 3)],
)
def test_few_rows_never_scroll_and_three_show_whole_in_a_grid_however_low(
    with_scrollbars: Page, address: str, query: str, rows: int
) -> None:
    page = with_scrollbars
    page.goto(f"{address}/index.html?{query}")
    page.wait_for_selector(".layer .row:not([aria-busy]) .cell:not([aria-busy])")
    settle(page)
    scrolls, bar, whole = page.locator(".grid").evaluate(
        """grid => {
            const end = grid.getBoundingClientRect().top + grid.clientHeight;
            const rows = [...grid.querySelectorAll(".layer .row:not([hidden])")];
            const whole = rows.filter((row) => row.getBoundingClientRect().bottom <= end);
            const { clientHeight, offsetHeight, scrollHeight } = grid;
            return [scrollHeight > clientHeight, offsetHeight > clientHeight, whole.length];
        }"""
    )
    assert bar, "the columns are scrolled"
    assert (scrolls, whole) == (rows == 3, rows)


def test_without_a_kernel_the_last_viewport_shows(open_grid: Open) -> None:
    page = open_grid(start="snapshot", wait=False)
    expect(page.get_by_text("name 505", exact=True)).to_be_visible()
    page.evaluate("() => { window.fake.dead = true }")
    page.get_by_role("columnheader", name="name").click()
    expect(page.locator(".news")).to_have_text("disconnected \u2013 re-run the cell")
    expect(page.get_by_text("name 505", exact=True)).to_be_visible()
    expect(page.locator(".frame")).to_have_attribute("data-waiting", "false")


def test_an_error_offers_another_try(open_grid: Open) -> None:
    page = open_grid(start="error", wait=False)
    expect(page.locator(".notice-title")).to_have_text("The source did not answer (503).")
    page.get_by_role("button", name="Retry").click()
    assert len(sent(page, "retry")) == 1
    wait_right(page)


def test_a_column_is_dragged_wider_and_fitted_by_a_double_click(open_grid: Open) -> None:
    page = open_grid()
    wait_right(page)
    header = page.get_by_role("columnheader", name="name")
    edge = header.locator(".edge")
    before = header.bounding_box()
    grip = edge.bounding_box()
    assert before is not None
    assert grip is not None
    page.mouse.move(grip["x"] + 4, grip["y"] + 10)
    page.mouse.down()
    page.mouse.move(grip["x"] + 64, grip["y"] + 10)
    page.mouse.up()
    after = header.bounding_box()
    assert after is not None
    assert after["width"] == pytest.approx(before["width"] + 60, abs=1)
    cell = page.locator('.layer [aria-rowindex="2"] [aria-colindex="2"]').bounding_box()
    assert cell is not None
    assert cell["width"] == after["width"]
    edge.dblclick()
    fitted = header.bounding_box()
    assert fitted is not None
    assert 100 < fitted["width"] < after["width"]
    assert sent(page, "set_sort") == []


def test_a_closed_view_leaves_nothing_behind(open_grid: Open) -> None:
    page = open_grid()
    wait_right(page)
    page.evaluate("() => window.unmount()")
    assert page.evaluate("() => window.fake.listeners") == 0
    assert page.locator("#stage").evaluate("(stage) => stage.childElementCount") == 0
