"""A Dio over an overlay scrolls a large base by its windows, and shows edits at once."""

import diorama_nb as dn
from diorama_nb.testing import FakeSource
from diorama_nb.vista.vista import Vista
from tests.virtual import ids, opened, quiet, virtual

ROWS = 100_000
PLAIN = ("order", "search", "==", "!=", "<", "<=", ">", ">=")
"""What most sources do themselves: they can not leave out rows by their ids."""


def shop(**settings):
    return FakeSource(ROWS, name="shop", pushes=PLAIN, **settings)


def asked_for(source):
    """Return how many rows the windows of a source held at most, altogether."""
    assert not source.asked("all")
    assert not source.asked("next")
    return sum(limit for _, limit in source.asked("window"))


@virtual
async def test_a_dio_over_an_overlay_reads_of_the_base_what_is_looked_at():
    """S23, P5: only windows of the base are asked for, each wider by the rows edited."""
    source = shop(latency=0.1)
    edits = dn.MemoryVista(name="edits")
    vista = dn.overlay(Vista(source), edits)
    await vista.patch_value("5", {"name": "edited"})
    await vista.delete_value("3")
    await vista.insert_value("new", {"id": "new", "n": -1, "name": "mine"})
    dio = await opened(vista)
    scenery = await dio.table_scenery()
    await quiet()
    assert scenery.row_count == ROWS
    assert scenery.window(range(6)).ids == ["0", "1", "2", "4", "5", "6"]
    assert scenery.row(4).record["name"] == "edited"
    far = range(50_000, 50_050)
    scenery.set_viewport(far)
    await quiet()
    assert scenery.window(far).ids == [str(n + 1) for n in far]
    scenery.set_viewport(range(ROWS - 20, ROWS))
    await quiet()
    assert scenery.row(ROWS - 1).id == "new"
    assert scenery.row(ROWS - 2).id == str(ROWS - 1)
    assert asked_for(source) < 1000
    assert not source.applied
    await dio.aclose()


@virtual
async def test_edits_show_at_the_next_look():
    """S23: a write to the overlay is in the very next answer, in any order."""
    source = shop()
    vista = dn.overlay(Vista(source), dn.MemoryVista(name="edits"))
    dio = await opened(vista)
    scenery = await dio.table_scenery(order_by="n")
    await quiet()
    await vista.patch_value("1", {"n": 4.5})
    await vista.delete_value("0")
    await dio.refresh()
    await quiet()
    assert scenery.window(range(5)).ids == ["2", "3", "4", "1", "5"]
    assert scenery.row_count == ROWS - 1
    assert asked_for(source) < 2000
    await dio.aclose()


@virtual
async def test_what_is_written_through_the_dio_shows_before_the_edits_have_it():
    """S23, P5: and lands in the edits, never in the base."""
    source, edits = shop(), FakeSource(name="edits", latency=10)
    dio = await opened(dn.overlay(Vista(source), Vista(edits)))
    scenery = await dio.table_scenery()
    await quiet(20)
    ticket = await dio.vista().patch_value("2", {"name": "mine"})
    await quiet()
    assert scenery.row(2).record["name"] == "mine"
    assert edits.rows == {}
    await ticket.settled()
    assert edits.rows["2"] == {**source.rows["2"], "name": "mine"}
    assert scenery.row(2).record["name"] == "mine"
    assert not source.applied
    await dio.aclose()


@virtual
async def test_two_overlays_of_one_base_never_share_rows():
    """X39: a cache table belongs to both parts."""
    base, cache = Vista(shop(identity="shop")), dn.MemoryCache()
    first = dn.MemoryVista([{"id": "0", "name": "first"}])
    second = dn.MemoryVista([{"id": "0", "name": "second"}])
    lens = dn.Lens(cache, runtime="current")
    shown = []
    for edits in (first, second):
        dio = await lens.make_dio(dn.overlay(base, edits))
        scenery = await dio.table_scenery()
        await quiet()
        shown.append(scenery.row(0).record)
    assert shown == [{"id": "0", "name": "first"}, {"id": "0", "name": "second"}]
    await lens.aclose()


@virtual
async def test_a_dio_over_a_merge_goes_on_with_the_fallback():
    """S23: while the primary does not answer, the fallback's rows are shown."""
    source = FakeSource(1000, name="live")
    copy = FakeSource(40, name="copy")
    dio = await opened(dn.merge(Vista(source), Vista(copy)))
    scenery = await dio.table_scenery()
    await quiet()
    assert scenery.row_count == 1000
    source.down = dn.errors.SourceUnavailable("closed")
    await dio.refresh()
    await quiet()
    assert set(ids(scenery)[:40]) == set(copy.rows)
    await dio.aclose()
