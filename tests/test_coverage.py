"""The arithmetic of chunks, totals and walks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diorama_nb.coverage import (
    Coverage,
    Total,
    WalkGuard,
    by_distance,
    chunks_of,
    clamp,
    looks_cut,
)

SOME = settings(max_examples=150, deadline=None)
RANGES = st.builds(range, st.integers(-20, 60), st.integers(-20, 60))
TOTALS = st.none() | st.integers(0, 50)


@SOME
@given(RANGES, st.integers(1, 9), TOTALS)
def test_chunks_cover_exactly_the_positions_that_can_exist(wanted, size, total):
    there = {p for p in wanted if p >= 0 and (total is None or p < total)}
    assert set(chunks_of(wanted, size, total)) == {p // size for p in there}


@SOME
@given(RANGES, TOTALS, st.integers(0, 9))
def test_clamping_keeps_what_can_exist(wanted, total, at_least):
    kept = clamp(wanted, total, at_least=at_least)
    there = [p for p in wanted if p >= 0 and (total is None or p < total)]
    assert kept.start >= 0
    assert total is None or kept.stop <= max(total, 0)
    if there:
        assert list(kept) == there
    elif total is not None and wanted.start >= total and wanted.stop > wanted.start:
        assert list(kept) == list(range(max(0, total - at_least), total))


def test_the_nearest_chunks_come_first():
    assert by_distance(range(6), 3) == [3, 2, 4, 1, 5, 0]


def test_coverage_says_what_it_is():
    assert str(Coverage(5, 10, False, "only what was loaded", stale=True)) == (
        "5 of 10 rows (incomplete, only what was loaded, stale)"
    )
    assert str(Coverage(1200)) == "1,200 rows (completeness unknown)"
    assert Coverage(10, 10, True).of(3) == Coverage(3, 3, True)
    assert Coverage(10, 20, False).of(3) == Coverage(3, None, False)
    assert Coverage(1, missing=(range(2, 5),)).plain["missing"] == [[2, 5]]


def test_an_answer_of_a_round_size_looks_cut():
    assert looks_cut(100, None)
    assert not looks_cut(101, None)
    assert looks_cut(101, 102)
    assert not looks_cut(100, 100)


# --- totals --------------------------------------------------------------------------------


def after(total, offset, asked, received, stated=None, end=None):
    return total.after(offset, asked, received, stated=stated, end=end)


def test_a_short_page_ends_the_set():
    """U9."""
    assert after(Total(), 0, 100, 40) == Total(40, final=True)
    assert after(Total(200), 100, 100, 7) == Total(107, final=True)


def test_a_list_that_was_empty_when_it_was_opened_can_grow():
    """U9: TRAP."""
    empty = after(Total(), 0, 100, 0)
    assert empty == Total(0, final=True)
    assert after(empty, 0, 100, 40) == Total(40, final=True)
    assert after(empty, 0, 100, 100) == Total(200)


def test_nothing_behind_an_empty_list_makes_no_rows():
    assert after(Total(0, final=True), 100, 100, 0) == Total(0, final=True)
    assert after(Total(), 300, 100, 0, stated=50) == Total(50, stated=True, final=True)
    assert after(Total(50, final=True), 100, 10, 0, stated=80) == Total(80, True, True)
    assert after(Total(), 300, 0, 0, stated=50) == Total(50, stated=True, final=True)
    assert after(Total(7), 300, 0, 0) == Total(7)


@pytest.mark.parametrize("end", [None, False])
def test_an_overstated_total_ends_at_the_first_hole(end):
    """U42."""
    told = after(Total(), 0, 100, 100, stated=1000, end=False)
    assert told == Total(1000, stated=True, final=True)
    assert after(told, 300, 100, 0, stated=1000, end=end) == Total(300, final=True)


def test_a_stated_total_beats_a_page_that_is_short_but_not_the_last():
    """U43: TRAP."""
    assert after(Total(), 0, 100, 50, stated=1000, end=False) == Total(1000, True, True)


def test_a_stated_total_beats_a_short_page_until_an_answer_contradicts_it():
    """U42, U43."""
    told = after(Total(), 0, 100, 50, stated=1000)
    assert told == Total(1000, stated=True, final=True)
    ended = after(told, 0, 100, 50, stated=1000, end=True)
    assert ended == Total(50, final=True)
    assert after(ended, 0, 100, 50, stated=1000) == ended


def test_what_was_contradicted_is_not_believed_again_but_another_statement_is():
    """U42."""
    ended = after(Total(), 100, 100, 0, stated=1000)
    assert ended == Total(100, final=True)
    assert after(ended, 0, 50, 50, stated=1000) == ended
    assert after(ended, 0, 50, 50, stated=70) == Total(70, stated=True, final=True)


def test_an_end_nobody_stated_may_have_moved_when_a_full_page_reaches_it():
    """U44."""
    seen = after(after(Total(), 0, 100, 100), 100, 100, 0)
    assert seen == Total(100, final=True)
    assert after(seen, 0, 100, 100) == Total(200)
    assert after(seen, 0, 100, 100, end=True) == seen
    assert after(Total(100, stated=True, final=True), 0, 100, 100) == Total(100, True, True)
    assert after(Total(170, final=True), 0, 100, 100) == Total(170, final=True)


def test_a_full_page_at_the_advertised_end_pushes_it_one_page_ahead():
    """U44."""
    total = after(Total(), 0, 100, 100)
    assert total == Total(200)
    total = after(total, 100, 100, 100)
    assert total == Total(300)
    assert after(total, 0, 100, 100) == Total(300)
    assert after(total, 200, 100, 0) == Total(200, final=True)


def test_an_end_that_the_source_tells_is_the_end():
    assert after(Total(200), 100, 100, 100, end=True) == Total(200, final=True)


@SOME
@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.booleans(), st.integers(0, 9), st.booleans()),
        max_size=12,
    ),
    st.integers(0, 40),
    st.integers(1, 9),
)
def test_reading_on_finds_the_true_end_however_overstated(steps, truth, size):
    total = Total()
    for chunk, states, lie, tells_end in steps:
        offset = chunk * size
        received = max(0, min(size, truth - offset))
        stated = max(0, truth + lie) if states else None
        end = offset + received >= truth if tells_end else None
        total = after(total, offset, size, received, stated, end)
        assert total.rows is not None
        assert not received or total.rows >= offset + received
    offset = 0
    for _ in range(truth // size + 3):
        received = max(0, min(size, truth - offset))
        total = after(total, offset, size, received)
        offset += size
        if total.final and offset >= total.rows:
            break
    assert total.final
    assert total.rows == truth


# --- walks ---------------------------------------------------------------------------------


def test_a_walk_notices_a_page_it_has_seen():
    guard = WalkGuard()
    assert not guard.repeated(["1", "2"], None)
    assert not guard.repeated(["3", "4"], None)
    assert guard.repeated(["1", "2"], None)
    assert guard.pages == 3


def test_a_walk_notices_a_token_it_has_seen():
    guard = WalkGuard()
    assert not guard.repeated(["1"], "a")
    assert not guard.repeated([], "b")
    assert not guard.repeated([], "c")
    assert guard.repeated(["2"], "a")


def test_a_walk_has_an_end():
    guard = WalkGuard(max_pages=2)
    guard.repeated(["1"], None)
    assert not guard.exhausted
    guard.repeated(["2"], None)
    assert guard.exhausted


def test_a_total_that_a_truer_answer_contradicted_is_not_believed_again():
    """U42, U43: of two claims the one that fits the rows."""
    total = Total().after(0, 50, 50, stated=250, end=False)
    total = total.after(100, 50, 20, stated=120, end=True)
    assert (total.rows, total.denied) == (120, 250)
    assert total.after(50, 50, 50, stated=250, end=False) is total
