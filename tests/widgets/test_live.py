"""A grid whose rows change: pages follow their rows, and are told at a bounded rate."""

from __future__ import annotations

import asyncio
import contextlib

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import diorama_nb as dn
from diorama_nb.widgets.anchor import row_shift
from diorama_nb.widgets.base import COMPLAINTS
from diorama_nb.widgets.flow import MAX_WAITING, NEWS_RATE, Budget, Inbox
from diorama_nb.widgets.grid import Grid
from diorama_nb.widgets.messages import Message
from diorama_nb.widgets.views import ANSWERS
from tests.virtual import opened, quiet, virtual


def row(n, price=None):
    return {"id": n, "price": n if price is None else price}


@contextlib.asynccontextmanager
async def shown(count=200, **query):
    """A grid of numbered rows, the largest number first, on the running loop."""
    query = {"order_by": "price", "descending": True} | query
    dio = await opened(dn.MemoryVista([row(n) for n in range(count)], name="shop"))
    scenery = await dio.table_scenery(**query)
    grid = Grid(scenery)
    await quiet()
    yield dio, grid
    await scenery.aclose()
    await dio.aclose()


seq = iter(range(10**9))


def look(grid, first, last, view="view", **more):
    content = {"v": 1, "id": view, "seq": next(seq), "kind": "set_viewport"}
    content |= {"first": first, "last": last, "generation": grid.scenery.generation, **more}
    grid.comm.hear({"method": "custom", "content": content})


def told(grid):
    """Return the last rows message and its ids."""
    content, buffers = grid.comm.messages("rows")[-1]
    ids = content.get("ids") or pa.ipc.open_stream(buffers[0]).read_all()["id"].to_pylist()
    return content, ids


def leave(grid, view="view"):
    content = {"v": 1, "id": view, "seq": next(seq), "kind": "leave"}
    grid.comm.hear({"method": "custom", "content": content})


# --- what is read stays --------------------------------------------------------------------


@virtual
async def test_rows_that_come_above_tell_a_page_how_far_its_rows_have_moved():
    async with shown() as (dio, grid):
        look(grid, 50, 80, top=60)
        await quiet()
        _, before = told(grid)
        for n in (1000, 1001, 1002):
            await dio.patched(str(n), row(n))
        await quiet()
        shifts = [m["shift"] for m, _ in grid.comm.messages("rows") if "shift" in m]
        content, ids = told(grid)
        assert sum(shifts) == 3
        assert (content["first"], content["count"]) == (53, 30)
        assert ids == before


@virtual
async def test_rows_that_go_above_and_a_row_on_show_that_goes_are_followed_too():
    async with shown() as (dio, grid):
        look(grid, 50, 80, top=60)
        await quiet()
        _, before = told(grid)
        for id in ("199", "150", before[10]):
            await dio.removed(id)
        await quiet()
        content, ids = told(grid)
        assert content["first"] == 47
        assert [id for id in ids if id in before] == [id for id in before if id != before[10]]


@virtual
async def test_a_row_that_moves_alone_takes_nobody_along():
    async with shown() as (dio, grid):
        look(grid, 50, 80, top=60)
        await quiet()
        _, before = told(grid)
        await dio.patched(before[10], row(int(before[10]), price=-5))
        await quiet()
        content, ids = told(grid)
        assert content["first"] == 49, "the rows below it moved up by one"
        assert ids[11] == before[11]


@virtual
async def test_rows_on_show_that_change_their_order_are_seen_to_do_so():
    async with shown() as (dio, grid):
        look(grid, 0, 30, top=0)
        await quiet()
        await dio.patched("185", row(185, price=5000))
        await quiet()
        content, ids = told(grid)
        assert (content["first"], ids[0]) == (0, "185")
        assert "shift" not in content


@virtual
async def test_another_order_is_no_reason_to_follow_anything():
    async with shown() as (_, grid):
        look(grid, 50, 80, top=60)
        await quiet()
        grid.scenery.set_sort("price", "asc")
        await quiet()
        content, ids = told(grid)
        assert content["first"] == 50
        assert ids[0] == "50"
        assert not any("shift" in m for m, _ in grid.comm.messages("rows"))


@virtual
async def test_a_question_from_before_the_move_is_answered_with_the_rows_it_meant():
    async with shown() as (dio, grid):
        look(grid, 50, 80, top=60)
        await quiet()
        older, (_, before) = grid.scenery.generation, told(grid)
        await dio.patched("1000", row(1000))
        await quiet()
        look(grid, 50, 80, top=60, generation=older)
        await quiet()
        assert told(grid)[1] == before


@virtual
async def test_each_view_is_followed_for_itself():
    async with shown() as (dio, grid):
        look(grid, 50, 80, "below", top=50)
        look(grid, 0, 30, "above", top=0)
        await quiet()
        await dio.patched("150", row(150, price=99.5))
        await dio.patched("x", {"id": "x", "price": 170.5})
        await quiet()
        last = {m["id"]: m for m, _ in grid.comm.messages("rows")}
        assert last["below"]["first"] == 50 + 1 - (199 - 150 < 50)
        assert last["above"]["first"] == 0


@given(
    st.lists(st.integers(0, 400), unique=True, min_size=2, max_size=30),
    st.integers(0, 20),
    st.data(),
)
def test_rows_that_only_moved_together_are_found_again(numbers, first, data):
    """Whatever came or went above, the view moves as far as its rows did."""
    ids = [str(n) for n in numbers]
    shift = data.draw(st.integers(-first, 1000))
    places = {id: first + i + shift for i, id in enumerate(ids)}
    top = data.draw(st.integers(first, first + len(ids) - 2))
    assert row_shift(ids, first, top, places.get) == shift
    gone = data.draw(st.sampled_from(ids[top - first :]))
    rest = [id for id in ids[top - first :] if id != gone]
    assert row_shift(ids, first, top, {i: places[i] for i in rest}.get) == shift


@pytest.mark.parametrize("ids", [[], [None, None], ["gone"]])
def test_a_view_whose_rows_are_all_unknown_stays_where_it_is(ids):
    assert row_shift(ids, 0, 0, lambda _: None) == 0


# --- how often a page is told --------------------------------------------------------------


@virtual
async def test_a_thousand_changes_a_second_are_told_thirty_times_a_second():
    async with shown() as (dio, grid):
        look(grid, 0, 40)
        await quiet()
        before = len(grid.comm.said)
        pushed = len(grid.comm.messages("rows"))
        for n in range(1000):
            await dio.patched(str(n % 200), row(n % 200, price=n + 0.5))
            await asyncio.sleep(0.001)
        await quiet()
        assert len(grid.comm.messages("rows")) - pushed <= 32
        assert len(grid.comm.said) - before <= 2 * 32 + 4
        content, ids = told(grid)
        assert ids[0] == "199"
        assert content["generation"] == grid.scenery.generation


@virtual
async def test_thirty_grids_together_stay_below_what_a_server_throws_away():
    """Threat U12: it lets 1000 messages a second pass; the newest rows come all the same."""
    async with shown() as (dio, first):
        grids = [first, *[Grid(await dio.table_scenery(order_by="price")) for _ in range(29)]]
        for grid in grids:
            look(grid, 0, 40)
        await quiet()
        before = sum(len(grid.comm.said) for grid in grids)
        for n in range(1000):
            await dio.patched(str(n % 200), row(n % 200, price=n + 0.5))
            await asyncio.sleep(0.001)
        sent = sum(len(grid.comm.said) for grid in grids) - before
        kept = 2 * len(grids)  # what a saved notebook shows, once a second
        assert NEWS_RATE < sent <= NEWS_RATE * 1.5 + kept, "it is used, and not overspent"
        await quiet(2)
        for grid in grids:
            content, _ = told(grid)
            assert content["generation"] == grid.status["generation"] == grid.scenery.generation
        for grid in grids[1:]:
            grid.close()


@virtual
async def test_a_flood_of_viewports_is_answered_within_a_budget_and_the_last_one_is():
    """Threat U12: 100 000 messages; the newest wish counts."""
    async with shown() as (_, grid):
        for n in range(100_000):
            look(grid, n % 100, n % 100 + 20)
            if n % 100 == 0:
                await asyncio.sleep(0.001)
        await quiet()
        assert len(grid.comm.messages("rows")) <= 2 * ANSWERS + 2
        assert told(grid)[0]["first"] == 99


@virtual
async def test_a_flood_of_nonsense_is_not_answered_for_ever():
    """Threat U12."""
    async with shown() as (_, grid):
        for _ in range(3 * COMPLAINTS):
            grid.comm.hear({"method": "custom", "content": "nonsense"})
        assert COMPLAINTS <= len(grid.comm.messages("error")) < 2 * COMPLAINTS
        look(grid, 0, 5)
        await quiet()
        assert told(grid)[1][0] == "199"


def test_wishes_replace_each_other_and_changes_of_data_do_not():
    inbox = Inbox()
    for n in range(100):
        inbox.put(Message("a", n, "set_sort", {}))
        inbox.put(Message("a", n, "set_viewport", {}))
    assert [(m.kind, m.seq) for m in inbox.take()] == [("set_sort", 99), ("set_viewport", 99)]
    kept = [inbox.put(Message("a", n, "edit", {})) for n in range(MAX_WAITING + 5)]
    assert kept == [True] + [False] * (MAX_WAITING - 1) + [None] * 5
    assert len(inbox.take()) == MAX_WAITING
    assert inbox.take() == []


@given(st.lists(st.floats(0, 5), max_size=200))
def test_a_budget_is_never_overspent(pauses):
    """Within any time no more is done than the burst and what that time brought."""
    budget, now, done = Budget(5, 10), 0.0, 0
    for pause in pauses:
        now += pause
        wait = budget.take(now)
        assert 0 <= wait <= 0.1
        done += wait == 0
    assert done <= 5 + 10 * now + 1e-6


# --- big cells, and hosts without buffers --------------------------------------------------


@virtual
async def test_rows_travel_as_lists_when_a_page_asks_for_that():
    async with shown() as (dio, grid):
        await dio.patched("7", row(7, price=float("inf")))
        await quiet()
        look(grid, 0, 3, encoding="json")
        await quiet()
        content, buffers = grid.comm.messages("rows")[-1]
        assert buffers == []
        names = [column["name"] for column in grid.columns]
        assert content["ids"] == ["7", "199", "198"]
        assert content["status"] == ["Fresh"] * 3
        assert content["cells"][names.index("price")] == ["inf", 199, 198]
        await dio.patched("1000", row(1000))
        await quiet()
        assert grid.comm.messages("rows")[-1][1] == [], "what is pushed comes in the same way"


@virtual
async def test_cells_of_ten_megabytes_do_not_make_big_messages():
    """Threat U12: what is sent of a cell is capped, and a message is."""
    big = "ä" * 5_000_000
    rows = [{"id": n, "c0": big} for n in range(2)]
    rows += [{"id": n, "wide": "x" * 3000, **{f"c{i}": "y" * 1000 for i in range(40)}}
             for n in range(2, 150)]  # fmt: skip
    dio = await opened(dn.MemoryVista(rows, name="big"))
    grid = Grid(await dio.table_scenery())
    for span in ((0, 2), (0, 150)):
        look(grid, *span)
        await quiet()
        (buffer,) = grid.comm.messages("rows")[-1][1]
        assert len(buffer) < 4.5 * 2**20
    assert len(repr(grid.get_state()["snapshot"])) < 64_000
    await dio.aclose()


# --- a grid that no page shows any more ----------------------------------------------------


@virtual
async def test_a_view_that_is_gone_is_told_nothing_more_and_the_others_are():
    async with shown() as (dio, grid):
        look(grid, 0, 30, view="gone")
        look(grid, 0, 30, view="there")
        leave(grid, "gone")
        await quiet()
        before = len(grid.comm.messages("rows"))
        await dio.patched("1000", row(1000))
        await quiet()
        assert [m["id"] for m, _ in grid.comm.messages("rows")[before:]] == ["there"]


@virtual
async def test_a_grid_that_no_page_shows_tells_its_state_once_a_second_and_no_rows():
    async with shown() as (dio, grid):
        look(grid, 50, 80)
        await quiet(5)
        kept = grid.snapshot
        leave(grid)
        await quiet(5)
        before, rows = len(grid.comm.said), len(grid.comm.messages("rows"))
        for n in range(1000, 1100):
            await dio.patched(str(n), row(n))
            await asyncio.sleep(0.1)
        await quiet(2)
        assert len(grid.comm.messages("rows")) == rows
        assert len(grid.comm.said) - before <= 12
        assert grid.status["row_count"] == 300
        assert grid.snapshot == kept, "what was looked at last is what a notebook saves"


@virtual
async def test_a_view_that_comes_to_a_grid_nobody_showed_is_told_all_at_once():
    async with shown() as (dio, grid):
        look(grid, 0, 30)
        leave(grid)
        await quiet(5)
        await dio.patched("1000", row(1000))
        await asyncio.sleep(0.1)
        look(grid, 0, 30, view="new")
        await asyncio.sleep(0.1)
        assert grid.status["row_count"] == 201
        assert told(grid)[1][0] == "1000"
        await dio.patched("1001", row(1001))
        await asyncio.sleep(0.1)
        assert grid.status["row_count"] == 202
