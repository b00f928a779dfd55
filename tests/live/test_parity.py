"""Without a cache a live table is its master; with one, nobody can tell the difference."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import diorama_nb as dn
from diorama_nb.errors import DioramaError
from diorama_nb.testing import FakeSource, run_virtual
from diorama_nb.vista.source import Page

IDS = st.integers(0, 14).map(str)
RECORDS = st.fixed_dictionaries(
    {"n": st.integers(-2, 9)},
    optional={"group": st.sampled_from(["a", "b", None]), "deep": st.just({"x": [1, None]})},
)

NARROWED = st.lists(
    st.one_of(
        st.tuples(st.just("where"), st.just("group"), st.sampled_from(["a", "b", "c", None])),
        st.tuples(st.just("above"), st.just("n"), st.integers(-1, 9)),
        st.tuples(st.just("order"), st.sampled_from(["n", "group"]), st.booleans()),
        st.tuples(st.just("search"), st.sampled_from(["row 1", "b"]), st.just(None)),
    ),
    max_size=2,
)

CALLS = st.one_of(
    st.tuples(st.sampled_from(["list_values", "get_count", "get_some_value", "stream"])),
    st.tuples(st.just("get_value"), IDS),
    st.tuples(st.just("delete_value"), IDS),
    st.tuples(st.just("delete_all_values")),
    st.tuples(st.sampled_from(["insert_value", "replace_value", "patch_value"]), IDS, RECORDS),
    st.tuples(st.just("insert_return_id_value"), RECORDS),
    st.tuples(st.just("fetch_window"), st.integers(0, 14), st.integers(0, 6)),
    st.tuples(st.just("fetch_page"), st.integers(1, 4)),
    st.tuples(st.just("fetch_next"), st.sampled_from([None, "3", "6"])),
    st.tuples(st.just("capabilities")),
    st.tuples(st.just("fault")),
)

SOURCES = st.fixed_dictionaries(
    {
        "reads": st.sets(st.sampled_from(["window", "page", "next"])),
        "pushes": st.sets(st.sampled_from(["order", "search", "==", ">"])),
        "counts": st.booleans(),
        "gets": st.booleans(),
        "writes": st.sets(st.sampled_from(["insert", "update", "delete"])),
        "total": st.sampled_from(["exact", None]),
    }
)


def narrow(vista, steps):
    for kind, column, value in steps:
        match kind:
            case "where":
                vista = vista.where({column: value})
            case "above":
                vista = vista.where_op(column, ">", value)
            case "order":
                vista = vista.order_by(column, descending=value)
            case _:
                vista = vista.search(column)
    return vista


async def outcome(source, vista, steps, name, *told, exact):
    """Return what a call comes to, as something that can be compared."""
    if name == "fault":
        source.fail()
        return None
    vista = narrow(vista, steps)
    try:
        match name:
            case "stream":
                return [item async for item in vista.stream_values()]
            case "capabilities":
                return {
                    flag: on
                    for flag, on in vista.capabilities.plain.items()
                    if flag != "invalidate"
                }
            case _:
                result = await getattr(vista, name)(*told)
    except DioramaError as error:
        return type(error), error.message
    if isinstance(result, dn.Rows):
        coverage = result.coverage
        return list(result.items()), coverage if exact else (coverage.total, coverage.complete)
    if isinstance(result, Page) and not exact:
        return list(result.rows.items()), result.total, result.end, result.received
    return result


async def same(settings, courses, cache, *, exact):
    """Do the same to a bare master and to a live table over its twin."""
    twins = [FakeSource(12, page_size=3, **settings) for _ in range(2)]
    bare, live = dn.Vista(twins[0]), dn.LiveTable(dn.Vista(twins[1]), cache)
    for steps, call in courses:
        told = [
            await outcome(source, vista, steps, *call, exact=exact)
            for source, vista in zip(twins, (bare, live), strict=True)
        ]
        assert told[0] == told[1]
    assert twins[0].rows == twins[1].rows
    if exact:
        assert [c.kind for c in twins[0].calls] == [c.kind for c in twins[1].calls]
    await live.aclose()


@settings(max_examples=150, deadline=None)
@given(SOURCES, st.lists(st.tuples(NARROWED, CALLS), max_size=8))
def test_without_a_cache_a_live_table_does_exactly_what_its_master_does(able, courses):
    """S74: the same results, errors, coverage and requests; a switch for finding faults."""
    run_virtual(same(able, courses, "none", exact=True))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    SOURCES,
    st.lists(st.tuples(NARROWED, CALLS.filter(lambda call: call != ("fault",))), max_size=12),
)
def test_with_a_cache_a_live_table_that_alone_writes_gives_the_masters_results(able, courses):
    """S58, S61, K8: rows, order, totals and errors are the master's, hit or miss."""
    run_virtual(same(able, courses, None, exact=False))


@pytest.mark.parametrize("cache", [None, "none"])
def test_frames_of_hits_and_misses_have_the_types_of_the_masters(cache):
    """S74: also where a column is blank in every row."""
    master = dn.MemoryVista({"1": {"n": 1, "at": None}, "2": {"n": None, "at": None}})
    live = dn.LiveTable(master, cache)
    wanted = master.to_pandas()
    for _ in range(2):
        frame = live.to_pandas()
        assert frame.equals(wanted)
        assert list(frame.dtypes) == list(wanted.dtypes)
    dn.run(live.aclose())
