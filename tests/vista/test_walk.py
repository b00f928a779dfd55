"""Walking over a whole set: what a source says of its end beats what its pages look like."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama_nb.coverage import Coverage, WalkGuard
from diorama_nb.errors import CoverageError, RateLimited, SourceUnavailable, SpecError
from diorama_nb.frames import Rows
from diorama_nb.testing import FakeSource
from diorama_nb.vista import walk
from diorama_nb.vista.vista import Vista
from tests.aio import run


@pytest.mark.parametrize("cap", [2, 7, 10])
def test_a_source_that_caps_its_pages_and_states_its_total_is_read_to_its_end(cap):
    """U43: a total stated by the answer beats inference from a short page."""
    source = FakeSource(10, cap=cap)
    rows = run(Vista(source).list_values(require="complete"))
    assert dict(rows) == source.rows
    assert rows.coverage.total == 10


def test_a_total_that_promises_rows_which_never_come_ends_at_an_empty_page():
    """U42."""
    source = FakeSource(10, cap=5, total=25)
    rows = run(Vista(source).list_values())
    assert len(rows) == 10
    assert len(source.calls) == 3


def test_a_walk_that_reads_as_many_pages_as_it_may_says_so_and_keeps_them(monkeypatch):
    """It did not go in circles, so that is not what is told."""
    monkeypatch.setattr(walk, "WalkGuard", partial(WalkGuard, max_pages=3))
    rows = run(Vista(FakeSource(10, cap=2)).list_values())
    assert len(rows) == 6
    assert "more than 3 pages" in rows.coverage.reason
    assert rows.coverage.complete is False


class Named(FakeSource):
    """Names its rows by something that is not unique."""

    async def read_window(self, query, offset, limit):
        page = await super().read_window(query, offset, limit)
        named = {str(int(id) % 6): record for id, record in page.rows.items()}
        total = 10 if self.states else None
        return replace(page, rows=named, total=total, received=len(page.rows))

    def __init__(self, states):
        super().__init__(10)
        self.states = states


@pytest.mark.parametrize("states", [True, False])
def test_rows_that_share_an_id_are_never_called_complete(states):
    vista = Vista(Named(states))
    rows = run(vista.list_values())
    assert (len(rows), rows.coverage.drift, rows.coverage.complete) == (6, 4, None)
    assert "4 rows came under the id of another" in rows.coverage.reason
    with pytest.raises(CoverageError, match="ids are not unique"):
        run(vista.list_values(require="complete"))


def test_more_rows_than_were_stated_are_never_called_complete():
    rows = run(Vista(FakeSource(10, total=7)).list_values())
    assert rows.coverage.complete is not True


class Doubting(FakeSource):
    """Says of its first page that rows of it are missing."""

    async def read_window(self, query, offset, limit):
        page = await super().read_window(query, offset, limit)
        return page if offset else replace(page, note="some are missing")


def test_a_page_in_the_middle_that_lacks_rows_leaves_it_open_whether_all_are_here():
    rows = run(Vista(Doubting(walk.WINDOW_ROWS + 1)).list_values())
    assert (rows.complete, rows.coverage.reason) == (None, "some are missing")


# --- what fails in the middle --------------------------------------------------------------

ROWS = 5 * walk.WINDOW_ROWS + 17


def partial_answer(source, *failing):
    source.fail(*failing)
    return run(Vista(source).list_values())


def test_windows_go_on_behind_one_that_failed_and_only_that_is_read_again():
    source = FakeSource(ROWS)
    rows = partial_answer(source, 3)
    missing = range(1000, 1500)
    assert (len(rows), rows.complete, rows.missing) == (ROWS - 500, False, (missing,))
    assert "does not answer" in rows.coverage.reason
    asked = len(source.calls)
    again = run(rows.resume())
    assert dict(again) == source.rows
    assert list(again) == list(source.rows), "in the order of the source"
    assert (again.complete, again.missing, again.error) == (True, (), None)
    assert [(call.offset, call.limit) for call in source.calls[asked:]] == [(1000, 500)]


def test_a_source_that_is_gone_is_not_asked_for_window_after_window():
    source = FakeSource(ROWS)
    rows = partial_answer(source, *range(3, 30))
    assert len(source.calls) == 4
    assert rows.missing == (range(1000, 1500), range(1500, ROWS))


def test_behind_a_page_that_failed_a_walk_by_tokens_goes_on_at_its_token():
    source = FakeSource(100, reads=["next"], page_size=10)
    rows = partial_answer(source, 4)
    assert (len(rows), rows.complete, rows.missing) == (30, False, ())
    again = run(rows.resume())
    assert (dict(again), again.complete) == (source.rows, True)
    assert [call.offset for call in source.calls[4:]] == ["30", *map(str, range(40, 100, 10))]


def test_numbered_pages_go_on_at_the_one_that_failed():
    source = FakeSource(100, reads=["page"], page_size=10)
    rows = partial_answer(source, 4)
    assert (len(rows), rows.complete) == (30, False)
    assert dict(run(rows.resume())) == source.rows


def test_what_is_done_here_is_done_over_the_rows_that_come_later_too():
    source = FakeSource(ROWS, pushes=())
    source.fail(2)
    vista = Vista(source).where(group="a").order_by("n", descending=True)
    rows = run(run(vista.list_values()).resume())
    assert [row["n"] for row in rows.values()] == [*range(0, ROWS, 3)][::-1]
    assert rows.complete is True


def test_the_first_page_that_can_not_be_read_is_an_error_and_a_complete_answer_needs_no_more():
    source = FakeSource(10)
    with pytest.raises(SourceUnavailable):
        partial_answer(source, 1)
    rows = run(Vista(source).list_values())
    assert run(rows.resume()) is rows


def test_rows_that_do_not_know_what_is_missing_say_what_to_type():
    rows = Rows({}, Coverage(0, 5, complete=False))
    with pytest.raises(SpecError, match="not known which") as caught:
        run(rows.resume())
    assert "load_all" in caught.value.hint


def test_the_time_at_which_a_source_may_be_asked_again_is_told():
    at = datetime(2030, 1, 1, tzinfo=UTC)
    source = FakeSource(ROWS)
    source.fail(2, 3, error=RateLimited("not now", retry_at=at))
    assert run(Vista(source).list_values()).retry_at == at


@given(
    failing=st.sets(st.integers(2, 30), max_size=12),
    kind=st.sampled_from(["window", "next", "page"]),
)
def test_whatever_fails_taking_it_up_again_and_again_brings_every_row_once(failing, kind):
    source = FakeSource(ROWS, reads=[kind], page_size=300)
    if failing:
        source.fail(*failing)
    rows = run(Vista(source).list_values())
    for _ in range(len(failing)):
        rows = run(rows.resume())
    assert list(rows.items()) == list(source.rows.items())
    assert (rows.complete, rows.coverage.drift) == (True, 0)
