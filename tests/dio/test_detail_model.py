"""Any course of events ends with every visible row showing its newest detail."""

import asyncio
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import diorama_nb as dn
from diorama_nb.errors import Unsupported
from diorama_nb.testing import run_virtual
from tests.dio.detailed import cheap, fetched, stock, vista
from tests.virtual import opened

IDS = st.integers(0, 11)
STEPS = st.one_of(
    st.tuples(st.just("look"), st.integers(0, 10), st.integers(1, 8)),
    st.tuples(st.just("sort"), st.sampled_from(["name", "size", None])),
    st.tuples(st.just("change"), IDS, st.integers(0, 9)),
    st.tuples(st.just("delete"), IDS),
    st.tuples(st.just("refresh")),
    st.tuples(st.just("push"), IDS),
    st.tuples(st.just("get"), IDS),
    st.tuples(st.just("fault"), st.integers(1, 3)),
    st.tuples(st.just("other")),
    st.tuples(st.just("wait"), st.sampled_from([0.0, 0.05, 0.3, 3.0])),
)


def change(source, details, id, value):
    """Change a row, and its detail with it."""
    source.rows = {**source.rows, id: {"id": id, "name": f"row {value}", "group": "c"}}
    details.rows = {**details.rows, id: {"id": id, "size": value, "maker": f"by {value}"}}


async def step(dio, views, source, details, what, *told):
    match what:
        case "look":
            views[0].set_viewport(range(told[0], told[0] + told[1]))
        case "sort":
            with suppress(Unsupported):  # by a detail, while rows are missing
                views[0].set_sort(told[0])
        case "change":
            change(source, details, str(told[0]), told[1])
        case "delete":
            source.rows = {id: r for id, r in source.rows.items() if id != str(told[0])}
        case "refresh":
            views[0].request_refresh()
        case "push" if str(told[0]) in source.rows:
            await dio.patched(str(told[0]), source.rows[str(told[0])])
        case "get":
            task = asyncio.ensure_future(dio.vista().get_value(str(told[0])))
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
        case "fault":
            details.fail(told[0])
        case "other":
            views.append(await dio.table_scenery(order_by="name", initial_range=range(4)))
        case "wait":
            await asyncio.sleep(told[0])


async def play(steps, shape, columns):
    source, details = cheap(12, reads=shape, latency=0.01), stock(12, latency=0.04)
    augment = dn.Augment(vista(details), columns=columns)
    dio = await opened(source, augment=augment, page_size=5, detail_workers=2)
    await dio.load_all()
    views = [await dio.table_scenery(initial_range=range(3))]
    for one in steps:
        await step(dio, views, source, details, *one)
    await asyncio.sleep(5)
    details._faults.clear()
    await dio.refresh()
    await asyncio.sleep(5)
    for view in views:
        view.request_retry()
    await asyncio.sleep(80)
    asked = len(fetched(details))
    for view in views:
        for place in view.viewport:
            row = view.row(place)
            if row is None:
                assert place >= len(source.rows)
                continue
            truth = {**source.rows[row.id], **details.rows[row.id]}
            named = truth if not columns else source.rows[row.id] | {"size": truth["size"]}
            assert (row.record, row.status) == (named, "Fresh")
    await asyncio.sleep(80)
    assert len(fetched(details)) == asked
    assert dio.details.plain["under_way"] == 0
    await dio.aclose()


@pytest.mark.parametrize("columns", [("size",), ()], ids=["named", "unknown"])
@pytest.mark.parametrize("shape", [("window",), ()], ids=["paged", "eager"])
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, max_size=14))
@example(steps=[("change", 0, 3), ("refresh",), ("wait", 0.05), ("change", 0, 4), ("refresh",)])
@example(steps=[("refresh",), ("delete", 0), ("wait", 0.05), ("sort", "size")])
def test_any_course_of_events_ends_with_the_newest_details(shape, columns, steps):
    """U51, U54, U56, X13, X33: changes, refreshes, faults and scrolling in any order."""
    run_virtual(play(steps, shape, columns))
