"""The Python side of the grid: it obeys few messages, believes none, tells what it knows."""

import asyncio
import gc
import logging
from pathlib import Path

import ipywidgets
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import diorama_nb as dn
from diorama_nb.errors import SourceUnavailable, SpecError
from diorama_nb.query import Query
from diorama_nb.testing import FakeSource
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.columns import Column
from diorama_nb.vista.description import Description
from diorama_nb.vista.source import Page as Answer
from diorama_nb.vista.source import Source
from diorama_nb.widgets.grid import Grid
from diorama_nb.widgets.views import MAX_VIEWS
from tests.widgets.conftest import Page, wait_until

CANARY = "canary-51f0"
ESM = Path(dn.__file__).parent / "static" / "grid.js"


@pytest.fixture
def grid(shop):
    made = Grid(shop)
    yield made
    made.close()


@pytest.fixture
def page(grid):
    return Page(grid)


def rows_of(message):
    content, buffers = message
    return content, pa.ipc.open_stream(buffers[0]).read_all().to_pydict()


def last_rows(grid):
    return rows_of(grid.comm.messages("rows")[-1])


# --- what it answers -----------------------------------------------------------------------


def test_a_viewport_is_answered_with_its_rows_and_the_generation_they_are_of(grid, page):
    seq = page.say("set_viewport", first=100, last=110, generation=1)
    content, rows = last_rows(grid)
    assert content == {
        "v": 1, "kind": "rows", "id": "view", "seq": seq, "first": 100, "count": 10,
        "generation": grid.scenery.generation, "cut": 1000,
    }  # fmt: skip
    assert rows["id"] == [str(n) for n in range(100, 110)]
    assert rows["status"] == ["Fresh"] * 10
    names = [column["name"] for column in grid.columns]
    assert rows[f"c{names.index('name')}"][0] == "item 100"


def test_a_viewport_past_the_end_is_answered_with_what_is_there(grid, page):
    page.say("set_viewport", first=295, last=330, generation=1)
    content, rows = last_rows(grid)
    assert (content["first"], content["count"]) == (295, 5)
    assert rows["id"] == [str(n) for n in range(295, 300)]


def test_a_message_older_than_the_newest_is_ignored(grid, page):
    page.say("set_viewport", first=10, last=20, generation=1)
    page.seq = 0
    page.say("set_viewport", first=200, last=210, generation=1)
    assert len(grid.comm.messages("rows")) == 1
    other = Page(grid, "other")
    other.say("set_viewport", first=30, last=40, generation=1)
    assert last_rows(grid)[0]["id"] == "other", "each view counts for itself"


def test_a_viewport_that_is_overtaken_by_a_message_of_another_kind_is_answered(grid, page):
    page.seq = 1
    page.say("summarise", columns=[0])
    page.seq = 0
    page.say("set_viewport", first=200, last=210, generation=1)
    assert last_rows(grid)[0]["first"] == 200


def test_new_rows_are_pushed_to_every_view_with_their_generation(grid, page, shop):
    other = Page(grid, "other")
    page.say("set_viewport", first=0, last=5, generation=1)
    other.say("set_viewport", first=2, last=6, generation=1)
    before = grid.scenery.generation
    dn.run(shop.patched("3", {"id": 3, "name": "changed", "price": 1.0, "stock": 1}))
    wait_until(lambda: grid.status["generation"] > before)
    page.pause()
    pushed = [rows_of(m) for m in grid.comm.messages("rows") if m[0]["seq"] is None][-2:]
    assert {content["id"] for content, _ in pushed} == {"view", "other"}
    for content, rows in pushed:
        assert content["generation"] == grid.scenery.generation == grid.status["generation"]
        assert "changed" in rows["c1"]


def test_views_that_were_left_behind_cost_nothing_for_ever(grid, shop):
    for number in range(3 * MAX_VIEWS):
        Page(grid, f"view {number}").say("set_viewport", first=0, last=5, generation=1)
    before, generation = len(grid.comm.messages("rows")), grid.scenery.generation
    dn.run(shop.patched("3", {"id": 3, "name": "changed", "price": 1.0, "stock": 1}))
    wait_until(lambda: grid.status["generation"] > generation)
    Page(grid).pause()
    pushed = grid.comm.messages("rows")[before:]
    assert len(pushed) == MAX_VIEWS
    assert pushed[-1][0]["id"] == f"view {3 * MAX_VIEWS - 1}"


def test_sort_search_and_selection_of_the_page_reach_python(grid, page):
    heard = []
    grid.observe(lambda change: heard.append((change["name"], change["new"])))
    page.say("set_sort", by=[{"column": "price", "descending": True}])
    wait_until(lambda: grid.sort == {"column": "price", "descending": True})
    prices = sorted((n * 37 % 101 / 2 for n in range(300)), reverse=True)
    wait_until(lambda: grid.scenery.row(0).record["price"] == prices[0])
    page.say("set_search", text="item 00")
    wait_until(lambda: grid.search == "item 00" and grid.status["row_count"] == 10)
    page.say("select", ids=["4", "7"])
    wait_until(lambda: grid.selection == ["4", "7"])
    names = {name for name, _ in heard}
    assert {"sort", "search", "selection", "status"} <= names
    page.say("set_sort", by=[])
    wait_until(lambda: grid.sort is None)


# --- what it refuses -----------------------------------------------------------------------

plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
anything = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=2)
    ),
    max_leaves=3,
)
KINDS = (
    "set_viewport", "set_sort", "set_search", "select", "refresh", "retry", "load_more",
    "open_ref", "back", "update", "set_state", "eval", "_esm",
)  # fmt: skip
nearly = st.fixed_dictionaries(
    {},
    optional={
        "v": st.just(1) | anything,
        "id": st.sampled_from(["view", "other", ""]) | anything,
        "seq": st.integers(-5, 2**60) | anything,
        "kind": st.sampled_from(KINDS) | anything,
        "first": st.integers(-5, 400) | anything,
        "last": st.integers(-5, 400) | anything,
        "generation": anything,
        "column": st.sampled_from(["price", "nosuch", None]) | anything,
        "descending": st.booleans() | anything,
        "text": st.text(max_size=20) | anything,
        "ids": st.lists(st.text(max_size=5), max_size=5) | anything,
        "_esm": st.just("alert(1)"),
        "height": st.integers(),
    },
)
FREE = {"selection", "sort", "search", "status", "snapshot", "can"}
"""What a message may change: the last three only tell what the scenery became."""


@pytest.mark.filterwarnings("error")
def test_a_thousand_messages_change_nothing_outside_the_allow_list(grid, page, caplog):
    caplog.set_level(logging.CRITICAL, "diorama")
    kept = {name: value for name, value in grid.get_state().items() if name not in FREE}
    troubles = []
    grid.scenery.loop.call_soon_threadsafe(
        grid.scenery.loop.set_exception_handler, lambda _, told: troubles.append(told)
    )

    @settings(
        max_examples=1000,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(nearly | anything)
    def throw(content):
        before = len(grid.comm.messages("error"))
        grid.comm.hear({"method": "custom", "content": content})
        for told, buffers in grid.comm.messages("error")[before:]:
            assert set(told) == {"v", "kind", "id", "seq", "message", "hint"}
            assert isinstance(told["message"], str)
            assert told["message"]
            assert isinstance(told["hint"], str)
            assert told["id"] is None or len(told["id"]) <= 64
            assert told["seq"] is None or isinstance(told["seq"], int)
            assert buffers == []

    throw()
    page.pause()
    state = {name: value for name, value in grid.get_state().items() if name not in FREE}
    assert state == kept
    assert grid._esm == ESM.read_text()
    assert len(grid.comm.messages("error")) > 300, "most of it is nonsense, and is answered"
    assert troubles == []
    page.view = "afterwards"
    page.say("set_sort", by=[])
    page.say("set_search", text="")
    wait_until(lambda: grid.status["row_count"] == 300)
    page.say("set_viewport", first=5, last=6, generation=1)
    assert last_rows(grid)[1]["id"] == ["5"], "it still works"


@pytest.mark.parametrize(
    "content",
    [
        None, [], "set_viewport", {}, {"v": 2, "id": "a", "seq": 1, "kind": "refresh"},
        {"v": 1, "id": "a", "seq": 1, "kind": "set_state", "state": {}},
        {"v": 1, "id": "a", "seq": 1, "kind": "set_viewport", "first": 0, "last": 10**9},
        {"v": 1, "id": "a", "seq": 1, "kind": "set_viewport", "first": 9, "last": 3},
        {"v": 1, "id": "a", "seq": True, "kind": "refresh"},
        {"v": 1, "id": "a" * 65, "seq": 1, "kind": "refresh"},
        {"v": 1, "id": {"x": "y" * 10**6}, "seq": [1] * 10**5, "kind": "refresh"},
        {"v": 1, "id": "a", "seq": 1, "kind": "select", "ids": [["nested"]]},
    ],
)  # fmt: skip
def test_a_malformed_message_gets_one_typed_error_and_does_nothing(grid, page, content):
    page.raw(content)
    ((told, _),) = grid.comm.messages()
    assert told["kind"] == "error"
    assert told["message"].startswith("refused: ")
    assert told["hint"]
    assert len(repr(told)) < 400, "nothing big is sent back"


def test_an_order_that_can_not_be_is_answered_with_a_hint(grid, page):
    seq = page.say("set_sort", by=[{"column": "prise", "descending": False}])
    ((told, _),) = grid.comm.messages("error")
    assert (told["id"], told["seq"]) == ("view", seq)
    assert "prise" in told["message"]
    assert told["hint"] == "did you mean 'price'?"
    assert grid.sort is None


def test_state_from_the_page_is_ignored(grid, page):
    before = grid.get_state()
    state = {"_esm": "alert(1)", "height": 1, "status": {}, "selection": ["1"], "sort": {}}
    grid.comm.hear({"method": "update", "state": state, "buffer_paths": []})
    grid.comm.hear({"method": "backbone", "sync_data": state})
    page.pause()
    assert grid.get_state() == before


def test_asking_for_the_state_is_answered(grid):
    grid.comm.hear({"method": "request_state"})
    assert set(grid.comm.updates()) >= {"status", "columns", "snapshot", "_esm"}


# --- from Python ---------------------------------------------------------------------------


def test_sort_and_search_can_be_set_from_python(grid):
    grid.sort = {"column": "price", "descending": True}
    wait_until(lambda: grid.scenery.row(0).record["price"] == 50.0)
    grid.search = "item 01"
    wait_until(lambda: grid.status["row_count"] == 10)
    assert grid.comm.updates()["sort"] == {"column": "price", "descending": True}
    grid.sort = None
    grid.search = ""
    wait_until(lambda: grid.status["row_count"] == 300)
    assert [grid.scenery.row(n).id for n in range(3)] == ["0", "1", "2"]


def test_a_sort_by_nothing_that_is_there_is_refused_and_changes_nothing(grid):
    for wrong in ({"column": "prise"}, {"columns": "price"}, {"column": 7}):
        with pytest.raises(SpecError):
            grid.sort = wrong
    assert grid.sort is None
    assert grid.comm.updates()["sort"] is None


def test_a_selection_set_from_python_is_told_to_the_page(grid):
    grid.selection = ["3", "5"]
    assert grid.comm.updates()["selection"] == ["3", "5"]


def test_grids_are_linked_by_their_traits(shop):
    left, right = Grid(shop), Grid(shop)
    links = [
        ipywidgets.link((left, name), (right, name)) for name in ("sort", "search", "selection")
    ]
    page = Page(left)
    page.say("set_sort", by=[{"column": "stock", "descending": True}])
    page.say("set_search", text="item 1")
    page.say("select", ids=["100"])
    wait_until(lambda: right.sort == {"column": "stock", "descending": True})
    wait_until(lambda: right.search == "item 1" and right.status["row_count"] == 100)
    assert right.selection == ["100"]
    right.sort = None
    wait_until(lambda: left.sort is None and left.scenery.sort is None)
    text = ipywidgets.Text()
    links.append(ipywidgets.link((left, "search"), (text, "value")))
    assert text.value == "item 1"
    text.value = ""
    wait_until(lambda: left.status["row_count"] == right.status["row_count"] == 300)
    for link in links:
        link.unlink()
    left.close()
    right.close()


def test_an_observer_that_raises_does_not_stop_the_grid(grid, page, caplog):
    def broken(change):
        raise RuntimeError("an observer of mine")

    grid.observe(broken, "sort")
    page.say("set_sort", by=[{"column": "price", "descending": True}])
    wait_until(lambda: grid.status["generation"] > 1)
    wait_until(lambda: "an observer of sort failed" in caplog.text)
    assert grid.sort == {"column": "price", "descending": True}
    grid.unobserve(broken, "sort")


def test_a_closed_grid_lets_its_rows_go(shop):
    views = len(shop.diagnostics()["views"])
    grid = Grid(shop)
    comm = grid.comm
    grid.close()
    Page(grid).pause()
    assert len(shop.diagnostics()["views"]) == views
    assert comm._closed


# --- what it tells -------------------------------------------------------------------------


def test_rows_that_only_a_grid_without_a_page_looked_at_are_not_read_again(lens):
    source = FakeSource(2000)
    dio = lens.open(dn.Vista(source))
    grid = Grid(dio)
    page = Page(grid)
    for seen in (True, False):
        if seen:
            page.say("set_viewport", first=1000, last=1030, generation=1)
            wait_until(lambda: grid.scenery.row(1010))
        else:
            page.say("leave")
            wait_until(lambda: not grid.scenery.viewport)
        begun = len(source.calls)
        dn.run(dio.refresh())
        assert any(call.offset == 1000 for call in source.calls[begun:]) is seen
    grid.close()


class Slow(Source):
    """Windows of 90 rows, which come when the test says so; fails with a secret if told to."""

    def __init__(self):
        self.name, self.identity = "slow", "test:slow"
        able = Capabilities.of("declared", "fetch_window", "count")
        self.about = Description((Column("n", "integer"),), None, able)
        self.error = None
        self.hold = None

    async def read_window(self, query, offset, limit):
        if self.error is not None:
            raise self.error
        rows = {str(n): {"n": n} for n in range(offset, min(offset + limit, 90))}
        return Answer(rows, total=90)


def failure():
    """Return an error that came out of one that holds a secret."""
    try:
        try:
            raise RuntimeError(f"GET https://x?token={CANARY}")
        except RuntimeError as cause:
            raise SourceUnavailable("no answer", hint="try again") from cause
    except SourceUnavailable as error:
        return error


def test_status_follows_the_load_from_nothing_to_everything():
    with_lens = dn.Lens(page_size=30, viewport_debounce=0)
    source = Slow()
    source.error = failure()
    grid = Grid(with_lens.open(dn.Vista(source)))
    wait_until(lambda: grid.status["error"])
    assert grid.status["load_state"] == "loading"
    assert grid.status["row_count"] is None, "nobody knows yet"
    assert grid.status["error"] == {"message": "no answer", "hint": "try again"}

    source.error = None
    page = Page(grid)
    page.say("retry")
    wait_until(lambda: grid.status["row_count"] == 90)
    wait_until(lambda: not grid.status["refreshing"])
    status = grid.status
    assert (status["load_state"], status["loaded"], status["error"]) == ("partial", 30, None)
    assert status["total_final"] is True
    assert status["fetched_at"] > 1.6e12, "milliseconds"
    assert {name for name, able in grid.can.items() if able} == {"window"}
    page.say("set_viewport", first=30, last=90, generation=1)
    wait_until(lambda: grid.status["load_state"] == "complete")
    assert grid.status["loaded"] == 90

    source.error = failure()
    generation = grid.status["generation"]
    page.say("refresh")
    wait_until(lambda: grid.status["error"])
    assert grid.status["generation"] == generation
    assert grid.status["loaded"] == 90
    grid.close()
    with_lens.close()


@pytest.mark.parametrize("encoding", ["arrow", "json"])
def test_rows_and_status_say_so_while_the_rows_of_another_order_are_under_way(encoding):
    class Sorting(Slow):
        """More rows than are ever held; sorts them as slowly as the test says."""

        def __init__(self):
            super().__init__()
            able = Capabilities.of("declared", "fetch_window", "count", "order")
            self.about = Description((Column("n", "integer"),), None, able)
            self.gate = asyncio.Event()

        def split(self, query):
            return query, Query()

        async def read_window(self, query, offset, limit):
            if query.order:
                await self.gate.wait()
            rows = {str(n): {"n": n} for n in range(offset, offset + limit)}
            return Answer(rows, total=10_000_000)

    with_lens = dn.Lens(page_size=30, viewport_debounce=0)
    source = Sorting()
    grid = Grid(with_lens.open(dn.Vista(source)))
    wait_until(lambda: grid.status["row_count"] == 10_000_000)
    page = Page(grid)
    page.say("set_viewport", first=0, last=20, generation=1, encoding=encoding)
    assert "outdated" not in grid.comm.messages("rows")[-1][0]

    page.say("set_sort", by=[{"column": "n", "descending": True}])
    wait_until(lambda: grid.sort == {"column": "n", "descending": True})
    assert grid.status["outdated"] is True
    seq = page.say("set_viewport", first=0, last=20, generation=1, encoding=encoding)
    told, _ = grid.comm.messages("rows")[-1]
    assert (told["seq"], told["outdated"]) == (seq, True)

    grid.scenery.loop.call_soon_threadsafe(source.gate.set)
    wait_until(lambda: not grid.status["outdated"])
    wait_until(lambda: "outdated" not in grid.comm.messages("rows")[-1][0])
    grid.close()
    with_lens.close()


def test_no_error_tells_a_secret():
    with_lens = dn.Lens(page_size=30, viewport_debounce=0)
    source = Slow()
    source.error = RuntimeError(f"GET https://x?token={CANARY}")
    grid = Grid(with_lens.open(dn.Vista(source)))
    wait_until(lambda: grid.status["error"])
    sent = repr(grid.comm.said)
    assert CANARY not in sent
    assert "RuntimeError" in grid.status["error"]["message"]
    assert grid.status["error"]["hint"]
    bundle = repr(grid._repr_mimebundle_())
    assert CANARY not in bundle
    grid.close()
    with_lens.close()


def test_the_fallbacks_hold_the_first_rows_and_say_how_many_there_are(grid):
    data, _ = grid._repr_mimebundle_()
    assert "item 003" in data["text/html"]
    assert "<table" in data["text/html"]
    assert "300" in data["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in data


def test_the_snapshot_follows_the_viewport(grid, page):
    assert grid.snapshot["ids"][:2] == ["0", "1"]
    page.say("set_viewport", first=50, last=60, generation=1)
    page.say("set_sort", by=[])
    page.say("set_search", text="item 2")
    wait_until(lambda: grid.status["row_count"] == 100)
    wait_until(lambda: grid.snapshot["first"] == 50 and grid.snapshot["ids"][0] == "250")


def test_the_snapshot_follows_a_viewport_over_rows_that_do_not_change(grid, page):
    """Threat U6: who scrolls rows that are all held changes nothing else."""
    wait_until(lambda: grid.snapshot["rows"])
    page.say("set_viewport", first=250, last=260, generation=0)
    wait_until(lambda: grid.snapshot["first"] == 250)
    assert grid.snapshot["ids"] == [str(row) for row in range(250, 260)]
    page.say("set_viewport", first=20, last=30, generation=0)
    wait_until(lambda: grid.snapshot["first"] == 20)
    assert "255" not in grid.snapshot["ids"]


def test_the_snapshot_begins_with_the_row_at_the_top_of_the_page(grid, page):
    page.say("set_viewport", first=80, last=130, top=100, generation=1)
    wait_until(lambda: grid.snapshot["first"] == 100)
    assert grid.snapshot["ids"] == [str(row) for row in range(100, 130)]


def test_a_grid_of_what_is_not_opened_is_refused_and_leaves_nothing_behind():
    for table in (dn.MemoryVista([{"id": 1}]), [{"id": 1}]):
        with pytest.raises(SpecError, match="is not opened yet") as failed:
            dn.Grid(table)
        assert "dn.open(" in failed.value.hint
        del failed
        gc.collect()
