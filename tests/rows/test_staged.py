"""Rows taken out of places and put behind them, against the plain list."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from diorama_nb.coverage import Total
from diorama_nb.query import Query
from diorama_nb.rows.pages import Chunk, PageMap
from diorama_nb.rows.staged import Staged
from diorama_nb.rows.view import View


def array(positions):
    return np.array(positions, np.int64)


@st.composite
def pages(draw):
    """A page map over 12 rows in chunks of 4, some not loaded; the plain list of positions."""
    order = draw(st.permutations(range(12)))
    loaded = draw(st.sets(st.integers(0, 2)))
    chunks = {n: Chunk(array(order[n * 4 : n * 4 + 4]), 1.0) for n in loaded}
    plain = [p if i // 4 in loaded else -1 for i, p in enumerate(order)]
    return PageMap.of(4, chunks, Total(12, final=True)), plain


@st.composite
def views(draw):
    positions = draw(st.lists(st.integers(0, 20), unique=True, max_size=12))
    return View(Query(), array(positions)), positions


@given(
    base=pages() | views(),
    hidden=st.sets(st.integers(0, 20)),
    added=st.sets(st.integers(21, 24)),
    wanted=st.tuples(st.integers(-3, 18), st.integers(0, 20)),
)
def test_places_with_rows_hidden_and_added_are_the_plain_list(base, hidden, added, wanted):
    """X6."""
    held, plain = base
    staged = Staged.of(held, array(sorted(hidden)), array(sorted(added)))
    shown = [p for p in plain if p not in hidden] + sorted(added)
    assert staged.rows == len(shown)
    assert staged.loaded == sum(p >= 0 for p in shown)
    assert [staged.position(place) for place in range(len(shown))] == shown
    assert staged.position(len(shown)) == staged.position(-1) == -1
    assert staged.all_positions().tolist() == [p for p in shown if p >= 0]
    for position in range(25):
        place = staged.place_of(position)
        assert place == (shown.index(position) if position in shown else None)
        assert staged.shows(array([position])) == (position in shown)
    window = range(wanted[0], sum(wanted))
    expected = [shown[p] if 0 <= p < len(shown) else -1 for p in window]
    assert staged.window(window).tolist() == expected


def test_places_that_no_write_concerns_are_the_same_object():
    held = View(Query(), array([3, 1]))
    assert Staged.of(held, array([7]), array([3])) is held
