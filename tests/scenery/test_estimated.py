"""Totals that a source estimates are shown as such, and end nothing."""

import pytest

import diorama_nb as dn
from diorama_nb.testing import FakeSource
from tests.virtual import ids, opened, quiet, virtual


async def estimating(rows, about, **settings):
    """Return a source, a Dio and a view of it, whose total is an estimate."""
    source = FakeSource(rows, total=None, **settings)
    source.about_rows = about
    dio = await opened(source)
    scenery = await dio.table_scenery()
    await quiet()
    return source, dio, scenery


@virtual
async def test_an_estimate_is_shown_as_one_and_nothing_is_counted():
    source, dio, scenery = await estimating(5000, 4800)
    assert (scenery.row_count, scenery.total_estimated) == (4800, True)
    assert not scenery.total_final
    assert (scenery.load_state, scenery.coverage.complete) == ("partial", False)
    assert "about 4,800 by the source's estimate" in scenery.coverage.reason
    assert scenery.coverage.total is None
    assert source.asked("count") == []
    source.about_rows = 4900
    await dio.refresh()
    await quiet()
    assert (scenery.row_count, source.asked("count")) == (4900, [])


@pytest.mark.parametrize("about", [20, 250, 300, 301, 1000, 50_000])
@virtual
async def test_scrolling_to_the_end_shows_every_row_whatever_was_estimated(about):
    source, dio, scenery = await estimating(300, about)
    for _ in range(12):
        count = scenery.row_count
        scenery.set_viewport(range(max(count - 30, 0), count))
        await quiet(2)
    assert (scenery.row_count, scenery.total_final) == (300, True)
    assert not scenery.total_estimated
    assert ids(scenery)[-1] == "299"
    assert len(source.asked("count")) <= 1
    await dio.load_all()
    assert ids(scenery) == list(source.rows)
    assert scenery.coverage.complete is True


@virtual
async def test_what_needs_the_number_has_the_rows_counted():
    source, dio, scenery = await estimating(5000, 4800)
    assert await dio.vista().get_count() == 5000
    assert source.asked("count") == [(None, None)]
    await quiet()
    assert (scenery.row_count, scenery.total_final) == (5000, True)
    source, dio, scenery = await estimating(1000, 4800)
    count = await dio.value_scenery(dn.Count())
    assert len(await dio.vista().list_values()) == 1000
    await quiet()
    assert (count.value, scenery.load_state) == (1000, "complete")


@virtual
async def test_a_small_set_shows_its_end_at_once_whatever_is_estimated():
    _, _, scenery = await estimating(40, 2550)
    assert (scenery.row_count, scenery.total_final) == (40, True)


@virtual
async def test_an_estimate_of_an_earlier_session_is_still_one(tmp_path):
    for about in (4800, 4900):
        source = FakeSource(5000, total=None, identity="fake:estimated")
        source.about_rows = about
        dio = await opened(source, tmp_path)
        scenery = await dio.table_scenery()
        await quiet()
        assert (scenery.row_count, scenery.total_estimated) == (about, True)
        assert source.asked("count") == []
        await dio.aclose()
