"""Any course of events ends with what the source holds."""

import asyncio
import contextlib

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import diorama_nb as dn
from diorama_nb.errors import DioramaError, SourceUnavailable
from diorama_nb.query import Query
from diorama_nb.testing import FakeSource, run_virtual
from tests.virtual import ids, opened

STEPS = st.one_of(
    st.tuples(st.just("look"), st.integers(0, 70), st.integers(1, 40)),
    st.tuples(st.just("sort"), st.sampled_from(["n", "group", None]), st.booleans()),
    st.tuples(st.just("search"), st.sampled_from(["row 1", "b", None])),
    st.tuples(st.just("filter"), st.sampled_from(["a", "b", None])),
    st.tuples(st.just("refresh")),
    st.tuples(st.just("read")),
    st.tuples(st.just("insert"), st.integers(0, 99)),
    st.tuples(st.just("delete"), st.integers(0, 99)),
    st.tuples(st.just("change"), st.integers(0, 99), st.integers(0, 99)),
    st.tuples(st.just("reverse")),
    st.tuples(st.just("fault"), st.integers(1, 4)),
    st.tuples(st.just("more")),
    st.tuples(st.just("wait"), st.sampled_from([0.0, 0.04, 0.3, 3.0])),
)


def change(source, what, n, value=0):
    rows, id = dict(source.rows), str(n)
    if what == "insert" and id not in rows:
        rows = {id: {"id": id, "n": n, "name": f"row {n}", "group": "b"}, **rows}
    elif what == "delete":
        rows.pop(id, None)
    elif what == "change" and id in rows:
        rows[id] = {**rows[id], "n": value, "group": "abc"[value % 3]}
    elif what == "reverse":
        rows = dict(reversed(rows.items()))
    source.rows = rows


async def step(dio, scenery, source, what, *told):
    match what:
        case "look":
            scenery.set_viewport(range(told[0], told[0] + told[1]))
        case "sort":
            scenery.set_sort(told[0], "desc" if told[1] else "asc")
        case "search":
            scenery.set_search(told[0])
        case "filter":
            scenery.set_filters([("group", "==", told[0])] if told[0] else [])
        case "refresh":
            scenery.request_refresh()
        case "read":
            asyncio.ensure_future(dio.vista().list_values()).add_done_callback(
                lambda task: task.cancelled() or task.exception()
            )
        case "fault":
            source.fail(told[0])
        case "more":
            scenery.request_load_more()
        case "wait":
            await asyncio.sleep(told[0])
        case _:
            change(source, what, *(told or (0,)))


async def course(make, steps):
    source = make()
    dio = await opened(source, page_size=10)
    scenery = await dio.table_scenery()
    generations = [scenery.generation]
    scenery.subscribe(generations.append)
    scenery.subscribe(lambda _: consistent(scenery))
    for told in steps:
        with contextlib.suppress(DioramaError):
            await step(dio, scenery, source, *told)
        consistent(scenery)
    source._faults.clear()
    await asyncio.sleep(200)
    if scenery.error is not None:
        scenery.request_retry()
        await asyncio.sleep(5)
    await dio.refresh()
    for _ in range(6):  # an end that nobody states is found page by page
        scenery.set_viewport(range(0, 200))
        await asyncio.sleep(5)
    wanted = scenery._wanted_query
    expected = {id: row for id, row in source.rows.items() if wanted.matches(row)}
    expected = dict(sorted(expected.items(), key=lambda item: wanted.sort_key(item[1])))
    assert scenery.error is None
    assert scenery.query == wanted
    while scenery.has_more and dio.shape == "sequential":
        scenery.request_load_more()
        await asyncio.sleep(5)
    assert ids(scenery) == list(expected)
    assert [scenery.row(n).record for n in range(scenery.row_count)] == list(expected.values())
    assert {scenery.row(n).status for n in range(scenery.row_count)} <= {"Fresh"}
    assert generations == sorted(set(generations))
    rows = await dio.vista().list_values(require="complete")
    assert dict(rows) == source.rows
    assert list(rows) == list(source.rows)
    total = await dio.value_scenery(dn.Sum("n"))
    await asyncio.sleep(5)
    assert total.value == sum(row["n"] for row in source.rows.values())
    assert set(await dio.cache.list_values()) == set(source.rows)
    await dio.aclose()


def consistent(scenery):
    """At any time: each row once, and every loaded row belongs to the query."""
    shown = [id for id in ids(scenery) if id is not None]
    assert len(shown) == len(set(shown))
    assert scenery.loaded == len(shown)
    assert scenery.loaded <= scenery.row_count or not scenery.row_count


SOURCES = {
    "stated": lambda: FakeSource(60, latency=0.05),
    "silent": lambda: FakeSource(60, total=None, counts=False, latency=0.05),
    "counted": lambda: FakeSource(60, total=None, latency=0.05),
    "capped": lambda: FakeSource(60, cap=7, latency=0.05),
    "unable": lambda: FakeSource(60, pushes=(), latency=0.05),
    "next": lambda: FakeSource(60, reads=("next",), page_size=10, latency=0.05),
    "eager": lambda: FakeSource(60, reads=(), latency=0.05),
}


@pytest.mark.parametrize("kind", sorted(SOURCES))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(STEPS, max_size=25))
@example(steps=[("search", "row 1"), ("wait", 0.3), ("read",), ("delete", 0)])
@example(steps=[("read",), ("search", "row 1"), ("wait", 0.3), ("reverse",)])
@example(steps=[("read",), ("search", "row 1"), ("wait", 3.0), ("reverse",)])
@example(steps=[("search", "row 1"), ("search", None), ("fault", 1), ("wait", 0.3)])
def test_whatever_happened_the_scenery_equals_the_source_in_the_end(kind, steps):
    """S45, U3, U6, U7, U29, X7, X20, X26, X27."""
    run_virtual(course(SOURCES[kind], steps))


def test_a_source_that_failed_for_long_is_shown_when_it_answers_again():
    """S75."""

    async def main():
        source = FakeSource(60)
        source.down = SourceUnavailable("away")
        dio = await opened(source, page_size=10, refresh_every=30)
        scenery = await dio.table_scenery()
        await asyncio.sleep(600)
        assert scenery.load_state == "loading"
        source.down = None
        await asyncio.sleep(31)
        assert scenery.row(0).id == "0"
        assert scenery.error is None
        assert scenery.query == Query()

    run_virtual(main())
