"""Walking over a whole set: what a source says of its end beats what its pages look like."""

import pytest

from diorama_nb.testing import FakeSource
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
