"""Order, filters and distributions of a grid: what may be asked, and what is told."""

from contextlib import closing
from datetime import date, datetime, timedelta
from decimal import Decimal

import ipywidgets
import pytest

import diorama_nb as dn
from diorama_nb.errors import SpecError, Unsupported
from diorama_nb.query import Condition
from diorama_nb.testing import FakeSource
from diorama_nb.vista.columns import Column
from diorama_nb.widgets.filtering import conditions, plain
from diorama_nb.widgets.grid import Grid
from tests.widgets.conftest import Page, wait_until


@pytest.fixture
def grid(shop):
    made = Grid(shop)
    yield made
    made.close()


@pytest.fixture
def page(grid):
    return Page(grid)


def ids(grid, count):
    return [grid.scenery.row(place).id for place in range(count)]


# --- order by several columns --------------------------------------------------------------


def test_rows_are_sorted_by_several_columns_and_the_trait_lists_them(grid, page):
    by = [{"column": "stock", "descending": True}, {"column": "name", "descending": False}]
    page.say("set_sort", by=by)
    wait_until(lambda: grid.sort == by)
    wait_until(lambda: ids(grid, 3) == ["6", "13", "20"])
    grid.sort = by[:1]
    assert grid.sort == by[0], "one column is a dict, as it always was"
    grid.sort = []
    assert grid.sort is None


def test_a_source_that_sorts_by_one_column_says_so_and_refuses_two(lens):
    source = OneOrder(300)
    with closing(Grid(lens.open(dn.Vista(source)))) as grid:
        assert (grid.can["order"], grid.can["order_many"]) == (True, False)
        grid.sort = {"column": "n"}
        with pytest.raises(Unsupported, match="several columns") as refused:
            grid.sort = [{"column": "n"}, {"column": "name"}]
        assert "load_all" in refused.value.hint
        assert grid.sort == {"column": "n", "descending": False}


class OneOrder(FakeSource):
    """An API with one parameter for the column to sort by."""

    def __init__(self, size):
        super().__init__(size, pushes={"order"})

    def split(self, query):
        pushed, local = super().split(query)
        if len(query.order) < 2:
            return pushed, local
        return pushed, local.__class__(local.conditions, query.order, local.search)


# --- filters -------------------------------------------------------------------------------

COLUMNS = [
    Column("n", "integer"), Column("price", "decimal"), Column("name", "text"),
    Column("day", "date"), Column("at", "datetime"), Column("took", "duration"),
    Column("ok", "boolean"), Column("tags", "nested"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        (["n", ">=", 5], 5),
        (["n", "<", "12"], 12),
        (["price", "<=", "9.50"], Decimal("9.50")),
        (["name", "contains", "oak"], "oak"),
        (["name", "in", ["a", None]], ["a", None]),
        (["day", ">", "2026-03-31"], date(2026, 3, 31)),
        (["at", "<", "2026-03-31 18:30:00"], datetime(2026, 3, 31, 18, 30)),
        (["took", ">", 90], timedelta(seconds=90)),
        (["ok", "==", True], True),
        (["tags", "!=", None], None),
    ],
)
def test_a_filter_is_typed_by_its_column_and_told_as_it_was_given(told, meant):
    ((column, op, value),) = conditions(COLUMNS, [told])
    assert (column, op, value) == (told[0], told[1], meant)
    again = plain([Condition(column, op, value)])
    assert conditions(COLUMNS, again) == [(column, op, value)]


@pytest.mark.parametrize(
    "wrong",
    [
        5, "n > 5", ["n", ">", 5], [["n", ">"]], [["m", "==", 1]], [["n", "~", 1]],
        [["n", ">", "five"]], [["n", "in", 5]], [["day", ">", "yesterday"]],
        [["ok", "==", "yes"]],
        [["day", "<", "2026-02-30"]], [["took", "<", "long"]], [["name", "==", 5]],
        [["name", "contains", ""]], [["tags", "==", {"a": 1}]], [["n", "==", 1]] * 101,
        [["n", ">", True]],
    ],
)  # fmt: skip
def test_what_is_no_filter_is_refused_with_a_hint(wrong):
    with pytest.raises(SpecError) as refused:
        conditions(COLUMNS, wrong)
    assert refused.value.hint


def test_filters_can_be_set_observed_and_linked_and_narrow_the_rows(grid, shop):
    with closing(Grid(shop)) as other:
        ipywidgets.link((grid, "filters"), (other, "filters"))
        grid.filters = [
            ["stock", "in", [1, 2]],
            ["price", ">=", 20],
            ["name", "contains", "ITEM 1"],
        ]
        kept = [
            n for n in range(300)
            if n % 7 in (1, 2) and n * 37 % 101 / 2 >= 20 and 100 <= n < 200
        ]  # fmt: skip
        wait_until(lambda: grid.status["row_count"] == len(kept))
        wait_until(lambda: other.status["row_count"] == len(kept))
        assert ids(grid, 3) == [str(n) for n in kept[:3]]
        with pytest.raises(SpecError, match="price"):
            grid.filters = [["price", ">", "cheap"]]
        other.filters = []
        wait_until(lambda: grid.status["row_count"] == 300 and grid.filters == [])


def test_filters_of_the_page_reach_the_trait_and_nonsense_is_answered(grid, page):
    page.say("set_filters", filters=[["stock", "==", 3]])
    wait_until(lambda: grid.filters == [["stock", "==", 3]])
    seq = page.say("set_filters", filters=[["stock", ">", "many"]])
    told = wait_until(lambda: [m for m, _ in grid.comm.messages("error") if m["seq"] == seq])[0]
    assert "stock" in told["message"]
    assert told["hint"]
    for wrong in ("all", [["stock"]], [["stock", "==", {}]], [["a", "==", 1]] * 101):
        page.say("set_filters", filters=wrong)
    assert len(grid.comm.messages("error")) == 5
    assert grid.filters == [["stock", "==", 3]]


def test_filters_stay_on_top_of_what_a_scenery_was_opened_with(shop):
    scenery = dn.run(shop.table_scenery(where={"stock": 3}))
    with closing(Grid(scenery)) as grid:
        assert grid.filters == []
        grid.filters = [["price", "<", 10]]
        wait_until(lambda: 0 < grid.status["row_count"] < 43)
        assert all(grid.scenery.row(n).record["stock"] == 3 for n in range(5))


# --- what a page is told of columns --------------------------------------------------------


def told_of(grid, kind):
    return [content for content, _ in grid.comm.messages(kind)]


def test_a_page_hears_how_columns_are_spread_over_the_rows_that_show(grid, page, shop):
    page.say("summarise", columns=["stock", "name"])
    (told,) = wait_until(lambda: told_of(grid, "distributions"))
    assert (told["rows"], told["total"]) == (300, 300)
    assert set(told["columns"]) == {"stock", "name"}
    stock = told["columns"]["stock"]
    assert (stock["low"], stock["high"], stock["blanks"]) == ("0", "6", 0)
    assert stock["bins"] == [sum(n % 7 == k for n in range(300)) for k in range(7)]
    assert told["columns"]["name"]["distinct"] == 300


def test_distributions_follow_the_rows_and_end_when_nobody_wants_them(grid, page):
    page.say("summarise", columns=["stock"])
    wait_until(lambda: told_of(grid, "distributions"))
    grid.filters = [["stock", ">=", 5]]
    told = wait_until(lambda: told_of(grid, "distributions")[1:])[-1]
    assert (told["columns"]["stock"]["low"], told["rows"]) == ("5", 85)
    page.say("summarise", columns=[])
    grid.filters = []
    wait_until(lambda: grid.status["row_count"] == 300)
    page.pause()
    assert len(told_of(grid, "distributions")) == 2


def test_a_filter_is_offered_the_values_that_are_held_whatever_is_filtered(grid, page):
    grid.filters = [["stock", "==", 3]]
    wait_until(lambda: grid.status["row_count"] == 43)
    seq = page.say("list_values", column="stock")
    (answer,) = wait_until(lambda: told_of(grid, "answer"))
    told = answer["body"]
    assert (answer["seq"], told["rows"]) == (seq, 300)
    assert (told["low"], told["high"]) == (0, 6)
    assert set(told["operators"]) >= {"null", "<=", ">="}
    page.say("list_values", column="name")
    told = wait_until(lambda: told_of(grid, "answer")[1:])[0]["body"]
    assert {"contains", "in"} <= set(told["operators"])
    assert (len(told["values"]), told["more"]) == (200, 100)
    page.say("list_values", column="nosuch")
    wait_until(lambda: grid.comm.messages("error"))


def test_only_operators_that_need_no_other_rows_are_offered(lens):
    source = FakeSource(300, pushes={"<=", ">="})
    with closing(Grid(lens.open(dn.Vista(source)))) as grid:
        page = Page(grid)
        wait_until(lambda: grid.scenery.row(0) is not None)
        page.say("list_values", column="n")
        (told,) = wait_until(lambda: told_of(grid, "answer"))
        assert told["body"]["operators"] == ["<=", ">="]
