"""Walking over a whole set: what a source says of its end beats what its pages look like."""

from dataclasses import replace
from functools import partial

import pytest

from diorama_nb.coverage import WalkGuard
from diorama_nb.errors import CoverageError
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
    """D6: it did not go in circles, so that is not what is told."""
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
