"""A view that is loaded piece by piece, beside a dict of places."""

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from diorama_nb.coverage import Total
from diorama_nb.rows.pages import Chunk, PageMap

SIZE = 4
PUTS = st.tuples(
    st.just("put"),
    st.integers(0, 4),
    st.lists(st.integers(0, 30), max_size=SIZE, unique=True),
    st.integers(0, 20),
)
DROPS = st.tuples(st.just("drop"), st.lists(st.integers(0, 30), max_size=3, unique=True))


def array(numbers):
    return np.array(numbers, np.int64)


def stale(pages):
    return [number for number, chunk in sorted(pages.chunks.items()) if chunk.stale]


@settings(max_examples=150, deadline=None)
@given(st.lists(PUTS | DROPS, max_size=8), st.integers(0, 25), st.integers(0, 25))
def test_places_agree_with_a_dict(steps, start, stop):
    pages, places, rows = PageMap(SIZE, {}, Total()), {}, 0
    for what, *told in steps:
        if what == "put":
            number, positions, rows = told
            places = {
                place: p
                for place, p in places.items()
                if place // SIZE != number and p not in positions and place < rows
            }
            places |= {
                number * SIZE + i: p
                for i, p in enumerate(positions)
                if number * SIZE + i < rows
            }
            pages = pages.put(number, array(positions), 1.0, Total(rows, final=True))
        else:
            gone = [place for place, p in places.items() if p in told[0]]
            places = {
                place - sum(other < place for other in gone): p
                for place, p in places.items()
                if place not in gone
            }
            rows -= len(gone)
            pages = pages.dropping(array(told[0]))
    assert pages.rows == rows
    assert pages.loaded == len(places)
    assert pages.all_positions().tolist() == [places[place] for place in sorted(places)]
    assert pages.window(range(start, stop)).tolist() == [
        places.get(place, -1) for place in range(start, stop)
    ]
    for place in range(-2, 25):
        assert pages.position(place) == places.get(place, -1)
    for position in range(31):
        at = pages.place_of(position)
        assert places.get(at) == position if at is not None else position not in places.values()
        assert pages.shows(array([position])) == (at is not None)
    assert pages.complete == (rows <= len(places) and pages.total.final)
    assert pages.same_rows(pages.aged())


REMEMBERED = st.dictionaries(
    st.integers(0, 4),
    st.tuples(
        st.lists(
            st.integers(-1, 9), max_size=SIZE, unique_by=lambda p: p if p >= 0 else object()
        ),
        st.integers(0, 20),
    ),
)


@settings(max_examples=150, deadline=None)
@given(REMEMBERED)
@example({0: ([-1], 0)})  # none of its rows is held
def test_of_rows_that_are_remembered_twice_or_gone_the_places_read_last_are_kept(chunks):
    pages = PageMap.of(SIZE, {n: Chunk(array(p), at) for n, (p, at) in chunks.items()}, Total())
    places = {}
    for number, (positions, _) in sorted(chunks.items(), key=lambda item: item[1][1]):
        places |= {p: number * SIZE + i for i, p in enumerate(positions) if p >= 0}
    for number, (positions, _) in chunks.items():
        at = [number * SIZE + i for i in range(len(positions))]
        held = [
            p if places.get(p) == place else -1 for p, place in zip(positions, at, strict=True)
        ]
        assert pages.chunks[number].positions.tolist() == held
        assert pages.chunks[number].stale == (-1 in held)
    for position in range(10):
        assert pages.place_of(position) == places.get(position)


def test_a_row_that_stands_elsewhere_now_leaves_a_stale_hole():
    pages = PageMap(2, {}, Total()).put(0, array([1, 2]), 5.0, Total(4, final=True))
    pages = pages.put(1, array([2, 3]), 6.0, Total(4, final=True))
    assert pages.window(range(4)).tolist() == [1, -1, 2, 3]
    assert stale(pages) == [0]
    assert stale(pages.aged(keep=[0])) == [0, 1]


def test_what_is_lacking_is_what_no_chunk_fills():
    pages = PageMap(2, {}, Total()).put(0, array([1, 2]), 5.0, Total(5, final=True))
    assert pages.lacking(range(9)) == [1, 2]
    short = pages.put(1, array([3]), 5.0, Total(5, final=True))
    assert short.lacking(range(9)) == [1, 2]
    assert pages.put(2, array([5]), 5.0, Total(5, final=True)).lacking(range(9)) == [1]
    endless = PageMap(2, {}, Total()).put(0, array([1, 2]), 5.0, Total(4))
    assert endless.lacking(range(8)) == [1, 2, 3]


def test_removing_moves_the_rows_behind_up_and_makes_them_stale():
    pages = PageMap(2, {}, Total())
    for number in range(3):
        pages = pages.put(
            number, array([2 * number, 2 * number + 1]), 1.0, Total(6, final=True)
        )
    assert pages.dropping(array([9])) is pages
    shorter = pages.dropping(array([3]))
    assert stale(shorter) == [1, 2]
    assert shorter.window(range(6)).tolist() == [0, 1, 2, 4, 5, -1]
    assert shorter.total == Total(5, final=True)


def test_nothing_is_held_behind_the_end_and_the_first_chunk_always_may_hold_rows():
    """U9: TRAP."""
    pages = PageMap(2, {}, Total()).put(0, array([1, 2]), 5.0, Total(4))
    pages = pages.put(1, array([]), 6.0, Total(2, final=True))
    assert list(pages.chunks) == [0]
    assert pages.complete
    empty = pages.put(0, array([]), 7.0, Total(0, final=True))
    assert list(empty.chunks) == [0]
    assert empty.aged().aging
    assert list(empty.chunks_at(range(9))) == [0]
    assert empty.lacking(range(9)) == []
    assert PageMap(2, {}, Total(0, final=True)).lacking(range(9)) == [0]


def test_behind_an_end_that_full_chunks_suggest_one_more_tells():
    pages = PageMap(2, {}, Total()).put(0, array([1, 2]), 5.0, Total(2, final=True))
    assert pages.probe == 1
    assert pages.resized(Total(2, stated=True, final=True)).probe is None
    assert pages.resized(Total(4)).probe is None
    assert pages.resized(Total(1, final=True)).probe is None
    assert PageMap(2, {}, Total(0, final=True)).probe is None


def test_a_row_at_the_end_is_as_old_as_its_chunk():
    pages = PageMap(2, {}, Total()).put(0, array([4]), 5.0, Total(1, final=True))
    one = pages.appended(7, 9.0)
    assert one.all_positions().tolist() == [4, 7]
    assert one.total == Total(2, final=True)
    assert one.chunks[0].fetched_at == 5.0
    two = one.aged().appended(8, 9.0)
    assert two.all_positions().tolist() == [4, 7, 8]
    assert (stale(two), two.chunks[1].fetched_at) == ([0], 9.0)
    assert stale(pages.aged().appended(7, 9.0)) == [0]
