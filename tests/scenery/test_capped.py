"""Views with a limit: the first rows of a set, and no work for the others."""

import pytest

import diorama_nb as dn
from diorama_nb.errors import SpecError
from diorama_nb.testing import FakeSource
from tests.dio.detailed import cheap, fetched, stock, vista
from tests.virtual import bumps, eager, ids, opened, quiet, sequential, virtual

SHAPES = {"paged": FakeSource, "sequential": sequential, "eager": eager}


@pytest.mark.parametrize("shape", SHAPES)
@virtual
async def test_everything_a_view_tells_is_of_the_rows_under_the_limit(shape):
    """U35: row_count, row, window, index_of, total and coverage speak of the first rows."""
    dio = await opened(SHAPES[shape](250))
    scenery = await dio.table_scenery(cap=7)
    assert scenery.load_state == "loading" or shape == "eager"
    await quiet()
    assert (scenery.row_count, scenery.loaded, scenery.estimated_total) == (7, 7, 7)
    assert ids(scenery) == [str(n) for n in range(7)]
    assert scenery.window(range(100)).ids == ids(scenery)
    assert scenery.row(6).id == "6"
    assert scenery.row(7) is None
    assert (scenery.index_of("6"), scenery.index_of("7")) == (6, None)
    assert (scenery.has_more, scenery.total_final) == (False, True)
    assert scenery.load_state == "complete"
    assert (scenery.coverage.rows, scenery.coverage.complete) == (7, True)
    assert list(scenery.to_pandas().index) == ids(scenery)
    assert list(scenery.to_pandas()["n"]) == list(range(7))


@virtual
async def test_no_more_is_loaded_than_is_shown():
    """U35: a window of a paged set is no longer than the limit; scrolling loads nothing."""
    source = FakeSource(1000)
    dio = await opened(source)
    scenery = await dio.table_scenery(cap=5)
    await quiet()
    scenery.set_viewport(range(500, 600))
    scenery.request_load_more()
    await quiet()
    scenery.set_viewport(range(3, 50))
    await quiet()
    assert source.asked("window") == [(0, 5)]
    assert scenery.row_count == 5


@virtual
async def test_load_more_stops_at_the_limit():
    """U35: pages are loaded while rows are missing under the limit, and not after that."""
    source = sequential(1000, page_size=10)
    dio = await opened(source)
    scenery = await dio.table_scenery(cap=25, initial_range=range(5))
    await quiet()
    assert (scenery.row_count, scenery.has_more) == (10, True)
    for _ in range(5):
        scenery.request_load_more()
        await quiet()
    assert (scenery.row_count, scenery.has_more) == (25, False)
    assert len(source.asked("next")) == 3
    scenery.set_viewport(range(900))
    await quiet()
    assert len(source.asked("next")) == 3


@pytest.mark.parametrize("shape", ["sequential", "eager"])
@virtual
async def test_a_source_without_windows_is_not_asked_for_any(shape):
    """U35: a limit asks as its view would without it."""
    source = SHAPES[shape](250)
    dio = await opened(source)
    scenery = await dio.table_scenery(cap=5)
    await quiet()
    assert scenery.row_count == 5
    assert source.asked("window") == []


@pytest.mark.parametrize("shape", SHAPES)
@virtual
async def test_a_view_with_a_limit_is_sorted_and_narrowed_over_the_whole_set(shape):
    """U35: the first rows are those of the query, not the query of the first rows."""
    dio = await opened(SHAPES[shape](250))
    await dio.load_all()
    scenery = await dio.table_scenery(cap=3)
    await quiet()
    scenery.set_sort("n", "desc")
    await quiet()
    assert ids(scenery) == ["249", "248", "247"]
    scenery.set_filters([("group", "==", "a")])
    await quiet()
    assert ids(scenery) == ["249", "246", "243"]
    scenery.set_filters([("n", "<", 2)])
    await quiet()
    assert (ids(scenery), scenery.estimated_total) == (["1", "0"], 2)


@virtual
async def test_a_view_with_a_limit_shares_its_rows_with_one_that_has_none():
    """U35: the limit is the view's own; what stands behind it is shared."""
    source = eager(250)
    dio = await opened(source)
    whole, top = await dio.table_scenery(), await dio.table_scenery(cap=5)
    await quiet()
    assert (whole.row_count, top.row_count) == (250, 5)
    seen = bumps(top)
    source.rows["2"] = {**source.rows["2"], "name": "new"}
    await dio.refresh()
    await quiet()
    assert (top.row(2).record["name"], len(seen)) == ("new", 1)
    await top.aclose()
    assert whole.row_count == 250


@virtual
async def test_details_are_fetched_only_under_the_limit():
    """U35: rows beyond the limit are not looked at, so they get no details."""
    details = stock()
    dio = await opened(cheap(), augment=dn.Augment(vista(details), columns=["size"]))
    scenery = await dio.table_scenery(cap=3, initial_range=range(40))
    await quiet()
    assert (fetched(details), scenery.row_count) == (["0", "1", "2"], 3)


@virtual
async def test_a_limit_of_nothing_is_refused():
    """U35: a limit is one row or more."""
    dio = await opened(FakeSource(3))
    with pytest.raises(SpecError, match="shows nothing"):
        await dio.table_scenery(cap=0)
