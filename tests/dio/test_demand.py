"""Which details are fetched at all: for columns that views show, ask for and compute with."""

import asyncio
from itertools import groupby

import pytest

import diorama_nb as dn
from diorama_nb.errors import SourceUnavailable, SpecError, Unsupported
from diorama_nb.rows.view import View
from tests.dio.detailed import cheap, column, fetched, statuses, stock, vista
from tests.virtual import bumps, ids, opened, quiet, virtual

SHAPES = {"paged": ("window",), "sequential": ("next",), "eager": ()}


def sized(details, columns=("size",), **settings):
    return {"augment": dn.Augment(vista(details), columns=columns), **settings}


# --- which columns a view shows ---------------------------------------------------------------


@virtual
async def test_a_picker_never_fetches_details():
    """U26: titles_only is the list pass alone, also beside a view that shows everything."""
    details = stock()
    dio = await opened(cheap(), **sized(details))
    picker = await dio.table_scenery(titles_only=True)
    await quiet()
    picker.set_viewport(range(20, 30))
    picker.set_sort("name", "desc")
    picker.request_refresh()
    await quiet()
    assert (fetched(details), picker.row_count) == ([], 50)
    assert statuses(picker, range(2)) == ["Fresh", "Fresh"]
    grid = await dio.table_scenery(initial_range=range(2))
    await quiet()
    assert fetched(details) == ["0", "1"]
    assert statuses(grid, range(3)) == ["Fresh", "Fresh", "Incomplete"]


@virtual
async def test_a_view_of_cheap_columns_costs_no_details():
    """U55: a tree of names does not pay for sizes; naming the column fetches it."""
    details = stock()
    dio = await opened(cheap(), **sized(details))
    names = await dio.table_scenery(columns=["id", "name"])
    await quiet()
    assert fetched(details) == []
    assert [c.name for c in names.columns] == ["id", "name"]
    assert statuses(names, range(1)) == ["Fresh"]
    sizes = await dio.table_scenery(columns=["name", "size"], initial_range=range(2))
    await quiet()
    assert fetched(details) == ["0", "1"]
    assert column(sizes, "size", range(2)) == column(names, "size", range(2)) == [500, 490]


@virtual
async def test_only_the_sources_of_columns_that_are_shown_are_asked():
    """U55: of several augments those run whose columns somebody shows."""
    sizes, makers = stock(), stock()
    dio = await opened(
        cheap(),
        augment=[
            dn.Augment(vista(sizes), columns=["size"]),
            dn.Augment(vista(makers), columns=["maker"]),
        ],
    )
    view = await dio.table_scenery(columns=["maker"], initial_range=range(2))
    await quiet()
    assert (fetched(sizes), fetched(makers)) == ([], ["0", "1"])
    other = await dio.table_scenery(columns=["size"], initial_range=range(1, 3))
    await quiet()
    assert (fetched(sizes), fetched(makers)) == (["1", "2"], ["0", "1", "2"])
    assert column(view, "maker", range(2)) == ["maker 0", "maker 1"]
    assert column(other, "size", range(1, 3)) == [490, 480]


@virtual
async def test_details_of_unknown_columns_are_fetched_for_columns_the_list_does_not_have():
    """U55: what a callback brings is unknown; the columns of the list are not of it."""
    details = stock()
    dio = await opened(cheap(), **sized(details, ()))
    names = await dio.table_scenery(columns=["name", "group"])
    await quiet()
    assert fetched(details) == []
    sizes = await dio.table_scenery(columns=["size"], initial_range=range(2))
    await quiet()
    assert (fetched(details), column(sizes, "size", range(2))) == (["0", "1"], [500, 490])
    assert column(names, "size", range(2)) == [500, 490]


@virtual
async def test_closing_the_only_view_that_shows_a_column_ends_its_fetching():
    """U55: what was fetched stays; a view without the column fetches no more of it."""
    details = stock()
    dio = await opened(cheap(), **sized(details))
    names = await dio.table_scenery(columns=["name"], initial_range=range(10))
    sizes = await dio.table_scenery(initial_range=range(3))
    await quiet()
    await sizes.aclose()
    names.set_viewport(range(20, 30))
    await quiet()
    await dio.refresh()
    await quiet()
    assert fetched(details) == ["0", "1", "2"]
    assert column(names, "size", range(3)) == [500, 490, 480]


@virtual
async def test_columns_are_a_list_of_names():
    """U55: a name alone is a mistake that is told at once."""
    dio = await opened(cheap(), **sized(stock()))
    with pytest.raises(SpecError, match="names one column"):
        await dio.table_scenery(columns="size")


# --- queries that name columns of details -----------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
@virtual
async def test_a_sort_or_condition_on_a_cheap_column_fetches_no_more(shape):
    """U59, T20: only a query that names a column of details needs those of every row."""
    details = stock()
    dio = await opened(cheap(reads=SHAPES[shape]), **sized(details))
    await dio.load_all()
    scenery = await dio.table_scenery(order_by="name", initial_range=range(2))
    other = await dio.table_scenery({"group": "b"}, initial_range=range(2))
    await quiet()
    assert sorted(fetched(details)) == ["0", "1", "3"]
    assert (scenery.row_count, other.row_count) == (50, 25)


@pytest.mark.parametrize("columns", [("size",), ()], ids=["named", "unknown"])
@pytest.mark.parametrize("shape", SHAPES)
@virtual
async def test_a_sort_by_a_column_of_details_shows_the_whole_set_in_order(shape, columns):
    """U59: every row has its details before the order is shown."""
    details = stock(latency=0.01)
    dio = await opened(cheap(reads=SHAPES[shape]), **sized(details, columns))
    await dio.load_all()
    scenery = await dio.table_scenery(order_by="size")
    assert scenery.load_state == "loading"
    await quiet(2)
    assert column(scenery, "size") == list(range(10, 510, 10))
    assert scenery.coverage.complete
    assert len(fetched(details)) == 50


@pytest.mark.parametrize("shape", SHAPES)
@virtual
async def test_a_condition_on_a_column_of_details_is_tested_on_every_row(shape):
    """U59, U34: chips may name columns of details, on every shape, loaded whole or not."""
    details = stock()
    dio = await opened(cheap(250, reads=SHAPES[shape]), **sized(stock(250)))
    scenery = await dio.table_scenery(initial_range=range(3), page_size=20)
    await quiet()
    scenery.set_filters([("size", "<=", 50)])
    await quiet(5)
    assert ids(scenery) == ["245", "246", "247", "248", "249"]
    assert dio.whole
    rows = await dio.vista().where_op("size", ">", 2480).list_values()
    assert (list(rows), rows.coverage.complete) == (["0", "1"], True)
    assert await dio.vista().where_op("size", ">", 2480).get_count() == 2
    assert not details.calls


@pytest.mark.parametrize("shape", SHAPES)
@virtual
async def test_a_facade_answers_questions_about_details_over_the_whole_set(shape):
    """U59, U57: from a cold start, rows and numbers are those of every row with its details."""
    source = cheap(250, reads=SHAPES[shape])
    for asked in ("count", "list", "window"):
        dio = await opened(source, **sized(stock(250)), page_size=20)
        narrowed = dio.vista().where_op("size", ">", 2480)
        if asked == "count":
            assert await narrowed.get_count() == 2
        elif asked == "list":
            assert list(await narrowed.list_values()) == ["0", "1"]
        else:
            page = await narrowed.order_by("size").fetch_window(0, 5)
            assert (list(page.rows), page.total) == (["1", "0"], 2)


@virtual
async def test_an_order_nobody_can_know_is_refused():
    """U59: rows that are not held have no details to sort by; the source has no such column."""
    details = stock(250)
    dio = await opened(cheap(250), **sized(details))
    scenery = await dio.table_scenery(page_size=20)
    await quiet()
    with pytest.raises(Unsupported, match="order") as refused:
        scenery.set_sort("size")
    assert "load_all" in refused.value.hint
    with pytest.raises(Unsupported):
        await dio.table_scenery(order_by="size")
    await dio.load_all()
    scenery.set_sort("size")
    await quiet(2)
    assert column(scenery, "size", range(3)) == [10, 20, 30]


@virtual
async def test_what_only_details_can_tell_is_published_once():
    """U60, T21: neither the unfiltered rows nor half of the filtered ones are ever shown."""
    dio = await opened(cheap(), **sized(stock(latency=0.02), ("maker", "size")))
    await dio.load_all()
    scenery = await dio.table_scenery({"maker": "maker 1"}, "size")
    shown = []
    scenery.subscribe(lambda _: shown.append(ids(scenery)))
    await quiet(3)
    assert shown == [["43", "36", "29", "22", "15", "8", "1"]]


@virtual
async def test_the_old_rows_stay_until_the_new_order_is_known():
    """U60, X35: a change of sort never blanks or shrinks a grid."""
    details = stock(latency=0.05)
    dio = await opened(cheap(), **sized(details))
    await dio.load_all()
    scenery = await dio.table_scenery(initial_range=range(5))
    await quiet(1)
    counts = []
    scenery.subscribe(lambda _: counts.append((scenery.row_count, ids(scenery)[0])))
    scenery.set_sort("size")
    await quiet(0.5)
    assert (ids(scenery)[:2], scenery.busy) == (["0", "1"], True)
    await quiet(5)
    assert {count for count, _ in counts} == {50}
    assert [first for first, _ in groupby(first for _, first in counts)] == ["0", "49"]


@pytest.mark.parametrize("shape", SHAPES)
@virtual
async def test_a_change_of_sort_keeps_every_row_and_details_follow_it(shape):
    """X35, U27: a grid of several pages stays as long, and its new top gets its details."""
    details = stock(250)
    pushes = ("order", "==") if shape == "paged" else ("order",)
    source = cheap(250, reads=SHAPES[shape], pushes=pushes)
    dio = await opened(source, **sized(details))
    await dio.load_all()
    scenery = await dio.table_scenery(initial_range=range(3), page_size=20)
    await quiet()
    counts = []
    scenery.subscribe(lambda _: counts.append(scenery.row_count))
    scenery.set_sort("name", "desc")
    await quiet()
    assert set(counts) == {250}
    assert ids(scenery)[:3] == ["99", "98", "97"]
    assert fetched(details) == ["0", "1", "2", "99", "98", "97"]


@virtual
async def test_a_change_of_sort_while_pages_are_missing_keeps_the_length():
    """X35: a window-by-window grid keeps its length while the new top is loaded."""
    source, details = cheap(1000, latency=0.2), stock(1000)
    dio = await opened(source, **sized(details))
    scenery = await dio.table_scenery(initial_range=range(3))
    await quiet(1)
    counts = []
    scenery.subscribe(lambda _: counts.append(scenery.row_count))
    scenery.set_sort("name", "desc")
    await quiet(2)
    assert set(counts) == {1000}
    assert column(scenery, "size", range(1)) == [10]


@virtual
async def test_a_sort_that_fails_leaves_the_grid_as_it_was():
    """X35: no rows are lost when the first page of the new order does not come."""
    source = cheap(250)
    dio = await opened(source, **sized(stock(250)))
    scenery = await dio.table_scenery(initial_range=range(3), page_size=20)
    await quiet()
    source.down = SourceUnavailable("down")
    scenery.set_sort("name", "desc")
    await quiet(2)
    assert (scenery.row_count, ids(scenery)[:2]) == (250, ["0", "1"])
    assert isinstance(scenery.error, SourceUnavailable)


@pytest.mark.parametrize("shape", SHAPES)
@virtual
async def test_search_works_on_a_list_with_details(shape):
    """X4, T14: search finds what the list says, and what the details that are here say."""
    details = stock()
    dio = await opened(cheap(reads=SHAPES[shape], pushes=()), **sized(details, ("maker",)))
    await dio.load_all()
    scenery = await dio.table_scenery(initial_range=range(3))
    await quiet()
    scenery.set_search("row 3")
    await quiet()
    assert ids(scenery) == ["3", *(str(n) for n in range(30, 40))]
    assert column(scenery, "maker", range(2)) == ["maker 3", "maker 2"]
    scenery.set_search("maker 1")
    await quiet()
    assert "1" in ids(scenery)
    scenery.set_search(None)
    await quiet()
    assert scenery.row_count == 50


@pytest.mark.parametrize("shape", SHAPES)
@virtual
async def test_chips_work_on_every_shape(shape):
    """U34, X2: set_filters narrows, replaces the chips before, and clears."""
    dio = await opened(cheap(250, reads=SHAPES[shape]))
    scenery = await dio.table_scenery(page_size=20)
    await quiet(2)
    scenery.set_filters([("group", "==", "b")])
    await quiet(2)
    assert ids(scenery)[:3] == ["1", "3", "5"]
    assert scenery.row_count >= 20
    scenery.set_filters([("name", "==", "row 7")])
    await quiet(2)
    assert ids(scenery) == ["7"]
    scenery.set_filters([("name", "==", "row 7"), ("group", "==", "a")])
    await quiet(2)
    assert ids(scenery) == []
    scenery.set_filters([])
    await quiet(2)
    assert ids(scenery)[:3] == ["0", "1", "2"]


@virtual
async def test_rows_that_lack_their_detail_are_told_of_and_the_rest_is_shown():
    """U59, X13: a detail that fails leaves the answer incomplete, not hanging."""
    details = stock()
    details.fail(8, error=SourceUnavailable("no seven"))
    dio = await opened(cheap(), **sized(details))
    await dio.load_all()
    scenery = await dio.table_scenery(order_by="size")
    await quiet(0.3)
    assert scenery.row_count == 50
    assert ids(scenery)[-1] == "7"
    assert not scenery.coverage.complete
    assert "1 rows" in scenery.coverage.reason
    rows = await dio.vista().where_op("size", "<", 30).list_values()
    assert rows.coverage.complete
    scenery.request_retry()
    await quiet(2)
    assert (column(scenery, "size")[-8], scenery.coverage.complete) == (430, True)


@virtual
async def test_new_and_changed_rows_get_their_details_in_an_answered_view():
    """U59: a view by a column of details stays right when the list changes."""
    source, details = cheap(5), stock(10)
    dio = await opened(source, **sized(details))
    await dio.load_all()
    scenery = await dio.table_scenery(order_by="size")
    await quiet()
    source.rows["9"] = {"id": "9", "name": "row 9"}
    source.rows["0"] = {**source.rows["0"], "name": "other"}
    details.rows["0"] = {**details.rows["0"], "size": 5}
    await dio.refresh()
    await quiet(2)
    assert ids(scenery) == ["0", "9", "4", "3", "2", "1"]
    assert column(scenery, "size") == [5, 10, 60, 70, 80, 90]


@virtual
async def test_an_answered_view_is_there_after_a_restart(tmp_path):
    """U59: details of an earlier process answer at once."""
    source, details = cheap(), stock()
    dio = await opened(source, tmp_path, **sized(details, refresh_on_open=False))
    await dio.load_all()
    await dio.vista().fetch_window(0, 50)
    await dio.aclose()
    details.forget()
    dio = await opened(dio.master, tmp_path, **sized(details, refresh_on_open=False))
    scenery = await dio.table_scenery(order_by="size")
    assert column(scenery, "size", range(3)) == [10, 20, 30]
    await quiet()
    assert fetched(details) == []


@virtual
async def test_a_value_over_a_column_of_details_is_over_all_rows():
    """U59: a sum over what only details know is never shown of a part."""
    details = stock(latency=0.02)
    dio = await opened(cheap(), **sized(details))
    total = await dio.value_scenery(dn.Sum("size"))
    seen = []
    total.subscribe(lambda _: seen.append((total.value, total.status)))
    await quiet(3)
    assert seen == [(sum(range(10, 510, 10)), "Fresh")]
    count = await dio.value_scenery(dn.Count())
    await quiet()
    assert (count.value, len(fetched(details))) == (50, 50)


@virtual
async def test_groups_by_a_column_of_details_are_made_of_all_rows():
    """U59: keys and sums that only details know wait for those of every row."""
    details = stock(latency=0.01)
    dio = await opened(cheap(), **sized(details, ("size", "maker")))
    makers = await dio.group_by("maker", size=dn.Sum("size"), rows=dn.Count())
    rows = await makers.vista().list_values()
    assert sum(row["rows"] for row in rows.values()) == 50
    assert sum(row["size"] for row in rows.values()) == sum(range(10, 510, 10))
    cheaper = await opened(cheap(), **sized(stock()))
    assert len(await (await cheaper.group_by("group", n=dn.Count())).vista().list_values()) == 2
    assert cheaper.stats.details == 0


@virtual
async def test_filling_a_whole_set_does_not_select_it_anew_for_each_row(monkeypatch):
    """X36: the work grows with the rows, not with their square."""
    selected = []
    of, after = View.of.__func__, View.after
    monkeypatch.setattr(
        View, "of", classmethod(lambda cls, *args: selected.append(1) or of(cls, *args))
    )
    monkeypatch.setattr(
        View, "after", lambda self, *args: selected.append(1) or after(self, *args)
    )
    asked = []

    async def load(dio, id, row):
        asked.append(id)
        await asyncio.sleep(0.001)
        return {"size": -int(id)}

    dio = await opened(cheap(1000), augment=dn.Augment(load, columns=["size"]))
    await dio.load_all()
    scenery = await dio.table_scenery(order_by="size")
    other = await dio.table_scenery(search="row 1")
    selected.clear()
    seen = bumps(scenery)
    await quiet(60)
    assert (len(asked), seen, other.row_count) == (1000, [1], 111)
    assert len(selected) <= 60


# --- views of one's own -----------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
@virtual
async def test_an_exclusive_view_shares_nothing(shape):
    """U36: what stands behind it is its own; it is counted, and let go of."""
    details = stock(latency=0.1)
    dio = await opened(cheap(reads=SHAPES[shape]), **sized(details))
    shared = await dio.table_scenery(initial_range=range(2))
    twin = await dio.table_scenery(initial_range=range(2))
    views = len(dio.diagnostics()["views"])
    own = await dio.table_scenery(initial_range=range(2, 4), exclusive=True)
    assert len(dio.diagnostics()["views"]) == views + 1
    await quiet(2)
    assert ids(own) == ids(shared) == ids(twin)
    assert sorted(fetched(details)) == ["0", "1", "2", "3"]
    own.set_sort("name", "desc")
    await quiet(2)
    assert ids(shared)[:2] == ["0", "1"]
    assert ids(own)[0] == "9"
    await own.aclose()
    await quiet()
    assert len(dio.diagnostics()["views"]) == views
