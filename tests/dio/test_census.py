"""The census: what is alive in this process, so that leaks are seen."""

import gc
import weakref

import pytest

import diorama_nb as dn
from diorama_nb import alive
from tests.virtual import eager, opened, quiet, virtual

KINDS = ("dios", "table_sceneries", "record_sceneries", "value_sceneries", "servos")


@pytest.fixture(autouse=True)
def nobody_else(monkeypatch):
    """Count only what a test makes: what others left may be collected at any moment."""
    counted = {kind: weakref.WeakSet() for kind in alive.KINDS}
    monkeypatch.setattr(alive, "_alive", counted)


def grown(before):
    """Return how many of each there are more than before, in the order of `KINDS`."""
    gc.collect()
    now = dn.census()
    assert tuple(now) == KINDS
    return tuple(now[kind] - before[kind] for kind in KINDS)


async def one_of_each(dio):
    """Open something of each kind."""
    return [
        await dio.table_scenery(),
        await dio.record_scenery("1"),
        await dio.value_scenery(dn.Count()),
        dio.servo("1"),
    ]


@virtual
async def test_what_is_closed_is_not_counted_any_more():
    """U20."""
    gc.collect()
    before = dn.census()
    dio = await opened(eager(5))
    kept = await one_of_each(dio)
    kept.append(dio.servo_new())
    await quiet()
    assert grown(before) == (1, 1, 1, 1, 2)
    for one in kept:
        await one.aclose()
    assert grown(before) == (1, 0, 0, 0, 0)
    await dio.aclose()
    assert grown(before) == (0, 0, 0, 0, 0)
    assert len(kept) == 5


@virtual
async def test_what_nobody_holds_is_not_counted_any_more():
    """U20."""
    gc.collect()
    before = dn.census()
    lens = dn.Lens(runtime="current", refresh_every=60)
    dio = await lens.make_dio(dn.Vista(eager(5)))
    kept = await one_of_each(dio)
    await quiet()
    kept[3].set("n", 9)
    await kept[3].save()
    assert grown(before) == (1, 1, 1, 1, 1)
    del kept
    gc.collect()
    await quiet()
    assert grown(before) == (1, 0, 0, 0, 0)
    weak = weakref.ref(dio)
    assert weak() is dio
    del dio, lens
    gc.collect()
    await quiet()
    assert grown(before) == (0, 0, 0, 0, 0)
    assert weak() is None


@virtual
async def test_all_that_a_closed_dio_showed_is_over():
    """U20."""
    gc.collect()
    before = dn.census()
    dio = await opened(eager(5))
    kept = await one_of_each(dio)
    await dio.aclose()
    assert grown(before) == (0, 0, 0, 0, 0)
    assert len(kept) == 4


@virtual
async def test_diagnostics_tells_of_records_and_drafts_too():
    """U12."""
    dio = await opened(eager(5))
    scenery = await dio.record_scenery("1")
    form = dio.servo("2")
    form.set("name", "x")
    form.set("n", 9)
    await quiet()
    told = dio.diagnostics()
    assert told["records"] == [{"id": "1", "status": "Fresh", "generation": 0}]
    assert told["servos"] == [{"id": "2", "status": "Tracking", "dirty": ["n", "name"]}]
    await scenery.aclose()
    del form
    gc.collect()
    await quiet()
    told = dio.diagnostics()
    assert (told["records"], told["servos"]) == ([], [])
