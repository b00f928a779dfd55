"""A source that fails costs no row that is shown, says why, and is taken back when it heals."""

import time

import pytest

import diorama_nb as dn
from diorama_nb.errors import (
    CoverageError,
    NotJson,
    PaginationLoop,
    RateLimited,
    ShapeChanged,
    SourceError,
    SourceUnavailable,
)
from diorama_nb.events import LoadFailed, RefreshFailed
from diorama_nb.policy import Retry
from diorama_nb.vista.rest import Bearer, Cursor, Offset, Page
from tests.integration.waiting import ids, settled, wait_until
from tests.integration.ward import ROWS
from tests.servers.faults import CANARY

RETRY = Retry(attempts=2, base=0.001, cap=0.002)
IDS = [str(row["id"]) for row in ROWS]
FAULTS = {
    "500": SourceUnavailable,
    "silent": SourceUnavailable,
    "limited": RateLimited,
    "hurried": RateLimited,
    "truncated": SourceUnavailable,
    "html": NotJson,
    "other_shape": ShapeChanged,
}


@pytest.fixture(params=["memory", "disk"])
def lens(request, tmp_path):
    folder = None if request.param == "memory" else tmp_path / "cache"
    made = dn.Lens(folder, page_size=50, viewport_debounce=0)
    yield made
    made.close()


def api(ward, path="offset", **options):
    if path == "offset":
        options = {"page": Offset("offset", "limit"), "total": "total", **options}
    options = {"retry": RETRY, "timeout": 1.0, "auth": Bearer(CANARY), **options}
    return dn.RestVista(f"{ward.url}/{path}", **options)


def is_well_told(error):
    """Check that a person can act on an error, and that it gives nothing away."""
    assert isinstance(error, SourceError), error
    assert error.hint.strip()
    assert CANARY not in f"{error!s} {error!r} {error.request}"
    return True


def events(stream, kind):
    return [event for event in stream.pending() if isinstance(event, kind)]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_scroll_into_a_fault_keeps_the_rows_and_a_retry_recovers(lens, ward, fault):
    dio = lens.open(api(ward))
    scenery = settled(dn.run(dio.table_scenery(initial_range=range(50))))
    shown, generation = scenery.window(range(50)).ids, scenery.generation
    assert shown == IDS[:50]
    stream = dio.subscribe_events()

    ward.fall_ill(fault)
    scenery.set_viewport(range(100, 140))
    error = wait_until(lambda: scenery.error)
    assert type(error) is FAULTS[fault]
    assert is_well_told(error)
    assert scenery.window(range(50)).ids == shown
    assert scenery.generation == generation, "nothing that is shown changed"
    assert scenery.row_count == 250
    assert scenery.window(range(100, 110)).status == ["LoadFailed"] * 10
    (failed,) = events(stream, LoadFailed)
    assert (failed.range, failed.error) == (range(100, 150), error)
    time.sleep(0.2)
    assert 1 <= ward.asked <= RETRY.attempts, "one load, and its own attempts"

    ward.recover()
    scenery.request_retry()
    wait_until(lambda: scenery.error is None)
    assert ids(settled(scenery))[100:140] == IDS[100:140]
    assert ward.asked == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_a_refresh_that_fails_keeps_every_row_and_the_next_one_recovers(lens, ward, fault):
    dio = lens.open(api(ward))
    scenery = settled(dn.run(dio.table_scenery(initial_range=range(50))))
    dn.run(dio.load_all())
    settled(scenery)
    stream, generation = dio.subscribe_events(), scenery.generation

    ward.fall_ill(fault)
    with pytest.raises(SourceError) as raised:
        dn.run(dio.refresh())
    assert is_well_told(raised.value)
    assert dio.refresh_error is raised.value
    assert scenery.error is raised.value, "whoever looks at a grid must see it"
    (failed,) = events(stream, RefreshFailed)
    assert failed.error is raised.value
    assert ids(scenery) == IDS
    assert scenery.generation == generation
    assert list(dio.to_pandas().index) == IDS
    assert 1 <= ward.asked <= RETRY.attempts

    scenery.request_refresh()  # by the command, the grid's way: it never raises
    assert wait_until(lambda: events(stream, RefreshFailed))
    assert ids(scenery) == IDS

    ward.rows = [{**ROWS[0], "name": "healed"}, *ROWS[1:]]
    ward.recover()
    dn.run(dio.refresh())
    assert dio.refresh_error is None
    assert wait_until(lambda: scenery.row(0).record["name"] == "healed")
    assert ids(scenery) == IDS


@pytest.mark.parametrize("fault", FAULTS)
def test_a_grid_opened_on_a_source_that_is_down_shows_why_and_recovers(lens, ward, fault):
    ward.fall_ill(fault)
    dio = lens.open(api(ward))
    scenery = dn.run(dio.table_scenery(initial_range=range(50)))
    error = wait_until(lambda: scenery.error)
    assert type(error) is FAULTS[fault]
    assert is_well_told(error)
    assert (scenery.row_count, scenery.load_state) == (0, "loading")
    ward.recover()
    scenery.request_retry()
    wait_until(lambda: scenery.row_count == 250)
    assert scenery.error is None
    assert scenery.window(range(50)).ids == IDS[:50]


def test_a_failed_chunk_is_not_asked_for_again_and_again_by_scrolling(lens, ward):
    dio = lens.open(api(ward))
    scenery = settled(dn.run(dio.table_scenery(initial_range=range(50))))
    ward.fall_ill("500")
    for start in range(100, 140):
        scenery.set_viewport(range(start, start + 10))
        time.sleep(0.005)
    wait_until(lambda: scenery.error)
    time.sleep(0.2)
    assert ward.asked <= RETRY.attempts * 2


def test_rows_of_an_earlier_process_stay_when_the_source_is_down(ward, tmp_path):
    with_lens = dn.Lens(tmp_path, page_size=50)
    settled(dn.run(with_lens.open(api(ward)).table_scenery(initial_range=range(50))))
    with_lens.close()

    ward.fall_ill("500")
    again = dn.Lens(tmp_path, page_size=50)
    dio = again.open(api(ward))
    scenery = dn.run(dio.table_scenery(initial_range=range(50)))
    assert scenery.window(range(50)).ids == IDS[:50]
    assert is_well_told(wait_until(lambda: scenery.error))
    assert scenery.window(range(50)).ids == IDS[:50]
    assert set(scenery.window(range(50)).status) == {"Stale"}
    ward.recover()
    scenery.request_retry()
    wait_until(lambda: set(scenery.window(range(50)).status) == {"Fresh"})
    assert scenery.error is None
    again.close()


def test_a_fault_of_a_facade_is_raised_and_what_is_held_is_not_lost(lens, ward):
    dio = lens.open(api(ward))
    settled(dn.run(dio.table_scenery(initial_range=range(50))))
    ward.fall_ill("500")
    rows = dn.run(dio.vista().list_values())
    assert list(rows) == IDS[:50]
    assert rows.coverage.complete is False
    assert rows.coverage.reason
    with pytest.raises(CoverageError):
        dn.run(dio.vista().list_values(require="complete"))
    ward.recover()
    assert list(dn.run(dio.vista().list_values())) == IDS


def test_a_copy_of_the_whole_keeps_its_rows_when_the_source_falls_ill(lens, ward):
    dio = lens.open(api(ward, "page", page=None, total=None))
    shown = ids(settled(dn.run(dio.table_scenery())))
    assert shown == IDS[:50]
    ward.fall_ill("html")
    with pytest.raises(NotJson):
        dn.run(dio.refresh())
    scenery = settled(dn.run(dio.table_scenery()))
    assert ids(scenery) == shown
    ward.recover()
    dn.run(dio.refresh())
    assert ids(scenery) == shown


# --- walks that go wrong -------------------------------------------------------------------


def test_a_cursor_that_comes_again_stops_the_walk_and_a_retry_goes_on(lens, ward):
    dio = lens.open(api(ward, "cursor", page=Cursor("next_cursor", "cursor")))
    scenery = settled(dn.run(dio.table_scenery(initial_range=range(10))))
    assert ids(scenery) == IDS[:50]
    stream = dio.subscribe_events()
    ward.fall_ill("same_cursor")
    with pytest.raises(PaginationLoop) as raised:
        dn.run(dio.load_all())
    assert is_well_told(raised.value)
    assert is_well_told(wait_until(lambda: scenery.error))
    assert events(stream, LoadFailed)
    assert ids(scenery)[:50] == IDS[:50]
    assert ward.asked <= 3
    generation = scenery.generation

    ward.recover()
    scenery.request_retry()
    wait_until(lambda: scenery.error is None)
    dn.run(dio.load_all())
    assert ids(settled(scenery)) == IDS
    assert scenery.generation > generation
    assert scenery.load_state == "complete"


@pytest.mark.parametrize("fault", ["500", "html", "limited"])
def test_a_page_that_fails_while_loading_more_keeps_the_pages_before_it(lens, ward, fault):
    dio = lens.open(api(ward, "cursor", page=Cursor("next_cursor", "cursor")))
    scenery = settled(dn.run(dio.table_scenery(initial_range=range(10))))
    ward.fall_ill(fault)
    scenery.request_load_more()
    error = wait_until(lambda: scenery.error)
    assert type(error) is FAULTS[fault]
    assert is_well_told(error)
    assert ids(scenery) == IDS[:50]
    assert scenery.has_more
    assert ward.asked <= RETRY.attempts
    ward.recover()
    scenery.request_load_more()
    wait_until(lambda: scenery.error is None and scenery.row_count == 100)
    assert ids(scenery) == IDS[:100]


def test_a_total_that_lies_is_corrected_by_the_rows(lens, ward):
    ward.fall_ill("lying")
    dio = lens.open(api(ward))
    scenery = settled(dn.run(dio.table_scenery(initial_range=range(50))))
    assert scenery.row_count == 250, "believed until an answer contradicts it"
    scenery.set_viewport(range(100, 150))
    wait_until(lambda: scenery.row_count == 120)
    assert ids(settled(scenery))[100:] == IDS[100:120]
    rows = dn.run(dio.vista().list_values())
    assert list(rows) == IDS[:120]
    assert scenery.row_count == 120, "the same lie again changes nothing"
    assert ward.asked <= 10


def test_a_last_page_that_is_repeated_ends_in_an_error_or_as_declared(lens, ward):
    ward.fall_ill("last_page_repeated")
    dio = lens.open(api(ward, "page", page=Page("page"), total=None))
    scenery = settled(dn.run(dio.table_scenery(initial_range=range(50))))
    assert scenery.window(range(50)).ids == IDS[:50]
    with pytest.raises(PaginationLoop) as raised:
        dn.run(dio.load_all())
    assert is_well_told(raised.value)
    assert scenery.window(range(150)).ids[:50] == IDS[:50]
    assert ward.asked <= 10

    ward.fall_ill("last_page_repeated")
    told = api(ward, "page", page=Page("page"), total=None, past_end="repeats")
    declared = lens.open(told, "declared")
    assert dn.run(declared.load_all()).complete
    assert list(declared.to_pandas().index) == IDS[:150]
    assert ward.asked <= 10
